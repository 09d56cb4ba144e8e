"""Page /admin/numbers: the number bench (B-11).

Numbers go in, and what a call would make of them comes out; nothing is stored, nobody is called.
"""

from collections.abc import Callable

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from cti_adapter.calls.number import is_country
from cti_adapter.calls.policy import Policy
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.number_bench import MOST, Find, Tried, lines_of, try_numbers
from cti_adapter.web.admin.frame import Frame

LONGEST = 2_000
"""Characters of the text that are read."""
SHOWN = 10
"""Matches shown of one number; of the rest the count."""


class NumbersPage:
    """The page and its one form.

    Args:
        frame: around the page.
        policy: what the org's admins decided.
        find: how a number is looked up in the org.
    """

    def __init__(
        self, frame: Frame, policy: Callable[[OrgId], Policy], find: Callable[[OrgId], Find]
    ) -> None:
        self._frame = frame
        self._policy = policy
        self._find = find

    def blueprint(self) -> Blueprint:
        """Return the routes."""
        bp = Blueprint("numbers", __name__)
        bp.get("/numbers")(self.page)
        bp.post("/numbers")(self.tried)
        return bp

    def page(self) -> ResponseReturnValue:
        region = self._policy(self._frame.admin().org_id).region
        return self._shown(text="", country=region, tried=[])

    def tried(self) -> ResponseReturnValue:
        """Try the numbers of the form; a country there is none of is said to be none."""
        org_id = self._frame.admin().org_id
        text = request.form.get("numbers", "")[:LONGEST]
        country = request.form.get("country", "").strip().upper()
        lines = lines_of(text)
        if not is_country(country):
            return self._shown(text=text, country=country, tried=[], fault="country"), 422
        if not lines:
            return self._shown(text=text, country=country, tried=[], fault="numbers"), 422
        found = try_numbers(
            lines,
            region=country,
            minimum_digits=self._policy(org_id).minimum_digits,
            find=self._find(org_id),
        )
        return self._shown(text=text, country=country, tried=found, left=len(lines) - len(found))

    def _shown(
        self, *, text: str, country: str, tried: list[Tried], fault: str = "", left: int = 0
    ) -> str:
        return self._frame.render(
            "admin/numbers.html",
            here="numbers",
            title=self._frame.t("numbers.title"),
            text=text,
            country=country,
            tried=tried,
            fault=fault,
            left=left,
            most=MOST,
            shown=SHOWN,
        )
