"""Reads the demo's source files: TOML front matter between `+++` lines, then Markdown."""

import hashlib
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent / "content"


@dataclass(frozen=True)
class Source:
    """One file: what it says about itself, and its text."""

    path: str  # below content/, without the language and ending
    language: str
    about: dict[str, Any]
    text: str


def read(path: Path) -> Source:
    """Read one `name.<language>.md` file."""
    _empty, about, text = path.read_text(encoding="utf-8").split("+++\n", 2)
    name, language, _md = path.name.rsplit(".", 2)
    relative = path.relative_to(CONTENT).parent / name
    return Source(relative.as_posix(), language, tomllib.loads(about), text.strip())


def in_language(path: Path, language: str) -> Source | None:
    """Return the file's version in another language, or None."""
    other = path.with_name(path.name.replace(".en.md", f".{language}.md"))
    return read(other) if other.exists() else None


@lru_cache
def table(name: str) -> dict[str, Any]:
    """Read a TOML file below content/."""
    with (CONTENT / name).open("rb") as stream:
        return tomllib.load(stream)


def digest() -> str:
    """Return a hash of all content, by which a second start knows that there is nothing to load."""
    hashed = hashlib.sha256()
    for path in sorted(CONTENT.rglob("*")):
        if path.suffix in {".md", ".toml"}:
            hashed.update(path.relative_to(CONTENT).as_posix().encode())
            hashed.update(path.read_bytes())
    return hashed.hexdigest()
