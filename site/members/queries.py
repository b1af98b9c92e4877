"""Reads with two or more callers: what members see of the network, and what its secretariat sees."""

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


def people(
    *, search: str = "", country: str = "", organisation: Organisation | None = None
) -> QuerySet[Person]:
    """Return the people whom members may look up: staff of a member organisation who have
    not hidden themselves.

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
    if country:
        theirs = Q(profile=None) | Q(profile__country="")
        found = found.filter(
            Q(profile__country=country) | (theirs & Exists(here.filter(organisation__country=country)))
        )
    return found


def organisations(*, search: str = "", country: str = "") -> QuerySet[Organisation]:
    """Return the member organisations, each with how many of its people can be looked up (`people_count`)."""
    listed = Q(affiliations__person__is_active=True) & (
        Q(affiliations__person__profile=None) | Q(affiliations__person__profile__listed=True)
    )
    found = (
        Organisation.objects.current()
        .annotate(people_count=Count("affiliations", filter=listed))
        .order_by("name")
    )
    if search:
        found = found.filter(name__icontains=search)
    return found.filter(country=country) if country else found


def countries_of_members() -> list[str]:
    """Return the codes of the countries that member organisations or their people work in."""
    homes = Organisation.objects.current().order_by().values_list("country")
    own = Profile.objects.exclude(country="").exclude(listed=False)
    own = own.filter(person__affiliations__organisation__in=Organisation.objects.current())
    return sorted(code for (code,) in homes.union(own.order_by().values_list("country")))


def profile_of(person: Person) -> Profile:
    """Return the person's profile, made at the first look."""
    profile, _made = Profile.objects.select_related("person").get_or_create(person=person)
    return profile


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
