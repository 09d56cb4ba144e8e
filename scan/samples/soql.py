"""Read by semgrep alone: what rules.yaml finds, and what it leaves alone."""


def found(gateway, name, shape, columns):
    # ruleid: soql-of-values
    gateway.query(f"SELECT Id FROM Contact WHERE Name = '{name}'")
    # ruleid: soql-of-values
    gateway.query("SELECT Id FROM Contact WHERE Name = '{}'".format(name))
    # ruleid: soql-of-values
    gateway.query("SELECT Id FROM Contact WHERE Name = '%s'" % name)
    # ruleid: soql-of-values
    gateway.query("SELECT Id FROM Contact WHERE Name = '" + name)
    gateway.query(
        f"SELECT {', '.join(columns(shape))} FROM {shape.type}"
        # ruleid: soql-of-values
        f" WHERE Name = '{name}'"
    )
    # ruleid: soql-of-values
    soql = f"SELECT Id FROM Contact WHERE Name = '{name}'"
    gateway.query(soql)


def left_alone(gateway, name, shape, columns):
    # ok: soql-of-values
    gateway.query("SELECT Id FROM Contact WHERE Name = {name}", name=name)
    gateway.query(
        # ok: soql-of-values
        f"SELECT {', '.join(columns(shape))} FROM {shape.type}"
        " WHERE Name = {name}",
        name=name,
    )
