"""Where people and organisations are, in words."""

from django import template

from members.countries import NAMES
from members.forms import ROLE_NAMES
from members.models import Organisation, Person

register = template.Library()


@register.filter
def country(code: str) -> str:
    """Name a country in the language of the page."""
    return str(NAMES.get(code, code))


@register.filter
def town_and_country(organisation: Organisation) -> str:
    """Say where an organisation is: Ghent, Belgium."""
    return ", ".join(part for part in (organisation.city, country(organisation.country)) if part)


@register.filter
def whereabouts(person: Person) -> str:
    """Say where a person of the directory is: their own town and country if they tell, else their organisation's."""
    shown = getattr(person, "shown", None)
    if shown is not None and (shown.country or shown.city):
        if shown.city:
            return ", ".join(part for part in (shown.city, country(shown.country)) if part)
        own = shown.country
        home = next((post.organisation for post in person.work if post.organisation.country == own), None)
        return town_and_country(home) if home else country(own)
    return town_and_country(person.work[0].organisation) if person.work else ""


@register.filter
def role(name: str) -> str:
    """Name a role in the language of the page, without its explanation."""
    return str(ROLE_NAMES[name]).split(":")[0].strip() if name in ROLE_NAMES else name
