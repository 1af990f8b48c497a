/* Plain scalars: the core schema's table, integers of any length, floats to the last bit. */
#include "front/scalar.h"

#include "base/bounds.h"
#include "harness.h"

#include <float.h>
#include <locale.h>
#include <math.h>

static nws_value resolve(nws_arena *arena, const char *text)
{
    nws_value value;
    memset(&value, 0xA5, sizeof value);
    CHECK(nws_scalar_resolve(arena, nws_view_of(text, strlen(text)), &value) == NWS_OK);
    CHECK(!value.quoted);
    return value;
}

static void test_words(nws_arena *arena)
{
    static const char *const nulls[] = {"", "~", "null", "Null", "NULL"};
    static const char *const truths[] = {"true", "True", "TRUE"};
    static const char *const untruths[] = {"false", "False", "FALSE"};
    for (size_t i = 0; i < sizeof nulls / sizeof *nulls; i++)
        CHECK(resolve(arena, nulls[i]).kind == NWS_VALUE_NULL);
    for (size_t i = 0; i < 3; i++) {
        const nws_value truth = resolve(arena, truths[i]);
        const nws_value untruth = resolve(arena, untruths[i]);
        CHECK(truth.kind == NWS_VALUE_BOOL && truth.as.truth);
        CHECK(untruth.kind == NWS_VALUE_BOOL && !untruth.as.truth);
    }
}

static void test_text(nws_arena *arena)
{
    static const char *const texts[] = {
        "yes",          "no",    "on",         "off",     "y",         "n",   "nUll",
        "tRue",         "nullx", "truetrue",   "~~",      "007",       "00",  "-01",
        "1_000",        "12:30", "2021-07-19", "0x",      "0o",        "0xG", "0o8",
        "-0x1",         "+0o7",  "0X1F",       "0b1",     ".",         "-",   "+",
        "e5",           "1e",    "1e+",        ".e1",     "1.2.3",     "--1", "+-1",
        "inf",          "nan",   ".iNF",       "-.nan",   ".infinity", "1 ",  " 1",
        "\xE4\xB8\xAD", "1,5",   "1.10.1",     "0x1.8p3", "1f",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const nws_value value = resolve(arena, texts[i]);
        if (!CHECK(value.kind == NWS_VALUE_TEXT))
            fprintf(stderr, "  \"%s\" is kind %d\n", texts[i], value.kind);
        CHECK_TEXT(value.text, texts[i]);
    }
}

static void test_integers(nws_arena *arena)
{
    static const struct {
        const char *text;
        int64_t integer;
    } small[] = {
        {"0", 0},
        {"-0", 0},
        {"+12", 12},
        {"-7", -7},
        {"0o17", 15},
        {"0x1F", 31},
        {"0xff", 255},
        {"0x00000000000000000000000000001", 1},
        {"9223372036854775807", INT64_MAX},
        {"-9223372036854775808", INT64_MIN},
        {"0x7FFFFFFFFFFFFFFF", INT64_MAX},
        {"0o777777777777777777777", INT64_MAX},
    };
    static const char *const big[][2] = {
        {"9223372036854775808", "9223372036854775808"},
        {"+9223372036854775808", "9223372036854775808"},
        {"-9223372036854775809", "-9223372036854775809"},
        {"18446744073709551616", "18446744073709551616"},
        {"0x8000000000000000", "9223372036854775808"},
        {"0x0010000000000000000", "18446744073709551616"},
        {"0o2000000000000000000000", "18446744073709551616"},
        {"0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", "340282366920938463463374607431768211455"},
        {"0x204FCE5E3E25026110000000", "10000000000000000000000000000"},
    };
    for (size_t i = 0; i < sizeof small / sizeof *small; i++) {
        const nws_value value = resolve(arena, small[i].text);
        CHECK(value.kind == NWS_VALUE_INT && !value.big && value.as.integer == small[i].integer);
        CHECK_TEXT(value.text, small[i].text);
    }
    for (size_t i = 0; i < sizeof big / sizeof *big; i++) {
        const nws_value value = resolve(arena, big[i][0]);
        CHECK(value.kind == NWS_VALUE_INT && value.big);
        CHECK_TEXT(value.text, big[i][1]);
    }
}

/* Integers at the limit of digits, in each base. */
static void test_integer_limit(nws_arena *arena)
{
    enum { MOST = NWS_MAX_INTEGER_DIGITS };
    static char digits[2 * MOST + 3];
    memset(digits, '9', MOST + 1);
    nws_value value = resolve(arena, digits);
    CHECK(value.kind == NWS_VALUE_TEXT && value.text.length == MOST + 1);
    digits[MOST] = '\0';
    value = resolve(arena, digits);
    CHECK(value.kind == NWS_VALUE_INT && value.big && value.text.length == MOST);
    /* 16^n has floor(n * log10(16)) + 1 digits, 8^n as many with log10(8). */
    static const struct {
        char prefix;
        double log;
    } bases[] = {{'x', 1.2041199826559248}, {'o', 0.9030899869919435}};
    for (size_t b = 0; b < 2; b++) {
        for (size_t n = 3000; n < 5000; n += n > 3310 && n < 3330 ? 1 : 7) {
            memset(digits, '0', sizeof digits);
            digits[1] = bases[b].prefix;
            digits[2] = '1';
            digits[n + 3] = '\0';
            const size_t wanted = (size_t)((double)n * bases[b].log) + 1;
            value = resolve(arena, digits);
            CHECK(wanted <= MOST ? value.kind == NWS_VALUE_INT && value.text.length == wanted
                                 : value.kind == NWS_VALUE_TEXT && value.text.length == n + 3);
        }
    }
}

