"""The API's description (OpenAPI 3.1), made of the very types that it answers with."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from aiohttp import web
from pydantic import TypeAdapter

import monitor
from monitor.store.meeting_detail import MeetingDetail
from monitor.web.data.api import ITEMS, MOST, USUAL

_TEXT = {"type": "string"}
_DAY = {"type": "string", "format": "date"}
_YES_NO = {"type": "string", "enum": ["yes", "no"]}
_OFFSET = ({"type": "integer", "minimum": 0}, "Where the page begins; taken from `next`.")
_SEARCH: dict[str, tuple[dict[str, Any], str]] = {
    "q": (_TEXT, 'Words, all of which must occur; "…" is a phrase, -word must not occur, word* is a beginning.'),
    "outlet": (_TEXT, "A part of the outlet's name."),
    "language": (_TEXT, "en, zh, …"),
    "since": (_DAY, "Published on or after this day."),
    "until": (_DAY, "Published on or before this day."),
    "before": ({"type": "integer"}, "Where the page begins; taken from `next`."),
}
_PARAMETERS: dict[str, dict[str, tuple[dict[str, Any], str]]] = {
    "meetings": {
        "as_of": ({"type": "string", "format": "date-time"}, "As they were known at this moment."),
        "kind": ({"type": "string", "enum": ["envoy", "official", "other"]}, "Envoys and officials unless given."),
        "status": (_TEXT, "announced, underway, held, postponed, cancelled, unreported."),
        "mode": (_TEXT, "in_person, call, video."),
        "person": (_TEXT, "A part of a participant's name."),
        "place": (_TEXT, "A city, a country's code, a part of a venue."),
        "side": (_TEXT, "The country whose government has confirmed it."),
        "language": (_TEXT, "A story in it tells of the meeting."),
        "year": ({"type": "integer"}, "In which it begins."),
        "unsure": (_YES_NO, "Waits for a second source or a ruling; alerts nobody."),
        "background": (_YES_NO, "Also meetings that stories only look back at."),
        "offset": _OFFSET,
    },
    "stories": {**_SEARCH, "relevant": (_YES_NO, "About US–China climate diplomacy.")},
    "quotes": {**_SEARCH, "speaker": (_TEXT, "A part of the speaker's name.")},
    "alerts": {"state": (_TEXT, "With a delivery that is pending, delivered, dead or muted.")},
    "sources": {"offset": _OFFSET},
}


async def openapi(request: web.Request) -> web.Response:
    """The description."""
    response = web.Response(text=json.dumps(description(), ensure_ascii=False), content_type="application/json")
    response.enable_compression()
    return response


@cache
def description() -> dict[str, Any]:
    """The whole document."""
    schemas: dict[str, Any] = {"Record": _record()}
    paths: dict[str, Any] = {}
    for name, item in ITEMS.items():
        reference = _add(schemas, item)
        paths[f"/api/{name}"] = _operation(f"List {name}", _parameters(name), _list_of(reference))
    paths["/api/meetings/{id}"] = _operation("One meeting", [_path("id")], _add(schemas, MeetingDetail), missing=True)
    record = {"$ref": "#/components/schemas/Record"}
    paths["/api/stories/{id}"] = _operation("A story's record", [_path("id")], record, missing=True)
    about = {
        "title": "envoy-monitor",
        "version": monitor.__version__,
        "description": "Meetings of US and Chinese climate envoys as the news reports them. Read only.",
        "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    }
    return {
        "openapi": "3.1.0",
        "info": about,
        "servers": [{"url": "/"}],
        "security": [],
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _record() -> dict[str, Any]:
    text = (files("monitor") / "schemas" / "record.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text.replace('"#/$defs/', '"#/components/schemas/Record/$defs/'))
    return {key: value for key, value in schema.items() if key not in ("$id", "$schema")}


def _add(schemas: dict[str, Any], kind: type) -> dict[str, str]:
    """The schema of a dataclass and of what it holds; a reference to it."""
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    schema = adapter.json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
    schemas.update(schema.pop("$defs", {}))
    schemas[kind.__name__] = schema
    return {"$ref": f"#/components/schemas/{kind.__name__}"}


def _list_of(item: dict[str, str]) -> dict[str, Any]:
    following = {"type": ["string", "null"], "description": "The address of the next page; null on the last."}
    properties = {"items": {"type": "array", "items": item}, "next": following}
    return {"type": "object", "required": ["items", "next"], "properties": properties}


def _parameters(name: str) -> list[dict[str, Any]]:
    limit = ({"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}, "At most so many.")
    return [
        {"name": key, "in": "query", "required": False, "schema": schema, "description": words}
        for key, (schema, words) in {**_PARAMETERS[name], "limit": limit}.items()
        if not (name == "sources" and key == "limit")
    ]


def _path(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": _TEXT}


def _operation(
    summary: str, parameters: list[dict[str, Any]], answer: dict[str, Any], *, missing: bool = False
) -> dict[str, Any]:
    responses = {
        "200": {"description": summary, "content": {"application/json": {"schema": answer}}},
        "304": {"description": "Not changed since the ETag in If-None-Match"},
    }
    if missing:
        responses["404"] = {"description": "There is none"}
    identifier = summary[0].lower() + "".join(word.capitalize() for word in summary.split())[1:].replace("'", "")
    return {"get": {"summary": summary, "operationId": identifier, "parameters": parameters, "responses": responses}}
