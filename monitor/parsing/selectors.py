"""The CSS selectors that a list of links needs, as XPath: `ul.news > li a[href], #latest a`.

Elements, classes, names, attributes (present, `=`, `^=`, `*=`), descendants and children. What goes beyond is refused
with its place, never half understood.
"""

from __future__ import annotations

import re

_COMPOUND = re.compile(
    r"""(?P<tag>\*|[A-Za-z][\w-]*)?
        (?P<rest>(?:[.#][\w-]+ | \[\s*[\w-]+\s*(?:[\^*]?=\s*(?:"[^"]*"|'[^']*'|[\w-]+)\s*)?\])*)""",
    re.VERBOSE,
)
_CONDITION = re.compile(
    r"""(?P<mark>[.#])(?P<name>[\w-]+)
      | \[\s*(?P<attribute>[\w-]+)\s*
          (?:(?P<how>[\^*]?=)\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[\w-]+)))?\s*\]""",
    re.VERBOSE,
)
_STEP = re.compile(r"\s*>\s*|\s+")


def to_xpath(selector: str) -> str:
    """The XPath of `selector`, from a document's root. Raises ValueError where it says more than is known here."""
    return " | ".join(_path(part.strip(), selector) for part in selector.split(","))


def _path(part: str, selector: str) -> str:
    path, at, axis = "", 0, "//"
    while True:
        compound = _COMPOUND.match(part, at)
        if compound is None or compound.end() == at:
            raise ValueError(f"{selector!r} is no selector that is understood, from {part[at : at + 20]!r} on")
        path += (
            axis
            + (compound["tag"] or "*").lower()
            + "".join(_condition(one) for one in _CONDITION.finditer(compound["rest"]))
        )
        at = compound.end()
        if at == len(part):
            return path
        step = _STEP.match(part, at)
        if step is None:
            raise ValueError(f"{selector!r} is no selector that is understood, from {part[at : at + 20]!r} on")
        axis = "/" if ">" in step[0] else "//"
        at = step.end()


def _condition(found: re.Match[str]) -> str:
    if found["mark"] == ".":
        return f"[contains(concat(' ', normalize-space(@class), ' '), ' {found['name']} ')]"
    if found["mark"] == "#":
        return f"[@id='{found['name']}']"
    attribute = f"@{found['attribute'].lower()}"
    if found["how"] is None:
        return f"[{attribute}]"
    value = next(text for text in (found["double"], found["single"], found["bare"]) if text is not None)
    quoted = f'"{value}"' if '"' not in value else f"'{value}'"
    if found["how"] == "=":
        return f"[{attribute}={quoted}]"
    return f"[{'starts-with' if found['how'] == '^=' else 'contains'}({attribute}, {quoted})]"
