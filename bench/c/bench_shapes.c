/* Adversarial shapes: how time and memory grow with the size of inputs made to hurt.
 *
 *     bench_shapes [--markdown] [MEBIBYTES] [SHAPE...]
 *
 * Each shape is a prefix, a unit repeated to the wanted size and a suffix; %u in a unit becomes a
 * running number, so that names and attributes can be distinct. Printed, for the parse alone and
 * for parse, sanitize and both writers, of n = MEBIBYTES (16):
 *
 *   ns/B   nanoseconds of processor time a byte
 *   x      time(n) / time(n/4)
 *   insn   the same of instructions, where the processor's counter can be read
 *   B/B    the most memory held at once, a byte of input
 *   +B/B   what n takes more than n/4 does, a byte of input more: what is left when the allowance
 *          that every input has (NWS_MAX_TREE and its like) is used up
 *
 * The exit code is 1 when a +B/B is above 8, and a mark stands behind what is above 8, or 4.4. What
 * takes less than half a nanosecond a byte is read as fast as memory gives it; its x is that of the
 * processor's caches and bears no mark.
 */
#define _GNU_SOURCE /* syscall */

#include "clean/sanitize.h"
#include "emit/html.h"
#include "emit/text.h"
#include "html/parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#if defined(__linux__)
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

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
    {"img", "", "<img>", ""},
    {"br", "", "x<br>", ""},
    {"capitals", "", "<B>", ""},
    {"b ampersands", "", "<b>&&&&", ""},
    {"b x", "", "<b>x</b>", ""},
    {"comments in text", "", "x<!>", ""},
    {"table NUL", "<table>", "x\x01", ""},
    {"table blank NUL", "<table>", " \x01", ""},
    {"ul text", "", "<ul>x</ul>", ""},
    {"ul text li", "<ul>", "x<li></li>", ""},
    {"li text", "", "<li></li>x", ""},
    {"dt in ul", "", "<ul><dt>x</ul>", ""},
    {"tr text", "<table>", "<tr>x<td></td></tr>", ""},
    {"script", "", "<script>x</script>y", ""},
    {"titles", "", "<title></title>", ""},
    {"many attributes", "", "<p a b c d e f g h i j k l m n o p q r s t u v w x y z>", ""},
    {"style attributes", "", "<p style=color:red>x", ""},
    {"selectedcontent", "",
     "<select><button><selectedcontent></button><option>x<b>y</b></option></select>", ""},
    {"noscript img", "", "<noscript><img src=a></noscript>", ""},
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

/* A counter of this process's instructions outside of the kernel, or -1. */
static int open_counter(void)
{
#if defined(__linux__)
    struct perf_event_attr wanted = {.type = PERF_TYPE_HARDWARE,
                                     .size = sizeof wanted,
                                     .config = PERF_COUNT_HW_INSTRUCTIONS,
                                     .exclude_kernel = 1,
                                     .exclude_hv = 1};
    return (int)syscall(SYS_perf_event_open, &wanted, 0, -1, -1, 0UL);
#else
    return -1;
#endif
}

static double instructions(int counter)
{
    long long count = 0;
#if defined(__linux__)
    if (counter >= 0 && read(counter, &count, sizeof count) != (ssize_t)sizeof count)
        count = 0;
#else
    (void)counter;
#endif
    return (double)count;
}

static void require(nws_status status)
{
    if (status != NWS_OK) {
        fprintf(stderr, "status %d\n", (int)status);
        exit(1);
    }
}

/* What one stage costs. */
typedef struct cost {
    double seconds;
    double instructions;
    size_t bytes;
} cost;

/* The parse, and all that an article's body goes through. */
typedef struct costs {
    cost parse, whole;
} costs;

static cost cost_since(cost start, const meter *used, int counter)
{
    return (cost){now() - start.seconds, instructions(counter) - start.instructions, used->peak};
}

static costs run(const char *text, size_t length, int counter)
{
    meter used = {0, 0};
    nws_allocator allocator = {meter_allocate, meter_resize, meter_release, &used};
    nws_arena arena;
    nws_arena_init(&arena, &allocator);
    nws_document document;
    costs spent;
    const cost start = {.seconds = now(), .instructions = instructions(counter)};
    require(nws_html_parse(&arena, nws_view_of(text, length), &NWS_PARSE_BODY, &document));
    spent.parse = cost_since(start, &used, counter);
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
    spent.whole = cost_since(start, &used, counter);
    nws_buffer_free(&html);
    nws_buffer_free(&plain);
    nws_arena_free(&arena);
    return spent;
}

static void add(cost *sum, cost one)
{
    sum->seconds += one.seconds;
    sum->instructions += one.instructions;
    sum->bytes = one.bytes;
}

/* The cost of reading each of count texts of length bytes that stand in a row. */
static costs run_all(const char *texts, size_t length, size_t count, int counter)
{
    costs sum = {{.bytes = 0}, {.bytes = 0}};
    for (size_t i = 0; i < count; i++) {
        costs one = run(texts + i * length, length, counter);
        add(&sum.parse, one.parse);
        add(&sum.whole, one.whole);
    }
    return sum;
}

