"""Keys to one's own feed."""

from django.db import transaction
from django.utils import timezone

from forums.errors import NotYours
from forums.models import FeedKey
from forums.models.feed import new_secret, sum_of
from members.models import Person

KEYS_AT_MOST = 10


@transaction.atomic
def make_feed_key(*, by: Person) -> str:
    """Make a key and return its secret, which is told this once. The oldest go where there are many."""
    secret = new_secret()
    FeedKey.objects.create(person=by, secret_sum=sum_of(secret))
    held = FeedKey.objects.filter(person=by, revoked_at__isnull=True).order_by("-made_at", "-pk")
    too_many = list(held.values_list("pk", flat=True)[KEYS_AT_MOST:])
    FeedKey.objects.filter(pk__in=too_many).update(revoked_at=timezone.now())
    return secret


def revoke_feed_key(*, key: FeedKey, by: Person) -> None:
    """Let a key open nothing any more, from now on."""
    if key.person_id != by.pk:
        raise NotYours
    FeedKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())


def person_with_key(secret: str) -> Person | None:
    """Return whose feed a secret opens now: nobody's once it is revoked or the account is closed. Notes the use by the day."""
    key = (
        FeedKey.objects.select_related("person")
        .filter(secret_sum=sum_of(secret), revoked_at__isnull=True, person__is_active=True)
        .first()
    )
    if key is None:
        return None
    now = timezone.now()
    if key.used_at is None or key.used_at.date() != now.date():
        FeedKey.objects.filter(pk=key.pk).update(used_at=now)
    return key.person
