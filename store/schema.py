"""The revision of the schema this program works on, known without loading Alembic."""

REVISION = "0017"
