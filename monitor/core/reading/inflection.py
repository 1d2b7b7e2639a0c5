"""The forms of English words: a verb's from its base form and a list of irregular ones, a noun's plural by rule.

receive → receives, received, receiving; of a phrase the first word is the verb ("sit down", "sat down").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from monitor.core.reading.data import Reader, Table

_VOWELS = frozenset("aeiou")
_HISSING = ("s", "x", "z", "ch", "sh", "o")
_UNDOUBLED = frozenset("wxy")


def forms_of(verb: str, irregular: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """A verb in all its forms; `irregular` gives the past and, where it is another, the participle of a base form."""
    base, blank, rest = verb.partition(" ")
    past = tuple(irregular.get(base, ())) or (_regular_past(base),)
    forms = (base, _third_person(base), *past, _progressive(base, past[0]))
    return tuple(dict.fromkeys(form + blank + rest for form in forms))


def _third_person(base: str) -> str:
    if base == "have":
        return "has"
    if _ends_in_consonant_and_y(base):
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(_HISSING) else "s")


def _regular_past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    return (base[:-1] + "i" if _ends_in_consonant_and_y(base) else _stem(base)) + "ed"


def _progressive(base: str, past: str) -> str:
    if past == base + base[-1] + "ed":  # "conferred" is stressed at its end
        return base + base[-1] + "ing"
    if base.endswith("e") and not base.endswith(("ee", "ye", "oe")):
        return base[:-1] + "ing"
    return _stem(base) + "ing"


def _stem(base: str) -> str:
    """With the last letter twice where a single vowel of one syllable stands before it (chat, chatting)."""
    short = len(base) > 2 and base[-1] not in _VOWELS | _UNDOUBLED and base[-2] in _VOWELS and base[-3] not in _VOWELS
    return base + base[-1] if short and sum(letter in _VOWELS for letter in base) == 1 else base


def _ends_in_consonant_and_y(base: str) -> bool:
    return base.endswith("y") and base[-2:-1] not in _VOWELS


def forms_of_noun(noun: str) -> tuple[str, str]:
    """A noun and its regular plural; of a phrase its last word is the noun."""
    if _ends_in_consonant_and_y(noun):
        return noun, noun[:-1] + "ies"
    return noun, noun + ("es" if noun.endswith(("s", "x", "z", "ch", "sh")) else "s")


def read_forms(reader: Reader, data: Table) -> dict[str, str]:
    """Every form of a file's `[nouns]` and `[verbs]` with its class; what is both ("meeting") is a noun.

    Notes on `reader` nouns of two classes and verbs of two.
    """
    nouns = _classed(reader, data, "nouns", forms_of_noun)
    return _classed(reader, data, "verbs", partial(forms_of, irregular=_irregular(reader, data))) | nouns


def read_alone(reader: Reader, data: Table) -> dict[str, tuple[str, int]]:
    """The words of a file's `[alone]`, and every form of its verbs."""
    about = data.get("alone", {})
    reader.only(about, "words verbs", "alone")
    irregular = _irregular(reader, data)
    forms = (form for verb in reader.texts(about, "verbs", "alone") for form in forms_of(verb, irregular))
    return dict.fromkeys((*reader.texts(about, "words", "alone"), *forms), ("alone", 0))


def _irregular(reader: Reader, data: Table) -> dict[str, tuple[str, ...]]:
    return {base: reader.texts(data["irregular"], base, "irregular") for base in data.get("irregular", {})}


def _classed(reader: Reader, data: Table, section: str, several: Callable[[str], tuple[str, ...]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for kind in data.get(section, {}):
        for form in (form for word in reader.texts(data[section], kind, section) for form in several(word)):
            if found.setdefault(form, kind) != kind:
                reader.wrong(f"{section}.{kind}", f"{form!r} stands also under {found[form]}", "each form in one class")
    return found
