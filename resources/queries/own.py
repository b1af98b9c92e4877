"""A person's own library: what they saved, what they took, what they told and proposed, and what they are asked."""

from typing import Any

from django.db.models import Count
from django.utils import timezone

from members.audiences import Viewer
from members.consents import answer_of
from members.models import Person
from resources.consents import DOWNLOADS
from resources.models import Collection, Copy, Proposal, ResourcePage, Saved, Use, Version
from resources.queries.shelves import cards_for
from resources.rules import may_propose


def my_library(person: Person) -> dict[str, Any]:
    """Return the whole of it, in a fixed number of queries."""
    saved = list(Saved.objects.filter(person=person))
    copies = list(Copy.objects.filter(person=person))
    newest = dict(
        Version.objects.filter(resource_key__in=[copy.resource_key for copy in copies])
        .order_by("resource_key", "number")
        .values_list("resource_key", "number")
    )
    uses = list(Use.objects.filter(person=person))
    cards = cards_for(person, {row.resource_key for rows in (saved, copies, uses) for row in rows})
    now = timezone.now()
    return {
        "saved": [cards[row.resource_key] for row in saved if row.resource_key in cards],
        "closed": sum(row.resource_key not in cards for row in saved),
        "copies": [
            {
                "copy": copy,
                "card": cards.get(copy.resource_key),
                "newest": newest.get(copy.resource_key, copy.version),
                "is_behind": newest.get(copy.resource_key, 0) > copy.version,
                "ask": copy.answered_at is None and copy.ask_at <= now,
            }
            for copy in copies
        ],
        "uses": [(use, cards.get(use.resource_key)) for use in uses],
        "proposals": list(Proposal.objects.filter(person=person)),
        "collections": list(Collection.objects.filter(person=person).annotate(n=Count("items"))),
        "may_propose": may_propose(person),
        "consent": DOWNLOADS,
        "consent_given": answer_of(person, DOWNLOADS),
    }


def open_questions(person: Viewer) -> list[tuple[Copy, ResourcePage]]:
    """Return what the person is asked about now, with its page: taken some days ago, not answered, still open to them."""
    if not person.is_authenticated:
        return []
    due = list(
        Copy.objects.filter(person=person, answered_at=None, ask_at__lte=timezone.now()).order_by("ask_at")[
            :3
        ]
    )
    cards = cards_for(person, [copy.resource_key for copy in due]) if due else {}
    return [(copy, cards[copy.resource_key]) for copy in due if copy.resource_key in cards]
