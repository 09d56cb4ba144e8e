"""Copies of the whole database that can be trusted, and their way back.

    back_up(url, file, at)               a new file, readable by its owner alone
    with restored(file, url) as copy:    its data in a place of their own
        checks(copy, keys)               what is looked at, and what differs
        copy.keep()                      … it is the database from now on

A file a thing: archive (the file of a backup), sqlite_copy and postgresql_copy (how data leave a
database and come into one), checks (whether a copy is what it says).
"""

from cti_adapter.storage.backups.archive import Manifest
from cti_adapter.storage.backups.checks import Check, checks
from cti_adapter.storage.backups.copies import Copy, back_up, restored

__all__ = ["Check", "Copy", "Manifest", "back_up", "checks", "restored"]
