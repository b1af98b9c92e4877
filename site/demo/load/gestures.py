"""What people do around posts: they vote, thank, answer, report, wander off, write to each other. By the forums' own actions."""

import datetime
from typing import Any

from django.utils import timezone

from demo.load.people import people_by_key
from demo.source import table
from forums import actions
from forums.models import Conversation, Flag, Message, Post, PostRevision, Reaction, Topic
from forums.rendering import RENDERER, render
from members.models import Person

People = dict[str, Person]


def load_gestures() -> None:
    """Do all of it once."""
    if Reaction.objects.exists():
        return
    about, people = table("gestures.toml"), people_by_key()
    for poll in about["poll"]:
        _ask(poll, people)
    for answer in about["answer"]:
        topic = _topic(answer["topic"])
        Topic.objects.filter(pk=topic.pk).update(answer=_post(answer))
    for reaction in about["reaction"]:
        _react(reaction, people)
    for edit in about["edit"]:
        _edit(edit)
    for digression in about["digression"]:
        _wander_off(digression, people)
    for flag in about["flag"]:
        Flag.objects.create(
            post=_post(flag), person=people[flag["by"]], reason=flag["reason"], words=flag["words"]
        )
    for held in about["held"]:
        _wait(held, people)
    for talk in about["conversation"]:
        _converse(talk, people)


def _topic(title: str) -> Topic:
    return Topic.objects.select_related("forum").get(title=title, about_key=None)


def _post(about: dict[str, Any]) -> Post:
    return Post.objects.select_related("topic__forum").get(
        topic=_topic(about["topic"]), number=about["number"]
    )


def _ask(about: dict[str, Any], people: People) -> None:
    topic = _topic(about["topic"])
    starter = topic.started_by or people["facilitator"]
    poll = actions.make_poll(
        topic=topic,
        question=about["question"],
        answers=about["answers"],
        choices_at_most=about["choices"],
        by=starter,
    )
    options = list(poll.options.order_by("position"))
    chosen: dict[str, list[int]] = {}
    for option, voters in zip(options, about["votes"], strict=True):
        for voter in voters:
            chosen.setdefault(voter, []).append(option.pk)
    for voter, picked in chosen.items():
        actions.vote(poll=poll, options=picked, by=people[voter])


def _react(about: dict[str, Any], people: People) -> None:
    post = _post(about)
    for kind in Reaction.Kind.values:
        for key in about.get(kind, []):
            if people[key].pk != post.author_id:
                Reaction.objects.get_or_create(post=post, person=people[key], kind=kind)


def _edit(about: dict[str, Any]) -> None:
    post = _post(about)
    PostRevision.objects.create(post=post, text=post.text, edited_by=post.author)
    post.text = f"{post.text}\n\n{about['text'].strip()}"
    post.html, post.edited_at = render(post.text), post.written_at + datetime.timedelta(hours=3)
    post.save()


def _wander_off(about: dict[str, Any], people: People) -> None:
    """Let people go on about something else, and a facilitator make it a topic of its own."""
    topic = _topic(about["topic"])
    posts = []
    for said in about["post"]:
        at = min(topic.started_at + datetime.timedelta(hours=said["hours"]), timezone.now())
        posts.append(
            actions.reply(topic=topic, text=said["text"].strip(), by=people[said["by"]], language="en", at=at)
        )
    made = actions.split_topic(
        topic=topic, posts=posts, title=about["title"], by=people[about["by"]], why=about["why"]
    )
    Topic.objects.filter(pk__in=(topic.pk, made.pk)).update(news_at=posts[-1].written_at)


def _wait(about: dict[str, Any], people: People) -> None:
    now, author, text = timezone.now(), people[about["by"]], about["text"].strip()
    Post.objects.create(
        topic=_topic(about["topic"]),
        author=author,
        author_name=author.name,
        text=text,
        html=render(text),
        renderer=RENDERER,
        language="en",
        written_at=now - datetime.timedelta(hours=5),
        held_at=now - datetime.timedelta(hours=5),
        held_because=Post.Held.NEWCOMER,
    )


def _converse(about: dict[str, Any], people: People) -> None:
    talkers = [people[key] for key in about["people"]]
    first = people[about["message"][0]["by"]]
    others = [person for person in talkers if person.pk != first.pk]
    conversation: Conversation | None = None
    for said in about["message"]:
        by, text = people[said["by"]], said["text"].strip()
        if conversation is None:
            conversation = actions.start_conversation(to=others, text=text, by=first)
        else:
            actions.send_message(conversation=conversation, text=text, by=by)
        at = timezone.now() - datetime.timedelta(days=said["days_ago"])
        conversation.refresh_from_db()
        Message.objects.filter(conversation=conversation, number=conversation.last_number).update(
            written_at=at
        )
        Conversation.objects.filter(pk=conversation.pk).update(last_message_at=at)
