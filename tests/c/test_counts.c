/* Counts and fingerprints: the definitions of counts.h, case by case and against plain twins. */
#include "article/counts.h"
#include "article/counts_kernels.h"
#include "base/hash.h"
#include "base/unicode.h"
#include "base/utf8.h"

#include "harness.h"

typedef struct measure {
    nws_counts counts;
    uint64_t digest, simhash;
} measure;

static measure measure_view(nws_view text)
{
    measure made = {.digest = 1, .simhash = 1};
    nws_buffer scratch;
    nws_buffer_init(&scratch, nws_allocator_libc());
    CHECK(nws_counts_measure(text, &scratch, &made.counts, &made.digest, &made.simhash) == NWS_OK);
    CHECK(scratch.length == 0);
    nws_buffer_free(&scratch);
    return made;
}

static measure measure_text(const char *text)
{
    return measure_view(nws_view_of(text, strlen(text)));
}

static nws_counts count(const char *text)
{
    return measure_text(text).counts;
}

static int distance(uint64_t a, uint64_t b)
{
    int bits = 0;
    for (uint64_t both = a ^ b; both != 0; both &= both - 1)
        bits++;
    return bits;
}

/* ---- the definitions, plainly ---- */

static uint32_t plain_number(const char *word, size_t length)
{
    uint32_t number = 0x811C9DC5;
    for (size_t i = 0; i < length; i += 8) {
        uint64_t group = 0;
        for (size_t j = 0; j < 8 && i + j < length; j++)
            group |= (uint64_t)(unsigned char)word[i + j] << (56 - 8 * j);
        group ^= (uint64_t)number << 32;
        number = (uint32_t)(group * UINT64_C(0x9E3779B97F4A7C15) >> 32);
        number ^= number >> 16;
    }
    return number;
}

static uint64_t plain_pair(uint32_t a, uint32_t b)
{
    uint32_t x = a * 0xC2B2AE3Du + b;
    x ^= x >> 15;
    const uint32_t low = x * 0x27D4EB2Fu, high = x * 0x165667B1u;
    return (low ^ low >> 16) | (uint64_t)(high ^ high >> 16) << 32;
}

/* ---- counts ---- */

