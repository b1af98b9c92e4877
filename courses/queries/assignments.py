"""Where somebody is with an assignment: what is asked of them, what they made of it, and the sentence that says what is next."""

import datetime
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils import timezone

from courses.assigning import Terms, due_of
from courses.assignment_sentences import Facts, say
from courses.items import EditionItem
from courses.models import (
    AssignmentPage,
    CohortDate,
    Enrolment,
    Extension,
    ItemState,
    Review,
    Submission,
    SubmissionFile,
)
from courses.queries.pages import lesson_for, terms_of
from courses.rubrics import frozen


def terms_of_pages(pages: Sequence[AssignmentPage]) -> Terms:
    """Return the rules that the first page, the source, gives, worded in the languages of all."""
    source = pages[0]
    return Terms(
        takes=source.takes,
        rubric=frozen((page.language, page.rubric.raw_data) for page in pages),
        pass_mark=source.pass_mark,
        due_on=source.due_on if source.due == AssignmentPage.Due.ON else None,
        due_after_days=source.due_after_days if source.due == AssignmentPage.Due.AFTER else None,
        takes_late=source.takes_late,
        gives=source.reviews_to_give,
        gets=source.reviews_to_get,
        patience=source.patience,
    )


def terms_by_item(items: Iterable[uuid.UUID]) -> dict[uuid.UUID, Terms]:
    """Return the rules of assignments that still have a page. One query."""
    versions: dict[uuid.UUID, list[AssignmentPage]] = {}
    pages = AssignmentPage.objects.filter(translation_key__in=list(items)).select_related("locale")
    for page in pages.defer("body").order_by("pk"):
        versions.setdefault(page.translation_key, []).append(page)
    return {key: terms_of_pages(pages) for key, pages in versions.items()}


def due_by_item(
    enrolment: Enrolment, terms: dict[uuid.UUID, Terms]
) -> dict[uuid.UUID, datetime.datetime | None]:
    """Return by when one learner hands in each of some assignments. Two queries."""
    of_group: dict[uuid.UUID, datetime.datetime] = {}
    if enrolment.cohort_id:
        rows = CohortDate.objects.filter(
            cohort_id=enrolment.cohort_id, kind=CohortDate.Kind.DEADLINE, item__in=list(terms)
        )
        of_group = {row.item: row.ends_at or row.starts_at for row in rows if row.item}
    rows_of_extension = Extension.objects.filter(enrolment=enrolment, item__in=list(terms)).order_by("pk")
    extended = dict(rows_of_extension.values_list("item", "until"))
    return {
        key: due_of(
            one,
            began=enrolment.began_at,
            zone=enrolment.person.zone,
            of_group=of_group.get(key),
            extended=extended.get(key),
        )
        for key, one in terms.items()
    }


