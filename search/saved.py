"""Searches that people keep, and mails about what is new in them."""

import datetime
import logging
from collections.abc import Iterable
from dataclasses import replace
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from members.models import Person
from search import addresses, results
from search.found import Hit
from search.models import SavedSearch
from search.parsing import LARGEST_PAGE_SIZE
from search.query import Query

log = logging.getLogger(__name__)

MOST_KEPT = 50  # searches of one person
MOST_FOUND = 500  # results of a search that may send mail; of a broader one nobody reads what is new
MOST_TOLD = 20  # results in one mail
LEASE = datetime.timedelta(
    minutes=10
)  # far longer than looking and sending takes; then another worker may try
ENGINE_AWAY = datetime.timedelta(minutes=15)
PERIODS = {
    SavedSearch.Every.DAY: datetime.timedelta(days=1),
    SavedSearch.Every.WEEK: datetime.timedelta(days=7),
}  # fmt: skip
SALT = "search.saved"


class SavedSearchError(Exception):
    """What was asked of a saved search cannot be done; the message says why, to a person."""


# -- verbs ----------------------------------------------------------------------------------------------


@transaction.atomic
def keep(*, query: Query, every: str, by: Person) -> SavedSearch:
    """Keep a search for the person who asked. Keeping it again only changes how often it writes."""
    asked = addresses.address(query.text, addresses.chosen(query))[1:]
    if len(asked) > 1000:
        raise SavedSearchError(_("This search is too long to be kept. Take away some words or choices."))
    Person.objects.select_for_update().get(pk=by.pk)
    known = SavedSearch.objects.filter(person=by, asked=asked).first()
    if known is None:
        if SavedSearch.objects.filter(person=by).count() >= MOST_KEPT:
            raise SavedSearchError(
                _("You keep %(count)s searches already. Delete one first.") % {"count": MOST_KEPT}
            )
        known = SavedSearch(person=by, asked=asked)
    known.language = query.reader_language
    return change(search=known, every=every, by=by)


@transaction.atomic
def change(*, search: SavedSearch, every: str, by: Person) -> SavedSearch:
    """Choose how often it writes. What is there now is not new, so it is remembered as told."""
    if every not in SavedSearch.Every.values:
        every = SavedSearch.Every.NEVER
    if every and not search.every:
        found = _everything(search, by)
        if found is None:
            raise SavedSearchError(_("The search is being repaired. Ask for mails a little later."))
        if len(found) > MOST_FOUND:
            raise SavedSearchError(
                _(
                    "This finds more than %(count)s things. Narrow it first, so that the mails are worth reading."
                )
                % {"count": MOST_FOUND}
            )
        search.told = [_mark(hit) for hit in found]
    search.every, search.tries = every, 0
    search.next_at = timezone.now() + PERIODS.get(SavedSearch.Every(every), datetime.timedelta())
    search.save()
    return search


def forget(*, search: SavedSearch, by: Person) -> None:
    """Delete it."""
    search.delete()


def token_of(search: SavedSearch) -> str:
    """Return what a mail holds so that its mails can be ended without signing in."""
    return signing.dumps(search.pk, salt=SALT)


def search_of(token: str) -> SavedSearch | None:
    """Return the search that a mail was about; nothing where the token is false or the search is gone."""
    try:
        return SavedSearch.objects.filter(pk=signing.loads(token, salt=SALT)).first()
    except signing.BadSignature:
        return None


def stop_mails(*, search: SavedSearch) -> None:
    """End its mails; whoever holds the link in one of them may."""
    SavedSearch.objects.filter(pk=search.pk).update(every=SavedSearch.Every.NEVER)


# -- mails ----------------------------------------------------------------------------------------------


def send_due() -> int:
    """Look through everything that is due; return how many mails have left."""
    due = SavedSearch.objects.due().order_by("next_at").values_list("pk", flat=True)[:200]
    return sum(deliver(pk) for pk in list(due))


def deliver(pk: int) -> bool:
    """Look for what is new and write about it; say whether a mail left.

    The claim is a lease, so that a worker killed in the middle leaves the row to the next sweep. What is told is what the person
    may see now. A mail that cannot leave is tried again, twice as late each time.
    """
    now = timezone.now()
    if not SavedSearch.objects.due().filter(pk=pk).update(next_at=now + LEASE, tries=F("tries") + 1):
        return False
    search = SavedSearch.objects.select_related("person").get(pk=pk)
    mine = SavedSearch.objects.filter(pk=pk, every=search.every)  # unless it was changed meanwhile
    found = _everything(search, search.person)
    if found is None:
        mine.update(next_at=now + ENGINE_AWAY, tries=0)
        return False
    told = set(search.told)
    new = [hit for hit in found if _mark(hit) not in told]
    if new:
        try:
            _mail(search, new).send()
        except OSError as error:  # smtplib's errors are among them
            log.warning("the mail about saved search %s could not be sent: %s", pk, error)
            mine.update(next_at=now + datetime.timedelta(minutes=2 ** (search.tries - 1)))
            return False
    mine.update(
        told=[_mark(hit) for hit in found],
        next_at=now + PERIODS[SavedSearch.Every(search.every)],
        tries=0,
    )
    return bool(new)


def query_of(search: SavedSearch) -> Query:
    """Return what was asked, in the language in which it was kept."""
    with translation.override(search.language):
        return addresses.query_of(QueryDict(search.asked))


def _everything(search: SavedSearch, person: Person) -> list[Hit] | None:
    """Return all that the search finds for the person, a little more than may be told; None while the engine is away."""
    query = replace(query_of(search), size=LARGEST_PAGE_SIZE)
    found: list[Hit] = []
    with translation.override(search.language):
        for page in range(1, MOST_FOUND // LARGEST_PAGE_SIZE + 2):
            answer = results.find(person, replace(query, page=page))
            if answer.limited:
                return None
            found += answer.hits
            if page >= answer.pages:
                break
    return found


def _mark(hit: Hit) -> str:
    """Return a short mark of what was found: a row keeps hundreds."""
    return blake2b(hit.parent.encode(), digest_size=6).hexdigest()


def _mail(search: SavedSearch, new: Iterable[Hit]) -> EmailMessage:
    hits = list(new)
    with translation.override(search.language):
        stop = settings.BASE_URL + reverse("search:stop", args=[token_of(search)])
        context: dict[str, Any] = {
            "name": search.person.get_short_name(),
            "text": query_of(search).text,
            "hits": [(hit, settings.BASE_URL + hit.url) for hit in hits[:MOST_TOLD]],
            "count": len(hits),
            "more": max(len(hits) - MOST_TOLD, 0),
            "all": f"{settings.BASE_URL}{reverse('search:search')}?{search.asked}",
            "stop": stop,
            "kept": settings.BASE_URL + reverse("search:saved"),
            "site_name": settings.WAGTAIL_SITE_NAME,
        }
        subject = " ".join(render_to_string("email/saved_search_subject.txt", context).split())
        body = render_to_string("email/saved_search.txt", context)
    return EmailMessage(
        subject, body, None, [search.person.email],
        headers={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )  # fmt: skip
