"""How people meet: in person, unless the sentence speaks of a telephone or a video link."""

from __future__ import annotations

from itertools import takewhile

from monitor.core.reading.scene import Line
from monitor.core.records import Mode

_REACH = 14
"""Symbols on either side of the trigger that may say how."""
_BESIDE = 3
"""Symbols beside a call that may make a video call of it."""
_TRIGGERS = frozenset({"meet", "confer", "host", "talk", "call", "video"})


def mode_of(line: Line, at: int, status: str) -> Mode | None:
    """The means that the sentence gives to the meeting of the trigger `at`; None where it gives none."""
    near = line.kinds(at - _REACH, at + _REACH)
    if status == "cancelled":  # "the talks are off, the two will telephone instead": no call was called off
        near = (*line.kinds(at - _REACH, at), *takewhile(lambda kind: kind != "move", line.kinds(at, at + _REACH)))
    kind = line.string.tokens[at].kind
    if kind == "call" and line.spaced:  # "spoke by telephone and agreed to bring the teams together by video link"
        near = line.kinds(at - _BESIDE, at + _BESIDE + 1)
    if kind == "video" or "video_means" in near or _is_by_video(line, at):
        return "video"
    if kind in ("call", "called") or "phone_means" in near:
        return "call"
    return None


def _is_by_video(line: Line, at: int) -> bool:
    """The clause begins with how, however much it says between that and what (以视频方式主持召开…会议)."""
    clause = list(takewhile(lambda kind: kind not in ("comma", "stop"), reversed(line.kinds(0, at))))
    return not line.spaced and "video_means" in clause and not _TRIGGERS & set(clause)
