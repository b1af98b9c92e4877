"""When a person goes, what they wrote for themselves goes; that they followed a course stays as a number."""

from django.db.models import QuerySet

from courses.actions.handing_in import forget_file
from courses.models import (
    Allowance,
    Attempt,
    CalendarFeed,
    KeptComment,
    Mark,
    Note,
    Passage,
    Question,
    Reflection,
    Review,
    Submission,
    SubmissionFile,
    Waiting,
)
from members.departing import erases
from members.models import Person


@erases
def erase_from_courses(person: Person, keeps_name: bool) -> None:
    """Delete notes, reflections, questions that have no answer yet, places on waiting lists and calendar addresses.

    Of what they handed in the text and the files go, and the passages that others quoted from it; that they handed it in, and
    what it came to, stays. Reviews that they gave stay with those whom they help.

    Enrolments, evidence and completions stay: they belong to a row without a name from now on. Of quizzes the results stay;
    what was answered, what was said to it and why somebody needed more time goes, which only erasing may do to such rows.
    """
    for model in (Note, Reflection, CalendarFeed, Waiting, KeptComment):
        model._default_manager.filter(person=person).delete()
    Question.objects.filter(enrolment__person=person, answered_at=None).delete()
    Attempt.objects.filter(enrolment__person=person).update(answers={})
    QuerySet(Mark).filter(attempt__enrolment__person=person).update(words="")
    QuerySet(Allowance).filter(enrolment__person=person).update(reason="—")
    for file in SubmissionFile.objects.filter(submission__enrolment__person=person):
        forget_file(file)
    mine = Submission.objects.filter(enrolment__person=person)
    mine.filter(submitted_at=None).delete()
    mine.update(text="")
    Passage.objects.filter(review__author=person).delete()
    Review.objects.filter(reviewer=person, kind=Review.Kind.PEER, given_at=None).delete()
