"""From the Markdown that people write to HTML that is safe to show.

Markdown is rendered without raw HTML and sanitised afterwards, so that neither library alone is trusted. Headings become
strong paragraphs: a post may stand under any heading of any page and must not break its outline. Pictures from elsewhere
become links, because they would tell another site who reads here. No tables: two kilobytes of them can become two
megabytes of cells.

Links of our own begin with `/-/`: they lead on in whatever language the reader reads. `post:57` is a link to a post,
wherever it stands by then.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

#: Raised when the same text would give other HTML; posts keep the number they were rendered with.
RENDERER = 2

TAGS = {"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "s", "strong", "ul"}
ATTRIBUTES = {
    "a": {"href"},
    "ol": {"start"},
    "*": set(),
}  # the last: none that the sanitiser allows everywhere
SCHEMES = {"http", "https", "mailto"}

_BARE_ADDRESS = re.compile(r"https?://[^\s<>\"'`|]+")
_ENDS_A_SENTENCE = ".,;:!?…*_~»”’"
_POST = re.compile(r"post:(\d{1,18})")
_AT = re.compile(r"(?<![\w@])@(?=\w)")
_QUOTED_POST = re.compile(r"^\s{0,3}>.*\]\(post:(\d{1,18})\)", re.M)
HANDLE_WORDS = 8  # words that a name, with an organisation in brackets, may have

Split = Callable[[Token, StateCore], list[Token]]


def render(text: str, handles: Mapping[str, str] | None = None) -> str:
    """Return the HTML of a post. `handles` are the people named in it: as they are written, and where they are found."""
    return nh3.clean(
        _markdown.render(text, {"handles": handles or {}}),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="nofollow noopener",
    )


def named_in(text: str) -> list[str]:
    """Return what follows each @ in running text, up to as many words as a name may have. Code and links do not count."""
    if "@" not in text:
        return []
    found = []
    for block in _markdown.parse(text, {"handles": {}}):
        for token in _running_text(block):
            for match in _AT.finditer(token.content):
                rest = token.content[match.end() : match.end() + 300]
                found.append(" ".join(rest.split(maxsplit=HANDLE_WORDS)[:HANDLE_WORDS]))
    return found


def quoted_in(text: str) -> list[int]:
    """Return the ids of the posts that a text quotes, in order, each once."""
    return list(dict.fromkeys(int(pk) for pk in _QUOTED_POST.findall(text)))


def links_out_of(html: str, own: str) -> int:
    """Count the links in rendered HTML that lead to other sites than our own address."""
    addresses = re.findall(r'href="(https?://[^"]+)"', html)
    return sum(1 for address in addresses if not (address + "/").startswith(own.rstrip("/") + "/"))


def _running_text(block: Token) -> Iterator[Token]:
    """Give the pieces of text in a block that are neither code nor inside a link."""
    depth = 0
    for token in block.children or [] if block.type == "inline" else []:
        depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type == "text" and depth == 0:
            yield token


def _rule(sign: str, split: Split) -> Callable[[StateCore], None]:
    """Make a rule that takes apart the running text in which a sign stands."""

    def apply(state: StateCore) -> None:
        for block in state.tokens:
            if block.type != "inline" or sign not in block.content:
                continue
            wanted = {id(token) for token in _running_text(block) if sign in token.content}
            pieces: list[Token] = []
            for token in block.children or []:
                pieces.extend(split(token, state) if id(token) in wanted else [token])
            block.children = pieces

    return apply


def _split_at_addresses(token: Token, state: StateCore) -> list[Token]:
    """Turn `https://…` in running text into links."""
    pieces: list[Token] = []
    last = 0
    for match in _BARE_ADDRESS.finditer(token.content):
        address = match.group().rstrip(_ENDS_A_SENTENCE)
        if address.endswith(")") and "(" not in address:
            address = address[:-1].rstrip(_ENDS_A_SENTENCE)
        href = state.md.normalizeLink(address)
        if not state.md.validateLink(href):
            continue
        end = match.start() + len(address)
        pieces += [
            _text(token.content[last : match.start()], token.level),
            *_link(href, address, token.level),
        ]
        last = end
    return [*pieces, _text(token.content[last:], token.level)]


def _split_at_names(token: Token, state: StateCore) -> list[Token]:
    """Turn `@Name` into a link to the person, or into strong words where it names several."""
    handles: Mapping[str, str] = state.env.get("handles", {})
    longest_first = sorted(handles, key=len, reverse=True)
    pieces: list[Token] = []
    last = 0
    for match in _AT.finditer(token.content):
        rest = token.content[match.end() :]
        handle = next((one for one in longest_first if begins_with(rest, one)), None)
        if handle is None:
            continue
        end = match.end() + len(handle)
        said, href = token.content[match.start() : end], handles[handle]
        marked = _link(href, said, token.level) if href else _strong(said, token.level)
        pieces += [_text(token.content[last : match.start()], token.level), *marked]
        last = end
    return [*pieces, _text(token.content[last:], token.level)]


def begins_with(rest: str, handle: str) -> bool:
    """Whether what follows an @ is this handle, whatever its case, and not merely a longer word."""
    end = len(handle)
    return rest[:end].lower() == handle.lower() and not (
        rest[end : end + 1].isalnum() and handle[-1].isalnum()
    )


def _lead_to_posts(state: StateCore) -> None:
    """Turn `post:57` into the address that leads to that post."""
    for block in state.tokens:
        for token in block.children or []:
            if token.type == "link_open" and (match := _POST.fullmatch(str(token.attrs.get("href", "")))):
                token.attrs["href"] = f"/-/forums/posts/{match[1]}/"


def _text(content: str, level: int) -> Token:
    return Token("text", "", 0, content=content, level=level)


def _link(href: str, words: str, level: int) -> list[Token]:
    return [
        Token("link_open", "a", 1, attrs={"href": href}, level=level),
        _text(words, level + 1),
        Token("link_close", "a", -1, level=level),
    ]


def _strong(words: str, level: int) -> list[Token]:
    return [
        Token("strong_open", "strong", 1, level=level),
        _text(words, level + 1),
        Token("strong_close", "strong", -1, level=level),
    ]


def _open_heading(*args: Any) -> str:
    return "<p><strong>"


def _close_heading(*args: Any) -> str:
    return "</strong></p>\n"


def _build() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("strikethrough").disable(["image"])
    md.core.ruler.push("bare_addresses", _rule("://", _split_at_addresses))
    md.core.ruler.push("names", _rule("@", _split_at_names))
    md.core.ruler.push("posts", _lead_to_posts)
    md.renderer.rules.update({"heading_open": _open_heading, "heading_close": _close_heading})  # type: ignore[attr-defined]
    return md


_markdown = _build()
