/* Markdown in: what a body is taken for, what becomes of it, template tags, every limit, every
 * failing allocation (md4c's own among them).
 */
#include "article/article.h"
#include "markdown/render.h"

#include "harness.h"

/* md4c calls malloc itself: under AddressSanitizer a block beyond this is refused, as by a system
 * without memory. Nothing else here needs one so large. */
#if defined(__SANITIZE_ADDRESS__)
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "allocator_may_return_null=1:max_allocation_size_mb=12";
}
#endif

typedef struct fixture {
    nws_arena arena;
    nws_buffer scratch;
    nws_buffer out;
    bool refused;
    nws_attribute_lists lists;
} fixture;

static void open_fixture(fixture *f, const nws_allocator *allocator)
{
    nws_arena_init(&f->arena, allocator);
    nws_buffer_init(&f->scratch, allocator);
    nws_buffer_init(&f->out, allocator);
    f->refused = false;
    f->lists = NWS_LISTS_HEADING;
}

static void close_fixture(fixture *f)
{
    nws_arena_free(&f->arena);
    nws_buffer_free(&f->scratch);
    nws_buffer_free(&f->out);
}

static nws_status render(fixture *f, nws_view body, nws_template_use use)
{
    f->out.length = 0;
    return nws_markdown_render(&f->arena, body, use, f->lists, &f->scratch, &f->out, &f->refused);
}

static nws_view view(const char *text)
{
    return nws_view_of(text, strlen(text));
}

/* ---- what a body is ---- */

static void test_markdown_bodies(void)
{
    static const char *const bodies[] = {
        "plain text",
        "two\n\nparagraphs",
        "# a heading",
        "   ## indented by three",
        "<p>intro</p>\n\n## and a heading",
        "<img src=x>\n\nA paragraph.\n\nAnd another.",
        "<div>\n<b>x</b>\n</div>\n\ntext with **bold** in it",
        "a [link](x) alone",
        "text <br> with a tag and `code`",
        "- item",
        "1. item",
        "<p>unclosed, and a fence\n\n```\nx\n```",
        "<!-- a comment -->\n\ntext",
        "<script>\n# no heading\n</script>\n\n> a quote",
        "a | b\n--- | ---\n1 | 2",
        "<img src=x>\nsee <https://a.example/>",
        "{% include x %}\n\ntext",
        "title\n=====\n",
        "<https://a.example/b_c>",
        "<b>x</b>\n<me@a.example> writes",
    };
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        if (!CHECK(nws_markup_detect(view(bodies[i])) == NWS_MARKUP_MARKDOWN))
            fprintf(stderr, "  body %zu: %s\n", i, bodies[i]);
}

static void test_html_bodies(void)
{
    static const char *const bodies[] = {
        "",
        " \n\t ",
        "<p>one</p>\n<p>two</p>",
        "<div>   \n# not a heading\n\n- nor an item\n</div>",
        "<div>\n\n    <img src=x>\n\n</div>",
        "<div>\n1.text\n2.`text` **text**\n</div>\n            ",
        "text<br><br>text<br>text<p>and a paragraph</p>",
        "<p>one\n\n<p>two\n\ntext in it",
        "<pre>\n\n# a comment\n\n</pre>",
        "<!-- x -->\n<ul>\n<li>a\n\n<li>b\n</ul>",
        "<style>\n* { a: b }\n\n# x\n</style><p>y",
        "<b>bold</b> and plain",
        "<table>\n<tr><td>\n\n**a**\n\n</table>",
    };
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        if (!CHECK(nws_markup_detect(view(bodies[i])) == NWS_MARKUP_HTML))
            fprintf(stderr, "  body %zu: %s\n", i, bodies[i]);
}

static void test_names(void)
{
    CHECK(nws_markup_named(NWS_VIEW("a/b.html")) == NWS_MARKUP_HTML);
    CHECK(nws_markup_named(NWS_VIEW("b.HTM")) == NWS_MARKUP_HTML);
    CHECK(nws_markup_named(NWS_VIEW("b.md")) == NWS_MARKUP_AUTO);
    CHECK(nws_markup_named(NWS_VIEW(".html")) == NWS_MARKUP_AUTO);
    CHECK(nws_markup_named(NWS_VIEW_NONE) == NWS_MARKUP_AUTO);
}

/* ---- what becomes of it ---- */

typedef struct example {
    const char *markdown;
    const char *html;
} example;

static void check_lists(const example *examples, size_t count, nws_template_use use,
                        nws_attribute_lists lists)
{
    fixture f;
    open_fixture(&f, nws_allocator_libc());
    f.lists = lists;
    for (size_t i = 0; i < count; i++) {
        const size_t length = strlen(examples[i].markdown);
        char *body = malloc(length); /* so that a look behind its end is seen */
        if (!CHECK(body != NULL))
            continue;
        memcpy(body, examples[i].markdown, length);
        CHECK(render(&f, nws_view_of(body, length), use) == NWS_OK && !f.refused);
        CHECK_TEXT(nws_buffer_view(&f.out), examples[i].html);
        free(body);
    }
    close_fixture(&f);
}

static void check_examples(const example *examples, size_t count, nws_template_use use)
{
    check_lists(examples, count, use, NWS_LISTS_HEADING);
}

static void test_blocks(void)
{
    static const example examples[] = {
        {"a\nb  \nc", "<p>a\nb<br>\nc</p>\n"},
        {"## a *b* **c** ~~d~~ `<e>`", "<h2>a <em>b</em> <strong>c</strong> <del>d</del> "
                                       "<code>&lt;e&gt;</code></h2>\n"},
        {"> - a\n> - b\n", "<blockquote>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n</blockquote>\n"},
        {"7. a\n8. b", "<ol start=\"7\">\n<li>a</li>\n<li>b</li>\n</ol>\n"},
        {"1. a\n\n   b", "<ol>\n<li><p>a</p>\n<p>b</p>\n</li>\n</ol>\n"},
        {"```c++ x\n<&\n```", "<pre><code class=\"language-c++\">&lt;&amp;\n</code></pre>\n"},
        {"    code", "<pre><code>code\n</code></pre>\n"},
        {"***", "<hr>\n"},
        {"|a|b|\n|:---|---:|\n|1|", "<table>\n<thead>\n<tr><th align=\"left\">a</th>"
                                    "<th align=\"right\">b</th></tr>\n</thead>\n<tbody>\n"
                                    "<tr><td align=\"left\">1</td><td align=\"right\"></td></tr>\n"
                                    "</tbody>\n</table>\n"},
        {"<div onclick=x>\n*a*\n\n*b*", "<div onclick=x>\n*a*\n<p><em>b</em></p>\n"},
        {"- [ ] a\n- [x] b", "<ul>\n<li>[ ] a</li>\n<li>[x] b</li>\n</ul>\n"},
    };
    check_examples(examples, sizeof examples / sizeof *examples, NWS_TEMPLATE_KEEP);
}

