"""`qadam new`: one measure."""

from __future__ import annotations

from typing import Any

import click

from commands.app import app_of
from commands.catalogue import StateTitles, agency_code, region_code, type_name
from commands.documents import moved_document
from commands.options import command
from commands.values import given_values
from workflow.model import Creation


@command("new", changes=True)
@click.argument("type_", metavar="TYPE")
@click.argument("title")
@click.option("--number", help="Plan number; the next free one when left out.")
@click.option("--lead", metavar="AGENCY", help="Lead agency, by code or name.")
@click.option("--due", metavar="DATE", help="Last day of execution, e.g. 2026-12-20.")
@click.option("--region", "regions", multiple=True, help="Region it will fan out to (repeat); all when left out.")
@click.option("--set", "assignments", metavar="FIELD=VALUE", multiple=True, help="A field of the type (repeat).")
@click.option("--comment", help="A remark for the history.")
@click.option("--request-id", help="Repeating a command with the same id does nothing and answers the same.")
def new(ctx: click.Context, type_: str, title: str, **given: Any) -> None:
    """Create one national measure in its initial state.

    \b
    Example:
      qadam --as hq new campaign "Месячник по борьбе с наркоманией" --lead MIA --due 2026-06-26
    """
    app = app_of(ctx)
    data: dict[str, Any] = {"title": title, **given_values(given["assignments"])}
    with app.reading() as reader:
        type_ = type_name(reader, type_)
        if given["lead"]:
            data["lead_agency"] = agency_code(reader, given["lead"])
        if given["regions"]:
            data["regions"] = tuple(region_code(reader, region) for region in given["regions"])
    if given["due"]:
        data["due_on"] = given["due"]
    creation = Creation(
        type=type_,
        actor=app.actor,
        data=data,
        number=given["number"],
        comment=given["comment"],
        request_id=given["request_id"],
    )
    moved = app.engine.create(creation, dry_run=app.dry_run)
    app.remember_clock()
    document = {**moved_document(moved), "id": moved.measure, "state": moved.target}
    wording = "{} would be created: {}" if app.dry_run else "{} is created: {}"
    with app.reading() as reader:
        state = StateTitles(reader, app.settings.lang).of(type_, moved.target)
    told = [app.output.words(wording, moved.measure, state)]
    if not app.dry_run:
        told.append(app.output.words("next: {}", f"qadam show {moved.measure}"))
    app.output.answer(document, after="\n".join(told))
