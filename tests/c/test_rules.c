/* What only some policies say: rules about values, hosts, schemes, classes and ids, by example; the
 * bounds; and every allocation made to fail.
 */
#include "base/bounds.h"
#include "clean/sanitize.h"
#include "clean/url.h"
#include "clean_memory.h"
#include "emit/html.h"
#include "harness.h"

#define NAMES(...)                                                                                 \
    {(const nws_view[]){__VA_ARGS__},                                                              \
     (uint32_t)(sizeof((const nws_view[]){__VA_ARGS__}) / sizeof(nws_view))}
#define V(literal) {literal, sizeof(literal) - 1}

typedef struct test_rig {
    nws_arena arena;
    nws_buffer html;
    nws_policy policy;
    nws_policy_rules rules;
    nws_audit audit;
    nws_judge judge;
} test_rig;

static void rig_init(test_rig *rig, const nws_allocator *allocator)
{
    *rig = (test_rig){.rules = {.count = 0}};
    nws_arena_init(&rig->arena, allocator);
    nws_buffer_init(&rig->html, allocator);
    nws_policy_preset(&rig->policy, NWS_PRESET_ARTICLE);
    rig->policy.repairs = 0;
    rig->policy.link_rel = NULL;
    rig->policy.rules = &rig->rules;
}

static void rig_free(test_rig *rig)
{
    nws_arena_free(&rig->arena);
    nws_buffer_free(&rig->html);
}

static void allow(nws_policy *policy, nws_tag tag, nws_attr attr)
{
    policy->by_tag[tag][(unsigned)attr / 64u] |= (uint64_t)1 << ((unsigned)attr % 64u);
}

static nws_status clean(test_rig *rig, nws_view input)
{
    const nws_parse_options parse = NWS_PARSE_BODY;
    const nws_clean_options options = {.policy = &rig->policy, .judge = rig->judge};
    nws_document document;
    nws_arena_reset(&rig->arena);
    rig->html.length = 0;
    NWS_TRY(nws_html_parse(&rig->arena, input, &parse, &document));
    nws_audit_init(&rig->audit, &rig->arena);
    NWS_TRY(nws_sanitize_tree(&document, &options, &rig->audit));
    return nws_emit_html(document.root, &rig->html);
}

/* Cleans twice: the second time must change nothing. */
static void check_output(test_rig *rig, const char *input, const char *output)
{
    CHECK(nws_policy_check(&rig->policy, NULL) == NWS_OK);
    CHECK(clean(rig, nws_view_of(input, strlen(input))) == NWS_OK);
    CHECK_TEXT(nws_buffer_view(&rig->html), output);
    CHECK(clean(rig, nws_view_of(output, strlen(output))) == NWS_OK);
    CHECK_TEXT(nws_buffer_view(&rig->html), output);
}

static void set_rules(test_rig *rig, const nws_policy_rule *items, size_t count)
{
    rig->rules.items = items;
    rig->rules.count = (uint32_t)count;
    for (size_t i = 0; i < count; i++)
        if (items[i].demand == NWS_DEMAND_SET)
            rig->rules.sets[items[i].tag / 64] |= (uint64_t)1 << items[i].tag % 64;
}

