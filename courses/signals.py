"""Facts that courses announces, inside the transaction, by id."""

from django.dispatch import Signal

enrolled = Signal()  # enrolment_id
item_recorded = Signal()  # enrolment_id, item (UUID), verb
course_completed = Signal()  # enrolment_id, completion_id
