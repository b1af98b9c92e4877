"""OAI-PMH as others speak it: the client half of the library, and a harvester that is nothing but urllib and an XML reader."""

import contextlib
import datetime
import random
import threading
import urllib.parse
import urllib.request
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from oaipmh.client import Client as OAIClient
from oaipmh.error import NoRecordsMatchError
from oaipmh.metadata import MetadataRegistry, oai_dc_reader

from resources.actions import settle_record
from resources.harvesting.repository import BATCH
from resources.models import HarvestMembership, HarvestRecord, ResourcePage
from tests.factories import pages
from tests.factories.files import pdf, stored_file
from tests.factories.many import copies_of

OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "{http://purl.org/dc/elements/1.1/}"
LOM = "{http://ltsc.ieee.org/xsd/LOM}"

Ask = Callable[..., ET.Element]


@pytest.fixture
def ask(db: None) -> Ask:
    """Ask the repository and read its XML."""

    def asked(**arguments: str) -> ET.Element:
        answer = Client().get("/oai", {name.rstrip("_"): value for name, value in arguments.items()})
        assert (answer.status_code, answer["Content-Type"]) == (200, "text/xml; charset=utf-8")
        return ET.fromstring(answer.content)  # noqa: S314 - as above

    return asked


def error(answer: ET.Element) -> str:
    found = answer.find(f"{OAI}error")
    return found.attrib["code"] if found is not None else ""


def pages_of_a_harvest(ask: Ask, **arguments: str) -> Iterator[list[ET.Element]]:
    """Harvest over resumption tokens; yield the records of each part."""
    asked = {"verb": "ListRecords", "metadataPrefix": "oai_dc", **arguments}
    while True:
        answer = ask(**asked)
        assert not error(answer), ET.tostring(answer)
        yield answer.findall(f".//{OAI}record")
        token = answer.find(f".//{OAI}resumptionToken")
        if token is None or not token.text:
            return
        asked = {"verb": "ListRecords", "resumptionToken": token.text}


def identifiers(records: list[ET.Element]) -> list[str]:
    return [record.find(f".//{OAI}identifier").text.rpartition(":")[2] for record in records]


@pytest.mark.django_db
def test_it_says_who_it_is(ask: Ask) -> None:
    answer = ask(verb="Identify")

    told = {child.tag.removeprefix(OAI): child.text for child in answer.find(f"{OAI}Identify")}
    assert told["repositoryName"] == "The network"
    assert told["baseURL"].endswith("/oai")
    assert (told["deletedRecord"], told["granularity"]) == ("persistent", "YYYY-MM-DDThh:mm:ssZ")


@pytest.mark.django_db
def test_a_record_in_dublin_core_and_lom(ask: Ask, line) -> None:
    page = pages.resource(
        title="Freight kit", lines=(line,), level="practised", minutes=20, licence="CC-BY-4.0", credits=("Ana Kos",),
        tags=("freight",), files=((stored_file(pdf("One.")), "en"),), summary="How to share a lorry.",
    )  # fmt: skip
    pages.in_french(page, title="Trousse de fret")
    identifier = f"oai:127.0.0.1:{page.translation_key}"

    core = ask(verb="GetRecord", metadataPrefix="oai_dc", identifier=identifier)
    lom = ask(verb="GetRecord", metadataPrefix="lom", identifier=identifier)

    told = {child.tag.removeprefix(DC): child.text for child in core.find(f".//{OAI}metadata")[0]}
    assert [title.text for title in core.findall(f".//{DC}title")] == ["Freight kit", "Trousse de fret"]
    assert (told["creator"], told["language"]) == ("Kos, Ana", "en")
    assert "https://creativecommons.org/licenses/by/4.0/" in [r.text for r in core.findall(f".//{DC}rights")]
    assert [spec.text for spec in core.findall(f".//{OAI}setSpec")] == ["kind:toolkit", f"line:{line.slug}"]
    assert lom.find(f".//{LOM}difficulty/{LOM}value").text == "medium"
    assert lom.find(f".//{LOM}typicalLearningTime/{LOM}duration").text == "PT20M"
    assert "N:Kos;Ana" in lom.find(f".//{LOM}entity").text
    assert [s.text for s in lom.findall(f".//{LOM}general/{LOM}title/{LOM}string")] == [
        "Freight kit",
        "Trousse de fret",
    ]


@pytest.mark.django_db
def test_sets_per_kind_and_line(ask: Ask, line) -> None:
    kit = pages.resource(resource_kind="toolkit", lines=(line,))
    report = pages.resource(resource_kind="report")

    named = {spec.text for spec in ask(verb="ListSets").findall(f".//{OAI}setSpec")}
    assert {"kind:toolkit", "kind:recording", f"line:{line.slug}"} <= named
    for asked, expected in {
        "kind:toolkit": [kit],
        "kind:report": [report],
        f"line:{line.slug}": [kit],
    }.items():
        (found,) = pages_of_a_harvest(ask, set=asked)
        assert identifiers(found) == [str(page.translation_key) for page in expected]
    assert error(ask(verb="ListRecords", metadataPrefix="oai_dc", set="kind:nothing")) == "noRecordsMatch"


