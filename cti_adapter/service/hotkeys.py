"""The keys that press the panel's buttons: what each agent starts with, and what may be chosen.

Pure. Why these keys and no others is told in docs/keyboard.md; whether a key acts while somebody
types is decided in the panel (static/js/core/hotkeys.js).
"""

import re
from collections.abc import Mapping
from typing import Final

from cti_adapter.errors import FieldFault, Unprocessable

DEFAULTS: Final = {
    "answer": "Alt+Shift+Y",
    "decline": "Alt+Shift+N",
    "hold": "Alt+Shift+H",
    "mute": "Alt+Shift+M",
    "hang-up": "Alt+Shift+X",
    "keypad": "Alt+Shift+K",
    "assign": "Alt+Shift+G",
    "undo": "Alt+Shift+U",
    "notes": "Alt+Shift+E",
    "result": "Alt+Shift+R",
    "save": "Alt+Shift+S",
    "dial": "Alt+Shift+D",
}
"""Every action and its key, in the order of the list."""

_KEY = re.compile(r"Alt\+Shift\+[A-Z0-9]|[A-Z]|(Shift\+)?F[2489]")
_KEYS_TO_CHOOSE = (
    "give Alt+Shift with a letter or digit, a letter alone, or F2, F4, F8, F9, with Shift or not"
)


def in_force(changed: Mapping[str, str]) -> dict[str, str]:
    """Return the key of every action: the agent's own where there is one, "" where none is wanted.

    Args:
        changed: what the agent has changed, as it is stored.
    """
    return {action: changed.get(action, key) for action, key in DEFAULTS.items()}


def checked(wanted: Mapping[str, str]) -> dict[str, str]:
    """Return what of the wanted keys differs from the defaults.

    Args:
        wanted: keys by action; an action that is not named has its default, "" means no key.

    Raises:
        Unprocessable: an action or key that does not exist, or two actions on one key; the
            fault stands at the action and names the other (B-18).
    """
    faults = [_fault(action, key) for action, key in wanted.items()]
    wrong = [fault for fault in faults if fault is not None] or _conflicts(wanted)
    if wrong:
        raise Unprocessable(*wrong)
    return {action: key for action, key in wanted.items() if key != DEFAULTS[action]}


def _fault(action: str, key: str) -> FieldFault | None:
    if action not in DEFAULTS:
        return FieldFault(field="hotkeys", message=f"no action; there are {', '.join(DEFAULTS)}")
    if key and _KEY.fullmatch(key) is None:
        return FieldFault(field=f"hotkeys.{action}", message=_KEYS_TO_CHOOSE)
    return None


def _conflicts(wanted: Mapping[str, str]) -> list[FieldFault]:
    """Name the other action wherever two are on one key; the wanted one is at fault."""
    keys = in_force(wanted)
    return [
        FieldFault(field=f"hotkeys.{action}", message=f"{key} is the key of {other}")
        for action, key in wanted.items()
        for other, taken in keys.items()
        if key and key == taken and action != other
    ]
