/* Style attributes: what stays of them and in which form, what is refused, and at what price. */
#include "base/bounds.h"
#include "clean/css_parts.h"
#include "harness.h"

static nws_view view(const char *text)
{
    return nws_view_of(text, strlen(text));
}

/* What was lost, one letter each. */
typedef struct losses {
    char seen[64];
    size_t count;
    nws_view last;
    nws_status answer;
} losses;

static nws_status note(void *context, nws_css_loss loss, nws_view declaration)
{
    losses *noted = context;
    if (noted->count + 1 < sizeof noted->seen)
        noted->seen[noted->count] = loss == NWS_CSS_REFUSED ? 'r' : 'w';
    noted->count++;
    noted->last = declaration;
    return noted->answer;
}

static nws_view clean(nws_arena *arena, nws_view value, losses *noted)
{
    const nws_css_set everything = nws_css_everything();
    const nws_css_listener listener = {note, noted};
    nws_view out = NWS_VIEW_NONE;
    *noted = (losses){.answer = NWS_OK};
    CHECK(nws_css_clean(arena, &everything, value, &listener, &out) == NWS_OK);
    return out;
}

/* What must become of value; the result must stay what it is and lose nothing. */
static void check(nws_arena *arena, const char *value, const char *wanted, const char *lost)
{
    losses noted;
    nws_view out = clean(arena, view(value), &noted);
    if (!CHECK_TEXT(out, wanted) || !CHECK(strcmp(noted.seen, lost) == 0))
        fprintf(stderr, "  of %s (lost: %s)\n", value, noted.seen);
    const nws_view again = clean(arena, out, &noted);
    CHECK(again.data == out.data && again.length == out.length && noted.count == 0);
}

static void keeps(nws_arena *arena, const char *value, const char *wanted)
{
    check(arena, value, wanted, "");
}

static void refuses(nws_arena *arena, const char *value)
{
    check(arena, value, "", "r");
}

/* Values of one property, and what is kept of each; NULL: it is refused. */
static void check_values(nws_arena *arena, const char *property, const char *const cases[][2],
                         size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char value[64], wanted[64];
        snprintf(value, sizeof value, "%s: %s", property, cases[i][0]);
        snprintf(wanted, sizeof wanted, "%s: %s", property, cases[i][1] == NULL ? "" : cases[i][1]);
        if (cases[i][1] == NULL)
            refuses(arena, value);
        else
            keeps(arena, value, wanted);
    }
}

static void test_form(nws_arena *arena)
{
    keeps(arena, "", "");
    keeps(arena, " ; ;; /* nothing */ ;", "");
    keeps(arena, "color: red", "color: red");
    keeps(arena, "COLOR:Red;", "color: red");
    keeps(arena, "\tcolor\n:\fred\r; text-align : CENTER ", "color: red; text-align: center");
    keeps(arena, "/*a*/color/*b*/:/*c*/red/*d*/", "color: red");
    keeps(arena, "color: red /* not closed; width: 1px", "color: red");
    keeps(arena, "margin:1PX 2em", "margin: 1px 2em");
    keeps(arena, "margin:1px+2px", "margin: 1px 2px");
    keeps(arena, "color: inherit; float: UNSET; border: initial",
          "color: inherit; float: unset; border: initial");
    keeps(arena, "background: #FFF; word-wrap: break-word",
          "background-color: #fff; overflow-wrap: break-word");
}

static void test_numbers(nws_arena *arena)
{
    static const char *const cases[][2] = {
        {"+5px", "5px"},
        {"007px", "7px"},
        {".5em", "0.5em"},
        {"1.50em", "1.5em"},
        {"-0px", "0px"},
        {"0", "0"},
        {"0.33333333em", "0.3333em"},
        {"100%", "100%"},
        {"16.0px", "16px"},
        {"1.0e", NULL},
        {"1e1px", NULL},
        {"1E+1px", NULL},
        {"1em", "1em"},
        {"1.5em", "1.5em"},
        {"1.5rem", "1.5rem"},
        {"1.5pt", "1.5pt"},
        {"1.5ex", "1.5ex"},
        {"1.5ch", "1.5ch"},
        {"1.5cm", "1.5cm"},
        {"1.5mm", "1.5mm"},
        {"1.5in", "1.5in"},
        {"1.5pc", "1.5pc"},
        {"1e", NULL},
        {"1e-1px", NULL},
        {"1e1", NULL},
        {"5", NULL},
        {"1.px", NULL},
        {"- 1px", NULL},
        {"1 px", NULL},
        {"10 %", NULL},
        {"1p\\78", NULL},
        {"1px\\20", NULL},
        {"9999999999px", NULL},
        {"1vw", NULL},
        {"1--x", NULL},
        {"calc(1px)", NULL},
        {"var(--x)", NULL},
        {"attr(width)", NULL},
        {"1px;", "1px"},
    };
    check_values(arena, "padding", cases, sizeof cases / sizeof cases[0]);
}

