"""Why the simulator did not do what it was asked; the status is what the asker is answered."""


class Refused(Exception):
    """The simulator cannot do this."""

    status = 400


class BadSignature(Refused):
    """The signature is missing, wrong or out of its time."""

    status = 401


class NoSuchCall(Refused):
    """No call has this id."""

    status = 404


class NotPossible(Refused):
    """The call is not in a state that allows it."""

    status = 409


class NotJson(Refused):
    """Send JSON, with the content type application/json."""

    status = 415


class Malformed(Refused):
    """A field is missing or wrong."""

    status = 422
