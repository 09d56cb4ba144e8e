"""What a page says of itself: the agent looks at it, or wants it to have the lease (DECISION 48).

What it shows of Salesforce is reported in api.py.
"""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from cti_adapter.service.pages import Pages
from cti_adapter.web.forms import FocusForm, OwnPageForm, parse
from cti_adapter.web.sessions import Sessions


class PageRoutes:
    """POST /api/focus and POST /api/take-over."""

    def __init__(self, pages: Pages, sessions: Sessions) -> None:
        self._pages = pages
        self._sessions = sessions

    def blueprint(self) -> Blueprint:
        """Return the routes."""
        bp = Blueprint("pages", __name__, url_prefix="/api")
        bp.post("/focus")(self.focus)
        bp.post("/take-over")(self.take_over)
        return bp

    def focus(self) -> ResponseReturnValue:
        agent, client = self._sessions.agent(), self._sessions.session().client
        form = parse(FocusForm)
        self._pages.focus(agent, client, form.page, form.window)
        return {}, 202

    def take_over(self) -> ResponseReturnValue:
        agent = self._sessions.agent()
        self._pages.take_over(agent, parse(OwnPageForm).page)
        return {}, 202