static void test_values(void)
{
    const nws_policy_rule items[] = {
        {.attr = NWS_ATTR_DIR,
         .name = V(""),
         .demand = NWS_DEMAND_VALUES,
         .names = NAMES(V("rtl"))},
        {.tag = NWS_TAG_DIV, .name = V("made-up"), .demand = NWS_DEMAND_GRANT},
        {.tag = NWS_TAG_DIV,
         .name = V("made-up"),
         .demand = NWS_DEMAND_VALUES,
         .names = NAMES(V("a"), V("b"))},
        {.tag = NWS_TAG_DIV,
         .attr = NWS_ATTR_CLASS,
         .name = V(""),
         .demand = NWS_DEMAND_WORDS,
         .names = NAMES(V("k"), V("l"))},
    };
    test_rig rig;
    rig_init(&rig, nws_allocator_libc());
    allow(&rig.policy, NWS_TAG_DIV, NWS_ATTR_CLASS);
    set_rules(&rig, items, sizeof items / sizeof items[0]);
    check_output(&rig, "<div dir=RTL made-up=b other=c class='l  x k'>a</div>",
                 "<div dir=\"RTL\" made-up=\"b\" class=\"l k\">a</div>");
    check_output(&rig, "<div dir=ltr made-up=c class=x>a</div><p made-up=a class=k dir=rtl>",
                 "<div>a</div><p dir=\"rtl\"></p>");
    const nws_removal *row = rig.audit.rows;
    CHECK(clean(&rig, NWS_VIEW("<div class='k x' dir=q>")) == NWS_OK);
    row = rig.audit.rows;
    CHECK(rig.audit.count == 2);
    CHECK(row[0].rule == NWS_RULE_POLICY_CLASS && row[0].action == NWS_AUDIT_REWRITTEN);
    CHECK_TEXT(row[0].value, "k x");
    CHECK(row[1].rule == NWS_RULE_POLICY_VALUE && row[1].action == NWS_AUDIT_DROPPED);
    rig_free(&rig);
}

static void test_addresses(void)
{
    static const nws_view schemes[] = {V("gemini"), V("magnet")};
    const nws_policy_rule items[] = {
        {.tag = NWS_TAG_A,
         .attr = NWS_ATTR_HREF,
         .name = V(""),
         .demand = NWS_DEMAND_SCHEMES,
         .schemes = NWS_SCHEME_HTTPS | (uint64_t)2 << NWS_SCHEME_NAMED},
        {.tag = NWS_TAG_IMG,
         .attr = NWS_ATTR_SRC,
         .name = V(""),
         .demand = NWS_DEMAND_HOSTS,
         .names = NAMES(V("*.b.example"), V("a.example"))},
        {.tag = NWS_TAG_IMG,
         .attr = NWS_ATTR_SRCSET,
         .name = V(""),
         .demand = NWS_DEMAND_HOSTS,
         .names = NAMES(V("a.example"))},
    };
    test_rig rig;
    rig_init(&rig, nws_allocator_libc());
    allow(&rig.policy, NWS_TAG_IMG, NWS_ATTR_SRCSET);
    rig.rules.schemes = (nws_names){schemes, 2};
    set_rules(&rig, items, sizeof items / sizeof items[0]);
    check_output(&rig,
                 "<a href=magnet:?x>m</a><a href=https://h/\xE4\xB8\xAD?q=\xC3\xBC>h</a>"
                 "<a href=gemini:x>g</a><a href=http://h>h</a><a href=x>r</a>",
                 "<a href=\"magnet:?x\">m</a><a href=\"https://h/\xE4\xB8\xAD?q=\xC3\xBC\">h</a>"
                 "<a>g</a><a>h</a><a>r</a>");
    check_output(
        &rig,
        "<img src=//A.example:8/x><img src=http://u@c.b.example><img src=https://b.example>"
        "<img src=x><img src=http://a.example.evil>",
        "<img src=\"//A.example:8/x\"><img src=\"http://u@c.b.example\"><img><img><img>");
    check_output(&rig, "<img srcset='http://a.example/1 1x, http://b.example/2 2x,,x 3x'>",
                 "<img srcset=\"http://a.example/1 1x\">");
    check_output(&rig, "<img srcset='http://b.example/2 2x'>", "<img>");
    rig_free(&rig);
}

static void test_srcset(void)
{
    test_rig rig;
    rig_init(&rig, nws_allocator_libc());
    allow(&rig.policy, NWS_TAG_IMG, NWS_ATTR_SRCSET);
    check_output(&rig,
                 "<img srcset=' a.png  1x ,javascript:x 2x,  b.png 300w,c.png,d 5q, e (x, f) 1x'>",
                 "<img srcset=\"a.png 1x, b.png 300w\">");
    check_output(&rig, "<img srcset='javascript:x, data:text/html;x 2x'>", "<img>");
    rig.rules.base_url = NWS_VIEW("http://b.example/f/");
    check_output(&rig, "<img srcset='a 1x, /c'>",
                 "<img srcset=\"http://b.example/f/a 1x, http://b.example/c\">");
    /* many, so that the room for them grows while other addresses are made */
    check_output(&rig, "<img srcset='a 1x,b 2x,c 3x,d 4x,e 5x,f 6x,g 7x'>",
                 "<img srcset=\"http://b.example/f/a 1x, http://b.example/f/b 2x, "
                 "http://b.example/f/c 3x, http://b.example/f/d 4x, http://b.example/f/e 5x, "
                 "http://b.example/f/f 6x, http://b.example/f/g 7x\">");
    rig_free(&rig);
}

