"""What we ship to an org agrees with what the product does there, and with what we say of it.

Whether Salesforce's own tool reads it, tests/contract/emulator/test_manifest_witness.py says.
"""

import json
import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from cti_adapter.salesforce.by_admin import RECORD_TYPE
from cti_adapter.salesforce.failures import KEY_FIELD, KEY_OBJECT, KEY_OBJECT_TASK
from cti_adapter.salesforce.leads import LEAD_FIELDS
from cti_adapter.salesforce.oauth import SCOPE
from cti_adapter.salesforce.task import FIELDS

ROOT = Path(__file__).parents[2]
MANIFEST = ROOT / "manifest"
OBJECTS = ROOT / "cti_adapter" / "emulator" / "org" / "objects.json"
XML = sorted(MANIFEST.rglob("*.xml"))
SPACE = "{http://soap.sforce.com/2006/04/metadata}"
API_VERSION = "67.0"

SCOPES = {"api": "Api", "id": "Basic", "openid": "OpenID"}
"""What we ask for, in the words of metadata."""

Field = dict[str, str]


def tree(file: Path) -> ET.Element:
    return ET.parse(file).getroot()  # noqa: S314 - our own file


def deployed_fields() -> dict[str, Field]:
    """Return the fields we add to Task, by name, with what their files say."""
    folder = MANIFEST / "softphone" / "objects" / "Activity" / "fields"
    return {
        file.name.removesuffix(".field-meta.xml"): {
            child.tag.removeprefix(SPACE): child.text or "" for child in tree(file)
        }
        for file in folder.iterdir()
    }


def told_fields(page: str = "task-fields") -> list[str]:
    """Return the fields of the table in a page of docs/, in its order."""
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    return re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)


def emulated_fields() -> dict[str, dict[str, object]]:
    fields: dict[str, dict[str, object]] = json.loads(OBJECTS.read_bytes())["Task"]["fields"]
    return fields


def own_names_in_code() -> set[str]:
    """Return every custom field of ours the code that speaks to Salesforce names."""
    files = (ROOT / "cti_adapter" / "salesforce").glob("*.py")
    return {
        name for file in files for name in re.findall(r'"(CTI_\w+__c)"', file.read_text("utf-8"))
    }


def test_code_manifest_stand_in_and_page_agree_on_the_fields() -> None:
    """A field that one of the four forgets is a Task that is refused, or a secret."""
    own = set(deployed_fields())

    assert own | {KEY_OBJECT, KEY_OBJECT_TASK} == own_names_in_code()
    assert own == {name for name in FIELDS if name.endswith("__c")}
    assert own == {name for name in emulated_fields() if name.startswith("CTI_")}
    assert list(FIELDS) == told_fields()
    given_with_record_types = {RECORD_TYPE}
    assert set(FIELDS) - set(emulated_fields()) == given_with_record_types


def test_the_stand_in_has_our_fields_as_we_deploy_them() -> None:
    """What a test sees refused there is refused in an org."""
    types = {"Text": "string", "Url": "url"}
    deployed = {
        name: (
            said["label"],
            types[said["type"]],
            said.get("length", "255"),  # a Url has no length of its own in metadata
            said.get("unique", "false") == "true",
            said.get("externalId", "false") == "true",
        )
        for name, said in deployed_fields().items()
    }
    emulated = {
        name: (
            row["label"],
            row["type"],
            str(row["length"]),
            row.get("unique", False),
            row.get("externalId", False),
        )
        for name, row in emulated_fields().items()
        if name.startswith("CTI_")
    }

    assert deployed == emulated


@pytest.mark.parametrize("who", ["CTI_Agent", "CTI_Admin", "CTI_Integration"])
def test_every_permission_set_shows_every_field_of_the_task(who: str) -> None:
    """A field that nobody may see is, for the API, no field."""
    file = MANIFEST / "softphone" / "permissionsets" / f"{who}.permissionset-meta.xml"
    seen = {
        said.findtext(f"{SPACE}field"): said.findtext(f"{SPACE}editable") == "true"
        for said in tree(file).iter(f"{SPACE}fieldPermissions")
        if said.findtext(f"{SPACE}readable") == "true"
    }
    rights = {said.findtext(f"{SPACE}name") for said in tree(file).iter(f"{SPACE}userPermissions")}

    of_tasks = {name: may for name, may in seen.items() if name and name.startswith("Task.")}
    assert of_tasks == {f"Task.{name}": who == "CTI_Integration" for name in deployed_fields()}
    assert "ApiEnabled" in rights


def test_code_manifest_stand_in_and_page_agree_on_the_fields_of_a_lead() -> None:
    """Its key is what keeps a lead that is made twice one lead."""
    folder = MANIFEST / "softphone" / "objects" / "Lead" / "fields"
    deployed = {file.name.removesuffix(".field-meta.xml") for file in folder.iterdir()}
    emulated = json.loads(OBJECTS.read_bytes())["Lead"]["fields"]

    assert deployed == {name for name in LEAD_FIELDS if name.endswith("__c")}
    assert deployed == {name for name in emulated if name.endswith("__c")}
    assert list(LEAD_FIELDS) == told_fields("leads")


