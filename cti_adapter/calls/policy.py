"""What an org's admins decide: every setting of requirements.md 1.4, with its default.

One schema: the admin pages, `config export / import`, docs/settings.md and what a use case reads
all come from these structs (D16). How a setting is called and on which page it stands is said in
configuration/schema.py. A value outside of what its type allows is refused where it is read.

Only what differs from its default is stored. A default is therefore never changed: a new meaning
takes a new name.
"""

from datetime import timedelta
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Switch = bool
Region = Annotated[str, Meta(pattern="^[A-Z]{2}$", examples=["US"])]
Seconds = Annotated[int, Meta(ge=1, le=3600)]
Word = Annotated[str, Meta(min_length=1, max_length=80)]
Text = Annotated[str, Meta(max_length=2000)]
ApiName = Annotated[str, Meta(pattern="^[A-Za-z][A-Za-z0-9_]{0,79}$", examples=["Project__c"])]
SalesforceId = Annotated[
    str, Meta(pattern="^[A-Za-z0-9]{15}([A-Za-z0-9]{3})?$", examples=["005000000000001AAA"])
]

OwnerType = Literal["Default", "User", "Queue"]
Situation = Literal[
    "no-match",
    "no-contact",
    "find-organisation",
    "account-open",
    "before-new-contact",
    "contact-form",
    "before-new-case",
]
"""When a hint is shown (DECISION 24)."""

NoteEvent = Literal["delivery", "dialling", "transfer"]
"""The types of call events in which notes are typed: an inbound call's delivery, the dialling of
any other, and a transfer (S1-18)."""


class _Part(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """A setting that has parts."""


class DefaultOwner(_Part, frozen=True, kw_only=True, omit_defaults=True):
    """Whose record it is where no agent owns it (S3-16 to S3-21)."""

    type: OwnerType = "Default"
    id: SalesforceId | None = None
    """Of the user or queue; None for the type Default."""
    name: Annotated[str, Meta(max_length=255)] = ""
    """As it was called when it was chosen."""


class MatchedObject(_Part, frozen=True, kw_only=True, omit_defaults=True):
    """Where a caller's number is looked for."""

    object: ApiName
    fields: tuple[ApiName, ...] = ()
    """Phone fields; none means all of them."""


class FieldMapping(_Part, frozen=True, kw_only=True, omit_defaults=True):
    """A call attribute that is written into a Task field."""

    attribute: Word
    field: ApiName


class NoteFields(_Part, frozen=True, kw_only=True, omit_defaults=True):
    """The fields beside 'Notes' that one type of call event has."""

    event: NoteEvent
    fields: Annotated[tuple[Word, ...], Meta(min_length=1, max_length=10)]


class Hint(_Part, frozen=True, kw_only=True, omit_defaults=True):
    """What agents are told in a situation."""

    situation: Situation
    text: Text


class Policy(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """The settings of one org."""

    region: Region = "US"
    """ISO country for numbers without a country code."""

    # assignment
    smart_assign: Switch = True
    require_assignment: Switch = False
    matched_objects: tuple[MatchedObject, ...] = (
        MatchedObject(object="Contact"),
        MatchedObject(object="Lead"),
        MatchedObject(object="Account"),
    )
    minimum_digits: Annotated[int, Meta(ge=3, le=15)] = 7
    matched_channels: tuple[Word, ...] = ()
    tracked_objects: tuple[ApiName, ...] = ()
    """Custom objects that may stand in Related To; none means all that Salesforce tracks."""
    list_open_cases: Switch = False
    prefill_number: Switch = True
    pop: Literal["on-answer", "on-ring", "never"] = "on-answer"
    """When the page shows the caller's record by itself."""

    # logging
    log_missed_queue_calls: Switch = False
    """Config 1."""
    log_while_signed_out: Switch = False
    """Config 2."""
    log_internal_calls: Switch = False
    silence_h: Annotated[int, Meta(ge=1, le=48)] = 4
    """After how many hours without news a call is taken for over."""
    show_do_not_log: Switch = False
    presence_logout_check: Switch = False
    write_as_agent: Switch = False
    """Make the Task in the name of the agent who owns it, where the org allows that."""
    task_record_type: Annotated[str, Meta(max_length=80)] = ""
    second_log: Literal["keep-both", "merge"] = "keep-both"
    field_mapping: tuple[FieldMapping, ...] = ()

    # owners
    default_owner: DefaultOwner = DefaultOwner()
    link_applies_to_numbers: Switch = False
    set_owner_of_lead: Switch = False
    create_lead: Literal["never", "missed", "always"] = "never"

    # call notes and results
    notes_during_call: Switch = True
    note_fields: tuple[NoteFields, ...] = ()
    call_results: Annotated[tuple[Word, ...], Meta(min_length=1, max_length=50)] = (
        "Solved",
        "Follow-up",
        "Voicemail",
        "Wrong number",
    )
    require_call_result: Switch = False
    wrap_up_s: Seconds = 60
    extension_s: Seconds = 60

    # agents
    away_reasons: tuple[Word, ...] = ("Break", "Meeting", "Training")
    admin_contact: Annotated[str, Meta(max_length=255)] = ""
    """Whom agents are told to ask; empty means the user who made the connection."""
    companion_in_teams: Switch = False
    """Whether Microsoft Teams may frame the companion; without it nobody may."""

    # hints
    hints: tuple[Hint, ...] = ()
    leading_system: Annotated[
        str,
        Meta(max_length=500, pattern=r"^(https://\S+)?$", examples=["https://crm.example.com"]),
    ] = ""

    # privacy
    retention_days: Annotated[int, Meta(ge=1, le=3650)] = 90
    raw_event_days: Annotated[int, Meta(ge=3, le=365)] = 14
    """Not fewer: so long a telephone system may tell again what it has told."""
    mask_numbers: Switch = True

    @property
    def retention(self) -> timedelta:
        """How long a call is kept after it began."""
        return timedelta(days=self.retention_days)

    @property
    def raw_retention(self) -> timedelta:
        """How long what came in is kept as it came: no longer than the calls."""
        return timedelta(days=min(self.raw_event_days, self.retention_days))

    @property
    def wrap_up(self) -> timedelta:
        """How long an agent has after a call."""
        return timedelta(seconds=self.wrap_up_s)

    @property
    def silence(self) -> timedelta:
        """After how long without news a call is taken for over."""
        return timedelta(hours=self.silence_h)
