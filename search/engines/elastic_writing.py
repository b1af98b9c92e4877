"""Writing objects into one index of Elasticsearch, in an order that no crash and no race can turn into a loss.

Elasticsearch knows versions of documents, not of objects, and an object's passages come and go. So each object has
a head, which says under which version it was last written and lists every key that it ever had. A writer first
enters itself there, against the very state that it read; only then it writes its passages, and tombstones for the
other keys, under its version. Whoever comes later finds the keys of whoever came before, finished or not, and
overwrites them; whoever comes too late is told so by the head, or by the version of each document.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from elasticsearch import Elasticsearch

from search.engines.contract import EngineError, NeedsRebuild
from search.engines.elastic_index import document, head_id, tombstone
from search.engines.elastic_indices import own
from search.passage import Passage

ACTIONS_A_BULK = 500
TURNS = 8  # times a head is tried again when others write it too
NO_HEAD: dict[str, Any] = {}
MAPPED_WRONG = 400  # what the mapping refuses: an error of ours, for this document alone

Objects = Mapping[str, Sequence[Passage]]
Action = tuple[str, str, Passage | None]  # object, key, and what it holds; nothing where it is gone


def replace(
    client: Elasticsearch, index: str, version: int, objects: Objects, refresh: bool, *, is_new: bool = False
) -> set[str]:
    """Write the objects under this version; return those that are settled, by the engine's word for each document.

    `is_new` says that the index very likely knows none of them, so that their heads need not be read first.
    """
    entered, stale = _enter(client, index, version, objects, is_new)
    actions: list[Action] = []
    for name, keys in entered.items():
        present = {passage.key: passage for passage in objects[name]}
        actions += [(name, key, present.get(key)) for key in keys]
    batches = [actions[start : start + ACTIONS_A_BULK] for start in range(0, len(actions), ACTIONS_A_BULK)]
    failed: set[str] = set().union(*(_write(client, index, version, batch) for batch in batches))
    if refresh:
        client.indices.refresh(index=index)
    return (set(entered) - failed) | stale


def _write(client: Elasticsearch, index: str, version: int, actions: Sequence[Action]) -> set[str]:
    """Write passages and tombstones; return the objects of those that the mapping refuses."""
    lines = [
        (
            {"index": {"_id": key, "version": version, "version_type": "external_gte"}},
            document(passage) if passage else tombstone(key, name),
        )
        for name, key, passage in actions
    ]
    failed = set()
    for (name, _key, _passage), answer in zip(actions, _bulk(client, index, lines), strict=True):
        if answer["status"] >= 300 and answer["status"] != 409:
            failed.add(name)
            if answer["status"] != MAPPED_WRONG:
                raise _error(answer)
    return failed


def _enter(
    client: Elasticsearch, index: str, version: int, objects: Objects, is_new: bool
) -> tuple[dict[str, list[str]], set[str]]:
    """Write this version and the keys into the heads. Return all keys of each object, and who came too late.

    A head that is taken to be missing and is not refuses to be made, and is read then.
    """
    entered: dict[str, list[str]] = {}
    stale: set[str] = set()
    left = list(objects)
    for turn in range(TURNS):
        if not left:
            return entered, stale
        if turn:
            time.sleep(0.01 * 2**turn)
        heads = dict.fromkeys(left, NO_HEAD) if is_new and not turn else _heads(client, index, left)
        writing: list[str] = []
        lines = []
        for name in left:
            found = heads[name]
            head = found.get("_source", {})
            if head.get("version", 0) > version:
                stale.add(name)
                continue
            keys = dict.fromkeys([*(passage.key for passage in objects[name]), *head.get("keys", ())])
            known = (
                {"if_seq_no": found["_seq_no"], "if_primary_term": found["_primary_term"]}
                if found.get("found")
                else {}
            )
            operation = {("index" if known else "create"): {"_id": head_id(name), **known}}
            lines.append((operation, {"object": name, "gone": True, "version": version, "keys": list(keys)}))
            writing.append(name)
            entered[name] = list(keys)
        left = []
        for name, answer in zip(writing, _bulk(client, index, lines) if lines else (), strict=True):
            if answer["status"] == 409:
                del entered[name]
                left.append(name)
            elif answer["status"] >= 300:
                raise _error(answer)
    return entered, stale


def _heads(client: Elasticsearch, index: str, names: Iterable[str]) -> dict[str, dict[str, Any]]:
    names = list(names)
    answer = client.mget(index=own(index), ids=[head_id(name) for name in names])
    for head in answer["docs"]:
        if "error" in head:
            raise _error(head)
    return dict(zip(names, answer["docs"], strict=True))


def _bulk(
    client: Elasticsearch, index: str, lines: Sequence[tuple[dict[str, Any], dict[str, Any]]]
) -> list[dict[str, Any]]:
    answer = client.bulk(
        index=own(index), operations=[part for line in lines for part in line], require_alias=True,
        filter_path=["items.*.status", "items.*.error"],
    )  # fmt: skip
    return [next(iter(item.values())) for item in answer["items"]]


def _error(answer: Mapping[str, Any]) -> EngineError:
    error = answer.get("error", {})
    if error.get("type") == "index_not_found_exception":
        return NeedsRebuild(str(error))
    return EngineError(str(error))
