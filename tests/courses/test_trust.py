"""Whatever people do to a course, in whatever order: what is finished stays finished, and no number moves by itself.

Hypothesis makes up what learners and editors do; after each step every learner's numbers are looked at.
"""

import contextlib
import re
import uuid
from typing import Any

from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from wagtail.models import Page

from courses.actions import CourseError, enrol, rebuild_states, take_up_edition
from courses.actions.copying import settle_copy
from courses.models import Enrolment, ItemEvent, ItemState, LessonPage, ModulePage
from courses.progress import progress_in
from courses.queries.learning import newest_edition
from members.models import Person
from tests.factories import courses as learning
from tests.factories import members as cast
from tests.factories import pages
from tests.keeping import forget_all

BY_LEARNERS = ("open", "done", "done", "hand in", "upgrade")
BY_OTHERS = (
    "edit", "optional", "rule", "requires", "review", "waive", "add", "unpublish",
    "move", "move module", "copy", "copy module", "copy course", "delete", "delete module",
    "translate", "translate module", "publish translation", "delete translation",
)  # fmt: skip
STEPS = st.lists(
    st.tuples(st.sampled_from(BY_LEARNERS + BY_OTHERS), st.integers(0, 2), st.integers(0, 9)),
    min_size=4,
    max_size=24,
)
STATE = (
    "item",
    "opened_at",
    "done_at",
    "submitted_at",
    "reviewed_at",
    "waived_at",
    "finished_at",
    "failures",
)


