"""Which word says whether a day lies ahead or behind: will, was to, 将, 曾."""

from __future__ import annotations


def find_cue(cues: list[tuple[int, str]], start: int, clause_end: int, *, follow: bool) -> tuple[str, int]:
    """The cue that governs a date and its place: the nearest before it, where they may `follow` first the next.

    Cues are pairs of place and class, in order, those behind the date only up to `clause_end`; places are symbols.
    Without any the clause looks back.
    """
    if follow:
        behind = [cue for cue in cues if start <= cue[0] < clause_end]
        before = [cue for cue in cues if cue[0] < start]
        if (
            behind
            and before
            and behind[0][1] == "once_ahead"
            and before[-1][1] == "ahead"
            and start - before[-1][0] <= 2
        ):
            behind = []  # 将于28日赴美
        place, kind = behind[0] if behind else before[-1] if before else (start, "")
        return kind, place
    return _cue_before(cues, start), start


def _cue_before(cues: list[tuple[int, str]], start: int) -> str:
    """The nearest cue before a date, else the first one behind it."""
    before = [kind for place, kind in cues if place < start]
    if before[-1:] == ["planned"]:  # "skipped a planned meeting on Friday": what is done to a plan says when
        before = [kind for kind in before if kind != "planned"] or ["to_do"]
    if before[-2:] in (["once_ahead", "ahead"], ["once_ahead", "to_do"]):  # "were due to meet": two cues of one plan
        return "once_ahead"
    after = [kind for _, kind in cues if kind not in ("to_do", "planned")]
    return before[-1] if before else after[0] if after else "behind"
