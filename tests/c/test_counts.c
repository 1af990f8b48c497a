/* Counts and fingerprints: the definitions of counts.h, case by case and against plain twins. */
#include "article/counts.h"
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

static uint64_t plain_hash(const char *word, size_t length)
{
    uint64_t hash = UINT64_C(0xCBF29CE484222325);
    for (size_t i = 0; i < length; i += 8) {
        uint64_t group = 0;
        for (size_t j = 0; j < 8 && i + j < length; j++)
            group |= (uint64_t)(unsigned char)word[i + j] << 8 * j;
        hash = (hash ^ group) * UINT64_C(0x9E3779B97F4A7C15);
        hash ^= hash >> 32;
    }
    return hash;
}

static uint64_t plain_pair(uint64_t a, uint64_t b)
{
    const uint64_t x = ((a << 32 | a >> 32) ^ b) * UINT64_C(0xBF58476D1CE4E5B9);
    return x ^ x >> 32;
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
            wrong += made.simhash != plain_pair(0, plain_hash(folded, length));
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
    uint64_t before = 0;
    while (*text != '\0') {
        const size_t length = strcspn(text, " ");
        const uint64_t hash = plain_hash(text, length);
        const uint64_t x = plain_pair(before, hash);
        for (unsigned bit = 0; bit < 64; bit++)
            counters[bit] += (x >> bit & 1) != 0 ? 1 : -1;
        before = hash;
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
    test_memory();
    return harness_report();
}
