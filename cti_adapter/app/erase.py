"""`cti-adapter erase`: erases all that is kept of a caller in one org, or counts it first (B-15).

Never says the number again: what is printed may be kept as a proof.
"""

import getpass
import sys

from cti_adapter.app.product import NoPost, Product, open_deployment
from cti_adapter.calls.number import PhoneNumber, normal_form
from cti_adapter.errors import SettingsError
from cti_adapter.org_book import OrgBook
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.audit import Deed, noting
from cti_adapter.service.erasing import Erasable
from cti_adapter.settings import Settings


def erase(settings: Settings, org_key: str | None, number: str, *, yes: bool, by: str) -> int:
    """Erase a caller; return 1 where calls had to be left, else 0.

    Args:
        settings: of the deployment.
        org_key: in which org; by default in the only one.
        number: as somebody wrote it.
        yes: whether to do it; else it is only counted.
        by: who does it; by default the user of this machine.

    Raises:
        SettingsError: no org is meant, or several are; the number is none.
    """
    storage = open_deployment(settings)
    try:
        product = Product(settings, storage, NoPost())
        org_id = org_of(product.orgs, org_key)
        wanted = number_of(number, product.orgs.policy(org_id).region)
        erasing = product.privacy.erasing()
        if not yes:
            sys.stdout.write(_counted(erasing.find(org_id, wanted)))
            return 0
        who = by or getpass.getuser()
        with noting(Deed(org_id=org_id, who=who, what="caller.erased")):
            done = erasing.erase(org_id, wanted, who)
    finally:
        storage.close()
    sys.stdout.write(f"Erased: {_calls(done.calls)}.\n{_left(done)}")
    return 1 if done.going_on else 0


def org_of(orgs: OrgBook, key: str | None) -> OrgId:
    """Return the org of a key, or the only one.

    Raises:
        SettingsError: there is none, or several are meant.
    """
    found = [org for org in orgs.all() if key in {None, org.key}]
    if not found:
        raise SettingsError(f"--org: no org has the key {key!r}" if key else "there is no org yet")
    if len(found) > 1:
        keys = ", ".join(sorted(org.key for org in found))
        raise SettingsError(f"--org: say which one of {keys}")
    return found[0].id


def number_of(text: str, region: str) -> PhoneNumber:
    """Return a number as somebody wrote it in its normal form.

    Raises:
        SettingsError: it is none.
    """
    try:
        number = normal_form(text, region)
    except ValueError as error:
        raise SettingsError(f"--number: {error}") from error
    if number is None:
        raise SettingsError("--number: a withheld number is nobody's")
    return number


def _counted(found: Erasable) -> str:
    return (
        f"This number has {_calls(found.calls)} to erase.\n{_left(found)}"
        "Nothing was erased: add --yes to do it.\n"
    )


def _left(found: Erasable) -> str:
    if not found.going_on:
        return ""
    why = "not over yet, or something of it is being sent"
    return f"{_calls(found.going_on)} {why}: run the command again afterwards.\n"


def _calls(n: int) -> str:
    return "1 call" if n == 1 else f"{n} calls"
