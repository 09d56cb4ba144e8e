"""Page 'Live': the calls and the agents of an org as they are now, for supervisors (B-33).

It shows, and has nothing that changes anything. js/admin/live.js asks every second for the tables;
as long as they are the same, nothing but that is sent.
"""

from hashlib import sha256

import msgspec
from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from cti_adapter.service.live import Live, LiveView
from cti_adapter.web.admin.frame import Frame
from cti_adapter.web.admin.places import LIVE_DATA


class LivePage:
    """The routes of the page, and of its tables alone."""

    def __init__(self, frame: Frame, live: Live) -> None:
        self._frame = frame
        self._live = live

    def blueprint(self) -> Blueprint:
        """Return the routes; supervisors may open them, see places.py."""
        bp = Blueprint("live", __name__)
        bp.get("/live")(self.page)
        bp.get("/data/live")(self.tables)
        return bp

    def page(self) -> ResponseReturnValue:
        view = self._live.of(self._frame.anybody().org_id)
        title = self._frame.t("live.title")
        return self._frame.render(
            "admin/live.html", here="live", title=title, view=view, source=LIVE_DATA
        )

    def tables(self) -> ResponseReturnValue:
        """Answer with both tables, or that they are what the reader has."""
        view = self._live.of(self._frame.anybody().org_id)
        mark = self._mark(view)
        if request.if_none_match.contains(mark):
            answer = Response(status=304)
        else:
            answer = Response(
                self._frame.render("admin/live_tables.html", here="live", title="", view=view)
            )
        answer.set_etag(mark)
        return answer

    def _mark(self, view: LiveView) -> str:
        shown = msgspec.json.encode((self._frame.language(), view))
        return sha256(shown).hexdigest()
