"""Who logs a call: the four rows of requirements.md 2.4. The server writes in every one of them.

Authority is the client or the policy in whose name a call is logged (DECISION 33). The panel asks
with what stands now, the end of the call with what stood then: one function for both (B-5), whose
inputs are those of DECISION 54 and no others. Pure and total; asks nobody, remembers nothing.
"""

from typing import Literal

import msgspec

from cti_adapter.calls.call import Phase
from cti_adapter.calls.events import Direction, Route
from cti_adapter.calls.policy import Policy
from cti_adapter.calls.sign_in import SignedIn

Row = Literal[1, 2, 3, 4]
By = Literal["softphone", "companion", "server", "nobody"]

Reason = Literal[
    "signed-in",
    "not-linked",
    "companion",
    "config-1",
    "config-2",
    "missed-queue-call",
    "signed-out",
    "signed-out-outgoing",
    "signed-out-internal",
    "do-not-log",
    "internal",
]
"""Why, as the ledger keeps it and as every language has it in words:

- signed-in, companion: the agent is signed in to Salesforce, or to the companion alone;
- not-linked: the agent has no Salesforce user, so nobody's sign-in counts;
- config-1, config-2: nobody is signed in, and the org has it logged all the same;
- missed-queue-call: it would take Config 1, which is off;
- signed-out: it would take Config 2, which is off;
- signed-out-outgoing, signed-out-internal: row 1 logs inbound calls only (DECISION 43);
- do-not-log: the checkbox stood where it counts;
- internal: two agents, and 'Log internal calls' is off (DECISION 15).
"""


class Settings(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the org's admins decided, as far as it matters who logs."""

    presence_logout_check: bool = False
    log_missed_queue_calls: bool = False
    """Config 1."""
    log_while_signed_out: bool = False
    """Config 2."""
    log_internal_calls: bool = False
    show_do_not_log: bool = False

    @classmethod
    def of(cls, policy: Policy) -> "Settings":
        """Return those among all the settings of an org."""
        return cls(**{name: getattr(policy, name) for name in cls.__struct_fields__})


class Inputs(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything the decision depends on (DECISION 54)."""

    direction: Direction
    routing: Route
    """To a queue if ever it was, else to an agent, else to a receiving number alone."""
    connected: bool
    """Whether an agent talked with the other side."""
    linked: bool
    """Whether the agent whose row it is has a Salesforce user."""
    signed_in: SignedIn = SignedIn()
    do_not_log_by_default: bool = False
    do_not_log: bool | None = None
    """The checkbox as the agent left it, None where it was not touched."""
    settings: Settings = Settings()


class Decision(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who logs, by which row, and why."""

    row: Row
    by: By
    reason: Reason
    inputs: Inputs

    @property
    def is_logged(self) -> bool:
        """Whether a Task is written."""
        return self.by != "nobody"


Verdict = tuple[By, Reason]


def decide(inputs: Inputs) -> Decision:
    """Return on whose authority a call is logged that ends now."""
    row = 1 if _is_missed_queue_call(inputs) else row_of(inputs)
    by, reason = _ROWS[row](inputs)
    if inputs.direction == "Internal" and not inputs.settings.log_internal_calls:
        by, reason = "nobody", "internal"
    return Decision(row=row, by=by, reason=reason, inputs=inputs)


def row_of(inputs: Inputs) -> Row:
    """Return the row an agent stands in, by where they are signed in; unlinked is row 2."""
    if not inputs.linked:
        return 2
    return _SIGNED_IN[_is_in_salesforce(inputs), inputs.signed_in.companion]


def shows_checkbox(inputs: Inputs, phase: Phase) -> bool:
    """Whether an agent in this phase of a call may see and change 'Do not log the call'."""
    return inputs.settings.show_do_not_log and row_of(inputs) in _CHECKBOX[phase]


def is_checked(inputs: Inputs) -> bool:
    """How the checkbox stands: as the agent left it, else as it starts with them (DECISION 35)."""
    if inputs.do_not_log is None:
        return inputs.do_not_log_by_default
    return inputs.do_not_log


def _row_1(inputs: Inputs) -> Verdict:
    """Signed out of both: the server, where the policy has it log. Each call has one setting."""
    if inputs.direction == "Outbound":
        return "nobody", "signed-out-outgoing"
    if inputs.direction == "Internal":
        return "nobody", "signed-out-internal"
    if _is_missed_queue_call(inputs):
        config_1 = inputs.settings.log_missed_queue_calls
        return ("server", "config-1") if config_1 else ("nobody", "missed-queue-call")
    config_2 = inputs.settings.log_while_signed_out
    return ("server", "config-2") if config_2 else ("nobody", "signed-out")


def _row_2(inputs: Inputs) -> Verdict:
    """Signed in to Salesforce: the softphone, whatever its tab does."""
    return "softphone", "signed-in" if inputs.linked else "not-linked"


def _row_3(_: Inputs) -> Verdict:
    """Signed in to both: the softphone, until a sign-out makes it row 4."""
    return "softphone", "signed-in"


def _row_4(inputs: Inputs) -> Verdict:
    """Signed in to the companion alone: the companion, and the checkbox where it is shown."""
    if inputs.settings.show_do_not_log and is_checked(inputs):
        return "nobody", "do-not-log"
    return "companion", "companion"


_ROWS = {1: _row_1, 2: _row_2, 3: _row_3, 4: _row_4}

# signed in to Salesforce, signed in to the companion
_SIGNED_IN: dict[tuple[bool, bool], Row] = {
    (False, False): 1,
    (True, False): 2,
    (True, True): 3,
    (False, True): 4,
}

# row 3 after logout is row 4; what an agent dials is dialback (DECISION 42)
_CHECKBOX: dict[Phase, tuple[Row, ...]] = {
    "ringing": (4,),
    "talking": (4,),
    "dialling": (4,),
    "held": (4,),
    "wrap-up": (),
    "over": (),
}


def _is_in_salesforce(inputs: Inputs) -> bool:
    """Whether the agent counts as signed in to Salesforce (DECISION 36)."""
    state = inputs.signed_in
    left = state.left_org and inputs.settings.presence_logout_check
    return state.salesforce and state.presence != "logout" and not left


def _is_missed_queue_call(inputs: Inputs) -> bool:
    """Whether Config 1 alone decides, whoever is signed in where (DECISIONS 37 and 53).

    Abandoned calls and voicemail included, and a call to a receiving number that nobody answered;
    a call missed on a direct line is not.
    """
    missed = inputs.direction == "Inbound" and not inputs.connected
    return missed and inputs.routing != "agent"
