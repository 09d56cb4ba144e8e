"""`cti-adapter backup` and `cti-adapter restore`: what an operator types, and is told."""

from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from msgspec.structs import replace

from cti_adapter.__main__ import main
from cti_adapter.app import utc_now
from cti_adapter.calls.agent import Line
from cti_adapter.calls.call import CallId, WrapUp
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.call_file import CallFile
from cti_adapter.storage import FernetSealer, Storage, open_storage
from tests.contract.storage.builders import a_file
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
    refused = []
    for where in ("app:hush@/empty", "/empty?password=hush"):
        with pytest.raises(SystemExit, match="2"):
            main(["restore", "FILE", "--verify", "--scratch", f"postgresql+psycopg://{where}"])
        refused.append(capsys.readouterr().err)
    with pytest.raises(SystemExit, match="2"):
        main(["restore", "FILE", "--verify"])

    assert [] == [each for each in refused if "set PGPASSWORD" not in each or "hush" in each]
    assert "--scratch belongs to --verify" in one
    assert "--verify needs --scratch URL" in capsys.readouterr().err


class Callers:
    """A deployment whose callers are erased, and the commands of its operator."""

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys
        made = Deployment(folder, "kept")
        made.add_org()
        made.storage.close()
        self.file, self._key = folder / "kept.sqlite3", made.env["CTI_SECRET_KEYS"]
        for name, value in made.env.items():
            monkeypatch.setenv(name, value)

    def say(self, *words: str) -> tuple[int, str]:
        code, out = main([*words]), self._capsys.readouterr()
        return code, out.out + out.err

    def erase(self, number: str) -> None:
        assert 0 == self.say("erase", "--number", number, "--yes")[0]

    def open(self) -> Storage:
        return open_storage(f"sqlite:///{self.file}", FernetSealer((self._key,)))

    def call(self, number: str, caller: str, **call: Any) -> None:
        """Keep a call that is over, unless something else is said of it."""
        file = a_file(int(number), ENGINES)
        over = replace(
            file.call, **{"remote_number": PhoneNumber(caller), "ended_at": utc_now(), **call}
        )
        storage = self.open()
        storage.units.write(ENGINES, lambda unit: unit.put_call(replace(file, call=over)))
        storage.close()

    def kept(self, number: str) -> CallFile:
        storage = self.open()
        found = storage.units.read(ENGINES, lambda unit: unit.find_call(CallId(f"call-{number}")))
        storage.close()
        assert found is not None
        return found

    def numbers(self) -> list[str | None]:
        return [self.kept(number).call.remote_number for number in ("1", "2")]


ENGINES = OrgId("org-1")
ADA, ALAN = "+14155550101", "+14155550130"


@pytest.fixture
def callers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callers:
    made = Callers(tmp_path, monkeypatch, capsys)
    made.call("1", ADA)
    made.call("2", ALAN)
    return made


@pytest.mark.requirement("B-15")
def test_who_was_erased_since_the_backup_does_not_come_back(
    callers: Callers, tmp_path: Path
) -> None:
    """The database that is replaced is asked, and nobody has to know the number."""
    file = str(tmp_path / "backup")
    callers.say("backup", "--out", file)
    callers.erase(ADA)

    code, said = callers.say("restore", file, "--overwrite")

    assert (0, "Restored. Erased again: 1 callers, 1 calls.") == (code, said.splitlines()[-1])
    assert [None, ALAN] == callers.numbers()
    assert callers.kept("1").erased_at is not None


@pytest.mark.requirement("B-15")
def test_erasures_are_told_to_a_backup_of_a_lost_database(callers: Callers, tmp_path: Path) -> None:
    """By a file without numbers; and what was done again is known to the next restore."""
    file, told, later = (str(tmp_path / name) for name in ("backup", "erasures", "later"))
    callers.say("backup", "--out", file)
    callers.erase(ADA)
    callers.erase("+14155550999")

    assert (0, f"{told}: 2 erasures, without their numbers\n") == callers.say(
        "erasures", "--out", told
    )
    assert "555" not in Path(told).read_text()
    assert 0o600 == Path(told).stat().st_mode & 0o777
    assert 2 == callers.say("erasures", "--out", told)[0]

    callers.file.unlink()
    code, said = callers.say("restore", file, "--erasures", told)
    callers.say("erasures", "--out", later)

    assert (0, "Restored. Erased again: 1 callers, 1 calls.") == (code, said.splitlines()[-1])
    assert [None, ALAN] == callers.numbers()
    assert 2 == Path(later).read_text().count('"caller"')


@pytest.mark.requirement("B-15")
def test_an_erasure_before_the_backup_takes_no_call_after_it(
    callers: Callers, tmp_path: Path
) -> None:
    """A call that the erased person makes afterwards is a new one (ADR 0045)."""
    file = str(tmp_path / "backup")
    callers.erase(ADA)
    callers.call("2", ADA)
    callers.say("backup", "--out", file)

    assert 0 == callers.say("restore", file, "--overwrite")[0]
    assert [None, ADA] == callers.numbers()


@pytest.mark.requirement("B-15")
def test_where_nobody_knows_of_erasures_it_is_said(callers: Callers, tmp_path: Path) -> None:
    """The operator has a list of their own then; a file that is none is refused."""
    file, none = tmp_path / "backup", tmp_path / "letter"
    none.write_text("a letter")
    callers.say("backup", "--out", str(file))
    callers.erase(ADA)
    callers.file.write_bytes(b"no database at all" * 300)

    assert 2 == callers.say("restore", str(file), "--overwrite", "--erasures", str(none))[0]
    code, said = callers.say("restore", str(file), "--overwrite")

    assert 0 == code
    assert "cannot be asked for erasures" in said
    assert "Nobody knows here who was erased since the backup" in said
    assert [ADA, ALAN] == callers.numbers()


@pytest.mark.requirement("B-15")
def test_a_call_that_went_on_at_the_backup_is_told(callers: Callers, tmp_path: Path) -> None:
    """It cannot be erased before it is over; exit code 1, as of the erasure itself."""
    file = str(tmp_path / "backup")
    going_on = WrapUp(line=Line("101"), started_at=utc_now(), ends_at=utc_now())
    callers.call("1", ADA, wrap_up=going_on)
    callers.say("backup", "--out", file)
    callers.call("1", ADA)
    callers.erase(ADA)

    code, said = callers.say("restore", file, "--overwrite")

    assert 1 == code
    assert "1 calls of theirs were not over" in said
    assert [ADA, ALAN] == callers.numbers()
