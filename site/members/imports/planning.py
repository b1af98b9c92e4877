"""What each row of a file would do, given what is there and what the rows above it do.
Nothing is written here.
"""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.imports import cells
from members.imports.cells import BadCell, fold
from members.imports.known import Known, KnownOrganisation, KnownPerson, look_up
from members.imports.reading import Row, Table

ORGANISATION_FIELDS = ("kind", "country", "city", "website")


@dataclass
class PlannedRow:
    """What a row would do: `outcomes` in words for the report, the rest for `apply`. With
    an `error` it does nothing.
    """

    line: int
    organisation: str = ""
    person: str = ""
    outcomes: list[str] = field(default_factory=list)
    error: str = ""
    key: str = ""
    new: dict[str, str] | None = None
    changed: dict[str, str] = field(default_factory=dict)
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None
    ends_open: datetime.date | None = None
    email: str = ""
    job: str = ""
    language: str = ""
    does: str = ""  # create | invite | join

    @property
    def changes(self) -> bool:
        """Whether applying the row would write anything."""
        return not self.error and bool(self.outcomes)

    def report(self) -> dict[str, Any]:
        """Return what a person reads about the row."""
        state = "error" if self.error else "change" if self.outcomes else "same"
        return {
            "line": self.line,
            "organisation": self.organisation,
            "person": self.person,
            "state": state,
            "outcomes": self.outcomes,
            "error": self.error,
        }


@dataclass
class _Said:
    """The values of a row's cells."""

    name: str
    fields: dict[str, str]
    since: datetime.date | None
    until: datetime.date | None
    person: str
    email: str
    job: str
    language: str


def plan(table: Table, *, send_invitations: bool) -> list[PlannedRow]:
    """Say for each row what it would do. Rows that cannot be used carry an error and change
    nothing for those below.
    """
    emails = (row.cells.get("email", "").lower() for row in table.rows)
    known = look_up(email for email in emails if email)
    seen: dict[tuple[str, str], int] = {}
    return [_plan_row(row, known, seen, send_invitations) for row in table.rows]


def _plan_row(row: Row, known: Known, seen: dict[tuple[str, str], int], send_invitations: bool) -> PlannedRow:
    planned = PlannedRow(
        row.line,
        organisation=row.cells.get("organisation", "")[:200],
        person=(row.cells.get("person") or row.cells.get("email", ""))[:200],
    )
    try:
        if row.problem:
            raise BadCell(row.problem)
        said = _values(row)
        planned.key = fold(said.name)
        _refuse_repetition(planned, said, seen)
        organisation = known.organisations.get(planned.key)
        draft = _plan_organisation(planned, said, organisation)
        _plan_membership(planned, said, draft)
        _plan_person(planned, said, known, send_invitations)
    except BadCell as error:
        return PlannedRow(row.line, planned.organisation, planned.person, error=str(error))
    seen[planned.key, said.email] = row.line
    known.organisations[planned.key] = draft
    for name, value in said.fields.items():
        if value:
            draft.told.setdefault(name, (row.line, value))
    return planned


def _values(row: Row) -> _Said:
    said = row.cells
    if not said["organisation"]:
        raise BadCell(_("The name of the organisation is missing."))
    values = _Said(
        name=cells.within("organisation", said["organisation"]),
        fields={
            "kind": cells.code("kind", said["kind"]),
            "country": cells.code("country", said["country"]),
            "city": cells.within("city", said["city"]),
            "website": cells.website(said["website"]),
        },
        since=cells.day("member_since", said["member_since"]),
        until=cells.day("member_until", said["member_until"]),
        person=cells.within("person", said["person"]),
        email=cells.email(said["email"]),
        job=cells.within("job", said["job"]),
        language=cells.code("language", said["language"]),
    )
    if not fold(values.name):
        raise BadCell(_("The name of the organisation is missing."))
    if values.person and not values.email:
        raise BadCell(_("A person needs an e-mail address."))
    if values.since and values.until and values.until < values.since:
        raise BadCell(_("member_until lies before member_since."))
    return values


def _refuse_repetition(planned: PlannedRow, said: _Said, seen: dict[tuple[str, str], int]) -> None:
    line = seen.get((planned.key, said.email))
    if line is None:
        return
    if said.email:
        raise BadCell(_("Line %(line)s names the same person at the same organisation.") % {"line": line})
    raise BadCell(_("Line %(line)s is about the same organisation already.") % {"line": line})


