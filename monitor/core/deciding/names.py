"""Whether two names, perhaps in two scripts, are one person's.

    compare("Xie Zhenhua", "解振华", "CN")      same        a Chinese name is read by its pinyin
    compare("Nathaniel Brandt", "布兰特", "US") same        a foreign one by the sound of its consonants
    compare("Wang Yi", "Wang Wentao", "CN")     different
    compare("Marian Holloway", "霍尔", "US")    unknown     too little to tell

Nobody needs to be on a list for this.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import product
from typing import Literal

from monitor.core.deciding.sounds import consonants, likeness_of_sounds
from monitor.core.reading.folding import fold

Likeness = Literal["same", "different", "unknown"]

# Countries and regions whose people's names in Chinese characters are read out in pinyin.
CHINESE_NAMES = frozenset({"CN", "TW", "HK", "MO", "SG"})

_HAN = re.compile(r"[㐀-鿿]")
_INITIAL = re.compile(r"\b[^\W\d_]\.\s*")
_READINGS_AT_MOST = 64
_LONGEST_CHINESE_NAME = 4
_SHORT_CHINESE_NAME = 2
_SAME_SOUND = 0.75
_OTHER_SOUND = 0.3


@cache
def keys(name: str, country: str | None) -> frozenset[str]:
    """Words under which this person can be looked up; two spellings of a Chinese name share one."""
    if _HAN.search(name):
        folded = fold(name).strip()
        if _read_in_pinyin(folded, country):
            return _readings(folded) | _family_readings(folded) | {folded}
        return frozenset({folded, _family_part(folded), _sound_key(_sound_of(_family_part(folded)))})
    words = _words(name)
    if not words:
        return frozenset()
    found = {"".join(words), "".join((words[-1], *words[:-1])), words[-1], _sound_key(words[-1])}
    return frozenset(found | ({words[0]} if country in CHINESE_NAMES else set()))


def _read_in_pinyin(characters: str, country: str | None) -> bool:
    """Whether the name is a Chinese one; a Uyghur or Tibetan name in characters is a transliteration like any other."""
    return country in CHINESE_NAMES and "·" not in characters and len(characters) <= _LONGEST_CHINESE_NAME


def _sound_key(name: str) -> str:
    """A key that a name shares with its transliteration, in which an l or r may be spelt out or left out."""
    return f"~{consonants(name).replace('L', '')}"


@cache
def compare(one: str, other: str, country: str | None) -> Likeness:
    """Whether two names of people of one country are the same person's. Symmetric."""
    han_one, han_other = bool(_HAN.search(one)), bool(_HAN.search(other))
    if han_one and han_other:
        a, b = fold(one).strip(), fold(other).strip()
        return _two_in_characters(a, b, chinese=_read_in_pinyin(a, country) and _read_in_pinyin(b, country))
    if not han_one and not han_other:
        return _two_in_letters(_words(one), _words(other), chinese=country in CHINESE_NAMES)
    letters, characters = (other, fold(one).strip()) if han_one else (one, fold(other).strip())
    if _read_in_pinyin(characters, country):
        if len(words := _words(letters)) == 1 and words[0] in _family_readings(characters):
            return "same"
        return "same" if keys(letters, country) & _readings(characters) else "different"
    return _across_scripts(_words(letters), characters)


def _two_in_characters(one: str, other: str, *, chinese: bool) -> Likeness:
    if one == other:
        return "same"
    if chinese:
        return "different"
    if _family_part(one) == _family_part(other):
        return "same"
    return _by_sound(likeness_of_sounds(_sound_of(_family_part(one)), _sound_of(_family_part(other))))


def _two_in_letters(one: tuple[str, ...], other: tuple[str, ...], *, chinese: bool) -> Likeness:
    if not one or not other:
        return "unknown"
    if sorted(one) == sorted(other) or "".join(one) == "".join(other):
        return "same"
    if chinese:
        return "same" if _only_family_name(one, other) or _turned(one, other) else "different"
    if one[-1] != other[-1]:
        return "different"
    if len(one) == 1 or len(other) == 1 or one[0][0] == other[0][0]:
        return "same"
    return "unknown"


def _only_family_name(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) == 1 and short[0] in (long[0], long[-1])


def _turned(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Family name first in one, last in the other: Xie Zhen Hua, Zhenhua Xie."""
    return "".join(one) == "".join((other[-1], *other[:-1])) or "".join(other) == "".join((one[-1], *one[:-1]))


def _across_scripts(words: tuple[str, ...], characters: str) -> Likeness:
    if not words:
        return "unknown"
    heard = _sound_of(_family_part(characters))
    best = likeness_of_sounds(words[-1], heard)
    if "·" not in characters:  # may be the whole name written together
        best = max(best, likeness_of_sounds("".join(words), heard))
    elif len(words) > 1 and best <= _OTHER_SOUND and _same_given_name(words[0], characters):
        return "unknown"  # Nakamura is 中村, read zhongcun: a family's name may be written by its meaning
    return _by_sound(best)


def _same_given_name(word: str, characters: str) -> bool:
    given = characters.partition("·")[0]
    return len(consonants(word)) > 1 and likeness_of_sounds(word, _sound_of(given)) >= _SAME_SOUND


def _by_sound(likeness: float) -> Likeness:
    if likeness >= _SAME_SOUND:
        return "same"
    return "different" if likeness <= _OTHER_SOUND else "unknown"


def _family_part(characters: str) -> str:
    """布兰特 of 内森尼尔·布兰特."""
    return characters.rsplit("·", 1)[-1]


@cache
def _words(name: str) -> tuple[str, ...]:
    """Lower-case words without accents, initials and marks; hyphens and apostrophes join (Mei-Lin, Xi'an)."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", fold(name)) if not unicodedata.combining(c))
    joined = re.sub(r"['’-]", "", _INITIAL.sub("", plain)).lower()
    return tuple(re.findall(r"[^\W\d_]+", joined))


@cache
def _readings(characters: str) -> frozenset[str]:
    """Every way to read a Chinese name, without tones: 解振华 is jiezhenhua and xiezhenhua."""
    import pypinyin  # 11 MB, which a desk without names in characters does not need

    choices: list[list[str]] = [
        sorted({_plain_u(reading) for reading in found if reading.isalpha()})
        for found in pypinyin.pinyin(characters.replace("·", ""), style=pypinyin.Style.NORMAL, heteronym=True)
    ]
    ways = 1
    for index, choice in enumerate(choices):
        ways *= max(1, len(choice))
        if ways > _READINGS_AT_MOST:
            choices[index] = choice[:1]
    return frozenset("".join(way) for way in product(*choices))


def _family_readings(characters: str) -> frozenset[str]:
    """Every way to read the family name alone: one character, or the two of a compound name (欧阳)."""
    lengths = range(1, 3 if len(characters) > _SHORT_CHINESE_NAME else 2)
    return frozenset[str]().union(*(_readings(characters[:length]) for length in lengths))


def _plain_u(reading: str) -> str:
    return reading.replace("ü", "u").replace("v", "u")


@cache
def _sound_of(characters: str) -> str:
    import pypinyin

    return " ".join(pypinyin.lazy_pinyin(characters))
