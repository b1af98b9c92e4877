"""schema.org and LRMI: what search engines and repositories of learning material read in the page."""

import json
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from files.formats import Family
from files.models import StoredFile
from resources.describing import Described, absolute
from resources.models import Credit, Kind

TYPES = {
    Kind.TOOLKIT: ["LearningResource", "Collection"],
    Kind.RESEARCH: ["LearningResource", "ScholarlyArticle"],
    Kind.REPORT: ["LearningResource", "Report"],
    Kind.EVALUATION: ["LearningResource", "Report"],
    Kind.GOOD_PRACTICE: ["LearningResource", "Article"],
    Kind.GUIDE: ["LearningResource", "HowTo"],
    Kind.RECORDING: ["LearningResource", "CreativeWork"],
}
_MEDIA = {Family.SOUND: "AudioObject", Family.FILM: "VideoObject", Family.PICTURE: "ImageObject"}
_BREAKS_OUT = {
    ord("<"): "\\u003C",
    ord(">"): "\\u003E",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


def linked_data(work: Described) -> dict[str, Any]:
    """Return the resource as JSON-LD."""
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": TYPES[Kind(work.kind)],
        "@id": work.address,
        "url": work.address,
        "identifier": [f"urn:uuid:{work.key}", *([f"https://doi.org/{work.doi}"] if work.doi else [])],
        "name": work.title,
        "description": work.summary,
        "inLanguage": work.languages,
        "learningResourceType": work.kind_word,
        "educationalLevel": work.level_word,
        "timeRequired": f"PT{work.minutes}M" if work.minutes else None,
        "datePublished": str(work.year) if work.year else work.published_on and work.published_on.isoformat(),
        "dateModified": work.changed_at and work.changed_at.isoformat(),
        "version": str(work.version),
        "license": work.licence.address,
        "usageInfo": str(work.licence.words),
        "isAccessibleForFree": True,
        "author": [_maker(credit) for credit in work.credits if credit.role == Credit.Role.AUTHOR],
        "editor": [_maker(credit) for credit in work.credits if credit.role == Credit.Role.EDITOR],
        "translator": [_maker(credit) for credit in work.credits if credit.role == Credit.Role.TRANSLATOR],
        "publisher": {"@type": "Organization", "name": work.publisher},
        "keywords": work.tags,
        "about": [
            {"@type": "DefinedTerm", "name": filing.title(work.language), "termCode": filing.slug}
            for filing in (*work.lines, *work.themes)
        ],
        "accessibilitySummary": work.access_note,
        "funding": {"@type": "Grant", "description": work.funding_note} if work.funding_note else None,
        "sameAs": work.source_url,
        "workTranslation": [
            {"@type": "CreativeWork", "@id": address, "inLanguage": language}
            for language, address in work.addresses.items()
            if address != work.address
        ],
        "encoding": [_media(file, language) for file, language in work.files],
        "archivedAt": absolute(reverse("resources:archive", args=[work.key, "all"]))
        if len(work.files) > 1
        else None,
    }
    return {name: value for name, value in told.items() if value or value is False}


def _maker(credit: Credit) -> dict[str, str]:
    if credit.kind == Credit.Kind.ORGANISATION:
        return {"@type": "Organization", "name": credit.name}
    names = {"givenName": credit.given, "familyName": credit.family if credit.given else ""}
    return {"@type": "Person", "name": credit.name, **{key: name for key, name in names.items() if name}}


def _media(file: StoredFile, language: str) -> dict[str, Any]:
    return {
        "@type": _MEDIA.get(file.family, "MediaObject"),
        "name": file.title,
        "contentUrl": absolute(file.address),
        "encodingFormat": file.about_format.media_type.split(";")[0],
        "contentSize": str(file.file_size or 0),
        "sha256": file.sha256,
        "inLanguage": language,
    }


def as_script(data: dict[str, Any]) -> SafeString:
    """Return JSON that can stand in a script element: no letter in it can end the element."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_BREAKS_OUT))  # noqa: S308 - escaped here
