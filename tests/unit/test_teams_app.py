"""The companion as an app of Microsoft Teams: cti_adapter/teams_app.py and manifest/teams/."""

import io
import json
import re
import struct
import zipfile
from typing import Any

import pytest

from cti_adapter.errors import SettingsError
from cti_adapter.teams_app import FILES, SOURCE, teams_app

ACME = ("https://phone.acme.example", "acme")


def opened(package: bytes) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Return the files of an app package, and its manifest."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return files, json.loads(files["manifest.json"])


def test_the_app_leads_to_the_companion_of_one_org() -> None:
    """Teams is told theme and language by the address, before anything of ours is loaded."""
    files, app = opened(teams_app(*ACME))

    (tab,) = app["staticTabs"]
    at = "https://phone.acme.example/o/acme/companion"
    assert (f"{at}?in-teams&theme={{theme}}&locale={{locale}}", at) == (
        tab["contentUrl"],
        tab["websiteUrl"],
    )
    assert (["phone.acme.example"], ["personal"]) == (app["validDomains"], tab["scopes"])
    assert {*FILES, "manifest.json"} == set(files)
    assert [] == re.findall(r"example\.com", files["manifest.json"].decode())


def test_the_same_companion_is_the_same_app_and_another_one_is_another() -> None:
    """Uploaded again it takes the place of the old one, and never that of another org."""
    again, other = teams_app(*ACME), teams_app(ACME[0], "other")

    assert again == teams_app(*ACME)
    assert opened(again)[1]["id"] != opened(other)[1]["id"]


def test_what_teams_refuses_stands_not_in_it() -> None:
    """Lengths of names and texts, sizes of icons: as the schema of the manifest has them."""
    _, app = opened(teams_app(*ACME))
    german = json.loads((SOURCE / "de.json").read_text(encoding="utf-8"))
    limits = {"name.short": 30, "name.full": 100, "description.short": 80, "description.full": 4000}

    for path, most in limits.items():
        group, name = path.split(".")
        assert all(0 < len(text) <= most for text in (app[group][name], german[path])), path
    sizes = {name: struct.unpack(">II", (SOURCE / name).read_bytes()[16:24]) for name in FILES[:2]}
    assert {"color.png": (192, 192), "outline.png": (32, 32)} == sizes


def test_teams_loads_no_page_without_https() -> None:
    """Said here, and not by a blank tab."""
    with pytest.raises(SettingsError, match="https"):
        teams_app("http://127.0.0.1:8080", "demo")
