/* Markdown out: what each element becomes, what is escaped, what delimiters need, the limits, every
 * failing allocation; and that what is written reads as the same text.
 */
#include "base/bounds.h"
#include "clean/sanitize.h"
#include "emit/markdown.h"
#include "emit/text.h"
#include "front/fence.h"
#include "markdown/render.h"

#include "harness.h"

typedef struct fixture {
    nws_arena arena;
    nws_policy policy;
    nws_buffer markdown, text, again, html, scratch;
} fixture;

enum { BUFFERS = 5 };

static void list_buffers(fixture *f, nws_buffer *buffers[BUFFERS])
{
    buffers[0] = &f->markdown;
    buffers[1] = &f->text;
    buffers[2] = &f->again;
    buffers[3] = &f->html;
    buffers[4] = &f->scratch;
}

static void open_fixture(fixture *f, const nws_allocator *allocator)
{
    nws_buffer *buffers[BUFFERS];
    list_buffers(f, buffers);
    nws_arena_init(&f->arena, allocator);
    nws_policy_preset(&f->policy, NWS_PRESET_ARTICLE);
    for (int i = 0; i < BUFFERS; i++)
        nws_buffer_init(buffers[i], allocator);
}

static void close_fixture(fixture *f)
{
    nws_buffer *buffers[BUFFERS];
    list_buffers(f, buffers);
    for (int i = 0; i < BUFFERS; i++)
        nws_buffer_free(buffers[i]);
    nws_arena_free(&f->arena);
}

static nws_status clean(fixture *f, nws_view html, nws_document *document)
{
    const nws_parse_options body = NWS_PARSE_BODY;
    const nws_clean_options options = {.policy = &f->policy};
    nws_audit audit;
    nws_audit_init(&audit, &f->arena);
    NWS_TRY(nws_html_parse(&f->arena, html, &body, document));
    return nws_sanitize_tree(document, &options, &audit);
}

/* html as Markdown in f->markdown and as text in f->text. */
static nws_status convert(fixture *f, nws_view html)
{
    nws_document document;
    f->markdown.length = f->text.length = 0;
    NWS_TRY(clean(f, html, &document));
    NWS_TRY(nws_emit_markdown(document.root, &f->markdown));
    return nws_emit_text(document.root, &f->text);
}

/* The text of f->markdown, read again, in f->again. */
static nws_status read_again(fixture *f)
{
    nws_document document;
    bool refused;
    f->html.length = f->again.length = 0;
    NWS_TRY(nws_markdown_render(&f->arena, nws_buffer_view(&f->markdown), NWS_TEMPLATE_KEEP,
                                NWS_LISTS_HEADING, &f->scratch, &f->html, &refused));
    if (refused)
        return NWS_E_LIMIT;
    NWS_TRY(clean(f, nws_buffer_view(&f->html), &document));
    return nws_emit_text(document.root, &f->again);
}

/* The next word, in UTF-8; length 0 at the end. */
static nws_view next_word(nws_view *text)
{
    *text = nws_view_trim(*text);
    size_t length = 0;
    while (length < text->length && !nws_is_space((unsigned char)text->data[length]))
        length++;
    const nws_view word = nws_view_slice(*text, 0, length);
    *text = nws_view_slice(*text, length, text->length);
    return word;
}

static bool same_words(nws_view a, nws_view b)
{
    for (;;) {
        const nws_view left = next_word(&a), right = next_word(&b);
        if (!nws_view_equal(left, right))
            return false;
        if (left.length == 0)
            return true;
    }
}

static void check_words(fixture *f)
{
    CHECK(read_again(f) == NWS_OK);
    if (!CHECK(same_words(nws_buffer_view(&f->text), nws_buffer_view(&f->again))))
        fprintf(stderr, "  \"%.*s\" as\n%.*sreads \"%.*s\"\n", (int)f->text.length, f->text.data,
                (int)f->markdown.length, f->markdown.data, (int)f->again.length, f->again.data);
}

typedef struct example {
    const char *html;
    const char *markdown;
} example;

#define CHECK_EXAMPLES(examples) check_examples((examples), sizeof(examples) / sizeof *(examples))

