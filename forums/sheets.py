"""One page of a topic: posts by number, so that an address never moves and nothing is counted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from forums import places, rules
from forums.models import Attachment, Post, Reaction, Signpost, Topic
from forums.queries import POSTS_A_PAGE, read_to_of
from members.audiences import Viewer
from members.models.person import initials_of
from members.prepared import Prepared
from pages.templatetags.house import lang_if_other


@dataclass(frozen=True, slots=True)
class ShownReaction:
    """How often something was said without words, and whether this person did."""

    kind: str
    label: str
    count: int
    is_mine: bool


LATEST = 3  # posts that stand under a page

#: What of a post is shown, beside its own marks and its files and place.
OF_POST = (
    "pk",
    "number",
    "author_name",
    "written_at",
    "edited_at",
    "hidden_at",
    "hidden_by_id",
    "is_withdrawn",
    "language",
    "html",
)
OF_SHOWN = ("initials", "is_answer", "is_covered", "may_edit", "may_react", "reactions")


@dataclass(frozen=True, slots=True)
class ShownPost:
    """A post as one person sees it."""

    post: Post
    initials: str
    opens_the_new: bool  # the line "New since you were here" stands before it
    may_edit: bool
    is_covered: bool  # hidden, and the person sees only that it is
    is_own: bool = False
    is_answer: bool = False
    reactions: tuple[ShownReaction, ...] = ()
    attachments: Sequence[Attachment] = ()
    may_react: bool = False
    place: str = ""  # in words: at 12:34
    place_address: str = ""

    @property
    def everything(self) -> tuple[Any, ...] | None:
        """All that its page shows of it, as a key; None where files or a place belong to it."""
        if self.attachments or self.place:
            return None
        return tuple(getattr(self.post, name) for name in OF_POST) + tuple(
            getattr(self, name) for name in OF_SHOWN
        )

    @property
    def name(self) -> str:
        """What links to it are called: post 12."""
        return _("post %(n)s") % {"n": self.post.number} if self.post.number else ""

    @property
    def moment(self) -> str:
        """When it was written, for programs."""
        return timezone.localtime(self.post.written_at).isoformat(timespec="seconds")

    @property
    def day(self) -> str:
        """When it was written, for people."""
        return date_format(timezone.localtime(self.post.written_at), "j F Y, H:i")

    @property
    def html(self) -> SafeString:
        """What it says."""
        return mark_safe(self.post.html)  # noqa: S308 - rendered and sanitised by us

    @property
    def lang(self) -> str:
        """The attribute that marks another language than the page's."""
        return lang_if_other(self.post.language)


@dataclass(frozen=True, slots=True)
class ShownWay:
    """Posts that stood here and were moved together; `topic` is None where the person may not read it."""

    first: int
    last: int
    topic: Topic | None
    leads_to: int | None  # the first one's number there
    opens_the_new: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """Posts (number - 1) * 20 + 1 to number * 20 of a topic, and the ways to those that stood among them."""

    posts: list[ShownPost]
    entries: list[ShownPost | ShownWay]
    number: int
    pages: int
    last_shown: int
    first_unread: int | None
    waiting: list[ShownPost] = field(default_factory=list)  # the person's own that nobody has looked at yet

    @property
    def is_last(self) -> bool:
        """Whether the topic ends on this page."""
        return self.number == self.pages

    @property
    def neighbours(self) -> list[int | None]:
        """Numbers for the pager; None stands for those left out."""
        wanted = {1, self.pages, *range(max(1, self.number - 2), min(self.pages, self.number + 2) + 1)}
        numbers: list[int | None] = []
        for number in sorted(wanted):
            if numbers and number - (numbers[-1] or 0) > 1:
                numbers.append(None)
            numbers.append(number)
        return numbers


def page_with(number: int) -> int:
    """Return the page on which a post stands."""
    return max(0, number - 1) // POSTS_A_PAGE + 1


def sheet_of(
    topic: Topic, *, person: Viewer, post: int | None = None, page: int | None = None, recording: str = ""
) -> Sheet:
    """Return the page with this post, or this page, or the one where the person goes on, or the first. Two
    queries; one more each where there are files, signposts, a poll, or posts of the person's own that wait.

    `topic` was read with `queries.topic_for`. Numbers beyond the end mean the end. `recording` is where the page's own is.
    """
    last = topic.last_number
    pages = page_with(last)
    read_to = read_to_of(topic) if person.is_authenticated else None
    unread = person.is_authenticated and topic.hidden_at is None and last > (read_to or 0)
    first_unread = (read_to or 0) + 1 if unread else None
    if post is not None:
        number = page_with(min(post, last))
    elif page is not None:
        number = min(max(page, 1), pages)
    else:
        number = page_with(min(read_to + 1, last)) if read_to else 1
    start, end = (number - 1) * POSTS_A_PAGE, min(number * POSTS_A_PAGE, last)
    new_from = first_unread if read_to else None
    found = _numbered.rows([topic.pk], [start], [end])
    shown = shown_posts(found, topic, person=person, new_from=new_from, recording=recording)
    entries: list[ShownPost | ShownWay] = list(shown)
    if len(shown) < end - start:
        entries = sorted(
            [*shown, *_ways(topic, person, start, end, new_from)],
            key=lambda one: one.first if isinstance(one, ShownWay) else one.post.number or 0,
        )
    sheet = Sheet(shown, entries, number, pages, end, first_unread)
    if getattr(topic, "has_waiting", False) and sheet.is_last:
        own = Post.objects.waiting().filter(topic=topic, author_id=person.pk).order_by("held_at")
        sheet.waiting.extend(shown_posts(list(own), topic, person=person, is_waiting=True))
    return sheet


