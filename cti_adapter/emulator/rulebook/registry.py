"""Which rules an object has, in the order they are asked.

The rules stand in task_rules.py and record_rules.py, each with its source and how sure it is:
    [C] confirmed by Salesforce   [P] practitioners saw it   [B] background   [?] unknown
Where the facts say unknown, the choice is a line of rules.py.
"""

from typing import Final

from cti_adapter.emulator.org.change import Effect, Rule
from cti_adapter.emulator.rulebook import persons, relations
from cti_adapter.emulator.rulebook.record_rules import (
    case_is_closed_by_status,
    converted_lead_is_read_only,
    name_is_joined,
    opportunity_is_closed_by_stage,
    owner_is_active,
    queue_owns_tasks_since,
    queue_owns_what_it_serves,
    record_type_fits,
)
from cti_adapter.emulator.rulebook.task_rules import (
    account_is_derived,
    closed_is_derived,
    converted_lead_takes_no_task,
    high_priority_is_derived,
    lead_stands_alone,
)

EVERYWHERE: Final[tuple[Rule, ...]] = (record_type_fits,)
"""The rules of every object, asked first."""

RULES: Final[dict[str, tuple[Rule, ...]]] = {
    "Task": (
        relations.whos_are_kept,
        lead_stands_alone,
        converted_lead_takes_no_task,
        owner_is_active,
        queue_owns_tasks_since,
        queue_owns_what_it_serves("Task"),
        account_is_derived,
        closed_is_derived,
        high_priority_is_derived,
        relations.whos_are_counted,
    ),
    "TaskRelation": (relations.side_is_right, relations.side_is_free),
    "Lead": (
        converted_lead_is_read_only,
        owner_is_active,
        queue_owns_what_it_serves("Lead"),
        name_is_joined,
    ),
    "Contact": (persons.contact_is_the_account_s, owner_is_active, name_is_joined),
    "User": (name_is_joined,),
    "Case": (owner_is_active, queue_owns_what_it_serves("Case"), case_is_closed_by_status),
    "Opportunity": (owner_is_active, opportunity_is_closed_by_stage),
    "Account": (persons.person_is_named, owner_is_active),
}
"""The rules of an object, in the order they are asked."""

EFFECTS: Final[dict[str, tuple[Effect, ...]]] = {
    "Account": (persons.contact_follows,),
    "Contact": (persons.contact_stays,),
    "Task": (relations.rows_follow_the_task,),
    "TaskRelation": (relations.task_follows_the_row,),
}
"""What else is written when a record of an object was."""
