"""A call dialled from a Task: its slots start as the Task's Name and Related To (DECISION 49).

Both are marked `you`, since dialling was an act of the agent. What the agent chose while Salesforce
was asked stays; what came there by itself gives way.
"""

from msgspec.structs import replace

from cti_adapter.assignment.by_agent import added, dialled
from cti_adapter.assignment.decisions import Said
from cti_adapter.assignment.slots import displaced
from cti_adapter.assignment.state import Assignment, Decision, noted
from cti_adapter.calls.record import Record


def from_task(assignment: Assignment, people: tuple[Record, ...], what: Record | None) -> Decision:
    """Put the records of a Task into the slots; one that finds no place becomes a candidate.

    Args:
        assignment: as it stands.
        people: whom the Task names, the one in Name first.
        what: what stands in its Related To.
    """
    said: list[Said] = []
    out = assignment
    for record in (*people[:1], *((what,) if what is not None else ())):
        step = dialled(out, record, late=True)
        out, said = step.assignment, [*said, *step.said]
    for record in people[1:]:
        out = _joined(out, record)
    gone = displaced(assignment.slots, out.slots)
    return Decision(assignment=noted(replace(out, undo=assignment.undo), *gone), said=tuple(said))


def _joined(assignment: Assignment, record: Record) -> Assignment:
    """Put a further Contact behind the first, as the Task has it (DECISION 25)."""
    step = added(assignment, record, shared=True)
    unmoved = step.assignment.slots == assignment.slots
    return noted(assignment, record) if unmoved else step.assignment
