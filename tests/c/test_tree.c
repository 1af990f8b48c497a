/* The tree builder by itself: places, texts, limits, and memory that runs out at every point.
 *
 * What tree an input makes is the conformance suite's business (tests/python/test_tree_suite.py);
 * here stands what the suite cannot see.
 */
#include "harness.h"

#include "base/bounds.h"
#include "html/parse.h"

#include <string.h>

typedef struct parsed {
    nws_arena arena;
    nws_document document;
    nws_buffer dump;
    nws_status status;
} parsed;

/* Into a struct that stays where it is: the document points to the arena beside it. */
static void parse(parsed *made, nws_view text, const nws_parse_options *options)
{
    nws_arena_init(&made->arena, nws_allocator_libc());
    nws_buffer_init(&made->dump, nws_allocator_libc());
    made->status = nws_html_parse(&made->arena, text, options, &made->document);
}

static void parse_body(parsed *made, const char *text)
{
    nws_parse_options options = NWS_PARSE_BODY;
    parse(made, nws_view_of(text, strlen(text)), &options);
}

static void done(parsed *made)
{
    nws_buffer_free(&made->dump);
    nws_arena_free(&made->arena);
}

static void check_dump(const char *text, const char *wanted)
{
    parsed made;
    parse_body(&made, text);
    if (CHECK(made.status == NWS_OK) && CHECK(nws_html_dump(&made.document, &made.dump) == NWS_OK))
        CHECK_TEXT(nws_buffer_view(&made.dump), wanted);
    done(&made);
}

/* ---- growing inputs ---- */

/* head, then unit count times, then tail. */
static char *repeat(const char *head, const char *unit, size_t count, const char *tail)
{
    size_t size = strlen(unit);
    char *text = malloc(strlen(head) + size * count + strlen(tail) + 1);
    if (text == NULL)
        exit(2);
    strcpy(text, head);
    char *at = text + strlen(head);
    for (size_t i = 0; i < count; i++, at += size)
        memcpy(at, unit, size);
    strcpy(at, tail);
    return text;
}

static size_t count_byte(nws_view text, char byte)
{
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++)
        count += text.data[i] == byte;
    return count;
}

/* How often byte stands in the texts of the tree; *depth: how deep the tree is. */
static size_t count_in_tree(const nws_document *document, char byte, size_t *depth)
{
    size_t count = 0, level = 0;
    *depth = 0;
    const nws_node *root = document->root, *node = root;
    while (node != NULL) {
        if (node->type == XML_TEXT_NODE)
            count += count_byte(nws_node_text(node), byte);
        if (node->children != NULL && node->type != XML_DTD_NODE) {
            node = node->children;
            *depth = ++level > *depth ? level : *depth;
            continue;
        }
        while (node != root && node->next == NULL) {
            node = node->parent;
            level--;
        }
        node = node == root ? NULL : node->next;
    }
    return count;
}

/* Every link says the same as its counterpart. */
static bool is_sound(const nws_document *document)
{
    const nws_node *root = document->root;
    for (const nws_node *node = root; node != NULL; node = nws_node_following(root, node, false)) {
        const nws_node *last = NULL;
        if (node->type == XML_DTD_NODE)
            continue;
        for (const nws_node *child = node->children; child != NULL; child = child->next) {
            if (child->parent != node || child->prev != last || child->doc != document->xml)
                return false;
            last = child;
        }
        if (node->last != last)
            return false;
    }
    return true;
}

/* ---- tests ---- */

static void test_places(void)
{
    const char *text = "<p class=a>one</p>two<b>three";
    parsed made;
    parse_body(&made, text);
    const nws_node *p = made.document.root->children;
    CHECK(nws_node_is_html(p, NWS_TAG_P));
    CHECK(nws_node_start(p) == 0 && nws_node_end(p) == 11);
    const nws_node *one = p->children;
    CHECK(nws_node_start(one) == 11);
    CHECK(nws_node_text(one).data == text + 11); /* a view, no copy */
    const nws_node *b = p->next->next;
    CHECK(nws_node_start(b) == 21 && nws_node_end(b) == 24);
    CHECK_TEXT(nws_node_text(b->children), "three");
    const nws_attribute *name = nws_node_attribute(p, NWS_ATTR_CLASS);
    CHECK(name != NULL && nws_attribute_value(name).data == text + 9);
    CHECK(nws_node_attribute(p, NWS_ATTR_ID) == NULL);
    done(&made);
}

