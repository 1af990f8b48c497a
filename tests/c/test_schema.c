/* The two other schemas of plain scalars: a table of what YAML 1.1 and the failsafe schema make of
 * a text. PyYAML's answers are compared with these rules in tests/python/test_schema.py.
 */
#include "front/scalar.h"
#include "harness.h"

typedef struct schema_case {
    const char *text;
    nws_value_kind kind;
    double value; /* of a bool, an integer or a float */
} schema_case;

static const schema_case cases[] = {
    {"", NWS_VALUE_NULL, 0},           {"~", NWS_VALUE_NULL, 0},
    {"NULL", NWS_VALUE_NULL, 0},       {"yes", NWS_VALUE_BOOL, 1},
    {"Yes", NWS_VALUE_BOOL, 1},        {"OFF", NWS_VALUE_BOOL, 0},
    {"on", NWS_VALUE_BOOL, 1},         {"No", NWS_VALUE_BOOL, 0},
    {"False", NWS_VALUE_BOOL, 0},      {"nO", NWS_VALUE_TEXT, 0},
    {"oFF", NWS_VALUE_TEXT, 0},        {"YEs", NWS_VALUE_TEXT, 0},
    {"y", NWS_VALUE_TEXT, 0},          {"n", NWS_VALUE_TEXT, 0},
    {"0", NWS_VALUE_INT, 0},           {"-0", NWS_VALUE_INT, 0},
    {"+12", NWS_VALUE_INT, 12},        {"1_000", NWS_VALUE_INT, 1000},
    {"1_", NWS_VALUE_INT, 1},          {"010", NWS_VALUE_INT, 8},
    {"-010", NWS_VALUE_INT, -8},       {"0_7", NWS_VALUE_INT, 7},
    {"0_", NWS_VALUE_INT, 0},          {"08", NWS_VALUE_TEXT, 0},
    {"0o10", NWS_VALUE_TEXT, 0},       {"0b101", NWS_VALUE_INT, 5},
    {"-0b1_1", NWS_VALUE_INT, -3},     {"0b", NWS_VALUE_TEXT, 0},
    {"0b_", NWS_VALUE_TEXT, 0},        {"0x_fF", NWS_VALUE_INT, 255},
    {"+0x10", NWS_VALUE_INT, 16},      {"0xg", NWS_VALUE_TEXT, 0},
    {"1:30", NWS_VALUE_INT, 90},       {"-190:20:30", NWS_VALUE_INT, -685230},
    {"1_0:30", NWS_VALUE_INT, 630},    {"1:60", NWS_VALUE_TEXT, 0},
    {"0:30", NWS_VALUE_TEXT, 0},       {"01:30", NWS_VALUE_TEXT, 0},
    {"1:", NWS_VALUE_TEXT, 0},         {"12:30:45.5", NWS_VALUE_FLOAT, 45045.5},
    {"0:30.5", NWS_VALUE_FLOAT, 30.5}, {"-1:30.", NWS_VALUE_FLOAT, -90},
    {"1.5", NWS_VALUE_FLOAT, 1.5},     {"+1.", NWS_VALUE_FLOAT, 1},
    {"08.5", NWS_VALUE_FLOAT, 8.5},    {"1_0.2_5", NWS_VALUE_FLOAT, 10.25},
    {".5", NWS_VALUE_FLOAT, 0.5},      {"-.5", NWS_VALUE_TEXT, 0},
    {"._5", NWS_VALUE_TEXT, 0},        {"1e3", NWS_VALUE_TEXT, 0},
    {"1.0e3", NWS_VALUE_TEXT, 0},      {"1.0e+3", NWS_VALUE_FLOAT, 1000},
    {"1.0E-1", NWS_VALUE_FLOAT, 0.1},  {"1.0e+", NWS_VALUE_TEXT, 0},
    {"1.2.3", NWS_VALUE_TEXT, 0},      {"5.e65", NWS_VALUE_TEXT, 0},
    {".e65", NWS_VALUE_TEXT, 0},       {".", NWS_VALUE_TEXT, 0},
    {"-", NWS_VALUE_TEXT, 0},          {"+-1", NWS_VALUE_TEXT, 0},
    {"2021-07-19", NWS_VALUE_TEXT, 0}, {"=", NWS_VALUE_TEXT, 0},
};