def _plan_organisation(
    planned: PlannedRow, said: _Said, there: KnownOrganisation | None
) -> KnownOrganisation:
    """Return the organisation as this row would leave it; a copy, so that a row which fails
    later leaves no trace.
    """
    told = {name: value for name, value in said.fields.items() if value}
    if there is None:
        if not told.get("country"):
            raise BadCell(_("A new organisation needs a country."))
        planned.new = {"name": said.name, **told}
        planned.outcomes.append(_("new organisation"))
        return KnownOrganisation(said.name, {"kind": "company", "city": "", "website": "", **told})
    for name, value in told.items():
        line, before = there.told.get(name, (0, value))
        if before != value:
            raise BadCell(
                _("Line %(line)s says something else in %(column)s about this organisation.")
                % {"line": line, "column": name}
            )
    planned.changed = {name: value for name, value in told.items() if there.fields[name] != value}
    if planned.changed:
        planned.outcomes.append(
            _("organisation updated: %(columns)s") % {"columns": ", ".join(planned.changed)}
        )
    return KnownOrganisation(
        there.name, {**there.fields, **planned.changed}, there.row, list(there.stretches), dict(there.told)
    )


def _plan_membership(planned: PlannedRow, said: _Said, draft: KnownOrganisation) -> None:
    if said.since is None and said.until is None:
        return
    if said.since is None:
        same = next((stretch for stretch in draft.stretches if stretch[1] == said.until), None)
        running = next((stretch for stretch in draft.stretches if stretch[1] is None), None)
        if same is None and running is None:
            raise BadCell(_("There is no membership to end; member_since is missing."))
        if same is None and running is not None:
            _plan_end(planned, draft, running, said.until)
        return
    same = next((stretch for stretch in draft.stretches if stretch[0] == said.since), None)
    if same is None:
        for first, last in draft.stretches:
            if (last is None or last >= said.since) and (said.until is None or first <= said.until):
                raise BadCell(
                    _("It is recorded as a member from %(first)s to %(last)s, which overlaps.")
                    % {"first": first, "last": last or _("today and on")}
                )
        planned.starts_on, planned.ends_on = said.since, said.until
        draft.stretches.append((said.since, said.until))
        if said.until:
            sentence = _("member from %(first)s to %(last)s")
            planned.outcomes.append(sentence % {"first": _say(said.since), "last": _say(said.until)})
        else:
            planned.outcomes.append(_("member from %(first)s") % {"first": _say(said.since)})
    elif said.until and same[1] is None:
        _plan_end(planned, draft, same, said.until)
    elif said.until and same[1] != said.until:
        raise BadCell(_("Its membership is recorded as ended on %(last)s already.") % {"last": same[1]})


def _plan_end(
    planned: PlannedRow,
    draft: KnownOrganisation,
    stretch: tuple[datetime.date, Any],
    until: datetime.date | None,
) -> None:
    if until is None or until < stretch[0]:
        raise BadCell(_("member_until lies before the membership began, %(first)s.") % {"first": stretch[0]})
    planned.ends_open = until
    draft.stretches[draft.stretches.index(stretch)] = (stretch[0], until)
    planned.outcomes.append(_("membership ends on %(last)s") % {"last": _say(until)})


def _plan_person(planned: PlannedRow, said: _Said, known: Known, send_invitations: bool) -> None:
    if not said.email:
        return
    planned.email, planned.job, planned.language = said.email, said.job, said.language or "en"
    person = known.people.get(said.email)
    open_invitation = (said.email, planned.key) in known.invited
    invitable = send_invitations and not open_invitation
    if person is None and open_invitation and send_invitations:
        return
    if person is None and send_invitations:
        planned.does = "invite"
        planned.outcomes.append(_("invited"))
        known.invited.add((said.email, planned.key))
        return
    if person is None:
        if not said.person:
            raise BadCell(_("The name of the person is missing."))
        planned.does = "create"
        planned.outcomes.append(_("new person"))
        known.people[said.email] = KnownPerson(jobs={planned.key: said.job})
        return
    job = person.jobs.get(planned.key)
    if job is None:
        planned.does = "join"
        planned.outcomes.append(_("person joins the organisation"))
    elif said.job and said.job != job:
        planned.does = "join"
        planned.outcomes.append(_("job changed"))
    person.jobs[planned.key] = said.job or job or ""
    if invitable and not person.can_sign_in:
        planned.does = "join and invite" if planned.does else "invite"
        planned.outcomes.append(_("invited"))
        known.invited.add((said.email, planned.key))


def _say(day: datetime.date) -> str:
    return date_format(day, "DATE_FORMAT")
