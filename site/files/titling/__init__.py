"""What a document calls itself, for an import that knows only its file name. Run as a process of its own, like the reader.

`python -m files.titling FORMAT PATH MEMORY SECONDS` prints a JSON string. Exit code 3 says that the document cannot be opened.
"""

import json
import re

_NOISE = re.compile(
    r"^(microsoft (office )?(word|powerpoint|excel) - )|\.(docx?|pptx?|xlsx?|odt|pdf|indd|qxd|p65)$", re.I
)
_EMPTY = re.compile(
    r"^(untitled|sans titre|document\d*|title|no title|powerpoint presentation|slide \d+)$", re.I
)


def title_in(lines: list[str]) -> str:
    """Return the title that the process printed, if it is one that a person could have given."""
    told = " ".join(str(json.loads(lines[0])).split()) if lines else ""
    told = _NOISE.sub("", told).strip()
    letters = sum(letter.isalpha() for letter in told)
    is_title = letters >= 4 and letters * 2 > len(told) and not _EMPTY.match(told) and "/" not in told
    return told[:200] if is_title else ""