static bool reads_as(const char *text, double wanted)
{
    double number;
    if (!nws_scalar_float(nws_view_of(text, strlen(text)), &number))
        return false;
    return memcmp(&number, &wanted, sizeof number) == 0;
}

static void test_floats(nws_arena *arena)
{
    static const struct {
        const char *text;
        double number;
    } cases[] = {
        {"1.", 1.0},
        {".5", 0.5},
        {"-.5", -0.5},
        {"+1.5e3", 1500.0},
        {"1e5", 1e5},
        {"1E-5", 1e-5},
        {"08.5", 8.5},
        {"0.0", 0.0},
        {"-0.0", -0.0},
        {"-0e5", -0.0},
        {"1e400", HUGE_VAL},
        {"-1e400", -HUGE_VAL},
        {"1e-400", 0.0},
        {"-1e-99999999999", -0.0},
        {"0e99999999999999999999", 0.0},
        {".inf", HUGE_VAL},
        {"-.INF", -HUGE_VAL},
        {"+.Inf", HUGE_VAL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const nws_value value = resolve(arena, cases[i].text);
        CHECK(value.kind == NWS_VALUE_FLOAT);
        CHECK(memcmp(&value.as.number, &cases[i].number, sizeof(double)) == 0);
        CHECK_TEXT(value.text, cases[i].text);
    }
    CHECK(isnan(resolve(arena, ".nan").as.number) && isnan(resolve(arena, ".NaN").as.number));
    CHECK(resolve(arena, ".NAN").kind == NWS_VALUE_FLOAT);
    double number;
    CHECK(!nws_scalar_float(NWS_VIEW(".inf"), &number));
    CHECK(!nws_scalar_float(NWS_VIEW(""), &number));
    CHECK(!nws_scalar_float(NWS_VIEW("1.5 "), &number));
}

/* Values whose rounding is known to go wrong elsewhere, by their bits. */
static void test_hard_floats(void)
{
    CHECK(reads_as("9007199254740993", 0x1p53));
    CHECK(
        reads_as("9007199254740993.00000000000000000000000000000000000001", 0x1.0000000000001p53));
    CHECK(reads_as("9007199254740995", 0x1.0000000000002p53));
    CHECK(reads_as("2.2250738585072011e-308", 0x0.fffffffffffffp-1022));
    CHECK(reads_as("2.2250738585072014e-308", DBL_MIN));
    CHECK(reads_as("1.7976931348623157e308", DBL_MAX));
    CHECK(reads_as("1.797693134862315807e308", DBL_MAX));
    CHECK(reads_as("1.797693134862315808e308", HUGE_VAL));
    CHECK(reads_as("5e-324", 0x1p-1074));
    CHECK(reads_as("2.4703282292062327e-324", 0.0));
    CHECK(reads_as("2.4703282292062328e-324", 0x1p-1074));
    CHECK(reads_as("7.4109846876186981e-324", 0x1p-1074));
    CHECK(reads_as("7.4109846876186982e-324", 0x1p-1073));
    CHECK(reads_as("6.02214076e23", 0x1.fe185ca57c517p78));

    /* 1 + 2^-53 is halfway, and only a digit far behind it decides. */
    static char text[2000];
    const char *half = "1.00000000000000011102230246251565404236316680908203125";
    const size_t length = strlen(half);
    memset(text, '0', sizeof text);
    memcpy(text, half, length);
    text[1500] = '\0';
    CHECK(reads_as(text, 1.0));
    text[1499] = '1';
    CHECK(reads_as(text, 0x1.0000000000001p0));
    /* Zeros on one side that the exponent takes back. */
    memset(text, '0', 1500);
    text[1] = '.';
    memcpy(text + 1000, "1e999", 6);
    CHECK(reads_as(text, 1.0));
}

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static bool same_as_host(const char *text)
{
    return reads_as(text, strtod(text, NULL)); /* the C locale is in force here */
}

/* How many digits the host needs to write number so that it reads back. */
static int least_digits(double number)
{
    char text[40];
    int digits = 0;
    do
        snprintf(text, sizeof text, "%.*e", digits, number);
    while (++digits < 17 && !reads_as(text, number));
    return digits;
}

/* Digits without the zeros at both ends. */
static int count_digits(const char *text, size_t length)
{
    int digits = 0, zeros = 0;
    for (size_t i = 0; i < length && text[i] != 'e'; i++) {
        if (!nws_is_digit((unsigned char)text[i]) || (digits == 0 && text[i] == '0'))
            continue;
        digits++;
        zeros = text[i] == '0' ? zeros + 1 : 0;
    }
    return digits - zeros;
}

/* Random doubles: against the host's own conversions, and there and back by our own. */
static void test_random(void)
{
    uint64_t state = 88172645463325252u;
    unsigned wrong_read = 0, wrong_print = 0, longer = 0;
    for (unsigned i = 0; i < 100000; i++) {
        uint64_t bits = next_random(&state);
        if (i % 4 == 1)
            bits &= UINT64_C(0x800FFFFFFFFFFFFF); /* subnormal */
        if (i % 4 == 2)
            bits = (bits & UINT64_C(0x803FFFFFFFFFFFFF)) | UINT64_C(0x3FC0000000000000);
        double number, back;
        memcpy(&number, &bits, sizeof number);
        if (!isfinite(number))
            continue;
        char text[40], out[32];
        snprintf(text, sizeof text, "%.*e", (int)(next_random(&state) % 22), number);
        wrong_read += !same_as_host(text);
        const size_t length = nws_scalar_print(number, out);
        if (length > 32 || !nws_scalar_float(nws_view_of(out, length), &back) ||
            memcmp(&back, &number, sizeof back) != 0)
            wrong_print++;
        if (i % 16 < 4) /* slow: all lengths are tried */
            longer += count_digits(out, length) > least_digits(number);
    }
    CHECK(wrong_read == 0);
    CHECK(wrong_print == 0);
    CHECK(longer == 0);
}

static void test_print(void)
{
    static const struct {
        double number;
        const char *text;
    } cases[] = {
        {0.0, "0.0"},
        {-0.0, "-0.0"},
        {1.0, "1.0"},
        {-1.5, "-1.5"},
        {0.78, "0.78"},
        {0.1, "0.1"},
        {100.0, "100.0"},
        {1e15, "1000000000000000.0"},
        {1e16, "1e16"},
        {1e22, "1e22"},
        {1.5e300, "1.5e300"},
        {0.0001, "0.0001"},
        {0.00001, "1e-5"},
        {1.25e-7, "1.25e-7"},
        {0x1p-1074, "5e-324"},
        {DBL_MAX, "1.7976931348623157e308"},
        {DBL_MIN, "2.2250738585072014e-308"},
        {9007199254740993.0, "9007199254740992.0"},
        {0.1 + 0.2, "0.30000000000000004"},
        {1e23, "1e23"},
        {-DBL_MAX, "-1.7976931348623157e308"},
        {0x1p-1017, "7.120236347223045e-307"}, /* only the second nearest 16 digits lead back */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[32];
        const size_t length = nws_scalar_print(cases[i].number, out);
        CHECK_TEXT(nws_view_of(out, length), cases[i].text);
    }
}

/* The same under a locale with another decimal point, where the host has one. */
static void test_locale(void)
{
    static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "de_DE"};
    bool found = false;
    for (size_t i = 0; i < sizeof names / sizeof *names && !found; i++)
        found = setlocale(LC_ALL, names[i]) != NULL;
    if (!found)
        fprintf(stderr, "skipped: no locale with a decimal comma here\n");
    test_hard_floats();
    test_print();
    setlocale(LC_ALL, "C");
}

