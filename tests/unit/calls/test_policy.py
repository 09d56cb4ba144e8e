"""cti_adapter.calls.policy: what an org's admins decide."""

from datetime import timedelta

from cti_adapter.calls.policy import Policy


def test_a_fresh_installation_goes_by_the_defaults_of_the_requirements() -> None:
    """requirements 1.4: an admin who touches nothing gets what the table promises."""
    fresh = Policy()

    assert fresh.smart_assign
    assert (timedelta(seconds=60), 60) == (fresh.wrap_up, fresh.extension_s)
    assert "on-answer" == fresh.pop
    assert ("Solved", "Follow-up", "Voicemail", "Wrong number") == fresh.call_results


def test_what_came_in_is_never_kept_longer_than_the_calls_it_tells_of() -> None:
    """Who sets a short retention means all of it (B-15)."""
    assert (timedelta(days=90), timedelta(days=14)) == (Policy().retention, Policy().raw_retention)
    assert timedelta(days=5) == Policy(retention_days=5).raw_retention


def test_a_call_nobody_ends_is_taken_for_over_the_same_day() -> None:
    """Within a shift, so that the agent who had it may still write what it was about."""
    assert timedelta(hours=4) == Policy().silence
    assert timedelta(hours=1) == Policy(silence_h=1).silence
