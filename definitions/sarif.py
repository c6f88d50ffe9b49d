"""Findings as SARIF 2.1.0 (OASIS), which code hosts show beside the lines they are about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from definitions.findings import Finding
from definitions.rules import RULES

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(findings: Iterable[Finding], version: str) -> dict[str, Any]:
    """One run of the check. The rules listed are those that found something, in the order of their names."""
    found = list(findings)
    codes = sorted({finding.code for finding in found})
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "qadam", "version": version, "rules": [_rule(code) for code in codes]}},
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding, codes.index(finding.code)) for finding in found],
            }
        ],
    }


def _rule(code: str) -> dict[str, Any]:
    return {"id": code, "shortDescription": {"text": RULES.get(code, code)}}


def _result(finding: Finding, rule: int) -> dict[str, Any]:
    region = {"startLine": finding.line, "startColumn": finding.column}
    return {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": finding.severity,
        "message": {"text": finding.told},
        "locations": [
            {"physicalLocation": {"artifactLocation": {"uri": quote(finding.file)}, "region": region}},
        ],
    }
