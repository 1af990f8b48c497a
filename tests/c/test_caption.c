/* Captions: what is bound and, more than that, what is not; then promises on random image soup.
 *
 * The promises: the rules hold, the output reads back as the same tree, cleaning again changes
 * nothing (a caption is bound the first time or never), and no visible character is lost or moved.
 */
#include "clean/caption.h"
#include "clean/sanitize.h"
#include "clean_memory.h"
#include "clean_rig.h"
#include "emit/html.h"
#include "emit/text.h"
#include "harness.h"

#include <stdint.h>

enum { SOUPS = 30000 };

static nws_view cleaned(test_rig *rig, nws_view input)
{
    nws_document document;
    rig_clear(rig);
    if (clean(rig, input, &document) != NWS_OK ||
        nws_emit_html(document.root, &rig->html) != NWS_OK)
        return NWS_VIEW_NONE;
    return nws_buffer_view(&rig->html);
}

typedef struct example {
    const char *input;
    const char *output; /* NULL: nothing is bound */
} example;

#define IMG "<img src=\"a.png\">"
#define BOX "<div lang=\"x\">" IMG "</div>"
#define CAPTION(text) "<figcaption>" text "</figcaption></figure>"
#define BOXED "<figure lang=\"x\">" IMG CAPTION("西湖一角")

