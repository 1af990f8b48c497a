/* The YAML reader: values, positions, repairs, recovery, budgets, growth, and memory that
 * runs out. */
#include "front/yaml.h"
#include "hard_heads.h"
#include "harness.h"

typedef struct reading_state {
    harness_memory memory;
    nws_allocator allocator;
    nws_arena arena;
    nws_diagnostics diagnostics;
    nws_limits limits;
    nws_yaml_options options;
    nws_value value;
    nws_error error;
    nws_status status;
    nws_buffer json;
} reading_state;

static void begin(reading_state *state)
{
    *state = (reading_state){.limits = NWS_LIMITS_DEFAULT};
    state->allocator = harness_allocator(&state->memory);
    nws_arena_init(&state->arena, &state->allocator);
    nws_buffer_init(&state->json, &state->allocator);
    state->options.limits = &state->limits;
}

static void read_text(reading_state *state, nws_view text)
{
    nws_diagnostics_init(&state->diagnostics, &state->arena, state->limits.diagnostics);
    state->status = nws_yaml_read(&state->arena, text, &state->options, &state->diagnostics,
                                  &state->value, &state->error);
}

static void finish(reading_state *state)
{
    nws_buffer_free(&state->json);
    nws_arena_free(&state->arena);
    CHECK(state->memory.live == 0);
}

static nws_view json_of(reading_state *state)
{
    state->json.length = 0;
    if (nws_value_json(&state->value, &state->json) != NWS_OK)
        return NWS_VIEW("no memory");
    return nws_buffer_view(&state->json);
}

/* ---- input, metadata as JSON, codes of the diagnostics joined by blanks ---- */

typedef struct sample {
    const char *text;
    const char *json;
    const char *codes;
} sample;