static void test_spans(void)
{
    static const example examples[] = {
        {"[a](<b c> \"d \\\" &copy;\")",
         "<p><a href=\"b c\" title=\"d &quot; &copy;\">a</a></p>\n"},
        {"![a *b* ![c](d)](e 'f')", "<p><img src=\"e\" alt=\"a b c\" title=\"f\"></p>\n"},
        {"[a][b]\n\n[b]: /c", "<p><a href=\"/c\">a</a></p>\n"},
        {"&amp; & < \" &#65;", "<p>&amp; &amp; &lt; &quot; &#65;</p>\n"},
        {"a<b title='*'>*c*</b>", "<p>a<b title='*'><em>c</em></b></p>\n"},
        {"**\u4E2D**\u6587", "<p><strong>\u4E2D</strong>\u6587</p>\n"},
        {"<javascript:x>", "<p><a href=\"javascript:x\">javascript:x</a></p>\n"},
    };
    check_examples(examples, sizeof examples / sizeof *examples, NWS_TEMPLATE_KEEP);
}

/* "~" within a word or a range strikes nothing out, and comes back wherever it stands. */
static void test_tildes(void)
{
    static const example examples[] = {
        {"~a~ ~~b~~ c~~d~~", "<p><del>a</del> <del>b</del> c<del>d</del></p>\n"},
        {"18~24, 1~2", "<p>18~24, 1~2</p>\n"},
        {"\u90A3\u662F\u76F8~\u6602~\u5F53\u7684",
         "<p>\u90A3\u662F\u76F8~\u6602~\u5F53\u7684</p>\n"},
        {"a~b `c~d` ![e~f](g~h) http://i~j.example",
         "<p>a~b <code>c~d</code> <img src=\"g~h\" alt=\"e~f\"> "
         "<a href=\"http://i~j.example\">http://i~j.example</a></p>\n"},
        {"    a~b\n\n```\nc~d\n```\n<b title='a~b'>e~f</b>",
         "<pre><code>a~b\n</code></pre>\n<pre><code>c~d\n</code></pre>\n<p><b "
         "title='a~b'>e~f</b></p>\n"},
        {"[a~b]\n\n[a~b]: /c~d", "<p><a href=\"/c~d\">a~b</a></p>\n"},
        {"a~b {{ c~d }}", "<p>a~b {{ c~d }}</p>\n"},
        {"a~", "<p>a~</p>\n"},
    };
    check_examples(examples, sizeof examples / sizeof *examples, NWS_TEMPLATE_KEEP);
}

/* What md4c would take for text, with all the definitions below it. */
static void test_tab_behind_definition(void)
{
    static const example examples[] = {
        {"[a] [b]\n\n[a]: /c\t\n[b]: /d", "<p><a href=\"/c\">a</a> <a href=\"/d\">b</a></p>\n"},
        {"[a]\n\n  [a]: /c 'd' \t \r\n", "<p><a href=\"/c\" title=\"d\">a</a></p>\n"},
        {"[a]\n\n[a]: /c\t", "<p><a href=\"/c\">a</a></p>\n"},
        {"```\n[a]: /c\t\n```", "<pre><code>[a]: /c\t\n</code></pre>\n"},
        {"    [a]: /c\t\n", "<pre><code>[a]: /c\t\n</code></pre>\n"},
        {"[\t", "<p>[</p>\n"},
    };
    check_examples(examples, sizeof examples / sizeof *examples, NWS_TEMPLATE_KEEP);
}

/* md4c looks behind a text that ends within a link: what stands there must not become a part. */
static void test_unclosed_at_the_end(void)
{
    static const char *const bodies[] = {"[a](b)", "[a](<b>)", "![a](b 'c')", "{{ x }} [a](b)",
                                         "[a](b )"};
    static const char *const wanted[] = {"<p>[a](b</p>\n", "<p>[a](<b></p>\n",
                                         "<p>![a](b 'c'</p>\n", "<p>{{ x }} [a](b</p>\n",
                                         "<p>[a](b</p>\n"};
    fixture f;
    open_fixture(&f, nws_allocator_libc());
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        CHECK(render(&f, nws_view_of(bodies[i], strlen(bodies[i]) - 1), NWS_TEMPLATE_KEEP) ==
              NWS_OK);
        CHECK_TEXT(nws_buffer_view(&f.out), wanted[i]);
    }
    close_fixture(&f);
}

static void test_bare_links(void)
{
    static const example examples[] = {
        {"http://a.example/b_c_d.", "<p><a href=\"http://a.example/b_c_d\">http://a.example/b_c_d"
                                    "</a>.</p>\n"},
        {"(www.a.example/(b))", "<p>(<a href=\"http://www.a.example/(b)\">www.a.example/(b)</a>)"
                                "</p>\n"},
        {"\u89C1http://a.example\uFF0C\u597D", "<p>\u89C1<a href=\"http://a.example\">"
                                               "http://a.example</a>\uFF0C\u597D</p>\n"},
        {"[http://a.example](b)", "<p><a href=\"b\">http://a.example</a></p>\n"},
        {"<a href=b>http://a.example</a>", "<p><a href=b>http://a.example</a></p>\n"},
        {"xhttp://a.example `http://b` http:// www.", "<p>xhttp://a.example <code>http://b</code> "
                                                      "http:// www.</p>\n"},
        {"http://a.example/?b=1&c=2", "<p><a href=\"http://a.example/?b=1&amp;c=2\">"
                                      "http://a.example/?b=1&amp;c=2</a></p>\n"},
    };
    check_examples(examples, sizeof examples / sizeof *examples, NWS_TEMPLATE_KEEP);
}