static const example bound[] = {
    /* text alone behind a box */
    {BOX "西湖一角<p>a</p>", BOXED "<p>a</p>"},
    {BOX "西湖一角", BOXED},
    {"<div><div>" IMG "</div>西湖一角</div>", "<figure><div>" IMG "</div>" CAPTION("西湖一角")},
    {BOX "<span title=\"t\">西湖</span>一角<hr>",
     "<figure lang=\"x\">" IMG CAPTION("<span title=\"t\">西湖</span>一角") "<hr>"},
    {"<a href=\"x\">" BOX "</a>西湖一角<p>b</p>", NULL},
    /* a line behind the image in a paragraph of their own */
    {"<p>" IMG "<br>西湖一角</p>", "<figure>" IMG CAPTION("西湖一角")},
    {"<p>" IMG "<br> <br>西湖一角<br></p>", "<figure>" IMG CAPTION("西湖一角")},
    {"<p>" IMG " <em>Dawn over the bridge, in fog.</em></p>",
     "<figure>" IMG " " CAPTION("<em>Dawn over the bridge, in fog.</em>")},
    {"<p>" IMG IMG "<br>both of them</p>", "<figure>" IMG IMG CAPTION("both of them")},
    /* named by a class, an id or the element itself */
    {BOX "<p class=\"wp-caption-text\">It rained. We left.</p>",
     "<figure lang=\"x\">" IMG CAPTION("It rained. We left.")},
    {BOX "<p CLASS = img_desc >x</p>y", "<figure lang=\"x\">" IMG CAPTION("x") "y"},
    {BOX "\n<div title=\"t\"><figcaption>x</figcaption></div>", NULL},
    {"<div>" IMG "<figcaption>x.</figcaption></div>", "<figure>" IMG CAPTION("x.")},
    {"<div>" IMG "<p class=caption lang=de>x.</p></div>",
     "<figure>" IMG "<figcaption lang=\"de\">x.</figcaption></figure>"},
    {"<div><img src=\"a.png\" aria-describedby=\"c\"><span id=c title=y>x.</span></div>",
     "<figure>" IMG CAPTION("<span title=\"y\">x.</span>")},
    {"<div>a<br>" IMG "<small class=pic-info>x.</small><br>b</div>",
     "<div>a<br><figure>" IMG CAPTION("<small>x.</small>") "b</div>"},
    /* in a figure */
    {"<figure>" IMG "It rained.</figure>", "<figure>" IMG CAPTION("It rained.")},
    {"<figure><a href=\"#\">" IMG "</a><p>It rained.</p></figure>",
     "<figure><a href=\"#\" rel=\"noopener noreferrer\">" IMG "</a>" CAPTION("It rained.")},
    /* centred, among what is not */
    {"<p>" IMG "</p><p align=center>西湖一角</p><p>b</p>",
     "<figure>" IMG CAPTION("西湖一角") "<p>b</p>"},
    {"<p>" IMG "</p><p style=\"color:red;text-align : Center\">西湖一角</p>",
     "<figure>" IMG CAPTION("西湖一角")},
    {"<p>" IMG "</p><center>西湖一角</center>b", "<figure>" IMG CAPTION("西湖一角") "b"},
    /* a beginning that captions have */
    {"<p>" IMG "</p><p>▲ 西湖。新华社记者摄</p>", "<figure>" IMG CAPTION("▲ 西湖。新华社记者摄")},
    {"<p>" IMG "</p><p>Figure 2: what we saw, at last.</p>",
     "<figure>" IMG CAPTION("Figure 2: what we saw, at last.")},
    {"<td>a<br>" IMG "<br>图：西湖<br>b", "a<br><figure>" IMG CAPTION("图：西湖") "b"},
    /* sections, as WeChat writes them */
    {"<section>" IMG "</section><section style=\"text-align:center;font-size:12px\">西湖一角"
     "</section><section>b。</section>",
     "<figure>" IMG CAPTION("西湖一角") "<section>b。</section>"},
    {"<section style=\"text-align: center\"><section title=t>" IMG "</section></section>"
     "<p style=\"text-align: center;\"><span style=\"font-size: "
     "12px;\">西湖一角</span></p><p>b。</p>",
     "<figure><section title=\"t\">" IMG "</section>" CAPTION("西湖一角") "<p>b。</p>"},
    {"<section>" IMG "<p class=caption>It rained.</p></section>",
     "<figure>" IMG CAPTION("It rained.")},
    {"<section>" IMG "<br>西湖一角</section>", "<figure>" IMG CAPTION("西湖一角")},
    {"<p>" IMG "</p><section>▲ 西湖。</section>", "<figure>" IMG CAPTION("▲ 西湖。")},
    /* pictures, not icons: a size that browsers read as none is none */
    {"<div><img src=\"a.png\" width=\"65\"></div>西湖一角",
     "<figure><img src=\"a.png\" width=\"65\">" CAPTION("西湖一角")},
    {"<div><img src=\"a.png\" width=\"0640\"></div>西湖一角",
     "<figure><img src=\"a.png\" width=\"0640\">" CAPTION("西湖一角")},
    {"<div><img src=\"a.png\" width=\"-5\"></div>西湖一角",
     "<figure><img src=\"a.png\" width=\"-5\">" CAPTION("西湖一角")},
    /* a name that says no, and others that only begin so */
    {BOX "<p class=\"a no-caption\">It rained.</p>", NULL},
    {BOX "<p class=nocaption>It rained.</p>", NULL},
    {BOX "<p class=imgNoCaption>It rained.</p>", NULL},
    {BOX "<p class=without_caption>It rained.</p>", NULL},
    {BOX "<p class=piano-caption>It rained.</p>", "<figure lang=\"x\">" IMG CAPTION("It rained.")},
    {BOX "<p class=\"no-caption caption\">It rained.</p>",
     "<figure lang=\"x\">" IMG CAPTION("It rained.")},
    /* before */
    {"<p class=caption>It rained.</p>" BOX "c。",
     "<figure><figcaption>It rained.</figcaption>" BOX "</figure>c。"},
    {"<p>▼ 西湖</p><p>" IMG "</p>",
     "<figure><figcaption>▼ 西湖</figcaption><p>" IMG "</p></figure>"},
};

