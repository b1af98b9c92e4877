"""Other libraries harvest ours: the OAI-PMH repository, by the `oaipmh` library, in Dublin Core and LOM."""

import re
from collections.abc import Iterator

from django.http import QueryDict
from oaipmh import error
from oaipmh.metadata import MetadataRegistry
from oaipmh.server import ServerBase

from resources.harvesting.formats import FORMATS
from resources.harvesting.repository import Repository

#: Letters that XML cannot hold; an answer repeats its question, so they must not come in.
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _server() -> ServerBase:
    registry = MetadataRegistry()
    for prefix, told in FORMATS.items():
        registry.registerWriter(prefix, told.write)
    return ServerBase(Repository(), registry)


def answer(given: QueryDict) -> bytes:
    """Return the XML that answers these arguments; what is wrong with them is said in it, as the protocol wants."""
    server = _server()
    try:
        arguments = dict(_single(given))
        if arguments.get("verb") == "GetMetadata":  # the library's own, not the protocol's
            raise error.BadVerbError("Illegal verb: GetMetadata")
    except error.ErrorBase as wrong:
        told: bytes = server.handleException({}, (type(wrong), wrong, None))
        return told
    answered: bytes = server.handleRequest(arguments)
    return answered


def _single(given: QueryDict) -> Iterator[tuple[str, str]]:
    for name, values in given.lists():
        if len(values) != 1:
            raise error.BadArgumentError(f"Repeated argument: {_NOT_XML.sub('?', name)}")
        yield _NOT_XML.sub("?", name), _NOT_XML.sub("?", str(values[0]))
