/* Classes, NFC and folding: known cases, and NFC against utf8proc's own on random text. */
#include "harness.h"

#include "base/unicode.h"
#include "base/utf8.h"

#include <utf8proc.h>

static uint64_t random_state = 2463534242u;
static uint32_t random_below(uint32_t limit)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)(random_state >> 32) % limit;
}

static void test_class(void)
{
    static const struct {
        uint32_t point;
        nws_script_class wanted;
    } cases[] = {
        {0, NWS_SCRIPT_OTHER},       {' ', NWS_SCRIPT_OTHER},      {'a', NWS_SCRIPT_LETTER},
        {'Z', NWS_SCRIPT_LETTER},    {'0', NWS_SCRIPT_LETTER},     {'_', NWS_SCRIPT_OTHER},
        {0x7F, NWS_SCRIPT_OTHER},    {0xA0, NWS_SCRIPT_OTHER},     {0xE9, NWS_SCRIPT_LETTER},
        {0xD7, NWS_SCRIPT_OTHER},    {0xAD, NWS_SCRIPT_MARK},      {0x301, NWS_SCRIPT_MARK},
        {0x416, NWS_SCRIPT_LETTER},  {0x5D0, NWS_SCRIPT_LETTER},   {0x661, NWS_SCRIPT_LETTER},
        {0xE01, NWS_SCRIPT_LETTER},  {0xE31, NWS_SCRIPT_MARK},     {0x200B, NWS_SCRIPT_OTHER},
        {0x200D, NWS_SCRIPT_MARK},   {0x2160, NWS_SCRIPT_LETTER},  {0x1100, NWS_SCRIPT_HANGUL},
        {0x11FF, NWS_SCRIPT_HANGUL}, {0x3005, NWS_SCRIPT_HAN},     {0x3007, NWS_SCRIPT_HAN},
        {0x3001, NWS_SCRIPT_OTHER},  {0x3041, NWS_SCRIPT_KANA},    {0x3096, NWS_SCRIPT_KANA},
        {0x3099, NWS_SCRIPT_MARK},   {0x30A0, NWS_SCRIPT_OTHER},   {0x30A1, NWS_SCRIPT_KANA},
        {0x30FB, NWS_SCRIPT_OTHER},  {0x30FC, NWS_SCRIPT_KANA},    {0x3131, NWS_SCRIPT_HANGUL},
        {0x3105, NWS_SCRIPT_LETTER}, {0x31F0, NWS_SCRIPT_KANA},    {0x33FF, NWS_SCRIPT_OTHER},
        {0x3400, NWS_SCRIPT_HAN},    {0x4DBF, NWS_SCRIPT_HAN},     {0x4DC0, NWS_SCRIPT_OTHER},
        {0x4E00, NWS_SCRIPT_HAN},    {0x9FFF, NWS_SCRIPT_HAN},     {0xA000, NWS_SCRIPT_LETTER},
        {0xABFF, NWS_SCRIPT_OTHER},  {0xAC00, NWS_SCRIPT_HANGUL},  {0xD7A3, NWS_SCRIPT_HANGUL},
        {0xE000, NWS_SCRIPT_OTHER},  {0xF900, NWS_SCRIPT_HAN},     {0xFAFF, NWS_SCRIPT_HAN},
        {0xFE0F, NWS_SCRIPT_MARK},   {0xFF0C, NWS_SCRIPT_OTHER},   {0xFF21, NWS_SCRIPT_LETTER},
        {0xFF66, NWS_SCRIPT_KANA},   {0xFFA1, NWS_SCRIPT_HANGUL},  {0xFFFD, NWS_SCRIPT_OTHER},
        {0x1B000, NWS_SCRIPT_KANA},  {0x1F600, NWS_SCRIPT_OTHER},  {0x20000, NWS_SCRIPT_HAN},
        {0x2F800, NWS_SCRIPT_HAN},   {0x3FFFF, NWS_SCRIPT_HAN},    {0x40000, NWS_SCRIPT_OTHER},
        {0xE0100, NWS_SCRIPT_MARK},  {0x10FFFF, NWS_SCRIPT_OTHER},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (!CHECK(nws_unicode_class(cases[i].point) == cases[i].wanted))
            fprintf(stderr, "  U+%04X: %d\n", cases[i].point, nws_unicode_class(cases[i].point));
}

static void check_nfc(const char *text, const char *wanted)
{
    nws_buffer out;
    nws_buffer_init(&out, nws_allocator_libc());
    CHECK(nws_unicode_nfc(nws_view_of(text, strlen(text)), &out) == NWS_OK);
    CHECK_TEXT(nws_buffer_view(&out), wanted);
    nws_buffer_free(&out);
}

static void test_nfc_cases(void)
{
    check_nfc("", "");
    check_nfc("plain", "plain");
    check_nfc("e\xCC\x81", "\xC3\xA9");
    check_nfc("xe\xCC\x81y", "x\xC3\xA9y");
    check_nfc("\xCC\x81"
              "e",
              "\xCC\x81"
              "e");                                            /* a mark with nothing before it */
    check_nfc("q\xCC\x87\xCC\xA3", "q\xCC\xA3\xCC\x87");       /* reordered */
    check_nfc("d\xCC\x87\xCC\xA3", "\xE1\xB8\x8D\xCC\x87");    /* reordered, then composed */
    check_nfc("\xE1\xB8\x8B\xCC\xA3", "\xE1\xB8\x8D\xCC\x87"); /* across a composite */
    check_nfc("\xE2\x84\xAB", "\xC3\x85");                     /* ANGSTROM SIGN */
    check_nfc("\xE1\x84\x80\xE1\x85\xA1\xE1\x86\xA8", "\xEA\xB0\x81"); /* jamo */
    check_nfc("\xEA\xB0\x80\xE1\x86\xA8", "\xEA\xB0\x81");             /* a syllable and a final */
    check_nfc("\xE3\x81\x8B\xE3\x82\x99", "\xE3\x81\x8C");             /* ka, voiced */
    check_nfc("\xEF\xA4\x80", "\xE8\xB1\x88");                         /* U+F900 */
    check_nfc("\xF0\xAF\xA0\x80", "\xE4\xB8\xBD");                     /* U+2F800 */
    check_nfc("\xE0\xA5\x98", "\xE0\xA4\x95\xE0\xA4\xBC"); /* excluded from composition */
    check_nfc("\xCD\x84", "\xCC\x88\xCC\x81");             /* U+0344 */
    check_nfc("\xE2\x80\x80", "\xE2\x80\x82");             /* EN QUAD */
    check_nfc("\xEF\xAC\x81", "\xEF\xAC\x81");             /* compatibility forms stay */
    check_nfc("\xF0\x9F\x8F\xB3\xEF\xB8\x8F", "\xF0\x9F\x8F\xB3\xEF\xB8\x8F");
}

/* Text in which every kind of point that NFC knows is likely. */
static size_t random_text(char *out, size_t room)
{
    static const struct {
        uint32_t first, count;
    } ranges[] = {{0x20, 0x60},     {0xA0, 0x160},    {0x300, 0x70},    {0x370, 0x90},
                  {0x400, 0x100},   {0x5B0, 0x40},    {0x900, 0x80},    {0x9BE, 1},
                  {0x1100, 0x13},   {0x1161, 0x15},   {0x11A8, 0x1B},   {0x1E00, 0x100},
                  {0x1F00, 0x100},  {0x2000, 0x60},   {0x20D0, 0x20},   {0x2126, 8},
                  {0x2329, 2},      {0x2ADC, 1},      {0x3000, 0x100},  {0x4E00, 0x5000},
                  {0xAC00, 0x2BA4}, {0xF900, 0x200},  {0xFB1D, 0x33},   {0xFE00, 0x40},
                  {0xFF00, 0x100},  {0x110B0, 0x10},  {0x11130, 4},     {0x114B0, 0x10},
                  {0x1D150, 0x80},  {0x1F300, 0x300}, {0x20000, 0x500}, {0x2F800, 0x21E}};
    size_t length = 0, run = 0;
    unsigned which = 0;
    while (length + 4 <= room) {
        if (run-- == 0) {
            which = random_below(sizeof ranges / sizeof *ranges);
            run = random_below(random_below(5) == 0 ? 30 : 3);
        }
        length +=
            nws_utf8_put(out + length, ranges[which].first + random_below(ranges[which].count));
    }
    return length;
}

static bool same_as_library(nws_view text)
{
    nws_buffer out;
    utf8proc_uint8_t *wanted = NULL;
    nws_buffer_init(&out, nws_allocator_libc());
    utf8proc_ssize_t length =
        utf8proc_map((const utf8proc_uint8_t *)text.data, (utf8proc_ssize_t)text.length, &wanted,
                     UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    bool same =
        length >= 0 && nws_unicode_nfc(text, &out) == NWS_OK &&
        nws_view_equal(nws_buffer_view(&out), nws_view_of((const char *)wanted, (size_t)length));
    free(wanted);
    nws_buffer_free(&out);
    return same;
}

static void test_nfc_random(void)
{
    bool good = true;
    for (unsigned round = 0; round < 20000 && good; round++) {
        char text[300];
        size_t length = random_text(text, random_below(sizeof text));
        good = same_as_library(nws_view_of(text, length));
        for (size_t i = 0; !good && i < length; i++)
            fprintf(stderr, "%02X", (unsigned char)text[i]);
    }
    CHECK(good);
}

/* Every point by itself, and between two that compose with much. */
static void test_nfc_points(void)
{
    unsigned wrong = 0;
    for (uint32_t point = 1; point < 0x30000; point++) {
        if (point >= 0xD800 && point <= 0xDFFF)
            continue;
        char text[64] = "aaaaaaaaaaaaaaaaaaaae";
        size_t length = strlen(text);
        length += nws_utf8_put(text + length, point);
        bool good = same_as_library(nws_view_of(text, length));
        memcpy(text + length, "\xCC\x81\xCC\xA3zzzzzzzzzzzzzzzzz", 21);
        good = good && same_as_library(nws_view_of(text, length + 21));
        if (!good && wrong++ < 10)
            fprintf(stderr, "  U+%04X\n", point);
    }
    CHECK(wrong == 0);
}

/* Reordering marks must not cost the square of their number: four times the text, about four times
 * the work. What comes out of a run that no script has is still text, with nothing lost. */
static void test_many_marks(void)
{
    enum { MARKS = 100000 };
    static char text[1 + MARKS * 2];
    text[0] = 'a';
    for (size_t i = 0; i < MARKS; i++)
        memcpy(text + 1 + 2 * i, i % 2 == 0 ? "\xCC\x81" : "\xCC\xA3", 2);
    nws_buffer out;
    nws_buffer_init(&out, nws_allocator_libc());
    CHECK(nws_unicode_nfc(nws_view_of(text, sizeof text), &out) == NWS_OK);
    CHECK(nws_utf8_valid(nws_buffer_view(&out)) == out.length);
    /* a with the first of the lower marks is one point, and takes the accent's place too or not. */
    size_t points = nws_utf8_count(nws_buffer_view(&out)).points;
    CHECK(points >= MARKS - 1 && points <= MARKS);
    nws_buffer_free(&out);
}

static void test_fold(void)
{
    static const uint32_t cases[][2] = {
        {'A', 'a'},       {'z', 'z'},           {'1', '1'},         {0xC9, 0xE9},
        {0xDF, 0xDF},     {0x130, 0x130},       {0x131, 0x131},     {0x17F, 's'},
        {0x1E9E, 0xDF},   {0x3A3, 0x3C3},       {0x3C2, 0x3C3},     {0x410, 0x430},
        {0x1C5, 0x1C6},   {0x2126, 0x3C9},      {0x212A, 'k'},      {0x4E2D, 0x4E2D},
        {0x3042, 0x3042}, {0xFF21, 0xFF41},     {0x10400, 0x10428}, {0x1F600, 0x1F600},
        {0xA640, 0xA641}, {0x10FFFF, 0x10FFFF},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (!CHECK(nws_unicode_fold(cases[i][0]) == cases[i][1]))
            fprintf(stderr, "  U+%04X: U+%04X\n", cases[i][0], nws_unicode_fold(cases[i][0]));
    bool stable = true;
    for (uint32_t point = 0; point < 0x20000; point++)
        stable = stable && nws_unicode_fold(nws_unicode_fold(point)) == nws_unicode_fold(point);
    CHECK(stable);
}

/* ---- keys and width ---- */

/* out as the library itself makes it of the whole text, white space left out: that is ours. */
static void key_plainly(const char *text, nws_buffer *out)
{
    utf8proc_uint8_t *apart = utf8proc_NFD((const utf8proc_uint8_t *)text);
    utf8proc_uint8_t *key = apart == NULL ? NULL : utf8proc_NFKC_Casefold(apart);
    const char *at = (const char *)key;
    out->length = 0;
    while (at != NULL && *at != 0) {
        const char *from = at;
        const uint32_t point = nws_utf8_next(&at);
        if (point != ' ' && !(point >= 9 && point <= 13) && point != 0x85 && point != 0x1680 &&
            point != 0x2028 && point != 0x2029)
            CHECK(nws_buffer_append(out, from, (size_t)(at - from)) == NWS_OK);
    }
    free(apart);
    free(key);
}

/* Whether the key of text is right and its own key; the buffers are for reuse. */
static bool key_holds(const char *text, nws_buffer buffers[3])
{
    for (int i = 0; i < 3; i++)
        buffers[i].length = 0;
    key_plainly(text, &buffers[0]);
    if (nws_unicode_key(nws_view_of(text, strlen(text)), &buffers[1]) != NWS_OK ||
        nws_unicode_key(nws_buffer_view(&buffers[1]), &buffers[2]) != NWS_OK ||
        !nws_view_equal(nws_buffer_view(&buffers[1]), nws_buffer_view(&buffers[2])))
        return false;
    size_t length = 0;
    for (size_t i = 0; i < buffers[1].length; i++)
        if (buffers[1].data[i] != ' ')
            buffers[1].data[length++] = buffers[1].data[i];
    return nws_view_equal(nws_buffer_view(&buffers[0]), nws_view_of(buffers[1].data, length));
}

static void test_keys(void)
{
    static const uint32_t blocks[][2] = {{0x20, 0x80},     {0x300, 0x370},   {0x370, 0x400},
                                         {0x1100, 0x1200}, {0xFF60, 0xFFF0}, {0x3040, 0x3190},
                                         {0x1F00, 0x3100}, {1, 0xD800},      {0xE000, 0x110000}};
    nws_buffer buffers[3];
    char text[64];
    unsigned wrong = 0;
    for (int i = 0; i < 3; i++) {
        nws_buffer_init(&buffers[i], nws_allocator_libc());
        CHECK(nws_buffer_reserve(&buffers[i], 4096) == NWS_OK);
    }
    for (uint32_t point = 1; point <= 0x10FFFF; point++) {
        if (point >= 0xD800 && point < 0xE000)
            continue;
        text[nws_utf8_put(text, point)] = 0;
        wrong += !key_holds(text, buffers);
    }
    for (int i = 0; i < 50000; i++) {
        size_t length = 0;
        for (uint32_t points = 1 + random_below(7); points > 0; points--) {
            const uint32_t *block = blocks[random_below(sizeof blocks / sizeof *blocks)];
            length += nws_utf8_put(text + length, block[0] + random_below(block[1] - block[0]));
        }
        text[length] = 0;
        if (!key_holds(text, buffers) && wrong++ < 5)
            fprintf(stderr, "  key of \"%s\"\n", text);
    }
    CHECK(wrong == 0);
    for (int i = 0; i < 3; i++)
        nws_buffer_free(&buffers[i]);
}

static void test_width(void)
{
    static const struct {
        const char *text;
        size_t width;
    } cases[] = {{"", 0},
                 {"tea", 3},
                 {"\u8336 a", 4},
                 {"e\u0301", 1},
                 {"\uFF76\uFF9E", 2},
                 {"1\uFE0F\u20E3", 2},
                 {"a\uFE0F", 1},
                 {"\U0001F1E8\U0001F1F3\U0001F1EF", 3},
                 {"\u1112\u1161\u11AB", 2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (!CHECK(nws_unicode_width(nws_view_of(cases[i].text, strlen(cases[i].text))) ==
                   cases[i].width))
            fprintf(stderr, "  width of \"%s\"\n", cases[i].text);
}

static void test_key_memory(void)
{
    const char *text = "Ab \u8336 \uFDFA\uFDFA\uFDFA\uFDFA \u00BD and more that is written here";
    for (size_t fail_at = 1;; fail_at++) {
        harness_memory memory = {.fail_at = fail_at};
        nws_allocator allocator = harness_allocator(&memory);
        nws_buffer out;
        nws_buffer_init(&out, &allocator);
        nws_status status = nws_unicode_key(nws_view_of(text, strlen(text)), &out);
        CHECK(status == (memory.calls >= fail_at ? NWS_E_MEMORY : NWS_OK));
        nws_buffer_free(&out);
        CHECK(memory.live == 0);
        if (status == NWS_OK)
            break;
    }
}

static void test_memory(void)
{
    const char *text = "e\xCC\x81 and much that is written after it e\xCC\x81 and \xEF\xA4\x80";
    for (size_t fail_at = 1;; fail_at++) {
        harness_memory memory = {.fail_at = fail_at};
        nws_allocator allocator = harness_allocator(&memory);
        nws_buffer out;
        nws_buffer_init(&out, &allocator);
        nws_status status = nws_unicode_nfc(nws_view_of(text, strlen(text)), &out);
        CHECK(status == (memory.calls >= fail_at ? NWS_E_MEMORY : NWS_OK));
        nws_buffer_free(&out);
        CHECK(memory.live == 0);
        if (status == NWS_OK)
            break;
    }
}

int main(void)
{
    test_class();
    test_nfc_cases();
    test_nfc_points();
    test_nfc_random();
    test_many_marks();
    test_fold();
    test_memory();
    test_keys();
    test_width();
    test_key_memory();
    CHECK(strchr(nws_unicode_version(), '.') != NULL);
    return harness_report();
}
