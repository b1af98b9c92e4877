"""Resources with all that their kinds have, and what the demo's people did with them, through the same actions as everybody."""

import datetime
import uuid
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation
from wagtail.models import Page

from demo import markdown
from demo.load.files import files_of, stored
from demo.load.pages import Shelf, own_audience, put, put_french
from demo.load.people import people_by_key
from demo.source import Source, in_language, read, table
from members.consents import answer
from members.models import Letter
from resources import actions
from resources.consents import DOWNLOADS
from resources.models import (
    Collection,
    Copy,
    Proposal,
    ResourceIndexPage,
    ResourcePage,
    ResourcePart,
    Use,
)

WORDS = (
    "for_whom", "question", "method", "findings", "period", "place", "country", "context", "worked", "did_not_work",
    "access_note", "funding_note", "doi",
)  # fmt: skip


def _told_of(slug: str) -> dict[str, Any]:
    things: dict[str, dict[str, Any]] = table("library.toml")["thing"]
    return things.get(slug, {})


def load_resource(path: Path) -> None:
    """Make one resource with its files, made from its text; its page tells the beginning."""
    shelf = Shelf()
    source, french = read(path), in_language(path, "fr")
    index = ResourceIndexPage.objects.get(locale__language_code="en")
    if index.get_children().filter(slug=source.about["slug"]).exists():
        return
    about, told = source.about, _told_of(source.about["slug"])
    page = ResourcePage(
        title=about["title"],
        slug=about["slug"],
        summary=about["summary"],
        resource_kind=about["kind"],
        year=about["year"],
        licence=about["licence"],
        minutes=about["minutes"],
        own_audience=own_audience(source),
        body=markdown.to_body(source.text, source.path, until_heading=2),
        **{name: told[name] for name in WORDS if name in told},
    )
    shelf.file(page, about)
    for place, name in enumerate(about["authors"]):
        kind = "organisation" if name in told.get("organisations", ()) else "person"
        page.credits.create(name=name, kind=kind, sort_order=place)
    for place, part in enumerate(told.get("parts", ())):
        page.parts.create(title=part["title"], note=part["note"], minutes=part["minutes"], sort_order=place)
    for place, chapter in enumerate(told.get("chapters", ())):
        page.chapters.create(**chapter, sort_order=place)
    _put_files(page, source, french, shelf, told)
    made = put(index, page)
    if "first_version" in told:
        _second_version(made, source, told)
    if french:
        put_french(
            made,
            french,
            shelf,
            body=markdown.to_body(french.text, source.path, until_heading=2),
            **_french_words(made, told),
        )


def _put_files(
    page: ResourcePage, source: Source, french: Source | None, shelf: Shelf, told: dict[str, Any]
) -> None:
    colour = shelf.lines[source.about["lines"][0]].colour
    parts = {
        kind: place for place, part in enumerate(told.get("parts", ()), start=1) for kind in part["formats"]
    }
    offered = [
        *files_of(_first(source, told), colour, told),
        *(files_of(french, colour, told) if french else []),
    ]
    for place, one in enumerate(offered):
        page.files.create(file=one.file, language=one.language, part=parts.get(one.format), sort_order=place)


def _first(source: Source, told: dict[str, Any]) -> Source:
    """The source as it was in its first version, with the mistake that the second puts right."""
    mistake = told.get("first_version")
    if mistake is None:
        return source
    if mistake["replace"] not in source.about["csv"]:
        raise ValueError(f"{source.path} has no such line")
    return Source(
        source.path,
        source.language,
        {**source.about, "csv": source.about["csv"].replace(mistake["replace"], mistake["by"])},
        source.text,
    )


def _second_version(page: ResourcePage, source: Source, told: dict[str, Any]) -> None:
    draft = page.get_latest_revision_as_object()
    kind = told["first_version"]["format"]
    corrected = stored(source.about[kind].encode(), kind, source, source.language)
    for offered in draft.files.all():
        if offered.file.format == kind:
            offered.file = corrected
            draft.files.add(offered)
    draft.change_note = told["change_note"]
    draft.save_revision().publish()