/* Behind a frameset's page white space is read as in a body, which formatting goes on in. */
/* What lies behind the end of an input is none of its business: each beginning of a text makes the
 * same tree whatever comes after it. */
static void test_ends(void)
{
    static const char text[] =
        "<!DOCTYPE html PUBLIC \"a\" 'b'><!-- c --!><p a=\"b&amp;c\" d='&not;e' f=g&notin; h>&amp;"
        "&notit;&#65;&#x42;&CounterClockwiseContourIntegral;</p\r\n><![CDATA[x]]><?y?>\r\n"
        "<svg/><![CDATA[z]]></svg><textarea>\n&lt;</textarea><script><!--<script></script>--></"
        "script>"
        "<style></styl</style><plaintext>\r";
    static const char behind[] = {'\0', ';', '>', 'a', '-', '\n', '"', '#'};
    static char copy[2 * sizeof text];
    for (size_t length = 0; length < sizeof text; length++) {
        nws_parse_options options = {.fragment = false};
        parsed whole;
        parse(&whole, nws_view_of(text, length), &options);
        CHECK(whole.status == NWS_OK && nws_html_dump(&whole.document, &whole.dump) == NWS_OK);
        for (size_t i = 0; i < sizeof behind; i++) {
            memset(copy, behind[i], sizeof copy);
            memcpy(copy, text, length);
            parsed other;
            parse(&other, nws_view_of(copy, length), &options);
            CHECK(other.status == NWS_OK && nws_html_dump(&other.document, &other.dump) == NWS_OK);
            if (!CHECK(nws_view_equal(nws_buffer_view(&whole.dump), nws_buffer_view(&other.dump))))
                fprintf(stderr, "  %zu bytes, %d behind\n", length, behind[i]);
            done(&other);
        }
        done(&whole);
    }
}

/* A caption's end ends what was open in it for good, whoever ends it. */
static void test_captions(void)
{
    check_dump("<table><caption><b>a</caption><tr><td>b</table>c",
               "| <table>\n|   <caption>\n|     <b>\n|       \"a\"\n|   <tbody>\n|     <tr>\n"
               "|       <td>\n|         \"b\"\n| \"c\"");
    check_dump("<table><caption><b>a<tr><td>b</table>c",
               "| <table>\n|   <caption>\n|     <b>\n|       \"a\"\n|   <tbody>\n|     <tr>\n"
               "|       <td>\n|         \"b\"\n| \"c\"");
}

static void test_after_frameset(void)
{
    static const nws_parse_options whole = {.fragment = false};
    parsed made;
    parse(&made, NWS_VIEW("<b><frameset></frameset> </html> x"), &whole);
    if (CHECK(made.status == NWS_OK) && CHECK(nws_html_dump(&made.document, &made.dump) == NWS_OK))
        CHECK_TEXT(nws_buffer_view(&made.dump), "| <html>\n|   <head>\n|   <frameset>\n|   \" \"\n"
                                                "|   <b>\n|     \" \"");
    done(&made);
}

static void test_newlines(void)
{
    check_dump("a\r\nb\rc\r", "| \"a\nb\nc\n\"");
    check_dump("<pre>\r\n\r\nx</pre>", "| <pre>\n|   \"\nx\"");
    parsed made;
    parse_body(&made, "plain\n");
    CHECK(made.document.text.length == 6);
    done(&made);
}

static nws_status dump_document(nws_view text, nws_buffer *out)
{
    static const nws_parse_options whole = {.fragment = false};
    nws_arena own;
    nws_document document;
    nws_arena_init(&own, nws_allocator_libc());
    nws_status status = nws_html_parse(&own, text, &whole, &document);
    if (status == NWS_OK)
        status = nws_html_dump(&document, out);
    nws_arena_free(&own);
    return status;
}

/* U+0000 reads as U+FFFD wherever it is not left out: in every state that has such a text, alone
 * and behind a CR or before one, near the beginning and far from it. What is read is the same text
 * with U+FFFD. */
