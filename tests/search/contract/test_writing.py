"""Audiences, versions and rebuilds."""

from search.engines.contract import Engine
from tests.search.contract.asking import ask, fill, found, passage, versions

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