static const sample samples[] = {
    {"", "null", ""},
    {"# nothing\n", "null", ""},
    {"a: 1\nb: [x, 'y', {z: 1.5}]\nc:\n- ~\n- true\n",
     "{\"a\":1,\"b\":[\"x\",\"y\",{\"z\":1.5}],\"c\":[null,true]}", ""},
    {"a: 1\n---\nb: 2\n", "{\"a\":1}", ""},
    {"a: yes\nb: 12:30\nc: 1_000\nd: 010\ne: 2021-01-01\nf: 'true'\n",
     "{\"a\":\"yes\",\"b\":\"12:30\",\"c\":\"1_000\",\"d\":\"010\",\"e\":\"2021-01-01\",\"f\":"
     "\"true\"}",
     ""},
    {"a: |\n  x\n   y\nb: >-\n  x\n  y\n", "{\"a\":\"x\\n y\\n\",\"b\":\"x y\"}", ""},
    {"1: a\n~: b\n", "{\"1\":\"a\",\"~\":\"b\"}", ""},
    {"? [a, b]\n: c\n", "{\"[a, b]\":\"c\"}", ""},
    /* tags */
    {"a: !!str 1\nb: !!int '2'\nc: !!float 3\nd: !!null ''\ne: !!bool yes\nf: ! 12\ng: !x 1\n",
     "{\"a\":\"1\",\"b\":2,\"c\":3.0,\"d\":null,\"e\":\"yes\",\"f\":\"12\",\"g\":1}",
     "unknown_tag unknown_tag"},
    {"a: !!seq [x]\nb: !!map {x: y}\nc: &a ! 5\nd: !!python/object:os.system [x]\n",
     "{\"a\":[\"x\"],\"b\":{\"x\":\"y\"},\"c\":\"5\",\"d\":[\"x\"]}", "unknown_tag"},
    {"a: !!map [x]\n", "{\"a\":[\"x\"]}", "unknown_tag"},
    /* anchors and merges */
    {"a: &x [1]\nb: *x\n", "{\"a\":[1],\"b\":[1]}", ""},
    {"a: &x 1\nb: &x 2\nc: *x\n", "{\"a\":1,\"b\":2,\"c\":2}", ""},
    {"a: *none\n", "{\"a\":\"*none\"}", "yaml_syntax"},
    {"a: &x [*x]\n", "{\"a\":[\"*x\"]}", "yaml_syntax"},
    {"a: &x {p: 1, q: 2}\nb:\n  q: 3\n  <<: *x\n",
     "{\"a\":{\"p\":1,\"q\":2},\"b\":{\"q\":3,\"p\":1}}", ""},
    {"b:\n  <<: [{p: 1}, {p: 2, q: 2}]\n  q: 3\n", "{\"b\":{\"p\":1,\"q\":3}}", ""},
    {"<<: 1\n'<<': {a: 1}\n", "{\"<<\":{\"a\":1}}", "duplicate_key"},
    {"a: &x {p: 1}\n*x : y\n", "{\"a\":{\"p\":1},\"*x\":\"y\"}", ""},
    /* duplicates: the first place, the last value */
    {"a: 1\nb: 2\na: 3\na: 4\n", "{\"a\":4,\"b\":2}", "duplicate_key duplicate_key"},
    /* templates */
    {"title: {{ title }}\ndate: {{ date }}\n",
     "{\"title\":\"{{ title }}\",\"date\":\"{{ date }}\"}", "yaml_syntax yaml_syntax"},
    {"title: {{ title }} - x\nb: 1\n", "{\"title\":\"{{ title }} - x\",\"b\":1}", "yaml_syntax"},
    {"a: {{b: c}: d}\n", "{\"a\":{\"{b: c}\":\"d\"}}", ""},
    /* recovery */
    {"title: [\xE8\xAF\x91] x\nn: 1\n", "{\"title\":\"[\xE8\xAF\x91] x\",\"n\":1}", "yaml_syntax"},
    {"title: @x\nn: 1\n", "{\"title\":\"@x\",\"n\":1}", "yaml_syntax"},
    {"title: `x`\nn: 1\n", "{\"title\":\"`x`\",\"n\":1}", "yaml_syntax"},
    {"title: %x\nn: 1\n", "{\"title\":\"%x\",\"n\":1}", "yaml_syntax"},
    {"title: & x\nn: 1\n", "{\"title\":\"& x\",\"n\":1}", "yaml_syntax"},
    {"title: *x* y\nn: 1\n", "{\"title\":\"*x* y\",\"n\":1}", "yaml_syntax"},
    {"title: a: b\nn: 1\n", "{\"title\":\"a: b\",\"n\":1}", "yaml_syntax"},
    {"n: 1\ntitle: 'It's here'\nm: 2\n", "{\"n\":1,\"title\":\"It's here\",\"m\":2}",
     "yaml_syntax"},
    {"title: 'a\n\nb's\n\nc'\nn: [1]\n", "{\"title\":\"a\\n\\nb's\\n\\nc\",\"n\":[1]}",
     "yaml_syntax"},
    {"title: \"\"\"\"\"\"\"'SP'\"\"\"\"\"\"\"\nn: 1\n", "{\"title\":\"'SP'\",\"n\":1}",
     "yaml_syntax"},
    {"title: \"never\nn: 1\n", "{\"title\":\"\\\"never\",\"n\":1}", "yaml_syntax"},
    /* a sound value over lines stays whole although another one is broken */
    {"a: @x\nt: 'one\n  two\nb: three'\nc: |\n  x: y\n\n  z\nd: {p: 1,\n  q: 2}\n",
     "{\"a\":\"@x\",\"t\":\"one two b: three\",\"c\":\"x: y\\n\\nz\\n\",\"d\":{\"p\":1,\"q\":2}}",
     "yaml_syntax"},
    {"date: 2026-01-22\ntag:golang\nn: 1\n", "{\"date\":\"2026-01-22\",\"n\":1}", "yaml_syntax"},
    {"stray\n# c\na: 1\n'b c' : [1]\n\"d\": @\n", "{\"a\":1,\"b c\":[1],\"d\":\"@\"}",
     "yaml_syntax yaml_syntax"},
    {"a: @x\na: 2\n", "{\"a\":2}", "yaml_syntax duplicate_key"},
    {"a: &x {p: 1}\nb: @\n<<: *x\n", "{\"a\":{\"p\":1},\"b\":\"@\",\"p\":1}", "yaml_syntax"},
    {"[a] b\n", "\"[a] b\"", "yaml_syntax"},
    {"just text\n", "\"just text\"", ""},
    /* tabs */
    {"tags:\n\t- a\n\t- b\nc:\n\td: 1\n\te:\n\t\t- f\n",
     "{\"tags\":[\"a\",\"b\"],\"c\":{\"d\":1,\"e\":[\"f\"]}}", "tab tab tab tab tab"},
    {"a: |\n  x\n  \ty\nb: 1\n", "{\"a\":\"x\\n\\ty\\n\",\"b\":1}", ""},
    {"a: @x\nb:\n\t- c\n", "{\"a\":\"@x\",\"b\":[\"c\"]}", "yaml_syntax tab"},
    /* ... and on blank lines, where they are no mistake */
    {"a: 1\n\t\nb:\n- x\n \t\n- y\nc: |\n  z\n\t\n  z\n\t",
     "{\"a\":1,\"b\":[\"x\",\"y\"],\"c\":\"z\\n\\nz\\n\"}", ""},
    /* characters */
    {"a: x\x01y\nb: \"p\xC2\x9Bq\"\n", "{\"a\":\"x\xEF\xBF\xBDy\",\"b\":\"p\xEF\xBF\xBDq\"}",
     "control_byte control_byte"},
    {"a: x\xC2\x85y\xE2\x80\xA8z\nb: \"\xE2\x80\xA9\x7F\xEF\xBF\xBE\"\n",
     "{\"a\":\"x\xC2\x85y\xE2\x80\xA8z\",\"b\":\"\xE2\x80\xA9\\u007f\xEF\xBF\xBE\"}", ""},
    /* the first private-use characters, as they are and as escapes, beside LS */
    {"a: \xF3\xB0\x80\x80\xE2\x80\xA8\nb: \"\\U000F0001\xE2\x80\xA8\"\n",
     "{\"a\":\"\xF3\xB0\x80\x80\xE2\x80\xA8\",\"b\":\"\xF3\xB0\x80\x81\xE2\x80\xA8\"}", ""},
    {"a: @\xE2\x80\xA8\x02 z\n", "{\"a\":\"@\xE2\x80\xA8\xEF\xBF\xBD z\"}",
     "control_byte yaml_syntax"},
    {"\xEF\xBB\xBF"
     "a: x\xEF\xBB\xBFy\nb: 2\n",
     "{\"a\":\"x\xEF\xBB\xBFy\",\"b\":2}", ""},
    {"a: 1\r\nb:\r\n  - x\r\nc: @y\r\n", "{\"a\":1,\"b\":[\"x\"],\"c\":\"@y\"}", "yaml_syntax"},
    {"a: 1\rb: @\rc: 2", "{\"a\":1,\"b\":\"@\",\"c\":2}", "yaml_syntax"},
};

