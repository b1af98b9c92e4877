"""Runs our own readers as processes, and believes nothing that comes out of them beyond measure."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import IO, NamedTuple

from django.conf import settings

from files import reasons

OUTPUT = 150_000_000  # bytes; more than all that a reader may keep of one file
LINE = 30_000_000  # bytes of one line: a reading view with its pictures


class Ended(NamedTuple):
    """The whole lines that a process printed, and why it did not come to its end; "" where it did."""

    lines: list[str]
    reason: str


def run(module: str, *arguments: str) -> Ended:
    """Run `python -m module arguments memory seconds` and return what it said."""
    seconds = settings.FILE_READING_SECONDS
    limits = (str(settings.FILE_READING_MEMORY), str(seconds))
    process = subprocess.Popen(  # noqa: S603 - our own module, arguments not from a shell
        [sys.executable, "-m", module, *arguments, *limits],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=settings.ROOT / "site",
    )
    ran_out = threading.Event()

    def end() -> None:
        ran_out.set()
        process.kill()

    # CPU time is limited within; the clock ends a process that waits instead of working.
    clock = threading.Timer(seconds * 1.5 + 30, end)
    said: list[bytes] = []
    listener = threading.Thread(target=lambda: said.append(_tail(process.stderr)), daemon=True)
    clock.start()
    listener.start()
    try:
        lines = list(_lines(process))
        process.wait()
    finally:
        clock.cancel()
        process.kill()
        process.wait()
        listener.join()
        for pipe in (process.stdout, process.stderr):
            if pipe:
                pipe.close()
    return Ended(lines, _reason(process.returncode, b"".join(said), ran_out=ran_out.is_set()))


def _lines(process: subprocess.Popen[bytes]) -> Iterator[str]:
    assert process.stdout is not None  # noqa: S101 - it was asked for as a pipe
    left = OUTPUT
    while line := process.stdout.readline(LINE):
        left -= len(line)
        if left < 0 or not line.endswith(b"\n"):
            process.kill()
            return
        yield line.decode("utf-8")


def _tail(pipe: IO[bytes] | None) -> bytes:
    """Read to the end and keep the last words."""
    kept = b""
    while pipe and (block := pipe.read(65_536)):
        kept = (kept + block)[-2000:]
    return kept


def _reason(code: int, said: bytes, *, ran_out: bool) -> str:
    if code == 0:
        return ""
    if code == 3:
        return said.decode("utf-8", "replace").strip().splitlines()[-1][:300]
    if ran_out or code == -signal.SIGXCPU:
        return reasons.TOO_LONG
    if code < 0 or b"MemoryError" in said:  # pdfium ends itself where it gets no memory
        return reasons.TOO_MUCH_MEMORY
    return reasons.NOT_WHOLE
