"""Read by semgrep alone: what rules.yaml finds, and what it leaves alone."""


def found(gateway, typed):
    # ruleid: sosl-of-values
    gateway.search(f"FIND {{{typed}}} IN ALL FIELDS RETURNING Contact(Id)")
    # ruleid: sosl-of-values
    return "FIND {%s} IN ALL FIELDS" % typed


def left_alone(gateway, typed):
    term = escape_sosl(typed)
    # ok: sosl-of-values
    gateway.search(f"FIND {{{term}}} IN ALL FIELDS RETURNING Contact(Id)")
