"""What the Asterisk of the live suite is told: everything on loopback, nothing loaded by itself.

Facts: telephony 3.2. Agents are alice (101) and bob (102), driven by phone.py, and a room full of
lines from 1000 on that sipp answers for.
"""

from pathlib import Path

SIP_PORT, ARI_PORT, AMI_PORT, COMMAND_PORT = 5060, 8088, 5038, 8095
DOOR, DIALLED_KEY = "http://127.0.0.1:8096", "dialled-"
"""Where the PBX dials us, and for which telephone system."""
ALICE_PORT, BOB_PORT, CUSTOMER_PORT, CARRIER_PORT, ROOM_PORT = 5071, 5072, 5080, 5090, 5100
PASSWORD = "live-suite"
ROOM = 200
FIRST_LINE = 1000

MODULES = [
    "app_attended_transfer",
    "app_blind_transfer",
    "app_bridgewait",
    "app_cdr",
    "app_dial",
    "app_echo",
    "app_playback",
    "app_queue",
    "app_senddtmf",
    "app_stack",
    "app_system",
    "app_transfer",
    "app_userevent",
    "app_verbose",
    "app_voicemail",
    "bridge_builtin_features",
    "bridge_builtin_interval_features",
    "bridge_holding",
    "bridge_native_rtp",
    "bridge_simple",
    "bridge_softmix",
    "cdr_manager",
    "chan_bridge_media",
    "chan_pjsip",
    "codec_alaw",
    "codec_resample",
    "codec_ulaw",
    "codec_gsm",
    "format_gsm",
    "format_pcm",
    "format_wav",
    "func_callerid",
    "func_cdr",
    "func_channel",
    "func_devstate",
    "func_dialplan",
    "func_holdintercept",
    "func_logic",
    "func_pjsip_endpoint",
    "func_strings",
    "func_timeout",
    "pbx_config",
    "res_ari",
    "res_ari_applications",
    "res_ari_asterisk",
    "res_ari_bridges",
    "res_ari_channels",
    "res_ari_device_states",
    "res_ari_endpoints",
    "res_ari_events",
    "res_ari_model",
    "res_ari_playbacks",
    "res_ari_recordings",
    "res_ari_sounds",
    "res_http_websocket",
    "res_websocket_client",
    "res_musiconhold",
    "res_mutestream",
    "res_parking",
    "res_pjproject",
    "res_pjsip",
    "res_pjsip_authenticator_digest",
    "res_pjsip_caller_id",
    "res_pjsip_diversion",
    "res_pjsip_dtmf_info",
    "res_pjsip_endpoint_identifier_anonymous",
    "res_pjsip_endpoint_identifier_ip",
    "res_pjsip_endpoint_identifier_user",
    "res_pjsip_exten_state",
    "res_pjsip_header_funcs",
    "res_pjsip_mwi",
    "res_pjsip_mwi_body_generator",
    "res_pjsip_notify",
    "res_pjsip_outbound_authenticator_digest",
    "res_pjsip_outbound_publish",
    "res_pjsip_path",
    "res_pjsip_pubsub",
    "res_pjsip_refer",
    "res_pjsip_registrar",
    "res_pjsip_rfc3326",
    "res_pjsip_sdp_rtp",
    "res_pjsip_session",
    "res_rtp_asterisk",
    "res_sorcery_astdb",
    "res_sorcery_config",
    "res_sorcery_memory",
    "res_stasis",
    "res_stasis_answer",
    "res_stasis_device_state",
    "res_stasis_playback",
    "res_stasis_recording",
    "res_stasis_snoop",
    "res_timing_timerfd",
]

_ENDPOINT = """
[{name}]
type=endpoint
transport=udp
context={context}
disallow=all
allow=ulaw
aors={name}
trust_id_inbound=yes
send_pai=no

[{name}]
type=aor
contact=sip:{user}@127.0.0.1:{port}
"""


