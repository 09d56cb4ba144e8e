"""Page 'Versions': who changed the configuration when, what was different, and the way back."""

from http import HTTPStatus

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from cti_adapter.configuration.diff import Difference, differences
from cti_adapter.configuration.file import write
from cti_adapter.configuration.schema import PAGES, settings
from cti_adapter.errors import NoSuchThing
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.configuration import ChangedMeanwhile, Configuration, Version
from cti_adapter.service.takeover import SecretsMissing, Takeover
from cti_adapter.web.admin.frame import Frame

VERSIONS_A_PAGE = 25
_MOST_DIFFERENCES = 200
_NONE_SEEN = -1
"""No version: who looked at none has changed meanwhile what it is."""
_SETTINGS = frozenset(setting.name for setting in settings())


class VersionsPage:
    """The routes of the list, of one version and of the way back."""

    def __init__(self, frame: Frame, configuration: Configuration) -> None:
        self._frame = frame
        self._configuration = configuration
        self._takeover = Takeover(configuration, {})  # a page reads no environment

    def blueprint(self) -> Blueprint:
        """Return the routes."""
        bp = Blueprint("versions", __name__)
        bp.get("/versions")(self.versions)
        bp.get("/versions/<int:number>")(self.version)
        bp.get("/versions/<int:number>/file")(self.file)
        bp.post("/versions/<int:number>")(self.rollback)
        return bp

    def versions(self) -> ResponseReturnValue:
        before = request.args.get("before", type=int)
        found = self._configuration.versions(
            self._org_id(), before=before, limit=VERSIONS_A_PAGE + 1
        )
        return self._frame.render(
            "admin/versions.html",
            here="privacy",
            title=self._frame.t("versions.title"),
            rows=[(row, self._summary(row)) for row in found[:VERSIONS_A_PAGE]],
            older=found[VERSIONS_A_PAGE - 1].number if len(found) > VERSIONS_A_PAGE else None,
            newer=before is not None,
        )

    def version(self, number: int) -> ResponseReturnValue:
        return self._page(number)

    def file(self, number: int) -> ResponseReturnValue:
        """Return a version as the file that `config import` takes."""
        text = write(self._configuration.document(self._org_id(), number))
        name = f"{self._frame.admin().org_key}-{number}.yaml"
        answer = Response(text, content_type="application/yaml; charset=utf-8")
        answer.headers.set("Content-Disposition", "attachment", filename=name)
        return answer

    def rollback(self, number: int) -> ResponseReturnValue:
        document = self._configuration.document(self._org_id(), number)
        try:
            self._takeover.carry_out(
                self._org_id(),
                document,
                version=request.form.get("version", 0, type=int) or _NONE_SEEN,
                by=self._frame.admin().username,
                summary=f"rollback {number}",
                without_secrets="without_secrets" in request.form,
            )
        except ChangedMeanwhile:
            return self._page(number, fault="versions.meanwhile"), HTTPStatus.CONFLICT
        except SecretsMissing:
            return self._page(number, fault="versions.secrets"), HTTPStatus.CONFLICT
        return self._frame.done("/admin/versions", "versions.rolled_back", number=number)

    def _page(self, number: int, fault: str = "") -> str:
        org_id = self._org_id()
        found = self._configuration.versions(org_id, before=number + 1, limit=1)
        if not found or found[0].number != number:
            raise NoSuchThing(f"there is no version {number} of this configuration")
        document = self._configuration.document(org_id, number)
        plan = self._takeover.plan(org_id, document)
        return self._frame.render(
            "admin/version.html",
            here="privacy",
            title=self._frame.t("versions.one", number=number),
            row=found[0],
            summary=self._summary(found[0]),
            made=self._made(org_id, number),
            plan=plan,
            back=plan.differences[:_MOST_DIFFERENCES],
            fault=fault,
        )

    def _made(self, org_id: OrgId, number: int) -> tuple[Difference, ...] | None:
        """Return what a version changed; None where nothing is known of the one before."""
        before = self._configuration.versions(org_id, before=number, limit=1)
        if not before:
            return None
        documents = (
            self._configuration.document(org_id, each) for each in (before[0].number, number)
        )
        return differences(*documents)[:_MOST_DIFFERENCES]

    def _summary(self, version: Version) -> str:
        """Return what a version is about, in words where our own pages made it."""
        page, _, rest = version.summary.partition(": ")
        names = rest.split(", ")
        if page in PAGES and _SETTINGS.issuperset(names):
            labels = ", ".join(self._frame.t(f"settings.{name}.label") for name in names)
            return f"{self._frame.t(f'frame.place.{page}')}: {labels}"
        if version.summary.startswith("rollback "):
            number = version.summary.removeprefix("rollback ")
            return self._frame.t("versions.summary_rollback", number=number)
        return (
            self._frame.t("frame.words", words=version.summary)
            if version.summary
            else self._frame.t("versions.summary_first")
        )

    def _org_id(self) -> OrgId:
        return self._frame.admin().org_id
