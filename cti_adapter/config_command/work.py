"""What `cti-adapter config …` does, for one org, in the database of the deployment.

Speaks to nobody else; servers that run hear of a change by themselves.
"""

import argparse
import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import UNSET

from cti_adapter.app import open_deployment, utc_now
from cti_adapter.config_command import NOW
from cti_adapter.configuration.diff import differences
from cti_adapter.configuration.document import Document
from cti_adapter.configuration.file import Refused, read, write
from cti_adapter.errors import NoSuchThing, SettingsError, StateConflict
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.configuration import Configuration
from cti_adapter.service.takeover import Plan, Takeover
from cti_adapter.service.trial import changed
from cti_adapter.service.trying import Trying, told
from cti_adapter.settings import Settings
from cti_adapter.storage import Storage
from cti_adapter.storage.settings import OrgSettings
from cti_adapter.telephony.registry import CONNECTORS

KINDS = tuple(connector.kind for connector in CONNECTORS)


def run(args: argparse.Namespace) -> int:
    """Carry out one of the commands; return its exit code.

    Raises:
        SettingsError: the environment, the org or a file is wrong; says all of it.
    """
    with _storage() as storage:
        work = _Work(storage, _org(storage, args))
        try:
            code: int = getattr(work, args.action)(args)
        except NoSuchThing as error:
            raise SettingsError(str(error)) from error
        except StateConflict as error:
            _complain(str(error))
            return 1
        return code


class _Work:
    """The commands, for one org."""

    def __init__(self, storage: Storage, org: OrgSettings) -> None:
        self._org = org
        self._id = OrgId(org.id)
        self._configuration = Configuration(storage.configurations, utc_now, lambda _: None)
        self._takeover = Takeover(self._configuration, os.environ)
        self._trying = Trying(storage.units, storage.reconciliation.newest)

    def export(self, args: argparse.Namespace) -> int:
        text = write(self._version(args.version or NOW))
        if args.file is None:
            sys.stdout.write(text)
        else:
            _written(args.file, text)
        return 0

    def import_(self, args: argparse.Namespace) -> int:
        document = _read(args.file)
        plan = self._takeover.plan(self._id, document)
        _show(plan)
        if args.dry_run:
            self._try_on_calls(document, args.calls)
            return 1 if plan.unresolved and not args.without_secrets else 0
        return self._carry_out(document, f"import {args.file.name}", args)

    def _try_on_calls(self, document: Document, most: int) -> None:
        """Say what the settings of a file would have made of past calls."""
        before = self._configuration.current(self._id).config.policy
        if not most or document.settings is UNSET:
            return
        trial = self._trying.try_on(self._id, changed(before, document.settings), most)
        sys.stdout.writelines(told(trial))

    def diff(self, args: argparse.Namespace) -> int:
        found = differences(*(self._named(name) for name in (args.a, args.b)))
        sys.stdout.write("".join(f"{difference}\n" for difference in found))
        return 1 if found else 0

    def rollback(self, args: argparse.Namespace) -> int:
        document = self._configuration.document(self._id, args.version)
        _show(self._takeover.plan(self._id, document))
        return self._carry_out(document, f"rollback {args.version}", args)

    def versions(self, args: argparse.Namespace) -> int:
        rows = self._configuration.versions(self._id, limit=args.limit)
        for row in rows:
            words = f"{row.number}\t{row.at:%Y-%m-%d %H:%M:%S}Z\t{row.by or '-'}\t{row.summary}"
            sys.stdout.write(f"{words.rstrip()}\n")
        return 0

    def _carry_out(self, document: Document, summary: str, args: argparse.Namespace) -> int:
        before = self._configuration.held(self._id).version
        held = self._takeover.carry_out(
            self._id,
            document,
            by=args.by or f"{getpass.getuser()} (command line)",
            summary=summary,
            without_secrets=args.without_secrets,
        )
        done = "nothing to change: still" if held.version == before else "now"
        sys.stdout.write(f"{self._org.key}: {done} version {held.version}\n")
        return 0

    def _named(self, name: str) -> Document:
        """Return what a file or the number of a version stands for."""
        return self._version(name) if name == NOW or name.isdigit() else _read(Path(name))

    def _version(self, name: str) -> Document:
        if name == NOW:
            return self._configuration.held(self._id).document
        return self._configuration.document(self._id, int(name))


def _show(plan: Plan) -> None:
    sys.stdout.write("".join(f"{difference}\n" for difference in plan.differences))
    if plan.unresolved:
        _complain("These secrets cannot be had here:")
        for each in plan.unresolved:
            _complain(f"  {each}")
        _complain("Set them in the admin pages, name them as env:NAME, or use --without-secrets.")


def _read(file: Path) -> Document:
    try:
        return read(file.read_text(encoding="utf-8"), kinds=KINDS)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} cannot be read: {error}") from error
    except Refused as error:
        faults = "".join(f"{file}: {fault}\n" for fault in error.faults)
        raise SettingsError(f"{faults}nothing was changed") from error


def _written(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{file} cannot be written: {error}") from error


@contextmanager
def _storage() -> Iterator[Storage]:
    storage = open_deployment(Settings.from_env(os.environ))
    try:
        yield storage
    finally:
        storage.close()


def _org(storage: Storage, args: argparse.Namespace) -> OrgSettings:
    """Return the org that is meant: the one named, else the one of the file, else the only one."""
    orgs = storage.settings.orgs()
    key = args.org
    if key is None and args.action == "import_":
        part = _read(args.file).org
        key = part.key if part else None
    found = [org for org in orgs if key in {None, org.key}]
    if len(found) == 1:
        return found[0]
    known = ", ".join(org.key for org in orgs) or "none yet"
    why = "name one of the orgs" if key is None else f"no org has the key {key!r}"
    raise SettingsError(f"--org: {why}; there are: {known}")


def _complain(text: str) -> None:
    sys.stderr.write(f"{text}\n")
