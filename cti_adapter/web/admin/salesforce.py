"""Page Salesforce: how the org is reached, what it said, its hosts, owners, tracked objects.

Settings, Integrations, Salesforce (S3-17). Secrets are typed here and never shown.
"""

from typing import get_args

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from cti_adapter.calls.policy import OwnerType
from cti_adapter.errors import FieldFault, Unprocessable
from cti_adapter.service.configuration import Configuration
from cti_adapter.service.default_owner import CreateLead, DefaultOwners, OwnerOption
from cti_adapter.service.org_hosts import read_hosts
from cti_adapter.service.server_key import ends_at
from cti_adapter.service.set_up import Access, SetUp
from cti_adapter.service.set_up_steps import missing_hosts, tracked_objects
from cti_adapter.web.admin.addresses import AddressPart
from cti_adapter.web.admin.frame import Frame
from cti_adapter.web.admin.told import faults_in_words, told, with_moments

HERE = "/admin/salesforce"
OWNER_TYPES: tuple[OwnerType, ...] = get_args(OwnerType)
CREATE_LEAD: tuple[CreateLead, ...] = get_args(CreateLead)

Form = dict[str, str]


class SalesforcePage:
    """The page and its forms.

    Args:
        frame: is around it.
        set_up: connection, key, hosts.
        owners: default owner, leads, tracked objects.
        configuration: what stands there now.
        intake: the part about form submissions.
        signals: the part about sign-outs of the org.
    """

    def __init__(  # noqa: PLR0913 - the composition root hands in each part by name
        self,
        frame: Frame,
        set_up: SetUp,
        owners: DefaultOwners,
        configuration: Configuration,
        *,
        intake: AddressPart,
        signals: AddressPart,
    ) -> None:
        self._frame = frame
        self._set_up = set_up
        self._owners = owners
        self._configuration = configuration
        self._intake = intake
        self._signals = signals

    def blueprint(self) -> Blueprint:
        """Return the page, its forms and what its combobox asks for."""
        bp = Blueprint("salesforce", __name__)
        bp.get("/salesforce")(self.show)
        bp.get("/salesforce/certificate")(self.certificate)
        bp.post("/salesforce/connection")(self.connect)
        bp.post("/salesforce/key")(self.key)
        bp.post("/salesforce/check")(self.check)
        bp.post("/salesforce/hosts")(self.hosts)
        bp.post("/salesforce/owner")(self.owner)
        bp.post("/salesforce/leads")(self.leads)
        bp.post("/salesforce/objects")(self.objects)
        bp.get("/data/owners")(self.offered)
        return with_moments(bp)

    def show(self) -> ResponseReturnValue:
        return self._page()

    def certificate(self) -> ResponseReturnValue:
        """Hand out the public half of the key, for Setup in Salesforce."""
        admin = self._frame.admin()
        headers = {"Content-Disposition": f'attachment; filename="cti-adapter-{admin.org_key}.crt"'}
        text = self._set_up.certificate(admin.org_id)
        return Response(text, headers=headers, content_type="application/x-x509-ca-cert")

    def connect(self) -> ResponseReturnValue:
        admin = self._frame.admin()
        typed = {name: request.form.get(name, "").strip() for name in Access.__struct_fields__}
        try:
            self._set_up.connect(
                admin.org_id, Access(**typed), version=_version(), by=admin.username
            )
        except Unprocessable as refused:
            return self._refused(refused, typed)
        return self._frame.done(f"{HERE}#connection", "salesforce.connection_saved")

    def key(self) -> ResponseReturnValue:
        admin = self._frame.admin()
        if request.form.get("how") == "make":
            self._set_up.make_key(admin.org_id, by=admin.username)
            return self._frame.done(f"{HERE}#key", "salesforce.key_made")
        try:
            pem = request.form.get("private_key", "")
            self._set_up.take_key(admin.org_id, pem, by=admin.username)
        except Unprocessable as refused:
            return self._refused(refused, {})
        return self._frame.done(f"{HERE}#key", "salesforce.key_taken")

    def check(self) -> ResponseReturnValue:
        found = self._set_up.check(self._frame.admin().org_id)
        code = "salesforce.check_fine" if found.is_fine else "salesforce.check_failed"
        return self._frame.done(_back(), code)

    def hosts(self) -> ResponseReturnValue:
        admin = self._frame.admin()
        text = request.form.get("hosts", "")
        hosts = read_hosts("\n".join([text, *request.form.getlist("add")]))
        try:
            self._set_up.pin(admin.org_id, hosts, version=_version(), by=admin.username)
        except Unprocessable as refused:
            words = faults_in_words(self._frame, "salesforce", refused).values()
            return self._page(faults={"hosts": " ".join(words)}, typed={"hosts": text}), 422
        return self._frame.done(f"{HERE}#hosts", "salesforce.hosts_saved")

    def owner(self) -> ResponseReturnValue:
        """Store the default owner; without JavaScript in two steps: type, then who."""
        admin = self._frame.admin()
        type_ = _owner_type(request.form.get("owner_type", ""))
        typed = request.form.get("owner_text", "")
        try:
            among = self._owners.choose(
                admin.org_id,
                type_,
                owner_id=request.form.get("owner") or request.form.get("owner_among", ""),
                typed=typed,
                version=_version(),
                by=admin.username,
            )
        except Unprocessable as refused:
            return self._refused(refused, {"owner_type": type_, "owner_text": typed})
        if among:
            return self._page(typed={"owner_type": type_, "owner_text": typed}, among=among), 422
        return self._frame.done(f"{HERE}#default-owner", "salesforce.owner_saved")

    def leads(self) -> ResponseReturnValue:
        admin, wanted = self._frame.admin(), request.form.get("create_lead", "")
        self._owners.switch(
            admin.org_id,
            link_applies_to_numbers="link_applies_to_numbers" in request.form,
            set_owner_of_lead="set_owner_of_lead" in request.form,
            create_lead=wanted if wanted in CREATE_LEAD else CREATE_LEAD[0],
            version=_version(),
            by=admin.username,
        )
        return self._frame.done(f"{HERE}#leads", "salesforce.leads_saved")

    def objects(self) -> ResponseReturnValue:
        admin = self._frame.admin()
        known = tracked_objects(self._set_up.found(admin.org_id)) or {}
        chosen = tuple(name for name in request.form.getlist("objects") if name in known)
        everything = request.form.get("which") != "some"
        if not everything and not chosen:
            return self._refused(_fault("objects", "no-objects"), {"which": "some"})
        self._owners.track(
            admin.org_id, () if everything else chosen, version=_version(), by=admin.username
        )
        return self._frame.done(f"{HERE}#objects", "salesforce.objects_saved")

    def offered(self) -> ResponseReturnValue:
        """Answer the combobox 'Lead owner': active users, or queues with what they can own."""
        admin = self._frame.admin()
        type_ = _owner_type(request.args.get("type", ""))
        found = self._owners.offered(admin.org_id, type_, request.args.get("q", "")[:80])
        return {
            "options": [
                {"id": each.id, "label": each.label, "detail": self._detail(each)} for each in found
            ]
        }

    # the page

    def _page(
        self,
        *,
        faults: Form | None = None,
        typed: Form | None = None,
        among: tuple[OwnerOption, ...] = (),
    ) -> str:
        admin = self._frame.admin()
        now = self._configuration.current(admin.org_id)
        found = self._set_up.found(admin.org_id)
        certificate = self._set_up.certificate(admin.org_id)
        return self._frame.render(
            "admin/salesforce.html",
            here="salesforce",
            title=self._frame.t("salesforce.title"),
            version=now.version,
            config=now.config,
            policy=now.config.policy,
            found=found,
            told=told(self._frame, "connection", found, username=now.config.username),
            kept=self._set_up.kept_secrets(admin.org_id),
            key_ends=ends_at(certificate),
            new_hosts=missing_hosts(now.config, found),
            tracked=tracked_objects(found),
            intake=self._intake.shown(admin.org_id),
            signals=self._signals.shown(admin.org_id),
            owner_types=OWNER_TYPES,
            create_lead=CREATE_LEAD,
            among=[(each.id, each.label, self._detail(each)) for each in among],
            faults=faults or {},
            typed=typed or {},
        )

    def _refused(self, refused: Unprocessable, typed: Form) -> ResponseReturnValue:
        faults = faults_in_words(self._frame, "salesforce", refused)
        return self._page(faults=faults, typed=typed), Unprocessable.status

    def _detail(self, option: OwnerOption) -> str:
        """Say what a queue can own, and how a user signs in."""
        if not option.owns:
            return option.detail
        return self._frame.t(f"salesforce.owns.{'_'.join(option.owns)}")


def _owner_type(text: str) -> OwnerType:
    return text if text in OWNER_TYPES else OWNER_TYPES[0]


def _version() -> int:
    """Return the version of the configuration that the form was made from."""
    given = request.form.get("version", "")
    return int(given) if given.isascii() and given.isdigit() else 0


def _fault(field: str, code: str) -> Unprocessable:
    return Unprocessable(FieldFault(field=field, message=code))


def _back() -> str:
    """Return the page the check was run from."""
    return "/admin/set-up" if request.form.get("back") == "set-up" else f"{HERE}#connection"
