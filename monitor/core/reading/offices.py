"""Who holds which office on the story's day, and of which country.

The list of officials knows the offices of the day. The story's own words make an envoy of anybody, end an office that
the list leaves open, and fill what they leave unsaid: a counterpart is what the other one is, a successor what the one
before was, "the envoys" whoever the story names for the two countries.
"""

from __future__ import annotations

from typing import NamedTuple

from monitor.core.reading.descriptions import Description
from monitor.core.reading.document import Document
from monitor.core.reading.folding import fold
from monitor.core.reading.introductions import Introduction
from monitor.core.reading.officials import TIERS, Official
from monitor.core.reading.people_words import PeopleWords
from monitor.core.reading.portraits import Portrait, nearest
from monitor.core.reading.vacancies import OPPOSITE, Vacancies, bears_chinese_name, has_envoy


class Standing(NamedTuple):
    """What a description makes of its holder."""

    envoy: bool
    official: bool
    leader: bool


def standing_of(description: Description, *, climate: bool) -> Standing:
    """What a description makes of its holder; `climate`: in a story on the climate."""
    role = description.role
    if description.local:
        return Standing(False, False, False)
    # Whoever heads a delegation needs a nation for it to be a nation's.
    fits = description.bare and role.bare and (role.tier != "none" or bool(description.countries))
    if description.climate or (fits and climate):
        return Standing(True, False, False)
    # Without a country a president is a university's or a company's as likely as a nation's.
    return Standing(False, role.tier == "official", role.tier == "leader" and bool(description.countries))


