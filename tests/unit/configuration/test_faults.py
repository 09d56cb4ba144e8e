"""A fault says where and what to do, and never what was written."""

from cti_adapter.configuration.faults import Fault


def test_a_fault_names_line_path_and_reason() -> None:
    """As an editor's list of problems does."""
    between = Fault(line=7, path="settings.wrap_up_s", code="between", gaps={"least": 1, "most": 9})

    assert "line 7, settings.wrap_up_s: write a whole number from 1 to 9" == str(between)
    assert "wrap_up_s: write true or false" == str(Fault(path="wrap_up_s", code="switch"))
    assert "is missing" == str(Fault(path="", code="missing"))