static void check_examples(const example *examples, size_t count)
{
    fixture f;
    open_fixture(&f, nws_allocator_libc());
    for (size_t i = 0; i < count; i++) {
        CHECK(convert(&f, nws_view_of(examples[i].html, strlen(examples[i].html))) == NWS_OK);
        CHECK_TEXT(nws_buffer_view(&f.markdown), examples[i].markdown);
        check_words(&f);
        nws_arena_reset(&f.arena);
    }
    close_fixture(&f);
}

/* ---- elements ---- */

static void test_blocks(void)
{
    static const example examples[] = {
        {"", ""},
        {"<p>a<p>b<div>c</div>d", "a\n\nb\n\nc\n\nd\n"},
        {"a<br>b<br><br>c<br>", "a\\\nb\n\nc\n"},
        {"<h1>a<br>b</h1><h6>c</h6>", "# a b\n\n###### c\n"},
        {"<h2>C#</h2><h3>#</h3>", "## C\\#\n\n### \\#\n"},
        {"<p>a</p><hr><p>b", "a\n\n---\n\nb\n"},
        {"<hr>a", "___\n\na\n"},
        {"<blockquote>a<blockquote>b</blockquote>c</blockquote>", "> a\n>\n> > b\n>\n> c\n"},
        {"<blockquote>a</blockquote><blockquote>b</blockquote>", "> a\n\n> b\n"},
        {"<dl><dt>a<dd>b</dl><figure><img src=c><figcaption>d</figcaption></figure>",
         "a\n\nb\n\n![](c)\n\nd\n"},
        {"<details><summary>a</summary>b</details>", "a\n\nb\n"},
    };
    CHECK_EXAMPLES(examples);
}

static void test_lists(void)
{
    static const example examples[] = {
        {"<ul><li>a<li>b</ul>", "- a\n- b\n"},
        {"<ul><li><p>a</p><p>b</p><li>c</ul>", "- a\n\n  b\n\n- c\n"},
        {"<ol start=9><li>a<li>b<ul><li>c</ul></ol>", "9. a\n10. b\n    - c\n"},
        {"<ol><li>a<li value=5>b<li>c</ol>", "1. a\n\n5) b\n6) c\n"},
        {"<ol reversed><li>a<li>b</ol>", "2. a\n\n1) b\n"},
        {"<ul><li>a</ul><ul><li>b</ul>", "- a\n\n* b\n"},
        {"<ul><li>a<ol start=3><li>b</ol></ul>", "- a\n\n  3. b\n"},
        {"<ol><li>a<li><li>c</ol>", "1. a\n\n3) c\n"}, /* nothing to see in the second */
        {"<ol start=-1><li>a<li>b</ol>", "\\-1\\. a\n\n0. b\n"},
        {"<ul><li><ol start=-5><li>a<li>b</ol></ul>", "\\-5\\. a\n\n\\-4\\. b\n"},
        {"<blockquote><ul><li><ol start=-5><li>a</ol></ul></blockquote>", "> \\-5\\. a\n"},
        {"<ul><li><ul><li>a<li>b</ul></ul>", "- - a\n  - b\n"},
        {"<ul><li><pre>a\n\nb</pre><li><blockquote>c</blockquote></ul>",
         "- ```\n  a\n\n  b\n  ```\n- > c\n"},
        {"<ul><li><hr><li>- a</ul>", "- ___\n- \\- a\n"},
    };
    CHECK_EXAMPLES(examples);
}

static void test_pre(void)
{
    static const example examples[] = {
        {"<pre>a&#13;&#10;&#13;&#10;b&#13;c&#13;&#10;d</pre>", "```\na\n\nb\nc\nd\n```\n"},
        {"<pre>a *b*\n&lt;c&gt;\n</pre>", "```\na *b*\n<c>\n```\n"},
        {"<pre>```\n</pre>", "````\n```\n````\n"},
        {"<pre><b>`</b>``<br>~~~</pre>", "````\n```\n~~~\n````\n"},
        {"<pre>\n\n a<img src=b alt=c></pre>d", "```\n\n a\n```\n\n![c](b)\n\nd\n"},
        {"<pre> \n</pre>a", "a\n"},
    };
    CHECK_EXAMPLES(examples);
}

