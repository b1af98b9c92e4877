"""Two gigabytes leave a real server as one file and as one archive, to readers quick and slow, in little memory.

The files are sparse: they hold nothing but zeros and take no room on disk, and the server reads them like any others.
"""

import http.client
import io
import os
import re
import subprocess
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from django.conf import settings
from django.db import connection

from bench.servers import free_port
from demo import supervisor
from files.models import StoredFile
from resources.models import ResourcePage
from tests import databases
from tests.factories import pages
from tests.factories.files import stored_file

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="the database has no part in it; shown on SQLite"
    ),
]
MEGABYTE = 1024**2
SIZE = 2 * 1024**3
ALLOWED = 100 * MEGABYTE  # more than idle, all processes together
WORKERS, SLOW = 2, 12


def of_zeros(size: int, name: str, crc: int = 0) -> StoredFile:
    """A stored file that was grown to this size, and whose row knows it."""
    file = stored_file(b"%PDF-1.7", name)
    os.truncate(file.file.path, 0)
    os.truncate(file.file.path, size)
    StoredFile.objects.filter(pk=file.pk).update(file_size=size, crc32=crc, sha256=f"{size:064x}")
    return file


def crc_of_zeros(size: int) -> int:
    crc, block = 0, bytes(MEGABYTE)
    for _block in range(size // MEGABYTE):
        crc = zlib.crc32(block, crc)
    return crc


@pytest.fixture
def toolkit() -> ResourcePage:
    """Four files of half a gigabyte in two parts."""
    crc = crc_of_zeros(SIZE // 4)
    files = tuple((of_zeros(SIZE // 4, f"film-{n}.bin", crc), "en", 1 + n // 2) for n in range(4))
    return pages.resource(title="Films", files=files, parts=("First", "Second"))


class Server:
    """Our site under its real server as the embedded installation starts it, and the memory of all its processes."""

    def __init__(self) -> None:
        self.port = free_port()
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.embedded",
            "DATA_DIR": str(settings.DATA_DIR),
            "DATABASE_URL": databases.address(),
            "SECRET_KEY": settings.SECRET_KEY,
        }
        command = supervisor.commands(host="127.0.0.1", port=self.port, workers=WORKERS)["web"]
        self.process = subprocess.Popen(command, cwd=settings.ROOT, env=environment)
        deadline = time.monotonic() + 60
        while True:
            try:
                assert self.ask("/livez").read() == b"ok\n"
                return
            except OSError:
                assert time.monotonic() < deadline, "the server did not start"
                time.sleep(0.1)

    def ask(self, address: str, asked: str = "", **more: str) -> http.client.HTTPResponse:
        """Begin to ask; the body is not read yet. The connection ends with the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Connection": "close", **({"Range": f"bytes={asked}"} if asked else {}), **more}
        connection.request("GET", address, headers=headers)
        return connection.getresponse()

    def idle(self) -> dict[int, int]:
        """Forget the most that each process ever took; return what each takes now."""
        first = psutil.Process(self.process.pid)
        numbers = [first.pid, *(one.pid for one in first.children(recursive=True))]
        for number in numbers:
            Path(f"/proc/{number}/clear_refs").write_text("5")
        return {number: _told(number, "VmRSS") for number in numbers}

    def stop(self) -> None:
        """End it by its process id."""
        self.process.terminate()
        self.process.wait(30)


def most_since(idle: dict[int, int]) -> int:
    """How much more than then the processes took at most, each at its worst moment: the kernel keeps count of that."""
    return sum(_told(number, "VmHWM") - then for number, then in idle.items())


def _told(number: int, what: str) -> int:
    found = re.search(rf"{what}:\s+(\d+) kB", Path(f"/proc/{number}/status").read_text())
    assert found
    return int(found[1]) * 1024


@pytest.fixture
def server(transactional_db: None) -> Iterator[Server]:
    made = Server()
    yield made
    made.stop()


def read_through(answer: http.client.HTTPResponse) -> int:
    """Read to the end into one buffer, and return how much there was."""
    buffer, read = bytearray(MEGABYTE), 0
    while got := answer.readinto(buffer):
        read += got
    return read


class Remote(io.RawIOBase):
    """A file on a server, read by ranges: what a program sees that opens an archive without fetching it."""

    def __init__(self, server: Server, address: str, size: int) -> None:
        self.server, self.address, self.size, self.at = server, address, size, 0

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self.at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: self.size}[whence]
        return self.at

    def tell(self) -> int:
        return self.at

    def readinto(self, buffer: bytearray) -> int:
        end = min(self.at + len(buffer), self.size)
        if end <= self.at:
            return 0
        answer = self.server.ask(self.address, f"{self.at}-{end - 1}")
        assert answer.status == 206
        content = answer.read()
        buffer[: len(content)] = content
        self.at += len(content)
        return len(content)


def test_two_gigabytes_as_a_file_and_as_an_archive(server: Server, toolkit: ResourcePage) -> None:
    file = of_zeros(SIZE, "film.bin")
    pages.resource(title="One film", files=(file,))
    archive = f"/en/library/{toolkit.translation_key}/archive/all.zip"
    for address in (file.address, archive) * 4:  # both workers have loaded what is loaded once
        assert len(server.ask(address, "0-999").read()) == 1000
    idle = server.idle()

    # Some begin and then read nothing, as phones do in a tunnel: the site goes on, and nothing is kept for them in memory.
    slow = [server.ask((file.address, archive)[n % 2]) for n in range(SLOW)]
    assert [answer.status for answer in slow] == [200] * SLOW
    whole = server.ask(file.address)
    assert (whole.status, int(whole.headers["Content-Length"])) == (200, SIZE)
    assert read_through(whole) == SIZE
    zipped = server.ask(archive)
    size = int(zipped.headers["Content-Length"])
    assert size > SIZE
    assert read_through(zipped) == size
    most = most_since(idle)
    print(f"\n{most / MEGABYTE:.1f} MB more than idle")
    assert most < ALLOWED, f"{most / MEGABYTE:.0f} MB more than idle"

    etag = whole.headers["ETag"]
    rest = server.ask(file.address, f"{SIZE - 1000}-", **{"If-Range": etag})
    assert (rest.status, rest.headers["Content-Range"]) == (206, f"bytes {SIZE - 1000}-{SIZE - 1}/{SIZE}")
    assert rest.read() == bytes(1000)
    with zipfile.ZipFile(io.BufferedReader(Remote(server, archive, size), 64 * 1024)) as opened:
        about, *films = opened.infolist()
        assert about.filename == "films/about.txt"
        assert b"Films" in opened.read(about)
        assert [(film.filename, film.file_size) for film in films] == [
            (f"films/0{1 + n // 2} {'Second' if n > 1 else 'First'}/film-{n}.bin", SIZE // 4)
            for n in range(4)
        ]
        with opened.open(films[3]) as film:
            assert film.read(5) == bytes(5)
    for answer in slow:
        answer.close()
