/* The writers: escaping, text as a reader sees it, images and links as records; and the seed. */
#include "base/bounds.h"
#include "clean/sanitize.h"
#include "emit/html.h"
#include "emit/media.h"
#include "emit/text.h"
#include "harness.h"

typedef struct test_rig {
    nws_arena arena;
    nws_buffer html, text;
    nws_policy policy;
    nws_document document;
    nws_audit audit;
    nws_marks marks;
    nws_media media;
} test_rig;

static void rig_init(test_rig *rig, const nws_allocator *allocator)
{
    nws_arena_init(&rig->arena, allocator);
    nws_buffer_init(&rig->html, allocator);
    nws_buffer_init(&rig->text, allocator);
    nws_policy_preset(&rig->policy, NWS_PRESET_ARTICLE);
}

static void rig_free(test_rig *rig)
{
    nws_arena_free(&rig->arena);
    nws_buffer_free(&rig->html);
    nws_buffer_free(&rig->text);
}

static nws_status emit(test_rig *rig, nws_view input)
{
    const nws_parse_options options = NWS_PARSE_BODY;
    const nws_clean_options clean = {.policy = &rig->policy};
    nws_arena_reset(&rig->arena);
    rig->html.length = rig->text.length = 0;
    NWS_TRY(nws_html_parse(&rig->arena, input, &options, &rig->document));
    nws_audit_init(&rig->audit, &rig->arena);
    NWS_TRY(nws_sanitize_tree(&rig->document, &clean, &rig->audit));
    rig->marks = (nws_marks){.arena = &rig->arena};
    NWS_TRY(nws_emit_html(rig->document.root, &rig->html));
    NWS_TRY(nws_emit_marked(rig->document.root, &rig->text, &rig->marks));
    return nws_emit_media(&rig->arena, &rig->marks, nws_buffer_view(&rig->text),
                          NWS_VIEW("https://here.example/x"), &rig->media);
}

static const char *const texts[][2] = {
    {"<p>a</p><p>b</p>", "a\n\nb"},
    {"<p>a\n  b\t c </p>", "a b c"},
    {"<div>a</div><div>b</div>", "a\nb"},
    {"<h1>t</h1>a<br>b<br><br><br>c", "t\n\na\nb\n\nc"},
    {"a <b> b </b> c", "a b c"},
    {"a<b> b</b><i>c </i>d", "a bc d"},
    {" <p> a </p> ", "a"},
    {"<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "- a\n- b\n- c"},
    {"<ol start=\"3\"><li>a<li value=\"9\">b<li>c</ol>", "3. a\n9. b\n10. c"},
    {"<ol reversed><li>a<li>b</ol>", "2. a\n1. b"},
    {"<ol start=-1><li>a<li>b<li>c</ol>", "-1. a\n0. b\n1. c"},
    {"<ul><li><p>a</p><p>b</p></li></ul>c", "- a\n\nb\n\nc"},
    {"<table><tr><td>a<td>b<tr><td><p>c</p><td>d</table>e", "a\tb\nc\td\ne"},
    {"<table><tr><td><td>b<td></table>", "b"},
    {"<table><tr><td>a<td><td>b</table>", "a\t\tb"},
    {"<h3>H</h3><table><tr><th><th>b<tr><td><td>c<td></table>d", "H\n\n\tb\n\tc\nd"},
    {"a<table><tr><td><td><td>b</table>", "a\n\t\tb"},
    {"a<table><tr><td><img src=i><td>b</table>", "a\n\tb"},
    {"<table><tr><td><p>a</p><td><div>b<p>c</div><td><p>d</table>", "a\tb\nc\td"},
    {"<table><tr><td>a<td><ul><li>b<li>c</ul><td><br>d</table>", "a\t- b\n- c\td"},
    {"<table><tr><td>a<td><br>b<tr><td><br>c<br><br>d<td>e</table>", "a\tb\nc\nd\te"},
    {"<table><tr><td>a<td><table><tr><td>b<td>c<tr><td><td>d</table>e</table>", "a\tb\tc\n\td\ne"},
    {"<table><tr><td>a<td><table><tr><td><td></table>b<tr><td>c</table>", "a\tb\nc"},
    {"<pre>a\n  b\n</pre><p>c</p>", "a\n  b\n\nc"},
    {"<ul><li>a</ul><p>b</p><table><tr><td>c<td><p>d</p><p>e</p></table><p>f</p><p>g</p>",
     "- a\n\nb\n\nc\td\ne\n\nf\n\ng"},
    {"<pre>\n\n\n a</pre>", "a"},
    {"x<pre>a<br>b</pre>", "x\na\nb"},
    {"<p>a&nbsp; b</p>", "a\xC2\xA0 b"},
    {"<dl><dt>a<dd>b</dl>", "a\nb"},
    {"a<hr>b", "a\nb"},
    {"<blockquote><p>a</p></blockquote>b", "a\n\nb"},
    {"a<img src=\"x.png\">b", "ab"},
    {"<p>one two three four five six seven\neight nine  ten</p>",
     "one two three four five six seven eight nine ten"},
    {"", ""},
    {" \n ", ""},
};

static void test_text(void)
{
    test_rig rig;
    rig_init(&rig, nws_allocator_libc());
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        CHECK(emit(&rig, nws_view_of(texts[i][0], strlen(texts[i][0]))) == NWS_OK);
        if (!CHECK_TEXT(nws_buffer_view(&rig.text), texts[i][1]))
            fprintf(stderr, "  input %s\n", texts[i][0]);
    }
    rig_free(&rig);
}

