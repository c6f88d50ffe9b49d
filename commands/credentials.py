"""Where a person's token is found on their side: in QADAM_TOKEN, or in a file that only they can read."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from pathlib import Path

from store.location import Location
from workflow.errors import Invalid, Unavailable

VARIABLE = "QADAM_TOKEN"


def login_file(environment: Mapping[str, str]) -> Path:
    folder = environment.get("XDG_CONFIG_HOME") or Path(environment.get("HOME") or Path.home()) / ".config"
    return Path(folder) / "qadam" / "login.json"


def token_for(location: Location, environment: Mapping[str, str]) -> str | None:
    """The token of whoever is asking, for this database; the variable goes before the file."""
    return environment.get(VARIABLE) or _read(login_file(environment)).get(_key(location))


def remember(location: Location, token: str, environment: Mapping[str, str]) -> Path:
    """Keep a token for this database in the login file, mode 0600; says where."""
    path = login_file(environment)
    _write(path, {**_read(path), _key(location): token})
    return path


def forget(location: Location, environment: Mapping[str, str]) -> bool:
    """Whether there was a token to forget."""
    path = login_file(environment)
    known = dict(_read(path))
    if known.pop(_key(location), None) is None:
        return False
    _write(path, known)
    return True


def _key(location: Location) -> str:
    """The database, however it is spelled from this folder, and without its password."""
    return str(location.path.resolve()) if location.path is not None else str(location)


def _read(path: Path) -> Mapping[str, str]:
    try:
        with path.open(encoding="utf-8") as opened:
            mode = stat.S_IMODE(os.fstat(opened.fileno()).st_mode)
            if mode & 0o077:
                raise Invalid(
                    f"{path} can be read by others (mode {mode:o}); it is not used", possible=f"chmod 600 {path}"
                )
            found = json.load(opened)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise Unavailable(
            f"{path} cannot be read: {error.strerror}", possible=f"rm {path}, then qadam login"
        ) from error
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(token, str) for token in found.values()):
        raise Invalid(f"{path} is no login file", possible=f"rm {path}, then qadam login")
    return found


def _write(path: Path, tokens: Mapping[str, str]) -> None:
    """Whole or not at all, and never readable by others, not even for a moment."""
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial.unlink(missing_ok=True)
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
            json.dump(dict(tokens), opened, indent=2)
        partial.replace(path)
    except OSError as error:
        raise Unavailable(f"{path} cannot be written: {error.strerror}", possible="QADAM_TOKEN") from error
