"""docs/licences.md names the licence of everything the product brings along."""

import re
from importlib.metadata import metadata
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOLD = dict(
    re.findall(
        r"^\| ([a-z0-9-]+) \| ([^|]+) \|$",
        (ROOT / "docs" / "licences.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
)


def test_every_package_of_the_lock_has_its_line() -> None:
    """A licence nobody looked at may be one nobody may use."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")

    assert sorted(TOLD) == re.findall(r"^([a-z0-9-]+)(?:\[[a-z,-]+\])?==", lock, re.MULTILINE)


def test_a_line_says_what_the_package_says_of_itself() -> None:
    """Where it does so in the words of SPDX; the others were read in their files."""
    told = {name: metadata(name).json.get("license_expression") for name in TOLD}

    assert {name: own for name, own in told.items() if own} == {
        name: licence for name, licence in TOLD.items() if told[name]
    }
