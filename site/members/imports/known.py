"""What is there already, read once for a whole file: a fixed number of queries for each
five hundred addresses.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from allauth.account.models import EmailAddress

from members.imports.cells import fold
from members.models import Affiliation, Invitation, Membership, Organisation, Person

Stretch = tuple[datetime.date, datetime.date | None]


@dataclass
class KnownOrganisation:
    """An organisation as it is, or as an earlier row of the file would leave it."""

    name: str
    fields: dict[str, str]
    row: Organisation | None = None
    stretches: list[Stretch] = field(default_factory=list)
    told: dict[str, tuple[int, str]] = field(
        default_factory=dict
    )  # what this file says of it, and in which line


@dataclass
class KnownPerson:
    """Somebody with an account, or whom an earlier row of the file would give one."""

    row: Person | None = None
    jobs: dict[str, str] = field(default_factory=dict)  # by folded name of the organisation
    can_sign_in: bool = False


@dataclass
class Known:
    """The network as far as a file speaks of it."""

    organisations: dict[str, KnownOrganisation]
    people: dict[str, KnownPerson]
    invited: set[tuple[str, str]]


def look_up(emails: Iterable[str]) -> Known:
    """Read all organisations, and the people behind these addresses."""
    organisations = {
        fold(row.name): KnownOrganisation(
            row.name, {name: getattr(row, name) for name in ("kind", "country", "city", "website")}, row
        )
        for row in Organisation.objects.all()
    }
    names = {known.row.pk: key for key, known in organisations.items() if known.row}
    for pk, starts_on, ends_on in Membership.objects.values_list("organisation", "starts_on", "ends_on"):
        if pk in names:
            organisations[names[pk]].stretches.append((starts_on, ends_on))
    people: dict[str, KnownPerson] = {}
    for some in _batches(sorted(set(emails)), 500):
        for address in EmailAddress.objects.filter(email__in=some, verified=True).select_related("user"):
            people[address.email] = _person(address.user)
        for row in Person.objects.filter(email__in=some):
            people[row.email] = _person(row)
    by_pk = {known.row.pk: known for known in people.values() if known.row}
    for some in _batches(by_pk, 500):
        for person, organisation, job in Affiliation.objects.filter(person__in=some).values_list(
            "person", "organisation", "job"
        ):
            if organisation in names:
                by_pk[person].jobs[names[organisation]] = job
    invited = Invitation.objects.open().values_list("email", "organisation")
    return Known(organisations, people, {(email, names[pk]) for email, pk in invited if pk in names})


def _person(row: Person) -> KnownPerson:
    return KnownPerson(row, can_sign_in=row.has_usable_password())


def _batches(things: Iterable, size: int) -> Iterator[list]:
    iterator = iter(things)
    while some := list(islice(iterator, size)):
        yield some