static void test_nulls(void)
{
    static const char *const places[] = {
        "<script>a@b</script>",
        "<script>@<!--@<script>@</script>@--></script>",
        "<style>a@</style>",
        "<title>@a&amp;@</title>",
        "<textarea>a@</textarea>",
        "<xmp>@</xmp>",
        "<iframe>@</iframe>",
        "<plaintext>a@b</plaintext>",
        "<!--@a--><!--a@-@-->",
        "<!@><?@></@>",
        "<!doctype @>",
        "<!doctype a@ public \"@a\" '@b'>",
        "<!doctype html system '@'>",
        "<p title=@ lang='a@' id=\"@&amp;@\">",
        "<p @ a@=b @c='@'>",
        "<p@q r=s>x</p@q>",
        "<svg><![CDATA[a@b]]>c@</svg>",
        "<svg><desc@></desc@><title a@=@>x</title>",
        "<math><mi@>@</math>",
        "<p>x</p a@='@'>",
        "<script>@",
        "<title>@</titl",
        "<!--@",
        "<svg>a@",
    };
    static const char *const between[] = {
        "", "\r", "\r\n",
        "0123456789012345678901234567890123456789012345678901234567"
        "8901234567890123456789012345678901234567890123456789012345"
        "67890123456789012345678901234567890123456789"};
    nws_buffer made, wanted;
    nws_buffer_init(&made, nws_allocator_libc());
    nws_buffer_init(&wanted, nws_allocator_libc());
    for (size_t i = 0; i < sizeof places / sizeof places[0] * 16; i++) {
        const char *parts[] = {between[i % 4], places[i / 16], between[i / 4 % 4]};
        char null[1024], replaced[1024];
        size_t nulls = 0, all = 0;
        for (size_t part = 0; part < 3; part++)
            for (const char *at = parts[part]; *at != '\0'; at++) {
                null[nulls++] = *at == '@' ? '\0' : *at;
                const size_t size = *at == '@' ? 3 : 1;
                memcpy(replaced + all, size == 3 ? "\xEF\xBF\xBD" : at, size);
                all += size;
            }
        made.length = wanted.length = 0;
        if (CHECK(dump_document(nws_view_of(null, nulls), &made) == NWS_OK &&
                  dump_document(nws_view_of(replaced, all), &wanted) == NWS_OK) &&
            !CHECK(nws_view_equal(nws_buffer_view(&made), nws_buffer_view(&wanted))))
            fprintf(stderr, "  place %zu, %s\n", i % 16, places[i / 16]);
    }
    made.length = 0;
    if (CHECK(dump_document(NWS_VIEW("a\0b\r\0<table>\0<select>\0"), &made) ==
              NWS_OK)) /* left out */
        CHECK(memchr(made.data, '\0', made.length) == NULL &&
              memchr(made.data, '\xEF', made.length) == NULL);
    nws_buffer_free(&made);
    nws_buffer_free(&wanted);
}

static void test_text_merging(void)
{
    check_dump("a&amp;b&lt;c</x>d", "| \"a&b<cd\"");
    check_dump("<table>1<tr>2<td>3</table>4", "| \"12\"\n| <table>\n|   <tbody>\n|     <tr>\n"
                                              "|       <td>\n|         \"3\"\n| \"4\"");
    /* Pieces that follow each other in the input stay one view. */
    const char *text = "ab</x>cd";
    parsed made;
    parse_body(&made, text);
    CHECK_TEXT(nws_node_text(made.document.root->children), "abcd");
    CHECK(nws_node_capacity(made.document.root->children) >= 4);
    done(&made);
    /* 40,000 pieces: one buffer that doubles. */
    char *many = repeat("", "xyz&lt;</u>", 40000, "");
    parse_body(&made, many);
    CHECK(made.status == NWS_OK && made.document.root->children->next == NULL);
    CHECK(nws_node_text(made.document.root->children).length == 160000);
    CHECK(made.arena.total < 8 * strlen(many));
    done(&made);
    free(many);
}