/* In angle brackets nothing may begin a tag that goes on behind them. */
static void test_addresses_that_look_like_tags(void)
{
    static const example examples[] = {
        {"<img src='a b=\"x'> \"&gt; c", "![](<a b=\\\"x>) \"> c\n"},
        {"<a href=\"a b='x\">t</a> '&gt; c", "[t](<a b=\\'x>) '> c\n"},
        {"<a href=\"?a b\">t</a> ?&gt; c", "[t](<\\?a b>) ?> c\n"},
        {"<a href=\"!--a b\">t</a> --&gt; c", "[t](<\\!--a b>) --> c\n"},
        {"<a href=\"?a='b'\">t</a>", "[t](?a='b')\n"},
    };
    CHECK_EXAMPLES(examples);
}

static void test_language(void)
{
    fixture f;
    nws_document document;
    const nws_parse_options body = NWS_PARSE_BODY;
    open_fixture(&f, nws_allocator_libc());
    CHECK(nws_html_parse(&f.arena,
                         NWS_VIEW("<pre><code class='x language-c++'>a</code></pre>"
                                  "<pre><code class='language-c`x'>b</code></pre>"),
                         &body, &document) == NWS_OK);
    CHECK(nws_emit_markdown(document.root, &f.markdown) == NWS_OK);
    CHECK_TEXT(nws_buffer_view(&f.markdown), "```c++\na\n```\n\n```\nb\n```\n");
    close_fixture(&f);
}

static void test_tables(void)
{
    static const example examples[] = {
        {"<table><tr><th>a<th>b<tr><td>1<td>2|3</table>",
         "| a | b |\n| --- | --- |\n| 1 | 2\\|3 |\n"},
        {"<table><caption>t</caption><tr><td>a<tr><td><td>b</table>",
         "t\n\n|  |  |\n| --- | --- |\n| a |\n|  | b |\n"},
        {"<table><tr><th colspan=2>a<tr><td><p>b<p>c<br>d<td><code>e|f</code></table>",
         "| a |  |\n| --- | --- |\n| b c d | e\\|f |\n"},
        {"<ul><li><table><tr><th>a</table></ul>", "- | a |\n  | --- |\n"},
        /* what no cell can hold */
        {"<table><tr><td><ul><li>a</ul><td>b</table>", "- a\n\nb\n"},
        {"<table><tr><td>a<table><tr><th>b</table></table>", "a\n\n| b |\n| --- |\n"},
    };
    CHECK_EXAMPLES(examples);
}

static void test_spans(void)
{
    static const example examples[] = {
        {"<b>a</b> <i>b</i> <s>c</s> <code>d</code>", "**a** *b* ~~c~~ `d`\n"},
        {"<b> a </b>b", "**a** b\n"},
        {"<i><b>a</b></i><b>b</b>", "*__a__*__b__\n"},
        {"<b>a</b><b>b</b><strong>c</strong>", "**abc**\n"},
        {"<b>a<i>b</i></b>c", "**&#x61;_b_**&#x63;\n"},
        {"<b>a<b>b</b></b>", "**ab**\n"},
        {"<b></b><a href=x></a>a", "a\n"},
        {"<a href=x title='t \"'>a <b>b</b></a>", "[a **b**](x \"t \\\"\")\n"},
        {"<img src=x title='<?>'>?>", "![](x \"\\<?>\")?>\n"}, /* md4c sees an instruction */
        {"<a href='a b(c'>d</a> <a href=''>e</a>", "[d](<a b(c>) [e](<>)\n"},
        {"<a href=x><p>a</p><p>b</p></a>", "[a](x)\n\n[b](x)\n"},
        {"!<a href=x>a]</a><img src=y alt='*]'>", "\\![a\\]](x)![\\*\\]](y)\n"},
        {"<code>a`b``</code><code>c</code>", "```a`b``c```\n"},
        {"<code>a``b</code>", "`a``b`\n"},
        /* md4c takes a run of more than 32 for text */
        {"<code>a`````````````````````````````````b</code>",
         "`a`````````````````````````````````b`\n"},
        {"<code>a <a href=x>b</a></code>", "`a` [`b`](x)\n"},
        {"<ruby>a<rp>(</rp><rt>b</rt><rp>)</rp></ruby><sub>c</sub>", "a(b)c\n"},
    };
    CHECK_EXAMPLES(examples);
}