def test_code_manifest_and_stand_in_agree_on_the_object_of_the_key() -> None:
    """Where Activity takes no unique field, it is all that keeps a second Task out."""
    folder = MANIFEST / "call-object" / "objects" / KEY_OBJECT / "fields"
    emulated = json.loads(OBJECTS.read_bytes())[KEY_OBJECT]["fields"]
    deployed = {file.name.removesuffix(".field-meta.xml"): tree(file) for file in folder.iterdir()}
    unique = {
        name: said.findtext(f"{SPACE}unique") == "true" == said.findtext(f"{SPACE}externalId")
        for name, said in deployed.items()
    }

    assert {KEY_FIELD: True, KEY_OBJECT_TASK: False} == unique
    assert unique == {
        name: row.get("unique", False) for name, row in emulated.items() if name.endswith("__c")
    }


def test_the_integration_user_may_make_leads_and_give_them_away() -> None:
    """Nobody else is granted anything about leads: agents have that from their admin."""
    file = MANIFEST / "softphone" / "permissionsets" / "CTI_Integration.permissionset-meta.xml"
    said = file.read_text("utf-8")
    lead = next(
        row
        for row in tree(file).iter(f"{SPACE}objectPermissions")
        if row.findtext(f"{SPACE}object") == "Lead"
    )

    may = [lead.findtext(f"{SPACE}{what}") for what in ("allowCreate", "allowEdit")]
    assert ["true", "true"] == may
    assert "<name>TransferAnyLead</name>" in said
    assert "<field>Lead.CTI_Call_Key__c</field>" in said


def test_the_app_grants_what_we_ask_for_and_no_more() -> None:
    """A scope too few refuses the sign-in, one too many frightens an admin."""
    (settings,) = MANIFEST.rglob("*.ecaOauth-meta.xml")
    granted = tree(settings).findtext(f"{SPACE}commaSeparatedOauthScopes", "").split(", ")

    assert sorted(SCOPES[asked] for asked in SCOPE.split()) == sorted(granted)


def test_the_app_wants_pkce_and_a_secret_and_ships_none() -> None:
    """Salesforce makes key and secret when the app is deployed; they stay there."""
    (settings,) = MANIFEST.rglob("*.ecaGlblOauth-meta.xml")
    said = {child.tag.removeprefix(SPACE): child.text for child in tree(settings)}

    assert "true" == said["isPkceRequired"]
    assert "false" == said["isConsumerSecretOptional"]
    assert set() == {"consumerKey", "consumerSecret", "certificate"} & said.keys()


def test_those_who_are_approved_for_the_app_are_those_with_our_permission_sets() -> None:
    """The server signs in as a user who never saw a consent page."""
    (policies,) = MANIFEST.rglob("*.ecaOauthPlcy-meta.xml")
    approved = tree(policies).findtext(f"{SPACE}commaSeparatedPermissionSet", "").split(",")
    ours = (MANIFEST / "softphone" / "permissionsets").iterdir()

    assert sorted(approved) == sorted(file.name.partition(".")[0] for file in ours)


@pytest.mark.parametrize("file", XML, ids=lambda file: str(file.relative_to(MANIFEST)))
def test_every_file_is_well_formed_and_metadata(file: Path) -> None:
    """One wrong bracket, and nothing of the folder is deployed."""
    root = tree(file)
    metadata = file.name != "call_center.xml"  # the file for import has no namespace

    assert metadata == root.tag.startswith(SPACE)


@pytest.mark.parametrize("file", XML, ids=lambda file: str(file.relative_to(MANIFEST)))
def test_elements_that_repeat_stand_together(file: Path) -> None:
    """Salesforce calls the second group "duplicated" and deploys nothing."""
    for parent in tree(file).iter():
        names = [f"{child.tag}" for child in parent]
        assert len(set(names)) == sum(name != before for before, name in pairwise(["", *names]))


def test_one_version_is_pinned_everywhere() -> None:
    """What a folder means is settled by the version it is written for."""
    versions = {
        text
        for file in XML
        for name in ("version", "apiVersion")
        if (text := tree(file).findtext(f"{SPACE}{name}")) is not None
    }
    project = json.loads((MANIFEST / "sfdx-project.json").read_bytes())

    assert {API_VERSION} == versions | {project["sourceApiVersion"]}


def test_every_address_is_one_that_the_deployment_replaces() -> None:
    """Left as it stands here, it leads to nobody."""
    project = json.loads((MANIFEST / "sfdx-project.json").read_bytes())
    (replacement,) = project["replacements"]
    addresses = {
        address
        for file in XML
        for address in re.findall(r"https?://[\w.-]+", file.read_text("utf-8"))
    } - {"http://soap.sforce.com"}

    assert {replacement["stringToReplace"]} == addresses


def test_every_part_is_named_in_the_readme() -> None:
    """A folder nobody explains is a folder nobody deploys."""
    project = json.loads((MANIFEST / "sfdx-project.json").read_bytes())
    readme = (MANIFEST / "README.md").read_text(encoding="utf-8")
    folders = {folder["path"] for folder in project["packageDirectories"]}
    there = {path.name for path in MANIFEST.iterdir() if path.is_dir()} - {"teams"}  # another's

    assert folders == there
    assert folders == set(re.findall(r"^\| `([\w-]+)/` \|", readme, re.MULTILINE))
