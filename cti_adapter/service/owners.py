"""Writes what belongs to somebody: to the first of the chain whom Salesforce takes as owner.

Who comes first is said in logbook/ownership.py; here it is tried, and whom Salesforce refuses is
passed over. Asks and writes nothing by itself.
"""

from collections.abc import Callable
from typing import TypeVar

from msgspec.structs import replace

from cti_adapter.calls.owner import Owned, Owner, Reason
from cti_adapter.errors import OwnerRefused
from cti_adapter.logbook.ownership import Claim, Standing, owner_of

T = TypeVar("T")

_REASONS: dict[str, Reason] = {
    "INACTIVE_OWNER_OR_USER": "inactive",
    "INVALID_OPERATION": "not-for-object",
}
"""What Salesforce's code says of an owner; any other refuses for a reason of the org's own."""


def write_owned(
    owned: Owned,
    claims: tuple[Claim, ...],
    standing: Standing,
    write: Callable[[str | None], T],
) -> tuple[T, Owner]:
    """Write a record in the name of its owner; return what was written, and whose it is.

    Args:
        owned: what it is.
        claims: who may own it, the first one first.
        standing: what the org says of them (`Org.standing` of their ids).
        write: writes it for a user or queue, or for nobody in particular (None); raises
            OwnerRefused where it cannot be theirs.

    Raises:
        SalesforceError: what `write` raised for another reason than the owner.
    """
    while True:
        owner = owner_of(owned, claims, standing)
        try:
            return write(owner.id or None), owner
        except OwnerRefused as refused:
            if not owner.id:
                raise
            reason = _REASONS.get(refused.code, "refused")
            standing = replace(standing, refused={**standing.refused, owner.id: reason})
