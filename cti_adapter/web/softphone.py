"""The page of the iframe: GET /o/<org-key>/softphone. Static but for whom it belongs to.

It carries no data and no session; an org we do not know gets a page that says so.
"""

from collections.abc import Callable
from typing import Any

import msgspec
from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from cti_adapter import __version__
from cti_adapter.calls.sign_in import Client
from cti_adapter.errors import NoSuchThing
from cti_adapter.web.embedding import Embedding, embedding
from cti_adapter.web.headers import softphone_policy
from cti_adapter.web.languages import asked_for


class OrgPage(msgspec.Struct, frozen=True, kw_only=True):
    """What the page of an org has to know."""

    key: str
    hosts: tuple[str, ...]
    """Origins of the org: they may frame the page, and its Open CTI script comes from them."""
    api_version: str
    in_teams: bool = False
    """Whether Microsoft Teams may frame its companion."""


def softphone(find_org: Callable[[str], OrgPage | None], public_url: str) -> Blueprint:
    """Return the route of the softphone.

    Args:
        find_org: the org behind the key in the address.
        public_url: our own origin.
    """
    bp = Blueprint("softphone", __name__)

    @bp.get("/o/<org_key>/softphone")
    def page(org_key: str) -> ResponseReturnValue:
        org = find_org(org_key)
        if org is None:
            raise NoSuchThing("no org has this address; check the call center definition")
        around = embedding(request.args, org.hosts, org.api_version)
        g.content_policy = softphone_policy(public_url, org.hosts, around.origin)
        return render_template("softphone.html", boot=boot(org, around, asked_for()))

    return bp


def boot(
    org: OrgPage, around: Embedding, language: str, client: Client = "softphone"
) -> dict[str, Any]:
    """Return what the page tells its scripts: whom it belongs to, and what is around it."""
    return {
        "org_key": org.key,
        "client": client,
        "host": {
            "kind": around.kind,
            "library": around.library,
            "address": org.hosts[0] if org.hosts else None,
        },
        "language": language,
        "version": __version__,
    }
