"""The published JSON Schema is the one the loader checks by, and tells right files from wrong ones."""

import json
import re

import pytest

from definitions.loader import MEASURE_TYPES, check_definition
from definitions.notation import TEMPLATES
from definitions.schema import SCHEMA_FILE, json_schema, json_schema_text
from definitions.yaml_file import read_yaml
from workflow.directory import ROLES

CAMPAIGN = (
    "type: campaign" + (MEASURE_TYPES / "campaign.yaml").read_text(encoding="utf-8").split("type: campaign", 1)[1]
)
"""Without its introduction, which has examples."""


def test_the_published_schema_is_the_exported_one():
    assert SCHEMA_FILE.read_text(encoding="utf-8") == json_schema_text(), "run: python -m definitions.schema"


def test_the_schema_is_of_the_draft_editors_know():
    assert json_schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert json_schema()["additionalProperties"] is False


def test_every_mapping_and_almost_every_key_is_described_for_editors():
    undescribed = {
        f"{name}.{key}"
        for name, model in json_schema()["$defs"].items()
        for key, rule in model["properties"].items()
        if "description" not in rule and key not in ("title", "en", "ru", "kk")
    }
    assert undescribed == set()
    assert all("description" in model for model in json_schema()["$defs"].values())


def test_editors_complete_roles_and_templates():
    text = json_schema_text()
    assert all(f'"{name}"' in text for name in (*ROLES, *TEMPLATES, "responsible", "co_executors", "author", "system"))


@pytest.mark.parametrize("path", sorted(MEASURE_TYPES.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_shipped_definitions_satisfy_the_published_schema(path):
    document = read_yaml(path.read_text(encoding="utf-8"), path.name).document
    assert list(violations(json_schema(), document, json_schema())) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("version: 1", "version: 0"),
        ("version: 1", "version: '1'"),
        ("type: campaign", "type: Campaign"),
        ("type: campaign", "kind: campaign"),
        ("by: agency.officer", "by: agency.oficer"),
        ("comment: required", "comment: true"),
        ("level: regional", "level: local"),
        ("within: 15 working days", "within: a fortnight"),
        ("template: moved", "template: move"),
        ("fan_out: regions", "fan_out: agencies"),
        ("{at: due, ", "{at: due, after: 1 day, "),
        ("at_least: all", "at_least: most"),
        ("outcome: cancelled", "outcome: forgotten"),
    ],
)
def test_what_the_published_schema_refuses_the_loader_refuses(old, new):
    assert old in CAMPAIGN
    text = CAMPAIGN.replace(old, new, 1)
    document = read_yaml(text, "campaign.yaml").document
    assert list(violations(json_schema(), document, json_schema()))
    assert any(finding.severity == "error" for finding in check_definition(text, "campaign.yaml"))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("version: 1", "version: one", "'version' takes a whole number, not 'one'"),
        ("version: 1", "version: 0", "'version' must be greater than or equal to 1"),
        ("    initial: true", "    initial: maybe", "'initial' takes true or false, not 'maybe'"),
        ("    initial: true", "    inital: true", "unknown key 'inital' (did you mean 'initial'?"),
        ("    type: date", "    type: day", "'type' cannot be 'day' (it takes 'string', 'integer'"),
        ("  asked_due_on:\n    type: date\n", "  asked_due_on:\n", "'type' is missing"),
        ("create: {by", "creation: {by", "unknown key 'creation' (did you mean 'create'?"),
        ("{event: interim, from:", "{event: interim, form:", "'from' is missing"),
        ("{event: interim, from:", "{event: interim, form:", "unknown key 'form' (did you mean 'from'?"),
        ("{in: [closed]", "{in_: [closed]", "unknown key 'in_' (did you mean 'in'? keys are: in, at_least, ignores)"),
        ("at_least: all", "at_least: {}", "'at_least' takes all, any, a number, a percentage such as 60%, or a list"),
        ("sets: [starts_on]}", "sets: {a: b}}", "'sets' takes a name or a list of names"),
        ("{before: 5 working days, notify: [author", "{before: 5, notify: [author", "'before' takes text, not 5"),
        ("  waive:         {to:", "  waive:         {two:", "unknown key 'two' (did you mean 'to'?"),
        ("  in_execution:\n", "  In-Execution:\n", "'In-Execution' is no name: small Latin letters"),
        ("ladder:\n", "laddder:\n", "unknown key 'laddder' (did you mean 'ladder'?"),
        ("kk: Жоба}", "kz: Жоба}", "unknown key 'kz' (keys are: en, ru, kk)"),
    ],
)
def test_a_wrong_shape_is_explained_in_plain_words(old, new, message):
    assert old in CAMPAIGN
    text = CAMPAIGN.replace(old, new, 1)
    found = [finding for finding in check_definition(text, "campaign.yaml") if finding.message.startswith(message)]
    assert [finding.line for finding in found] == [CAMPAIGN.count("\n", 0, CAMPAIGN.index(old)) + 1]


def violations(schema, value, root, path="$"):
    """What a value breaks of a JSON Schema, as far as ours uses the language."""
    if "$ref" in schema:
        yield from violations(root["$defs"][schema["$ref"].split("/")[-1]], value, root, path)
    for key, how_many in (("anyOf", any), ("oneOf", lambda fits: sum(fits) == 1)):
        if key in schema and not how_many([not list(violations(s, value, root, path)) for s in schema[key]]):
            yield f"{path}: {key}"
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool}
    kinds["null"] = type(None)
    if "type" in schema and (
        not isinstance(value, kinds[schema["type"]]) or (isinstance(value, bool) and schema["type"] != "boolean")
    ):
        yield f"{path}: no {schema['type']}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path}: not one of {schema['enum']}"
    if "const" in schema and value != schema["const"]:
        yield f"{path}: not {schema['const']}"
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield f"{path}: pattern"
    if isinstance(value, int | float) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield f"{path}: bounds"
    if isinstance(value, dict):
        known = schema.get("properties", {})
        yield from (f"{path}: {name} missing" for name in schema.get("required", ()) if name not in value)
        for name, inner in value.items():
            more = schema.get("additionalProperties", True)
            for pattern, rule in schema.get("patternProperties", {}).items():
                more = rule if re.search(pattern, name) else more
            rule = known.get(name, more)
            if rule is False:
                yield f"{path}: {name} unknown"
            elif isinstance(rule, dict):
                yield from violations(rule, inner, root, f"{path}.{name}")
    if isinstance(value, list) and "items" in schema:
        for index, inner in enumerate(value):
            yield from violations(schema["items"], inner, root, f"{path}[{index}]")


def test_the_schema_is_plain_json():
    assert json.loads(json_schema_text()) == json_schema()
