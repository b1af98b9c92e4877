"""One page of a topic: posts by number, so that an address never moves and nothing is counted."""

from dataclasses import dataclass

from forums import rules
from forums.models import Post, Topic
from forums.queries import POSTS_A_PAGE, read_to_of
from members.audiences import Viewer
from members.models.person import initials_of


@dataclass(frozen=True, slots=True)
class ShownPost:
    """A post as one person sees it."""

    post: Post
    initials: str
    opens_the_new: bool  # the line "New since you were here" stands before it
    may_edit: bool
    is_covered: bool  # hidden, and the person sees only that it is


@dataclass(frozen=True, slots=True)
class Sheet:
    """Posts (number - 1) * 20 + 1 to number * 20 of a topic."""

    posts: list[ShownPost]
    number: int
    pages: int
    last_shown: int
    first_unread: int | None

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


def sheet_of(topic: Topic, *, person: Viewer, post: int | None = None, page: int | None = None) -> Sheet:
    """Return the page with this post, or this page, or the one where the person goes on, or the first. One
    query.

    `topic` was read with `queries.topic_for`. Numbers beyond the end mean the end.
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
    start = (number - 1) * POSTS_A_PAGE
    found = Post.objects.filter(topic_id=topic.pk, number__gt=start, number__lte=start + POSTS_A_PAGE)
    shown = shown_posts(
        list(found.defer("text")), topic, person=person, new_from=first_unread if read_to else None
    )
    return Sheet(shown, number, pages, shown[-1].post.number if shown else 0, first_unread)


def shown_posts(
    posts: list[Post], topic: Topic, *, person: Viewer, new_from: int | None = None
) -> list[ShownPost]:
    """Return posts of one topic as the person sees them. No query where the topic was read with its
    facilitation.
    """
    keeps_order = rules.may_moderate(person, topic.forum)
    own = person.pk if person.is_authenticated else -1
    return [
        ShownPost(
            post=post,
            initials=initials_of(post.author_name),
            opens_the_new=post.number == new_from,
            may_edit=keeps_order or (post.author_id == own and post.hidden_at is None),
            is_covered=post.hidden_at is not None and not keeps_order,
        )
        for post in posts
    ]
