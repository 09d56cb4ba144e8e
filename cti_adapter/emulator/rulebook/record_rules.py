"""What Salesforce enforces on records besides Tasks, and on the owner of any record."""

from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.org.change import Change, Rule
from cti_adapter.emulator.rules import QUEUE_OWNER_SINCE


def converted_lead_is_read_only(change: Change) -> None:
    """A converted Lead is not edited (3.2, [P] strong)."""
    if change.before is not None and change.before.get("IsConverted"):
        raise converted()


def record_type_fits(change: Change) -> None:
    """A record type is one of the object's, and a record without gets the default (1.6, [P])."""
    kind = change.org.schema.type_of(change.after["Id"])
    if kind is None or "RecordTypeId" not in kind.fields:
        return
    there = change.org.record_types(kind.name)
    chosen = change.after.get("RecordTypeId")
    if chosen and change.moves("RecordTypeId") and chosen not in there:
        raise Refused(
            "INVALID_CROSS_REFERENCE_KEY",
            f"Record Type ID: this ID value isn't valid for the user: {chosen}",
            fields=("RecordTypeId",),
        )
    if change.before is None and not chosen:
        change.after["RecordTypeId"] = there[0] if there else None


def owner_is_active(change: Change) -> None:
    """An inactive user is given nothing new (5.4, [P])."""
    if change.type_in("OwnerId") != "User" or not change.moves("OwnerId"):
        return
    owner = change.after["OwnerId"]
    if not change.org.get(owner).get("IsActive"):
        raise Refused(
            "INACTIVE_OWNER_OR_USER",
            f"operation performed with inactive user [{owner[:15]}] as owner of {_noun(change)}",
            fields=("OwnerId",),
        )


def queue_owns_tasks_since(change: Change) -> None:
    """A Task that belongs to a queue is written by version 48.0 or later (1.6, [C])."""
    if change.type_in("OwnerId") == "Group" and change.options.version < QUEUE_OWNER_SINCE:
        raise Refused(
            "FIELD_INTEGRITY_EXCEPTION",
            f"Assigned To ID: id value of incorrect type: {change.after['OwnerId']}",
            fields=("OwnerId",),
        )


def queue_owns_what_it_serves(type_name: str) -> Rule:
    """A queue owns only objects it has a QueueSobject row for (7, [B])."""

    def rule(change: Change) -> None:
        owner = change.after.get("OwnerId")
        of_queue = change.type_in("OwnerId") == "Group"
        if of_queue and not change.org.queue_takes(str(owner), type_name):
            raise Refused("INVALID_OPERATION", "Queue not associated with this SObject type")

    return rule


def name_is_joined(change: Change) -> None:
    """A person's Name is first and last name ([C] object reference, compound name)."""
    parts = (change.after.get("FirstName"), change.after.get("LastName"))
    change.after["Name"] = " ".join(part for part in parts if part)


def case_is_closed_by_status(change: Change) -> None:
    """IsClosed of a Case follows its Status ([B])."""
    after = change.after
    after["IsClosed"] = after.get("Status") == "Closed"
    if change.moves("Status"):
        after["ClosedDate"] = change.org.now_text() if after["IsClosed"] else None


def opportunity_is_closed_by_stage(change: Change) -> None:
    """IsClosed and IsWon of an Opportunity follow its stage ([B])."""
    stage = str(change.after.get("StageName", ""))
    change.after["IsClosed"] = stage.startswith("Closed")
    change.after["IsWon"] = stage == "Closed Won"


def converted() -> Refused:
    """A converted Lead is referred to or changed (3.2, [P])."""
    return Refused("CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead")


def _noun(change: Change) -> str:
    kind = change.org.schema.type_of(change.after["Id"])
    return kind.label.lower() if kind else "record"
