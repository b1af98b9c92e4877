"""A trainer corrects feedback: a new row stands, the old one is kept, its learner is told; nothing earned is lost or doubled."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from badges.models import Credential
from courses.actions import CourseError, feedback, handing_in
from courses.actions.reviewing import Remark
from courses.models import AssignmentPage, Completion, CoursePage, Enrolment, Review, Submission
from members.models import Letter, Person
from tests.factories import assignments as work
from tests.factories import courses as learning
from tests.factories import members as cast
from tests.factories import pages

pytestmark = pytest.mark.django_db
DESK = "/en/learning/teaching/feedback/"


@pytest.fixture
def course(trainer: Person) -> CoursePage:
    found = pages.course(title="Touring", modules=1, lessons=1, trainer=trainer)
    learning.republish(learning.lessons_of(found)[0], optional=True)
    return found


def answered(page: AssignmentPage, course: CoursePage, trainer: Person, points: int = 0) -> Review:
    """Somebody has handed in, and the trainer has answered."""
    handed = work.handed_in(learning.enrolled(course), page)
    return feedback.give_feedback(submission=handed, given=work.said(points, "Too thin."), by=trainer)


def correct(review: Review, by: Person, points: int = 4, words: str = "It was the other plan.") -> Review:
    return feedback.correct_feedback(
        review=Review.objects.get(pk=review.pk),
        given=work.said(points, words),
        why="I had mixed up two plans.",
        by=by,
    )


def kinds(enrolment: Enrolment) -> list[str]:
    return sorted(Credential.objects.filter(person=enrolment.person).values_list("kind", flat=True))


def typed(review: Review, points: int = 4, why: str = "I had mixed up two plans.") -> dict[str, str]:
    answers = {f"criterion-{key}": level for key, level in work.answers(points).items()}
    return {"corrects": str(review.uuid), "why": why, "words": "It was the other plan.", **answers}


def test_a_correction_stands_and_what_was_said_is_kept_and_told(
    course: CoursePage, trainer: Person, signed_in
) -> None:
    page = work.assignment(course)
    first = answered(page, course, trainer)
    handed = first.submission
    client = signed_in(trainer)
    shown = client.get(f"{DESK}{handed.uuid}/").content.decode()
    assert "Too thin.</textarea>" in shown  # begins from what was said

    answer = client.post(f"{DESK}{handed.uuid}/", typed(first), follow=True)

    assert (
        f"The feedback is corrected. {handed.enrolment.person.name} is written to." in answer.content.decode()
    )
    first.refresh_from_db()
    second = Review.objects.get(corrects=first)
    assert (first.words, first.points, first.replaced_at is not None) == ("Too thin.", 0, True)
    assert (second.reviewer, second.points, second.replaced_at) == (trainer, 8, None)
    assert Submission.objects.get(pk=handed.pk).points == 8
    mine = signed_in(handed.enrolment.person).get(f"/en/learning/submissions/{handed.uuid}/").content.decode()
    now, before = mine.split("What was said before")
    for said in ("8 of 8 points.", "I had mixed up two plans.", "It was the other plan.", trainer.name):
        assert said in now
    for said in ("Too thin.", "0 points", trainer.name):
        assert said in before
    assert "Too thin." not in now
    letter = Letter.objects.latest("pk")
    assert letter.person == handed.enrolment.person
    assert f"{trainer.name} has corrected the feedback" in letter.about["body"]
    assert "I had mixed up two plans." in letter.about["body"]


def test_a_correction_can_be_corrected_and_every_row_is_there(course: CoursePage, trainer: Person) -> None:
    first = answered(work.assignment(course), course, trainer)

    third = correct(correct(first, trainer, 2), trainer, 4, "Now I have read to the end.")

    assert [one.points for one in Review.objects.order_by("pk")] == [0, 4, 8]
    assert Review.objects.standing().get() == third
    assert Submission.objects.get().points == 8


def test_from_not_passed_to_passed_earns_once(course: CoursePage, trainer: Person) -> None:
    page = work.assignment(course, rule="passed", pass_mark=6)
    first = answered(page, course, trainer)
    enrolment = first.submission.enrolment
    assert kinds(enrolment) == []

    second = correct(first, trainer)

    earned = kinds(enrolment)
    assert "assessed" in earned
    assert enrolment.events.filter(verb="passed").count() == 1
    correct(second, trainer, 4, "And thank you.")
    assert kinds(enrolment) == earned
    assert enrolment.events.filter(verb="passed").count() == 1
    assert Completion.objects.filter(enrolment=enrolment).count() == 3


def test_what_is_passed_stays_passed_and_the_points_are_the_new_ones(
    course: CoursePage, trainer: Person, signed_in
) -> None:
    page = work.assignment(course, rule="passed", pass_mark=6)
    first = answered(page, course, trainer, points=4)
    enrolment = first.submission.enrolment
    earned = kinds(enrolment)

    correct(first, trainer, 0)

    handed = Submission.objects.get()
    assert (handed.points, handed.passed) == (0, True)
    assert not enrolment.events.filter(verb="failed").exists()
    assert kinds(enrolment) == earned
    told = signed_in(enrolment.person).get(f"/en/learning/submissions/{handed.uuid}/").content.decode()
    assert "0 of 8 points." in told
    assert "Passed." in told


def test_a_verdict_is_corrected_where_no_points_decide(course: CoursePage, trainer: Person) -> None:
    page = work.assignment(course, rule="passed", rubric=[])
    handed = work.handed_in(learning.enrolled(course), page)
    first = feedback.give_feedback(
        submission=handed, given=work.Given(words="No.", verdict=False), by=trainer
    )

    feedback.correct_feedback(
        review=first, given=work.Given(words="No.", verdict=True), why="Wrong button.", by=trainer
    )

    assert Submission.objects.get().passed is True
    assert handed.enrolment.events.filter(verb="passed").count() == 1


def test_a_correction_needs_a_reason_a_difference_and_the_latest_row(
    course: CoursePage, trainer: Person, signed_in
) -> None:
    first = answered(work.assignment(course), course, trainer)
    client, address = signed_in(trainer), f"{DESK}{first.submission.uuid}/"

    refused = client.post(address, typed(first, why=" "))
    assert refused.status_code == 400
    assert "Say why. The learner reads it." in refused.content.decode()
    assert "It was the other plan." in refused.content.decode()  # nothing typed is lost
    with pytest.raises(CourseError, match="Nothing is different"):
        feedback.correct_feedback(review=first, given=work.said(0, "Too thin."), why="Hm", by=trainer)
    client.post(address, typed(first))
    again = client.post(address, typed(first))

    assert "This feedback was corrected already." in again.content.decode()
    assert Review.objects.count() == 2


def test_a_remark_alone_can_be_corrected(course: CoursePage, trainer: Person) -> None:
    page = work.assignment(course)
    handed = work.handed_in(learning.enrolled(course), page)
    said = work.said(4, remarks=[Remark("night train", "Which one?")])
    first = feedback.give_feedback(submission=handed, given=said, by=trainer)

    other = work.said(4, remarks=[Remark("night train", "From where?")])
    second = feedback.correct_feedback(review=first, given=other, why="Clearer", by=trainer)

    assert [one.words for one in first.passages.all()] == ["Which one?"]
    assert [one.words for one in second.passages.all()] == ["From where?"]


def test_after_a_later_version_the_earlier_feedback_stays_as_it_is(
    course: CoursePage, trainer: Person
) -> None:
    page = work.assignment(course)
    first = answered(page, course, trainer)
    enrolment = learning.fresh(first.submission.enrolment)
    handing_in.begin_again(enrolment=enrolment, item=work.item_of(enrolment, page), by=enrolment.person)
    work.handed_in(enrolment, page, text="Another text")

    with pytest.raises(CourseError, match="A later version is handed in"):
        correct(first, trainer)


def test_nobody_corrects_who_may_not(course: CoursePage, trainer: Person, signed_in) -> None:
    first = answered(work.assignment(course), course, trainer)
    other = pages.course(title="Foreign", modules=1, lessons=1, trainer=cast.with_role("trainer"))
    foreign = other.trainers.get().person
    address = f"{DESK}{first.submission.uuid}/"
    leader, cohort = cast.PersonFactory(), learning.cohort(course)
    cohort.facilitators.create(person=leader)
    Enrolment.objects.filter(pk=first.submission.enrolment_id).update(cohort=cohort)

    assert signed_in(foreign).post(address, typed(first)).status_code == 404
    assert signed_in(first.submission.enrolment.person).post(address, typed(first)).status_code == 404
    assert signed_in(leader).post(address, typed(first)).status_code == 400
    mine = answered(work.assignment(other, title="Of another"), other, foreign)
    swapped = typed(mine)  # the right work, the review of another
    assert signed_in(trainer).post(address, swapped).status_code == 404
    assert Review.objects.filter(corrects__isnull=False).count() == 0


def test_a_peer_review_is_not_corrected_by_a_trainer(course: CoursePage, trainer: Person) -> None:
    page = work.for_peers(course)
    ada, ben = learning.enrolled(course), learning.enrolled(course)
    work.handed_in(ada, page)
    work.handed_in(ben, page)
    given = work.reviewed(ben.person, page)

    with pytest.raises(CourseError, match="theirs"):
        correct(given, trainer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(pk=given.pk).update(replaced_at=timezone.now())
