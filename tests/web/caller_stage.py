"""A caller who leaves traces everywhere, and where they are looked for; no test stands here."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import zlib
from collections import Counter
from contextlib import suppress
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import create_engine, inspect, select, table, text, update

from cti_adapter.app.product import NoPost, Product, utc_now
from cti_adapter.calls.call import CallId, CallKey
from cti_adapter.calls.number import PhoneNumber
from cti_adapter.service.exporting import KeptOfCaller
from cti_adapter.service.forgetting import mentions
from cti_adapter.settings import Settings
from cti_adapter.storage.schema import metadata
from tests.support.admin_page import AdminClient
from tests.support.panel_client import PanelClient
from tests.support.patience import until
from tests.support.running import TIMEOUT_S, Running
from tests.support.settings_change import change_policy
from tests.web.stage import ADA, ALAN, OutsideCall, TelephoneSystem, telephone_system
from tests.web.test_receivers import ALL

MARKS = ("Lovelace", "wants-a-refund", "gold-customer", "555-0101", "5550101", ADA)
"""Of Ada: a name, her notes, an attribute of her call, her number."""

STRANGER = "+14155550777"
"""Nobody's number; who misses a call of theirs gets a Lead."""

WITHOUT_CALLERS = {
    "alembic_version": "the version of the schema",
    "boot_tokens": "opens the admin pages of a fresh deployment",
    "past_counts": "how many calls there were",
    "pauses": "why an org takes nothing at all",
}
"""Tables that the story leaves empty, because nothing of a caller ever stands in them."""


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
    """Return every row of every table the database has, all columns of it as one text."""
    engine = create_engine(running.demo.database)
    try:
        with engine.connect() as connection:
            return {
                name: [
                    " ".join(_text(value) for value in row)
                    for row in connection.execute(select(text("*")).select_from(table(name)))
                ]
                for name in inspect(engine).get_table_names()
            }
    finally:
        engine.dispose()


def _text(value: Any) -> str:
    """Return a value as it can be read; what is compressed is unpacked."""
    if not isinstance(value, bytes):
        return str(value)
    with suppress(zlib.error):
        value = zlib.decompress(value)
    return value.decode(errors="replace")


def hits(running: Running, marks: tuple[str, ...] = MARKS) -> dict[str, list[str]]:
    """Return where a mark of a caller stands: in tables, and in what the product has logged."""
    texts = rows(running)
    assert running.demo.log is not None
    texts["log"] = [running.demo.log.read_text()]
    return {
        name: found for name, each in texts.items() if (found := marks_in("\n".join(each), marks))
    }


def marks_in(text: str, marks: tuple[str, ...] = MARKS) -> list[str]:
    """Return the marks that stand in a text; a number is found in every spelling."""
    plain, digits = [mark for mark in marks if mark in text], re.sub(r"\D", "", text)
    numbers = [mark.removeprefix("+1") for mark in marks if mark.startswith("+1")]
    return plain + [each for each in numbers if each in digits]


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


def led(panel: PanelClient) -> bool:
    """Have a stranger call who is missed; whether a Lead was made of them a moment later.

    The process that ends calls may go by the settings of a moment ago: then they call again.
    """
    missed(panel, STRANGER)
    made = table("made_leads")
    engine = create_engine(panel.running.demo.database)
    try:
        for _ in range(20):
            time.sleep(0.1)
            with engine.connect() as connection:
                if connection.execute(select(text("1")).select_from(made)).first():
                    return True
    finally:
        engine.dispose()
    return False


def put_before(panel: PanelClient, call_id: str, mailbox: str) -> None:
    """Leave traces wherever there can be some: every table of the database has rows then.

    Ada's record is open, her number is on the dial list, she fills in a form, she is to be called
    again, her call goes on under another id, somebody outside is told of it; of a stranger who
    calls a Lead is made.
    """
    running = panel.running
    change_policy(running, create_lead="missed")
    form: dict[str, str | list[str]] = {"name": "CRM", "url": mailbox, "events": ALL}
    made = AdminClient(running).submit("/admin/receivers/new", form)
    assert made.ok, made.text
    until(lambda: led(panel), "a Lead of the stranger", within_s=30)
    due = {"date": f"{utc_now() + timedelta(days=3):%Y-%m-%d}"}
    assert 202 == panel.press(f"calls/{call_id}/follow-up", due).status_code
    storage = running.storage()
    try:
        name = CallKey(f"{running.hook.rpartition('/')[2]}:part-of-it")
        known = CallId(call_id)
        storage.units.write(running.org_id, lambda unit: unit.put_alias(name, known))
    finally:
        storage.close()
    fill_in(running)
    ada = running.record_id("Contact", "Ada Lovelace")
    panel.show({"id": ada, "type": "Contact", "name": "Ada Lovelace"})
    table = {"csv": f"number,name\n{ADA},Ada Lovelace\n{ALAN},Alan"}
    assert 202 == panel.press("dial-list", table).status_code
    until(lambda: "Lovelace" in hits(panel.running)["desks"], "Ada on the desk")


def all_logged(running: Running, least: int) -> bool:
    """Whether so many calls have their Tasks at least, and none waits for one."""
    logs = counts(running)["logs"]
    return logs["saved", ""] >= least and {state for state, _ in logs} <= {"saved", "not-logged"}


def waiting(running: Running) -> list[str]:
    """Return what is still on its way."""
    return [row for row in rows(running)["outbox"] if " pending " in row or " inflight " in row]


def kept_of(running: Running, number: str) -> KeptOfCaller:
    """Return what the product finds of a number, without recording that somebody looked."""
    storage = running.storage()
    try:
        product = Product(Settings.from_env(environment(running)), storage, NoPost())
        return product.privacy.exporting(utc_now).find(running.org_id, PhoneNumber(number))
    finally:
        storage.close()


def forget(running: Running, number: str) -> None:
    """Erase a caller, as page Privacy does."""
    storage = running.storage()
    try:
        product = Product(Settings.from_env(environment(running)), storage, NoPost())
        product.privacy.erasing().erase(running.org_id, PhoneNumber(number), "i@x.test")
    finally:
        storage.close()


def naming(running: Running, text: str) -> dict[str, list[str]]:
    """Return the rows of each table in which a text stands."""
    return {name: [row for row in each if text in row] for name, each in rows(running).items()}


def let_a_day_in(running: Running, days: float) -> None:
    """Do what the duty of the server will do so many days from now."""
    storage = running.storage()
    try:
        product = Product(Settings.from_env(environment(running)), storage, NoPost())
        product.privacy.retention(lambda: utc_now() + timedelta(days=days)).tick()
    finally:
        storage.close()


def restart(running: Running) -> None:
    """Start the process anew that carries out the duties."""
    name = "product" if running.demo.database.startswith("sqlite") else "work"
    running.demo.processes[name].send_signal(signal.SIGTERM)
    running.demo.processes[name].wait(TIMEOUT_S)
    running.demo.begin_product(name)
    running.demo.wait_until_ready()


def grow_old(running: Running, call_id: str, days: int) -> date:
    """Let a call have begun so many days ago; return that day."""
    began = utc_now() - timedelta(days=days)
    calls = metadata.tables["calls"]
    engine = create_engine(running.demo.database)
    with engine.begin() as connection:
        of_it = (calls.c.id == call_id, calls.c.org_id == running.org_id)
        connection.execute(update(calls).where(*of_it).values(begun_at=began))
    engine.dispose()
    return began.date()
