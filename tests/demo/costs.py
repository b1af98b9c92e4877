"""Run by `manage.py shell` on a copy of the demonstration: what every page that a link leads to asks of the database.

Prints as JSON, after the word COSTS, one row a page and person: who, address, statements, and the one that is asked most often.
"""

# ruff: noqa: PLC0415 - a program for a process of its own
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator

GIVEN = re.compile(r"'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b")
MANY = re.compile(r"\(\?(?:, \?)*\)")


def most_asked(statements: Iterable[str]) -> tuple[int, str]:
    """Return how often the same statement is asked, whatever is given to it, and which."""
    shapes = Counter(
        MANY.sub("(?)", GIVEN.sub("?", one))
        for one in statements
        if not one.startswith(("SAVEPOINT", "RELEASE"))
    )
    [(statement, times)] = shapes.most_common(1) or [("", 0)]
    return times, statement


def costs() -> Iterator[tuple[str, str, int, int, str]]:
    """Ask for each page once, and count."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.utils import translation

    from members.models import Person
    from tests import following

    settings.ALLOWED_HOSTS = ["testserver"]
    for who in ("", *following.CAST):
        client = Client()
        if who:
            client.force_login(Person.objects.get(email=f"{who}@example.org"))
        told: dict[str, tuple[int, int, str]] = {}

        def get(address: str) -> bytes | None:
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(address)  # noqa: B023 - called within this round
            translation.activate("en")  # a page in French leaves it active, and addresses resolve by it
            statements = [query["sql"] for query in asked.captured_queries]
            told[address] = (len(statements), *most_asked(statements))  # noqa: B023 - as above
            is_page = "text/html" in answer.get("Content-Type", "") and not answer.streaming
            return answer.content if is_page else None

        for _kind, address in following.pages(get):
            yield who, address, *told[address]


def main() -> None:
    """Walk and tell."""
    print("COSTS" + json.dumps(list(costs())))
