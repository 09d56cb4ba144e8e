"""The API against its own description: whatever is sent, it answers as /api/openapi.json says."""

import re
import subprocess
from pathlib import Path

from cti_adapter.web.openapi import document
from tests.support.panel_client import PanelClient
from tests.support.running import Running
from tests.support.seat import Seat

EXAMPLES = 30
"""Requests an operation."""
SEED = 20261123
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)


def test_whatever_is_sent_is_answered_as_the_description_says(
    tools: Path, running: Running, seat: Seat, tmp_path: Path
) -> None:
    """Thirty requests an operation, good and bad ones, by an agent who has a call on the line."""
    with PanelClient(seat) as panel:
        placed = seat.call("0101")
        running.on_the_phone(placed, "answer")
        call_id = panel.call(phase="talking", matching="done")["id"]
        settings = tmp_path / "schemathesis.toml"
        settings.write_text(f'[parameters]\ncall_id = "{call_id}"\n', encoding="utf-8")
        run = subprocess.run(
            [
                *(tools / "schemathesis", f"--config-file={settings}", "run"),
                *("--phases=fuzzing", f"--max-examples={EXAMPLES}", f"--seed={SEED}"),
                *("--generation-database=none", "--no-shrink"),
                *("--continue-on-failure", f"--checks={','.join(CHECKS)}"),
                *("--suppress-health-check=all", "--warnings=off", "--no-color"),
                f"--header=Authorization:Bearer {panel.token}",
                f"{running.url}/api/openapi.json",
            ],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    assert run.returncode == 0, run.stdout + run.stderr
    operations = sum(map(len, document()["paths"].values()))
    assert [str(operations)] == re.findall(r"Tested: (\d+)", run.stdout), run.stdout
