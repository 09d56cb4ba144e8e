"""What Salesforce enforces on a record, and every choice where the facts say "unknown".

Each rule names its source in facts/salesforce.md and how sure it is:
    [C] confirmed by Salesforce   [P] practitioners saw it   [B] background   [?] unknown
A wrong choice is mended here, in one place. No rule reads the store but through `Org`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol

from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.schema import ObjectType, Schema
from cti_adapter.emulator.store import Values

# ── choices ──────────────────────────────────────────────────────────────────────────────────

OLDEST_VERSION: Final = 31
NEWEST_VERSION: Final = 68
"""5, [C]: v31 to v67 are supported, v68 pages already appear."""
BATCH: Final = 2000
"""5.2, [C]: records in one answer of a query."""
SEARCH_CUT: Final = 2000
"""4.1, [C]: matches the search engine considers at most."""
SEARCH_PER_OBJECT: Final = 250
"""4.1, [C]: records of one object without WHERE or ORDER BY."""
DAILY_CALLS: Final = 100_000
"""[B]: the API calls the org may take in 24 hours, shown in Sforce-Limit-Info."""
NO_SUCH_REFERENCE: Final = ("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id")
"""1.1, [?]: a well-formed id of the right object that no record has."""
DELETED_REFERENCE: Final = ("ENTITY_IS_DELETED", "entity is deleted")
"""1.1 and 5.4, [?]: the record referred to is in the recycle bin."""
LEAD_WITH_WHAT_FIELDS: Final = ("WhoId", "WhatId")
"""1.1, [B], open point 1: whether both fields are named is not known."""
JWT_LIFETIME: Final = timedelta(minutes=3)
"""5.5, [P], open point 6: an assertion that is valid for longer is taken for invalid."""
JWT_LEEWAY: Final = timedelta(seconds=5)
"""[B]: clocks differ."""
ID_TOKEN_LIFETIME: Final = timedelta(minutes=2)
"""[B]: an id token is read at once."""
LOGIN_AUDIENCES: Final = ("https://login.salesforce.com", "https://test.salesforce.com")
"""5.5, [P]: audiences of an assertion besides the origin the org is reached by."""
READ_ONLY: Final = (
    "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE",
    "Updates can't be made during maintenance",
    503,
)
"""5.4, [P] the code and the text, [?] the status: a write while the instance is maintained."""
QUEUE_OWNER_SINCE: Final = 48
"""1.6, [C]: Tasks owned by a queue need this API version; below it is refused as a wrong type."""


def phone_words(raw: str) -> tuple[str, ...]:
    """Return the words a phone field is found by.

    4.2, [P]/[?]: punctuation is ignored, so (415) 555-0101 is found by 4155550101; that a
    country code is added or dropped is guaranteed nowhere, so 14155550101 does not find it.
    """
    return ("".join(each for each in raw if each.isdigit()), *words(raw))


def words(raw: str) -> tuple[str, ...]:
    """Return the words of a text: split at spaces and punctuation (4.1, [C]), without case."""
    spaced = "".join(each if each.isalnum() else " " for each in raw)
    return tuple(spaced.casefold().split())


# ── rules ────────────────────────────────────────────────────────────────────────────────────


class Lookup(Protocol):
    """What a rule may ask the org."""

    schema: Schema

    def get(self, record_id: str) -> Values: ...
    def closed_statuses(self) -> frozenset[str]: ...
    def default_status(self) -> str: ...
    def queue_takes(self, queue_id: str, type_name: str) -> bool: ...
    def now_text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Change:
    """A record as it would become, as it was (None: it is new), and the org it is in.

    A rule refuses by raising; what is derived it writes into `after`.
    """

    after: Values
    before: Values | None
    org: Lookup

    def moves(self, *fields: str) -> bool:
        """Whether one of these columns gets another value than it had."""
        return self.before is None or any(self.before.get(f) != self.after.get(f) for f in fields)

    def type_in(self, field: str) -> str | None:
        """Return the object a reference column points at."""
        value = self.after.get(field)
        kind = self.org.schema.type_of(value) if value else None
        return kind.name if kind else None


Rule = Callable[[Change], None]


def lead_stands_alone(change: Change) -> None:
    """A Task whose Name is a Lead has no Related To (1.1, [C] the rule, [P] the code)."""
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
            raise _converted()


def converted_lead_is_read_only(change: Change) -> None:
    """A converted Lead is not edited (3.2, [P] strong)."""
    if change.before is not None and change.before.get("IsConverted"):
        raise _converted()


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


def owner_is_active(change: Change) -> None:
    """An inactive user is given nothing new (5.4, [P])."""
    if change.type_in("OwnerId") != "User" or not change.moves("OwnerId"):
        return
    owner = change.after["OwnerId"]
    if not change.org.get(owner).get("IsActive"):
        raise Refused(
            "INACTIVE_OWNER_OR_USER",
            f"operation performed with inactive user [{owner[:15]}] as owner",
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


RULES: Final[dict[str, tuple[Rule, ...]]] = {
    "Task": (
        lead_stands_alone,
        converted_lead_takes_no_task,
        owner_is_active,
        queue_owns_what_it_serves("Task"),
        account_is_derived,
        closed_is_derived,
        high_priority_is_derived,
    ),
    "Lead": (
        converted_lead_is_read_only,
        owner_is_active,
        queue_owns_what_it_serves("Lead"),
        name_is_joined,
    ),
    "Contact": (owner_is_active, name_is_joined),
    "User": (name_is_joined,),
    "Case": (owner_is_active, queue_owns_what_it_serves("Case"), case_is_closed_by_status),
    "Opportunity": (owner_is_active, opportunity_is_closed_by_stage),
    "Account": (owner_is_active,),
}
"""The rules of an object, in the order they are asked."""


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


def _converted() -> Refused:
    return Refused("CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead")
