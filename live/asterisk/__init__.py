"""A real Asterisk, real SIP, the whole product: run in a network namespace of its own."""
