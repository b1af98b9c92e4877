"""People and organisations. Each factory makes one valid thing; anything else is spelled out in the test."""

import datetime

import factory
from django.contrib.auth.models import Group
from django.utils import timezone
from factory.django import DjangoModelFactory
from wagtail.models import Locale

from members.models import Affiliation, Membership, Organisation, Person
from programme.models import ProgrammeLine, Theme


class PersonFactory(DjangoModelFactory):
    """Somebody with an account and nothing else. Password: `a good pass phrase`."""

    class Meta:
        model = Person
        skip_postgeneration_save = True

    name = factory.Sequence("Person {}".format)
    email = factory.Sequence("person{}@example.org".format)
    password = factory.django.Password("a good pass phrase")


class OrganisationFactory(DjangoModelFactory):
    """An organisation without a membership."""

    class Meta:
        model = Organisation

    name = factory.Sequence("Company {}".format)
    country = "BE"
    city = "Brussels"


class MembershipFactory(DjangoModelFactory):
    """A membership that goes on."""

    class Meta:
        model = Membership

    organisation = factory.SubFactory(OrganisationFactory)
    starts_on = datetime.date(2020, 1, 1)


class LineFactory(DjangoModelFactory):
    """A programme line in English."""

    class Meta:
        model = ProgrammeLine

    title = factory.Sequence("Line {}".format)
    slug = factory.Sequence("line-{}".format)
    colour = "world"
    locale = factory.LazyFunction(Locale.get_default)


class ThemeFactory(DjangoModelFactory):
    """A theme in English."""

    class Meta:
        model = Theme

    title = factory.Sequence("Theme {}".format)
    slug = factory.Sequence("theme-{}".format)
    locale = factory.LazyFunction(Locale.get_default)


def member(**fields: object) -> Person:
    """Make a person whose organisation is a member."""
    person = PersonFactory(**fields)
    Affiliation.objects.create(person=person, organisation=MembershipFactory().organisation)
    return person


def lapsed_member() -> Person:
    """Make a person whose organisation's membership ended yesterday."""
    person = PersonFactory()
    ended = MembershipFactory(ends_on=timezone.localdate() - datetime.timedelta(days=1))
    Affiliation.objects.create(person=person, organisation=ended.organisation)
    return person


def with_role(role: str, person: Person | None = None) -> Person:
    """Give a person a role."""
    person = person or PersonFactory()
    person.groups.add(Group.objects.get(name=role))
    return person
