"""What Salesforce enforces on a Task and derives for it (facts/salesforce.md 1.1 to 1.6)."""

from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.org.change import Change
from cti_adapter.emulator.org.schema import ObjectType
from cti_adapter.emulator.rulebook.record_rules import converted
from cti_adapter.emulator.rules import LEAD_IN_WHOS_STANDS_ALONE, LEAD_WITH_WHAT_FIELDS


def lead_stands_alone(change: Change) -> None:
    """A Task whose Name is a Lead has no Related To (1.1, [C] the rule, [P] the code)."""
    if change.org.settings.shared_activities and not LEAD_IN_WHOS_STANDS_ALONE:
        return
    if change.type_in("WhoId") == "Lead" and change.after.get("WhatId"):
        raise Refused(
            "FIELD_INTEGRITY_EXCEPTION",
            "field integrity exception: WhoId, WhatId (cannot specify whatID with lead whoID)",
            fields=LEAD_WITH_WHAT_FIELDS,
        )


def converted_lead_takes_no_task(change: Change) -> None:
    """A Task cannot be put on a converted Lead (3.2, [P])."""
    if change.type_in("WhoId") == "Lead" and change.moves("WhoId"):
        lead = change.org.get(change.after["WhoId"])
        if lead.get("IsConverted"):
            raise converted()


def account_is_derived(change: Change) -> None:
    """AccountId follows What (never a Case), else the Contact in Who (1.3, [C]).

    A later move of the contact to another account does not change it ([P]).
    """
    if not change.moves("WhoId", "WhatId"):
        return
    account = _account_of_what(change)
    if account is None and change.type_in("WhoId") == "Contact":
        account = change.org.get(change.after["WhoId"]).get("AccountId")
    change.after["AccountId"] = account


def closed_is_derived(change: Change) -> None:
    """IsClosed follows Status, CompletedDateTime is set and cleared with it (1.6, [C])."""
    after, org = change.after, change.org
    after["Status"] = after.get("Status") or org.default_status()
    after["IsClosed"] = after["Status"] in org.closed_statuses()
    if change.moves("Status"):
        after["CompletedDateTime"] = org.now_text() if after["IsClosed"] else None


def high_priority_is_derived(change: Change) -> None:
    """IsHighPriority follows Priority (1.6, [C])."""
    change.after["IsHighPriority"] = change.after.get("Priority") == "High"


def _account_of_what(change: Change) -> str | None:
    what = change.after.get("WhatId")
    kind = change.org.schema.type_of(what) if what else None
    if not what or kind is None or kind.name == "Case":
        return None
    if kind.name == "Account":
        return str(what)
    field = _account_field(kind)
    return change.org.get(what).get(field) if field else None


def _account_field(kind: ObjectType) -> str | None:
    return next((f.name for f in kind.fields.values() if f.referenceTo == ("Account",)), None)
