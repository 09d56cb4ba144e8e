"""What an admin decides about a call, a class a decision. Holds events and nothing else.

Told on by events.py. Who administers is no agent: an admin may have none.
"""

from cti_adapter.calls.reported import Event


class EntryGivenUp(Event, frozen=True, kw_only=True, tag="entry.given-up"):
    """What Salesforce had refused will not be tried again (B-8)."""

    kind: str
    """What was to be done: a Kind of outbox/entry.py."""
    edition: int
    """Of the log it belonged to."""
    text: str
    """Why, in the admin's words."""
    admin: str
    """Salesforce user; "" is the admin who came with a boot token."""


class LinksLeftOut(Event, frozen=True, kw_only=True, tag="links.left-out"):
    """The log is written without its records, for which Salesforce had refused it (B-8)."""

    edition: int
    """Of the log that was refused."""
    admin: str
    """As of EntryGivenUp."""


class CallerErased(Event, frozen=True, kw_only=True, tag="caller.erased"):
    """Nothing that identifies the caller is kept any more; the call is closed (B-15)."""


AdminEvent = EntryGivenUp | LinksLeftOut | CallerErased