static const example unbound[] = {
    /* the article goes on behind the image */
    {BOX "GitHub 官方宣布，正在更改密钥，具体来说：<p>a</p>", NULL},
    {BOX "It rained.<p>a</p>", NULL},
    {BOX "西湖一角<br>西湖二角<p>a</p>", NULL},
    {BOX "<p>西湖一角</p>", NULL},
    {BOX "<p><em>By the authors</em></p>", NULL},
    {BOX "<strong>西湖一角</strong><p>a</p>", NULL},
    {BOX "<a href=\"x\" rel=\"noopener noreferrer\">西湖一角</a>", NULL},
    {BOX "一、西湖<p>a</p>", NULL},
    {BOX "2. West lake<p>a</p>", NULL},
    {BOX "来源：西湖<p>a</p>", NULL},
    {BOX "点击查看<p>a</p>", NULL},
    {BOX "（编辑 张三）<p>a</p>", NULL},
    {BOX "[作者 张三]<p>a</p>", NULL},
    {BOX "2021<p>a</p>", NULL},
    {BOX "***<p>a</p>", NULL},
    {BOX "<h2>西湖一角</h2>", NULL},
    {BOX "<section>西湖一角</section>", NULL},
    {"<section>" IMG "</section><section>西湖。</section><section>b。</section>", NULL},
    {"<section>" IMG "<p>西湖一角</p><p>b。</p></section>", NULL},
    {"<section><p>a。</p>" IMG "<br>西湖一角</section>", NULL},
    {BOX "<ul><li>西湖一角</li></ul>", NULL},
    {BOX "<p>Figure 2 shows the lake</p>", NULL},
    {BOX "<p>图2展示了西湖</p>", NULL},
    {"<p>" IMG "西湖一角</p>", NULL},
    {"<p>" IMG " Some text of the article</p>", NULL},
    {"<p>西湖" IMG "<br>一角</p>", NULL},
    {"<p>" IMG "<br>西湖一角<br>西湖二角</p>", NULL},
    {"<h1>" IMG "<br>Tanuki</h1>", NULL},
    {"<ul><li>" IMG "<br>西湖一角</li></ul>", NULL},
    {"西湖" IMG "一角", NULL},
    {"<div><img src=\"a.png\" width=\"16\" height=\"16\"></div>icon<p>a</p>", NULL},
    {"<div><img src=\"a.png\" width=\"64\"></div>icon<p>a</p>", NULL},
    {"<div><img src=\"a.png\" width=\"0050\"></div>icon<p>a</p>", NULL},
    {BOX "Figure : West lake, at last<p>a</p>", NULL},
    {"<a href=\"#\" rel=\"noopener noreferrer\">" IMG "<br>西湖一角</a>", NULL},
    {"<figure>" IMG "<p>a.</p><p>b.</p></figure>", NULL},
    {"<figure>" IMG "<figcaption>a</figcaption></figure>西湖一角", NULL},
    {"<p>a</p>西湖一角", NULL},
};

static void test_bound(test_rig *rig)
{
    for (size_t i = 0; i < sizeof bound / sizeof bound[0]; i++) {
        const nws_view input = nws_view_of(bound[i].input, strlen(bound[i].input));
        const nws_view html = cleaned(rig, input);
        bool row = false;
        for (uint32_t j = 0; j < rig->audit.count; j++)
            row |= rig->audit.rows[j].rule == NWS_RULE_CAPTION;
        if (bound[i].output == NULL)
            CHECK(!row);
        else if (CHECK_TEXT(html, bound[i].output) && !CHECK(row))
            fprintf(stderr, "  not on record: %s\n", bound[i].input);
    }
}

/* All of these are clean, so nothing at all may change. */
static void test_unbound(test_rig *rig)
{
    for (size_t i = 0; i < sizeof unbound / sizeof unbound[0]; i++) {
        const char *input = unbound[i].input;
        if (!CHECK_TEXT(cleaned(rig, nws_view_of(input, strlen(input))), input))
            fprintf(stderr, "  changed: %s\n", input);
    }
    /* Where all is centred, centred says nothing. */
    const nws_view centred = NWS_VIEW("<center>" IMG "</center><center>西湖一角</center>"
                                      "<center>b</center>");
    CHECK_TEXT(cleaned(rig, centred), "<div>" IMG "</div><div>西湖一角</div><div>b</div>");
}

