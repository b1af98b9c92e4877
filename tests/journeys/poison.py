"""Run by `manage.py shell` on a copy of the demonstration: every text that a person can write becomes something that wants to run.

Tells how many fields of how many rows, and the addresses that belong to what it made.
"""

# ruff: noqa: PLC0415 - a program for a process of its own
import itertools
from typing import Any

from tests.demonstration import tell

RUN = "__ran(1)"
#: Texts that are not words: keys, addresses, languages, what is chosen from a list, what was rendered, what a search reads.
NOT_WORDS = {
    "slug", "url_path", "path", "email", "password", "key", "audience", "second_audience", "own_audience", "language", "code",
    "token", "space", "colour", "time_zone", "languages", "object", "asked", "licence", "digest", "html", "file", "hash",
    "file_hash", "secret", "content_path", "draft_title", "host", "hostname", "schema_name", "text_as_pdf", "labels", "target",
    "action", "name_en", "written_as", "where", "lang", "format",
}  # fmt: skip
ROOMS = {
    "members",
    "forums",
    "courses",
    "resources",
    "programme",
    "pages",
    "badges",
    "files",
    "search",
    "wagtailcore",
    "taggit",
}
TABLES = {"wagtailcore.page", "taggit.tag"}  # of Wagtail's and taggit's own only these


def payloads() -> list[str]:
    """Over two hundred strings: each nasty one alone, breaking out of an attribute, and breaking out of an element."""
    from tests.forums.test_rendering import NASTY

    nasty = [one.replace("alert(1)", RUN).replace("\x00", "") for one in NASTY]
    return [
        *nasty,
        *(f"\"'>{one}" for one in nasty),
        *(f"</title></textarea></script></style>{one}" for one in nasty),
    ]


def poison_rows() -> tuple[int, set[str]]:
    """Fill each text of each row with the next payload; return how many and of which fields."""
    from django.apps import apps
    from django.db import IntegrityError, models, transaction

    given = itertools.cycle(payloads())
    rows, fields = 0, set()
    for model in apps.get_models():
        if model._meta.app_label not in ROOMS:
            continue
        if model._meta.app_label in {"wagtailcore", "taggit"} and model._meta.label_lower not in TABLES:
            continue
        own = [
            field for field in model._meta.local_fields
            if isinstance(field, models.CharField | models.TextField) and field.name not in NOT_WORDS
            and not field.choices and not isinstance(field, models.SlugField | models.EmailField | models.FileField | models.URLField)
            and type(field).__name__ not in {"StreamField", "RichTextField"}
        ]  # fmt: skip
        if not own:
            continue
        for pk in list(model._base_manager.values_list("pk", flat=True))[:400]:
            for field in own:
                text = next(given)
                value = text[: field.max_length] if field.max_length else text
                try:
                    with transaction.atomic():
                        models.QuerySet(model).filter(pk=pk).exclude(**{field.name: ""}).update(
                            **{field.name: value}
                        )
                except IntegrityError:
                    continue
                rows += 1
                fields.add(f"{model._meta.label}.{field.name}")
    return rows, fields


def write_posts() -> dict[str, Any]:
    """Say each payload in a post, past the limits that are for people; and let somebody be named and follow it, so that there are
    notifications, mails and a digest of it.
    """
    from django.utils import timezone

    from forums import actions
    from forums.models import Forum, Post
    from forums.rendering import RENDERER, render
    from members import letters
    from members.models import Letter, Person
    from notifications import actions as telling
    from notifications.models import Follow, MailChoices

    reader = Person.objects.get(email="member@example.org")
    by = Person.objects.get(email="facilitator@example.org")
    topic = actions.start_topic(
        forum=Forum.objects.get(slug="touring-and-freight"), title=payloads()[0], text="Begin.", by=by
    )
    Follow.objects.create(person=reader, space=f"topic:{topic.pk}", level="every")
    for number, text in enumerate(payloads(), start=2):
        at = timezone.now()
        Post.objects.create(
            topic=topic, number=number, author=by, author_name=payloads()[number % 70][:120], text=text, html=render(text),
            renderer=RENDERER, language="en", written_at=at,
        )  # fmt: skip
    topic.last_number = topic.post_count = len(payloads()) + 1
    topic.save()
    for post in Post.objects.exclude(topic=topic):
        Post.objects.filter(pk=post.pk).update(html=render(post.text))
    for text in payloads()[:12]:
        Post.objects.filter(author=by).update(written_at=timezone.now() - timezone.timedelta(days=1))
        actions.reply(topic=topic, text=f"@{reader.name} {text}", by=by)
    telling.carry_on()
    MailChoices.objects.filter(person=reader).update(digest="daily", next_digest_at=timezone.now())
    telling.write_digests()
    Letter.objects.filter(sent_at=None).update(due_at=timezone.now(), try_at=timezone.now())
    sent = letters.send_due()
    return {"topic": topic.address, "pages": (len(payloads()) + 13) // 20 + 1, "letters": sent}


def main() -> None:
    """Poison, write, index, tell."""
    from django.db import transaction

    from search import sync

    with transaction.atomic():  # one write to the disk instead of ten thousand
        rows, fields = poison_rows()
    made = write_posts()
    sync.rebuild()
    tell({"rows": rows, "fields": sorted(fields), "payloads": len(set(payloads())), **made})
