"""What the engine answers with: reasons, the rules it went by, and what it passed over (D15).

A reason is a code with parameters; the catalogues of the panel word it. It follows from the
journal, which keeps the events, and stands in the snapshot. Nothing is decided here.
"""

from typing import Literal

import msgspec

from cti_adapter.calls.record import Record, RecordId

Reason = Literal[
    "no-open-record",
    "lead-alone",
    "limit",
    "account-alone",
    "not-tracked",
    "tracking-unknown",
    "relationship",
    "converted",
    "already",
    "other-slot",
    "not-shared",
    "not-a-contact",
]
"""Why an agent's command does nothing; for most of them Assign is disabled with it."""

Rule = Literal[
    "named",
    "only-match",
    "settled-by-opening",
    "opened",
    "opened-at-save",
    "lead-made",
    "dialled-from",
    "pressed",
    "chosen",
    "swapped",
    "added",
    "in-salesforce",
]
"""Why a record stands where it stands."""

Rejection = Literal[
    "gave-way",
    "deleted",
    "relationship",
    "converted",
    "not-tracked",
    "tracking-unknown",
    "gone",
    "hidden",
    "failed",
    "slow",
    "relation-unknown",
    "other-account",
    "lead-alone",
    "account-alone",
    "limit",
    "not-the-only-match",
    "not-chosen",
    "only-offered",
]
"""Why another candidate was not taken (B-4)."""

MOST_REJECTED = 8
"""So many rejected candidates are named; of the rest only the number is kept."""


class RejectedCandidate(msgspec.Struct, frozen=True, kw_only=True):
    """A record that could have been meant, and why it was not taken."""

    id: RecordId
    type: str
    label: str
    reason: Rejection


class Because(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The rule that put a record into its slot, its evidence, and what it passed over."""

    rule: Rule
    evidence: str = ""
    rejected: tuple[RejectedCandidate, ...] = ()
    """The first few, those the agent is most likely to ask about first."""
    more_rejected: int = 0
    """How many more there were."""


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """What the one Assign button offers for the open record."""

    record: Record | None
    reason: Reason | None
    """Why the button is disabled; None while it is enabled."""
    replaces: tuple[Record, ...] = ()
    other_account: bool = False


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """Something to tell the agent: a code of the catalogue and the record it is about."""

    code: Literal["assigned", "instead", "unassigned", "undone", "cannot", "refused", "taken-out"]
    record: Record
    others: tuple[Record, ...] = ()
    """Those that gave way."""
    reason: Reason | None = None
    """Why nothing was done."""
