"""Caption and credit told apart."""

import pytest

from monitor.parsing.picture import bare_credit, beside_alternative, is_label, split_credit
from tests.parsing.page_words import WORDS


@pytest.mark.parametrize(
    ("text", "caption", "credit"),
    [
        ("", None, None),
        ("The two sides at work on Monday.", "The two sides at work on Monday.", None),
        ("IMAGE SOURCE: REUTERS", None, "REUTERS"),
        ("Photo: Jane Roe/AP", None, "Jane Roe/AP"),
        ("(AP)", None, "AP"),
        ("图/视觉中国", None, "视觉中国"),
        ("Getty Images", None, "Getty Images"),
        ("The villa on Monday. (AP Photo/Jane Roe)", "The villa on Monday.", "AP Photo/Jane Roe"),
        ("The villa on Monday (Photo: NTB)", "The villa on Monday", "NTB"),
        ("The villa [Photo/Xinhua]", "The villa", "Xinhua"),
        ("The villa on Monday. Photograph: Jane Roe/EPA", "The villa on Monday.", "Jane Roe/EPA"),
        ("The villa on Monday. Photo by Jane Roe", "The villa on Monday.", "Jane Roe"),
        ("The villa on Monday.Credit...Jane Roe", "The villa on Monday.", "Jane Roe"),
        ("The villa on Monday. Reuters", "The villa on Monday.", "Reuters"),
        ("The villa on Monday. Jane Roe via Getty Images", "The villa on Monday.", "Jane Roe via Getty Images"),
        ("The villa on Monday. — Port Archive", "The villa on Monday.", "Port Archive"),
        ("[2/3]The villa. Photo by Jane Roe Purchase Licensing Rights", "The villa.", "Jane Roe"),
        ("1 of 3 | The villa. (Jane Roe/EPA)", "The villa.", "Jane Roe/EPA"),
        ("1 of 3 |", None, None),
        ("The villa on Monday. (fjord alliance)", "The villa on Monday.", "fjord alliance"),
        ("两国代表步入会场（法新社）", "两国代表步入会场", "法新社"),
        ("两国代表步入会场。新华社记者 李明 摄", "两国代表步入会场。", "新华社记者 李明 摄"),
        ("两国代表步入会场 图/新华社", "两国代表步入会场", "新华社"),
        ("两国代表步入会场。圖／美聯社", "两国代表步入会场。", "美聯社"),
        ("两国代表步入会场（圖取自環保署臉書）", "两国代表步入会场", "環保署臉書"),
        ("两国代表步入会场，随后会谈开始 新华社 图", "两国代表步入会场，随后会谈开始", "新华社"),
        ("新华社发", None, "新华社"),
        ("新华社记者 李明 摄", None, "新华社记者 李明 摄"),
        ("Agence France-Presse — Getty Images", None, "Agence France-Presse — Getty Images"),
        (
            "The villa on Monday. Agence France-Presse — Getty Images",
            "The villa on Monday.",
            "Agence France-Presse — Getty Images",
        ),
        ("The villa on Monday. © Jane Roe", "The villa on Monday.", "Jane Roe"),
        ("The villa on Monday | Jane Roe", "The villa on Monday", "Jane Roe"),
        ("The villa. Photo by Jane Roe Purchase Licensing Rights, opens new tab", "The villa.", "Jane Roe"),
        ("Dana Whitcombe (left) and Luo Qiming (right)", "Dana Whitcombe (left) and Luo Qiming (right)", None),
        ("特使（左）与部长（右）", "特使（左）与部长（右）", None),
        ("They met (in a photo taken last year)", "They met (in a photo taken last year)", None),
        ("The photo shows the villa in May.", "The photo shows the villa in May.", None),
    ],
)
def test_split(text: str, caption: str | None, credit: str | None) -> None:
    assert split_credit(text, WORDS) == (caption, credit)


def test_a_wide_gap_parts_them() -> None:
    assert split_credit("代表步入会场 港口资料室", WORDS, raw="代表步入会场\u3000港口资料室") == (
        "代表步入会场",
        "港口资料室",
    )
    sentence = "代表步入会场\u3000会谈随后开始。会谈持续一天。"
    assert split_credit(sentence.replace("\u3000", " "), WORDS, raw=sentence)[1] is None


@pytest.mark.parametrize("text", ["Photos of the talks were few.", "The envoy arrived.", "照片很少", "Source of pride"])
def test_sentences_are_no_credits(text: str) -> None:
    assert bare_credit(text, WORDS) is None


def test_what_follows_the_alternative_text_is_the_credit() -> None:
    assert beside_alternative("The villa in May Jane Roe", "The villa in May", WORDS) == (
        "The villa in May",
        "Jane Roe",
    )
    assert beside_alternative("The villa in May and June", "The villa in May", WORDS) is None
    assert beside_alternative("The villa in May. It rained.", "The villa in May", WORDS) is None
    assert beside_alternative("The villa Jane Roe", "The villa", WORDS) is None


def test_a_label_alone_is_no_credit() -> None:
    assert is_label("Image credit:", WORDS)
    assert not is_label("Jane Roe", WORDS)
