"""Page Telephone systems: list, add, test, change, rotate the secret, remove.

A secret is shown on the first page after it was made and never again.
"""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from cti_adapter.errors import StateConflict, Unprocessable
from cti_adapter.service.findings import Finding
from cti_adapter.service.telephone_settings import SIGNING, TelephoneSettings
from cti_adapter.service.telephone_systems import TelephoneSystems
from cti_adapter.web.admin.frame import Frame
from cti_adapter.web.admin.told import faults_in_words, told, with_moments

HERE = "/admin/telephony"


class TelephonyPages:
    """The pages of the telephone systems.

    Args:
        frame: is around them.
        systems: what is done here.
        settings: what each kind asks for.
        public_url: our own origin; a hook's address begins with it.
    """

    def __init__(
        self,
        frame: Frame,
        systems: TelephoneSystems,
        settings: TelephoneSettings,
        public_url: str,
    ) -> None:
        self._frame = frame
        self._systems = systems
        self._settings = settings
        self._public_url = public_url

    def blueprint(self) -> Blueprint:
        """Return the pages."""
        bp = Blueprint("telephony", __name__)
        bp.get("/telephony")(self.list)
        bp.get("/telephony/new")(self.new)
        bp.post("/telephony/new")(self.add)
        bp.get("/telephony/<key>")(self.one)
        bp.post("/telephony/<key>")(self.edit)
        bp.post("/telephony/<key>/settings")(self.fill_in)
        bp.post("/telephony/<key>/test")(self.test)
        bp.post("/telephony/<key>/rotate")(self.rotate)
        bp.post("/telephony/<key>/retire")(self.retire)
        bp.post("/telephony/<key>/remove")(self.remove)
        bp.get("/data/telephony/<key>")(self.came)
        return with_moments(bp)

    def list(self) -> ResponseReturnValue:
        systems = self._systems.all(self._frame.admin().org_id)
        return self._page("telephony", self._frame.t("telephony.title"), systems=systems)

    def new(self) -> ResponseReturnValue:
        return self._new_page({}, {})

    def add(self) -> ResponseReturnValue:
        form = _form("kind", "name", "command_url")
        admin = self._frame.admin()
        try:
            made = self._systems.add(admin.org_id, **form, by=admin.username)
        except Unprocessable as refused:
            return self._new_page(form, faults_in_words(self._frame, "telephony", refused)), 422
        return self._frame.done(f"{HERE}/{made.key}", "telephony.added", name=made.name)

    def one(self, key: str) -> ResponseReturnValue:
        return self._one_page(key, {}, {})

    def edit(self, key: str) -> ResponseReturnValue:
        form = _form("name", "command_url")
        admin = self._frame.admin()
        try:
            self._systems.edit(admin.org_id, key, **form, by=admin.username)
        except Unprocessable as refused:
            faults = faults_in_words(self._frame, "telephony", refused)
            return self._one_page(key, form, faults), 422
        return self._frame.done(f"{HERE}/{key}", "telephony.saved")

    def fill_in(self, key: str) -> ResponseReturnValue:
        admin = self._frame.admin()
        kind = self._settings.kind_of(self._systems.get(admin.org_id, key))
        form = _form(SIGNING, *(field.name for field in kind.fields))
        try:
            self._settings.fill_in(admin.org_id, key, form, by=admin.username)
        except Unprocessable as refused:
            faults = faults_in_words(self._frame, "telephony", refused)
            return self._one_page(key, form, faults), 422
        return self._frame.done(f"{HERE}/{key}", "telephony.saved")

    def test(self, key: str) -> ResponseReturnValue:
        self._systems.test(self._frame.admin().org_id, key)
        return self._frame.done(f"{HERE}/{key}#test", "telephony.tested")

    def rotate(self, key: str) -> ResponseReturnValue:
        admin = self._frame.admin()
        self._systems.rotate(admin.org_id, key, by=admin.username)
        return self._frame.done(f"{HERE}/{key}", "telephony.rotated")

    def retire(self, key: str) -> ResponseReturnValue:
        admin = self._frame.admin()
        self._systems.retire(admin.org_id, key, by=admin.username)
        return self._frame.done(f"{HERE}/{key}", "telephony.retired")

    def remove(self, key: str) -> ResponseReturnValue:
        admin = self._frame.admin()
        try:
            self._systems.remove(admin.org_id, key, by=admin.username)
        except StateConflict:
            busy = {"remove": self._frame.t("telephony.fault.calls-run")}
            return self._one_page(key, {}, busy), StateConflict.status
        return self._frame.done(HERE, "telephony.removed")

    def came(self, key: str) -> ResponseReturnValue:
        """Say when something came last, for the page that waits for it."""
        last = self._systems.get(self._frame.admin().org_id, key).last
        return {"at": last.at.isoformat() if last is not None else ""}

    def _new_page(self, form: dict[str, str], faults: dict[str, str]) -> str:
        title = self._frame.t("telephony.new")
        return self._page("telephony_new", title, form=form, faults=faults)

    def _one_page(self, key: str, form: dict[str, str], faults: dict[str, str]) -> str:
        org_id = self._frame.admin().org_id
        system = self._systems.get(org_id, key)
        trial = self._systems.trial(org_id, key)
        return self._page(
            "telephony_one",
            system.settings.name,
            system=system,
            kind=self._settings.kind_of(system),
            asked=self._systems.asked(org_id, key),
            signing=SIGNING,
            hook=f"{self._public_url}/hooks/{key}",
            secret=self._systems.secret_to_show(org_id, key),
            last=told(self._frame, "hook", system.last),
            refused=told(self._frame, "hook", _newer(system.refused, system.taken)),
            trial=told(self._frame, "trial", trial),
            untold=told(self._frame, "presence", self._systems.untold(org_id, key)),
            form=form,
            faults=faults,
        )

    def _page(self, template: str, title: str, **context: object) -> str:
        return self._frame.render(
            f"admin/{template}.html",
            here="telephony",
            title=title,
            kinds={each.name: each for each in self._systems.kinds},
            language=self._frame.language(),
            **context,
        )


def _newer(refused: Finding | None, taken: Finding | None) -> Finding | None:
    """Return a refusal that nothing good has followed."""
    if refused is None or taken is None:
        return refused
    return refused if refused.at > taken.at else None


def _form(*names: str) -> dict[str, str]:
    return {name: request.form.get(name, "") for name in names}