static void test_quirks(void)
{
    static const struct {
        const char *text;
        nws_quirks quirks;
    } cases[] = {
        {"<!doctype html>", NWS_NO_QUIRKS},
        {"<p>", NWS_QUIRKS},
        {"<!doctype html public \"-//w3c//dtd html 4.01 transitional//en\">", NWS_QUIRKS},
        {"<!doctype html public \"-//W3C//DTD HTML 4.01 Transitional//EN\" \"x\">",
         NWS_LIMITED_QUIRKS},
        {"<!doctype html public \"-//W3C//DTD XHTML 1.0 Frameset//EN\" \"x\">", NWS_LIMITED_QUIRKS},
        {"<!doctype html public \"-//W3C//DTD HTML 3.2//EN\">", NWS_QUIRKS},
        {"<!doctype html public \"html\">", NWS_QUIRKS},
        {"<!doctype html public \"html \">", NWS_NO_QUIRKS},
    };
    nws_parse_options options = {.fragment = false};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        parsed made;
        parse(&made, nws_view_of(cases[i].text, strlen(cases[i].text)), &options);
        CHECK(made.document.quirks == cases[i].quirks);
        done(&made);
    }
}

/* 512 open elements: the root and 511 more; what is deeper is a child of the deepest one. */
static void test_depth(void)
{
    size_t depth;
    char *text = repeat("", "<div>x", 600, "</div>y");
    parsed made;
    parse_body(&made, text);
    CHECK(made.status == NWS_OK && made.document.flattened == 600 - 511);
    CHECK(count_in_tree(&made.document, 'x', &depth) == 600);
    CHECK(depth == 512 && is_sound(&made.document));
    done(&made);
    free(text);

    /* End tags of the flat ones are theirs: after as many as there were start tags, all is closed.
     */
    char *open = repeat("", "<div>", 600, "");
    char *closed = repeat(open, "</div>", 600, "<i>z</i>");
    parse_body(&made, closed);
    const nws_node *last = made.document.root->last;
    CHECK(nws_node_is_html(last, NWS_TAG_I));
    CHECK_TEXT(nws_node_text(last->children), "z");
    done(&made);
    free(open);
    free(closed);
}

static void test_deep_shapes(void)
{
    static const char *const units[] = {
        "<div>q",
        "<b>q",
        "<b id=a><p>q",
        "<table><td>q",
        "<table>q",
        "<template>q",
        "<svg><g>q",
        "<math><mi>q",
        "<a>q<table>",
        "<select>q<option>",
        "<ul><li>q",
        "<object>q",
        "<button>q",
        "<form>q",
        "<font a=1>q<p>",
        "<ruby><rt>q",
        "<svg><desc>q",
        "<p><i>q<div></i>",
        "<nobr>q",
        "<h1>q<table><caption>",
        "<applet><b>q",
        "<u-a>q</u-b>",
        "<dl><dt>q<dd>",
        "<b><div>q</b>",
        "<textarea>q</textarea><div>",
        "<script></script><div>q",
        "<tr>q<template>",
        "<colgroup>q<table>",
        "<i><table><tr>q",
        "<noscript>q",
    };
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        char *text = repeat("", units[i], 3000, "");
        parsed made;
        parse_body(&made, text);
        size_t depth, wanted = count_byte(nws_view_of(units[i], strlen(units[i])), 'q');
        if (!CHECK(made.status == NWS_OK && is_sound(&made.document)))
            fprintf(stderr, "  shape %s\n", units[i]);
        if (!CHECK(count_in_tree(&made.document, 'q', &depth) == 3000 * wanted))
            fprintf(stderr, "  text lost in %s\n", units[i]);
        if (!CHECK(depth < 3 * 512))
            fprintf(stderr, "  depth %zu in %s\n", depth, units[i]);
        done(&made);
        free(text);
    }
}

/* One tag's attributes up to the limit, each name once. */
static void test_attributes(void)
{
    enum { MORE = 5 };
    char *text = malloc((NWS_MAX_ATTRIBUTES + MORE) * 12 + 16), *at = text;
    if (text == NULL)
        exit(2);
    at += sprintf(at, "<p");
    for (unsigned i = 0; i < NWS_MAX_ATTRIBUTES + MORE; i++)
        at += sprintf(at, " a%u=%u", i, i);
    sprintf(at, " a7=x>q<b c=d>");
    parsed made;
    parse_body(&made, text);
    CHECK(made.status == NWS_OK && made.document.refused == MORE + 1);
    const nws_node *p = made.document.root->children;
    size_t count = 0;
    const nws_attribute *last = NULL;
    for (const nws_attribute *a = p->properties; a != NULL; a = a->next, count++)
        last = a;
    CHECK(count == NWS_MAX_ATTRIBUTES && last != NULL);
    if (last != NULL)
        CHECK_TEXT(nws_attribute_name(last), "a4095");
    CHECK_TEXT(nws_node_text(p->children), "q");
    CHECK(nws_node_is_html(p->last, NWS_TAG_B) && p->last->properties != NULL);
    done(&made);
    free(text);
}

