"""How fast certificates come out of the background, and how much memory that takes."""

# ruff: noqa: E501 - programs given to another process

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.ours import ROOT

CERTIFICATES = 1000
ISSUE = f"""
import datetime, resource, time
from badges import actions
from badges.models import Credential
from members.models import Person
person = Person.objects.create_user("holder@example.org", None, name="Zoë Brännström")
Credential.objects.bulk_create(Credential(key=f"bench:{{n}}", person=person, person_name=person.name, kind="completed", title_en=f"Course number {{n}}", title_fr=f"Cours numéro {{n}}", criteria=[f"Lesson {{i}}" for i in range(12)], earned_on=datetime.date(2026, 1, 1), issuer_name="Bench") for n in range({CERTIFICATES} + 20))
waiting = list(Credential.objects.to_issue().order_by("pk").values_list("pk", flat=True))
for pk in waiting[:20]:
    actions.issue(pk)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
began, cpu = time.monotonic(), time.process_time()
issued = actions.issue_waiting()
print("ISSUED", issued, time.monotonic() - began, time.process_time() - cpu, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


def run(rounds: int = 5, requests: int = 200) -> list[str]:
    """Award a thousand, then issue them in one process as a worker does."""
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.embedded",
            "DATA_DIR": str(Path(scratch) / "data"),
            "SECRET_KEY": "bench",
        }
        environment.pop("DATABASE_URL", None)
        for arguments in (["migrate", "-v0"], ["shell", "-v0", "-c", ISSUE]):
            done = subprocess.run(
                [sys.executable, "manage.py", *arguments],
                cwd=ROOT,
                env=environment,
                check=True,
                text=True,
                stdout=subprocess.PIPE,
            )
    issued, seconds, cpu, grown = done.stdout.split("ISSUED", 1)[1].split()[:4]
    return [
        f"BENCH badges.issued_of_1000 {issued} certificates goal >= {CERTIFICATES}",
        f"BENCH badges.certificates_a_second {int(issued) / float(seconds):.1f} 1/s goal >= none",
        f"BENCH badges.cpu_a_certificate {float(cpu) / int(issued) * 1000:.0f} ms goal <= none",
        f"BENCH badges.memory_grown {float(grown):.0f} MB goal <= none",
    ]
