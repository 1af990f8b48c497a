"""Near-duplicates: which texts simhashes call near, in Chinese and in English, and how they are grouped."""

from __future__ import annotations

import array
import html
import pathlib
import random
import statistics

import pytest

import newsproc

TEA = (
    "Tea is made of the leaves of one plant, and every kind of it is a matter of how the leaves are treated after they "
    "have been picked. Left alone they wither and turn brown within hours.",
    "Green tea is heated on the day of the harvest, in a pan or by steam, so that nothing turns at all. What is in the "
    "cup later is as close to the leaf as can be had, and it spoils sooner than the others.",
    "Black tea is rolled until the cells break, and then lies in a damp room until it has the colour of copper. Only "
    "then is it dried. It keeps for years and has crossed oceans in wooden boxes.",
    "Between the two stands oolong, whose edges are bruised by shaking and whose heart stays green. Makers argue about "
    "the hour at which to stop, and they are all right about their own leaves.",
    "Water matters more than the pot. Soft water gives a clear cup, hard water a film on top of it, and boiling water "
    "burns what is green. Most people use too many leaves and wait too long.",
)
BRIDGE = (
    "The old bridge was closed on a Monday, and by the end of the week the ferry that nobody had needed for sixty years "
    "was running again, with two men and a rope.",
    "Engineers had found a crack in the third pier, not wide enough for a coin. They measured it every morning, and "
    "every morning it was a hair wider, so they telephoned the county.",
    "Shops on the far bank sold out of bread by noon. The school held lessons in the church hall, because the teachers "
    "lived on one side of the river and their classroom stood on the other.",
    "By spring there was a new pier of pale stone between the dark ones. The ferry made its last crossing with a band "
    "aboard, and the rope hangs in the museum now.",
)
DUMPLINGS = (
    "包饺子是北方人过年的头等大事。从下午开始，一家人围着桌子坐下，有人和面，有人拌馅，孩子们在旁边数着盘子里的个数。",
    "馅料因地方而不同。靠海的人家爱用鲅鱼，山里的人家放野菜和鸡蛋，最普通的还是白菜猪肉，肥瘦要各占一半，葱姜水要慢慢打进去。",
    "擀皮讲究中间厚边上薄，这样煮的时候不容易破。老人擀得又快又圆，年轻人擀出来的常常像一张小地图，也没有谁会笑话。",
    "下锅之后要点三次凉水。水开了饺子浮上来，再等一会儿，皮变得透亮就可以捞了。第一碗总是先端给家里年纪最大的人。",
    "吃的时候配醋和蒜。有一只饺子里藏着硬币，谁咬到了，大家就说他来年运气好。碗筷收拾完，窗外已经响起了鞭炮声。",
)
RAILWAY = (
    "县城通了铁路以后，去省城只要四十分钟。过去坐长途汽车要走大半天，翻两座山，晕车的人到站时脸色都是白的。",
    "车站建在城东的一片菜地上，站前广场种了香樟树。第一趟列车进站那天，附近村子的人都赶来看，有位老人带着三代人一起合影。",
    "变化来得很快。在外地打工的年轻人周末可以回来，果园里的枇杷当天就能摆上省城的货架，旅馆的房间到了节假日一间难求。",
    "也有人怀念旧日的汽车站。卖茶叶蛋的摊子搬了地方，司机师傅改行开起了出租车，他说路是通了，只是聊天的人少了。",
)
OURS = (TEA, BRIDGE, DUMPLINGS, RAILWAY)


def simhash(paragraphs: list[str] | tuple[str, ...]) -> int:
    body = "".join(f"<p>{html.escape(part)}</p>" for part in paragraphs)
    return newsproc.parse(body, markup="html").simhash


def bits(a: int, b: int) -> int:
    return (a ^ b).bit_count()


def edited(paragraphs: tuple[str, ...]) -> list[tuple[str, ...]]:
    """One edit each: a word less, a few characters more, a line at the end, another dash."""
    first, *rest = paragraphs
    half = len(first) // 2
    return [
        (first[:half] + first[half + 2 :], *rest),
        (first[:half] + " 2026 " + first[half:], *rest),
        (*paragraphs, "(end)" if first.isascii() else "(完)"),
        tuple(part.replace(",", "—").replace("，", "—") for part in paragraphs),
        tuple("  " + part.replace(" ", "\n ").upper() for part in paragraphs),
    ]


@pytest.mark.parametrize("paragraphs", OURS)
def test_edits_are_near(paragraphs: tuple[str, ...]) -> None:
    known = simhash(paragraphs)
    assert [bits(known, simhash(other)) <= 8 for other in edited(paragraphs)] == [True] * 5
    assert bits(known, simhash(edited(paragraphs)[-1])) == 0


@pytest.mark.parametrize("paragraphs", OURS)
def test_shuffled_paragraphs_are_near(paragraphs: tuple[str, ...]) -> None:
    known, source = simhash(paragraphs), random.Random(1)
    for _ in range(20):
        assert bits(known, simhash(source.sample(paragraphs, len(paragraphs)))) <= 10


def test_unrelated_texts_are_far() -> None:
    known = [simhash(paragraphs) for paragraphs in OURS]
    assert min(bits(a, b) for i, a in enumerate(known) for b in known[:i]) >= 20
    # The same letters or characters in another order are another text.
    source = random.Random(2)
    for paragraphs in OURS:
        words = " ".join(paragraphs).split() if paragraphs[0].isascii() else list("".join(paragraphs))
        joint = " " if paragraphs[0].isascii() else ""
        assert bits(simhash(paragraphs), simhash([joint.join(source.sample(words, len(words)))])) >= 12


