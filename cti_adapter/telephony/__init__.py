"""Telephone systems, a file each: verify, decode, encode. Never sends, never stores."""
