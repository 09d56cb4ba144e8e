"""`cti-adapter backup` and `cti-adapter restore`: what an operator types, and is told."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from cti_adapter.__main__ import main
from tests.web.test_config_command import Deployment


def test_a_backup_is_made_looked_at_and_brought_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The deployment has its database open first, as a running server does."""
    deployment = Deployment(tmp_path, "kept")
    deployment.add_org()
    for name, value in deployment.env.items():
        monkeypatch.setenv(name, value)
    file = str(tmp_path / "backup")

    def say(*words: str) -> tuple[int, str]:
        code, out = main([*words]), capsys.readouterr()
        return code, out.out + out.err

    made = say("backup", "--out", file)
    twice = say("backup", "--out", file)
    looked = say("restore", file, "--verify")
    unasked = say("restore", file)
    running = say("restore", file, "--overwrite")
    monkeypatch.setenv("CTI_SECRET_KEYS", Fernet.generate_key().decode())
    locked = say("restore", file, "--verify")
    monkeypatch.setenv("CTI_SECRET_KEYS", deployment.env["CTI_SECRET_KEYS"])
    deployment.storage.close()
    done = say("restore", file, "--overwrite")
    audit = say("audit", "verify")

    assert 0 == made[0]
    assert f"{file}: sqlite, schema " in made[1]
    assert (2, f"{file} is there already; name a new file\n") == twice
    assert 0 == looked[0]
    assert "ok      rows of orgs: 1\n" in looked[1]
    assert looked[1].endswith("It can be restored. Nothing was changed.\n")
    assert 2 == unasked[0]
    assert "say --overwrite" in unasked[1]
    assert 1 == running[0]
    assert "is in use: end the product first" in running[1]
    assert 1 == locked[0]
    assert "DIFFERS secrets: CTI_SECRET_KEYS: " in locked[1]
    assert 0 == done[0]
    assert "Restored." in done[1]
    assert 0 == audit[0]
    assert ["backup", "kept.sqlite3"] == sorted(each.name for each in tmp_path.iterdir())


def test_a_scratch_database_is_named_where_it_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On PostgreSQL we make no databases; and who restores has no use for one."""
    deployment = Deployment(tmp_path, "unused")
    deployment.storage.close()
    for name, value in deployment.env.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(SystemExit, match="2"):
        main(["restore", "FILE", "--scratch", "postgresql+psycopg:///empty"])
    one = capsys.readouterr().err
    monkeypatch.setenv("CTI_DATABASE_URL", "postgresql+psycopg:///cti")
    with pytest.raises(SystemExit, match="2"):
        main(["restore", "FILE", "--verify"])

    assert "--scratch belongs to --verify" in one
    assert "--verify needs --scratch URL" in capsys.readouterr().err
