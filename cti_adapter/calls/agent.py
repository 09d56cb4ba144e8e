"""Agents, as the rest of the product names them."""

from typing import NewType

AgentId = NewType("AgentId", str)
"""Our id of an agent, unique within an org."""

Line = NewType("Line", str)
"""The agent's id in the telephone system, for example "101"."""
