"""Writes the pages of docs/ that say what the program says of itself: `python docs/build.py`."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import cli  # noqa: E402 - the program lies beside this folder
from commands.config import setting_meanings  # noqa: E402 - so do these
from commands.help.command import topics  # noqa: E402 - so do these
from commands.help.manual import man_page, reference  # noqa: E402 - so do these
from workflow.config import find_settings  # noqa: E402 - so do these

SCHEMA = ROOT / "definitions" / "measure_type.schema.json"


def pages() -> dict[str, str]:
    """The text of each page by its name in docs/."""
    return {
        "qadam.1": man_page(cli.qadam, cli.SECTIONS, topics()),
        "commands.md": reference(cli.qadam, cli.SECTIONS),
        "settings.md": _settings(),
        "definitions.md": _definitions(json.loads(SCHEMA.read_text(encoding="utf-8"))),
    }


def _settings() -> str:
    found = find_settings({}, {}, Path("/nonexistent"))
    rows = [
        f"| `{name}` | `QADAM_{name.upper()}` | {f'`{found[name].value}`' if found[name].value else ''} | {meaning} |"
        for name, meaning in setting_meanings().items()
    ]
    return "\n".join(
        [
            "# Settings",
            "",
            "A flag goes before a `QADAM_*` variable, which goes before `qadam.toml` in the folder Qadam is",
            "started in.",
            "`qadam config show` tells where each value came from, `qadam config example` prints a file to edit.",
            "Written by `python docs/build.py` from `workflow/config.py`.",
            "",
            "| key of `qadam.toml` | variable | default | |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _definitions(schema: Mapping[str, Any]) -> str:
    lines = [
        "# The keys of a definition",
        "",
        "One YAML file describes one measure type;",
        "[campaign.yaml](../definitions/measure_types/campaign.yaml) is the one to copy. Written by",
        "`python docs/build.py` from `definitions/measure_type.schema.json`, which editors complete from.",
        "",
        "## The file",
        "",
        *_keys(schema),
    ]
    for name, rule in schema["$defs"].items():
        if rule.get("properties"):
            lines += [f"## {name.removesuffix('Spec')}", ""]
            if rule.get("description"):
                lines += [" ".join(rule["description"].split()), ""]
            lines += _keys(rule)
    return "\n".join(lines).rstrip() + "\n"


def _keys(rule: Mapping[str, Any]) -> list[str]:
    required = rule.get("required", ())
    rows = ["| key | | takes | |", "|---|---|---|---|"]
    for name, value in rule["properties"].items():
        must = "required" if name in required else ""
        rows.append(f"| `{name}` | {must} | {_kind(value)} | {_said(value)} |")
    return [*rows, ""]


def _said(value: Mapping[str, Any]) -> str:
    said = value.get("description") or next(
        (v["description"] for v in value.get("anyOf", ()) if "description" in v), ""
    )
    return " ".join(said.split()).replace("|", "\\|")


def _kind(value: Mapping[str, Any]) -> str:
    """What a key takes, in words."""
    if "$ref" in value:
        name = value["$ref"].rsplit("/", 1)[-1].removesuffix("Spec")
        return f"[{name}](#{name.lower()})"
    if "enum" in value:
        return " · ".join(f"`{choice}`" for choice in value["enum"])
    if "const" in value:
        return f"`{value['const']}`"
    choices = value.get("anyOf") or value.get("oneOf")
    if choices:
        return " or ".join(dict.fromkeys(_kind(choice) for choice in choices if choice.get("type") != "null"))
    if value.get("type") == "array":
        return f"list of {_kind(value.get('items', {}))}"
    if value.get("type") == "object":
        inner = next(iter(value.get("patternProperties", {}).values()), value.get("additionalProperties"))
        return f"by name: {_kind(inner)}" if isinstance(inner, Mapping) else "mapping"
    return {"string": "text", "integer": "number", "boolean": "yes or no"}.get(str(value.get("type")), "any")


def main() -> None:
    for name, text in pages().items():
        (ROOT / "docs" / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
