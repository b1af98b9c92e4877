"""Why something cannot be done. Each message is a sentence to the person who asked."""


class CourseError(Exception):
    """What was asked cannot be done; the message says why, to a person."""


class EnrolmentClosed(CourseError):
    """The course or cohort cannot be joined, or the enrolment has ended."""


class NoSuchItem(CourseError):
    """The lesson is no part of the edition that the learner follows."""


class ItemLocked(CourseError):
    """The lesson is not open to the learner yet."""


class CohortFull(CourseError):
    """No place is free."""


class AlreadyElsewhere(CourseError):
    """The person already follows the course in another cohort."""


class EditionMovedOn(CourseError):
    """The edition that was shown is no longer the newest, so what the screen said no longer holds."""


class NotAllowed(CourseError):
    """The person has no right to do this."""
