"""From the text of a definition file to a Definition, or to everything that is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from definitions.findings import Finding
from definitions.linter import lint
from definitions.people_checks import Staff
from definitions.shape import check_shape
from definitions.yaml_file import LARGEST_FILE, YamlFile, read_yaml
from workflow.definition import Definition
from workflow.definition_document import definition_from
from workflow.errors import Invalid
from workflow.noun import dataclass

MEASURE_TYPES = Path(__file__).with_name("measure_types")
"""Where the shipped definitions are."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """A definition with the file it comes from, in the form the store keeps."""

    path: Path
    name: str
    """What findings call the file."""
    text: str
    digest: str
    """SHA-256 of the text."""
    document: Mapping[str, Any]
    """The file as plain data, each transition and deadline with the `line` it stands in."""
    definition: Definition


def check_definition(text: str, name: str, staff: Staff | None = None) -> tuple[Finding, ...]:
    """Everything that is wrong or doubtful, in the order of the file; with `staff`, also about the people there are."""
    return _check(read_yaml(text, name), staff)


def parse_definition(text: str, name: str) -> Definition:
    """The definition a text holds. Raises Invalid with every finding when it has an error."""
    return read_source(text, Path(name)).definition


def load_definition(path: str | Path) -> Definition:
    """The definition in a file. Raises Invalid with every finding when it has an error."""
    return load_source(path).definition


def load_source(path: str | Path) -> Source:
    """The definition in a file with its text and document. Raises Invalid as `load_definition` does."""
    path = Path(path)
    return read_source(read_text(path), path)


def read_text(path: str | Path) -> str:
    """The text of a definition file, never more of it than is allowed. Raises Invalid when it cannot be read."""
    path = Path(path)
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
        return content.decode("utf-8-sig")
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Invalid(f"{path.name}:{line}: this is no text in UTF-8", possible="save the file as UTF-8") from None


def read_source(text: str, path: Path) -> Source:
    file = read_yaml(text, path.name)
    findings = _check(file)
    if any(finding.severity == "error" for finding in findings):
        raise _invalid(path.name, findings)
    document = _with_lines(file)
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    return Source(
        path=path,
        name=path.name,
        text=text,
        digest=digest,
        document=document,
        definition=definition_from(document, digest),
    )


@cache
def shipped_definitions() -> tuple[Source, ...]:
    """The measure types that come with Qadam, by name."""
    return tuple(load_source(path) for path in sorted(MEASURE_TYPES.glob("*.yaml")))


def _check(file: YamlFile, staff: Staff | None = None) -> tuple[Finding, ...]:
    if file.root is None:
        return file.problems
    found = {*file.problems, *check_shape(file), *lint(file, staff)}
    return tuple(sorted(found, key=lambda finding: (finding.line, finding.column, finding.code, finding.message)))


def _invalid(name: str, findings: tuple[Finding, ...]) -> Invalid:
    errors = sum(finding.severity == "error" for finding in findings)
    warnings = len(findings) - errors
    counted = f"{errors} error{'s' * (errors != 1)}"
    if warnings:
        counted += f" and {warnings} warning{'s' * (warnings != 1)}"
    return Invalid("\n".join((f"{name} has {counted}", *map(str, findings))))


def _with_lines(file: YamlFile) -> dict[str, Any]:
    """The document with the lines its parts stand in; a section or key left empty says nothing and is left out."""
    document = _said(file.document)
    document["transitions"] = [_said(transition) for transition in document["transitions"]]
    for index, transition in enumerate(document["transitions"]):
        transition["line"] = file.place(("transitions", index)).line
    for name, deadline in document.get("deadlines", {}).items():
        deadline["line"] = file.key_place(("deadlines", name)).line
    return document


def _said(part: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in part.items() if value is not None}
