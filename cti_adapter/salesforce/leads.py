"""A Lead in Salesforce's field names: made once, and given to an owner.

Like the Task it is inserted with a key that is unique in the org, so that an insert whose answer
was lost is found again (design.md D8). An org without that field gets its Lead at least once: one
that says the same is looked for first, and the answer says that no more is certain (P11).
"""

import msgspec

from cti_adapter.calls.record import RecordId
from cti_adapter.errors import AlreadyWritten, Rejected, Stale
from cti_adapter.logbook.lead import LeadEntry
from cti_adapter.salesforce.cutting import cut
from cti_adapter.salesforce.describe import Describe, Shape
from cti_adapter.salesforce.failures import KEY_FIELD, OWNER_FIELD
from cti_adapter.salesforce.gateway import Gateway, Row, id_of
from cti_adapter.salesforce.repairs import Draft, raise_if_about_owner
from cti_adapter.salesforce.sending import send

LEAD_FIELDS = (
    OWNER_FIELD,
    "FirstName",
    "LastName",
    "Company",
    "Phone",
    "Email",
    "Description",
    KEY_FIELD,
)
"""Every Lead field the product writes."""

_UNCUT = frozenset({OWNER_FIELD, KEY_FIELD, "Email", "Phone"})
"""Half of it is worse than none."""


class LeadWritten(msgspec.Struct, frozen=True, kw_only=True):
    """A Lead that stands in Salesforce."""

    id: RecordId
    repaired: tuple[str, ...] = ()
    """What had to be changed, as "Company:cut": see repairs.Draft."""
    existed: bool = False
    """An earlier attempt had made it; nothing was written now."""
    at_least_once: bool = False
    """The org lacks the unique key field: a lost answer may have left a second Lead (P11)."""


def make_lead(gateway: Gateway, describe: Describe, entry: LeadEntry) -> LeadWritten:
    """Make a Lead, or find it made.

    Args:
        gateway: to the org.
        describe: of the same org.
        entry: the Lead.

    Raises:
        OwnerRefused: it cannot be this owner's; it may be made with another one.
        SalesforceError: as failures.py says; after UnknownOutcome the same call may be made
            again, whatever became of the first.
    """
    shape = describe.shape("Lead")
    if shape is None:
        raise Rejected("the integration user may not see leads: give it our permission set")
    draft = Draft(fields=lead_fields(entry, shape))
    if not shape.keyed and not entry.always_new:
        found = _like(gateway, entry)
        if found is not None:
            return LeadWritten(id=found, existed=True, at_least_once=True)
    try:
        at, sent = send(
            gateway,
            describe,
            draft,
            lambda fields: gateway.create("Lead", fields, despite_duplicates=entry.always_new),
        )
    except (AlreadyWritten, Rejected) as refused:
        carrier = _carrier_of_key(gateway, shape, entry, refused)
        return LeadWritten(id=carrier, existed=True)
    return LeadWritten(id=at, repaired=sent.repaired, at_least_once=not shape.keyed)


def own_lead(gateway: Gateway, at: RecordId, owner_id: str) -> None:
    """Give a Lead to a user; one that is theirs already stays untouched.

    Raises:
        Stale: the Lead is gone.
        OwnerRefused: it cannot be theirs.
        SalesforceError: as failures.py says.
    """
    rows = gateway.query("SELECT OwnerId FROM Lead WHERE Id = {at}", at=at)
    if not rows:
        raise Stale("the lead is no longer there")
    if rows[0].get(OWNER_FIELD) == owner_id:
        return
    try:
        gateway.update("Lead", at, {OWNER_FIELD: owner_id})
    except Rejected as refused:
        raise_if_about_owner(owner_id, refused)
        raise


def lead_fields(entry: LeadEntry, shape: Shape) -> Row:
    """Return the entry in Salesforce's field names, as far as the org has them."""
    said = {
        OWNER_FIELD: entry.owner_id,
        "FirstName": entry.first_name,
        "LastName": entry.last_name,
        "Company": entry.company,
        "Phone": entry.phone,
        "Email": entry.email,
        "Description": entry.message,
        KEY_FIELD: entry.key,
    }
    return {
        name: value if name in _UNCUT else cut(value, shape.createable[name])
        for name, value in said.items()
        if value and name in shape.createable
    }


def _like(gateway: Gateway, entry: LeadEntry) -> RecordId | None:
    """Return a Lead that says the same: what an earlier attempt may have left behind."""
    rows = gateway.query(
        "SELECT Id FROM Lead WHERE LastName = {name} AND Company = {company}"
        " AND Phone = {phone} AND IsConverted = false LIMIT 1",
        name=entry.last_name,
        company=entry.company,
        phone=entry.phone,
    )
    return id_of(rows[0]) if rows else None


def _carrier_of_key(
    gateway: Gateway, shape: Shape, entry: LeadEntry, refused: AlreadyWritten | Rejected
) -> RecordId:
    """Return the Lead that carries our key already; raises Rejected where none is seen to."""
    if isinstance(refused, AlreadyWritten) or (refused.code == "DUPLICATE_VALUE" and shape.keyed):
        row = gateway.read_by_key("Lead", KEY_FIELD, entry.key)
        if row is not None:
            return id_of(row)
    raise Rejected(str(refused), code=refused.code, fields=refused.fields) from refused