static void test_relative(void)
{
    test_rig rig;
    rig_init(&rig, nws_allocator_libc());
    rig.rules.base_url = NWS_VIEW("https://b.example/f/g");
    rig.policy.link_schemes = NWS_SCHEME_HTTPS;
    check_output(&rig, "<a href=x>1</a><a href=//h/x>2</a><a href=?q>3</a><a href=http://h>4</a>",
                 "<a href=\"https://b.example/f/x\">1</a><a href=\"https://h/x\">2</a>"
                 "<a href=\"https://b.example/f/g?q\">3</a><a>4</a>");
    rig.rules.base_url = NWS_VIEW_NONE;
    rig.policy.link_schemes = NWS_SCHEME_HTTPS | NWS_SCHEME_RELATIVE;
    check_output(&rig, "<a href=x>1</a><a href=//h/x>2</a>", "<a href=\"x\">1</a><a>2</a>");
    rig.policy.link_schemes = NWS_SCHEME_HTTPS | NWS_SCHEME_NETWORK;
    check_output(&rig, "<a href=x>1</a><a href='\\\\h\\x'>2</a>",
                 "<a>1</a><a href=\"\\\\h\\x\">2</a>");
    rig_free(&rig);
}

static void test_set(void)
{
    const nws_policy_rule items[] = {
        {.tag = NWS_TAG_BR, .name = V("made-up"), .demand = NWS_DEMAND_SET, .names = NAMES(V("1"))},
        {.tag = NWS_TAG_IMG,
         .attr = NWS_ATTR_LOADING,
         .name = V(""),
         .demand = NWS_DEMAND_SET,
         .names = NAMES(V("lazy"))},
        {.tag = NWS_TAG_TBODY,
         .attr = NWS_ATTR_LANG,
         .name = V(""),
         .demand = NWS_DEMAND_SET,
         .names = NAMES(V("de"))},
    };
    test_rig rig;
    rig_init(&rig, nws_allocator_libc());
    set_rules(&rig, items, sizeof items / sizeof items[0]);
    rig.rules.link_target = NWS_VIEW("_blank");
    rig.policy.link_rel = "nofollow";
    check_output(&rig, "<br><br made-up=2 x><img loading=eager src=a><img src=a>",
                 "<br made-up=\"1\"><br made-up=\"1\"><img loading=\"lazy\" src=\"a\">"
                 "<img src=\"a\" loading=\"lazy\">");
    check_output(
        &rig, "<h2>a<div>b</div></h2><table><tr><td>x</table>",
        "<h2>a<br made-up=\"1\">b</h2><table><tbody lang=\"de\"><tr><td>x</td></tr></tbody>"
        "</table>");
    check_output(&rig, "<a target=x rel=y>1</a><a href=x target=_top>2</a>",
                 "<a>1</a><a href=\"x\" target=\"_blank\" rel=\"nofollow\">2</a>");
    rig_free(&rig);
}

