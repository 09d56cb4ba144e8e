"""The template of docs/connectors/write-your-own.md as it stands there: connector, sender, story.

The contract suite runs it beside the real connectors, so that whoever follows the page is not led
astray.
"""

import hmac
import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from cti_adapter.telephony.connector import Connector

PAGE = Path(__file__).parents[3] / "docs" / "connectors" / "write-your-own.md"


def _blocks(language: str) -> list[str]:
    text = PAGE.read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def _run(code: str, names: dict[str, Any]) -> dict[str, Any]:
    exec(compile(code, str(PAGE), "exec"), names)  # noqa: S102 - our own page, as a reader runs it
    return names


_CONNECTOR, _SENDER = _blocks("python")
_STORY, _COMES_TO = _blocks("json")

ACME: Connector = _run(_CONNECTOR, {"__name__": "acme"})["Acme"]()
STORY: list[dict[str, Any]] = json.loads(_STORY)
COMES_TO: dict[str, Any] = json.loads(_COMES_TO)


def sender(post: type) -> Callable[..., dict[str, str]]:
    """Return the page's sender.

    Args:
        post: what it signs (senders.py).
    """
    known = {"Post": post, "datetime": datetime, "hmac": hmac}
    made: Callable[..., dict[str, str]] = _run(_SENDER, known)["_acme"]
    return made
