"""A badge as a picture: a station on its line. The file that people put on other sites, with the signed credential in it."""

from django.utils.html import escape

from badges.certificates import COLOURS
from badges.models import Credential
from programme.models import ProgrammeLine

WRAP = 22  # letters of the title in a row
ROWS = 4


def badge_svg(credential: Credential, line: str) -> str:
    """Return the picture; texts of people are escaped."""
    named = ProgrammeLine.objects.filter(slug=line).values_list("colour", flat=True).first()
    colour = COLOURS.get(named or "capacity", COLOURS["capacity"])
    rows = _rows(credential.title_en)
    texts = "".join(
        f'<text x="200" y="{232 + 30 * number}" font-size="24" font-weight="700">{escape(row)}</text>'
        for number, row in enumerate(rows)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" width="400" height="400" role="img">'
        f"<title>{escape(credential.title_en)}</title>"
        '<rect width="400" height="400" rx="28" fill="#fbfaf6"/>'
        f'<rect x="0" y="102" width="400" height="22" fill="{colour}"/>'
        f'<circle cx="200" cy="113" r="58" fill="#fbfaf6" stroke="{colour}" stroke-width="22"/>'
        f'<path d="M172 114l20 20 38-40" fill="none" stroke="{colour}" stroke-width="14" stroke-linecap="round"/>'
        f'<g font-family="Georgia, serif" fill="#1d1b20" text-anchor="middle">{texts}'
        f'<text x="200" y="372" font-size="17">{escape(credential.issuer_name)}</text></g></svg>'
    )


def _rows(title: str) -> list[str]:
    rows = [""]
    for word in title.split():
        if rows[-1] and len(rows[-1]) + len(word) >= WRAP:
            rows.append("")
        rows[-1] = f"{rows[-1]} {word}".strip()
    if len(rows) > ROWS:
        rows = [*rows[: ROWS - 1], rows[ROWS - 1] + "…"]
    return [row[:40] for row in rows]