static void test_templates(void)
{
    static const example kept[] = {
        {"{{ a_b_c }} {% x *y* %} *z*", "<p>{{ a_b_c }} {% x *y* %} <em>z</em></p>\n"},
        {"[a]({{ b c }}/d)", "<p><a href=\"{{ b c }}/d\">a</a></p>\n"},
        {"{{< x \"y\" >}} `{{ z }}`",
         "<p>{{&lt; x &quot;y&quot; &gt;}} <code>{{ z }}</code></p>\n"},
        {"<a href=\"{{< \"x\" >}}\">", "<a href=\"{{&lt; &quot;x&quot; &gt;}}\">\n"},
        {"{% raw %}*a*{% endraw %}", "<p>{% raw %}<em>a</em>{% endraw %}</p>\n"},
        {"{% highlight ruby %}\n# a_b_\n\n  ~~~\n{% endhighlight %}\nend",
         "<p>{% highlight ruby %}</p>\n<pre><code class=\"language-ruby\"># a_b_\n\n  ~~~\n"
         "</code></pre>\n<p>{% endhighlight %}\nend</p>\n"},
        {"- a\n  {% codeblock %}\n  # b\n  {% endcodeblock %}",
         "<ul>\n<li><p>a\n{% codeblock %}</p>\n<pre><code># b\n</code></pre>\n"
         "<p>{% endcodeblock %}</p>\n</li>\n</ul>\n"},
        {"```\n{% highlight a %}\n*b*\n{% endhighlight %}\n```",
         "<pre><code>{% highlight a %}\n*b*\n{% endhighlight %}\n</code></pre>\n"},
        {"{% highlight a %}\n*b*", "<p>{% highlight a %}\n<em>b</em></p>\n"},
        {"{% a {{ b }} {{{ c }}", "<p>{% a {{ b }} {{{ c }}</p>\n"},
        {"{{ a\n\nb }}", "<p>{{ a</p>\n<p>b }}</p>\n"},
    };
    static const example hugo[] = {
        {"{{< highlight go >}}\na<b> *c*\n{{< /highlight >}}\n\n*d*",
         "<p>{{&lt; highlight go &gt;}}</p>\n<pre><code class=\"language-go\">a&lt;b&gt; *c*\n"
         "</code></pre>\n<p>{{&lt; /highlight &gt;}}</p>\n<p><em>d</em></p>\n"},
        {"{{% highlight %}}\n<a>\n{{% /highlight %}}",
         "<p>{{% highlight %}}</p>\n<pre><code>&lt;a&gt;\n</code></pre>\n<p>{{% /highlight "
         "%}}</p>\n"},
        {"{% code %}\n<a>\n{% endcode %}",
         "<p>{% code %}</p>\n<pre><code>&lt;a&gt;\n</code></pre>\n<p>{% endcode %}</p>\n"},
        {"{{ highlight }}\n*a*", "<p>{{ highlight }}\n<em>a</em></p>\n"},
    };
    check_examples(hugo, sizeof hugo / sizeof *hugo, NWS_TEMPLATE_KEEP);
    static const example dropped[] = {
        {"a {{ b }} c {% d %}", "<p>a  c </p>\n"},
        {"{% highlight x %}\na\n{% endhighlight %}",
         "<p></p>\n<pre><code class=\"language-x\">a\n</code></pre>\n<p></p>\n"},
    };
    check_examples(kept, sizeof kept / sizeof *kept, NWS_TEMPLATE_KEEP);
    check_examples(dropped, sizeof dropped / sizeof *dropped, NWS_TEMPLATE_DROP);
}

/* A body with the characters that stand for what is hidden: they come back as they are, they bring
 * nothing else in, and everything else is read as without them. */
static void test_body_signs(void)
{
    static const example examples[] = {
        {"\uFDD0 {{ _a_ }}", "<p>\uFDD0 {{ _a_ }}</p>\n"},
        {"\uFDD00\uFDD1 {{ a }}", "<p>\uFDD00\uFDD1 {{ a }}</p>\n"},
        {"\uFDD0\uFDD00\uFDD1{{ a }}\uFDD0", "<p>\uFDD0\uFDD00\uFDD1{{ a }}\uFDD0</p>\n"},
        {"{{ \uFDD0 }}\uFDD2", "<p>{{ \uFDD0 }}\uFDD2</p>\n"},
        {"\uFDD2 a~b \uFDD0\uFDD2\uFDD3\uFDD4", "<p>\uFDD2 a~b \uFDD0\uFDD2\uFDD3\uFDD4</p>\n"},
        {"&#xFDD0;0&#xFDD1; {{ a }}", "<p>&#xFDD0;0&#xFDD1; {{ a }}</p>\n"},
        {"{{ a }} `\uFDD2` [\uFDD3](\uFDD00\uFDD1 '\uFDD0')",
         "<p>{{ a }} <code>\uFDD2</code> <a href=\"\uFDD00\uFDD1\" "
         "title=\"\uFDD0\">\uFDD3</a></p>\n"},
        {"a~b [\uFDD0]\n\n[\uFDD0]: /c", "<p>a~b <a href=\"/c\">\uFDD0</a></p>\n"},
        {"a~b <b title='\uFDD0'>\n\n```\n\uFDD0\n```",
         "<p>a~b <b title='\uFDD0'></p>\n<pre><code>\uFDD0\n</code></pre>\n"},
        {"{% highlight \uFDD2 %}\n\uFDD0\n{% endhighlight %}",
         "<p>{% highlight \uFDD2 %}</p>\n<pre><code "
         "class=\"language-\uFDD2\">\uFDD0\n</code></pre>\n"
         "<p>{% endhighlight %}</p>\n"},
        {"[^1]: \uFDD0 note", "<p>[^1]: \uFDD0 note</p>\n"},
        {"\uFDD0", "<p>\uFDD0</p>\n"},
    };
    check_examples(examples, sizeof examples / sizeof *examples, NWS_TEMPLATE_KEEP);
    static const example dropped[] = {
        {"\uFDD00\uFDD1 {{ a }} \uFDD0", "<p>\uFDD00\uFDD1  \uFDD0</p>\n"}};
    check_examples(dropped, sizeof dropped / sizeof *dropped, NWS_TEMPLATE_DROP);
}

