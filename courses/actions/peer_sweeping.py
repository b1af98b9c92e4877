"""What time does to reviews: claims lapse, people are reminded both ways, and trainers are asked instead. Run by beat.

Each row says what is still to do, so that running twice or late does no harm.
"""

import datetime

from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from courses.actions.letters import write_letter
from courses.actions.peer_review import open_to
from courses.blind import READ
from courses.consents import ALUMNI_REVIEWS
from courses.models import Enrolment, Review, Submission, SubmissionFile, Trainer
from files import processes, reading
from files.reading import said
from members.consents import answer_of
from members.models import Person

AT_ONCE = 200
BEFORE_LAPSING = datetime.timedelta(days=2)
OWED_FOR = datetime.timedelta(days=2)
ALUMNI_ASKED = 20  # for one piece of work
LONGEST_TEXT = 200_000


def sweep_reviews() -> None:
    """Do all that is due."""
    lapse_claims()
    remind_reviewers()
    ask_trainers()
    remind_of_what_is_owed()
    ask_alumni()


def _waiting() -> Q:
    return Q(
        reviews_wanted__gt=0,
        answered_at__isnull=True,
        submitted_at__isnull=False,
        withdrawn_at__isnull=True,
        replaced_at__isnull=True,
        enrolment__ended_at__isnull=True,
    )


def lapse_claims() -> int:
    """Free what was claimed and not reviewed in time; what was typed stays with its reviewer."""
    now = timezone.now()
    open_claims = Review.objects.filter(kind=Review.Kind.PEER, given_at__isnull=True, lapsed_at__isnull=True)
    return open_claims.filter(lapses_at__lte=now).update(lapsed_at=now)


def remind_reviewers() -> int:
    """Write to those whose claim lapses soon."""
    now = timezone.now()
    due = Review.objects.filter(
        kind=Review.Kind.PEER,
        given_at__isnull=True,
        lapsed_at__isnull=True,
        reminded_at__isnull=True,
        lapses_at__lte=now + BEFORE_LAPSING,
        reviewer__is_active=True,
    )
    count = 0
    for review in due.select_related("reviewer", "submission")[:AT_ONCE]:
        with transaction.atomic():
            if Review.objects.filter(pk=review.pk, reminded_at__isnull=True).update(reminded_at=now):
                write_letter(
                    kind="review_due",
                    key=f"review_due:{review.uuid}",
                    person=review.reviewer,
                    context={"review": review, "title": review.submission.title, "until": review.lapses_at},
                )
                count += 1
    return count


def ask_trainers() -> int:
    """Put work that got too few reviews in time before the trainers, and tell them and whoever waits. One letter a day each."""
    now = timezone.now()
    due = Submission.objects.filter(_waiting(), trainer_from__lte=now, trainer_told_at__isnull=True)
    count = 0
    for submission in due.select_related("enrolment__person", "course").order_by("trainer_from")[:AT_ONCE]:
        with transaction.atomic():
            if not Submission.objects.filter(pk=submission.pk, trainer_told_at__isnull=True).update(
                trainer_told_at=now
            ):
                continue
            count += 1
            write_letter(
                kind="trainer_instead",
                key=f"trainer_instead:{submission.uuid}",
                person=submission.enrolment.person,
                context={"submission": submission},
            )
            trainers = Trainer.objects.filter(
                course__translation_key=submission.course_id, person__is_active=True
            )
            for trainer in trainers.select_related("person").order_by("person_id"):
                write_letter(
                    kind="trainer_asked",
                    key=f"trainer_asked:{submission.course_id}:{trainer.person_id}:{now.date()}",
                    person=trainer.person,
                    context={"submission": submission, "course": submission.course},
                )
    return count


