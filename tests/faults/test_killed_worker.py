"""The worker is killed in the middle, and started again: nothing to index or read is lost or doubled.

A real Celery worker on the file broker, on the test's own database; killed with SIGKILL, so that it can tidy nothing.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db.models import Count

from files.models import ExtractedPage, Extraction
from search import sync
from search.engines import current
from search.models import Change
from tests import databases
from tests.factories import pages
from tests.factories.files import pdf, stored_file

pytestmark = pytest.mark.django_db(transaction=True)
FILES, PAGES_EACH, LESSONS = 8, 12, 10
PATIENCE = 150  # seconds that a slow machine may take


def awaited(condition: Callable[[], bool], what: str) -> None:
    """Wait until it is so, or fail."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"gave up waiting: {what}"
        time.sleep(0.1)


@pytest.fixture
def start_worker(tmp_path: Path, settings: LazySettings) -> Iterator[Callable[..., subprocess.Popen]]:
    """Give a function that starts a worker; whatever still runs is killed in the end."""
    settings.SEARCH_DIR = tmp_path / "data" / "search"
    started: list[subprocess.Popen] = []

    def start(*, beat: bool) -> subprocess.Popen:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.embedded",
            "DATA_DIR": str(tmp_path / "data"),
            "DATABASE_URL": databases.address(),
            "FILE_READING_LEASE": "3",
        }
        command = [
            sys.executable,
            "-m",
            "celery",
            "--app",
            "config.celery",
            "worker",
            "--pool",
            "threads",
            *(["--beat"] if beat else []),
        ]
        command += ["--concurrency", "2", "--loglevel", "error"]
        worker = subprocess.Popen(command, env=environment, start_new_session=True, stderr=subprocess.DEVNULL)
        started.append(worker)
        return worker

    yield start
    for worker in started:
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    current().close()


def test_nothing_is_lost_or_doubled(start_worker: Callable[..., subprocess.Popen], tmp_path: Path) -> None:
    storage = tmp_path / "data" / "private"
    storage.mkdir(parents=True)
    files = []
    for number in range(FILES):
        file = stored_file(
            pdf(*(f"File {number}, page {page}." for page in range(PAGES_EACH))), f"file-{number}.pdf"
        )
        target = storage / file.file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(
            Path(file.file.path).read_bytes()
        )  # the worker's installation has a folder of its own
        files.append(file)
    pages.resource(files=tuple(files))
    pages.course(modules=1, lessons=LESSONS)
    assert Extraction.objects.filter(state=Extraction.State.WAITING).count() == FILES
    assert Change.objects.exists()

    worker = start_worker(beat=False)  # sweeps once as it starts, for what nobody was there to be told of
    read = Extraction.objects.filter(state=Extraction.State.READ)
    awaited(lambda: read.count() > 0, "the first file is read")
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    left = FILES - read.count()
    assert left, "the worker was faster than the test; give it more files"

    start_worker(beat=True)
    awaited(lambda: read.count() == FILES, "all files are read")
    awaited(lambda: not Change.objects.exists(), "all changes are indexed")

    counted = dict(ExtractedPage.objects.order_by().values_list("extraction_id").annotate(n=Count("pk")))
    assert set(counted.values()) == {PAGES_EACH}
    assert len(counted) == FILES
    assert list(sync.differences()) == []
