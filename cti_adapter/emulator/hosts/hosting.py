"""What a page that hosts the softphone knows of it: settings, layouts, Apex, what pops.

Shared by the Lightning and the Classic pages, which say the same things over different wires.
Nothing here knows a wire, a user's session or a page. Sources: facts/open-cti.md 2.10 to 2.14.
"""

from collections.abc import Mapping
from typing import Any, Final

from cti_adapter.emulator import rules
from cti_adapter.emulator.config import CallCenter
from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.org.org import Org
from cti_adapter.emulator.org.schema import ObjectType
from cti_adapter.emulator.org.store import Values
from cti_adapter.emulator.soql import sosl, tree

CALL_TYPES: Final = ("Inbound", "Outbound", "Internal")
MATCHES: Final = ("NoMatch", "SingleMatch", "MultipleMatches")
POP_TYPES: Final = ("PopToEntity", "PopToVisualforce", "PopToFlow", "PopToSearch")
_SHORTEST_SEARCH: Final = 3
"""Characters a search page is popped with (2.9, [C])."""

Layout = dict[str, Any]
Pop = dict[str, Any]


class Hosting:
    """What an admin or a test has set up around the softphone of this org."""

    def __init__(self) -> None:
        self.apex: dict[tuple[str, str], str] = {}
        """What `Class.method` returns, whatever it is given."""
        self.layouts: dict[str, Layout] = {}
        """Softphone layouts by user id; "" is everybody's who has none."""

    def clear(self) -> None:
        self.apex.clear()
        self.layouts.clear()

    def layout_of(self, user: str) -> Layout:
        """Return a user's softphone layout, as getSoftphoneLayout answers it (2.14, [C])."""
        return {**_LAYOUT, **self.layouts.get("", {}), **self.layouts.get(user, {})}

    def run_apex(self, class_name: str, method: str) -> str:
        """Return what a static Apex method returns (2.12).

        Raises:
            Refused: SERVER_ERROR, with Salesforce's text for an unknown class ([C]).
        """
        if not any(known == class_name for known, _ in self.apex):
            raise Refused("SERVER_ERROR", f"Could not load Apex class: {class_name}")
        if (class_name, method) not in self.apex:
            raise Refused("SERVER_ERROR", rules.NO_SUCH_APEX_METHOD.format(method))
        return self.apex[class_name, method]


def settings_of(center: CallCenter, mode: str) -> dict[str, str]:
    """Return the call center as getCallCenterSettings answers it: path to text (2.13, [C]).

    Args:
        center: the definition.
        mode: reqSalesforceCompatibilityMode, for example Classic_and_Lightning.
    """
    general = {
        "reqInternalName": "StandInCallCenter",
        "reqDisplayName": "Stand-in call center",
        "reqAdapterUrl": center.adapter_url,
        "reqUseApi": "true",
        "reqSoftphoneHeight": str(center.height),
        "reqSoftphoneWidth": str(center.width),
        "reqSalesforceCompatibilityMode": mode,
    }
    if center.standby_url:
        standby = {"reqStandbyUrl": center.standby_url, "reqTimeout": str(center.timeout_ms)}
        general |= standby
    sections: dict[str, dict[str, str]] = {"reqGeneralInfo": general}
    for path, value in center.settings.items():
        _, section, name = path.split("/")
        sections.setdefault(section, {})[name] = value
    flat = {
        "/displayNameLabel": "Display Name",
        "/internalNameLabel": "Internal Name",
        "/label": "Stand-in call center",
    }
    for place, (section, items) in enumerate(sections.items()):
        flat[f"/{section}/label"] = _LABELS.get(section, section)
        flat[f"/{section}/sortOrder"] = f"{place}.0"
        for order, (name, value) in enumerate(items.items()):
            flat[f"/{section}/{name}"] = value
            flat[f"/{section}/{name}/label"] = _LABELS.get(name, name)
            flat[f"/{section}/{name}/sortOrder"] = f"{order}.0"
    return flat


def callers(org: Org, layout: Layout, call_type: str, text: str) -> dict[str, Values]:
    """Return what searchAndScreenPop finds: record id to the fields of the layout (2.10, [C]).

    Only objects of the layout are searched, and of those only the ones with fields in it.
    """
    words = [sosl.escaped(word) for word in text.split() if word]
    chosen = layout[call_type]["objects"]
    targets = tuple(
        tree.Query(selection=tuple(tree.Column((c,)) for c in _columns(org, name, rows)), source=n)
        for name, rows in chosen.items()
        if rows
        for n in (org.kind(name).name,)
    )
    if not words or not targets:
        return {}
    found = sosl.run(tree.Search(term=" ".join(words), returning=targets), org, "")
    return {row["Id"]: _match(row) for row in found}


