"""From the Markdown that people write to HTML that is safe to show.

Markdown is rendered without raw HTML and sanitised afterwards, so that neither library alone is trusted.
Headings become
strong paragraphs: a post may stand under any heading of any page and must not break its outline. Pictures
from elsewhere
become links, because they would tell another site who reads here. No tables: two kilobytes of them can
become two
megabytes of cells.
"""

import re
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

#: Raised when the same text would give other HTML; posts keep the number they were rendered with.
RENDERER = 1

TAGS = {"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "s", "strong", "ul"}
ATTRIBUTES = {
    "a": {"href"},
    "ol": {"start"},
    "*": set(),
}  # the last: none that the sanitiser allows everywhere
SCHEMES = {"http", "https", "mailto"}

_BARE_ADDRESS = re.compile(r"https?://[^\s<>\"'`|]+")
_ENDS_A_SENTENCE = ".,;:!?…*_~»”’"


def render(text: str) -> str:
    """Return the HTML of a post."""
    return nh3.clean(
        _markdown.render(text),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="nofollow noopener",
    )


def _link_bare_addresses(state: StateCore) -> None:
    """Turn `https://…` in running text into links, but neither in code nor inside a link."""
    for block in state.tokens:
        if block.type != "inline" or "://" not in block.content:
            continue
        tokens: list[Token] = []
        depth = 0
        for token in block.children or []:
            depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
            if token.type == "text" and depth == 0 and "://" in token.content:
                tokens.extend(_split_at_addresses(token, state.md))
            else:
                tokens.append(token)
        block.children = tokens


def _split_at_addresses(token: Token, md: MarkdownIt) -> list[Token]:
    pieces: list[Token] = []
    last = 0
    for match in _BARE_ADDRESS.finditer(token.content):
        address = match.group().rstrip(_ENDS_A_SENTENCE)
        if address.endswith(")") and "(" not in address:
            address = address[:-1].rstrip(_ENDS_A_SENTENCE)
        href = md.normalizeLink(address)
        if not md.validateLink(href):
            continue
        end = match.start() + len(address)
        pieces += [
            _text(token.content[last : match.start()], token.level),
            Token("link_open", "a", 1, attrs={"href": href}, level=token.level),
            _text(address, token.level + 1),
            Token("link_close", "a", -1, level=token.level),
        ]
        last = end
    return [*pieces, _text(token.content[last:], token.level)]


def _text(content: str, level: int) -> Token:
    return Token("text", "", 0, content=content, level=level)


def _open_heading(*args: Any) -> str:
    return "<p><strong>"


def _close_heading(*args: Any) -> str:
    return "</strong></p>\n"


def _build() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("strikethrough").disable(["image"])
    md.core.ruler.push("bare_addresses", _link_bare_addresses)
    md.renderer.rules.update({"heading_open": _open_heading, "heading_close": _close_heading})  # type: ignore[attr-defined]
    return md


_markdown = _build()
