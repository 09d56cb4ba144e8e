"""What an operator starts is what the Procfile says, with settings that exist, and is no secret."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from cti_adapter.settings import PREFIX, Settings
from tests.unit.test_docs import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
PROCFILE = dict(
    line.split(": ", 1) for line in (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()
)
KNOWN = {f"{PREFIX}{name.upper()}" for name in Settings.__struct_fields__}
OF_THE_DATABASE = {"CTI_PASSWORD"}
"""What the compose file and postgres-init.sh ask for beside the settings."""
SETTING = re.compile(r"\bCTI_[A-Z_]+\b")
HARDENED = {
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX",
    "UMask": "0077",
    "User": "cti",
}
WORST_EXPOSURE = 20
"""Tenths, as `systemd-analyze security` counts; a unit without any of it has 96."""
HARMLESS = {"PATH", "PORT", "CTI_DATABASE_URL"}


class Instruction(NamedTuple):
    """One of a Dockerfile."""

    word: str
    said: str


def dockerfile() -> list[Instruction]:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [Instruction(*line.split(maxsplit=1)) for line in lines]


def said(word: str) -> list[str]:
    return [each.said for each in dockerfile() if each.word == word]


def copied() -> list[str]:
    """The sources that come from the repository."""
    ours = [each.split() for each in said("COPY") if "--from" not in each]
    return [source for parts in ours for source in parts[:-1]]


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return found


def unit(file: Path) -> dict[str, str]:
    """The settings of a unit; of those that are said twice the last."""
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if "=" in line]
    pairs = [line.split("=", 1) for line in lines if not line.startswith("#")]
    return dict(pairs)


# ── the image ────────────────────────────────────────────────────────────────────────────────


def test_what_the_image_copies_is_there_and_is_let_in() -> None:
    """A source that .dockerignore keeps out is found by nobody before the build."""
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = {line[1:] for line in ignored if line.startswith("!")}

    assert "*" in ignored
    assert [] == [source for source in copied() if not (ROOT / source).exists()]
    assert let_in == set(copied())


def test_the_image_runs_the_procfile_as_nobody_in_particular() -> None:
    """With the packages that were looked at, and somebody who asks whether it lives."""
    (command,) = said("CMD")
    (installs, _) = [each for each in said("RUN") if "pip install" in each]

    assert PROCFILE["web"].split() == yaml.safe_load(command)
    assert ["cti"] == said("USER")
    assert "--require-hashes --requirement requirements.lock" in installs
    assert any("compileall" in each for each in said("RUN")), "nobody may write there later"
    assert "/healthz" in said("HEALTHCHECK")[0]
    assert 2 == len(said("FROM"))
    assert {"debian:12-slim"} == {each.split()[0] for each in said("FROM")}


def test_no_secret_is_in_the_image() -> None:
    """Whoever has it may read it: settings come when it is run."""
    names = {part.split("=")[0] for line in said("ENV") for part in line.split()}

    assert HARMLESS == names
    assert [] == said("ARG") == said("ADD")


def test_a_platform_that_builds_it_runs_the_procfile() -> None:
    told = yaml.safe_load((ROOT / "heroku.yml").read_text(encoding="utf-8"))
    runs = {"web": told["run"]["web"], "release": " ".join(told["release"]["command"])}
    runs["work"] = " ".join(told["run"]["work"]["command"])

    assert {"web": "Dockerfile"} == told["build"]["docker"]
    assert runs == PROCFILE


# ── the compose file ─────────────────────────────────────────────────────────────────────────


def test_the_compose_file_runs_the_procfile() -> None:
    """Two web processes, one that works, one that ends before they begin."""
    services = compose()["services"]
    ours = {name: " ".join(it["command"]) for name, it in services.items() if "command" in it}
    begun = {name: set(services[name]["depends_on"]) for name in ("web-1", "web-2", "work")}

    assert ours == {
        "release": PROCFILE["release"],
        "web-1": PROCFILE["web"],
        "web-2": PROCFILE["web"],
        "work": PROCFILE["work"],
    }
    assert {"release", "postgres"} == set.union(*begun.values())
    assert [["443:8443"]] == [it["ports"] for it in services.values() if "ports" in it]
    assert dict.fromkeys(ours, True) == {name: services[name]["read_only"] for name in ours}


def test_the_compose_file_names_settings_that_exist_and_files_that_are_there() -> None:
    """Passwords are asked for, not written."""
    services = compose()["services"]
    given = [it.get("environment", {}) for it in services.values()]
    values = [str(value) for each in given for value in each.values()]
    files = [each.split(":")[0] for it in services.values() for each in it.get("volumes", ())]
    made = {"./tls.pem", "database"}
    own = {name for each in given for name in each if name.startswith(PREFIX)}

    assert set() == own - KNOWN - OF_THE_DATABASE
    assert [] == [each for each in values if "PASSWORD" in each and ":?set it}" not in each]
    assert [] == [each for each in files if each not in made and not (DEPLOY / each).exists()]


def test_a_process_is_killed_after_it_had_time_to_end() -> None:
    """gunicorn alone takes as long as its configuration says."""
    conf = (ROOT / "gunicorn.conf.py").read_text(encoding="utf-8")
    graceful = int(re.findall(r"^graceful_timeout = (\d+)", conf, re.MULTILINE)[0])
    services = compose()["services"]
    given = [services[name]["stop_grace_period"] for name in ("web-1", "web-2", "work")]
    stops = [int(unit(file)["TimeoutStopSec"]) for file in UNITS]

    assert [] == [each for each in (*stops, *(int(it[:-1]) for it in given)) if each < 2 * graceful]


# ── settings ─────────────────────────────────────────────────────────────────────────────────


def test_the_example_of_settings_has_all_of_them() -> None:
    """And no value that somebody would take over without looking."""
    text = (DEPLOY / "cti.env.example").read_text(encoding="utf-8")
    told = re.findall(r"^(?:# )?(CTI_\w+)=", text, re.MULTILINE)

    assert sorted(KNOWN) == sorted(told)
    assert "\nCTI_SECRET_KEYS=\n" in text


def test_deploy_files_and_their_page_name_no_setting_that_is_none() -> None:
    pages = [file for file in DEPLOY.rglob("*") if file.is_file()]
    pages += [ROOT / "docs" / "deploy.md", ROOT / "Dockerfile", ROOT / "heroku.yml"]
    named = {each for page in pages for each in SETTING.findall(page.read_text(encoding="utf-8"))}

    assert set() == named - KNOWN - OF_THE_DATABASE


# ── units of systemd ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.name)
def test_a_unit_runs_a_line_of_the_procfile_and_may_do_little_else(file: Path) -> None:
    """It listens on loopback, where the proxy is."""
    found = unit(file)
    program, _, arguments = found["ExecStart"].partition(" ")
    command = f"{Path(program).name} {arguments}".removesuffix(" --bind 127.0.0.1:%i")

    assert command == PROCFILE["web" if "web" in file.name else "work"]
    assert HARDENED == {name: found[name] for name in HARDENED}
    assert "/etc/cti-adapter/cti.env" == found["EnvironmentFile"]


def run(program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    where = shutil.which(program)
    assert where is not None
    return subprocess.run(  # noqa: S603 - our own words
        [where, *arguments], capture_output=True, text=True, check=False
    )


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    """With programs that are there; and its own count of what they may do stays low."""
    moves = {
        "/opt/cti-adapter/.venv/bin": str(Path(sys.executable).parent),
        "/opt/cti-adapter": str(ROOT),
        "/etc/cti-adapter/cti.env": "/dev/null",
    }
    places = [tmp_path / file.name.replace("@", "@8080") for file in UNITS]
    for file, place in zip(UNITS, places, strict=True):
        place.write_text(moved(file.read_text(encoding="utf-8"), moves))
    verified = run("systemd-analyze", "verify", *places)
    counted = run(
        "systemd-analyze", "security", "--offline=true", f"--threshold={WORST_EXPOSURE}", *places
    )

    assert [] == [line for line in verified.stderr.splitlines() if str(tmp_path) in line]
    assert 0 == verified.returncode
    assert 0 == counted.returncode, counted.stdout[-200:]


def moved(text: str, moves: dict[str, str]) -> str:
    for here, there in moves.items():
        text = text.replace(here, there)
    return text


def test_the_proxy_keeps_no_agent_at_a_process() -> None:
    """Whoever is ready takes the next; that it works is shown in tests/web/test_deploy_proxy.py."""
    text = (DEPLOY / "haproxy.cfg").read_text(encoding="utf-8")

    assert [] == [name for name in ("stick", "cookie") if name in text]
