"""Telephone systems, a file each: verify, decode, encode. Only dispatch.py ever sends."""
