"""The agent's keys on the server: they follow the agent, and nonsense is refused (B-18)."""

from http import HTTPStatus
from typing import Any

import pytest

from cti_adapter.service.hotkeys import DEFAULTS
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.seat import Seat


def keys(panel: PanelClient, **changed: str) -> bool:
    """Wait until the panel has the default keys but for those changed."""

    def told() -> bool:
        panel.listen()
        return bool(panel.settings["hotkeys"] == DEFAULTS | changed)

    return until(told, lambda: f"the keys {changed}; there are {panel.settings}")


def test_keys_follow_the_agent_to_another_browser_and_back_to_the_defaults(seat: Seat) -> None:
    """They are the agent's, not the browser's."""
    with PanelClient(seat) as one, PanelClient(seat) as other:
        assert keys(one)
        answer = one.press("hotkeys", {"hotkeys": {"hold": "F8", "mute": ""}})
        assert (HTTPStatus.ACCEPTED, {}) == (answer.status_code, answer.json())
        assert keys(other, hold="F8", mute="")
        with PanelClient(seat) as later:
            assert keys(later, hold="F8", mute="")
        other.press("hotkeys", {"hotkeys": {}})

        assert keys(one)


@pytest.mark.parametrize(
    ("hotkeys", "field"),
    [
        ({"explode": "F8"}, "hotkeys"),
        ({"hold": "Ctrl+W"}, "hotkeys.hold"),
        ({"hold": "Alt+Shift+M"}, "hotkeys.hold"),
        ({"hold": "x" * 1000}, "hotkeys"),
        ({"hold": None}, "hotkeys"),
        ({f"action-{n}": "F8" for n in range(100)}, "hotkeys"),
        (["F8"], "hotkeys"),
    ],
)
def test_what_is_no_choice_of_keys_changes_nothing(
    panel: PanelClient, hotkeys: Any, field: str
) -> None:
    """The field that is wrong is named, and every key stays."""
    answer = panel.press("hotkeys", {"hotkeys": hotkeys})

    assert HTTPStatus.UNPROCESSABLE_ENTITY == answer.status_code
    assert field in [each["field"].removesuffix("[...]") for each in answer.json()["errors"]]
    assert keys(panel)
