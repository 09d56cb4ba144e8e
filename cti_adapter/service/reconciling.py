"""What an admin decides about what Salesforce refused: that it rests, or goes without records.

Trying again decides nothing and needs no word in the journal: storage/reconciliation.py.
"""

from cti_adapter.calls.administered import EntryGivenUp, LinksLeftOut
from cti_adapter.calls.call import CallId
from cti_adapter.errors import FieldFault, NoSuchThing, Unprocessable
from cti_adapter.outbox.entry import OrgId
from cti_adapter.service.call_flow import CallFlow
from cti_adapter.service.fold import Fold

LONGEST_TEXT = 500
"""Of a reason, in characters."""


class Reconciling:
    """Gives dead letters up, and lets logs go without their records.

    Args:
        flow: the one way in which anything happens to a call.
    """

    def __init__(self, flow: CallFlow) -> None:
        self._flow = flow

    def give_up(self, org_id: OrgId, letter_id: int, text: str, admin: str) -> None:
        """Let a dead letter rest; its call says who decided it, and why.

        Args:
            org_id: whose letter it is.
            letter_id: which one.
            text: why, in the admin's words.
            admin: the admin's Salesforce user; "" for the one who came with a boot token.

        Raises:
            Unprocessable: there is no reason, or it is too long.
            NoSuchThing: the org has no such letter, or no longer.
        """
        said = text.strip()
        if not said or len(said) > LONGEST_TEXT:
            message = "too-long" if said else "missing"
            raise Unprocessable(FieldFault(field="text", message=message))

        def work(fold: Fold) -> None:
            letter = fold.unit.find_dead(letter_id)
            file = fold.unit.lock_call(CallId(letter.call_id)) if letter is not None else None
            if letter is None or not fold.unit.give_up_dead(letter_id):
                raise NoSuchThing("It has been tried again or given up meanwhile.")
            if file is not None:
                event = EntryGivenUp(
                    at=fold.now,
                    kind=letter.kind.value,
                    edition=letter.edition,
                    text=said,
                    admin=admin,
                )
                fold.advance(file, event)

        self._flow.apply(org_id, work)

    def send_without_links(self, org_id: OrgId, letter_id: int, admin: str) -> None:
        """Try a log again without its records; what else waits for the call goes along.

        Args:
            org_id: whose letter it is.
            letter_id: which one.
            admin: as of `give_up`.

        Raises:
            NoSuchThing: the org has no such letter, or no longer, or not its call.
        """

        def work(fold: Fold) -> None:
            letter = fold.unit.find_dead(letter_id)
            file = fold.unit.lock_call(CallId(letter.call_id)) if letter is not None else None
            if letter is None or file is None:
                raise NoSuchThing("It has been tried again or given up meanwhile.")
            fold.advance(file, LinksLeftOut(at=fold.now, edition=letter.edition, admin=admin))
            fold.unit.hurry_entries(file.call.id, fold.now)

        self._flow.apply(org_id, work)
