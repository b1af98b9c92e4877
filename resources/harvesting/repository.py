"""The repository: what there is, in the order of the records' numbers.

A resumption token holds the number of the last record that was given. Numbers never change and nothing is taken
away, so a harvest over many tokens meets each record once, whatever is edited, added or closed meanwhile.
"""

import datetime
import uuid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Min, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from oaipmh import error
from oaipmh.common import Header, Identify, ResumptionOAIPMH
from oaipmh.server import decodeResumptionToken, encodeResumptionToken

from pages.models import NetworkSettings
from programme.queries import lines_in, themes_in
from resources.describing import Described, described
from resources.harvesting.formats import FORMATS
from resources.models import HarvestMembership, HarvestRecord, Kind

BATCH = 100

Record = tuple[Header, Described | None, None]


class Repository(ResumptionOAIPMH):
    """Answers the six verbs. What is given is what everybody may see; records are kept in step by `actions.settle_record`."""

    def handleVerb(self, verb: str, kw: dict[str, Any]) -> Any:
        """Call the method of the verb."""
        return {
            "Identify": self.described_as,
            "ListMetadataFormats": self.formats,
            "ListSets": self.sets,
            "ListIdentifiers": self.headers,
            "ListRecords": self.records,
            "GetRecord": self.record,
        }[verb](**kw)

    def described_as(self) -> Identify:
        """Who this is, and how it keeps what is gone: for ever."""
        earliest = HarvestRecord.objects.aggregate(first=Min("stamp"))["first"] or timezone.now()
        network = NetworkSettings.load()
        return Identify(
            repositoryName=network.name,
            baseURL=settings.BASE_URL + reverse("oai"),
            protocolVersion="2.0",
            adminEmails=[network.email or settings.DEFAULT_FROM_EMAIL],
            earliestDatestamp=_naive(earliest),
            deletedRecord="persistent",
            granularity="YYYY-MM-DDThh:mm:ssZ",
            compression=["identity"],
            toolkit_description=False,
        )

    def formats(self, identifier: str | None = None) -> list[tuple[str, str, str]]:
        """The formats that every record has."""
        if identifier is not None:
            self._found(identifier)
        return [(prefix, told.schema, told.namespace) for prefix, told in FORMATS.items()]

    def sets(self, resumptionToken: str | None = None) -> tuple[list[tuple[str, str, str]], None]:
        """Sets by kind, line and theme; named in the site's first language."""
        if resumptionToken is not None:
            raise error.BadResumptionTokenError("The list of sets has no second part.")
        with override(settings.LANGUAGE_CODE):
            named = [(f"kind:{value}", str(word)) for value, word in Kind.choices]
            named += [(f"line:{line.slug}", line.title) for line in lines_in()]
            named += [(f"theme:{theme.slug}", theme.title) for theme in themes_in()]
        return [(spec, name, "") for spec, name in named], None

    def record(self, metadataPrefix: str, identifier: str) -> Record:
        """One record."""
        _known(metadataPrefix)
        record = self._found(identifier)
        return self._told([record])[0]

    def headers(self, **asked: Any) -> tuple[list[Header], str | None]:
        """Headers only."""
        records, token = self._batch(**asked)
        return self._headers(records), token

    def records(self, **asked: Any) -> tuple[list[Record], str | None]:
        """Whole records; of one that is gone, the header that says so."""
        records, token = self._batch(**asked)
        return self._told(records), token

    def _batch(
        self, resumptionToken: str | None = None, **asked: Any
    ) -> tuple[list[HarvestRecord], str | None]:
        after = 0
        if resumptionToken is not None:
            asked, after = _resumed(resumptionToken)
        _known(asked.get("metadataPrefix", ""))
        found = list(_matching(asked).filter(pk__gt=after).order_by("pk")[: BATCH + 1])
        if len(found) > BATCH:
            return found[:BATCH], encodeResumptionToken(asked, found[BATCH - 1].pk)
        # The last part of a list that came in parts says that it is the last.
        return found, "" if resumptionToken is not None else None

    def _found(self, identifier: str) -> HarvestRecord:
        prefix, _colon, name = identifier.rpartition(":")
        try:
            key = uuid.UUID(name) if prefix == _prefix() else None
        except ValueError:
            key = None
        record = HarvestRecord.objects.filter(resource_key=key).first() if key else None
        if record is None:
            raise error.IdDoesNotExistError(f"Nothing is called {identifier}")
        return record

    def _headers(self, records: list[HarvestRecord]) -> list[Header]:
        sets: dict[int, list[str]] = {}
        rows = HarvestMembership.objects.filter(record__in=records).order_by("spec")
        for record_id, spec in rows.values_list("record_id", "spec"):
            sets.setdefault(record_id, []).append(spec)
        return [
            Header(
                None, f"{_prefix()}:{one.resource_key}", _naive(one.stamp), sets.get(one.pk, []), one.is_gone
            )
            for one in records
        ]

    def _told(self, records: list[HarvestRecord]) -> list[Record]:
        """Describe them. One that was closed between the row and now is told as gone: nobody may see it."""
        with override(settings.LANGUAGE_CODE):
            works = described([record.resource_key for record in records if not record.is_gone])
        for record in records:
            record.is_gone = record.resource_key not in works
        return [
            (header, works.get(record.resource_key), None)
            for header, record in zip(self._headers(records), records, strict=True)
        ]


def _prefix() -> str:
    return f"oai:{urlsplit(settings.BASE_URL).hostname}"


def _naive(moment: datetime.datetime) -> datetime.datetime:
    """The library counts in UTC without saying so."""
    return moment.astimezone(datetime.UTC).replace(tzinfo=None)


def _known(prefix: str) -> None:
    if prefix not in FORMATS:
        raise error.CannotDisseminateFormatError(f"Unknown format: {prefix}. Known are {', '.join(FORMATS)}.")


def _matching(asked: dict[str, Any]) -> QuerySet[HarvestRecord]:
    records = HarvestRecord.objects.all()
    since, until = asked.get("from_"), asked.get("until")
    if since is not None and until is not None and since > until:
        raise error.BadArgumentError("The first day lies after the last.")
    if since is not None:
        records = records.filter(stamp__gte=since.replace(tzinfo=datetime.UTC))
    if until is not None:
        records = records.filter(stamp__lte=until.replace(tzinfo=datetime.UTC, microsecond=999_999))
    if asked.get("set"):
        records = records.filter(memberships__spec=asked["set"])
    return records


def _resumed(token: str) -> tuple[dict[str, Any], int]:
    try:
        asked, after = decodeResumptionToken(token)
    except (error.DatestampError, ValueError) as wrong:
        raise error.BadResumptionTokenError("This token is not one of ours.") from wrong
    if set(asked) - {"metadataPrefix", "from_", "until", "set"} or not 0 <= after < 2**62:
        raise error.BadResumptionTokenError("This token is not one of ours.")
    return asked, after