@pytest.mark.django_db
def test_what_is_closed_deleted_or_taken_down_leaves_a_tombstone_and_nothing_else(ask: Ask) -> None:
    closed, deleted, down = (pages.resource(title=f"Secret {n}") for n in range(3))
    identifier = {page: f"oai:127.0.0.1:{page.translation_key}" for page in (closed, deleted, down)}
    pages.published_again(closed, own_audience="member")
    down.unpublish()
    deleted.delete()

    for page in (closed, deleted, down):
        answer = ask(verb="GetRecord", metadataPrefix="oai_dc", identifier=identifier[page])
        assert answer.find(f".//{OAI}header").attrib["status"] == "deleted"
        assert answer.find(f".//{OAI}metadata") is None
        assert "Secret" not in ET.tostring(answer, encoding="unicode")


@pytest.mark.django_db
def test_what_was_never_public_has_not_even_a_tombstone(ask: Ask) -> None:
    members, office = pages.resource(own_audience="member"), pages.resource(own_audience="staff")
    draft = pages.resource(live=False)
    members.delete()

    assert error(ask(verb="ListRecords", metadataPrefix="oai_dc")) == "noRecordsMatch"
    for page in (members, office, draft):
        asked = f"oai:127.0.0.1:{page.translation_key}"
        assert error(ask(verb="GetRecord", metadataPrefix="oai_dc", identifier=asked)) == "idDoesNotExist"


@pytest.mark.django_db
def test_what_comes_back_is_no_tombstone(ask: Ask) -> None:
    page = pages.resource()
    page.unpublish()
    page.save_revision().publish()

    (found,) = pages_of_a_harvest(ask)
    assert found[0].find(f"{OAI}header").attrib == {}