/* How many elements are round the first text of byte; 0 when there is none. */
static size_t depth_of(const nws_document *document, char byte)
{
    const nws_node *root = document->root;
    for (const nws_node *node = root; node != NULL; node = nws_node_following(root, node, false)) {
        if (node->type != XML_TEXT_NODE || count_byte(nws_node_text(node), byte) == 0)
            continue;
        size_t depth = 0;
        for (const nws_node *at = node->parent; at != root; at = at->parent)
            depth++;
        return depth;
    }
    return 0;
}

/* What the builder keeps of what it may need again, each at its bound. */
static void test_bounds(void)
{
    /* Of 300 formatting elements the earliest do not go on in the next paragraph. */
    char text[300 * 12 + 64], *at = text + sprintf(text, "<p>");
    for (unsigned i = 0; i < 300; i++)
        at += sprintf(at, "<b id=%u>", i);
    sprintf(at, "x</p><p>y");
    parsed made;
    parse_body(&made, text);
    CHECK(made.status == NWS_OK && depth_of(&made.document, 'x') == 301);
    CHECK(depth_of(&made.document, 'y') == 1 + NWS_MAX_FORMATTING);
    done(&made);

    /* A body takes so many attributes from all its tags. */
    at = text;
    for (unsigned i = 0; i < 2; i++) {
        at += sprintf(at, "<body");
        for (unsigned j = 0; j < 100; j++)
            at += sprintf(at, " %c%u", 'a' + (int)i, j);
        at += sprintf(at, ">");
    }
    const nws_parse_options whole = {.fragment = false};
    parse(&made, nws_view_of(text, strlen(text)), &whole);
    size_t count = 0;
    if (CHECK(made.status == NWS_OK)) {
        const nws_node *body = made.document.root->children->last;
        for (const nws_attribute *a = body->properties; a != NULL; a = a->next)
            count++;
    }
    CHECK(count == NWS_MAX_MERGED);
    done(&made);
}

/* Past the bound the outer half of the flat tags is forgotten: the end tags of the others are
 * still theirs, and what comes then closes what is open. */
static void test_flat_bound(void)
{
    enum { REAL = NWS_MAX_OPEN_ELEMENTS - 1, FLAT = NWS_MAX_FLAT_TAGS + 100 };
    const size_t waiting = FLAT - NWS_MAX_FLAT_TAGS / 2;
    char *open = repeat("", "<div>", REAL + FLAT, "");
    char *closed = repeat(open, "</div>", waiting, "x");
    char *more = repeat(closed, "</div>", REAL - 1, "y</div>z");
    parsed made;
    parse_body(&made, more);
    CHECK(made.status == NWS_OK && made.document.flattened == FLAT);
    CHECK(depth_of(&made.document, 'x') == REAL);
    CHECK(depth_of(&made.document, 'y') == 1 && depth_of(&made.document, 'z') == 0);
    done(&made);
    free(open);
    free(closed);
    free(more);
}

static bool has_element(const nws_document *document, nws_tag tag, uint32_t after)
{
    const nws_node *root = document->root;
    for (const nws_node *node = root; node != NULL; node = nws_node_following(root, node, false))
        if (nws_node_is_html(node, tag) && nws_node_start(node) >= after)
            return true;
    return false;
}

/* Formatting goes on as long as the input pays for it, and text always. */
static void test_clones(void)
{
    /* Ten for each paragraph, of which it pays four. */
    char *text = repeat("<p><b a><b c><b d><b e><b f>", "</p><p>x", 4000, "</p><p>y");
    parsed made;
    parse_body(&made, text);
    size_t depth;
    CHECK(made.status == NWS_OK && count_in_tree(&made.document, 'x', &depth) == 4000);
    CHECK(depth_of(&made.document, 'x') == 6 && depth_of(&made.document, 'y') < 4);
    done(&made);
    free(text);
}

/* How many of byte stand in elements with the tag. */
static size_t count_under(const nws_document *document, nws_tag tag, char byte)
{
    size_t count = 0;
    const nws_node *root = document->root;
    for (const nws_node *node = root; node != NULL; node = nws_node_following(root, node, false))
        if (node->type == XML_TEXT_NODE && nws_node_is_html(node->parent, tag))
            count += count_byte(nws_node_text(node), byte);
    return count;
}

