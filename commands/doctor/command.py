"""`qadam doctor`: what is wrong with this installation, in words, the worst first, each with its cure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from commands.app import App, app_of
from commands.doctor.findings import Finding
from commands.options import command
from commands.translations.told import told_in
from workflow.errors import QadamError, Refused

COLUMNS = ("severity", "message", "cure")


@command("doctor", table=True)
def doctor(ctx: click.Context) -> None:
    """Say what is wrong with this installation and what to do about it, the worst first.

    Looks at the database and its schema, the clock, deadlines that stay silent, mail and its server, people and
    roles, measures without a date, the calendar's horizon and the disk. Exit code 1 when something is broken.

    \b
    Example:
      qadam doctor
      qadam doctor --json
    """
    app = app_of(ctx)
    findings = [_in_words(finding, app.settings.lang) for finding in examine(app)]
    broken = sum(finding.severity == "broken" for finding in findings)
    documents: list[dict[str, Any]] = [
        {"code": f.code, "severity": f.severity, "message": f.message, "cure": f.cure} for f in findings
    ]
    told = "\n\n".join(
        f"{told_in(app.settings.lang, f.severity)}: {f.message}\n  try: {f.cure}" for f in findings
    ) or told_in(app.settings.lang, "all well")
    columns = () if app.output.at_terminal else COLUMNS
    app.output.answer({"ok": not broken, "findings": documents}, columns, documents, after=told)
    if broken:
        raise Refused(f"{broken} of {len(findings)} findings are broken", possible=findings[0].cure)


def _in_words(finding: Finding, language: str) -> Finding:
    return replace(finding, message=told_in(language, finding.message), cure=told_in(language, finding.cure))


def examine(app: App) -> list[Finding]:
    """Everything found, the worst first. A database that cannot be read is all there is to say."""
    from commands.doctor.checks import CHECKS, Patient

    try:
        with app.reading() as reader:
            patient = Patient(app=app, reader=reader, now=app.now)
            found = [finding for check in CHECKS for finding in check(patient)]
    except QadamError as error:
        return [Finding(code="database", severity="broken", message=error.message, cure=error.possible or "qadam init")]
    return sorted(found, key=lambda finding: finding.severity != "broken")
