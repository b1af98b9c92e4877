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
MAPPED_WRONG = 400  # what the mapping refuses: an error of ours, for this document alone

Objects = Mapping[str, Sequence[Passage]]


def replace(client: Elasticsearch, index: str, version: int, objects: Objects, refresh: bool) -> set[str]:
    """Write the objects under this version; return those that are settled, by the engine's word for each document."""
    entered, stale = _enter(client, index, version, objects)
    actions: list[tuple[str, dict[str, Any], dict[str, Any]]] = []
    for name, keys in entered.items():
        present = {passage.key: passage for passage in objects[name]}
        for key in keys:
            passage = present.get(key)
            operation = {"_id": key, "version": version, "version_type": "external_gte"}
            actions.append((name, operation, document(passage) if passage else tombstone(key, name)))
    failed: set[str] = set()
    for start in range(0, len(actions), ACTIONS_A_BULK):
        batch = actions[start : start + ACTIONS_A_BULK]
        answers = _bulk(client, index, [({"index": operation}, body) for _, operation, body in batch])
        for (name, _, _), answer in zip(batch, answers, strict=True):
            if answer["status"] >= 300 and answer["status"] != 409:
                failed.add(name)
                if answer["status"] != MAPPED_WRONG:
                    raise _error(answer)
    if refresh:
        client.indices.refresh(index=index)
    return (set(entered) - failed) | stale


def _enter(
    client: Elasticsearch, index: str, version: int, objects: Objects
) -> tuple[dict[str, list[str]], set[str]]:
    """Write this version and the keys into the heads. Return all keys of each object, and who came too late."""
    entered: dict[str, list[str]] = {}
    stale: set[str] = set()
    left = list(objects)
    for turn in range(TURNS):
        if not left:
            return entered, stale
        if turn:
            time.sleep(0.01 * 2**turn)
        heads = _heads(client, index, left)
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
        index=own(index), operations=[part for line in lines for part in line], require_alias=True
    )
    return [next(iter(item.values())) for item in answer["items"]]


def _error(answer: Mapping[str, Any]) -> EngineError:
    error = answer.get("error", {})
    if error.get("type") == "index_not_found_exception":
        return NeedsRebuild(str(error))
    return EngineError(str(error))
