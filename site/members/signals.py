"""Facts that members announces, inside the transaction, past tense, by id."""

from django.dispatch import Signal

membership_changed = Signal()  # organisation_id, by_id
person_joined = Signal()  # person_id, organisation_id
invitation_waiting = Signal()  # invitation_id: its mail can leave now
consent_changed = Signal()  # person_id, purpose, given
