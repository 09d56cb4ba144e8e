"""The companion's page: GET /o/<org-key>/companion, the panel in a window of its own or in Teams.

The same page as the softphone's but for what is around it: no Salesforce, so nothing is reported,
no script of others is loaded, and no page may frame it unless an admin lets Microsoft Teams do so.
Theme and language may stand on the address, where the Teams app has Teams write them.
"""

from collections.abc import Callable

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from cti_adapter.errors import NoSuchThing
from cti_adapter.web.embedding import COMPANION
from cti_adapter.web.headers import companion_policy
from cti_adapter.web.languages import LANGUAGES, TITLES, asked_for
from cti_adapter.web.softphone import OrgPage, boot

SCHEMES = {"default": "light", "dark": "dark", "contrast": "dark"}
"""The themes of Teams, and the colours of ours that go with them; others follow the system."""


def companion(find_org: Callable[[str], OrgPage | None], public_url: str) -> Blueprint:
    """Return the route of the companion.

    Args:
        find_org: the org behind the key in the address.
        public_url: our own origin.
    """
    bp = Blueprint("companion", __name__)

    @bp.get("/o/<org_key>/companion")
    def page(org_key: str) -> ResponseReturnValue:
        org = find_org(org_key)
        if org is None:
            raise NoSuchThing("no org has this address; ask your admin for the companion's")
        g.content_policy = companion_policy(public_url, in_teams=org.in_teams)
        told = request.args.get("locale", "")[:2].lower()
        language = told if told in LANGUAGES else asked_for()
        scheme = SCHEMES.get(request.args.get("theme", ""))
        start = boot(org, COMPANION, language, "companion")
        start["in_teams"] = org.in_teams and "in-teams" in request.args
        return render_template("companion.html", boot=start, scheme=scheme, title=TITLES[language])

    return bp
