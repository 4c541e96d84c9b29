"""What can be wrong with a manifest, as errors for its callers."""

from collections.abc import Sequence

from vms.errors import PortalError
from vms.schema import Problem


class YamlInvalid(PortalError):
    """The text is not one readable YAML document. ``line`` and ``column`` count from 1."""

    code = "yaml_invalid"

    def __init__(self, line: int, column: int, reason: str) -> None:
        super().__init__(line, column, reason)
        self.line, self.column, self.reason = line, column, reason

    def __str__(self) -> str:
        return f"Line {self.line}, column {self.column}: {self.reason}"


class EditRefused(PortalError):
    """The text cannot take a change without changing another place too, or cannot hold the value at all."""

    code = "edit_refused"

    def __init__(self, pointer: str, reason: str) -> None:
        super().__init__(pointer, reason)
        self.pointer, self.reason = pointer, reason

    def __str__(self) -> str:
        return f"{self.pointer or 'The document'}: {self.reason}"


class QuantityInvalid(PortalError):
    """The text is not a Kubernetes resource quantity."""

    code = "quantity_invalid"

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        return f"“{self.text[:40]}” is not a size. Write a number and a unit, such as 512Mi, 4Gi or 20G."


class ManifestInvalid(PortalError):
    """The document breaks the schema or a rule. ``problems`` holds all findings, warnings too."""

    code = "manifest_invalid"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(tuple(problems))
        self.problems = tuple(problems)

    def __str__(self) -> str:
        errors = [problem for problem in self.problems if problem.severity == "error"]
        if not errors:
            return "The manifest has problems. Correct them and try again."
        first = f"{errors[0].pointer or 'the document'}: {errors[0].message}"
        more = len(errors) - 1
        return first if not more else f"{first} And {more} more problem{'s' if more > 1 else ''}."
