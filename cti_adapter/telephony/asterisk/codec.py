"""Asterisk as a connector: what its admin fills in, what the panel may offer.

Between the PBX and us stands `cti-adapter connect`, which speaks the generic webhook (ADR 0034):
so what comes in and what goes out is signed, kept and told apart as everywhere.
"""

from datetime import datetime
from typing import Annotated, ClassVar, Final

import msgspec
from msgspec import Meta

from cti_adapter.calls.agent import Line
from cti_adapter.calls.commands import Capability, Command, verbs_of
from cti_adapter.errors import TelephonyError
from cti_adapter.telephony import generic
from cti_adapter.telephony.asterisk.exchange import Directory
from cti_adapter.telephony.connector import (
    Conversation,
    Credentials,
    Follows,
    Secret,
    Text,
    Words,
    labelled,
)


class AsteriskSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How `connect` reaches the PBX, and whose its phones are."""

    ari_url: Annotated[
        Text,
        labelled(
            "ARI address",
            "ARI-Adresse",
            en_help="for example http://10.0.0.9:8088/ari",
            de_help="zum Beispiel http://10.0.0.9:8088/ari",
        ),
    ] = "http://127.0.0.1:8088/ari"
    ari_user: Annotated[Text, labelled("ARI user", "ARI-Benutzer")] = "cti"
    ari_password: Annotated[Secret, labelled("ARI password", "ARI-Passwort")] = ""
    ari_listen: Annotated[
        Text,
        labelled(
            "Address the PBX dials",
            "Adresse, die die Anlage anwählt",
            en_help="where connect listens for the outbound WebSocket of Asterisk 20.15 or 22.5,"
            " for example http://10.0.0.5:8096; empty: connect opens the socket",
            de_help="wo connect auf den ausgehenden WebSocket von Asterisk ab 20.15 oder 22.5"
            " wartet, zum Beispiel http://10.0.0.5:8096; leer: connect öffnet den Socket",
        ),
    ] = ""
    ami_host: Annotated[Text, labelled("AMI host", "AMI-Rechner")] = "127.0.0.1"
    ami_port: Annotated[int, labelled("AMI port", "AMI-Port")] = 5038
    ami_user: Annotated[Text, labelled("AMI user", "AMI-Benutzer")] = "cti"
    ami_password: Annotated[Secret, labelled("AMI password", "AMI-Passwort")] = ""
    devices: Annotated[
        str,
        Meta(max_length=100_000),
        labelled(
            "Phones of the agents",
            "Telefone der Agenten",
            en_help="endpoint=line, for example PJSIP/alice=101, PJSIP/bob=102",
            de_help="Endpunkt=Nebenstelle, zum Beispiel PJSIP/alice=101, PJSIP/bob=102",
        ),
    ] = ""
    context: Annotated[
        Text,
        labelled(
            "Context that agents dial in",
            "Kontext, in dem Agenten wählen",
            en_help="for transfers and click-to-dial, for example from-internal",
            de_help="für Weiterleiten und Anwählen, zum Beispiel from-internal",
        ),
    ] = "from-internal"
    prefix: Annotated[Text, labelled("Digits before an outside number", "Vorwahl nach draußen")] = (
        ""
    )

    def directory(self) -> Directory:
        """Return whose phones are whose; what is no pair is left out."""
        pairs = (each.split("=", 1) for each in self.devices.replace(";", ",").split(","))
        devices = {pair[0].strip(): pair[1].strip() for pair in pairs if len(pair) == _PAIR}
        return Directory({name: line for name, line in devices.items() if line}, self.prefix)


_PAIR: Final = 2


class Asterisk(generic.Generic):
    """The generic webhook, spoken by `cti-adapter connect` for a PBX."""

    kind = "asterisk"
    label: ClassVar[Words] = {"en": "Asterisk", "de": "Asterisk"}
    settings = AsteriskSettings
    capabilities: ClassVar[frozenset[Capability]] = frozenset({
        "answer", "decline", "hang-up", "hold", "resume", "mute", "dtmf", "transfer", "consult",
        "conference", "dial", "presence",
    })  # fmt: skip
    """A resync is `connect`'s own."""

    def lines(self, credentials: Credentials) -> frozenset[Line]:
        """Return whose devices are entered."""
        settings: AsteriskSettings = credentials.settings
        return frozenset(map(Line, settings.directory().lines()))

    def encode(
        self, command: Command, at: datetime, credentials: Credentials
    ) -> Conversation[Follows]:
        """Post a command to `connect`; what the PBX cannot do is not sent at all."""
        if command.verb not in verbs_of(self.can(credentials)):
            raise TelephonyError(f"Asterisk cannot {command.verb}, or was given no command address")
        return (yield from super().encode(command, at, credentials))