/* Tags in code are what a post about templates shows. */
static void test_tags_in_code(void)
{
    static const example dropped[] = {
        {"`{{ a }}` {{ b }} ``{% c %} d``",
         "<p><code>{{ a }}</code>  <code>{% c %} d</code></p>\n"},
        {"{% raw %}`{{ a }}`{% endraw %}", "<p><code>{{ a }}</code></p>\n"},
        {"`{% raw %}{{ a }}{% endraw %}`", "<p><code>{% raw %}{{ a }}{% endraw %}</code></p>\n"},
        {"`{% img a.png %}` ![`{{ b }}` {{ c }}](d{{ e }})",
         "<p><code>{% img a.png %}</code> <img src=\"d\" alt=\"{{ b }} \"></p>\n"},
        {"|`{{ a|b }}`|{{ c }}|\n|-|-|", "<table>\n<thead>\n<tr><th><code>{{ a|b "
                                         "}}</code></th><th></th></tr>\n</thead>\n</table>\n"},
        {"```\n{{ a }}\n```\n\n    {{ b }}",
         "<pre><code>{{ a }}\n</code></pre>\n<pre><code>{{ b }}\n</code></pre>\n"},
        {"a <code id='{{ b }}'>{{ c }}<b id='{{ d }}'>e</b></CODE> {{ f }}",
         "<p>a <code id=''>{{ c }}<b id=''>e</b></CODE> </p>\n"},
        {"<pre>\n{{ a }}\n\n{{ b }}</pre>\n{{ c }}\n\n{{ d }}",
         "<pre>\n{{ a }}\n\n{{ b }}</pre>\n<p></p>\n<p></p>\n"},
        {"<div\n\n<kbd>{{ a }}</kbd> <codes>{{ b }}</codes>",
         "<div\n<p><kbd>{{ a }}</kbd> <codes></codes></p>\n"},
    };
    check_examples(dropped, sizeof dropped / sizeof *dropped, NWS_TEMPLATE_DROP);
}

/* What a footnote says is text: CommonMark would take its first word for the address of a link. */
static void test_notes(void)
{
    static const example examples[] = {
        {"a[^1]\n\n[^1]: Note", "<p>a[^1]</p>\n<p>[^1]: Note</p>\n"},
        {"[^a]: <b> 'c'\n\nd[^a] [^b][^a]", "<p>[^a]: <b> 'c'</p>\n<p>d[^a] [^b][^a]</p>\n"},
        {"[^1]: \u4E2D\u6587\u3002\n[^2]: *b*\nc\n[^3]: d",
         "<p>[^1]: \u4E2D\u6587\u3002</p>\n<p>[^2]: <em>b</em>\nc</p>\n<p>[^3]: d</p>\n"},
        {"> [^1]: a", "<blockquote>\n<p>[^1]: a</p>\n</blockquote>\n"},
        {"    [^1]: a\n    [^2]: b", "<pre><code>[^1]: a\n[^2]: b\n</code></pre>\n"},
        {"```\n[^1]: a\n[^2]: b\n```", "<pre><code>[^1]: a\n[^2]: b\n</code></pre>\n"},
        {"<div>\n[^1]: a</div>", "<div>\n[^1]: a</div>\n"},
        {"`[^a]:` \\[^1]: [^]: [^a\nb]: c", "<p><code>[^a]:</code> [^1]: [^]: [^a\nb]: c</p>\n"},
        {"[a^]: /b\n\n[a^]", "<p><a href=\"/b\">a^</a></p>\n"},
    };
    static const example dropped[] = {{"{{ a }}[^1]: b", "<p>[^1]: b</p>\n"}};
    check_examples(examples, sizeof examples / sizeof *examples, NWS_TEMPLATE_KEEP);
    check_examples(dropped, sizeof dropped / sizeof *dropped, NWS_TEMPLATE_DROP);
}

static void test_attribute_lists(void)
{
    static const example heading[] = {
        {"# a {#b}\n## c {.d #e} \r\n### f {: #g}", "<h1>a</h1>\n<h2>c</h2>\n<h3>f</h3>\n"},
        {"# {{ a }} *b* {#c}\nd", "<h1>{{ a }} <em>b</em></h1>\n<p>d</p>\n"},
        {"a {#b}\n===\n\nc {#d}\n-  \n", "<h1>a</h1>\n<h2>c</h2>\n"},
        {"a {#b}\nc\n\n# d {e}\n# f{#g}\n# {#h} i", "<p>a {#b}\nc</p>\n<h1>d {e}</h1>\n"
                                                    "<h1>f{#g}</h1>\n<h1>{#h} i</h1>\n"},
        {"```\n# a {#b}\n```", "<pre><code># a {#b}\n</code></pre>\n"},
        {"{: .a}\nb", "<p>{: .a}\nb</p>\n"},
    };
    static const example all[] = {
        {"{:.a}\nb {:#c}\n{:toc}", "<p>b {:#c}</p>\n"},
        {"![a](b){: .c width=\"3\"} *d*{:.e} `f`{:.g}", "<p><img src=\"b\" alt=\"a\"> <em>d</em> "
                                                        "<code>f</code></p>\n"},
        {"`{:.a}` {:ok} x{:.b} \\{:.c}", "<p><code>{:.a}</code> {:ok} x{:.b} {:.c}</p>\n"},
        {"    {:.a}\n\n```\n{:.b}\n```", "<pre><code>{:.b}\n</code></pre>\n"},
        {"# a {#b}\n{: .c}", "<h1>a</h1>\n"},
        {"{#a}\n\nb {#c}\n", "<p>{#a}</p>\n<p>b {#c}</p>\n"},
    };
    static const example text[] = {{"# a {#b}", "<h1>a {#b}</h1>\n"}};
    check_examples(heading, sizeof heading / sizeof *heading, NWS_TEMPLATE_KEEP);
    check_lists(all, sizeof all / sizeof *all, NWS_TEMPLATE_KEEP, NWS_LISTS_ALL);
    check_lists(text, sizeof text / sizeof *text, NWS_TEMPLATE_KEEP, NWS_LISTS_TEXT);
}

#define TABLE(a, b) "<table>\n<thead>\n<tr><th>" a "</th><th>" b "</th></tr>\n</thead>\n<tbody>\n"
#define ROW "<tr><td>1</td><td>2</td></tr>\n</tbody>\n</table>\n"

