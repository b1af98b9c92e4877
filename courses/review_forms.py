"""Reads a review as a form sends it, complete or not."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from courses.actions.reviewing import MOST_COMMENTS, Given, Remark
from courses.models import Submission
from courses.passages import cut

BLANK = 3  # remarks that can be added without a script

VERDICTS: Mapping[str, bool] = {"passed": True, "failed": False}


def given_from(sent: QueryDict) -> Given:
    """Return what was typed; nothing is refused here, so that nothing typed is lost."""
    answers = {name[10:]: value for name, value in sent.items() if name.startswith("criterion-") and value}
    quotes, near, words = sent.getlist("quote"), sent.getlist("near"), sent.getlist("remark")
    remarks = []
    for place, said in enumerate(words[:MOST_COMMENTS]):
        quote = quotes[place] if place < len(quotes) else ""
        where = near[place] if place < len(near) else ""
        if said.strip() or quote.strip():
            remarks.append(Remark(quote, said, int(where) if where.isdigit() and len(where) < 9 else None))
    return Given(answers, sent.get("words", ""), remarks, VERDICTS.get(sent.get("verdict", "")))


def context_of(submission: Submission, given: Given, rubric: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what the form of a review shows: the rubric, what was typed, and room for more remarks."""
    return {
        "submission": submission,
        "pieces": cut(submission.text, []),
        "rubric": rubric,
        "given": given,
        "remarks": [*given.remarks, *(Remark("", "") for _n in range(BLANK))],
    }
