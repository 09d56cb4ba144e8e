"""Who owns what was written, and who was passed over: the words of it, as the ledger keeps them.

How an owner is found is said in logbook/ownership.py.
"""

from typing import Literal

import msgspec

Owned = Literal["Task", "Lead"]
"""What is owned."""

Step = Literal["agent", "default", "integration"]
"""A place in the chain: the agent's linked user, the default owner, the integration user."""

Reason = Literal[
    "no-agent",
    "receiving-number",
    "not-linked",
    "not-chosen",
    "inactive",
    "not-for-object",
    "refused",
]
"""Why a place in the chain was passed over:

- no-agent: nobody answered, or it was no call at all (DECISION 30, S3-14, S3-15);
- receiving-number: the call was not routed to an agent or a queue (DECISION 28);
- not-linked: the agent has no Salesforce user;
- not-chosen: the settings name a user or a queue without saying which;
- inactive: the user works there no longer;
- not-for-object: the queue does not own such records;
- refused: Salesforce did not take this owner, for a reason of its own.
"""

UNABLE: tuple[Reason, ...] = ("not-chosen", "inactive", "not-for-object", "refused")
"""The reasons that hold against somebody whose it was to be; the others say that it is not."""

INTEGRATION = ""
"""Stands for the user who made the connection, wherever an owner's id is said."""


class PassedOver(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody who does not own it."""

    step: Step
    reason: Reason
    id: str = ""
    """Of the user or the queue, "" where there was none to name."""


class Owner(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who owns it, by which step of the chain, and who does not although they come first."""

    id: str
    """Of the user or the queue; INTEGRATION where even the integration user's is not known, and
    the record is left to whoever writes it."""
    why: Step
    passed_over: tuple[PassedOver, ...] = ()
