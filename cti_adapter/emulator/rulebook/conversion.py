"""Converting a Lead: account, contact, perhaps an opportunity, and where its activities go.

facts/salesforce.md 3.1. All of it in one transaction and in Salesforce's order: account,
contact, opportunity, lead, then the Tasks.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from cti_adapter.emulator import rules
from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.org.options import TRUSTED
from cti_adapter.emulator.org.org import Org
from cti_adapter.emulator.org.store import Values
from cti_adapter.emulator.rulebook import persons
from cti_adapter.emulator.rulebook.record_rules import converted

_PERSON: Final = {
    name: name
    for name in (
        "Salutation", "FirstName", "LastName", "Title", "Phone", "MobilePhone", "Fax", "Email",
        "DoNotCall", "LeadSource", "Description",
    )
} | {
    "MailingStreet": "Street", "MailingCity": "City", "MailingPostalCode": "PostalCode",
    "MailingCountry": "Country",
}  # fmt: skip
"""Column of the contact to column of the lead ([B], the standard mapping)."""
_COMPANY: Final = {
    "Name": "Company", "Phone": "Phone", "Fax": "Fax", "Industry": "Industry",
    "BillingStreet": "Street", "BillingCity": "City", "BillingPostalCode": "PostalCode",
    "BillingCountry": "Country",
}  # fmt: skip
_MONTHS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the person who converts decides; ids of 15 or 18 characters.

    `account` and `contact` are records to convert into instead of new ones; `opportunity` is
    the name of a new one, None for none; `status` a converted status; `owner` the user who
    gets what is new. `strand_tasks` leaves the Tasks on the lead, as was seen with Shared
    Activities.
    """

    lead: str
    account: str | None = None
    contact: str | None = None
    opportunity: str | None = None
    status: str | None = None
    owner: str | None = None
    strand_tasks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """What a lead became."""

    account: str
    contact: str
    opportunity: str | None


def convert(org: Org, actor: str, wish: Wish) -> Converted:
    """Convert a lead.

    Raises:
        Refused: the org does not take it, and nothing was written.
    """
    with org.store.transaction():
        lead = org.read(org.kind("Lead"), wish.lead)
        if lead.get("IsConverted"):
            raise converted()
        status = _status(org, wish)
        work = _Work(org, actor, lead, wish, _owner(org, lead, wish))
        done = work.person()
        became: Values = {
            "Status": status,
            "IsConverted": True,
            "ConvertedDate": org.now().date().isoformat(),
            "ConvertedAccountId": done.account,
            "ConvertedContactId": done.contact,
            "ConvertedOpportunityId": done.opportunity,
        }
        org.update(actor, org.kind("Lead"), lead["Id"], became, TRUSTED)
        if not (wish.strand_tasks and org.settings.shared_activities):
            work.move_tasks(done)
    return done


@dataclass(frozen=True, slots=True)
class _Work:
    """One conversion: who converts which lead into what, and who shall own it."""

    org: Org
    actor: str
    lead: Values
    wish: Wish
    owner: str

    def person(self) -> Converted:
        """Write account, contact and opportunity, in this order (3.1, [C])."""
        account, contact = self._account_and_contact()
        name = self.wish.opportunity
        opportunity = self._opportunity(account, name) if name else None
        return Converted(account=account, contact=contact, opportunity=opportunity)

    def move_tasks(self, done: Converted) -> None:
        """Move every Task to contact and opportunity, or account; open ones get the owner.

        3.1, [C]. They go through an ordinary update, so an admin's rule that refuses one stops
        the conversion ([P]).
        """
        kind = self.org.kind("Task")
        for task in self.org.referring(kind, "WhoId", self.lead["Id"]):
            change = {"WhoId": done.contact, "WhatId": done.opportunity or done.account}
            if not task.get("IsClosed"):
                change["OwnerId"] = self.owner
            self.org.update(self.actor, kind, task["Id"], change)

    def _account_and_contact(self) -> tuple[str, str]:
        kind = self.org.kind("Contact")
        if self._is_a_person():
            values = {**persons.of_lead(self.lead), "OwnerId": self.owner}
            account = self.org.create(self.actor, self.org.kind("Account"), values)
            return account, str(self.org.get(account)["PersonContactId"])
        chosen = self.org.read(kind, self.wish.contact) if self.wish.contact else None
        account = self._account(chosen)
        if chosen is None:
            values = {**_mapped(self.lead, _PERSON), "AccountId": account, "OwnerId": self.owner}
            return account, self.org.create(self.actor, kind, values)
        if chosen.get("AccountId") != account:
            raise Refused(rules.CONVERSION_FAULT, "the contact is of another account")
        empty = {k: v for k, v in _mapped(self.lead, _PERSON).items() if not chosen.get(k)}
        self.org.update(self.actor, kind, chosen["Id"], empty)
        return account, str(chosen["Id"])

    def _is_a_person(self) -> bool:
        """A lead without company becomes a person account (3.1, [C])."""
        into_new = not (self.wish.account or self.wish.contact)
        return into_new and self.org.settings.person_accounts and not self.lead.get("Company")

    def _account(self, contact: Values | None) -> str:
        kind = self.org.kind("Account")
        if self.wish.account:
            return str(self.org.read(kind, self.wish.account)["Id"])
        if contact is not None and contact.get("AccountId"):
            return str(contact["AccountId"])
        values = {**_mapped(self.lead, _COMPANY), "OwnerId": self.owner}
        return self.org.create(self.actor, kind, values)

    def _opportunity(self, account: str, name: str) -> str:
        kind = self.org.kind("Opportunity")
        values: dict[str, Any] = {
            "Name": name,
            "AccountId": account,
            "OwnerId": self.owner,
            "StageName": kind.fields["StageName"].values[0],
            "CloseDate": _quarter_end(self.org.now().date()).isoformat(),
            "LeadSource": self.lead.get("LeadSource"),
        }
        return self.org.create(self.actor, kind, values)


def _owner(org: Org, lead: Values, wish: Wish) -> str:
    """A lead a queue owns is given a user (7, [C])."""
    owner = org.get(wish.owner)["Id"] if wish.owner else lead["OwnerId"]
    kind = org.schema.type_of(owner)
    if kind is None or kind.name != "User":
        raise Refused(
            rules.CONVERSION_FAULT,
            "Converted objects can only be owned by users. If the lead is not owned by a user,"
            " you must specify a user for the Owner field.",
            fields=("OwnerId",),
        )
    return str(owner)


def _status(org: Org, wish: Wish) -> str:
    """The status is one that means converted (3.1, [C])."""
    names = [row["ApiName"] for row in org.every("LeadStatus") if row["IsConverted"]]
    if wish.status is None:
        return str(names[0])
    if wish.status not in names:
        code, text = rules.BAD_CONVERTED_STATUS
        raise Refused(code, text.format(wish.status))
    return wish.status


def _mapped(lead: Values, columns: dict[str, str]) -> Values:
    return {to: lead[source] for to, source in columns.items() if lead.get(source)}


def _quarter_end(day: date) -> date:
    """Return the last day of a quarter: when a new opportunity is expected to close ([B])."""
    month = (day.month - 1) // _MONTHS * _MONTHS + _MONTHS
    first_of_next = date(day.year + month // 12, month % 12 + 1, 1)
    return first_of_next - timedelta(days=1)
