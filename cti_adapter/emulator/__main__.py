"""`python -m cti_adapter.emulator`: the stand-in alone."""

import argparse
import sys
from pathlib import Path

from cti_adapter.emulator.app import serve
from cti_adapter.emulator.config import PROFILES, BadConfig


def main() -> int:
    """Read the command line and serve; 2 for a usage or configuration fault."""
    parser = argparse.ArgumentParser(prog="python -m cti_adapter.emulator", description=__doc__)
    parser.add_argument("--port", type=int, default=8090, help="TCP port, 0 for any free one")
    parser.add_argument("--host", default="127.0.0.1", help="address to bind to")
    parser.add_argument("--profile", choices=PROFILES, default="rich", help="kind of org")
    parser.add_argument("--state", type=Path, help="SQLite file that keeps the org")
    parser.add_argument("--control", action="store_true", help="open /_control for tests")
    parser.add_argument("--apps", type=Path, help="JSON file with the OAuth apps")
    parser.add_argument("--call-center", type=Path, help="JSON file with the call center")
    parser.add_argument(
        "--strict-origins", action="store_true", help="refuse localhost as the real script does"
    )
    parser.add_argument(
        "--beside",
        nargs=3,
        action="append",
        default=[],
        metavar=("NAME", "PORT", "FOLDER"),
        help="one more org here: apps.json, call-center.json, salesforce.sqlite3 in FOLDER",
    )
    try:
        serve(**vars(parser.parse_args()))
    except (BadConfig, OSError) as fault:
        print(fault, file=sys.stderr)  # noqa: T201 - the command line's answer
        return 2
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