@pytest.mark.django_db
def test_a_harvester_who_comes_back_gets_what_changed(ask: Ask) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        old, edited = pages.resource(), pages.resource()
    with time_machine.travel(start + datetime.timedelta(hours=2), tick=False):
        pages.published_again(edited, summary="Better.")
        new = pages.resource()
    since = (start + datetime.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")

    (found,) = pages_of_a_harvest(ask, from_=since)
    assert identifiers(found) == [str(page.translation_key) for page in (edited, new)]
    (before,) = pages_of_a_harvest(ask, until=since)
    assert identifiers(before) == [str(old.translation_key)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "badVerb"),
        ({"verb": "Nonsense"}, "badVerb"),
        ({"verb": "GetMetadata", "identifier": "x", "metadataPrefix": "oai_dc"}, "badVerb"),
        ({"verb": "ListRecords"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "marc"}, "cannotDisseminateFormat"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "yesterday"}, "badArgument"),
        (
            {"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2026-01-02", "until": "2026-01-01"},
            "badArgument",
        ),
        (
            {
                "verb": "ListRecords",
                "metadataPrefix": "oai_dc",
                "from": "2026-01-02",
                "until": "2026-01-03T00:00:00Z",
            },
            "badArgument",
        ),
        ({"verb": "ListRecords", "resumptionToken": "x"}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": "cursor%3D9%26from_%3Dx"}, "badResumptionToken"),
        (
            {
                "verb": "ListRecords",
                "resumptionToken": "cursor%3D99999999999999999999%26metadataPrefix%3Doai_dc",
            },
            "badResumptionToken",
        ),
        (
            {"verb": "ListRecords", "resumptionToken": "cursor%3D1%26evil%3D1%26metadataPrefix%3Doai_dc"},
            "badResumptionToken",
        ),
        (
            {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "oai:127.0.0.1:nonsense"},
            "idDoesNotExist",
        ),
        ({"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "\x00\x01"}, "idDoesNotExist"),
        ({"verb": "Identify", "\x00": "x"}, "badArgument"),
        ({"verb": ["Identify", "Identify"]}, "badArgument"),
        ({"verb": "ListIdentifiers", "metadataPrefix": "oai_dc", "identifier": "x"}, "badArgument"),
    ],
)
def test_wrong_questions_get_the_protocols_answers(arguments: dict, code: str) -> None:
    pages.resource()
    for answer in (Client().get("/oai", arguments), Client().post("/oai", arguments)):
        assert answer.status_code == 200
        assert error(ET.fromstring(answer.content)) == code  # noqa: S314 - our own server said it


@pytest.mark.django_db
def test_letters_that_xml_cannot_hold_break_nothing(ask: Ask) -> None:
    page = pages.resource(title="Bell \x07 and \ufffe")

    (found,) = pages_of_a_harvest(ask)
    assert identifiers(found) == [str(page.translation_key)]


@pytest.mark.django_db
def test_a_part_costs_the_same_queries_with_1_3_and_300_records() -> None:
    client, page, counts = Client(), pages.resource(), []
    for more in (0, 2, 297):
        for key in copies_of(page, more):
            settle_record(resource_key=key)
        for prefix in ("oai_dc", "lom"):
            client.get("/oai", {"verb": "ListRecords", "metadataPrefix": prefix})
        with CaptureQueriesContext(connection) as captured:
            client.get("/oai", {"verb": "ListRecords", "metadataPrefix": "oai_dc"})
        counts.append(len(captured))

    assert counts[0] == counts[1] == counts[2]


def many_records(count: int) -> list[uuid.UUID]:
    """Fill the repository past the CMS, as publishing one by one would have."""
    page = pages.resource(title="One of many", summary="A paper.")
    keys = [page.translation_key, *copies_of(page, count - 1)]
    now = timezone.now().replace(microsecond=0)
    HarvestRecord.objects.bulk_create(
        [HarvestRecord(resource_key=key, stamp=now) for key in keys], ignore_conflicts=True
    )
    HarvestMembership.objects.bulk_create(
        [HarvestMembership(record=record, spec="kind:toolkit") for record in HarvestRecord.objects.all()],
        ignore_conflicts=True,
    )
    return keys


@pytest.mark.django_db
def test_2000_records_are_harvested_while_they_are_edited_closed_and_added(ask: Ask) -> None:
    keys = many_records(2000)
    chance = random.Random(42)
    met: list[str] = []
    closed: set[uuid.UUID] = set()
    added = []

    for number, part in enumerate(pages_of_a_harvest(ask, set="kind:toolkit")):
        assert len(part) <= BATCH
        met += identifiers(part)
        for key in chance.sample(keys, 5):  # edited: their stamps are newer than the harvest
            settle_record(resource_key=key)
        gone = chance.choice(keys)
        ResourcePage.objects.get(translation_key=gone).unpublish()
        closed.add(gone)
        if number % 5 == 0:
            added.append(str(pages.resource(title=f"Came meanwhile {number}").translation_key))

    assert len(met) == len(set(met)), "a record was met twice"
    assert set(met) >= {str(key) for key in keys}, "a record was lost"
    assert set(met) - {str(key) for key in keys} <= set(added)
    assert len(closed) > 10


@contextlib.contextmanager
def edited_meanwhile(keys: list[uuid.UUID]) -> Iterator[list[uuid.UUID]]:
    """Edit one record after the other in a thread; yield those that were."""
    over, edited, chance = threading.Event(), [], random.Random(1)

    def edit() -> None:
        while not over.is_set():
            edited.append(chance.choice(keys))
            settle_record(resource_key=edited[-1])
        connection.close()

    editor = threading.Thread(target=edit)
    editor.start()
    try:
        yield edited
    finally:
        over.set()
        editor.join()


@pytest.mark.django_db(transaction=True)
def test_the_librarys_own_client_harvests_over_http(live_server, settings) -> None:
    settings.BASE_URL = live_server.url
    keys = many_records(250)
    registry = MetadataRegistry()
    registry.registerReader("oai_dc", oai_dc_reader)
    harvester = OAIClient(f"{live_server.url}/oai", registry)
    with edited_meanwhile(keys):
        records = list(harvester.listRecords(metadataPrefix="oai_dc"))

    met = [header.identifier().rpartition(":")[2] for header, _metadata, _about in records]
    assert sorted(met) == sorted(str(key) for key in keys)
    assert {metadata["publisher"][0] for _header, metadata, _about in records} == {"The network"}
    with pytest.raises(NoRecordsMatchError):
        list(harvester.listRecords(metadataPrefix="oai_dc", set="kind:recording"))


@pytest.mark.django_db(transaction=True)
def test_a_harvester_of_urllib_alone_takes_2000_over_http_while_they_are_edited(live_server) -> None:
    """It shares no line with us: an address, an XML reader, and the token that it was given."""
    keys = many_records(2000)
    asked, met, parts = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}, [], 0
    with edited_meanwhile(keys) as edits:
        while asked:
            address = f"{live_server.url}/oai?{urllib.parse.urlencode(asked)}"
            with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - loopback
                told = ET.fromstring(answer.read())  # noqa: S314 - as above
            met += [one.text.rpartition(":")[2] for one in told.findall(f".//{OAI}identifier")]
            token = told.find(f".//{OAI}resumptionToken")
            parts += 1
            asked = (
                {"verb": "ListRecords", "resumptionToken": token.text}
                if token is not None and token.text
                else {}
            )

    assert sorted(met) == sorted(str(key) for key in keys), "a record was lost or met twice"
    assert parts == len(keys) // BATCH
    assert len(edits) >= parts, "hardly anything was edited meanwhile"


@pytest.mark.django_db
def test_every_public_resource_has_a_record_and_nothing_else_is_told() -> None:
    opened = [pages.resource() for _n in range(3)]
    pages.resource(own_audience="member")
    pages.in_french(opened[0])

    told = set(HarvestRecord.objects.filter(is_gone=False).values_list("resource_key", flat=True))
    seen = set(ResourcePage.objects.visible_to(AnonymousUser()).values_list("translation_key", flat=True))
    assert told == seen == {page.translation_key for page in opened}