/* Each bound from both sides. */
static void test_bounds(nws_arena *arena)
{
    static const char *const within[] = {
        "margin: 1024px",     "margin: 0",
        "margin: auto",       "margin: 100%",
        "margin: 64em",       "border: 32px solid",
        "font-size: 6px",     "font-size: 128px",
        "font-size: 8em",     "letter-spacing: -1px",
        "line-height: 1",     "line-height: 8",
        "width: 4096px",      "text-indent: -64px",
        "text-indent: -4em",  "vertical-align: -32px",
        "height: 0px",        "font-weight: 100",
        "font-weight: 1000",  "border-spacing: 64px 0",
        "width: 100%",        "line-height: 80%",
        "word-spacing: -2px", "vertical-align: -100%",
    };
    static const char *const beyond[] = {
        "margin: 1025px", "margin: -1px",         "margin: 101%",         "margin: -0.0001px",
        "margin: 65em",   "border: 33px solid",   "font-size: 5.9999px",  "font-size: 129px",
        "font-size: 9em", "letter-spacing: -2px", "line-height: 0.9999",  "line-height: 9",
        "width: 4097px",  "text-indent: -65px",   "text-indent: -9999px", "vertical-align: -33px",
        "height: -1px",   "font-weight: 99",      "font-weight: 1001",    "border-spacing: 65px",
        "width: 101%",    "line-height: 0",       "word-spacing: -3px",   "font-size: 0",
        "max-width: -1%", "font-size: 1%",        "text-indent: -1%",     "width: 43in",
    };
    for (size_t i = 0; i < sizeof within / sizeof within[0]; i++)
        keeps(arena, within[i], within[i]);
    for (size_t i = 0; i < sizeof beyond / sizeof beyond[0]; i++)
        refuses(arena, beyond[i]);
}

/* The least and the most of every property that takes numbers. */
static void test_ranges(nws_arena *arena)
{
    static const struct {
        const char *name;
        const char *unit;
        int least;
        int most;
    } ranges[] = {
        {"border-bottom-width", "px", 0, 32},
        {"border-left-width", "px", 0, 32},
        {"border-right-width", "px", 0, 32},
        {"border-top-width", "px", 0, 32},
        {"border-width", "px", 0, 32},
        {"border-radius", "px", 0, 1024},
        {"border-radius", "%", 0, 100},
        {"padding", "px", 0, 1024},
        {"padding", "%", 0, 100},
        {"padding-bottom", "px", 0, 1024},
        {"padding-bottom", "%", 0, 100},
        {"padding-left", "px", 0, 1024},
        {"padding-left", "%", 0, 100},
        {"padding-right", "px", 0, 1024},
        {"padding-right", "%", 0, 100},
        {"padding-top", "px", 0, 1024},
        {"padding-top", "%", 0, 100},
        {"margin", "px", 0, 1024},
        {"margin", "%", 0, 100},
        {"margin-bottom", "px", 0, 1024},
        {"margin-bottom", "%", 0, 100},
        {"margin-left", "px", 0, 1024},
        {"margin-left", "%", 0, 100},
        {"margin-right", "px", 0, 1024},
        {"margin-right", "%", 0, 100},
        {"margin-top", "px", 0, 1024},
        {"margin-top", "%", 0, 100},
        {"border-spacing", "px", 0, 64},
        {"font-size", "px", 6, 128},
        {"font-size", "%", 40, 800},
        {"font-weight", "", 100, 1000},
        {"height", "px", 0, 4096},
        {"height", "%", 0, 100},
        {"width", "px", 0, 4096},
        {"width", "%", 0, 100},
        {"max-height", "px", 0, 4096},
        {"max-height", "%", 0, 100},
        {"max-width", "px", 0, 4096},
        {"max-width", "%", 0, 100},
        {"min-height", "px", 0, 4096},
        {"min-height", "%", 0, 100},
        {"min-width", "px", 0, 4096},
        {"min-width", "%", 0, 100},
        {"letter-spacing", "px", -1, 32},
        {"line-height", "px", 8, 256},
        {"line-height", "%", 80, 800},
        {"line-height", "", 1, 8},
        {"text-indent", "px", -64, 512},
        {"text-indent", "%", 0, 100},
        {"vertical-align", "px", -32, 32},
        {"vertical-align", "%", -100, 100},
        {"word-spacing", "px", -2, 64},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        const int numbers[] = {ranges[i].least, ranges[i].most, ranges[i].least - 1,
                               ranges[i].most + 1};
        for (int j = 0; j < 4; j++) {
            char value[64];
            snprintf(value, sizeof value, "%s: %d%s", ranges[i].name, numbers[j], ranges[i].unit);
            if (j < 2)
                keeps(arena, value, value);
            else
                refuses(arena, value);
        }
    }
}