static void test_short_tables(void)
{
    static const example examples[] = {
        {"|a|b|\n|-|-|\n|1|2|", TABLE("a", "b") ROW},
        {"a | b\n- | --\n1 | 2", TABLE("a", "b") ROW},
        {"|a|\n|:-|", "<table>\n<thead>\n<tr><th align=\"left\">a</th></tr>\n</thead>\n</table>\n"},
        {"a|b\n\n|-|-|", "<p>a|b</p>\n<p>|-|-|</p>\n"},
        {"ab\n|-|-|", "<p>ab\n|-|-|</p>\n"}, /* md4c 0.5 makes a table of these */
        {"> ab\n> -|-\n", "<blockquote>\n<p>ab\n-|-</p>\n</blockquote>\n"},
        {"ab\n|-|-|\n|1|2|", "<p>ab\n|-|-|\n|1|2|</p>\n"},
        {"<p>\nab\n|-|-|\n</p>", "<p>\nab\n|-|-|\n</p>\n"},
        {"ab\na|b\n-|-\n1|2", "<p>ab</p>\n" TABLE("a", "b") ROW},
        {"ab\na|b|c\n-|-", "<p>ab\na|b|c\n-|-</p>\n"},
        {"<div>\na|b\n-|-", "<div>\na|b\n-|-\n"},
        {"- ab\na|b\n-|-", "<ul>\n<li>ab\na|b\n-|-</li>\n</ul>\n"},
        {"# c\na||\n-|-\n1|2\n<!-- d -->\ne|f\n-|-", "<h1>c</h1>\n" TABLE("a", "") ROW
         "<!-- d -->\n<table>\n<thead>\n<tr><th>e</th><th>f</th></tr>\n</thead>\n</table>\n"},
        {"```\na|b\n-|-\n```", "<pre><code>a|b\n-|-\n</code></pre>\n"},
        {"***\na|b\n-|-\n1|2", "<hr>\n" TABLE("a", "b") ROW},
        {"> c\n> a|b\n> -|-\n> 1|2\n> # d\ne",
         "<blockquote>\n<p>c</p>\n" TABLE("a", "b") ROW "<h1>d</h1>\n</blockquote>\n<p>e</p>\n"},
        {"- c\n> a|b\n> -|-\n> 1|2\n- d", "<ul>\n<li>c</li>\n</ul>\n<blockquote>\n" TABLE("a", "b")
                                              ROW "</blockquote>\n<ul>\n<li>d</li>\n</ul>\n"},
        {"a|b\n-|-\n1|2\n- a|b\n  -|-\n  1|2",
         TABLE("a", "b") ROW "<ul>\n<li>" TABLE("a", "b") ROW "</li>\n</ul>\n"},
        {"> c\na|b\n-|-", "<blockquote>\n<p>c\na|b\n-|-</p>\n</blockquote>\n"},
        {"- c\n\n  d\n  a|b\n  -|-\n  1|2",
         "<ul>\n<li><p>c</p>\n<p>d</p>\n" TABLE("a", "b") ROW "</li>\n</ul>\n"},
        {"10. c\n\n    a|b\n    -|-\n    1|2\n\n        a|b\n        -|-",
         "<ol start=\"10\">\n<li><p>c</p>\n" TABLE("a", "b") ROW
         "<pre><code>a|b\n-|-\n</code></pre>\n</li>\n</ol>\n"},
        {"a|b\n-|-\n1|2\n<div>\n3|4\n</div>", TABLE("a", "b") ROW "<div>\n3|4\n</div>\n"},
        {"a|b\n-|-\n1|2\n[^c]: d", TABLE("a", "b") ROW "<p>[^c]: d</p>\n"},
        {"# a|b\n-|-", "<h1>a|b</h1>\n<p>-|-</p>\n"},
    };
    check_examples(examples, sizeof examples / sizeof *examples, NWS_TEMPLATE_KEEP);
}

#define WIDE(a, b, c) "<tr><td>" a "</td><td>" b "</td><td>" c "</td></tr>\n"
#define WIDE_TABLE(rows)                                                                           \
    "<table>\n<thead>\n<tr><th>a</th><th>b</th><th>c</th></tr>\n</thead>\n<tbody>\n" rows          \
    "</tbody>\n</table>\n"

/* Cells stay in their columns, and none is lost. */
static void test_wide_tables(void)
{
    static const example examples[] = {
        {"|a|b|c|\n|---|---|---|\n|1||3|\n||2|3|\n|1|2||\n|||3|",
         WIDE_TABLE(WIDE("1", "", "3") WIDE("", "2", "3") WIDE("1", "2", "") WIDE("", "", "3"))},
        {"a|b|c\n-|-\n1|2|3", WIDE_TABLE(WIDE("1", "2", "3"))},
        {"a|b|c\n-|-|-\n1|2|3|\n1|2|3| |\r\n", WIDE_TABLE(WIDE("1", "2", "3") WIDE("1", "2", "3"))},
        {"|a|b|\n|:-:|--:|\n|1||3|",
         "<table>\n<thead>\n<tr><th align=\"center\">a</th><th "
         "align=\"right\">b</th><th></th></tr>\n</thead>\n<tbody>\n<tr><td "
         "align=\"center\">1</td><td align=\"right\"></td><td>3</td></tr>\n</tbody>\n</table>\n"},
        {"|a||\n|-|-|\n|1|2|", TABLE("a", "") ROW},
        {"|a|b|\n|-|-|\n|`` 1\\|\\|`2\\` ``|\\`3\\||\n",
         TABLE("a",
               "b") "<tr><td><code>1||`2\\`</code></td><td>`3|</td></tr>\n</tbody>\n</table>\n"},
        {"|a|b|\n|-|-|\n|`1||2`|3\\||\n",
         TABLE("a", "b") "<tr><td><code>1||2</code></td><td>3|</td></tr>\n</tbody>\n</table>\n"},
        {"|a|b|\n|-|-|\n|{{ 1||2 }}|{% 3||4 %}|\n",
         TABLE("a", "b") "<tr><td>{{ 1||2 }}</td><td>{% 3||4 %}</td></tr>\n</tbody>\n</table>\n"},
        {"|a|b|\n|-|-|\n|`{{||2|",
         "<table>\n<thead>\n<tr><th>a</th><th>b</th><th></th></tr>\n</"
         "thead>\n<tbody>\n<tr><td>`{{</td><td></td><td>2</td></tr>\n</tbody>\n</table>\n"},
        {"> |a|b|\n> |-|-|\n> |1|2|", "<blockquote>\n" TABLE("a", "b") ROW "</blockquote>\n"},
        {"- |a|b|\n  |-|-|\n  |1|2|", "<ul>\n<li>" TABLE("a", "b") ROW "</li>\n</ul>\n"},
        {"|a|b|\n|-|-|\n|1|2|\n\na||b", TABLE("a", "b") ROW "<p>a||b</p>\n"},
        {"|a|b|\n|-|-|\n|1|2|\n# c||d", TABLE("a", "b") ROW "<h1>c||d</h1>\n"},
        {"|a|b|\n|-|-|\n|1|2|\n~~~\nc||d\n~~~",
         TABLE("a", "b") ROW "<pre><code>c||d\n</code></pre>\n"},
        {"    a||b|c\n    -|-", "<pre><code>a||b|c\n-|-\n</code></pre>\n"},
        {"```\na||b|c\n-|-\n```", "<pre><code>a||b|c\n-|-\n</code></pre>\n"},
        {"|a|b|\n|-|-|\n|\\{{ 1|| }}||2|",
         "<table>\n<thead>\n<tr><th>a</th><th>b</th><th></th><th></th><th></th></tr>\n</thead>\n"
         "<tbody>\n<tr><td>\\{{ 1|| }}</td><td></td><td>2</td><td></td><td></td></tr>\n</tbody>\n"
         "</table>\n"},
    };
    check_examples(examples, sizeof examples / sizeof *examples, NWS_TEMPLATE_KEEP);
}

