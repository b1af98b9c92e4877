"""When a person goes, nothing is followed and nothing waits to be read."""

from members.departing import erases
from members.models import Person
from notifications.models import Follow, MailChoices, Notification


@erases
def erase_from_notifications(person: Person, keeps_name: bool) -> None:
    """Delete follows, notifications and choices of mail."""
    for model in (Follow, Notification, MailChoices):
        model._default_manager.filter(person=person).delete()
