"""What pages and writes cost where there is much of everything: long courses, full desks, endless topics. In P, and beside the small."""

# ruff: noqa: E501 - programs given to another process

import sqlite3
import tempfile
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path

from bench.ours import our_site
from bench.plain import plain_site
from bench.servers import Site, Target, measure, signed

FILL = r"""
import datetime, random, uuid
from django.db import transaction
from django.utils import timezone
from courses.actions import enrol
from courses.models import Enrolment, ItemState
from forums import actions as talking
from forums.models import Forum, Post, Topic, TopicReader
from forums.rendering import RENDERER, render
from members.models import Person
from tests.factories import forums as talk, pages
from demo.source import CONTENT, read

now = timezone.now()
chance = random.Random(3)
who = {name: Person.objects.get(email=f"{name}@example.org") for name in ("learner", "member", "trainer", "facilitator", "secretariat")}
words = " ".join(read(path).text for path in sorted((CONTENT / "resources").glob("*.en.md"))).replace("\n", " ").replace("#", "").split()
def some(n):
    start = chance.randrange(len(words) - n)
    return " ".join(words[start:start + n])

# -- courses --
long = {}
for modules, lessons in ((2, 10), (10, 20)):
    course = pages.course(title=f"A course of {modules * lessons}", modules=modules, lessons=lessons)
    enrolment = enrol(person=who["member"], course_key=course.translation_key, by=who["member"])
    items = [uuid.UUID(item["key"]) for item in enrolment.edition.items]
    lesson = next(p.specific for p in course.get_descendants().filter(translation_key=items[3]))
    long[modules * lessons] = {"course": str(course.translation_key), "item": str(items[3]), "lesson": lesson.address, "enrolment": enrolment.pk}
desks = {}
people = Person.objects.bulk_create((Person(email=f"crowd{n}@example.org", name=f"Crowd {n}") for n in range(5000)), batch_size=1000)
for size in (50, 5000):
    course = pages.course(title=f"A course for {size}", modules=2, lessons=6, trainer=who["trainer"])
    edition = enrol(person=who["member"], course_key=course.translation_key, by=who["member"]).edition
    items = [uuid.UUID(item["key"]) for item in edition.items]
    rows = Enrolment.objects.bulk_create(
        (Enrolment(person=one, course_id=course.translation_key, edition=edition, enrolled_at=now - datetime.timedelta(days=60), last_seen_at=now - datetime.timedelta(days=chance.randrange(40))) for one in people[:size]),
        batch_size=1000,
    )
    states = []
    for row in rows:
        for item in items[: chance.randrange(len(items) + 1)]:
            at = now - datetime.timedelta(days=chance.randrange(50))
            states.append(ItemState(enrolment=row, course_id=course.translation_key, item=item, opened_at=at, done_at=at, finished_at=at))
    ItemState.objects.bulk_create(states, batch_size=2000)
    desks[size] = str(course.translation_key)

# -- forums --
def many_posts(topic, n):
    text = [some(60) for _ in range(100)]
    html = [render(one) for one in text]
    Post.objects.bulk_create(
        (Post(topic=topic, number=number, author=people[number % 5000], author_name=f"Crowd {number % 5000}", text=text[number % 100], html=html[number % 100], renderer=RENDERER, language="en", written_at=now - datetime.timedelta(seconds=n - number)) for number in range(2, n + 1)),
        batch_size=2000,
    )
    Topic.objects.filter(pk=topic.pk).update(last_number=n, post_count=n, last_post_at=now, news_at=now)
    TopicReader.objects.update_or_create(topic=topic, person=who["member"], defaults={"read_to": n})
with transaction.atomic():
    forum = talk.forum(title_en="Long talks")
    topics = {}
    for n in (100, 200_000):
        topic = talk.topic(forum=forum, title=f"A talk of {n}", by=who["facilitator"])
        many_posts(topic, n)
        topics[n] = topic.address
    listed = talk.forum(title_en="Twenty-five talks")
    for n in range(25):
        topic = talk.topic(forum=listed, title=some(6), posts=3)
        if n % 2:
            TopicReader.objects.update_or_create(topic=topic, person=who["member"], defaults={"read_to": 2})
    reply = talk.topic(forum=listed, title="To be answered", by=who["facilitator"])
    few = talk.forum(title_en="Fifty talks")
    inside = talk.forum(title_en="Fifty thousand talks", audience="member")
    for where, n in ((few, 50), (inside, 50_000)):
        made = Topic.objects.bulk_create(
            (Topic(forum=where, title=f"Talk {k}", audience=where.audience, starter_name="Somebody", started_at=now, last_number=1, post_count=1, last_post_at=now - datetime.timedelta(seconds=k), last_poster_name="Somebody", news_at=now - datetime.timedelta(seconds=k)) for k in range(n)),
            batch_size=2000,
        )
        Post.objects.bulk_create((Post(topic=one, number=1, author_name="Somebody", text="Hello.", html="<p>Hello.</p>", renderer=RENDERER, language="en", written_at=now) for one in made), batch_size=2000)
told["long"], told["desks"], told["topics"] = long, desks, topics
told["list"] = f"/en/forums/{listed.slug}/"
told["reply"] = reply.address
told["replier"] = who["facilitator"].pk
told["sessions"] = {name: session_of(person) for name, person in who.items()}
"""


