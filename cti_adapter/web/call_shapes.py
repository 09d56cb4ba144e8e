"""The phase of a call and what its agent can do now, as a panel is told. A part of messages.py."""

from typing import Literal

Phase = Literal[
    "dialling", "ringing", "talking", "held", "wrap-up", "saving", "saved", "not-saved", "ended"
]

Control = Literal[
    "answer",
    "decline",
    "hold",
    "retrieve",
    "mute",
    "unmute",
    "dtmf",
    "transfer",
    "consult",
    "complete_consult",
    "cancel_consult",
    "conference",
    "hang_up",
]
"""A button of the panel, by the verb it asks for (calls/commands.py)."""

CONTROLS: tuple[Control, ...] = (
    "answer",
    "decline",
    "hold",
    "retrieve",
    "mute",
    "unmute",
    "dtmf",
    "transfer",
    "consult",
    "complete_consult",
    "cancel_consult",
    "conference",
    "hang_up",
)
"""All of them, in the order in which a message names them."""
