"""A credential is signed, drawn, checked by anybody, taken back with a reason, and outlives course, page and person."""

import json
import random
import uuid
from collections.abc import Callable

import pypdfium2
import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation

from badges import actions, certificates, queries, signing
from badges.models import Credential
from courses.actions import enrol, record_event
from courses.models import Completion, CoursePage
from members.departing import depart
from members.models import Person
from tests.badges.conftest import GOLDEN
from tests.factories import members as cast
from tests.factories import pages

pytestmark = pytest.mark.django_db


def finished(person: Person, course: CoursePage) -> Completion:
    enrolment = enrol(person=person, course_key=course.translation_key, by=person)
    for item in enrolment.edition.items:
        record_event(
            enrolment=enrolment,
            item=uuid.UUID(item["key"]),
            verb="done",
            key=item["key"],
            by=person,
        )
    return Completion.objects.get(enrolment=enrolment, kind="completed")


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(document[0].get_textpage().get_text_range().split())


def test_finishing_a_course_is_one_credential_whatever_is_repeated(learner: Person) -> None:
    course = pages.course(title="Touring green", modules=1, lessons=2)
    completion = finished(learner, course)
    actions.award_for_completion(completion=completion)
    actions.award_for_completion(completion=completion)

    credential = Credential.objects.get(kind="completed")
    assert (credential.person, credential.kind, credential.title_en) == (
        learner,
        "completed",
        "Touring green",
    )
    assert len(credential.criteria) == 2
    awarded = Credential.objects.count()
    assert actions.issue_waiting() == awarded
    assert actions.issue_waiting() == 0
    assert [one.kind for one in queries.credentials_of(learner)] == ["completed"]


def test_the_certificate_says_it_in_both_languages_and_is_tagged(
    recognised: Callable[..., Credential],
) -> None:
    credential = recognised()

    with credential.pdf_en.open("rb") as file:
        raw = file.read()
    with credential.pdf_fr.open("rb") as file:
        french = words_of(file.read())
    english = words_of(raw)
    assert "Zoë O’Neil Brännström spoke at What a tour costs now" in english
    assert "Ce que coûte une tournée" in french
    assert credential.readable_code in english
    assert b"/StructTreeRoot" in raw
    assert b"pdfuaid" in raw


@pytest.mark.parametrize(
    "hostile",
    ['#panic("x")', "$ x^2 $ \\ */ //", '"]#read("/etc/passwd")', "<script>alert(1)</script>", "\u202eevil"],
)
def test_what_people_write_is_text_in_the_certificate(
    recognised: Callable[..., Credential], hostile: str
) -> None:
    credential = recognised(
        person=cast.PersonFactory(name=f"Eve {hostile}"[:120]), title_en=hostile, words=hostile
    )
    assert credential.issued_at is not None


def test_document_and_token_verify_offline_and_one_changed_byte_fails(
    recognised: Callable[..., Credential],
) -> None:
    credential = recognised()
    document = json.dumps(credential.document)

    assert signing.verify(document).uuid == str(credential.uuid)
    assert signing.verify(credential.token).uuid == str(credential.uuid)
    assert credential.person
    assert credential.person.email not in document
    chance = random.Random(4)
    signed = document.index('"credentialSubject"')
    for _ in range(12):
        place = chance.randrange(signed, len(document))
        changed = document[:place] + ("x" if document[place] != "x" else "y") + document[place + 1 :]
        assert not signing.verify(changed).is_ours, document[place - 20 : place + 20]
    head, body, signature = credential.token.split(".")
    for part in (
        f"{head}.{body}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}",
        f"{head}.{body[:-4]}AAAA.{signature}",
        head,
    ):
        assert not signing.verify(part).is_ours


@pytest.mark.parametrize("hour", [0, 6, 11, 23])
def test_what_was_earned_today_holds_at_once_at_any_hour(
    recognised: Callable[..., Credential], hour: int
) -> None:
    with time_machine.travel(timezone.localtime().replace(hour=hour, minute=30), tick=False):
        credential = recognised(earned_on=timezone.localdate())
        assert signing.verify(credential.token).is_ours
        assert signing.verify(json.dumps(credential.document)).is_ours


@pytest.mark.parametrize(
    "nonsense", ["", "{}", "[]", "{", "null", "a.b.c", '{"@context": []}', "x" * 100_000, '{"a":' * 5000]
)
def test_nonsense_is_not_ours(nonsense: str) -> None:
    assert not signing.verify(nonsense).is_ours


GOLDEN_KEYS = [path.read_bytes() for path in sorted(GOLDEN.glob("*.pem"))]
KEPT = sorted(path.name for path in GOLDEN.glob("*.j*"))


def test_golden_credentials_of_different_kinds_are_kept_in_both_forms() -> None:
    kinds = ("assessed", "completed", "mentored")
    assert [f"{kind}.{form}" for kind in kinds for form in ("json", "jwt")] == KEPT


@pytest.mark.parametrize("name", KEPT)
def test_golden_credentials_verify_for_ever(name: str) -> None:
    """Made once and kept: a change of ours or of a library must not make issued credentials fail."""
    kept = (GOLDEN / name).read_text()

    verdict = signing.verify(kept, GOLDEN_KEYS)

    assert verdict.is_ours, verdict.why
    assert uuid.UUID(verdict.uuid)
    assert not signing.verify(kept).is_ours, "another installation's key"


