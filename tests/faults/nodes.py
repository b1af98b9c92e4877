"""Elasticsearch nodes of the fault tests' own: started, killed, stopped and continued as processes."""

import os
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATE = Path(f"/tmp/site-services-{os.getuid()}/elasticsearch-run")  # noqa: S108 - where node.sh keeps it


class Node:
    """One node by name. Several with one `cluster` and each other's ports find each other."""

    def __init__(self, name: str, port: int, *, cluster: dict[str, int] | None = None) -> None:
        self.name, self.port = name, port
        self.url = f"http://127.0.0.1:{port}"
        self.environment = {**os.environ, "ES_HEAP": "400m"}
        if cluster:
            names = ", ".join(cluster)
            seeds = ", ".join(f'"127.0.0.1:{other + 100}"' for other in cluster.values())
            self.environment |= {
                "ES_CLUSTER": f"{min(cluster)}-and-others",
                "ES_DISCOVERY": f"discovery.seed_hosts: [{seeds}]\ncluster.initial_master_nodes: [{names}]",
            }

    def start(self, *, wait: bool = True) -> subprocess.Popen:
        """Start it with empty data. With `wait` it answers when this returns."""
        command = ["bash", "deploy/elasticsearch/node.sh", "start", self.name, str(self.port)]
        starting = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL)
        if wait:
            assert starting.wait() == 0
        return starting

    @property
    def pid(self) -> int:
        """Its process id."""
        return int((STATE / self.name / "pid").read_text())

    def send(self, what: signal.Signals) -> None:
        """Send it a signal; SIGKILL leaves it no time, SIGSTOP hangs it, SIGCONT lets it go on."""
        os.kill(self.pid, what)

    def come_back(self) -> None:
        """Start it again after it was killed, with the data that it had."""
        run = STATE / self.name
        home = next(STATE.parent.glob("elasticsearch-*/bin/elasticsearch"))
        while self.is_alive():
            time.sleep(0.05)
        (run / "pid").unlink(missing_ok=True)
        java = Path(os.path.realpath(subprocess.check_output(["which", "java"], text=True).strip())).parents[
            1
        ]
        settings = {
            "ES_JAVA_HOME": java,
            "ES_PATH_CONF": run / "config",
            "ES_TMPDIR": run / "tmp",
            "ES_JAVA_OPTS": "-Xms400m -Xmx400m",
        }
        command = [
            "env",
            *(f"{name}={value}" for name, value in settings.items()),
            str(home),
            "-d",
            "-p",
            str(run / "pid"),
        ]
        if os.getuid() == 0:
            command = ["runuser", "-u", "elasticsearch-tests", "--", *command]
        subprocess.run(
            command,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
        )
        self.wait_until_it_answers()

    def is_alive(self) -> bool:
        """Whether its process is there."""
        try:
            os.kill(self.pid, 0)
        except (ProcessLookupError, FileNotFoundError):
            return False
        return True

    def wait_until_it_answers(self, seconds: float = 120) -> None:
        """Wait for it, or fail."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                with urllib.request.urlopen(f"{self.url}/_cluster/health", timeout=2):  # noqa: S310 - our own node
                    return
            except OSError:
                assert time.monotonic() < deadline, f"{self.name} does not answer"
                time.sleep(0.2)

    def stop(self) -> None:
        """End it, whatever state it is in."""
        if self.is_alive():
            self.send(signal.SIGCONT)
        subprocess.run(
            ["bash", "deploy/elasticsearch/node.sh", "stop", self.name, str(self.port)], cwd=ROOT, check=True
        )
