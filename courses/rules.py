"""Which course labels people hold."""

from collections.abc import Iterable

from courses.models import CoursePage, Enrolment, Trainer
from members.audiences import contributes_labels, course_label, is_staff
from members.models import Person


@contributes_labels
def course_labels(person: Person) -> Iterable[str]:
    """Give the labels of the courses that the person follows or teaches. One query.

    Editors get those of all courses that close their lessons.
    """
    keys = (
        Enrolment.objects.filter(person=person, ended_at__isnull=True)
        .order_by()
        .values_list("course_id")
        .union(Trainer.objects.filter(person=person).order_by().values_list("course__translation_key"))
    )
    if is_staff(person):
        keys = keys.union(
            CoursePage.objects.filter(lessons_for_enrolled=True).order_by().values_list("translation_key")
        )
    return [course_label(key) for (key,) in keys]
