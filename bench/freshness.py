"""How soon a change is found: from the commit to the first answer that holds it, with the worker that a site runs."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bench.inside import ROOT, SERVICES

CHANGES = 100
WITHIN, SHARE = 2.0, 0.95  # seconds, and of how many changes
BURST = 4  # changes beside each that is timed

#: A person writes; somebody else looks for the word again and again. `told` is the seconds of each change.
WRITE_AND_LOOK = """
import datetime, random, time
from django.utils import timezone
from django.contrib.auth.models import AnonymousUser
from forums import actions
from search import results, sync
from search.parsing import parse
from tests.factories import forums as talks, members as cast
chance = random.Random(1)
people = [cast.with_role("secretariat"), *cast.PersonFactory.create_batch(20)]
topics = [talks.topic(by=people[n + 1], title=f"Talk {n}", posts=20) for n in range(10)]
sync.rebuild()
told, nobody = [], AnonymousUser()
for number in range(-3, %(changes)d):
    word = f"wort{number + 3}x{chance.randrange(10**6)}"
    for beside in range(%(burst)d):
        actions.rename_topic(topic=chance.choice(topics), title=f"Talk {number} {beside}", by=people[0])
    at = timezone.now() - datetime.timedelta(hours=number + 4)  # so that the limit of posts is no part of this
    actions.reply(topic=chance.choice(topics), text=f"There is {word} in it.", by=people[0], at=at)
    began = time.monotonic()
    while not results.find(nobody, parse(word)).total and time.monotonic() < began + 30:
        time.sleep(0.01)
    if number >= 0:  # before, the worker was still starting
        told.append(time.monotonic() - began)
    time.sleep(chance.random() / 2)
print("FIGURES", *(f"{seconds:.3f}" for seconds in told))
"""


def run(rounds: int = 5, requests: int = 200) -> list[str]:
    """Measure on the small installation, and on the large one where its services run."""
    lines = _measured("embedded", {})
    services = {name: SERVICES / f"{name}.url" for name in ("elasticsearch", "redis")}
    if not all(file.exists() for file in services.values()):
        print("Elasticsearch or Redis is not running (make services): left out", flush=True)
        return lines
    address = {name: file.read_text().strip() for name, file in services.items()}
    large = {
        "ELASTICSEARCH_URL": address["elasticsearch"], "ELASTICSEARCH_PREFIX": f"bench-fresh-{os.getpid()}",
        "ELASTICSEARCH_REPLICAS": "0", "REDIS_URL": address["redis"].rpartition("/")[0] + "/9",
    }  # fmt: skip
    return lines + _measured("elasticsearch", large)


def _measured(name: str, large: Mapping[str, str]) -> list[str]:
    from demo.supervisor import commands  # noqa: PLC0415 - in the folder `site`, which other benches do without

    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        clean = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        environment = {
            **clean, "DJANGO_SETTINGS_MODULE": "config.settings.embedded", "DATA_DIR": folder, "SECRET_KEY": "bench", **large,
        }  # fmt: skip
        _manage(environment, "migrate", "-v0")
        worker = subprocess.Popen(
            commands(host="", port=0, workers=1)["worker"],
            cwd=ROOT,
            env=environment,
            stderr=subprocess.DEVNULL,
        )
        try:
            program = WRITE_AND_LOOK % {"changes": CHANGES, "burst": BURST}
            said = _manage(environment, "shell", "-v0", "-c", program)
        finally:
            worker.terminate()
            worker.wait(30)
            if large:
                _manage(
                    environment,
                    "shell",
                    "-v0",
                    "-c",
                    "from search.engines import current; current().delete_everything()",
                )
    seconds = sorted(float(one) for one in said.split("FIGURES", 1)[1].split())
    share = sum(one <= WITHIN for one in seconds) / len(seconds)
    print(f"  {name}: median {seconds[len(seconds) // 2]:.2f} s, slowest {seconds[-1]:.2f} s", flush=True)
    return [
        f"BENCH search.{name}_found_within_{WITHIN:.0f}_s {share:.2f} of_changes goal >= {SHARE}",
        f"BENCH search.{name}_found_after_p95 {seconds[int(len(seconds) * SHARE)]:.2f} s goal <= none",
    ]


def _manage(environment: Mapping[str, str], *arguments: str) -> str:
    command = [sys.executable, str(Path(ROOT) / "manage.py"), *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=dict(environment), check=True, text=True, stdout=subprocess.PIPE
    ).stdout
