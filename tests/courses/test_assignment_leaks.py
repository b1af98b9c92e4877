"""No learner reaches another's work, file, draft, points or name by any address; nor does the trainer of another course.

The words searched for are really there: whoever may read them finds them at the same addresses.
"""

import io
import re
import zipfile

import pytest
from django.core import mail
from django.test import Client
from PIL import Image

from courses.actions import CourseError, feedback, peer_review
from courses.actions.peer_sweeping import read_files
from courses.models import AssignmentPage, CoursePage, Review
from files.models import StoredFile
from members.letters import send_due
from members.models import Person
from tests.factories import assignments as work
from tests.factories import courses as learning
from tests.factories import files, pages
from tests.factories import members as cast

pytestmark = pytest.mark.django_db
SECRET, NAME, FILE = "Hushword", "Zebedee Quill", "zebedee-quill-plan"


@pytest.fixture
def course(trainer: Person) -> CoursePage:
    return pages.course(title="Touring", modules=1, lessons=1, trainer=trainer)


def picture() -> bytes:
    stream = io.BytesIO()
    exif = Image.Exif()
    exif[0x013B] = NAME  # artist
    Image.new("RGB", (8, 8), "red").save(stream, "JPEG", exif=exif)
    return stream.getvalue()


def document() -> bytes:
    stream = io.BytesIO()
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("docProps/core.xml", f"<cp><creator>{NAME}</creator></cp>")
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{space}"><w:body><w:p><w:r><w:t>Words of the plan</w:t></w:r></w:p></w:body></w:document>',
        )
    return stream.getvalue()


class Told:
    """Work with a file, by somebody with a name, and everybody who might look."""

    def __init__(self, course: CoursePage, page: AssignmentPage, trainer: Person, editor: Person) -> None:
        self.page, self.course = page, course
        self.author = learning.enrolled(
            course, cast.PersonFactory(name=NAME, email="zebedee.quill@example.org")
        )
        work.drafted(self.author, page, f"Here stands {SECRET}.")
        work.file_put(self.author, page, f"{FILE}.jpg", picture())
        self.submission = work.handed_in(self.author, page, f"Here stands {SECRET}.")
        self.file = self.submission.files.get()
        self.peer = learning.enrolled(course, cast.PersonFactory(name="Peer", email="peer@example.org"))
        work.handed_in(self.peer, page, "Mine")
        other = cast.with_role("trainer")
        pages.course(trainer=other)
        foreign = learning.cohort(course, name="Another group")
        leader = cast.PersonFactory()
        foreign.facilitators.create(person=leader)
        self.readers = {
            "anonymous": None,
            "author": self.author.person,
            "peer": self.peer.person,
            "learner": learning.enrolled(course).person,
            "trainer of another course": other,
            "leader of another group": leader,
            "its trainer": trainer,
            "editor": editor,
        }

    def client(self, signed_in, who: str) -> Client:
        return signed_in(self.readers[who]) if self.readers[who] else Client()


@pytest.fixture
def told(course: CoursePage, trainer: Person, editor: Person) -> Told:
    return Told(course, work.for_peers(course, gives=1, gets=1), trainer, editor)


def body_of(answer) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8", "replace")


def test_each_address_of_a_piece_of_work_is_for_its_own_readers(told: Told, signed_in) -> None:
    key, file = told.submission.uuid, told.file
    addresses = {
        f"/en/learning/submissions/{key}/": {"author"},
        f"/en/learning/submissions/{key}/files/{file.uuid}/{file.name}": {"author"},
        f"/en/learning/teaching/feedback/{key}/": {"its trainer", "editor"},
        f"/en/learning/teaching/feedback/{key}/files/{file.uuid}/{file.name}": {"its trainer", "editor"},
    }
    for address, may in addresses.items():
        answers = {who: told.client(signed_in, who).get(address) for who in told.readers}
        got = {who for who, answer in answers.items() if answer.status_code == 200 and body_of(answer)}

        assert got == may, address


