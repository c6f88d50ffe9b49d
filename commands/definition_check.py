"""`qadam definitions check`: what is wrong or doubtful in definition files, for people and for machines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.app import App, app_of
from commands.options import command
from store.people import everybody
from store.places import agencies, regions
from workflow.directory import Directory
from workflow.errors import Invalid

if TYPE_CHECKING:
    from definitions.findings import Finding
    from definitions.people_checks import Staff


@command("check")
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--people", is_flag=True, help="Also against the people in this database: roles held, mails to nobody.")
@click.option("--crowd", default=10, show_default=True, help="With --people: more people than this is too many.")
@click.option("--sarif", "as_sarif", is_flag=True, help="Print SARIF 2.1.0, for continuous integration.")
def check(ctx: click.Context, files: tuple[Path, ...], crowd: int, *, people: bool, as_sarif: bool) -> None:
    """Check definition files: names, and everything that national measures and their variants can come to.

    Every finding says its file, line and column, and for what is found on the way a shortest example.

    \b
    Example:
      qadam definitions check definitions/measure_types/*.yaml
      qadam definitions check campaign.yaml --people
      qadam definitions check *.yaml --sarif > findings.sarif
    """
    from definitions.loader import check_definition, read_text

    app = app_of(ctx)
    staff = _staff(app, crowd) if people else None
    findings = [finding for file in files for finding in check_definition(read_text(file), str(file), staff)]
    findings += _template_findings(app)
    errors = sum(finding.severity == "error" for finding in findings)
    document = {
        "ok": errors == 0,
        "findings": [
            {
                "file": f.file,
                "line": f.line,
                "column": f.column,
                "severity": f.severity,
                "code": f.code,
                "message": f.message,
                "example": list(f.example),
            }
            for f in findings
        ],
    }
    if as_sarif:
        from importlib.metadata import version

        from definitions.sarif import sarif

        app.output.json(sarif(findings, version("qadam")))
    else:
        told = "\n".join(str(finding) for finding in findings)
        app.output.answer(document, after=told or app.output.words("{:file|files}, nothing to say", len(files)))
    if errors:
        raise Invalid(f"{errors} error(s) in {len(files)} file(s)", possible="see the lines above")


def _staff(app: App, crowd: int) -> Staff:
    from definitions.people_checks import Staff

    with app.reading() as reader:
        directory = Directory(regions=regions(reader), agencies=agencies(reader), people=everybody(reader))
    return Staff(directory=directory, day=app.today, most=crowd)


def _template_findings(app: App) -> list[Finding]:
    """Every mail template in every language, filled in with sample facts: the shipped ones and this folder's own."""
    from definitions.findings import Finding
    from notifier.render import TEMPLATES, Renderer
    from notifier.template_check import check_templates

    own = Path(app.settings.mail_templates) if app.settings.mail_templates else None
    found = []
    for fault in check_templates(Renderer(zone=app.zone, overrides=own)):
        name = Path(fault.template) / f"{fault.language}.j2"
        file = own / name if own is not None and (own / name).exists() else TEMPLATES / name
        found.append(
            Finding(file=str(file), line=1, column=1, severity="error", code="mail-template", message=fault.message)
        )
    return found