/* What a full tree takes, and that no text is lost: NWS_MAX_TREE, here a smaller one. */
static void test_full(void)
{
    static const char *const units[] = {"<b>q",
                                        "<p>q</p>",
                                        "<b><p>q",
                                        "<table><td>q",
                                        "<h1>q<table><tr><td>q",
                                        "q<!>",
                                        "<?a>q",
                                        "<svg>q",
                                        "q<br>",
                                        "<a>q</a>",
                                        "<x y=z Y=w>q",
                                        "<template>q",
                                        "</p>q</br>",
                                        "<li>q<ul>",
                                        "<textarea>q</textarea>",
                                        "<b>q<i></b>",
                                        "<math><mi>q",
                                        "<X>q</X><Y A>",
                                        "<select>q<b>q",
                                        "q<frameset><noframes>q</noframes>"};
    enum { TREE = 400000, TIMES = 20000 };
    nws_parse_options options = NWS_PARSE_BODY;
    options.tree = TREE;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        size_t depth, wanted = TIMES * count_byte(nws_view_of(units[i], strlen(units[i])), 'q');
        char *text = repeat(i & 1 ? "<table>" : "", units[i], TIMES, "<img><b>z</b>");
        size_t length = strlen(text), before = length - strlen("<img><b>z</b>");
        parsed made;
        parse(&made, nws_view_of(text, length), &options);
        if (!CHECK(made.status == NWS_OK && is_sound(&made.document)) ||
            !CHECK(made.document.refused > 0) ||
            !CHECK(count_in_tree(&made.document, 'q', &depth) == wanted) ||
            !CHECK(depth < 3 * 512) ||
            !CHECK(made.arena.total < 2 * (TREE + (NWS_MAX_TREE_FACTOR + 4) * length)))
            fprintf(stderr, "  in %s, %zu bytes for %zu\n", units[i], made.arena.total, length);
        CHECK(count_in_tree(&made.document, 'z', &depth) == 1);
        CHECK(has_element(&made.document, NWS_TAG_IMG, (uint32_t)before) ==
              (strstr(units[i], "<br>") == NULL && strstr(units[i], "<a>") == NULL));
        done(&made);
        free(text);
    }
}

/* Past the limit scripts stay scripts, and what they hold does not become tags. */
static void test_full_scripts(void)
{
    char *text = repeat("", "<script>s<b></script>q<style><!-- t</style>", 3000, "<plaintext><b>z");
    nws_parse_options options = NWS_PARSE_BODY;
    options.tree = 100000;
    parsed made;
    parse(&made, nws_view_of(text, strlen(text)), &options);
    CHECK(made.status == NWS_OK && made.document.refused > 0 && is_sound(&made.document));
    CHECK(count_under(&made.document, NWS_TAG_SCRIPT, 's') == 3000);
    CHECK(count_under(&made.document, NWS_TAG_STYLE, 't') == 3000);
    CHECK(!has_element(&made.document, NWS_TAG_B, 0));
    size_t depth;
    CHECK(count_in_tree(&made.document, 'q', &depth) == 3000);
    CHECK(count_in_tree(&made.document, 'z', &depth) == 1);
    done(&made);
    free(text);
}

/* Memory grows with the input and no faster, on shapes that make browsers copy elements. */
static void test_growth(void)
{
    static const char *const units[] = {
        "<b><p>x",
        "<b id=1><b id=2><b id=3><b id=4><p>x",
        "<a><table>x",
        "<font size=1><font size=2><font size=3><p>x",
        "<b><i><u><s><div>x</b></i></u></s>",
        "<p><b a=1 b=2 c=3 d=4 e=5>x</p>",
        "<a href=x><div>x",
        "<table><b>x",
        "</b><b>x<div>",
    };
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        size_t held[2], sizes[2];
        for (size_t k = 0; k < 2; k++) {
            char *text = repeat("", units[i], k == 0 ? 5000 : 20000, "");
            parsed made;
            parse_body(&made, text);
            CHECK(made.status == NWS_OK);
            held[k] = made.arena.total;
            sizes[k] = strlen(text);
            done(&made);
            free(text);
        }
        if (!CHECK(held[1] < 5 * held[0] + ((size_t)8 << 20)) || !CHECK(held[1] < 200 * sizes[1]))
            fprintf(stderr, "  %s: %zu then %zu bytes for %zu\n", units[i], held[0], held[1],
                    sizes[1]);
    }
    /* Distinct formatting elements: nothing is alike, so only the limits hold. */
    char *text = malloc(40000 * 24), *at = text;
    if (text == NULL)
        exit(2);
    for (unsigned i = 0; i < 40000; i++)
        at += sprintf(at, "<p><b id=%u>x", i);
    parsed made;
    parse_body(&made, text);
    size_t depth;
    CHECK(made.status == NWS_OK && count_in_tree(&made.document, 'x', &depth) == 40000);
    CHECK(made.arena.total < 200 * (size_t)(at - text));
    done(&made);
    free(text);
}

