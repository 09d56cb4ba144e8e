"""Page /admin/reconciliation: what became of every call, what waits, and what was refused (B-8).

Counts and lists come from columns and indexes; only the calls of the letters on the page are
opened. Salesforce is asked only when 'Compare' is pressed, and shown as it answered.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus

import msgspec
from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from cti_adapter.calls.call import CallId
from cti_adapter.calls.policy import Policy
from cti_adapter.errors import NoSuchThing, SalesforceError, Unprocessable
from cti_adapter.outbox.dead_letter import DeadLetter
from cti_adapter.outbox.entry import Kind, OrgId
from cti_adapter.service.comparing import Comparing
from cti_adapter.service.ports import Unit
from cti_adapter.service.reconciling import LONGEST_TEXT, Reconciling
from cti_adapter.storage import Storage
from cti_adapter.web.admin.account import Account, chart_of
from cti_adapter.web.admin.frame import Frame
from cti_adapter.web.admin.period import chosen, shortcuts
from cti_adapter.web.admin.told import faults_in_words
from cti_adapter.web.admin.told_calls import Shown, ToldCall, shown_by, told_call, told_calls

HERE = "/admin/reconciliation"
PAGE = 25
_MOST_PAGES = 100_000
_LARGEST_ID = 2**63 - 1


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the table of dead letters."""

    letter: DeadLetter
    call: ToldCall
    has_links: bool = False
    """Whether it could go without its records."""
    typed: str = ""
    """The reason that came back with a fault."""
    fault: str = ""