static void test_options(test_rig *rig)
{
    static const char input[] = "<div lang=\"x\">" IMG "</div>西湖一角";
    rig->policy.repairs &= ~(uint32_t)NWS_REPAIR_CAPTIONS;
    CHECK_TEXT(cleaned(rig, NWS_VIEW(input)), input);
    nws_policy_preset(&rig->policy, NWS_PRESET_ARTICLE);
    rig->policy.actions[NWS_TAG_FIGCAPTION] = NWS_ACTION_UNWRAP;
    CHECK_TEXT(cleaned(rig, NWS_VIEW(input)), input);
    nws_policy_preset(&rig->policy, NWS_PRESET_ARTICLE);
    /* an attribute that a figure may not have stays on its box */
    rig->policy.by_tag[NWS_TAG_DIV][NWS_ATTR_ALIGN / 64] |= (uint64_t)1 << NWS_ATTR_ALIGN % 64;
    CHECK_TEXT(cleaned(rig, NWS_VIEW("<div align=\"left\">" IMG "</div>西湖一角")),
               "<figure><div align=\"left\">" IMG "</div>" CAPTION("西湖一角"));
    nws_policy_preset(&rig->policy, NWS_PRESET_ARTICLE);
}

/* --- the limits --- */

static void repeat(nws_buffer *out, const char *text, unsigned times)
{
    while (times-- > 0)
        CHECK(nws_buffer_append(out, text, strlen(text)) == NWS_OK);
}

static bool binds(test_rig *rig, const nws_buffer *input)
{
    const nws_view html = cleaned(rig, nws_buffer_view(input));
    for (size_t i = 0; i + 12 <= html.length; i++)
        if (memcmp(html.data + i, "<figcaption>", 12) == 0)
            return true;
    return false;
}

/* Whether a caption of count characters behind lead, and so many elements, is bound. */
static bool binds_at(test_rig *rig, const char *lead, unsigned count, const char *tail)
{
    nws_buffer input;
    nws_buffer_init(&input, nws_allocator_libc());
    repeat(&input, lead, 1);
    repeat(&input, "图", count);
    repeat(&input, tail, 1);
    const bool found = binds(rig, &input);
    nws_buffer_free(&input);
    return found;
}

static void test_limits(test_rig *rig)
{
    CHECK(binds_at(rig, BOX, NWS_MAX_BARE_CAPTION, "<hr>"));
    CHECK(!binds_at(rig, BOX, NWS_MAX_BARE_CAPTION + 1, "<hr>"));
    CHECK(binds_at(rig, "<p>" IMG "<em>", NWS_MAX_CUED_CAPTION, "</em></p>"));
    CHECK(!binds_at(rig, "<p>" IMG "<em>", NWS_MAX_CUED_CAPTION + 1, "</em></p>"));
    CHECK(binds_at(rig, BOX "▲", NWS_MAX_CUED_CAPTION - 1, "<hr>"));
    CHECK(!binds_at(rig, BOX "▲", NWS_MAX_CUED_CAPTION, "<hr>"));
    CHECK(binds_at(rig, BOX "<p class=caption>", NWS_MAX_CAPTION, "</p>"));
    CHECK(!binds_at(rig, BOX "<p class=caption>", NWS_MAX_CAPTION + 1, "</p>"));
    static const char tag[] = "<p class=caption x=>";
    for (unsigned extra = 0; extra < 2; extra++) {
        nws_buffer input;
        nws_buffer_init(&input, nws_allocator_libc());
        repeat(&input, BOX "<p class=caption x=", 1);
        repeat(&input, "y", NWS_MAX_START_TAG - (sizeof tag - 1) + extra);
        repeat(&input, ">It rained.</p>", 1);
        CHECK(binds(rig, &input) == (extra == 0));
        nws_buffer_free(&input);
    }
    for (unsigned extra = 0; extra < 2; extra++) {
        nws_buffer input;
        nws_buffer_init(&input, nws_allocator_libc());
        repeat(&input, BOX "<p class=caption>", 1);
        /* the paragraph itself is a node, and each piece two */
        repeat(&input, "<q>x</q>", NWS_MAX_CAPTION_REACH / 2 - 1 + extra);
        CHECK(binds(rig, &input) == (extra == 0));
        nws_buffer_free(&input);
    }
    /* so many br behind it are looked through for more text */
    rig->policy.repairs &= ~(uint32_t)NWS_REPAIR_BREAKS;
    for (unsigned extra = 0; extra < 2; extra++) {
        nws_buffer input;
        nws_buffer_init(&input, nws_allocator_libc());
        repeat(&input, BOX "西湖一角", 1);
        repeat(&input, "<br>", NWS_MAX_CAPTION_REACH + extra);
        CHECK(binds(rig, &input) == (extra == 0));
        nws_buffer_free(&input);
    }
    nws_policy_preset(&rig->policy, NWS_PRESET_ARTICLE);
    /* no figure where there is little room above it */
    for (unsigned extra = 0; extra < 2; extra++) {
        nws_buffer input;
        nws_buffer_init(&input, nws_allocator_libc());
        repeat(&input, "<div lang=x>a", NWS_MAX_OUTPUT_DEPTH - 2 * NWS_MAX_CAPTION_REACH + extra);
        repeat(&input, BOX "西湖一角", 1);
        CHECK(binds(rig, &input) == (extra == 0));
        nws_buffer_free(&input);
    }
}

