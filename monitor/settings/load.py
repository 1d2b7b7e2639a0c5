"""Read the configuration and name every mistake in it at once."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import SettingsError

from monitor.core.errors import ConfigurationError, Mistake
from monitor.settings.models import ENVIRONMENT_PREFIX, Settings


def load_settings(path: Path) -> Settings:
    """The settings of the file at `path` and the environment. Raises ConfigurationError with every mistake."""
    # The archive's own path is taken from its folder below, whether the file is there yet or not.
    raw = {key: value if key == "archive" else _absolute(value, path.parent) for key, value in _read(path).items()}
    try:
        settings = Settings(**raw)
    except ValidationError as error:
        raise ConfigurationError(tuple(_mistake(path, detail) for detail in error.errors())) from None
    except SettingsError as error:
        raise ConfigurationError((_no_json(error),)) from None
    base = Path(os.environ.get("STATE_DIRECTORY") or path.parent)
    archive = settings.archive.model_copy(update={"path": base / settings.archive.path})
    return settings.model_copy(update={"archive": archive})


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        wrong, right = f"cannot be read: {error.strerror}", "envoy-monitor init writes one to start from"
    except UnicodeDecodeError:
        wrong, right = "is no UTF-8 text", ""
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        where = f"line {place[1]}" if place else "end"
        raise ConfigurationError((Mistake(str(path), where, f"is no TOML: {error}"),)) from None
    raise ConfigurationError((Mistake(str(path), "file", wrong, right),))


def _absolute(value: Any, folder: Path) -> Any:
    """`value` with each relative `…_file` and `knowledge.path` taken from the file's folder, if it is there."""
    if isinstance(value, list):
        return [_absolute(item, folder) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _beside(key, item, folder) if isinstance(item, str) else _absolute(item, folder)
        for key, item in value.items()
    }


def _beside(key: str, value: str, folder: Path) -> str:
    names_a_file = key.endswith("_file") or key == "path"
    return str(folder / value) if names_a_file and (folder / value).exists() else value


def _no_json(error: SettingsError) -> Mistake:
    """A variable of the environment that stands for a whole table or list and cannot be read."""
    key = str(error).split('"')[1]
    right = f"write JSON, or set one key of it: {ENVIRONMENT_PREFIX}{key.upper()}__…"
    return Mistake(f"${ENVIRONMENT_PREFIX}{key.upper()}", key, f"is no JSON: {error.__cause__}", right)


def _mistake(path: Path, detail: ErrorDetails) -> Mistake:
    location = detail["loc"]
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).lstrip(".")
    message = detail["msg"].removeprefix("Value error, ")
    wrong, right = message[:1].lower() + message[1:], ""
    if detail["type"] == "missing":
        wrong, right = "is missing", _meaning(location)
    elif detail["type"] == "extra_forbidden":
        wrong, right = "is no key of this program", _nearest(location)
    return Mistake(_origin(path, location), where or "file", wrong, right)


def _origin(path: Path, location: tuple[int | str, ...]) -> str:
    """The file, or the environment's variable where one sets that key."""
    for length in range(len(location), 0, -1):
        variable = ENVIRONMENT_PREFIX + "__".join(str(part) for part in location[:length]).upper()
        if variable in os.environ:
            return f"${variable}"
    return str(path)


def _table(location: tuple[int | str, ...]) -> type[BaseModel]:
    """The model of the table that holds the key at `location`."""
    model: type[BaseModel] = Settings
    for part in location[:-1]:
        field = model.model_fields.get(str(part)) if isinstance(part, str) else None
        for kind in (field.annotation, *get_args(field.annotation)) if field else ():
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                model = kind
    return model


def _meaning(location: tuple[int | str, ...]) -> str:
    field = _table(location).model_fields.get(str(location[-1]))
    return (field.description or "") if field else ""


def _nearest(location: tuple[int | str, ...]) -> str:
    known = list(_table(location).model_fields)
    near = difflib.get_close_matches(str(location[-1]), known, n=1)
    return f"did you mean {near[0]}?" if near else f"known are: {', '.join(sorted(known))}"
