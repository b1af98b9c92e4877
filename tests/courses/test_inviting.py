"""Who is asked into a cohort: by a link, by mail, and by their member organisation."""

import pytest
from django.core import mail
from django.test import Client

from courses.actions import CourseError
from courses.actions import cohorts as arranging
from courses.actions.errors import NotAllowed
from courses.actions.waiting import (
    enrol_staff,
)
from courses.models import (
    CohortInvitation,
    CoursePage,
    Enrolment,
)
from members import letters
from members.models import Affiliation, Letter, Organisation, Person
from tests.factories import courses as learning
from tests.factories import members as cast
from tests.factories import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(trainer: Person) -> CoursePage:
    return pages.course(title="Touring", modules=1, lessons=2, trainer=trainer)


# -- invitations -----------------------------------------------------------------------------------
def test_the_link_lets_whoever_has_it_join_until_it_is_renewed(
    course: CoursePage, learner: Person, trainer: Person, signed_in
) -> None:
    cohort = learning.cohort(course, by_invitation=True)
    old = f"/en/learning/join/{cohort.code}/"
    client = signed_in(learner)

    with pytest.raises(NotAllowed, match="joined by invitation"):
        learning.joins(cohort, learner)
    assert "Autumn group" in client.get(old).content.decode()
    assert not Enrolment.objects.exists(), "looking is not joining"
    arranging.renew_link(cohort=cohort, by=trainer)
    assert client.get(old).status_code == 404
    cohort.refresh_from_db()
    client.post(f"/en/learning/join/{cohort.code}/")

    assert learner.enrolments.get().cohort == cohort


def test_the_link_asks_who_one_is_and_comes_back(course: CoursePage) -> None:
    cohort = learning.cohort(course)

    answer = Client().get(f"/en/learning/join/{cohort.code}/")

    assert answer["Location"] == f"/accounts/login/?next=/en/learning/join/{cohort.code}/"


def test_a_link_to_a_course_for_members_opens_it_for_nobody_else(
    trainer: Person, learner: Person, signed_in
) -> None:
    course = pages.course(title="Only for members", own_audience="member", trainer=trainer)
    cohort = learning.cohort(course)

    answer = signed_in(learner).post(f"/en/learning/join/{cohort.code}/")

    assert answer.status_code == 403
    assert "Only for members" not in answer.content.decode()
    assert not Enrolment.objects.exists()


def test_an_invitation_by_mail_is_for_one_person(
    course: CoursePage, learner: Person, trainer: Person, signed_in, django_capture_on_commit_callbacks
) -> None:
    cohort = learning.cohort(course, by_invitation=True)
    with django_capture_on_commit_callbacks(execute=True):
        invitation = arranging.invite_to_cohort(
            cohort=cohort, email=" Nadia@Example.org ", language="fr", by=trainer
        )
    letters.send_due()

    assert len(mail.outbox) == 1
    letter = mail.outbox[0]
    assert (letter.to, letter.extra_headers["Reply-To"]) == (["nadia@example.org"], trainer.email)
    assert f"/learning/join/{invitation.code}/" in letter.body
    path = f"/en/learning/join/{invitation.code}/"
    signed_in(learner).post(path)
    signed_in(learner).post(path)
    answer = signed_in(cast.PersonFactory()).post(path, follow=True)

    assert "This invitation was used by somebody else." in answer.content.decode()
    assert [enrolment.person for enrolment in Enrolment.objects.all()] == [learner]


def test_inviting_twice_keeps_one_and_withdrawing_kills_it(
    course: CoursePage, learner: Person, trainer: Person, signed_in
) -> None:
    cohort = learning.cohort(course)
    first = arranging.invite_to_cohort(cohort=cohort, email="a@example.org", language="en", by=trainer)
    second = arranging.invite_to_cohort(cohort=cohort, email="A@example.org", language="en", by=trainer)
    assert first == second
    assert Letter.objects.filter(about__as="invitation").count() == 2

    arranging.withdraw_invitation(invitation=first, by=trainer)

    assert signed_in(learner).get(f"/en/learning/join/{first.code}/").status_code == 404