static double number_of(const nws_value *value)
{
    switch ((nws_value_kind)value->kind) {
    case NWS_VALUE_BOOL: return value->as.truth;
    case NWS_VALUE_INT: return (double)value->as.integer;
    case NWS_VALUE_FLOAT: return value->as.number;
    default: return 0;
    }
}

static nws_value resolve(nws_arena *arena, nws_schema schema, const char *text)
{
    nws_value value = {.kind = NWS_VALUE_MAP};
    CHECK(nws_scalar_resolve_as(schema, arena, nws_view_of(text, strlen(text)), &value) == NWS_OK);
    return value;
}

static void test_yaml11(nws_arena *arena)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const nws_value value = resolve(arena, NWS_SCHEMA_YAML11, cases[i].text);
        bool right = CHECK(value.kind == cases[i].kind && number_of(&value) == cases[i].value);
        right =
            CHECK(nws_view_equal(value.text, nws_view_of(cases[i].text, strlen(cases[i].text)))) &&
            right;
        if (!right)
            fprintf(stderr, "  in \"%s\": kind %d, %g\n", cases[i].text, value.kind,
                    number_of(&value));
    }
    nws_value value = resolve(arena, NWS_SCHEMA_YAML11, "-.INF");
    CHECK(value.kind == NWS_VALUE_FLOAT && value.as.number < -1e308);
    value = resolve(arena, NWS_SCHEMA_YAML11, ".NaN");
    CHECK(value.kind == NWS_VALUE_FLOAT && value.as.number != value.as.number);
    CHECK(resolve(arena, NWS_SCHEMA_YAML11, "-.nan").kind == NWS_VALUE_TEXT);

    /* Past 64 bits: decimal digits stay a number, others a text. */
    value = resolve(arena, NWS_SCHEMA_YAML11, "+123_456_789_012_345_678_901");
    CHECK(value.kind == NWS_VALUE_INT && value.big);
    CHECK_TEXT(value.text, "123456789012345678901");
    static const char *const large[] = {
        "0x1ffffffffffffffff",
        "07777777777777777777777777",
        "9223372036854775807:00:00",
        "99999999999999999999:00",
        "0b11111111111111111111111111111111111111111111111111111111111111111",
    };
    for (size_t i = 0; i < sizeof large / sizeof *large; i++)
        CHECK(resolve(arena, NWS_SCHEMA_YAML11, large[i]).kind == NWS_VALUE_TEXT);
}

static void test_failsafe(nws_arena *arena)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const nws_value value = resolve(arena, NWS_SCHEMA_FAILSAFE, cases[i].text);
        CHECK(value.kind == NWS_VALUE_TEXT && !value.quoted);
        CHECK_TEXT(value.text, cases[i].text);
    }
}

static void test_core_is_as_ever(nws_arena *arena)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        nws_value core = {.kind = NWS_VALUE_MAP};
        const nws_view text = nws_view_of(cases[i].text, strlen(cases[i].text));
        CHECK(nws_scalar_resolve(arena, text, &core) == NWS_OK);
        const nws_value value = resolve(arena, NWS_SCHEMA_CORE, cases[i].text);
        CHECK(value.kind == core.kind && number_of(&value) == number_of(&core));
    }
}

/* Texts whose values need memory, without any. */
static void test_memory(void)
{
    static const char *const texts[] = {"1_000", "12345678901234567890", "1:30.5"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        harness_memory memory = {.fail_at = 1};
        const nws_allocator allocator = harness_allocator(&memory);
        nws_arena arena;
        nws_value value;
        nws_arena_init(&arena, &allocator);
        CHECK(nws_scalar_resolve_as(NWS_SCHEMA_YAML11, &arena,
                                    nws_view_of(texts[i], strlen(texts[i])),
                                    &value) == NWS_E_MEMORY);
        nws_arena_free(&arena);
        CHECK(memory.live == 0);
    }
}

int main(void)
{
    nws_arena arena;
    nws_arena_init(&arena, nws_allocator_libc());
    test_yaml11(&arena);
    test_failsafe(&arena);
    test_core_is_as_ever(&arena);
    nws_arena_free(&arena);
    test_memory();
    return harness_report();
}
