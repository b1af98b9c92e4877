"""Facts that forums announces, inside the transaction, by id."""

from django.dispatch import Signal

topic_changed = Signal()  # topic_id: renamed, moved, hidden, shown, pinned, locked, merged, or posts left it
post_written = (
    Signal()
)  # post_id, topic_id: it stands in its topic; announced once, after waiting if it was held
post_changed = Signal()  # post_id, topic_id: edited, moved, hidden or shown again
post_held = Signal()  # post_id: it waits for a facilitator; `post_written` follows if it is let through
people_mentioned = (
    Signal()
)  # post_id, topic_id, person_ids: who may read the post and was not told of it before
person_quoted = Signal()  # post_id, topic_id, person_id: whose post was quoted
reaction_given = Signal()  # post_id, topic_id, person_id: who gave it
answer_accepted = Signal()  # topic_id, post_id
post_flagged = Signal()  # flag_id, post_id
message_flagged = Signal()  # flag_id, message_id
moderation_done = Signal()  # act_id, person_id: whom it concerns
message_written = Signal()  # message_id, conversation_id
