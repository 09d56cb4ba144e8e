"""What the engine answers: what it did, what it merely offers, and always why (D15).

A reason is a code with parameters; the catalogues of the panel word it. It
follows from the journal, which keeps the events, and stands in the snapshot.
"""

from typing import Literal

import msgspec

from cti_adapter.calls.record import Record

Reason = Literal[
    "no-open-record",
    "lead-alone",
    "limit",
    "account-alone",
    "not-tracked",
    "tracking-unknown",
    "relationship",
    "already",
]
"""Why Assign is disabled."""

Rule = Literal[
    "only-match",
    "named",
    "chosen",
    "opened",
    "pressed",
    "dialled-from",
    "settled-by-opening",
    "lead-made",
]
"""Why a record stands where it stands."""


class Because(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The rule that put a record into its slot, and the evidence it went by."""

    rule: Rule
    evidence: str = ""


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """What the one Assign button offers for the open record."""

    record: Record | None
    reason: Reason | None
    """Why the button is disabled; None while it is enabled."""
    replaces: tuple[Record, ...] = ()
    other_account: bool = False
