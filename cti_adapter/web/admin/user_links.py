"""Page 'Users', many links at once: what is suggested, and what a file says.

Everything is shown before it is done: a suggestion is confirmed one by one or all that are shown, a
file is applied as its preview showed it. Nothing is linked by looking.
"""

from http import HTTPStatus
from typing import Final

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from cti_adapter.calls.agent import AgentId
from cti_adapter.errors import SalesforceError
from cti_adapter.service.bulk_linking import BulkLinking
from cti_adapter.service.configuration import ChangedMeanwhile
from cti_adapter.service.link_file import LARGEST_BYTES, Plan, decoded
from cti_adapter.service.suggestions import Suggestion
from cti_adapter.web.admin.frame import Frame

SHOWN: Final = 50
"""Suggestions on one page."""
CHANGES_SHOWN: Final = 500
UPLOAD: Final = "/admin/users/import"
_SUGGESTIONS: Final = "/admin/users/suggestions"
_SILENT: Final = HTTPStatus.BAD_GATEWAY


class UserLinksPages:
    """The routes of suggestions and of files."""

    def __init__(self, frame: Frame, linking: BulkLinking) -> None:
        self._frame = frame
        self._linking = linking
        frame.take_uploads(UPLOAD, 2 * LARGEST_BYTES)  # a little larger is told in our words

    def blueprint(self) -> Blueprint:
        """Return the routes."""
        bp = Blueprint("user_links", __name__)
        bp.get("/users/suggestions")(self.suggestions)
        bp.post("/users/suggestions")(self.confirm)
        bp.get("/users/import")(self.upload)
        bp.post("/users/import")(self.take)
        return bp

    # suggestions

    def suggestions(self) -> ResponseReturnValue:
        try:
            found = self._linking.suggestions(self._frame.admin().org_id)
        except SalesforceError:
            return self._suggested((), is_silent=True), _SILENT
        return self._suggested(found)

    def confirm(self) -> ResponseReturnValue:
        """Link one that was chosen, or all that were shown."""
        admin = self._frame.admin()
        one = request.form.getlist("one")
        pairs = [pair.partition(":") for pair in one or request.form.getlist("shown")]
        chosen = [(AgentId(agent_id), user_id) for agent_id, _, user_id in pairs]
        try:
            done = self._linking.confirm(admin.org_id, chosen, by=admin.username)
        except SalesforceError:
            return self._suggested((), is_silent=True), _SILENT
        code = "user_links.linked" if len(done) == len(chosen) else "user_links.linked_some"
        return self._frame.done(_SUGGESTIONS, code, n=len(done), wanted=len(chosen))

    def _suggested(self, found: tuple[Suggestion, ...], *, is_silent: bool = False) -> str:
        return self._frame.render(
            "admin/suggestions.html",
            here="users",
            title=self._frame.t("user_links.suggestions"),
            shown=found[:SHOWN],
            more=max(0, len(found) - SHOWN),
            is_silent=is_silent,
        )

    # files

    def upload(self) -> ResponseReturnValue:
        return self._file()

    def take(self) -> ResponseReturnValue:
        """Show what a file would do; or do it, where that was shown before."""
        admin = self._frame.admin()
        digest = request.form.get("digest")
        try:
            if digest is None:
                return self._preview(self._uploaded())
            text = request.form.get("content", "")
            try:
                done = self._linking.apply(
                    admin.org_id, text.encode(), digest=digest, by=admin.username
                )
            except ChangedMeanwhile:
                return self._preview(text.encode(), is_again=True)
        except SalesforceError:
            return self._file(silent=True), _SILENT
        return self._frame.done("/admin/users", "user_links.applied", n=len(done.changes))

    def _uploaded(self) -> bytes:
        file = request.files.get("file")
        return file.read() if file is not None else b""

    def _preview(self, content: bytes, *, is_again: bool = False) -> ResponseReturnValue:
        plan = self._linking.preview(self._frame.admin().org_id, content)
        page = self._file(plan, content=content, is_again=is_again)
        if plan.faults:
            return page, HTTPStatus.UNPROCESSABLE_ENTITY
        return page, HTTPStatus.CONFLICT if is_again else HTTPStatus.OK

    def _file(
        self,
        plan: Plan | None = None,
        *,
        content: bytes = b"",
        is_again: bool = False,
        silent: bool = False,
    ) -> str:
        t = self._frame.t
        faults = plan.faults if plan else ()
        return self._frame.render(
            "admin/user_import.html",
            here="users",
            title=t("user_links.import"),
            plan=plan,
            content=decoded(content),
            is_again=is_again,
            silent=silent,
            shown=CHANGES_SHOWN,
            bad_rows=[
                (fault.number, t(f"user_links.fault.{fault.code}", **fault.params))
                for fault in faults
            ],
        )
