"""Sites as processes, and the CPU that all their processes took."""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import psutil

WORKERS = 2
TOKEN = "b" * 32  # any of the right length is good, as long as cookie and header say the same


def signed(session: str) -> dict[str, str]:
    """Return the headers of somebody who is signed in and may send forms."""
    return {"Cookie": f"sessionid={session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}


def free_port() -> int:
    """Return a port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def cpu_of(process: psutil.Process) -> float:
    """Return the CPU seconds of a process and all below it, those that have ended included."""
    total = 0.0
    for one in [process, *process.children(recursive=True)]:
        try:
            times = one.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


@dataclass
class Site:
    """A site under granian with two workers. `also` are processes whose CPU counts as the site's, such as its database."""

    name: str
    folder: Path
    application: str
    environment: Mapping[str, str]
    also: list[psutil.Process] = field(default_factory=list)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        granian = Path(sys.executable).parent / "granian"
        command = [
            str(granian),
            "--interface",
            "wsgi",
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
            "--workers",
            str(WORKERS),
        ]
        self.process = subprocess.Popen(
            [*command, "--blocking-threads", "2", "--no-ws", "--log-level", "error", self.application],
            cwd=self.folder,
            env={**os.environ, **self.environment},
            start_new_session=True,
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                    return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"{self.name} did not start")

    def stop(self) -> None:
        """End it by its process id."""
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def cpu(self) -> float:
        """Return the CPU seconds taken so far."""
        assert self.process
        return cpu_of(psutil.Process(self.process.pid)) + sum(cpu_of(process) for process in self.also)

    def round(
        self,
        address: str,
        headers: Mapping[str, str],
        requests: int,
        before_each: Callable[[], None] | None = None,
        form: Callable[[], Mapping[str, object]] | None = None,
        expects: int = 0,
    ) -> float:
        """Ask for an address some times, over two connections as two workers want; return CPU seconds a request.

        With `form` each request sends a form of its own. The answer has the status `expects`: unless said otherwise 200 to
        a question and a redirect to a form.
        """
        connections = [http.client.HTTPConnection("127.0.0.1", self.port, timeout=30) for _ in range(WORKERS)]
        before = self.cpu()
        for number in range(requests):
            if before_each:
                before_each()
            connection = connections[number % WORKERS]
            sent = urlencode(form()) if form else None
            more = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
            connection.request(
                "POST" if form else "GET", address, sent, {"Host": "127.0.0.1", **more, **headers}
            )
            answer = connection.getresponse()
            answer.read()
            if answer.status != (expects or (302 if form else 200)):
                raise RuntimeError(f"{self.name} {address} answered {answer.status}")
        after = self.cpu()
        for connection in connections:
            connection.close()
        return (after - before) / requests


@dataclass
class Target:
    """An address of a site, measured in rounds that take turns with all others.

    `before_each` is done before each request, outside what is measured.
    """

    figure: str
    site: Site
    address: str
    goal: float | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    before_each: Callable[[], None] | None = None
    form: Callable[[], Mapping[str, object]] | None = None
    expects: int = 0
    rounds: list[float] = field(default_factory=list)

    def take(self, requests: int) -> float:
        """Ask; return the CPU seconds a request."""
        return self.site.round(
            self.address, self.headers, requests, self.before_each, self.form, self.expects
        )

    @property
    def median(self) -> float:
        """CPU seconds a request."""
        return statistics.median(self.rounds)


def measure(targets: list[Target], *, rounds: int = 5, requests: int = 200, warm: int = 30) -> None:
    """Warm each up, then let them take turns, so that what slows the machine slows all."""
    for target in targets:
        target.take(warm)
    for number in range(rounds):
        print(f"  round {number + 1} of {rounds}", flush=True)
        for target in targets:
            target.rounds.append(target.take(requests))
