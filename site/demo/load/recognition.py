"""The competences of the lines, what some say of their own, and what was recognised beyond courses."""

import datetime

from django.utils import timezone
from wagtail.models import Locale

from badges import actions
from badges.models import Competence, SelfAssessment
from demo.load.people import people_by_key
from demo.source import table

#: Who did what at the plenary: key of the person, kind, in English, in French, in a sentence, line.
DONE = (
    (
        "facilitator",
        "hosted",
        "Spring plenary, Ghent: working group on residencies",
        "Plénière de printemps, Gand : groupe de travail sur les résidences",
        "Hosted two mornings of forty people and wrote up what they agreed.",
        "worldwide-connections",
    ),
    (
        "trainer",
        "spoke",
        "Spring plenary, Ghent: What a tour costs now",
        "Plénière de printemps, Gand : ce que coûte une tournée",
        "Brought the budget of one tour, line by line, and left it on the table.",
        "sustainable-models",
    ),
    (
        "member",
        "mentored",
        "Mentoring for first tours",
        "Mentorat pour premières tournées",
        "Went with three companies from the first call to the last get-out.",
        "professional-capacities",
    ),
)


def load_competences() -> None:
    """Make each competence in both languages, once."""
    locales = {
        locale.language_code: locale for locale in Locale.objects.filter(language_code__in=("en", "fr"))
    }
    for position, about in enumerate(table("competences.toml")["competence"]):
        source = Competence.objects.filter(slug=about["slug"], locale=locales["en"]).first()
        for code in ("en", "fr"):
            title, summary = about[code]
            values = {"line": about["line"], "title": title, "summary": summary, "position": position}
            made, new = Competence.objects.get_or_create(
                slug=about["slug"], locale=locales[code], defaults=values
            )
            source = source or made
            if new and made.translation_key != source.translation_key:
                Competence.objects.filter(pk=made.pk).update(translation_key=source.translation_key)


def load_recognition() -> None:
    """Recognise some, and let one look at themselves before and after. Loading twice changes nothing."""
    people = people_by_key()
    office = people["secretariat"]
    for number, (key, kind, english, french, words, line) in enumerate(DONE):
        try:
            actions.recognise(
                person=people[key], kind=kind, title_en=english, title_fr=french, words=words, lines=[line],
                earned_on=datetime.date(2026, 4, 18 + number), by=office,
            )  # fmt: skip
        except actions.AlreadyAwarded:
            continue
    if not SelfAssessment.objects.exists():
        slugs = list(
            Competence.objects.filter(locale__language_code="en")
            .order_by("position")
            .values_list("slug", "title")
        )
        titles = dict(slugs)
        for days, moment, levels in (
            (120, "before", (1, 0, 1, 1, 0, 1, 2, 2, 0, 1)),
            (9, "after", (2, 2, 1, 2, 1, 2, 2, 3, 1, 2)),
        ):
            answers = {slug: level for (slug, _title), level in zip(slugs, levels, strict=True)}
            made = actions.assess_myself(
                person=people["member"], answers=answers, titles=titles, moment=moment
            )
            SelfAssessment.objects.filter(pk=made.pk).update(
                made_at=timezone.now() - datetime.timedelta(days=days)
            )
