"""What a call is. Pure: no I/O, no clock, no randomness, no logging."""
