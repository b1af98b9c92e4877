"""Each kind of resource has its own fields and look; what a person reads of its files; licences in plain words."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from files.actions import read_file
from files.models import Extraction, StoredFile
from members.models import Affiliation, Person
from pages.generation import raise_generation
from resources import licences
from resources.models import Credit, ResourcePage
from tests.factories import documents, pages
from tests.factories import members as cast
from tests.factories.files import pdf, stored_file

pytestmark = pytest.mark.django_db


def read(file: StoredFile) -> StoredFile:
    read_file(Extraction.objects.get(file=file).pk)
    return file


def text(page: ResourcePage, client: Client | None = None) -> str:
    return (client or Client()).get(page.address).content.decode()


def test_a_toolkit_shows_its_parts_in_order() -> None:
    page = pages.resource(
        parts=("First count", "Then draw"),
        files=(
            (stored_file(title="The map"), "en", 2),
            (stored_file(title="The sheet"), "en", 1),
            (stored_file(title="The whole"), "en"),
        ),
    )

    shown = text(page).partition("<h1>")[2]
    places = [
        shown.index(word) for word in ("The whole", "1. First count", "The sheet", "2. Then draw", "The map")
    ]
    assert places == sorted(places)
    assert "Download everything" in shown


def test_a_good_practice_tells_place_context_and_both_sides() -> None:
    page = pages.resource(
        resource_kind="good-practice",
        place="Kalmar",
        country="SE",
        context="A fire station.",
        worked="Low lamps.",
        did_not_work="The siren.",
    )

    shown = text(page)
    for word in (
        "Kalmar, Sweden",
        "A fire station.",
        "What worked",
        "Low lamps.",
        "What did not",
        "The siren.",
    ):
        assert word in shown


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("research", {"question": "Who waits?", "method": "312 files.", "findings": "Everybody waits."}),
        ("report", {"period": "January to June 2024", "findings": "Fewer flights."}),
        ("evaluation", {"question": "Did they come back?", "method": "Cards.", "findings": "Half did."}),
        ("guide", {"for_whom": "Houses with one technician"}),
        ("toolkit", {"for_whom": "Small companies"}),
    ],
)
def test_other_kinds_say_what_is_theirs(kind: str, fields: dict[str, str]) -> None:
    own = text(pages.resource(resource_kind=kind, **fields))
    other = text(pages.resource(resource_kind="good-practice", **fields))

    for word in fields.values():
        assert word in own
        assert word not in other


@pytest.fixture
def recording() -> ResourcePage:
    sound = stored_file(documents.sound(), "rooms.wav", title="Three rooms")
    captions = read(stored_file(documents.VTT.encode(), "rooms.vtt", title="Captions"))
    page = pages.resource(
        title="Rooms",
        resource_kind="recording",
        files=(
            (sound, "en"),
            (captions, "en"),
            (read(stored_file(documents.SRT.encode(), "salles.srt")), "fr"),
        ),
    )
    page.chapters.create(seconds=65, title="The second room")
    page.chapters.create(seconds=0, title="The first room")
    page.save_revision().publish()
    return page


def test_a_recording_plays_with_captions_chapters_and_transcript(recording: ResourcePage) -> None:
    shown = text(recording)

    sound, captions, french = (offered.file for offered in recording.files.all())
    assert f'<audio id="recording" controls preload="metadata" src="{sound.address}">' in shown
    assert (
        f'srclang="en" label="English" src="/en/library/{recording.translation_key}/captions/{captions.uuid}.vtt" default'
        in shown
    )
    assert f"captions/{french.uuid}.vtt" in shown
    assert shown.index("The first room") < shown.index("The second room")
    assert f'{sound.address}#t=65" data-seconds="65"' in shown
    assert "Who has the keys? Nobody." in shown
    assert "#t=5.5" in shown


def test_captions_reach_the_player_as_plain_webvtt_from_either_format(recording: ResourcePage) -> None:
    _sound, vtt, srt = (offered.file for offered in recording.files.all())

    def served(file: StoredFile) -> list[str]:
        answer = Client().get(f"/en/library/{recording.translation_key}/captions/{file.uuid}.vtt")
        assert (answer.status_code, answer["Content-Type"]) == (200, "text/vtt; charset=utf-8")
        return answer.content.decode().split("\n")

    assert served(vtt)[:4] == ["WEBVTT", "", "00:00:01.000 --> 00:00:04.000", "The van leaves at six."]
    assert served(srt)[5:7] == ["00:01:05.500 --> 00:01:09.000", "Who has the keys?"]


def test_captions_carry_no_markup_of_strangers(recording: ResourcePage) -> None:
    evil = "WEBVTT\n\n00:01.000 --> 00:02.000\n<script>alert(1)</script><img src=x onerror=alert(1)> a --> b & c\n"
    file = read(stored_file(evil.encode(), "evil.vtt"))
    page = pages.resource(
        resource_kind="recording", files=((stored_file(documents.sound(), "a.wav"), "en"), (file, "en"))
    )

    served = Client().get(f"/en/library/{page.translation_key}/captions/{file.uuid}.vtt").content.decode()

    assert served.split("\n")[3] == "alert(1) a → b &amp; c"
    assert "<img src=x" not in text(page)


def test_no_other_file_leaves_as_captions(recording: ResourcePage) -> None:
    sound = recording.files.first().file

    assert (
        Client().get(f"/en/library/{recording.translation_key}/captions/{sound.uuid}.vtt").status_code == 404
    )


LOOKS = {
    "paper.docx": (documents.docx("## Arriving\n\nBy boat.\n"), "<h3>Arriving</h3><p>By boat.</p>"),
    "show.pptx": (documents.slides("Arriving"), "Slide 1: Arriving"),
    "budget.xlsx": (documents.sheets(Costs=[["Van", "Euro"], ["Van", 640]]), "<td>640</td>"),
    "table.csv": (b"town;seats\nKalmar;120\n", "<td>Kalmar</td>"),
    "text.odt": (documents.odt(("Arriving", "By boat.")), "By boat."),
    "kit.zip": (documents.archive(plan__pdf=b"12345"), "plan/pdf"),
    "paper.pdf": (pdf("The first page."), "The first page."),
    "photo.png": (documents.picture("png"), "pages/1.webp"),
    "note.md": (b"## Arriving\n\nBy boat.\n", "By boat."),
    "said.vtt": (documents.VTT.encode(), "The van leaves at six."),
}


@pytest.mark.parametrize("name", LOOKS)
def test_one_can_look_into_every_format(name: str) -> None:
    content, word = LOOKS[name]
    file = read(stored_file(content, name))
    page = pages.resource(files=(file,))
    address = f"/en/library/{page.translation_key}/read/{file.uuid}/"

    assert address in text(page)
    assert word in Client().get(address).content.decode()


def test_looking_inside_says_what_could_not_be_read() -> None:
    broken = read(stored_file(b"%PDF-1.4 and then nothing", "broken.pdf"))
    scan = read(stored_file(documents.scanned_pdf(with_words=True), "scan.pdf"))
    waiting = stored_file(pdf("Later."), "later.pdf")
    page = pages.resource(files=(broken, scan, waiting))

    def shown(file: StoredFile) -> str:
        return Client().get(f"/en/library/{page.translation_key}/read/{file.uuid}/").content.decode()

    assert "could not be read: it is not a whole PDF" in shown(broken)
    assert "Page 2 is a scan" in shown(scan)
    assert "is being read" in shown(waiting)


def test_a_long_file_is_read_on() -> None:
    file = read(stored_file(documents.long_pdf(130), "long.pdf"))
    page = pages.resource(files=(file,))
    address = f"/en/library/{page.translation_key}/read/{file.uuid}/"

    assert "?from=60#text" in Client().get(address).content.decode()
    last = Client().get(f"{address}?from=120").content.decode()
    assert "Page 130" in last
    assert "?from=" not in last
    for nonsense in ("x", "-1", "99999999999", "٣"):
        assert Client().get(address, {"from": nonsense}).status_code == 200


def test_what_belongs_with_it_is_shown_to_whom_it_is_open(member: Person, signed_in) -> None:
    course = pages.course(title="The course on it")
    closed = pages.resource(title="The members paper", own_audience="member")
    page = pages.resource(title="Kit")
    for thing in (course, closed):
        page.related.create(page=thing)
    page.save_revision().publish()

    assert "The course on it" in text(page)
    assert "The members paper" not in text(page)
    assert "The members paper" in text(page, signed_in(member))


def test_authors_lead_members_to_the_lists(member: Person, signed_in) -> None:
    colleague = cast.member(name="Ana Kos")
    theirs = Affiliation.objects.get(person=colleague).organisation
    page = pages.resource(credits=("Ana Kos", "Kino"))
    Credit.objects.filter(name="Ana Kos").update(person=colleague)
    Credit.objects.filter(name="Kino").update(organisation=theirs, kind="organisation")

    assert str(colleague.uuid) not in text(page)
    shown = text(page, signed_in(member))
    assert f"/en/people/{colleague.uuid}/" in shown
    assert f"/en/people/organisations/{theirs.uuid}/" in shown
    assert "Ana Kos, Kino" in Client().get("/en/resources/").content.decode()


@pytest.mark.parametrize("spdx", [name for name in licences.LICENCES if name != licences.RESERVED])
def test_a_licence_says_in_plain_words_what_one_may_do(spdx: str) -> None:
    licence = licences.licence_of(spdx)
    shown = text(pages.resource(licence=spdx))

    assert str(licence.words) in shown
    assert all(str(thing) in shown for thing in (*licence.may, *licence.must))
    assert f'rel="license" href="{licence.address}"' in shown


@pytest.mark.parametrize(
    ("said", "spdx"),
    [
        ("CC BY 4.0", "CC-BY-4.0"), ("cc-by-sa", "CC-BY-SA-4.0"), ("https://creativecommons.org/licenses/by-nc-nd/4.0/", "CC-BY-NC-ND-4.0"),
        ("CC0", "CC0-1.0"), ("Creative Commons BY-NC", "CC-BY-NC-4.0"), ("All rights reserved", "reserved"), ("MIT", "MIT"), ("whatever", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_catalogues_words_for_a_licence_are_understood(said: str, spdx: str) -> None:
    assert licences.recognised(said) == spdx


def test_the_page_costs_the_same_queries_with_1_3_and_300_of_everything(member: Person, signed_in) -> None:
    files = [stored_file() for _n in range(300)]
    page = pages.resource(files=(files[0],), parts=("One",))
    client, counts = signed_in(member), []
    for upto in (1, 3, 300):
        page.files.all().delete()
        page.parts.all().delete()
        page.credits.all().delete()
        live = ResourcePage.objects.get(pk=page.pk)
        for n in range(upto):
            live.files.create(file=files[n], part=1 + n % 3 if upto > 1 else 1)
            live.parts.create(title=f"Part {n}")
            live.credits.create(name=f"Person {n}", person=member)
            live.related.create(page=page)
        live.save()
        raise_generation()
        client.get(page.address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page.address).status_code == 200
        counts.append(len(captured))

    assert counts[0] == counts[1] == counts[2]
