"""Facts heard. Each writes this room's own row in the transaction of the fact, and wakes a worker after it."""

from typing import Any

from django.dispatch import receiver

from badges.models import Credential
from badges.signals import credential_issued, credential_revoked
from courses.models import Question, Waiting
from courses.signals import place_offered, question_answered
from forums.models import Message, ModerationAct, Post, Talker
from forums.signals import (
    answer_accepted,
    message_written,
    moderation_done,
    people_mentioned,
    person_quoted,
    post_flagged,
    post_written,
    reaction_given,
)
from members.models import Person
from members.waking import wake_after_commit
from notifications.actions import follow_unless_chosen, tell, tell_of_post
from notifications.models import Fanout, Follow, Notification
from notifications.spaces import key_of_topic
from resources.models import Proposal
from resources.signals import proposal_decided


@receiver(post_written)
def post_is_to_be_told_of(post_id: int, topic_id: int, **kwargs: Any) -> None:
    """Whoever writes in a topic follows it from then on, unless they chose otherwise."""
    author_id = Post.objects.values_list("author_id", flat=True).get(pk=post_id)
    if author_id:
        follow_unless_chosen(person_id=author_id, space=key_of_topic(topic_id))
    Fanout.objects.get_or_create(post_id=post_id, defaults={"topic_id": topic_id})
    wake_after_commit("notifications.tasks.fan_out")


@receiver(people_mentioned)
def people_were_named(post_id: int, topic_id: int, person_ids: list[int], **kwargs: Any) -> None:
    """They are told of the post as those who are named in it."""
    name_in(post_id=post_id, topic_id=topic_id, person_ids=list(person_ids), kind=Notification.Kind.MENTION)


@receiver(person_quoted)
def somebody_was_quoted(post_id: int, topic_id: int, person_id: int, **kwargs: Any) -> None:
    """They are told of the post as the one who is quoted in it."""
    name_in(post_id=post_id, topic_id=topic_id, person_ids=[person_id], kind=Notification.Kind.QUOTE)


@receiver(reaction_given)
def somebody_reacted(post_id: int, topic_id: int, person_id: int, **kwargs: Any) -> None:
    """The author hears of it here, never by mail."""
    name = Person.objects.filter(pk=person_id).values_list("name", flat=True).first() or ""
    _tell_author(post_id, Notification.Kind.REACTION, but=person_id, actor_name=name)


@receiver(answer_accepted)
def post_is_the_answer(topic_id: int, post_id: int, **kwargs: Any) -> None:
    """The author hears that their post helped."""
    _tell_author(post_id, Notification.Kind.ANSWER)


@receiver(post_flagged)
def post_was_reported(flag_id: int, post_id: int, **kwargs: Any) -> None:
    """The forum's facilitators hear of it."""
    post = Post.objects.select_related("topic__forum").get(pk=post_id)
    tell(
        person_ids=post.topic.forum.facilitators.values_list("pk", flat=True),
        kind=Notification.Kind.ORDER,
        space=f"flags:{post.topic.forum_id}",
        about={"said": "flagged", "title": {"en": post.topic.title}, "address": "forums/order/"},
    )


@receiver(moderation_done)
def something_was_done(act_id: int, person_id: int | None = None, **kwargs: Any) -> None:
    """Whom it concerns reads what was done and why."""
    act = ModerationAct.objects.select_related("topic").get(pk=act_id)
    if person_id is None or person_id == act.by_id:
        return
    title = act.topic.title if act.topic else ""
    tell(
        person_ids=[person_id],
        kind=Notification.Kind.ORDER,
        space=f"act:{act.pk}",
        about={"said": "moderated", "title": {"en": title}, "address": f"forums/acts/{act.pk}/"},
    )


