"""The phase of a call and what its agent can do now, as a panel is told. A part of messages.py."""

from typing import Literal

Phase = Literal[
    "dialling", "ringing", "talking", "held", "wrap-up", "saving", "saved", "not-saved", "ended"
]
