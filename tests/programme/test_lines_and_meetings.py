"""Lines gather what is filed under them; meetings lead to what came of them."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.models import Person
from pages.generation import raise_generation
from programme.models import MeetingPage, SessionPage
from tests.factories import members as cast
from tests.factories import pages
from tests.factories.many import copies_of

pytestmark = pytest.mark.django_db


def test_a_line_gathers_courses_resources_and_meetings_by_theme(line) -> None:
    theme = cast.ThemeFactory(title="Digital things")
    course, resource, meeting = (
        pages.course(lines=(line,)),
        pages.resource(lines=(line,)),
        pages.meeting(lines=(line,)),
    )
    elsewhere = pages.course()
    course.themes.set([theme])
    course.save()

    text = Client().get(f"/en/lines/{line.slug}/").content.decode()

    assert all(page.title in text for page in (course, resource, meeting))
    assert elsewhere.title not in text
    assert (
        text.index("Digital things")
        < text.index(course.title)
        < text.index("Also on this line")
        < text.index(resource.title)
    )


def test_a_line_shows_nothing_that_a_person_may_not_see(line, member: Person, signed_in) -> None:
    closed = pages.resource(lines=(line,), own_audience="member", title="For members")

    assert closed.title not in Client().get(f"/en/lines/{line.slug}/").content.decode()
    assert closed.title in signed_in(member).get(f"/en/lines/{line.slug}/").content.decode()


def test_an_unknown_line_is_not_there() -> None:
    assert Client().get("/en/lines/nothing/").status_code == 404


def test_a_session_shows_what_came_of_it_as_far_as_one_may_see_it(member: Person, signed_in) -> None:
    toolkit, report = (
        pages.resource(title="The toolkit"),
        pages.resource(title="The report", own_audience="member"),
    )
    session = SessionPage.objects.child_of(pages.meeting()).get()
    session.report = report
    session.outcomes.create(page=toolkit)
    session.save_revision().publish()

    anonymous = Client().get(session.address).content.decode()
    among_members = signed_in(member).get(session.address).content.decode()

    assert ("The toolkit" in anonymous, "The report" in anonymous) == (True, False)
    assert ("The toolkit" in among_members, "The report" in among_members) == (True, True)


def test_meetings_to_come_stand_before_those_that_were() -> None:
    past, coming = pages.meeting(days_ago=30), pages.meeting(days_ago=-30)

    text = Client().get("/en/meetings/").content.decode()

    assert text.index(coming.title) < text.index(past.title)


def test_lists_cost_the_same_queries_with_1_3_and_300(line) -> None:
    client = Client()
    meeting = pages.meeting(lines=(line,))
    session = SessionPage.objects.child_of(meeting).get()
    pages.resource(lines=(line,))
    counts = []
    for more in (0, 2, 297):
        copies_of(meeting, more)
        copies_of(session, more)
        raise_generation()
        costs = []
        for address in ("/en/meetings/", meeting.address, f"/en/lines/{line.slug}/"):
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            costs.append(len(captured))
        counts.append(costs)

    assert counts[0] == counts[1] == counts[2]
    assert MeetingPage.objects.count() == 300
