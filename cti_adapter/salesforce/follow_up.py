"""A follow-up task in Salesforce's field names: made once, open, without the call key (B-31).

The call key is for the log alone, so a repeat is found by the plain call id, which says of which
call and which of its follow-up tasks it is. Status and priority are left to the org's defaults.
"""

from cti_adapter.calls.record import RecordId
from cti_adapter.logbook.follow_up import FollowUpEntry
from cti_adapter.salesforce.cutting import cut
from cti_adapter.salesforce.describe import Describe, Schema
from cti_adapter.salesforce.failures import OWNER_FIELD
from cti_adapter.salesforce.gateway import Gateway, Row, id_of
from cti_adapter.salesforce.repairs import Draft, follow
from cti_adapter.salesforce.sending import send
from cti_adapter.salesforce.task import TaskWritten

ID_FIELD = "CTI_Call_Id__c"
FOLLOW_UP_FIELDS = ("WhoId", "WhatId", OWNER_FIELD, "Subject", "ActivityDate", ID_FIELD)
"""Every field the product writes on a follow-up task."""


def make_follow_up(gateway: Gateway, describe: Describe, entry: FollowUpEntry) -> TaskWritten:
    """Make a follow-up task, or find it made.

    Raises:
        OwnerRefused: it cannot be this owner's; it may be made with another one.
        SalesforceError: as failures.py says; after UnknownOutcome the same call may be made
            again, whatever became of the first.
    """
    schema = describe.schema()
    recognised = ID_FIELD in schema.task_fields
    made = gateway.read_by_key("Task", ID_FIELD, entry.key) if recognised else None
    if made is not None:
        at = id_of(made)
        return TaskWritten(id=at, url=gateway.address_of(at), existed=True)
    draft = Draft(fields=follow_up_fields(entry, schema))
    if schema.type_of(entry.who_id or RecordId("")) == "Lead":
        draft = follow(gateway, describe, draft, "WhoId")
    at, sent = send(gateway, describe, draft, lambda fields: gateway.create("Task", fields))
    return TaskWritten(
        id=at,
        url=gateway.address_of(at),
        repaired=sent.repaired,
        at_least_once=not recognised,
    )


def follow_up_fields(entry: FollowUpEntry, schema: Schema) -> Row:
    """Return the entry in Salesforce's field names, as far as the org has them."""
    said: Row = {
        "WhoId": entry.who_id,
        "WhatId": entry.what_id,
        OWNER_FIELD: entry.owner_id,
        "Subject": cut(entry.subject, schema.task_fields["Subject"]),
        "ActivityDate": entry.due,
        ID_FIELD: entry.key,
    }
    return {
        name: value
        for name, value in said.items()
        if name in schema.task_fields and value is not None
    }
