"""Facts heard. Each writes this room's own row in the transaction of the fact, and wakes a worker after it."""

from typing import Any

from django.dispatch import receiver

from badges.models import Credential
from badges.signals import credential_issued, credential_revoked
from forums.models import Post
from forums.signals import post_written
from members.waking import wake_after_commit
from notifications.actions import follow_unless_chosen, tell
from notifications.models import Fanout, Notification
from notifications.spaces import key_of_topic


@receiver(post_written)
def post_is_to_be_told_of(post_id: int, topic_id: int, **kwargs: Any) -> None:
    """Whoever writes in a topic follows it from then on, unless they chose otherwise."""
    author_id = Post.objects.values_list("author_id", flat=True).get(pk=post_id)
    if author_id:
        follow_unless_chosen(person_id=author_id, space=key_of_topic(topic_id))
    Fanout.objects.get_or_create(post_id=post_id, defaults={"topic_id": topic_id})
    wake_after_commit("notifications.tasks.fan_out")


def name_in(*, post_id: int, topic_id: int, person_ids: list[int], kind: str) -> None:
    """Add people who are told of a post because it names or quotes them; the stronger reason stays."""
    work, _made = Fanout.objects.select_for_update().get_or_create(
        post_id=post_id, defaults={"topic_id": topic_id}
    )
    named = {**{str(pk): kind for pk in person_ids}, **work.named}
    Fanout.objects.filter(pk=work.pk).update(named=named)


@receiver(credential_issued)
def certificate_is_ready(credential_id: int, **kwargs: Any) -> None:
    """Its holder hears of it, here and by mail."""
    _tell_holder(credential_id, "credential_issued")


@receiver(credential_revoked)
def certificate_was_revoked(credential_id: int, **kwargs: Any) -> None:
    """Its holder hears of it, here and by mail."""
    _tell_holder(credential_id, "credential_revoked")


def _tell_holder(credential_id: int, said: str) -> None:
    credential = Credential.objects.get(pk=credential_id)
    if credential.person_id is None:
        return
    titles = {"en": credential.title_en, **({"fr": credential.title_fr} if credential.title_fr else {})}
    tell(
        person_ids=[credential.person_id], kind=Notification.Kind.LEARNING, space=f"credential:{credential.pk}",
        about={"said": said, "title": titles, "address": "recognition/"}, by_mail=True,
    )  # fmt: skip