static void test_colors(nws_arena *arena)
{
    static const char *const cases[][2] = {
        {"RebeccaPurple", "rebeccapurple"},
        {"currentColor", "currentcolor"},
        {"transparent", "transparent"},
        {"#ABC", "#abc"},
        {"#12345678", "#12345678"},
        {"rgb(1,2,3)", "rgb(1, 2, 3)"},
        {"RGB( 1 2 3 )", "rgb(1, 2, 3)"},
        {"rgb(1 2 3/50%)", "rgba(1, 2, 3, 0.5)"},
        {"rgba(1,2,3,.5)", "rgba(1, 2, 3, 0.5)"},
        {"rgb(10%,20%,30%)", "rgb(10%, 20%, 30%)"},
        {"rgba(1,2,3)", "rgb(1, 2, 3)"},
        {"hsl(120,50%,50%)", "hsl(120, 50%, 50%)"},
        {"hsla(120deg 50% 50% / 1)", "hsla(120, 50%, 50%, 1)"},
        {"rgb(1,2,3", "rgb(1, 2, 3)"},
        {"#12", NULL},
        {"#12345", NULL},
        {"#ggg", NULL},
        {"#", NULL},
        {"reddish", NULL},
        {"re", NULL},
        {"ButtonText", NULL},
        {"rgb(256,0,0)", NULL},
        {"rgb(-1,0,0)", NULL},
        {"rgb(1,2)", NULL},
        {"rgb(1,2,3,4,5)", NULL},
        {"rgb(1,2 3)", NULL},
        {"rgb(1 2,3)", NULL},
        {"rgb(1,2,3/1)", NULL},
        {"rgb(1 2 3,1)", NULL},
        {"rgb(1,2%,3)", NULL},
        {"rgb(1,2,3,2)", NULL},
        {"rgb (1,2,3)", NULL},
        {"rgb(rgb(1,2,3),2,3)", NULL},
        {"hsl(120,50,50)", NULL},
        {"hsl(1turn,50%,50%)", NULL},
        {"color(srgb 1 0 0)", NULL},
        {"url(x)", NULL},
        {"\\72 ed", NULL},
        {"r/**/ed", NULL},
        {"red blue", NULL},
        {"expression(alert(1))", NULL},
    };
    check_values(arena, "color", cases, sizeof cases / sizeof cases[0]);
}

static void test_shapes(nws_arena *arena)
{
    keeps(arena, "border:1px SOLID #FFF", "border: 1px solid #fff");
    keeps(arena, "border: red dotted", "border: red dotted");
    keeps(arena, "border: 0", "border: 0");
    keeps(arena, "border: none", "border: none");
    refuses(arena, "border: 1px 2px");
    refuses(arena, "border: solid red solid");
    refuses(arena, "border: rgb(1 2 solid");
    refuses(arena, "border: 1px solid red blue");
    refuses(arena, "border:");
    keeps(arena, "margin: 1px 2px 3px 4px", "margin: 1px 2px 3px 4px");
    refuses(arena, "margin: 1px 2px 3px 4px 5px");
    refuses(arena, "margin: 1px, 2px");
    refuses(arena, "margin: inherit 1px");
    refuses(arena, "margin-left: 1px 2px");
    keeps(arena, "text-decoration: line-through underline wavy #f00",
          "text-decoration: line-through underline wavy #f00");
    keeps(arena, "text-decoration: none", "text-decoration: none");
    refuses(arena, "text-decoration: underline underline");
    refuses(arena, "text-decoration: underline red overline");
    refuses(arena, "text-decoration: none underline");
    refuses(arena, "text-decoration: blink");
    refuses(arena, "text-decoration-line: underline solid");
    keeps(arena, "list-style: inside none", "list-style: inside none");
    refuses(arena, "list-style: none disc");
    refuses(arena, "list-style: url(x)");
    refuses(arena, "list-style-type: '-'");
}

