"""A quotation as it is put into the form: who said it, a link to where, and their words without those that they quoted."""

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from forums.models import Post

LONGEST = 1_200  # letters of one quotation; the link leads to the rest

_MARKUP = re.compile(r"([\\`*_\[\]<>()#@~|!])")


def escaped(words: str) -> str:
    """Return words that Markdown shows as they are."""
    return _MARKUP.sub(r"\\\1", " ".join(words.split()))


def quotation_of(post: "Post") -> str:
    """Return the Markdown that quotes a post, ending in an empty line to write on."""
    own = "\n".join(line for line in post.text.splitlines() if not line.lstrip().startswith(">"))
    said = re.sub(r"\n{3,}", "\n\n", own).strip()
    if len(said) > LONGEST:
        said = said[:LONGEST].rsplit(" ", 1)[0] + " …"
    who = _("%(name)s, post %(n)s") % {"name": escaped(post.author_name), "n": post.number}
    lines = [f"[{who}](post:{post.pk})", "", *said.splitlines()]
    return "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n"


def without_name(text: str, *, post_id: int, name: str) -> str:
    """Return a text whose quotations of a post name nobody any more."""
    heading = re.compile(rf"\[(?:[^\]\\]|\\.)*?((?:, [^\],]*)?)\]\(post:{post_id}\)")
    return heading.sub(lambda match: f"[{escaped(name)}{match[1]}](post:{post_id})", text)
