"""Learners review each other, and nobody waits for somebody who does not.

Whoever has handed in may ask for work to review and gets what waits longest. A claim that is not used lapses and goes to
somebody else. Work that gets too few reviews in time goes to the trainers. Whoever finds nothing to review is not held up.
"""

import datetime
import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.actions.errors import CourseError
from courses.actions.feedback import tell_author
from courses.actions.outcomes import settle_answer, settle_part, settle_waiting_result
from courses.actions.reviewing import Given, fill, write_remarks
from courses.assigning import read_terms
from courses.models import Enrolment, Review, Submission
from courses.queries.assignments import terms_by_item
from members.models import Person

CLAIM_HOLDS = datetime.timedelta(days=5)
TRIES = 8  # when others take the same place at the same moment


class NothingToReview(CourseError):
    """All that others handed in has been reviewed by this person, or nobody else has handed in."""


def reviewing_enrolment(person: Person, item: uuid.UUID) -> Enrolment | None:
    """Return for which enrolment a person's reviews of an assignment count: the latest in which they handed it in.

    Those of every cohort count, and of those who have finished or left the course.
    """
    handed = Submission.objects.filter(
        enrolment__person=person, item=item, submitted_at__isnull=False, withdrawn_at__isnull=True
    )
    return (
        Enrolment.objects.filter(pk__in=handed.order_by().values("enrolment_id"))
        .select_related("edition", "course", "cohort", "person")
        .order_by(F("ended_at").desc(nulls_first=True), "-pk")
        .first()
    )


def open_to(person: Person, item: uuid.UUID) -> list[Submission]:
    """Return what others handed in and this person may review, what is most in need first.

    First what still wants reviews, the longest waiting before all others; then, so that everybody finds something to give, what
    has enough of them. What lapsed in this person's hands comes last.
    """
    mine = Review.objects.filter(reviewer=person, kind=Review.Kind.PEER)
    held = Q(reviews__kind=Review.Kind.PEER, reviews__lapsed_at__isnull=True)
    found = (
        Submission.objects.filter(
            item=item,
            reviews_wanted__gt=0,
            submitted_at__isnull=False,
            withdrawn_at__isnull=True,
            replaced_at__isnull=True,
        )
        .exclude(enrolment__person=person)
        .exclude(pk__in=mine.filter(lapsed_at__isnull=True).order_by().values("submission_id"))
        .select_related("enrolment")
        .annotate(taken=Count("reviews", filter=held))
    )
    lapsed = set(mine.filter(lapsed_at__isnull=False).values_list("submission_id", flat=True))

    def need(one: Any) -> tuple[bool, bool, int, datetime.datetime | None, int]:
        wants = one.answered_at is None and one.enrolment.ended_at is None and one.taken < one.reviews_wanted
        return one.pk in lapsed, not wants, 0 if wants else one.taken, one.submitted_at, one.pk

    return sorted(found.order_by("submitted_at", "pk")[:500], key=need)


def claim(*, item: uuid.UUID, by: Person) -> Review:
    """Take what waits longest for review; asking again gives the same until it is given or lapses.

    Raises NothingToReview after it has been noted that nothing holds the person up any more.
    """
    enrolment = reviewing_enrolment(by, item)
    if enrolment is None:
        raise CourseError(_("Hand in your own work first; then you can review that of others."))
    nothing = False
    for _try in range(TRIES):
        try:
            with transaction.atomic():
                review = _claim(enrolment, item, by)
                nothing = review is None
                if review is not None:
                    return review
                _excuse(enrolment, item, by)
        except IntegrityError:  # somebody took the same place at this moment
            continue
        break
    if not nothing:
        raise CourseError(_("Many ask at this moment. Try again."))
    raise NothingToReview(
        _(
            "There is nothing for you to review at the moment, so nothing holds you up. We write to you when somebody needs one."
        )
    )


