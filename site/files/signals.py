"""Facts that files announces."""

from django.dispatch import Signal

file_read = Signal()  # file_id: its text is there, or it is known that there is none
file_served = (
    Signal()
)  # file_id, person: the first bytes of a file went out to somebody (`person` may be anonymous)
