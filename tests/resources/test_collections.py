"""One's own shelf, collections with a sentence of why, and what is new since the last visit."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.models import Person
from pages.generation import raise_generation
from resources.actions import ResourceError, collect, make_collection, update_collection
from resources.models import Collection, CollectionItem, ResourcePage, Saved
from tests.factories import members as cast
from tests.factories import pages
from tests.factories.many import copies_of

pytestmark = pytest.mark.django_db


def made(by: Person, audience: str = "", **values: str) -> Collection:
    values.setdefault("title", "For the first tour")
    values.setdefault("why", "What I wish I had read before.")
    return make_collection(values={**values, "audience": audience}, by=by)


def put(collection: Collection, page: ResourcePage, why: str = "It names every cost.") -> CollectionItem:
    return collect(collection=collection, resource_key=page.translation_key, why=why, by=collection.person)


def test_a_resource_is_put_on_ones_shelf_and_taken_off(member: Person, signed_in) -> None:
    page, client = pages.resource(title="The kit"), signed_in(member)
    for _time in range(2):
        client.post(f"/en/library/{page.translation_key}/save/")
    assert Saved.objects.count() == 1
    assert "The kit" in client.get("/en/library/").content.decode()
    assert "Take it off my shelf" in client.get(page.address).content.decode()

    client.post(f"/en/library/{page.translation_key}/save/", {"keep": "no"})

    assert not Saved.objects.exists()


def test_what_is_closed_meanwhile_is_counted_and_not_named(learner: Person, signed_in) -> None:
    page, client = pages.resource(title="The secret kit"), signed_in(learner)
    client.post(f"/en/library/{page.translation_key}/save/")
    pages.published_again(page, own_audience="staff")

    text = client.get("/en/library/").content.decode()
    assert "1 thing on your shelf is not open to you any more." in text
    assert "The secret kit" not in text


def test_what_one_may_not_see_cannot_be_saved(learner: Person, signed_in) -> None:
    page = pages.resource(own_audience="member")

    assert signed_in(learner).post(f"/en/library/{page.translation_key}/save/").status_code == 404
    assert not Saved.objects.exists()


def test_a_member_curates_a_collection_with_reasons(member: Person, signed_in) -> None:
    page, client = pages.resource(title="The kit"), signed_in(member)
    client.post(
        "/en/library/collections/new/",
        {"title": "First tour", "why": "Before the first tour.", "language": "en", "audience": "public"},
    )
    collection = Collection.objects.get()
    client.post(
        f"/en/library/{page.translation_key}/collect/",
        {"collection": collection.pk, "why": "It names every cost."},
    )

    text = Client().get(f"/en/library/collections/{collection.uuid}/").content.decode()
    for word in ("First tour", "Before the first tour.", "It names every cost.", "The kit", member.name):
        assert word in text
    assert "First tour" in Client().get("/en/library/collections/").content.decode()
    assert "First tour" in Client().get(page.address).content.decode()


def test_a_thing_without_a_reason_is_not_collected(member: Person, signed_in) -> None:
    page, collection = pages.resource(), made(member)
    signed_in(member).post(
        f"/en/library/{page.translation_key}/collect/", {"collection": collection.pk, "why": "  "}
    )

    assert not CollectionItem.objects.exists()


def test_who_may_see_a_collection(member: Person, learner: Person, editor: Person, signed_in) -> None:
    page = pages.resource()
    for audience in ("", "member", "public"):
        put(made(member, audience, title=f"Collection <{audience or 'private'}>"), page)

    def seen(client: Client) -> set[str]:
        text = client.get("/en/library/collections/").content.decode()
        opened = {
            c.get_audience_display()
            for c in Collection.objects.all()
            if client.get(f"/en/library/collections/{c.uuid}/").status_code == 200
        }
        listed = {c.get_audience_display() for c in Collection.objects.all() if str(c.uuid) in text}
        assert opened == listed
        return {str(word) for word in opened}

    assert seen(Client()) == seen(signed_in(learner)) == {"Everyone"}
    assert seen(signed_in(cast.member())) == seen(signed_in(editor)) == {"Everyone", "Members of the network"}
    assert seen(signed_in(member)) == {"Everyone", "Members of the network", "Only me"}


def test_a_collection_shows_only_what_each_may_see(member: Person, learner: Person, signed_in) -> None:
    collection = made(member, "public")
    put(collection, pages.resource(title="Open kit"), "It is open.")
    put(collection, pages.resource(title="Members kit", own_audience="member"), "It is for members.")

    anybody = Client().get(f"/en/library/collections/{collection.uuid}/").content.decode()
    assert "Open kit" in anybody
    assert "Members kit" not in anybody
    assert "It is for members." not in anybody
    assert (
        "Members kit"
        in signed_in(cast.member()).get(f"/en/library/collections/{collection.uuid}/").content.decode()
    )


def test_order_reasons_and_removal(member: Person, signed_in) -> None:
    collection, client = made(member), signed_in(member)
    first, second, third = (put(collection, pages.resource(), f"Reason {n}") for n in "abc")

    def do(item: CollectionItem, what: str, **more: str) -> list[str]:
        client.post(f"/en/library/collections/{collection.uuid}/{item.pk}/", {"do": what, **more})
        return [item.why for item in collection.items.all()]

    assert do(third, "up") == ["Reason a", "Reason c", "Reason b"]
    assert do(first, "down") == ["Reason c", "Reason a", "Reason b"]
    assert do(third, "up") == ["Reason c", "Reason a", "Reason b"]
    assert do(second, "why", why="Better.") == ["Reason c", "Reason a", "Better."]
    assert do(first, "out") == ["Reason c", "Better."]
    client.post(f"/en/library/collections/{collection.uuid}/change/", {"remove": "yes"})
    assert not Collection.objects.exists()
    assert ResourcePage.objects.count() == 3


def test_nobody_changes_anothers(member: Person, editor: Person, signed_in) -> None:
    collection = made(member, "public")
    item = put(collection, pages.resource())
    other = cast.member()

    with pytest.raises(ResourceError):
        update_collection(collection=collection, values={"title": "Mine"}, by=other)
    for person in (other, editor):
        client = signed_in(person)
        assert (
            client.post(f"/en/library/collections/{collection.uuid}/change/", {"remove": "yes"}).status_code
            == 404
        )
        assert (
            client.post(f"/en/library/collections/{collection.uuid}/{item.pk}/", {"do": "out"}).status_code
            == 404
        )
    assert signed_in(other).post(f"/en/library/collections/{collection.uuid}/hide/").status_code == 404


def test_an_editor_hides_a_collection(member: Person, editor: Person, signed_in) -> None:
    collection = made(member, "public")
    put(collection, pages.resource())
    address = f"/en/library/collections/{collection.uuid}/"
    signed_in(editor).post(f"{address}hide/")

    assert Client().get(address).status_code == 404
    assert "An editor has hidden this collection." in signed_in(member).get(address).content.decode()
    signed_in(editor).post(f"{address}hide/", {"hide": "no"})
    assert Client().get(address).status_code == 200


def test_only_members_curate(learner: Person, signed_in) -> None:
    assert signed_in(learner).get("/en/library/collections/new/").status_code == 403


def test_what_is_new_since_the_last_visit(member: Person, signed_in) -> None:
    client = signed_in(member)
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        pages.resource(title="Old paper")
        assert "new since" not in client.get("/en/resources/").content.decode()
    with time_machine.travel(start + datetime.timedelta(days=1), tick=False):
        pages.resource(title="New paper")
    with time_machine.travel(start + datetime.timedelta(days=2), tick=False):
        text = client.get("/en/resources/").content.decode()
        assert "1 thing is new since you were here" in text
        assert text.count("New for you") == 1
        only = client.get("/en/resources/?new=1").content.decode()
        assert "New paper" in only
        assert "Old paper" not in only
    with time_machine.travel(start + datetime.timedelta(days=2, hours=2), tick=False):
        assert "Nothing is new since you were here" in client.get("/en/resources/").content.decode()


def test_the_own_library_and_collections_cost_the_same_queries_with_1_3_and_300(
    member: Person, signed_in
) -> None:
    page, client = pages.resource(), signed_in(member)
    collection = made(member, "public")
    addresses = ("/en/library/", f"/en/library/collections/{collection.uuid}/", "/en/library/collections/")
    keys, counts = [page.translation_key], []
    for more in (0, 2, 97):
        keys += copies_of(page, more)
        raise_generation()
        Saved.objects.all().delete()
        CollectionItem.objects.all().delete()
        Saved.objects.bulk_create([Saved(person=member, resource_key=key) for key in keys])
        CollectionItem.objects.bulk_create(
            [
                CollectionItem(collection=collection, resource_key=key, why="x", position=n)
                for n, key in enumerate(keys)
            ]
        )
        costs = []
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            costs.append(len(captured))
        counts.append(costs)

    assert counts[0] == counts[1] == counts[2]
