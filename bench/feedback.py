"""What the feedback desk costs with five thousand pieces of work waiting, beside what it costs with fifty."""

# ruff: noqa: E501 - programs given to another process

import tempfile
from pathlib import Path

from bench.ours import bare_site
from bench.servers import Target, measure

FEW, MANY = 50, 5_000
FILL = """
import datetime
from django.utils import timezone
from courses.models import Enrolment, Submission
from members.models import Person
from tests.factories import assignments as work, courses as learning, members as cast, pages
trainer = cast.with_role("trainer")
course = pages.course(title="A large course", modules=1, lessons=1, trainer=trainer)
page = work.assignment(course)
first = learning.enrolled(course)
like = work.handed_in(first, page)
now = timezone.now()
def fill(number):
    have = Person.objects.filter(email__startswith="bench").count()
    Person.objects.bulk_create((Person(name=f"Learner {n}", email=f"bench{n}@example.org") for n in range(have, number)), batch_size=1000)
    people = Person.objects.filter(email__startswith="bench", enrolments=None)
    Enrolment.objects.bulk_create((Enrolment(person=one, course_id=first.course_id, edition_id=first.edition_id) for one in people), batch_size=1000)
    new = Enrolment.objects.filter(person__email__startswith="bench", submissions=None)
    Submission.objects.bulk_create((Submission(enrolment=one, course_id=first.course_id, item=like.item, title=like.title, text="word " * 300, terms=like.terms, submitted_at=now - datetime.timedelta(minutes=one.pk), trainer_from=now - datetime.timedelta(minutes=one.pk), key=f"bench:{one.pk}") for one in new), batch_size=1000)
fill(%d)
told |= {"session": session_of(trainer), "one": str(like.uuid), "count": Submission.objects.count()}
"""


def run(rounds: int = 5, requests: int = 200) -> list[str]:
    """Make a site with few and one with many, and ask both for the desk in turns."""
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        sites = [bare_site(Path(scratch), name=f"of-{number}", fill=FILL % number) for number in (FEW, MANY)]
        targets = [
            Target(f"{name}_{number}", site, address, headers={"Cookie": f"sessionid={figures['session']}"})
            for (site, figures), number in zip(sites, (FEW, MANY), strict=True)
            for name, address in (
                ("desk", "/en/learning/teaching/feedback/"),
                ("work", f"/en/learning/teaching/feedback/{figures['one']}/"),
            )
        ]
        for site, _figures in sites:
            site.start()
        try:
            measure(targets, rounds=min(rounds, 5), requests=min(requests, 40), warm=10)
        finally:
            for site, _figures in sites:
                site.stop()
    medians = {target.figure: target.median for target in targets}
    for name, median in medians.items():
        print(f"  {name}: {median * 1000:.1f} ms of CPU a request")
    desk = medians[f"desk_{MANY}"] / medians[f"desk_{FEW}"]
    work = medians[f"work_{MANY}"] / medians[f"work_{FEW}"]
    return [
        f"BENCH courses.feedback_desk_of_{MANY} {desk:.2f} of_{FEW} goal <= 1.5",
        f"BENCH courses.feedback_on_one_of_{MANY} {work:.2f} of_{FEW} goal <= 1.5",
    ]