def write(folder: Path) -> None:
    """Write /etc/asterisk of the unpacked package."""
    files = {
        "asterisk.conf": _ASTERISK,
        "modules.conf": "[modules]\nautoload=no\n" + "".join(f"load={m}.so\n" for m in MODULES),
        "logger.conf": "[logfiles]\nmessages=warning,error\n",
        "http.conf": f"[general]\nenabled=yes\nbindaddr=127.0.0.1\nbindport={ARI_PORT}\n",
        "ari.conf": _ARI,
        "websocket_client.conf": _WEBSOCKET_CLIENT,
        "manager.conf": _MANAGER,
        "pjsip.conf": _pjsip(),
        "pjsip_notify.conf": "",
        "extensions.conf": _DIALPLAN,
        "queues.conf": _QUEUES,
        "voicemail.conf": "[general]\nformat=wav\n[default]\n101 => 1234,Alice\n",
        "features.conf": _FEATURES,
        "cdr.conf": "[general]\nenable=yes\n",
        "cdr_manager.conf": _RECORDS,
        "musiconhold.conf": "",
        "rtp.conf": "[general]\nrtpstart=20000\nrtpend=24000\n",
        "stasis.conf": "",
        "indications.conf": "[general]\ncountry=us\n[us]\ndescription=US\nringcadence=2000,4000\n",
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


_ASTERISK = """[directories]
astetcdir => /etc/asterisk
astmoddir => /usr/lib/x86_64-linux-gnu/asterisk/modules
astvarlibdir => /var/lib/asterisk
astdbdir => /var/lib/asterisk
astkeydir => /var/lib/asterisk
astdatadir => /usr/share/asterisk
astagidir => /usr/share/asterisk/agi-bin
astspooldir => /var/spool/asterisk
astrundir => /var/run/asterisk
astlogdir => /var/log/asterisk
[options]
systemname=live
entityid=02:00:00:00:00:01
"""

_ARI = f"""[general]
enabled=yes
channelvars=CHANNEL(linkedid),CALLERID(num-pres)
[cti]
type=user
password={PASSWORD}
password_format=plain
[dials]
type=outbound_websocket
websocket_client_id=adapter
apps=cti-{DIALLED_KEY[:8]}
subscribe_all=yes
local_ari_user=cti
"""

_WEBSOCKET_CLIENT = f"""[adapter]
type=websocket_client
connection_type=persistent
uri={DOOR.replace("http", "ws")}/
protocols=ari
username=cti
password={PASSWORD}
reconnect_interval=500
"""

_MANAGER = f"""[general]
enabled=yes
bindaddr=127.0.0.1
port={AMI_PORT}
timestampevents=yes
[cti]
secret={PASSWORD}
read=call,agent,cdr
write=call,agent,originate,system
"""

_DIALPLAN = """[agents]
exten => 101,1,Set(CDR(presentation)=${CALLERID(num-pres)})
 same => n,Dial(PJSIP/alice,15,tT)
exten => 102,1,Dial(PJSIP/bob,15,tT)
exten => 2000,1,Dial(PJSIP/alice&PJSIP/bob,15,tT)
exten => 3000,1,Answer()
 same => n,Queue(support,tT,,,60)
 same => n,Hangup()
exten => 5000,1,Dial(PJSIP/alice,2,tT)
 same => n,VoiceMail(101@default,us)
exten => _1XXX,1,Dial(PJSIP/room${EXTEN},15,tT)
exten => _+X.,1,Dial(PJSIP/carrier/sip:${EXTEN}@127.0.0.1:5090,30,tT)
[from-trunk]
include => agents
"""

_RECORDS = """[general]
enabled=yes
[mappings]
linkedid => Linkedid
presentation => Presentation
"""

_FEATURES = """[general]
atxferdropcall=no
xferfailsound=
[featuremap]
atxfer=*2
"""

_QUEUES = """[general]
[support]
strategy=ringall
timeout=30
ringinuse=no
member => PJSIP/alice,0,Alice,PJSIP/alice
member => PJSIP/bob,0,Bob,PJSIP/bob
"""


_ANONYMOUS = """[anonymous]
type=endpoint
transport=udp
context=from-trunk
disallow=all
allow=ulaw
trust_id_inbound=yes
"""


def _pjsip() -> str:
    transport = f"[udp]\ntype=transport\nprotocol=udp\nbind=127.0.0.1:{SIP_PORT}\n"
    people = [("alice", "alice", ALICE_PORT), ("bob", "bob", BOB_PORT)]
    room = [(f"room{n}", str(n), ROOM_PORT) for n in range(FIRST_LINE, FIRST_LINE + ROOM)]
    agents = [
        _ENDPOINT.format(name=name, user=user, port=port, context="agents")
        for name, user, port in people + room
    ]
    trunks = [
        _ENDPOINT.format(name="carrier", user="carrier", port=CARRIER_PORT, context="from-trunk"),
        _ANONYMOUS,
    ]
    return "\n".join(["[global]\ntype=global\n", transport, *agents, *trunks])
