"""Which fields of Tasks the product has written, as the stand-in saw it, and which it documents.

Whatever a test is about, each product that ran in the suite is asked at its end (running.py).
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import requests

TABLE = Path(__file__).parents[2] / "docs" / "task-fields.md"
INTEGRATION = "integration@example.test"
TIMEOUT_S = 30.0

_OF_TASKS = re.compile(r"/sobjects/Task(/|$)")


MAPPED_BY_TESTS = {"Order_Number__c", "Order_Value__c"}
"""Fields an admin of the suite maps: those are documented as what they are (S1-20)."""


def documented() -> set[str]:
    """Return the fields of the table in docs/task-fields.md."""
    return set(re.findall(r"^\| `(\w+)` \|", TABLE.read_text(encoding="utf-8"), re.MULTILINE))


def written(salesforce: str) -> set[str]:
    """Return the fields of Tasks that the integration user has written, refused ones too.

    Args:
        salesforce: address of the stand-in.
    """
    users, calls = (_control(salesforce, path) for path in ("records/User", "requests"))
    (integration,) = (user["Id"] for user in users if user["Username"] == INTEGRATION)
    ours = (row for row in calls if row["user"] == integration)
    return {name for row in ours for body in _of_tasks(row) for name in body}


def _control(salesforce: str, path: str) -> list[dict[str, Any]]:
    answer = requests.get(f"{salesforce}/_control/{path}", timeout=TIMEOUT_S)
    found: list[dict[str, Any]] = answer.json()
    return found


def _of_tasks(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for part in (row, *row.get("parts", ())):
        path = str(part.get("path") or part.get("url"))
        if part["method"] in {"POST", "PATCH"} and _OF_TASKS.search(path):
            yield part["body"] or {}
