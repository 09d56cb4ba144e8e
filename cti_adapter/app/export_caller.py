"""`cti-adapter export`: all that is kept of a caller in one org, as JSON (B-15).

What is printed is private: it is for the person alone, and for nobody's terminal or log.
"""

import getpass
import os
import sys
from pathlib import Path

from cti_adapter.app.erase import number_of, org_of
from cti_adapter.app.product import NoPost, Product, open_deployment, utc_now
from cti_adapter.errors import SettingsError
from cti_adapter.service.audit import Deed, noting
from cti_adapter.settings import Settings

_OURS = 0o600
"""Nobody else on the machine reads the file."""


def export_caller(settings: Settings, org_key: str | None, number: str, out: Path, by: str) -> int:
    """Write what is kept of a caller into a file that nobody else may read; return 0.

    Args:
        settings: of the deployment.
        org_key: in which org; by default in the only one.
        number: as somebody wrote it.
        out: the file; it must not be there yet.
        by: who does it; by default the user of this machine.

    Raises:
        SettingsError: no org is meant, or several are; the number is none; the file is there.
    """
    storage = open_deployment(settings)
    try:
        product = Product(settings, storage, NoPost())
        org_id = org_of(product.orgs, org_key)
        wanted = number_of(number, product.orgs.policy(org_id).region)
        try:
            file = os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OURS), "wb")
        except OSError as error:
            raise SettingsError(f"--out: {error.strerror}: {out}") from error
        with file:
            exporting = product.privacy.exporting(utc_now)
            who = by or getpass.getuser()
            with noting(Deed(org_id=org_id, who=who, what="caller.exported")):
                file.write(exporting.export(org_id, wanted, who))
    finally:
        storage.close()
    sys.stdout.write(f"Written: {out}. Hand it to the person, then delete it.\n")
    return 0
