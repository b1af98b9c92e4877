"""A credential, issued."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest

from badges import actions
from badges.models import Credential
from members.models import Person
from tests.factories import members as cast

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def recognised(db: None) -> Callable[..., Credential]:
    """Award somebody something and issue it."""

    def make(person: Person | None = None, **fields: object) -> Credential:
        values = {
            "kind": "spoke",
            "title_en": "What a tour costs now",
            "title_fr": "Ce que coûte une tournée",
            "words": "Spoke for twenty minutes, and answered for forty.",
            "earned_on": datetime.date(2026, 4, 18),
            **fields,
        }
        credential = actions.recognise(
            person=person or cast.PersonFactory(name="Zoë O’Neil Brännström"),
            by=cast.with_role("secretariat"),
            **values,
        )
        assert actions.issue(credential.pk)
        credential.refresh_from_db()
        return credential

    return make
