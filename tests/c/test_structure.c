/* Headings, blocks, tables, XPath and scripts: what an article is built of. */
#include "article/scripts.h"
#include "base/bounds.h"
#include "emit/html.h"
#include "emit/structure.h"
#include "harness.h"
#include "html/xpath.h"

typedef struct test_rig {
    nws_arena arena;
    nws_buffer scratch;
    nws_document document;
} test_rig;

static void rig_init(test_rig *rig, const nws_allocator *allocator)
{
    nws_arena_init(&rig->arena, allocator);
    nws_buffer_init(&rig->scratch, allocator);
}

static void rig_free(test_rig *rig)
{
    nws_arena_free(&rig->arena);
    nws_buffer_free(&rig->scratch);
}

static nws_status read_html(test_rig *rig, const char *html)
{
    nws_arena_reset(&rig->arena);
    return nws_structure_read(&rig->arena, nws_view_of(html, strlen(html)), &rig->document);
}

/* --- headings --- */

static void test_headings(test_rig *rig)
{
    nws_headings found;
    CHECK(read_html(rig, "<p>中文</p><h2 id=\"a\">One <b>two</b><br>three</h2><div><h3> </h3><h1>x"
                         "</h1></div>") == NWS_OK);
    CHECK(nws_structure_headings(&rig->arena, rig->document.root, &rig->scratch, &found) == NWS_OK);
    if (!CHECK(found.count == 3))
        return;
    CHECK(found.items[0].level == 2 && found.items[0].position == 4);
    CHECK_TEXT(found.items[0].text, "One two three");
    CHECK_TEXT(found.items[0].id, "a");
    CHECK(found.items[1].level == 3 && found.items[1].text.length == 0);
    CHECK(found.items[2].level == 1 && found.items[2].id.data == NULL);
    CHECK_TEXT(found.items[2].text, "x");
}

/* --- blocks --- */

typedef struct example {
    const char *html;
    const char *blocks; /* a line a block: type, level or address, text with newlines as | */
} example;

static const example examples[] = {
    {"", ""},
    {"<h2>a</h2><p>b<br>c</p>", "heading 2 a\nparagraph b|c\n"},
    {"text <b>bold</b><p>x</p>tail", "paragraph text bold\nparagraph x\nparagraph tail\n"},
    {"<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>", "list - a|- b|1. c\n"},
    {"<ol start=\"3\"><li>a</li></ol><dl><dt>t</dt><dd>d</dd></dl>", "list 3. a\nlist t|d\n"},
    {"<blockquote><p>a</p><p>b</p></blockquote>", "quote a||b\n"},
    {"<pre>a\n  b</pre><hr>", "code a|  b\nrule \n"},
    {"<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>", "table a\tb\n"},
    {"<div><section><p>a</p></section>b<div></div></div>", "paragraph a\nparagraph b\n"},
    {"<p><img src=\"i\"></p>", "image i \n"},
    {"<p><img src=\"i\">a<img src=\"j\"></p>", "image i \nparagraph a\nimage j \n"},
    {"<p>a<a href=\"#\"><img src=\"i\"></a></p>", "paragraph a\nimage i \n"},
    {"<figure><img src=\"i\"><img src=\"j\"><figcaption>c</figcaption></figure>",
     "image i c\nimage j c\n"},
    {"<figure><pre>a</pre><figcaption>c</figcaption></figure>", "code a\nparagraph c\n"},
    {"<figure>a<img src=\"i\"></figure>", "paragraph a\nimage i \n"},
    {"<details><summary>s</summary><p>a</p></details>", "paragraph s\nparagraph a\n"},
    {"<p> &nbsp; </p><div> </div>", "paragraph &nbsp;\n"},
    {"<svg><p>x", "paragraph x\n"},
};

static nws_status describe(const nws_blocks *blocks, nws_buffer *out)
{
    out->length = 0;
    for (uint32_t i = 0; i < blocks->count; i++) {
        const nws_block *block = &blocks->items[i];
        const char *name = nws_block_name((nws_block_kind)block->kind);
        NWS_TRY(nws_buffer_append(out, name, strlen(name)));
        NWS_TRY(nws_buffer_push(out, ' '));
        if (block->level > 0) {
            NWS_TRY(nws_buffer_push(out, (char)('0' + block->level)));
            NWS_TRY(nws_buffer_push(out, ' '));
        }
        if (block->src.data != NULL) {
            NWS_TRY(nws_buffer_add(out, block->src));
            NWS_TRY(nws_buffer_push(out, ' '));
        }
        for (size_t j = 0; j < block->text.length; j++)
            NWS_TRY(nws_buffer_push(out, block->text.data[j] == '\n' ? '|' : block->text.data[j]));
        NWS_TRY(nws_buffer_push(out, '\n'));
    }
    return NWS_OK;
}

