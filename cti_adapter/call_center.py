"""The call center definition: what Salesforce has to know to host the softphone.

The files stand in manifest/; here they get the deployment's own address.
"""

from pathlib import Path

MANIFEST = Path(__file__).parent.parent / "manifest"

_FILES = {
    "import": MANIFEST / "call_center.xml",
    "metadata": MANIFEST / "metadata" / "callCenters" / "CTIAdapter.callCenter",
}
FORMATS = tuple(_FILES)
_ADDRESS = "https://cti.example.com/o/main/softphone"


def call_center(public_url: str, org_key: str, file_format: str = "import") -> str:
    """Return the definition for one org.

    Args:
        public_url: our own origin.
        org_key: names the org in the adapter's address.
        file_format: "import" for Setup, Call Centers; "metadata" for deployment.
    """
    address = f"{public_url}/o/{org_key}/softphone"
    return _FILES[file_format].read_text().replace(_ADDRESS, address)
