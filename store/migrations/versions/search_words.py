"""The words of each measure, for full-text search: kept by triggers, so that `save` stays the only writer.

SQLite: FTS5, which folds the case of every alphabet and finds beginnings of words. PostgreSQL: a tsvector with the
word forms of Russian and English; it knows none of Kazakh, whose words are kept as they are.
The triggers look at titles and data alone and do nothing when a move leaves them as they were.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _sqlite()
    else:
        _postgresql()


def _sqlite() -> None:
    # A document number of its own: the row numbers of `measure` may change when the file is compacted.
    op.create_table(
        "search_text",
        sa.Column("document", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["measure"], ["measure.id"], name=op.f("fk_search_text_measure")),
        sa.PrimaryKeyConstraint("document", name=op.f("pk_search_text")),
        sa.UniqueConstraint("measure", name=op.f("uq_search_text_measure")),
    )
    op.execute(
        "CREATE VIRTUAL TABLE search_index USING fts5(words, content='search_text', content_rowid='document',"
        " tokenize='unicode61 remove_diacritics 0')"
    )
    op.execute(
        "CREATE TRIGGER search_text_added AFTER INSERT ON search_text BEGIN"
        " INSERT INTO search_index(rowid, words) VALUES (NEW.document, NEW.words); END"
    )
    op.execute(
        "CREATE TRIGGER search_text_changed AFTER UPDATE ON search_text BEGIN"
        " INSERT INTO search_index(search_index, rowid, words) VALUES ('delete', OLD.document, OLD.words);"
        " INSERT INTO search_index(rowid, words) VALUES (NEW.document, NEW.words); END"
    )
    words = (
        "coalesce((SELECT group_concat(atom, ' ') FROM json_tree({row}titles) WHERE atom IS NOT NULL), '') || ' ' ||"
        " coalesce((SELECT group_concat(atom, ' ') FROM json_tree({row}data) WHERE atom IS NOT NULL), '')"
    )
    new = words.format(row="NEW.")
    op.execute(f"INSERT INTO search_text(measure, words) SELECT id, {words.format(row='measure.')} FROM measure")  # noqa: S608 - own text only
    op.execute(
        "CREATE TRIGGER measure_words_added AFTER INSERT ON measure BEGIN"  # noqa: S608 - own text only
        f" INSERT INTO search_text(measure, words) VALUES (NEW.id, {new}); END"
    )
    op.execute(
        "CREATE TRIGGER measure_words_changed AFTER UPDATE OF titles, data ON measure"  # noqa: S608 - own text only
        " WHEN NEW.titles IS NOT OLD.titles OR NEW.data IS NOT OLD.data BEGIN"
        f" UPDATE search_text SET words = {new} WHERE measure = NEW.id; END"
    )


def _postgresql() -> None:
    op.execute(
        "CREATE TABLE search_text (measure varchar CONSTRAINT pk_search_text PRIMARY KEY"
        " CONSTRAINT fk_search_text_measure REFERENCES measure(id), words tsvector NOT NULL)"
    )
    op.execute(
        "CREATE FUNCTION measure_words(titles text, data text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$ SELECT "
        + " || ".join(
            f"jsonb_to_tsvector('{language}', {column}::jsonb, '[\"string\", \"numeric\"]')"
            for column in ("titles", "data")
            for language in ("russian", "english", "simple")
        )
        + " $$"
    )
    op.execute("INSERT INTO search_text SELECT id, measure_words(titles, data) FROM measure")
    op.execute("CREATE INDEX ix_search_text_words ON search_text USING gin (words)")
    op.execute(
        "CREATE FUNCTION keep_measure_words() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " INSERT INTO search_text VALUES (NEW.id, measure_words(NEW.titles, NEW.data))"
        " ON CONFLICT (measure) DO UPDATE SET words = EXCLUDED.words; RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER measure_words_added AFTER INSERT ON measure FOR EACH ROW EXECUTE FUNCTION keep_measure_words()"
    )
    op.execute(
        "CREATE TRIGGER measure_words_changed AFTER UPDATE OF titles, data ON measure FOR EACH ROW"
        " WHEN (NEW.titles IS DISTINCT FROM OLD.titles OR NEW.data IS DISTINCT FROM OLD.data)"
        " EXECUTE FUNCTION keep_measure_words()"
    )