/* White space counts once, however it is written; a text that is longer than any caption is not one
 * that begins behind it. */
static void test_words(test_rig *rig)
{
    nws_buffer input;
    nws_buffer_init(&input, nws_allocator_libc());
    repeat(&input, BOX "<p class=caption>", 1);
    repeat(&input, "图 \n", NWS_MAX_CAPTION / 2);
    CHECK(binds(rig, &input));
    input.length = 0;
    repeat(&input, BOX "<p class=caption>x <q>", 1);
    repeat(&input, "y", sizeof((nws_caption_words *)NULL)->data + 1);
    repeat(&input, "</q></p>", 1);
    CHECK(!binds(rig, &input));
    nws_buffer_free(&input);
}

/* What ends a clause, and what looks like it. */
static void test_clauses(test_rig *rig)
{
    static const char *const ends[] = {"。", "，", "！", "？", "；", "：", "…",
                                       ". ", ", ", "! ", "? ", "; ", ": ", ".<hr>"};
    static const char *const others[] = {"、", "·", ".", ",", "!", "?", ";", ":", "－", "～"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        char lead[64];
        snprintf(lead, sizeof lead, BOX "西湖%s", ends[i]);
        CHECK(!binds_at(rig, lead, 2, "<hr>"));
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        char lead[64];
        snprintf(lead, sizeof lead, BOX "西湖%s", others[i]);
        CHECK(binds_at(rig, lead, 2, "<hr>"));
    }
}

/* What begins an item, a heading or a mention, and the same behind a word. */
static void test_items(test_rig *rig)
{
    static const char *const signs[] = {"1", "-", "*", "#", "@", "&gt;", "·", "•", "一、", "十、"};
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        char lead[64];
        snprintf(lead, sizeof lead, BOX "%s", signs[i]);
        CHECK(!binds_at(rig, lead, 4, "<hr>"));
        snprintf(lead, sizeof lead, BOX "湖%s", signs[i]);
        CHECK(binds_at(rig, lead, 4, "<hr>"));
    }
}

/* Whether text is a caption by itself, where a mark says what. */
static bool fits(const char *text, const char *rest, nws_caption_mark mark)
{
    nws_caption_words words = {.length = strlen(text) + strlen(rest)};
    memcpy(words.data, text, strlen(text));
    memcpy(words.data + strlen(text), rest, strlen(rest));
    for (size_t i = 0; i < words.length; i++)
        words.points += (words.data[i] & 0xC0) != 0x80;
    return nws_caption_fits(&words, mark);
}

/* text without its last character, in room. */
static const char *cut_last(const char *text, char room[32])
{
    snprintf(room, 32, "%s", text);
    size_t last = strlen(room) - 1;
    while (((unsigned char)room[last] & 0xC0) == 0x80)
        last--;
    room[last] = '\0';
    return room;
}

/* Each beginning that counts, and the same cut by its last character, which counts for nothing:
 * however the lists are searched. */
