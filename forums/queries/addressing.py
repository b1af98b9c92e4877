"""Whom a writer may name: those they could write to, who may also read what is written. Others are not found, so that
looking for names tells nothing that the list of people does not tell.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext as _

from forums import rules
from forums.models import Block, Forum, Post, Topic
from forums.rendering import begins_with
from members import audiences
from members import queries as members
from members.models import Affiliation, Organisation, Person

OFFERED = 8
GROUP_AT_MOST = 50  # people who are told when a group is named
FACILITATORS = ("facilitators", "facilitation")  # in English and French, as one writes it


@dataclass(frozen=True, slots=True)
class Addressed:
    """Who is named in a text: handles as written with where each leads ("" for a group), and the people to be told."""

    handles: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[int, str] = field(default_factory=dict)  # person id -> as written
    unclear: tuple[str, ...] = ()  # names that several people have


@dataclass(frozen=True, slots=True)
class Offer:
    """Somebody to be named: what to write after the @, and a word on who that is."""

    handle: str
    note: str


def addressable(writer: Person, topic: Topic | None = None, forum: Forum | None = None) -> QuerySet[Person]:
    """Return whom the writer may name: the people that members may look up, if the writer is one; whoever spoke in the
    topic; whoever keeps order in the forum. Nobody who blocked the writer, or whom the writer blocked.
    """
    wanted = Q()
    if audiences.holds(writer, audiences.MEMBER):
        wanted |= Q(pk__in=members.people().order_by().values("pk"))
    if topic is not None and topic.pk:
        spoke = Post.objects.shown().filter(topic=topic).order_by()
        wanted |= Q(pk__in=spoke.values("author_id"))
    where = forum or (topic.forum if topic else None)
    if where is not None:
        wanted |= Q(pk__in=Forum.facilitators.through.objects.filter(forum_id=where.pk).values("person_id"))
    if not wanted:
        return Person.objects.none()
    return (
        Person.objects.filter(wanted, is_active=True)
        .exclude(pk=writer.pk)
        .exclude(Exists(Block.objects.filter(person=OuterRef("pk"), blocked=writer)))
        .exclude(Exists(Block.objects.filter(person=writer, blocked=OuterRef("pk"))))
    )


def addressed_in(
    named: Iterable[str], *, writer: Person, topic: Topic, already: Mapping[str, Person] | None = None
) -> Addressed:
    """Find who is meant by what follows each @ in a text. `already` are those whom this post named before.

    A name that several people have names nobody, unless their organisation follows it in brackets.
    """
    rests = list(named)
    if not rests:
        return Addressed()
    handles: dict[str, str] = {}
    people: dict[int, str] = {}
    unclear: list[str] = []
    by_name: dict[str, list[Person]] = {}
    for person in _called(rests, writer, topic):
        by_name.setdefault(person.name.lower(), []).append(person)
    for rest in rests:
        if _known_before(rest, already or {}, handles, people):
            continue
        name = _longest(rest, by_name)
        if name is not None:
            _one_of(by_name[name], rest, handles, people, unclear)
        else:
            _group(rest, writer, topic, handles, people)
    return Addressed(handles, people, tuple(dict.fromkeys(unclear)))


def _called(rests: Iterable[str], writer: Person, topic: Topic) -> list[Person]:
    beginnings = {words for rest in rests for words in _beginnings(rest)}
    named = addressable(writer, topic).annotate(folded=Lower("name"))
    named = named.filter(Q(name__in=beginnings) | Q(folded__in={words.lower() for words in beginnings}))
    found = named.prefetch_related(_work()).order_by("name", "pk")[:200]
    return [person for person in found if may_read(person, topic)]


def _work() -> Prefetch:
    return Prefetch("affiliations", Affiliation.objects.select_related("organisation"), to_attr="work")


def _beginnings(rest: str) -> set[str]:
    """Return all that the name could be: the first word, the first two, …, each with and without what ends a sentence."""
    words = rest.split(" ")
    found = set()
    for count in range(1, len(words) + 1):
        joined = " ".join(words[:count])
        found |= {joined, joined.rstrip(".,;:!?…)»”’'\"")}
    return found - {""}


def _longest(rest: str, names: Iterable[str]) -> str | None:
    return max((name for name in names if begins_with(rest, name)), key=len, default=None)


def _known_before(
    rest: str, already: Mapping[str, Person], handles: dict[str, str], people: dict[int, str]
) -> bool:
    written = _longest(rest, already)
    if written is None:
        return False
    handles[rest[: len(written)]] = profile_of(already[written])
    people.setdefault(already[written].pk, written)
    return True


def _one_of(
    namesakes: list[Person], rest: str, handles: dict[str, str], people: dict[int, str], unclear: list[str]
) -> None:
    for person in namesakes:
        for job in person.work:  # type: ignore[attr-defined]
            full = f"{person.name} ({job.organisation.name})"
            if begins_with(rest, full):
                handles[rest[: len(full)]] = profile_of(person)
                people.setdefault(person.pk, full)
                return
    if len(namesakes) > 1:
        unclear.append(namesakes[0].name)
        return
    person = namesakes[0]
    handles[rest[: len(person.name)]] = profile_of(person)
    people.setdefault(person.pk, person.name)


def _group(rest: str, writer: Person, topic: Topic, handles: dict[str, str], people: dict[int, str]) -> None:
    word = next((word for word in FACILITATORS if begins_with(rest, word)), None)
    if word is not None:
        handles[rest[: len(word)]] = ""
        _tell(keepers_of(topic.forum).exclude(pk=writer.pk), word, topic, people)
        return
    if not audiences.holds(writer, audiences.MEMBER):
        return
    named = Organisation.objects.current().filter(name__in=_beginnings(rest))
    organisation = max(named, key=lambda one: len(one.name), default=None)
    if organisation is not None:
        handles[rest[: len(organisation.name)]] = ""
        staff = addressable(writer, topic).filter(affiliations__organisation=organisation)
        _tell(staff, organisation.name, topic, people)


def _tell(group: QuerySet[Person], written: str, topic: Topic, people: dict[int, str]) -> None:
    for person in group.order_by("pk")[:GROUP_AT_MOST]:
        if may_read(person, topic):
            people.setdefault(person.pk, written)


def keepers_of(forum: Forum) -> QuerySet[Person]:
    """Return who keeps order in a forum: its own facilitators, where it has some, else those with the role."""
    own = forum.facilitators.filter(is_active=True)
    return own if own.exists() else Person.objects.filter(groups__name="facilitator", is_active=True)


def may_read(person: Person, topic: Topic) -> bool:
    """Whether somebody who is named could read the topic; asked of each, because their labels are theirs."""
    return rules.may_reach(person, topic)


def profile_of(person: Person) -> str:
    """Return the address of a person's page, without a language."""
    return f"/-{reverse('members:person', args=[person.uuid])[3:]}"


