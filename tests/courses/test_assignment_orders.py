"""Any order of submit, review, resubmit, extend, withdraw, late: nobody is stuck, nothing is earned twice, rows explain points."""

import datetime
import uuid
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from badges.models import Credential
from courses.actions import CourseError, feedback, handing_in, leave, peer_review
from courses.actions.peer_sweeping import sweep_reviews
from courses.models import AssignmentPage, Completion, Enrolment, ItemState, Review, Submission
from courses.queries.assignments import work_of
from courses.rubrics import mean_of, points_of
from members.models import Person
from tests.factories import assignments as work
from tests.factories import courses as learning
from tests.factories import members as cast
from tests.factories import pages
from tests.keeping import forget_all

PEOPLE = 3
PEERS, TRAINERS = "peers", "trainers"
BEGUN = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)

ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            (
                "hand in",
                "hand in",
                "claim",
                "give",
                "give",
                "withdraw",
                "again",
                "extend",
                "trainer",
                "correct",
                "later",
                "much later",
                "sweep",
                "leave",
            )
        ),
        st.integers(0, PEOPLE - 1),
        st.sampled_from((0, 2, 4)),
    ),
    max_size=18,
)


class Story:
    """Some people and a trainer do things in some order; what the site refuses in words is no fault."""

    def __init__(self, page: AssignmentPage, trainer: Person, enrolments: list[Enrolment]) -> None:
        self.page, self.trainer, self.enrolments = page, trainer, enrolments
        self.item = work.item_of(enrolments[0], page)

    def does(self, act: str, who: int, points: int, clock: Any) -> None:
        """Do one thing, as far as it can be done."""
        enrolment = learning.fresh(self.enrolments[who])
        person = enrolment.person
        try:
            if act == "hand in":
                work.handed_in(enrolment, self.page, text=f"{uuid.uuid4()}")
            elif act == "claim":
                peer_review.claim(item=self.page.translation_key, by=person)
            elif act == "give":
                work.reviewed(person, self.page, points)
            elif act == "withdraw":
                current = Submission.objects.filter(enrolment=enrolment, submitted_at__isnull=False).last()
                if current:
                    handing_in.withdraw(submission=current, by=person)
            elif act == "again":
                handing_in.begin_again(enrolment=enrolment, item=self.item, by=person)
            elif act == "extend":
                feedback.extend(
                    enrolment=enrolment, item=self.item.key, title="x", until=timezone.now() + datetime.timedelta(days=3),
                    why="On tour", by=self.trainer,
                )  # fmt: skip
            elif act == "trainer":
                self.answers(points)
            elif act == "correct":
                self.corrects(points)
            elif act == "leave":
                leave(enrolment=enrolment, by=person)
            elif act in ("later", "much later"):
                clock.shift(datetime.timedelta(days=2 if act == "later" else 12))
            elif act == "sweep":
                sweep_reviews()
        except CourseError:
            pass

    def answers(self, points: int) -> None:
        """Let the trainer answer what waits longest."""
        waiting = Submission.objects.filter(
            submitted_at__isnull=False, withdrawn_at__isnull=True, replaced_at__isnull=True, answered_at__isnull=True,
            trainer_from__lte=timezone.now(),
        ).order_by("submitted_at")  # fmt: skip
        if waiting:
            feedback.give_feedback(submission=waiting[0], given=work.said(points), by=self.trainer)

    def corrects(self, points: int) -> None:
        """Let the trainer say something else of what they answered last."""
        said = Review.objects.standing().filter(kind="trainer").order_by("-given_at", "-pk").first()
        if said:
            feedback.correct_feedback(
                review=said, given=work.said(points, f"{uuid.uuid4()}"), why="Read again", by=self.trainer
            )

    def ends(self, clock: Any) -> None:
        """Let everybody who is still there do their part, and the trainer what stands on the desk; nobody else helps anybody."""
        for _round in range(4):
            for who, enrolment in enumerate(self.enrolments):
                if Enrolment.objects.filter(
                    pk=enrolment.pk, ended_at__isnull=False
                ).exists() or self.is_finished(enrolment):
                    continue
                self.does("extend", who, 4, clock)
                mine = work_of(learning.fresh(enrolment), self.item)
                if mine is not None and mine.may_write:
                    self.does("hand in", who, 4, clock)
                self.does("give", who, 4, clock)
            clock.shift(datetime.timedelta(days=8))
            sweep_reviews()
            for _n in range(PEOPLE):
                self.answers(4)

    def is_finished(self, enrolment: Enrolment) -> bool:
        """Whether the assignment is finished."""
        return ItemState.objects.filter(
            enrolment=enrolment, item=self.item.key, finished_at__isnull=False
        ).exists()

    def holds(self) -> None:
        """See that nothing is there twice, and that rows explain every number."""
        for submission in Submission.objects.filter(answered_at__isnull=False):
            every = list(Review.objects.filter(submission=submission, given_at__isnull=False))
            for one in every:
                assert one.points == points_of(submission.terms["rubric"], one.answers)
            reviews = [one for one in every if one.replaced_at is None]
            trainers = [one for one in reviews if one.kind == "trainer"]
            assert len(trainers) <= 1
            mark = submission.terms["pass_mark"]
            if submission.passed and mark is not None:
                assert max(one.points for one in every) >= mark, "some row says why it is passed"
            assert submission.points == mean_of(Decimal(one.points) for one in trainers or reviews)
        for enrolment in self.enrolments:
            current = Submission.objects.filter(
                enrolment=enrolment,
                submitted_at__isnull=False,
                withdrawn_at__isnull=True,
                replaced_at__isnull=True,
            )
            assert current.count() <= 1
            kinds = list(Completion.objects.filter(enrolment=enrolment).values_list("kind", flat=True))
            assert len(kinds) == len(set(kinds))
            earned = Credential.objects.filter(person=enrolment.person, about_key=enrolment.course_id)
            assert sorted(earned.values_list("kind", flat=True)) == sorted(kinds)
            submitted = Submission.objects.filter(enrolment=enrolment, submitted_at__isnull=False).count()
            assert enrolment.events.filter(verb="submitted").count() == submitted
            assert enrolment.events.filter(finishes=True).exclude(item=self.item.key).count() == 0
            assert enrolment.events.filter(finishes=True).count() <= 1


