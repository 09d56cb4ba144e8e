"""Page Receivers: list, add, test, change, rotate the secret, remove (B-28).

A secret is shown on the first page after it was made and never again.
"""

from collections.abc import Sequence

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from cti_adapter.errors import Unprocessable
from cti_adapter.service.outward import NEWS_TYPES
from cti_adapter.service.receivers import KnownReceiver, Receivers
from cti_adapter.web.admin.frame import Frame
from cti_adapter.web.admin.told import faults_in_words, told, with_moments

HERE = "/admin/receivers"

Form = dict[str, str]


class ReceiverPages:
    """The pages of the receivers.

    Args:
        frame: is around them.
        receivers: what is done here.
    """

    def __init__(self, frame: Frame, receivers: Receivers) -> None:
        self._frame = frame
        self._receivers = receivers

    def blueprint(self) -> Blueprint:
        """Return the pages."""
        bp = Blueprint("receivers", __name__)
        bp.get("/receivers")(self.list)
        bp.get("/receivers/new")(self.new)
        bp.post("/receivers/new")(self.add)
        bp.get("/receivers/<receiver>")(self.one)
        bp.post("/receivers/<receiver>")(self.edit)
        bp.post("/receivers/<receiver>/test")(self.test)
        bp.post("/receivers/<receiver>/rotate")(self.rotate)
        bp.post("/receivers/<receiver>/retire")(self.retire)
        bp.post("/receivers/<receiver>/remove")(self.remove)
        return with_moments(bp)

    def list(self) -> ResponseReturnValue:
        known = self._receivers.all(self._frame.admin().org_id)
        return self._page(
            "receivers",
            self._frame.t("receivers.title"),
            receivers=[(each, told(self._frame, "receiver", each.last)) for each in known],
        )

    def new(self) -> ResponseReturnValue:
        return self._form_page(None, {}, NEWS_TYPES, {})

    def add(self) -> ResponseReturnValue:
        form, events, admin = _form(), request.form.getlist("events"), self._frame.admin()
        try:
            made = self._receivers.add(admin.org_id, **form, events=events, by=admin.username)
        except Unprocessable as refused:
            faults = faults_in_words(self._frame, "receivers", refused)
            return self._form_page(None, form, events, faults), refused.status
        return self._frame.done(f"{HERE}/{made.key}", "receivers.added", name=made.name)

    def one(self, receiver: str) -> ResponseReturnValue:
        known = self._receivers.get(self._frame.admin().org_id, receiver)
        return self._form_page(known, *_as_form(known), {})

    def edit(self, receiver: str) -> ResponseReturnValue:
        form, events, admin = _form(), request.form.getlist("events"), self._frame.admin()
        try:
            self._receivers.edit(admin.org_id, receiver, **form, events=events, by=admin.username)
        except Unprocessable as refused:
            faults = faults_in_words(self._frame, "receivers", refused)
            known = self._receivers.get(admin.org_id, receiver)
            return self._form_page(known, form, events, faults), refused.status
        return self._frame.done(f"{HERE}/{receiver}", "receivers.saved")

    def test(self, receiver: str) -> ResponseReturnValue:
        self._receivers.test(self._frame.admin().org_id, receiver)
        return self._frame.done(f"{HERE}/{receiver}#test", "receivers.tested")

    def rotate(self, receiver: str) -> ResponseReturnValue:
        admin = self._frame.admin()
        self._receivers.rotate(admin.org_id, receiver, by=admin.username)
        return self._frame.done(f"{HERE}/{receiver}", "receivers.rotated")

    def retire(self, receiver: str) -> ResponseReturnValue:
        admin = self._frame.admin()
        self._receivers.retire(admin.org_id, receiver, by=admin.username)
        return self._frame.done(f"{HERE}/{receiver}", "receivers.retired")

    def remove(self, receiver: str) -> ResponseReturnValue:
        admin = self._frame.admin()
        self._receivers.remove(admin.org_id, receiver, by=admin.username)
        return self._frame.done(HERE, "receivers.removed")

    def _form_page(
        self, known: KnownReceiver | None, form: Form, events: Sequence[str], faults: Form
    ) -> str:
        context: dict[str, object] = {
            "form": form,
            "faults": faults,
            "types": [
                (name, self._frame.t(f"receivers.types.{name.removeprefix('call.')}"))
                for name in NEWS_TYPES
            ],
            "chosen": events,
        }
        if known is None:
            return self._page("receiver_new", self._frame.t("receivers.new"), **context)
        receiver = known.receiver
        return self._page(
            "receiver",
            receiver.name,
            known=known,
            secret=self._receivers.secret_to_show(receiver.org_id, receiver.key),
            trial=told(self._frame, "receiver", known.trial),
            last=told(self._frame, "receiver", known.last),
            **context,
        )

    def _page(self, template: str, title: str, **context: object) -> str:
        return self._frame.render(
            f"admin/{template}.html", here="receivers", title=title, **context
        )


def _form() -> Form:
    return {name: request.form.get(name, "") for name in ("name", "url")}


def _as_form(known: KnownReceiver) -> tuple[Form, Sequence[str]]:
    receiver = known.receiver
    return {"name": receiver.name, "url": receiver.url}, receiver.events
