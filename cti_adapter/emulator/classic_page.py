"""What every page of Salesforce Classic has around its own content.

Who is signed in, the tabs, the softphone in the sidebar, and what the page says it shows.
Inside a console tab (isdtp=vw) a page comes without header and sidebar.
"""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, ParamSpec
from urllib.parse import urlencode, urlsplit

from flask import Response, g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from cti_adapter.emulator import ids, views
from cti_adapter.emulator.org import Org
from cti_adapter.emulator.schema import ObjectType
from cti_adapter.emulator.standin import browser_user, current, origin

INTERFACE: Final = "standin_ui"
"""Cookie that says which of the two interfaces the user has chosen."""
_FRAMED: Final = (
    "default-src 'self'; img-src 'self' data:; frame-ancestors 'self'; form-action 'self';"
    " base-uri 'none'"
)
"""A page inside a console tab: framed by this org alone."""

Given = ParamSpec("Given")
Page = Callable[Given, ResponseReturnValue]


def signed_in(page: Page[Given]) -> Page[Given]:
    """Show a page to a signed-in user; ask anybody else to log in."""

    @wraps(page)
    def shown(*args: Given.args, **kwargs: Given.kwargs) -> ResponseReturnValue:
        user = browser_user()
        if user is None:
            return redirect("/login?" + urlencode({"startURL": request.full_path.rstrip("?")}))
        g.user = user
        return page(*args, **kwargs)

    return shown


def page(template: str, **names: Any) -> Response:
    """Return a page; `names` are what its template shows."""
    org = current().org
    answer = make_response(
        render_template(
            template,
            user=org.get(g.user),
            tabs=tabs(org),
            framed=framed(),
            softphone=None if framed() else softphone(),
            **{"info": page_info(org, None), **names},
        )
    )
    if framed():
        answer.headers["Content-Security-Policy"] = _FRAMED
    return answer


def tabs(org: Org) -> list[ObjectType]:
    """Return the objects that have a tab, in its order."""
    return [org.kind(name) for name in views.NAVIGATION]


def framed() -> bool:
    """Whether the page is shown inside a tab of the console."""
    return request.values.get("isdtp") == "vw"


def chosen() -> bool:
    """Whether this browser shows its user Classic; a page in a console tab always is."""
    return request.cookies.get(INTERFACE) == "classic" or framed()


def short(record_id: str) -> str:
    """Return the id as Classic writes it: 15 characters (getPageInfo's sample, [C])."""
    return record_id[: ids.SHORT]


def page_info(org: Org, record_id: str | None) -> dict[str, str]:
    """Return what getPageInfo says of a page (facts/open-cti.md 3.4), without its url.

    Args:
        org: the org.
        record_id: the record shown, None where none is: then all members are empty.
    """
    kind = org.schema.type_of(record_id or "")
    if record_id is None or kind is None:
        return {"objectId": "", "objectName": "", "object": "", "displayName": ""}
    return {
        "objectId": short(record_id),
        "objectName": org.name_of(record_id),
        "object": kind.name,
        "displayName": kind.label,
    }


def softphone(**more: str) -> dict[str, Any] | None:
    """Return the softphone's frame: its address with what Classic appends (open-cti.md 3.1, 4).

    Args:
        more: further parameters; the console adds isWsVw (3.1, seen in the field).
    """
    center = current().call_center
    if not center.adapter_url:
        return None
    nonce = secrets.token_hex(32)
    appended = {"isdtp": "vw", **more, "nonce": nonce, "sfdcIFrameOrigin": origin()}
    parts = urlsplit(center.adapter_url)
    return {
        "url": f"{center.adapter_url}{'&' if parts.query else '?'}{urlencode(appended)}",
        "origin": f"{parts.scheme}://{parts.netloc}",
        "nonce": nonce,
        "height": center.height,
        "width": center.width,
    }
