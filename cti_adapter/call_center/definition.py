"""What our call center definition says, whatever the format it is written in.

Values an admin may change afterwards stand here with their defaults; Setup, Call Centers, Edit
changes them in the org. Writes no file.
"""

from typing import NamedTuple

INTERNAL_NAME = "CTIAdapter"
"""Unique in the org; the file name of the metadata form."""

DISPLAY_NAME = "CTI Adapter"

HEIGHT_PX, WIDTH_PX = 560, 400
"""The declared size (requirements.md 5.1)."""


class Item(NamedTuple):
    """One line of a section, as Setup shows it."""

    name: str
    label: str
    value: str


class Section(NamedTuple):
    """A group of items; its name and theirs make the keys of `getCallCenterSettings`."""

    name: str
    label: str
    items: tuple[Item, ...]


class Standby(NamedTuple):
    """What Salesforce loads in our place while we do not report that we are alive."""

    url: str
    after_ms: int
    """Milliseconds from the load of the page."""


def sections(address: str, org_key: str, standby: Standby | None = None) -> tuple[Section, ...]:
    """Return the definition: what Salesforce asks for, how to dial, and what is ours.

    Args:
        address: of the softphone of one org.
        org_key: names the org in that address; told to the page again as `/ctiAdapter/orgKey`.
        standby: the page to load where we do not come up; both of its items or neither
            (facts/open-cti.md 5.2) [C].
    """
    waiting: tuple[Item, ...] = ()
    if standby is not None:
        waiting = (
            Item("reqStandbyUrl", "Standby URL", standby.url),
            Item("reqTimeout", "Timeout (ms)", str(standby.after_ms)),
        )
    return (
        Section(
            "reqGeneralInfo",
            "General Information",
            (
                Item("reqInternalName", "Internal Name", INTERNAL_NAME),
                Item("reqDisplayName", "Display Name", DISPLAY_NAME),
                Item("reqAdapterUrl", "CTI Adapter URL", address),
                Item("reqUseApi", "Use CTI API", "true"),
                Item("reqSoftphoneHeight", "Softphone Height", str(HEIGHT_PX)),
                Item("reqSoftphoneWidth", "Softphone Width", str(WIDTH_PX)),
                Item(
                    "reqSalesforceCompatibilityMode",
                    "Salesforce Compatibility Mode",
                    "Classic_and_Lightning",
                ),
                *waiting,
            ),
        ),
        Section(
            "reqDialingOptions",
            "Dialing Options",
            (
                Item("reqOutsidePrefix", "Outside Prefix", ""),
                Item("reqLongDistPrefix", "Long Distance Prefix", ""),
                Item("reqInternationalPrefix", "International Prefix", ""),
            ),
        ),
        Section("ctiAdapter", "CTI Adapter", (Item("orgKey", "Org Key", org_key),)),
    )
