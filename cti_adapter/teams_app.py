"""The app package by which Microsoft Teams shows the companion as a personal tab: one zip file.

What stands in it is manifest/teams/, with the address of this deployment and the key of one org in
the places of those of nobody. It is uploaded by hand, and nothing of it is secret.

Format: https://learn.microsoft.com/microsoftteams/platform/resources/schema/manifest-schema
"""

import io
import json
import zipfile
from pathlib import Path
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from cti_adapter import __version__
from cti_adapter.errors import SettingsError

SOURCE = Path(__file__).parents[1] / "manifest" / "teams"
FILES = ("color.png", "outline.png", "de.json")
"""What goes in as it is; the manifest beside them is written anew."""

_NOBODY, _NO_ORG = "https://cti.example.com", "/o/main/"
_ANY_DAY = (1980, 1, 1, 0, 0, 0)
"""The same app is the same file, whenever it is made."""


def teams_app(public_url: str, org_key: str) -> bytes:
    """Return the app package of one org's companion.

    The app's id follows from the companion's address: the same companion stays the same app.

    Args:
        public_url: our own origin; Teams loads nothing but https.
        org_key: names the org in the companion's address.

    Raises:
        SettingsError: the origin is not https.
    """
    if not public_url.startswith("https://"):
        raise SettingsError("CTI_PUBLIC_URL: Teams shows only pages of https")
    text = (SOURCE / "manifest.json").read_text(encoding="utf-8")
    app = json.loads(text.replace(_NO_ORG, f"/o/{org_key}/").replace(_NOBODY, public_url))
    app["id"] = str(uuid5(NAMESPACE_URL, f"{public_url}/o/{org_key}/companion"))
    app["version"] = __version__.partition("+")[0]
    app["validDomains"] = [urlsplit(public_url).netloc]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name in FILES:
            package.writestr(zipfile.ZipInfo(name, _ANY_DAY), (SOURCE / name).read_bytes())
        manifest = json.dumps(app, ensure_ascii=False, indent=2)
        package.writestr(zipfile.ZipInfo("manifest.json", _ANY_DAY), manifest)
    return packed.getvalue()
