"""The list of what the product is made of: all of it, nothing else, the same every time."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from scan.conftest import ROOT


def written(tools: Path, target: Path) -> bytes:
    command = [tools / "python", ROOT / "bin" / "write-sbom", target]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return target.read_bytes()


@pytest.fixture(scope="module")
def sbom(tools: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the document as `make sbom` writes it."""
    return written(tools, tmp_path_factory.mktemp("sbom") / "sbom.json")


def parts(sbom: bytes, kind: str) -> list[dict[str, Any]]:
    found = json.loads(sbom)["components"]
    return [each for each in found if each["purl"].startswith(f"pkg:{kind}/")]


def test_it_lists_exactly_the_packages_of_the_lock(sbom: bytes) -> None:
    """Name and version of each, with the hashes it may have."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = re.findall(r"^([a-z0-9-]+)(?:\[[a-z,-]+\])?==([^\s;]+)", lock, re.MULTILINE)
    listed = parts(sbom, "pypi")

    assert sorted(pinned) == sorted((each["name"], each["version"]) for each in listed)
    assert all(each["externalReferences"][0]["hashes"] for each in listed)


def test_it_lists_the_files_of_others_that_are_served(sbom: bytes) -> None:
    """Each by its folder, and of the version that the folder says."""
    told = {each["description"].removeprefix("files in "): each for each in parts(sbom, "npm")}
    folders = {f"static/vendor/{each.name}/" for each in (ROOT / "static/vendor").iterdir()}

    assert folders == set(told)
    for folder, part in told.items():
        readme = (ROOT / folder / "README.md").read_text(encoding="utf-8")
        assert f"`{part['name']}`, version {part['version']}" in readme


def test_every_part_has_a_licence(sbom: bytes) -> None:
    """Who passes the product on has to know them all."""
    every = json.loads(sbom)["components"]

    assert len(parts(sbom, "pypi")) + len(parts(sbom, "npm")) == len(every)
    assert all(each["licenses"][0]["expression"] for each in every)


def test_the_same_commit_gives_the_same_bytes(tools: Path, sbom: bytes, tmp_path: Path) -> None:
    """Two builds can be held against each other."""
    assert sbom == written(tools, tmp_path / "again.json")
