"""Pages that people read, and rows of what they did."""

from courses.models.assignment_page import AssignmentPage
from courses.models.attempt import Allowance, Attempt, Mark, Scoring
from courses.models.catalogue import CourseIndexPage
from courses.models.cohort import Cohort, CohortDate, CohortInvitation, Facilitator, Waiting
from courses.models.completion import Completion
from courses.models.course import Course
from courses.models.course_page import CoursePage, CourseTag, Trainer
from courses.models.edition import Edition, EditionChange
from courses.models.enrolment import Enrolment, Pause
from courses.models.event import ItemEvent, ItemState
from courses.models.feed import CalendarFeed
from courses.models.for_ever import WrittenOnce
from courses.models.group_message import GroupMessage
from courses.models.held_back import HeldBack
from courses.models.item_page import ItemPage, item_models
from courses.models.lesson_page import LessonPage
from courses.models.module_page import ModulePage
from courses.models.note import Note, Reflection
from courses.models.path import PathFollowing, PathPage, PathTag
from courses.models.question import Question
from courses.models.quiz_page import QuizPage
from courses.models.review import KeptComment, Passage, Review
from courses.models.submission import Extension, Submission, SubmissionFile

__all__ = [
    "Allowance",
    "AssignmentPage",
    "Attempt",
    "CalendarFeed",
    "Cohort",
    "CohortDate",
    "CohortInvitation",
    "Completion",
    "Course",
    "CourseIndexPage",
    "CoursePage",
    "CourseTag",
    "Edition",
    "EditionChange",
    "Enrolment",
    "Extension",
    "Facilitator",
    "GroupMessage",
    "HeldBack",
    "ItemEvent",
    "ItemPage",
    "ItemState",
    "KeptComment",
    "LessonPage",
    "Mark",
    "ModulePage",
    "Note",
    "Passage",
    "PathFollowing",
    "PathPage",
    "PathTag",
    "Pause",
    "Question",
    "QuizPage",
    "Reflection",
    "Review",
    "Scoring",
    "Submission",
    "SubmissionFile",
    "Trainer",
    "Waiting",
    "WrittenOnce",
    "item_models",
]
