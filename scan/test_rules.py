"""Our own rules of semgrep: each finds what its sample says, and nothing in the product."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from scan.conftest import ROOT

SAMPLES = Path("scan/samples")
RULES: list[str] = [
    rule["id"] for rule in yaml.safe_load((ROOT / "scan/rules.yaml").read_text())["rules"]
]
STAND_INS = [f"/cti_adapter/{name}" for name in ("demo", "emulator", "simulator", "torture")]
STAND_INS += [f"/{name}" for name in ("static/emulator", "static/simulator", "static/vendor")]
STAND_INS += ["/templates/emulator", "/templates/simulator"]
MARK = re.compile(r"\b(ruleid|ok): ([a-z, -]+[a-z])")


class Finding(NamedTuple):
    """A line that a rule is about."""

    file: str
    line: int
    rule: str


@pytest.fixture(scope="module")
def found(tools: Path, tmp_path_factory: pytest.TempPathFactory) -> set[Finding]:
    """Return all that semgrep finds, in the samples and in the product."""
    home = tmp_path_factory.mktemp("semgrep")
    run = subprocess.run(
        [
            *(tools / "semgrep", "scan", "--config=scan/rules.yaml", "--json", "--quiet"),
            *("--metrics=off", "--disable-version-check", "--no-git-ignore"),
            *(f"--exclude={each}" for each in STAND_INS),
            *(SAMPLES, "cti_adapter", "templates", "static"),
        ],
        cwd=ROOT,
        env=os.environ
        | {"PATH": f"{tools}:{os.environ['PATH']}", "SEMGREP_SETTINGS_FILE": f"{home}/settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout, run.stderr
    said = json.loads(run.stdout)
    assert [] == said["errors"]
    return {
        Finding(each["path"], each["start"]["line"], each["check_id"].rpartition(".")[2])
        for each in said["results"]
    }


def marked(kind: str) -> Iterator[Finding]:
    """Give the lines below `ruleid: …` or `ok: …`."""
    for file in sorted((ROOT / SAMPLES).iterdir()):
        about: list[str] = []
        for number, line in enumerate(file.read_text().splitlines(), start=1):
            mark = MARK.search(line)
            if mark is None:
                yield from (Finding(f"{SAMPLES / file.name}", number, rule) for rule in about)
                about = []
            elif mark[1] == kind:
                about += mark[2].split(", ")


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_samples_of_both_kinds(rule: str) -> None:
    """A rule that nothing breaks may have stopped working long ago."""
    assert rule in {each.rule for each in marked("ruleid")}
    assert rule in {each.rule for each in marked("ok")}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_finds_the_bad_lines_of_the_samples_and_no_others(
    rule: str, found: set[Finding]
) -> None:
    """What is beside them is how it should be written."""
    wanted = {each for each in marked("ruleid") if each.rule == rule}
    in_samples = {each for each in found if each.file.startswith(f"{SAMPLES}/")}

    assert wanted == {each for each in in_samples if each.rule == rule}


def test_nothing_of_the_product_breaks_a_rule(found: set[Finding]) -> None:
    """An exception is written into the rule, with its reason."""
    assert [] == sorted(each for each in found if not each.file.startswith(f"{SAMPLES}/"))
