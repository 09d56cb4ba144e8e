"""Suites against real telephone systems: no part of `make test`."""
