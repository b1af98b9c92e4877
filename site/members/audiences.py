"""To see is to hold: every thing has an audience of one label or two, every person holds a set of labels.

A thing is visible to whoever holds its label, and its second label where it has one. The same set serves
pages, lists, counts, search, feeds, files and the API. Labels: `public`, `member`, `staff`, `group:<id>`,
`course:<uuid>`, `item:<uuid>`, `conversation:<id>`. Rooms above contribute the labels that they give out.
"""

import datetime
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser, Group
from django.db.models import Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Affiliation, Membership, Person
from members.prepared import Prepared

if TYPE_CHECKING:
    from django.utils.functional import Promise

Viewer = Person | AnonymousUser

PUBLIC = "public"
MEMBER = "member"
STAFF = "staff"
ANYONE = frozenset({PUBLIC})

#: What an editor may choose for a page or forum, in words.
CHOICES: list[tuple[str, "str | Promise"]] = [
    (PUBLIC, _("Everyone")),
    (MEMBER, _("Members of the network")),
    (STAFF, _("Editors and the secretariat")),
]

EDITOR_ROLES = frozenset({"editor", "secretariat"})

_contributors: list[Callable[[Person], Iterable[str]]] = []


def contributes_labels(give: Callable[[Person], Iterable[str]]) -> Callable[[Person], Iterable[str]]:
    """Register what a room above adds to a signed-in person's labels; at most one query each."""
    _contributors.append(give)
    return give


def course_label(key: object) -> str:
    """The label of those who follow or teach the course with this translation key."""
    return f"course:{key}"


def item_label(key: object) -> str:
    """The label of those to whom the text of the item with this translation key is open."""
    return f"item:{key}"


def _roles_of(people: Sequence[int], days: Sequence[datetime.date]) -> Any:
    roles = Group.objects.filter(user=people[0]).order_by().values_list("name")
    current = Membership.objects.current(on=days[0])
    member = Affiliation.objects.filter(person=people[0], organisation__memberships__in=current)
    return roles.union(member.order_by().values_list(Value(MEMBER)))


_roles = Prepared(_roles_of)


def standing_of(person: Viewer) -> frozenset[str]:
    """Return the person's roles, plus `member` while their organisation's membership holds.
    One query, kept on the object.

    Nothing is kept between requests, so a membership that ended counts no more from the next request on.
    """
    if not person.is_authenticated:
        return frozenset()
    known = getattr(person, "_standing", None)
    if known is None:
        known = frozenset(name for (name,) in _roles.rows([person.pk], [timezone.localdate()]))
        if person.is_superuser:
            known |= {"secretariat", "editor", "facilitator", "trainer"}
        person._standing = known
    return known


def is_staff(person: Viewer) -> bool:
    """Whether the person edits the site or runs the network."""
    return not EDITOR_ROLES.isdisjoint(standing_of(person))


def labels_of(person: Viewer) -> frozenset[str]:
    """Return every label that the person holds; computed once per request and person object."""
    if not person.is_authenticated:
        return ANYONE
    known = getattr(person, "_labels", None)
    if known is None:
        labels = {PUBLIC}
        standing = standing_of(person)
        if MEMBER in standing:
            labels.add(MEMBER)
        if is_staff(person):
            labels |= {STAFF, MEMBER}
        for give in _contributors:
            labels.update(give(person))
        known = person._labels = frozenset(labels)
    return known


def forget(person: Viewer) -> None:
    """Drop what `labels_of` keeps on the object, after an action changed it within one request."""
    for name in ("_labels", "_standing"):
        if hasattr(person, name):
            delattr(person, name)


def held_by(person: Viewer, *, label: str = "audience", second: str = "second_audience") -> Q:
    """Return the condition under which a row with these two label columns is visible to the person."""
    labels = labels_of(person)
    return Q(**{f"{label}__in": labels}) & (Q(**{second: ""}) | Q(**{f"{second}__in": labels}))


def holds(person: Viewer, label: str, second: str = "") -> bool:
    """Whether the person may see a thing with this audience; what is public costs no query."""
    if label == PUBLIC and not second:
        return True
    labels = labels_of(person)
    return label in labels and (not second or second in labels)


def describe(label: str) -> "str | Promise":
    """Say an audience in words."""
    if label.startswith("course:"):
        return _("People who follow this course")
    if label.startswith("item:"):
        return _("People to whom this lesson is open")
    return dict(CHOICES).get(label, _("A closed group"))
