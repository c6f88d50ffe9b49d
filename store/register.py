"""Writing the reference data: regions, agencies, people, definitions, calendars, settings, resending a dead mail.

Everything here is looked up by decisions; a measure's state is never touched.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, func, select, update

from store.directory_rows import agency_body, grant_from, person_from, region_body
from store.reference import (
    agency,
    calendar,
    calendar_in_force,
    definition,
    held_role,
    person,
    region,
    setting,
    substitution,
    token,
)
from store.settings import CALENDAR_IN_FORCE, DIRECTORY_REVISION
from store.settle import mail_preference, paused_address
from store.tables import outbox
from store.token_rows import token_values
from workflow.calendar import Calendar
from workflow.compact import packed
from workflow.directory import SYSTEM, Agency, Grant, Person, Region, Substitution
from workflow.errors import Conflict, Invalid, NotFound
from workflow.identity import Token
from workflow.post import PAUSED, Manner

_ANEW = {"status": "pending", "settled": False, "attempts": 0, "claimed_by": None, "claimed_until": None}
"""A dead letter that is to go out after all."""


class Register:
    """Lives as long as its connection's transaction; opened by `SqlStore.register` only."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def setting(self, key: str) -> str | None:
        return self._connection.execute(select(setting.c.value).where(setting.c.key == key)).scalar()

    def set(self, key: str, value: str) -> None:
        changed = self._connection.execute(update(setting).where(setting.c.key == key).values(value=value))
        if changed.rowcount == 0:
            self._connection.execute(setting.insert().values(key=key, value=value))

    def forget(self, key: str) -> None:
        self._connection.execute(delete(setting).where(setting.c.key == key))

    def put_regions(self, regions: Iterable[Region]) -> None:
        for position, noun in enumerate(regions):
            self._put(region, {"code": noun.code}, {"position": position, "body": region_body(noun)})
        self._directory_changed()

    def put_agencies(self, agencies: Iterable[Agency]) -> None:
        for position, noun in enumerate(agencies):
            self._put(agency, {"code": noun.code}, {"position": position, "body": agency_body(noun)})
        self._directory_changed()

    def put_person(self, noun: Person) -> str:
        """Add or replace a person with all their grants; says `created`, `updated` or `unchanged`."""
        if noun.id == SYSTEM:
            raise Invalid("'system' is what acts by itself, not a person", possible="another name")
        for grant in noun.grants:
            self._check_scope(noun, grant)
        before = self._connection.execute(select(person).where(person.c.id == noun.id)).mappings().first()
        held = self._grants_of(noun.id)
        if before is not None and person_from(before, held) == noun:
            return "unchanged"
        values = {
            "name": noun.name,
            "email": noun.email,
            "languages": packed(noun.languages),
            "left_on": noun.left_on,
        }
        self._put(person, {"id": noun.id}, values)
        self._connection.execute(delete(held_role).where(held_role.c.person == noun.id))
        for grant in noun.grants:
            values = {"person": noun.id, "role": grant.role, "region": grant.region, "agency": grant.agency}
            self._connection.execute(held_role.insert().values(**values))
        self._directory_changed()
        return "created" if before is None else "updated"

    def put_substitution(self, noun: Substitution) -> None:
        for name in (noun.absent, noun.substitute):
            self._known(name)
        self._connection.execute(
            substitution.insert().values(
                absent=noun.absent, substitute=noun.substitute, starts_on=noun.starts_on, ends_on=noun.ends_on
            )
        )
        self._directory_changed()

    def leave(self, name: str, on: date, at: datetime) -> None:
        """Record that somebody is gone from a day on, which begins at `at`: their tokens end with it."""
        self._known(name)
        self._connection.execute(update(person).where(person.c.id == name).values(left_on=on))
        self.end_tokens(name, at)
        self._directory_changed()

    def put_token(self, noun: Token) -> None:
        self._known(noun.person)
        self._connection.execute(token.insert().values(**token_values(noun)))

    def end_tokens(self, name: str, at: datetime, *, only: str | None = None) -> int:
        """From `at` on a person's tokens are good no more (or one of them); says how many it ended earlier."""
        self._known(name)
        good = (token.c.person == name) & (token.c.expires_at > at)
        good &= token.c.revoked_at.is_(None) | (token.c.revoked_at > at)
        if only is not None:
            good &= token.c.id == only
        return self._connection.execute(update(token).where(good).values(revoked_at=at)).rowcount

    def put_definition(
        self,
        type: str,
        version: int,
        digest: str,
        source: str,
        document: Mapping[str, Any],
        now: datetime,
    ) -> str:
        """Add a version of a measure type; a version once loaded never changes. Says `created` or `unchanged`."""
        same = (definition.c.type == type) & (definition.c.version == version)
        known = self._connection.execute(select(definition.c.digest).where(same)).scalar()
        if known == digest:
            return "unchanged"
        if known is not None:
            raise Conflict(
                f"{type} version {version} is loaded already, with another text",
                possible=f"give the changed definition version {self._newest_version(type) + 1}",
            )
        self._connection.execute(
            definition.insert().values(
                type=type, version=version, digest=digest, source=source, body=packed(document), loaded_at=now
            )
        )
        return "created"

    def put_calendar(self, noun: Calendar, now: datetime) -> str:
        """Keep a calendar and put it in force; earlier ones stay for what was reckoned with them."""
        known = self._connection.execute(select(calendar.c.version).where(calendar.c.version == noun.version)).first()
        if known is None:
            values = {"version": noun.version, "loaded_at": now, "body": packed(noun.to_json())}
            self._connection.execute(calendar.insert().values(**values))
        if self.setting(CALENDAR_IN_FORCE) == noun.version:
            return "unchanged"
        self.set(CALENDAR_IN_FORCE, noun.version)
        self._put(calendar_in_force, {"at": now}, {"version": noun.version})
        return "created" if known is None else "updated"

    def retry_mail(self, mail: int, now: datetime) -> None:
        """Put a dead letter back into the outbox, to be sent at the next pass."""
        row = self._connection.execute(select(outbox.c.status).where(outbox.c.id == mail)).first()
        if row is None:
            raise NotFound(f"there is no mail {mail}", possible="qadam mail list")
        if row.status != "dead":
            raise Conflict(f"mail {mail} is {row.status}, not dead", possible="qadam mail list --status dead")
        self._connection.execute(
            update(outbox)
            .where(outbox.c.id == mail)
            .values(
                status="pending", settled=False, attempts=0, next_attempt_at=now, claimed_by=None, claimed_until=None
            )
        )

    def resume_address(self, address: str, now: datetime) -> int:
        """Mail goes there again; says how many mails kept back meanwhile were let go. Raises NotFound."""
        gone = self._connection.execute(delete(paused_address).where(paused_address.c.address == address))
        if gone.rowcount == 0:
            raise NotFound(f"{address} is not paused", possible="qadam mail paused")
        kept = (outbox.c.address == address) & (outbox.c.status == "dead") & outbox.c.last_error.contains(PAUSED)
        released = self._connection.execute(update(outbox).where(kept).values(**_ANEW, next_attempt_at=now))
        return int(released.rowcount)

    def _known(self, name: str) -> None:
        if self._connection.execute(select(person.c.id).where(person.c.id == name)).first() is None:
            raise NotFound(f"nobody here is called {name!r}", possible="qadam people list")

    def put_preference(self, name: str, kind: str, manner: Manner) -> None:
        """How a person wants a kind of mail."""
        if self._connection.execute(select(person.c.id).where(person.c.id == name)).first() is None:
            raise NotFound(f"nobody here is called {name!r}", possible="qadam people list")
        mine = (mail_preference.c.person == name) & (mail_preference.c.kind == kind)
        self._connection.execute(delete(mail_preference).where(mine))
        self._connection.execute(mail_preference.insert().values(person=name, kind=kind, manner=manner))

    def _check_scope(self, noun: Person, grant: Grant) -> None:
        for table, code, what in ((region, grant.region, "region"), (agency, grant.agency, "agency")):
            if code is None:
                continue
            row = self._connection.execute(select(table.c.body).where(table.c.code == code)).first()
            if row is None:
                raise NotFound(f"{noun.id}: there is no {what} {code!r}", possible=f"a {what} code, e.g. KZ-75 or MIA")
            if what == "agency" and json.loads(row.body)["per_region"] and grant.region is None:
                raise Invalid(f"{noun.id}: {code} is one body in each region", possible="name the region as well")

    def _grants_of(self, name: str) -> tuple[Grant, ...]:
        query = select(held_role).where(held_role.c.person == name).order_by(held_role.c.id)
        return tuple(grant_from(row) for row in self._connection.execute(query).mappings())

    def _newest_version(self, type: str) -> int:
        query = select(func.max(definition.c.version)).where(definition.c.type == type)
        return int(self._connection.execute(query).scalar_one())

    def _put(self, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        ((column, value),) = key.items()
        changed = self._connection.execute(update(table).where(table.c[column] == value).values(**values))
        if changed.rowcount == 0:
            self._connection.execute(table.insert().values(**key, **values))

    def _directory_changed(self) -> None:
        self.set(DIRECTORY_REVISION, str(int(self.setting(DIRECTORY_REVISION) or 0) + 1))
