"""Pages of one agent at two devices, for the tests of the lease."""

from datetime import UTC, datetime

from cti_adapter.service import lease as leases
from cti_adapter.service.lease import Lease, Page

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)


def page(name: str, browser: str, *, process: str = "alive", socket: str = "") -> Page:
    """Return a page; its socket is named after it."""
    return Page(id=name, browser=browser, process=process, socket=socket or f"{name}-1")


PC_1, PC_2, LAPTOP_1 = page("pc-1", "pc"), page("pc-2", "pc"), page("laptop-1", "laptop")


def joined(*pages: Page) -> Lease:
    """Return the lease after these pages were opened, in this order."""
    lease = Lease()
    for one in pages:
        lease = leases.joined(lease, one, AT)
    return lease
