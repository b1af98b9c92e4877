"""All of the real documents by one command: taken or listed, seen, resumed, and found by words on their inner pages."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.base import File
from django.core.management import call_command
from django.test import Client

from files.models import Extraction, StoredFile
from resources.models import ResourcePage
from search import sync
from search.engines import current
from tests.factories import pages

DOCUMENTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "documents"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.real,
    pytest.mark.skipif(not DOCUMENTS.is_dir(), reason="no ../shared/data/documents beside the project"),
]


@pytest.fixture
def _own_index(settings: LazySettings, tmp_path: Path):
    settings.SEARCH_DIR = tmp_path / "search"
    yield
    current().close()


#: Words of each document: on an inner page of those that have pages, in a part below the first heading of the others.
INNER = {
    "41568-pdf.pdf": (115, "conic sections were studied for eighteen hundred years"),
    "Descriptions_11_Principles.pdf": (4, "necessary for fitting in with a group or social network"),
    "Glossary.pdf": (6, "apprenticeships, and to enter or advance in a specific"),
    "Improving_Adult_Lit._Instruction.pdf": (19, "Presenting assessment results in a public"),
    "Instructional_Design_Strat_selfassessmt.docx": (0, "offering accurate and timely feedback"),
    "Motivation_and_Persistence_Strategies_Chart.docx": (0, "Reframing explanations in ways that motivate persistence"),
    "TEPrincLearnUnit1Imp-Part1.pdf": (11, "How Amy Conducts the Class"),
    "TEPrincLearnUnit1Imp-Part1Scr.pdf": (3, "mathematics skills to those of a"),
    "Voices_From_the_Field.pdf": (2, "Bring students into the conversation"),
    "doc_EN.pdf": (1, "This is a document in English"),
    "doc_FR.pdf": (1, "Ceci est un document en Français"),
}  # fmt: skip


@pytest.mark.usefixtures("_own_index")
def test_all_of_the_real_documents() -> None:
    count = sum(1 for path in DOCUMENTS.iterdir() if path.is_file())

    out = io.StringIO()
    call_command("import_resources", str(DOCUMENTS), stdout=out)
    report = json.loads(out.getvalue())

    files = {file["name"]: file for row in report["report"] for file in row["files"]}
    taken = [name for name, file in files.items() if file["outcome"] == "imported"]
    listed = {name: file["reason"] for name, file in files.items() if file["outcome"] == "listed"}
    assert len(taken) + len(listed) == len(files) == count
    assert listed["Glossary_508.pdf"] == "It is the very same file as Glossary.pdf."
    assert "could not be recognised" in listed["broken.pdf"]
    assert set(listed) == {"Glossary_508.pdf", "broken.pdf"}
    while sync.drain():
        pass
    for name in taken:
        _can_be_read_seen_resumed_and_found(name)
    assert set(INNER) == set(taken)
    for name, (page, words) in INNER.items():
        file = StoredFile.objects.get(file__endswith=f"/{name}")
        lands = f"{file.address}#page={page}" if page else f"/read/{file.uuid}/#piece-"
        hits = Client().get("/api/v1/search", {"q": f'"{words}"'}).json()["hits"]
        (address,) = [one["url"] for hit in hits for one in hit["passages"] if lands in one["url"]]
        assert Client().get(address).getvalue()


def _can_be_read_seen_resumed_and_found(name: str) -> None:
    stored = StoredFile.objects.get(file__endswith=f"/{name}")
    whole = (DOCUMENTS / name).read_bytes()
    half = Client().get(stored.address, headers={"Range": f"bytes={len(whole) // 2}-"})
    assert (half.status_code, half.getvalue()) == (206, whole[len(whole) // 2 :]), name
    assert stored.extraction.state == Extraction.State.READ, (name, stored.extraction.reason)
    page = ResourcePage.objects.get(files__file=stored)
    look = Client().get(f"/en/library/{page.translation_key}/read/{stored.uuid}/").content.decode()
    if stored.format == "pdf":
        assert all(Client().get(preview.address).getvalue() for preview in stored.extraction.previews.all())
        assert stored.extraction.previews.count() == min(3, stored.extraction.page_count), name
    else:
        assert '<article class="prose view"' in look, name
    # The longest words of the last page that has some lead to this file.
    last = stored.extraction.pages.exclude(text="").last()
    rare = sorted({word for word in last.text.split() if word.isalpha()}, key=len)[-6:]
    hits = Client().get("/api/v1/search", {"q": " ".join(rare)}).json()["hits"]
    lands = (
        f"{stored.address}#page={last.number}" if stored.format == "pdf" else f"/read/{stored.uuid}/#piece-"
    )
    assert any(lands in passage["url"] for hit in hits for passage in hit["passages"]), (name, rare)


def test_all_of_them_as_one_archive(tmp_path: Path) -> None:
    page = pages.resource(title="Everything")
    draft = page.get_latest_revision_as_object()
    for path in sorted(DOCUMENTS.iterdir()):
        with path.open("rb") as stream:
            stored = StoredFile(title=path.name, file=File(stream, name=path.name))
            stored.save()
        draft.files.create(file=stored)
    draft.save_revision().publish()

    content = Client().get(f"/en/library/{page.translation_key}/archive/all.zip").getvalue()

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == 1 + len(list(DOCUMENTS.iterdir()))
