"""`qadam audit`: prove that nothing was touched."""

from __future__ import annotations

import json
from pathlib import Path

import click

from commands.app import App, app_of
from commands.options import command, group
from commands.translations.told import told_in
from commands.whole_file import whole_file
from store import proof as proofs
from store.sealed import last_checkpoint
from store.verification import Bad, Verified
from store.verification import verify as verify_all
from workflow.checkpoint import Checkpoint
from workflow.errors import Refused
from workflow.numbers import as_meant


@group()
def audit() -> None:
    """Prove that the history was not touched."""


@command("verify")
@click.option("--root", "roots", multiple=True, metavar="ROOT", help="A root printed elsewhere, e.g. in a digest.")
def verify(ctx: click.Context, roots: tuple[str, ...]) -> None:
    """Check every measure's chain of hashes, what the checkpoints sealed of it, and the checkpoints.

    Give a root that was printed elsewhere, and even a database rewritten whole is found out.

    \b
    Example:
      qadam audit verify
      qadam audit verify --root 9f2c…
    """
    app = app_of(ctx)
    with app.reading() as reader:
        found = verify_all(reader, [root.strip().lower() for root in roots])
    first = found.bad[0] if found.bad else None
    document = {
        "ok": first is None,
        "entries": found.entries,
        "checkpoints": found.checkpoints,
        "last_checkpoint": _document(found.last),
        "first_bad": None if first is None else _bad(first),
        "bad": [_bad(each) for each in found.bad],
    }
    app.output.answer(document, after=_told(app, found))
    if first is not None:
        where = f"qadam history {first.measure}, and the last backup" if first.measure else "the last backup"
        raise Refused(str(first), possible=where)


def _bad(bad: Bad) -> dict[str, str | int | None]:
    return {"measure": bad.measure, "seq": bad.seq, "checkpoint": bad.checkpoint, "why": bad.why}


def _told(app: App, found: Verified) -> str:
    if found.bad:
        return "\n".join(told_in(app.settings.lang, str(each)) for each in found.bad)
    sealed = _in_words(app, found.last) if found.last else app.output.words("no checkpoint yet")
    return f"{app.output.words('{:entry|entries}, every chain whole', found.entries)}; {sealed}"


def _document(checkpoint: Checkpoint | None) -> dict[str, object] | None:
    if checkpoint is None:
        return None
    return {
        "number": checkpoint.number,
        "at": checkpoint.at,
        "entries": checkpoint.entries,
        "root": checkpoint.root,
        "previous": checkpoint.previous,
    }


def _in_words(app: App, checkpoint: Checkpoint) -> str:
    return app.output.words(
        "checkpoint {} of {}, root {}", checkpoint.number, app.output.time(checkpoint.at), checkpoint.root
    )


@command("checkpoint", changes=True, administers="database")
def checkpoint(ctx: click.Context) -> None:
    """Seal what was written since the last checkpoint, and print the root to keep elsewhere.

    The scheduler does it by itself once a day.

    \b
    Example:
      qadam audit checkpoint
    """
    app = app_of(ctx)
    sealed, newest = 0, None
    for newest in app.store.take_checkpoints(app.now, dry_run=app.dry_run):
        sealed += newest.entries
    app.remember_clock()
    said = app.output.words("nothing new to seal")
    if newest:
        wording = "{:entry|entries} would be sealed" if app.dry_run else "{:entry|entries} sealed"
        said = app.output.words(wording, sealed)
    else:
        with app.reading() as reader:
            newest = last_checkpoint(reader)
    document = {"sealed": sealed, "checkpoint": _document(newest)}
    app.output.answer(document, after=f"{said}; {_in_words(app, newest)}" if newest else said)


@command("proof")
@click.argument("measure", type=as_meant)
@click.option("-o", "--output", "file", type=click.Path(path_type=Path), help="Write it to a file.")
def proof(ctx: click.Context, measure: str, file: Path | None) -> None:
    """Print the proof of one measure, to be checked with docs/verify_proof.py and a root printed elsewhere.

    \b
    Example:
      qadam audit proof 12/KZ-75 -o proof.json
      python docs/verify_proof.py proof.json ROOT
    """
    app = app_of(ctx)
    with app.reading() as reader:
        document = proofs.proof(reader, measure)
    if file is None:
        app.output.json(document)
        return
    with whole_file(file) as partial:
        partial.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    told = app.output.words(
        "{:entry|entries} of {} in {}, to be checked against root {}",
        len(document["entries"]),
        measure,
        file,
        document["root"],
    )
    app.output.answer({"file": str(file), "root": document["root"], "entries": len(document["entries"])}, after=told)


for each in (verify, checkpoint, proof):
    audit.add_command(each)
