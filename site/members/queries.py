"""Reads with two or more callers: what members see of the network, and what its secretariat sees."""

from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils import timezone

from members.models import Affiliation, Invitation, Membership, Organisation, Person, Profile

CURRENT, COMING, LAPSED, NEVER = "current", "coming", "lapsed", "never"
MOST_WORDS = 200


def people(
    *,
    search: str = "",
    country: str = "",
    town: str = "",
    discipline: str = "",
    language: str = "",
    offer: str = "",
    organisation: Organisation | None = None,
) -> QuerySet[Person]:
    """Return the people whom members may look up: staff of a member organisation who have
    not hidden themselves. By what somebody keeps to themselves they are not found.

    Two queries for a page: `work` on each person holds their work at member organisations. A person's own
    country goes before their organisation's.
    """
    at_members = Affiliation.objects.filter(organisation__in=Organisation.objects.current())
    found = (
        Person.objects.filter(is_active=True)
        .filter(Q(profile=None) | Q(profile__listed=True))
        .select_related("profile")
        .prefetch_related(Prefetch("affiliations", at_members.select_related("organisation"), to_attr="work"))
        .order_by("name", "pk")
    )
    here = at_members.filter(person=OuterRef("pk"))
    found = found.filter(Exists(here.filter(organisation=organisation) if organisation else here))
    if search:
        found = found.filter(
            Q(name__icontains=search) | Exists(here.filter(organisation__name__icontains=search))
        )
    where = _told("place")
    theirs = Q(profile=None) | Q(profile__country="") | ~where
    if country:
        found = found.filter(
            (where & Q(profile__country=country))
            | (theirs & Exists(here.filter(organisation__country=country)))
        )
    if town:
        found = found.filter(
            (where & Q(profile__city__icontains=town))
            | Exists(here.filter(organisation__city__icontains=town))
        )
    if discipline:
        found = found.filter(_told("disciplines"), profile__disciplines__icontains=discipline)
    if language:
        found = found.filter(_told("languages"), profile__languages__contains=f",{language},")
    if offer:
        found = found.filter(_told("offers"), profile__offers__icontains=offer)
    return found


def _told(part: str) -> Q:
    """Return the condition that members are told this part of a profile."""
    return Q(**{f"profile__{part}_for__in": [Profile.Seen.PUBLIC, Profile.Seen.MEMBER]})


def organisations(
    *,
    search: str = "",
    country: str = "",
    town: str = "",
    discipline: str = "",
    language: str = "",
    offer: str = "",
) -> QuerySet[Organisation]:
    """Return the member organisations, each with how many of its people can be looked up (`people_count`)."""
    listed = Q(affiliations__person__is_active=True) & (
        Q(affiliations__person__profile=None) | Q(affiliations__person__profile__listed=True)
    )
    found = (
        Organisation.objects.current()
        .annotate(people_count=Count("affiliations", filter=listed))
        .order_by("name")
    )
    wanted = {
        "name__icontains": search,
        "country": country,
        "city__icontains": town,
        "disciplines__icontains": discipline,
        "languages__contains": f",{language}," if language else "",
        "offers__icontains": offer,
    }
    return found.filter(**{name: value for name, value in wanted.items() if value})


def words_in_use(part: str) -> list[str]:
    """Return words that people and organisations use for their disciplines or offers, to be offered to whoever looks.
    One query.
    """
    own = Profile.objects.filter(listed=True, person__is_active=True).exclude(**{part: ""})
    own = own.filter(**{f"{part}_for__in": [Profile.Seen.PUBLIC, Profile.Seen.MEMBER]})
    own = own.filter(person__affiliations__organisation__in=Organisation.objects.current())
    houses = Organisation.objects.current().exclude(**{part: ""})
    rows = own.order_by().values_list(part).union(houses.order_by().values_list(part))[:MOST_WORDS]
    words = {" ".join(word.split()) for (row,) in rows for word in row.split(",")}
    return sorted(words - {""}, key=str.casefold)[:MOST_WORDS]


def countries_of_members() -> list[str]:
    """Return the codes of the countries that member organisations or their people work in."""
    homes = Organisation.objects.current().order_by().values_list("country")
    own = Profile.objects.exclude(country="").exclude(listed=False).exclude(place_for=Profile.Seen.NOBODY)
    own = own.filter(person__affiliations__organisation__in=Organisation.objects.current())
    return sorted(code for (code,) in homes.union(own.order_by().values_list("country")))


def profile_of(person: Person) -> Profile:
    """Return the person's profile, made at the first look."""
    profile, _made = Profile.objects.select_related("person").get_or_create(person=person)
    return profile


def public_person(uuid: UUID) -> Person | None:
    """Return somebody of the list who shows a part of their profile to everyone."""
    shown = Q()
    for part in Profile.PARTS:
        filled = (
            Q(profile__country="", profile__city="") if part == "place" else Q(**{f"profile__{part}": ""})
        )
        shown |= Q(**{f"profile__{part}_for": Profile.Seen.PUBLIC}) & ~filled
    return people().filter(shown, uuid=uuid).first()


def last_membership_of(person: Person) -> Membership | None:
    """Return the membership that the person lost last, to tell them why a door is closed."""
    return (
        Membership.objects.filter(organisation__affiliations__person=person, ends_on__lt=timezone.localdate())
        .select_related("organisation")
        .order_by("-ends_on")
        .first()
    )


def network(*, search: str = "", status: str = "") -> QuerySet[Organisation]:
    """Return every organisation with its `status` (current, coming, lapsed, never) and
    `people_count`; one query a page.
    """
    theirs = Membership.objects.filter(organisation=OuterRef("pk"))
    staff = Affiliation.objects.filter(organisation=OuterRef("pk")).order_by().values("organisation")
    found = Organisation.objects.annotate(
        status=Case(
            When(Exists(theirs.current()), then=Value(CURRENT)),
            When(Exists(theirs.filter(starts_on__gt=timezone.localdate())), then=Value(COMING)),
            When(Exists(theirs), then=Value(LAPSED)),
            default=Value(NEVER),
            output_field=CharField(),
        ),
        people_count=Subquery(staff.annotate(n=Count("pk")).values("n")),
        last_day=Subquery(
            theirs.order_by().values("organisation").annotate(day=Max("ends_on")).values("day")
        ),
    ).order_by("name")
    if search:
        found = found.filter(Q(name__icontains=search) | Q(city__icontains=search))
    return found.filter(status=status) if status else found


def everybody(*, search: str = "") -> QuerySet[Person]:
    """Return all accounts, for the secretariat; `work` and the groups come with two more queries."""
    found = Person.objects.order_by("name", "pk").prefetch_related(
        Prefetch("affiliations", Affiliation.objects.select_related("organisation"), to_attr="work"),
        "groups",
    )
    if search:
        found = found.filter(Q(name__icontains=search) | Q(email__icontains=search))
    return found


def unanswered_invitations(organisation: Organisation) -> QuerySet[Invitation]:
    """Return who was invited and has not come in, too old ones too: they can be sent again."""
    return (
        organisation.invitations.filter(accepted_at=None)
        .select_related("invited_by")
        .order_by(F("invited_at").desc())
    )