/* What lies behind the end of a value does not count. */
static void test_ends(nws_arena *arena)
{
    static const char text[] =
        "color: rgb(1, 2, 3); background: url( \"a\\)\" ); background: url( b)"
        "; margin: -.5em +1px; /* c */ font-family: 'a b', \\64 e; x: #f--\\";
    static const char behind[] = {'\0', ' ', ')', '"', '5', '*', '/', 'x', ';'};
    static char copy[2 * sizeof text];
    for (size_t length = 0; length < sizeof text; length++) {
        losses noted, again;
        const nws_view out = clean(arena, nws_view_of(text, length), &noted);
        for (size_t i = 0; i < sizeof behind; i++) {
            memset(copy, behind[i], sizeof copy);
            memcpy(copy, text, length);
            const nws_view other = clean(arena, nws_view_of(copy, length), &again);
            if (!CHECK(nws_view_equal(out, other) && strcmp(noted.seen, again.seen) == 0))
                fprintf(stderr, "  %zu bytes, %d behind\n", length, behind[i]);
        }
    }
}

static void test_families(nws_arena *arena)
{
    keeps(arena, "font-family: Arial,sans-serif", "font-family: Arial, sans-serif");
    keeps(arena, "font-family: \"Helvetica  Neue\" , -apple-system",
          "font-family: 'Helvetica  Neue', -apple-system");
    keeps(arena, "font-family: Times  New\tRoman", "font-family: 'Times New Roman'");
    keeps(arena, "font-family: \xE5\xAE\x8B\xE4\xBD\x93, 'Noto Sans 2'",
          "font-family: \xE5\xAE\x8B\xE4\xBD\x93, 'Noto Sans 2'");
    /* the first and the last letter of each script's range, and Latin without its two signs */
    static const char *const letters[] = {
        "\xC3\x80",     "\xC3\x96",     "\xC3\x98",     "\xC3\xB6",     "\xC3\xB8",
        "\xC9\x8F",     "\xD0\x90",     "\xD1\x8F",     "\xE3\x81\x81", "\xE3\x82\x96",
        "\xE3\x82\xA1", "\xE3\x83\xBC", "\xE3\x90\x80", "\xE4\xB6\xBF", "\xE4\xB8\x80",
        "\xE9\xBF\xBF", "\xEA\xB0\x80", "\xED\x9E\xA3"};
    for (size_t i = 0; i < sizeof letters / sizeof letters[0]; i++) {
        char value[64];
        snprintf(value, sizeof value, "font-family: a%s, %s", letters[i], letters[i]);
        keeps(arena, value, value);
    }
    keeps(arena, "font-family: 'Arial", "font-family: 'Arial'");
    keeps(arena, "font-family: 'inherit'", "font-family: 'inherit'");
    static const char *const bad[] = {
        "serif A",
        "A serif",
        "A initial",
        "A --x",
        "Arial, inherit",
        "inherit Arial",
        "Arial,",
        ",Arial",
        "'a;b'",
        "'a\\62'",
        "'a\nb'",
        "\"a'b\"",
        "'</style>'",
        "Open Sans 2",
        "a\xE2\x80\xAE",
        "''",
        "--x",
        "'a' b",
        "a 'b'",
        "'a.ttf'",
        "\xC2\xBF", /* what stands right beside those ranges */
        "\xC3\x97",
        "\xC3\xB7",
        "\xC9\x90",
        "\xD0\x8F",
        "\xD1\x90",
        "\xE3\x81\x80",
        "\xE3\x82\x97",
        "\xE3\x82\xA0",
        "\xE3\x83\xBD",
        "\xE3\x8F\xBF",
        "\xE4\xB7\x80",
        "\xEA\x80\x80",
        "\xEA\xAF\xBF",
        "\xED\x9E\xA4",
        "url(x)",
        "a/b",
        "@import",
        "'\t'",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char value[64];
        snprintf(value, sizeof value, "font-family: %s", bad[i]);
        losses noted;
        nws_view out = clean(arena, view(value), &noted);
        if (!CHECK(out.length == 0 && noted.count >= 1))
            fprintf(stderr, "  %s\n", value);
    }
}