class Offices:
    """Judges everybody in one story."""

    def __init__(self, document: Document, words: PeopleWords, descriptions: list[Description], climate: bool) -> None:
        self._document = document
        self._words = words
        self._climate = climate
        held = [d for d in descriptions if not d.former and self.standing(d).envoy]
        present = [d for d in descriptions if d.role.bare and not (d.former or d.local)]
        self._vacancies = Vacancies(
            document,
            words,
            held,
            shared=any(d.several for d in present),
            paired=any(d.several or d.climate for d in present),
        )

    def judge(self, people: list[Portrait]) -> None:
        """Fill in everybody's offices and countries."""
        for portrait in people:
            self._judge_one(portrait)
        for portrait in people:
            portrait.deputy = bool(portrait.role and self._words.deputy.search(fold(portrait.role)))
            self._liken(portrait, people)
        self._fill_countries(people)
        if self._vacancies.fill(people):
            for portrait in people:
                self._liken(portrait, people)
        self._retire(people)

    def standing(self, description: Description) -> Standing:
        """What a description makes of its holder in this story."""
        return standing_of(description, climate=self._climate)

    # --- by what is said of each ---

    def _judge_one(self, portrait: Portrait) -> None:
        said = [self.standing(description) for description in portrait.descriptions]
        offices = (description for description in portrait.descriptions if not description.role.climate_with)
        holds_other = any(any(self.standing(description)) for description in offices)
        shown = any(introduction.envoy for introduction in portrait.introductions)
        portrait.envoy = (shown and self._climate and not holds_other) or any(standing.envoy for standing in said)
        portrait.leader = any(standing.leader for standing in said)
        portrait.serves = any(standing.official for standing in said) or any(i.official for i in portrait.introductions)
        portrait.role = self._role(portrait)
        is_over = any(self._ends_envoy(introduction) for introduction in portrait.introductions)
        if portrait.official and self._is_namesake(portrait, portrait.official):
            portrait.official, portrait.name = None, portrait.places[0].text
        if portrait.official:
            self._judge_listed(portrait, portrait.official, is_over)
            return
        portrait.envoy = portrait.envoy and not is_over
        holds = portrait.envoy or portrait.serves or portrait.leader
        portrait.former = not holds and (is_over or any(self._ends_office(i) for i in portrait.introductions))

    def _ends_envoy(self, introduction: Introduction) -> bool:
        """Whether it says that an envoy's time is over; without a description, any office is meant."""
        description = introduction.description
        if description is None or not (introduction.former or description.former):
            return introduction.former
        return self.standing(description).envoy or description.role.bare

    def _ends_office(self, introduction: Introduction) -> bool:
        """Whether it names another office that is over ("a former vice minister")."""
        description = introduction.description
        if description is None or not (introduction.former or description.former):
            return False
        return any(self.standing(description))

    def _role(self, portrait: Portrait) -> str | None:
        """The description that says most, as the story words it; of equals the first."""
        best: tuple[int, str] | None = None
        for introduction in portrait.introductions:
            description = introduction.description
            if description and not (description.countries and portrait.country not in (None, *description.countries)):
                over = introduction.former or description.former
                weight = 3 if over else 2 - 2 * self.standing(description).envoy - any(self.standing(description)[1:])
                if best is None or weight < best[0]:
                    text = self._document.passages[introduction.name.passage].text
                    best = (weight, text[description.start : description.end])
        return best[1] if best else None

    def _is_namesake(self, portrait: Portrait, official: Official) -> bool:
        """Whether the story gives a third country's office-holder nothing but a private calling: 研究员傅海燕."""
        day = self._document.today
        said = [description for description in portrait.descriptions if description.role.id == "private"]
        holds = day and (office := official.office_on(day)) and office.tier != "none"
        plain = len(said) == len(portrait.introductions) > 0
        return bool(holds and plain and official.country not in OPPOSITE)

    def _judge_listed(self, portrait: Portrait, official: Official, is_over: bool) -> None:
        day = self._document.today
        weightiest = min(official.offices, key=lambda office: TIERS.index(office.tier))
        office = official.office_on(day) if day else weightiest
        tier = office.tier if office else "none"
        portrait.country = official.country
        portrait.envoy = (portrait.envoy or tier == "envoy") and not is_over
        portrait.leader = tier == "leader"
        said = portrait.serves and not is_over and not portrait.leader
        portrait.serves = not portrait.envoy and (tier == "official" or said)
        holds = portrait.envoy or portrait.leader or portrait.serves
        portrait.former = not holds and (is_over or bool(day and official.held_before(day)))
        if portrait.role is None and office:
            portrait.role = office.title

    # --- by what is said of the others ---

    def _liken(self, portrait: Portrait, people: list[Portrait]) -> None:
        if portrait.former or (portrait.official and (portrait.envoy or portrait.serves or portrait.leader)):
            return
        for introduction in portrait.introductions:
            description = introduction.description
            like = introduction.like or (description.role.like if description and not description.former else "")
            if not like:
                continue
            others = [other for other in people if other is not portrait]
            place = (introduction.name.passage, introduction.name.start)
            if like == "counterpart":
                self._copy_counterpart(portrait, others, place)
            elif like == "deputy":
                model = nearest(others, place, lambda p: p.envoy or p.serves)
                if model:
                    portrait.envoy, portrait.serves = model.envoy, not model.envoy
                    portrait.country = portrait.country or model.country
            elif like == "successor":
                model = nearest(others, place, lambda p: p.envoy or self._was_envoy(p))
                if model:
                    portrait.envoy = True
                    portrait.country = portrait.country or model.country

    def _copy_counterpart(self, portrait: Portrait, others: list[Portrait], place: tuple[int, int]) -> None:
        abroad = [other for other in others if not portrait.country or other.country != portrait.country]
        model = nearest(abroad, place, lambda p: p.envoy or p.serves or p.leader)
        if model:
            portrait.envoy = portrait.envoy or model.envoy
            portrait.serves = portrait.serves or (model.serves and not model.envoy)
            portrait.leader = portrait.leader or (model.leader and not model.envoy)
            country = OPPOSITE.get(model.country or "")
            # The counterpart of a third country's minister, told in between, is no American for that.
            portrait.country = portrait.country or (None if country == "US" and self._is_chinese(portrait) else country)

    def _was_envoy(self, portrait: Portrait) -> bool:
        if not portrait.former:
            return False
        if portrait.official:
            return any(office.tier == "envoy" for office in portrait.official.offices)
        return any(i.description and self.standing(i.description).envoy for i in portrait.introductions)

    def _fill_countries(self, people: list[Portrait]) -> None:
        """Where nothing says whose office it is: the noun itself, the form of the name, the other side."""
        lost = [p for p in people if not p.country and (p.envoy or p.serves)]
        for portrait in lost:
            nouns = (i.description.role.country for i in portrait.introductions if i.description)
            portrait.country = next((country for country in nouns if country), None) or self._at_home(portrait)
        for portrait in lost:
            # "Premier Tang Bo", "deputy envoys Doe and Wu": a Chinese name tells whose they are.
            deputy = portrait.envoy and any(d.several for d in portrait.descriptions)
            if not portrait.country and self._is_chinese(portrait) and (portrait.serves or deputy):
                portrait.country = "CN" if has_envoy(people, portrait, "US") else None
            elif not portrait.country and deputy and has_envoy(people, portrait, "US"):
                portrait.country = "US"
        lost = [p for p in lost if p.envoy and not p.country]
        for portrait in lost:
            if self._is_chinese(portrait) and not has_envoy(people, portrait, "CN"):
                portrait.country = "CN"
        for portrait in lost:
            has = {side: has_envoy(people, portrait, side) for side in OPPOSITE}
            if not portrait.country and has["US"] != has["CN"]:
                portrait.country = "CN" if has["US"] else "US"
            elif not portrait.country and len(lost) == 1:
                portrait.country = self._sole_side(people, portrait)

    def _at_home(self, portrait: Portrait) -> str | None:
        """China, where Chinese gives a minister with a Chinese name no country and speaks of no other such land."""
        ministers = any(d.role.tier == "official" and d.role.at_home for d in portrait.descriptions)
        hits = (hit for passage in self._document.passages for hit in passage.hits)
        abroad = any(hit.kind in ("country", "demonym") and hit.key in self._words.chinese_abroad for hit in hits)
        return "CN" if ministers and self._is_chinese(portrait) and not abroad else None

    def _is_chinese(self, portrait: Portrait) -> bool:
        return bears_chinese_name(portrait, self._words)

    def _sole_side(self, people: list[Portrait], portrait: Portrait) -> str | None:
        """The one country whose envoy the story speaks of without ever naming one."""
        spoken = (side for side in OPPOSITE if self._vacancies.speaks_of(side, alone=True))
        free = [side for side in spoken if not has_envoy(people, portrait, side)]
        return free[0] if len(free) == 1 else None

    def _retire(self, people: list[Portrait]) -> None:
        """An office that the list leaves open has ended where the story gives it to somebody else."""
        day = self._document.today
        for portrait in people:
            office = portrait.official.office_on(day) if portrait.official and day else None
            if not office or office.end or not portrait.envoy:
                continue
            rivals = any(p.envoy and p.country == portrait.country and not p.official for p in people)
            if rivals and not any(self.standing(description).envoy for description in portrait.descriptions):
                portrait.envoy, portrait.former = False, True
