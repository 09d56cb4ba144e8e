"""`cti-adapter keys rotate`: what an operator types, and what is said before and afterwards."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from cti_adapter.__main__ import main
from tests.web.test_config_command import Deployment


def test_a_new_key_takes_the_place_of_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In front of it, then alone; too early is refused at the start, with what is not sealed anew.

    The deployment holds the database open all the while, as a running server does.
    """
    deployment = Deployment(tmp_path, "keys")
    org_id = deployment.add_org()
    old, new = deployment.env["CTI_SECRET_KEYS"], Fernet.generate_key().decode()
    for name, value in deployment.env.items():
        monkeypatch.setenv(name, value)

    monkeypatch.setenv("CTI_SECRET_KEYS", new)
    too_early = main(["keys", "rotate"]), capsys.readouterr().err
    monkeypatch.setenv("CTI_SECRET_KEYS", f"{new},{old}")
    first = main(["keys", "rotate"]), capsys.readouterr().out
    again = main(["keys", "rotate"]), capsys.readouterr().out
    monkeypatch.setenv("CTI_SECRET_KEYS", new)
    alone = main(["audit", "verify"])
    deployment.storage.close()

    assert 2 == too_early[0]
    assert f"orgs {org_id}" in too_early[1]
    assert 0 == first[0]
    assert "orgs.secrets_encrypted: 1 of 1 anew" in first[1]
    assert "the others can be taken away" in first[1]
    assert "orgs.secrets_encrypted: 0 of 1 anew" in again[1]
    assert 0 == alone
