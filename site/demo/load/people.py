"""Organisations, memberships and people with the password `demo`."""

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from demo.source import table
from members.models import Affiliation, Membership, Organisation, Person, Profile
from members.profiles import column_of
from pages.models import NetworkSettings

PASSWORD = "demo"  # noqa: S105 - the published password of a demonstration that loads nowhere else
ROLES = {
    "trainer": ["trainer"],
    "facilitator": ["facilitator"],
    "editor": ["editor"],
    "secretariat": ["secretariat"],
}


def load_organisations() -> None:
    """Make the organisations with one membership each, two of them ended."""
    for about in table("organisations.toml")["organisation"]:
        organisation, made = Organisation.objects.get_or_create(
            name=about["name"],
            defaults={name: about[name] for name in ("country", "city", "website", "kind", "about")},
        )
        if made:
            Membership.objects.create(
                organisation=organisation, starts_on=about["member_since"], ends_on=about.get("member_until")
            )


def load_people() -> None:
    """Make the people with confirmed addresses, profiles, jobs and roles."""
    by_key = {about["key"]: about["name"] for about in table("organisations.toml")["organisation"]}
    organisations = {organisation.name: organisation for organisation in Organisation.objects.all()}
    password = make_password(PASSWORD)
    for about in table("people.toml")["person"]:
        email = about["email"].lower()
        if Person.objects.filter(email=email).exists():
            continue
        chief = about["key"] == "secretariat"
        person = Person.objects.create(
            email=email,
            name=about["name"],
            language=about["language"],
            password=password,
            is_superuser=chief,
            is_staff=chief,
        )
        EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
        Profile.objects.create(
            person=person,
            about=about["about"],
            country=about["country"],
            disciplines=", ".join(about["disciplines"]),
            languages=column_of(about.get("languages", [])),
            offers=about.get("offers", ""),
            **{name: about[name] for name in ("about_for", "place_for", "offers_for") if name in about},
        )
        if "organisation" in about:
            Affiliation.objects.create(
                person=person, organisation=organisations[by_key[about["organisation"]]], job=about["job"]
            )
        for role in {*ROLES.get(about["key"], []), *about.get("roles", [])}:
            person.groups.add(Group.objects.get(name=role))
    network = NetworkSettings.load()
    if network.name == "The network":
        network.name, network.street, network.town = "Passerelle", "Quai aux Briques 14", "1000 Brussels"
        network.country, network.email = "Belgium", "office@passerelle.example"
        network.save()


def people_by_key() -> dict[str, Person]:
    """Return the demo's people under the keys that its other files use."""
    emails = {about["key"]: about["email"].lower() for about in table("people.toml")["person"]}
    people = {person.email: person for person in Person.objects.filter(email__in=emails.values())}
    return {key: people[email] for key, email in emails.items()}
