/* The subset scanner against libyaml: which headers it reads, that both come to the same for these
 * and for made ones, and memory that runs out.
 */
#include "front/yaml.h"
#include "harness.h"
#include "same_value.h"

/* ---- shapes ---- */

/* Headers that must be read without libyaml, or must not. */
typedef struct shape {
    const char *text;
    bool plain;
} shape;

static const shape shapes[] = {
    {"a: b\n", true},
    {"a: b", true},
    {"a:\nb:\n", true},
    {"a : b # c\n\n# d\t\n  # e\nc: 'd' # e\r\n", true},
    {"a: x\n  y\n\n  z\nb: x\n  # c\n", true},
    {"a: 'x''y\n\n  z'\nb: \"x \\\n  y\\x41\\u2019\\U0001F600\\\" \n z\"\n", true},
    {"a: |\n\n   x\n    y\n\n   z\n\nb: >-\n  x\n  y\n\n   z\n   \n  x\nc: |+\n  x\n\n", true},
    {"a: |\n  x", true},
    {"a: >\n \tx\n y\n", false}, /* libyaml sees a tab where it looks for the indentation */
    {"a: |\n   \n  x\n", false},
    {"a: |\nb: 1\n", false},
    {"a: |2\n  x\n", false},
    {"a:\n- x\n- y\n-\n- 'z'\nb:\n  - x\n  -   y: 1\n      z:\n      - 2\n  -\n", true},
    {"a:\n  b:\n    c: d\n  e: f\n", true},
    {"a: [x, 'y' , \"z\",\n  1,\n]\nb: []\n", true},
    {"a: -1\nb: --x\n", true},
    {"a: [x y, a#b]\nb: http://x:80/#y\nc: x#\nd: C#\n", true},
    {"\xE8\xAF\x91: \xC3\xA9\xEF\xBC\x9A\xE2\x80\x9C\n", true},
    {"a: 1\na: 2\n", true}, /* a diagnostic, and the same one */
    {"<<: 1\n", true},
    {"", false},
    {"# c\n", false},
    {"a\n", false},
    {" a: b\n", false},
    {"- a\n", false},
    {"a: b: c\n", false},
    {"a: b\n  c: d\n", false},
    {"a:\n  b\n", false},
    {"a: 'b'c\n", false},
    {"a: 'b'#c\n", false},
    {"a: 'b\n", false},
    {"a: 'b\n---\nc'\n", false},
    {"a: \"b\\\n... c\"\n", false},
    {"a: \"\\ud800\"\n", false},
    {"a: \"\\q\"\n", false},
    {"a: [b\n", false},
    {"a: [b: c]\n", false},
    {"a: [b\n  c]\n", false},
    {"a: [[b]]\n", false},
    {"a: [\n...\n]\n", false},
    {"a: {}\n", false},
    {"a: &b c\n", false},
    {"a: *b\n", false},
    {"a: !b c\n", false},
    {"a: @b\n", false},
    {"? a\n: b\n", false},
    {"'a': b\n", false},
    {"-a: b\n", false},
    {"...: b\n", false},
    {"a:\tb\n", false},
    {"a: b\tc\n", false},
    {"a: b\rc: d\n", false},
    {"a: b\x01\n", false},
    {"a: b\x7F\n", false},
    {"a: b\xC2\x85"
     "c\n",
     false},
    {"a: b\xE2\x80\xA8"
     "c\n",
     false},
    {"a: b\xEF\xBB\xBF"
     "c\n",
     false},
    {"a: b\xEF\xBF\xBF"
     "c\n",
     false},
    {"a:\n  - b\n  c: d\n", false},
    {"a:\n  - b\n - c\n", false},
    {"a:\n  - b\n- c\n", false},
    {"a:\n  - b\n    c: d\n", false},
    {"a:\n  -\n    b\n", false},
    {"a:\n  - - b\n", false},
    {"a:\n b:\n  c:\n   d:\n    e:\n     f:\n      g:\n       h: 1\n", true},
    {"a:\n b:\n  c:\n   d:\n    e:\n     f:\n      g:\n       h:\n        i: 1\n", false},
};