static void test_ids(void)
{
    static const nws_view prefixes[] = {V("aria-")};
    test_rig rig;
    rig_init(&rig, nws_allocator_libc());
    rig.rules.id_prefix = NWS_VIEW("p-");
    rig.rules.prefixes = (nws_names){prefixes, 1};
    rig.rules.base_url = NWS_VIEW("http://b.example/");
    allow(&rig.policy, NWS_TAG_A, NWS_ATTR_ID);
    allow(&rig.policy, NWS_TAG_A, NWS_ATTR_NAME);
    allow(&rig.policy, NWS_TAG_TD, NWS_ATTR_HEADERS);
    allow(&rig.policy, NWS_TAG_IMG, NWS_ATTR_USEMAP);
    check_output(&rig, "<a id=x name=p-x aria-owns='x  p-y' aria-label=x>1</a>",
                 "<a id=\"p-x\" name=\"p-x\" aria-owns=\"p-x p-y\" aria-label=\"x\">1</a>");
    check_output(&rig,
                 "<a href='#x'>1</a><a href=' #p-x'>2</a><a href='#'>3</a><a href='#TOP'>4</a>"
                 "<a href='#:~:text=x'>5</a><a href='q#x'>6</a>",
                 "<a href=\"#p-x\">1</a><a href=\"#p-x\">2</a><a href=\"#\">3</a>"
                 "<a href=\"#TOP\">4</a><a href=\"#:~:text=x\">5</a>"
                 "<a href=\"http://b.example/q#x\">6</a>");
    check_output(&rig, "<img src=http://h/ usemap='#m'><a id>1</a>",
                 "<img src=\"http://h/\" usemap=\"#p-m\"><a id=\"\">1</a>");
    check_output(&rig, "<table><tbody><tr><td headers='a b'>x",
                 "<table><tbody><tr><td headers=\"p-a p-b\">x</td></tr></tbody></table>");
    rig_free(&rig);
}

static void test_names(void)
{
    static const nws_view prefixes[] = {V("aria-"), V("x-")};
    test_rig rig;
    rig_init(&rig, nws_allocator_libc());
    rig.rules.prefixes = (nws_names){prefixes, 2};
    check_output(&rig, "<p aria-x=1 x-=2 x-onclick=3 onclick=4 x:y=5 x_y=6 x-a_b=7 data-x=8>a</p>",
                 "<p aria-x=\"1\" x-onclick=\"3\">a</p>");
    rig_free(&rig);
    static const char *const never[] = {
        "onclick", "on", "srcdoc",     "a:b",         "A",      "",    "1a",      "-a",
        "a b",     "a=", "formtarget", "interestfor", "dynsrc", "a\"", "\xC3\xA4"};
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
        CHECK(!nws_rules_may_name(nws_view_of(never[i], strlen(never[i]))));
    CHECK(nws_rules_may_name(NWS_VIEW("v-1")) && nws_rules_may_name(NWS_VIEW("v")));
}

static void test_escape(void)
{
    test_rig rig;
    rig_init(&rig, nws_allocator_libc());
    for (unsigned tag = 0; tag < NWS_TAG_COUNT; tag++)
        if (rig.policy.actions[tag] != NWS_ACTION_KEEP)
            rig.policy.actions[tag] = NWS_ACTION_ESCAPE;
    rig.policy.actions[NWS_TAG_I] = rig.policy.actions[NWS_TAG_P] = NWS_ACTION_ESCAPE;
    check_output(&rig, "<b>a</b><X-y A=\"1\">b</X-y>", "<b>a</b>&lt;X-y A=\"1\"&gt;b&lt;/x-y&gt;");
    check_output(&rig, "<script>a<b></script><input><x/>",
                 "&lt;script&gt;a&lt;b&gt;&lt;/script&gt;&lt;input&gt;&lt;x/&gt;");
    check_output(&rig, "<svg><a>k</a></svg>", "&lt;svg&gt;&lt;a&gt;k&lt;/a&gt;&lt;/svg&gt;");
    /* one formatting element that the parser makes two of has one tag; an implied one has none */
    check_output(&rig, "<i>a<div>b</i>c</div>", "&lt;i&gt;a&lt;/i&gt;<div>bc</div>");
    check_output(&rig, "</p>a", "a");
    /* an end tag only where there could be one */
    static const char *const empty[] = {"area", "base", "basefont", "bgsound", "embed", "keygen",
                                        "link", "meta", "param",    "source",  "track"};
    for (size_t i = 0; i < sizeof empty / sizeof empty[0]; i++) {
        char input[32], output[32];
        snprintf(input, sizeof input, "a<%s>b", empty[i]);
        snprintf(output, sizeof output, "a&lt;%s&gt;b", empty[i]);
        check_output(&rig, input, output);
    }
    CHECK(clean(&rig, NWS_VIEW("<x>a</x>")) == NWS_OK);
    CHECK(rig.audit.count == 1 && rig.audit.rows[0].action == NWS_AUDIT_ESCAPED);
    rig_free(&rig);
}

