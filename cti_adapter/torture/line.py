"""One agent's line in a run with real processes: what the telephone system and the page send.

Both do what theirs do in real life: the same again until it is answered. A telling is signed anew
each time, as Standard Webhooks wants it. How a call goes was rolled beforehand (calls.py).
"""

import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import requests
from standardwebhooks import Webhook

from cti_adapter.torture.calls import Planned, Telling
from cti_adapter.torture.people import People
from cti_adapter.torture.rig import Rig

TIMEOUT_S = 15.0
"""An answer that takes longer never comes: the process that owed it is dead."""
_AGAIN_S = (0.05, 0.3)
_TAKEN = frozenset({202, 204, 200})
_OVER = frozenset({404, 409})
"""The log is complete, or the call has left the panel: too late for what the page wanted."""
TAKEN_BACK, HALF = 0.15, 0.5
"""Shares: of the Saves that are taken back, and of these the ones that are pressed again."""
AFTERTHOUGHT = "(changed)"
_FORMS: dict[str, dict[str, Any]] = {"notes": {}, "save": {"page": {"answered": False}}}
FASTER = 300
"""By so much a call is shorter than it says it was."""


class Progress:
    """What all lines together have done so far."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.taken = 0
        self.again = 0
        """How often something had to be sent again."""
        self.taken_back = 0
        self.waits: list[float] = []
        """Seconds until each webhook was answered that was taken at once."""

    def note(self, *, taken: bool, waited: float | None = None) -> None:
        with self._lock:
            self.taken += taken
            self.again += not taken
            if waited is not None:
                self.waits.append(waited)

    def note_taken_back(self) -> None:
        """Count a Save that was taken back."""
        with self._lock:
            self.taken_back += 1


class LineThread:
    """Plays the calls of one line, one after the other.

    Args:
        rig: the product.
        line: whose calls they are.
        calls: what will happen.
        people: who call; some of them are moved meanwhile.
        progress: of the run.
        seed: of this line's dice.
        go_on: asked before each call whether there is time for it.
        pause_s: the longest pause between two deliveries.
    """

    def __init__(  # noqa: PLR0913 - said once each, by name
        self,
        rig: Rig,
        line: str,
        *,
        calls: Sequence[Planned],
        people: People,
        progress: Progress,
        seed: str,
        go_on: Callable[[], bool],
        pause_s: float,
    ) -> None:
        self.played: list[Planned] = []
        """Calls that were begun."""
        self._go_on, self._pause_s = go_on, pause_s
        self._calls = calls
        self._people = people
        self._progress = progress
        self._dice = Random(seed)  # noqa: S311 - to be rolled again, not to be secret
        self._hook = f"{rig.url}/hooks/{rig.connector}"
        self._api = f"{rig.url}/api"
        self._webhook = Webhook(rig.webhook_secret)
        self._bearer = {"Authorization": f"Bearer {rig.token(line)}"}
        self._http = requests.Session()
        self.error: BaseException | None = None
        """Why it ended before its calls did."""
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    @property
    def is_busy(self) -> bool:
        return self._thread.is_alive()

    def _run(self) -> None:
        try:
            for call in self._calls:
                if not self._go_on():
                    break
                self.played.append(call)
                self._play(call)
        except BaseException as error:  # noqa: BLE001 - told by who waits for this line
            self.error = error

    def _play(self, call: Planned) -> None:
        tellings = sorted(call.tellings, key=lambda each: each.after_s)
        seconds = max(each.second for each in tellings)
        call.begun = datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=seconds)
        moved_at = self._moment_of_move(call, len(tellings))
        for number, telling in enumerate(tellings):
            if number == moved_at and call.who is not None:
                self._people.move(call.who)
            self._tell(call, telling)
            pause_s = self._pause_s or telling.after_s / len(tellings) / FASTER
            time.sleep(self._dice.random() * pause_s)
        if call.kind in {"inbound", "outbound"}:
            self._work_on(call)
        if moved_at is not None and moved_at > len(tellings) and call.who is not None:
            time.sleep(self._dice.random())
            self._people.move(call.who)

    def _moment_of_move(self, call: Planned, tellings: int) -> int | None:
        """Return before which telling the caller's record moves; None where it never does."""
        if not self._people.is_mover(call.who):
            return None
        return self._dice.randint(0, tellings + 2)

    # the telephone system

    def _tell(self, call: Planned, telling: Telling) -> None:
        body = telling.body(call.begun)
        self._insist(lambda: self._post(telling.delivery_id, body), counts=True)

    def _post(self, delivery_id: str, body: bytes) -> requests.Response:
        now = datetime.now(UTC)
        headers = {
            "Content-Type": "application/json",
            "webhook-id": delivery_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self._webhook.sign(delivery_id, now, body.decode()),
        }
        return self._http.post(self._hook, body, headers=headers, timeout=TIMEOUT_S)

    # the agent's page

    def _work_on(self, call: Planned) -> None:
        """Type the notes, and press Save where this agent does."""
        call_id = self._call_on_panel()
        if call_id is None:
            return
        if self._command(call_id, "notes", f"{call.native_id}-n", {"text": call.text}):
            call.kept_text = call.text
        if call.saves_after_s is None:
            return
        form = _FORMS["save"] | {"text": call.text}
        for press in (1, 2):  # the second where nothing is assigned (DECISION 6)
            if self._command(call_id, "save", f"{call.native_id}-s{press}", form):
                call.kept_text = call.text
        if self._dice.random() < TAKEN_BACK:
            self._take_back(call, call_id)

    def _take_back(self, call: Planned, call_id: str) -> None:
        """Take the Save back, type more, and press Save again or leave it to the wrap-up."""
        name = call.native_id
        if not self._command(call_id, "undo", f"{name}-u", {}):
            return
        self._progress.note_taken_back()
        text = f"{call.text} {AFTERTHOUGHT}"
        verbs = ("notes", "save") if self._dice.random() < HALF else ("notes",)
        for verb in verbs:
            if self._command(call_id, verb, f"{name}-{verb}-again", _FORMS[verb] | {"text": text}):
                call.kept_text = text

    def _call_on_panel(self) -> str | None:
        answer = self._insist(
            lambda: self._http.get(f"{self._api}/snapshot", headers=self._bearer, timeout=TIMEOUT_S)
        )
        shown = [each for each in answer.json()["calls"] if each["phase"] == "wrap-up"]
        return str(shown[-1]["id"]) if shown else None

    def _command(self, call_id: str, verb: str, key: str, form: dict[str, Any]) -> bool:
        """Give a command until it is answered; return whether it was taken."""
        url, headers = f"{self._api}/calls/{call_id}/{verb}", {"Idempotency-Key": key}
        answer = self._insist(
            lambda: self._http.post(
                url, json=form, headers=headers | self._bearer, timeout=TIMEOUT_S
            )
        )
        return answer.status_code in _TAKEN

    def _insist(
        self, send: Callable[[], requests.Response], *, counts: bool = False
    ) -> requests.Response:
        """Send until somebody answers.

        Raises:
            AssertionError: what was sent is refused, and would be whenever it was sent again.
        """
        is_first = True
        while True:
            began = time.perf_counter()
            try:
                answer = send()
            except requests.RequestException:
                answer = None
            if answer is not None and answer.status_code in _TAKEN | _OVER:
                if counts:
                    waited = time.perf_counter() - began
                    self._progress.note(taken=True, waited=waited if is_first else None)
                return answer
            if answer is not None and answer.status_code < 500:  # noqa: PLR2004 - HTTP's own line
                raise AssertionError(f"{answer.status_code} {answer.text}")
            self._progress.note(taken=False)
            is_first = False
            time.sleep(self._dice.uniform(*_AGAIN_S))
