/* UTF-8: every kernel against its scalar twin, and both against what the standards say. */
#include "harness.h"

#include "base/utf8_kernels.h"

/* The same numbers on every machine. */
static uint64_t random_state = 88172645463325252u;
static uint32_t random_below(uint32_t limit)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)(random_state >> 32) % limit;
}

/* A copy of text that ends where its block ends, so that a sanitizer sees a read past it. */
static char *tight(const char *data, size_t length)
{
    char *copy = malloc(length == 0 ? 1 : length);
    if (copy == NULL)
        exit(1);
    memcpy(copy, data, length);
    return copy;
}

/* ---- validity ---- */

static bool all_agree(nws_view text)
{
    size_t wanted = nws_utf8_valid_scalar(text);
    bool good = nws_utf8_valid(text) == wanted;
#if defined(NWS_CPU_X86)
    /* A kernel says "all good", or names a block at or before the first error's, not past it. */
    size_t blocks[2] = {wanted, wanted};
    if (nws_cpu_has_avx2())
        blocks[0] = nws_utf8_blocks_avx2(text);
    if (nws_cpu_has_ssse3())
        blocks[1] = nws_utf8_blocks_ssse3(text);
    for (size_t i = 0; i < 2; i++)
        good = good && (blocks[i] == text.length) == (wanted == text.length) &&
               (wanted == text.length || (blocks[i] <= wanted + 3 && wanted <= blocks[i] + 64));
#endif
    return good;
}

/* Every sequence of the Unicode standard's table 3-7, and its neighbours outside, is judged as the
 * decoding of the point says; at every place of two blocks. */
static void test_valid_points(void)
{
    bool good = true;
    for (uint32_t point = 0; point < 0x110000; point += point < 0x3000 ? 1 : 61) {
        char bytes[4];
        size_t length = nws_utf8_put(bytes, point);
        bool surrogate = point >= 0xD800 && point <= 0xDFFF;
        nws_view text = nws_view_of(bytes, length);
        good = good && nws_utf8_valid_scalar(text) == (surrogate ? 0 : length);
        for (size_t cut = 1; cut < length; cut++)
            good = good && nws_utf8_valid_scalar(nws_view_of(bytes, cut)) == 0;
    }
    CHECK(good);
}

