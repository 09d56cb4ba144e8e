"""Who is meant by the lines in the story of a call. Reads, and never asks Salesforce."""

from collections.abc import Callable, Iterable

from cti_adapter.calls.agent import Line
from cti_adapter.calls.happenings import lines_told
from cti_adapter.service.call_file import CallFile
from cti_adapter.service.ports import Agent

AgentOn = Callable[[Line], Agent | None]


def names_in(files: Iterable[CallFile], agent_on: AgentOn) -> dict[Line, str]:
    """Return the names of the agents told of; a line nobody is known on is left out.

    Args:
        files: the calls that are told.
        agent_on: finds the agent of a line.
    """
    lines = {line for file in files for line in lines_told(file.call)}
    found = {line: agent_on(line) for line in sorted(lines)}
    return {line: agent.name for line, agent in found.items() if agent is not None}
