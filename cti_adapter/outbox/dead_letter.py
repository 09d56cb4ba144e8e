"""An entry that was refused for good, as a person looks at it: which call, and who said what.

It is tried again or given up by a person; nothing here decides that.
"""

import msgspec

from cti_adapter.outbox.entry import Kind


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be known of it."""

    id: int
    """That of the entry."""
    call_id: str
    kind: Kind
    edition: int = 1
    """Of the log it belongs to."""
    code: str
    """Salesforce's own word for the class of the refusal."""
    words: str
    """What was said, in the words it was said in."""


def without_code(last_error: str, code: str) -> str:
    """Return what was said without the code it is kept with (courier.py)."""
    return last_error.removeprefix(f"{code}: ")
