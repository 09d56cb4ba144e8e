"""cti_adapter.call_center: the definitions that Salesforce imports or deploys."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from cti_adapter.__main__ import main
from cti_adapter.call_center import Standby, call_center, faults_of

MANIFEST = Path(__file__).parents[3] / "manifest"
SHIPPED = {
    "import": MANIFEST / "call_center.xml",
    "metadata": MANIFEST / "softphone" / "callCenters" / "CTIAdapter.callCenter-meta.xml",
}
SPACE = "{http://soap.sforce.com/2006/04/metadata}"
ADDRESS = "https://cti.acme.test/o/acme/softphone"


def items(text: str, tag: str) -> dict[str, str | None]:
    """Return the items of a definition by name."""
    root = ET.fromstring(text.encode())  # noqa: S314 - our own file
    if tag == "item":
        return {item.get("name", ""): item.text for item in root.iter(tag)}
    return {
        item.findtext(f"{SPACE}name", ""): item.findtext(f"{SPACE}value") or None
        for item in root.iter(f"{SPACE}{tag}")
    }


@pytest.mark.parametrize("file_format", SHIPPED)
def test_the_file_we_ship_is_the_one_the_command_writes(file_format: str) -> None:
    """Made by `cti-adapter call-center`; whoever changes the definition makes it again."""
    expected = call_center("https://cti.example.com", "main", file_format)

    assert expected == SHIPPED[file_format].read_text(encoding="utf-8")


def test_the_import_file_names_our_address_and_is_one_salesforce_takes() -> None:
    """The first thing an admin does must not end in an error page."""
    text = call_center("https://cti.acme.test", "acme")

    assert () == faults_of(text)
    assert ADDRESS == items(text, "item")["reqAdapterUrl"]
    assert "acme" == items(text, "item")["orgKey"]


def test_the_metadata_file_says_the_same() -> None:
    """Deployed or imported, the org hosts the same softphone."""
    said = items(call_center("https://cti.acme.test", "acme", "metadata"), "items")
    imported = items(call_center("https://cti.acme.test", "acme"), "item")

    assert {"reqInternalName", "reqDisplayName"} == imported.keys() - said.keys()
    assert said == {name: imported[name] for name in said}


def test_the_metadata_file_repeats_how_the_softphone_behaves() -> None:
    """Real files say it twice, in an element of their own too."""
    text = call_center(
        "https://cti.acme.test",
        "acme",
        "metadata",
        standby=Standby("https://cti.acme.test/standby", 8000),
    )
    root = ET.fromstring(text.encode())  # noqa: S314 - our own file
    behaviour = json.loads(root.findtext(f"{SPACE}customSettings", ""))

    assert behaviour == {name: items(text, "items")[name] for name in behaviour}
    assert "8000" == behaviour["reqTimeout"]


def test_the_command_prints_a_definition_that_its_own_check_takes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What an admin does, with a standby page."""
    file = tmp_path / "call_center.xml"
    standby = Standby("https://cti.acme.test/standby", 8000)
    file.write_text(call_center("https://cti.acme.test", "acme", standby=standby), encoding="utf-8")

    assert 0 == main(["call-center", "--check", str(file)])
    assert "Salesforce can import it\n" == capsys.readouterr().out


def test_the_command_says_what_is_wrong_with_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line a fault, and an exit code that a script can read."""
    file = tmp_path / "call_center.xml"
    file.write_text("<callCenter/>", encoding="utf-8")

    assert 1 == main(["call-center", "--check", str(file)])
    assert "section reqGeneralInfo is missing" in capsys.readouterr().out.splitlines()


def test_a_file_that_cannot_be_read_is_a_fault_of_the_command_line(tmp_path: Path) -> None:
    """Not a traceback."""
    assert 2 == main(["call-center", "--check", str(tmp_path / "none.xml")])
