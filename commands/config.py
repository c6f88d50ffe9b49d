"""`qadam config`: the settings, what they mean, and where each value came from."""

from __future__ import annotations

import ast
import os
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import click

from commands.app import app_of
from commands.options import command, group
from commands.output import Shown
from commands.translations.spoken import Speaker
from commands.translations.told import told_in
from workflow import config as settings_module
from workflow.config import FILE, find_settings

COLUMNS = ("setting", "value", "source", "meaning")


@group()
def config() -> None:
    """The settings: show what is in force, write a file to edit."""


@command("show", table=True)
def show(ctx: click.Context) -> None:
    """Show every setting, its value, and where the value came from.

    A flag goes before a QADAM_* variable, which goes before qadam.toml, which goes before the default.

    \b
    Example:
      qadam config show
      QADAM_LANG=kk qadam config show --columns setting,value,source
    """
    app = app_of(ctx)
    found = find_settings(app.given_settings, os.environ, Path.cwd())
    meanings = setting_meanings(app.settings.lang)
    documents = [
        {"setting": name, "value": shown_value(each.value), "source": each.source, "meaning": meanings[name]}
        for name, each in found.items()
    ]
    language = app.settings.lang
    lines = [d | {"source": Shown(d["source"], told_in(language, str(d["source"])))} for d in documents]
    app.output.answer({"settings": documents}, COLUMNS, lines, spare=("meaning",))


@command("example")
def example(ctx: click.Context) -> None:
    """Print a qadam.toml with every setting, its default and its meaning, to edit.

    \b
    Example:
      qadam config example > qadam.toml
    """
    app = app_of(ctx)
    app.output.say(settings_file(app.settings.lang))


def settings_file(language: str = "en") -> str:
    """A `qadam.toml` in which every setting stands as a remark with its default."""
    found = find_settings({}, {}, Path("/nonexistent"))
    wording = "{}: the settings of Qadam in this folder. Take away the # before what you change."
    parts = [f"# {Speaker(language).say(wording, FILE)}"]
    for name, meaning in setting_meanings(language).items():
        value = found[name].value
        written = value if isinstance(value, int) else f'"{value or ""}"'
        parts.append(f"# {meaning}\n#{name} = {written}")
    return "\n\n".join(parts)


def setting_meanings(language: str = "en") -> dict[str, str]:
    """What each setting means, in a language."""
    meanings = _meanings()
    return meanings if language == "en" else {name: _translated(said, language) for name, said in meanings.items()}


def _translated(meaning: str, language: str) -> str:
    from commands.translations.settings import SETTINGS

    return SETTINGS[meaning][("ru", "kk").index(language)]


@cache
def _meanings() -> dict[str, str]:
    """The sentence that stands under each setting where it is declared."""
    source = Path(settings_module.__file__).read_text(encoding="utf-8")
    (declared,) = (
        node for node in ast.parse(source).body if isinstance(node, ast.ClassDef) and node.name == "Settings"
    )
    meanings: dict[str, str] = {}
    name = ""
    for statement in declared.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            name = statement.target.id
        elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant) and name:
            meanings[name] = str(statement.value.value)
    return meanings


def shown_value(value: object) -> object:
    """A value without the password of an address."""
    if not isinstance(value, str) or "://" not in value:
        return value
    password = urlsplit(value).password
    return value.replace(f":{password}@", ":***@") if password else value


for each in (show, example):
    config.add_command(each)