def _claim(enrolment: Enrolment, item: uuid.UUID, by: Person) -> Review | None:
    Enrolment.objects.select_for_update().filter(pk=enrolment.pk).first()
    mine = Review.objects.filter(reviewer=by, item=item, kind=Review.Kind.PEER)
    running = mine.filter(given_at__isnull=True, lapsed_at__isnull=True).first()
    if running is not None:
        return running
    for submission in open_to(by, item)[:1]:
        now = timezone.now()
        return Review.objects.create(
            submission=submission,
            item=item,
            author_id=submission.enrolment.person_id,
            kind=Review.Kind.PEER,
            reviewer=by,
            enrolment=enrolment,
            slot=_free_slot(submission),
            claimed_at=now,
            lapses_at=now + CLAIM_HOLDS,
        )
    return None


def _free_slot(submission: Submission) -> int:
    """Return the lowest place that nobody holds; the database refuses to give one twice."""
    held = submission.reviews.filter(kind=Review.Kind.PEER, lapsed_at__isnull=True)
    taken = set(held.values_list("slot", flat=True))
    return next(number for number in range(1, len(taken) + 2) if number not in taken)


def _excuse(enrolment: Enrolment, item: uuid.UUID, by: Person) -> None:
    terms = terms_by_item([item]).get(item)
    if terms is not None:
        settle_part(enrolment=enrolment, item=item, terms=terms, by=by, nothing_left=True)
        settle_waiting_result(enrolment=enrolment, item=item, by=by)


@transaction.atomic
def keep_review(*, review: Review, given: Given, by: Person) -> Review:
    """Keep a review that is being written."""
    review = _own(review, by)
    if review.given_at is not None:
        raise CourseError(_("This review is given. It does not change any more."))
    fill(review=review, submission=review.submission, given=given, whole=False)
    review.save(update_fields=["answers", "words", "points"])
    write_remarks(review=review, submission=review.submission, remarks=given.remarks)
    return review


def give_review(*, review: Review, given: Given, by: Person) -> Review:
    """Give a review: its reader is written to without a name, and it counts for whoever gave it. Giving twice is giving once.

    One that had lapsed is taken all the same: nobody's work is thrown away.
    """
    with transaction.atomic():
        both = {review.submission.enrolment_id, review.enrolment_id} - {None}
        list(Enrolment.objects.select_for_update().filter(pk__in=both).order_by("pk").values_list("pk"))
        review = _own(review, by)
        if review.given_at is not None:
            return review
        submission = review.submission
        if submission.withdrawn_at is not None:
            raise CourseError(_("This work was taken back. Ask for another to review."))
        fill(review=review, submission=submission, given=given, whole=True)
        if review.lapsed_at is not None:
            review.lapsed_at = None
            top = submission.reviews.filter(kind=Review.Kind.PEER).aggregate(top=Max("slot"))["top"]
            review.slot = (top or 0) + 1
        review.given_at, review.verdict = timezone.now(), None
        review.save()
        write_remarks(review=review, submission=submission, remarks=given.remarks)
        settle_answer(submission=submission, by=by)
        tell_author(submission=submission, review=review)
        if review.enrolment is not None:
            terms = terms_by_item([review.item]).get(review.item) or read_terms(submission.terms)
            settle_part(enrolment=review.enrolment, item=review.item, terms=terms, by=by)
            settle_waiting_result(enrolment=review.enrolment, item=review.item, by=by)
        return review


def _own(review: Review, by: Person) -> Review:
    found = (
        Review.objects.select_for_update(of=("self",))
        .select_related(
            "submission__enrolment__person",
            "submission__enrolment__edition",
            "submission__enrolment__cohort",
            "enrolment__edition",
            "enrolment__person",
            "enrolment__cohort",
        )
        .filter(pk=review.pk, reviewer=by, kind=Review.Kind.PEER)
        .first()
    )
    if found is None:
        raise CourseError(_("This review is not yours to give."))
    return found
