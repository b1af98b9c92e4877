"""Courses, modules, lessons and quizzes; editions, enrolment, progress and completion.

Pages are words; what people did is rows that hold the page's `translation_key` and never a page. Owns `Course`, `Edition`,
`Enrolment`, `ItemEvent`, `ItemState`, `Completion`, `Attempt`. Announces `enrolled`, `item_recorded` and `course_completed`.
"""
