"""What in a draft keeps people from reading, hearing or finding their way, told to its author before it is published.

Wagtail's own checker looks at the rendered page in the author's browser; this looks at the words, and works without script.
"""

import html
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from courses.models.below import course_key_of
from pages.blocks import anchor_of, has_words

_LINK = re.compile(r"<a\b[^>]*>(.*?)</a>", re.I | re.S)
_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"[^\W\d_]{2,}")
SAYS_NOTHING = frozenset(
    [
        "here",
        "click-here",
        "read-more",
        "more",
        "link",
        "this-link",
        "ici",
        "cliquez-ici",
        "lire-la-suite",
        "plus",
        "lien",
        "ce-lien",
    ]
)
LONG = 320  # words between two headings
CAPITALS = 4  # words in capitals, one after another


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend. `must` says that it cannot be published so."""

    text: str
    where: str = ""
    must: bool = False


def findings_in(page: Any) -> list[Finding]:
    """Return what to mend in a draft, what must be first."""
    body = getattr(page, "body", None)
    if body is None:
        return []
    found: list[Finding] = []
    section, words = "", 0
    headings: Counter[str] = Counter()
    for block in body:
        kind, value = block.block_type, block.value
        if kind == "heading":
            section, words = str(value), 0
            headings[anchor_of(section)] += 1
            found += _in_heading(section, headings)
        elif kind in ("text", "callout"):
            source = str(value["text"].source if kind == "callout" else value.source)
            before, words = words, words + len(_plain(source).split())
            found += _in_text(source, section)
            if before <= LONG < words:
                found.append(
                    Finding(
                        _("More than %(n)s words without a heading. Cut it into sections.") % {"n": LONG},
                        section,
                    )
                )
        elif kind == "quiz":
            found += _in_quiz(page, value["page"], section)
        else:
            found += _in_other(kind, value, section)
    if getattr(page, "number_of_questions", None) == 0:
        found.append(
            Finding(_("The quiz asks nothing yet. Add a question, or draw some from the bank."), must=True)
        )
    if not getattr(page, "summary", "").strip():
        found.append(Finding(_("There is no summary. Lists and search show one.")))
    return sorted(found, key=lambda finding: not finding.must)


def _plain(markup: str) -> str:
    return html.unescape(_TAG.sub(" ", markup)).strip()


def _in_heading(heading: str, seen: Counter[str]) -> list[Finding]:
    found = []
    if not heading.strip():
        found.append(Finding(_("A heading is empty."), must=True))
    elif seen[anchor_of(heading)] == 2:
        found.append(
            Finding(_("Two sections have the same heading; a link can lead to only one of them."), heading)
        )
    if heading and heading.isupper() and len(heading) > 8:
        found.append(Finding(_("A heading is in capitals. Screen readers may spell it out."), heading))
    return found


def _in_text(source: str, section: str) -> list[Finding]:
    found = []
    for words in _LINK.findall(source):
        text = _plain(words)
        if not text:
            found.append(Finding(_("A link has no words."), section, must=True))
        elif slugify(text) in SAYS_NOTHING:
            found.append(
                Finding(_("The link “%(text)s” does not say where it leads.") % {"text": text}, section)
            )
        elif re.match(r"https?://", text):
            found.append(Finding(_("A link shows its address. Give it words."), section))
    run = 0
    for word in _WORD.findall(_plain(source)):
        run = run + 1 if word.isupper() else 0
        if run == CAPITALS:
            found.append(Finding(_("A sentence is in capitals. Screen readers may spell it out."), section))
    return found


def _in_quiz(page: Any, quiz: Any, section: str) -> list[Finding]:
    if quiz is None or not page.path:
        return []
    if course_key_of(page) != course_key_of(quiz):
        told = _("The quiz “%(title)s” belongs to another course. Nobody sees it here.")
        return [Finding(told % {"title": quiz.title}, section, must=True)]
    if not quiz.live:
        told = _("The quiz “%(title)s” is not published yet. Nobody sees it until it is.")
        return [Finding(told % {"title": quiz.title}, section)]
    return []


def _in_other(kind: str, value: Any, section: str) -> list[Finding]:
    if kind == "picture":
        if not value.get("alt") and not value.get("decorative"):
            return [Finding(_("Describe the picture, or mark it as only decoration."), section, must=True)]
        alt = (value.get("alt") or "").lower()
        if alt.rsplit(".", 1)[-1] in ("jpg", "jpeg", "png", "gif", "webp"):
            return [Finding(_("A picture is described by the name of its file."), section)]
    if kind in ("video", "audio", "embed"):
        if not has_words(value):
            return [
                Finding(
                    _("“%(title)s” has neither captions nor a transcript, and no reason why.")
                    % {"title": value.get("title") or "?"},
                    section,
                    must=True,
                )
            ]
        if (value.get("because") or "").strip() and not (value.get("captions") or value.get("captioned")):
            return [
                Finding(
                    _("“%(title)s” is published without captions or transcript: %(why)s")
                    % {"title": value.get("title") or "?", "why": value["because"]},
                    section,
                )
            ]
    if kind == "table":
        if not value.caption.strip():
            return [Finding(_("Give the table a caption that says what it is about."), section, must=True)]
        if any(not column["heading"].strip() for column in value.columns):
            return [Finding(_("Give each column of the table a heading."), section, must=True)]
    if kind == "quote" and not value.get("source"):
        return [Finding(_("A quotation does not say whose words it is."), section)]
    return []
