"""What an admin fills in for each kind of telephone system: the form, and what is wrong with it.

The kinds themselves are connectors (telephony/), which say what they need as a msgspec Struct;
here it is only read. Pure.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import inspect

from cti_adapter.errors import FieldFault

Words = Mapping[str, str]
"""By language; "en" is always there and stands for those that are not."""


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One field of the form."""

    name: str
    label: Words
    help: Words
    is_secret: bool = False
    default: str = ""
    choices: tuple[str, ...] = ()
    lines: int = 0
    """Of a text area; 0 is one line."""


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of telephone system, as the pages offer it."""

    name: str
    label: Words
    fields: tuple[Field, ...] = ()
    secret_label: Words | None = None
    """What its vendor calls the secret that signs its events; None: we make it."""
    takes_command_url: bool = True
    settings: type[msgspec.Struct]

    @property
    def makes_secret(self) -> bool:
        """Whether the secret that signs its events is ours."""
        return self.secret_label is None

    @property
    def secrets(self) -> frozenset[str]:
        """Names of the fields that are kept sealed."""
        return frozenset(field.name for field in self.fields if field.is_secret)

    def typed(self, values: Mapping[str, str]) -> msgspec.Struct:
        """Return the settings as the connector reads them; what does not fit is its default."""
        known = self._known(values)
        fits = {name: value for name, value in known.items() if self._fits(name, value)}
        return msgspec.convert(fits, self.settings, strict=False)

    def faults(self, values: Mapping[str, str]) -> list[FieldFault]:
        """Return every field that is wrong, with a code of the pages' words."""
        return [
            FieldFault(field=name, message="bad-setting")
            for name, value in self._known(values).items()
            if not self._fits(name, value)
        ]

    def _fits(self, name: str, value: str) -> bool:
        try:
            msgspec.convert({name: value}, self.settings, strict=False)
        except msgspec.ValidationError:
            return False
        return value.isprintable() or name in self.secrets

    def _known(self, values: Mapping[str, str]) -> dict[str, str]:
        """Leave out what is empty, so that the default counts, and what is no field (any more)."""
        names = {field.name for field in self.fields}
        return {name: value for name, value in values.items() if value and name in names}


def fields_of(settings: type[msgspec.Struct]) -> tuple[Field, ...]:
    """Return the form that follows from a connector's settings.

    Every field of the Struct has a default; its label and help stand in its Meta
    (telephony/connector.py, `labelled`).
    """
    shape = inspect.type_info(settings)
    assert isinstance(shape, inspect.StructType)  # noqa: S101 - the type says so
    return tuple(_field(each) for each in shape.fields)


def _field(field: inspect.Field) -> Field:
    said: dict[str, Any] = {}
    of = field.type
    while isinstance(of, inspect.Metadata):
        said = {**(of.extra or {}), **said}
        of = of.type
    empty = {"en": ""}
    choices = of.values if isinstance(of, inspect.LiteralType) else ()
    return Field(
        name=field.name,
        label=said.get("label") or {"en": field.name},
        help=said.get("help") or empty,
        is_secret=bool(said.get("secret")),
        default=str(field.default),
        choices=tuple(str(each) for each in choices),
        lines=said.get("lines", 0),
    )
