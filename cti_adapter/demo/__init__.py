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

from cti_adapter.demo.processes import Demo, Ports
from cti_adapter.demo.settings import ORG, ORG_KEY, TWIN, TWIN_KEY

__all__ = ["ORG", "ORG_KEY", "TWIN", "TWIN_KEY", "Demo", "Ports", "run_demo"]


def run_demo(state: Path, ports: Ports, *, control: bool = False) -> int:
    """Start the demo, say where it is, and end with Ctrl-C.

    Args:
        state: folder of its databases and keys.
        ports: where its processes listen.
        control: whether the Salesforce stand-in takes orders from tests.

    Returns:
        0 after Ctrl-C, else the exit code of the process that ended by itself.
    """
    began = time.monotonic()
    demo = Demo(state.resolve(), ports, control=control)
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
Ctrl-C ends everything; the state stays in the folder of the demo.
"""


def _beside(demo: Demo) -> str:
    if demo.twin is None:
        return ""
    return f"""
A second org in the same deployment, with the same people, lines and numbers:

  Console    {demo.twin.salesforce}/lightning/app/console
  Telephone  {demo.twin.telephone}/
"""
