"""Reads the text of one file. Run as a process of its own, so that a hostile file can end nothing but itself.

`python -m files.reading FORMAT PATH` prints one JSON object a line: what `files.reading.said` knows. It imports no
Django. Exit code 3 says that the file could not be read; the reason is the last line on stderr. Whatever was
printed before an end by force is whole.
"""