typedef struct reading_state {
    harness_memory memory;
    nws_allocator allocator;
    nws_arena arena;
    nws_diagnostics diagnostics;
    nws_value value;
    nws_error error;
    nws_status status;
} reading_state;

static void begin(reading_state *state)
{
    *state = (reading_state){.status = NWS_OK};
    state->allocator = harness_allocator(&state->memory);
    nws_arena_init(&state->arena, &state->allocator);
}

static void read_text(reading_state *state, nws_view text, const nws_yaml_options *options)
{
    nws_diagnostics_init(&state->diagnostics, &state->arena, options->limits->diagnostics);
    state->status = nws_yaml_read(&state->arena, text, options, &state->diagnostics, &state->value,
                                  &state->error);
}

static void finish(reading_state *state)
{
    nws_arena_free(&state->arena);
    CHECK(state->memory.live == 0);
}

/* Whether both ways come to the same; *plain: whether the scanner reads it alone. */
static bool same_both_ways(nws_view text, const nws_limits *limits, bool strict, bool *plain)
{
    static const nws_yaml_way ways[] = {NWS_YAML_EITHER, NWS_YAML_LIBYAML, NWS_YAML_SUBSET};
    reading_state states[3];
    for (int i = 0; i < 3; i++) {
        nws_yaml_options options = {
            .limits = limits, .strict = strict, .offset = 7, .way = ways[i]};
        begin(&states[i]);
        read_text(&states[i], text, &options);
    }
    *plain = states[2].status == NWS_OK;
    bool same = states[0].status == states[1].status &&
                states[0].error.offset == states[1].error.offset &&
                same_diagnostics(&states[0].diagnostics, &states[1].diagnostics);
    if (same && states[0].status == NWS_OK)
        same = find_difference(&states[0].value, &states[1].value) == NULL;
    for (int i = 0; i < 3; i++)
        finish(&states[i]);
    return same;
}

static void test_shapes(void)
{
    static const nws_limits limits = NWS_LIMITS_DEFAULT;
    bool plain;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        nws_view text = nws_view_of(shapes[i].text, strlen(shapes[i].text));
        bool fine = CHECK(same_both_ways(text, &limits, false, &plain));
        fine &= CHECK(plain == shapes[i].plain);
        fine &= CHECK(same_both_ways(text, &limits, true, &plain));
        if (!fine)
            fprintf(stderr, "  in shape %zu: %s\n", i, shapes[i].text);
    }
    for (size_t length = 255; length <= 257; length++) {
        char text[300];
        memset(text, 'k', length);
        memcpy(text + length, ": v\n", 4);
        CHECK(same_both_ways(nws_view_of(text, length + 4), &limits, false, &plain));
        CHECK(plain == (length <= 256));
    }
}

/* ---- made headers ---- */

typedef struct maker {
    uint32_t state;
    char text[1024];
    size_t length;
} maker;

/* https://www.jstatsoft.org/article/view/v008i14: xorshift */
static uint32_t roll(maker *made, uint32_t sides)
{
    made->state ^= made->state << 13;
    made->state ^= made->state >> 17;
    made->state ^= made->state << 5;
    return made->state % sides;
}

static void write_one(maker *made, const char *const *parts, size_t count)
{
    const char *part = parts[roll(made, (uint32_t)count)];
    size_t length = strlen(part);
    if (made->length + length > sizeof made->text)
        return;
    memcpy(made->text + made->length, part, length);
    made->length += length;
}

