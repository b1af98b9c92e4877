"""Whoever follows links meets no page that axe-core, a phone's width or the content security policy complains of.

Of each kind of page one is looked at, so a page that is added is looked at without being named here. `Looker.looks_well` says how.
"""

from collections.abc import Callable

import pytest

from tests import following
from tests.journeys.conftest import CASTS
from tests.journeys.looking import Looker

pytestmark = pytest.mark.browser

#: Somewhat fewer kinds than these find, so that a menu that loses its links does not make the test pass.
AT_LEAST = {"": 28, "learner": 40, "trainer": 18, "facilitator": 8}
seen: set[str] = set()  # by anybody, in this run


@pytest.mark.parametrize("who", ["", *CASTS], ids=["anybody", *CASTS])
def test_every_route_that_a_link_leads_to(who: str, looker: Callable[[str], Looker]) -> None:
    eyes = looker(who)

    def get(address: str) -> bytes | None:
        """Fetch it without a browser's work."""
        answer = eyes.page.request.get(eyes.site + address)
        assert answer.status < 400 or answer.status == 403, f"{address} answered {answer.status}"
        return answer.body() if "text/html" in answer.headers.get("content-type", "") else None

    looked_at = []
    for kind, address in following.pages(get):
        if kind in seen:
            continue
        seen.add(kind)
        looked_at.append(kind)
        eyes.page.goto(eyes.site + address)
        eyes.looks_well()

    assert not eyes.wrong, "\n".join(eyes.wrong)
    assert len(looked_at) >= AT_LEAST.get(who, 0), looked_at
