"""Turns the demo's Markdown into a StreamField body, a typst document or a Word document."""

import io
import uuid
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token

_parser = MarkdownIt("commonmark").enable("table")


def _blocks(text: str) -> Iterator[tuple[str, list[Token]]]:
    """Yield (type of the opening token, all tokens of the block) for each top-level block."""
    group: list[Token] = []
    for token in _parser.parse(text):
        group.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield group[0].type, group
            group = []


def to_body(text: str, name: str, *, until_heading: int | None = None) -> list[dict[str, Any]]:
    """Return raw StreamField data: `##` becomes a heading, a quotation a callout, the rest text.

    Block ids are made of `name` and the position, so that both languages of a page have the same ones.
    """
    raw: list[dict[str, Any]] = []
    html: list[str] = []

    def add(kind: str, value: Any) -> None:
        raw.append(
            {"type": kind, "value": value, "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{name}/{len(raw)}"))}
        )

    def flush() -> None:
        if html:
            add("text", "".join(html))
            html.clear()

    headings = 0
    for kind, tokens in _blocks(text):
        rendered = _parser.renderer.render(tokens, _parser.options, {})
        if kind == "heading_open" and tokens[0].tag == "h2":
            headings += 1
            if until_heading is not None and headings > until_heading:
                break
            flush()
            add("heading", "".join(child.content for child in tokens[1].children or []))
        elif kind == "blockquote_open":
            flush()
            add("callout", {"text": _parser.renderer.render(tokens[1:-1], _parser.options, {}).strip()})
        elif kind == "table_open":
            continue  # tables are in the files; the page tells what it is about
        else:
            html.append(rendered.strip())
    flush()
    return raw


def words(text: str) -> int:
    """Count the words of the prose."""
    return len(text.split())


# -- typst -------------------------------------------------------------------------------------------
def _typ(text: str) -> str:
    return "".join("\\" + letter if letter in "\\#$*_`<>@[]~=-+/\"'" else letter for letter in text)


def _inline_typst(children: list[Token]) -> str:
    out = []
    for child in children:
        if child.type == "text":
            out.append(_typ(child.content))
        elif child.type in ("softbreak", "hardbreak"):
            out.append(" ")
        elif child.type == "strong_open":
            out.append("#strong[")
        elif child.type == "em_open":
            out.append("#emph[")
        elif child.type == "link_open":
            target = str(child.attrs["href"]).replace("\\", "").replace('"', "")
            out.append(f'#link("{target}")[')
        elif child.type in ("strong_close", "em_close", "link_close"):
            out.append("]")
        elif child.type == "code_inline":
            out.append(_typ(child.content))
    return "".join(out)


def to_typst(about: dict[str, Any], text: str, *, language: str, colour: str) -> str:
    """Return a typst document of the resource: a title page's worth of facts, then the text; tagged and titled for PDF/UA."""
    parts = [
        f'#set document(title: "{_quoted(about["title"])}", author: ({", ".join(_string(a) for a in about["authors"])},))',
        f'#set text(lang: "{language}", size: 10.5pt)',
        '#set page(margin: (x: 2.6cm, y: 2.8cm), numbering: "1")',
        "#set par(justify: false, leading: 0.72em)",
        f'#show heading.where(level: 2): it => block(above: 1.6em, below: 0.8em, text(fill: rgb("{colour}"), it.body))',
        f'#rect(width: 100%, height: 6pt, fill: rgb("{colour}"))',
        f"= {_typ(about['title'])}",
        f"#emph[{_typ(about['summary'])}]",
        f"{_typ(', '.join(about['authors']))}, {about['year']}. {_typ(about['licence'])}",
        "#v(1em)",
    ]
    for kind, tokens in _blocks(text):
        if kind == "heading_open":
            parts.append("=" * int(tokens[0].tag[1]) + " " + _inline_typst(tokens[1].children or []))
        elif kind == "table_open":
            parts.append(_table_typst(tokens))
        elif kind in ("bullet_list_open", "ordered_list_open"):
            mark = "-" if kind.startswith("bullet") else "+"
            items = [t for t in tokens if t.type == "inline"]
            parts.append("\n".join(f"{mark} {_inline_typst(t.children or [])}" for t in items))
        elif kind == "blockquote_open":
            body = "\n\n".join(_inline_typst(t.children or []) for t in tokens if t.type == "inline")
            parts.append(f'#block(inset: 10pt, stroke: (left: 3pt + rgb("{colour}")))[{body}]')
        else:
            parts += [_inline_typst(t.children or []) for t in tokens if t.type == "inline"]
    return "\n\n".join(parts)


def _table_typst(tokens: list[Token]) -> str:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_inline_typst(token.children or []))
    head, *body = rows
    cells = ", ".join(f"[{cell}]" for row in body for cell in row)
    header = ", ".join(f"[*{cell}*]" for cell in head)
    return f"#table(columns: {len(head)}, stroke: 0.5pt, inset: 5pt, table.header({header}), {cells})"


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _string(text: str) -> str:
    return f'"{_quoted(text)}"'


# -- Word --------------------------------------------------------------------------------------------
_TYPES = """<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>"""  # noqa: E501 - one line of XML
_RELATIONS = """<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"""  # noqa: E501 - one line of XML
_STYLES_RELATION = """<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"""  # noqa: E501 - one line of XML
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STYLES = f"""<?xml version="1.0" encoding="UTF-8"?><w:styles xmlns:w="{_W}"><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:rPr><w:b/><w:sz w:val="40"/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/><w:rPr><w:b/><w:sz w:val="30"/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Heading3"><w:name w:val="heading 3"/><w:rPr><w:b/><w:sz w:val="26"/></w:rPr></w:style></w:styles>"""  # noqa: E501 - one line of XML


def to_docx(about: dict[str, Any], text: str) -> bytes:
    """Return a plain Word document with real headings, lists as paragraphs and tables as tables."""
    body = [_paragraph(about["title"], "Heading1"), _paragraph(about["summary"])]
    for kind, tokens in _blocks(text):
        inlines = [_words(token.children or []) for token in tokens if token.type == "inline"]
        if kind == "heading_open":
            body.append(_paragraph(inlines[0], f"Heading{tokens[0].tag[1]}"))
        elif kind == "table_open":
            columns = sum(token.type == "th_open" for token in tokens)
            rows = [inlines[i : i + columns] for i in range(0, len(inlines), columns)]
            cells = ("".join(f"<w:tc>{_paragraph(cell)}</w:tc>" for cell in row) for row in rows)
            body.append(f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>{_paragraph('')}")
        else:
            mark = "• " if kind == "bullet_list_open" else ""
            body += [_paragraph(mark + inline) for inline in inlines]
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{_W}"><w:body>{"".join(body)}</w:body></w:document>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (
            ("[Content_Types].xml", _TYPES),
            ("_rels/.rels", _RELATIONS),
            ("word/document.xml", document),
            ("word/styles.xml", _STYLES),
            ("word/_rels/document.xml.rels", _STYLES_RELATION),
        ):
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content)
    return stream.getvalue()


def _words(tokens: Sequence[Token]) -> str:
    """Plain words; a line that ends goes on after a space, and what begins or ends bold is nothing."""
    return "".join(" " if token.type.endswith("break") else token.content for token in tokens)


def _paragraph(text: str, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{properties}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
