"""Audiences, versions and rebuilds."""

import pytest

from search.engines.contract import Engine, NeedsRebuild
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.embedded import EmbeddedEngine
from search.parsing import parse
from tests.search.contract.asking import ANYONE, ask, fill, found, passage, versions

# -- audiences


def test_only_who_holds_all_labels_finds(engine: Engine) -> None:
    public, member, course, both = fill(
        engine,
        passage("residency"),
        passage("residency", audience="member"),
        passage("residency", audience="course:1"),
        passage("residency", audience="course:1", second_audience="member"),
    )

    found(engine, "residency", public)
    found(engine, "residency", public, member, labels=frozenset({"public", "member"}))
    found(engine, "residency", public, course, labels=frozenset({"public", "course:1"}))
    found(
        engine, "residency", public, member, course, both, labels=frozenset({"public", "member", "course:1"})
    )
    found(engine, "residency", labels=frozenset())


def test_closed_passages_do_not_crowd_out_open_ones(engine: Engine) -> None:
    fill(engine, *(passage("residency " * 9, title="Residency", audience="staff") for _ in range(60)))
    opened = fill(engine, *(passage("one residency among other things") for _ in range(12)))

    answer = ask(engine, "residency", size=10)

    assert len(answer.hits) == 10
    assert answer.total == len(opened)
    assert answer.facets["kind"] == {"page": 12}


def test_what_is_left_out_is_not_counted(engine: Engine) -> None:
    one, two = fill(engine, passage("residency"), passage("residency"))

    found(engine, "residency", one, without=[two.object])
    found(engine, "residency", two, without=[one.key])
    found(engine, "residency", without=[one.key, two.object])


# -- versions


def test_stale_write_is_ignored_and_settled(engine: Engine) -> None:
    new = passage("residency", object="page:1", key="page:1")
    old = passage("touring", object="page:1", key="page:1")
    engine.send(10**6, {"page:1": [new]})

    assert engine.send(10**6 - 1, {"page:1": [old]}) == {"page:1"}

    assert ask(engine, "touring").total == 0
    assert ask(engine, "residency").total == 1


def test_same_version_may_be_written_again(engine: Engine) -> None:
    engine.send(5, {"page:1": [passage("residency", object="page:1", key="page:1")]})
    engine.send(5, {"page:1": [passage("touring", object="page:1", key="page:1")]})

    assert (ask(engine, "touring").total, ask(engine, "residency").total) == (1, 0)


def test_what_went_stays_gone_for_late_writes(engine: Engine) -> None:
    one = passage("residency", object="page:1", key="page:1")
    engine.send(1, {"page:1": [one]})
    engine.send(3, {"page:1": []})

    engine.send(2, {"page:1": [one]})

    assert ask(engine, "residency").total == 0
    engine.send(4, {"page:1": [one]})
    assert ask(engine, "residency").total == 1


def test_delete_before_the_first_write_wins_too(engine: Engine) -> None:
    engine.send(3, {"page:1": []})
    engine.send(2, {"page:1": [passage("residency", object="page:1", key="page:1")]})

    assert ask(engine, "residency").total == 0


def test_passages_that_an_object_no_longer_has_go(engine: Engine) -> None:
    first = passage("residency", object="page:1", parent="p", key="page:1/1")
    second = passage("touring", object="page:1", parent="p", key="page:1/2")
    engine.send(1, {"page:1": [first, second]})
    engine.send(2, {"page:1": [second]})

    assert (ask(engine, "residency").total, ask(engine, "touring").total) == (0, 1)
    assert dict(engine.held()) == {"page:1": {"page:1/2": second.digest}}


def test_new_audience_counts_at_once(engine: Engine) -> None:
    engine.send(1, {"page:1": [passage("residency", object="page:1", key="page:1")]})
    engine.send(2, {"page:1": [passage("residency", object="page:1", key="page:1", audience="staff")]})

    assert ask(engine, "residency").total == 0
    assert ask(engine, "residency", frozenset({"public", "staff"})).total == 1


# -- rebuild


