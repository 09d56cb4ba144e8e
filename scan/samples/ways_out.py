"""Read by semgrep alone: what rules.yaml finds, and what it leaves alone."""

import socket
from urllib.request import urlopen

import requests
import urllib3


def found(url):
    # ruleid: way-out-beside-egress, unbound-session
    requests.get(url, timeout=10)
    # ruleid: way-out-beside-egress
    requests.Session()
    # ruleid: way-out-beside-egress
    urllib3.PoolManager()
    # ruleid: way-out-beside-egress
    urlopen(url)
    # ruleid: way-out-beside-egress
    socket.create_connection((url, 443))


def left_alone(egress, url):
    # ok: way-out-beside-egress
    egress.post(url, b"", {})
    # ok: way-out-beside-egress
    urllib.parse.urlsplit(url)


def unbound(login):
    # ruleid: unbound-session, way-out-beside-egress
    with requests.Session() as session:
        session.post(login)


def bound(login):
    # ruleid: way-out-beside-egress
    # ok: unbound-session
    with requests.Session() as session:
        bind(session, login)
        session.post(login)