static void test_words(void)
{
    static const struct {
        const char *text;
        int words, han, characters;
    } cases[] = {
        {"", 0, 0, 0},
        {" \n\t\r\f\v ", 0, 0, 0},
        {"one", 1, 0, 3},
        {"one two  three\n\nfour", 4, 0, 15},
        {"don't 'quote' rock'n'roll", 3, 0, 23},
        {"don\u2019t \u2018quote\u2019", 2, 0, 12},
        {"3.14 1,000 a,b 1,b x.y end. Next", 9, 0, 26},
        {"snake_case _private_ __", 2, 0, 21},
        {"well-known a/b c++", 5, 0, 16},
        {"...,,,'''", 0, 0, 9},
        {"a.", 1, 0, 2},
        {"a'", 1, 0, 2},
        {"1,", 1, 0, 2},
        {"a\u2019", 1, 0, 2},
        {"caf\u00E9 nai\u0308ve \u00FCber", 3, 0, 13},
        {"x\u00D7y \u00F7", 2, 0, 4},
        {"soft\u00ADhyphen zero\u200Bwidth", 3, 0, 21},
        {"\u041F\u0440\u0438\u0432\u0435\u0442, \u043C\u0438\u0440!", 2, 0, 11},
        {"\u03B1\u03B2\u03B3 \u03B4", 2, 0, 4},
        {"\u7F51\u7EDC\u5B89\u5168", 4, 4, 4},
        {"\u7F51\u7EDC\uFF0C\u5B89\u5168\u3002", 4, 4, 6},
        {"\u7B2C 27 \u6761", 3, 2, 4},
        {"\u7B2C27\u6761", 3, 2, 4},
        {"\u4E00\u4DFF\u3400\u9FFF\U00020000", 4, 4, 5},
        {"\u3005\u3007\uF900", 3, 3, 3},
        {"\u3072\u3089\u30AB\u30BF", 4, 0, 4},
        {"\u306F\u3099", 1, 0, 1},
        {"\uD55C\uAD6D\uC5B4 \uBB38\uC7A5", 5, 0, 5},
        {"\u3000\u00A0\u2003\u2028", 0, 0, 0},
        {"a\u3000b\u00A0c", 3, 0, 3},
        {"\U0001F600 smile", 1, 0, 6},
        {"iPhone\u624B\u673A", 3, 2, 8},
        {"a'\u624B", 2, 1, 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const nws_counts got = count(cases[i].text);
        if (!CHECK(got.words == cases[i].words && got.han == cases[i].han &&
                   got.characters == cases[i].characters))
            fprintf(stderr, "  case %zu \"%s\": %d %d %d\n", i, cases[i].text, got.words, got.han,
                    got.characters);
    }
}

/* Every code point alone, against the class that unicode.h gives: the ranges of words.h are only
 * short cuts. NFC takes some apart, into three at most. */
static void test_all_points(void)
{
    unsigned wrong = 0, spaces = 0;
    for (uint32_t point = 1; point <= 0x10FFFF; point++) {
        if (point >= 0xD800 && point <= 0xDFFF)
            continue;
        char text[4];
        const nws_view view = nws_view_of(text, nws_utf8_put(text, point));
        const nws_script_class class = nws_unicode_class(point);
        const measure made = measure_view(view);
        const nws_counts got = made.counts;
        const bool counted = class != NWS_SCRIPT_OTHER && class != NWS_SCRIPT_MARK;
        wrong += got.words != counted || got.han != (class == NWS_SCRIPT_HAN) ||
                 got.characters < counted || got.characters > 3;
        spaces += got.characters == 0;
        char folded[4];
        const size_t length = nws_utf8_put(folded, nws_unicode_fold(point));
        if (counted && made.digest == nws_hash_bytes(view, 0)) /* NFC left it alone */
            wrong += made.simhash != plain_pair(0, plain_number(folded, length));
    }
    CHECK(wrong == 0);
    CHECK(spaces == 25); /* Unicode's White_Space has 25 points */
}

/* Every code point between two letters: the digest is that of the text in NFC, so that a text that
 * is not put in NFC needs none. */
static void test_normal_points(void)
{
    unsigned wrong = 0;
    nws_buffer normal;
    nws_buffer_init(&normal, nws_allocator_libc());
    for (uint32_t point = 0x80; point <= 0x10FFFF; point++) {
        if ((point >= 0xD800 && point <= 0xDFFF) || (point >= 0x30000 && point < 0x10FFFF))
            continue;
        char text[6] = "e";
        const size_t length = 1 + nws_utf8_put(text + 1, point);
        text[length] = 'e';
        const nws_view view = nws_view_of(text, length + 1);
        const measure made = measure_view(view);
        if (made.counts.words == 2 && made.counts.characters == 2)
            continue; /* white space, which becomes a blank */
        normal.length = 0;
        CHECK(nws_unicode_nfc(view, &normal) == NWS_OK);
        wrong += made.digest != nws_hash_bytes(nws_buffer_view(&normal), 0);
    }
    CHECK(wrong == 0);
    nws_buffer_free(&normal);
}

/* The text cut anywhere: nothing is read past its end (under ASan), and counts only grow. */
static void test_cuts(void)
{
    static const char text[] =
        "It's 3,141 caf\u00E9s\u2019 d\u2019or \u4E2D\u6587\u3001\u304B\u306A 1, a. b_ \u2019x";
    int words = 0;
    for (size_t length = 0; length < sizeof text; length++) {
        if (((unsigned char)text[length] & 0xC0) == 0x80)
            continue;
        char *copy = malloc(length + 1);
        memcpy(copy, text, length);
        const nws_counts got = measure_view(nws_view_of(copy, length)).counts;
        CHECK(got.words >= words);
        words = got.words;
        free(copy);
    }
    CHECK(words == 12);
}

static void test_reading_time(void)
{
    CHECK(count("").reading_seconds == 0);
    CHECK(count("word").reading_seconds == 1);
    CHECK(count("\u5B57").reading_seconds == 1);
    char text[3 * 500 + 2 * 230 + 1];
    size_t length = 0;
    for (int i = 0; i < 500; i++) {
        memcpy(text + length, "\u5B57", 3);
        length += 3;
    }
    text[length] = '\0';
    CHECK(count(text).reading_seconds == 60);
    for (int i = 0; i < 230; i++) {
        text[length++] = ' ';
        text[length++] = 'w';
    }
    text[length] = '\0';
    CHECK(count(text).reading_seconds == 120);
    CHECK(count(text).words == 730);
}

/* ---- fingerprints ---- */

static const char english[] =
    "The harbour was quiet when the first boats came in. Gulls walked along the wall as though "
    "they owned it, and the men who mended nets did not look up. A ferry had been late for three "
    "days, and nobody in the office would say why. Children counted the crates on the quay and "
    "argued about what was in them. By noon the fog had lifted, the market had opened, and the "
    "talk was of prices again: how much for cod, how much for crab, and whether the road to the "
    "city would be closed another week.";
static const char english_edited[] =
    "The harbour was quiet when the first boats came in. Gulls walked along the wall as though "
    "they owned it, and the women who mended nets did not look up. A ferry had been late for four "
    "days, and nobody in the office would say why. Children counted the crates on the quay and "
    "argued about what was in them. By noon the fog had lifted, the market had opened, and the "
    "talk was of prices again: how much for cod, how much for crab, and whether the road to the "
    "city would be closed for another week.";
static const char english_other[] =
    "Compilers translate programs in stages. A scanner cuts the source into tokens; a parser "
    "builds a tree from them; later passes check types, lower loops and choose registers. Each "
    "stage keeps its own data structures, so that errors can be reported where they were found. "
    "Good designs make every pass small enough to test alone, since a mistake made early is "
    "seldom noticed before code generation, when its cause is hard to see.";
static const char chinese[] =
    "清晨的港口很安静，第一批渔船刚刚靠岸。海鸥沿着堤坝慢慢走着，补网的人没有抬头。"
    "渡轮已经晚点三天，办公室里没有人肯说明原因。孩子们数着码头上的木箱，争论里面装着什么。"
    "到了中午，雾散了，市场开了门，人们又谈起价钱来：鳕鱼多少钱，螃蟹多少钱，"
    "通往城里的公路会不会再封一个星期。";
static const char chinese_edited[] =
    "清晨的港口很安静，第一批渔船刚刚靠岸。海鸥沿着堤坝慢慢走着，补网的女人没有抬头。"
    "渡轮已经晚点四天，办公室里没有人肯说明原因。孩子们数着码头上的木箱，争论里面装着什么。"
    "到了中午，雾散了，市场开了门，人们又谈起价钱来：鳕鱼多少钱，螃蟹多少钱，"
    "通往城里的公路会不会再封一个月。";
static const char chinese_other[] =
    "编译器分几个阶段翻译程序。扫描器把源代码切成记号，语法分析器由记号建成一棵树，"
    "后面的步骤检查类型、改写循环、分配寄存器。每个阶段都有自己的数据结构，"
    "这样错误可以在发现的地方报告。好的设计让每一步小到可以单独测试。";

static void test_near_and_far(void)
{
    const measure e = measure_text(english), c = measure_text(chinese);
    CHECK(e.digest == measure_text(english).digest && e.simhash == measure_text(english).simhash);
    CHECK(e.digest != measure_text(english_edited).digest);
    CHECK(c.digest != measure_text(chinese_edited).digest);
    const int near_e = distance(e.simhash, measure_text(english_edited).simhash);
    const int near_c = distance(c.simhash, measure_text(chinese_edited).simhash);
    CHECK(near_e > 0 && near_e <= 12);
    CHECK(near_c > 0 && near_c <= 12);
    CHECK(distance(e.simhash, measure_text(english_other).simhash) >= 20);
    CHECK(distance(c.simhash, measure_text(chinese_other).simhash) >= 20);
    CHECK(distance(e.simhash, c.simhash) >= 20);
}

static void test_normal_form(void)
{
    /* White space: runs are one blank, none at the ends. */
    const measure plain = measure_text("one two \u4E2D\u6587");
    CHECK(plain.digest == measure_text("  one\n\n two\u3000\u00A0\u4E2D\u6587\t\n").digest);
    CHECK(plain.digest != measure_text("onetwo \u4E2D\u6587").digest);
    CHECK(plain.digest == nws_hash_bytes(NWS_VIEW("one two \u4E2D\u6587"), 0));
    /* Canonical equivalents are the same text. */
    CHECK(measure_text("caf\u00E9").digest == measure_text("cafe\u0301").digest);
    CHECK(measure_text("caf\u00E9").simhash == measure_text("cafe\u0301").simhash);
    CHECK(measure_text("\u304C").digest == measure_text("\u304B\u3099").digest);
    CHECK(measure_text("\uAC00").digest == measure_text("\u1100\u1161").digest);
    CHECK(measure_text("\u00C5").digest == measure_text("\u212B").digest);
    /* Compatibility equivalents are not. */
    CHECK(measure_text("\uFF21").digest != measure_text("A").digest);
    /* Case, punctuation and space change the digest, not the simhash. */
    CHECK(measure_text("One, TWO; \u00C9t\u00E9!").simhash ==
          measure_text("one two \u00E9t\u00E9").simhash);
    CHECK(measure_text("One two").digest != measure_text("one two").digest);
    CHECK(measure_text("\u4E2D\u6587\u5B57").simhash ==
          measure_text("\u4E2D\uFF0C\u6587 \u5B57\u3002").simhash);
    CHECK(measure_text("a b c").simhash != measure_text("c b a").simhash);
}

static void test_nothing(void)
{
    CHECK(measure_text("").digest == 0 && measure_text("").simhash == 0);
    CHECK(measure_text(" \n\u3000").digest == 0 && measure_text(" \n\u3000").simhash == 0);
    CHECK(measure_view(NWS_VIEW_NONE).digest == 0);
    CHECK(measure_text("!?").digest != 0 && measure_text("!?").simhash == 0);
    CHECK(measure_text("a").simhash != 0 && measure_text("a").simhash != measure_text("b").simhash);
}

/* ---- the simhash against a plain twin: 64 counters, one vote at a time ---- */

static uint64_t plain_simhash(const char *text)
{
    int64_t counters[64] = {0};
    uint32_t before = 0;
    while (*text != '\0') {
        const size_t length = strcspn(text, " ");
        const uint32_t number = plain_number(text, length);
        const uint64_t x = plain_pair(before, number);
        for (unsigned bit = 0; bit < 64; bit++)
            counters[bit] += (x >> bit & 1) != 0 ? 1 : -1;
        before = number;
        text += length + (text[length] == ' ');
    }
    uint64_t simhash = 0;
    for (unsigned bit = 0; bit < 64; bit++)
        simhash |= (uint64_t)(counters[bit] > 0) << bit;
    return simhash;
}

/* Texts of every number of shingles, so that whole blocks and remainders are both met. */
static void test_against_plain(void)
{
    static char text[20 * 3000 + 1];
    uint32_t random = 12345;
    size_t length = 0;
    for (unsigned words = 1; words <= 3000; words++) {
        random = random * 1664525u + 1013904223u;
        length += (size_t)snprintf(text + length, sizeof text - length, "%s%.*s%x",
                                   words > 1 ? " " : "", (int)(random >> 28), "abcdefghijklmnop",
                                   (unsigned)(random >> 16) % 4096u);
        if (words < 150 || words % 211 == 0)
            CHECK(measure_view(nws_view_of(text, length)).simhash == plain_simhash(text));
    }
}

/* ---- the quality of the votes ---- */

static double square(double x)
{
    return x * x;
}

/* Each bit is set by half of the shingles, and no two go together: of N shingles both sums are
 * within five standard deviations (the root of N) of zero. The words are neighbours in alphabet and
 * code chart, the shingles all pairs of them. */
static void test_votes(void)
{
    enum { ALPHABET = 220, SHINGLES = ALPHABET * ALPHABET };
    uint32_t numbers[ALPHABET];
    for (uint32_t i = 0; i < ALPHABET; i++) {
        char word[12];
        const size_t length = i % 2 == 0 ? nws_utf8_put(word, 0x4E00 + i)
                                         : (size_t)snprintf(word, sizeof word, "%s%u",
                                                            i % 4 == 1 ? "" : "chapter", i);
        numbers[i] = plain_number(word, length);
    }
    static int32_t sums[64][64]; /* +1 where two bits agree; on the diagonal where one is set */
    for (size_t a = 0; a < ALPHABET; a++) {
        for (size_t b = 0; b < ALPHABET; b++) {
            const uint64_t x = plain_pair(numbers[a], numbers[b]);
            for (unsigned i = 0; i < 64; i++) {
                const uint64_t same = (x >> i & 1) != 0 ? x : ~x;
                for (unsigned j = 0; j < i; j++)
                    sums[i][j] += (same >> j & 1) != 0 ? 1 : -1;
                sums[i][i] += (x >> i & 1) != 0 ? 1 : -1;
            }
        }
    }
    double largest = 0;
    for (unsigned i = 0; i < 64; i++)
        for (unsigned j = 0; j <= i; j++)
            largest = square(sums[i][j]) > largest ? square(sums[i][j]) : largest;
    CHECK(largest > 0 && largest < square(5) * (double)SHINGLES);
}

/* ---- kernels against their twins ---- */

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

#if defined(NWS_CPU_X86)
/* The kernel as far as it goes, then its twin: what the twin does alone. text is copied so that it
 * ends where its memory ends. */
static bool han_agrees(const char *text, size_t length, size_t room)
{
    uint32_t expected[512], got[512 + NWS_COUNTS_LANES];
    char *copy = malloc(length);
    memcpy(copy, text, length);
    const char *end = copy + length;
    const nws_counts_han kernel = nws_counts_han_avx2(copy, end, got, room);
    bool good = kernel.words < room + NWS_COUNTS_LANES && kernel.at <= end;
    const size_t asked = kernel.words > room ? kernel.words : room;
    const nws_counts_han plain = nws_counts_han_scalar(copy, end, expected, asked);
    nws_counts_han rest =
        nws_counts_han_scalar(kernel.at, end, got + kernel.words, asked - kernel.words);
    good &= kernel.words + rest.words == plain.words;
    good &= memcmp(expected, got, plain.words * sizeof *got) == 0;
    if (plain.words < asked) /* else marks behind the last word may be read or not */
        good &= rest.at == plain.at;
    free(copy);
    return good;
}

/* Every character of three bytes at every place among eight, and those of two and four. */
static void test_han_points(void)
{
    unsigned wrong = 0;
    for (uint32_t point = 1; point <= 0x10FFFF; point += point < 0x10000 ? 1 : 997) {
        if (point >= 0xD800 && point <= 0xDFFF)
            continue;
        char text[64];
        size_t length = 0;
        for (uint32_t i = 0; i < 14; i++)
            length += nws_utf8_put(text + length, i == point % 8 ? point : 0x7F51 + i);
        wrong += !han_agrees(text, length, 64);
    }
    CHECK(wrong == 0);
}

/* Texts of every length, cut from random ones wherever a character ends, with little room and
 * much. */
static void test_han_texts(void)
{
    static const uint32_t others[] = {0xFF0C, 0x3002, 0x201C, 0x201D, 0x3001,
                                      0xFF1A, 0x4DFF, 0xA000, 0x3000, 0x3005,
                                      0xFF10, '\n',   'a',    0xE9,   0x20000};
    uint32_t state = 7;
    unsigned wrong = 0;
    for (unsigned round = 0; round < 20000; round++) {
        char text[400];
        size_t length = 0;
        const unsigned points = 1 + next_random(&state) % 90, rare = 5 + next_random(&state) % 100;
        for (unsigned i = 0; i < points; i++) {
            const uint32_t pick = next_random(&state) % rare;
            const bool mark = pick < 6 && next_random(&state) % 4 != 0;
            uint32_t point = 0x4E00 + next_random(&state) % 0x5200;
            if (pick < sizeof others / sizeof *others && (pick < 6) == mark)
                point = others[pick];
            length += nws_utf8_put(text + length, point);
        }
        wrong += !han_agrees(text, length, 1 + next_random(&state) % 100);
    }
    CHECK(wrong == 0);
}

static void test_simhash_kernel(void)
{
    enum { BLOCKS = 70 };
    static uint32_t words[BLOCKS * NWS_SIMHASH_BLOCK + 1];
    uint32_t state = 3;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) /* few words: carries go far up */
        words[i] = (next_random(&state) % 3 + 1) * 0x9E3779B1u;
    for (size_t blocks = 1; blocks <= BLOCKS; blocks++) {
        const size_t count = blocks * NWS_SIMHASH_BLOCK;
        nws_simhash plain = {.votes = count}, wide = plain;
        nws_simhash_blocks(&plain, words, words + 1, count);
        nws_simhash_blocks_avx2(&wide, words, words + 1, count);
        CHECK(nws_simhash_end(&plain) == nws_simhash_end(&wide));
    }
}
#endif

