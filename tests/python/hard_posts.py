"""Posts with many fields, parts and faults between them: for tests that ask whether two ways give the same.

The first has each key of test_corpus_pickle.py's columns, too, and a later one values that do not fit them.
"""

from __future__ import annotations

POSTS: tuple[str | bytes | None, ...] = (
    "---\ntitle: 标题 😀\ndescription: é\ndate: 2021-07-19T18:22:01.5+08:00\nupdated: 2022-01-01\nauthor: [Ada, 王]\n"
    "tags: [a, b]\ncategories: [[x, y], z]\nslug: tea\nlang: zh-CN\ncover: /c.jpg\ndraft: true\nn: {a: [1, null]}\n"
    "rating: 3\nweight: .inf\npinned: false\nseries: ''\nwhen: 2021-07-19\npeople: [a, 王, '']\n---\n"
    '<p onclick=x>Tea <a href="/x?utm_source=a" rel=me>one</a> <a href=https://h.example/>two</a></p><!-- more -->'
    "<figure><img src=w.gif data-src=/a.png alt=A title=T width=3 height=4><figcaption>Cap</figcaption></figure>",
    None,
    "",
    "---\nrating: x\npeople: []\n" + "".join(f"k{i}: !x 1\n" for i in range(150)) + "---\n" + "<p onclick=a>x" * 300,
    "+++\ntitle = 'T'\n+++\n" + "<img src=a.png><img src=b.png>" * 20,
    "---\ntitle: [\n---\n" + "多语言 words " * 200,
    (b"\xff\xfe" * 40) + b"<p>x",
)
