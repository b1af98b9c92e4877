"""Learners review each other, and nobody waits for somebody who does not."""

import datetime
import re

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from courses.actions import CourseError, handing_in, leave, peer_review
from courses.actions.peer_sweeping import sweep_reviews
from courses.consents import ALUMNI_REVIEWS
from courses.models import AssignmentPage, CoursePage, Enrolment, ItemState, Review, Submission
from members import consents
from members.letters import send_due
from members.models import Person
from tests.factories import assignments as work
from tests.factories import courses as learning
from tests.factories import members as cast
from tests.factories import pages

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def course(trainer: Person) -> CoursePage:
    return pages.course(title="Touring", modules=1, lessons=1, trainer=trainer)


@pytest.fixture
def page(course: CoursePage) -> AssignmentPage:
    return work.for_peers(course)


def learners(course: CoursePage, *names: str) -> list[Enrolment]:
    return [learning.enrolled(course, cast.PersonFactory(name=name)) for name in names]


def is_done(enrolment: Enrolment, page: AssignmentPage) -> bool:
    return ItemState.objects.filter(
        enrolment=enrolment, item=page.translation_key, finished_at__isnull=False
    ).exists()


def letters() -> list[tuple[str, str]]:
    send_due()
    sent = [(message.to[0], message.subject) for message in mail.outbox]
    mail.outbox.clear()
    return sent


def test_giving_a_review_finishes_it_and_getting_none_holds_nobody_up(
    course: CoursePage, page: AssignmentPage
) -> None:
    ada, ben = learners(course, "Ada", "Ben")
    first, _second = work.handed_in(ada, page), work.handed_in(ben, page)

    review = work.reviewed(ben.person, page)

    assert review.submission == first
    assert is_done(ben, page)
    assert not is_done(ada, page)
    first.refresh_from_db()
    assert (first.points, first.answered_at is not None) == (8, True)


def test_whoever_waits_longest_gets_the_next_review(course: CoursePage) -> None:
    page = work.for_peers(course, gives=3, gets=1)
    people = learners(course, "Ada", "Ben", "Cem", "Dua")
    handed = [work.handed_in(one, page) for one in people]

    got = [work.reviewed(people[3].person, page).submission for _n in range(3)]

    assert got == handed[:3]


def test_asking_twice_is_the_same_work(course: CoursePage, page: AssignmentPage) -> None:
    ada, ben, cem = learners(course, "Ada", "Ben", "Cem")
    for one in (ada, ben, cem):
        work.handed_in(one, page)

    asked = {peer_review.claim(item=page.translation_key, by=cem.person).pk for _n in range(3)}

    assert len(asked) == 1


def test_nobody_reviews_before_handing_in(course: CoursePage, page: AssignmentPage) -> None:
    ada, ben = learners(course, "Ada", "Ben")
    work.handed_in(ada, page)

    with pytest.raises(CourseError, match="Hand in your own work first"):
        peer_review.claim(item=page.translation_key, by=ben.person)


def test_nobody_reviews_themselves_and_the_database_says_so(course: CoursePage, page: AssignmentPage) -> None:
    (ada,) = learners(course, "Ada")
    mine = work.handed_in(ada, page)
    with pytest.raises(peer_review.NothingToReview):
        peer_review.claim(item=page.translation_key, by=ada.person)

    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(
            submission=mine,
            item=mine.item,
            author=ada.person,
            reviewer=ada.person,
            kind="peer",
            lapses_at=timezone.now(),
        )


def test_the_first_of_all_finds_nothing_and_is_not_held_up(
    course: CoursePage, page: AssignmentPage, signed_in
) -> None:
    (ada,) = learners(course, "Ada")
    work.handed_in(ada, page)
    assert not is_done(ada, page)
    client = signed_in(ada.person)

    answer = client.post(f"/en/learning/{course.translation_key}/{page.translation_key}/review/", follow=True)

    assert is_done(ada, page)
    told = answer.content.decode()
    assert "nothing holds you up" in told
    assert "There was nothing more for you to review, so nothing holds you up: your part is done." in told


def test_where_all_have_enough_one_more_review_can_be_given(course: CoursePage, page: AssignmentPage) -> None:
    ada, ben, cem = learners(course, "Ada", "Ben", "Cem")
    for one in (ada, ben):
        work.handed_in(one, page)
    work.reviewed(ada.person, page)
    work.reviewed(ben.person, page)
    work.handed_in(cem, page)

    work.reviewed(cem.person, page)

    assert is_done(cem, page)


