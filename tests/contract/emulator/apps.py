"""The External Client Apps of the tests' org, one for each policy an admin may set."""

from typing import Any, Final

from tests.contract.emulator.standin import CALLBACK, CLIENT_ID, CLIENT_SECRET

ROTATING: Final = "rotating"
APPROVED: Final = "approved-only"
MACHINE: Final = "machine"
PUBLIC: Final = "public"
NARROW: Final = "narrow"


def apps(certificate_pem: str) -> list[dict[str, Any]]:
    """Return the apps as the stand-in reads them; one key signs the assertions of all."""
    usual = {
        "client_secret": CLIENT_SECRET,
        "callback_urls": [CALLBACK],
        "certificate_pem": certificate_pem,
    }
    return [
        {
            **usual,
            "client_id": CLIENT_ID,
            "name": "Contract tests",
            "preauthorised_users": ["integration@example.test", "a@example.test"],
        },
        {**usual, "client_id": ROTATING, "rotate_refresh": True, "preauthorised_users": ["*"]},
        {
            **usual,
            "client_id": APPROVED,
            "permitted_users": "admin_approved",
            "preauthorised_users": ["A@example.test"],
        },
        {
            **usual,
            "client_id": MACHINE,
            "permitted_users": "admin_approved",
            "preauthorised_users": ["integration@example.test"],
            "run_as": "integration@example.test",
        },
        {**usual, "client_id": PUBLIC, "client_secret": None, "preauthorised_users": ["*"]},
        {
            **usual,
            "client_id": NARROW,
            "scopes": ["openid", "id"],
            "require_pkce": False,
            "preauthorised_users": ["*"],
        },
    ]
