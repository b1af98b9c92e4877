"""What goes into the archive of a resource, under which names, and the sheet that tells where it is from."""

from django.conf import settings
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from files.models import StoredFile
from resources.citing import STYLES
from resources.describing import described
from resources.models import ResourcePage, Version
from resources.queries import files_of
from resources.sources import source_page

Offered = list[tuple[str, StoredFile]]


def offered_in(page: ResourcePage, what: str) -> Offered:
    """Return (name in the archive, file): of all, of one language (`en`), or of one version (`version-1`); else nothing."""
    if what.startswith("version-"):
        number = what.removeprefix("version-")
        return _of_version(page, int(number)) if number.isdigit() and len(number) < 5 else []
    files = files_of(page)
    if what in dict(settings.LANGUAGES):
        files = [offered for offered in files if offered.language == what]
    elif what != "all":
        return []
    source = source_page(page.translation_key) or page
    parts = list(page.parts.all()) or list(source.parts.all())
    many = len({offered.language for offered in files}) > 1
    named = []
    for offered in files:
        place = offered.part or 0
        folder = f"{place:02} {parts[place - 1].title}/" if 0 < place <= len(parts) else ""
        folder += f"{offered.language}/" if many else ""
        named.append((f"{folder}{offered.file.download_name}", offered.file))
    return named


def _of_version(page: ResourcePage, number: int) -> Offered:
    version = Version.objects.filter(resource_key=page.translation_key, number=number).first()
    rows = version.files.select_related("file") if version else []
    return [(row.file.download_name, row.file) for row in rows if row.file is not None and row.is_kept]


def about_text(page: ResourcePage, files: Offered, left_out: list[str]) -> bytes:
    """Return what somebody needs who finds the archive years later: what it is, by whom, what they may do, the sums of
    its files.
    """
    work = described([page.translation_key], page.language)[page.translation_key]
    licence = work.licence
    lines = [work.title, "=" * len(work.title), "", work.summary, ""]
    lines += [_("How to cite it:"), strip_tags(STYLES[0][2](work)).replace("&amp;", "&"), ""]
    lines += [
        _("What you may do with it:"),
        f"{licence.words} {f'({licence.spdx}, {licence.address})' if licence.is_open else ''}".strip(),
        "",
    ]
    lines += [_("Version %(n)s") % {"n": work.version}, work.address, ""]
    if page.access_note:
        lines += [_("Access"), page.access_note, ""]
    lines += [_("Files, with their SHA-256 sums:")]
    lines += [f"{file.sha256}  {name}" for name, file in files]
    if left_out:
        lines += ["", _("These files could not be added:"), *left_out]
    return ("\r\n".join(lines) + "\r\n").encode()
