"""A Lead made of a call from somebody nobody knows, or of a form: when, and what stands in it.

DECISION 52 and S3-15. Whose it is says ownership.py; how it becomes a record, salesforce/leads.py.
"""

import msgspec

from cti_adapter.calls.call import Call
from cti_adapter.calls.number import for_display, is_matchable
from cti_adapter.calls.policy import Policy


class LeadEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A Lead to be made, complete."""

    key: str
    """Unique in Salesforce, so that a repeated insert is one Lead."""
    last_name: str
    company: str
    first_name: str = ""
    phone: str = ""
    email: str = ""
    message: str = ""
    """What stands in its description."""
    owner_id: str | None = None
    """Salesforce user or queue; None leaves it to the integration user."""
    always_new: bool = False
    """Whether it is made although the org holds one like it: who asks twice is heard twice."""


def may_become_lead(call: Call, policy: Policy) -> bool:
    """Whether the settings make a Lead of such a call, if its number is stored nowhere.

    For inbound calls only; a number that is never looked up is not known to be stored nowhere.
    """
    if policy.create_lead == "never" or call.direction != "Inbound":
        return False
    number = call.remote_number
    if number is None or not is_matchable(number, policy.minimum_digits):
        return False
    return policy.create_lead == "always" or call.answered_at is None


def lead_of_call(call: Call, key: str, owner_id: str | None) -> LeadEntry:
    """Return the Lead of a caller of whom only the number is known."""
    number = for_display(call.remote_number)
    return LeadEntry(key=key, last_name=number, company=number, phone=number, owner_id=owner_id)
