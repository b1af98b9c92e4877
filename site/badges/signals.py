"""Facts that badges announces, inside the transaction, by id."""

from django.dispatch import Signal

credential_issued = Signal()  # credential_id: signed and drawn, ready to be shown
credential_revoked = Signal()  # credential_id