def run(rounds: int = 5, requests: int = 200) -> list[str]:
    """Make one site with crowds in it, measure in turns beside the plain page."""
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        folder = Path(scratch)
        print("making the plain site and ours with crowds", flush=True)
        plain = plain_site(folder)
        ours, figures = our_site(folder, name="crowds", more=FILL, index=False)
        yardstick = Target("plain", plain, "/plain/")
        targets = _targets(ours, figures)
        try:
            for site in (plain, ours):
                site.start()
            measure([yardstick, *targets.values()], rounds=rounds, requests=requests, warm=12)
        finally:
            for site in (plain, ours):
                site.stop()
    p = yardstick.median
    print(f"P is {p * 1000:.2f} ms of CPU a request here, now")
    for target in targets.values():
        print(f"  {target.figure}: {target.median * 1000:.2f} ms, {target.median / p:.2f} P")
    lines = [
        f"BENCH {target.figure} {target.median / p:.2f} P goal <= {target.goal}"
        for target in targets.values()
        if target.goal is not None
    ]
    for figure, large, small, goal in (
        ("courses.desk_of_5000_beside_50", "desk_5000", "desk_50", 2.0),
        ("forums.topic_of_200000_beside_100", "topic_200000", "topic_100", 1.2),
        ("forums.unread_of_50000_beside_50", "unread_50000", "unread_50", 1.5),
    ):
        lines.append(
            f"BENCH {figure} {targets[large].median / targets[small].median:.2f} times goal <= {goal}"
        )
    return lines


def _targets(site: Site, figures: dict) -> dict[str, Target]:
    who = {name: signed(session) for name, session in figures["sessions"].items()}
    long = figures["long"]
    forget = _forgetting(site, long["20"])

    def page(name: str, address: str, person: str, goal: float | None = None) -> tuple[str, Target]:
        return name.split(".")[1], Target(name, site, address, goal, who[person])

    pages = [
        page("courses.lesson_of_20_signed_in", long["20"]["lesson"], "member", 2.0),
        page("courses.lesson_of_200_signed_in", long["200"]["lesson"], "member", 2.2),
        *(
            page(f"courses.desk_{n}", f"/en/learning/teaching/{figures['desks'][n]}/", "trainer")
            for n in ("50", "5000")
        ),
        *(page(f"forums.topic_{n}", figures["topics"][n] + "?page=4", "member") for n in ("100", "200000")),
        page("forums.list_of_25_with_unread_marks", figures["list"], "member", 3.0),
        page("forums.unread_50", "/en/forums/unread/", "learner"),
        page("forums.unread_50000", "/en/forums/unread/", "member"),
    ]
    done = Target(
        "courses.progress_write", site, f"/en/learning/{long['20']['course']}/{long['20']['item']}/done/", 1.0,
        who["member"], before_each=forget, form=lambda: {"title": ""},
    )  # fmt: skip
    in_time = _as_if_long_ago(site, figures["replier"])
    reply = Target(
        "forums.reply", site, figures["reply"], 2.5, who["facilitator"], before_each=in_time,
        form=lambda: {"text": f"I agree with the second point. {uuid.uuid4()}", "key": uuid.uuid4().hex, "do": "post"},
    )  # fmt: skip
    return dict([*pages, ("progress", done), ("reply", reply)])


def _as_if_long_ago(site: Site, person: int) -> Callable[[], None]:
    """Return what keeps the limit of posts in ten minutes from ending the measuring."""
    database = _database(site)
    statement = (
        "UPDATE forums_post SET written_at = '2020-01-01' WHERE author_id = ? AND written_at > '2020-01-02'"
    )

    def move() -> None:
        database.execute(statement, (person,))

    return move


def _database(site: Site) -> sqlite3.Connection:
    path = Path(site.environment["DATA_DIR"]) / "site.sqlite3"
    return sqlite3.connect(path, isolation_level=None, timeout=20)


def _forgetting(site: Site, of: Mapping[str, str]) -> Callable[[], None]:
    """Return what makes the next mark of a lesson a first one again, past the site, outside what is measured."""
    database = _database(site)
    item = uuid.UUID(of["item"]).hex
    statements = [
        f"DELETE FROM {table} WHERE enrolment_id = ? AND item = ?"  # noqa: S608 - two names of ours
        for table in ("courses_itemevent", "courses_itemstate")
    ]

    def forget() -> None:
        for statement in statements:
            database.execute(statement, (of["enrolment"], item))

    return forget
