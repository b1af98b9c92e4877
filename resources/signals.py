"""Facts that resources announces, inside the transaction."""

from django.dispatch import Signal

downloaded = Signal()  # resource_key, file_uuid (None: all of it as an archive), person
new_version_published = Signal()  # resource_key, number
use_told = Signal()  # use_id: somebody has told what they did with a resource
use_changed = Signal()  # use_id, resource_key: its words, or who may read it, changed, or it is gone
resource_proposed = Signal()  # proposal_id
proposal_decided = (
    Signal()
)  # proposal_id, state: an editor asks for changes, published it, or did not take it up
