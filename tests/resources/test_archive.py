"""All of a resource as one archive: streamed, resumed, with a sheet that tells where it is from; only for whom it is shown."""

import io
import zipfile

import pytest
from django.http import HttpResponse
from django.test import Client

from files.models import StoredFile
from members.models import Person
from resources.actions.taking import WHOLE
from resources.models import Download, ResourcePage
from tests.factories import pages
from tests.factories.files import pdf, stored_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def toolkit() -> ResourcePage:
    return pages.resource(
        title="Budget toolkit",
        licence="CC-BY-SA-4.0",
        credits=("Marijke Dehandschutter",),
        year=2026,
        parts=("The sheet", "The guide"),
        files=(
            (stored_file(b"a;b\n1;2\n", "sheet.csv", title="Sheet"), "en", 1),
            (stored_file(pdf("How to."), "guide.pdf", title="Guide"), "en", 2),
            (stored_file(pdf("Comment."), "guide.pdf", title="Le guide"), "fr", 2),
        ),
    )


def address(toolkit: ResourcePage, what: str = "all", language: str = "en") -> str:
    return f"/{language}/library/{toolkit.translation_key}/archive/{what}.zip"


def opened(answer: HttpResponse) -> zipfile.ZipFile:
    assert answer.status_code == 200
    content = answer.getvalue()
    assert len(content) == int(answer["Content-Length"])
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.testzip() is None
    return archive


def test_parts_are_folders_in_their_order(toolkit: ResourcePage) -> None:
    answer = Client().get(address(toolkit))

    assert opened(answer).namelist() == [
        "budget-toolkit/about.txt",
        "budget-toolkit/01 The sheet/en/sheet.csv",
        "budget-toolkit/02 The guide/en/guide.pdf",
        "budget-toolkit/02 The guide/fr/guide.pdf",
    ]
    assert 'filename="budget-toolkit.zip"' in answer["Content-Disposition"]


def test_the_sheet_tells_who_what_and_the_sums(toolkit: ResourcePage) -> None:
    archive = opened(Client().get(address(toolkit)))

    about = archive.read("budget-toolkit/about.txt").decode()
    for word in (
        "Dehandschutter, M. (2026)",
        "CC-BY-SA-4.0",
        toolkit.address,
        toolkit.files.first().file.sha256,
    ):
        assert word in about


def test_one_language_alone(toolkit: ResourcePage) -> None:
    names = opened(Client().get(address(toolkit, "fr"))).namelist()

    assert [name.rpartition("/")[0] for name in names] == ["budget-toolkit", "budget-toolkit/02 The guide"]


def test_a_former_version(toolkit: ResourcePage) -> None:
    pages.published_again(
        toolkit, files=(stored_file(b"c;d\n", "sheet.csv"),), change_note="Corrects the sheet"
    )

    former = opened(Client().get(address(toolkit, "version-1")))
    newest = opened(Client().get(address(toolkit, "version-2")))

    assert len(former.namelist()) == 4
    assert newest.read(newest.namelist()[1]) == b"c;d\n"


def test_a_download_is_resumed_in_the_middle(toolkit: ResourcePage) -> None:
    whole = Client().get(address(toolkit)).getvalue()
    half = len(whole) // 2

    rest = Client().get(address(toolkit), headers={"Range": f"bytes={half}-"})

    assert (rest.status_code, rest.getvalue()) == (206, whole[half:])
    again = Client().get(address(toolkit), headers={"Range": f"bytes={half}-", "If-Range": '"another"'})
    assert (again.status_code, len(again.getvalue())) == (200, len(whole))


def test_it_counts_once_however_many_files_it_holds(toolkit: ResourcePage) -> None:
    Client().get(address(toolkit)).getvalue()
    Client().get(address(toolkit), headers={"Range": "bytes=100-"}).getvalue()
    Client().head(address(toolkit))

    assert [(row.file_uuid, row.count) for row in Download.objects.all()] == [(WHOLE, 1)]


def test_a_file_missing_from_storage_breaks_nothing(toolkit: ResourcePage) -> None:
    file: StoredFile = toolkit.files.first().file
    file.file.storage.delete(file.file.name)

    archive = opened(Client().get(address(toolkit)))

    assert len(archive.namelist()) == 3
    assert "sheet.csv" in archive.read("budget-toolkit/about.txt").decode().split("could not be added")[1]


def test_it_is_for_whom_the_resource_is(member: Person, learner: Person, signed_in) -> None:
    closed = pages.resource(own_audience="member", files=(stored_file(), stored_file()))

    assert Client().get(address(closed)).status_code == 404
    assert signed_in(learner).get(address(closed)).status_code == 404
    assert opened(signed_in(member).get(address(closed)))


@pytest.mark.parametrize("what", ["nothing", "version-9", "version-x", "version-99999999999", "de"])
def test_what_there_is_not_is_not_there(toolkit: ResourcePage, what: str) -> None:
    assert Client().get(address(toolkit, what)).status_code == 404


def test_names_of_strangers_unpack_into_the_folder() -> None:
    toolkit = pages.resource(
        title="../../etc",
        parts=("../up", "CON: <x>"),
        files=((stored_file(), "en", 1), (stored_file(), "en", 2)),
    )

    names = opened(Client().get(address(toolkit))).namelist()

    assert all(name.startswith("etc/") and ".." not in name.split("/") and ":" not in name for name in names)