#define WRITE(made, ...)                                                                           \
    write_one(made, (const char *const[]){__VA_ARGS__},                                            \
              sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void make_value(maker *made)
{
    WRITE(made, "x", "x y", "'it''s'", "\"a \\\"b\\n\"", "12", "-1.5e3", "true", "~", "", "",
          "2021-07-19 18:22:00", "[]", "[a, 'b']", "[a,\n  \"b\" ,\n ]", "x\n  y", "x\n\n   y z",
          "'x\n y'", "\"x \n\n y\\\n z\"", "|\n    x\n     y\n\n    z", ">-\n      x\n      y",
          "|+\n     x\n\n", "\xE8\xAF\x91\xEF\xBC\x9A\xE2\x80\x9Cx\xE2\x80\x9D", "http://a.b/?c#d",
          "a: b", "{a: b}", "{{ x }}", "&a b", "*a", "!!str 1", "@x", "[a", "'x", "x # c", "- x");
}

/* Most lines fit the ones before; some do not. */
static void make_line(maker *made)
{
    switch (roll(made, 8)) {
    case 0: WRITE(made, "  ", " ", "    ", "# c\n", "\n", "  \n"); break;
    case 1: WRITE(made, "t:\n", "t: # c\n", "t:\n  ", "t:\n- ", "t:\n  - ", "t:\n- u: "); break;
    case 2: WRITE(made, "- ", "  - ", "-   ", "-", "  u: ", "    u: "); break;
    default: WRITE(made, "a: ", "b:  ", "c d: ", "e : ", "\xE8\xAF\x91: ", "f:", "g: ");
    }
    make_value(made);
    WRITE(made, "\n", "\n", "\n", "\n", " \n", " # c\n", "\r\n", "\n\n", "\n  \n");
}

/* Lines such as headers have, in any order, sometimes with a byte that should not be there. */
static void make_header(maker *made)
{
    made->length = 0;
    for (uint32_t lines = 1 + roll(made, 6); lines > 0; lines--)
        make_line(made);
    if (roll(made, 4) == 0 && made->length > 0) {
        size_t at = roll(made, (uint32_t)made->length);
        if ((made->text[at] & 0x80) == 0)
            made->text[at] = "\t\r\n:#-'\"[] ,|>?&\x01."[roll(made, 18)];
    }
}

static void test_made_headers(void)
{
    static const nws_limits limits = NWS_LIMITS_DEFAULT;
    static const nws_limits narrow = {NWS_MAX_BODY, NWS_MAX_FRONT, 2, 8, 3, 1, 2};
    enum { HEADERS = 3000 };
    maker made = {.state = 1};
    size_t read = 0;
    bool plain;
    for (int i = 0; i < HEADERS; i++) {
        make_header(&made);
        nws_view text = nws_view_of(made.text, made.length);
        bool fine = CHECK(same_both_ways(text, &narrow, false, &plain)) &&
                    CHECK(same_both_ways(text, &limits, i % 2 == 0, &plain));
        if (!fine)
            fprintf(stderr, "  in header %d: %.*s\n", i, (int)made.length, made.text);
        read += plain;
    }
    CHECK(read > HEADERS / 20 && read < HEADERS / 2);
}

/* ---- memory ---- */

static void test_no_memory(void)
{
    static const char item[] = "- 'it''s'\n- x\n  y\n- >\n  z\n- [q, 99999999999999999999]\n";
    enum { ITEMS = 1000, LENGTH = 3 + ITEMS * (sizeof item - 1) };
    static char header[LENGTH] = "l:\n";
    for (size_t i = 0; i < ITEMS; i++)
        memcpy(header + 3 + i * (sizeof item - 1), item, sizeof item - 1);
    nws_view text = nws_view_of(header, LENGTH);
    static const nws_limits limits = NWS_LIMITS_DEFAULT;
    const nws_yaml_options options = {.limits = &limits, .way = NWS_YAML_SUBSET};
    size_t calls = 1;
    for (size_t fail_at = 0; fail_at <= calls; fail_at++) {
        reading_state state;
        begin(&state);
        state.memory.fail_at = fail_at;
        read_text(&state, text, &options);
        CHECK(state.status == (fail_at == 0 ? NWS_OK : NWS_E_MEMORY));
        if (fail_at == 0)
            calls = state.memory.calls;
        finish(&state);
    }
    CHECK(calls > 3);
}

int main(void)
{
    test_shapes();
    test_made_headers();
    test_no_memory();
    return harness_report();
}
