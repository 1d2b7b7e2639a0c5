"""Names in Chinese script, which has neither capitals nor blanks.

A name is looked for only where one can begin: behind a description (特使|沈国兰), behind or before a word that
takes one (任命|沈国兰|为), and before a word of speech. A foreign name is a run of the characters that spell foreign
sounds (霍洛韦, 丹尼尔·霍洛韦); a Chinese one is a family name and one or two characters more, and what follows it,
here and elsewhere in the story, tells how many.
"""

from __future__ import annotations

from collections.abc import Iterator

import ahocorasick_rs

from monitor.core.reading.descriptions import Description
from monitor.core.reading.document import Document, Passage
from monitor.core.reading.han_patterns import DOTTED, GLOSS, LABEL, LATIN, SPELT_OUT, any_dotted, any_of
from monitor.core.reading.lexicon import NAME_KINDS
from monitor.core.reading.name_edges import MARKS, NameEdges
from monitor.core.reading.names_latin import Name
from monitor.core.reading.people_words import PeopleWords

_LONGEST = 4
_LONGEST_CHINESE = 3
_LONGEST_FOREIGN = 6
_LONGEST_FIELD = 6


class HanNames:
    """Finds the names of one story."""

    def __init__(self, document: Document, words: PeopleWords) -> None:
        self._words = words
        self._document = document
        self._whole = "\n".join(passage.folded for passage in document.passages)
        self._before = words.name_openers | {*words.calling_ends}
        self._honorifics = tuple(words.honorifics)
        self._edges = NameEdges(words)
        self._dotted = any_dotted("".join(sorted(words.sounds)))
        self.latin: dict[str, str] = {}
        """The Latin spelling that the story gives in brackets, by folded name."""

    def find(self, descriptions: dict[int, list[Description]]) -> list[Name]:
        """Every place of every name, in reading order, those on the list left out."""
        found = {name: None for passage in self._document.passages for name in self._names_of(passage, descriptions)}
        if guess := self._behind_envoys_title(tuple(found), descriptions):
            found[guess] = None
        found = dict.fromkeys(found.keys() - self._place_names() - {*self._words.name_ends})  # 两国特使|内罗毕|会面
        found = {whole: None for name in found if (whole := name.rstrip("·"))}  # 托德·|特使: torn off
        # 韦克斯勒 for 汉娜·韦克斯勒, wherever it stands.
        lasts = {name.rpartition("·")[2]: None for name in found if "·" in name}
        found |= lasts
        if not found:
            return []
        # Not a regular expression: to compile one a story takes longer than to read it.
        anywhere = ahocorasick_rs.AhoCorasick(list(found), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
        return [name for passage in self._document.passages for name in self._places(passage, anywhere)]

    def _names_of(self, passage: Passage, descriptions: dict[int, list[Description]]) -> Iterator[str]:
        """The names that can begin or end somewhere in a passage."""
        text, here = passage.folded, descriptions[passage.index]
        listed = {hit.start for hit in passage.hits if hit.kind == "person"}
        for start, foreign in self._openings(passage, here):
            if start not in listed and (name := self._name_at(text, start, foreign)):
                yield name
        yield from self._standing_out(passage)
        yield from self._glossed(passage)
        for start in self._clauses(passage, here):
            if start not in listed and (name := self._plain_name_at(text, start, False)):
                yield name
        label = LABEL.match(text)
        ordinary = self._words.not_names
        if label and self._surname(label[1], 0) and self._whole.count(label[1]) > 1 and label[1] not in ordinary:
            yield label[1]
        for end in self._closings(passage):
            if name := self._name_before(text, end):
                yield name

    def _behind_envoys_title(self, found: tuple[str, ...], descriptions: dict[int, list[Description]]) -> str | None:
        """China's envoy, named once and before no word that is known (特使|闻一舟|缓步走来): most names have three."""
        guesses: list[str] = []
        for passage in self._document.passages:
            listed = {hit.start for hit in passage.hits if hit.kind == "person"}
            for description in descriptions[passage.index]:
                if not description.climate or description.former or description.countries != ("CN",):
                    continue
                if description.end in listed or passage.folded.startswith(found, description.end):
                    return None
                stands_apart = passage.folded[description.end : description.end + 1] in self._before
                name = None if stands_apart else self._chinese_at(passage.folded, description.end, guess=True)
                guesses += [name] if name else []
        return guesses[0] if guesses else None

    def _place_names(self) -> set[str]:
        """The story's cities and countries; a name in brackets behind makes it a person's (奥斯汀（Lloyd Austin）)."""
        return {
            passage.folded[hit.start : hit.end]
            for passage in self._document.passages
            for hit in passage.hits
            if hit.kind in ("city", "country") and not LATIN.match(passage.folded, hit.end)
        }

    def _standing_out(self, passage: Passage) -> Iterator[str]:
        """What can be nothing but a foreign name: several parts with middle dots (艾琳·德拉蒙德)."""
        taken = [hit for hit in passage.hits if hit.kind in NAME_KINDS]
        for match in self._dotted.finditer(passage.folded):
            if not any(hit.start < match.end() and match.start() < hit.end for hit in taken):
                end = self._edges.run(passage.folded, match.start())
                end += self._rest(passage.folded, passage.folded.rfind("·", 0, end) + 1, end)
                yield passage.folded[match.start() : end]

    def _glossed(self, passage: Passage) -> Iterator[str]:
        """A name with its Latin spelling in brackets, which need not be introduced (冯汉杰（Henry Fong）)."""
        for match in GLOSS.finditer(passage.folded):
            for length in range(len(match[1]), 1, -1):
                start = match.end(1) - length
                name, before = passage.folded[start : match.end(1)], passage.folded[max(0, start - 1) : start]
                surname = self._surname(name, 0)
                chinese = surname and 1 <= length - len(surname) <= 2
                spelt = length > 2 and all(character in self._words.sounds for character in name)
                opens = not before or before in MARKS or before in self._words.name_openers
                listed = any(
                    hit.kind in NAME_KINDS and hit.end > start and hit.start < match.end(1) for hit in passage.hits
                )
                if opens and (chinese or spelt) and not listed:
                    yield name
                    break

    def _openings(self, passage: Passage, descriptions: list[Description]) -> Iterator[tuple[int, bool]]:
        for description in descriptions:
            yield description.end, _is_foreign(passage, description)
            if passage.folded.startswith(self._words.owning, description.end):
                yield description.end + 1, False
            if description.several and (name := self._name_at(passage.folded, description.end, True)):
                joint = description.end + len(name)
                if passage.folded.startswith(self._words.name_joints, joint):  # 中美两国特使沈国兰、霍洛韦
                    yield joint + 1, True

    def _clauses(self, passage: Passage, descriptions: list[Description]) -> Iterator[int]:
        """沈国兰日前出任…特使: a clause that ends with a description can begin with a name; so can 任命|沈国兰."""
        for description in descriptions:
            clause = max(passage.folded.rfind(mark, 0, description.start) for mark in "。，；：！？") + 1
            if clause < description.start:
                yield clause
        for sentence in passage.sentences:
            run = self._edges.run(passage.folded, sentence.start)
            if run > sentence.start + 2 and self._edges.closed(passage.folded, run):
                yield sentence.start
        for match in any_of(self._words.name_triggers).finditer(passage.folded):
            yield match.end()

    def _closings(self, passage: Passage) -> Iterator[int]:
        for match in any_of((*self._words.speech, *self._words.taking_office)).finditer(passage.folded):
            end = match.start()
            while end > 1 and passage.folded[end - 1] in self._words.name_ends:
                end -= 1  # 唐岚还|说
            yield end

    def _name_at(self, text: str, start: int, foreign: bool) -> str | None:
        """The name that begins at `start`, if one does."""
        if spelt_out := SPELT_OUT.match(text, start):
            return spelt_out[1]
        if dotted := DOTTED.match(text, start):
            end = self._edges.run(text, dotted.end())
            if end == dotted.end() and text[end : end + 1] in self._words.surnames:
                end = self._edges.run(text, end + 1)  # 玛雅·陈
            last = text.rfind("·", start, end) + 1
            end += self._rest(text, last, end) if end > last else self._unusual(text, end)
            return text[start:end].rstrip("·-—–")
        return self._plain_name_at(text, start, foreign)

    def _plain_name_at(self, text: str, start: int, foreign: bool) -> str | None:
        spelt = text[start : self._edges.run(text, start)].rstrip("·-—–")
        if foreign and not self._is_whole(text, start, spelt) and (again := self._recurring(text, start)):
            return again
        if len(spelt) > _LONGEST_CHINESE and self._edges.closed(text, start + len(spelt)):
            return spelt  # 哈特维尔|周二, though 哈 is a family name
        chinese = self._chinese_at(text, start)
        if chinese and len(chinese) > len(spelt) == 2:
            return chinese  # 台湾学者杜明谚: the first two characters would spell a foreign name
        if "·" in spelt or (foreign and len(spelt) >= 2) or (len(spelt) >= 3 and not self._surname(text, start)):
            return spelt if spelt not in self._words.not_names else None
        if chinese:
            return chinese
        titled = text.startswith(self._honorifics, start + 2)  # 比莱|博士
        if len(spelt) == 2 and (titled or (self._edges.closed(text, start + 2) and self._whole.count(spelt) > 1)):
            return spelt if spelt not in self._words.not_names else None  # 执行长塞耶|与…
        return spelt if len(spelt) >= 3 else None

    def _rest(self, text: str, last: int, end: int) -> int:
        """How many unusual characters a foreign name still has: what then ends, and stands elsewhere too."""
        if self._edges.may_end(text, end):
            return 0
        for more in (2, 1):
            stop = end + more
            ends = self._edges.may_end(text, stop) and text[stop - 1] not in MARKS
            if ends and self._whole.count(text[last:stop]) > 1:
                return more
        return 0

    def _unusual(self, text: str, start: int) -> int:
        """The length of a last part in characters that spell no sounds (奥黛丽·中村): what ends for certain."""
        for length in (2, 3, 1):
            part = text[start : start + length]
            if any(mark in MARKS or mark.isascii() for mark in part):
                continue
            if len(part) == length and self._edges.closed(text, start + length):
                return length
        return 0

    def _stands_alone(self, passage: Passage, start: int) -> bool:
        """Whether one character is a name here: where a clause begins or a word ends, and in no other name (俄罗斯)."""
        text = passage.folded
        opens = start == 0 or text[start - 1] in MARKS or text[start - 1] in self._words.name_openers
        named = text[start + 1 : start + 2] in "（("
        inside = any(hit.start <= start < hit.end and hit.end - hit.start > 1 for hit in passage.hits)
        return named or (opens and not inside)

    def _is_whole(self, text: str, start: int, spelt: str) -> bool:
        """Whether characters that spell sounds are a foreign name that ends for certain (哈特维尔|将于)."""
        return len(spelt) > 1 and self._edges.closed(text, start + len(spelt))

    def _recurring(self, text: str, start: int) -> str | None:
        """A foreign name in unusual characters: what ends for certain here and stands elsewhere in the story too."""
        for length in range(_LONGEST_FOREIGN, 1, -1):
            name = text[start : start + length]
            if (
                len(name) < length
                or name[0] in self._words.name_openers
                or any(mark in MARKS or mark.isascii() for mark in name)
            ):
                continue
            within = range(start, start + length)
            if name in self._words.not_names or any(self._edges.breaks(text, at) for at in within):
                continue
            if self._edges.closed(text, start + length) and self._whole.count(name) > 1:
                return name
        return None

    def _surname(self, text: str, start: int) -> str:
        for length in (2, 1):
            if text[start : start + length] in self._words.surnames:
                return text[start : start + length]
        return ""

    def _chinese_at(self, text: str, start: int, *, guess: bool = False) -> str | None:
        surname = self._surname(text, start)
        names = self._spans(text, start, surname)
        if not names:
            return None
        short, long = names[0], names[-1]
        ends, goes_on = (self._edges.word_at(text, start + len(name)) for name in (short, long))
        if goes_on >= max(ends, 1) and not (ends and self._edges.may_be_end(long[-1])):
            return long  # 何晓峰|会见, not 何晓|峰会
        if ends:
            return short  # 欧阳琳|接任, not 欧阳琳接|任
        soft = (name for name in (short, long) if text.startswith(self._words.soft_ends, start + len(name)))
        if name := next(soft, None):
            return name
        return next((name for name in (long, short) if self._whole.count(name) > 1), long if guess else None)

    def _spans(self, text: str, start: int, surname: str) -> list[str]:
        """A family name with one more character and with two, as far as both can be a name."""
        if not surname or text[start : start + 2] in self._words.not_names:
            return []
        if text.startswith(self._honorifics, start + len(surname)):
            return []  # 沈特使 is somebody named before
        names = []
        for length in (len(surname) + 1, len(surname) + 2):
            name = text[start : start + length]
            if len(name) == length and not any(mark in MARKS or mark.isascii() for mark in name):
                names.append(name)
        return [] if any(name in self._words.not_names for name in names) else names

    def _name_before(self, text: str, end: int) -> str | None:
        """The name that fills the stretch between a mark and `end`, if one does."""
        for length in range(_LONGEST, 1, -1):
            start = end - length
            if start < 0 or (start and text[start - 1] not in MARKS and text[start - 1] not in self._before):
                continue
            name = text[start:end]
            surname = self._surname(text, start)
            if surname and 1 <= length - len(surname) <= 2 and not any(c in MARKS or c.isascii() for c in name):
                if name[:2] in self._words.not_names or name in self._words.not_names:
                    return None
                calling = text[start - 1 : start] in self._words.calling_ends and name[-1] in self._words.calling_ends
                return None if calling else name  # 工|程师 is none
        return None

    def _places(self, passage: Passage, found: ahocorasick_rs.AhoCorasick) -> Iterator[Name]:
        taken = [(hit.start, hit.end) for hit in passage.hits if hit.kind == "person"]
        text = passage.folded
        for _, start, end in found.find_matches_as_indexes(text):
            if any(start < stop and begin < end for begin, stop in taken):
                continue
            if end - start == 1 and not self._stands_alone(passage, start):
                continue
            if latin := LATIN.match(text, end):
                self.latin.setdefault(text[start:end], latin[1])
            yield Name(passage.index, start, end, passage.text[start:end])


def _is_foreign(passage: Passage, description: Description) -> bool:
    """Whether an office is abroad, by its own words or those it clings to (马来西亚天然资源|部长)."""
    if description.countries:
        return "CN" not in description.countries
    before = [
        hit for hit in passage.hits if hit.kind == "country" and 0 <= description.start - hit.end <= _LONGEST_FIELD
    ]
    between = passage.folded[before[-1].end : description.start] if before else ""
    return bool(before) and before[-1].key != "CN" and MARKS.isdisjoint(between)
