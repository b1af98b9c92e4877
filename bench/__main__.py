"""`python -m bench [NAME …]`: measure everything, or what is named, and end with the BENCH lines."""

import argparse
import sys
from collections.abc import Callable

from bench import (
    badges,
    crowds,
    feedback,
    freshness,
    library,
    million,
    notifications,
    pages,
    quizzes,
    relevance,
    searching,
)

#: Each room's figures by name. A run takes how many rounds and how many requests a round, and returns BENCH lines.
BENCHES: dict[str, Callable[[int, int], list[str]]] = {
    "pages": pages.run,
    "notifications": notifications.run,
    "badges": badges.run,
    "crowds": crowds.run,
    "library": library.run,
    "search": searching.run,
    "freshness": freshness.run,
    "relevance": relevance.run,
    "quizzes": quizzes.run,
    "feedback": feedback.run,
    "million": million.run,
}
#: Runs only where it is named: it takes half an hour.
ONLY_WHEN_NAMED = {"million"}


def main() -> int:
    """Run; the exit code tells whether it ran, not whether goals were met."""
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("names", nargs="*", choices=[[], *BENCHES], metavar="NAME", help=", ".join(BENCHES))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=200)
    options = parser.parse_args()
    lines: list[str] = []
    for name in options.names or [name for name in BENCHES if name not in ONLY_WHEN_NAMED]:
        print(f"-- {name}", flush=True)
        lines += BENCHES[name](options.rounds, options.requests)
    print()
    for line in lines:
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