def test_the_screen_names_the_address_that_is_none(course: CoursePage, trainer: Person, signed_in) -> None:
    cohort = learning.cohort(course)
    address = f"/en/learning/teaching/{course.translation_key}/cohorts/{cohort.uuid}/invite/"

    answer = signed_in(trainer).post(address, {"emails": "a@example.org\nnobody at all", "language": "en"})

    assert answer.status_code == 400
    assert "“nobody at all” is not an e-mail address." in answer.content.decode()
    assert not CohortInvitation.objects.exists()
    signed_in(trainer).post(
        address, {"emails": "a@example.org; b@example.org,a@example.org", "language": "en"}
    )
    assert set(CohortInvitation.objects.values_list("email", flat=True)) == {"a@example.org", "b@example.org"}


# -- staff --------------------------------------------------------------------------------------------
@pytest.fixture
def house(member: Person) -> Organisation:
    organisation = member.affiliations.get().organisation
    for name in ("Ben", "Cem", "Dag"):
        Affiliation.objects.create(person=cast.PersonFactory(name=name), organisation=organisation)
    return organisation


def staff(house: Organisation, *names: str) -> list[Person]:
    return list(Person.objects.filter(affiliations__organisation=house, name__in=names).order_by("name"))


def test_a_member_organisation_enrols_its_staff_who_are_written_to(
    course: CoursePage, member: Person, house: Organisation, signed_in
) -> None:
    client = signed_in(member)
    address = f"/en/learning/{course.translation_key}/staff/"
    ben, cem = staff(house, "Ben", "Cem")
    learning.enrolled(course, cem)
    assert "Enrol colleagues of your organisation" in client.get(course.address).content.decode()

    answer = client.post(address, {"people": [ben.pk, cem.pk], "cohort": ""}, follow=True).content.decode()

    assert "1 colleague is enrolled and has been written to." in answer
    assert "Followed the course already: Cem." in answer
    enrolment = ben.enrolments.get()
    assert (enrolment.enrolled_by, enrolment.organisation) == (member, house)
    letter = Letter.objects.get()
    assert (letter.person, letter.about["as"], letter.about["reply_to"]) == (ben, "enrolled", member.email)
    assert f"{member.name} of {house.name} has enrolled you in the course “Touring”." in letter.about["body"]


def test_staff_beyond_the_places_wait(course: CoursePage, member: Person, house: Organisation) -> None:
    cohort = learning.cohort(course, places=2, by_invitation=True)
    people = staff(house, "Ben", "Cem", "Dag")

    told = enrol_staff(
        people=people, organisation=house, course_key=course.translation_key, by=member, cohort=cohort
    )

    assert [[person.name for person in told[name]] for name in ("enrolled", "waiting", "already")] == [
        ["Ben", "Cem"],
        ["Dag"],
        [],
    ]
    assert "has put you on the waiting list" in Letter.objects.get(person=people[2]).about["body"]


def test_strangers_and_other_houses_are_not_enrolled(
    course: CoursePage, member: Person, house: Organisation, learner: Person, signed_in
) -> None:
    address = f"/en/learning/{course.translation_key}/staff/"
    stranger = cast.member()

    answer = signed_in(member).post(address, {"people": [stranger.pk]})

    assert answer.status_code == 200
    assert not Enrolment.objects.exists()
    assert signed_in(learner).get(address).status_code == 404
    assert signed_in(cast.lapsed_member()).get(address).status_code == 404


def test_inviting_somebody_who_is_in_says_so(course: CoursePage, trainer: Person, learner: Person) -> None:
    cohort = learning.cohort(course)
    learning.joins(cohort, learner)

    with pytest.raises(CourseError, match="is in this group already"):
        arranging.invite_to_cohort(cohort=cohort, email=learner.email.upper(), language="en", by=trainer)
