"""Members of a describe that clients expect and that say nothing about a call.

jsforce's types of the REST answers name them; an org of plain objects has these values. What
carries a meaning stands in describe.py. Asks nobody.
"""

from typing import Any, Final

from cti_adapter.emulator.org.schema import Field

OBJECT: Final[dict[str, Any]] = {
    "associateEntityType": None,
    "associateParentEntity": None,
    "customSetting": False,
    "deepCloneable": False,
    "deprecatedAndHidden": False,
    "feedEnabled": False,
    "hasSubtypes": False,
    "idEnabled": True,
    "isInterface": False,
    "isSubtype": False,
    "mruEnabled": True,
    "replicateable": True,
}
"""In describeGlobal and in the describe of one object."""

FULL: Final[dict[str, Any]] = {
    "actionOverrides": [],
    "compactLayoutable": True,
    "defaultImplementation": None,
    "implementedBy": None,
    "implementsInterfaces": None,
    "listviewable": None,
    "lookupLayoutable": None,
    "namedLayoutInfos": [],
    "networkScopeFieldName": None,
    "searchLayoutable": True,
    "supportedScopes": [],
}
"""In the describe of one object only."""

CHILD: Final[dict[str, Any]] = {
    "cascadeDelete": False,
    "deprecatedAndHidden": False,
    "junctionIdListNames": [],
    "junctionReferenceTo": [],
    "restrictedDelete": False,
}
"""In a child relationship."""

_FIELD: Final[dict[str, Any]] = {
    "aiPredictionField": False,
    "calculatedFormula": None,
    "cascadeDelete": False,
    "compoundFieldName": None,
    "controllerName": None,
    "defaultValueFormula": None,
    "dependentPicklist": False,
    "deprecatedAndHidden": False,
    "displayLocationInDecimal": False,
    "encrypted": False,
    "extraTypeInfo": None,
    "filteredLookupInfo": None,
    "formulaTreatNullNumberAsZero": False,
    "highScaleNumber": False,
    "htmlFormatted": False,
    "inlineHelpText": None,
    "mask": None,
    "maskType": None,
    "queryByDistance": False,
    "referenceTargetField": None,
    "relationshipOrder": None,
    "restrictedDelete": False,
    "searchPrefilterable": False,
    "writeRequiresMasterRead": False,
}

_SOAP: Final = {
    "boolean": "xsd:boolean",
    "currency": "xsd:double",
    "date": "xsd:date",
    "datetime": "xsd:dateTime",
    "double": "xsd:double",
    "id": "tns:ID",
    "int": "xsd:int",
    "reference": "tns:ID",
}
_BYTES_A_CHARACTER: Final = 3  # of a text in a describe
_MONEY: Final = (18, 2)  # digits, and those behind the point


def of_field(one: Field) -> dict[str, Any]:
    """Return what a describe says of a column beside its meaning."""
    money = _SOAP.get(one.type) == "xsd:double"
    return {
        **_FIELD,
        "aggregatable": one.filterable,
        "byteLength": one.length * _BYTES_A_CHARACTER,
        "defaultValue": one.default if one.type == "boolean" else None,
        "namePointing": one.polymorphic,
        "permissionable": one.custom or (one.type not in {"id", "boolean"} and not one.required),
        "precision": _MONEY[0] if money else 0,
        "scale": _MONEY[1] if money else 0,
        "soapType": _SOAP.get(one.type, "xsd:string"),
    }