/* Both writers append, and what stands before is not theirs. */
static void test_append(void)
{
    test_rig rig;
    rig_init(&rig, nws_allocator_libc());
    CHECK(emit(&rig, NWS_VIEW(" <p>a</p> ")) == NWS_OK);
    nws_buffer out;
    nws_buffer_init(&out, nws_allocator_libc());
    CHECK(nws_buffer_add(&out, NWS_VIEW("x ")) == NWS_OK);
    CHECK(nws_emit_text(rig.document.root, &out) == NWS_OK);
    CHECK_TEXT(nws_buffer_view(&out), "x a");
    CHECK(nws_emit_html(rig.document.root, &out) == NWS_OK);
    CHECK_TEXT(nws_buffer_view(&out), "x a <p>a</p> ");
    nws_buffer_free(&out);
    rig_free(&rig);
}

/* An escape at every offset of a long run, in text and in a value. */
static void test_escapes(void)
{
    static const char *const pairs[][2] = {
        {"&amp;", "&amp;"},     {"&lt;", "&lt;"},
        {"&gt;", "&gt;"},       {"&nbsp;", "&nbsp;"},
        {"&#13;", "&#13;"},     {"&#xFEFF;", "&#xFEFF;"},
        {"&copy;", "\xC2\xA9"}, {"&#x1F600;", "\xF0\x9F\x98\x80"}};
    test_rig rig;
    rig_init(&rig, nws_allocator_libc());
    for (size_t pair = 0; pair < sizeof pairs / sizeof pairs[0]; pair++) {
        for (int before = 0; before < 40; before++) {
            char input[512], wanted[512];
            const char *fill = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnop";
            snprintf(input, sizeof input, "<p title=\"%.*s%s&quot;%.*s\">%.*s%s&quot;%.*s</p>",
                     before, fill, pairs[pair][0], 40 - before, fill, before, fill, pairs[pair][0],
                     40 - before, fill);
            snprintf(wanted, sizeof wanted, "<p title=\"%.*s%s&quot;%.*s\">%.*s%s\"%.*s</p>",
                     before, fill, pairs[pair][1], 40 - before, fill, before, fill, pairs[pair][1],
                     40 - before, fill);
            CHECK(emit(&rig, nws_view_of(input, strlen(input))) == NWS_OK);
            CHECK_TEXT(nws_buffer_view(&rig.html), wanted);
        }
    }
    rig_free(&rig);
}

