"""Pages that people read, and rows of what they did."""

from courses.models.evidence import Completion, Enrolment, ItemEvent, ItemState
from courses.models.outline import Course, Edition
from courses.models.pages import CourseIndexPage, CoursePage, CourseTag, LessonPage, ModulePage, Trainer

__all__ = [
    "Completion",
    "Course",
    "CourseIndexPage",
    "CoursePage",
    "CourseTag",
    "Edition",
    "Enrolment",
    "ItemEvent",
    "ItemState",
    "LessonPage",
    "ModulePage",
    "Trainer",
]