def test_a_claim_lapses_and_goes_to_somebody_else(course: CoursePage, page: AssignmentPage) -> None:
    ada, ben, cem = learners(course, "Ada", "Ben", "Cem")
    first = work.handed_in(ada, page)
    for one in (ben, cem):
        work.handed_in(one, page)
    idle = peer_review.claim(item=page.translation_key, by=ben.person)
    assert idle.submission == first
    letters()
    with time_machine.travel(timezone.now() + 4 * DAY):
        sweep_reviews()
        sweep_reviews()
        assert (
            letters().count((ben.person.email, "Somebody waits for your review of “Redraw your route”")) == 1
        )
    with time_machine.travel(timezone.now() + 6 * DAY):
        sweep_reviews()
        taken = peer_review.claim(item=page.translation_key, by=cem.person)

    assert taken.submission == first
    idle.refresh_from_db()
    assert idle.lapsed_at


def test_a_review_given_too_late_counts_all_the_same(course: CoursePage, page: AssignmentPage) -> None:
    ada, ben, cem = learners(course, "Ada", "Ben", "Cem")
    for one in (ada, ben, cem):
        work.handed_in(one, page)
    idle = peer_review.claim(item=page.translation_key, by=ben.person)
    with time_machine.travel(timezone.now() + 6 * DAY):
        sweep_reviews()
        work.reviewed(cem.person, page)
        peer_review.give_review(review=idle, given=work.said(2), by=ben.person)

    assert is_done(ben, page)
    assert is_done(cem, page)
    assert idle.submission.reviews.filter(given_at__isnull=False).count() == 2
    mine = Submission.objects.get(pk=idle.submission_id)
    assert mine.points == 6  # the mean of eight and four


def test_after_some_days_a_trainer_is_asked_instead(course: CoursePage, trainer: Person, signed_in) -> None:
    page = work.for_peers(course, gives=1, gets=2, patience=4)
    ada, ben = learners(course, "Ada", "Ben")
    work.handed_in(ada, page)
    work.handed_in(ben, page)
    client = signed_in(trainer)
    assert "Nothing waits for you" in client.get("/en/learning/teaching/feedback/").content.decode()
    letters()
    with time_machine.travel(timezone.now() + 5 * DAY):
        sweep_reviews()
        sweep_reviews()
        told = letters()
        desk = signed_in(trainer).get("/en/learning/teaching/feedback/").content.decode()
        own = signed_in(ada.person).get(page.address).content.decode()

    assert [subject for to, subject in told if to == trainer.email] == ["“Touring”: work waits for you"]
    assert {to for to, subject in told if "a trainer is asked instead" in subject} == {
        ada.person.email,
        ben.person.email,
    }
    assert set(re.findall(r'<th scope="row"><a[^>]*>([^<]+)</a>', desk)) == {"Ada", "Ben"}
    assert "so the trainers are asked instead" in own


def test_those_who_owe_reviews_are_reminded_once_and_only_when_there_are_some(
    course: CoursePage, page: AssignmentPage
) -> None:
    ada, ben = learners(course, "Ada", "Ben")
    work.handed_in(ada, page)
    letters()
    with time_machine.travel(timezone.now() + 3 * DAY):
        sweep_reviews()
        assert letters() == []
        work.handed_in(ben, page)
        sweep_reviews()
        sweep_reviews()
        told = letters()

    assert told == [(ada.person.email, "“Redraw your route”: others wait for your reviews")]


def test_reviewers_come_from_other_groups_and_from_alumni(course: CoursePage, page: AssignmentPage) -> None:
    old = learning.cohort(course, days=400, name="Last year")
    new = learning.cohort(course, days=5, name="This year")
    gone, ada, ben = learners(course, "Gone", "Ada", "Ben")
    Enrolment.objects.filter(pk=gone.pk).update(cohort=old)
    Enrolment.objects.filter(pk__in=[ada.pk, ben.pk]).update(cohort=new)
    work.handed_in(gone, page)
    leave(enrolment=learning.fresh(gone), by=gone.person)
    first = work.handed_in(ada, page)

    review = work.reviewed(gone.person, page)

    assert review.submission == first
    work.handed_in(ben, page)
    work.reviewed(ben.person, page)  # of somebody in another group, or who has left
    assert is_done(ben, page)


