"""The texts of refusals in the language of the org; codes stay as they are.

Salesforce writes messages in the user's language, so a client that reads more than the code
sees another text in another org (facts/salesforce.md 9.1.16). The German texts are [?]: ours,
in the manner of the platform; what an admin wrote (a validation rule) stays as it was written.
"""

import re
from typing import Any, Final

from cti_adapter.emulator.errors import Refused

_GERMAN: Final = {
    "INVALID_SESSION_ID": (
        ("Session expired or invalid", "Sitzung abgelaufen oder ungültig"),
        (
            "This session is not valid for use with the REST API",
            "Diese Sitzung ist für die Verwendung mit der REST-API nicht gültig",
        ),
    ),
    "NOT_FOUND": (
        (
            "The requested resource does not exist",
            "Die angeforderte Ressource ist nicht vorhanden",
        ),
    ),
    "REQUEST_LIMIT_EXCEEDED": (
        ("TotalRequests Limit exceeded.", "Das Limit für TotalRequests wurde überschritten."),
        (
            "ConcurrentPerOrgLongTxn Limit exceeded.",
            "Das Limit für ConcurrentPerOrgLongTxn wurde überschritten.",
        ),
    ),
    "UNABLE_TO_LOCK_ROW": (
        (
            "unable to obtain exclusive access to this record or {}",
            "kein exklusiver Zugriff auf diesen Datensatz möglich oder {}",
        ),
    ),
    "SERVER_UNAVAILABLE": (("Server Unavailable", "Server nicht verfügbar"),),
    "UNKNOWN_EXCEPTION": (
        (
            "An unexpected error occurred. {}",
            "Ein unerwarteter Fehler ist aufgetreten. {}",
        ),
    ),
    "DUPLICATE_VALUE": (
        (
            "duplicate value found: {} duplicates value on record with id: {}",
            "Doppelter Wert gefunden: {} dupliziert den Wert im Datensatz mit der ID: {}",
        ),
    ),
    "REQUIRED_FIELD_MISSING": (
        ("Required fields are missing: [{}]", "Erforderliche Felder fehlen: [{}]"),
    ),
    "STRING_TOO_LONG": (
        (
            "{}: data value too large: {} (max length={})",
            "{}: Datenwert zu groß: {} (maximale Länge={})",
        ),
    ),
    "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST": (
        (
            "{}: bad value for restricted picklist field: {}",
            "{}: Ungültiger Wert für eingeschränktes Auswahllistenfeld: {}",
        ),
    ),
    "INVALID_FIELD": (
        ("No such column '{}' on sobject of type {}", "Keine Spalte '{}' im sObject vom Typ {}"),
    ),
    "INVALID_CROSS_REFERENCE_KEY": (("invalid cross reference id", "Ungültige Querverweis-ID"),),
    "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY": (
        (
            "insufficient access rights on cross-reference id{}",
            "Unzureichende Zugriffsrechte für Querverweis-ID{}",
        ),
    ),
    "ENTITY_IS_DELETED": (("entity is deleted", "Entität wurde gelöscht"),),
    "CANNOT_UPDATE_CONVERTED_LEAD": (
        ("cannot reference converted lead", "Verweis auf konvertierten Lead nicht möglich"),
    ),
    "INACTIVE_OWNER_OR_USER": (
        (
            "operation performed with inactive user [{}] as owner{}",
            "Vorgang wurde mit dem inaktiven Benutzer [{}] als Inhaber durchgeführt{}",
        ),
    ),
    "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE": (
        (
            "Updates can't be made during maintenance",
            "Während der Wartung sind keine Änderungen möglich",
        ),
    ),
}


def rows(refused: Refused, language: str) -> list[dict[str, Any]]:
    """Return the body of a refusal as a user of this language reads it."""
    body = refused.body()
    return [{**row, "message": said(row["errorCode"], row["message"], language)} for row in body]


def said(code: str, message: str, language: str) -> str:
    """Return a message in a language; one we have no words for stays English."""
    known = _GERMAN.get(code, ()) if language == "de" else ()
    fitting = ((_parts(english, message), german) for english, german in known)
    return next((german.format(*parts) for parts, german in fitting if parts is not None), message)


def _parts(template: str, message: str) -> tuple[str, ...] | None:
    """Return what stands in a message where its template has {}; None where it is another."""
    pattern = "(.*)".join(re.escape(fixed) for fixed in template.split("{}"))
    found = re.fullmatch(pattern, message, re.DOTALL)
    return tuple(found.groups()) if found else None
