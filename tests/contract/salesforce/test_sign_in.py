"""An agent's sign-in against the stand-in, from the login page to a known user."""

import pytest

from cti_adapter.salesforce.failures import SignInFault, SignInRefused
from cti_adapter.salesforce.oauth import begin_sign_in, finish_sign_in
from tests.contract.salesforce.stand_in import StandIn

VERIFIER = "a-verifier-of-the-length-that-pkce-demands-000"


def log_in_as(there: StandIn, username: str) -> str:
    address = begin_sign_in(there.access, state="the-state", nonce="the-nonce", verifier=VERIFIER)
    told = there.log_in(address, username)
    assert "the-state" == told["state"]
    return told["code"]


def test_an_agent_comes_back_as_the_user_who_logged_in(there: StandIn) -> None:
    """The softphone belongs to exactly that person."""
    code = log_in_as(there, "a@example.test")
    user = finish_sign_in(there.access, code=code, verifier=VERIFIER, nonce="the-nonce")

    assert (there["user_a"], there["org"], "a@example.test", there.url) == (
        user.user_id,
        user.org_id,
        user.username,
        user.instance_url,
    )


@pytest.mark.parametrize(
    ("verifier", "nonce", "reason"),
    [
        ("another-verifier-of-the-length-pkce-demands-00", "the-nonce", None),
        (VERIFIER, "another-nonce", SignInFault.IDENTITY),
    ],
)
def test_another_browsers_sign_in_is_refused(
    there: StandIn, verifier: str, nonce: str, reason: SignInFault | None
) -> None:
    """A code that was caught on its way is worth nothing."""
    code = log_in_as(there, "a@example.test")

    with pytest.raises(SignInRefused) as refusal:
        finish_sign_in(there.access, code=code, verifier=verifier, nonce=nonce)
    assert reason in {None, refusal.value.reason}


def test_a_code_serves_once(there: StandIn) -> None:
    """A callback that is replayed signs nobody in."""
    code = log_in_as(there, "a@example.test")
    finish_sign_in(there.access, code=code, verifier=VERIFIER, nonce="the-nonce")

    with pytest.raises(SignInRefused) as refusal:
        finish_sign_in(there.access, code=code, verifier=VERIFIER, nonce="the-nonce")
    assert SignInFault.CODE == refusal.value.reason
