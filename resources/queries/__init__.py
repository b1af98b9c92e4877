"""Reads of the library."""

from resources.queries.own import my_library, open_questions
from resources.queries.page import files_of, resource_for
from resources.queries.reading import reading_for
from resources.queries.shelves import cards_for, collection_for, collections_for, shelves_for

__all__ = [
    "cards_for",
    "collection_for",
    "collections_for",
    "files_of",
    "my_library",
    "open_questions",
    "reading_for",
    "resource_for",
    "shelves_for",
]