def pop_of(layout: Layout, call_type: str, found: Mapping[str, Values], asked: Values) -> Pop:
    """Return the type and params of the pop a layout wants, {} where it wants none (2.10).

    Args:
        layout: of the user.
        call_type: one of CALL_TYPES.
        found: what `callers` returned.
        asked: searchParams, and where given queryParams, defaultFieldValues, params.
    """
    match = MATCHES[min(len(found), 2)]
    chosen = layout[call_type].get("screenPopSettings", {}).get(match, {})
    target = chosen.get("screenPopData")
    match chosen.get("screenPopType"):
        case "PopToEntity" if len(found) == 1:
            return {"type": "sobject", "params": {"recordId": next(iter(found))}}
        case "PopToEntity" if not found and target:
            defaults = asked.get("defaultFieldValues") or {}
            params = {"entityName": target, "defaultFieldValues": defaults}
            return {"type": "newRecord", "params": params}
        case "PopToSearch" if len(asked["searchParams"]) >= _SHORTEST_SEARCH:
            return {"type": "search", "params": {"searchString": asked["searchParams"]}}
        case "PopToFlow" if target:
            flow = (asked.get("params") or {}).get("FLOW") or {}
            given = {"flowDevName": target, "flowArgs": flow.get("flowArgs") or []}
            return {"type": "flow", "params": given}
        case "PopToVisualforce" if target:
            query = asked.get("queryParams")
            return {"type": "url", "params": {"url": f"/apex/{target}{f'?{query}' * bool(query)}"}}
        case _:
            return {}


def _columns(org: Org, name: str, chosen: list[dict[str, str]]) -> list[str]:
    kind = org.kind(name)
    wanted = ["Id", "LastModifiedDate", _name_field(kind), *(row["apiName"] for row in chosen)]
    about_person = {"Contact": ["AccountId", "IsPersonAccount"]}.get(
        kind.name, ["IsPersonAccount", "PersonContactId"]
    )
    person = about_person if kind.name in {"Account", "Contact"} else []
    wanted += [column for column in person if column in kind.fields]
    return list(dict.fromkeys(wanted))


def _name_field(kind: ObjectType) -> str:
    return kind.name_field or "Id"


def _match(row: Values) -> Values:
    fields = {key: value for key, value in row.items() if key != "attributes"}
    return {**fields, "RecordType": row["attributes"]["type"]}


_LABELS: Final = {
    "reqGeneralInfo": "General Information",
    "reqInternalName": "Internal Name",
    "reqDisplayName": "Display Name",
    "reqAdapterUrl": "CTI Adapter URL",
    "reqUseApi": "Use CTI API",
    "reqSoftphoneHeight": "Softphone Height",
    "reqSoftphoneWidth": "Softphone Width",
    "reqSalesforceCompatibilityMode": "Salesforce Compatibility Mode",
    "reqStandbyUrl": "CTI Standby URL",
    "reqTimeout": "Timeout",
    "reqDialingOptions": "Dialing Options",
    "reqOutsidePrefix": "Outside Prefix",
    "reqLongDistPrefix": "Long Distance Prefix",
    "reqInternationalPrefix": "International Prefix",
}
_NAME_AND_PHONE: Final = [
    {"displayName": "Name", "apiName": "Name"},
    {"displayName": "Phone", "apiName": "Phone"},
]
_OBJECTS: Final = dict.fromkeys(("Account", "Contact", "Lead"), _NAME_AND_PHONE)
_LAYOUT: Final[Layout] = {
    "Internal": {
        "callRelatedFields": ["ANI", "DNIS"],
        "objects": _OBJECTS,
        "screenPopSettings": {},
    },
    "Inbound": {
        "callRelatedFields": ["ANI", "DNIS", "SEGMENT", "QUEUE"],
        "objects": _OBJECTS,
        "screenPopSettings": {
            "screenPopsOpenWithin": "ExistingWindow",
            "NoMatch": {},
            "SingleMatch": {"screenPopType": "PopToEntity"},
            "MultipleMatches": {"screenPopType": "PopToSearch"},
        },
    },
    "Outbound": {"callRelatedFields": ["DNIS"], "objects": _OBJECTS, "screenPopSettings": {}},
}
"""The layout of a user whom nobody gave another."""
