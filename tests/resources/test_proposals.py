"""A member proposes a resource, an editor decides in the CMS's own workflow, and the member follows it."""

from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from files.models import StoredFile
from members import letters
from members.models import Person
from resources.actions.proposing import MOST_WAITING, draft_of
from resources.models import Proposal, ResourcePage
from tests.factories import documents, pages
from tests.factories.files import pdf, stored_file

pytestmark = pytest.mark.django_db
ADDRESS = "/en/library/propose/"


def filled(**more: Any) -> dict[str, Any]:
    return {
        "title": "How we store a set in a barn",
        "resource_kind": "good-practice",
        "language": "en",
        "summary": "Dry, cheap and two villages away.",
        "text": "We had nowhere to put it.\n\nThen a farmer called.",
        "licence": "CC-BY-4.0",
        "persons": "Ana Kos\nLászló Nagy",
        "organisations": "Kino Kozmik",
        "year": "2026",
        "tags": "storage, barns",
        "worked": "The roof.",
        "did_not_work": "The mice.",
        "place": "Celje",
        "country": "SI",
        "may_share": "on",
        **more,
    }


def upload(name: str = "barn.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or pdf("A barn."))


def proposed(client: Client, **more: Any) -> Proposal:
    more.setdefault("files", [upload()])
    answer = client.post(ADDRESS, filled(**more))
    assert answer.status_code == 302, answer.context["form"].errors
    return Proposal.objects.get(uuid=answer["Location"].rstrip("/").rpartition("/")[2])


def decide(client: Client, proposal: Proposal, action: str, comment: str = "") -> None:
    """Press the button of the workflow in the CMS, as an editor does."""
    page = ResourcePage.objects.get(translation_key=proposal.resource_key)
    state = page.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk])
    assert client.post(address, {"comment": comment}).status_code in (200, 302)
    proposal.refresh_from_db()


def test_a_proposal_is_a_draft_that_waits_for_an_editor(member: Person, editor: Person, signed_in) -> None:
    proposal = proposed(signed_in(member))

    page = ResourcePage.objects.get(translation_key=proposal.resource_key)
    assert (page.live, page.owner, page.authors, page.country) == (
        False,
        member,
        "Ana Kos, László Nagy, Kino Kozmik",
        "SI",
    )
    assert page.current_workflow_state.status == "in_progress"
    assert Client().get(page.address).status_code == 404
    assert page.title not in Client().get("/en/resources/").content.decode()
    listed = signed_in(editor).get(reverse("wagtailadmin_home")).content.decode()
    assert page.title in listed


def test_the_member_sees_it_wait_and_others_see_nothing(member: Person, learner: Person, signed_in) -> None:
    proposal = proposed(signed_in(member))
    address = f"/en/library/proposals/{proposal.uuid}/"

    assert "An editor looks at it" in signed_in(member).get(address).content.decode()
    assert proposal.title in signed_in(member).get("/en/library/").content.decode()
    assert signed_in(learner).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_its_files_are_the_members_and_the_editors(
    member: Person, learner: Person, editor: Person, signed_in
) -> None:
    proposed(signed_in(member))
    file = StoredFile.objects.get()

    assert signed_in(learner).get(file.address).status_code == 404
    assert signed_in(member).get(file.address).getvalue()
    assert signed_in(editor).get(file.address).getvalue()


def test_an_editor_approves_and_it_is_on_the_shelves(member: Person, editor: Person, signed_in) -> None:
    proposal = proposed(signed_in(member))
    decide(signed_in(editor), proposal, "approve")

    assert proposal.state == Proposal.State.PUBLISHED
    page = ResourcePage.objects.get(translation_key=proposal.resource_key)
    text = Client().get(page.address).content.decode()
    for word in ("We had nowhere to put it.", "The mice.", "Ana Kos", "Celje"):
        assert word in text
    assert letters.send_due() >= 1
    (to_member,) = [sent for sent in mail.outbox if sent.to == [member.email]]
    assert "is on the shelves" in to_member.subject
    assert (
        "See it on the shelves"
        in signed_in(member).get(f"/en/library/proposals/{proposal.uuid}/").content.decode()
    )


def test_an_editor_publishes_it_directly(member: Person, secretariat: Person, signed_in) -> None:
    proposal = proposed(signed_in(member))
    ResourcePage.objects.get(translation_key=proposal.resource_key).get_latest_revision().publish(
        user=secretariat
    )

    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.PUBLISHED


def test_an_editor_asks_for_changes_and_the_member_hands_it_in_again(
    member: Person, editor: Person, signed_in
) -> None:
    proposal = proposed(signed_in(member))
    change = f"/en/library/proposals/{proposal.uuid}/change/"
    assert signed_in(member).get(change).status_code == 302, "nothing to change while it waits"

    decide(signed_in(editor), proposal, "reject", "Say what the barn costs.")

    assert (proposal.state, proposal.answer) == (Proposal.State.RETURNED, "Say what the barn costs.")
    assert letters.send_due() >= 1
    assert any("Say what the barn costs." in sent.body for sent in mail.outbox if sent.to == [member.email])
    form = signed_in(member).get(change).content.decode()
    assert "Say what the barn costs." in form
    assert "Then a farmer called." in form
    assert "László Nagy" in form
    old = StoredFile.objects.get()
    more = filled(
        summary="200 euros a year.", files=[upload("costs.csv", b"what;euros\nbarn;200\n")], drop=str(old.pk)
    )
    assert signed_in(member).post(change, more).status_code == 302

    proposal.refresh_from_db()
    page = draft_of(proposal)
    assert (proposal.state, page.summary) == (Proposal.State.WAITING, "200 euros a year.")
    assert [offered.file.title for offered in page.files.all()] == ["costs"]
    decide(signed_in(editor), proposal, "approve")
    assert proposal.state == Proposal.State.PUBLISHED


