"""In whatever order people begin, answer, hand in, come late, get time, mark and score again: scores are explained by rows."""

import contextlib
import datetime
import itertools
import uuid

import time_machine
from django.db.models import QuerySet
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from badges.models import Credential
from courses.actions import CourseError, quiz_marks, quizzes, rebuild_states
from courses.models import Attempt, Completion, Enrolment, ItemEvent, ItemState, Mark, QuizPage, Scoring
from courses.queries.quizzes import points_given, work_out
from tests.factories import courses, pages
from tests.factories import members as cast
from tests.factories import quizzes as made
from tests.keeping import forget_all

EVENTS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "begin",
                "keep",
                "keep",
                "submit",
                "submit",
                "late",
                "extend",
                "mark",
                "edit",
                "rescore",
                "sweep",
                "look",
            ]
        ),
        st.integers(0, 1),
        st.integers(0, 3),
    ),
    min_size=4,
    max_size=24,
)
ANSWERS = [
    {},
    {"q1": "q1-a", "q2": "q2-a", "q3": "words"},
    {"q1": "q1-b", "q2": "q2-a"},
    {"q3": "more words"},
]


class AnyOrder(TestCase):
    """Two learners, one quiz of two choices and an open question, three attempts of ten minutes."""

    @classmethod
    def setUpTestData(cls) -> None:
        """What every example begins with; its own rows are rolled back after it."""
        cls.trainer = cast.PersonFactory()
        course = pages.course(lessons=0, trainer=cls.trainer)
        asked = (made.question("q1"), made.question("q2"), made.question("q3", "open", points=2))
        cls.page = made.quiz(course, *asked, time_limit=10, attempts=3, pass_mark=50)
        cls.learners = [courses.enrolled(course), courses.enrolled(course)]

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(events=EVENTS)
    def test_scores_are_explained_by_rows_and_nothing_happens_twice(
        self, events: list[tuple[str, int, int]]
    ) -> None:
        forget_all()
        page, trainer, learners = self.page, self.trainer, self.learners
        with time_machine.travel(timezone.now(), tick=False) as clock:
            for event, who, which in events:
                clock.shift(datetime.timedelta(seconds=20))
                with contextlib.suppress(
                    CourseError
                ):  # refused in words; what it may have left is looked at below
                    self.happens(event, courses.fresh(learners[who]), which, page, trainer, clock)
                self.holds(learners)

    def happens(
        self, event: str, enrolment: Enrolment, which: int, page: QuizPage, trainer: object, clock: object
    ) -> None:
        """Let one thing happen, through the same actions as everybody."""
        person, item = enrolment.person, page.translation_key
        found = Attempt.objects.filter(enrolment=enrolment, item=item)
        latest = found.select_related("enrolment__person").order_by("number").last()
        if event == "begin":
            quizzes.begin(enrolment=enrolment, item=item, by=person, language="en")
        elif event == "late":
            clock.shift(datetime.timedelta(minutes=which * 4))
        elif event == "extend":
            quiz_marks.allow_more(
                enrolment=enrolment,
                item=item,
                minutes=5,
                attempts=which % 2,
                reason="because",
                key=str(uuid.uuid4()),
                by=trainer,
            )
        elif event == "edit":
            live = QuizPage.objects.get(pk=page.pk)
            changed = list(live.questions.raw_data)
            for option in changed[0]["value"]["options"]:
                option["value"]["right"] = option["id"] == f"q1-{'abc'[which % 3]}"
            courses.republish(live, questions=changed)
        elif event == "rescore":
            quiz_marks.rescore(course_key=enrolment.course_id, item=item, reason="corrected", by=trainer)
        elif event == "sweep":
            quizzes.close_overdue()
        elif latest is None:
            return
        elif event == "keep":
            quizzes.keep_answers(
                attempt=latest, answers=ANSWERS[which], version=latest.version, window="w", by=person
            )
        elif event == "submit":
            quizzes.submit(
                attempt=latest, answers=ANSWERS[which], version=latest.version, window="w", by=person
            )
        elif event == "look":
            quizzes.close_if_overdue(latest)
        elif event == "mark":
            quiz_marks.mark_open_text(attempt=latest, question="q3", points=which, words="", by=trainer)

    def holds(self, learners: list[Enrolment]) -> None:
        """What is always so."""
        for attempt in Attempt.objects.all():
            rows = list(Scoring.objects.filter(attempt=attempt).order_by("number"))
            assert [one.number for one in rows] == list(range(1, len(rows) + 1))
            assert bool(rows) == (attempt.submitted_at is not None)
            if not rows:
                assert (attempt.score, attempt.passed) == (None, None)
                continue
            last = rows[-1]
            assert (attempt.score, attempt.most, attempt.passed) == (last.score, last.most, last.passed)
            again = work_out(
                attempt, last.keys, points_given(Mark.objects.filter(attempt=attempt).order_by("pk"))
            )
            assert (again.points, again.score, again.most) == (last.points, last.score, last.most)
            assert attempt.passed is True or attempt.passed == again.passed
            assert [row.passed for row in rows if row.passed] == [True] * len(
                [row for row in rows if row.passed]
            )
            for earlier, later in itertools.pairwise(rows):
                assert later.cause in ("marked", "rescored")
                assert not (earlier.passed and not later.passed)
            wrong = QuerySet(Attempt).filter(pk=attempt.pk)
            wrong.update(score=None, passed=None, most=0)
            quizzes.rebuild_score(attempt=attempt)
            assert wrong.values_list("score", "passed", "most").get() == (last.score, last.passed, last.most)
            verbs = list(
                ItemEvent.objects.filter(enrolment=attempt.enrolment_id, key__startswith=f"quiz:{attempt.uuid}").values_list("verb", flat=True)
            )  # fmt: skip
            assert len(verbs) == len(set(verbs))
            assert "submitted" in verbs
            assert ("passed" in verbs) == bool(attempt.passed)
        for enrolment in learners:
            own = Attempt.objects.filter(enrolment=enrolment).order_by("number")
            assert [one.number for one in own] == list(range(1, len(own) + 1))
            assert sum(one.is_open for one in own) <= 1
            kinds = list(Completion.objects.filter(enrolment=enrolment).values_list("kind", flat=True))
            assert len(kinds) == len(set(kinds))
            earned = Credential.objects.filter(person=enrolment.person, about_key=enrolment.course_id)
            assert sorted(earned.values_list("kind", flat=True)) == sorted(kinds)
            assert bool(kinds) == any(one.passed for one in own)
            states = ItemState.objects.filter(enrolment=enrolment).order_by("item")
            before = list(states.values())
            rebuild_states(enrolment=enrolment)
            kept = [{**row, "id": 0} for row in states.values()]
            assert kept == [{**row, "id": 0} for row in before]
