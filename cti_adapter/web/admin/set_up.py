"""Page Set-up: the steps from an empty database to the first call, each with its state and remedy.

The first org of a deployment is made here by the admin who came with a boot token. The file for
Setup, Call Centers in Salesforce stands at /o/<org-key>/call-center.xml.
"""

from collections.abc import Callable

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from cti_adapter.call_center import call_center
from cti_adapter.errors import NoSuchThing, StateConflict, Unprocessable
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.configuration import Configuration
from cti_adapter.service.set_up import SetUp
from cti_adapter.service.set_up_steps import Progress, missing_hosts
from cti_adapter.web.admin.frame import Frame
from cti_adapter.web.admin.told import faults_in_words, told, with_moments

HERE = "/admin/set-up"


class SetUpPage:
    """The page of the set-up.

    Args:
        frame: is around it.
        set_up: makes the org and judges the steps.
        configuration: what stands there now.
        progress: how far an org has come.
    """

    def __init__(
        self,
        frame: Frame,
        set_up: SetUp,
        configuration: Configuration,
        progress: Callable[[OrgId], Progress],
    ) -> None:
        self._frame = frame
        self._set_up = set_up
        self._configuration = configuration
        self._progress = progress

    def blueprint(self) -> Blueprint:
        """Return the page."""
        bp = Blueprint("set_up", __name__)
        bp.get("/set-up")(self.show)
        bp.post("/set-up/org")(self.make_org)
        return with_moments(bp)

    def show(self) -> ResponseReturnValue:
        return self._page({}, {})

    def make_org(self) -> ResponseReturnValue:
        if self._frame.admin().org_id:
            raise StateConflict("this org is set up already")
        form = {name: request.form.get(name, "").strip() for name in ("key", "name", "region")}
        form["region"] = form["region"].upper()
        try:
            org_id = self._set_up.make_org(**form)
        except Unprocessable as refused:
            return self._page(form, faults_in_words(self._frame, "set_up", refused)), 422
        except StateConflict as taken:
            return self._page(form, {"key": self._frame.t("set_up.fault.key-taken")}), taken.status
        self._frame.settle(org_id)
        return self._frame.done(HERE, "set_up.org_made", name=form["name"])

    def _page(self, form: dict[str, str], faults: dict[str, str]) -> str:
        org_id = self._frame.admin().org_id
        config = self._configuration.current(org_id).config if org_id else None
        found = self._set_up.found(org_id) if org_id else None
        progress = self._progress(org_id)
        steps = self._set_up.steps(org_id, progress)
        return self._frame.render(
            "admin/set_up.html",
            here="set-up",
            title=self._frame.t("set_up.title"),
            steps=steps,
            done=sum(step.state == "done" for step in steps),
            next=next((step.code for step in steps if step.state != "done"), ""),
            config=config,
            found=found,
            told=told(self._frame, "connection", found, username=config.username if config else ""),
            new_hosts=missing_hosts(config, found) if config else (),
            progress=progress,
            form=form,
            faults=faults,
        )


def call_center_file(frame: Frame, public_url: str) -> Blueprint:
    """Return the route of the call center definition, for a signed-in admin of the org.

    Args:
        frame: knows who asks.
        public_url: our own origin.
    """
    bp = Blueprint("call_center", __name__)

    @bp.get("/o/<org_key>/call-center.xml")
    def file(org_key: str) -> ResponseReturnValue:
        if frame.admin().org_key != org_key:
            raise NoSuchThing("You administer no org with this address.")
        headers = {"Content-Disposition": 'attachment; filename="call-center.xml"'}
        return Response(
            call_center(public_url, org_key), headers=headers, content_type="application/xml"
        )

    return bp
