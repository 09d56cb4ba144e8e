"""Person accounts: an account that is a person, and the contact hidden behind it.

facts/salesforce.md 1.4. Only while the switch person_accounts is on; the schema has the columns
only then. The contact is a record like any other to a query, a search and a Task's Name; it is
changed through its account alone.
"""

from typing import TYPE_CHECKING, Final

from cti_adapter.emulator import rules
from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.org.change import Change, Done
from cti_adapter.emulator.org.options import TRUSTED
from cti_adapter.emulator.org.store import Values

if TYPE_CHECKING:
    from cti_adapter.emulator.org.org import Org

TO_CONTACT: Final = {
    "Salutation": "Salutation", "FirstName": "FirstName", "LastName": "LastName",
    "Phone": "Phone", "Fax": "Fax", "OwnerId": "OwnerId",
    "PersonMobilePhone": "MobilePhone", "PersonHomePhone": "HomePhone",
    "PersonOtherPhone": "OtherPhone", "PersonAssistantPhone": "AssistantPhone",
    "PersonEmail": "Email", "PersonTitle": "Title", "PersonDoNotCall": "DoNotCall",
    "PersonLeadSource": "LeadSource", "PersonMailingStreet": "MailingStreet",
    "PersonMailingCity": "MailingCity", "PersonMailingPostalCode": "MailingPostalCode",
    "PersonMailingCountry": "MailingCountry",
}  # fmt: skip
"""Column of the account to column of the contact ([B]; the telephone numbers 1.4, [B])."""
_SHARED: Final = frozenset({"Phone", "Fax", "OwnerId"})
"""Columns every account has."""
_FROM_LEAD: Final = {
    "Salutation": "Salutation", "FirstName": "FirstName", "LastName": "LastName",
    "Phone": "Phone", "Fax": "Fax", "PersonMobilePhone": "MobilePhone", "PersonEmail": "Email",
    "PersonTitle": "Title", "PersonDoNotCall": "DoNotCall", "PersonLeadSource": "LeadSource",
}  # fmt: skip


def person_is_named(change: Change) -> None:
    """An account with a last name is a person, named by first and last name (1.4, [B])."""
    if not change.org.settings.person_accounts:
        return
    person = _is_person(change)
    change.after["IsPersonAccount"] = person
    own = TO_CONTACT.keys() - _SHARED
    barred = ["Name"] if person else sorted(own & {k for k, v in change.given.items() if v})
    wrong = [name for name in barred if name in change.given]
    if wrong:
        raise Refused(
            "INVALID_FIELD_FOR_INSERT_UPDATE",
            f"Account: bad field names on insert/update call: {', '.join(wrong)}",
            fields=tuple(wrong),
        )
    if person:
        if not change.after.get("LastName"):
            text = "Required fields are missing: [LastName]"
            raise Refused("REQUIRED_FIELD_MISSING", text, fields=("LastName",))
        parts = (change.after.get("FirstName"), change.after["LastName"])
        change.after["Name"] = " ".join(part for part in parts if part)


def contact_is_the_account_s(change: Change) -> None:
    """The contact of a person account is changed through the account ([B])."""
    if change.before and change.before.get("IsPersonAccount") and not change.options.trusted:
        raise _through_the_account()


def contact_follows(org: "Org", done: Done) -> None:
    """The hidden contact comes, changes and goes with its account (1.4, [P])."""
    account = done.after or done.before or {}
    if not account.get("IsPersonAccount"):
        return
    kind = org.kind("Contact")
    contact = account.get("PersonContactId")
    if done.after is None:
        org.delete(done.actor, kind, str(contact), TRUSTED)
        return
    values = {to: account.get(name) for name, to in TO_CONTACT.items()}
    if contact:
        org.update(done.actor, kind, contact, values, TRUSTED)
        return
    more = {"AccountId": account["Id"], "IsPersonAccount": True}
    account["PersonContactId"] = org.create(done.actor, kind, {**values, **more}, TRUSTED)
    org.store.put(account["Id"], "Account", account)


def contact_stays(org: "Org", done: Done) -> None:
    """The contact of a person account is not deleted alone ([B])."""
    contact = done.before or {}
    if done.after is not None or not contact.get("IsPersonAccount"):
        return
    account = org.store.find(contact["AccountId"])
    if account is not None and not account[1]:
        raise _through_the_account()


def of_lead(lead: Values) -> Values:
    """Return the columns of the person account a lead without company becomes (3.1, [C])."""
    return {to: lead[name] for to, name in _FROM_LEAD.items() if lead.get(name)}


def _is_person(change: Change) -> bool:
    if change.before is not None:
        return bool(change.before.get("IsPersonAccount"))
    return bool(change.after.get("LastName")) and rules.LAST_NAME_MAKES_A_PERSON


def _through_the_account() -> Refused:
    code, text = rules.PERSON_CONTACT_FAULT
    return Refused(code, text)
