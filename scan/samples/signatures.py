"""Read by semgrep alone: what rules.yaml finds, and what it leaves alone."""

import hmac


def found(secret, body, headers):
    expected = hmac.new(secret, body, "sha256")
    # ruleid: signature-compared-with-equals
    if headers["X-Mark"] == expected.hexdigest():
        return True
    signature = headers["webhook-signature"]
    # ruleid: signature-compared-with-equals
    return expected.digest() != signature


def left_alone(expected, signature, method):
    # ok: signature-compared-with-equals
    if method == "signature":
        return False
    # ok: signature-compared-with-equals
    return hmac.compare_digest(expected.encode(), signature.encode())
