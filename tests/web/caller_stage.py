"""A caller who leaves traces everywhere, and where they are looked for; no test stands here."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from typing import Any
from uuid import uuid4

from sqlalchemy import create_engine, select

from cti_adapter.app.product import NoPost, Product, utc_now
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.service.exporting import KeptOfCaller
from cti_adapter.service.forgetting import mentions
from cti_adapter.settings import Settings
from cti_adapter.storage.schema import metadata
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import Running
from tests.web.stage import ADA, ALAN, OutsideCall, TelephoneSystem, telephone_system

MARKS = ("Lovelace", "wants-a-refund", "gold-customer", "555-0101", "5550101")


def environment(running: Running) -> dict[str, str]:
    return {
        "CTI_PUBLIC_URL": running.url,
        "CTI_DATABASE_URL": running.demo.database,
        "CTI_SECRET_KEYS": running.demo.keys.fernet,
    }


def erase(running: Running, *more: str) -> subprocess.CompletedProcess[str]:
    """Run the command as the operator of this deployment does."""
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "cti_adapter", *more],
        env={**os.environ, **environment(running)},
        capture_output=True,
        text=True,
        timeout=120,  # a machine may be busy
        check=False,
    )


def rows(running: Running) -> dict[str, list[str]]:
    """Return every row of every table as one text; new tables are among them by themselves."""
    engine = create_engine(running.demo.database)
    try:
        with engine.connect() as connection:
            return {
                table.name: [
                    " ".join(_text(value) for value in row)
                    for row in connection.execute(select(table))
                ]
                for table in metadata.sorted_tables
            }
    finally:
        engine.dispose()


def _text(value: Any) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def hits(running: Running) -> dict[str, list[str]]:
    """Return where a mark of the caller stands: in tables, and in what the product has logged."""
    texts = rows(running)
    assert running.demo.log is not None
    texts["log"] = [running.demo.log.read_text()]
    return {name: found for name, each in texts.items() if (found := marks_in("\n".join(each)))}


def marks_in(text: str) -> list[str]:
    plain = [mark for mark in MARKS if mark in text]
    digits = re.sub(r"\D", "", text)
    return plain + (["digits"] if "4155550101" in digits else [])


def talked(panel: PanelClient, number: str = ADA) -> tuple[OutsideCall, str]:
    """Have somebody call, be answered and noted down; return the call, and our id of it."""
    call = OutsideCall(telephone_system(panel.running), panel.seat.line, number)
    call.tell("leg.offered", attributes={"level": "gold-customer"})
    ringing = panel.call(phase="ringing", matching="done")
    call.tell("leg.connected")
    panel.call(phase="talking")
    panel.press(f"calls/{ringing['id']}/notes", {"text": "wants-a-refund", "version": 0})
    call.tell("call.ended")
    panel.call(phase="wrap-up")
    panel.press(f"calls/{ringing['id']}/save", {"text": "wants-a-refund"})
    panel.call(phase="saved")
    return call, ringing["id"]


def missed(panel: PanelClient, number: str) -> None:
    call = OutsideCall(telephone_system(panel.running), panel.seat.line, number)
    call.tell("leg.offered", "leg.ended", "call.ended")
    until(lambda: shown(panel, number), "a missed call")


def shown(panel: PanelClient, number: str) -> bool:
    panel.listen()
    return mentions(json.dumps([panel.desk, panel.calls]), PhoneNumber(number))


def empty(panel: PanelClient) -> bool:
    panel.listen()
    return not panel.calls


def counts(running: Running) -> dict[str, Any]:
    """Return how many calls, lines of history and raw events there are, and how calls ended."""
    engine = create_engine(running.demo.database)
    calls = metadata.tables["calls"].c
    with engine.connect() as connection:
        states = connection.execute(select(calls.log_state, calls.log_reason)).all()
    engine.dispose()
    kept = rows(running)
    many = {name: len(kept[name]) for name in ("calls", "history", "inbox")}
    return {"logs": Counter(map(tuple, states)), **many}


def fill_in(running: Running) -> None:
    """Send a web form in Ada's name."""
    storage, secret = running.storage(), "whsec_" + "bmV3" * 11
    try:
        access = storage.intakes.renew(running.org_id, key=f"form-{uuid4().hex}", secret=secret)
    finally:
        storage.close()
    form = {"name": "Ada Lovelace", "phone": "(415) 555-0101", "message": "wants-a-refund"}
    page = TelephoneSystem(f"{running.url}/intake/{access.key}", secret)
    assert 202 == page.post(form, media_type="application/json").status_code


def put_before(panel: PanelClient) -> None:
    """Have Ada's record open, her number on the dial list, and a form of hers."""
    fill_in(panel.running)
    ada = panel.running.record_id("Contact", "Ada Lovelace")
    panel.show({"id": ada, "type": "Contact", "name": "Ada Lovelace"})
    table = {"csv": f"number,name\n{ADA},Ada Lovelace\n{ALAN},Alan"}
    assert 202 == panel.press("dial-list", table).status_code
    until(lambda: "Lovelace" in hits(panel.running)["desks"], "Ada on the desk")


def all_logged(running: Running, least: int) -> bool:
    """Whether so many calls have their Tasks at least, and none waits for one."""
    logs = counts(running)["logs"]
    return logs["saved", ""] >= least and {state for state, _ in logs} <= {"saved", "not-logged"}


def waiting(running: Running) -> list[str]:
    return [row for row in rows(running)["outbox"] if " pending " in row or " inflight " in row]


def kept_of(running: Running, number: str) -> KeptOfCaller:
    """Return what the product finds of a number, without recording that somebody looked."""
    storage = running.storage()
    try:
        product = Product(Settings.from_env(environment(running)), storage, NoPost())
        return product.privacy.exporting(utc_now).find(running.org_id, PhoneNumber(number))
    finally:
        storage.close()


def naming(running: Running, text: str) -> dict[str, list[str]]:
    """Return the rows of each table in which a text stands."""
    return {name: [row for row in each if text in row] for name, each in rows(running).items()}
