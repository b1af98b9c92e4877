"""Courses, modules and lessons; editions, enrolment, progress and completion.

Pages are words; what people did is rows that hold the page's `translation_key` and never a page. Owns `Course`, `Edition`,
`Enrolment`, `ItemEvent`, `ItemState`, `Completion`. Announces `enrolled`, `item_recorded` and `course_completed`.
"""