class Trust(TestCase):
    """Three learners, one course, and what each had after the step before."""

    @classmethod
    def setUpTestData(cls) -> None:
        """What every example begins with; its own rows are rolled back after it."""
        cls.trainer, cls.editor = cast.with_role("trainer"), cast.with_role("editor")
        cls.course = pages.course(title="Touring", modules=2, lessons=2, trainer=cls.trainer)
        key = cls.course.translation_key
        learners = [cast.PersonFactory(name=f"Learner {n}") for n in range(3)]
        cls.enrolments = [enrol(person=one, course_key=key, by=one) for one in learners]

    @settings(
        max_examples=30,
        deadline=None,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(steps=STEPS)
    def test_nothing_finished_is_lost_and_no_number_moves_by_itself(
        self, steps: list[tuple[str, int, int]]
    ) -> None:
        forget_all()
        self.course = learning.reread(self.course)
        enrolments = [learning.fresh(one) for one in self.enrolments]
        before = [self._standing(one) for one in enrolments]

        for verb, who, which in steps:
            shown = self._upgrade_shown(enrolments[who]) if verb == "upgrade" else None
            with contextlib.suppress(CourseError):  # told in words, and nothing happened
                getattr(self, "_" + verb.replace(" ", "_"))(learning.fresh(enrolments[who]), which)
            for number, enrolment in enumerate(enrolments):
                now, was = self._standing(enrolment), before[number]
                assert now["events"] >= was["events"], "evidence never disappears"
                assert now["finished"] >= was["finished"], "what is finished stays finished"
                if now["edition"] != was["edition"]:
                    assert (number, verb) == (who, "upgrade"), "nobody goes over by themselves"
                    assert shown == [was["numbers"], now["numbers"]], "the screen said so"
                elif now["finished"] == was["finished"]:
                    assert now["numbers"] == was["numbers"], "the fraction changes only by what is finished"
                else:
                    assert number == who, "what one finishes counts for nobody else"
                    assert now["numbers"]["total"] == was["numbers"]["total"]
                    assert now["numbers"]["done"] >= was["numbers"]["done"]
                before[number] = now
        for enrolment in enrolments:
            self._is_the_same_for_both(learning.fresh(enrolment))
            self._is_rebuilt(enrolment)

    # -- what is looked at ---------------------------------------------------------------------------
    def _standing(self, enrolment: Enrolment) -> dict[str, Any]:
        enrolment = learning.fresh(enrolment)
        finished = set(
            ItemState.objects.filter(enrolment=enrolment, finished_at__isnull=False).values_list(
                "item", flat=True
            )
        )
        return {
            "finished": finished,
            "events": set(ItemEvent.objects.filter(enrolment=enrolment).values_list("pk", flat=True)),
            "edition": enrolment.edition_id,
            "numbers": progress_in(enrolment.edition.contents, finished).numbers,
        }

    def _upgrade_shown(self, enrolment: Enrolment) -> list[dict[str, int]] | None:
        """Return the numbers on the screen that asks the learner; None where there is nothing to take up."""
        own = Client()
        own.force_login(enrolment.person)
        answer = own.get(f"/en/learning/{self.course.translation_key}/edition/")
        if answer.status_code != 200:
            return None
        cells = re.findall(r"<dd>(.*?)</dd>", answer.content.decode().split("before-after")[1])[:2]
        return [self._read(cell) for cell in cells]

    def _read(self, said: str) -> dict[str, int]:
        """Read the numbers out of a sentence: 1 of 4 done, all 4 done."""
        numbers = [int(number) for number in re.findall(r"\d+", said)]
        return {"done": numbers[0], "total": numbers[-1]}

    def _is_the_same_for_both(self, enrolment: Enrolment) -> None:
        """The learner's page of the course and the trainer's page of the learner say the same."""
        numbers = self._standing(enrolment)["numbers"]
        said = (
            f"All {numbers['total']} done." if numbers["done"] == numbers["total"]
            else f"{numbers['done']} of {numbers['total']} done."
        )  # fmt: skip
        own, desk = Client(), Client()
        own.force_login(enrolment.person)
        desk.force_login(self.trainer)
        mine = own.get(self.course.address).content.decode()
        desk_of_their_own = own.get("/en/learning/").content.decode()
        theirs = desk.get(
            f"/en/learning/teaching/{self.course.translation_key}/learners/{enrolment.pk}/"
        ).content.decode()
        assert said in mine, (said, re.findall(r"[^>]*done\.", mine))
        assert said in desk_of_their_own, (said, re.findall(r"[^>]*done\.", desk_of_their_own))
        assert said in theirs, (said, re.findall(r"[^>]*done\.", theirs))

    def _is_rebuilt(self, enrolment: Enrolment) -> None:
        before = set(enrolment.states.values_list(*STATE))
        rebuild_states(enrolment=enrolment)
        assert set(enrolment.states.values_list(*STATE)) == before

    # -- what learners do ----------------------------------------------------------------------------
    def _lesson(self, which: int) -> LessonPage | None:
        lessons = (
            LessonPage.objects.descendant_of(self.course).filter(locale=self.course.locale).order_by("path")
        )
        found = list(lessons)
        return found[which % len(found)] if found else None

    def _happens(
        self, enrolment: Enrolment, which: int, verb: str, by: Person | None = None, note: str = ""
    ) -> None:
        if lesson := self._lesson(which):
            learning.happens(enrolment, lesson, verb, by=by, note=note)

    def _open(self, enrolment: Enrolment, which: int) -> None:
        self._happens(enrolment, which, "opened")

    def _done(self, enrolment: Enrolment, which: int) -> None:
        self._happens(enrolment, which, "done")

    def _hand_in(self, enrolment: Enrolment, which: int) -> None:
        self._happens(enrolment, which, "submitted")

    def _upgrade(self, enrolment: Enrolment, which: int) -> None:
        newest = newest_edition(self.course.translation_key)
        assert newest is not None
        take_up_edition(enrolment=enrolment, edition=newest, by=enrolment.person)

    # -- what others do ------------------------------------------------------------------------------
    def _review(self, enrolment: Enrolment, which: int) -> None:
        self._happens(enrolment, which, "reviewed", by=self.trainer)

    def _waive(self, enrolment: Enrolment, which: int) -> None:
        self._happens(enrolment, which, "waived", by=self.trainer, note="Done elsewhere")

    def _module(self, which: int) -> ModulePage:
        modules = list(ModulePage.objects.child_of(self.course).order_by("path"))
        return modules[which % len(modules)]

    def _changed(self, which: int, **fields: Any) -> None:
        if lesson := self._lesson(which):
            learning.republish(lesson, **fields)

    def _edit(self, enrolment: Enrolment, which: int) -> None:
        self._changed(which, title=f"Edited {uuid.uuid4().hex[:6]}")

    def _optional(self, enrolment: Enrolment, which: int) -> None:
        if lesson := self._lesson(which):
            self._changed(which, optional=not lesson.optional)

    def _rule(self, enrolment: Enrolment, which: int) -> None:
        self._changed(which, rule=("opened", "done", "submitted", "reviewed")[which % 4])

    def _requires(self, enrolment: Enrolment, which: int) -> None:
        first, later = self._lesson(0), self._lesson(which)
        if first and later and first.path < later.path:
            learning.republish(later, requires=[first])

    def _add(self, enrolment: Enrolment, which: int) -> None:
        pages.lesson(self._module(which))

    def _move(self, enrolment: Enrolment, which: int) -> None:
        if lesson := self._lesson(which):
            self._is_put(lesson, self._module(which), which)

    def _is_put(self, page: Any, parent: Any, which: int) -> None:
        """Put below a parent, last or first, in the steps that the CMS has: moving, then ordering. It refuses a slug twice."""
        if not Page._slug_is_available(page.slug, parent, page):
            return
        page.move(parent, pos="last-child")
        first = parent.get_children().first()
        if which % 2 == 0 and first.pk != page.pk:
            learning.reread(page).move(first, pos="left")

    def _translate(self, enrolment: Enrolment, which: int) -> None:
        lesson = self._lesson(which)
        if lesson and lesson.get_translations().count() == 0:
            pages.in_french(lesson, title="En français")

    def _move_module(self, enrolment: Enrolment, which: int) -> None:
        self._is_put(self._module(which), learning.reread(self.course), which)

    def _copies(self, page: Any, to: Any) -> None:
        made = page.copy(recursive=True, update_attrs={"slug": uuid.uuid4().hex[:10]}, to=to)
        settle_copy(original=page, copy=made, by=self.editor)

    def _copy(self, enrolment: Enrolment, which: int) -> None:
        if lesson := self._lesson(which):
            self._copies(lesson, self._module(which))

    def _copy_module(self, enrolment: Enrolment, which: int) -> None:
        self._copies(self._module(which), learning.reread(self.course))

    def _copy_course(self, enrolment: Enrolment, which: int) -> None:
        self._copies(learning.reread(self.course), self.course.get_parent())

    def _unpublish(self, enrolment: Enrolment, which: int) -> None:
        if lesson := self._lesson(which):
            lesson.unpublish()

    def _delete(self, enrolment: Enrolment, which: int) -> None:
        if lesson := self._lesson(which):
            lesson.delete()

    def _delete_module(self, enrolment: Enrolment, which: int) -> None:
        if ModulePage.objects.child_of(self.course).count() > 1:  # others go on with the one that is left
            self._module(which).delete()

    def _translate_module(self, enrolment: Enrolment, which: int) -> None:
        module = self._module(which)
        if module.get_translations().count() == 0:
            pages.in_french(module, title="Module en français")

    def _french(self, which: int) -> LessonPage | None:
        lesson = self._lesson(which)
        return lesson.get_translations().first() if lesson else None

    def _publish_translation(self, enrolment: Enrolment, which: int) -> None:
        """Nothing but words comes from a translation, whatever its own fields say."""
        if french := self._french(which):
            learning.republish(french, title="Autrement", optional=True, rule="attended")

    def _delete_translation(self, enrolment: Enrolment, which: int) -> None:
        if french := self._french(which):
            french.delete()
