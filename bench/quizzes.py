"""What it costs to hand in a quiz of thirty questions in two languages, to keep its answers, and to show it; in P."""

# ruff: noqa: E501 - programs given to another process

import sqlite3
import tempfile
from pathlib import Path

from bench.ours import bare_site
from bench.plain import plain_site
from bench.servers import Target, measure, signed

QUESTIONS = 30
FILL = f"""
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
told |= {{"session": session_of(enrolment.person), "attempt": str(attempt.uuid), "answers": answers, "start": page.address}}
"""
#: The attempt as it was before it was handed in.
OPEN_AGAIN = """
DELETE FROM courses_scoring;
DELETE FROM courses_itemevent WHERE key LIKE 'quiz:%';
UPDATE courses_itemstate SET submitted_at = NULL, passed_at = NULL, failed_at = NULL, failures = 0, waits_since = NULL, finished_at = NULL;
UPDATE courses_attempt SET submitted_at = NULL, score = NULL, passed = NULL, answers = '{}', version = 0, "window" = '';
"""


def run(rounds: int = 5, requests: int = 200) -> list[str]:
    """Make a plain site and one with the quiz, measure them in turns."""
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        folder = Path(scratch)
        plain = plain_site(folder)
        site, figures = bare_site(folder, name="quizzes", fill=FILL)
        database = sqlite3.connect(
            Path(site.environment["DATA_DIR"]) / "site.sqlite3", isolation_level=None, timeout=30
        )

        def open_again() -> None:
            """Let the attempt be open and have no answers, before each request and outside what is measured."""
            database.executescript(OPEN_AGAIN)

        def answered() -> dict[str, object]:
            return {**figures["answers"], "version": 0, "window": "w", "sure": "1"}

        address = f"/en/learning/quiz/{figures['attempt']}/"
        headers = signed(figures["session"])
        yardstick = Target("plain", plain, "/plain/")
        targets = [
            yardstick,
            submit := Target(
                "courses.quiz_submit_of_30", site, f"{address}submit/", 2.0, headers, open_again, answered
            ),
            Target(
                "courses.quiz_keep_of_30",
                site,
                f"{address}keep/",
                None,
                {**headers, "Accept": "application/json"},
                open_again,
                answered,
                200,
            ),
            Target("courses.quiz_form_of_30", site, address, None, headers),
            Target("courses.quiz_start", site, figures["start"], None, headers),
        ]
        try:
            for one in (plain, site):
                one.start()
            measure(targets, rounds=rounds, requests=requests)
            submit.take(1)
            scored = database.execute("SELECT count(*), max(score) FROM courses_scoring").fetchone()
            if scored[0] != 1 or not scored[1]:
                raise RuntimeError(f"The attempt was not scored: {scored}")
        finally:
            for one in (plain, site):
                one.stop()
    p = yardstick.median
    print(f"P is {p * 1000:.2f} ms of CPU a request here, now")
    return [
        f"BENCH {target.figure} {target.median / p:.2f} P goal <= {target.goal if target.goal is not None else 'none'}"
        for target in targets[1:]
    ]