/* Random tags from a list of those that drop no text (a colgroup in a template does); every letter
 * must be in the tree, once. */
static void test_text_is_kept(void)
{
    static const char *const tags[] = {
        "a",      "b",    "i",    "p",        "div",    "table",   "tbody",
        "tr",     "td",   "th",   "caption",  "ul",     "li",      "dl",
        "dd",     "dt",   "h1",   "h2",       "font",   "nobr",    "form",
        "svg",    "desc", "math", "mi",       "button", "select",  "option",
        "object", "ruby", "rt",   "template", "span",   "section", "foreignObject",
        "pre",    "br",   "img",  "hr",       "input"};
    enum { TAGS = sizeof tags / sizeof tags[0] };
    uint32_t seed = 1;
    char text[2048];
    for (unsigned round = 0; round < 3000; round++) {
        size_t length = 0, letters = 0;
        for (unsigned i = 0; i < 60; i++) {
            seed = seed * 1664525u + 1013904223u;
            unsigned which = seed >> 8;
            const char *end = which & 1 ? "/" : "";
            length += (size_t)sprintf(text + length, "<%s%s>", end, tags[(which >> 4) % TAGS]);
            if ((which & 6) == 0) {
                text[length++] = 'q';
                letters++;
            }
        }
        nws_parse_options options = NWS_PARSE_BODY;
        options.tree = round & 1 ? (seed >> 8) % 8192 : 0; /* every other one runs full */
        parsed made;
        parse(&made, nws_view_of(text, length), &options);
        size_t depth;
        if (!CHECK(made.status == NWS_OK && is_sound(&made.document) &&
                   count_in_tree(&made.document, 'q', &depth) == letters)) {
            fprintf(stderr, "  %.*s\n", (int)length, text);
            done(&made);
            return;
        }
        done(&made);
    }
}

static const char *const documents[] = {
    ("<!DOCTYPE html PUBLIC \"a\" \"b\"><html x=1><head><title>t&amp;</title></head><body>"
     "<p>one<b>two<p>three</b>four<table>five<tr><td>6</table><?pi x><!--c--><unknown-tag y=z>"),
    "<svg viewBox=1 xlink:href=2><foreignobject><p>x</svg><math definitionurl=1><mi>y",
    "<template><tr><td>x</template><select><button><selectedcontent></button><option a=b>x<i>y",
    "a\r\nb<table><a>1<a>2</table><frameset><ul><li>x<li>y</ul><pre>\nz",
    "<frameset><frame></frameset><noframes>x</noframes>",
};

static nws_status parse_and_dump(nws_arena *arena, nws_buffer *out, const char *text, bool fragment)
{
    nws_parse_options body = NWS_PARSE_BODY, whole = {.fragment = false};
    nws_document document;
    NWS_TRY(nws_html_parse(arena, nws_view_of(text, strlen(text)), fragment ? &body : &whole,
                           &document));
    NWS_TRY(nws_html_dump(&document, out));
    return nws_node_seal(arena, document.root);
}

/* Leaves just room bytes in the arena and no more memory behind it, for every room: each allocation
 * of the parser fails once. */
