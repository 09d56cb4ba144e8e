"""What Salesforce and the clock may answer: what stands in every journal from the first on."""

import msgspec

from cti_adapter.calls.answered import TaskDelayed, TaskWritten
from tests.support.builders import at


def test_an_answer_of_the_first_days_is_the_first_edition_s() -> None:
    """Journals that were written before Save could be taken back fold as they did."""
    early = {"type": "task.written", "at": at("09:00:00"), "task_id": "00T1", "url": ""}

    written = msgspec.convert(early, type=TaskWritten)

    assert (1, {}) == (written.edition, written.wrote)


def test_an_answer_says_which_save_it_answers() -> None:
    """After Undo there is another one."""
    delayed = TaskDelayed(at=at("09:00:00"), code="paused", edition=2)

    assert b'"edition":2' in msgspec.json.encode(delayed)
