"""Who uploads files and pictures in the CMS."""

import pytest
from django.urls import reverse

from tests.factories import members as cast

pytestmark = pytest.mark.django_db

SCREENS = ("wagtaildocs:add_multiple", "wagtailimages:add_multiple", "wagtaildocs_chooser:choose")


@pytest.mark.parametrize("role", ["trainer", "editor", "secretariat"])
def test_those_who_write_pages_upload_and_choose_files(role: str, home, signed_in) -> None:
    client = signed_in(cast.with_role(role))

    assert {client.get(reverse(screen)).status_code for screen in SCREENS} == {200}


def test_nobody_else_does(member, facilitator, home, signed_in) -> None:
    for person in (member, facilitator):
        assert {signed_in(person).get(reverse(screen)).status_code for screen in SCREENS} == {302}
