"""The bodies of the commands by which an agent controls a call; parsed as those of forms.py."""

from typing import Annotated

from msgspec import Meta

from cti_adapter.web.forms import Form

_NO_NUL = r"^[^\x00]*$"


class DigitsForm(Form, frozen=True, kw_only=True):
    """Keys of the keypad."""

    digits: Annotated[str, Meta(pattern=r"^[0-9*#]{1,32}$")]


class ColleaguesForm(Form, frozen=True, kw_only=True):
    """Words that a colleague's line or name contains, "" for everybody."""

    text: Annotated[str, Meta(max_length=100, pattern=_NO_NUL)] = ""


class ConsultForm(Form, frozen=True, kw_only=True):
    """Who is asked: a colleague's line, else a telephone number."""

    to: Annotated[str, Meta(min_length=1, max_length=60, pattern=_NO_NUL)]


class TransferForm(Form, frozen=True, kw_only=True):
    """To whom a call is handed: a colleague's line, else a telephone number; or into a queue."""

    to: Annotated[str, Meta(max_length=60, pattern=_NO_NUL)] = ""
    queue: Annotated[str, Meta(max_length=80, pattern=_NO_NUL)] = ""
    """Of the telephone system, by its name there; then `to` says nothing."""
