"""Compare what was read from the stories with their labels, and count."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from monitor.core.records import Meeting, Story
from tests.evaluation.corpus import Article
from tests.evaluation.matching import letters, names, pairs, same_name, same_quote, same_speaker

Figures = Mapping[str, float | None]
"""A figure's name and its value, 0 to 1; None where the corpus holds nothing to count."""

_MEETING_FIELDS = ("start", "precision", "city", "country", "mode", "status", "kind")


@dataclass
class Found:
    """How many of the things wanted were found, and how many were found beyond them."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Of what was found, the share that was wanted."""
        return self.right / (self.right + self.extra) if self.right + self.extra else 1.0

    @property
    def recall(self) -> float:
        """Of what was wanted, the share that was found."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = 2 * self.right + self.extra + self.missed
        return 2 * self.right / total if total else 1.0

    def count(self, wanted: Iterable[str], found: Iterable[str]) -> None:
        """Add two collections in which each thing may stand several times."""
        ours, theirs = Counter(wanted), Counter(found)
        self.right += (ours & theirs).total()
        self.extra += (theirs - ours).total()
        self.missed += (ours - theirs).total()


@dataclass(frozen=True)
class Mistake:
    """One thing read wrongly."""

    article: str
    part: str
    """`relevance`, `meetings`, `quotes` or `structure`."""
    text: str


@dataclass
class Score:
    """The count over some stories."""

    found: dict[str, Found] = field(default_factory=lambda: defaultdict(Found))
    checks: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    mistakes: list[Mistake] = field(default_factory=list)

    def add(self, article: Article, story: Story) -> None:
        """Count one story."""
        self._relevance(article, story)
        self._meetings(article, story)
        self._quotes(article, story)
        self._structure(article, story)

    def figures(self) -> dict[str, float | None]:
        """Every figure by name."""
        relevance, meeting, quote = self.found["relevance"], self.found["meeting"], self.found["quote"]
        attributed = sum(self.checks["quote_speaker"])
        wanted_and_found = 2 * quote.right + quote.extra + quote.missed
        figures: dict[str, float | None] = {
            "meeting_precision": meeting.precision,
            "meeting_recall": meeting.recall,
            "false_alarm_rate": self._share("false_alarm"),
        }
        figures |= {name: self._share(name) for name in (*_MEETING_FIELDS, "end", "participants")}
        figures |= {
            "quote_f1": quote.f1,
            "quote_attributed_f1": 2 * attributed / wanted_and_found if wanted_and_found else None,
            "quote_via": self._share("quote_via"),
        }
        structure = ("headline", "published", "standfirst", "image_credit", "image_caption")
        figures |= {name: self._share(name) for name in structure}
        figures |= {"heading_f1": self.found["heading"].f1, "paragraph_f1": self.found["paragraph"].f1}
        return figures | {"relevance_f1": relevance.f1}

    def _share(self, name: str) -> float | None:
        checks = self.checks.get(name)
        return sum(checks) / len(checks) if checks else None

    def _wrong(self, article: Article, part: str, text: str) -> None:
        self.mistakes.append(Mistake(article.id, part, text))

    def _check(self, article: Article, part: str, name: str, gold: object, found: object, right: bool) -> None:
        self.checks[name].append(right)
        if not right:
            self._wrong(article, part, f"{name}: wanted {gold!r}, found {found!r}")

    def _relevance(self, article: Article, story: Story) -> None:
        if article.relevant is None:
            return
        found = story.relevance.relevant
        self.found["relevance"].count(["relevant"] * article.relevant, ["relevant"] * found)
        if found != article.relevant:
            self._wrong(article, "relevance", f"wanted {article.relevant}, found {story.relevance}")

    def _meetings(self, article: Article, story: Story) -> None:
        wanted = [meeting for meeting in article.meetings if meeting.news]
        reported = [meeting for meeting in story.meetings if _reports(meeting)]
        matched = pairs(wanted, reported)
        count = self.found["meeting"]
        count.right += len(matched)
        count.missed += len(wanted) - len(matched)
        count.extra += len(reported) - len(matched)
        if not wanted:
            self.checks["false_alarm"].append(bool(reported))
        for missed in (gold for gold in wanted if all(gold is not one for one, _ in matched)):
            self._wrong(article, "meetings", f"missed {missed}")
        for extra in (meeting for meeting in reported if all(meeting is not other for _, other in matched)):
            self._wrong(article, "meetings", f"extra {extra}")
        for gold, found in matched:
            for name in _MEETING_FIELDS:
                ours, theirs = getattr(gold, name), getattr(found, name)
                self._check(article, "meetings", name, ours, theirs, letters(ours) == letters(theirs))
            if gold.end:
                self._check(article, "meetings", "end", gold.end, found.end, gold.end == found.end)
            ours, theirs = names(gold), names(found)
            self._check(article, "meetings", "participants", sorted(ours), sorted(theirs), ours == theirs)

    def _quotes(self, article: Article, story: Story) -> None:
        left = list(story.quotes)
        count = self.found["quote"]
        for gold in article.quotes:
            found = next((quote for quote in left if same_quote(gold.text, quote.text)), None)
            if found is None:
                count.missed += 1
                self._wrong(article, "quotes", f"missed {gold}")
                continue
            left.remove(found)
            count.right += 1
            right = same_speaker(gold.speaker, found.speaker)
            self._check(article, "quotes", "quote_speaker", gold.speaker, found.speaker, right)
            self._check(article, "quotes", "quote_via", gold.via, found.via, same_name(gold.via, found.via))
        count.extra += len(left)
        for extra in left:
            self._wrong(article, "quotes", f"extra {extra.text!r} by {extra.speaker}")

    def _structure(self, article: Article, story: Story) -> None:
        text = story.text
        day = article.published.date().isoformat()
        self._check(article, "structure", "published", day, text.published, (text.published or "")[:10] == day)
        plain = {"headline": (article.headline, text.headline), "standfirst": (article.standfirst, text.standfirst)}
        if article.image:
            image = text.image
            plain["image_credit"] = (article.image["credit"], image.credit if image else None)
            plain["image_caption"] = (article.image["caption"], image.caption if image else None)
        for name, (gold, found) in plain.items():
            self._check(article, "structure", name, gold, found, letters(gold) == letters(found))
        headings = [block.text for block in text.blocks if block.kind == "heading"]
        paragraphs = [block.text for block in text.blocks if block.kind != "heading"]
        for name, wanted, there in (
            ("heading", article.headings, headings),
            ("paragraph", article.paragraphs, paragraphs),
        ):
            ours, theirs = [letters(one) for one in wanted], [letters(one) for one in there]
            self.found[name].count(ours, theirs)
            if Counter(ours) != Counter(theirs):
                missing = [one for one in wanted if letters(one) not in theirs]
                extra = [one for one in there if letters(one) not in ours]
                self._wrong(article, "structure", f"{name}s missing {missing}, extra {extra}")


def _reports(meeting: Meeting) -> bool:
    return not meeting.background and meeting.kind in {"envoy", "official"}
