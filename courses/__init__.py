"""Courses, modules, lessons, quizzes and assignments; editions, enrolment, progress, completion, peer review and feedback.

Pages are words; what people did is rows that hold the page's `translation_key` and never a page. Owns `Course`, `Edition`,
`Enrolment`, `ItemEvent`, `ItemState`, `Completion`, `Attempt`, `Submission`, `Review`. Announces `enrolled`, `item_recorded` and
`course_completed`.
"""
