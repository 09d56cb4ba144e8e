"""Holds a connector's conversations without a network: a test has the answers in mind."""

from collections.abc import Sequence
from typing import Any

import msgspec

from cti_adapter.telephony.connector import ApiAnswer, ApiRequest, Conversation

FINE = ApiAnswer(status=200, body=b"{}")


def said(content: Any, status: int = 200) -> ApiAnswer:
    """Return an answer with a JSON body."""
    return ApiAnswer(status=status, body=msgspec.json.encode(content))


def talked(
    conversation: Conversation[Any], answers: Sequence[ApiAnswer] = ()
) -> tuple[list[ApiRequest], Any]:
    """Hold a conversation; return what was sent and what came of it.

    After the last of the answers everything is answered with 200 and {}.
    """
    waiting, sent = list(answers), []
    try:
        request = next(conversation)
        while True:
            sent.append(request)
            request = conversation.send(waiting.pop(0) if waiting else FINE)
    except StopIteration as done:
        return sent, done.value


def requests_of(
    conversation: Conversation[Any], answers: Sequence[ApiAnswer] = ()
) -> list[ApiRequest]:
    """Hold a conversation; return what was sent."""
    return talked(conversation, answers)[0]