class ReconciliationPage:
    """The page and its buttons.

    Args:
        frame: around the page.
        storage: counts, lists, and lets be tried again.
        reconciling: gives up.
        comparing: asks Salesforce which Tasks stand.
        policy: of an org; says how long it keeps its calls, and how numbers are shown.
        clock: tells the time.
    """

    def __init__(  # noqa: PLR0913 - the composition root hands in each part by name
        self,
        frame: Frame,
        storage: Storage,
        reconciling: Reconciling,
        comparing: Comparing,
        *,
        policy: Callable[[OrgId], Policy],
        clock: Callable[[], datetime],
    ) -> None:
        self._frame = frame
        self._storage = storage
        self._reconciling = reconciling
        self._comparing = comparing
        self._policy = policy
        self._clock = clock

    def blueprint(self) -> Blueprint:
        """Return the routes."""
        bp = Blueprint("reconciliation", __name__)
        bp.get("/reconciliation")(self.page)
        bp.post("/reconciliation/compare")(self.compare)
        bp.post("/reconciliation/retry")(self.retry)
        bp.post("/reconciliation/retry-class")(self.retry_class)
        bp.post("/reconciliation/without-links")(self.send_without_links)
        bp.post("/reconciliation/give-up")(self.give_up)
        return bp

    def page(self) -> ResponseReturnValue:
        return self._shown()

    def compare(self) -> ResponseReturnValue:
        """Ask Salesforce which Tasks of the days really stand."""
        days = chosen(request.form, self._clock())
        try:
            self._comparing.compare(self._frame.admin().org_id, days.period)
        except Unprocessable as refused:
            words = faults_in_words(self._frame, "reconciliation", refused)["from"]
            return self._shown(trouble=words), refused.status
        except SalesforceError as error:
            words = self._frame.t("reconciliation.not_compared", words=str(error))
            return self._shown(trouble=words), HTTPStatus.BAD_GATEWAY
        return self._frame.done(f"{HERE}?{days.query}", "reconciliation.compared")

    def retry(self) -> ResponseReturnValue:
        """Try one again, because what it was refused for has been mended."""
        org_id, letter = self._frame.admin().org_id, _letter_id()
        if not self._storage.reconciliation.retry(org_id, letter, self._clock()):
            raise NoSuchThing("It has been tried again or given up meanwhile.")
        return self._frame.done(HERE, "reconciliation.retried", n=1)

    def retry_class(self) -> ResponseReturnValue:
        """Try all again that were refused in the same way."""
        try:
            kind = Kind(request.form.get("kind", ""))
        except ValueError:
            raise NoSuchThing("There is nothing of this kind.") from None
        n = self._storage.reconciliation.retry_class(
            self._frame.admin().org_id, kind, request.form.get("code", ""), self._clock()
        )
        return self._frame.done(HERE, "reconciliation.retried", n=n)

    def send_without_links(self) -> ResponseReturnValue:
        """Try one again without the records it is refused for."""
        admin = self._frame.admin()
        self._reconciling.send_without_links(admin.org_id, _letter_id(), admin.user_id)
        return self._frame.done(HERE, "reconciliation.sent_without")

    def give_up(self) -> ResponseReturnValue:
        """Let one rest, for a reason that its call keeps."""
        admin, letter, text = self._frame.admin(), _letter_id(), request.form.get("text", "")
        try:
            self._reconciling.give_up(admin.org_id, letter, text, admin.user_id)
        except Unprocessable as refused:
            words = faults_in_words(self._frame, "reconciliation", refused)["text"]
            return self._shown(letter, typed=text, fault=words), refused.status
        return self._frame.done(HERE, "reconciliation.given_up")

    def _shown(
        self, faulty: int = 0, *, typed: str = "", fault: str = "", trouble: str = ""
    ) -> str:
        """Return the page; with a fault it has the letter of that fault on it, and its text."""
        org_id, there = self._frame.admin().org_id, self._storage.reconciliation
        number = min(max(1, request.args.get("page", 1, type=int)), _MOST_PAGES)
        now = self._clock()
        days = chosen(request.values, now)
        counts, classes = there.counts(org_id, days.period), there.dead_classes(org_id)
        slices = there.over_time(org_id, days.period, days.step)
        found = there.dead_letters(org_id, start=(number - 1) * PAGE, most=PAGE)
        count = sum(each.n for each in classes)
        compared, units = self._comparing.last(org_id), self._storage.units
        unlisted = compared.unlisted if compared else ()
        policy = self._policy(org_id)
        shown = shown_by(policy)
        return self._frame.render(
            "admin/reconciliation.html",
            here="reconciliation",
            title=self._frame.t("reconciliation.title"),
            days=days,
            kept_from=now - policy.retention,
            shortcuts=shortcuts(now),
            pause=self._storage.queue.pause_of(org_id),
            held=self._storage.queue.held(org_id),
            account=Account.of(counts),
            chart=chart_of(slices, days.period, days.step),
            trouble=trouble,
            compared=compared,
            day=timedelta(days=1),
            gone=told_calls(units, org_id, compared.gone if compared else (), shown),
            second_logs=told_calls(units, org_id, compared.second_logs if compared else (), shown),
            unlisted=[
                (told, each.tasks)
                for told, each in zip(
                    told_calls(units, org_id, [each.call_id for each in unlisted], shown),
                    unlisted,
                    strict=True,
                )
            ],
            doubled=told_calls(units, org_id, there.doubled(org_id, PAGE), shown),
            not_logged=[
                (self._word("why", each.reason), each.n)
                for each in counts
                if each.state == "not-logged"
            ],
            classes=[(each, self._word("kind", each.kind)) for each in classes],
            letters=[
                msgspec.structs.replace(each, typed=typed, fault=fault)
                if each.letter.id == faulty
                else each
                for each in self._letters(org_id, found, shown)
            ],
            waiting=[(each, self._word("kind", each.kind)) for each in there.waiting(org_id)],
            count=count,
            longest=LONGEST_TEXT,
            page=number,
            pages=-(-count // PAGE) or 1,
        )

    def _letters(self, org_id: OrgId, found: tuple[DeadLetter, ...], shown: Shown) -> list[Letter]:
        """Open the calls of the letters, all in one transaction."""
        return self._storage.units.read(
            org_id, lambda unit: [_opened(unit, letter, shown) for letter in found]
        )

    def _word(self, table: str, code: str) -> str:
        """Word a code; one that has no words yet stands for itself."""
        try:
            return self._frame.t(f"reconciliation.{table}.{code}")
        except KeyError:
            return code


def _opened(unit: Unit, letter: DeadLetter, shown: Shown) -> Letter:
    file = unit.find_call(CallId(letter.call_id))
    if file is None:
        return Letter(letter=letter, call=ToldCall(id=CallId(letter.call_id)))
    return Letter(
        letter=letter,
        call=told_call(unit, file, shown),
        has_links=letter.kind is Kind.LOG and not file.assignment.slots.is_empty,
    )


def _letter_id() -> int:
    given = request.form.get("letter", 0, type=int)
    if not 0 < given <= _LARGEST_ID:
        raise NoSuchThing("There is no such dead letter.")
    return given
