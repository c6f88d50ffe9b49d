"""Whether a file has the shape its schema asks for, told in sentences with places instead of pydantic's errors."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from definitions.findings import Finding, unknown
from definitions.schema import (
    AmendmentsSpec,
    ApprovalSpec,
    Create,
    DeadlineSpec,
    EventSpec,
    FieldSpec,
    JoinSpec,
    MeasureType,
    NoticeSpec,
    RungSpec,
    StateSpec,
    Titles,
    TransitionSpec,
    UndoSpec,
)
from definitions.yaml_file import Path as ValuePath
from definitions.yaml_file import YamlFile


def check_shape(file: YamlFile) -> tuple[Finding, ...]:
    """Every key that is missing, unknown, or takes something else. Empty when the shape is right."""
    try:
        MeasureType.model_validate(file.document)
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=True)
    else:
        return ()
    return tuple(dict.fromkeys(_finding(file, detail) for detail in details))


def _finding(file: YamlFile, detail: ErrorDetails) -> Finding:
    kind = detail["type"]
    path = _path(file, detail["loc"], missing=kind == "missing")
    about_key = kind in ("missing", "extra_forbidden") or "[key]" in detail["loc"]
    place = file.key_place(path) if about_key else file.place(path)
    code, message = _worded(kind, path, detail)
    return Finding(file=file.name, line=place.line, column=place.column, severity="error", code=code, message=message)


def _path(file: YamlFile, loc: tuple[int | str, ...], *, missing: bool) -> ValuePath:
    """Pydantic's way to a value, without the steps that are its own: branches of unions, `[key]`."""
    node, path = file.root, []
    for step in loc:
        children = node.children if node is not None else None
        if children is not None and step in children:
            node = children[step]
            path.append(step)
    return (*path, loc[-1]) if missing else tuple(path)


def _worded(kind: str, path: ValuePath, detail: ErrorDetails) -> tuple[str, str]:
    """A code and a sentence for one of pydantic's errors."""
    name = path[-1] if path else "the file"
    context = detail.get("ctx", {})
    if kind == "missing":
        return "missing-key", f"{name!r} is missing"
    if kind == "extra_forbidden":
        return "unknown-key", unknown("key", name, _keys_at(path))
    if kind == "string_pattern_mismatch":
        return "bad-name", f"{detail['input']!r} is no name: small Latin letters, digits and _ only, a letter first"
    if kind == "string_too_long":
        return "bad-name", f"{detail['input']!r} is longer than {context['max_length']} characters"
    if kind == "literal_error":
        return "bad-value", f"{name!r} cannot be {detail['input']!r} (it takes {context['expected']})"
    if kind in _TAKES:
        return "bad-value", f"{name!r} takes {_TAKES[kind]}, not {_shown(detail['input'])}"
    message = detail["msg"].removeprefix("Input should be ")
    return "bad-value", f"{name!r} {message}" if kind in ("names", "share") else f"{name!r} must be {message}"


_TAKES: Mapping[str, str] = MappingProxyType(
    {
        "string_type": "text",
        "int_type": "a whole number",
        "float_type": "a number",
        "bool_type": "true or false",
        "list_type": "a list",
        "dict_type": "a mapping",
        "model_type": "a mapping",
        "model_attributes_type": "a mapping",
    }
)


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return "a mapping"
    return "a list" if isinstance(value, list) else "nothing" if value is None else repr(value)


def _keys_at(path: ValuePath) -> tuple[str, ...]:
    """The keys that are allowed beside the last step of a path."""
    models: dict[str, type[BaseModel]] = {
        "create": Create,
        "undo": UndoSpec,
        "amendments": AmendmentsSpec,
        "fields": FieldSpec,
        "states": StateSpec,
        "events": EventSpec,
        "transitions": TransitionSpec,
        "approvals": ApprovalSpec,
        "deadlines": DeadlineSpec,
        "notices": NoticeSpec,
    }
    model: type[BaseModel] = MeasureType
    if len(path) > 1:
        inner = path[1:-1]
        if "title" in path[:-1]:
            model = Titles
        elif "when_children" in inner:
            model = JoinSpec
        elif "ladder" in inner:
            model = RungSpec
        else:
            model = models[str(path[0])]
    return tuple(field.alias or name for name, field in model.model_fields.items())
