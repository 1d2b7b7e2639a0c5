"""Two spellings of one person are the same, two people are different, and the rest is left open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.deciding.names import compare, keys
from monitor.core.deciding.sounds import consonants, likeness_of_sounds

SAME = [
    ("Gao", "高明哲", "CN"),  # the family name alone
    ("Ouyang", "欧阳静怡", "CN"),
    ("Lin Weiguo", "林卫国", "CN"),
    ("Lin Weiguo", "林衛國", "CN"),
    ("Lin Wei-guo", "Weiguo Lin", "CN"),
    ("Xie Zhenhua", "解振华", "CN"),  # a surname with a reading of its own
    ("Lü Min", "吕敏", "CN"),
    ("Lin", "Lin Weiguo", "CN"),
    ("Nurmuhammad Tursun", "努尔买买提·吐尔逊", "CN"),  # a transliteration, though a Chinese official's
    ("Dana Okafor", "Dana Q. Okafor", "US"),
    ("Dana Okafor", "Okafor", "US"),
    ("Okafor Dana", "Dana Okafor", "US"),
    ("Dana Okafor", "奥卡福", "US"),
    ("Dana Okafor", "达娜·奥卡福", "US"),
    ("达娜·奥卡福", "奥卡福", "US"),
    ("José Núñez", "Jose Nunez", "US"),
    ("John Podesta", "波德斯塔", "US"),
    ("Todd Stern", "史騰", "US"),
    ("布兰特", "勃兰特", "US"),
]
DIFFERENT = [
    ("Gao", "李明哲", "CN"),
    ("Gao Ming", "高明哲", "CN"),
    ("Lin Weiguo", "Lin Weimin", "CN"),
    ("Lin Weiguo", "林卫民", "CN"),
    ("林卫国", "林卫民", "CN"),
    ("Wang Yi", "Wang Yang", "CN"),
    ("Dana Okafor", "Dana Reyes", "US"),
    ("John Kerry", "波德斯塔", "US"),
    ("波德斯塔", "克里", "US"),
]
UNKNOWN = [
    ("Audrey Nakamura", "奥黛丽·中村", "US"),  # 中村 is read zhongcun
    ("Liz Okafor", "Dana Okafor", "US"),  # a nickname, or a relative
    ("Jennifer Granholm", "格兰", "US"),
    ("", "Dana Okafor", "US"),
    ("...", "奥卡福", "US"),
]


@pytest.mark.parametrize(("one", "other", "country"), SAME)
def test_one_person_in_two_spellings(one: str, other: str, country: str) -> None:
    assert compare(one, other, country) == compare(other, one, country) == "same"


@pytest.mark.parametrize(("one", "other", "country"), DIFFERENT)
def test_two_people(one: str, other: str, country: str) -> None:
    assert compare(one, other, country) == compare(other, one, country) == "different"


@pytest.mark.parametrize(("one", "other", "country"), UNKNOWN)
def test_what_cannot_be_told_is_left_open(one: str, other: str, country: str) -> None:
    assert compare(one, other, country) == compare(other, one, country) == "unknown"


@pytest.mark.parametrize(("one", "other", "country"), SAME[:-3])
def test_one_person_is_found_under_either_spelling(one: str, other: str, country: str) -> None:
    assert keys(one, country) & keys(other, country)


def test_a_name_without_letters_has_no_keys() -> None:
    assert keys("—", "US") == frozenset()


def test_a_name_of_many_readings_stays_small() -> None:
    assert 0 < len(keys("乐单解曾", "CN")) <= 65


@pytest.mark.parametrize(
    ("name", "sounds"),
    [
        ("kerry", "KL"),
        ("ke li", "KL"),
        ("podesta", "PTST"),
        ("bo de si ta", "PTST"),
        ("murphy", "MW"),  # an r that only colours its vowel
        ("wright", "LT"),
        ("qi ao", "S"),
        ("a er", "L"),
        ("", ""),
    ],
)
def test_consonants(name: str, sounds: str) -> None:
    assert consonants(name) == sounds


def test_nothing_is_like_nothing() -> None:
    assert likeness_of_sounds("", "a") == 0.0


@given(st.text(max_size=12), st.text(max_size=12), st.sampled_from(["US", "CN", None]))
def test_comparing_never_fails_and_has_no_direction(one: str, other: str, country: str | None) -> None:
    assert compare(one, other, country) == compare(other, one, country)
    keys(one, country)