def test_no_list_page_or_file_of_the_house_names_it_to_others(told: Told, signed_in) -> None:
    feedback.give_feedback(
        submission=told.submission, given=work.said(2, f"Feedback {SECRET}"), by=told.readers["its trainer"]
    )
    addresses = [
        told.page.address,
        told.course.address,
        "/en/learning/",
        "/en/learning/reviews/",
        "/en/learning/teaching/feedback/?show=all",
        "/en/learning/teaching/feedback.csv?show=all",
        f"/en/learning/teaching/{told.course.translation_key}/",
        f"/en/learning/teaching/{told.course.translation_key}/learners.csv",
        f"/en/search/?q={SECRET}",
        "/cms/documents/",
        "/cms/documents/chooser/",
    ]
    seen = set()
    for who in ("anonymous", "peer", "learner", "trainer of another course", "leader of another group"):
        client = told.client(signed_in, who)
        for address in addresses:
            text = (
                body_of(client.get(address, follow=True))
                .replace(f"q={SECRET}", "")
                .replace(f'value="{SECRET}"', "")
            )
            text = text.replace(f"“{SECRET}”", "")
            if NAME in text or FILE in text or f"stands {SECRET}" in text or f"Feedback {SECRET}" in text:
                seen.add((who, address))

    assert seen == set()
    assert NAME in body_of(
        told.client(signed_in, "its trainer").get("/en/learning/teaching/feedback/?show=all")
    )
    assert not StoredFile.objects.filter(title__contains=FILE).exists()


def test_a_draft_is_its_writers_alone(told: Told, signed_in) -> None:
    author = learning.enrolled(told.course)
    draft = work.drafted(author, told.page, f"A draft with {SECRET}")
    for who in ("anonymous", "peer", "trainer of another course", "its trainer", "editor"):
        client = told.client(signed_in, who)
        for address in (
            f"/en/learning/submissions/{draft.uuid}/",
            f"/en/learning/teaching/feedback/{draft.uuid}/",
        ):
            assert client.get(address).status_code in {302, 404}, (who, address)

    assert SECRET in body_of(signed_in(author.person).get(f"/en/learning/submissions/{draft.uuid}/"))


# -- blind, both ways -----------------------------------------------------------------------------------------
def test_a_reviewer_learns_nothing_of_whose_work_it_is(told: Told, signed_in) -> None:
    client = told.client(signed_in, "peer")
    claim = peer_review.claim(item=told.page.translation_key, by=told.peer.person)
    assert claim.submission == told.submission
    address = f"/en/learning/reviews/{claim.uuid}/"

    page = client.get(address)
    picture_address = re.search(r'<img src="([^"]+)"', page.content.decode())[1]
    file = client.get(picture_address)
    content = b"".join(file.streaming_content)

    assert SECRET in page.content.decode()  # the work is there
    assert file.status_code == 200
    own = client.get(f"/en/learning/submissions/{told.submission.uuid}/")
    for text in (
        page.content.decode(),
        picture_address,
        content.decode("latin-1"),
        str(dict(file.headers)),
        own.content.decode(),
        client.get("/en/learning/reviews/").content.decode(),
        client.post(address, {"do": "give"}).content.decode(),
    ):
        for word in (NAME, "zebedee", "Quill", str(told.submission.uuid), str(told.file.uuid)):
            assert word.lower() not in text.lower(), word
    assert "Last-Modified" not in file.headers


def test_of_a_document_reviewers_get_the_words_and_never_the_file(course: CoursePage, signed_in) -> None:
    page = work.for_peers(course)
    ada, ben = (learning.enrolled(course, cast.PersonFactory(name=name)) for name in (NAME, "Ben"))
    work.drafted(ada, page)
    work.file_put(ada, page, f"{FILE}.docx", document())
    work.file_put(ada, page, f"{FILE}.pdf", files.pdf("Words of the second plan"))
    work.handed_in(ada, page)
    work.handed_in(ben, page)
    read_files()
    claim = peer_review.claim(item=page.translation_key, by=ben.person)
    client = signed_in(ben.person)

    told = client.get(f"/en/learning/reviews/{claim.uuid}/").content.decode()

    assert "Words of the plan" in told
    assert "Words of the second plan" in told
    assert NAME not in told
    assert FILE not in told
    for number, ending in ((1, "docx"), (2, "pdf")):
        assert (
            client.get(f"/en/learning/reviews/{claim.uuid}/files/{number}/file-{number}.{ending}").status_code
            == 404
        )


