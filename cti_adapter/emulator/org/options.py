"""How a write was asked for, beside its values: version, headers, whose hand it is."""

from dataclasses import dataclass
from typing import Final

from cti_adapter.emulator import rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a request says of itself.

    `trusted` writes may set read-only columns and meet no admin's rule: reference data and the
    control interface.
    """

    version: int = rules.NEWEST_VERSION
    trusted: bool = False
    allow_duplicates: bool = False
    """Sforce-Duplicate-Rule-Header: allowSave=true."""
    record_details: bool = False
    """Sforce-Duplicate-Rule-Header: includeRecordDetails=true."""
    auto_assign: bool = rules.AUTO_ASSIGN_BY_DEFAULT
    """Sforce-Auto-Assign."""
    told: bool = True
    """Whether the write is an event others hear of; loading an org is none."""


USUAL: Final = Options()
TRUSTED: Final = Options(trusted=True)
LOADING: Final = Options(trusted=True, told=False)
