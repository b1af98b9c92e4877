"""Many at once: one effect each, on whichever database is configured."""

import uuid
from collections import Counter

import pytest

from courses.actions import CourseError, feedback, handing_in, peer_review
from courses.models import CoursePage, Enrolment, ItemEvent, Review, Submission
from members.models import Person
from tests.courses.test_at_once import at_once, for_each
from tests.factories import assignments as work
from tests.factories import courses as learning
from tests.factories import members as cast
from tests.factories import pages

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def course(trainer: Person) -> CoursePage:
    return pages.course(title="Touring", modules=1, lessons=1, trainer=trainer)


def test_handing_in_fifty_times_is_once(course: CoursePage) -> None:
    page = work.assignment(course)
    enrolment = learning.enrolled(course)
    work.drafted(enrolment, page)
    item, key = work.item_of(enrolment, page), str(uuid.uuid4())

    wrong = at_once(
        lambda: handing_in.hand_in(
            enrolment=learning.fresh(enrolment), item=item, key=key, by=enrolment.person
        )
    )

    assert wrong == []
    assert Submission.objects.filter(submitted_at__isnull=False).count() == 1
    assert ItemEvent.objects.filter(verb="submitted").count() == 1


def test_a_draft_saved_by_many_windows_at_once_is_one_draft(course: CoursePage) -> None:
    page = work.assignment(course)
    enrolment = learning.enrolled(course)
    item = work.item_of(enrolment, page)

    def save(number: int) -> None:
        handing_in.save_draft(
            enrolment=learning.fresh(enrolment),
            item=item,
            title="x",
            text=f"Text {number}",
            version=0,
            by=enrolment.person,
        )

    wrong = at_once(*[lambda number=number: save(number) for number in range(12)])

    assert {type(error) for error in wrong} == {handing_in.DraftMovedOn}
    assert len(wrong) == 11
    assert Submission.objects.get().version == 1


def test_of_all_who_ask_at_once_nobody_gets_a_place_that_another_has(course: CoursePage) -> None:
    page = work.for_peers(course, gives=1, gets=2)
    people = [learning.enrolled(course, cast.PersonFactory()) for _n in range(8)]
    for one in people:
        work.handed_in(one, page)

    wrong = at_once(
        *for_each(
            [one.person for one in people],
            lambda person: peer_review.claim(item=page.translation_key, by=person),
        )
    )

    assert [error for error in wrong if not isinstance(error, CourseError)] == []
    slots = Counter(Review.objects.values_list("submission_id", "slot"))
    assert set(slots.values()) == {1}
    assert all(review.reviewer_id != review.author_id for review in Review.objects.all())


def test_two_who_review_each_other_at_the_same_moment(course: CoursePage) -> None:
    page = work.for_peers(course)
    ada, ben = (learning.enrolled(course, cast.PersonFactory()) for _n in range(2))
    work.handed_in(ada, page)
    work.handed_in(ben, page)
    claims = [peer_review.claim(item=page.translation_key, by=one.person) for one in (ada, ben)]

    wrong = at_once(
        *[
            lambda claim=claim: peer_review.give_review(review=claim, given=work.said(), by=claim.reviewer)
            for claim in claims * 3
        ]
    )

    assert wrong == []
    assert Review.objects.filter(given_at__isnull=False).count() == 2
    assert Enrolment.objects.filter(states__done_at__isnull=False).count() == 2


def test_of_trainers_who_answer_at_once_one_does(course: CoursePage) -> None:
    page = work.assignment(course)
    mine = work.handed_in(learning.enrolled(course), page)
    trainers = [cast.with_role("editor") for _n in range(6)]

    wrong = at_once(
        *for_each(trainers, lambda one: feedback.give_feedback(submission=mine, given=work.said(), by=one))
    )

    assert {type(error) for error in wrong} == {CourseError}
    assert len(wrong) == 5
    assert Review.objects.count() == 1
    assert ItemEvent.objects.filter(verb="reviewed").count() == 1


def test_fifty_corrections_of_the_same_feedback_are_one(course: CoursePage, trainer: Person) -> None:
    page = work.assignment(course)
    handed = work.handed_in(learning.enrolled(course), page)
    first = feedback.give_feedback(submission=handed, given=work.said(0), by=trainer)

    wrong = at_once(
        lambda: feedback.correct_feedback(
            review=Review.objects.get(pk=first.pk), given=work.said(4), why="Read again", by=trainer
        )
    )

    assert {str(error) for error in wrong} == {
        "This feedback was corrected already. Load the page again to read it."
    }
    assert len(wrong) == 49
    assert Review.objects.count() == 2
    assert Submission.objects.get().points == 8
