"""What an admin fills in for Vonage."""

from typing import Annotated

import msgspec

from cti_adapter.telephony.connector import Secret, Text, labelled


class VonageSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What an admin copies from Vonage's dashboard."""

    application_id: Annotated[Text, labelled("Application ID", "Application-ID")] = ""
    private_key: Annotated[
        Secret,
        labelled(
            "Private key",
            "Privater Schlüssel",
            en_help="Of the application, the whole PEM file. Without it no command can be sent.",
            de_help="Der Anwendung, die ganze PEM-Datei. Ohne ihn geht kein Befehl hinaus.",
            lines=6,
        ),
    ] = ""
    caller_id: Annotated[Text, labelled("Number to call from", "Nummer, von der gewählt wird")] = ""
    agent_address: Annotated[
        Text,
        labelled(
            "Address of an agent's telephone",
            "Adresse des Telefons eines Agenten",
            en_help="{line} is the agent's line: app:{line} or sip:{line}@pbx.example.com.",
            de_help="{line} ist die Leitung: app:{line} oder sip:{line}@pbx.example.com.",
        ),
    ] = "app:{line}"
    hold_music: Annotated[
        Text,
        labelled(
            "Music on hold",
            "Wartemusik",
            en_help="Address of an MP3 file; empty is silence.",
            de_help="Adresse einer MP3-Datei; leer ist Stille.",
        ),
    ] = ""
    api_url: Annotated[Text, labelled("Address of the API", "Adresse der API")] = (
        "https://api.nexmo.com"
    )
