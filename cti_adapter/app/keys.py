"""`cti-adapter keys rotate`: seals everything anew with the first key, while the server runs."""

import getpass
import sys

from cti_adapter.app.product import open_deployment
from cti_adapter.service.audit import NO_ORG, Deed
from cti_adapter.settings import Settings


def rotate_keys(settings: Settings) -> int:
    """Seal anew what a former key has sealed; return 1 where one of them is still needed, else 0.

    Args:
        settings: of the deployment; the new key stands before the former ones.

    Raises:
        SettingsError: a stored secret opens with none of the keys.
    """
    storage = open_deployment(settings)
    left = anew = 0
    try:
        for each in storage.sealed.rotate():
            sys.stdout.write(f"{each.place}: {each.anew} of {each.rows} anew\n")
            anew, left = anew + each.anew, left + each.left
        storage.audit.append(
            Deed(org_id=NO_ORG, who=getpass.getuser(), what="keys.rotated", of=f"{anew} anew")
        )
    finally:
        storage.close()
    if left:
        sys.stdout.write(
            f"{left} numbers of which Leads were made are known by a hash of a former key alone:"
            " without it such a caller may become a second Lead.\n"
        )
        return 1
    sys.stdout.write("Everything is sealed with the first key: the others can be taken away.\n")
    return 0
