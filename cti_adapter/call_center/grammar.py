"""What Salesforce would refuse in a call center definition before it is imported.

The grammar is that of facts/open-cti.md 5.1 and 5.2 (Open CTI Developer Guide, call center
definition files) [C]. Reads a text and says sentences; never changes, fetches or sends anything.
"""

import re
from collections.abc import Iterator
from itertools import count
from xml.etree import ElementTree as ET

_MAX_NAME, _MAX_LABEL = 40, 1000
_ALPHANUMERIC = re.compile(r"[A-Za-z0-9]+")
_INTERNAL_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{0,39}")
_RESERVED = {"label", "sortOrder", "internalNameLabel", "displayNameLabel"}
_MODES = ("Classic", "Lightning", "Classic_and_Lightning")
_PIXELS = {"reqSoftphoneHeight": (240, 2560), "reqSoftphoneWidth": (200, 1920)}

_REQUIRED = (
    "reqInternalName",
    "reqDisplayName",
    "reqAdapterUrl",
    "reqUseApi",
    "reqSoftphoneHeight",
    "reqSoftphoneWidth",
)
_KNOWN = {
    "reqGeneralInfo": {
        *_REQUIRED,
        "reqSalesforceCompatibilityMode",
        "reqStandbyUrl",
        "reqTimeout",
        "reqCanvasNamespace",
        "reqCanvasApiName",
        "reqDescription",
        "reqProgId",
        "reqVersion",
    },
    "reqDialingOptions": {"reqOutsidePrefix", "reqLongDistPrefix", "reqInternationalPrefix"},
}


def faults_of(text: str) -> tuple[str, ...]:
    """Return what is wrong with a file for import, a sentence a fault; nothing where it is fine.

    Args:
        text: of the file, whoever wrote it.
    """
    if "<!DOCTYPE" in text:
        return ("the file has a document type: take the <!DOCTYPE …> out",)
    try:
        # without a document type nothing expands
        root = ET.fromstring(text.encode())  # noqa: S314 # nosec B314
    except ET.ParseError as error:
        return (f"the file is no XML: {error}",)
    if root.tag != "callCenter":
        return (f"the outermost element is <callCenter>, without a namespace, not <{root.tag}>",)
    return tuple(_faults(root))


def _faults(root: ET.Element) -> Iterator[str]:
    yield from _order("callCenter", root, "section")
    for section in root:
        name = section.get("name", "")
        if name.startswith("req") and name not in _KNOWN:
            yield f"section {name}: names that begin with req are Salesforce's own; choose another"
        yield from _order(f"section {name}", section, "item")
        for item in section.findall("item"):
            yield from _belongs(name, item.get("name", ""))
    general = root.find("section[@name='reqGeneralInfo']")
    if general is None:
        yield "section reqGeneralInfo is missing"
    else:
        yield from _general(general)


def _order(where: str, parent: ET.Element, wanted: str) -> Iterator[str]:
    """Yield what is wrong with the children of an element: kind, order, names, labels."""
    if len(parent) == 0:
        yield f"{where}: at least one <{wanted}> is needed"
    orders = []
    names: set[str] = set()
    for child, place in zip(parent, count()):
        if child.tag != wanted:
            yield f"{where}: only <{wanted}> may stand here, not <{child.tag}>"
        orders.append(child.get("sortOrder", ""))
        name = child.get("name")
        here = f"{where}: {wanted} {name or f'number {place}'}"
        if name is None or not _ALPHANUMERIC.fullmatch(name) or len(name) > _MAX_NAME:
            yield f"{here}: a name has 1 to {_MAX_NAME} letters and digits"
        elif name in _RESERVED:
            yield f"{here}: this name is reserved; choose another"
        if name in names:
            yield f"{here}: the name stands here twice"
        names.add(name or "")
        if len(child.get("label", "")) > _MAX_LABEL:
            yield f"{here}: the label is longer than {_MAX_LABEL} characters"
    if sorted(orders) != sorted(str(place) for place in range(len(orders))):
        yield f"{where}: sortOrder counts from 0 without gaps and repeats, not {', '.join(orders)}"


def _belongs(section: str, item: str) -> Iterator[str]:
    known = _KNOWN.get(section)
    if known is not None and item not in known:
        yield f"section {section}: Salesforce knows no item {item}; is it spelled right?"
    if known is None and item.startswith("req"):
        yield f"section {section}: item {item}: names that begin with req are Salesforce's own"


def _general(section: ET.Element) -> Iterator[str]:
    values = {item.get("name", ""): (item.text or "").strip() for item in section}
    orders = {item.get("name", ""): item.get("sortOrder") for item in section}
    for name in _REQUIRED:
        if name not in values:
            yield f"item {name} is missing"
    for place, name in enumerate(_REQUIRED[:2]):
        if name in orders and orders[name] != str(place):
            yield f"item {name}: its sortOrder is {place}"
    if "reqInternalName" in values and not _INTERNAL_NAME.fullmatch(values["reqInternalName"]):
        yield f"item reqInternalName: a letter, then at most {_MAX_NAME - 1} letters and digits"
    if len(values.get("reqDisplayName", "")) > _MAX_LABEL:
        yield f"item reqDisplayName: at most {_MAX_LABEL} characters"
    yield from _behaviour(values)


def _behaviour(values: dict[str, str]) -> Iterator[str]:
    """Yield what is wrong with values; an empty one may be filled in later, in Setup."""
    mode = values.get("reqSalesforceCompatibilityMode") or _MODES[0]
    if mode not in _MODES:
        yield f"item reqSalesforceCompatibilityMode: one of {', '.join(_MODES)}"
    address = values.get("reqAdapterUrl")
    schemes = ("https://",) if "Lightning" in mode else ("https://", "http://")
    if address and not address.startswith((*schemes, "/apex/")):
        yield f"item reqAdapterUrl: begins with {' or '.join(schemes)}, or with /apex/"
    if values.get("reqUseApi", "") not in {"", "true", "false"}:
        yield "item reqUseApi: true or false"
    for name, (least, most) in _PIXELS.items():
        said = values.get(name)
        if said and not (said.isdecimal() and least <= int(said) <= most):
            yield f"item {name}: {least} to {most} pixels, as digits"
    if bool(values.get("reqStandbyUrl")) != bool(values.get("reqTimeout")):
        yield "items reqStandbyUrl and reqTimeout: both or neither"
    if values.get("reqTimeout") and not values["reqTimeout"].isdecimal():
        yield "item reqTimeout: milliseconds, as digits"
    if "Lightning" in mode and (values.get("reqCanvasNamespace") or values.get("reqCanvasApiName")):
        yield "items reqCanvas…: Lightning does not take Canvas; set the adapter's address instead"
