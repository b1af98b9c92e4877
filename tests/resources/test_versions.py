"""A publish with other files and a new note makes a version; without a note it puts the newest right."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from members import letters
from members.consents import answer
from members.models import Letter, Person
from resources.consents import DOWNLOADS
from resources.models import Copy, ResourcePage, Version
from tests.factories import pages
from tests.factories.files import stored_file

pytestmark = pytest.mark.django_db


def versions(toolkit: ResourcePage) -> list[tuple[int, str, list[str]]]:
    found = Version.objects.filter(resource_key=toolkit.translation_key).order_by("number")
    return [(one.number, one.note, [row.title for row in one.files.all()]) for one in found]


@pytest.fixture
def toolkit() -> ResourcePage:
    return pages.resource(files=(stored_file(title="Sheet"), stored_file(title="Guide")))


def take(toolkit: ResourcePage, person: Person, signed_in) -> None:
    answer(person=person, purpose=DOWNLOADS, given=True, by=person)
    file = toolkit.files.first().file
    assert signed_in(person).get(file.address).getvalue()


def test_the_first_publish_is_version_one(toolkit: ResourcePage) -> None:
    assert versions(toolkit) == [(1, "", ["Sheet", "Guide"])]


def test_a_draft_has_no_version() -> None:
    assert versions(pages.resource(files=(stored_file(),), live=False)) == []


def test_other_words_are_the_same_version(toolkit: ResourcePage) -> None:
    pages.published_again(toolkit, summary="Better words.", change_note="Nothing in the files.")

    assert [number for number, _note, _files in versions(toolkit)] == [1]


def test_other_files_with_a_note_are_the_next_version_and_the_former_is_kept(toolkit: ResourcePage) -> None:
    old = toolkit.files.first().file
    new = stored_file(title="Sheet, corrected")

    pages.published_again(toolkit, files=(new,), change_note="Corrects the budget sheet")

    assert versions(toolkit) == [
        (1, "", ["Sheet", "Guide"]),
        (2, "Corrects the budget sheet", ["Sheet, corrected"]),
    ]
    assert Client().get(old.address).getvalue()
    text = Client().get(toolkit.address).content.decode()
    assert "Corrects the budget sheet" in text
    assert old.address in text


def test_other_files_without_a_new_note_replace_the_old_ones_and_leave_nothing(toolkit: ResourcePage) -> None:
    mistake = toolkit.files.first().file
    pages.published_again(toolkit, files=(stored_file(title="The right sheet"),))

    assert versions(toolkit) == [(1, "", ["The right sheet"])]
    assert Client().get(mistake.address).status_code == 404


def test_the_note_of_the_version_before_makes_no_version(toolkit: ResourcePage) -> None:
    pages.published_again(toolkit, files=(stored_file(title="Two"),), change_note="Corrects the sheet")
    pages.published_again(toolkit, files=(stored_file(title="Two, put right"),))

    assert versions(toolkit)[1:] == [(2, "Corrects the sheet", ["Two, put right"])]


def test_a_translation_says_what_changed_in_its_own_words(toolkit: ResourcePage) -> None:
    french = pages.in_french(toolkit, title="La fiche")
    pages.published_again(toolkit, files=(stored_file(),), change_note="Corrects the sheet")
    pages.published_again(french, change_note="Corrige la fiche")

    assert "Corrige la fiche" in Client().get(french.address).content.decode()
    assert "Corrects the sheet" in Client().get(toolkit.address).content.decode()


def test_files_that_a_translation_still_names_are_gone_when_the_source_drops_them(
    toolkit: ResourcePage,
) -> None:
    mistake = toolkit.files.first().file
    french = pages.in_french(toolkit, title="La fiche")
    assert french.files.filter(file=mistake).exists(), "nothing could have leaked"

    pages.published_again(toolkit, files=(stored_file(),))

    assert Client().get(mistake.address).status_code == 404


def test_who_has_an_older_version_sees_and_hears_what_changed(
    toolkit: ResourcePage, member: Person, signed_in, mailoutbox, django_capture_on_commit_callbacks
) -> None:
    take(toolkit, member, signed_in)

    pages.published_again(toolkit, files=(stored_file(),), change_note="Corrects the budget sheet")

    text = signed_in(member).get(toolkit.address).content.decode()
    assert "You have version 1." in text
    assert "Version 2: Corrects the budget sheet" in text
    assert letters.send_due() == 1
    (mail,) = mailoutbox
    assert mail.to == [member.email]
    assert "Corrects the budget sheet" in mail.body
    assert toolkit.address in mail.body


def test_who_has_taken_the_new_version_meanwhile_hears_nothing(
    toolkit: ResourcePage, member: Person, signed_in, mailoutbox
) -> None:
    take(toolkit, member, signed_in)
    pages.published_again(toolkit, files=(stored_file(),), change_note="Corrects the budget sheet")
    take(toolkit, member, signed_in)

    assert letters.send_due() == 0
    assert Copy.objects.get().version == 2
    assert "You have version 1." not in signed_in(member).get(toolkit.address).content.decode()
    assert mailoutbox == []


def test_who_may_not_see_it_any_more_hears_nothing(
    toolkit: ResourcePage, learner: Person, signed_in, mailoutbox
) -> None:
    take(toolkit, learner, signed_in)
    pages.published_again(toolkit, files=(stored_file(),), change_note="Corrects", own_audience="staff")

    assert Letter.objects.filter(kind="resources/version").exists(), "nothing could have left"
    assert letters.send_due() == 0
    assert mailoutbox == []


def test_facts_of_the_source_reach_translations_and_stay_there(toolkit: ResourcePage) -> None:
    french = pages.in_french(toolkit, title="La fiche", year=1999)
    pages.published_again(toolkit, year=2026, licence="CC-BY-4.0", resource_kind="guide")

    french.refresh_from_db()
    assert (french.year, french.licence, french.resource_kind) == (2026, "CC-BY-4.0", "guide")

    pages.published_again(french, year=1999, summary="D’autres mots.")
    french.refresh_from_db()
    assert (french.year, french.summary) == (2026, "D’autres mots.")


def test_a_file_of_a_part_that_is_not_there_is_refused() -> None:
    toolkit = ResourcePage(title="Kit", slug="kit", resource_kind="toolkit")
    toolkit.parts.create(title="One")
    toolkit.files.create(file=stored_file(), part=3)

    with pytest.raises(ValidationError, match="a part that is not there"):
        toolkit.clean()