/* Code with runs of 1 to 32 backticks, which no run can stand round, keeps its text. */
static void test_every_run(void)
{
    char html[2000] = "<code>", wanted[2000] = "";
    for (size_t run = 1; run <= 32; run++) {
        memset(html + strlen(html), '`', run);
        strcat(html, run < 32 ? "a" : "&lt;i></code>");
        for (size_t i = 0; i < run; i++)
            strcat(wanted, "\\`");
        strcat(wanted, run < 32 ? "a" : "\\<i\\>\n");
    }
    fixture f;
    open_fixture(&f, nws_allocator_libc());
    CHECK(convert(&f, nws_view_of(html, strlen(html))) == NWS_OK);
    CHECK_TEXT(nws_buffer_view(&f.markdown), wanted);
    CHECK(read_again(&f) == NWS_OK);
    CHECK(nws_view_equal(nws_buffer_view(&f.again), nws_buffer_view(&f.text)));
    close_fixture(&f);
}

/* Delimiters beside punctuation: the letter on the other side becomes a reference. */
static void test_flanks(void)
{
    static const example examples[] = {
        {"<b>\u4E2D\u6587\u3002</b>\u4E2D", "**\u4E2D\u6587\u3002**&#x4E2D;\n"},
        {"\u4E2D<b>\u201C\u6587\u201D</b>\uFF0C", "&#x4E2D;**\u201C\u6587\u201D**\uFF0C\n"},
        {"a<b>&nbsp;b&nbsp;</b>c", "&#x61;**&#xA0;b&#xA0;**&#x63;\n"},
        {"a<b>b</b>c", "a**b**c\n"},
        {"a<i>\u2192</i>b", "&#x61;*\u2192*&#x62;\n"}, /* a symbol: parsers differ */
        {"<b>a.</b> b", "**a.** b\n"},
        {"a<b>b<s>.</s></b>", "a**b.**\n"}, /* as a reference, b would let go of the "**" */
    };
    CHECK_EXAMPLES(examples);
}

static void test_escapes(void)
{
    static const example examples[] = {
        {"a * b *c*", "a * b \\*c\\*\n"},
        {"<b> * </b>", "**\\***\n"},
        {"snake_case_name _a_ a_b", "snake_case_name \\_a\\_ a\\_b\n"},
        {"`a` ~ ~b~", "\\`a\\` ~ \\~b\\~\n"},
        {"[a] [b](c) [d]: e", "[a] [b\\](c) [d\\]: e\n"},
        {"a &amp;; b &amp;", "a &; b \\&\n"},
        {"<b>[a]x</b> <i>b[0] = c</i>", "**[a]x** *b[0] = c*\n"},
        {"a &lt;b &amp;amp; AT&amp;T &amp;x", "a \\<b \\&amp; AT&T \\&x\n"},
        {"C:\\dir a\\*", "C:\\dir a\\\\\\*\n"},
        {"<p>1. a<p>2) b<p>3.c<p>1234567890. d", "1\\. a\n\n2\\) b\n\n3.c\n\n1234567890. d\n"},
        {"<p>- a<p>+ b<p>-c<p># d<p>#e<p>&gt; f<p>---<p>=<br>==<p>| g",
         "\\- a\n\n\\+ b\n\n-c\n\n\\# d\n\n#e\n\n\\> f\n\n\\---\n\n\\=\\\n\\==\n\n\\| g\n"},
        {"<span>1</span>. a", "1\\. a\n"},
        {"<p>1 . a<p>1 - b", "1 . a\n\n1 - b\n"},
        {"<ul><li>[x] a<li>[ ] b<li>[X]<li>[y] c<li>[x]d</ul>",
         "- \\[x] a\n- \\[ ] b\n- \\[X\\]\n- [y] c\n- [x]d\n"},
        {"<blockquote>[!NOTE]<br>a</blockquote>", "> \\[!NOTE\\]\\\n> a\n"},
        /* code in what could be a definition: brackets are looked at first */
        {"[a<code>]: b</code> c", "\\[a`]: b` c\n"},
        {"<a href=x><code>]: b</code></a>", "[\\]: b](x)\n"},
        {"<a href=x><code>b]<b>: c</b></code></a>", "[b\\]**`: c`**](x)\n"},
        {"<a href=x><code>a[0] = b</code></a>", "[`a[0] = b`](x)\n"},
        {"{{ a }} {% b %} {c}", "{\\{ a }} {\\% b %} {c}\n"},
        {"<h2>a {#b}</h2>", "## a \\{#b}\n"},
        {"<p>* * *<p>_ _ _", "\\* * \\*\n\n\\_ \\_ \\_\n"},
        {"&lt;script&gt;a&lt;/script&gt;&lt;!-- b --&gt;", "\\<script>a\\</script>\\<!-- b -->\n"},
    };
    CHECK_EXAMPLES(examples);
}

