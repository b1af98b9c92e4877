"""What it costs to tell ten thousand people of a post, and what pages notice of it."""

# ruff: noqa: E501 - programs given to another process

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

from bench.ours import ROOT, our_site

PEOPLE = 10_000
FILL = f"""
from forums.actions import reply
from forums.models import Topic
from members.models import Person
from notifications.models import Follow
topic = Topic.objects.get(title="A hundred and one posts")
Person.objects.bulk_create((Person(email=f"f{{n}}@example.org", name=f"Follower {{n}}") for n in range({PEOPLE})), batch_size=1000)
Follow.objects.bulk_create((Follow(person_id=pk, space=f"topic:{{topic.pk}}", level="first") for pk in Person.objects.filter(name__startswith="Follower").values_list("pk", flat=True)), batch_size=1000)
reply(topic=topic, text="Ten thousand people hear of this.", by=Person.objects.get(email="facilitator@example.org"))
"""
TELL = "from notifications import actions; actions.carry_on()"
COUNT = "from notifications.models import Notification; print('TOLD', Notification.objects.filter(person__name__startswith='Follower').count())"


def run(rounds: int = 5, requests: int = 200) -> list[str]:
    """Tell them, and ask for a page all the while."""
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        site, figures = our_site(Path(scratch), name="sqlite")
        everything = {**os.environ, **site.environment}

        def shell(program: str) -> Any:
            return subprocess.Popen(
                [sys.executable, "manage.py", "shell", "-v0", "-c", program],
                cwd=ROOT, env=everything, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip

        shell(FILL).communicate()
        site.start()
        try:
            headers = {"Cookie": f"sessionid={figures['session']}"}
            alone = [_asked(site, figures["topic"], headers) for _ in range(60)]
            began = time.monotonic()
            worker = shell(TELL)
            process, meanwhile, cpu = psutil.Process(worker.pid), [], 0.0
            while worker.poll() is None:
                cpu = _cpu(process, cpu)
                meanwhile.append(_asked(site, figures["topic"], headers))
            seconds = time.monotonic() - began
        finally:
            site.stop()
        told = int(shell(COUNT).communicate()[0].split("TOLD")[1])
    print(f"  {told} of {PEOPLE} told in {seconds:.1f} s; {len(meanwhile)} pages meanwhile")
    slower = statistics.median(meanwhile) / statistics.median(alone)
    return [
        f"BENCH notifications.told_of_10000 {told} people goal >= {PEOPLE}",
        f"BENCH notifications.cpu_per_1000_people {cpu / PEOPLE * 1e6:.0f} ms goal <= none",
        f"BENCH notifications.page_meanwhile {slower:.2f} of_alone goal <= 2.0",
        f"BENCH notifications.slowest_page_meanwhile {max(meanwhile) * 1000:.0f} ms goal <= none",
    ]


def _asked(site: Any, address: str, headers: dict[str, str]) -> float:
    began = time.perf_counter()
    site.round(address, headers, 1)
    return time.perf_counter() - began


def _cpu(process: psutil.Process, before: float) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return before
    return float(times.user + times.system)