static bool codes_are(const nws_diagnostics *list, const char *codes)
{
    char text[512] = "";
    size_t length = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        const char *code = nws_diagnostic_about((nws_diagnostic_code)list->items[i].code)->code;
        length +=
            (size_t)snprintf(text + length, sizeof text - length, "%s%s", i == 0 ? "" : " ", code);
    }
    if (strcmp(text, codes) != 0)
        fprintf(stderr, "  codes are \"%s\"\n", text);
    return strcmp(text, codes) == 0;
}

static void test_samples(void)
{
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        reading_state state;
        begin(&state);
        read_text(&state, nws_view_of(samples[i].text, strlen(samples[i].text)));
        bool fine = CHECK(state.status == NWS_OK);
        fine &= CHECK_TEXT(json_of(&state), samples[i].json);
        fine &= CHECK(codes_are(&state.diagnostics, samples[i].codes));
        if (!fine)
            fprintf(stderr, "  in sample %zu: %s\n", i, samples[i].text);
        finish(&state);
    }
}

static void test_nul(void)
{
    reading_state state;
    begin(&state);
    read_text(&state, NWS_VIEW("a: x\0y\nb: 1\n"));
    CHECK_TEXT(json_of(&state), "{\"a\":\"x\xEF\xBF\xBDy\",\"b\":1}");
    finish(&state);
    begin(&state);
    read_text(&state, NWS_VIEW("a: \"x\\0y\"\n"));
    CHECK_TEXT(json_of(&state), "{\"a\":\"x\\u0000y\"}");
    CHECK(state.diagnostics.count == 0);
    finish(&state);
}