static void test_beginnings(void)
{
    static const char *const cues[] = {"▲",
                                       "△",
                                       "↑",
                                       "图：",
                                       "图:",
                                       "图/",
                                       "图｜",
                                       "图|",
                                       "图丨",
                                       "图为",
                                       "图源",
                                       "图注",
                                       "图说",
                                       "图片来源",
                                       "图片来自",
                                       "图片说明",
                                       "图片：",
                                       "配图：",
                                       "資料圖",
                                       "资料图",
                                       "圖：",
                                       "圖為",
                                       "圖片來源",
                                       "写真：",
                                       "画像：",
                                       "Photo:",
                                       "Photo by ",
                                       "Photo credit",
                                       "Photograph:",
                                       "Picture:",
                                       "Image:",
                                       "Image credit",
                                       "Image source",
                                       "Image via ",
                                       "Illustration:",
                                       "Illustration by ",
                                       "Caption:",
                                       "(Photo"};
    static const char *const lines[] = {
        "来源",          "來源",       "责编",   "责任编辑", "責任編輯", "编辑",      "作者",
        "记者",          "原标题",     "原文",   "文/",      "文｜",     "文丨",      "本文",
        "相关",          "推荐",       "延伸",   "下一",     "上一",     "点击",      "查看",
        "更多",          "扫码",       "扫描",   "长按",     "关注",     "分享",      "转载",
        "阅读",          "广告",       "二维码", "▼",        "▽",        "↓",         "By ",
        "Source",        "Read ",      "See ",   "Related",  "Click",    "Share",     "Follow",
        "Advertisement", "Download",   "Next",   "Previous", "Continue", "Subscribe", "Note",
        "Tip",           "Originally "};
    static const char *const numbered[] = {"Figure ", "Fig. ", "Fig ", "Abb. ",
                                           "图",      "圖",    "図",   "그림 "};
    static const char *const separators[] = {":",  "：", ". ", "．", " |", "｜",
                                             " –", " —", " -", "、", "　", ")"};
    static const char *const ordinals[] = {"一、", "二、", "三、", "四、", "五、", "六、",
                                           "七、", "八、", "九、", "十、", "•",    "·"};
    char cut[32];
    for (size_t i = 0; i < sizeof cues / sizeof cues[0]; i++) {
        CHECK(fits(cues[i], "", NWS_CAPTION_NONE) && fits(cues[i], "西。湖", NWS_CAPTION_NONE));
        CHECK(!fits(cut_last(cues[i], cut), "西。湖", NWS_CAPTION_NONE));
        CHECK(!fits(cut, "", NWS_CAPTION_NONE) && !fits("西", cues[i], NWS_CAPTION_NONE));
    }
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        CHECK(!fits(lines[i], "西湖", NWS_CAPTION_SLANTED) &&
              !fits("（", lines[i], NWS_CAPTION_SLANTED));
        CHECK(fits(cut_last(lines[i], cut), "西湖", NWS_CAPTION_SLANTED));
    }
    for (size_t i = 0; i < sizeof numbered / sizeof numbered[0]; i++)
        for (size_t j = 0; j < sizeof separators / sizeof separators[0]; j++) {
            char text[64];
            snprintf(text, sizeof text, "%s2-3%s", numbered[i], separators[j]);
            CHECK(fits(text, "", NWS_CAPTION_NONE) && fits(text, "西。", NWS_CAPTION_NONE));
            snprintf(text, sizeof text, "%s2-3%s", numbered[i], cut_last(separators[j], cut));
            CHECK(!fits(text, "西。", NWS_CAPTION_NONE));
        }
    for (size_t i = 0; i < sizeof ordinals / sizeof ordinals[0]; i++) {
        CHECK(!fits(ordinals[i], "西湖", NWS_CAPTION_BARE));
        CHECK(fits(cut_last(ordinals[i], cut), "西湖", NWS_CAPTION_BARE));
    }
    CHECK(!nws_caption_announces(&(nws_caption_words){.length = 0}));
}

