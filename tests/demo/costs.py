"""Run by `manage.py shell` on a copy of the demonstration: what every page that a link leads to asks of the database.

Tells one row a page and person: who, address, how many statements, how often the most frequent one was asked, and which that is.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from members.models import Person
from tests import following
from tests.demonstration import tell

GIVEN = re.compile(r"'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b")
MANY = re.compile(r"\(\?(?:, \?)*\)")

Row = tuple[str, str, int, int, str]


def most_asked(statements: Iterable[str]) -> tuple[int, str]:
    """Return how often the same statement is asked, whatever is given to it, and which."""
    shapes = Counter(
        MANY.sub("(?)", GIVEN.sub("?", one))
        for one in statements
        if not one.startswith(("SAVEPOINT", "RELEASE"))
    )
    [(statement, times)] = shapes.most_common(1) or [("", 0)]
    return times, statement


def costs_for(who: str) -> Iterator[Row]:
    """Ask for each page once, and count."""
    client = Client()
    if who:
        client.force_login(Person.objects.get(email=f"{who}@example.org"))
    statements: list[str] = []

    def get(address: str) -> bytes | None:
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        translation.activate("en")  # a page in French leaves it active, and addresses resolve by it
        statements[:] = [query["sql"] for query in asked.captured_queries]
        is_page = "text/html" in answer.get("Content-Type", "") and not answer.streaming
        return answer.content if is_page else None

    for _kind, address in following.pages(get):  # which gives each page right after it was fetched
        yield who, address, len(statements), *most_asked(statements)


def main() -> None:
    """Walk and tell."""
    settings.ALLOWED_HOSTS = ["testserver"]
    tell([row for who in ("", *following.CAST) for row in costs_for(who)])