static void test_breaks(void)
{
    test_rig rig;
    rig_init(&rig, nws_allocator_libc());
    nws_policy_preset(&rig.policy, NWS_PRESET_COMMENT);
    check_output(&rig, "<p>a</p><p>b<i>c</i></p>d<img src=x><ul><li>e<li>f</ul>",
                 "a<br>b<i>c</i><br>d<br>e<br>f");
    check_output(&rig, "<font>a</font>b<form>c</form>d<select><option>e<option>f</select>g",
                 "ab<br>c<br>d<br>e<br>f<br>g");
    check_output(&rig,
                 "<dl><dt>a<dd>b</dl><table><caption>c</caption><tr><td>d<td>e<tr><td>f</table>",
                 "a<br>b<br>c<br>de<br>f");
    check_output(&rig, "a<marquee>b</marquee><big>c</big>", "a<br>b<br>c");
    rig.policy.actions[NWS_TAG_BR] = NWS_ACTION_UNWRAP;
    check_output(&rig, "<p>a</p><p>b</p>", "ab");
    rig_free(&rig);
}

/* Answers in capitals, drops "no", and tries what is not allowed. */
static nws_status answer(void *context, nws_view tag, nws_view attribute, nws_view value,
                         nws_arena *arena, nws_view *out)
{
    (void)tag;
    ++*(unsigned *)context;
    *out = value;
    if (nws_view_equal(value, NWS_VIEW("no")))
        *out = NWS_VIEW_NONE;
    else if (nws_view_equal(value, NWS_VIEW("evil")))
        *out = nws_view_equal(attribute, NWS_VIEW("href"))
                   ? NWS_VIEW("java\nscript:x")
                   : nws_arena_copy(arena, NWS_VIEW("a\1b"));
    else if (nws_view_equal(value, NWS_VIEW("stop")))
        return NWS_E_STOP;
    return NWS_OK;
}

static void test_judge(void)
{
    unsigned asked = 0;
    test_rig rig;
    rig_init(&rig, nws_allocator_libc());
    rig.rules.asks = true;
    rig.rules.open[NWS_TAG_DIV / 64] |= (uint64_t)1 << NWS_TAG_DIV % 64;
    check_output(&rig, "<p title=x>a</p>", "<p>a</p>"); /* nobody to ask: nothing stays */
    rig.judge = (nws_judge){answer, &asked};
    check_output(&rig, "<p title=x lang=no data-x=1>a</p><a href=evil>b</a>",
                 "<p title=\"x\">a</p><a>b</a>");
    check_output(&rig, "<p title=evil>a</p>", "<p title=\"ab\">a</p>");
    check_output(&rig, "<div id=1 made-up=2 onclick=3 src=4 style=5 x:y=6>a</div>",
                 "<div id=\"1\" made-up=\"2\">a</div>");
    CHECK(asked > 0);
    CHECK(clean(&rig, NWS_VIEW("<p title=stop>")) == NWS_E_STOP);
    rig_free(&rig);
}

