"""Resources and files that some may not see, with words and bytes that give themselves away wherever they come out."""

import datetime
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase
from django.utils import timezone

from courses.actions import enrol
from files.actions import read_file
from files.models import Extraction, StoredFile
from forums import actions as talking
from forums.models import Post
from members.consents import answer
from members.models import Letter, Person
from notifications.actions import carry_on
from notifications.models import Follow
from programme.models import ProgrammeLine
from resources import actions, tokens
from resources.consents import DOWNLOADS
from resources.models import Copy
from search import saved, sync
from search.models import SavedSearch
from search.parsing import parse
from tests.factories import documents, pages
from tests.factories import forums as talk
from tests.factories import members as cast
from tests.factories.files import pdf, stored_file

#: Stands in everything, so that a question can find it without saying what is secret.
HARVEST = "harvestmoon"
#: What only some may see, by a word of its own.
MEMBERS, STAFF, DRAFT, GONE, LESSON, POST = "zqmembers", "zqstaff", "zqdraft", "zqgone", "zqlesson", "zqpost"
LOOSE, OPEN = "zqloose", "zqopen"
SECRETS = (MEMBERS, STAFF, DRAFT, GONE, LESSON, POST, LOOSE)


@dataclass
class World:
    """The cast, and where all the secrets lie."""

    people: dict[str, Person]
    line: ProgrammeLine
    pages: dict[str, Any] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    bytes: dict[str, tuple[str, bytes]] = field(default_factory=dict)  # what of: whose secret, the bytes
    more: dict[str, Any] = field(default_factory=dict)

    def own(self, who: str, address: str) -> str:
        """The address as this person has it: a mail's link holds a token that stands for whoever got the mail."""
        return address.replace(self.more["token member"], self.more.get(f"token {who}", "x"))

    def told_by(self, address: str, answer: HttpResponseBase, of: tuple[str, ...] = SECRETS) -> set[str]:
        """Which secrets an answer tells: in its body, its headers, or as the bytes of a file.

        What stands in the address itself is known to whoever asked.
        """
        body = answer.getvalue()
        heads = unquote("\n".join(f"{name}: {value}" for name, value in answer.items()))
        said = f"{heads}\n{unquote(body.decode('utf-8', 'replace'))}".lower()
        asked = unquote(address).lower()
        told = {
            secret
            for secret in of
            for word in (secret, f"slug-{secret[2:]}", f"name-{secret[2:]}")
            if word in said and word not in asked
        }
        return told | {whose for whose, content in self.bytes.values() if whose in of and content in body}


def make() -> World:
    """Make the world: a resource for members with a file of every sort, one for the office, a draft, one that was taken down;
    files in a lesson, on a post, and on nothing; and people who once saved, took, told and followed all of it.
    """
    trainer = cast.with_role("trainer")
    people = {
        "member": cast.member(),
        "lapsed": cast.lapsed_member(),
        "trainer": trainer,
        "editor": cast.with_role("editor"),
    }
    world = World(people, cast.LineFactory(title="A line"))
    _resource(world, MEMBERS, audience="member", files=_all_sorts())
    _resource(world, STAFF, audience="staff", files={"txt": _text(STAFF)})
    _resource(world, DRAFT, live=False, files={"txt": _text(DRAFT)})
    _resource(world, GONE, files={"txt": _text(GONE)})
    french = pages.in_french(
        world.pages[MEMBERS], title=f"{HARVEST} {MEMBERS} fr", summary=f"{HARVEST} {MEMBERS}"
    )
    world.pages["french"] = french
    pages.published_again(
        world.pages[MEMBERS],
        files=tuple(world.files[name] for name in world.files if name.startswith(MEMBERS)),
        change_note=f"What {MEMBERS} corrects",
    )
    for person in people.values():
        _has_used_all(world, person)
    world.pages[GONE].unpublish()
    _what_is_open(world)
    _talk(world)
    _lesson(world, trainer)
    world.files["loose"] = stored_file(_text(LOOSE), f"name-{LOOSE[2:]}.txt", title=LOOSE)
    world.bytes["loose"] = (LOOSE, _text(LOOSE))
    carry_on()
    while sync.drain():
        pass
    for person in people.values():
        found = saved.keep(query=parse(HARVEST), every="day", by=person)
        SavedSearch.objects.filter(pk=found.pk).update(next_at=timezone.now(), told=[])
    for name, person in people.items():
        copy = Copy.objects.get(person=person, resource_key=world.pages[MEMBERS].translation_key)
        world.more[f"token {name}"] = tokens.use_token(copy)
    past = timezone.now() - datetime.timedelta(minutes=1)
    Letter.objects.update(due_at=past, try_at=past)
    return world


def _text(secret: str) -> bytes:
    return f"{HARVEST} stands beside {secret} in this file.".encode()


def _all_sorts() -> dict[str, bytes]:
    secret = f"{HARVEST} {MEMBERS}"
    return {
        "pdf": pdf(f"First {secret}.", f"Second {secret}."),
        "docx": documents.docx(f"## A heading\n\nWords of {secret}.\n"),
        "txt": _text(MEMBERS),
        "vtt": f"WEBVTT\n\n00:01.000 --> 00:04.000\nSaid {secret}\n".encode(),
        "wav": documents.sound(),
        "zip": documents.archive_of({f"{MEMBERS}.txt": _text(MEMBERS)}, packed=False),
    }


