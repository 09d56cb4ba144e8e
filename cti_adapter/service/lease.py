"""Which page of an agent rings, pops and dials: the lease, and the pages it can go to. Pure.

It follows the focus within one browser. Another browser or device gets it when the page that has
it is gone, or by 'Take over here'; never by focus (requirements.md, DECISION 48; docs/adr/0024).
Commands are taken from every page and do not ask here.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from cti_adapter.calls.sign_in import Client

MOST_PAGES = 40
"""Pages remembered per agent; a browser opens fewer sockets than that."""

RETURNS_WITHIN = timedelta(seconds=15)
"""So long a page that lost its line, or was reloaded, gets back what was only inherited."""


DEAD_AFTER = timedelta(seconds=20)
"""A web process not seen for so long is dead; longer than its panels need to come back."""


class Page(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An open page of an agent: one softphone or companion with a socket."""

    id: str
    """Made by the page as it is loaded; a reload is another page."""
    browser: str
    """The same for all pages of one browser, as the server recognises it."""
    process: str
    """The web process that holds its socket."""
    socket: str
    """Names the socket: a page that comes back has another one."""
    client: Client = "softphone"


class Lent(msgspec.Struct, frozen=True, kw_only=True):
    """Who had the lease until its page closed; forgotten as soon as the heir is focused."""

    page: str
    browser: str
    at: datetime


class Lease(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The open pages of one agent, the one focused last standing last, and who has the lease."""

    pages: tuple[Page, ...] = ()
    holder: str = ""
    """Id of the page that has it, "" where no page is open."""
    lent: Lent | None = None
    only: Client | None = None
    """The client whose pages alone may have it: in presence 'Logout' the companion's (DECISION 38).
    """

    def takes(self, page: Page) -> bool:
        """Whether this page may have it."""
        return self.only in {None, page.client}

    @property
    def heir(self) -> str:
        """Id of the page that gets it where nobody has it: of all that may, the last focused."""
        return next((page.id for page in reversed(self.pages) if self.takes(page)), "")

    @property
    def browser(self) -> str:
        """The browser that has the lease, "" where no page is open."""
        held = self.page(self.holder)
        return held.browser if held is not None else ""

    def page(self, page_id: str) -> Page | None:
        """Return an open page by its id."""
        return next((page for page in self.pages if page.id == page_id), None)


def joined(lease: Lease, page: Page, at: datetime) -> Lease:
    """Take in a page whose socket has just been opened.

    A new page has not been focused yet, and stands first. It gets the lease where nobody has it,
    or where it was only inherited from this page, or from its browser by another browser.
    """
    if lease.page(page.id) is not None:  # it came back before we heard that it had gone
        pages = tuple(page if known.id == page.id else known for known in lease.pages)
        return replace(lease, pages=pages)
    lease = replace(lease, pages=(page, *_without_the_oldest(lease)))
    if lease.takes(page) and _is_returned_to(lease, page, at):
        return _held_by(lease, page.id)
    return lease if lease.holder else replace(lease, holder=lease.heir)


def left(lease: Lease, page_id: str, socket: str, at: datetime) -> Lease:
    """Let a page go whose socket is closed; of those left, the one focused last inherits.

    A page that came back by another socket meanwhile stays.
    """
    gone = lease.page(page_id)
    if gone is None or gone.socket != socket:
        return lease
    pages = tuple(page for page in lease.pages if page is not gone)
    if lease.holder != page_id:
        return replace(lease, pages=pages)
    lent = lease.lent
    if lent is None or at - lent.at > RETURNS_WITHIN:
        lent = Lent(page=gone.id, browser=gone.browser, at=at)
    lease = replace(lease, pages=pages, lent=lent)
    return replace(lease, holder=lease.heir)


def focused(lease: Lease, page_id: str) -> Lease:
    """Note that a page was focused; within the browser that has the lease, it follows."""
    page = lease.page(page_id)
    if page is None:
        return lease
    follows = page.browser == lease.browser and lease.takes(page)
    if lease.pages[-1] is not page:
        others = tuple(other for other in lease.pages if other is not page)
        lease = replace(lease, pages=(*others, page))
    return _held_by(lease, page_id) if follows else lease


def taken_over(lease: Lease, page_id: str) -> Lease:
    """Give the lease to a page, wherever it is, that is open and may have it."""
    page = lease.page(page_id)
    if page is None or not lease.takes(page):
        return lease
    return _held_by(focused(lease, page_id), page_id)


def confined(lease: Lease, only: Client | None) -> Lease:
    """Let the lease go to the pages of one client alone, or give it back to those of the others."""
    if only == lease.only:
        return lease
    kept_from = [page.id for page in lease.pages if not lease.takes(page)]
    lease = replace(lease, only=only, lent=None)
    if only is None and kept_from:
        return replace(lease, holder=kept_from[-1])
    held = lease.page(lease.holder)
    return lease if held is not None and lease.takes(held) else replace(lease, holder=lease.heir)


def swept(lease: Lease, living: Collection[str], at: datetime) -> Lease:
    """Let all pages go whose web process no longer lives: nobody could say that they closed."""
    for page in lease.pages:
        if page.process not in living:
            lease = left(lease, page.id, page.socket, at)
    return lease


def _held_by(lease: Lease, page_id: str) -> Lease:
    return replace(lease, holder=page_id, lent=None)


def _is_returned_to(lease: Lease, page: Page, at: datetime) -> bool:
    lent = lease.lent
    if lent is None or at - lent.at > RETURNS_WITHIN:
        return False
    inherited_elsewhere = bool(lease.holder) and lease.browser != page.browser
    return lent.page == page.id or (inherited_elsewhere and lent.browser == page.browser)


def _without_the_oldest(lease: Lease) -> tuple[Page, ...]:
    if len(lease.pages) < MOST_PAGES:
        return lease.pages
    spare = next(page for page in lease.pages if page.id != lease.holder)
    return tuple(page for page in lease.pages if page is not spare)
