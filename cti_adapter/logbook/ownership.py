"""Who owns what is written about a call, and why (requirements.md 2.3).

One chain for every Task and every Lead: the user linked to the agent who last dealt with the
call, then the default owner, then the integration user (DECISION 32). Who is passed over is told
with the reason. Pure and total: whatever is known of the candidates, somebody owns it.
"""

from collections.abc import Mapping

import msgspec

from cti_adapter.calls.call import Call
from cti_adapter.calls.owner import INTEGRATION, Owned, Owner, PassedOver, Reason, Step
from cti_adapter.calls.policy import DefaultOwner, Policy
from cti_adapter.calls.record import record_id


class Claim(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody who is to own it, unless `barred` says why not."""

    step: Step
    id: str = INTEGRATION
    is_queue: bool = False
    barred: Reason | None = None


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What Salesforce says of those who may own; nothing known of somebody bars nobody."""

    integration_id: str = INTEGRATION
    inactive: frozenset[str] = frozenset()
    """Users who work there no longer."""
    queues: Mapping[str, frozenset[str]] | None = None
    """What each queue of the org owns; None where the org did not say."""
    refused: Mapping[str, Reason] = {}
    """Whom it would not take when the record was written."""


def claims_on(call: Call, linked: str | None, policy: Policy) -> tuple[Claim, ...]:
    """Return the chain for what is written about a call.

    Args:
        call: by its routing and by who answered it the link applies or not.
        linked: the Salesforce user linked to the agent who last dealt with it, None where that
            agent has none.
        policy: the default owner, and whether the link applies to receiving numbers.
    """
    return (_agents_claim(call, linked, policy), *_without_agent(policy.default_owner))


def claims_without_agent(policy: Policy) -> tuple[Claim, ...]:
    """Return the chain for what came without a call: a form submission (S3-15)."""
    nobody = Claim(step="agent", barred="no-agent")
    return (nobody, *_without_agent(policy.default_owner))


def claims_of_agent(linked: str | None, policy: Policy) -> tuple[Claim, ...]:
    """Return the chain for what an agent asked for: theirs, wherever the call was routed (B-31).

    Args:
        linked: the Salesforce user linked to this agent, None where there is none.
        policy: the default owner.
    """
    own = Claim(step="agent", id=_long(linked)) if linked else None
    not_linked = Claim(step="agent", barred="not-linked")
    return (own or not_linked, *_without_agent(policy.default_owner))


def owner_of(owned: Owned, claims: tuple[Claim, ...], standing: Standing) -> Owner:
    """Return the first of the chain who can own it, with everybody who was passed over.

    Asked again with one more in `standing.refused`, it names the next; a chain that is used up
    leaves the record to whoever writes it, which is the integration user.
    """
    passed: list[PassedOver] = []
    for claim in claims:
        owner_id = claim.id or standing.integration_id
        reason = claim.barred or _hindrance(owned, claim, owner_id, standing)
        if reason is None:
            return Owner(id=owner_id, why=claim.step, passed_over=tuple(passed))
        passed.append(PassedOver(step=claim.step, reason=reason, id=owner_id if claim.id else ""))
    return Owner(id=INTEGRATION, why="integration", passed_over=tuple(passed))


def _agents_claim(call: Call, linked: str | None, policy: Policy) -> Claim:
    """The link applies to calls that were routed to an agent or a queue (S3-6 to S3-8)."""
    if call.responsible is None:
        return Claim(step="agent", barred="no-agent")
    if not call.is_routed and not policy.link_applies_to_numbers:
        return Claim(step="agent", barred="receiving-number")
    if not linked:
        return Claim(step="agent", barred="not-linked")
    return Claim(step="agent", id=_long(linked))


def _without_agent(chosen: DefaultOwner) -> tuple[Claim, ...]:
    """The default owner; of type Default that is the user who made the connection (S3-19)."""
    if chosen.type == "Default":
        return (Claim(step="default"),)
    barred: Reason | None = None if chosen.id else "not-chosen"
    default = Claim(
        step="default",
        id=_long(chosen.id or INTEGRATION),
        is_queue=chosen.type == "Queue",
        barred=barred,
    )
    return (default, Claim(step="integration"))


def _hindrance(owned: Owned, claim: Claim, owner_id: str, standing: Standing) -> Reason | None:
    if owner_id in standing.refused:
        return standing.refused[owner_id]
    if owner_id in standing.inactive:
        return "inactive"
    served = standing.queues
    if claim.is_queue and served is not None and owned not in served.get(owner_id, ()):
        return "not-for-object"
    return None


def _long(id_: str) -> str:
    """Compare ids in one form; what has not the shape of an id is left to Salesforce to refuse."""
    try:
        return record_id(id_)
    except ValueError:
        return id_
