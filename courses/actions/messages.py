"""Write to a group: one row that says what was written to whom, and a letter for each."""

import uuid

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from courses.actions.errors import CourseError, NotAllowed
from courses.actions.letters import KIND, about, render
from courses.models import Cohort, Course, GroupMessage
from courses.queries.groups import addressed
from courses.rules import guided_by
from courses.signals import cohort_message_sent
from members.letters import write_letters
from members.models import Letter, Person


@transaction.atomic
def send_message(
    *,
    course: Course,
    by: Person,
    subject: str,
    text: str,
    audience: str = GroupMessage.Audience.ALL,
    cohort: Cohort | None = None,
) -> GroupMessage:
    """Write to the learners of a course, or of a cohort of it, each in their language around the words as they were written.

    Raises NotAllowed for those who look after neither, CourseError where there is nobody to write to.
    """
    _refuse(by, course.pk, cohort)
    people = list(addressed(by=by, course_key=course.pk, cohort=cohort, audience=audience))
    if not people:
        raise CourseError(_("There is nobody among them at the moment. Nothing was sent."))
    message = GroupMessage.objects.create(
        course=course,
        cohort=cohort,
        audience=audience,
        subject=subject.strip(),
        text=text.strip(),
        by=by,
        recipients=len(people),
    )
    rendered: dict[str, tuple[str, str]] = {}
    letters = []
    for person in people:
        if person.language not in rendered:
            with translation.override(person.language):
                context = {"message": message, "by": by, "course": course, "cohort": cohort}
                rendered[person.language] = render("message", person.language, context)
        letter_subject, body = rendered[person.language]
        letters.append(
            Letter(
                kind=KIND,
                key=f"courses:message:{message.pk}:{person.pk}",
                person=person,
                language=person.language,
                about=about("message", letter_subject, body, by.email),
            )
        )
    write_letters(letters)
    cohort_message_sent.send(GroupMessage, message_id=message.pk)
    return message


def _refuse(by: Person, course_key: uuid.UUID, cohort: Cohort | None) -> None:
    cohorts = guided_by(by, course_key)
    if cohorts is None:
        return
    if cohort is None or cohort.pk not in cohorts:
        raise NotAllowed(_("Only those who teach this course or lead the group may write to it."))
