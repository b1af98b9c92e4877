"""What all tests of this room share."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _start_in_english() -> Iterator[None]:
    """A request in French leaves its language behind in the thread; each test starts afresh."""
    with translation.override("en"):
        yield
