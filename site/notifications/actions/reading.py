"""Mark as read."""

from django.utils import timezone

from members.models import Person
from notifications.models import Notification


def mark_all_read(*, person: Person) -> int:
    """Mark everything as read that the person has been told until now; watermarks in topics stay where they are."""
    return Notification.objects.filter(person=person, read_at=None).update(read_at=timezone.now())


def mark_read(*, notification: Notification, person: Person) -> None:
    """Mark one of the person's own as read."""
    Notification.objects.filter(pk=notification.pk, person=person, read_at=None).update(
        read_at=timezone.now()
    )