static void test_kernels(void)
{
#if defined(NWS_CPU_X86)
    if (!nws_cpu_has_avx2())
        return;
    test_han_points();
    test_han_texts();
    test_simhash_kernel();
#endif
}

/* Chinese between marks, past the end of a batch and at its end: counts and simhash of the whole
 * against those of the definition. */
static void test_long_chinese(void)
{
    static char text[3 * 4000];
    size_t length = 0;
    int words = 0, others = 0;
    int64_t counters[64] = {0};
    uint32_t state = 11, before = 0;
    while (length + 3 <= sizeof text) {
        const bool mark = next_random(&state) % 9 == 0;
        char *at = text + length;
        length += nws_utf8_put(at, mark ? 0xFF0C : 0x4E00 + next_random(&state) % 900);
        if (mark) {
            others++;
        } else {
            const uint32_t number = plain_number(at, 3);
            const uint64_t x = plain_pair(before, number);
            for (unsigned bit = 0; bit < 64; bit++)
                counters[bit] += (x >> bit & 1) != 0 ? 1 : -1;
            before = number;
            words++;
        }
        if (words % 128 > 3 && length % 97 != 0)
            continue;
        uint64_t simhash = 0;
        for (unsigned bit = 0; bit < 64; bit++)
            simhash |= (uint64_t)(counters[bit] > 0) << bit;
        const measure made = measure_view(nws_view_of(text, length));
        CHECK(made.simhash == simhash && made.counts.han == words);
        CHECK(made.counts.words == words && made.counts.characters == words + others);
    }
}

static void test_memory(void)
{
    harness_memory memory = {.calls = 0};
    const nws_allocator allocator = harness_allocator(&memory);
    nws_counts counts;
    uint64_t digest, simhash;
    for (size_t fail_at = 1;; fail_at++) {
        memory.calls = 0;
        memory.fail_at = fail_at;
        nws_buffer scratch;
        nws_buffer_init(&scratch, &allocator);
        const nws_status status = nws_counts_measure(nws_view_of(english, sizeof english - 1),
                                                     &scratch, &counts, &digest, &simhash);
        nws_buffer_free(&scratch);
        CHECK(memory.live == 0);
        CHECK(status == NWS_OK || status == NWS_E_MEMORY);
        if (status == NWS_OK) {
            CHECK(fail_at > 1);
            break;
        }
    }
}

int main(void)
{
    test_words();
    test_all_points();
    test_normal_points();
    test_cuts();
    test_reading_time();
    test_near_and_far();
    test_normal_form();
    test_nothing();
    test_against_plain();
    test_votes();
    test_kernels();
    test_long_chinese();
    test_memory();
    return harness_report();
}