@dataclass(slots=True)
class Work:
    """All that one learner did for one assignment. The submissions come the latest first."""

    item: EditionItem
    terms: Terms
    due_at: datetime.datetime | None
    state: ItemState | None = None
    submissions: list[Submission] = field(default_factory=list)
    given: int = 0
    claim: Review | None = None

    @property
    def draft(self) -> Submission | None:
        """What is being written."""
        return next((one for one in self.submissions if one.submitted_at is None), None)

    @property
    def current(self) -> Submission | None:
        """What is handed in and counts."""
        return next((one for one in self.submissions if one.is_current), None)

    @property
    def handed_in(self) -> list[Submission]:
        """Every version that was handed in, also those taken back."""
        return [one for one in self.submissions if one.submitted_at]

    @property
    def was_answered(self) -> bool:
        """Whether some version has feedback: what is handed in after that comes when it comes."""
        return any(one.answered_at for one in self.submissions)

    @property
    def is_over(self) -> bool:
        """Whether the day has passed, for somebody who has not handed in before it."""
        return self.due_at is not None and self.due_at < timezone.now() and not self.was_answered

    @property
    def is_closed(self) -> bool:
        """Whether nothing more is taken without more time."""
        return self.is_over and not self.terms.takes_late

    @property
    def is_passed(self) -> bool:
        """Whether it is passed for good."""
        return self.state is not None and self.state.passed_at is not None

    @property
    def may_write(self) -> bool:
        """Whether a draft may be written: nothing is handed in, or there is feedback on it."""
        return self.current is None or self.may_begin_again

    @property
    def may_begin_again(self) -> bool:
        """Whether a new version may follow the one that has feedback."""
        return self.current is not None and self.current.answered_at is not None and not self.is_passed

    @property
    def may_withdraw(self) -> bool:
        """Whether nobody has begun to read."""
        return (
            self.current is not None
            and self.current.answered_at is None
            and not any(review.lapsed_at is None for review in self.current.reviews.all())
        )

    @property
    def part_done(self) -> bool:
        """Whether the learner owes nobody a review any more."""
        return not self.terms.is_for_peers or (self.state is not None and self.state.done_at is not None)

    @property
    def gives_left(self) -> int:
        """How many reviews are still to give."""
        return 0 if self.part_done else max(self.terms.gives - self.given, 0)

    @property
    def reviews(self) -> list[Review]:
        """The feedback on what counts."""
        return [one for one in self.current.reviews.all() if one.given_at] if self.current else []

    def sentence(self, zone: datetime.tzinfo | None) -> str:
        """Say what finishes it and what is next."""
        current = self.current
        return say(
            Facts(
                rule=self.item.rule,
                terms=self.terms,
                due_at=self.due_at,
                is_over=self.is_over,
                is_closed=self.is_closed,
                submitted_at=current.submitted_at if current else None,
                answered=bool(current and current.answered_at),
                by_trainer=any(one.kind == Review.Kind.TRAINER for one in self.reviews),
                got=len(self.reviews),
                trainer_from=current.trainer_from if current else None,
                passed=current.passed if current else None,
                points=current.points if current else None,
                gives_left=self.gives_left,
                given=self.given,
                part_done=self.part_done,
                is_finished=self.state is not None and self.state.finished_at is not None,
                is_passed=self.is_passed,
                is_waived=self.state is not None and self.state.waived_at is not None,
            ),
            zone,
        )


def works_of(
    enrolment: Enrolment, items: Sequence[EditionItem], states: dict[uuid.UUID, ItemState] | None = None
) -> dict[uuid.UUID, Work]:
    """Return where a learner is with each of these that is an assignment. Eight queries at most, however many there are."""
    keys = [item.key for item in items if item.kind == "assignment"]
    if not keys:
        return {}
    terms = terms_by_item(keys)
    due = due_by_item(enrolment, terms)
    if states is None:
        states = {one.item: one for one in ItemState.objects.filter(enrolment=enrolment, item__in=keys)}
    found = {
        item.key: Work(item, terms[item.key], due[item.key], states.get(item.key))
        for item in items
        if item.key in terms
    }
    rows = Submission.objects.filter(enrolment=enrolment, item__in=list(found)).order_by("-number")
    for one in rows.prefetch_related(
        Prefetch("files", SubmissionFile.objects.order_by("pk")),
        Prefetch(
            "reviews", Review.objects.standing().select_related("reviewer").prefetch_related("passages")
        ),
    ):
        found[one.item].submissions.append(one)
    given = Review.objects.filter(enrolment=enrolment, item__in=list(found), kind=Review.Kind.PEER)
    for review in given.filter(lapsed_at__isnull=True):
        if review.given_at:
            found[review.item].given += 1
        else:
            found[review.item].claim = review
    return found


def work_of(enrolment: Enrolment, item: EditionItem) -> Work | None:
    """Return where a learner is with one assignment; None where its page is gone."""
    return works_of(enrolment, [item]).get(item.key)


def assignment_for(request: HttpRequest, page: AssignmentPage) -> dict[str, Any]:
    """Return what the page of an assignment shows: all that a lesson's does, and where the learner is with their work."""
    context = lesson_for(request, page)
    standing = context.get("standing")
    item = context.get("item")
    context |= {"marks_done": False, "hands_in": False, "work": None}
    if item is None:
        return context
    context["terms"] = terms_by_item([page.translation_key]).get(page.translation_key)
    if standing is None or context.get("lock") is not None:
        return context
    enrolment = standing.enrolment
    work = work_of(enrolment, terms_of(item, standing))
    if work is not None:
        context["work"] = work
        if work.state is None or work.state.waived_at is None:
            context["needs"] = work.sentence(standing.zone)
    return context
