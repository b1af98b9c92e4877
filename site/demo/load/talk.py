"""Forums with their topics and posts, and the talk under lessons, resources and sessions, written in the past."""

import datetime
from typing import Any

from django.utils import timezone
from wagtail.models import Locale, Page

from demo.load.people import people_by_key
from demo.source import CONTENT, read, table
from forums.actions import forum_about
from forums.actions.words import tag_topic
from forums.models import Forum, Post, Topic, TopicReader
from forums.places import choices_under
from forums.rendering import RENDERER, render
from members.models import Person
from pages.models import Audience


def load_forum(name: str, position: int) -> None:
    """Make one forum with its topics from `forums/<name>`."""
    about = table(f"forums/{name}")
    people = people_by_key()
    fields = ("title_en", "title_fr", "summary_en", "summary_fr", "line", "audience")
    forum, _made = Forum.objects.get_or_create(
        slug=about["slug"],
        defaults={
            **{field: about[field] for field in fields},
            "languages": about.get("languages", []),
            "is_one_topic": about.get("one_topic", False),
            "position": position,
        },
    )
    forum.facilitators.add(people[about["facilitator"]])
    for talk in about["topic"]:
        if not Topic.objects.filter(forum=forum, title=talk["title"]).exists():
            _write(
                Topic(
                    forum=forum,
                    title=talk["title"],
                    language=talk["language"],
                    is_pinned=talk.get("pinned", False),
                    is_locked=talk.get("locked", False),
                ),
                talk,
                people,
            )


def load_discussions() -> None:
    """Make the talk that hangs under pages."""
    people = people_by_key()
    for talk in table("discussions.toml")["discussion"]:
        page = _page_of(talk["page"])
        if Topic.objects.filter(about_key=page.translation_key, about_phase=talk["phase"]).exists():
            continue
        audience = Audience.objects.get(translation_key=page.translation_key)
        _write(
            Topic(
                forum=forum_about(page),
                title=_title(talk, page),
                language=talk["language"],
                about_key=page.translation_key,
                about_phase=talk["phase"],
                audience=audience.audience,
                second_audience=audience.second_audience,
            ),
            talk,
            people,
        )


def _title(talk: dict[str, Any], page: Page) -> str:
    """Sessions name their conversations; elsewhere the talk has the page's name."""
    if talk["phase"]:
        source = read(CONTENT / f"{talk['page']}.{'fr' if talk['language'] == 'fr' else 'en'}.md")
        return source.about[f"topic_{talk['phase']}"]
    return page.title


def _page_of(path: str) -> Page:
    """Find the page that a content file made: by its slug below the page of the folder above."""
    slugs = [read(CONTENT / f"{path}.en.md").about["slug"]]
    folder = (CONTENT / path).parent
    for name in ("module", "course", "meeting"):
        if (folder / f"{name}.en.md").exists():
            slugs.insert(0, read(folder / f"{name}.en.md").about["slug"])
            if name == "module":
                slugs.insert(0, read(folder.parent / "course.en.md").about["slug"])
    section = path.split("/", 1)[0]
    return Page.objects.get(url_path=f"/en/{section}/{'/'.join(slugs)}/", locale=Locale.get_default())


def _write(topic: Topic, talk: dict[str, Any], people: dict[str, Person]) -> None:
    """Write a topic with its posts, dated back from today, as if each had been posted."""
    begins = timezone.now().replace(minute=0, second=0, microsecond=0) - datetime.timedelta(
        days=talk["days_ago"]
    )
    first = people[talk["post"][0]["by"]]
    topic.started_by, topic.starter_name, topic.started_at = first, first.name, begins
    topic.save()
    posts = []
    for number, said in enumerate(talk["post"], start=1):
        author, text = people[said["by"]], said["text"].strip()
        at = min(begins + datetime.timedelta(hours=said["hours"]), timezone.now())
        posts.append(
            Post(
                topic=topic,
                number=number,
                author=author,
                author_name=author.name,
                text=text,
                html=render(text),
                renderer=RENDERER,
                language=said.get("language", talk["language"]),
                written_at=at,
                **_place(said, topic),
            )
        )
    Post.objects.bulk_create(posts)
    tag_topic(topic=topic, tags=talk.get("tags", []), by=first)
    last = posts[-1]
    topic.post_count = len(posts)
    topic.last_number, topic.last_post_at, topic.last_poster_name = (
        last.number,
        last.written_at,
        last.author_name,
    )
    topic.news_at = last.written_at
    topic.save()
    readers = {post.author_id: post.number for post in posts}
    TopicReader.objects.bulk_create(
        [TopicReader(topic=topic, person_id=pk, read_to=number) for pk, number in readers.items()]
    )


def _place(said: dict[str, Any], topic: Topic) -> dict[str, Any]:
    """Say of which second of the recording, or which page of the first PDF, a post speaks."""
    if "second" in said:
        return {"place_second": said["second"]}
    if "page" not in said:
        return {}
    page = Page.objects.filter(translation_key=topic.about_key).order_by("pk")[0]
    pdf = next(choice for choice in choices_under(page) if choice.file and not choice.is_timed)
    return {"place_file": pdf.file, "place_page": said["page"]}


def read_halfway(key: str = "member") -> None:
    """Let the demo's member have read most topics, one of them halfway, so that there is a first unread post to go on at."""
    person = people_by_key()[key]
    for topic in Topic.objects.order_by("pk"):
        half = topic.title == "Who hosts between two dates?"
        read_to = topic.last_number // 2 if half else topic.last_number
        if topic.pk % 4 or half:
            TopicReader.objects.get_or_create(topic=topic, person=person, defaults={"read_to": read_to})