/* ---- positions ---- */

/* The text between start and end, for a value or diagnostic of a header that begins at offset. */
static nws_view span(nws_view text, size_t offset, uint32_t start, uint32_t end)
{
    return nws_view_slice(text, start - offset, end - start);
}

static void test_positions(void)
{
    nws_view text = NWS_VIEW("\xE8\xAF\x91: \"\xE2\x80\xA8q\x01\"\nb:\n  - xx # c\n  - y\n\n"
                             "c: {k: v}\n\xE8\xAF\x91: 2\nd: a\xE2\x80\xA8z\ne:\n");
    reading_state state;
    begin(&state);
    state.options.offset = 100;
    read_text(&state, text);
    const nws_entry *entries = state.value.as.entries;
    CHECK(state.value.count == 5);
    CHECK_TEXT(span(text, 100, entries[0].key.start, entries[0].key.end), "\xE8\xAF\x91");
    CHECK_TEXT(span(text, 100, entries[0].value.start, entries[0].value.end), "2");
    const nws_value *list = &entries[1].value;
    CHECK_TEXT(span(text, 100, list->start, list->end), "- xx # c\n  - y");
    CHECK_TEXT(span(text, 100, list->as.items[1].start, list->as.items[1].end), "y");
    CHECK_TEXT(span(text, 100, entries[2].value.start, entries[2].value.end), "{k: v}");
    CHECK_TEXT(span(text, 100, entries[3].value.start, entries[3].value.end), "a\xE2\x80\xA8z");
    CHECK(entries[4].value.kind == NWS_VALUE_NULL &&
          entries[4].value.start == 100 + text.length - 1);
    CHECK(state.diagnostics.count == 2);
    CHECK_TEXT(span(text, 100, state.diagnostics.items[0].start, state.diagnostics.items[0].end),
               "\x01");
    CHECK(state.diagnostics.items[1].code == NWS_D_DUPLICATE_KEY &&
          state.diagnostics.items[1].start == entries[0].value.start - 5);
    finish(&state);
}

/* Tabs grow into two blanks; positions are still those of the file. */
static void test_tab_positions(void)
{
    nws_view text = NWS_VIEW("a:\n\tb: xx\n\tc:\n\t\t- yy\nd: zz\ne: @x\n");
    reading_state state;
    begin(&state);
    read_text(&state, text);
    CHECK_TEXT(json_of(&state), "{\"a\":{\"b\":\"xx\",\"c\":[\"yy\"]},\"d\":\"zz\",\"e\":\"@x\"}");
    const nws_value *map = nws_value_get(&state.value, NWS_VIEW("a"));
    const nws_value *list = nws_value_get(map, NWS_VIEW("c"));
    const nws_value *broken = nws_value_get(&state.value, NWS_VIEW("e"));
    CHECK_TEXT(span(text, 0, map->as.entries[0].value.start, map->as.entries[0].value.end), "xx");
    CHECK_TEXT(span(text, 0, list->as.items[0].start, list->as.items[0].end), "yy");
    CHECK_TEXT(span(text, 0, broken->start, broken->end), "@x");
    CHECK(state.diagnostics.count == 4);
    const nws_diagnostic *last = &state.diagnostics.items[state.diagnostics.count - 1];
    CHECK(last->code == NWS_D_YAML_SYNTAX);
    CHECK_TEXT(span(text, 0, last->start, last->end), "@x");
    finish(&state);
}

/* ---- strict ---- */

