"""Runs the web server and one Celery worker with beat side by side, and ends both when either ends or on Ctrl-C."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from types import FrameType

GRACE = 15  # seconds that a process gets to end by itself
THREADS = 32  # a worker starts them when they are wanted


def commands(*, host: str, port: int, workers: int) -> dict[str, list[str]]:
    """Return the command lines of the embedded installation."""
    here = os.path.dirname(sys.executable)
    return {
        "web": [
            os.path.join(here, "granian"),
            "--interface",
            "wsgi",
            "--host",
            host,
            "--port",
            str(port),
            "--workers",
            str(workers),
            "--blocking-threads",  # of each worker: one is held by whoever downloads for as long as that takes
            str(THREADS),
            "--no-ws",
            "--log-level",  # its warnings say that these are many threads
            "error",
            "--respawn-failed-workers",
            "config.wsgi:application",
        ],
        "worker": [
            sys.executable,
            "-W",
            "ignore:You're running the worker with superuser",  # a demonstration in a container runs as whoever there is
            "-m",
            "celery",
            "--quiet",
            "--app",
            "config.celery",
            "worker",
            "--beat",
            "--pool",
            "threads",
            "--concurrency",
            "2",
            "--loglevel",
            "warning",
            "--without-gossip",
            "--without-mingle",
        ],
    }


def run(processes: Mapping[str, Sequence[str]]) -> int:
    """Start them all; restart the worker if it dies; return when the web server ends or a signal asks to stop.

    Each child has a process group of its own, so that Ctrl-C reaches it once, through us, and its children end with it.
    """
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, stop)
    running = {name: _start(command) for name, command in processes.items()}
    try:
        while not stopping:
            time.sleep(0.2)
            for name, child in list(running.items()):
                if child.poll() is None:
                    continue
                if name == "web":
                    return child.returncode or 0
                print(f"{name} ended with code {child.returncode}; starting it again", flush=True)
                time.sleep(1)
                running[name] = _start(processes[name])
        return 0
    finally:
        _end(list(running.values()))


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, start_new_session=True)  # noqa: S603 - our own commands


def _end(children: Sequence[subprocess.Popen[bytes]]) -> None:
    for child in children:
        _signal(child, signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    for child in children:
        try:
            child.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            _signal(child, signal.SIGKILL)
            child.wait()


def _signal(child: subprocess.Popen[bytes], name: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, name)
