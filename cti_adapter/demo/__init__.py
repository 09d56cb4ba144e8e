"""`cti-adapter demo`: the product with its stand-ins, on this machine, for anybody to try.

The Salesforce stand-in answers on localhost and the product on 127.0.0.1: two sites for the
browser, as in real life (contract.md §6). Every process is the real one, spoken to over
HTTP. keys.py makes the secrets, org.py knows an org of the demo, settings.py writes what an admin
would, processes.py starts and ends the processes, and the command stands here.
"""

import signal
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from cti_adapter.demo.ports import free_port
from cti_adapter.demo.postgresql import PostgresServer
from cti_adapter.demo.processes import Cluster, Demo, Ports
from cti_adapter.demo.settings import ORG, ORG_KEY, TWIN, TWIN_KEY

__all__ = ["ORG", "ORG_KEY", "TWIN", "TWIN_KEY", "Demo", "Ports", "run_cluster", "run_demo"]

_CONNECTIONS_EACH = 25
"""Twenty in the pool of a process, and a few beside it (storage/engine.py)."""


def run_demo(state: Path, ports: Ports, *, control: bool = False) -> int:
    """Start the demo, say where it is, and end with Ctrl-C.

    Args:
        state: folder of its databases and keys.
        ports: where its processes listen.
        control: whether the Salesforce stand-in takes orders from tests.

    Returns:
        0 after Ctrl-C, else the exit code of the process that ended by itself.
    """
    return _run(Demo(state.resolve(), ports, control=control))


def run_cluster(ports: Ports, webs: int, works: int) -> int:
    """Start the demo as a cluster, on a PostgreSQL server and state that end with it.

    Args:
        ports: where a balancer and the stand-ins listen; the web processes find ports themselves.
        webs: how many web processes.
        works: how many processes do the work.

    Returns:
        As run_demo.
    """
    server = PostgresServer(connections=_CONNECTIONS_EACH * (webs + works + 1))
    try:
        with TemporaryDirectory(prefix="cti-cluster-") as folder:
            demo = Demo(
                Path(folder),
                ports,
                control=False,
                database=server.make_database(),
                cluster=Cluster(tuple(free_port() for _ in range(webs)), works),
            )
            demo.product_env = {"CTI_TRUSTED_PROXIES": "1"}
            return _run(demo)
    finally:
        server.stop()


def _run(demo: Demo) -> int:
    began = time.monotonic()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        demo.start()
        sys.stdout.write(_greeting(demo, time.monotonic() - began))
        sys.stdout.flush()
        return demo.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        demo.stop()


def _greeting(demo: Demo, seconds: float) -> str:
    return f"""
Ready in {seconds:.1f} s.

  Console    {demo.salesforce}/lightning/app/console
             log in as a@example.test, open "Phone" in the bar below, press Sign in
  Companion  {demo.product}/o/{ORG_KEY}/companion
             the softphone in a window of its own: close the console, and call
  Telephone  {demo.telephone}/
             or: cti-adapter simulate call --from +14155550101 --to-agent 101
  Admin      {demo.product}/admin/sign-in?org={ORG_KEY}
             log in as integration@example.test
{_beside(demo)}
Ctrl-C ends everything; {demo.what_stays}.
"""


def _beside(demo: Demo) -> str:
    if demo.twin is None:
        return ""
    return f"""
A second org in the same deployment, with the same people, lines and numbers:

  Console    {demo.twin.salesforce}/lightning/app/console
  Telephone  {demo.twin.telephone}/
"""
