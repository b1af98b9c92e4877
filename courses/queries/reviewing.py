"""What a person may review, and what they gave."""

from typing import Any

from django.db.models import Count

from courses.models import Review, Submission
from courses.queries.pages import words_of
from members.models import Person


def reviewing_of(person: Person) -> dict[str, Any]:
    """Return the assignments in which others wait for a review that this person may give, what they have begun, and what they
    gave. Four queries, however many there are.
    """
    handed = Submission.objects.filter(
        enrolment__person=person, submitted_at__isnull=False, withdrawn_at__isnull=True
    )
    mine = Review.objects.filter(reviewer=person, kind=Review.Kind.PEER, lapsed_at__isnull=True)
    waiting = (
        Submission.objects.filter(
            item__in=handed.order_by().values("item"),
            reviews_wanted__gt=0,
            submitted_at__isnull=False,
            withdrawn_at__isnull=True,
            replaced_at__isnull=True,
            answered_at__isnull=True,
        )
        .exclude(enrolment__person=person)
        .exclude(pk__in=mine.order_by().values("submission_id"))
        .order_by()
        .values_list("course_id", "item")
        .annotate(n=Count("pk"))
    )
    rows = list(waiting)
    reviews = list(mine.select_related("submission").order_by("-claimed_at")[:50])
    words = words_of({item for _course, item, _n in rows} | {one.item for one in reviews})
    return {
        "waiting": [
            {"course": course, "item": item, "n": n, "title": words[item][0]}
            for course, item, n in rows
            if item in words
        ],
        "begun": [
            (one, words.get(one.item, (one.submission.title, ""))[0]) for one in reviews if one.is_open
        ],
        "given": [
            (one, words.get(one.item, (one.submission.title, ""))[0]) for one in reviews if one.given_at
        ],
    }
