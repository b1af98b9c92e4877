"""What pages cost, in P."""

import os
import sqlite3
import subprocess
import tempfile
from pathlib import Path

import psutil

from bench.ours import ROOT, our_site
from bench.plain import plain_site
from bench.servers import Site, Target, measure


def targets_of(site: Site, figures: dict[str, str], *, ending: str = "") -> list[Target]:
    """Return the pages to measure on one of our sites."""
    cookie = {"Cookie": f"sessionid={figures['session']}"}
    wanted = [
        ("courses.lesson_anonymous", figures["lesson"], 1.0, {}),
        ("courses.lesson_signed_in", figures["lesson"], 2.0, cookie),
        ("pages.home_anonymous", "/en/", None, {}),
        ("courses.catalogue_of_26", "/en/courses/", 2.5, {}),
        ("courses.catalogue_of_26_signed_in", "/en/courses/", None, cookie),
        ("forums.topic_20_of_101_signed_in", f"{figures['topic']}?page=2", 3.0, cookie),
        ("search.page_over_500", "/en/search/?q=touring+budget", 2.0, {}),
        ("search.json_over_500", "/api/v1/search?q=touring+budget", 0.6, {}),
        ("resources.file_200_kb", figures["file"], 0.6, {}),
    ]
    return [
        Target(figure + ending, site, address, goal if not ending else None, headers)
        for figure, address, goal, headers in wanted
    ]


def as_after_a_publish(site: Site, figures: dict[str, str]) -> list[Target]:
    """Return pages measured as the first request after a publish: nothing that the processes keep is of use."""
    database = sqlite3.connect(Path(site.environment["DATA_DIR"]) / "site.sqlite3", isolation_level=None)

    def publish() -> None:
        database.execute("UPDATE pages_generation SET number = number + 1")

    pages = (
        ("courses.lesson_anonymous", figures["lesson"]),
        ("courses.catalogue_of_26", "/en/courses/"),
        ("pages.home_anonymous", "/en/"),
    )
    return [Target(f"{name}_cold", site, address, before_each=publish) for name, address in pages]


def run(rounds: int = 5, requests: int = 200) -> list[str]:
    """Make the sites, measure them in turns, return the BENCH lines."""
    lines: list[str] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        folder = Path(scratch)
        print("making the plain site and ours", flush=True)
        plain = plain_site(folder)
        sites = [plain]
        ours, figures = our_site(folder, name="sqlite")
        sites.append(ours)
        yardstick = Target("plain", plain, "/plain/")
        targets = [yardstick, *targets_of(ours, figures), *as_after_a_publish(ours, figures)]
        postgres = ROOT / "services" / "postgres.url"
        if postgres.exists():
            server, figures = our_site(
                folder, name="postgres", database=_fresh_database(postgres.read_text().strip())
            )
            server.also = [process for process in psutil.process_iter() if _is_postmaster(process)]
            sites.append(server)
            targets += targets_of(server, figures, ending="_on_postgresql")
        else:
            print("PostgreSQL is not running (make services): its figures are left out", flush=True)
        try:
            for site in sites:
                site.start()
            measure(targets, rounds=rounds, requests=requests)
        finally:
            for site in sites:
                site.stop()
    p = yardstick.median
    print(f"P is {p * 1000:.2f} ms of CPU a request here, now")
    for target in targets[1:]:
        goal = f" goal <= {target.goal}" if target.goal is not None else " goal <= none"
        lines.append(f"BENCH {target.figure} {target.median / p:.2f} P{goal}")
        print(
            f"  {target.figure}: {target.median * 1000:.2f} ms, rounds {[round(r * 1000, 2) for r in target.rounds]}"
        )
    return lines


def _fresh_database(address: str) -> str:
    """Make an empty database beside the one named and return its address."""
    base, _slash, _name = address.rpartition("/")
    name = f"bench_{os.getpid()}"
    subprocess.run(["psql", f"{base}/postgres", "-qc", f"create database {name}"], check=True)
    return f"{base}/{name}"


def _is_postmaster(process: psutil.Process) -> bool:
    try:
        return (
            process.name() == "postgres"
            and process.parent() is not None
            and process.parent().name() != "postgres"
        )
    except psutil.NoSuchProcess:
        return False
