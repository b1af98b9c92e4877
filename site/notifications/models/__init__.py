"""What people follow, what they are told, and what is still to be told."""

from notifications.models.choices import MailChoices
from notifications.models.fanout import Fanout
from notifications.models.follow import Follow
from notifications.models.notification import Notification

__all__ = ["Fanout", "Follow", "MailChoices", "Notification"]
