"""What it costs to hand in a quiz of thirty questions in two languages, to keep its answers, and to show it; in P."""

# ruff: noqa: E501 - programs given to another process

import http.client
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from bench.ours import ROOT
from bench.plain import plain_site
from bench.servers import Site, Target, measure

QUESTIONS = 30
TOKEN = "b" * 32
FILL = f"""
import json
from django.conf import settings
from django.contrib.auth import SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from courses.actions import quizzes
from tests.factories import courses, pages, quizzes as made
course = pages.course(lessons=11)
def asked(language):
    kinds = []
    for n in range({QUESTIONS}):
        number, words = f"q{{n}}", f"{{language}} {{n}} " + "words of a question that somebody reads " * 3
        if n % 5 == 4:
            kinds.append(made.question(number, "gaps", question=words, text="The [[get-in]] is before the [[show]]."))
        elif n % 5 == 3:
            kinds.append(made.question(number, "number", question=words, number="944", tolerance="1", unit="kg"))
        else:
            kinds.append(made.question(number, "multiple" if n % 5 == 2 else "single", question=words, if_right="Well seen. " * 5, if_wrong="Read it again. " * 5))
    return kinds
page = made.quiz(course, *asked("en"), time_limit=60)
pages.in_french(page, questions=json.dumps(asked("fr")))
enrolment = courses.enrolled(course)
attempt = quizzes.begin(enrolment=enrolment, item=page.translation_key, by=enrolment.person, language="en")
answers = {{}}
for n, one in enumerate(attempt.questions):
    if one["kind"] == "gaps":
        answers |= {{f"q-q{{n}}-0": "get-in", f"q-q{{n}}-1": "interval"}}
    else:
        answers[f"q-q{{n}}"] = "943,5 kg" if one["kind"] == "number" else f"q{{n}}-{{'ab'[n % 2]}}"
session = SessionStore()
session[SESSION_KEY] = str(enrolment.person.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = enrolment.person.get_session_auth_hash()
session.create()
print("FIGURES" + json.dumps({{"session": session.session_key, "attempt": str(attempt.uuid), "answers": answers, "start": page.address}}))
"""
#: The attempt as it was before it was handed in.
OPEN_AGAIN = """
DELETE FROM courses_scoring;
DELETE FROM courses_itemevent WHERE key LIKE 'quiz:%';
UPDATE courses_itemstate SET submitted_at = NULL, passed_at = NULL, failed_at = NULL, failures = 0, waits_since = NULL, finished_at = NULL;
UPDATE courses_attempt SET submitted_at = NULL, score = NULL, passed = NULL, answers = '{}', version = 0, "window" = '';
"""


@dataclass
class Sent(Target):
    """A form sent to an address, each time to an attempt that is open and has no answers yet."""

    body: str = ""
    expects: int = 302

    def take(self, requests: int) -> float:
        """Send; return the CPU seconds a request. Opening the attempt again is another process's work and not counted."""
        database = sqlite3.connect(
            Path(self.site.environment["DATA_DIR"]) / "site.sqlite3", isolation_level=None, timeout=30
        )
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=30)
        headers = {
            "Host": "127.0.0.1",
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": TOKEN,
            **self.headers,
        }
        before = self.site.cpu()
        for _request in range(requests):
            database.executescript(OPEN_AGAIN)
            connection.request("POST", self.address, body=self.body, headers=headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != self.expects:
                raise RuntimeError(f"{self.address} answered {answer.status}")
        after = self.site.cpu()
        scored = database.execute("SELECT count(*), max(score) FROM courses_scoring").fetchone()
        if self.expects == 302 and (scored[0] != 1 or not scored[1]):
            raise RuntimeError(f"The attempt was not scored: {scored}")
        database.close()
        connection.close()
        return (after - before) / requests


def run(rounds: int = 5, requests: int = 200) -> list[str]:
    """Make a plain site and one with the quiz, measure them in turns."""
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        folder = Path(scratch)
        plain = plain_site(folder)
        environment = {
            "DJANGO_SETTINGS_MODULE": "config.settings.embedded",
            "DATA_DIR": str(folder / "quizzes"),
            "SECRET_KEY": "bench",
        }
        everything = {
            name: value for name, value in os.environ.items() if name != "DATABASE_URL"
        } | environment
        for arguments in (
            ["migrate", "-v0"],
            ["shell", "-v0", "-c", FILL],
            ["collectstatic", "--noinput", "-v0"],
        ):
            done = subprocess.run(
                [sys.executable, "manage.py", *arguments],
                cwd=ROOT,
                env=everything,
                check=True,
                text=True,
                stdout=subprocess.PIPE,
            )
            if "FIGURES" in done.stdout:
                figures = json.loads(done.stdout.split("FIGURES", 1)[1].splitlines()[0])
        site = Site("quizzes", ROOT, "config.wsgi:application", environment)
        address = f"/en/learning/quiz/{figures['attempt']}/"
        cookies = {"Cookie": f"sessionid={figures['session']}; csrftoken={TOKEN}"}
        body = urlencode({**figures["answers"], "version": 0, "window": "w", "sure": "1"})
        yardstick = Target("plain", plain, "/plain/")
        targets = [
            yardstick,
            Sent("courses.quiz_submit_of_30", site, f"{address}submit/", 2.0, cookies, body=body),
            Sent(
                "courses.quiz_keep_of_30",
                site,
                f"{address}keep/",
                None,
                {**cookies, "Accept": "application/json"},
                body=body,
                expects=200,
            ),
            Target("courses.quiz_form_of_30", site, address, None, cookies),
            Target("courses.quiz_start", site, figures["start"], None, cookies),
        ]
        try:
            for one in (plain, site):
                one.start()
            measure(targets, rounds=rounds, requests=requests)
        finally:
            for one in (plain, site):
                one.stop()
    p = yardstick.median
    print(f"P is {p * 1000:.2f} ms of CPU a request here, now")
    return [
        f"BENCH {target.figure} {target.median / p:.2f} P goal <= {target.goal if target.goal is not None else 'none'}"
        for target in targets[1:]
    ]
