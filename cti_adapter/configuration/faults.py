"""What can be wrong with a configuration: a code for the pages, and a sentence for the file.

A fault never repeats what was written: it may have been a secret.
"""

import msgspec

REASONS = {
    # the file
    "no-yaml": "this is no YAML: {problem}",
    "character": "this is no text: it has a character that YAML does not take",
    "too-large": "the file is longer than {n} characters",
    "too-deep": "this stands too deep to mean anything",
    "alias": "anchors and aliases are not read: write the value out",
    "tag": "tags (!…) are not read: write plain values",
    "key": "a name is one word, not a list",
    "format": "this version reads format {n}: export again with the version that wrote the file",
    # the shape
    "unknown": "there is nothing of this name here",
    "meant": "there is nothing of this name here; perhaps {guess}?",
    "twice": "stands here twice",
    "missing": "is missing",
    "table": "write names with values below it",
    "list": "write a list, one entry a line",
    # the value
    "text": "write a single value",
    "switch": "write true or false",
    "number": "write a whole number",
    "between": "write a whole number from {least} to {most}",
    "choice": "choose one of: {choices}",
    "empty": "must not be empty",
    "too-long": "write {most} characters at most",
    "few": "name one at least",
    "many": "name {most} at most",
    "like": "write it like {example}",
    "control": "has a character that cannot be shown",
    # what the org has
    "no-task-field": "the org's Task has no such field, or the integration user may not see it",
    "not-fillable": "the integration user may not fill this field of the Task",
    "not-for-text": "a field of type {type} takes no text",
    "no-record-type": "the integration user may use no such record type; there are: {known}",
    "no-record-types": "the integration user may use no record type of Task: leave it empty",
    "org-silent": "Salesforce could not be asked whether it has this; save again when it answers",
    # what belongs together
    "ours": "the product fills this field itself: name another",
    "owner-missing": "choose which user or queue",
    "owner-needless": "the type Default names nobody: leave it out",
    "line-taken": "another agent has this line: {other}",
    "user-taken": "another agent has this Salesforce user: {other}",
    "kind": "there is no connector of this kind; there are: {known}",
}
"""Every code with its sentence in English; words/settings.toml has them for the pages."""


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong: where, and what to do about it."""

    path: str
    """For example `settings.call_results[2]`; "" for the file as a whole."""
    code: str
    gaps: dict[str, str | int] = {}
    line: int = 0
    """Of the file, the first is 1; 0 where there is none."""

    @property
    def reason(self) -> str:
        return REASONS[self.code].format_map(self.gaps)

    def __str__(self) -> str:
        place = ", ".join(
            part for part in (f"line {self.line}" if self.line else "", self.path) if part
        )
        return f"{place}: {self.reason}" if place else self.reason
