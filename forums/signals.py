"""Facts that forums announces, inside the transaction, by id."""

from django.dispatch import Signal

topic_changed = Signal()  # topic_id: renamed, moved, hidden, shown, pinned or locked
post_written = Signal()  # post_id, topic_id
post_changed = Signal()  # post_id, topic_id: edited, hidden or shown again
