"""Scripts are read strictly: a line that cannot be read is named."""

import pytest

from cti_adapter.simulator.refusals import Malformed
from cti_adapter.simulator.script import Line, parse


def test_a_script_is_read_in_order_of_time() -> None:
    """Lines of one moment keep the order in which they are written."""
    lines = parse("""
        # the answer is written first
        1.5 | leg.connected | agent=101
        0   | call.created
        0   | leg.offered   | agent=101, remote_number=null, attributes.order=17
    """)

    assert lines == (
        Line(at_s=0, type="call.created", fields={}),
        Line(
            at_s=0,
            type="leg.offered",
            fields={"agent": "101", "remote_number": None, "attributes": {"order": "17"}},
        ),
        Line(at_s=1.5, type="leg.connected", fields={"agent": "101"}),
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "it has no line"),
        ("leg.offered", "line 1: write at | event | fields"),
        ("\n0 | | agent=101", "line 2: name an event"),
        ("-1 | leg.offered", "line 1: '-1' is no time"),
        ("nan | leg.offered", "line 1: 'nan' is no time"),
        ("0 | leg.offered | 101", "line 1: '101' is no field"),
        ("0 | leg.offered | a=1, a.b=2", "line 1: 'a' is a value already"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(text: str, says: str) -> None:
    """Whoever writes scripts by hand needs the line and the mend."""
    with pytest.raises(Malformed) as refused:
        parse(text)

    assert says in str(refused.value)
