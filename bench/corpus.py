#!/usr/bin/env python3
"""Make a folder of posts for benchmarks: feeds, blogs, Chinese and English, the same for the same seed.

    python bench/corpus.py FOLDER [COUNT] [SEED]

The mix follows what real folders of scraped posts hold: mostly feed posts of 4 to 20 kB with lazy images
behind a proxy, some short ones, some with lists, tables and code.
"""

from __future__ import annotations

import pathlib
import random
import sys

HAN = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
WORDS = (
    "the of and to in a is that for it as was with be by on not he his but at are this have from or had an "
    "they which one you were all her she there would their we him been has when who will no more if out so "
    "up said what its about than into them can only other time new some could these two may first then do"
).split()
INLINE = ("strong", "em", "b", "i", "code")


def sentence(pick: random.Random, chinese: bool) -> str:
    if chinese:
        return "".join(pick.choices(HAN, k=pick.randint(12, 45))) + pick.choice("。。。！？，")
    return " ".join(pick.choices(WORDS, k=pick.randint(6, 22))).capitalize() + ". "


def inline(pick: random.Random, chinese: bool) -> str:
    text = "".join(sentence(pick, chinese) for _ in range(pick.randint(1, 4)))
    roll = pick.random()
    if roll < 0.2:
        tag = pick.choice(INLINE)
        text += f"<{tag}>{sentence(pick, chinese)}</{tag}>"
    elif roll < 0.35:
        text += (
            f'<a href="https://site{pick.randint(1, 99)}.example.com/p/{pick.randint(1, 9999)}?a=1&amp;b=2">link</a>'
        )
    return text


def image(pick: random.Random, number: int) -> str:
    name = (
        f"http://img{pick.randint(1, 9)}.example.com/2021{pick.randint(1, 12):02}/{pick.getrandbits(64):016x}_1024.jpg"
    )
    return (
        f'<p></p><div class="img_box" id="id_imagebox_{number}" onclick><div class="content_img_div perview_img_div">'
        f'<img class="lazy opacity_0 " id="img_{number}" data-original="{name}" data-height="{pick.randint(300, 1400)}" '
        f'data-width="1080" src="https://proxy.example.org/?{name}" referrerpolicy="no-referrer"></div></div>'
        f"{sentence(pick, True)[:12]}<p></p>"
    )


def body(pick: random.Random, chinese: bool) -> str:
    parts = ["<div>   \n"]
    for number in range(pick.choice((2, 4, 8, 12, 20, 30))):
        roll = pick.random()
        if roll < 0.72:
            parts.append(f"<p>{inline(pick, chinese)}</p>")
        elif roll < 0.86:
            parts.append(image(pick, number))
        elif roll < 0.91:
            items = "".join(f"<li>{inline(pick, chinese)}</li>" for _ in range(pick.randint(2, 6)))
            parts.append(f"<ul>{items}</ul>")
        elif roll < 0.95:
            parts.append(f"<h2>{sentence(pick, chinese)}</h2><blockquote><p>{inline(pick, chinese)}</p></blockquote>")
        elif roll < 0.98:
            row = "".join(f"<td>{sentence(pick, chinese)[:8]}</td>" for _ in range(4))
            parts.append(f"<table><tbody>{f'<tr>{row}</tr>' * pick.randint(2, 8)}</tbody></table>")
        else:
            parts.append("<pre><code>if (a &lt; b &amp;&amp; c) {\n    return a;\n}\n</code></pre>")
    parts.append('<div id="recommend_bottom"></div><div id="article_bottom"></div>  \n</div>\n            ')
    return "".join(parts)


def post(pick: random.Random) -> str:
    chinese = pick.random() < 0.7
    title = sentence(pick, chinese).strip().replace("'", "")[:60]
    cover = f"https://proxy.example.org/?http://img1.example.com/{pick.getrandbits(48):012x}_1024.jpg"
    day, clock = pick.randint(1, 28), f"{pick.randint(0, 23):02}:{pick.randint(0, 59):02}"
    return (
        f"\n---\ntitle: '{title}'\ncategories: \n - 新媒体\n - SITE{pick.randint(1, 40)}\n - source\n"
        f"headimg: '{cover}'\nauthor: Author {pick.randint(1, 200)}\ncomments: false\n"
        f"date: Mon, {day:02} Jul 2021 {clock}:00 GMT\nthumbnail: '{cover}'\n---\n\n{body(pick, chinese)}"
    )


def write(folder: pathlib.Path, count: int, seed: int) -> None:
    """Write count posts below folder, a hundred to a sub-folder."""
    pick = random.Random(seed)
    for number in range(count):
        path = folder / f"{number // 100:04}" / f"{number:06}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(post(pick).encode())


if __name__ == "__main__":
    write(
        pathlib.Path(sys.argv[1]),
        int(sys.argv[2]) if len(sys.argv) > 2 else 2000,
        int(sys.argv[3]) if len(sys.argv) > 3 else 1,
    )
