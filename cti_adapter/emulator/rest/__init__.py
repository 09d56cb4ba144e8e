"""/services/data: the routes of the REST API, the composite family among them."""
