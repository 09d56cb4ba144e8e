"""What a person reads of an entry that was refused for good."""

import pytest

from cti_adapter.outbox.dead_letter import without_code

RULE = "FIELD_CUSTOM_VALIDATION_EXCEPTION"


@pytest.mark.parametrize(
    ("last_error", "code", "words"),
    [
        (f"{RULE}: Say why: it matters", RULE, "Say why: it matters"),
        (": no answer", "", "no answer"),
        ("of an earlier release", "", "of an earlier release"),
    ],
)
def test_it_says_what_salesforce_said_and_nothing_of_ours(
    last_error: str, code: str, words: str
) -> None:
    """The admin looks for these very words in the org's set-up (B-8)."""
    assert words == without_code(last_error, code)
