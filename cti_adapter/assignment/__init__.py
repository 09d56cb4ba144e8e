"""Whose call it is. Pure: no I/O, no clock, no randomness, no logging."""