static void test_media(void)
{
    static const char input[] =
        "<p>\xE4\xB8\xAD\xE6\x96\x87 <a href=\"https://e/\">a <b>link</b></a></p>"
        "<figure><img src=\"a.png\" alt=\"\" title=\"t\" width=\"3\" height=\"4\">"
        "<img src=\"b.png\"><figcaption>cap\n <i>tion</i></figcaption></figure>"
        "<ul><li><a href=\"/x\">y</a></li></ul><a href=\"https://HERE.example/z\"></a><a>n</a>"
        "<img src=\"c.png\">";
    test_rig rig;
    rig_init(&rig, nws_allocator_libc());
    CHECK(emit(&rig, NWS_VIEW(input)) == NWS_OK);
    CHECK_TEXT(nws_buffer_view(&rig.text), "\xE4\xB8\xAD\xE6\x96\x87 a link\n\ncap tion\n- y\nn");
    if (CHECK(rig.media.image_count == 3 && rig.media.link_count == 3)) {
        const nws_image *images = rig.media.images;
        CHECK_TEXT(images[0].src, "a.png");
        CHECK_TEXT(images[0].alt, "");
        CHECK_TEXT(images[0].title, "t");
        CHECK(images[0].width == 3 && images[0].height == 4);
        CHECK_TEXT(images[0].caption, "cap tion");
        CHECK(strcmp(images[0].caption_source, "figcaption") == 0);
        CHECK_TEXT(images[1].caption, "cap tion");
        CHECK(images[1].alt.data == NULL && images[0].position == 9 && images[1].position == 9);
        CHECK(images[2].caption.data == NULL && images[2].position == 25);
        const nws_link *links = rig.media.links;
        CHECK_TEXT(links[0].text, "a link");
        CHECK(links[0].external && !links[1].external && !links[2].external);
        CHECK_TEXT(links[1].text, "y");
        CHECK_TEXT(links[2].text, "");
        CHECK_TEXT(links[0].rel, "noopener noreferrer");
    }
    rig_free(&rig);
}

/* What leads to another host than the base's, as a browser reads it. */
static void test_external(void)
{
    static const char input[] =
        "<a href='///e/'>1</a><a href='https:///e/'>1</a><a href='/\\e/'>1</a>"
        "<a href='https:///HERE.example/'>0</a><a href='///here.example/x'>0</a>"
        "<a href='https:x'>0</a><a href='https:/x'>0</a><a href='/x//y'>0</a>";
    test_rig rig;
    rig_init(&rig, nws_allocator_libc());
    CHECK(emit(&rig, NWS_VIEW(input)) == NWS_OK);
    CHECK(rig.media.link_count == 8);
    for (size_t i = 0; i < rig.media.link_count; i++)
        if (!CHECK(rig.media.links[i].external == (rig.media.links[i].text.data[0] == '1')))
            fprintf(stderr, "  %.*s\n", (int)rig.media.links[i].href.length,
                    rig.media.links[i].href.data);
    rig_free(&rig);
}

/* Images of one figure that would repeat a long caption without end: the first keeps it. */
static void test_caption_repeats(void)
{
    enum { IMAGES = 100, LENGTH = 16 << 10, KEPT = 1 + (int)(NWS_MAX_CAPTION_REPEATS / LENGTH) };
    static char input[IMAGES * 11 + LENGTH + 100];
    size_t length = (size_t)sprintf(input, "<figure>");
    for (int i = 0; i < IMAGES; i++)
        length += (size_t)sprintf(input + length, "<img src=a>");
    length += (size_t)sprintf(input + length, "<figcaption>");
    memset(input + length, 'c', LENGTH);
    sprintf(input + length + LENGTH, "</figcaption></figure>");
    test_rig rig;
    rig_init(&rig, nws_allocator_libc());
    CHECK(emit(&rig, nws_view_of(input, strlen(input))) == NWS_OK);
    if (CHECK(rig.media.image_count == IMAGES))
        for (int i = 0; i < IMAGES; i++)
            CHECK(rig.media.images[i].caption.length == (i < KEPT ? LENGTH : 0) &&
                  (rig.media.images[i].caption_source != NULL) == (i < KEPT));
    rig_free(&rig);
}

