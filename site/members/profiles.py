"""What a person lets others know: part by part, for everyone, for members, or for nobody."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf.locale import LANG_INFO
from django.db.models import Q

from members import audiences
from members.audiences import Viewer
from members.models import Person, Profile

#: Languages that people of the network speak; those of the site come first.
SPOKEN = (
    "en fr ar bg ca cs da de el es et fi ga hr hu is it ja lt lv mk nb nl pl pt ro ru sk sl sq sr sv tr uk"
)


@dataclass(frozen=True, slots=True)
class ShownProfile:
    """What one viewer sees of a person; what is kept from them looks as if it were not filled in."""

    about: str = ""
    disciplines: str = ""
    country: str = ""
    city: str = ""
    languages: tuple[str, ...] = ()
    offers: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is shown."""
        return not (
            self.about or self.disciplines or self.country or self.city or self.languages or self.offers
        )


def audiences_open_to(viewer: Viewer) -> list[str]:
    """Return the audiences of parts that the viewer may see."""
    if audiences.holds(viewer, audiences.MEMBER):
        return [Profile.Seen.PUBLIC, Profile.Seen.MEMBER]
    return [Profile.Seen.PUBLIC]


def part_open_to(viewer: Viewer, part: str, *, via: str = "profile__") -> Q:
    """Return the condition under which a part of a profile may be looked into for the viewer; lists that find people by it
    use this, so that finding tells no more than reading.
    """
    return Q(**{f"{via}{part}_for__in": audiences_open_to(viewer)})


def shown_to(viewer: Viewer, person: Person) -> ShownProfile:
    """Return what the viewer sees of a person's profile; one's own is seen as the other members see it."""
    profile = getattr(person, "profile", None)
    if profile is None:
        return ShownProfile()
    allowed = audiences_open_to(viewer)

    def kept(part: str, value: str) -> str:
        return value if getattr(profile, f"{part}_for") in allowed else ""

    return ShownProfile(
        about=kept("about", profile.about),
        disciplines=kept("disciplines", profile.disciplines),
        country=kept("place", profile.country),
        city=kept("place", profile.city),
        languages=tuple(name_of(code) for code in codes_in(kept("languages", profile.languages))),
        offers=kept("offers", profile.offers),
    )


def show(people: Iterable[Person], viewer: Viewer) -> list[Person]:
    """Put what the viewer sees on each person, as `shown`. No query where the profiles were read along."""
    shown = list(people)
    for person in shown:
        person.shown = shown_to(viewer, person)  # type: ignore[attr-defined]
    return shown


def codes_in(kept: str) -> list[str]:
    """Return the languages in a column of them."""
    return [code for code in kept.split(",") if code]


def column_of(codes: Iterable[str]) -> str:
    """Return languages as a column keeps them: a comma before and after each, so that one is found by `,fr,`."""
    known = set(SPOKEN.split())
    chosen = list(dict.fromkeys(code for code in codes if code in known))
    return f",{','.join(chosen)}," if chosen else ""


def name_of(code: str) -> str:
    """Return a language's name in its own words."""
    name = str(LANG_INFO.get(code, {}).get("name_local", code))
    return name[:1].upper() + name[1:]


def language_choices() -> list[tuple[str, str]]:
    """Return the languages with their names: the site's first, the others by name."""
    codes = SPOKEN.split()
    others = sorted(((code, name_of(code)) for code in codes[2:]), key=lambda choice: choice[1])
    return [*((code, name_of(code)) for code in codes[:2]), *others]
