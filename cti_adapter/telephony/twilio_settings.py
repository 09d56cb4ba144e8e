"""What an admin fills in for Twilio."""

from typing import Annotated

import msgspec

from cti_adapter.telephony.connector import Text, labelled


class TwilioSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What an admin copies from Twilio's console."""

    account_sid: Annotated[Text, labelled("Account SID", "Account-SID")] = ""
    caller_id: Annotated[
        Text,
        labelled(
            "Number to call from",
            "Nummer, von der gewählt wird",
            en_help="A Twilio or verified number in E.164. Without it nobody can dial.",
            de_help="Eine Twilio- oder geprüfte Nummer in E.164. Ohne sie kann niemand wählen.",
        ),
    ] = ""
    agent_address: Annotated[
        Text,
        labelled(
            "Address of an agent's telephone",
            "Adresse des Telefons eines Agenten",
            en_help="{line} is the agent's line: client:{line}, or sip:{line}@acme.sip.twilio.com.",
            de_help="{line} ist die Leitung: client:{line} oder sip:{line}@acme.sip.twilio.com.",
        ),
    ] = "client:{line}"
    api_url: Annotated[
        Text,
        labelled(
            "Address of the API",
            "Adresse der API",
            en_help="Another one only for an account in another region.",
            de_help="Nur für ein Konto in einer anderen Region zu ändern.",
        ),
    ] = "https://api.twilio.com"
