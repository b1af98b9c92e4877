"""Freeze a course's outline at publishing; let a learner go over to a newer one, knowing what that does."""

import hashlib
import json
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.actions.errors import EditionMovedOn, EnrolmentClosed, NoSuchItem
from courses.actions.evidence import carry_over, settle_completions
from courses.items import EditionItem
from courses.models import Course, CoursePage, Edition, EditionChange, Enrolment, HeldBack, item_models
from courses.queries.items import items_of
from courses.queries.upgrades import upgrade_of
from courses.signals import edition_published, edition_taken_up
from members.models import Person
from pages.generation import raise_generation
from pages.signals import page_changed


@transaction.atomic
def freeze_edition(*, course_key: uuid.UUID) -> Edition | None:
    """Make an edition of the live source outline if it differs from the newest; return the newest.

    Idempotent, and serialised by the course's row. An edition that nobody follows is replaced, so that publishing a new course
    lesson by lesson does not leave a dozen. Returns None while the course's source page is not live or has no lessons.
    """
    page = CoursePage.objects.filter(translation_key=course_key).order_by("pk").first()
    if page is None or not page.live:
        return None
    Course.objects.get_or_create(key=course_key, defaults={"title": page.title})
    course = Course.objects.select_for_update().get(key=course_key)
    if course.title != page.title:
        course.title = page.title
        course.save(update_fields=["title"])
    items = items_of(page)
    newest = course.editions.order_by("-number").first()
    if not items:
        return newest
    entries = [item.entry() for item in items]
    digest = digest_of(items)
    if newest is not None and newest.digest == digest:
        if newest.items != entries:
            # Only words changed: the outline is the same edition, shown under its present titles.
            newest.items = entries
            newest.save(update_fields=["items"])
            raise_generation()
        return newest
    if newest is not None and not Enrolment.objects.filter(edition=newest).exists():
        newest.items, newest.digest = entries, digest
        newest.save(update_fields=["items", "digest"])
        edition = newest
    else:
        edition = course.editions.create(
            number=newest.number + 1 if newest else 1, digest=digest, items=entries
        )
    course.outline_changed_at = timezone.now()
    course.save(update_fields=["outline_changed_at"])
    raise_generation()
    _hold_back(course, items)
    edition_published.send(Edition, course_key=course_key, edition_id=edition.pk)
    return edition


def digest_of(items: Sequence[EditionItem]) -> str:
    """Return the fingerprint by which two outlines are the same to a learner."""
    return hashlib.sha256(json.dumps([item.terms() for item in items]).encode()).hexdigest()


def _hold_back(course: Course, items: Sequence[EditionItem]) -> None:
    """Note whose text is for fewer people than the course; announce where that changed, since it is read by others now."""
    before = set(HeldBack.objects.filter(course=course).values_list("item", flat=True))
    now = {item.key for item in items if item.is_conditional}
    HeldBack.objects.filter(course=course, item__in=before - now).delete()
    HeldBack.objects.bulk_create(
        [HeldBack(course=course, item=key) for key in now - before], ignore_conflicts=True
    )
    if not before ^ now:
        return
    for model in item_models():
        for page in model._default_manager.filter(translation_key__in=before ^ now, live=True):
            page_changed.send(model, page=page, gone=False)


@transaction.atomic
def take_up_edition(*, enrolment: Enrolment, edition: Edition, by: Person) -> EditionChange | None:
    """Go over to the newest edition, because the learner chose to after seeing before and after.

    What was finished counts there too. Doing it again, or fifty times at once, is one change. Returns None where the learner
    was in that edition already; raises EditionMovedOn where a still newer one has been published since they looked.
    """
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    if enrolment.ended_at:
        raise EnrolmentClosed(_("You have left this course. Enrol again to go on."))
    if edition.course_id != enrolment.course_id:
        raise NoSuchItem(_("That edition belongs to another course."))
    if enrolment.edition_id == edition.pk:
        return None
    newest = Edition.objects.filter(course_id=enrolment.course_id).order_by("-number").first()
    if newest is not None and newest.pk != edition.pk:
        raise EditionMovedOn(_("The course has changed once more. Look at it again before you take it up."))
    shown = upgrade_of(enrolment, edition)
    change = EditionChange.objects.create(
        enrolment=enrolment,
        from_edition=enrolment.edition,
        to_edition=edition,
        before=shown.before.numbers,
        after=shown.after.numbers,
        by=by,
    )
    Enrolment.objects.filter(pk=enrolment.pk).update(edition=edition)
    enrolment.edition = edition
    carry_over(enrolment=enrolment, change=change, by=by)
    settle_completions(enrolment)
    edition_taken_up.send(EditionChange, enrolment_id=enrolment.pk, change_id=change.pk)
    return change