@pytest.mark.parametrize("name", ["song.mp3", "everything.zip", "page.html"])
def test_what_cannot_be_made_blind_is_not_handed_in_to_peers(course: CoursePage, name: str) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("note.txt", "note")
    content = {
        "song.mp3": b"ID3\x03" + b"\0" * 200,
        "everything.zip": stream.getvalue(),
        "page.html": b"<html><p>x</p></html>",
    }
    page = work.for_peers(course)
    enrolment = learning.enrolled(course)
    work.drafted(enrolment, page)

    with pytest.raises(CourseError, match="can tell who made them"):
        work.file_put(enrolment, page, name, content[name])


def test_an_author_learns_nothing_of_who_reviewed(told: Told, signed_in) -> None:
    reviewer = told.peer.person
    Person.objects.filter(pk=reviewer.pk).update(name="Petronella Rook", email="petronella@example.org")
    work.reviewed(Person.objects.get(pk=reviewer.pk), told.page, words="A review of substance")
    send_due()
    client = told.client(signed_in, "author")

    page = client.get(f"/en/learning/submissions/{told.submission.uuid}/").content.decode()

    assert "A review of substance" in page
    assert "Reviewer 1" in page
    letter = next(message for message in mail.outbox if message.to == ["zebedee.quill@example.org"])
    review = Review.objects.get(submission=told.submission)
    for text in (
        page,
        client.get(told.page.address).content.decode(),
        letter.body,
        letter.subject,
        str(letter.extra_headers),
    ):
        for word in ("Petronella", "Rook", str(review.uuid)):
            assert word not in text
    trainers = told.client(signed_in, "its trainer").get(
        f"/en/learning/teaching/feedback/{told.submission.uuid}/"
    )
    assert "Petronella Rook" in trainers.content.decode()


def test_reviews_are_in_an_order_that_tells_nobody_who_was_first(course: CoursePage, signed_in) -> None:
    page = work.for_peers(course, gives=1, gets=4)
    ada, *others = [learning.enrolled(course) for _n in range(5)]
    mine = work.handed_in(ada, page)
    for one in others:
        work.handed_in(one, page)
        work.reviewed(one.person, page, words=f"Said by {one.pk}")

    told = signed_in(ada.person).get(f"/en/learning/submissions/{mine.uuid}/").content.decode()

    shown = [int(n) for n in re.findall(r"Said by (\d+)", told)]
    by_uuid = [
        one.reviewer_id
        for one in sorted(Review.objects.filter(submission=mine), key=lambda one: str(one.uuid))
    ]
    people = {one.pk: one.person_id for one in others}
    assert [people[n] for n in shown] == by_uuid


def test_somebody_elses_review_is_not_there(told: Told, signed_in) -> None:
    claim = peer_review.claim(item=told.page.translation_key, by=told.peer.person)
    for who in ("anonymous", "author", "learner", "trainer of another course", "its trainer"):
        client = told.client(signed_in, who)
        for address in (
            f"/en/learning/reviews/{claim.uuid}/",
            f"/en/learning/reviews/{claim.uuid}/files/1/file-1.jpg",
        ):
            assert client.get(address).status_code in {302, 404}, (who, address)
            assert client.post(address, {"do": "give"}).status_code in {302, 404, 405}

    claim.refresh_from_db()
    assert claim.given_at is None


def test_direct_posts_to_the_work_of_others_change_nothing(told: Told, signed_in) -> None:
    key = told.submission.uuid
    for who in ("peer", "learner", "trainer of another course", "leader of another group"):
        client = told.client(signed_in, who)
        assert client.post(f"/en/learning/teaching/feedback/{key}/", {"words": "x"}).status_code == 404
        assert (
            client.post(
                f"/en/learning/teaching/feedback/{key}/extend/", {"until": "2031-01-01T10:00", "why": "x"}
            ).status_code
            == 404
        )
    claim = peer_review.claim(item=told.page.translation_key, by=told.peer.person)
    with pytest.raises(CourseError, match="not yours to give"):
        peer_review.give_review(review=claim, given=work.said(), by=told.author.person)


def test_when_a_person_goes_their_words_and_files_go(told: Told) -> None:
    from members.departing import depart  # noqa: PLC0415 - only here

    storage, name = told.file.file.storage, told.file.file.name
    assert storage.exists(name)

    depart(person=told.author.person, keeps_name=False, by=told.author.person)

    told.submission.refresh_from_db()
    assert told.submission.text == ""
    assert not told.submission.files.exists()
    assert told.submission.submitted_at