def _resource(
    world: World, secret: str, *, files: dict[str, bytes], audience: str = "", live: bool = True
) -> None:
    stored = []
    for ending, content in files.items():
        file = stored_file(content, f"name-{secret[2:]}.{ending}", title=f"{HARVEST} {secret} {ending}")
        read_file(Extraction.objects.get(file=file).pk)
        stored.append(file)
        world.files[f"{secret} {ending}"] = file
        world.bytes[f"{secret} {ending}"] = (secret, content)
        for preview in file.extraction.previews.all():
            with preview.image.open() as drawn:
                world.bytes[f"{secret} {ending} {preview.number}"] = (secret, drawn.read())
    world.pages[secret] = pages.resource(
        title=f"{HARVEST} {secret}",
        slug=f"slug-{secret[2:]}",
        summary=f"{HARVEST} {secret}",
        body=pages.text(f"{HARVEST} {secret}", heading=secret),
        own_audience=audience,
        live=live,
        lines=(world.line,),
        tags=("lantern",),
        level="starting",
        credits=(f"{secret} author",),
        parts=(f"{secret} part",),
        access_note=secret,
        files=tuple(stored),
    )


def _has_used_all(world: World, person: Person) -> None:
    """Everybody once saved, took, told, collected and followed everything: rights come and go."""
    answer(person=person, purpose=DOWNLOADS, given=True, by=person)
    collection = actions.make_collection(
        values={"title": "A shelf of mine", "why": "Why", "audience": "public", "language": "en"}, by=person
    )
    world.more.setdefault("collections", []).append(collection)
    for secret in (MEMBERS, STAFF, GONE):
        key = world.pages[secret].translation_key
        actions.put_on_shelf(resource_key=key, by=person)
        actions.remember_copy(person=person, resource_key=key, by=person)
        actions.collect(collection=collection, resource_key=key, why=f"Because of {secret}", by=person)
        Follow.objects.create(person=person, space=f"page:{key}", level=Follow.Level.EVERY)
        if person == world.people["editor"]:
            told = {"text": f"{HARVEST} {secret}", "is_public": True}
            actions.tell_use(resource_key=key, kind="used", told=told, by=person)
        elif secret == GONE:  # of the others they are asked by mail
            told = {"text": "I used it.", "is_public": True}
            actions.tell_use(resource_key=key, kind="used", told=told, by=person)


def _what_is_open(world: World) -> None:
    """Something that everybody sees, and that names what they may not see."""
    opened = pages.resource(
        title=f"{HARVEST} {OPEN}", slug=f"slug-{OPEN[2:]}", summary=OPEN, lines=(world.line,), tags=("lantern",), level="starting",
        files=(stored_file(_text(OPEN)),), own_audience="", body=[("card", {"page": world.pages[MEMBERS]})],
    )  # fmt: skip
    draft = opened.get_latest_revision_as_object()
    for secret in (MEMBERS, STAFF, DRAFT, GONE):
        draft.related.create(page=world.pages[secret])
    draft.save_revision().publish()
    world.pages[OPEN] = opened


def _talk(world: World) -> None:
    """Members talk under their resource, with a file."""
    member, page = world.people["member"], world.pages[MEMBERS]
    topic = talking.reply_about(page=page, text=f"{HARVEST} {POST}", by=member).topic
    for person in world.people.values():
        follow_of = Follow.objects.filter(person=person, space=f"topic:{topic.pk}")
        if not follow_of.exists():
            Follow.objects.create(person=person, space=f"topic:{topic.pk}", level=Follow.Level.EVERY)
    upload = SimpleUploadedFile(f"name-{POST[2:]}.txt", _text(POST))
    attachment = talking.attach_file(upload=upload, by=member, action="reply", target=str(topic.pk))
    post = talk.post(topic=topic, by=member, text=f"More of {HARVEST} {POST}")
    attachment.post = post
    attachment.save()
    world.files["post"], world.bytes["post"] = attachment.file, (POST, _text(POST))
    world.more["open topic"] = talk.topic(title=f"{HARVEST} {OPEN}", text=OPEN)
    world.more["topic"], world.more["posts"] = topic, list(Post.objects.filter(topic=topic))


def _lesson(world: World, trainer: Person) -> None:
    """A file in a lesson for those who follow the course."""
    file = stored_file(_text(LESSON), f"name-{LESSON[2:]}.txt", title=LESSON)
    course = pages.course(title="A course", lessons_for_enrolled=True, lessons=0)
    lesson = pages.lesson(
        course.get_children().first().specific,
        title="A lesson",
        body=[("file", {"file": file, "note": LESSON})],
    )
    pages.course(title="Another course", trainer=trainer)
    enrol(person=world.people["editor"], course_key=course.translation_key, by=world.people["editor"])
    world.files["lesson"], world.bytes["lesson"] = file, (LESSON, _text(LESSON))
    world.pages[LESSON] = lesson
