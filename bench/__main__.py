"""`python -m bench`: measure everything and end with the BENCH lines."""

import argparse
import sys

from bench import pages


def main() -> int:
    """Run; the exit code tells whether it ran, not whether goals were met."""
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=200)
    options = parser.parse_args()
    lines = pages.run(rounds=options.rounds, requests=options.requests)
    print()
    for line in lines:
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
