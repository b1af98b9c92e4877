"""What trainers do with work that was handed in: give feedback, give more time, keep words for using again."""

import datetime
import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.actions.errors import CourseError, NotAllowed
from courses.actions.guiding import may_guide
from courses.actions.letters import write_letter
from courses.actions.outcomes import rule_of, settle_answer
from courses.actions.reviewing import Given, fill, given_in, write_remarks
from courses.assigning import read_terms
from courses.items import PASSED
from courses.models import Enrolment, Extension, KeptComment, Review, Submission
from courses.rules import teaches
from members.models import Person

MOST_KEPT = 200


def give_feedback(*, submission: Submission, given: Given, by: Person) -> Review:
    """Answer a piece of work: its learner reads it and is written to, and what it came to is noted.

    Of two trainers who answer at once one is told that it is answered; their words are not lost, the form has them.
    """
    return _say(submission, given, by)


def correct_feedback(*, review: Review, given: Given, why: str, by: Person) -> Review:
    """Say something else than a trainer has said: a new row stands instead of the old one, which its learner can still read.

    The learner is written to, with who and why. Points are worked out anew; what is passed stays passed. Of two who correct at
    once one is told.
    """
    if not why.strip():
        raise CourseError(_("Say why. The learner reads it."))
    return _say(review.submission, given, by, corrects=review, why=why.strip()[:300])


def _say(
    submission: Submission, given: Given, by: Person, *, corrects: Review | None = None, why: str = ""
) -> Review:
    if not teaches(by, submission.course_id):
        raise NotAllowed(_("Only those who teach this course give feedback."))
    try:
        with transaction.atomic():
            enrolment = (
                Enrolment.objects.select_for_update(of=("self",))
                .select_related("person", "edition", "cohort", "course")
                .get(pk=submission.enrolment_id)
            )
            submission = Submission.objects.select_for_update().get(pk=submission.pk)
            submission.enrolment = enrolment
            if submission.submitted_at is None or submission.withdrawn_at is not None:
                raise CourseError(_("This work was taken back. There is nothing to answer."))
            if enrolment_is_of(submission, by):
                raise NotAllowed(_("Nobody gives feedback on their own work."))
            if corrects is None:
                _refuse_a_second(submission)
            else:
                _take_out(submission, corrects, given)
            return _write(submission, given, by, corrects, why)
    except IntegrityError as error:
        raise CourseError(
            _("Somebody else has just given feedback on this work. Load the page again to read it.")
        ) from error


def _refuse_a_second(submission: Submission) -> None:
    if submission.reviews.filter(kind=Review.Kind.TRAINER).exists():
        raise CourseError(_("Feedback on this work is given already."))


def _take_out(submission: Submission, review: Review, given: Given) -> None:
    """Let a review stand no more, unless there is nothing to correct."""
    review = Review.objects.select_for_update(of=("self",)).prefetch_related("passages").get(pk=review.pk)
    if review.kind != Review.Kind.TRAINER:
        raise NotAllowed(
            _("What a learner has said in a review is theirs. Give your own feedback beside it.")
        )
    if review.replaced_at is not None:
        raise CourseError(_("This feedback was corrected already. Load the page again to read it."))
    if not submission.is_current:
        raise CourseError(_("A later version is handed in. Give feedback on that one."))
    if _gist(given_in(review)) == _gist(given):
        raise CourseError(_("Nothing is different from what was said."))
    review.replaced_at = timezone.now()
    review.save(update_fields=["replaced_at"])


def _gist(given: Given) -> tuple[object, ...]:
    """Return what of a review would be read, so that two can be compared."""
    remarks = sorted((one.quote.strip(), one.words.strip()) for one in given.remarks if one.words.strip())
    return dict(given.answers), given.words.strip(), remarks, given.verdict


def _write(submission: Submission, given: Given, by: Person, corrects: Review | None, why: str) -> Review:
    terms = read_terms(submission.terms)
    decides = rule_of(submission.enrolment, submission.item) == PASSED and terms.pass_mark is None
    if decides and given.verdict is None:
        raise CourseError(_("Say whether it is passed."))
    now = timezone.now()
    review = Review(
        submission=submission,
        item=submission.item,
        author=submission.enrolment.person,
        kind=Review.Kind.TRAINER,
        reviewer=by,
        claimed_at=now,
        given_at=now,
        corrects=corrects,
        why=why,
    )
    fill(review=review, submission=submission, given=given, whole=True)
    review.verdict = given.verdict if decides else None
    review.save()
    write_remarks(review=review, submission=submission, remarks=given.remarks)
    settle_answer(submission=submission, by=by)
    tell_author(submission=submission, review=review)
    return review


def enrolment_is_of(submission: Submission, person: Person) -> bool:
    """Whether the work is the person's own."""
    return submission.enrolment.person_id == person.pk


def tell_author(*, submission: Submission, review: Review) -> None:
    """Write to the learner that there is feedback; of a peer's nothing says whose it is."""
    write_letter(
        kind="feedback",
        key=f"feedback:{review.uuid}",
        person=submission.enrolment.person,
        context={
            "submission": submission,
            "by": review.reviewer if review.kind == Review.Kind.TRAINER else None,
            "why": review.why,
        },
    )


@transaction.atomic
def extend(
    *, enrolment: Enrolment, item: uuid.UUID, title: str, until: datetime.datetime, why: str, by: Person
) -> Extension:
    """Give a learner more time, with who did so and why, which the learner reads. The same again is one extension."""
    if not may_guide(by, enrolment):
        raise NotAllowed(_("Only those who look after this learner give more time."))
    if not why.strip():
        raise CourseError(_("Say why. The learner reads it."))
    if until <= timezone.now():
        raise CourseError(_("Choose a moment to come."))
    Enrolment.objects.select_for_update().filter(pk=enrolment.pk).first()
    last = Extension.objects.filter(enrolment=enrolment, item=item).order_by("-pk").first()
    if last is not None and last.until == until:
        return last
    extension = Extension.objects.create(
        enrolment=enrolment, item=item, until=until, why=why.strip()[:300], by=by
    )
    write_letter(
        kind="more_time",
        key=f"more_time:{extension.pk}",
        person=enrolment.person,
        context={"extension": extension, "title": title, "by": by, "course": enrolment.course},
    )
    return extension


def keep_comment(*, text: str, by: Person) -> KeptComment:
    """Keep words for using again. The same words are kept once."""
    text = " ".join(text.split())
    if not text:
        raise CourseError(_("Write the words to keep first."))
    if len(text) > 500:
        raise CourseError(_("Kept words have at most %(n)s characters.") % {"n": 500})
    if KeptComment.objects.filter(person=by).count() >= MOST_KEPT:
        raise CourseError(_("You keep %(n)s comments already. Drop one first.") % {"n": MOST_KEPT})
    kept, _made = KeptComment.objects.get_or_create(person=by, text=text)
    return kept


def drop_comment(*, pk: int, by: Person) -> None:
    """Drop kept words."""
    KeptComment.objects.filter(person=by, pk=pk).delete()
