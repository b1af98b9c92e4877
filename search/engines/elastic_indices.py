"""The indices of one site in Elasticsearch, by what their aliases say they are for.

`<prefix>-read` is searched, every index under `<prefix>-write` is written to, and `<prefix>-former` is the one before, kept
for going back. Besides, each index has an alias of its own, and is written to by that: a write to the name of an index that
somebody deleted would make it anew, without a mapping.
"""

import os
import time
from typing import Any, NamedTuple

from elasticsearch import Elasticsearch

from search.engines.contract import EngineError, NeedsRebuild
from search.engines.elastic_index import RULES, mapping

COPIES_WITHIN = 60  # seconds that a new index waits for its copies before it is put into use


class Known(NamedTuple):
    """Which indices there are, by what they are for, and which of them were made by our rules."""

    read: list[str]
    write: list[str]
    former: list[str]
    by_our_rules: frozenset[str]


class Indices:
    """Makes, finds, exchanges and deletes them."""

    def __init__(self, client: Elasticsearch, prefix: str, shards: int, replicas: int) -> None:
        self._client, self._shards, self._replicas = client, shards, replicas
        self.prefix = prefix
        self.read, self.write, self.former = (f"{prefix}-{use}" for use in ("read", "write", "former"))

    def known(self) -> Known:
        """Look; one request."""
        found = self._client.indices.get(
            index=f"{self.prefix}-*", expand_wildcards="open",
            filter_path=["*.aliases", "*.mappings._meta"],
        ).body  # fmt: skip
        uses: dict[str, list[str]] = {self.read: [], self.write: [], self.former: []}
        for name, about in sorted(found.items()):
            for alias in about.get("aliases", {}):
                uses.get(alias, []).append(name)
        ours = frozenset(
            name for name, about in found.items() if about.get("mappings", {}).get("_meta") == RULES
        )
        return Known(uses[self.read], uses[self.write], uses[self.former], ours)

    def in_use(self) -> Known:
        """Look, and refuse where what is searched is not there or was made by other rules."""
        known = self.known()
        if not known.read:
            raise NeedsRebuild("there is no index yet")
        if others := [name for name in known.read if name not in known.by_our_rules]:
            raise NeedsRebuild(f"{others[0]} was made by other rules")
        return known

    def begin(self) -> str:
        """Make an index without copies, which is searched by nobody and so need not be refreshed."""
        known = self.known()
        name = f"{self.prefix}-{time.strftime('%Y%m%d%H%M%S')}-{os.urandom(3).hex()}"
        made = mapping()
        self._client.indices.create(
            index=name,
            aliases={self.write: {}, own(name): {}},
            mappings=made.to_dict(),
            settings={
                "number_of_shards": self._shards,
                "number_of_replicas": 0,
                "refresh_interval": "-1",
                "analysis": made._collect_analysis(),  # what the fields need, as the index settings name it
            },
        )
        self._clear_up(known)
        return name

    def take_former(self) -> str:
        """Write to the former index again, so that it can be brought up to date."""
        known = self.known()
        if not known.former:
            raise EngineError("there is no former index to go back to")
        (name,) = known.former
        if name not in known.by_our_rules:
            raise NeedsRebuild(f"{name} was made by other rules")
        self._client.indices.update_aliases(actions=[{"add": {"index": name, "alias": self.write}}])
        self._clear_up(known)
        return name

    def _clear_up(self, known: Known) -> None:
        """Delete what a rebuild left that was killed."""
        for index in known.write:
            if index in known.former:
                self.stop_writing(index)
            elif index not in known.read:
                self.delete(index)

    def stop_writing(self, name: str) -> None:
        """Take an index out of what is written to."""
        self._client.indices.update_aliases(actions=[{"remove": {"index": name, "alias": self.write}}])

    def exchange(self, name: str) -> None:
        """Give the index its copies, then move all aliases in one step; of the old ones, the last is kept."""
        client = self._client
        client.indices.put_settings(
            index=name, settings={"number_of_replicas": self._replicas, "refresh_interval": None}
        )
        client.indices.refresh(index=name)
        client.options(request_timeout=COPIES_WITHIN + 5).cluster.health(
            index=name, wait_for_no_initializing_shards=True, timeout=f"{COPIES_WITHIN}s"
        )
        known = self.known()
        if name not in known.write:
            raise NeedsRebuild("another rebuild began while this one ran")
        moves: list[dict[str, Any]] = [{"add": {"index": name, "alias": self.read}}]
        if name in known.former:
            moves.append({"remove": {"index": name, "alias": self.former}})
        for index in known.read:
            moves += [
                {"remove": {"index": index, "alias": self.read}},
                {"remove": {"index": index, "alias": self.write, "must_exist": False}},
                {"add": {"index": index, "alias": self.former}},
            ]
        moves += [
            {"remove_index": {"index": index}} for index in known.former if index not in (name, *known.read)
        ]
        client.indices.update_aliases(actions=moves)

    def delete(self, name: str) -> None:
        """Delete an index; its aliases go with it."""
        self._client.indices.delete(index=name, ignore_unavailable=True)

    def delete_everything(self) -> None:
        """Delete every index of this prefix, and no other."""
        for name in self._client.indices.get(index=f"{self.prefix}-*", filter_path=["*.aliases"]).body:
            self.delete(name)


def own(name: str) -> str:
    """Return the alias of one index alone."""
    return f"{name}.own"
