"""A page's lines: blocks, breaks, roles, noise."""

import pytest

from monitor.parsing.html_lines import html_lines
from monitor.parsing.lines import Line
from monitor.parsing.tree import parse, strip
from tests.parsing.page_words import WORDS


def lines(body: str) -> list[Line]:
    """The lines of a page with this body."""
    tree = parse(f"<html><body>{body}</body></html>")
    strip(tree)
    return html_lines(tree, WORDS)


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        ("<p>one <b>two</b> three</p><p>four</p>", ["one two three", "four"]),
        ("one<br>two", ["one two"]),
        ("one<br><br>two<br/><br/><br/>three", ["one", "two", "three"]),
        ("　　第一段<br>　　第二段", ["第一段", "第二段"]),
        ("<p>换行\n不留空格</p>", ["换行不留空格"]),
        ("<b>Heading</b><br>text", ["Heading", "text"]),
        ("<div>a<p>b</p>c</div>", ["a", "b", "c"]),
        ("<div><span>a caption</span><span>its credit</span></div>", ["a caption its credit"]),
        ("<p><span>T</span><span>he</span> word</p>", ["The word"]),
        ("<table><tr><td>1 May</td><td>Oslo</td></tr></table>", ["1 May | Oslo"]),
        ("<table><tr><td><p>left</p></td><td>right</td></tr></table>", ["left", "right"]),
        ("<script>x</script><nav>x</nav><p>y</p><footer>x</footer>", ["y"]),
        ("<form><input><p>search</p></form><p>y</p>", ["y"]),
        ("<form><p>a</p><p>b</p><p>c</p></form>", ["a", "b", "c"]),
        ("<p>  </p><p>&nbsp;</p>", []),
    ],
)
def test_texts(body: str, texts: list[str]) -> None:
    assert [line.text for line in lines(body)] == texts


def test_kinds_and_levels() -> None:
    found = lines("<h3>h</h3><blockquote><p>q</p></blockquote><ul><li>i</li></ul><p>p</p>")
    assert [(line.kind, line.level) for line in found] == [
        ("heading", 3),
        ("quotation", 0),
        ("list_item", 0),
        ("paragraph", 0),
    ]


def test_roles_are_the_innermost_and_only_of_small_boxes() -> None:
    prose = "<p>" + "Words of the story that go on and on. " * 20 + "</p>"
    found = lines(f'<div class="post date">{prose}<p class="credit">x</p><time datetime="2031-05-06">now</time></div>')
    assert [line.role for line in found] == ["", "credit", "date"]
    assert found[-1].moment == "2031-05-06"


def test_noise_is_marked_and_taken_out_of_the_tree() -> None:
    prose = "<p>" + "Words of the story that go on and on. " * 20 + "</p>"
    tree = parse(f'<html><body>{prose}<div class="newsletter"><p>Sign up now</p></div><p hidden>x</p></body></html>')
    strip(tree)
    assert [line.noise for line in html_lines(tree, WORDS)] == [False, True, True]
    assert "Sign up" not in tree.text_content()


def test_noise_that_is_the_story_is_none() -> None:
    prose = "<p>" + "Words of the story that go on and on. " * 20 + "</p>"
    assert [line.noise for line in lines(f'<div class="sidebar">{prose}{prose}</div><p>short</p>')] == [
        False,
        False,
        False,
    ]


def test_pictures_and_shares() -> None:
    picture, caption = lines(
        '<figure><img data-src="/a.jpg" src="blank.gif" alt="A villa"><figcaption>On Monday</figcaption></figure>'
    )
    assert (picture.image, picture.text, caption.role) == ("/a.jpg", "A villa", "caption")
    (line,) = lines('<p><a href="x">four</a> more</p>')
    assert line.linked == 0.5


@pytest.mark.parametrize(
    ("attributes", "address"),
    [
        ('src="/px.gif" data-srcset="/a-800.jpg 800w, /a-400.jpg 400w"', "/a-800.jpg"),
        ('src="data:image/gif;base64,R0" srcset="/a.jpg 1x"', "/a.jpg"),
        ('data-lazy-src="/a.jpg" src="/lazy-load.svg"', "/a.jpg"),
        ('src="/px.gif"', "/px.gif"),
        ('src="/pixels-of-the-fjord.jpg"', "/pixels-of-the-fjord.jpg"),
    ],
)
def test_where_a_picture_is_that_a_script_loads(attributes: str, address: str) -> None:
    (picture,) = lines(f"<img {attributes}>")
    assert picture.image == address


def test_what_is_set_smaller_behind_a_caption_is_its_credit() -> None:
    _, caption, credit = lines("<figure><img src=a.jpg><figcaption>The villa on Monday. <small>Jo</small></figcaption>")
    assert (caption.role, credit.role) == ("caption", "credit")
    _, whole = lines("<figure><img src=a.jpg><figcaption><small>The villa on Monday.</small></figcaption></figure>")
    assert whole.role == "caption"


def test_style_of_a_row() -> None:
    bold, italic, plain = lines("<p><strong>a b</strong></p><p><i>c</i></p><p>d <b>e</b> f g h i</p>")
    assert (bold.strong, italic.slanted, plain.strong, plain.slanted) == (True, True, False, False)


def test_what_a_picture_says_in_its_attributes() -> None:
    (picture,) = lines('<img src="/a.jpg" data-caption="&lt;b&gt;A villa&lt;/b&gt;" data-credit="Jane Roe">')
    assert picture.shown == ("A villa", "Jane Roe")
    (around,) = lines('<div data-credit="Jane Roe" data-caption="true"><img src="/a.jpg"></div>')
    assert around.shown == ("", "Jane Roe")


def test_portraits_and_icons_are_no_pictures() -> None:
    assert lines('<img src="/me.png" width="44" height="44">') == []
    assert len(lines('<img src="/a.png" width="440px">')) == 1


def test_an_articles_footer_is_kept_as_noise_and_the_pages_is_not() -> None:
    (line,) = lines("<article><footer>By Jane Roe</footer></article><footer>Imprint</footer>")
    assert (line.text, line.noise) == ("By Jane Roe", True)


def test_all_words_of_a_figure_are_its_pictures() -> None:
    found = lines('<figure><img src="/a.jpg"><div class="slide-description"><p>A villa</p></div></figure>')
    assert found[-1].role == "caption"
