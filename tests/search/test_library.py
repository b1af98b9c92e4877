"""What the library adds to what is found: kinds' own words, slides, sheets, captions, archives, and uses."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import AnonymousUser

from files.actions import read_file
from files.models import Extraction, StoredFile
from members.models import Person
from resources.actions import hide_use, tell_use, withdraw_use
from resources.models import ResourcePage, Use
from search import results, sync
from search.engines import current
from search.parsing import parse
from tests.factories import documents, pages
from tests.factories import members as cast
from tests.factories.files import stored_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_index(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    settings.SEARCH_DIR = tmp_path / "search"
    yield
    current().close()


def drained() -> None:
    while sync.drain():
        pass


def lands(words: str, person: Person | None = None) -> list[str]:
    found = results.find(person or AnonymousUser(), parse(words))
    return [passage.url for hit in found.hits for passage in hit.passages]


def offered(content: bytes, name: str, **fields: object) -> tuple[ResourcePage, StoredFile]:
    file = stored_file(content, name)
    read_file(Extraction.objects.get(file=file).pk)
    return pages.resource(files=(file,), **fields), file


@pytest.mark.parametrize(
    ("content", "name", "words", "piece"),
    [
        (documents.slides("Arriving", "Zeugma"), "show.pptx", "zeugma", 2),
        (documents.sheets(Costs=[["Van"]], Beds=[["zeugma hostel"]]), "budget.xlsx", "zeugma", 2),
        (documents.odt(("One", "Here."), ("Two", "A zeugma.")), "text.odt", "zeugma", 3),
        (documents.archive(plans__zeugma_stage=b"1"), "kit.zip", "zeugma_stage", 1),
    ],
)
def test_pieces_of_files_are_found_and_open_where_they_are_read(
    content: bytes, name: str, words: str, piece: int
) -> None:
    page, file = offered(content, name)
    drained()

    assert lands(words) == [f"/en/library/{page.translation_key}/read/{file.uuid}/#piece-{piece}"]


def test_what_is_said_is_found_across_cues_and_opens_at_its_moment() -> None:
    cues = "\n".join(
        f"{n:02}:00.000 --> {n:02}:05.000\n{words}\n"
        for n, words in enumerate(
            [
                "We speak of",
                "zeugma and",
                "syllepsis here",
                *["filling words of a long talk " * 4] * 5,
                "late chiasmus",
            ]
        )
    )
    page, _file = offered(f"WEBVTT\n\n{cues}".encode(), "talk.vtt", resource_kind="recording")
    drained()

    assert lands("zeugma syllepsis") == [f"{page.address}#t=0"]
    (late,) = lands("chiasmus")
    assert int(late.rpartition("=")[2]) > 100


def test_a_scanned_page_is_no_passage() -> None:
    offered(documents.scanned_pdf(with_words=True), "scan.pdf")
    drained()

    assert len(lands("words")) == 1


def test_words_of_a_kind_are_found_in_the_language_of_the_page() -> None:
    page = pages.resource(
        resource_kind="good-practice", worked="The zeugma lamps.", did_not_work="Chiasmus curtains."
    )
    french = pages.in_french(page, title="Les lampes", worked="Les lampes zeugma.")
    drained()

    (hit,) = results.find(AnonymousUser(), parse("chiasmus")).hits
    assert hit.passages[0].heading == "What did not"
    assert french.address in lands("lampes")


def told(page: ResourcePage, **more: object) -> Use:
    words = {"text": "Our zeugma adaptation for puppets.", "place": "Lviv", "is_public": True, **more}
    return tell_use(resource_key=page.translation_key, kind="adapted", told=words, by=cast.PersonFactory())


def test_a_public_use_is_found_under_its_resource_and_lands_on_it() -> None:
    page = pages.resource(title="The kit")
    drained()
    use = told(page)
    drained()

    assert lands("zeugma puppets") == [f"{page.address}#use-{use.pk}"]
    assert lands("lviv") == [f"{page.address}#use-{use.pk}"]


def test_what_is_not_public_or_closed_is_found_by_nobody_who_may_not_see_it(member: Person) -> None:
    told(pages.resource(title="Open kit"), is_public=False)
    closed = told(pages.resource(title="Members kit", own_audience="member"), text="Our chiasmus adaptation.")
    drained()

    assert lands("zeugma") == []
    assert lands("chiasmus") == []
    assert lands("chiasmus", member)[0].endswith(f"#use-{closed.pk}")


@pytest.mark.parametrize("end", [hide_use, withdraw_use])
def test_a_use_that_was_taken_away_is_gone_before_the_index_knows(end: Callable, editor: Person) -> None:
    use = told(pages.resource(title="The kit"))
    drained()
    assert lands("zeugma")

    end(use=use, by=editor if end is hide_use else use.person)

    assert lands("zeugma") == []
    if end is hide_use:
        assert results.find(AnonymousUser(), parse("zeugma")).total == 0
    drained()
    assert lands("zeugma") == []
    assert list(sync.differences()) == []


def test_a_rebuild_holds_the_same() -> None:
    page, _file = offered(
        documents.slides("Zeugma"), "show.pptx", resource_kind="guide", for_whom="Chiasmus lovers"
    )
    told(page)
    drained()

    assert list(sync.differences()) == []
