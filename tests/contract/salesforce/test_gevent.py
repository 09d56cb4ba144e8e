"""The same product code under gunicorn's gevent worker, where every thread is a greenlet."""

import os
import subprocess
import sys

import msgspec

from tests.contract.salesforce.stand_in import StandIn
from tests.support.measured import under_gevent

SCRIPT = """
from gevent import monkey
monkey.patch_all()

import sys
import gevent
import msgspec
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.logbook.entry import LogEntry
from cti_adapter.salesforce.oauth import OrgAccess
from cti_adapter.salesforce.org import SalesforceOrg

access = msgspec.json.decode(sys.stdin.read(), type=OrgAccess)
org = SalesforceOrg(access, region="US", clock=lambda: 0.0)
entry = LogEntry(
    key="gen:main:c-43", call_id="c-43", who_id=None, what_id=None, owner_id=None,
    subject="Inbound call", direction="Inbound", date="2026-11-21", duration_s=1,
    call_result="", comments="",
)
number = PhoneNumber("+14155550101")
writes = [gevent.spawn(org.write, entry) for _ in range(6)]
finds = [gevent.spawn(org.find, number) for _ in range(6)]
gevent.joinall(writes + finds, timeout=10, raise_error=True)
print(len({one.value.id for one in writes}), {one.value[0].label for one in finds})
"""


def test_greenlets_share_one_org(there: StandIn) -> None:
    """One sign-in, one Task, and no greenlet waits for another for ever."""
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", SCRIPT],
        env=os.environ | under_gevent(),
        input=msgspec.json.encode(there.access).decode(),
        capture_output=True,
        check=True,
        text=True,
        timeout=20,
    )

    assert "1 {'Ada Lovelace'}" == done.stdout.strip()
    assert 1 == there.calls("POST", "/services/oauth2/token")
    assert 1 == len(there.tasks("gen:main:c-43"))
