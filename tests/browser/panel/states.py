"""The states of the panel (requirements 5.2), each as what a page is told when it opens."""

from collections.abc import Callable

from cti_adapter.web.colleagues import AskingView
from cti_adapter.web.messages import Snapshot, Text
from tests.browser.panel import scenes
from tests.browser.panel.scenes import (
    ADA,
    CASE,
    ROLLOUT,
    TYPED,
    already,
    assign,
    assigned,
    call,
    desk,
    ended,
    held,
    notes,
    refused,
    ringing,
    snapshot,
    unknown,
    wrap_up,
)

UNDO = Text(code="undo.assign", params={"record": "Case 00001026"})


def ready() -> Snapshot:
    return snapshot()


def ready_with_missed() -> Snapshot:
    return scenes.missed(ready())


def dialling() -> Snapshot:
    return snapshot(
        call(
            phase="dialling",
            direction="Outbound",
            connected_at=None,
            started_at=scenes.ago(5),
            controls=("hang_up",),
            queue="",
        )
    )


def ringing_known() -> Snapshot:
    return snapshot(ringing())


def ringing_several() -> Snapshot:
    return snapshot(unknown())


def ringing_withheld() -> Snapshot:
    return snapshot(
        ringing(number="", party=None, matches=(), assigned=(), matching="not-matched", queue="")
    )


def talking() -> Snapshot:
    return snapshot(call(notes=notes(TYPED)), at_desk=desk(button=assign(CASE)))


def talking_nothing_assigned() -> Snapshot:
    lost = call(party=None, assigned=(), matches=(), number="+1 415 555 0999", warning=True)
    return snapshot(lost)


def held_back() -> Snapshot:
    both = (assigned(ADA), assigned(CASE, "you"))
    return snapshot(
        held(assigned=both, undo=UNDO), at_desk=desk(button=refused(ROLLOUT, "reason.limit"))
    )


def held_back_assignable() -> Snapshot:
    return snapshot(held(), at_desk=desk(button=assign(ROLLOUT, seen=34)))


def wrapping_up() -> Snapshot:
    return snapshot(wrap_up(undo=UNDO), at_desk=desk(button=already(CASE)))


def wrapping_up_soon() -> Snapshot:
    return snapshot(wrap_up(left=9), at_desk=desk(button=already(CASE)))


def saving() -> Snapshot:
    return snapshot(ended("saving"), at_desk=desk(None))


def saved() -> Snapshot:
    done = ended("saved", undo=Text(code="undo.assign", params={"record": "Case 00001026"}))
    return snapshot(done, at_desk=desk(None))


def saved_by_server() -> Snapshot:
    return snapshot(ended("saved", "server"), at_desk=desk(None))


def not_saved() -> Snapshot:
    return snapshot(ended("not-saved"), at_desk=desk(None))


def rings_while_talking() -> Snapshot:
    second = unknown(id="call-2")
    return snapshot(call(), second, at_desk=desk(button=assign(CASE)))


def rings_in_wrap_up() -> Snapshot:
    second = unknown(id="call-2")
    return snapshot(wrap_up(), second, at_desk=desk(button=already(CASE)))


def wrap_up_beside_a_call() -> Snapshot:
    first = wrap_up(id="call-0", party=scenes.HOPPER, assigned=(assigned(scenes.HOPPER),))
    return snapshot(call(), first, at_desk=desk(button=assign(CASE)))


def rings_handed_on() -> Snapshot:
    told = scenes.events(
        ("delivered", "Agent B", TYPED), ("answered", "Agent B"), ("transferred", "Agent B")
    )
    handed = ringing(assigned=(assigned(ADA), assigned(CASE, "you")), events=told)
    return snapshot(handed, at_desk=desk(button=already(CASE)))


def talking_beside_held() -> Snapshot:
    first = held(id="call-0", party=scenes.HOPPER, assigned=(assigned(scenes.HOPPER),))
    return snapshot(call(notes=notes(TYPED)), first, at_desk=desk(button=assign(CASE)))


def rings_while_another_is_held() -> Snapshot:
    waits = held(id="call-0", party=scenes.HOPPER, assigned=(assigned(scenes.HOPPER),))
    return snapshot(call(), waits, unknown(id="call-2"), at_desk=desk(button=assign(CASE)))


def consulting() -> Snapshot:
    asked = AskingView(who="Agent B", phase="talking", since=scenes.ago(12))
    return snapshot(held(asking=asked), at_desk=desk(button=assign(CASE)))


def asked_by_a_colleague() -> Snapshot:
    told = scenes.events(("delivered", "Agent B", TYPED), ("answered", "Agent B"))
    return snapshot(ringing(colleague="Agent B", events=told), at_desk=desk(button=assign(CASE)))


def rings_inside() -> Snapshot:
    inside = ringing(
        direction="Internal",
        colleague="Agent B",
        number="102",
        party=None,
        matches=(),
        assigned=(),
        matching="not-matched",
        queue="",
    )
    return snapshot(inside)


def elsewhere_idle() -> Snapshot:
    return scenes.elsewhere(ready())


def elsewhere_ringing() -> Snapshot:
    return scenes.elsewhere(ringing_several())


def elsewhere_talking() -> Snapshot:
    return scenes.elsewhere(talking())


STATES: dict[str, tuple[str, Callable[[], Snapshot]]] = {
    "ready": ("ready", ready),
    "ready, missed calls": ("ready", ready_with_missed),
    "elsewhere": ("elsewhere", elsewhere_idle),
    "elsewhere, ringing": ("elsewhere", elsewhere_ringing),
    "elsewhere, talking": ("elsewhere", elsewhere_talking),
    "dialling": ("dialling", dialling),
    "ringing": ("ringing", ringing_known),
    "ringing, several match": ("ringing", ringing_several),
    "ringing, withheld": ("ringing", ringing_withheld),
    "talking": ("talking", talking),
    "talking, nothing assigned": ("talking", talking_nothing_assigned),
    "held, different account": ("held", held_back),
    "held, different account, assignable": ("held", held_back_assignable),
    "wrap-up": ("wrap-up", wrapping_up),
    "wrap-up, nearly over": ("wrap-up", wrapping_up_soon),
    "saving": ("saving", saving),
    "saved": ("saved", saved),
    "saved by the server": ("saved", saved_by_server),
    "not saved": ("not-saved", not_saved),
    "rings while talking": ("talking", rings_while_talking),
    "rings, handed on": ("ringing", rings_handed_on),
    "talking beside a held call": ("talking", talking_beside_held),
    "rings while another is held": ("talking", rings_while_another_is_held),
    "consulting": ("consulting", consulting),
    "asked by a colleague": ("ringing", asked_by_a_colleague),
    "a colleague rings": ("ringing", rings_inside),
    "rings in wrap-up": ("wrap-up", rings_in_wrap_up),
    "wrap-up beside a call": ("talking", wrap_up_beside_a_call),
}
"""Name of the state to the phase the panel shows and what the server says."""