static void keep_least(cost *best, cost again)
{
    if (again.seconds < best->seconds)
        best->seconds = again.seconds;
}

/* Texts of a shape of one size, and the least that reading them was seen to cost. */
typedef struct sample {
    char *texts;
    size_t length, count; /* of one; how many */
    costs least;
} sample;

static sample prepare(const shape *what, size_t size, size_t count)
{
    sample made = {.count = count};
    char *text = make(what, size, &made.length);
    made.texts = text == NULL ? NULL : realloc(text, made.length * count);
    if (made.texts == NULL)
        exit(1);
    for (size_t i = 1; i < count; i++)
        memcpy(made.texts + i * made.length, made.texts, made.length);
    return made;
}

static void measure(sample *of, int counter, bool first)
{
    costs again = run_all(of->texts, of->length, of->count, counter);
    if (first)
        of->least = again;
    keep_least(&of->least.parse, again.parse);
    keep_least(&of->least.whole, again.whole);
}

/* ---- the table ---- */

enum { ROUNDS = 3, MOST_ROUNDS = 12 }; /* the more for a busy machine */
#define MOST_BYTES 8.0
#define MOST_TIMES 4.4
#define MEMORY_SPEED 0.5 /* nanoseconds a byte */

static const char *mark(double value, double most)
{
    return value > most ? "!" : " ";
}

/* One stage's five columns; true when its memory is within bounds. */
static bool print_cost(const char *bar, cost few, cost many, size_t bytes)
{
    double each = (double)bytes;
    double times = 4 * many.seconds / few.seconds;
    double more = ((double)many.bytes - (double)few.bytes) / (each * 3 / 4);
    double pace = many.seconds * 1e9 / each;
    printf("%s %7.2f %s %5.2f%s %s ", bar, pace, bar, times,
           mark(pace < MEMORY_SPEED ? 0 : times, MOST_TIMES), bar);
    if (few.instructions > 0)
        printf("%5.2f", 4 * many.instructions / few.instructions);
    else
        printf("%5s", "-");
    printf(" %s %6.2f %s %5.2f%s", bar, (double)many.bytes / each, bar, more,
           mark(more, MOST_BYTES));
    return more <= MOST_BYTES;
}

static bool seems_long(const sample *few, const sample *many)
{
    return 4 * many->least.parse.seconds > MOST_TIMES * few->least.parse.seconds ||
           4 * many->least.whole.seconds > MOST_TIMES * few->least.whole.seconds;
}

static bool report(const shape *what, size_t large, int counter, bool markdown)
{
    const char *bar = markdown ? "|" : "";
    /* Four small ones and a large one go through as much memory, and by turns, so that what is
     * compared is the work, not what the caches hold of it nor what else the machine does. */
    sample few = prepare(what, large / 4, 4), many = prepare(what, large, 1);
    for (int i = 0; i < ROUNDS || (i < MOST_ROUNDS && seems_long(&few, &many)); i++) {
        measure(&few, counter, i == 0);
        measure(&many, counter, i == 0);
    }
    printf("%s %-23s ", bar, what->name);
    bool within = print_cost(bar, few.least.parse, many.least.parse, many.length);
    within = print_cost(" |", few.least.whole, many.least.whole, many.length) && within;
    printf("%s\n", markdown ? " |" : "");
    fflush(stdout);
    free(few.texts);
    free(many.texts);
    return within;
}

static void print_head(bool markdown)
{
    static const char *const names[] = {"ns/B", "x", "insn", "B/B", "+B/B"};
    if (markdown) {
        printf("| shape ");
        for (int i = 0; i < 10; i++)
            printf("| %s %s ", i < 5 ? "parse" : "all", names[i % 5]);
        printf("|\n|---|%s\n", "--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        return;
    }
    printf("%-24s  %7s  %5s   %5s  %6s  %5s   |  %7s  %5s   %5s  %6s  %5s\n", " shape", "parse",
           names[1], names[2], names[3], names[4], "all", names[1], names[2], names[3], names[4]);
}

static bool is_wanted(const char *name, char **words, int count)
{
    for (int i = 0; i < count; i++)
        if (strcmp(words[i], name) == 0)
            return true;
    return count == 0;
}

int main(int count, char **words)
{
    bool markdown = count > 1 && strcmp(words[1], "--markdown") == 0;
    int next = markdown ? 2 : 1;
    size_t large = (size_t)(count > next ? atoi(words[next++]) : 16) << 20;
    if (large == 0) {
        fprintf(stderr, "usage: bench_shapes [--markdown] [MEBIBYTES] [SHAPE...]\n");
        return 2;
    }
    int counter = open_counter();
    bool within = true;
    print_head(markdown);
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        if (is_wanted(shapes[i].name, words + next, count > next ? count - next : 0))
            within = report(&shapes[i], large, counter, markdown) && within;
    return within ? 0 : 1;
}
