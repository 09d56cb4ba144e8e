"""What is written about a call. Pure: no I/O, no clock, no randomness, no logging."""