/* An article may say anything, and its Markdown may be written to a file: what it begins with must
 * not be taken for that file's front matter. */
static void test_no_front_matter(void)
{
    static const example examples[] = {
        {"<p>+++<p>title = 1<p>+++<p>a", "\\+++\n\ntitle = 1\n\n+++\n\na\n"},
        {"<p>;;;<p>\"title\": 1<p>;;;<p>a", "\\;;;\n\n\"title\": 1\n\n;;;\n\na\n"},
        {"<p><i></i>+<span>++</span><p>a = 1<p>+++", "\\+++\n\na = 1\n\n+++\n"},
        {"<p>{ \"title\": 1 }<p>a", "\\{ \"title\": 1 }\n\na\n"},
        {"<p>{<p>\"title\": 1<p>}<p>a", "\\{\n\n\"title\": 1\n\n}\n\na\n"},
        {"<p>{<span>\"title\": 1</span>}<p>a", "\\{\"title\": 1}\n\na\n"},
        {"<p>&#xFEFF;---<p>title: 1<p>...", "&#xFEFF;---\n\ntitle: 1\n\n...\n"},
        {"<hr><p>title: 1<hr>", "___\n\ntitle: 1\n\n---\n"},
        {"<p>;a<p>b", ";a\n\nb\n"},
        {"<p>+a<p>b", "+a\n\nb\n"},
        {"<p>;<p>b", "\\;\n\nb\n"},
        {"<p>a<p>+++<p>{ \"b\": 1 }", "a\n\n+++\n\n{ \"b\": 1 }\n"},
    };
    CHECK_EXAMPLES(examples);
    fixture f;
    open_fixture(&f, nws_allocator_libc());
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        nws_fence fence;
        CHECK(convert(&f, nws_view_of(examples[i].html, strlen(examples[i].html))) == NWS_OK);
        nws_fence_split(nws_buffer_view(&f.markdown), &fence);
        CHECK(fence.format == NWS_FORMAT_NONE && fence.flaw == NWS_FENCE_SOUND);
        nws_arena_reset(&f.arena);
    }
    close_fixture(&f);
}

/* ---- limits ---- */

static nws_view repeat(nws_buffer *out, const char *part, size_t count)
{
    for (size_t i = 0; i < count; i++)
        CHECK(nws_buffer_append(out, part, strlen(part)) == NWS_OK);
    return nws_buffer_view(out);
}

static size_t count_of(nws_view text, const char *part)
{
    size_t count = 0;
    const size_t length = strlen(part);
    for (size_t i = 0; i + length <= text.length; i++)
        count += memcmp(text.data + i, part, length) == 0;
    return count;
}

static void test_depth(void)
{
    fixture f;
    nws_buffer html;
    open_fixture(&f, nws_allocator_libc());
    nws_buffer_init(&html, nws_allocator_libc());
    (void)repeat(&html, "<blockquote>", NWS_MAX_MARKDOWN_DEPTH + 5);
    CHECK(nws_buffer_add(&html, NWS_VIEW("<p>a</p><ol start=7><li>b</ol>")) == NWS_OK);
    CHECK(convert(&f, nws_buffer_view(&html)) == NWS_OK);
    CHECK(count_of(nws_buffer_view(&f.markdown), "> a") == 1);
    CHECK(count_of(nws_buffer_view(&f.markdown), "> 7\\. b") == 1);
    nws_view first = nws_buffer_view(&f.markdown);
    first.length = (size_t)((const char *)memchr(first.data, '\n', first.length) - first.data);
    CHECK(count_of(first, "> ") == NWS_MAX_MARKDOWN_DEPTH);
    check_words(&f);

    html.length = 0;
    (void)repeat(&html, "<ul><li>a", 90);
    CHECK(convert(&f, nws_buffer_view(&html)) == NWS_OK);
    CHECK(count_of(nws_buffer_view(&f.markdown), "\\- a") == 90 - NWS_MAX_MARKDOWN_DEPTH);
    check_words(&f);
    nws_buffer_free(&html);
    close_fixture(&f);
}