RULES = {
    "reviewed": {},
    "passed": {"rule": "passed", "pass_mark": 6},
    "submitted": {"rule": "submitted"},
    "peers": {"rule": "done", "reviews_to_give": 2, "reviews_to_get": 2},
    "peers passing": {"rule": "passed", "pass_mark": 6, "reviews_to_give": 1, "reviews_to_get": 2},
}


@pytest.fixture
def asked(trainer: Person, rule: str, late: bool) -> tuple[AssignmentPage, list[Enrolment]]:
    """The assignment and those who follow its course, made once for all orders that are tried."""
    with time_machine.travel(BEGUN, tick=False):
        course = pages.course(title="Touring", modules=1, lessons=1, trainer=trainer)
        learning.republish(learning.lessons_of(course)[0], optional=True)
        page = work.assignment(
            course, due="after", due_after_days=5, takes_late=late, patience=4, **RULES[rule]
        )
        return page, [learning.enrolled(course, cast.PersonFactory()) for _n in range(PEOPLE)]


@pytest.mark.django_db(transaction=False)
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("late", [True, False])
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    derandomize=True,
)
@given(acts=ACTS)
def test_no_order_of_things_keeps_anybody_from_finishing(
    trainer: Person, asked: tuple[AssignmentPage, list[Enrolment]], rule: str, late: bool, acts: list
) -> None:
    from django.db import transaction  # noqa: PLC0415 - each example is rolled back

    page, enrolments = asked
    forget_all()
    with transaction.atomic(), time_machine.travel(BEGUN, tick=False) as clock:
        story = Story(page, trainer, enrolments)
        for act, who, points in acts:
            story.does(act, who, points, clock)
            story.holds()

        story.ends(clock)

        story.holds()
        stuck = [
            one
            for one in story.enrolments
            if not story.is_finished(one)
            and not Enrolment.objects.filter(pk=one.pk, ended_at__isnull=False).exists()
        ]
        assert stuck == []
        transaction.set_rollback(True)
