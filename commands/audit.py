"""`qadam audit`: prove that nothing was touched."""

from __future__ import annotations

from itertools import groupby

import click

from commands.app import app_of
from commands.options import command
from store import rows
from store.queries import every_entry, measure_heads
from workflow.errors import Refused
from workflow.seal import first_break


@click.group()
def audit() -> None:
    """Prove that the history was not touched."""


@command("verify")
def verify(ctx: click.Context) -> None:
    """Check every measure's chain of hashes against its history and its last known hash.

    \b
    Example:
      qadam audit verify
    """
    app = app_of(ctx)
    entries = 0
    first_bad = None
    with app.reading() as reader:
        heads = measure_heads(reader)
        for name, group in groupby(every_entry(reader), key=lambda row: str(row["measure"])):
            chain = [rows.entry_from(row) for row in group]
            entries += len(chain)
            found = first_break(chain, heads.pop(name, None))
            if found is not None and first_bad is None:
                seq, why = found
                first_bad = {"measure": name, "seq": seq, "why": why}
        for name in heads:
            first_bad = first_bad or {"measure": name, "seq": 1, "why": "its whole history is missing"}
    document = {"ok": first_bad is None, "entries": entries, "checkpoints": 0, "first_bad": first_bad}
    app.output.answer(document, after=f"{entries} entries, every chain whole" if first_bad is None else None)
    if first_bad is not None:
        raise Refused(
            f"the history of {first_bad['measure']} breaks at entry {first_bad['seq']}: {first_bad['why']}",
            possible=f"qadam history {first_bad['measure']}, and the last backup",
        )


audit.add_command(verify)
