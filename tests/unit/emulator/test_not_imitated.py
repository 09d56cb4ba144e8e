"""What is not imitated is said in the process's log, once, for whoever runs the stand-in."""

import pytest

from cti_adapter.emulator.errors import Refused
from cti_adapter.emulator.rest import not_imitated
from cti_adapter.emulator.soql import soql


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        ("SELECT Id FROM Account LIMIT 1 ALL ROWS", "not imitated: SOQL ALL\n"),
        ("SELECT Id FROM Account WITH SECURITY_ENFORCED", "not imitated: SOQL SECURITY_ENFORCED\n"),
    ],
)
def test_grammar_that_salesforce_knows_is_named(
    capsys: pytest.CaptureFixture[str], statement: str, line: str
) -> None:
    """The refusal alone would send them looking for a fault of their own."""
    with pytest.raises(Refused):
        soql.parse(statement)

    assert line == capsys.readouterr().err


def test_the_same_thing_is_said_once_a_while(capsys: pytest.CaptureFixture[str]) -> None:
    """A client that asks every second does not fill the log; a line stays a line."""
    for _ in range(3):
        not_imitated.say("a\nthing\tthat is long" + "!" * 500)

    written = capsys.readouterr().err
    assert written.startswith("not imitated: a thing that is long!!!")
    assert (1, True) == (written.count("\n"), len(written) < 230)
