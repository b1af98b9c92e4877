"""Makes real files from a resource's text: PDF by typst, Word, Markdown, CSV."""

from collections.abc import Iterator
from typing import NamedTuple

import typst
from django.core.files.base import ContentFile
from django.utils.translation import gettext, override

from demo import markdown
from demo.source import Source
from files.models import StoredFile

COLOURS = {
    "sustain": "#2f6b3d",
    "impact": "#1f4fa0",
    "digital": "#6436ad",
    "world": "#b03a20",
    "capacity": "#865800",
}


class Offered(NamedTuple):
    """A stored file and the language that it is in."""

    file: StoredFile
    language: str


def files_of(source: Source, colour: str) -> Iterator[Offered]:
    """Make and store each format that the source asks for."""
    for kind in source.about["formats"]:
        content = _content(kind, source, COLOURS[colour])
        with override(source.language):
            title = (
                gettext("%(title)s, figures") % {"title": source.about["title"]}
                if kind == "csv"
                else source.about["title"]
            )
        file = StoredFile(title=title, file=ContentFile(content, name=f"{source.about['slug']}.{kind}"))
        file.file_size = len(content)
        file.save()
        file.get_file_hash()
        yield Offered(file, source.language)


def _content(kind: str, source: Source, colour: str) -> bytes:
    if kind == "pdf":
        text = markdown.to_typst(source.about, source.text, language=source.language, colour=colour)
        return typst.compile(text.encode(), format="pdf", pdf_standards=["ua-1"])
    if kind == "docx":
        return markdown.to_docx(source.about, source.text)
    if kind == "csv":
        return source.about["csv"].encode()
    return f"# {source.about['title']}\n\n{source.text}\n".encode()