def remind_of_what_is_owed() -> int:
    """Write once to those who handed in, owe reviews, and for whom there is something to review."""
    now = timezone.now()
    due = Submission.objects.filter(
        reviews_wanted__gt=0,
        submitted_at__lte=now - OWED_FOR,
        withdrawn_at__isnull=True,
        replaced_at__isnull=True,
        reminded_at__isnull=True,
        enrolment__ended_at__isnull=True,
        enrolment__paused_at__isnull=True,
        enrolment__person__is_active=True,
    )
    count = 0
    for submission in due.select_related("enrolment__person").order_by("submitted_at")[:AT_ONCE]:
        given = Review.objects.filter(
            enrolment=submission.enrolment, item=submission.item, lapsed_at__isnull=True
        ).count()
        owes = given < submission.terms.get("gives", 0)
        if owes and not open_to(submission.enrolment.person, submission.item):
            continue  # nothing to ask for yet; looked at again next time
        with transaction.atomic():
            if not Submission.objects.filter(pk=submission.pk, reminded_at__isnull=True).update(
                reminded_at=now
            ):
                continue
            if owes:
                count += 1
                write_letter(
                    kind="reviews_wanted",
                    key=f"reviews_wanted:{submission.uuid}",
                    person=submission.enrolment.person,
                    context={"submission": submission},
                )
    return count


def ask_alumni() -> int:
    """Ask those who finished the course and said that they like to be asked, once for each piece of work that waits long."""
    now = timezone.now()
    held = Q(reviews__kind=Review.Kind.PEER, reviews__lapsed_at__isnull=True)
    due = Submission.objects.filter(_waiting(), alumni_asked_at__isnull=True, trainer_from__gt=now)
    due = due.annotate(taken=Count("reviews", filter=held)).filter(taken__lt=F("reviews_wanted"))
    count = 0
    for submission in due.select_related("enrolment").order_by("submitted_at")[:AT_ONCE]:
        if submission.submitted_at is None or submission.trainer_from is None:
            continue
        if now - submission.submitted_at < (submission.trainer_from - submission.submitted_at) / 2:
            continue
        with transaction.atomic():
            if not Submission.objects.filter(pk=submission.pk, alumni_asked_at__isnull=True).update(
                alumni_asked_at=now
            ):
                continue
            for person in _alumni(submission):
                write_letter(
                    kind="alumni",
                    key=f"alumni:{submission.item}:{person.pk}:{now.isocalendar().year}-{now.isocalendar().week // 2}",
                    person=person,
                    context={"submission": submission},
                )
                count += 1
    return count


def _alumni(submission: Submission) -> list[Person]:
    handed = Submission.objects.filter(
        item=submission.item, submitted_at__isnull=False, withdrawn_at__isnull=True
    ).exclude(enrolment__person=submission.enrolment.person_id)
    done = Enrolment.objects.filter(pk__in=handed.order_by().values("enrolment_id"))
    done = done.filter(Q(completed_at__isnull=False) | Q(ended_at__isnull=False))
    people = Person.objects.filter(pk__in=done.order_by().values("person_id"), is_active=True).order_by("-pk")
    return [one for one in people[: ALUMNI_ASKED * 5] if answer_of(one, ALUMNI_REVIEWS)][:ALUMNI_ASKED]


def read_files() -> int:
    """Look for the words in files that were handed in, for reviewers who may not have the files themselves."""
    waiting = SubmissionFile.objects.filter(read_at__isnull=True).order_by("added_at")
    count = 0
    for file in waiting[:20]:
        if not SubmissionFile.objects.filter(pk=file.pk, read_at__isnull=True).update(read_at=timezone.now()):
            continue
        read_file(file)
        count += 1
    return count


def read_file(file: SubmissionFile) -> None:
    """Read one, in a process of its own."""

    if file.format not in READ:
        return
    ended = processes.run(reading.__name__, file.format, file.file.storage.path(file.file.name))
    pages = [one for one in map(said.from_line, ended.lines) if isinstance(one, said.Page)]
    text = "\n\n".join(part for one in pages for part in (one.heading, one.text) if part)
    SubmissionFile.objects.filter(file=file.file.name).update(text=text[:LONGEST_TEXT])
