"""Draws the first pages of one file. Run as a process of its own, like the reader.

`python -m files.picturing FORMAT PATH FOLDER MEMORY SECONDS` writes `1.webp`, `2.webp`, … into the folder and
prints [number, width, height] a line. Exit code 3 says that nothing can be drawn; the reason is the last line on
stderr.
"""

import json


def drawn(line: str) -> tuple[int, int, int]:
    """Return number, width and height from what the process printed."""
    number, width, height = json.loads(line)
    return int(number), int(width), int(height)
