"""Page /admin/: what needs attention, each with the place where it is repaired."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from cti_adapter.web.admin.frame import Frame


def overview(frame: Frame) -> Blueprint:
    """Return the page."""
    bp = Blueprint("overview", __name__)

    @bp.get("/")
    def page() -> ResponseReturnValue:
        return frame.render("admin/overview.html", here="overview", title=frame.t("overview.title"))

    return bp
