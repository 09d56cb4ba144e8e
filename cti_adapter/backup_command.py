"""`cti-adapter backup`, `restore`, `erasures` and `migrate`: their arguments alone."""

import argparse
import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from cti_adapter.settings import Settings

Commands = Any
"""What argparse makes of add_subparsers; it has no public name for it."""


def add_arguments(commands: Commands) -> None:
    """Describe the commands."""
    backup = commands.add_parser("backup", help="a copy of the database, while it is worked with")
    backup.add_argument("--out", type=Path, required=True, metavar="FILE", help="a new file")
    backup.set_defaults(command=_backup)

    restore = commands.add_parser("restore", help="bring a backup back, or look at it only")
    restore.add_argument("file", type=Path, metavar="FILE", help="what `backup` wrote")
    restore.add_argument("--verify", action="store_true", help="restore it elsewhere, and look")
    restore.add_argument(
        "--scratch",
        default="",
        metavar="URL",
        help="with --verify, on PostgreSQL: an empty database to restore it into; emptied again",
    )
    restore.add_argument(
        "--overwrite", action="store_true", help="a file of SQLite may lose what is in it"
    )
    restore.add_argument(
        "--erasures", type=Path, metavar="FILE", help="what `erasures` wrote, done again"
    )
    restore.set_defaults(command=_restore, parser=restore)

    erasures = commands.add_parser("erasures", help="who was erased, without numbers: for restore")
    erasures.add_argument("--out", type=Path, required=True, metavar="FILE", help="a new file")
    erasures.set_defaults(command=_erasures)

    migrate = commands.add_parser("migrate", help="bring the database up to date")
    migrate.add_argument(
        "--without-copy", action="store_true", help="on SQLite: leave no copy of it beside it"
    )
    migrate.set_defaults(command=_migrate)


def _backup(args: argparse.Namespace) -> int:
    from cti_adapter.app import backup  # noqa: PLC0415 - the database, Flask, gevent

    return backup(Settings.from_env(os.environ), args.out)


def _restore(args: argparse.Namespace) -> int:
    from cti_adapter.app import restore  # noqa: PLC0415

    if args.scratch and not args.verify:
        args.parser.error("--scratch belongs to --verify")
    if args.scratch and _has_password(args.scratch):
        args.parser.error(
            "--scratch takes no password, since everybody on this machine can read a command line:"
            " set PGPASSWORD, or write it into ~/.pgpass"
        )
    if args.erasures and args.verify:
        args.parser.error("--erasures belongs to a restore that is kept")
    settings = Settings.from_env(os.environ)
    if args.verify and not args.scratch and not settings.database_url.startswith("sqlite:"):
        args.parser.error("--verify needs --scratch URL: an empty database on PostgreSQL")
    return restore(
        settings,
        args.file,
        verify=args.scratch if args.verify else None,
        overwrite=args.overwrite,
        erasures=args.erasures,
    )


def _has_password(url: str) -> bool:
    parts = urlsplit(url)
    names = {name for name, _ in parse_qsl(parts.query)}
    return parts.password is not None or bool({"password", "sslpassword"} & names)


def _erasures(args: argparse.Namespace) -> int:
    from cti_adapter.app import tell_erasures  # noqa: PLC0415

    return tell_erasures(Settings.from_env(os.environ), args.out)


def _migrate(args: argparse.Namespace) -> int:
    from cti_adapter.app import utc_now  # noqa: PLC0415
    from cti_adapter.storage import bring_up_to_date  # noqa: PLC0415

    settings = Settings.from_env(os.environ)
    made = bring_up_to_date(settings.database_url, utc_now(), with_copy=not args.without_copy)
    if made is not None:
        sys.stdout.write(f"The database was brought up to date; as it was before: {made}\n")
    return 0
