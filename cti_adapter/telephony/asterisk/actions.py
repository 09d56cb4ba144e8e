"""Single actions of the AMI, as `connect` sends them: what to press, hang up, hand on. Pure.

A colleague is asked with the PBX's own attended transfer. The AMI's `Atxfer` is not used: it types
the extension digit by digit into the agent's channel, behind a prompt, where digits get lost while
the agent's phone sends no sound, "+" is no digit at all, and the PBX waits for more digits where
longer extensions exist. A channel variable names the extension instead (features.conf,
TRANSFER_EXTEN), and only the code of the feature is pressed.
"""

from typing import Final

import msgspec

from cti_adapter.telephony.asterisk.exchange import Trunk

NORMAL_CLEARING, CALL_REJECTED = "16", "21"
"""Q.850 causes."""

ASK: Final = "FEATUREMAP(atxfer)"
"""The code that begins an attended transfer."""
THREE_WAY: Final = "FEATURE(atxferthreeway)"
"""The code that brings the customer to agent and colleague."""

_EXTEN: Final = "TRANSFER_EXTEN"


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """One action of the AMI."""

    name: str
    fields: tuple[tuple[str, str], ...] = ()
    code: str = ""
    """A feature of the PBX whose keys are to be pressed: the PBX is asked which they are."""
    unless: str = ""
    """A value in the answer that says that what follows cannot be done."""
    harmless: bool = False
    """Whether there is nothing left to do where the PBX finds nobody to do it to."""


def to_there(channel: Trunk, exten: str, context: str) -> Action:
    """Return what asks whether an extension exists: handed to none, a call would be lost."""
    asked = (("Channel", channel.name), ("Variable", f"DIALPLAN_EXISTS({context},{exten},1)"))
    return Action(name="Getvar", fields=asked, unless="0")


def transfer(channel: Trunk, exten: str, context: str) -> list[Action]:
    """Return what hands the call of an agent's channel on."""
    fields = (("Channel", channel.name), ("Exten", exten), ("Context", context))
    return [to_there(channel, exten, context), Action(name="BlindTransfer", fields=fields)]


def consult(channel: Trunk, exten: str, context: str) -> list[Action]:
    """Return what lets the agent on a channel ask somebody while the customer waits."""
    return [
        to_there(channel, exten, context),
        _set(channel, _EXTEN, exten),
        _set(channel, "TRANSFER_CONTEXT", context),
        press(channel, ASK),
    ]


def forget(channel: Trunk) -> Action:
    """Return what makes the phone's own transfer keys ask for a number again."""
    return _set(channel, _EXTEN, "")


def press(channel: Trunk, code: str) -> Action:
    """Return what presses the keys of a feature, as if the phone had sent them."""
    fields = (("Channel", channel.name), ("Receive", "true"))
    return Action(name="PlayDTMF", fields=fields, code=code)


def notify(channel: Trunk, event: str) -> Action:
    """Press a key of the phone from afar; it must support the talk and hold packages."""
    fields = (("Channel", channel.name), ("Variable", f"Event={event}"))
    return Action(name="PJSIPNotify", fields=fields)


def hang_up(channel: Trunk, cause: str = NORMAL_CLEARING) -> Action:
    """Return what ends a channel."""
    fields = (("Channel", channel.name), ("Cause", cause))
    return Action(name="Hangup", fields=fields, harmless=True)


def _set(channel: Trunk, name: str, value: str) -> Action:
    fields = (("Channel", channel.name), ("Variable", name), ("Value", value))
    return Action(name="Setvar", fields=fields, harmless=not value)
