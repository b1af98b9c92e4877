"""What learners keep for themselves, and what they ask their trainers."""

import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.actions.errors import CourseError, NotAllowed
from courses.actions.guiding import may_guide
from courses.actions.letters import write_letter
from courses.models import CalendarFeed, Enrolment, Note, Question, Reflection
from courses.models.cohort import new_code
from courses.signals import question_answered, question_asked
from members.models import Person


@transaction.atomic
def keep_note(
    *, person: Person, course_key: uuid.UUID, item: uuid.UUID, title: str, text: str, bookmark: bool
) -> Note | None:
    """Keep a person's note on a lesson and whether they come back to it; an empty one without a mark goes."""
    note = Note.objects.select_for_update().filter(person=person, item=item).first()
    if not text.strip() and not bookmark:
        if note:
            note.delete()
        return None
    note = note or Note(person=person, item=item)
    note.course_key, note.title, note.text, note.is_bookmark = course_key, title, text, bookmark
    note.save()
    return note


@transaction.atomic
def keep_reflection(
    *,
    person: Person,
    course_key: uuid.UUID,
    item: uuid.UUID,
    block: uuid.UUID,
    title: str,
    prompt: str,
    text: str,
) -> Reflection | None:
    """Keep a person's answer to a question that the lesson asks them alone; an empty one goes."""
    if not text.strip():
        Reflection.objects.filter(person=person, item=item, block=block).delete()
        return None
    kept, _made = Reflection.objects.update_or_create(
        person=person,
        item=item,
        block=block,
        defaults={"course_key": course_key, "title": title, "prompt": prompt, "text": text},
    )
    return kept


def ask(*, enrolment: Enrolment, item: uuid.UUID, title: str, text: str, key: str, by: Person) -> Question:
    """Ask the trainers about a lesson. The same form sent twice is one question."""
    if not text.strip():
        raise CourseError(_("Write your question first."))
    try:
        with transaction.atomic():
            question = Question.objects.create(
                enrolment=enrolment,
                course_id=enrolment.course_id,
                item=item,
                title=title,
                text=text.strip(),
                key=key,
            )
            Enrolment.objects.filter(pk=enrolment.pk).update(last_seen_at=question.asked_at)
            question_asked.send(Question, question_id=question.pk)
            return question
    except IntegrityError:
        return Question.objects.get(enrolment=enrolment, key=key)


@transaction.atomic
def answer(*, question: Question, text: str, by: Person) -> Question:
    """Answer a learner, who is written to. A second answer replaces the first and is sent again."""
    if not may_guide(by, question.enrolment):
        raise NotAllowed(_("Only those who teach this course answer its questions."))
    if not text.strip():
        raise CourseError(_("Write your answer first."))
    question = (
        Question.objects.select_for_update(of=("self",))
        .select_related("enrolment__person")
        .get(pk=question.pk)
    )
    if question.answer == text.strip():
        return question
    question.answer, question.answered_at, question.answered_by = text.strip(), timezone.now(), by
    question.save(update_fields=["answer", "answered_at", "answered_by"])
    write_letter(
        kind="answer",
        key=f"answer:{question.pk}:{question.answered_at.timestamp()}",
        person=question.enrolment.person,
        context={"question": question, "by": by},
    )
    question_answered.send(Question, question_id=question.pk)
    return question


def calendar_of(person: Person) -> CalendarFeed:
    """Return the person's calendar feed, made at the first asking."""
    feed, _made = CalendarFeed.objects.get_or_create(person=person)
    return feed


def renew_calendar(*, person: Person, by: Person) -> CalendarFeed:
    """Give the feed another address; the old one is dead at once."""
    feed, _made = CalendarFeed.objects.update_or_create(person=person, defaults={"token": new_code()})
    return feed


def close_calendar(*, person: Person, by: Person) -> None:
    """Take the feed away."""
    CalendarFeed.objects.filter(person=person).delete()
