"""The command line, as a person at a terminal uses it: `simulate call` and `simulate serve`."""

import argparse
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cti_adapter.simulator import cli
from tests.contract.simulator.hook import SECRET, Hook
from tests.contract.simulator.telephone import ADA, Telephone

Simulate = Callable[..., tuple[int, str, str]]


@pytest.fixture
def simulate(capsys: pytest.CaptureFixture[str]) -> Simulate:
    """Runs `cti-adapter simulate …`; gives exit code, output and errors."""

    def run(*arguments: str) -> tuple[int, str, str]:
        parser = argparse.ArgumentParser(prog="cti-adapter simulate")
        cli.add_arguments(parser)
        code = cli.run(parser.parse_args(arguments))
        return (code, *capsys.readouterr())

    return run


def test_a_call_is_placed_from_the_terminal(
    simulate: Simulate, telephone: Telephone, hook: Hook
) -> None:
    """The README's second command."""
    target = ["--to-agent", "101", "--queue", "Support", "--simulator", telephone.url]
    done = simulate("call", "--from", ADA, *target)

    assert (0, f"call {hook.wait_for('leg.offered')['data']['call_id']}\n", "") == done


def test_a_script_file_is_played(
    simulate: Simulate, telephone: Telephone, hook: Hook, tmp_path: Path
) -> None:
    """`withheld` is how a caller without a number is written."""
    script = tmp_path / "call.txt"
    script.write_text("0 | leg.offered | agent=103\n")
    where = ["--script", str(script), "--simulator", telephone.url]
    code, _, _ = simulate("call", "--from", "withheld", *where)

    assert code == 0
    offered = hook.wait_for("leg.offered")["data"]
    assert ("103", None) == (offered["agent"], offered["remote_number"])


def test_a_simulator_that_is_not_there_is_named(simulate: Simulate) -> None:
    """Exit code 1: the thing asked for is not so."""
    done = simulate("call", "--from", ADA, "--simulator", "http://127.0.0.1:1")

    assert (1, "", "simulate: no simulator answers at http://127.0.0.1:1\n") == done


def test_something_else_at_that_address_is_noticed(simulate: Simulate, hook: Hook) -> None:
    """The product's own address is the likeliest mistake."""
    code, _, errors = simulate("call", "--from", ADA, "--simulator", hook.url)

    assert code == 1
    assert "is no simulator" in errors


def test_a_refused_script_is_told(simulate: Simulate, telephone: Telephone, tmp_path: Path) -> None:
    """The message names the line, as the script's author sees it."""
    script = tmp_path / "call.txt"
    script.write_text("soon | leg.offered | agent=101\n")
    where = ["--script", str(script), "--simulator", telephone.url]
    code, _, errors = simulate("call", "--from", ADA, *where)

    assert code == 1
    assert "line 1: 'soon' is no time" in errors


@pytest.mark.parametrize(
    ("content", "says"), [(None, "cannot be read"), ("password", "starts with whsec_")]
)
def test_a_server_without_secret_does_not_start(
    simulate: Simulate, tmp_path: Path, content: str | None, says: str
) -> None:
    """Exit code 2: it is the configuration."""
    file = tmp_path / "secret"
    if content is not None:
        file.write_text(content)
    code, _, errors = simulate(
        "serve", "--hook-url", "http://127.0.0.1:1/", "--secret-file", str(file)
    )

    assert code == 2
    assert says in errors


def test_a_script_that_is_not_there_is_a_matter_of_usage(
    simulate: Simulate, tmp_path: Path
) -> None:
    """No call is placed."""
    code, _, errors = simulate("call", "--from", ADA, "--script", str(tmp_path / "none.txt"))

    assert code == 2
    assert "--script" in errors


def test_the_server_says_where_it_is_and_ends_when_told(hook: Hook, tmp_path: Path) -> None:
    """`make run` starts it and ends it like this."""
    file = tmp_path / "secret"
    file.write_text(SECRET + "\n")
    command = [sys.executable, "-m", "cti_adapter.simulator", "serve", "--port", "0"]
    command += ["--hook-url", hook.url, "--secret-file", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 - ours
        assert server.stdout is not None
        url = server.stdout.readline().removeprefix("telephone simulator: ").strip()
        Telephone(url.rstrip("/")).rings()
        server.send_signal(signal.SIGTERM)

        assert server.wait(timeout=10) == 0
    assert hook.wait_for("call.created")
