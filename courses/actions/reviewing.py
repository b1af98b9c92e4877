"""What a review says, checked and written: by trainers and by peers alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from courses.actions.errors import CourseError
from courses.assigning import read_terms
from courses.models import Passage, Review, Submission
from courses.passages import found_in
from courses.rubrics import NotAnswered, points_of

LONGEST = 20_000  # characters of the words overall
LONGEST_COMMENT = 2000
MOST_COMMENTS = 60


@dataclass(frozen=True, slots=True)
class Remark:
    """Words about a passage: the passage itself, about where it stands, and what is said of it."""

    quote: str
    words: str
    near: int | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A review as it was typed. `answers` are ids of levels by ids of criteria."""

    answers: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    remarks: Sequence[Remark] = ()
    verdict: bool | None = None


def given_in(review: Review | None) -> Given:
    """Return what a review says so far, or has said."""
    if review is None:
        return Given()
    remarks = [Remark(one.quote, one.words, one.start) for one in review.passages.all()]
    return Given(review.answers, review.words, remarks, review.verdict)


def fill(*, review: Review, submission: Submission, given: Given, whole: bool) -> None:
    """Put on a review what was typed; with `whole` refuse what is not complete. The caller saves it."""
    rubric = read_terms(submission.terms).rubric
    known = {one["id"]: {level["id"] for level in one["levels"]} for one in rubric}
    answers = {key: level for key, level in given.answers.items() if level in known.get(key, ())}
    if len(given.words) > LONGEST or any(len(one.words) > LONGEST_COMMENT for one in given.remarks):
        raise CourseError(_("These words are too long. Shorten them; nothing is lost meanwhile."))
    review.answers, review.words, review.verdict = answers, given.words.strip(), given.verdict
    review.points = None
    try:
        review.points = points_of(rubric, answers) if rubric else None
    except NotAnswered as error:
        if whole:
            raise CourseError(_("Choose a level for each criterion of the rubric.")) from error
    if whole and not review.words and not any(one.words.strip() for one in given.remarks):
        raise CourseError(_("Write some words: a level alone helps nobody to go on."))


def write_remarks(*, review: Review, submission: Submission, remarks: Sequence[Remark]) -> None:
    """Replace the remarks of a review that is being written. A passage that is not in the text is told."""
    rows = []
    for one in [remark for remark in remarks if remark.words.strip()][:MOST_COMMENTS]:
        place = found_in(submission.text, one.quote, one.near)
        if place is None:
            quote = one.quote.strip()[:80] or "…"
            raise CourseError(
                _("“%(quote)s” does not stand in the text. Copy the words as they are there.")
                % {"quote": quote}
            )
        start, end = place
        quote = submission.text[start:end][:2000]
        rows.append(Passage(review=review, start=start, end=end, quote=quote, words=one.words.strip()))
    review.passages.all().delete()
    Passage.objects.bulk_create(rows)
