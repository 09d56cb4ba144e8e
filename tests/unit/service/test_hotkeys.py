"""Which keys an agent may choose, and what is in force then (B-18)."""

from pathlib import Path

import pytest

from cti_adapter.errors import Unprocessable
from cti_adapter.service.hotkeys import _KEY, DEFAULTS, checked, in_force


def refused(**wanted: str) -> list[tuple[str, str]]:
    """Return the faults of wanted keys: at which field, and what is said."""
    with pytest.raises(Unprocessable) as refusal:
        checked(wanted)
    return [(fault.field, fault.message) for fault in refusal.value.faults]


def test_no_two_actions_begin_with_the_same_key() -> None:
    """Nobody starts with a conflict."""
    assert len(DEFAULTS) == len(set(DEFAULTS.values()))
    assert {} == checked(DEFAULTS)


@pytest.mark.parametrize("key", ["Alt+Shift+Q", "Alt+Shift+7", "Q", "F8", "Shift+F2", ""])
def test_what_an_agent_chooses_stands_beside_the_defaults(key: str) -> None:
    """Only what differs is kept; no key at all is a choice as well."""
    kept = checked({"hold": key, "mute": DEFAULTS["mute"]})

    assert {"hold": key} == kept
    assert {**DEFAULTS, "hold": key} == in_force(kept)


def test_two_actions_may_change_places() -> None:
    """What counts is where the keys are in the end."""
    swapped = {"hold": DEFAULTS["mute"], "mute": DEFAULTS["hold"]}

    assert swapped == checked(swapped)


def test_a_key_that_is_taken_names_the_other_action() -> None:
    """The agent decides which of the two gets it."""
    assert [("hotkeys.hold", "Alt+Shift+M is the key of mute")] == refused(hold="Alt+Shift+M")
    assert [
        ("hotkeys.hold", "Q is the key of undo"),
        ("hotkeys.undo", "Q is the key of hold"),
    ] == refused(hold="Q", undo="Q")


def test_several_actions_may_have_no_key() -> None:
    """Nothing collides with nothing."""
    assert {"hold": "", "mute": ""} == checked({"hold": "", "mute": ""})


@pytest.mark.parametrize(
    "key", ["q", "7", "Ctrl+W", "Alt+F4", "Shift+Q", "F5", "Escape", "Alt+Shift+", "Q\n", "Ä"]
)
def test_keys_of_the_browser_the_keypad_and_nobody_are_refused(key: str) -> None:
    """They would never arrive here, or do something else as well."""
    ((field, message),) = refused(hold=key)

    assert "hotkeys.hold" == field
    assert message.startswith("give Alt+Shift with a letter or digit")


def test_an_action_there_is_not_names_those_there_are() -> None:
    """A misspelt action would otherwise be kept and never act."""
    ((field, message),) = refused(explode="Q")

    assert "hotkeys" == field
    assert "answer, decline, hold" in message


def test_the_panel_offers_the_keys_the_server_takes() -> None:
    """What the panel lets an agent choose is not refused afterwards."""
    panel = Path(__file__).parents[3] / "static/js/core/hotkeys.js"

    assert f"/^(?:{_KEY.pattern})$/" in panel.read_text(encoding="utf-8")