def test_the_member_takes_it_back_with_its_files(member: Person, signed_in) -> None:
    proposal = proposed(signed_in(member))

    signed_in(member).post(f"/en/library/proposals/{proposal.uuid}/withdraw/")

    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.WITHDRAWN
    assert not ResourcePage.objects.exists()
    assert not StoredFile.objects.exists()


def test_what_an_editor_deletes_was_not_taken_up(member: Person, signed_in) -> None:
    proposal = proposed(signed_in(member))
    Page.objects.get(translation_key=proposal.resource_key).delete()

    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.DECLINED


def test_what_is_published_cannot_be_taken_back(member: Person, editor: Person, signed_in) -> None:
    proposal = proposed(signed_in(member))
    decide(signed_in(editor), proposal, "approve")

    signed_in(member).post(f"/en/library/proposals/{proposal.uuid}/withdraw/")

    assert ResourcePage.objects.get().live


def test_only_members_propose(learner: Person, lapsed_member: Person, signed_in) -> None:
    assert Client().get(ADDRESS).status_code == 302
    for person in (learner, lapsed_member):
        assert signed_in(person).get(ADDRESS).status_code == 403
        assert signed_in(person).post(ADDRESS, filled()).status_code == 403
    assert not ResourcePage.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"title": ""}, "This field is required."),
        ({"may_share": ""}, "Tick this if you may share it."),
        ({"year": "12"}, "greater than or equal to 1900"),
        (
            {"files": [upload("barn.exe", b"MZ\x90\x00")]},
            "barn.exe: What is in this file could not be recognised",
        ),
        (
            {"files": [upload("barn.pdf", documents.picture("png"))]},
            "barn.pdf: This file is named .pdf but contains PNG",
        ),
        (
            {"files": [upload("up.zip", documents.archive_of({"../x": b"x"}))]},
            "would be written outside of its folder",
        ),
        ({"persons": "\n".join(f"Name {n}" for n in range(60))}, "at most 40 lines"),
    ],
)
def test_bad_input_gets_a_sentence_and_loses_nothing(
    wrong: dict, told: str, member: Person, signed_in
) -> None:
    answer = signed_in(member).post(ADDRESS, filled(**wrong))

    text = answer.content.decode()
    assert told in text
    assert "Then a farmer called." in text
    assert not Proposal.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_file_that_is_here_already_is_noticed_and_may_still_belong(member: Person, signed_in) -> None:
    content = pdf("A barn.")
    pages.resource(title="The barn book", files=(stored_file(content, "barn.pdf"),))
    client = signed_in(member)

    answer = client.post(ADDRESS, filled(files=[upload("other.pdf", content)]))
    assert "This very file is on the shelves already, in “The barn book”." in answer.content.decode()

    assert (
        client.post(ADDRESS, filled(files=[upload("other.pdf", content)], same_again="on")).status_code == 302
    )


def test_a_twin_that_the_member_may_not_see_is_not_named(member: Person, signed_in) -> None:
    content = pdf("An office paper.")
    pages.resource(title="The office paper", own_audience="staff", files=(stored_file(content, "barn.pdf"),))

    assert signed_in(member).post(ADDRESS, filled(files=[upload("other.pdf", content)])).status_code == 302


def test_a_flood_is_stopped(member: Person, signed_in) -> None:
    client = signed_in(member)
    for number in range(MOST_WAITING):
        proposed(client, title=f"Barn {number}", files=[upload(f"{number}.csv", f"{number};1".encode())])

    answer = client.post(ADDRESS, filled(title="One more"))

    assert "still waiting" in answer.content.decode()
    assert Proposal.objects.count() == MOST_WAITING


def test_the_same_title_twice_are_two(member: Person, signed_in) -> None:
    client = signed_in(member)
    first, second = proposed(client), proposed(client, same_again="on")

    slugs = set(ResourcePage.objects.values_list("slug", flat=True))
    assert first.resource_key != second.resource_key
    assert slugs == {"how-we-store-a-set-in-a-barn", "how-we-store-a-set-in-a-barn-2"}


def test_a_photo_that_is_proposed_forgets_where_it_was_taken(member: Person, signed_in) -> None:
    client = signed_in(member)
    client.post(ADDRESS, filled(files=[upload("barn.jpg", documents.picture("jpg"))]))

    with StoredFile.objects.get().file.open() as stream:
        assert b"A phone" not in stream.read()


def test_words_of_a_member_are_text(member: Person, editor: Person, signed_in) -> None:
    proposal = proposed(
        signed_in(member), text="<script>alert(1)</script>", title="<b>Barn</b>", tags="<i>x</i>"
    )
    decide(signed_in(editor), proposal, "approve")

    text = Client().get(ResourcePage.objects.get().address).content.decode()
    assert "<script>alert" not in text
    assert "<b>Barn" not in text
    assert "<i>x" not in text
