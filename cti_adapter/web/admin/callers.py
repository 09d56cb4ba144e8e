"""What is kept of a caller, on page Privacy: counted, downloaded, erased (B-15).

A number comes in a form and never stands in an address, which would be logged. What is done is
recorded with who did it, under a keyed hash of the number.
"""

from http import HTTPStatus

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from cti_adapter.calls.number import PhoneNumber, for_display, normal_form
from cti_adapter.org_book import OrgBook
from cti_adapter.service.erasing import Erasing
from cti_adapter.service.exporting import Exporting, KeptOfCaller
from cti_adapter.web.admin.frame import Frame

HERE = "/admin/privacy"
LONGEST = 64
"""Characters of a number that are read."""


class CallersPage:
    """The page and its buttons.

    Args:
        frame: around the page.
        orgs: say how an org's numbers are written.
        exporting: finds what is kept, and hands it out.
        erasing: erases it.
    """

    def __init__(self, frame: Frame, orgs: OrgBook, exporting: Exporting, erasing: Erasing) -> None:
        self._frame = frame
        self._orgs = orgs
        self._exporting = exporting
        self._erasing = erasing

    def blueprint(self) -> Blueprint:
        """Return the routes."""
        bp = Blueprint("callers", __name__)
        bp.post("/privacy/caller")(self.find)
        bp.post("/privacy/caller/export")(self.export)
        bp.post("/privacy/caller/erase")(self.erase)
        return bp

    def find(self) -> ResponseReturnValue:
        """Say how much is kept of a number."""
        number = self._number()
        if number is None:
            return self._refused()
        return self._shown(self._exporting.find(self._frame.admin().org_id, number))

    def export(self) -> ResponseReturnValue:
        """Hand out what is kept of a number, as a file."""
        admin, number = self._frame.admin(), self._number()
        if number is None:
            return self._refused()
        told = self._exporting.export(admin.org_id, number, admin.username)
        answer = Response(told, content_type="application/json")
        answer.headers.set("Content-Disposition", "attachment", filename="caller.json")
        return answer

    def erase(self) -> ResponseReturnValue:
        """Erase what is kept of a number."""
        admin, number = self._frame.admin(), self._number()
        if number is None:
            return self._refused()
        done = self._erasing.erase(admin.org_id, number, admin.username)
        code = "callers.erased_but" if done.going_on else "callers.erased"
        return self._frame.done(HERE, code, n=done.calls, left=done.going_on)

    def _number(self) -> PhoneNumber | None:
        """Return the number of the form in its normal form; None where it is none."""
        region = self._orgs.policy(self._frame.admin().org_id).region
        try:
            return normal_form(_typed(), region)
        except ValueError:
            return None

    def _refused(self) -> ResponseReturnValue:
        fault = self._frame.t("callers.fault")
        return self._render(typed=_typed(), fault=fault), HTTPStatus.UNPROCESSABLE_ENTITY

    def _shown(self, kept: KeptOfCaller) -> str:
        shown = for_display(kept.number)
        counts = [(self._frame.t(f"callers.kind.{kind}"), n) for kind, n in kept.counts.items()]
        return self._render(typed=shown, kept=kept, shown=shown, counts=counts)

    def _render(
        self,
        *,
        typed: str,
        fault: str = "",
        kept: KeptOfCaller | None = None,
        shown: str = "",
        counts: list[tuple[str, int]] | None = None,
    ) -> str:
        return self._frame.render(
            "admin/caller.html",
            here="privacy",
            title=self._frame.t("callers.title"),
            typed=typed,
            fault=fault,
            kept=kept,
            shown=shown,
            counts=counts or [],
            longest=LONGEST,
        )


def _typed() -> str:
    return request.form.get("number", "")[:LONGEST].strip()