static void test_classes(void)
{
    CHECK(nws_caption_class(NWS_VIEW("wp-caption-text")));
    CHECK(nws_caption_class(NWS_VIEW("a ImageCaption")));
    CHECK(!nws_caption_class(NWS_VIEW("content")) && !nws_caption_class(NWS_VIEW("")));
    CHECK(nws_caption_centred(NWS_VIEW("text-align:center")));
    CHECK(nws_caption_centred(NWS_VIEW("x:y; TEXT-ALIGN : center !important")));
    CHECK(!nws_caption_centred(NWS_VIEW("text-align:left;vertical-align:center")));
    CHECK(!nws_caption_centred(NWS_VIEW("text-align")) && !nws_caption_centred(NWS_VIEW("")));
}

/* --- soup --- */

static const char *const pieces[] = {IMG,
                                     IMG,
                                     IMG,
                                     "<img data-src=b.jpg src=lazy.gif>",
                                     "<img src=a.png width=1>",
                                     "<img src=a.png aria-describedby=i title=t>",
                                     "<br>",
                                     "<br>",
                                     " ",
                                     "\n",
                                     "<hr>",
                                     "&nbsp;",
                                     "西湖一角",
                                     "West lake",
                                     "It rained.",
                                     "▲ 图",
                                     "▼",
                                     "图1：",
                                     "来源：",
                                     "x",
                                     "&#13;",
                                     "<p>",
                                     "<p>",
                                     "</p>",
                                     "</p>",
                                     "<div>",
                                     "<div>",
                                     "</div>",
                                     "</div>",
                                     "<div lang=x>",
                                     "<p class=caption>",
                                     "<section>",
                                     "</section>",
                                     "<section style=text-align:center>",
                                     "<div class=img-desc title=t>",
                                     "<p align=center>",
                                     "<center>",
                                     "</center>",
                                     "<figure>",
                                     "</figure>",
                                     "<figcaption>",
                                     "</figcaption>",
                                     "<span>",
                                     "</span>",
                                     "<em>",
                                     "</em>",
                                     "<small class=caption>",
                                     "</small>",
                                     "<span id=i lang=y>",
                                     "<a href=u>",
                                     "</a>",
                                     "<strong>",
                                     "</strong>",
                                     "<ul>",
                                     "<li>",
                                     "</ul>",
                                     "<table><td>",
                                     "</table>",
                                     "<h2>",
                                     "</h2>",
                                     "<noscript>",
                                     "</noscript>",
                                     "<picture>",
                                     "</picture>",
                                     "<section>",
                                     "</section>",
                                     "<blockquote>",
                                     "</blockquote>",
                                     "<b>",
                                     "</b>",
                                     "<pre>",
                                     "</pre>",
                                     "<dl><dd>",
                                     "</dl>",
                                     "<address>"};

static nws_view make_soup(char *data, size_t room)
{
    const unsigned kinds = (unsigned)(sizeof pieces / sizeof pieces[0]);
    unsigned favourites[8];
    for (unsigned i = 0; i < 8; i++)
        favourites[i] = draw(kinds);
    const unsigned count = 2 + draw(24);
    size_t length = 0;
    for (unsigned i = 0; i < count && length + 64 < room; i++) {
        const char *piece = draw(4) == 0 ? pieces[draw(3)]
                                         : pieces[draw(3) > 0 ? favourites[draw(8)] : draw(kinds)];
        length += (size_t)snprintf(data + length, room - length, "%s", piece);
    }
    return nws_view_of(data, length);
}

/* The characters to be seen, in their order. */
static void visible(const nws_node *root, nws_buffer *out)
{
    for (const nws_node *at = root; at != NULL; at = nws_node_following(root, at, false)) {
        if (at->type != XML_TEXT_NODE)
            continue;
        const nws_view text = nws_node_text(at);
        for (size_t i = 0; i < text.length; i++)
            if (!nws_is_space((unsigned char)text.data[i]) &&
                nws_buffer_push(out, text.data[i]) != NWS_OK)
                return;
    }
}

static bool same(const nws_buffer *a, const nws_buffer *b)
{
    return nws_view_equal(nws_buffer_view(a), nws_buffer_view(b));
}

