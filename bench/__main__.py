"""The command line of the benchmark. Exit code 1: an event was lost or a ratio clearly missed."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench import __doc__ as about
from bench.report import has_failed, json_lines, report
from bench.run import QUICK, Size, run


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=about)
    parser.add_argument("--sockets", type=int, default=Size.sockets, help="agents connected")
    parser.add_argument("--rounds", type=int, default=Size.rounds, help="rounds a contestant")
    parser.add_argument("--quick", action="store_true", help="small and in a few seconds")
    parser.add_argument("--json", type=Path, help="a file to append to, a line a contestant")
    args = parser.parse_args()
    size = QUICK if args.quick else Size(sockets=args.sockets, rounds=args.rounds)
    outcome = run(size, lambda line: print(line, file=sys.stderr))
    print(report(outcome))
    if args.json is not None:
        with args.json.open("a", encoding="utf-8") as lines:
            lines.write(json_lines(outcome, datetime.now(UTC).isoformat(timespec="seconds")))
    return 1 if has_failed(outcome) else 0


if __name__ == "__main__":
    sys.exit(main())
