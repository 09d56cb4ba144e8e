"""`cti-adapter config …`: the configuration of an org as one versioned file (B-14).

Here are its arguments alone; what it does is imported when it is done (work.py). Exit code 0 done,
1 the thing asked for is not so, 2 usage or a file with faults.
"""

import argparse
from pathlib import Path
from typing import Any

NOW = "now"
"""Names the configuration as it is, where a version can be named."""

Actions = Any
"""What argparse makes of add_subparsers; it has no public name for it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the commands of `config`."""
    actions = parser.add_subparsers(required=True, metavar="ACTION")

    export = _action(actions, "export", "write the configuration as a file", "export")
    export.add_argument("--version", type=_number, help="an earlier version; by default now")
    export.add_argument("file", nargs="?", type=Path, metavar="FILE", help="by default the screen")

    taken = _action(actions, "import", "put a file in the place of the configuration", "import_")
    taken.add_argument("file", type=Path, metavar="FILE")
    taken.add_argument("--dry-run", action="store_true", help="say what would change, and stop")
    taken.add_argument(
        "--calls",
        type=int,
        default=0,
        metavar="N",
        help="with --dry-run: say which of the newest N calls would have gone otherwise",
    )
    _who(taken)

    diff = _action(actions, "diff", "what is different between two files or versions", "diff")
    for name in ("a", "b"):
        diff.add_argument(name, metavar=name.upper(), help=f"a file, a version, or {NOW!r}")

    back = _action(actions, "rollback", "put an earlier version in place, as a new one", "rollback")
    back.add_argument("version", type=int, metavar="VERSION")
    _who(back)

    versions = _action(actions, "versions", "who changed what when, the newest first", "versions")
    versions.add_argument("--limit", type=int, default=50, help="at most so many")


def _action(actions: Actions, name: str, does: str, method: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=does, description=does)
    parser.add_argument("--org", metavar="KEY", help="key of the org, where there are several")
    parser.set_defaults(command=_run, action=method)
    return parser


def _who(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", metavar="NAME", help="who makes the change, for the versions")
    parser.add_argument(
        "--without-secrets", action="store_true", help="go on where a secret cannot be had"
    )


def _number(text: str) -> str:
    if not text.isdigit():
        raise argparse.ArgumentTypeError("write the number of a version")
    return text


def _run(args: argparse.Namespace) -> int:
    from cti_adapter.config_command.work import run  # noqa: PLC0415 - the database, Flask, gevent

    return run(args)