/* What is broken; NULL: nothing. */
static const char *broken_promise(test_rig *rig, nws_view input)
{
    const nws_parse_options options = NWS_PARSE_BODY;
    nws_document document, again;
    const nws_node *where;
    rig_clear(rig);
    const uint32_t repairs = rig->policy.repairs;
    rig->policy.repairs &= ~(uint32_t)NWS_REPAIR_CAPTIONS;
    if (clean(rig, input, &document) != NWS_OK)
        return "cleaning without captions";
    visible(document.root, &rig->dump);
    rig->policy.repairs = repairs;
    if (clean(rig, input, &document) != NWS_OK)
        return "cleaning";
    visible(document.root, &rig->redump);
    if (!same(&rig->dump, &rig->redump))
        return "text";
    const char *rule = nws_sanitize_verify(&document, &rig->policy, &where);
    if (rule != NULL)
        return rule;
    rig->dump.length = rig->redump.length = 0;
    if (nws_emit_html(document.root, &rig->html) != NWS_OK ||
        nws_html_dump(&document, &rig->dump) != NWS_OK ||
        nws_html_parse(&rig->arena, nws_buffer_view(&rig->html), &options, &again) != NWS_OK ||
        nws_html_dump(&again, &rig->redump) != NWS_OK)
        return "memory";
    if (!same(&rig->dump, &rig->redump))
        return "another tree";
    if (clean(rig, nws_buffer_view(&rig->html), &again) != NWS_OK ||
        nws_emit_html(again.root, &rig->again) != NWS_OK)
        return "memory";
    return same(&rig->html, &rig->again) ? NULL : "no fixpoint";
}

static void test_soup(test_rig *rig)
{
    static char data[4096];
    unsigned broken = 0, found = 0;
    for (unsigned i = 0; i < SOUPS; i++) {
        nws_policy_preset(&rig->policy, NWS_PRESET_ARTICLE);
        if (i % 4 == 1) /* attributes that speak for a caption stay */
            rig->policy.any_tag[NWS_ATTR_CLASS / 64] |= (uint64_t)1 << NWS_ATTR_CLASS % 64;
        if (i % 4 == 2)
            rig->policy.by_tag[NWS_TAG_P][NWS_ATTR_ALIGN / 64] |= (uint64_t)1
                                                                  << NWS_ATTR_ALIGN % 64;
        if (i % 4 == 3)
            rig->policy.repairs &= draw(1u << 12) | (uint32_t)NWS_REPAIR_CAPTIONS;
        const nws_view soup = make_soup(data, sizeof data);
        const char *promise = broken_promise(rig, soup);
        const nws_view html = nws_buffer_view(&rig->html);
        for (size_t j = 0; j + 12 <= html.length; j++)
            found += memcmp(html.data + j, "<figcaption>", 12) == 0;
        if (promise != NULL && broken++ < 10)
            fprintf(stderr, "  %s: soup %u: %.*s\n    %.*s\n    %.*s\n", promise, i,
                    (int)soup.length, soup.data, (int)rig->html.length, rig->html.data,
                    (int)rig->again.length, rig->again.data);
    }
    CHECK(broken == 0 && found > SOUPS / 10);
    nws_policy_preset(&rig->policy, NWS_PRESET_ARTICLE);
}

/* --- no memory, and time --- */

static const char crowded[] =
    BOX "西湖一角<p>" IMG "<br>west lake</p><div title=x><p class=caption "
        "lang=x>b.</p>" IMG "</div><p>" IMG "</p>▲ 图";

static void test_memory(void)
{
    nws_policy policy;
    nws_policy_preset(&policy, NWS_PRESET_ARTICLE);
    const nws_clean_options options = {.policy = &policy};
    check_memory(NWS_VIEW(crowded), &options);
}

int main(int count, char **arguments)
{
    test_rig rig;
    if (count > 1) /* another seed, for a longer run by hand */
        draw_state = strtoull(arguments[1], NULL, 10) * 2 + 1;
    rig_init(&rig, nws_allocator_libc());
    test_bound(&rig);
    test_unbound(&rig);
    test_options(&rig);
    test_limits(&rig);
    test_words(&rig);
    test_clauses(&rig);
    test_items(&rig);
    test_classes();
    test_beginnings();
    test_soup(&rig);
    rig_free(&rig);
    test_memory();
    return harness_report();
}