def test_rebuild_serves_the_old_index_until_it_is_done(engine: Engine) -> None:
    old, kept = fill(engine, passage("residency"), passage("residency touring"))
    rebuild = engine.begin_rebuild()
    rebuild.send(next(versions), {kept.object: [kept]})
    found(engine, "residency", old, kept)

    rebuild.finish()

    found(engine, "residency", kept)


def test_writes_during_a_rebuild_are_in_both(engine: Engine) -> None:
    (before,) = fill(engine, passage("residency one"))
    rebuild = engine.begin_rebuild()
    rebuild.send(next(versions), {before.object: [before]})
    (during,) = fill(engine, passage("residency two"))
    fill_version = next(versions)
    engine.send(fill_version, {before.object: []})
    found(engine, "residency", during)

    rebuild.send(fill_version - 1, {before.object: [before]})  # the rebuild's own late copy loses
    rebuild.finish()

    found(engine, "residency", during)


def test_rebuild_that_is_given_up_leaves_everything(engine: Engine) -> None:
    (one,) = fill(engine, passage("residency"))

    engine.begin_rebuild().give_up()

    found(engine, "residency", one)
    (two,) = fill(engine, passage("residency"))
    found(engine, "residency", one, two)


def test_rebuild_after_one_that_was_killed(engine: Engine) -> None:
    (one,) = fill(engine, passage("residency"))
    engine.begin_rebuild()  # and nothing more

    rebuild = engine.begin_rebuild()
    rebuild.send(next(versions), {one.object: [one]})
    rebuild.finish()

    found(engine, "residency", one)


# -- going back, and an index that is not there --------------------------------------------------------


def test_former_index_comes_back_with_what_changed_since(engine: Engine) -> None:
    old, gone = fill(engine, passage("residency old"), passage("residency gone"))
    rebuild = engine.begin_rebuild()
    rebuild.send(next(versions), {old.object: [old]})
    rebuild.finish()
    (new,) = fill(engine, passage("residency new"))
    found(engine, "residency", old, new)

    former = engine.begin_rebuild(from_former=True)
    assert set(dict(former.held())) == {old.object, gone.object}
    found(engine, "residency", old, new)  # nothing is told of it until it is whole
    former.send(next(versions), {gone.object: [], new.object: [new]})
    (during,) = fill(engine, passage("residency during"))
    former.finish()

    found(engine, "residency", old, new, during)
    engine.begin_rebuild(from_former=True).finish()  # and forward again
    found(engine, "residency", old, new, during)


def test_going_back_that_is_given_up_leaves_everything(engine: Engine) -> None:
    (old,) = fill(engine, passage("residency old"))
    engine.begin_rebuild().finish()
    (new,) = fill(engine, passage("residency new"))

    engine.begin_rebuild(from_former=True).give_up()

    found(engine, "residency", new)
    assert set(dict(engine.begin_rebuild(from_former=True).held())) == {old.object}


def test_there_is_nothing_to_go_back_to_at_first(engine: Engine) -> None:
    engine.begin_rebuild().finish()
    former = engine.begin_rebuild(from_former=True)
    former.finish()
    assert engine.status()["former"]


def test_killed_return_does_not_cost_the_former_index(engine: Engine) -> None:
    (old,) = fill(engine, passage("residency old"))
    engine.begin_rebuild().finish()
    engine.begin_rebuild(from_former=True)  # and nothing more

    engine.begin_rebuild().give_up()

    assert set(dict(engine.begin_rebuild(from_former=True).held())) == {old.object}


def test_without_an_index_nothing_is_taken_and_nothing_is_found(engine: Engine) -> None:
    fill(engine, passage("residency"))
    destroy(engine)

    with pytest.raises(NeedsRebuild):
        engine.send(next(versions), {"page:1": []})
    with pytest.raises(NeedsRebuild):
        engine.search(parse("residency"), ANYONE)

    engine.begin_rebuild().finish()
    (one,) = fill(engine, passage("residency"))
    found(engine, "residency", one)


def destroy(engine: Engine) -> None:
    """Take away all that the engine has, as a disk or a person may."""
    if isinstance(engine, ElasticsearchEngine):
        engine.delete_everything()
        engine._rules_seen = -1e9
    elif isinstance(engine, EmbeddedEngine):
        for path in engine.files.folder.iterdir():
            path.unlink()
