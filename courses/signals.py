"""Facts that courses announces, inside the transaction, by id."""

from django.dispatch import Signal

enrolled = Signal()  # enrolment_id
item_recorded = Signal()  # enrolment_id, item (UUID), verb
course_completed = Signal()  # enrolment_id, completion_id: participated, completed or assessed
edition_published = Signal()  # course_key, edition_id: a new one, which learners under way may take up
edition_taken_up = Signal()  # enrolment_id, change_id
enrolment_paused = Signal()  # enrolment_id, pause_id
enrolment_resumed = Signal()  # enrolment_id, pause_id
enrolment_ended = Signal()  # enrolment_id
place_offered = Signal()  # waiting_id
cohort_message_sent = Signal()  # message_id
question_asked = Signal()  # question_id
question_answered = Signal()  # question_id
path_completed = Signal()  # following_id
