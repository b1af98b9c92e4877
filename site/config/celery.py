"""The Celery application. Rows carry the work; the broker is only a wake-up, and beat sweeps what was missed."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.embedded")
app = Celery("site")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Nothing is kept of when sweeps ran: a file that a killed worker leaves half written would keep the next one from sweeping.
app.conf.beat_scheduler = "celery.beat:Scheduler"
app.conf.beat_schedule = {
    "index what was missed": {"task": "search.tasks.drain", "schedule": 2.0},
    "work out meanings that were missed": {"task": "search.tasks.work_out_meanings", "schedule": 30.0},
    "tend the search": {"task": "search.tasks.tend", "schedule": 3600.0},
    "write about saved searches": {"task": "search.tasks.send_alerts", "schedule": 300.0},
    "read files that were missed": {"task": "files.tasks.sweep", "schedule": 15.0},
    "offers and pauses of courses": {"task": "courses.tasks.sweep", "schedule": 30.0},
    "issue credentials that were missed": {"task": "badges.tasks.issue_waiting", "schedule": 20.0},
    "tell of posts that were missed": {"task": "notifications.tasks.fan_out", "schedule": 10.0},
    "write digests that are due": {"task": "notifications.tasks.write_digests", "schedule": 60.0},
    "send letters whose time has come": {"task": "members.tasks.send_letters", "schedule": 15.0},
    "send invitations that were missed": {"task": "members.tasks.sweep_invitations", "schedule": 30.0},
    "clean up after the forums": {"task": "forums.tasks.sweep", "schedule": 60.0},
}


@worker_ready.connect
def catch_up(**kwargs: Any) -> None:
    """Sweep at once for what was missed while no worker ran; beat would first wait for each interval to pass."""
    for sweep in app.conf.beat_schedule.values():
        app.send_task(sweep["task"])
