"""Page /admin/doctor: every check of the set-up with its state, and what to do (B-10).

Opened it shows what was found last, and asks nobody; 'Run check' asks the org anew. What is
judged, and how, stands in service/doctor/.
"""

from collections.abc import Callable
from datetime import timedelta
from itertools import groupby

import msgspec
from flask import Blueprint
from flask.typing import ResponseReturnValue

from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.doctor import Area, Diagnosis, Seen, State, examine
from cti_adapter.service.findings import Finding
from cti_adapter.service.ports import Clock
from cti_adapter.web.admin.frame import Frame
from cti_adapter.web.admin.told import moment

HERE = "/admin/doctor"

_SORTED: dict[State, int] = {"fail": 0, "warn": 1, "unknown": 2, "ok": 3}
"""The worst is named first in the summary."""

_UNITS = {"days": timedelta(days=1), "hours": timedelta(hours=1), "minutes": timedelta(minutes=1)}


Say = Callable[..., str]
"""Words of the catalogue in somebody's language: a key, and what fills its gaps by name."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One check in words."""

    name: str
    area: Area
    title: str
    state: State
    code: str
    """Which of the sentences of its check it is; stable, for scripts."""
    what: str
    do: str
    said: str


def worded(diagnosis: Diagnosis, say: Say) -> Line:
    """Put a diagnosis into words; what is wrong with the connection has its own."""
    name, verdict = diagnosis.name, diagnosis.verdict
    key = f"doctor.{name}.{verdict.code}"
    if verdict.code == "unseen":
        key = "doctor.unseen"
    elif name == "connection" and verdict.state == "fail":
        key = f"trouble.connection.{verdict.code}"
    return Line(
        name=name,
        area=diagnosis.area,
        title=say(f"doctor.title.{name}"),
        state=verdict.state,
        code=verdict.code,
        what=say(f"{key}.what", **verdict.gaps),
        do=say(f"{key}.do", **verdict.gaps),
        said=verdict.said,
    )


class DoctorPage:
    """The page.

    Args:
        frame: is around it.
        look: what is known of an org.
        check: asks the org anew, and keeps what it says.
        clock: now.
    """

    def __init__(
        self,
        frame: Frame,
        look: Callable[[OrgId], Seen],
        check: Callable[[OrgId], None],
        clock: Clock,
    ) -> None:
        self._frame = frame
        self._look = look
        self._check = check
        self._clock = clock

    def blueprint(self) -> Blueprint:
        """Return the page."""
        bp = Blueprint("doctor", __name__)
        bp.get("/doctor")(self.page)
        bp.post("/doctor")(self.run)
        return bp

    def page(self) -> ResponseReturnValue:
        """Show what was found last."""
        seen = self._look(self._frame.admin().org_id)
        lines = [worded(each, self._frame.t) for each in examine(seen)]
        counts = {state: sum(line.state == state for line in lines) for state in _SORTED}
        return self._frame.render(
            "admin/doctor.html",
            here="doctor",
            title=self._frame.t("doctor.title_of_page"),
            areas={area: list(of) for area, of in groupby(lines, lambda line: line.area)},
            first=[line for state in ("fail", "warn") for line in lines if line.state == state],
            counts=counts,
            at=moment(seen.found.at) if seen.found else "",
            age=self._age(seen.found) if seen.found else "",
        )

    def run(self) -> ResponseReturnValue:
        """Ask the org anew."""
        self._check(self._frame.admin().org_id)
        return self._frame.done(HERE, "doctor.checked")

    def _age(self, found: Finding) -> str:
        """Return how old the answers of the org are, in the largest unit that fits."""
        age = self._clock() - found.at
        for unit, length in _UNITS.items():
            if age >= length:
                return self._frame.t(f"doctor.age.{unit}", n=age // length)
        return self._frame.t("doctor.age.now")