def test_real_posts(data: pathlib.Path) -> None:
    source = random.Random(3)
    shuffled, cut, others = [], [], []
    before = 0
    for article in newsproc.read([data / "posts", data / "family"]):
        paragraphs = [part for part in article.text.split("\n\n") if part.strip()]
        if len(paragraphs) < 5 or article.word_count < 150:
            continue
        known = simhash(paragraphs)
        shuffled.append(bits(known, simhash(source.sample(paragraphs, len(paragraphs)))))
        longest = max(range(len(paragraphs)), key=lambda i: len(paragraphs[i]))
        text = paragraphs[longest]
        paragraphs[longest] = f"{text[: len(text) // 2]} XYZ {text[len(text) // 2 :]}"
        cut.append(bits(known, simhash(paragraphs)))
        others.append(bits(known, before))
        before = known
    assert len(others) > 900
    assert statistics.median(shuffled) <= 5
    assert sum(value <= 8 for value in shuffled) > 0.9 * len(shuffled)
    assert sum(value <= 3 for value in cut) > 0.85 * len(cut)
    # Some that stand side by side are one page in two languages.
    assert 29 <= statistics.median(others) <= 33
    assert sum(value > 10 for value in others) > 0.98 * len(others)


def test_group_similar() -> None:
    assert newsproc.group_similar([]) == ()
    assert newsproc.group_similar([5, 0, 0, 5]) == ((0, 3),)
    chain = [0xFF00, 0xFF07, 0xFF3F, 0xF00000000000000F]
    assert newsproc.group_similar(chain) == ((0, 1, 2),)
    assert newsproc.group_similar(chain, 2) == ()
    assert newsproc.group_similar(chain, distance=2) == ()
    assert newsproc.group_similar(iter([1 << 63, 1, (1 << 63) + 1, 2**64 - 1]), 0) == ()
    assert newsproc.group_similar(array.array("Q", [7, 7, 2**64 - 1, 2**64 - 1])) == ((0, 1), (2, 3))


def test_groups_are_those_of_all_pairs() -> None:
    source = random.Random(4)
    values: list[int] = []
    for _ in range(600):
        near = source.choice(values) if values and source.random() < 0.5 else source.getrandbits(64)
        values.append(near ^ sum(1 << place for place in source.sample(range(64), source.randrange(5))))
    for distance in range(9):
        wanted = list(range(len(values)))
        for i, value in enumerate(values):
            near_ones = {wanted[j] for j in range(i + 1) if bits(value, values[j]) <= distance}
            wanted = [min(near_ones) if group in near_ones else group for group in wanted]
        groups = newsproc.group_similar(values, distance)
        assert groups == tuple(
            tuple(i for i, group in enumerate(wanted) if group == first)
            for first in dict.fromkeys(wanted)
            if wanted.count(first) > 1
        )


def test_what_group_similar_refuses() -> None:
    for distance in (-1, 9, 1 << 70):
        with pytest.raises(ValueError, match=r"distance|fit"):
            newsproc.group_similar([1], distance)
    with pytest.raises(TypeError):
        newsproc.group_similar([1], "3")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        newsproc.group_similar(["1"])  # type: ignore[list-item]
    with pytest.raises(TypeError):
        newsproc.group_similar(1)  # type: ignore[arg-type]
    for value in (-1, 2**64):
        with pytest.raises(OverflowError):
            newsproc.group_similar([value])


def test_duplicates_of_a_corpus() -> None:
    def body(paragraphs: tuple[str, ...]) -> str:
        return "".join(f"<p>{part}</p>" for part in paragraphs)

    values = [body(TEA), "", body(BRIDGE), body(DUMPLINGS), body(TEA).upper(), body(DUMPLINGS) + "<p>", "", body(TEA)]
    corpus = newsproc.from_strings(values)
    assert corpus.duplicates() == ((0, 4, 7), (3, 5))
    assert corpus.duplicates(distance=0) == ((0, 4, 7), (3, 5))
    assert corpus[2:].duplicates() == ((1, 3), (2, 5))
    assert corpus[:0].duplicates() == ()
    assert corpus.duplicates() == newsproc.group_similar(corpus["simhash"])
    with pytest.raises(ValueError, match="0 to 8 bits, not 9"):
        corpus.duplicates(9)


def test_failures_and_chunks_keep_their_rows(tmp_path: pathlib.Path) -> None:
    source = random.Random(5)
    for number in range(60):
        filler = "".join(f"<p>{source.getrandbits(64):x} {source.getrandbits(64):x}" for _ in range(700))
        (tmp_path / f"{number:02}.html").write_text("x" if number == 7 else filler)
    (tmp_path / "50.html").write_bytes((tmp_path / "03.html").read_bytes())
    (tmp_path / "missing.html").symlink_to(tmp_path / "nothing")
    paths = [tmp_path / "missing.html", *sorted(tmp_path.glob("??.html"))]
    with pytest.warns(newsproc.NewsprocWarning):
        corpus = newsproc.read(paths, threads=2)
    assert len(corpus.errors) == 1
    assert corpus.duplicates() == ((4, 51),)