static void test_blocks(test_rig *rig)
{
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        nws_blocks found;
        CHECK(read_html(rig, examples[i].html) == NWS_OK);
        CHECK(nws_structure_blocks(&rig->arena, rig->document.root, &rig->scratch, &found) ==
              NWS_OK);
        CHECK(describe(&found, &rig->scratch) == NWS_OK);
        const nws_view got =
            rig->scratch.length == 0 ? NWS_VIEW("") : nws_buffer_view(&rig->scratch);
        if (strcmp(examples[i].blocks, "paragraph &nbsp;\n") == 0)
            CHECK_TEXT(got, "paragraph \xC2\xA0\n");
        else if (!CHECK_TEXT(got, examples[i].blocks))
            fprintf(stderr, "  input %s\n", examples[i].html);
    }
}

/* --- tables --- */

static const example grids[] = {
    {"<table><tr><th>a<th>b<tr><td>1<td>2</table>", "1: a b / 1 2 /"},
    {"<table><thead><tr><td>a<tbody><tr><th>b</table>", "2: a / b /"},
    {"<table><tr><td colspan=2>a<td>b<tr><td>1</table>", "0: a a b / 1 /"},
    {"<table><tr><td rowspan=2>a<td>b<tr><td>c<tr><td>d</table>", "0: a b / a c / d /"},
    {"<table><tr><td>a<td rowspan=0>b<tr><td>c<tr><tbody><tr><td>d</table>",
     "0: a b / c b / - b / d /"},
    {"<table><tr><td rowspan=2 colspan=2>a<tr><td>b</table>", "0: a a / a a b /"},
    {"<table><tr><td colspan=0>a<td colspan=x>b</table>", "0: a b /"},
    {"<table><tr><td>a<table><tr><td>b</table></table>", "0: a|b / 0: b /"},
    {"<table><caption>x</caption></table>", "0: [x]"},
};

static nws_status describe_grids(const nws_grids *found, nws_buffer *out)
{
    out->length = 0;
    for (uint32_t i = 0; i < found->count; i++) {
        const nws_grid *grid = &found->items[i];
        char text[32];
        const int length =
            snprintf(text, sizeof text, "%s%u:", i == 0 ? "" : " ", (unsigned)grid->headers);
        NWS_TRY(nws_buffer_append(out, text, (size_t)length));
        uint32_t cell = 0;
        for (uint32_t row = 0; row < grid->rows; row++) {
            for (; cell < grid->ends[row]; cell++) {
                NWS_TRY(nws_buffer_push(out, ' '));
                const nws_view view = grid->cells[cell];
                for (size_t j = 0; j < view.length; j++)
                    NWS_TRY(nws_buffer_push(out, view.data[j] == '\n' ? '|' : view.data[j]));
                if (view.length == 0)
                    NWS_TRY(nws_buffer_push(out, '-'));
            }
            NWS_TRY(nws_buffer_append(out, " /", 2));
        }
        if (grid->caption.data != NULL) {
            NWS_TRY(nws_buffer_append(out, " [", 2));
            NWS_TRY(nws_buffer_add(out, grid->caption));
            NWS_TRY(nws_buffer_push(out, ']'));
        }
    }
    return NWS_OK;
}

static void test_tables(test_rig *rig)
{
    for (size_t i = 0; i < sizeof grids / sizeof grids[0]; i++) {
        nws_grids found;
        CHECK(read_html(rig, grids[i].html) == NWS_OK);
        CHECK(nws_structure_tables(&rig->arena, rig->document.root, &rig->scratch, &found) ==
              NWS_OK);
        CHECK(describe_grids(&found, &rig->scratch) == NWS_OK);
        if (!CHECK_TEXT(nws_buffer_view(&rig->scratch), grids[i].blocks))
            fprintf(stderr, "  input %s\n", grids[i].html);
    }
}