static void check_strict(const char *text, const char *code, size_t offset)
{
    reading_state state;
    begin(&state);
    state.options.strict = true;
    state.options.offset = 4;
    read_text(&state, nws_view_of(text, strlen(text)));
    CHECK(state.status == (code == NULL ? NWS_OK : NWS_E_SYNTAX));
    if (code != NULL && CHECK(state.error.code != NULL)) {
        CHECK(strcmp(state.error.code, code) == 0);
        CHECK(state.error.offset == 4 + offset);
    }
    finish(&state);
}

static void test_strict(void)
{
    check_strict("a: 1\n", NULL, 0);
    check_strict("a: @x\n", "yaml_syntax", 3);
    check_strict("a: 1\nb: {c: 1, c: 2}\n", "duplicate_key", 15);
    check_strict("a: 1\na: 2\n", "duplicate_key", 5);
    check_strict("a: *b\n", "yaml_syntax", 3);
    check_strict("a: {{ b }}\n", "yaml_syntax", 3);
    check_strict("a:\n\t- b\n", "yaml_syntax", 3);
}

/* ---- budgets ---- */

static nws_view repeat(const char *head, const char *part, size_t count, const char *tail)
{
    size_t size = strlen(part), at = strlen(head);
    char *text = malloc(at + size * count + strlen(tail) + 1);
    if (text == NULL)
        abort();
    memcpy(text, head, at);
    for (size_t i = 0; i < count; i++, at += size)
        memcpy(text + at, part, size);
    memcpy(text + at, tail, strlen(tail));
    return nws_view_of(text, at + strlen(tail));
}

static void release(nws_view text)
{
    char *data;
    memcpy(&data, &text.data, sizeof data);
    free(data);
}

static void test_depth(void)
{
    char opening[80], closing[80];
    memset(opening, '[', sizeof opening);
    memset(closing, ']', sizeof closing);
    for (int level = 62; level <= 64; level++) {
        reading_state state;
        char text[256];
        int length = snprintf(text, sizeof text, "n: 1\na: %.*s%.*s\nb: 2\n", level, opening, level,
                              closing);
        begin(&state);
        read_text(&state, nws_view_of(text, (size_t)length));
        CHECK(state.value.kind == NWS_VALUE_MAP && state.value.count == 3);
        const nws_value *deep = nws_value_get(&state.value, NWS_VIEW("a"));
        CHECK(deep->kind == (level <= 63 ? NWS_VALUE_LIST : NWS_VALUE_TEXT));
        CHECK(codes_are(&state.diagnostics, level <= 63 ? "" : "front_limit"));
        finish(&state);
    }
}

static void test_counts(void)
{
    reading_state state;
    begin(&state);
    state.limits.front_nodes = 8;
    read_text(&state, NWS_VIEW("a: [1, 2]\nb: {c: [3, 4]}\nd: 5\n"));
    CHECK_TEXT(json_of(&state), "{\"a\":[1,2],\"b\":{}}");
    CHECK(codes_are(&state.diagnostics, "front_limit"));
    finish(&state);
    begin(&state);
    state.limits.front_keys = 2;
    read_text(&state, NWS_VIEW("a: 1\nb: {x: 1, y: 2, z: 3}\nc: 3\n"));
    CHECK_TEXT(json_of(&state), "{\"a\":1,\"b\":{\"x\":1,\"y\":2}}");
    CHECK(codes_are(&state.diagnostics, "front_limit front_limit"));
    finish(&state);
    begin(&state);
    state.limits.front_keys = 2;
    read_text(&state, NWS_VIEW("a: @\nb: 2\nc: 3\nd: 4\n"));
    CHECK_TEXT(json_of(&state), "{\"a\":\"@\",\"b\":2}");
    CHECK(codes_are(&state.diagnostics, "yaml_syntax front_limit"));
    finish(&state);
    begin(&state);
    state.limits.front_nodes = 0;
    read_text(&state, NWS_VIEW("a: 1\n"));
    CHECK(state.status == NWS_OK && state.value.kind == NWS_VALUE_NULL);
    finish(&state);
}

