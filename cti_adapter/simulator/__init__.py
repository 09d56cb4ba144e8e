"""A stand-in for a telephone system, for the demo and the tests.

A process of its own that is spoken to over HTTP only: it signs and posts the generic webhook of
contract.md §4 and obeys the commands that come back. It imports nothing else of this project.
"""
