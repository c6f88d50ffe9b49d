"""The order of `since` has what filters ask about, as the others do: rows that are passed over are not looked up."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

COLUMNS = ["since", "number", "id", "region", "agency", "type", "state"]


def upgrade() -> None:
    op.drop_index("ix_measure_since", table_name="measure")
    op.create_index("ix_measure_since", "measure", COLUMNS, unique=False)