static void test_memory(void)
{
    for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++) {
        bool fine = false, clean = true;
        size_t room = 0;
        for (; !fine && room < NWS_ARENA_FIRST / 2; room += NWS_ARENA_ALIGN) {
            harness_memory memory = {.fail_at = 2};
            nws_allocator allocator = harness_allocator(&memory);
            nws_arena arena;
            nws_buffer out;
            nws_arena_init(&arena, &allocator);
            nws_buffer_init(&out, nws_allocator_libc());
            void *first = nws_arena_alloc(&arena, 8);
            size_t left = (size_t)(arena.end - arena.cursor);
            void *rest = nws_arena_alloc(&arena, left - room);
            CHECK(first != NULL && rest != NULL);
            nws_status status = parse_and_dump(&arena, &out, documents[i], (i & 1) != 0);
            fine = status == NWS_OK;
            clean = clean && (fine || status == NWS_E_MEMORY);
            nws_buffer_free(&out);
            nws_arena_free(&arena);
            clean = clean && memory.live == 0;
        }
        CHECK(fine && clean && room > 500);
    }
}

/* The same for the blocks that the allocator gives, on a text that needs many. */
static void test_blocks(void)
{
    char *text = repeat("<table>", "<b id=1>x</u>y<td>z<p>&amp;<unknown a=b>", 400, "");
    for (size_t fail_at = 1;; fail_at++) {
        harness_memory memory = {.fail_at = fail_at};
        nws_allocator allocator = harness_allocator(&memory);
        nws_arena arena;
        nws_buffer out;
        nws_arena_init(&arena, &allocator);
        nws_buffer_init(&out, &allocator);
        nws_status status = parse_and_dump(&arena, &out, text, true);
        nws_buffer_free(&out);
        nws_arena_free(&arena);
        CHECK(memory.live == 0 && (status == NWS_OK || status == NWS_E_MEMORY));
        if (status == NWS_OK)
            break;
    }
    free(text);
}

static void test_nodes(void)
{
    nws_arena arena;
    nws_arena_init(&arena, nws_allocator_libc());
    nws_node *parent = nws_node_element(&arena, NULL, NWS_TAG_DIV, "div", 7);
    nws_node *a = nws_node_element(&arena, NULL, NWS_TAG_A, "a", 8);
    nws_node *b = nws_node_element(&arena, NULL, NWS_TAG_B, "b", 9);
    nws_node *t = nws_node_string(&arena, NULL, XML_TEXT_NODE, NWS_VIEW("text"), 10);
    nws_node_append(parent, b);
    nws_node_insert(parent, a, b);
    nws_node_insert(b, t, NULL);
    CHECK(parent->children == a && a->next == b && parent->last == b && b->children == t);
    CHECK(nws_node_following(parent, parent, false) == a);
    CHECK(nws_node_following(parent, a, false) == b);
    CHECK(nws_node_following(parent, b, false) == t);
    CHECK(nws_node_following(parent, b, true) == NULL);
    CHECK(nws_node_following(parent, t, false) == NULL);
    nws_node_move_children(b, a);
    CHECK(b->children == NULL && a->children == t && t->parent == a);
    nws_node_unlink(a);
    CHECK(parent->children == b && b->prev == NULL && a->parent == NULL && a->next == NULL);
    nws_attribute *one = nws_node_add_attribute(&arena, a, NWS_ATTR_HREF, "href", NWS_VIEW("1"));
    nws_attribute *two = nws_node_add_attribute(&arena, a, NWS_ATTR_UNKNOWN, "x-y", NWS_VIEW("2"));
    CHECK(one->next == two && two->prev == one && nws_node_attribute(a, NWS_ATTR_HREF) == one);
    CHECK_TEXT(nws_attribute_name(two), "x-y");
    CHECK(nws_node_seal(&arena, a) == NWS_OK);
    CHECK(strcmp((const char *)one->children->content, "1") == 0);
    CHECK(strcmp((const char *)t->content, "text") == 0);
    nws_node_remove_attribute(a, one);
    CHECK(a->properties == two && two->prev == NULL);
    nws_node_remove_attribute(a, two);
    CHECK(a->properties == NULL);
    nws_arena_free(&arena);
}

int main(void)
{
    test_places();
    test_newlines();
    test_nulls();
    test_ends();
    test_captions();
    test_after_frameset();
    test_text_merging();
    test_quirks();
    test_depth();
    test_deep_shapes();
    test_attributes();
    test_bounds();
    test_flat_bound();
    test_clones();
    test_full();
    test_full_scripts();
    test_growth();
    test_text_is_kept();
    test_memory();
    test_blocks();
    test_nodes();
    return harness_report();
}
