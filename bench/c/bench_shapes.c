/* Adversarial shapes: how time and memory grow with the size of inputs made to hurt.
 *
 *     bench_shapes [MEBIBYTES] [shape]
 *
 * Each shape is a prefix, a unit repeated to the wanted size and a suffix; %u in a unit becomes a
 * running number, so that names and attributes can be distinct. Printed, for the parse alone and
 * for parse, sanitize and both writers: nanoseconds a byte, time(4n)/time(n), and the most memory
 * held at once as bytes a byte of input.
 */
#define _POSIX_C_SOURCE 200809L

#include "clean/sanitize.h"
#include "emit/html.h"
#include "emit/text.h"
#include "html/parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct shape {
    const char *name, *prefix, *unit, *suffix;
} shape;

static const shape shapes[] = {
    {"text", "", "lorem ipsum dolor ", ""},
    {"references", "", "&amp;&notin;&#x41;", ""},
    {"bare ampersands", "", "&", ""},
    {"long reference", "&", "a", ""},
    {"long number", "&#", "9", ";"},
    {"NUL", "", "\x01", ""}, /* \x01 stands for U+0000: C strings cannot hold one */
    {"NUL in foreign", "<svg>", "\x01", ""},
    {"less-than", "", "<", ""},
    {"end of nothing", "", "</", ""},
    {"comments", "", "<!--x-->", ""},
    {"one comment", "<!--", "-!", ""},
    {"comment openers", "", "<!--", ""},
    {"doctypes", "", "<!doctype html>", ""},
    {"bogus comments", "", "<!x>", ""},
    {"instructions", "", "<?x y?>", ""},
    {"div", "", "<div>", ""},
    {"div x", "", "<div>x", ""},
    {"p", "", "<p>", ""},
    {"p x", "", "<p>x", ""},
    {"b", "", "<b>", ""},
    {"b p", "", "<b><p>", ""},
    {"p b", "", "<p><b>", ""},
    {"distinct formatting", "", "<font size=%u>", ""},
    {"distinct formatting, p", "", "<p><font size=%u>", ""},
    {"formatting, closed block", "<b><i><u><s><em><tt><big><code>", "<p>x</p>", ""},
    {"a in a", "", "<a href=x>", ""},
    {"a table", "", "<a><table>", ""},
    {"a div", "", "<a><div>", ""},
    {"table", "", "<table>", ""},
    {"table x", "", "<table>x", ""},
    {"table td", "", "<table><tr><td>", ""},
    {"foster text", "<table>", "x<b>y", ""},
    {"foster elements", "<table>", "<div>", ""},
    {"foster i tr", "<table>", "<i><tr>", ""},
    {"cells", "<table>", "<td>x", ""},
    {"adoption", "", "<b><div></b>", ""},
    {"adoption deep", "<b><b><b><b><b><b><b><b>", "<div></b>x", ""},
    {"adoption a p", "", "<a><p></a>", ""},
    {"adoption nobr", "", "<nobr><div>", ""},
    {"misnested", "", "<b><i></b></i>", ""},
    {"end tags", "", "</p>", ""},
    {"end br", "", "</br>", ""},
    {"end tags deep", "<div><div><div><div>", "</b></i></span>", ""},
    {"li", "<ul>", "<li>", ""},
    {"ul li", "", "<ul><li>", ""},
    {"dd dt", "<dl>", "<dd><dt>", ""},
    {"headings", "", "<h1>", ""},
    {"button", "", "<button>", ""},
    {"form", "", "<form>", ""},
    {"option", "<select>", "<option>", ""},
    {"select", "", "<select>", ""},
    {"optgroup select", "<select>", "<optgroup><option>x", ""},
    {"ruby", "", "<ruby><rt>", ""},
    {"template", "", "<template>", ""},
    {"template tr", "", "<template><tr>", ""},
    {"svg", "", "<svg>", ""},
    {"svg breakout", "", "<svg><p>", ""},
    {"math annotation", "", "<math><annotation-xml encoding=text/html>", ""},
    {"foreignObject", "", "<svg><foreignObject>", ""},
    {"svg g", "<svg>", "<g>", ""},
    {"CDATA", "<svg>", "<![CDATA[x]]>", ""},
    {"attributes", "<p ", "a%u=b ", ">"},
    {"same attribute", "<p ", "a=b ", ">"},
    {"bare attributes", "<p ", "a%u ", ">"},
    {"body attributes", "", "<body a%u=b>", ""},
    {"unclosed tag", "<p ", "a", ""},
    {"unclosed value", "<p a=\"", "a&amp;", ""},
    {"long name", "<", "a", ">"},
    {"distinct names", "", "<x%u>", ""},
    {"unclosed tags", "", "<a <a ", ""},
    {"script openers", "<script>", "<script ", ""},
    {"script escapes", "<script>", "<!--<script>", ""},
    {"script enders", "<script>", "</scrip", ""},
    {"rcdata enders", "<title>", "</titl", ""},
    {"textarea", "", "<textarea>x</textarea>", ""},
    {"plaintext", "<plaintext>", "<p>", ""},
    {"carriage returns", "", "\r\n\r", ""},
    {"frameset", "<frameset>", "<frame>", ""},
    {"p div split", "<p>", "<b>x<div>y</div>", ""},
    {"img lazy", "", "<img data-src=//a.b/c.jpg src=d>", ""},
};

