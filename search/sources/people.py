"""People whom members may look up: name, job, what they say of themselves. For members only, as the list of people is."""

import datetime
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.urls import reverse
from django.utils import translation

from members import audiences, queries
from members.audiences import Viewer
from members.countries import NAMES
from members.models import Membership, Person
from search.engines.contract import Found
from search.passage import Passage
from search.sources.contract import Seen


class People:
    """See `contract.Source`."""

    prefix = "person"
    wide: tuple[str, ...] = ()

    def passages(self, numbers: Sequence[int]) -> Iterator[Passage]:
        """Give one passage a person. It counts for nobody after the last day of the last membership that it rests on."""
        people: list[Any] = list(queries.people().filter(pk__in=numbers))
        last = _last_days([person.pk for person in people])
        for person in people:
            profile = getattr(person, "profile", None)
            with translation.override(person.language):
                url = _address(person)
                jobs = [_said(post.job, post.organisation.name) for post in person.work]
                places = {post.organisation.city: None for post in person.work if post.organisation.city}
                homes = [profile.country] if profile and profile.country else []
                countries = dict.fromkeys(homes + [post.organisation.country for post in person.work])
                where = ", ".join([*places, *(str(NAMES.get(code, "")) for code in countries)])
            yield Passage(
                key=f"person:{person.pk}",
                object=f"person:{person.pk}",
                parent=f"person:{person.pk}",
                kind="person",
                title=str(person),
                url=url,
                language=person.language,
                audience=audiences.MEMBER,
                summary=". ".join(filter(None, [*jobs, where])),
                body=". ".join(filter(None, [profile.disciplines, profile.about])) if profile else "",
                until=last.get(person.pk),
                is_first=True,
            )

    def all_numbers(self) -> Iterator[int]:
        """Give everybody who can be looked up."""
        yield from queries.people().order_by("pk").values_list("pk", flat=True)

    def seen(self, person: Viewer, found: Collection[Found]) -> dict[str, Seen]:
        """Nobody but members sees anybody."""
        if not audiences.holds(person, audiences.MEMBER):
            return {}
        numbers = [int(passage.object.partition(":")[2]) for passage in found]
        people: list[Any] = list(queries.people().filter(pk__in=numbers))
        return {
            f"person:{shown.pk}": Seen(
                str(shown),
                _address(shown),
                "",  # a name is of no language
                "; ".join(_said(post.job, post.organisation.name) for post in shown.work),
            )
            for shown in people
        }

    def unseen(self, person: Viewer, objects: Sequence[str]) -> set[str]:
        """Return those who cannot be looked up, or not by the person."""
        if not audiences.holds(person, audiences.MEMBER):
            return set(objects)
        numbers = [int(name.partition(":")[2]) for name in objects]
        shown = queries.people().order_by().filter(pk__in=numbers).values_list("pk", flat=True)
        return set(objects) - {f"person:{pk}" for pk in shown}

    def reached(self, what: str, after: int, limit: int) -> Sequence[int]:
        """No round is about people."""
        return ()

    def closed(self, person: Viewer, what: Sequence[str]) -> set[str]:
        """No round is about people."""
        return set()

    def title_of(self, person: Viewer, within: str) -> str:
        """Nothing lies within a person."""
        return ""


def _said(job: str, organisation: str) -> str:
    return f"{job}, {organisation}" if job else organisation


def _address(person: Person) -> str:
    return reverse("members:person", args=[person.uuid])


def _last_days(people: Sequence[int]) -> dict[int, datetime.date]:
    """Return until when each can be looked up, for those for whom that is known."""
    rows = Membership.objects.current().filter(organisation__affiliations__person__in=people)
    ends: dict[int, list[datetime.date | None]] = {}
    for pk, ends_on in rows.values_list("organisation__affiliations__person", "ends_on"):
        ends.setdefault(pk, []).append(ends_on)
    return {pk: max(day for day in days if day) for pk, days in ends.items() if None not in days}
