"""Under which subjects it is kept what is known of a telephone system (findings.py).

One place, because who finds something out and who shows it are far apart.
"""


def taken_subject(key: str) -> str:
    """Return under which subject the last good delivery of a connector is kept."""
    return f"hook/{key}/taken"


def refused_subject(key: str) -> str:
    """Return under which subject its last refused delivery is kept."""
    return f"hook/{key}/refused"


def unseen_subject(key: str) -> str:
    """Return under which subject it stands that a secret was not shown yet."""
    return f"unseen/{key}/"


def presence_subject(key: str) -> str:
    """Return under which subject it stands that a connector does not take presence."""
    return f"presence/{key}/"


def trial_subject(key: str) -> str:
    """Return under which subject the last test command is kept."""
    return f"trial/{key}/"


def asked_subject(key: str) -> str:
    """Return under which subject it stands when a system was asked last."""
    return f"asked/{key}/"