def _posts(topic: int) -> QuerySet[Post]:
    files = Attachment.objects.filter(post=OuterRef("pk"))
    return (
        Post.objects.filter(topic_id=topic)
        .annotate(has_files=Exists(files))
        .select_related("place_file")
        .defer("text")
    )


_numbered = Prepared(
    lambda topics, starts, ends: _posts(topics[0]).filter(number__gt=starts[0], number__lte=ends[0])
)
_latest = Prepared(lambda topics: _posts(topics[0]).filter(number__isnull=False).order_by("-number")[:LATEST])


def latest_posts(topic: Topic) -> list[Post]:
    """Return the last few posts of a topic, the oldest first. One query."""
    return _latest.rows([topic.pk])[::-1]


def shown_posts(
    posts: list[Post],
    topic: Topic,
    *,
    person: Viewer,
    new_from: int | None = None,
    is_waiting: bool = False,
    recording: str = "",
    with_reactions: bool = True,
    all_kinds: bool = False,
) -> list[ShownPost]:
    """Return posts of one topic as the person sees them. One query for what was said without words, one more where
    there are files, if the topic was read with its facilitation. Thanks are always offered, other words of the kind once
    somebody has said them, unless all are asked for.
    """
    keeps_order = rules.may_moderate(person, topic.forum)
    own = person.pk if person.is_authenticated else -1
    reactions = _reactions(posts, own) if with_reactions and not is_waiting else {}
    files = _files([post.pk for post in posts if is_waiting or getattr(post, "has_files", False)])
    shown = []
    before = 0
    for post in posts:
        number = post.number or 0
        shown.append(
            ShownPost(
                post=post,
                initials=initials_of(post.author_name),
                opens_the_new=new_from is not None and before < new_from <= number,
                may_edit=keeps_order or (post.author_id == own and post.hidden_at is None),
                is_covered=post.hidden_at is not None and not keeps_order,
                is_own=post.author_id == own,
                may_react=_may_react(post, own),
                is_answer=topic.answer_id == post.pk,
                reactions=_offered(reactions.get(post.pk, ()), post, own, all_kinds),
                attachments=files.get(post.pk, ()),
                **_place(post, recording),
            )
        )
        before = number
    return shown


def _may_react(post: Post, own: int) -> bool:
    return own > 0 and post.author_id != own and post.hidden_at is None and post.number is not None


def _offered(
    reactions: Sequence[ShownReaction], post: Post, own: int, all_kinds: bool
) -> tuple[ShownReaction, ...]:
    if post.hidden_at is not None:
        return ()
    may_react = _may_react(post, own)
    offered = set(Reaction.Kind.values) if all_kinds else {Reaction.Kind.THANKS.value}
    return tuple(one for one in reactions if one.count or (may_react and one.kind in offered))


def _place(post: Post, recording: str) -> dict[str, str]:
    """Say of which moment or page a post speaks, and where that opens."""
    if post.place_page is None and post.place_second is None:
        return {}
    address = post.place_file.address if post.place_file else recording
    if not address:
        return {"place": places.in_words(page=post.place_page, second=post.place_second)}
    return {
        "place": places.in_words(page=post.place_page, second=post.place_second),
        "place_address": places.address_in(address, page=post.place_page, second=post.place_second),
    }


def _reactions_to(posts: Sequence[int], people: Sequence[int]) -> Any:
    found = Reaction.objects.filter(post__in=posts).order_by().values_list("post", "kind")
    return found.annotate(n=Count("pk"), mine=Count("pk", filter=Q(person_id=people[0])))


_said_without_words = Prepared(_reactions_to)


def _reactions(posts: Sequence[Post], own: int) -> dict[int, list[ShownReaction]]:
    rows = _said_without_words.rows([post.pk for post in posts], [own])
    counts = {(post, kind): (n, mine) for post, kind, n, mine in rows}
    return {
        post.pk: [
            ShownReaction(kind.value, str(kind.label), *_counted(counts.get((post.pk, kind.value), (0, 0))))
            for kind in Reaction.Kind
        ]
        for post in posts
    }


def _counted(count: tuple[int, int]) -> tuple[int, bool]:
    return count[0], bool(count[1])


def _files(posts: Sequence[int]) -> dict[int, list[Attachment]]:
    found: dict[int, list[Attachment]] = {}
    if posts:
        for attachment in Attachment.objects.select_related("file").filter(post__in=posts):
            found.setdefault(attachment.post_id or 0, []).append(attachment)
    return found


def _ways(topic: Topic, person: Viewer, start: int, end: int, new_from: int | None) -> Iterator[ShownWay]:
    """Give the ways to posts that were moved; neighbours that went to one topic are one way."""
    signs = Signpost.objects.select_related("post__topic__forum").defer("post__text", "post__html")
    signs = signs.filter(topic=topic, number__gt=start, number__lte=end).order_by("number")
    group: list[Signpost] = []
    for sign in [*signs, None]:
        if group and (
            sign is None
            or sign.number != group[-1].number + 1
            or sign.post.topic_id != group[-1].post.topic_id
        ):
            there = group[0].post.topic
            seen = rules.may_see(person, there)
            opens = new_from is not None and group[0].number <= new_from <= group[-1].number
            yield ShownWay(
                group[0].number, group[-1].number, there if seen else None, group[0].post.number, opens
            )
            group = []
        if sign is not None:
            group.append(sign)
