"""Where people stop, drawn as the line with stations: as wide at each station as there are people who came so far.

The table beside it says the same; the drawing is hidden from those who do not see it.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH = 320  # units of the view box
MIDDLE = 40
ROW = 46
WIDEST = 56  # of the line, for everybody
NARROWEST = 2


def along_the_line(steps: dict[str, Any]) -> SafeString:
    """Return the drawing for what `queries.desk.drop_off` counted."""
    items, people = steps["items"], steps["people"]
    if not items or not people:
        return SafeString("")

    def width(count: int) -> float:
        return max(NARROWEST, round(WIDEST * min(count, people) / people, 1))

    opened = [width(people), *(width(step["opened"]) for step in items)]
    finished = [width(people), *(width(step["finished"]) for step in items)]
    labels = format_html_join(
        "",
        '<g><circle cx="{}" cy="{}" r="6"/><text x="{}" y="{}">{}</text></g>',
        (
            (
                MIDDLE,
                (n + 1) * ROW,
                MIDDLE * 2 + 12,
                (n + 1) * ROW + 5,
                f"{n + 1}. {step['finished']} / {step['opened']}",
            )
            for n, step in enumerate(items)
        ),
    )
    height = (len(items) + 1) * ROW
    return format_html(
        '<svg class="narrowing" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">'
        '<path class="opened" d="{}"/><path class="finished" d="{}"/>{}</svg>',
        WIDTH,
        height,
        _band(opened),
        _band(finished),
        labels,
    )


def _band(widths: list[float]) -> str:
    """Return the outline of a band as wide as these, station by station."""
    right = [f"{MIDDLE + width / 2} {n * ROW + (8 if n == 0 else 0)}" for n, width in enumerate(widths)]
    left = [f"{MIDDLE - width / 2} {n * ROW + (8 if n == 0 else 0)}" for n, width in enumerate(widths)]
    return "M" + " L".join([*right, *reversed(left)]) + " Z"


BAR = 16
STEP = 28


def share_right(questions: Sequence[Any]) -> SafeString:
    """Return a bar for each question: how much of its points people reached. Each row has `asked` and `percent`."""
    if not questions:
        return SafeString("")
    bars = format_html_join(
        "",
        '<g><rect class="all" x="40" y="{0}" width="220" height="{1}"/>'
        '<rect class="right" x="40" y="{0}" width="{2}" height="{1}"/>'
        '<text x="4" y="{3}">{4}</text><text x="268" y="{3}">{5} %</text></g>',
        (
            (n * STEP + 6, BAR, round(2.2 * row.percent, 1), n * STEP + 19, f"{n + 1}.", row.percent)
            for n, row in enumerate(questions)
        ),
    )
    return format_html(
        '<svg class="shares" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}</svg>',
        WIDTH,
        len(questions) * STEP + 8,
        bars,
    )
