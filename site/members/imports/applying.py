"""Carry a plan out, each row for itself: a row that fails leaves no trace and stops no other."""

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from members import actions
from members.actions import MembershipError
from members.imports.known import Known, look_up
from members.imports.planning import PlannedRow
from members.models import Organisation, Person


def apply(planned: list[PlannedRow], *, by: Person) -> list[PlannedRow]:
    """Apply the rows that change something and return all of them; those that failed after
    all now carry an error.

    Rows without changes write nothing, so that applying a file twice is applying it once.
    """
    known = look_up(row.email for row in planned if row.email)
    organisations = {key: there.row for key, there in known.organisations.items() if there.row}
    for row in planned:
        if not row.changes:
            continue
        try:
            with transaction.atomic():
                organisation = _apply_row(row, organisations, known, by)
        except MembershipError as error:
            row.error = str(error)
        except (DatabaseError, ObjectDoesNotExist):
            row.error = _("Somebody changed this at the same moment. Import the file once more.")
        else:
            organisations[row.key] = organisation
    return planned


def _apply_row(
    row: PlannedRow, organisations: dict[str, Organisation], known: Known, by: Person
) -> Organisation:
    organisation = _organisation(row, organisations, by)
    if row.starts_on:
        actions.start_membership(
            organisation=organisation, starts_on=row.starts_on, ends_on=row.ends_on, by=by
        )
    if row.ends_open:
        actions.end_membership(organisation=organisation, ends_on=row.ends_open, by=by)
    if row.does == "create":
        actions.add_person(
            email=row.email,
            name=row.person,
            job=row.job,
            language=row.language,
            organisation=organisation,
            by=by,
        )
    if row.does.startswith("join"):
        actions.join_organisation(person=_person(row, known), organisation=organisation, job=row.job, by=by)
    if row.does.endswith("invite"):
        actions.invite(
            email=row.email,
            name=row.person if row.person != row.email else "",
            job=row.job,
            language=row.language,
            organisation=organisation,
            by=by,
            wake=False,
        )
    return organisation


def _organisation(row: PlannedRow, organisations: dict[str, Organisation], by: Person) -> Organisation:
    found = organisations.get(row.key)
    if found is None:
        if row.new is None:
            raise Organisation.DoesNotExist
        return actions.add_organisation(organisation=Organisation(**row.new), by=by)
    if row.changed:
        actions.update_organisation(organisation=found, values=row.changed, by=by)
    return found


def _person(row: PlannedRow, known: Known) -> Person:
    there = known.people.get(row.email)
    return there.row if there and there.row else Person.objects.get(email=row.email)