static void test_aliases(void)
{
    reading_state state;
    begin(&state);
    state.limits.aliases = 2;
    read_text(&state, NWS_VIEW("a: &x 1\nb: [*x, *x, *x, *x]\n"));
    CHECK_TEXT(json_of(&state), "{\"a\":1,\"b\":[1,1,\"*x\",\"*x\"]}");
    CHECK(codes_are(&state.diagnostics, "front_limit"));
    finish(&state);
    /* Billion laughs: nine levels of nine aliases each. */
    begin(&state);
    char text[4096];
    size_t length = (size_t)snprintf(text, sizeof text, "a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 10; i++) {
        length += (size_t)snprintf(text + length, sizeof text - length, "a%d: &a%d [", i, i);
        for (int j = 0; j < 9; j++)
            length += (size_t)snprintf(text + length, sizeof text - length, "*a%d,", i - 1);
        length += (size_t)snprintf(text + length, sizeof text - length, "]\n");
    }
    read_text(&state, nws_view_of(text, length));
    CHECK(state.value.count == 10);
    CHECK(codes_are(&state.diagnostics, "front_limit"));
    CHECK(json_of(&state).length < 20000);
    finish(&state);
    /* Long text is no way round it. */
    begin(&state);
    nws_view head = repeat("a: &x '", "long text ", 5000, "'\nb: [");
    char *whole = malloc(head.length + 512);
    if (whole == NULL)
        abort();
    memcpy(whole, head.data, head.length);
    length = head.length;
    for (int i = 0; i < 90; i++)
        length += (size_t)snprintf(whole + length, 8, "*x, ");
    whole[length++] = ']';
    read_text(&state, nws_view_of(whole, length));
    CHECK(state.value.count == 2);
    CHECK(codes_are(&state.diagnostics, "front_limit"));
    CHECK(json_of(&state).length < 12 * head.length);
    free(whole);
    release(head);
    finish(&state);
}

/* ---- growth ---- */

/* The most memory that reading head and then part over and over, bytes long, holds at once. */
static size_t peak_of(const char *part, const char *head, size_t bytes)
{
    reading_state state;
    nws_view text = repeat(head, part, bytes / strlen(part), "");
    begin(&state);
    read_text(&state, text);
    CHECK(state.status == NWS_OK);
    size_t peak = state.memory.peak;
    finish(&state);
    release(text);
    return peak;
}

/* Each shape at 20 KB and at four times as much: what attempts leave behind adds up in the arena,
 * so one attempt a line, or a copy a level, takes sixteen times the memory. What it takes in time
 * is printed by bench/c/bench_heads.c. */
static void test_linear(void)
{
    for (size_t i = 0; i < HARD_PARTS; i++)
        for (size_t j = 0; j < HARD_STARTS; j++) {
            const size_t once = peak_of(hard_parts[i], hard_starts[j], 20000);
            const size_t four = peak_of(hard_parts[i], hard_starts[j], 80000);
            if (!CHECK(four < 6 * once + 65536))
                fprintf(stderr, "  \"%s\" after \"%s\": %zu and %zu bytes\n", hard_parts[i],
                        hard_starts[j], once, four);
        }
}

/* ---- memory ---- */

static void test_no_memory(void)
{
    nws_view long_list =
        repeat("a: &x {p: 1}\nt: @x\xE2\x80\xA8\n<<: *x\nl:\n", "\t- it\x01m\n", 3000, "a: 2\n");
    size_t calls = 1;
    for (size_t fail_at = 1; fail_at <= calls; fail_at++) {
        reading_state state;
        begin(&state);
        state.memory.fail_at = fail_at;
        read_text(&state, long_list);
        CHECK(state.status == NWS_E_MEMORY);
        finish(&state);
        begin(&state); /* how many there are */
        read_text(&state, long_list);
        CHECK(state.status == NWS_OK);
        calls = state.memory.calls;
        finish(&state);
    }
    CHECK(calls > 3);
    release(long_list);
}

int main(void)
{
    test_samples();
    test_nul();
    test_positions();
    test_tab_positions();
    test_strict();
    test_depth();
    test_counts();
    test_aliases();
    test_linear();
    test_no_memory();
    CHECK(nws_yaml_version()[0] != '\0');
    return harness_report();
}
