"""A library is brought in by one command, twice without doubling, with a report of every row and file."""

import io
import json
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.test import Client

from files.models import Extraction, StoredFile
from members.models import Person
from resources.importing import spreadsheets
from resources.models import ImportedResource, ResourcePage, Version
from tests.factories import documents
from tests.factories.files import pdf
from tests.factories.members import LineFactory

pytestmark = pytest.mark.django_db


def run(path: Path, **options: Any) -> dict[str, Any]:
    out = io.StringIO()
    call_command("import_resources", str(path), stdout=out, **options)
    return json.loads(out.getvalue())


def outcomes(report: dict[str, Any]) -> list[tuple[str, str]]:
    return [(row["title"], row["outcome"]) for row in report["report"]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A spreadsheet and the files that it names."""
    place = tmp_path / "library"
    (place / "papers").mkdir(parents=True)
    (place / "papers" / "freight_EN.pdf").write_bytes(pdf("Lorries at night."))
    (place / "papers" / "freight_FR.pdf").write_bytes(pdf("Des camions la nuit."))
    (place / "visa.csv").write_text("country;days\nUA;31\n")
    book = openpyxl.Workbook()
    for row in (
        (
            "ID",
            "Titre",
            "Type",
            "Résumé",
            "Auteurs",
            "Organisations",
            "Année",
            "Licence",
            "Lignes",
            "Mots-clés",
            "Fichiers",
            "Public",
            "Remarks",
        ),
        (
            "a1",
            "Freight",
            "toolkit",
            "How to share.",
            "Ana Kos; László Nagy",
            "Kino",
            2026,
            "CC BY 4.0",
            "Worldwide",
            "freight, lorries",
            "papers/freight_EN.pdf; papers/freight_FR.pdf",
            "",
            "x",
        ),
        ("a2", "Visa", "Recherche", "Who waits.", "", "", "2025", "", "", "", "visa.csv", "members", ""),
        ("a3", "", "report", "", "", "", "", "", "", "", "", "", ""),
        ("a4", "Lost", "report", "", "", "", "in 19", "whatever", "Nowhere", "", "missing.pdf", "", ""),
    ):
        book.active.append(row)
    book.save(place / "list.xlsx")
    LineFactory(title="Worldwide", slug="worldwide")
    return place


def test_a_spreadsheet_with_a_folder_of_files(folder: Path, member: Person, signed_in) -> None:
    report = run(folder)

    assert outcomes(report) == [
        ("Freight", "imported"),
        ("Visa", "imported"),
        ("", "listed"),
        ("Lost", "listed"),
    ]
    freight = ResourcePage.objects.get(title="Freight")
    assert (freight.resource_kind, freight.year, freight.licence) == ("toolkit", 2026, "CC-BY-4.0")
    assert freight.authors == "Ana Kos, László Nagy, Kino"
    assert [(one.language, one.file.download_name) for one in freight.files.all()] == [
        ("en", "freight_EN.pdf"),
        ("fr", "freight_FR.pdf"),
    ]
    assert [line.slug for line in freight.lines.all()] == ["worldwide"]
    assert {tag.name for tag in freight.tags.all()} == {"freight", "lorries"}
    assert "Ana Kos" in Client().get(freight.address).content.decode()
    visa = ResourcePage.objects.get(title="Visa")
    assert Client().get(visa.address).status_code == 403
    assert signed_in(member).get(visa.address).status_code == 200
    assert Version.objects.filter(number=1).count() == 2


def test_every_row_and_file_says_what_became_of_it(folder: Path) -> None:
    report = run(folder)

    untitled, lost = report["report"][2:]
    assert untitled["reasons"] == ["It has no title."]
    assert lost["files"] == [{"name": "missing.pdf", "outcome": "listed", "reason": "There is no such file."}]
    assert any("not a number" in note for note in lost["notes"])
    assert any("“whatever” is not known" in note for note in lost["notes"])
    assert report["files"] == {"seen": 4, "imported": 3, "changed": 0, "unchanged": 0, "listed": 1}


def test_twice_doubles_nothing(folder: Path) -> None:
    run(folder)
    before = (ResourcePage.objects.count(), StoredFile.objects.count(), Extraction.objects.count())

    report = run(folder)

    assert outcomes(report)[:2] == [("Freight", "unchanged"), ("Visa", "unchanged")]
    assert (ResourcePage.objects.count(), StoredFile.objects.count(), Extraction.objects.count()) == before


def test_a_dry_run_says_the_same_and_leaves_nothing(folder: Path, settings: LazySettings) -> None:
    private = Path(settings.STORAGES["private"]["OPTIONS"]["location"])
    before = sum(1 for path in private.rglob("*") if path.is_file()) if private.exists() else 0

    dry = run(folder, dry_run=True)

    assert not ResourcePage.objects.exists()
    assert not StoredFile.objects.exists()
    assert not ImportedResource.objects.exists()
    assert (sum(1 for path in private.rglob("*") if path.is_file()) if private.exists() else 0) == before
    wet = run(folder)
    assert outcomes(dry) == outcomes(wet)
    assert [row["files"] for row in dry["report"]] == [row["files"] for row in wet["report"]]


def test_a_row_that_changed_changes_its_resource_and_keeps_its_files(folder: Path) -> None:
    run(folder)
    files = set(StoredFile.objects.values_list("pk", flat=True))
    book = openpyxl.load_workbook(folder / "list.xlsx")
    book.active["B2"] = "Freight together"
    book.save(folder / "list.xlsx")

    report = run(folder)

    assert outcomes(report)[0] == ("Freight together", "changed")
    page = ResourcePage.objects.get(title="Freight together")
    assert "Freight together" in Client().get(page.address).content.decode()
    assert set(StoredFile.objects.values_list("pk", flat=True)) == files


def test_a_new_file_with_a_note_is_a_new_version(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a;b\n1;2\n")
    (tmp_path / "list.csv").write_text("id;title;files;change note\nx;Kit;a.csv;\n")
    run(tmp_path / "list.csv")
    (tmp_path / "b.csv").write_text("a;b\n1;3\n")
    (tmp_path / "list.csv").write_text("id;title;files;change note\nx;Kit;b.csv;Corrects the sum\n")
    run(tmp_path / "list.csv")

    assert [(v.number, v.note) for v in Version.objects.all()] == [(2, "Corrects the sum"), (1, "")]


def test_what_was_deleted_here_does_not_come_back(folder: Path) -> None:
    run(folder)
    ResourcePage.objects.get(title="Freight").delete()

    report = run(folder)

    assert outcomes(report)[0] == ("Freight", "listed")
    assert "deleted since" in report["report"][0]["reasons"][0]


def test_a_file_that_is_in_the_library_already_is_noticed(folder: Path, tmp_path: Path) -> None:
    run(folder)
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(folder / "visa.csv", other / "again.csv")

    report = run(other)

    assert outcomes(report)[0][1] == "listed"
    assert report["report"][0]["files"][0]["reason"] == "It is in the library already, in “Visa”."


def test_drafts_kind_audience_language_and_who(folder: Path, editor: Person) -> None:
    run(folder, draft=True, kind="guide", by=editor.email)

    page = ResourcePage.objects.get(title="Freight")
    assert (page.live, page.owner) == (False, editor)
    assert Client().get(page.address).status_code == 404
    with pytest.raises(CommandError, match="Nobody has the address"):
        run(folder, by="nobody@example.org")


def test_a_name_that_leads_out_of_the_folder_leads_nowhere(tmp_path: Path) -> None:
    place = tmp_path / "in"
    place.mkdir()
    (tmp_path / "secret.txt").write_text("Not yours.")
    (place / "list.csv").write_text("id,title,files\nx,Kit,../secret.txt\ny,Kit 2,/etc/passwd\n")
    (place / "link.txt").symlink_to(tmp_path / "secret.txt")

    report = run(place / "list.csv")

    assert [row["outcome"] for row in report["report"]] == ["listed", "listed"]
    assert run(place)["rows"] == 2
    assert not StoredFile.objects.exists()


BIB = r"""
@string{pub = "Seven Harbours"}
@comment{nothing}
@techreport{stolte2026,
  author = {Stolte, Henrike and Barreiro, Xo{\'a}n and {Four Small Stages}},
  title = {{A shared freight pool}: seven \& more},
  year = 2026, institution = pub # " press",
  keywords = {freight; lorries}, language = {english}, file = {:papers/pool.pdf:PDF},
}
@article{noauthor, title = "L'\'et\'e \`a la mer", year = {2024}, doi = {https://doi.org/10.5555/ABC}, abstract = {Long.}}
@misc{broken, title = {Never ends
"""
RIS = "TY  - RPRT\r\nAU  - Stolte, Henrike\r\nAU  - Seven Harbours\r\nTI  - A shared\r\n freight pool\r\nPY  - 2026/03/01\r\nDO  - 10.5555/xyz\r\nKW  - freight\r\nL1  - pool.pdf\r\nER  - \r\n\r\nTY  - VIDEO\r\nTI  - Rooms\r\nER  - \r\n"


def test_a_bibtex_export(tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "pool.pdf").write_bytes(pdf("Lorries."))
    (tmp_path / "refs.bib").write_text(BIB, encoding="utf-8")

    report = run(tmp_path / "refs.bib")

    assert [row["outcome"] for row in report["report"]] == ["imported"] * 3
    page = ResourcePage.objects.get(title="A shared freight pool: seven & more")
    assert (page.authors, page.publisher, page.resource_kind) == (
        "Henrike Stolte, Xoán Barreiro, Four Small Stages",
        "Seven Harbours press",
        "report",
    )
    assert page.credits.get(name="Four Small Stages").kind == "organisation"
    assert page.files.get().file.download_name == "pool.pdf"
    assert ResourcePage.objects.get(doi="10.5555/ABC").title == "L'été à la mer"
    assert [row["outcome"] for row in run(tmp_path / "refs.bib")["report"]] == ["unchanged"] * 3


def test_a_ris_export(tmp_path: Path) -> None:
    (tmp_path / "pool.pdf").write_bytes(pdf("Lorries."))
    (tmp_path / "refs.ris").write_text(RIS)

    run(tmp_path / "refs.ris")

    page = ResourcePage.objects.get(doi="10.5555/xyz")
    assert (page.title, page.year, page.authors) == (
        "A shared freight pool",
        2026,
        "Henrike Stolte, Seven Harbours",
    )
    assert ResourcePage.objects.get(title="Rooms").resource_kind == "recording"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("list.csv", b"", "there is nothing in it"),
        ("list.csv", b"colour;size\nred;1\n", "no column"),
        ("list.xlsx", b"PK\x03\x04 broken", "not a whole spreadsheet"),
        ("refs.bib", b"nothing here", "no entry"),
        ("letter.docx", documents.docx(), "can read a folder"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, name: str, content: bytes, told: str) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(CommandError, match=told):
        run(tmp_path / name)


def test_a_path_that_is_not_there() -> None:
    with pytest.raises(CommandError, match="There is nothing at"):
        run(Path("/nowhere/at/all"))


def test_old_spreadsheets_in_the_letters_of_western_europe(tmp_path: Path) -> None:
    (tmp_path / "liste.csv").write_bytes("titre;genre;résumé\nÉté;guide;À lire\n".encode("cp1252"))

    (row,) = spreadsheets.rows_of(tmp_path / "liste.csv")

    assert row.values == {"title": "Été", "summary": "À lire", "resource_kind": "guide"}


def test_words_of_a_spreadsheet_are_text(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(
        'id,title,kind,text,tags\nx,<b>Kit</b>,guide,"<script>alert(1)</script>","=cmd()"\n'
    )
    run(tmp_path / "list.csv")

    shown = Client().get(ResourcePage.objects.get().address).content.decode()
    assert "<script>alert" not in shown
    assert "<b>Kit" not in shown