@receiver(message_written)
def a_message_came(message_id: int, conversation_id: int, **kwargs: Any) -> None:
    """Those who take part hear of it, by mail too; not who wrote it."""
    message = Message.objects.select_related("conversation").get(pk=message_id)
    talkers = Talker.objects.filter(conversation_id=conversation_id, left_at=None).exclude(
        person_id=message.author_id
    )
    tell(
        person_ids=talkers.values_list("person_id", flat=True),
        kind=Notification.Kind.MESSAGE,
        space=f"conversation:{conversation_id}",
        actor_name=message.author_name,
        audience=(message.conversation.label, ""),
        by_mail=True,
        about={
            "said": "message",
            "title": {"en": str(message.author_name)},
            "address": f"forums/conversations/{conversation_id}/",
        },
    )


def name_in(*, post_id: int, topic_id: int, person_ids: list[int], kind: str) -> None:
    """Add people who are told of a post because it names or quotes them; being named is the stronger reason.

    Who is named by a later edit is told then, unless they were told of the post before.
    """
    work, _made = Fanout.objects.select_for_update().get_or_create(
        post_id=post_id, defaults={"topic_id": topic_id}
    )
    new = {str(pk): str(kind) for pk in person_ids}
    stronger = kind == Notification.Kind.MENTION
    named = {**work.named, **new} if stronger else {**new, **work.named}
    Fanout.objects.filter(pk=work.pk).update(named=named)
    if work.done_at is not None:
        post = Post.objects.select_related("topic__forum").get(pk=post_id)
        told = set(
            Notification.objects.filter(
                topic_id=topic_id,
                last_number__gte=post.number or 0,
                first_number__lte=post.number or 0,
                person_id__in=person_ids,
            ).values_list("person_id", flat=True)
        )
        late = {
            pk: (str(kind), Follow.Level.FIRST.value)
            for pk in person_ids
            if pk not in told and pk != post.author_id
        }
        tell_of_post(
            topic=post.topic,
            number=post.number or 0,
            actor_name=post.author_name,
            post_id=post_id,
            at=post.written_at,
            told=late,
        )


def _tell_author(post_id: int, kind: str, *, but: int | None = None, actor_name: str = "") -> None:
    post = Post.objects.select_related("topic__forum").get(pk=post_id)
    if post.author_id is None or post.author_id == but:
        return
    address = post.topic.address_of(post.number or 1).split("/", 2)[2]
    tell(
        person_ids=[post.author_id],
        kind=kind,
        space=f"post:{post.pk}",
        actor_name=actor_name,
        topic_id=post.topic_id,
        number=post.number or 1,
        about={"title": {"en": post.topic.title}, "address": address},
    )


@receiver(place_offered)
def a_place_is_free(waiting_id: int, **kwargs: Any) -> None:
    """Whoever waited longest hears of it here as well as by mail."""
    waiting = Waiting.objects.select_related("cohort").get(pk=waiting_id)
    tell(
        person_ids=[waiting.person_id],
        kind=Notification.Kind.LEARNING,
        space=f"cohort:{waiting.cohort_id}",
        about={"said": "place_offered", "title": {"en": str(waiting.cohort)}, "address": "learning/"},
    )


@receiver(question_answered)
def a_question_was_answered(question_id: int, **kwargs: Any) -> None:
    """Whoever asked hears of it here as well as by mail."""
    question = Question.objects.select_related("enrolment").get(pk=question_id)
    tell(
        person_ids=[question.enrolment.person_id],
        kind=Notification.Kind.LEARNING,
        space=f"question:{question.pk}",
        about={"said": "question_answered", "title": {"en": question.title}, "address": "learning/"},
    )


@receiver(proposal_decided)
def a_proposal_was_decided(proposal_id: int, **kwargs: Any) -> None:
    """Whoever proposed it hears of it here as well as by mail."""
    proposal = Proposal.objects.get(pk=proposal_id)
    if proposal.person_id:
        tell(
            person_ids=[proposal.person_id], kind=Notification.Kind.LIBRARY, space=f"proposal:{proposal.pk}",
            about={"said": "proposal_decided", "title": {"en": proposal.title}, "address": f"library/proposals/{proposal.uuid}/"},
        )  # fmt: skip


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
        person_ids=[credential.person_id],
        kind=Notification.Kind.LEARNING,
        space=f"credential:{credential.pk}",
        about={"said": said, "title": titles, "address": "recognition/"},
        by_mail=True,
    )