def offers(asked: str, *, writer: Person, topic: Topic | None, forum: Forum | None) -> list[Offer]:
    """Return whom the writer may mean by the beginning of a name. Whoever could not read along is left out."""
    asked = asked.strip()[:80]
    if not asked:
        return []
    found = addressable(writer, topic, forum).filter(
        Q(name__istartswith=asked) | Q(name__icontains=f" {asked}")
    )
    people = list(found.prefetch_related(_work()).order_by("name", "pk")[: OFFERED * 3])
    if topic is not None:
        people = [person for person in people if may_read(person, topic)]
    elif forum is not None:
        people = [person for person in people if rules.may_see_forum(person, forum)]
    names = [person.name.lower() for person in people]
    made = [Offer(_handle(person, names.count(person.name.lower()) > 1), _where(person)) for person in people]
    groups = [
        Offer(word, _("Whoever keeps order here"))
        for word in FACILITATORS
        if word.startswith(asked.lower()) and (topic or forum)
    ]
    if audiences.holds(writer, audiences.MEMBER):
        named = Organisation.objects.current().filter(name__istartswith=asked).order_by("name")[:OFFERED]
        groups += [Offer(one.name, _("All its people")) for one in named]
    return [*made, *groups][:OFFERED]


def _handle(person: Person, has_namesakes: bool) -> str:
    work = person.work  # type: ignore[attr-defined]
    return f"{person.name} ({work[0].organisation.name})" if has_namesakes and work else person.name


def _where(person: Person) -> str:
    return ", ".join(job.organisation.name for job in person.work)  # type: ignore[attr-defined]