/* Spans are clamped one by one, and all of them together. */
static void test_spans(test_rig *rig)
{
    nws_grids found;
    CHECK(read_html(rig, "<table><tr><td colspan=4000000000>a</table>") == NWS_OK);
    CHECK(nws_structure_tables(&rig->arena, rig->document.root, &rig->scratch, &found) == NWS_OK);
    CHECK(found.items[0].ends[0] == NWS_MAX_COLSPAN);

    nws_buffer html;
    nws_buffer_init(&html, nws_allocator_libc());
    static const char row[] = "<tr><td colspan=1000 rowspan=65534>a";
    CHECK(nws_buffer_append(&html, "<table>", 7) == NWS_OK);
    for (int i = 0; i < 300; i++)
        CHECK(nws_buffer_append(&html, row, sizeof row - 1) == NWS_OK);
    CHECK(nws_buffer_push(&html, '\0') == NWS_OK);
    CHECK(read_html(rig, html.data) == NWS_OK);
    CHECK(nws_structure_tables(&rig->arena, rig->document.root, &rig->scratch, &found) == NWS_OK);
    CHECK(found.items[0].rows == 300);
    CHECK(found.items[0].ends[299] == NWS_MAX_TABLE_FILL + 300);
    nws_buffer_free(&html);
}

/* Images of one figure that would repeat a long caption without end: the first keeps it. */
static void test_caption_repeats(test_rig *rig)
{
    enum { IMAGES = 100, LENGTH = 16 << 10, KEPT = 1 + (int)(NWS_MAX_CAPTION_REPEATS / LENGTH) };
    static char html[IMAGES * 11 + LENGTH + 100];
    nws_blocks found;
    size_t length = (size_t)sprintf(html, "<figure>");
    for (int i = 0; i < IMAGES; i++)
        length += (size_t)sprintf(html + length, "<img src=a>");
    length += (size_t)sprintf(html + length, "<figcaption>");
    memset(html + length, 'c', LENGTH);
    CHECK(read_html(rig, html) == NWS_OK);
    CHECK(nws_structure_blocks(&rig->arena, rig->document.root, &rig->scratch, &found) == NWS_OK);
    if (CHECK(found.count == IMAGES))
        for (int i = 0; i < IMAGES; i++)
            CHECK(found.items[i].text.length == (i < KEPT ? LENGTH : 0));
}

/* A long text in a cell that spans: not that many copies of it. */
static void test_long_spans(test_rig *rig)
{
    enum { LENGTH = 64000, COST = 1 + LENGTH / NWS_TABLE_FILL_BYTES };
    static const char start[] = "<table><tr><td colspan=1000 rowspan=90>";
    static char html[sizeof start + LENGTH + 90 * 4];
    nws_grids found;
    memset(html, 'x', sizeof html - 1);
    memcpy(html, start, sizeof start - 1);
    for (size_t i = sizeof start - 1 + LENGTH; i + 4 < sizeof html; i += 4)
        memcpy(html + i, "<tr>", 4);
    html[sizeof start - 1 + LENGTH + 89 * 4] = '\0';
    CHECK(read_html(rig, html) == NWS_OK);
    CHECK(nws_structure_tables(&rig->arena, rig->document.root, &rig->scratch, &found) == NWS_OK);
    if (!CHECK(found.count == 1 && found.items[0].rows == 90))
        return;
    CHECK(found.items[0].ends[0] == 1 + NWS_MAX_TABLE_FILL / COST);
    CHECK(found.items[0].ends[89] == found.items[0].ends[0]); /* nothing spans any more */
}

/* Tables in tables: a text is repeated by the cells round it, but only so much of it. */
static void test_nested_tables(test_rig *rig)
{
    enum { LEVELS = 40 };
    static const size_t lengths[] = {100, 64 << 10};
    nws_buffer html;
    nws_buffer_init(&html, nws_allocator_libc());
    for (int i = 0; i < 2; i++) {
        html.length = 0;
        for (int level = 0; level < LEVELS; level++)
            CHECK(nws_buffer_append(&html, "<table><tr><td>", 15) == NWS_OK);
        for (size_t j = 0; j < lengths[i]; j++)
            CHECK(nws_buffer_push(&html, 'x') == NWS_OK);
        CHECK(nws_buffer_push(&html, '\0') == NWS_OK);
        nws_grids found;
        size_t total = 0;
        CHECK(read_html(rig, html.data) == NWS_OK);
        CHECK(nws_structure_tables(&rig->arena, rig->document.root, &rig->scratch, &found) ==
              NWS_OK);
        CHECK(found.count == LEVELS);
        for (uint32_t j = 0; j < found.count; j++)
            total += found.items[j].cells[0].length;
        CHECK(found.items[found.count - 1].cells[0].length == lengths[i]);
        if (i == 0)
            CHECK(total == lengths[i] * LEVELS);
        else
            CHECK(total > NWS_MAX_TABLE_REPEATS && total <= NWS_MAX_TABLE_REPEATS + lengths[i]);
    }
    nws_buffer_free(&html);
}

