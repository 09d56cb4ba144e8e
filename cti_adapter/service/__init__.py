"""What the adapter does, a file a use case. Knows ports, never a library that does I/O."""
