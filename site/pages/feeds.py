"""Feeds that every reader can read, whatever people have written."""

from typing import Any

from django.utils.feedgenerator import Atom1Feed

from files.legible import legible


class AtomFeed(Atom1Feed):
    """Atom, without the control characters that XML has no way to say; Django's own answers with an error for one of them."""

    def __init__(self, title: str, link: str, description: str, **more: Any) -> None:
        super().__init__(
            _plain(title), link, _plain(description), **{name: _plain(value) for name, value in more.items()}
        )

    def add_item(self, title: str, link: str, description: str, **more: Any) -> None:
        """Add an entry."""
        told = {name: _plain(value) for name, value in more.items()}
        super().add_item(_plain(title), link, _plain(description), **told)


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return legible(value, "")
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value
