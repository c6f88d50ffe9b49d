"""A migration of running measures to its row and back."""

from __future__ import annotations

from typing import Any

from store.rows import Row, moment, unpacked
from workflow.compact import packed
from workflow.migration import Migration, MigrationPlan, MigrationStatus


def migration_values(noun: Migration) -> dict[str, Any]:
    plan = noun.plan
    return {
        "id": noun.number,
        "type": plan.type,
        "plan": packed({"to": plan.to, "states": dict(plan.states), "fields": dict(plan.fields)}),
        "status": noun.status.value,
        "runner": noun.runner,
        "started_at": noun.started_at,
        "started_by": noun.started_by,
        "families": noun.families,
    }


def migration_from(row: Row) -> Migration:
    return Migration(
        number=row["id"],
        plan=MigrationPlan(type=row["type"], **unpacked(row["plan"])),
        status=MigrationStatus(row["status"]),
        runner=row["runner"],
        started_at=moment(row["started_at"]),
        started_by=row["started_by"],
        families=row["families"],
    )