@pytest.mark.parametrize(
    ("name", "every"), [("assessed.jwt", 3), ("completed.jwt", 1), ("completed.json", 37)]
)
def test_a_golden_credential_altered_by_one_byte_fails_wherever_that_is(name: str, every: int) -> None:
    """The token at each of its places, the document at every so many: all that it says is signed, names of fields too."""
    kept = (GOLDEN / name).read_text()
    taken = [
        place
        for place in range(0, len(kept), every)
        if signing.verify(
            kept[:place] + ("x" if kept[place] != "x" else "y") + kept[place + 1 :], GOLDEN_KEYS
        ).is_ours
    ]
    assert taken == []


def test_it_verifies_when_course_pages_and_person_are_gone(learner: Person, client: Client) -> None:
    course = pages.course(title="Touring green", modules=1, lessons=1)
    finished(learner, course)
    actions.issue_waiting()
    credential = Credential.objects.get(kind="completed")
    course.delete()
    depart(person=learner, keeps_name=False, by=learner)

    credential.refresh_from_db()
    assert credential.person is None
    page = client.get(f"/en/verify/{credential.code}/").content.decode()
    assert "Genuine: we issued this, and it holds." in page
    assert "Touring green" in page
    assert signing.verify(json.dumps(credential.document)).is_ours


def test_what_was_taken_back_says_so_and_why(
    recognised: Callable[..., Credential], client: Client, secretariat: Person
) -> None:
    credential = recognised()
    actions.revoke(credential=credential, reason="Awarded to the wrong person.", by=secretariat)

    page = client.get(f"/en/verify/{credential.code}/").content.decode()
    assert "Revoked" in page
    assert "Awarded to the wrong person." in page
    assert "Genuine" not in page
    brought = SimpleUploadedFile("c.json", json.dumps(credential.document).encode())
    page = client.post("/en/verify/", {"file": brought}).content.decode()
    assert "Awarded to the wrong person." in page


def test_the_page_covers_the_name_and_unmasks_a_changed_document(
    recognised: Callable[..., Credential], client: Client
) -> None:
    credential = recognised()
    address = f"/en/verify/{credential.code}/"
    page = client.get(address).content.decode()
    assert "Brännström" not in page
    assert "Z. O. B." in page

    assert "Yes: this is the name" in client.post(address, {"name": "zoe o'neil brannstrom"}).content.decode()
    assert (
        "No: the certificate was issued to another name"
        in client.post(address, {"name": "Mallory"}).content.decode()
    )

    assert credential.person
    actions.show_name(credential=credential, shows=True, by=credential.person)
    assert "Brännström" in client.get(address).content.decode()


def test_only_the_holder_lets_the_name_be_seen(recognised: Callable[..., Credential]) -> None:
    credential = recognised()
    actions.show_name(credential=credential, shows=True, by=cast.PersonFactory())
    credential.refresh_from_db()
    assert not credential.shows_name


def test_a_code_is_found_as_people_type_it_and_a_wrong_one_is_told(
    recognised: Callable[..., Credential], client: Client
) -> None:
    credential = recognised()
    typed = f" {credential.readable_code.upper()} "
    assert client.post("/en/verify/", {"code": typed})["Location"] == f"/en/verify/{credential.code}/"
    assert client.get(credential.address)["Location"] == f"/en/verify/{credential.code}/"
    answer = client.get("/en/verify/not-a-code/")
    assert answer.status_code == 404
    assert "Compare it letter by letter" in answer.content.decode()
    assert client.post("/en/verify/", {}).status_code == 422


def test_a_failed_signature_is_seen_tried_again_and_never_doubled(
    recognised: Callable[..., Credential],
    learner: Person,
    secretariat: Person,
    signed_in,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    credential = actions.recognise(
        person=learner, kind="hosted", title_en="A house", earned_on=timezone.localdate(), by=secretariat
    )
    with monkeypatch.context() as broken:
        broken.setattr(certificates, "TEMPLATE", certificates.TEMPLATE.with_name("not-there.typ"))
        assert actions.issue_waiting() == 0
    credential.refresh_from_db()
    assert "not-there" in credential.trouble
    assert "not-there" in signed_in(secretariat).get("/en/recognition/awarded/").content.decode()
    assert "is being made" in signed_in(learner).get("/en/recognition/").content.decode()

    with time_machine.travel(timezone.now() + timezone.timedelta(minutes=5)):
        assert actions.issue_waiting() == 1
    credential.refresh_from_db()
    assert (credential.trouble, bool(credential.pdf_fr)) == ("", True)


def test_the_sentence_is_said_in_every_kind_and_language(recognised: Callable[..., Credential]) -> None:
    for language in ("en", "fr"):
        with translation.override(language):
            said = {certificates.sentence_of(Credential(kind=kind)) for kind in Credential.Kind.values}
            assert len(said) == len(Credential.Kind.values)


def test_files_that_are_not_credentials_are_told_apart(client: Client) -> None:
    for content in (b"", b"\x00\xff", b"%PDF-1.7", b'{"a": 1}'):
        brought = ContentFile(content, name="c.json")
        answer = client.post("/en/verify/", {"file": brought})
        assert answer.status_code == 422
    big = SimpleUploadedFile("c.json", b"x" * 300_000)
    assert "too large" in client.post("/en/verify/", {"file": big}).content.decode()
