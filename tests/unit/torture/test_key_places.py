"""Where the key stands decides whether a call can be written twice, and that is told (D8, P11)."""

from cti_adapter.torture.key_places import Outcome, campaign

CALLS = 240


def test_with_a_unique_key_every_call_is_one_task_and_without_one_every_double_is_told() -> None:
    """Whatever answers are lost, and whatever is carried out late."""
    on_task, on_object, nowhere = campaign(CALLS)
    one_each = Outcome(place="task", calls=CALLS, lost=0, doubled=0, told=0, at_least_once=0)

    assert one_each == on_task
    assert str(one_each).replace("=task", "=object") == str(on_object)
    assert (0, CALLS) == (nowhere.lost, nowhere.at_least_once)
    assert nowhere.doubled == nowhere.told > 0
    assert all(outcome.is_good for outcome in (on_task, on_object, nowhere))
