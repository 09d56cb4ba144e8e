"""The two files Salesforce takes a call center from: one for Setup, one for deployment.

They say the same and look different (facts/open-cti.md 6.2): the file for import counts its lines
with sortOrder and has no namespace, the metadata has neither and repeats some items as a line of
JSON. The files of manifest/ are these, for an address of nobody.
"""

import json
from xml.etree import ElementTree as ET

from cti_adapter.call_center.definition import (
    DISPLAY_NAME,
    Section,
    Standby,
    sections,
)

FORMATS = ("import", "metadata")

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = "http://soap.sforce.com/2006/04/metadata"

_NAMES = {"reqInternalName", "reqDisplayName"}
"""Not items in the metadata: the file's name and an element of its own say them."""

_BEHAVIOUR = (
    "reqTimeout",
    "reqStandbyUrl",
    "reqSoftphoneHeight",
    "reqSoftphoneWidth",
    "reqUseApi",
    "reqSalesforceCompatibilityMode",
)
"""What real files repeat in customSettings (facts/open-cti.md 6.2) [P]."""


def call_center(
    public_url: str, org_key: str, file_format: str = "import", *, standby: Standby | None = None
) -> str:
    """Return the definition for one org, as the text of a file.

    Args:
        public_url: our own origin.
        org_key: names the org in the adapter's address.
        file_format: "import" for Setup, Call Centers; "metadata" for deployment.
        standby: what Salesforce loads where our page does not come up; None for nothing.
    """
    address = f"{public_url}/o/{org_key}/softphone"
    said = sections(address, org_key, standby)
    root = _import_tree(said) if file_format == "import" else _metadata_tree(said)
    ET.indent(root, " " * 4)
    return f"{_DECLARATION}{ET.tostring(root, encoding='unicode')}\n"


def _import_tree(said: tuple[Section, ...]) -> ET.Element:
    root = ET.Element("callCenter")
    root.append(ET.Comment(" Setup, Call Centers, Import; made by `cti-adapter call-center`. "))
    for place, section in enumerate(said):
        order = {"sortOrder": str(place), "name": section.name, "label": section.label}
        group = ET.SubElement(root, "section", order)
        for row, item in enumerate(section.items):
            order = {"sortOrder": str(row), "name": item.name, "label": item.label}
            ET.SubElement(group, "item", order).text = item.value or None
    return root


def _metadata_tree(said: tuple[Section, ...]) -> ET.Element:
    values = {item.name: item for section in said for item in section.items}
    root = ET.Element("CallCenter", xmlns=_NAMESPACE)
    behaviour = {name: values[name].value for name in _BEHAVIOUR if name in values}
    _say(root, "adapterUrl", values["reqAdapterUrl"].value)
    _say(root, "customSettings", json.dumps(behaviour, separators=(",", ":")))
    _say(root, "displayName", DISPLAY_NAME)
    _say(root, "displayNameLabel", values["reqDisplayName"].label)
    _say(root, "internalNameLabel", values["reqInternalName"].label)
    for section in said:
        group = ET.SubElement(root, "sections")
        for item in section.items:
            if item.name not in _NAMES:
                line = ET.SubElement(group, "items")
                _say(line, "label", item.label)
                _say(line, "name", item.name)
                _say(line, "value", item.value)
        _say(group, "label", section.label)
        _say(group, "name", section.name)
    return root


def _say(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text or None
