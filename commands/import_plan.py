"""`qadam import`: the plan of measures, as ministries write it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.app import App, app_of
from commands.catalogue import place_names
from commands.from_plan import ROW
from commands.options import command
from commands.output import Shown
from commands.plan_preview import PREVIEW, explained, understood
from commands.progress import progress
from commands.translations.told import told_in
from store import places
from store.shelf import definitions
from workflow.dates import written_day
from workflow.errors import Invalid, QadamError, Refused
from workflow.facts import PLAN

if TYPE_CHECKING:
    from definitions.plan.reading import Plan, PlanRow
    from workflow.engine import Engine
    from workflow.model import Measure
    from workflow.ports import Transaction

RESULTS = ("created", "updated", "unchanged", "refused")
COLUMNS = ("row", "id", "result", "why")
EDIT = "edit"
"""The event by which a second import brings a draft up to the plan."""


@command("import", changes=True, table=True)
@click.argument("file", metavar="PLAN.csv|.xlsx", type=click.Path(path_type=Path), required=False)
@click.option("--type", "type_", help="Type of the rows that do not say theirs; else it is told from the section.")
@click.option("--signed", metavar="DATE", help="When the plan was signed, for wordings that count from it.")
@click.option("--prefix", default="", help="Put before each number, where two plans number their rows alike.")
@click.option("--template", type=click.Path(path_type=Path), help="Write a plan file to fill in, .xlsx or .csv.")
@click.option("--partial", is_flag=True, help="Import what can be, though some rows are refused.")
def import_(
    ctx: click.Context,
    file: Path | None,
    type_: str | None,
    signed: str | None,
    prefix: str,
    template: Path | None,
    *,
    partial: bool,
) -> None:
    """Import a plan: each row becomes a draft, or brings the one it made before up to date.

    All or nothing, unless --partial. A wording that names no date is imported as it is and listed, never guessed;
    such a measure cannot be approved before somebody sets its date. --dry-run shows how each cell was understood.

    \b
    Example:
      qadam import --template plan.xlsx
      qadam --as hq import plan.csv
      qadam --as hq import plan.xlsx --type campaign --dry-run
    """
    app = app_of(ctx)
    if template is not None:
        from commands.plan_template import write_template

        write_template(template)
        app.output.answer(
            {"template": str(template)},
            after=app.output.words("fill in {}, then: {}", template, f"qadam import {template}"),
        )
        return
    if file is None:
        raise click.UsageError("name the plan: PLAN.csv or PLAN.xlsx, or --template FILE for one to fill in")
    plan = read(app, file, type_, signed, prefix)
    results = import_plan(app, plan, partial=partial)
    tell(app, plan, results, partial=partial)


def read(app: App, file: Path, type_: str | None = None, signed: str | None = None, prefix: str = "") -> Plan:
    """The rows of a plan file with what was understood of each. Raises Invalid for a file that cannot be read."""
    from definitions.plan.reading import read_plan

    with app.reading() as reader:
        types = dict.fromkeys(loaded.definition.type for loaded in definitions(reader))
        agencies, regions = places.agencies(reader), places.regions(reader)
    if type_ is not None and type_ not in types:
        raise Invalid(f"there is no measure type {type_!r}", possible=f"types: {', '.join(types)}")
    try:
        signed_on = written_day(signed) if signed else None
    except ValueError:
        raise Invalid(f"--signed takes a date, not {signed!r}", possible="e.g. 2025-12-19") from None
    return read_plan(
        file,
        agencies=agencies,
        regions=regions,
        default_type=type_,
        signed_on=signed_on,
        types=tuple(types),
        prefix=prefix,
    )


def import_plan(app: App, plan: Plan, *, partial: bool) -> list[dict[str, Any]]:
    """Bring a plan into the database in one transaction; says what became of each row.

    Unless `partial`, a refused row means that nothing is imported.
    """
    actor, engine = app.actor, app.engine
    app.vouch(actor)  # also where no row changes anything and the engine is never asked
    refused_before = any(row.refused for row in plan.rows)
    with app.store.begin(dry_run=app.dry_run or (refused_before and not partial)) as tx:
        results = [{"row": row.row, **_import_row(tx, engine, row, actor)} for row in progress(plan.rows, "importing")]
        if not partial and not app.dry_run and any(result["result"] == "refused" for result in results):
            tx.abandon()
    if not app.dry_run:
        app.remember_clock()
    return results


def _import_row(tx: Transaction, engine: Engine, row: PlanRow, actor: str) -> dict[str, Any]:
    from workflow.model import Creation

    if row.refused is not None:
        return _result(row.number, "refused", row.refused)
    try:
        with tx.attempt():
            known = tx.planned(row.key)
            if known is not None:
                return _update(tx, engine, row, known, actor)
            creation = Creation(type=row.type, actor=actor, data=_facts(row), number=row.number, plan_key=row.key)
            made = engine.create_in(tx, creation).measure
            return _result(made, "created", *row.findings, lacks=row.lacks)
    except QadamError as error:
        return _result(row.number, "refused", error.message)


def _result(measure: str | None, result: str, *why: str, lacks: Iterable[str] = ()) -> dict[str, Any]:
    """What became of a row; `lacks` names what somebody still has to set."""
    return {"id": measure, "result": result, "why": "; ".join(why), "reasons": why, "lacks": list(lacks)}


def _update(tx: Transaction, engine: Engine, row: PlanRow, known: Measure, actor: str) -> dict[str, Any]:
    """Bring a draft up to a row that says something new; what the plan leaves open stays as people have set it."""
    from workflow.fields import read_values
    from workflow.model import Command

    notes = known.data.get(PLAN) or {}
    findings = _findings_since(row, known)
    lacks = [name for name in row.lacks if known.lacks(name)]
    if notes.get(ROW) == row.digest:
        return _result(known.id, "unchanged", *findings, lacks=lacks)
    definition = tx.definition(known.type, known.type_version)
    wanted = read_values(definition, _facts(row), tx.directory())
    changed = {name: value for name, value in wanted.items() if value and known.facts.get(name) != value}
    facts = [name for name in changed if name != PLAN]
    words = [name for name, text in wanted[PLAN].items() if name != ROW and notes.get(name) != text]
    told = f"changed: {', '.join(facts or words)}"
    if EDIT not in definition.possible(known.state, known.level):
        if not facts:
            why = f"it is {known.state!r} already, and only the plan's words {told}"
            return _result(known.id, "unchanged", why, lacks=lacks)
        raise Refused(f"{known.id} is {known.state!r} already, and a plan changes drafts only ({told})")
    engine.move_in(tx, Command(measure=known.id, event=EDIT, actor=actor, data=changed, comment="from the plan"))
    return _result(known.id, "updated", told, *findings, lacks=lacks)


SINCE = {"due_on": "dated since", "lead_agency": "led since by"}


def _findings_since(row: PlanRow, known: Measure) -> tuple[str, ...]:
    """What a person should know of a row; what it lacked and somebody has set since is told as set."""
    lacked = (why if known.lacks(name) else f"{SINCE[name]}: {known.facts[name]}" for name, why in row.lacks.items())
    return (*lacked, *row.remarks)


def _facts(row: PlanRow) -> dict[str, Any]:
    notes = {**row.data, ROW: row.digest}
    if row.by_agreement:
        notes["by_agreement"] = ", ".join(row.by_agreement)
    if row.within:
        notes["within"] = row.within
    if row.recurrence:
        notes["recurrence"] = str(row.recurrence)
    return {
        "title": dict(row.titles),
        "lead_agency": row.lead,
        "co_executors": row.co_executors,
        "regions": row.regions,
        "starts_on": row.starts_on,
        "due_on": row.due_on,
        PLAN: notes,
    }


def _line(app: App, result: dict[str, Any], why: str, row: PlanRow) -> dict[str, Any]:
    """A line of the answer, with what a row became for --columns and the preview."""
    return {
        **{name: result[name] for name in COLUMNS},
        "result": app.output.shown(result["result"]),
        "why": Shown(result["why"], why),
        "type": row.type,
        "lead": row.lead,
        "with": ", ".join(row.co_executors),
        "regions": ", ".join(row.regions),
        "starts_on": row.starts_on,
        "due_on": row.due_on,
        "title": dict(row.titles),
        "deadline": row.data.get("deadline"),
    }


def tell(app: App, plan: Plan, results: list[dict[str, Any]], *, partial: bool) -> None:
    tally = Counter(result["result"] for result in results)
    nothing = tally["refused"] and not partial
    undated = [result["id"] for result in results if "due_on" in result["lacks"]]
    unled = [result["id"] for result in results if "lead_agency" in result["lacks"]]
    language = app.settings.lang
    whys = ["; ".join(told_in(language, reason) for reason in result["reasons"]) for result in results]
    results = [{name: result[name] for name in COLUMNS} for result in results]
    document = {
        "rows": results,
        **{name: tally[name] for name in RESULTS},
        "no_date": undated,
        "no_lead": unled,
        "notes": list(plan.notes),
    }
    with app.reading() as reader:
        places = place_names(reader, language)
    by_row = {row.row: row for row in plan.rows}
    if app.dry_run:
        for result in results:
            result["read"] = understood(by_row[result["row"]], places, replace(app.output, language="en"))
    lines = [_line(app, result, why, by_row[result["row"]]) for result, why in zip(results, whys, strict=True)]
    counted = ", ".join(app.output.words(f"{{}} {name}", tally[name]) for name in RESULTS if tally[name])
    counted = counted or app.output.words("no rows")
    if app.dry_run:
        counted += f" ({app.output.words('dry run: nothing is imported')})"
    for number, wording, need in (
        (len(undated), "{:row names|rows name} no date", "date"),
        (len(unled), "{:row names|rows name} no lead agency known here", "lead"),
    ):
        if number and not nothing:
            counted += f"\n{app.output.words(wording, number)}: qadam list --needs {need}"
    before = "\n".join(told_in(language, note) for note in plan.notes)
    if app.dry_run and app.output.at_terminal and not app.output.columns:
        told = ((by_row[r["row"]], r["id"], r["result"], why) for r, why in zip(results, whys, strict=True))
        before = f"{before}\n{explained(told, places, app.output)}\n".lstrip("\n")
    columns = PREVIEW if app.dry_run else COLUMNS
    app.output.answer(document, columns, lines, before=before or None, after=counted, spare=("type", "lead"))
    if nothing:
        first = next(result for result in results if result["result"] == "refused")
        raise Refused(
            f"nothing was imported: {tally['refused']} of {len(results)} rows are refused,"
            f" the first in row {first['row']}: {first['why']}",
            possible="mend the rows, or import the others with --partial",
        )
