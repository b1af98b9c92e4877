"""A described resource as Dublin Core and as Learning Object Metadata (IEEE 1484.12.3)."""

from collections.abc import Callable
from typing import NamedTuple

from lxml.etree import QName, SubElement, _Element

from files.legible import legible
from resources.describing import Described
from resources.models import Credit, Kind

_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_XML = "http://www.w3.org/XML/1998/namespace"
_OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
_DC = "http://purl.org/dc/elements/1.1/"
_LOM = "http://ltsc.ieee.org/xsd/LOM"


class MetadataFormat(NamedTuple):
    """A format in which every record can be had."""

    schema: str
    namespace: str
    write: Callable[[_Element, Described], None]


def dublin_core(above: _Element, work: Described) -> None:
    """Write `oai_dc:dc`; titles and summaries in each language say which."""
    root = SubElement(above, QName(_OAI_DC, "dc"), nsmap={"oai_dc": _OAI_DC, "dc": _DC, "xsi": _XSI})
    root.set(QName(_XSI, "schemaLocation"), f"{_OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd")

    def say(name: str, value: object, language: str = "") -> None:
        if value:
            element = SubElement(root, QName(_DC, name))
            element.text = legible(str(value))
            if language:
                element.set(QName(_XML, "lang"), language)

    for language, title in work.titles.items():
        say("title", title, language)
    for credit in work.credits:
        say("creator" if credit.role == Credit.Role.AUTHOR else "contributor", _sorted_name(credit))
    for filing in (*work.lines, *work.themes):
        for language, title in filing.titles.items():
            say("subject", title, language)
    for tag in work.tags:
        say("subject", tag)
    for language, summary in work.summaries.items():
        say("description", summary, language)
    say("publisher", work.publisher)
    say("date", work.year or work.published_on)
    say("type", work.kind_word, work.language)
    say("type", "MovingImage" if work.kind == Kind.RECORDING else "Text")
    for media_type in sorted({file.about_format.media_type.split(";")[0] for file, _language in work.files}):
        say("format", media_type)
    say("identifier", work.address)
    say("identifier", f"https://doi.org/{work.doi}" if work.doi else "")
    say("identifier", f"urn:uuid:{work.key}")
    say("source", work.source_url)
    for language in work.languages:
        say("language", language)
    say("rights", work.licence.words, work.language)
    say("rights", work.licence.address)


_LEVELS = {"starting": "easy", "practised": "medium", "experienced": "difficult"}
_LOM_TYPES = {Kind.EVALUATION: "narrative text", Kind.RECORDING: "lecture", Kind.TOOLKIT: "exercise"}
_ROLES = {"author": "author", "editor": "editor", "translator": "unknown", "contributor": "unknown"}


def lom(above: _Element, work: Described) -> None:
    """Write `lom:lom` with what its nine categories have a place for."""
    root = SubElement(above, QName(_LOM, "lom"), nsmap={None: _LOM, "xsi": _XSI})
    root.set(QName(_XSI, "schemaLocation"), f"{_LOM} http://ltsc.ieee.org/xsd/lomv1.0/lom.xsd")

    def under(parent: _Element, name: str, text: object = None) -> _Element:
        element = SubElement(parent, QName(_LOM, name))
        element.text = None if text is None else legible(str(text))
        return element

    def strings(parent: _Element, name: str, values: dict[str, str]) -> None:
        if values:
            element = under(parent, name)
            for language, text in values.items():
                under(element, "string", text).set("language", language)

    def vocabulary(parent: _Element, name: str, value: str) -> None:
        element = under(parent, name)
        under(element, "source", "LOMv1.0")
        under(element, "value", value)

    general = under(root, "general")
    for catalog, entry in (("URI", work.address), ("URN", f"urn:uuid:{work.key}"), ("DOI", work.doi)):
        if entry:
            identifier = under(general, "identifier")
            under(identifier, "catalog", catalog)
            under(identifier, "entry", entry)
    strings(general, "title", work.titles)
    for language in work.languages:
        under(general, "language", language)
    strings(general, "description", work.summaries)
    for tag in work.tags:
        strings(general, "keyword", {work.language: tag})

    life = under(root, "lifeCycle")
    strings(life, "version", {"x-none": str(work.version)})
    vocabulary(life, "status", "final")
    for credit in work.credits:
        contribute = under(life, "contribute")
        vocabulary(contribute, "role", _ROLES[credit.role])
        under(contribute, "entity", _vcard(credit))
    publisher = under(life, "contribute")
    vocabulary(publisher, "role", "publisher")
    under(
        publisher,
        "entity",
        f"BEGIN:VCARD\nVERSION:3.0\nFN:{_card(work.publisher)}\nN:;;;;\nORG:{_card(work.publisher)}\nEND:VCARD",
    )
    if work.year or work.published_on:
        under(under(publisher, "date"), "dateTime", work.year or work.published_on)

    technical = under(root, "technical")
    for media_type in sorted({file.about_format.media_type.split(";")[0] for file, _language in work.files}):
        under(technical, "format", media_type)
    size = sum(file.file_size or 0 for file, _language in work.files)
    if size:
        under(technical, "size", size)
    under(technical, "location", work.address)

    educational = under(root, "educational")
    vocabulary(educational, "learningResourceType", _LOM_TYPES.get(Kind(work.kind), "narrative text"))
    vocabulary(educational, "context", "training")
    if work.level:
        vocabulary(educational, "difficulty", _LEVELS[work.level])
    if work.minutes:
        under(under(educational, "typicalLearningTime"), "duration", f"PT{work.minutes}M")

    rights = under(root, "rights")
    vocabulary(rights, "cost", "no")
    vocabulary(rights, "copyrightAndOtherRestrictions", "no" if work.licence.spdx == "CC0-1.0" else "yes")
    strings(rights, "description", {work.language: f"{work.licence.words} {work.licence.address}".strip()})

    for filing in (*work.lines, *work.themes):
        classification = under(root, "classification")
        vocabulary(classification, "purpose", "discipline")
        path = under(classification, "taxonPath")
        strings(path, "source", {"x-none": work.publisher})
        taxon = under(path, "taxon")
        under(taxon, "id", filing.slug)
        strings(taxon, "entry", filing.titles)


def _sorted_name(credit: Credit) -> str:
    return f"{credit.family}, {credit.given}" if credit.given else credit.name


def _card(text: str) -> str:
    return (
        text.replace("\\", "\\\\")
        .replace(";", "\\;")
        .replace(",", "\\,")
        .replace("\n", " ")
        .replace("\r", " ")
    )


def _vcard(credit: Credit) -> str:
    names = (
        f"N:{_card(credit.family)};{_card(credit.given)};;;"
        if credit.given
        else f"N:;;;;\nORG:{_card(credit.name)}"
    )
    return f"BEGIN:VCARD\nVERSION:3.0\nFN:{_card(credit.name)}\n{names}\nEND:VCARD"


FORMATS: dict[str, MetadataFormat] = {
    "oai_dc": MetadataFormat("http://www.openarchives.org/OAI/2.0/oai_dc.xsd", _OAI_DC, dublin_core),
    "lom": MetadataFormat("http://ltsc.ieee.org/xsd/lomv1.0/lom.xsd", _LOM, lom),
}