/* Each bound, met and passed. */
static void test_bounds(void)
{
    test_rig rig;
    rig_init(&rig, nws_allocator_libc());
    rig.policy.image_schemes |= NWS_SCHEME_DATA_IMAGE;
    nws_buffer input;
    nws_buffer_init(&input, nws_allocator_libc());
    for (size_t more = 0; more < 2; more++) {
        static const char head[] = "<img src=\"data:image/png,";
        const size_t length = NWS_MAX_DATA_URL + 10 + more; /* with what is before data: */
        input.length = 0;
        if (!CHECK(nws_buffer_reserve(&input, length + 2) == NWS_OK))
            break;
        memset(input.data, 'A', length);
        memcpy(input.data, head, sizeof head - 1);
        memcpy(input.data + length, "\">", 2);
        input.length = length + 2;
        CHECK(clean(&rig, nws_buffer_view(&input)) == NWS_OK);
        CHECK((rig.html.length > NWS_MAX_DATA_URL) == (more == 0));
    }
    nws_buffer_free(&input);
    char name[NWS_MAX_SCHEME_NAME + 2];
    memset(name, 'a', sizeof name);
    CHECK(nws_url_may_name(nws_view_of(name, NWS_MAX_SCHEME_NAME)));
    CHECK(!nws_url_may_name(nws_view_of(name, NWS_MAX_SCHEME_NAME + 1)));
    char id[NWS_MAX_ID_PREFIX + 1];
    memset(id, 'a', sizeof id);
    rig.rules.id_prefix = nws_view_of(id, NWS_MAX_ID_PREFIX);
    CHECK(nws_policy_check(&rig.policy, NULL) == NWS_OK);
    rig.rules.id_prefix = nws_view_of(id, NWS_MAX_ID_PREFIX + 1);
    CHECK(nws_policy_check(&rig.policy, NULL) == NWS_E_POLICY);
    rig.rules.id_prefix = NWS_VIEW_NONE;
    nws_view schemes[NWS_MAX_POLICY_SCHEMES + 1];
    char letters[NWS_MAX_POLICY_SCHEMES + 1][2];
    for (unsigned i = 0; i <= NWS_MAX_POLICY_SCHEMES; i++) {
        letters[i][0] = (char)('a' + i / 26);
        letters[i][1] = (char)('a' + i % 26);
        schemes[i] = nws_view_of(letters[i], 2);
    }
    rig.rules.schemes = (nws_names){schemes, NWS_MAX_POLICY_SCHEMES};
    CHECK(nws_policy_check(&rig.policy, NULL) == NWS_OK);
    rig.rules.schemes.count++;
    CHECK(nws_policy_check(&rig.policy, NULL) == NWS_E_POLICY);
    rig_free(&rig);
}

static void test_memory(void)
{
    const nws_policy_rule items[] = {
        {.tag = NWS_TAG_BR, .name = V("made-up"), .demand = NWS_DEMAND_SET, .names = NAMES(V("1"))},
        {.tag = NWS_TAG_DIV,
         .attr = NWS_ATTR_CLASS,
         .name = V(""),
         .demand = NWS_DEMAND_WORDS,
         .names = NAMES(V("k"))},
    };
    static const char text[] = "<h2>a<div>b</div></h2><br><div class='k l'>c<x y>d</x></div>"
                               "<a id=x href='#x' title=evil headers='a b'>e</a>"
                               "<img srcset='aaaaaaaaaaaaaaaaaaaaa 1x, b 2x, javascript:x 3x'>";
    unsigned asked = 0;
    test_rig rig;
    rig_init(&rig, nws_allocator_libc());
    allow(&rig.policy, NWS_TAG_DIV, NWS_ATTR_CLASS);
    allow(&rig.policy, NWS_TAG_A, NWS_ATTR_ID);
    allow(&rig.policy, NWS_TAG_A, NWS_ATTR_HEADERS);
    allow(&rig.policy, NWS_TAG_IMG, NWS_ATTR_SRCSET);
    rig.policy.actions[NWS_TAG_UNKNOWN] = NWS_ACTION_ESCAPE;
    rig.rules.id_prefix = NWS_VIEW("p-");
    rig.rules.asks = true;
    set_rules(&rig, items, sizeof items / sizeof items[0]);
    const nws_clean_options options = {.policy = &rig.policy, .judge = {answer, &asked}};
    check_memory(nws_view_of(text, sizeof text - 1), &options);
    rig_free(&rig);
}

int main(void)
{
    test_values();
    test_addresses();
    test_srcset();
    test_relative();
    test_set();
    test_ids();
    test_names();
    test_escape();
    test_breaks();
    test_judge();
    test_bounds();
    test_memory();
    return harness_report();
}
