"""What passages mean, as numbers beside an index file: one row of 32-bit floats for each, in a file that is mapped into memory.

The index file says which row is whose. Rows are only ever added, so a reader's snapshot stays right while others write; rows
that nobody points to any more go with the next rebuild.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import apsw

if TYPE_CHECKING:
    import numpy

FLOAT = 4  # bytes


class Vectors:
    """The rows beside one index file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._mapped: Any = None

    def keep(self, connection: apsw.Connection, vector: bytes) -> int:
        """Write a vector into the next free row and return its number; within the caller's transaction, which has the
        file for itself.
        """
        slot: Any = connection.execute("SELECT coalesce(max(slot) + 1, 0) FROM vectors").get
        file = os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600)
        try:
            os.pwrite(file, vector, int(slot) * len(vector))
        finally:
            os.close(file)
        return int(slot)

    def rows(self, length: int) -> "numpy.ndarray[Any, Any]":
        """Return all rows of vectors this long."""
        import numpy  # noqa: PLC0415 - only where the extra `semantic` is installed

        size = self.path.stat().st_size // (length * FLOAT) if self.path.exists() else 0
        if self._mapped is None or len(self._mapped) < size:
            empty = numpy.zeros((0, length), dtype="<f4")
            self._mapped = (
                numpy.memmap(self.path, dtype="<f4", mode="r", shape=(size, length)) if size else empty
            )
        return self._mapped  # type: ignore[no-any-return]  # numpy is not there when types are checked