/* A bad declaration goes alone: https://drafts.csswg.org/css-syntax-3/#consume-list-of-declarations
 */
static void test_recovery(nws_arena *arena)
{
    static const char *const bad[] = {
        "x",
        "x: y",
        ":",
        "color",
        "color red",
        "color: red!",
        "color: red !importanter",
        "color: red !important !important",
        "!important",
        "position: fixed",
        "z-index: 9",
        "behavior: url(#x)",
        "-moz-binding: url(x)",
        "--x: red",
        "*color: red",
        "_color: red",
        "c\\6flor: red",
        "color\\: red",
        "display: none",
        "unicode-bidi: bidi-override",
        "content: 'x;y'",
        "background: url(a;b)",
        "background: url( a\\);b )",
        "background: url('a;b\\';c')",
        "background: URL(a;b'c[)",
        "x: [(;)(]);]",
        "x: {;{;};}",
        "x: \\;",
        "x: '\\\n;'",
        "x: 'a\nb",
        "x: )]}",
        "@media x {;} ",
        "@import 'x'",
        "/*;*/ x: /*;*/ y /*;*/",
        "<!-- color: red -->",
        "color: \xE2\x80\x8Bred",
        ("\xC2\xA0"
         "color: red"),
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char value[128];
        snprintf(value, sizeof value, "float: left;%s;width: 1px", bad[i]);
        check(arena, value, "float: left; width: 1px", "r");
    }
    check(arena, "@media x { a: b } width: 1px", "width: 1px", "r");
    check(arena, "@media x { a: {;} } width: 1px", "width: 1px", "r");
    check(arena, "x: { a: b } width: 1px", "", "r");
    check(arena, "x: ( width: 1px; float: left", "", "r");
    check(arena, "x: 'a\n; width: 1px", "width: 1px", "r");
    check(arena, "x: 'a; width: 1px", "", "r");
    check(arena, "color: red; x: \\", "color: red", "r");
    losses noted;
    CHECK(clean(arena, view("a;  x : y\t; b"), &noted).length == 0);
    CHECK(noted.count == 3);
    clean(arena, view("color: red;  x : y\t;"), &noted);
    CHECK_TEXT(noted.last, "x : y");
}

static void test_cascade(nws_arena *arena)
{
    check(arena, "color: red !important", "color: red", "w");
    check(arena, "color:red!IMPORTANT", "color: red", "w");
    check(arena, "color: red ! /**/ important ;", "color: red", "w");
    keeps(arena, "color: red; float: left; color: blue", "float: left; color: blue");
    check(arena, "color: red !important; float: left; color: blue", "float: left; color: red", "w");
    check(arena, "margin: 0 !important; margin-left: 5px", "margin-left: 5px; margin: 0", "w");
    check(arena, "color: red !important; color: blue !important", "color: blue", "ww");
    keeps(arena, "margin-left: 1px; margin: 2px; margin-left: 3px",
          "margin: 2px; margin-left: 3px");
    keeps(arena, "background: red; background-color: blue", "background-color: blue");
    check(arena, "width: 1px; width: calc(1px)", "width: 1px", "r");
}

