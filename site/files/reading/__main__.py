"""`python -m files.reading FORMAT PATH MEMORY SECONDS`: read one file under limits."""

import importlib
import resource
import sys
from collections.abc import Iterator

from files import reasons
from files.legible import legible
from files.reading.said import Note, Page, Said, Unreadable, to_line

#: format -> module and function that read it
READERS = {
    "pdf": ("pdf", "read"),
    "docx": ("office", "docx"),
    "pptx": ("office", "pptx"),
    "xlsx": ("office", "xlsx"),
    "odt": ("office", "odt"),
    "epub": ("texts", "epub"),
    "zip": ("texts", "archive"),
    "vtt": ("captions", "read"),
    "srt": ("captions", "read"),
    "md": ("texts", "markdown"),
    "html": ("texts", "web"),
    "txt": ("texts", "text"),
    "csv": ("texts", "text"),
}
PAGE_TEXT = 200_000  # letters kept of one page
WHOLE_TEXT = 30_000_000  # letters kept of one file


def read(kind: str, path: str) -> Iterator[Said]:
    """Yield what there is to say, within what a file may hold. Pages without words are left out unless they are scans."""
    module, function = READERS[kind]
    reader = getattr(importlib.import_module(f"files.reading.{module}"), function)
    left = WHOLE_TEXT
    for said in reader(path):
        if isinstance(said, Page):
            said.heading = legible(said.heading)[:300]
            said.text = legible(said.text).strip()[:PAGE_TEXT]
            left -= len(said.text)
            if left < 0:
                yield Note(reasons.TOO_MUCH_TEXT)
                return
            if not said.text and not said.is_scan:
                continue
        yield said


def main(kind: str, path: str, memory: str, seconds: str) -> int:
    """Print what is said; return the exit code."""
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(
        resource.RLIMIT_CPU, (int(seconds), int(seconds) + 5)
    )  # ended by SIGXCPU, which tells why
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        for said in read(kind, path):
            print(to_line(said), flush=True)  # so that an end by force loses one page at most
    except Unreadable as error:
        print(error, file=sys.stderr)
        return 3
    except (MemoryError, RecursionError):
        print(reasons.TOO_MUCH_MEMORY, file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:5]))
