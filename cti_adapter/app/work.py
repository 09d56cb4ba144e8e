"""What runs without the web: the duties on PostgreSQL, and the first token of an operator."""

import signal
import sys

from cti_adapter.app.counters import tell_counters
from cti_adapter.app.product import NoPost, Product, open_deployment, utc_now
from cti_adapter.duties import stop_all
from cti_adapter.errors import SettingsError
from cti_adapter.logs import configure_logs
from cti_adapter.outbox.entry import OrgId
from cti_adapter.settings import Settings
from cti_adapter.storage.notify import Listener
from cti_adapter.web.admin.door import issue_boot_token


def run_work(settings: Settings, metrics_port: int | None = None) -> int:
    """Carry out the duties until ended; on SQLite the web process does, so refuse.

    Args:
        settings: of the deployment.
        metrics_port: where this process tells what it has counted; None for nowhere.

    Returns:
        The exit code.
    """
    configure_logs(settings.log_format)
    storage = open_deployment(settings)
    if storage.is_sqlite:
        sys.stderr.write(
            "work needs PostgreSQL: a SQLite file is written by one process, and with it "
            "the web process carries out the duties itself. Set CTI_DATABASE_URL.\n"
        )
        return 2
    product = Product(settings, storage, NoPost())
    duties = product.duties()
    listener = Listener(
        settings.database_url,
        on_message=lambda _org, _agent: None,
        on_outbox=product.bell.ring,
        on_gap=product.bell.ring,
    )
    for duty in duties:
        duty.start()
    if metrics_port is not None:
        tell_counters(settings, metrics_port)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        duties[0].wait()
    finally:
        listener.close()
        stop_all(duties)
    return 0


def new_boot_token(settings: Settings, org_key: str | None) -> str:
    """Return a token that opens the admin pages once (`cti-adapter boot-token`).

    Args:
        settings: of the deployment.
        org_key: whose pages; by default the first org's, or where there is none, those of set-up.

    Raises:
        SettingsError: no org has this key.
    """
    storage = open_deployment(settings)
    try:
        orgs = storage.settings.orgs()
        wanted = [org.id for org in orgs if org_key in {None, org.key}]
        if org_key is not None and not wanted:
            raise SettingsError(f"--org: no org has the key {org_key!r}")
        org_id = wanted[0] if wanted else OrgId("")
        return issue_boot_token(storage.admin_sessions, org_id, utc_now())
    finally:
        storage.close()