static void test_memory(void)
{
    harness_memory memory = {.calls = 0};
    const nws_allocator allocator = harness_allocator(&memory);
    static const char *const texts[] = {"99999999999999999999", "0xFFFFFFFFFFFFFFFFFF"};
    for (size_t i = 0; i < 2; i++) {
        nws_arena arena;
        nws_value value;
        nws_arena_init(&arena, &allocator);
        memory.calls = 0;
        memory.fail_at = 1;
        const nws_view text = nws_view_of(texts[i], strlen(texts[i]));
        CHECK(nws_scalar_resolve(&arena, text, &value) == NWS_E_MEMORY);
        memory.fail_at = 0;
        CHECK(nws_scalar_resolve(&arena, text, &value) == NWS_OK && value.big);
        nws_arena_free(&arena);
        CHECK(memory.live == 0);
        /* What needs no digits of its own needs no memory. */
        nws_arena_init(&arena, &allocator);
        memory.fail_at = memory.calls + 1;
        CHECK(nws_scalar_resolve(&arena, NWS_VIEW("12"), &value) == NWS_OK);
        CHECK(nws_scalar_resolve(&arena, NWS_VIEW("1.25"), &value) == NWS_OK);
        CHECK(nws_scalar_resolve(&arena, NWS_VIEW("text"), &value) == NWS_OK);
        nws_arena_free(&arena);
    }
}

int main(void)
{
    harness_memory memory = {.calls = 0};
    const nws_allocator allocator = harness_allocator(&memory);
    nws_arena arena;
    nws_arena_init(&arena, &allocator);
    test_words(&arena);
    test_text(&arena);
    test_integers(&arena);
    test_integer_limit(&arena);
    test_floats(&arena);
    test_hard_floats();
    test_random();
    test_print();
    test_locale();
    test_memory();
    nws_arena_free(&arena);
    CHECK(memory.live == 0);
    return harness_report();
}