/* --- XPath --- */

static nws_status evaluate(test_rig *rig, const char *expression, nws_xpath_result *result)
{
    nws_error error;
    CHECK(read_html(rig, "<div lang=\"de\"><p>a<b>b</b></p><p>c &amp; d</p></div>e") == NWS_OK);
    return nws_xpath_evaluate(&rig->document, nws_view_of(expression, strlen(expression)), result,
                              &error);
}

static void test_xpath(test_rig *rig)
{
    nws_xpath_result found;
    CHECK(evaluate(rig, "//p", &found) == NWS_OK && found.kind == NWS_XPATH_NODES);
    if (CHECK(found.count == 2)) {
        rig->scratch.length = 0;
        CHECK(nws_emit_element(found.nodes[1], &rig->scratch) == NWS_OK);
        CHECK_TEXT(nws_buffer_view(&rig->scratch), "<p>c &amp; d</p>");
    }
    CHECK(evaluate(rig, "/div/@lang", &found) == NWS_OK && found.count == 1 &&
          found.nodes[0]->type == XML_ATTRIBUTE_NODE);
    CHECK(evaluate(rig, "/text()", &found) == NWS_OK && found.count == 1);
    CHECK(evaluate(rig, "count(//b)", &found) == NWS_OK && found.kind == NWS_XPATH_NUMBER &&
          found.number > 0.5 && found.number < 1.5);
    CHECK(evaluate(rig, "string(//p[2])", &found) == NWS_OK);
    CHECK_TEXT(found.text, "c & d");
    CHECK(evaluate(rig, "//p = 'ab'", &found) == NWS_OK && found.kind == NWS_XPATH_TRUTH &&
          found.truth);
    CHECK(evaluate(rig, "//nothing", &found) == NWS_OK && found.count == 0);
    CHECK(evaluate(rig, "//namespace::*", &found) == NWS_OK && found.count == 0);
    static const char *const wrong[] = {"", "//", "//p[", "nosuch()", "x:nosuch()", "$x", "//x:p"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        CHECK(evaluate(rig, wrong[i], &found) == NWS_E_ARGUMENT);
}

static void test_xpath_limits(test_rig *rig)
{
    static char expression[NWS_MAX_XPATH_LENGTH + 2];
    nws_xpath_result found;
    memset(expression, ' ', sizeof expression - 1);
    expression[0] = '1';
    CHECK(evaluate(rig, expression, &found) == NWS_E_LIMIT);
    expression[NWS_MAX_XPATH_LENGTH] = '\0';
    CHECK(evaluate(rig, expression, &found) == NWS_OK);

    nws_buffer html;
    nws_error error;
    nws_buffer_init(&html, nws_allocator_libc());
    for (int i = 0; i < 400; i++)
        CHECK(nws_buffer_append(&html, "<p>a</p>", 8) == NWS_OK);
    CHECK(nws_buffer_push(&html, '\0') == NWS_OK);
    CHECK(read_html(rig, html.data) == NWS_OK);
    const nws_view hostile = NWS_VIEW("count(//p[count(//p[count(//p) > 0]) > 0])");
    CHECK(nws_xpath_evaluate(&rig->document, hostile, &found, &error) == NWS_E_LIMIT);
    nws_buffer_free(&html);
}

/* Operators are rewritten as calls: what they bind and what they are among names must be as it was.
 */
static void test_xpath_operators(test_rig *rig)
{
    static const struct {
        const char *expression;
        double number;
    } cases[] = {
        {"1 + 2 * 3 - 4 div 2", 5},
        {"(1 + 2) * -3", -9},
        {"- - 2 mod 3", 2},
        {"7 - 2 - 1", 4},
        {"count(//p | //b) - 1", 2},
        {"count(//*[* = 'b'])", 1},
        {"number(1 < 2 = 2 > 1)", 1},
        {"number('a=b' = concat('a', '=b') and 1 != 2 or 1 >= 2)", 1},
        {"number(1 <= 0 or not(.//b))", 0},
        {"count(//p//b) + count(//div//p//text())", 4},
        {"count(.//node()//node())", 6},
        {"count(//p//@nothing/..)", 0},
        {"string-length(//p[2]) * 2", 10},
        {"count(//p[position() mod 2 = 1]/text())", 1},
        {"count(//node()/following::node()[2])", 2},
        {"sum(//@lang | //nothing) * 0 = 0", 0},
    };
    nws_xpath_result found;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (!CHECK(evaluate(rig, cases[i].expression, &found) == NWS_OK) ||
            !CHECK(found.kind == NWS_XPATH_NUMBER ? found.number > cases[i].number - 0.1 &&
                                                        found.number < cases[i].number + 0.1
                                                  : !found.truth))
            printf("  %s: %g\n", cases[i].expression, found.number);
    static const char *const wrong[] = {"= 1",    "1 =", "1 = = 2",      "(1 = 2",
                                        "1 = 2)", "(1]", "_equal(1, 2)", "1 | 2",
                                        "'",      "a b", "//p[1 +]"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        if (!CHECK(evaluate(rig, wrong[i], &found) == NWS_E_ARGUMENT))
            printf("  %s\n", wrong[i]);
}

/* What libxml2 does not count: each of these took seconds to hours on a page of its kind. */
static void test_xpath_costs(test_rig *rig)
{
    static const struct {
        const char *piece;
        int times;
        const char *cheap, *dear;
    } cases[] = {
        {"<p>x</p>", 5000, "//p[contains(., 'x')]", "//p[contains(string(/), 'y')]"},
        {"<p>x</p>", 5000, "//p[. = 'y']", "//p[/ = 'y']"},
        {"<p>x</p>", 5000, "//p[. + 1 > 2]", "//p[/ + 1 > 2]"},
        {"<p>x</p>", 5000, "//p[-. = 2]", "//p[sum(//p) = 2]"},
        {"<p>x</p><b>y</b>", 20000, "//p | //nothing", "//p | //b"},
        {"<p>xy</p>", 20000, "//p != 'xz'", "//p != //p"},
        {"<p>xy</p>", 20000, "//p > 3", "//p > //p"},
        {"<p>x<b>y</b></p>", 20000, "//p//b", "//b/.."},
        {"<p>x<b>y</b></p>", 20000, "//b/@id", "//b/ancestor::p"},
        {"<p>x<b>y</b></p>", 20000, "//p//text()", "//p | //text()"},
        {"aaaaaaaaaaaaaaaa", 5000, "contains(/, 'aaab')",
         "contains(/, concat(substring(/, 40000), 'b'))"},
        {"aaaaaaaaaaaaaaaa", 5000, "translate(/, 'a', 'b')", "translate(/, concat('b', /), 'b')"},
        {"aaaaaaaaaaaaaaaa", 5000, "id(/)", "translate(/, substring(/, 9), id(/))"},
        {"<p lang=de>x</p>", 5000, "//p[lang('de')]", "//p[starts-with(/, 'y')]"},
    };
    nws_buffer html;
    nws_buffer_init(&html, nws_allocator_libc());
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const nws_view piece = nws_view_of(cases[i].piece, strlen(cases[i].piece));
        html.length = 0;
        for (int j = 0; j < cases[i].times; j++)
            CHECK(nws_buffer_append(&html, piece.data, piece.length) == NWS_OK);
        CHECK(nws_buffer_push(&html, '\0') == NWS_OK);
        nws_xpath_result found;
        nws_error error = {0};
        const nws_view cheap = nws_view_of(cases[i].cheap, strlen(cases[i].cheap));
        const nws_view dear = nws_view_of(cases[i].dear, strlen(cases[i].dear));
        CHECK(read_html(rig, html.data) == NWS_OK);
        if (!CHECK(nws_xpath_evaluate(&rig->document, cheap, &found, &error) == NWS_OK))
            printf("  %s\n", cases[i].cheap);
        CHECK(read_html(rig, html.data) == NWS_OK);
        if (!CHECK(nws_xpath_evaluate(&rig->document, dear, &found, &error) == NWS_E_LIMIT))
            printf("  %s\n", cases[i].dear);
    }
    nws_buffer_free(&html);
}

/* --- scripts --- */

static void test_scripts(void)
{
    static const struct {
        const char *text;
        int64_t sentences;
        const char *language;
    } cases[] = {
        {"", 0, NULL},
        {"One. Two! Three?", 3, NULL},
        {"Version 1.2 of it", 1, NULL},
        {"a.b.c\n\nd", 2, NULL},
        {"...\n!!!", 0, NULL},
        {"他来了。“真的吗？”她问。", 3, "zh"},
        {"日本語の文です。", 1, "ja"},
        {"한국어 문장입니다.", 1, "ko"},
        {"中文 with far more Latin letters than that", 1, NULL},
        {"东京的の字", 1, "ja"},
        {"Привет.", 1, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        nws_scripts scripts;
        nws_scripts_measure(nws_view_of(cases[i].text, strlen(cases[i].text)), &scripts);
        const char *language = nws_scripts_language(&scripts);
        if (!CHECK(scripts.sentences == cases[i].sentences) ||
            !CHECK(language == cases[i].language ||
                   (language != NULL && cases[i].language != NULL &&
                    strcmp(language, cases[i].language) == 0)))
            fprintf(stderr, "  %s: %d\n", cases[i].text, (int)scripts.sentences);
    }
    nws_scripts scripts;
    nws_scripts_measure(NWS_VIEW("aé1Я中のカ한اα"), &scripts);
    static const int64_t letters[] = {1, 2, 1, 2, 1, 1, 1};
    for (int i = 0; i < NWS_WRITTEN_COUNT; i++)
        if (!CHECK(scripts.letters[i] == letters[i]))
            fprintf(stderr, "  %s\n", nws_script_name((nws_script)i));
}

/* --- no memory --- */

static nws_status everything(test_rig *rig)
{
    nws_headings headings;
    nws_blocks blocks;
    nws_grids tables;
    NWS_TRY(read_html(rig, "<h1>a</h1><p>b<img src=\"i\"></p><figure><img src=\"j\"><figcaption>c"
                           "</figcaption></figure><table><tr><td rowspan=2>d<tr><td>e</table>"));
    NWS_TRY(nws_structure_headings(&rig->arena, rig->document.root, &rig->scratch, &headings));
    NWS_TRY(nws_structure_blocks(&rig->arena, rig->document.root, &rig->scratch, &blocks));
    NWS_TRY(nws_structure_tables(&rig->arena, rig->document.root, &rig->scratch, &tables));
    nws_xpath_result found;
    nws_error error;
    return nws_xpath_evaluate(&rig->document, NWS_VIEW("count(//td | //p//b) + 1"), &found, &error);
}

static nws_status within(size_t room, size_t *used)
{
    harness_memory memory = {.fail_at = 0};
    nws_allocator allocator = harness_allocator(&memory);
    test_rig rig;
    rig_init(&rig, &allocator);
    /* The first block of the arena, of which only room bytes are left. */
    CHECK(everything(&rig) == NWS_OK);
    nws_arena_reset(&rig.arena);
    char *start = rig.arena.cursor;
    if (room < (size_t)(rig.arena.end - start))
        rig.arena.end = start + room;
    nws_buffer_free(&rig.scratch);
    memory.fail_at = memory.calls + 1;
    const nws_status status = everything(&rig);
    *used = (size_t)(rig.arena.cursor - start);
    memory.fail_at = 0;
    rig_free(&rig);
    CHECK(memory.live == 0);
    return status;
}

static void test_memory(void)
{
    harness_memory memory = {.fail_at = 0};
    nws_allocator allocator = harness_allocator(&memory);
    size_t calls = 0;
    for (size_t at = 0; at == 0 || at <= calls; at++) {
        test_rig rig;
        memory = (harness_memory){.fail_at = at};
        rig_init(&rig, &allocator);
        CHECK(everything(&rig) == (at == 0 ? NWS_OK : NWS_E_MEMORY));
        if (at == 0)
            calls = memory.calls;
        rig_free(&rig);
        CHECK(memory.live == 0);
    }
    size_t used;
    unsigned wrong = 0;
    for (size_t room = 0; room < 4096; room += NWS_ARENA_ALIGN)
        wrong += within(room, &used) != NWS_E_MEMORY;
    CHECK(wrong == 0);
}

int main(void)
{
    test_rig rig;
    rig_init(&rig, nws_allocator_libc());
    test_headings(&rig);
    test_blocks(&rig);
    test_tables(&rig);
    test_spans(&rig);
    test_long_spans(&rig);
    test_nested_tables(&rig);
    test_caption_repeats(&rig);
    test_xpath(&rig);
    test_xpath_limits(&rig);
    test_xpath_operators(&rig);
    test_xpath_costs(&rig);
    rig_free(&rig);
    test_scripts();
    test_memory();
    return harness_report();
}
