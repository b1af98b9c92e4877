"""Before and after as a picture: each competence is a line with four stations. The table beside it says the same."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from badges.models import SelfAssessment
from badges.queries import LineStand

WIDTH, ROW, LEFT, STEP = 640, 52, 24, 180


def stand_lines(line: LineStand) -> SafeString:
    """Return the drawing of one programme line's competences; hidden from screen readers, which read the table."""
    levels = len(SelfAssessment.Level.choices)
    rows = format_html_join(
        "",
        '<g transform="translate(0 {})"><text x="0" y="12">{}</text><line x1="{}" x2="{}" y1="32" y2="32"/>{}{}{}</g>',
        (
            (
                number * ROW,
                stand.competence.title,
                LEFT,
                LEFT + STEP * (levels - 1),
                format_html_join(
                    "",
                    '<circle class="stop" cx="{}" cy="32" r="6"/>',
                    ((LEFT + STEP * n,) for n in range(levels)),
                ),
                _way(stand.first, stand.last),
                _dot(stand.first, "first") + _dot(stand.last, "last"),
            )
            for number, stand in enumerate(line.stands)
        ),
    )
    return format_html(
        '<svg class="stand" data-line="{}" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}</svg>',
        line.line.colour, WIDTH, max(1, len(line.stands)) * ROW, rows,
    )  # fmt: skip


def _dot(level: int | None, name: str) -> SafeString:
    if level is None:
        return SafeString("")
    return format_html(
        '<circle class="{}" cx="{}" cy="32" r="{}"/>', name, LEFT + STEP * level, 9 if name == "last" else 7
    )


def _way(first: int | None, last: int | None) -> SafeString:
    if first is None or last is None or first == last:
        return SafeString("")
    return format_html(
        '<line class="way" x1="{}" x2="{}" y1="32" y2="32"/>', LEFT + STEP * first, LEFT + STEP * last
    )