static void test_columns(void)
{
    fixture f;
    nws_buffer html;
    open_fixture(&f, nws_allocator_libc());
    for (size_t more = 0; more < 2; more++) {
        nws_buffer_init(&html, nws_allocator_libc());
        CHECK(nws_buffer_add(&html, NWS_VIEW("<table><tr>")) == NWS_OK);
        CHECK(convert(&f, repeat(&html, "<th>a", NWS_MAX_MARKDOWN_COLUMNS + more)) == NWS_OK);
        CHECK((count_of(nws_buffer_view(&f.markdown), "---") > 0) == (more == 0));
        check_words(&f);
        nws_buffer_free(&html);
    }
    CHECK(convert(&f, NWS_VIEW("<table><tr><td colspan=1000>a")) == NWS_OK);
    CHECK_TEXT(nws_buffer_view(&f.markdown), "a\n");
    close_fixture(&f);
}

/* A link over many paragraphs: its address is written again for a while, then no more. */
static void test_repeats(void)
{
    fixture f;
    nws_buffer html;
    const size_t paragraphs = 2000;
    open_fixture(&f, nws_allocator_libc());
    nws_buffer_init(&html, nws_allocator_libc());
    CHECK(nws_buffer_add(&html, NWS_VIEW("<a href='/")) == NWS_OK);
    (void)repeat(&html, "0123456789", 100);
    CHECK(nws_buffer_add(&html, NWS_VIEW("'>")) == NWS_OK);
    CHECK(convert(&f, repeat(&html, "<p>a</p>", paragraphs)) == NWS_OK);
    CHECK(count_of(nws_buffer_view(&f.markdown), "[a](") ==
          1 + NWS_MAX_MARKDOWN_REPEATS / (100 * 10 + 1));
    CHECK(count_of(nws_buffer_view(&f.markdown), "a") == paragraphs);
    check_words(&f);
    nws_buffer_free(&html);
    close_fixture(&f);
}

/* ---- memory, and trees that are not clean ---- */

static const char rich[] =
    "<h1>a</h1><ul><li>b<ol><li><code>c</code></ol></ul><table><tr><th>d<td><a href=e>f</a></table>"
    "<pre>g\n`h`</pre><blockquote><b>i.</b>j<br>k<img src=l alt=m></blockquote>";

static void test_memory(void)
{
    fixture parsed;
    nws_document document;
    open_fixture(&parsed, nws_allocator_libc());
    CHECK(clean(&parsed, NWS_VIEW(rich), &document) == NWS_OK);
    for (size_t at = 1;; at++) {
        harness_memory memory = {.fail_at = at};
        const nws_allocator allocator = harness_allocator(&memory);
        nws_buffer out;
        nws_buffer_init(&out, &allocator);
        const nws_status status = nws_emit_markdown(document.root, &out);
        nws_buffer_free(&out);
        CHECK(memory.live == 0);
        if (status == NWS_OK)
            break;
        CHECK(status == NWS_E_MEMORY);
    }
    close_fixture(&parsed);
}

static void test_any_tree(void)
{
    fixture f;
    nws_document document;
    const nws_parse_options body = NWS_PARSE_BODY;
    open_fixture(&f, nws_allocator_libc());
    CHECK(nws_buffer_add(&f.markdown, NWS_VIEW("before")) == NWS_OK);
    CHECK(nws_html_parse(&f.arena,
                         NWS_VIEW("<script>a</script><!-- b --><svg><p>c</svg><x-y>\1d</x-y>"
                                  "<li>e</li><td>f<a href=g>h<button><a href=i>j"),
                         &body, &document) == NWS_OK);
    CHECK(nws_emit_markdown(document.root, &f.markdown) == NWS_OK);
    CHECK(count_of(nws_buffer_view(&f.markdown), "b") == 1); /* of "before" */
    CHECK(count_of(nws_buffer_view(&f.markdown), "a") == 0);
    CHECK(nws_view_starts(nws_buffer_view(&f.markdown), NWS_VIEW("before")));
    close_fixture(&f);
}

int main(void)
{
    test_blocks();
    test_lists();
    test_pre();
    test_addresses_that_look_like_tags();
    test_language();
    test_tables();
    test_spans();
    test_every_run();
    test_flanks();
    test_escapes();
    test_no_front_matter();
    test_depth();
    test_columns();
    test_repeats();
    test_memory();
    test_any_tree();
    return harness_report();
}