/* The shape at about size bytes. The caller frees. */
static char *make(const shape *what, size_t size, size_t *length)
{
    char *text = malloc(size + 256);
    if (text == NULL)
        return NULL;
    size_t at = (size_t)sprintf(text, "%s", what->prefix);
    for (unsigned number = 0; at < size; number++) {
        char unit[64];
        int wide = snprintf(unit, sizeof unit, "%s", what->unit);
        const char *mark = strstr(what->unit, "%u");
        if (mark != NULL)
            wide = snprintf(unit, sizeof unit, "%.*s%u%s", (int)(mark - what->unit), what->unit,
                            number, mark + 2);
        for (int i = 0; i < wide; i++)
            text[at++] = unit[i] == '\x01' ? '\0' : unit[i];
    }
    at += (size_t)sprintf(text + at, "%s", what->suffix);
    *length = at;
    return text;
}

typedef struct meter {
    size_t live, peak;
} meter;

static void account(meter *used, size_t old, size_t size)
{
    used->live += size - old;
    if (used->live > used->peak)
        used->peak = used->live;
}

static void *meter_allocate(void *context, size_t size)
{
    account(context, 0, size);
    return nws_allocator_pages()->allocate(NULL, size);
}

static void *meter_resize(void *context, void *block, size_t old, size_t size)
{
    account(context, old, size);
    return nws_allocator_pages()->resize(NULL, block, old, size);
}

static void meter_release(void *context, void *block, size_t size)
{
    account(context, size, 0);
    nws_allocator_pages()->release(NULL, block, size);
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time); /* not what other processes take */
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void require(nws_status status)
{
    if (status != NWS_OK) {
        fprintf(stderr, "status %d\n", (int)status);
        exit(1);
    }
}

/* What one size of a shape costs: the parse, and all that an article's body goes through. */
typedef struct cost {
    double parse, whole; /* seconds */
    size_t tree, peak;   /* bytes */
} cost;

static cost run(const char *text, size_t length)
{
    meter used = {0, 0};
    nws_allocator allocator = {meter_allocate, meter_resize, meter_release, &used};
    nws_arena arena;
    nws_arena_init(&arena, &allocator);
    nws_document document;
    cost spent;
    double start = now();
    require(nws_html_parse(&arena, nws_view_of(text, length), &NWS_PARSE_BODY, &document));
    spent.parse = now() - start;
    spent.tree = used.peak;
    nws_policy policy;
    nws_policy_preset(&policy, NWS_PRESET_ARTICLE);
    nws_clean_options options = {.policy = &policy};
    nws_audit audit;
    nws_audit_init(&audit, &arena);
    require(nws_sanitize_tree(&document, &options, &audit));
    nws_buffer html, plain;
    nws_buffer_init(&html, &allocator);
    nws_buffer_init(&plain, &allocator);
    require(nws_emit_html(document.root, &html));
    require(nws_emit_text(document.root, &plain));
    spent.whole = now() - start;
    spent.peak = used.peak;
    nws_buffer_free(&html);
    nws_buffer_free(&plain);
    nws_arena_free(&arena);
    return spent;
}

/* The cost of reading each of count texts of length bytes that stand in a row. */
static cost run_all(const char *texts, size_t length, size_t count)
{
    cost sum = {0};
    for (size_t i = 0; i < count; i++) {
        cost one = run(texts + i * length, length);
        sum.parse += one.parse;
        sum.whole += one.whole;
        sum.tree = one.tree;
        sum.peak = one.peak;
    }
    return sum;
}

/* The least cost of reading count texts of the shape of about size bytes each; *length gets the
 * true size of one. Few large and many small ones then go through as much memory, and what is
 * compared is the work, not what the processor's caches hold of it. */
static cost measure(const shape *what, size_t size, size_t count, size_t *length)
{
    char *text = make(what, size, length);
    char *texts = text == NULL ? NULL : realloc(text, *length * count);
    if (texts == NULL)
        exit(1);
    for (size_t i = 1; i < count; i++)
        memcpy(texts + i * *length, texts, *length);
    cost best = run_all(texts, *length, count);
    for (int i = 0; i < 2; i++) {
        cost again = run_all(texts, *length, count);
        best.parse = again.parse < best.parse ? again.parse : best.parse;
        best.whole = again.whole < best.whole ? again.whole : best.whole;
    }
    free(texts);
    return best;
}

int main(int count, char **words)
{
    size_t large = (size_t)(count > 1 ? atoi(words[1]) : 16) << 20;
    printf("%-26s | %7s %6s %7s | %7s %6s %7s\n", "shape", "parse", "x", "B/B", "all", "x", "B/B");
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        if (count > 2 && strcmp(words[2], shapes[i].name) != 0)
            continue;
        size_t few_bytes = 0, bytes = 0;
        cost few = measure(&shapes[i], large / 4, 4, &few_bytes);
        cost many = measure(&shapes[i], large, 1, &bytes);
        double each = (double)bytes;
        printf("%-26s | %7.2f %6.2f %7.2f | %7.2f %6.2f %7.2f\n", shapes[i].name,
               many.parse * 1e9 / each, 4 * many.parse / few.parse, (double)many.tree / each,
               many.whole * 1e9 / each, 4 * many.whole / few.whole, (double)many.peak / each);
        fflush(stdout);
    }
    return 0;
}
