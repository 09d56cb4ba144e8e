"""`cti-adapter`: every command explains itself, and refuses with a reason and code 2."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from cti_adapter.__main__ import main

COMMANDS = (
    "serve",
    "work",
    "demo",
    "emulate",
    "simulate",
    "config",
    "doctor",
    "replay",
    "erase",
    "export",
    "teams-app",
    "torture",
    "migrate",
    "backup",
    "restore",
)

SUBCOMMANDS = (("audit", "verify"), ("keys", "rotate"), ("simulate", "call"), ("torture", "sim"))


def run(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the command as an operator does."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CTI_")}
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "cti_adapter", *arguments],
        env={**clean, **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("command", [(), *((each,) for each in COMMANDS), *SUBCOMMANDS])
def test_every_command_explains_itself(
    command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """`--help` needs no settings, and names the command."""
    with pytest.raises(SystemExit) as ended:
        main([*command, "--help"])

    assert 0 == ended.value.code
    assert f"usage: {' '.join(('cti-adapter', *command))}" in capsys.readouterr().out


def test_the_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    """What is not listed is not found."""
    with pytest.raises(SystemExit):
        main(["--help"])
    told = capsys.readouterr().out

    assert [] == [command for command in COMMANDS if f"    {command} " not in told]


def test_an_unknown_command_is_a_matter_of_usage(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, and the list of what there is."""
    with pytest.raises(SystemExit) as ended:
        main(["explode"])

    assert 2 == ended.value.code
    assert "serve" in capsys.readouterr().err


def test_work_on_sqlite_refuses_with_its_reason(tmp_path: Path) -> None:
    """Two writers would starve each other; the web process does the work itself (D5)."""
    refused = run(
        "work",
        CTI_PUBLIC_URL="https://cti.example.com",
        CTI_SECRET_KEYS=Fernet.generate_key().decode(),
        CTI_DATABASE_URL=f"sqlite:///{tmp_path / 'cti.sqlite3'}",
    )

    assert 2 == refused.returncode, refused.stderr
    assert "work needs PostgreSQL" in refused.stderr
    assert "Set CTI_DATABASE_URL" in refused.stderr


def test_wrong_settings_end_every_command_with_all_faults() -> None:
    """One list, no stack."""
    refused = run("migrate", CTI_PUBLIC_ULR="https://cti.example.com")

    assert 2 == refused.returncode
    assert [
        "CTI_PUBLIC_ULR is not a setting",
        "set CTI_PUBLIC_URL",
        "set CTI_SECRET_KEYS",
    ] == refused.stderr.splitlines()
