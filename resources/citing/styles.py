"""APA (7th edition), Chicago (author and date) and ISO 690, as HTML whose only mark is the title's."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from resources.describing import Described
from resources.models import Credit

MANY = 20  # names that APA gives before it shortens


def apa(work: Described) -> SafeString:
    """Family, G., & Family, G. (2026). *Title* (Version 2) [Toolkit]. Publisher. https://…"""
    names = [_initialled(credit) for credit in work.makers]
    if len(names) > MANY:
        names = [*names[: MANY - 1], "…", names[-1]]
    with override(work.language):
        who = _joined(names, ", ", f", {_('&')} ") if len(names) > 1 else "".join(names)
        year = str(work.year or _("n.d."))
        version = f" ({_('Version %(n)s') % {'n': work.version}})" if work.version > 1 else ""
        kind = f" [{work.kind_word}]"
        publisher = f" {work.publisher}." if who and who != work.publisher else ""
        who = _ended(who or work.publisher)
        return format_html(
            "{} ({}). <cite>{}</cite>{}{}.{} {}", who, year, work.title, version, kind, publisher, _link(work)
        )


def chicago(work: Described) -> SafeString:
    """Family, Given, and Given Family. 2026. *Title*. Version 2. Publisher. https://…"""
    with override(work.language):
        names = [_inverted(credit) if place == 0 else credit.name for place, credit in enumerate(work.makers)]
        if len(names) > 10:
            names = [*names[:7], _("and others")]
            who = ", ".join(names)
        else:
            who = _joined(names, ", ", f", {_('and')} " if len(names) > 2 else f" {_('and')} ")
        publisher = f" {work.publisher}." if who and who != work.publisher else ""
        who = who or work.publisher
        version = f" {_('Version %(n)s') % {'n': work.version}}." if work.version > 1 else ""
        year = _ended(str(work.year or _("n.d.")))
        return format_html(
            "{} {} <cite>{}</cite>.{}{} {}.", _ended(who), year, work.title, version, publisher, _link(work)
        )


def iso690(work: Described) -> SafeString:
    """FAMILY, Given; FAMILY, Given. *Title* [online]. Version 2. Publisher, 2026. Available from: https://…"""
    with override(work.language):
        names = [f"{c.family.upper()}, {c.given}" if c.given else c.name.upper() for c in work.makers]
        who = f"{'; '.join(names)}. " if names else ""
        version = f" {_('Version %(n)s') % {'n': work.version}}." if work.version > 1 else ""
        when = work.year or _("n.d.")
        where = _("Available from: %(address)s") % {"address": _link(work)}
        return format_html(
            "{}<cite>{}</cite> [{}].{} {}, {}. {}",
            who,
            work.title,
            _("online"),
            version,
            work.publisher,
            when,
            where,
        )


def _link(work: Described) -> str:
    return f"https://doi.org/{work.doi}" if work.doi else work.address


def _ended(text: str) -> str:
    """With one full stop."""
    return text if text.endswith(".") else f"{text}."


def _inverted(credit: Credit) -> str:
    return f"{credit.family}, {credit.given}" if credit.given else credit.name


def _initialled(credit: Credit) -> str:
    """Family, G. M.; a name of two joined by a hyphen keeps it: J.-P."""
    if not credit.given:
        return credit.name
    initials = " ".join(
        "-".join(f"{part[0].upper()}." for part in name.split("-") if part) for name in credit.given.split()
    )
    return f"{credit.family}, {initials}"


def _joined(names: list[str], between: str, last: str) -> str:
    return names[0] if len(names) == 1 else between.join(names[:-1]) + last + names[-1] if names else ""
