"""Whose call it is: one assignment a call, moved by openings, matches and presses.

Pure and total: every event gives a Decision, which says what changed and what to tell the agent.
The same events give the same decisions (D2). What the panel shows as assigned is what will be
written.

This is the door to the engine; behind it stand

- decisions.py  what it answers with: reasons, rules, rejections
- slots.py      Name, Related To, further Contacts; whose account
- limits.py     what fits beside what, as one table
- rules.py      when the product assigns by itself, as one list
- rejected.py   why the others were not taken, as one list
- state.py      what is kept of a call, and news of a record
- placing.py    a record takes its place, with its reasons
- by_itself.py  matches, openings, late answers
- by_agent.py   Assign, a choice, comboboxes, Add, Del
- from_task.py  a call dialled from a Task
- undo.py       taking a command back
"""

from cti_adapter.assignment.by_agent import (
    addable,
    added,
    chosen,
    dialled,
    known,
    offer,
    pressed,
    removed,
    swapped,
    undone,
)
from cti_adapter.assignment.by_itself import (
    brought,
    lead_made,
    learned,
    looked_up,
    named,
    not_looked_up,
    opened,
    settle,
    unreadable,
)
from cti_adapter.assignment.decisions import Said
from cti_adapter.assignment.from_task import from_task
from cti_adapter.assignment.state import (
    Assignment,
    Decision,
    Matching,
    heard_of,
    offered,
    refreshed,
)

__all__ = [
    "Assignment",
    "Decision",
    "Matching",
    "Said",
    "addable",
    "added",
    "brought",
    "chosen",
    "dialled",
    "from_task",
    "heard_of",
    "known",
    "lead_made",
    "learned",
    "looked_up",
    "named",
    "not_looked_up",
    "offer",
    "offered",
    "opened",
    "pressed",
    "refreshed",
    "removed",
    "settle",
    "swapped",
    "undone",
    "unreadable",
]