/* Every allocation of the writers, failing. */
static void test_memory(void)
{
    static const char input[] = "<ul><li><a href=\"x\">a&amp;b</a><figure><img src=\"y.png\">"
                                "<figcaption>c</figcaption></figure></ul>";
    nws_status status = NWS_E_MEMORY;
    size_t fail_at = 1;
    for (; status == NWS_E_MEMORY && fail_at < 1000; fail_at++) {
        harness_memory memory = {.fail_at = fail_at};
        nws_allocator allocator = harness_allocator(&memory);
        test_rig rig;
        rig_init(&rig, &allocator);
        status = emit(&rig, NWS_VIEW(input));
        rig_free(&rig);
        CHECK(memory.live == 0);
    }
    CHECK(status == NWS_OK && fail_at > 3);
}

/* --- the seed, where it is at hand --- */

static nws_view read_seed(void)
{
    const char *folder = getenv("NEWSPROC_DATA");
    char path[1024];
    snprintf(path, sizeof path, "%s/seed-post.md", folder != NULL ? folder : "../shared/data");
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return NWS_VIEW_NONE;
    static char data[1 << 16];
    size_t length = fread(data, 1, sizeof data, file);
    fclose(file);
    nws_view whole = nws_view_of(data, length);
    for (size_t i = 10; i + 5 < length; i++) /* the closing fence */
        if (memcmp(data + i, "\n---\n", 5) == 0)
            return nws_view_slice(whole, i + 5, length);
    return NWS_VIEW_NONE;
}

static bool holds(nws_view text, const char *part)
{
    const size_t length = strlen(part);
    for (size_t i = 0; i + length <= text.length; i++)
        if (memcmp(text.data + i, part, length) == 0)
            return true;
    return false;
}

/* Ideographs of U+4E00..9FFF. */
static size_t count_han(nws_view text)
{
    size_t count = 0;
    for (size_t i = 0; i + 2 < text.length; i++) {
        const unsigned char *at = (const unsigned char *)text.data + i;
        const unsigned point = (at[0] & 0x0Fu) << 12 | (at[1] & 0x3Fu) << 6 | (at[2] & 0x3Fu);
        count += (at[0] & 0xF0) == 0xE0 && point >= 0x4E00 && point <= 0x9FFF;
    }
    return count;
}

static void test_seed(void)
{
    nws_view body = read_seed();
    if (body.data == NULL) {
        fprintf(stderr, "skipped: no seed-post.md in $NEWSPROC_DATA or ../shared/data\n");
        return;
    }
    test_rig rig;
    rig_init(&rig, nws_allocator_libc());
    CHECK(emit(&rig, body) == NWS_OK);
    const nws_view html = nws_buffer_view(&rig.html), text = nws_buffer_view(&rig.text);
    CHECK(count_han(body) == 3120 && count_han(html) == 3120 && count_han(text) == 3120);
    CHECK(nws_view_starts(text, NWS_VIEW("\xE7\xBE\x8E\xE5\x9B\xBD\xE7\xBA\xA0\xE9\x9B\x86")));
    static const char *const gone[] = {"onclick",     "class=", "id=",        "<p></p>",
                                       "<div></div>", "data-",  "cors.zfour", "recommend_bottom"};
    for (size_t i = 0; i < sizeof gone / sizeof gone[0]; i++)
        CHECK(!holds(html, gone[i]));
    if (CHECK(rig.media.image_count == 5)) {
        for (uint32_t i = 0; i < 5; i++) {
            const nws_image *image = &rig.media.images[i];
            CHECK(nws_view_starts(image->src, NWS_VIEW("http://zkres")));
            CHECK(nws_view_starts(image->displayed_src,
                                  NWS_VIEW("https://cors.zfour.workers.dev/?http://zkres")));
            CHECK(strcmp(image->source, "data-original") == 0 && image->lazy);
            CHECK(i == 0 || image->position > image[-1].position);
        }
        CHECK(rig.media.images[0].width == 1080 && rig.media.images[0].height == 869);
    }
    rig_free(&rig);
}

int main(void)
{
    test_text();
    test_append();
    test_escapes();
    test_media();
    test_external();
    test_caption_repeats();
    test_memory();
    test_seed();
    return harness_report();
}