static void test_valid_places(void)
{
    static const struct {
        const char *bytes;
        size_t length, valid;
    } cases[] = {
        {"\xC2\x80", 2, 2},
        {"\xDF\xBF", 2, 2},
        {"\xE0\xA0\x80", 3, 3},
        {"\xED\x9F\xBF", 3, 3},
        {"\xEE\x80\x80", 3, 3},
        {"\xEF\xBF\xBF", 3, 3},
        {"\xF0\x90\x80\x80", 4, 4},
        {"\xF4\x8F\xBF\xBF", 4, 4},
        {"\x80", 1, 0},
        {"\xBF", 1, 0},
        {"\xC0\x80", 2, 0},
        {"\xC1\xBF", 2, 0},
        {"\xC2", 1, 0},
        {"\xC2\x41", 2, 0},
        {"\xC2\xC2", 2, 0},
        {"\xE0\x9F\xBF", 3, 0},
        {"\xE0\xA0", 2, 0},
        {"\xE4\xB8\x41", 3, 0},
        {"\xED\xA0\x80", 3, 0},
        {"\xED\xBF\xBF", 3, 0},
        {"\xF0\x8F\xBF\xBF", 4, 0},
        {"\xF0\x90\x80", 3, 0},
        {"\xF4\x90\x80\x80", 4, 0},
        {"\xF5\x80\x80\x80", 4, 0},
        {"\xF8\x88\x80\x80\x80", 5, 0},
        {"\xFE", 1, 0},
        {"\xFF", 1, 0},
        {"\xE4\xB8\xAD\x80", 4, 3},
        {"\xC2\x80\x80", 3, 2},
        {"\xF0\x9F\x98\x80\x80", 5, 4},
        {"\0\x80", 2, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool good = true;
        for (size_t before = 0; before < 140; before++)
            for (size_t after = 0; after < 70; after += 23) {
                char bytes[256];
                memset(bytes, 'a', sizeof bytes);
                memcpy(bytes + before, cases[i].bytes, cases[i].length);
                size_t length = before + cases[i].length + after;
                char *copy = tight(bytes, length);
                nws_view text = nws_view_of(copy, length);
                bool whole = cases[i].valid == cases[i].length;
                good = good && all_agree(text) &&
                       nws_utf8_valid(text) == (whole ? length : before + cases[i].valid);
                free(copy);
            }
        if (!CHECK(good))
            fprintf(stderr, "  case %zu\n", i);
    }
    CHECK(nws_utf8_valid(NWS_VIEW_NONE) == 0);
    CHECK(nws_utf8_valid(NWS_VIEW("")) == 0);
}

/* A point whose UTF-8 is at most widest bytes; the widths are mixed in runs. */
static uint32_t random_point(unsigned widest)
{
    static const struct {
        uint32_t first, count;
    } ranges[] = {{0, 0x80},        {0x80, 0x80},        {0x80, 0x780},    {0x800, 0xD000},
                  {0xE000, 0x2000}, {0x10000, 0x100000}, {0x4E00, 0x5200}, {0x1F300, 0x300}};
    static const unsigned widths[] = {1, 2, 2, 3, 3, 4, 3, 4};
    for (;;) {
        unsigned i = random_below(8);
        if (widths[i] <= widest)
            return ranges[i].first + random_below(ranges[i].count);
    }
}

/* Random valid text, up to room bytes; *points counts its code points. */
static size_t random_text(char *out, size_t room, unsigned widest, size_t *points)
{
    size_t length = 0, run = 0;
    uint32_t point = 0;
    unsigned limit = widest;
    *points = 0;
    while (length + 4 <= room) {
        if (run == 0) {
            run = 1 + random_below(random_below(4) == 0 ? 40 : 5);
            limit = 1 + random_below(widest);
        }
        do
            point = random_point(limit);
        while (widest == 2 && point > 0xFF); /* the tests of Latin-1 */
        length += nws_utf8_put(out + length, point);
        *points += 1;
        run--;
    }
    return length;
}

static void test_valid_random(void)
{
    bool good = true;
    for (unsigned round = 0; round < 20000; round++) {
        char bytes[400];
        size_t points, length = random_text(bytes, random_below(sizeof bytes), 4, &points);
        good = good && nws_utf8_valid_scalar(nws_view_of(bytes, length)) == length;
        for (unsigned wound = random_below(4); wound > 0 && length > 0; wound--)
            bytes[random_below((uint32_t)length)] = (char)random_below(256);
        size_t cut = random_below((uint32_t)length + 1);
        char *copy = tight(bytes, cut);
        good = good && all_agree(nws_view_of(copy, cut));
        free(copy);
    }
    CHECK(good);
}

/* ---- repair ---- */

static void check_repair(nws_view text, const char *wanted, size_t repairs, size_t first)
{
    nws_buffer out;
    size_t got_repairs = 99, got_first = 99;
    nws_buffer_init(&out, nws_allocator_libc());
    CHECK(nws_utf8_repair(text, &out, &got_repairs, &got_first) == NWS_OK);
    CHECK_TEXT(nws_buffer_view(&out), wanted);
    CHECK(got_repairs == repairs && got_first == first);
    nws_buffer_free(&out);
}

#define R "\xEF\xBF\xBD"
static void test_repair(void)
{
    check_repair(NWS_VIEW("plain"), "plain", 0, 0);
    check_repair(NWS_VIEW_NONE, "", 0, 0);
    check_repair(NWS_VIEW("a\x80z"), "a" R "z", 1, 1);
    /* The Unicode standard's own examples of maximal subparts (chapter 3, U+FFFD Substitution). */
    check_repair(NWS_VIEW("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41"), R R R R R R R R "A", 8, 0);
    check_repair(NWS_VIEW("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41"), R R R R R R R R "A", 8, 0);
    check_repair(NWS_VIEW("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42"), R R R R R "A" R R "B", 7, 0);
    check_repair(NWS_VIEW("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41"), R R R R "A", 4, 0);
    /* A sequence that the end cuts off is one part. */
    check_repair(NWS_VIEW("x\xE4"), "x" R, 1, 1);
    check_repair(NWS_VIEW("x\xE4\xB8"), "x" R, 1, 1);
    check_repair(NWS_VIEW("x\xF0\x9F\x98"), "x" R, 1, 1);
    check_repair(NWS_VIEW("x\xF0\x80\x98"), "x" R R R, 3, 1);
    check_repair(NWS_VIEW("\xE4\xB8\xAD\xC2"), "\xE4\xB8\xAD" R, 1, 3);
}

/* The Encoding standard's decoder, step by step, as one who reads it would write it down.
 * https://encoding.spec.whatwg.org/#utf-8-decoder */
static size_t decode_by_standard(nws_view text, char *out)
{
    size_t length = 0;
    uint32_t point = 0, lower = 0x80, upper = 0xBF;
    unsigned seen = 0, needed = 0;
    for (size_t i = 0; i <= text.length; i++) {
        if (i == text.length) {
            if (needed != 0)
                length += nws_utf8_put(out + length, NWS_REPLACEMENT);
            break;
        }
        uint32_t byte = (unsigned char)text.data[i];
        if (needed == 0) {
            if (byte <= 0x7F) {
                out[length++] = (char)byte;
            } else if (byte >= 0xC2 && byte <= 0xDF) {
                needed = 1;
                point = byte & 0x1F;
            } else if (byte >= 0xE0 && byte <= 0xEF) {
                lower = byte == 0xE0 ? 0xA0 : 0x80;
                upper = byte == 0xED ? 0x9F : 0xBF;
                needed = 2;
                point = byte & 0xF;
            } else if (byte >= 0xF0 && byte <= 0xF4) {
                lower = byte == 0xF0 ? 0x90 : 0x80;
                upper = byte == 0xF4 ? 0x8F : 0xBF;
                needed = 3;
                point = byte & 0x7;
            } else {
                length += nws_utf8_put(out + length, NWS_REPLACEMENT);
            }
            continue;
        }
        if (byte < lower || byte > upper) {
            point = needed = seen = 0;
            lower = 0x80, upper = 0xBF;
            length += nws_utf8_put(out + length, NWS_REPLACEMENT);
            i--; /* the byte is read again */
            continue;
        }
        lower = 0x80, upper = 0xBF;
        point = point << 6 | (byte & 0x3F);
        if (++seen == needed) {
            length += nws_utf8_put(out + length, point);
            point = needed = seen = 0;
        }
    }
    return length;
}

/* Any two bytes, and behind them one of each kind: what the standard's decoder passes as it is, and
 * nothing else, is valid to the scalar loop and to every kernel, wherever in a block it stands. */
static void test_valid_pairs(void)
{
    static const char third[] = {0x41,       (char)0x80, (char)0x9F, (char)0xA0,
                                 (char)0xBF, (char)0xC2, (char)0xE0, (char)0xF0};
    static const char fourth[] = {0x41, (char)0x80, (char)0xBF, (char)0xC2};
    char bytes[72], decoded[32];
    unsigned wrong = 0;
    memset(bytes, 'a', sizeof bytes);
    for (unsigned i = 0; i < 65536 * 32; i++) {
        const size_t at = (i * 7 + i / 65536) % 67;
        char *four = bytes + at;
        four[0] = (char)(i >> 8);
        four[1] = (char)i;
        four[2] = third[i >> 16 & 7];
        four[3] = fourth[i >> 19 & 3];
        const nws_view some = nws_view_of(four, 5), all = nws_view_of(bytes, sizeof bytes);
        const size_t length = decode_by_standard(some, decoded);
        const bool passed = length == some.length && memcmp(decoded, four, length) == 0;
        wrong += (nws_utf8_valid(all) == all.length) != passed || !all_agree(all);
        memset(four, 'a', 4);
    }
    CHECK(wrong == 0);
}

static void test_repair_random(void)
{
    static const unsigned char likely[] = {0x41, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2,
                                           0xDF, 0xE0, 0xE4, 0xED, 0xEF, 0xF0, 0xF3, 0xF4, 0xF5};
    bool good = true;
    nws_buffer out;
    nws_buffer_init(&out, nws_allocator_libc());
    for (unsigned round = 0; round < 20000; round++) {
        char bytes[150], wanted[3 * sizeof bytes];
        size_t length = random_below(sizeof bytes), repairs, first;
        for (size_t i = 0; i < length; i++)
            bytes[i] = (char)likely[random_below(sizeof likely)];
        out.length = 0;
        good =
            good && nws_utf8_repair(nws_view_of(bytes, length), &out, &repairs, &first) == NWS_OK;
        size_t wanted_length = decode_by_standard(nws_view_of(bytes, length), wanted);
        good = good && nws_view_equal(nws_buffer_view(&out), nws_view_of(wanted, wanted_length)) &&
               nws_utf8_valid(nws_buffer_view(&out)) == out.length;
    }
    nws_buffer_free(&out);
    CHECK(good);
}

/* ---- counting and transcoding ---- */

/* Exactly as much room as the contract asks for, in a block of its own. */
static void *room_for(size_t size)
{
    void *block = malloc(size == 0 ? 1 : size);
    if (block == NULL)
        exit(1);
    return block;
}

#if defined(NWS_CPU_X86)
/* What a kernel leaves out follows by the scalar loop; what it has done is right as it stands. */
static bool widens(nws_view text, nws_utf8_widened done, const uint16_t *got, const uint16_t *twos)
{
    const nws_view head = nws_view_of(text.data, (size_t)(done.at - text.data));
    return nws_utf8_count_scalar(head).points == done.units &&
           memcmp(got, twos, done.units * sizeof *twos) == 0;
}

static bool narrows(nws_view text, nws_utf8_narrowed done, const char *got, size_t points)
{
    const nws_view head = nws_view_of(text.data, (size_t)(done.to - got));
    return done.units <= points && head.length <= text.length &&
           nws_utf8_count_scalar(head).points == done.units &&
           memcmp(got, text.data, head.length) == 0;
}

/* The kernels that a newer processor's hide, and those too. */
static bool kernels_agree(nws_view text, size_t points, const uint16_t *twos, const uint32_t *fours)
{
    bool good = true;
    uint16_t *units = room_for(points * 2);
    char *bytes = room_for(points * 4 + NWS_UTF8_SLACK);
    for (int wide = 0; wide < 2; wide++) {
        if (wide ? !nws_cpu_has_avx512() : !nws_cpu_has_avx2())
            continue;
        if (twos != NULL) {
            good = good &&
                   widens(text, (wide ? nws_utf8_ucs2_avx512 : nws_utf8_ucs2_avx2)(text, units),
                          units, twos);
            good = good && narrows(text,
                                   (wide ? nws_utf8_narrow2_avx512
                                         : nws_utf8_narrow2_avx2)(twos, points, bytes),
                                   bytes, points);
        }
        good =
            good &&
            narrows(text,
                    (wide ? nws_utf8_narrow4_avx512 : nws_utf8_narrow4_avx2)(fours, points, bytes),
                    bytes, points);
    }
    free(units);
    free(bytes);
    return good;
}
#else
#define kernels_agree(text, points, twos, fours) true
#endif

static bool round_trips(nws_view text, size_t points, unsigned widest)
{
    nws_utf8_census plain = nws_utf8_count_scalar(text), census = nws_utf8_count(text);
    bool good = census.points == points && plain.points == points && census.widest == plain.widest;
    uint8_t *ones = room_for(points);
    uint16_t *twos = room_for(points * 2), *twos_plain = room_for(points * 2);
    uint32_t *fours = room_for(points * 4), *fours_plain = room_for(points * 4);
    nws_buffer out;
    size_t repairs, first;
    nws_buffer_init(&out, nws_allocator_libc());

    nws_utf8_to_ucs4(text, fours);
    nws_utf8_ucs4_scalar(text, fours_plain);
    good = good && memcmp(fours, fours_plain, points * 4) == 0 &&
           nws_utf8_from_ucs4(fours, points, &out, &repairs, &first) == NWS_OK && repairs == 0 &&
           nws_view_equal(nws_buffer_view(&out), text);
    if (widest <= 3) {
        nws_buffer_free(&out);
        nws_utf8_to_ucs2(text, twos);
        nws_utf8_ucs2_scalar(text, twos_plain);
        good = good && memcmp(twos, twos_plain, points * 2) == 0 &&
               nws_utf8_from_ucs2(twos, points, &out, &repairs, &first) == NWS_OK && repairs == 0 &&
               nws_view_equal(nws_buffer_view(&out), text);
    }
    good = good && kernels_agree(text, points, widest <= 3 ? twos_plain : NULL, fours_plain);
    if (widest <= 2) {
        nws_buffer_free(&out);
        nws_utf8_to_latin1(text, ones);
        for (size_t i = 0; i < points; i++)
            good = good && ones[i] == fours[i];
        good = good && nws_utf8_from_latin1(ones, points, &out) == NWS_OK &&
               nws_view_equal(nws_buffer_view(&out), text);
    }
    nws_buffer_free(&out);
    free(ones);
    free(twos);
    free(twos_plain);
    free(fours);
    free(fours_plain);
    return good;
}

static void test_transcode_random(void)
{
    for (unsigned widest = 1; widest <= 4; widest++) {
        bool good = true;
        for (unsigned round = 0; round < 4000; round++) {
            char bytes[700];
            size_t points, length = random_text(bytes, random_below(sizeof bytes), widest, &points);
            char *copy = tight(bytes, length);
            good = good && round_trips(nws_view_of(copy, length), points, widest);
            free(copy);
        }
        CHECK(good);
    }
    CHECK(round_trips(NWS_VIEW(""), 0, 1));
}

static void test_count_widest(void)
{
    CHECK(nws_utf8_count(NWS_VIEW_NONE).points == 0);
    CHECK(nws_utf8_count(NWS_VIEW("abc")).widest == 0x7F);
    CHECK(nws_utf8_count(NWS_VIEW("\xC2\x80")).widest == 0xFF);
    CHECK(nws_utf8_count(NWS_VIEW("\xC3\xBF")).widest == 0xFF);
    CHECK(nws_utf8_count(NWS_VIEW("\xC4\x80")).widest == 0xFFFF);
    CHECK(nws_utf8_count(NWS_VIEW("\xEF\xBF\xBF")).widest == 0xFFFF);
    CHECK(nws_utf8_count(NWS_VIEW("\xF0\x90\x80\x80")).widest == 0x10FFFF);
    /* More than 255 steps of the vector loop, whose counters are bytes. */
    static char many[32 * 600 + 5];
    memset(many, 'a', sizeof many);
    memcpy(many + 9000, "\xE4\xB8\xAD", 3);
    nws_utf8_census census = nws_utf8_count(nws_view_of(many, sizeof many));
    CHECK(census.points == sizeof many - 2 && census.widest == 0xFFFF);
}

/* A bad unit anywhere becomes U+FFFD, is counted, and its index is told. */
static void test_lone_surrogates(void)
{
    enum { COUNT = 150 }; /* two blocks of the widest kernel, and a rest */
    bool good = true;
    for (size_t place = 0; place < COUNT; place++) {
        uint16_t twos[COUNT];
        uint32_t fours[COUNT];
        for (size_t i = 0; i < COUNT; i++)
            fours[i] = twos[i] = (uint16_t)(i % 3 == 0 ? 'a' : 0x4E00 + i);
        twos[place] = (uint16_t)(place % 2 == 0 ? 0xD800 : 0xDFFF);
        fours[place] = place % 3 == 0 ? 0xDC00 : place % 3 == 1 ? 0x110000 : 0xFFFFFFFF;
        for (size_t width = 2; width <= 4; width += 2) {
            nws_buffer out;
            size_t repairs = 9, first = 9, at = 0;
            nws_buffer_init(&out, nws_allocator_libc());
            nws_status status = width == 2
                                    ? nws_utf8_from_ucs2(twos, COUNT, &out, &repairs, &first)
                                    : nws_utf8_from_ucs4(fours, COUNT, &out, &repairs, &first);
            good = good && status == NWS_OK && repairs == 1 && first == place &&
                   nws_utf8_valid(nws_buffer_view(&out)) == out.length;
            const char *cursor = out.data;
            for (; good && cursor < out.data + out.length; at++)
                good = nws_utf8_next(&cursor) == (at == place   ? NWS_REPLACEMENT
                                                  : at % 3 == 0 ? 'a'
                                                                : 0x4E00 + at);
            good = good && at == COUNT;
            nws_buffer_free(&out);
        }
    }
    CHECK(good);
    /* A pair of surrogates in units that hold code points is two mistakes, not one character. */
    const uint16_t pair[] = {0xD83D, 0xDE00};
    nws_buffer out;
    size_t repairs, first;
    nws_buffer_init(&out, nws_allocator_libc());
    CHECK(nws_utf8_from_ucs2(pair, 2, &out, &repairs, &first) == NWS_OK);
    CHECK(repairs == 2 && first == 0);
    CHECK_TEXT(nws_buffer_view(&out), R R);
    nws_buffer_free(&out);
}

static void test_memory(void)
{
    uint16_t twos[500];
    uint32_t fours[500];
    uint8_t ones[500];
    for (size_t i = 0; i < 500; i++)
        fours[i] = twos[i] = (uint16_t)(0x4E00 + i), ones[i] = (uint8_t)i;
    char bad[1000];
    memset(bad, '\xFF', sizeof bad);
    for (size_t fail_at = 1; fail_at < 6; fail_at++) {
        harness_memory memory = {.fail_at = fail_at};
        nws_allocator allocator = harness_allocator(&memory);
        nws_buffer out;
        size_t repairs, first;
        nws_status statuses[4];
        for (int i = 0; i < 4; i++) {
            memory.calls = 0;
            nws_buffer_init(&out, &allocator);
            statuses[i] =
                i == 0   ? nws_utf8_from_latin1(ones, 500, &out)
                : i == 1 ? nws_utf8_from_ucs2(twos, 500, &out, &repairs, &first)
                : i == 2 ? nws_utf8_from_ucs4(fours, 500, &out, &repairs, &first)
                         : nws_utf8_repair(nws_view_of(bad, sizeof bad), &out, &repairs, &first);
            CHECK(statuses[i] == (memory.calls >= fail_at ? NWS_E_MEMORY : NWS_OK));
            nws_buffer_free(&out);
            CHECK(memory.live == 0);
        }
        CHECK(fail_at > 1 || (statuses[0] != NWS_OK && statuses[3] != NWS_OK));
    }
    nws_buffer out;
    size_t repairs, first;
    nws_buffer_init(&out, nws_allocator_libc());
    CHECK(nws_utf8_from_ucs4(fours, SIZE_MAX / 2, &out, &repairs, &first) == NWS_E_MEMORY);
    CHECK(nws_utf8_from_ucs2(twos, SIZE_MAX / 2, &out, &repairs, &first) == NWS_E_MEMORY);
    CHECK(nws_utf8_from_latin1(ones, SIZE_MAX / 2, &out) == NWS_E_MEMORY);
}

int main(void)
{
    test_valid_points();
    test_valid_places();
    test_valid_random();
    test_valid_pairs();
    test_repair();
    test_repair_random();
    test_transcode_random();
    test_count_widest();
    test_lone_surrogates();
    test_memory();
    return harness_report();
}