def _french_words(page: ResourcePage, told: dict[str, Any]) -> dict[str, Any]:
    """The French edition's words; its parts are the source's under French names."""
    words = dict(told.get("fr", {}))
    parts = words.pop("parts", ())
    if parts:
        words["parts"] = [
            ResourcePart(title=part["title"], note=part["note"], sort_order=place)
            for place, part in enumerate(parts)
        ]
    return words


def load_belonging() -> None:
    """Say what belongs with what, once courses and resources are there."""
    things = {page.slug: page for page in Page.objects.filter(depth=4, locale__language_code="en")}
    for slug, told in table("library.toml")["thing"].items():
        page = things[slug].specific
        if told.get("related") and not page.related.exists():
            for place, other in enumerate(told["related"]):
                page.related.create(page=things[other], sort_order=place)
            page.save_revision().publish()


def _keys() -> dict[str, uuid.UUID]:
    pages = ResourcePage.objects.filter(locale__language_code="en")
    return {page.slug: page.translation_key for page in pages}


def _ago(days: int) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=days)


def load_uses() -> None:
    """Let people tell what they did with resources."""
    if Use.objects.exists():
        return
    people, keys = people_by_key(), _keys()
    for about in table("library.toml")["use"]:
        told = {
            name: about[name]
            for name in ("text", "place", "country", "scale", "art_form", "language", "link")
            if name in about
        }
        with translation.override(about.get("written_in", "en")):
            use = actions.tell_use(
                resource_key=keys[about["resource"]],
                kind=about["kind"],
                told={**told, "is_public": True},
                by=people[about["person"]],
                named=about.get("named", False),
            )
        Use.objects.filter(pk=use.pk).update(told_at=_ago(about["days_ago"]), version=1)


def load_shelves() -> None:
    """Fill some people's shelves, and let some curate."""
    if Collection.objects.exists():
        return
    people, keys = people_by_key(), _keys()
    for about in table("library.toml")["collection"]:
        by = people[about["person"]]
        values = {"title": about["title"], "why": about["why"], "language": about.get("language", "en")}
        collection = actions.make_collection(values={**values, "audience": about["audience"]}, by=by)
        for item in about["items"]:
            actions.collect(
                collection=collection, resource_key=keys[item["resource"]], why=item["why"], by=by
            )
    for about in table("library.toml")["saved"]:
        for slug in about["resources"]:
            actions.put_on_shelf(resource_key=keys[slug], by=people[about["person"]])


def load_copies() -> None:
    """Remember what those took who agreed to that; some are asked about it now."""
    if Copy.objects.exists():
        return
    people, keys = people_by_key(), _keys()
    for about in table("library.toml")["copy"]:
        person = people[about["person"]]
        answer(person=person, purpose=DOWNLOADS, given=True, by=person)
        copy = actions.remember_copy(person=person, resource_key=keys[about["resource"]], by=person)
        assert copy is not None  # noqa: S101 - consent was given on the line above
        taken = _ago(about["days_ago"])
        ask_at = taken + (copy.ask_at - copy.taken_at)
        version = about.get("version", copy.version)
        Copy.objects.filter(pk=copy.pk).update(taken_at=taken, ask_at=ask_at, version=version)
        Letter.objects.filter(key=f"resources/use/{copy.pk}").update(due_at=ask_at)
        if about.get("answer"):
            actions.answer_about(copy=copy, answer=about["answer"], by=person)


def load_proposals() -> None:
    """Let members hand things in: one waits, one was sent back with a comment."""
    if Proposal.objects.exists():
        return
    people = people_by_key()
    for about in table("library.toml")["proposal"]:
        by = people[about["person"]]
        upload = SimpleUploadedFile("list.csv", about["csv"].encode())
        proposal = actions.propose(values=about, files=[upload], language=about["language"], by=by)
        if about.get("returned"):
            page = ResourcePage.objects.get(translation_key=proposal.resource_key)
            state = page.current_workflow_task_state
            state.reject(user=people["editor"], comment=about["returned"])
