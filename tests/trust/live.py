"""A live database in a test: the people of a sandbox, who now have to prove who they are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from cli import main
from store.settings import SANDBOX
from store.store import SqlStore


@dataclass
class Answer:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        return json.loads(self.err)["error"]


class Terminal:
    """The command line on one database, as it answers to what is typed."""

    def __init__(self, url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.url = url
        self._capsys = capsys
        self._monkeypatch = monkeypatch

    def __call__(self, *words: str, token: str | None = None) -> Answer:
        if token is None:
            self._monkeypatch.delenv("QADAM_TOKEN", raising=False)
        else:
            self._monkeypatch.setenv("QADAM_TOKEN", token)
        self._capsys.readouterr()
        code = main(["--db", self.url, *words])
        told = self._capsys.readouterr()
        return Answer(code, told.out, told.err)

    def token(self, person: str, *, by: str | None = None, days: int = 180) -> str:
        return str(self("people", "token", person, "--days", str(days), "--json", token=by).json["token"])


def go_live(url: str) -> None:
    store = SqlStore.at(url)
    with store.register() as register:
        register.forget(SANDBOX)
    store.close()