static void test_sets(nws_arena *arena)
{
    for (unsigned i = 0; i < NWS_CSS_COUNT; i++) {
        const char *name = nws_css_property_name((nws_css_property)i);
        CHECK(nws_css_property_find(view(name)) == (nws_css_property)i);
        CHECK(i == 0 || strcmp(nws_css_property_name((nws_css_property)(i - 1)), name) < 0);
    }
    CHECK(nws_css_property_find(view("Text-ALIGN")) == NWS_CSS_TEXT_ALIGN);
    CHECK(nws_css_property_find(view("background")) == NWS_CSS_BACKGROUND_COLOR);
    CHECK(nws_css_property_find(view("word-wrap")) == NWS_CSS_OVERFLOW_WRAP);
    static const char *const none[] = {"",       "text-alig", "text-align-", "position", "z",
                                       "zz-top", "colour",    "--x",         "behavior", "content"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        CHECK(nws_css_property_find(view(none[i])) == NWS_CSS_COUNT);
    const nws_css_set typography = nws_css_typography();
    CHECK(nws_css_has(&typography, NWS_CSS_COLOR) && !nws_css_has(&typography, NWS_CSS_FLOAT));
    losses noted = {.answer = NWS_OK};
    const nws_css_listener listener = {note, &noted};
    nws_view out;
    CHECK(nws_css_clean(arena, &typography, view("color: red; float: left"), &listener, &out) ==
          NWS_OK);
    CHECK_TEXT(out, "color: red");
    CHECK(noted.count == 1);
    CHECK(nws_css_clean(arena, &typography, view("float: left"), NULL, &out) == NWS_OK);
    CHECK_TEXT(out, "");
    noted.answer = NWS_E_STOP;
    CHECK(nws_css_clean(arena, &typography, view("float: left"), &listener, &out) == NWS_E_STOP);
    CHECK(nws_css_clean(arena, &typography, view("color: red !important"), &listener, &out) ==
          NWS_E_STOP);
}

/* Blocks in blocks: as many as are followed, and one more. */
static void test_blocks(nws_arena *arena)
{
    char value[2 * NWS_MAX_CSS_BLOCKS + 64];
    losses noted;
    for (unsigned extra = 0; extra < 2; extra++) {
        const unsigned count = NWS_MAX_CSS_BLOCKS + extra;
        size_t at = (size_t)snprintf(value, sizeof value, "x: ");
        memset(value + at, '(', count);
        memset(value + at + count, ')', count);
        at += (size_t)count * 2;
        snprintf(value + at, sizeof value - at, "; width: 1px");
        CHECK_TEXT(clean(arena, view(value), &noted), extra == 0 ? "width: 1px" : "");
        CHECK(noted.count == 1);
    }
}

static void test_long(nws_arena *arena)
{
    enum { COUNT = 20000 };
    static const char *const pieces[] = {"color:red;", "margin:0 1px!important;",
                                         "x:y;",       "color:rgb(1 2 3/50%);",
                                         "/**/",       "x:(",
                                         "'",          "\\"};
    char *value = malloc(COUNT * 32);
    if (!CHECK(value != NULL))
        return;
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        const size_t length = strlen(pieces[i]);
        losses noted;
        for (size_t j = 0; j < COUNT; j++)
            memcpy(value + j * length, pieces[i], length);
        const nws_view out = clean(arena, nws_view_of(value, COUNT * length), &noted);
        CHECK(out.length < 32);
    }
    free(value);
}

/* Every allocation fails once. */
static void test_memory(void)
{
    const nws_css_set everything = nws_css_everything();
    char value[70000];
    size_t at = (size_t)snprintf(value, sizeof value, "color: red !important; font-family: A");
    while (at + 16 < sizeof value)
        at += (size_t)snprintf(value + at, sizeof value - at, ", Font %c", 'a' + (int)(at % 26));
    for (size_t fail = 1;; fail++) {
        harness_memory memory = {.fail_at = fail};
        nws_allocator allocator = harness_allocator(&memory);
        nws_arena arena;
        nws_arena_init(&arena, &allocator);
        nws_view out;
        const nws_status status = nws_css_clean(&arena, &everything, view(value), NULL, &out);
        CHECK(status == (memory.calls >= fail ? NWS_E_MEMORY : NWS_OK));
        nws_arena_free(&arena);
        CHECK(memory.live == 0);
        if (status == NWS_OK) {
            CHECK(fail > 2);
            return;
        }
    }
}

int main(void)
{
    nws_arena arena;
    nws_arena_init(&arena, nws_allocator_libc());
    test_form(&arena);
    test_numbers(&arena);
    test_bounds(&arena);
    test_ranges(&arena);
    test_colors(&arena);
    test_shapes(&arena);
    test_families(&arena);
    test_ends(&arena);
    test_recovery(&arena);
    test_cascade(&arena);
    test_sets(&arena);
    test_blocks(&arena);
    test_long(&arena);
    test_memory();
    nws_arena_free(&arena);
    return harness_report();
}