/* As GFM has it, a link ends with its cell, whatever brackets stand in the next one. */
static void test_pipes_in_links(void)
{
    static const example examples[] = {
        {"|a|b|c|\n|---|---|---|\n|![1||2](x)|\n|[1|2][x]|3|\n\n[x]: /y",
         WIDE_TABLE(WIDE("![1", "", "2](x)") WIDE("[1", "2]<a href=\"/y\">x</a>", "3"))},
        {"|a|b|c|\n|---|---|---|\n|[1\\|2](x)|[3](y)|`[`|\n|[`]`](x)|]|[4]|\n",
         WIDE_TABLE(WIDE("<a href=\"x\">1|2</a>", "<a href=\"y\">3</a>", "<code>[</code>")
                        WIDE("<a href=\"x\"><code>]</code></a>", "]", "[4]"))},
        {"|a|b|c|\n|---|---|---|\n|[1|`]`|](x) [2](y)|\n||\\[|](x)|\n",
         WIDE_TABLE(WIDE("[1", "<code>]</code>", "](x) <a href=\"y\">2</a>")
                        WIDE("", "[", "](x)"))},
    };
    check_examples(examples, sizeof examples / sizeof *examples, NWS_TEMPLATE_KEEP);
}

/* What looks like a table, a note or a list of attributes in code is code. */
static void test_code_stays(void)
{
    static const example examples[] = {
        {"\ta||b\n\t---|---\n\t`c\\|`||d", "<pre><code>a||b\n---|---\n`c\\|`||d\n</code></pre>\n"},
        {"\t[^a]: b\n\t[^c]: d", "<pre><code>[^a]: b\n[^c]: d\n</code></pre>\n"},
        {"    ## a {#b}", "<pre><code>## a {#b}\n</code></pre>\n"},
        {">     a||b\n>     -|-",
         "<blockquote>\n<pre><code>a||b\n-|-\n</code></pre>\n</blockquote>\n"},
        {"<pre>\n\na||b\n-|-\n</PRE>\n\n<div>\n\na|b\n-|-\n1|2",
         "<pre>\n\na||b\n-|-\n</PRE>\n<div>\n" TABLE("a", "b") ROW},
        {"<div>\n# a\n\na|b\n-|-\n1|2", "<div>\n# a\n" TABLE("a", "b") ROW},
    };
    check_examples(examples, sizeof examples / sizeof *examples, NWS_TEMPLATE_KEEP);
}

/* One row with many '|' does not make the table too large to be read. */
static void test_widest_row(void)
{
    enum { ROWS = 2000, CELLS = 400 };
    fixture f;
    nws_buffer body;
    open_fixture(&f, nws_allocator_libc());
    nws_buffer_init(&body, nws_allocator_libc());
    CHECK(nws_buffer_add(&body, NWS_VIEW("|a|b|\n|-|-|\n")) == NWS_OK);
    for (size_t i = 0; i < ROWS; i++)
        CHECK(nws_buffer_add(&body, NWS_VIEW("|1|2|\n")) == NWS_OK);
    for (size_t i = 0; i < CELLS; i++)
        CHECK(nws_buffer_add(&body, NWS_VIEW("|3")) == NWS_OK);
    CHECK(render(&f, nws_buffer_view(&body), NWS_TEMPLATE_KEEP) == NWS_OK && !f.refused);
    size_t cells = 0;
    for (size_t i = 0; i + 4 < f.out.length; i++)
        cells += memcmp(f.out.data + i, "<td>", 4) == 0;
    CHECK(cells > (size_t)(ROWS + 1) * NWS_MAX_ADDED_CELLS * 6 &&
          cells < (size_t)(ROWS + 1) * (2 + 8 * NWS_MAX_ADDED_CELLS));
    nws_buffer_free(&body);
    close_fixture(&f);
}

static void test_pictures(void)
{
    static const example examples[] = {
        {"{{< figure src=\"/a b.png\" alt='c \"d\"' title=\"e\" caption=\"f <g>\" width=10 "
         "height=20px >}}",
         "<p><figure><img src=\"/a b.png\" alt=\"c &quot;d&quot;\" width=\"10\" height=\"20px\">"
         "<figcaption>e<br>f &lt;g&gt;</figcaption></figure></p>\n"},
        {"{{% figure src=a.png link=\"/b\" attr=\"c \\\"d\\\"\" class=\"e\" /%}}",
         "<p><figure><a href=\"/b\"><img src=\"a.png\"></a><figcaption>c &quot;d&quot;</figcaption>"
         "</figure></p>\n"},
        {"{{<figure src=\"a\">}} {{< figures src=a >}} {{< figure \"a\" >}}",
         "<p><figure><img src=\"a\"></figure> {{&lt; figures src=a &gt;}} "
         "{{&lt; figure &quot;a&quot; &gt;}}</p>\n"},
        {"{% asset_img a.png %} {% asset_img left \"a b.png\" 30 40 \"c 'd e'\" %}",
         "<p><img src=\"a.png\"> <img src=\"a b.png\" alt=\"d e\" title=\"c\" width=\"30\" "
         "height=\"40\">"
         "</p>\n"},
        {"{% img x /a.png 5 '\"b\" \"c\"' %} {% img https://a.example/b.png d e %}",
         "<p><img src=\"/a.png\" alt=\"c\" title=\"b\" width=\"5\"> "
         "<img src=\"https://a.example/b.png\" title=\"d e\"></p>\n"},
        {"{% asset_img a %} {% img %} {% img  %}", "<p><img src=\"a\"> {% img %} {% img  %}</p>\n"},
        {"`{% img a.png %}` [b]({% img a.png %}) ![{% img a.png %}](c)",
         "<p><code>{% img a.png %}</code> <a href=\"{% img a.png %}\">b</a> "
         "<img src=\"c\" alt=\"{% img a.png %}\"></p>\n"},
        {"<div>\n{% img a.png %}\n<b title=\"{% img a.png %}\">\n</div>",
         "<div>\n<img src=\"a.png\">\n<b title=\"{% img a.png %}\">\n</div>\n"},
        {"{% img \"><script>.x %}", "<p><img src=\"&gt;&lt;script&gt;.x \"></p>\n"},
    };
    static const example dropped[] = {
        {"a {% img b.png %} {{ c }}", "<p>a <img src=\"b.png\"> </p>\n"}};
    check_examples(examples, sizeof examples / sizeof *examples, NWS_TEMPLATE_KEEP);
    check_examples(dropped, sizeof dropped / sizeof *dropped, NWS_TEMPLATE_DROP);
}

