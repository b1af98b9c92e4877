"""Bars as SVG, made on the server; the table beside each says the same to those who do not see it."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH = 640  # units of the view box
ROW = 44
BAR = 14


def bars(rows: list[tuple[str, int, str]]) -> SafeString:
    """Return horizontal bars of (label, value, colour name). Hidden from screen readers, which read the table instead."""
    top = max((value for _label, value, _colour in rows), default=0) or 1
    drawn = format_html_join(
        "",
        '<g data-line="{}"><text x="0" y="{}">{}</text><rect x="0" y="{}" width="{}" height="{}" rx="7"/>'
        '<text x="{}" y="{}">{}</text></g>',
        (
            (
                colour,
                i * ROW + 14,
                label,
                i * ROW + 21,
                max(2, round(value / top * (WIDTH - 60))),
                BAR,
                max(2, round(value / top * (WIDTH - 60))) + 8,
                i * ROW + 33,
                value,
            )
            for i, (label, value, colour) in enumerate(rows)
        ),
    )
    return format_html(
        '<svg class="bars" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}</svg>',
        WIDTH,
        max(1, len(rows)) * ROW,
        drawn,
    )