@pytest.mark.parametrize("says_yes", [True, False])
def test_only_alumni_who_said_yes_are_asked(course: CoursePage, page: AssignmentPage, says_yes: bool) -> None:
    gone, ada = learners(course, "Gone", "Ada")
    work.handed_in(gone, page)
    leave(enrolment=learning.fresh(gone), by=gone.person)
    consents.answer(person=gone.person, purpose=ALUMNI_REVIEWS, given=says_yes, by=gone.person)
    work.handed_in(ada, page)
    letters()
    with time_machine.travel(timezone.now() + 5 * DAY):
        sweep_reviews()
        sweep_reviews()
        asked = [to for to, subject in letters() if subject.startswith("Would you review")]

    assert asked == ([gone.person.email] if says_yes else [])


def test_work_under_review_is_not_taken_back(course: CoursePage, page: AssignmentPage) -> None:
    ada, ben = learners(course, "Ada", "Ben")
    first = work.handed_in(ada, page)
    work.handed_in(ben, page)
    peer_review.claim(item=page.translation_key, by=ben.person)

    with pytest.raises(CourseError, match="Somebody is reading your work already"):
        handing_in.withdraw(submission=first, by=ada.person)


def test_passing_needs_points_and_ones_own_reviews(course: CoursePage) -> None:
    page = work.for_peers(course, rule="passed", pass_mark=6)
    ada, ben = learners(course, "Ada", "Ben")
    work.handed_in(ada, page)
    work.handed_in(ben, page)
    work.reviewed(ben.person, page, points=4)

    assert not is_done(ada, page)
    work.reviewed(ada.person, page, points=0)

    assert is_done(ada, page)
    assert not is_done(ben, page)
    assert ben.events.filter(verb="failed").count() == 1


def test_an_incomplete_review_is_kept_but_not_given(
    course: CoursePage, page: AssignmentPage, signed_in
) -> None:
    ada, ben = learners(course, "Ada", "Ben")
    work.handed_in(ada, page)
    work.handed_in(ben, page)
    claim = peer_review.claim(item=page.translation_key, by=ben.person)
    client, address = signed_in(ben.person), f"/en/learning/reviews/{claim.uuid}/"
    half = {f"criterion-{work.CRITERION[1]}": work.LEVEL[1, 4], "words": "Half a thought"}

    refused = client.post(address, {**half, "do": "give"})
    client.post(address, {**half, "do": "keep"})

    assert refused.status_code == 400
    assert "Choose a level for each criterion" in refused.content.decode()
    assert "Half a thought" in refused.content.decode()
    told = client.get(address).content.decode()
    assert "Half a thought" in told
    assert re.search(rf'value="{work.LEVEL[1, 4]}" checked', told)
    assert not is_done(ben, page)


def test_a_review_does_not_change_once_it_is_given(
    course: CoursePage, page: AssignmentPage, signed_in
) -> None:
    ada, ben = learners(course, "Ada", "Ben")
    work.handed_in(ada, page)
    work.handed_in(ben, page)
    given = work.reviewed(ben.person, page, words="My first words")

    signed_in(ben.person).post(
        f"/en/learning/reviews/{given.uuid}/",
        {
            "words": "Other words",
            "do": "give",
            **{f"criterion-{key}": value for key, value in work.answers(0).items()},
        },
    )

    given.refresh_from_db()
    assert (given.words, given.points) == ("My first words", 8)
    assert ben.events.filter(verb="done").count() == 1


def test_the_list_of_reviews_takes_as_many_queries_for_any_number(course: CoursePage, signed_in) -> None:
    from tests.courses.test_pages import queries  # noqa: PLC0415 - a helper of another test

    page = work.for_peers(course, gives=3, gets=1)
    ada, *others = learners(course, "Ada", "Ben", "Cem", "Dua", "Eli", "Fay")
    work.handed_in(ada, page)
    client, counts = signed_in(ada.person), []
    for other in others:
        work.handed_in(other, page)
        if len(counts) < 3:
            work.reviewed(ada.person, page)
        counts.append(queries(client, "/en/learning/reviews/"))

    assert len(set(counts[1:])) == 1