/* ---- limits ---- */

/* count times part, to be freed. */
static char *repeat(const char *part, size_t count, size_t *length)
{
    const size_t size = strlen(part);
    char *text = malloc(size * count + 1);
    for (size_t i = 0; text != NULL && i < count; i++)
        memcpy(text + i * size, part, size);
    *length = size * count;
    return text;
}

static void check_refused(const char *start, const char *part, size_t count, bool refused)
{
    fixture f;
    size_t length;
    char *body = repeat(part, count, &length);
    if (!CHECK(body != NULL))
        return;
    memcpy(body, start, strlen(start));
    open_fixture(&f, nws_allocator_libc());
    CHECK(nws_buffer_add(&f.out, NWS_VIEW("before")) == NWS_OK);
    CHECK(nws_markdown_render(&f.arena, nws_view_of(body, length), NWS_TEMPLATE_KEEP,
                              NWS_LISTS_HEADING, &f.scratch, &f.out, &f.refused) == NWS_OK);
    if (!CHECK(f.refused == refused))
        fprintf(stderr, "  %zu times %s\n", count, part);
    CHECK(!refused || nws_view_equal(nws_buffer_view(&f.out), NWS_VIEW("before")));
    close_fixture(&f);
    free(body);
}

static void test_limits(void)
{
    check_refused("", "x", 200, false);
    check_refused("", "words of it \n", (NWS_MAX_MARKDOWN + 13) / 13, true);
    check_refused("", "[x]\n", 9000, false); /* lines times brackets */
    check_refused("", "[x]\n", 11000, true);
    check_refused("", "- [x](y)\n", 20000, false);
    check_refused(
        "[b]: /0123456789012345678901234567890123456789012345678901234567890123456789\n\n", "[b] ",
        2000, false); /* what references expand to */
    check_refused("[b]: /0123456789012345678901234567890123456789012345678901234567890123456789"
                  "0123456789012345678901234567890123456789012345678901234567890123456789\n\n",
                  "[b] ", 20000, true);
    check_refused("", ">", 20000, false);
}

static void test_long_tag(void)
{
    fixture f;
    size_t length;
    char *body = repeat("*a*", NWS_MAX_TEMPLATE_TAG / 3, &length);
    if (!CHECK(body != NULL))
        return;
    open_fixture(&f, nws_allocator_libc());
    for (size_t fits = 0; fits < 2; fits++) {
        nws_buffer text;
        nws_buffer_init(&text, nws_allocator_libc());
        CHECK(nws_buffer_add(&text, NWS_VIEW("{{ ")) == NWS_OK);
        CHECK(nws_buffer_append(&text, body, fits > 0 ? length - 9 : length) == NWS_OK);
        CHECK(nws_buffer_add(&text, NWS_VIEW(" }}")) == NWS_OK);
        CHECK(render(&f, nws_buffer_view(&text), NWS_TEMPLATE_KEEP) == NWS_OK);
        const nws_view html = nws_buffer_view(&f.out);
        CHECK((html.length == text.length + strlen("<p></p>\n")) == (fits > 0));
        nws_buffer_free(&text);
    }
    close_fixture(&f);
    free(body);
}

/* ---- memory ---- */

static const char rich[] =
    "# a {#q}\n\n{{ b }} {% img r %} [c](d 'e') ![f](g)\n\n- h\n- i `j`\n\n|k|\n|---|\n|l|\n\n"
    "{% highlight m %}\nn\n{% endhighlight %}\n\n[^s]: t\n[^u]: v\n\n|w|\n|-|\n\nhttp://o.example "
    "<b>p</b> \xEF\xB7\x90\n";

static void test_memory(void)
{
    for (size_t at = 1;; at++) {
        harness_memory memory = {.fail_at = at};
        const nws_allocator allocator = harness_allocator(&memory);
        fixture f;
        open_fixture(&f, &allocator);
        const nws_status status = render(&f, NWS_VIEW(rich), NWS_TEMPLATE_KEEP);
        close_fixture(&f);
        CHECK(memory.live == 0);
        if (status == NWS_OK) {
            CHECK(at > 2);
            break;
        }
        CHECK(status == NWS_E_MEMORY);
    }
}

/* md4c's list of marks grows with each of them. */
static void test_foreign_memory(void)
{
#if defined(__SANITIZE_ADDRESS__)
    fixture f;
    size_t length;
    char *body = repeat("*a ", 1000000, &length);
    if (!CHECK(body != NULL))
        return;
    open_fixture(&f, nws_allocator_libc());
    CHECK(render(&f, nws_view_of(body, length), NWS_TEMPLATE_KEEP) == NWS_E_MEMORY);
    CHECK(f.out.length == 0 && !f.refused);
    close_fixture(&f);
    free(body);
#endif
}

/* ---- in an article ---- */

static nws_policy policy;

static void check_article(nws_markup markup, nws_view body, nws_markup read, const char *html)
{
    nws_workspace workspace;
    nws_article article;
    nws_error error;
    const nws_options options = {.policy = &policy,
                                 .zone = NWS_ZONE_UTC,
                                 .limits = (nws_limits)NWS_LIMITS_DEFAULT,
                                 .markup = markup};
    nws_workspace_init(&workspace, nws_allocator_libc());
    CHECK(nws_article_make(&workspace, body, &options, &article, &error) == NWS_OK);
    CHECK(article.markup == read);
    CHECK(nws_view_equal(article.body, body));
    CHECK_TEXT(article.html, html);
    nws_workspace_free(&workspace);
}

static void test_article(void)
{
    const nws_view both = NWS_VIEW("<b>a</b>\n\n*c*");
    check_article(NWS_MARKUP_HTML, both, NWS_MARKUP_HTML, "<b>a</b>\n\n*c*");
    check_article(NWS_MARKUP_MARKDOWN, both, NWS_MARKUP_MARKDOWN,
                  "<p><b>a</b></p>\n<p><em>c</em></p>\n");
    check_article(NWS_MARKUP_AUTO, both, NWS_MARKUP_MARKDOWN,
                  "<p><b>a</b></p>\n<p><em>c</em></p>\n");
    check_article(NWS_MARKUP_AUTO, NWS_VIEW("<div>\n\n*c*\n\n</div>"), NWS_MARKUP_HTML,
                  "<div>\n\n*c*\n\n</div>");
}

/* ---- tags in HTML ---- */

