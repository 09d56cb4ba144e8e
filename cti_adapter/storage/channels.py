"""What processes on PostgreSQL tell each other: the three channels and what is said on them.

A tiding is a hint, sent in the transaction it speaks of; the rows are the truth (D5).
"""

MESSAGES = "cti_messages"
"""An agent has new messages: "<org>:<agent>"."""

OUTBOX = "cti_outbox"
"""There are new entries: says nothing more."""

ENDED = "cti_ended"
"""A sign-in has ended: its id."""