static nws_status drop(nws_workspace *workspace, nws_article *article, nws_view body)
{
    nws_error error;
    const nws_options options = {.policy = &policy,
                                 .zone = NWS_ZONE_UTC,
                                 .limits = (nws_limits)NWS_LIMITS_DEFAULT,
                                 .markup = NWS_MARKUP_HTML,
                                 .templates = NWS_TEMPLATE_DROP};
    return nws_article_make(workspace, body, &options, article, &error);
}

static void test_drop(void)
{
    static const struct {
        const char *body, *html;
    } cases[] = {
        {"<p>a {% b %} c{{ d }}</p>", "<p>a  c</p>"},
        {"{% raw %}<p>{{ a > 1 && \"b\" }}</p>{% endraw %}", ""},
        {"<p>{%%} {{}} a</p>", "<p>  a</p>"},
        {"<p>{ % a % } {% b } {{ c %} {%</p>", "<p>{ % a % } {% b } {{ c %} {%</p>"},
        {"<p>{{ a {{ b }}</p>", "<p>{{ a </p>"},
        {"<p>{{ a <b>c</b> }}</p>", "<p>{{ a <b>c</b> }}</p>"},
        {"<p>&lt;{% a %}b&gt;</p>", "<p>&lt;b&gt;</p>"},
        {"<pre>{{ a }}</pre><p><code>{% b %}</code>{% c %}</p>",
         "<pre>{{ a }}</pre><p><code>{% b %}</code></p>"},
        {"<p>a<img src='{{ b }}/c.png' alt=' {% d %} '></p>",
         "<p>a<img src=\"/c.png\" alt=\"  \"></p>"},
        {"<a href='java{{ b }}script:c'>d</a>", "<a>d</a>"},
        {"<{{ a }}script>b</{{ c }}script>", "&lt;script&gt;b"},
        {"<script>{{ a }}</script><style>{% b %}</style><p>c", "<p>c</p>"},
    };
    nws_workspace workspace;
    nws_article article;
    nws_workspace_init(&workspace, nws_allocator_libc());
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK(drop(&workspace, &article, view(cases[i].body)) == NWS_OK);
        CHECK_TEXT(article.html, cases[i].html);
    }
    CHECK(drop(&workspace, &article, NWS_VIEW("<p>{% a %}bc<!--more-->{% d %}e")) == NWS_OK);
    CHECK(article.excerpt == 2);
    nws_workspace_free(&workspace);
}

static void test_drop_memory(void)
{
    size_t failed = 0;
    for (size_t at = 1;; at++) {
        harness_memory memory = {.fail_at = at};
        const nws_allocator allocator = harness_allocator(&memory);
        nws_workspace workspace;
        nws_article article;
        nws_workspace_init(&workspace, &allocator);
        const nws_status status =
            drop(&workspace, &article, NWS_VIEW("<p id='{{ a }}'>{% b %}c<!--more-->{% d %}"));
        nws_workspace_free(&workspace);
        CHECK(memory.live == 0);
        if (status == NWS_OK)
            break;
        CHECK(status == NWS_E_MEMORY);
        failed++;
    }
    CHECK(failed > 2);
}

static void test_more(void)
{
    static const struct {
        const char *body;
        int32_t excerpt;
    } cases[] = {
        {"<p>a</p><!-- more --><p>b", 1},
        {"<p>ab</p><!--more--><p>c", 2},
        {"<p>a\r\n</p><!--\nMORE --><p>b", 1},
        {"<p>a</p><!-- more or less -->", 0},
        {"<p>a</p><!--more or less--><p>b", 1},
        {"<p>a</p><!--more\tor less--><p>b", 1},
        {"<p>a</p><!--moreover--><p>b", 0},
        {"<p>a</p><!--mor--><p>b", 0},
        {"<p>a</p><!--><!--more--><p>b", 1},
        {"<p>a</p><!-- <!--more--><p>b", 0},
        {"a\n\n<!-- more -->\n\nb", 1},
        {"`<!-- more -->`", 0},
        {"!--more-->", 0},
        {"<!--more", 0},
    };
    nws_workspace workspace;
    nws_article article;
    nws_error error;
    const nws_options options = {
        .policy = &policy, .zone = NWS_ZONE_UTC, .limits = (nws_limits)NWS_LIMITS_DEFAULT};
    nws_workspace_init(&workspace, nws_allocator_libc());
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK(nws_article_make(&workspace, view(cases[i].body), &options, &article, &error) ==
              NWS_OK);
        CHECK(article.excerpt == cases[i].excerpt);
    }
    nws_workspace_free(&workspace);
}

/* Spans of Markdown's audit are the body; what is refused is HTML, with a diagnostic. */
static void test_spans_and_refusal(void)
{
    nws_workspace workspace;
    nws_article article;
    nws_error error;
    size_t length;
    char *tangled = repeat("[x]\n", 11000, &length);
    const nws_options options = {
        .policy = &policy, .zone = NWS_ZONE_UTC, .limits = (nws_limits)NWS_LIMITS_DEFAULT};
    nws_workspace_init(&workspace, nws_allocator_libc());
    const nws_view body = NWS_VIEW("# a\n\n<p onclick=x>b</p>\n");
    CHECK(nws_article_make(&workspace, body, &options, &article, &error) == NWS_OK);
    CHECK(article.audit.count == 1 && article.audit.rows[0].start == 0 &&
          article.audit.rows[0].end == body.length);
    if (CHECK(tangled != NULL)) {
        CHECK(nws_article_make(&workspace, nws_view_of(tangled, length), &options, &article,
                               &error) == NWS_OK);
        CHECK(article.markup == NWS_MARKUP_HTML && article.html.length == length);
        CHECK(article.diagnostics.count == 1 &&
              article.diagnostics.items[0].code == NWS_D_MARKDOWN_LIMIT);
    }
    free(tangled);
    nws_workspace_free(&workspace);
}

int main(void)
{
    nws_policy_preset(&policy, NWS_PRESET_ARTICLE);
    test_markdown_bodies();
    test_html_bodies();
    test_names();
    test_blocks();
    test_spans();
    test_tildes();
    test_tab_behind_definition();
    test_unclosed_at_the_end();
    test_bare_links();
    test_templates();
    test_body_signs();
    test_tags_in_code();
    test_notes();
    test_attribute_lists();
    test_short_tables();
    test_wide_tables();
    test_pipes_in_links();
    test_code_stays();
    test_widest_row();
    test_pictures();
    test_limits();
    test_long_tag();
    test_memory();
    test_foreign_memory();
    test_article();
    test_drop();
    test_drop_memory();
    test_more();
    test_spans_and_refusal();
    return harness_report();
}
