/* Labels, decoding and detection. The prescan is held against html5lib's own cases where they are.
 */
#include "harness.h"

#include "base/file.h"
#include "base/utf8.h"
#include "gen/encodings.h"
#include "html/encoding.h"

#include <libxml/parser.h>
#include <libxml/xmlerror.h>

#define R "\xEF\xBF\xBD"

static void check_find(const char *label, const char *wanted)
{
    const char *got = nws_encoding_find(nws_view_of(label, strlen(label)));
    bool good = wanted == NULL ? got == NULL : got != NULL && strcmp(got, wanted) == 0;
    if (!CHECK(good))
        fprintf(stderr, "  %s: %s\n", label, got == NULL ? "none" : got);
}

/* Every label finds something, and they are all. */
static void test_labels(void)
{
    for (size_t i = 0; i < NWS_ENCODING_LABELS; i++) {
        const char *label = nws_encoding_label_at(i);
        CHECK(nws_encoding_find(nws_view_of(label, strlen(label))) != NULL);
    }
    CHECK(nws_encoding_label_at(NWS_ENCODING_LABELS) == NULL);
}

static void test_find(void)
{
    check_find("utf-8", "UTF-8");
    check_find("  UTF8\n", "UTF-8");
    check_find("gb2312", "GBK");
    check_find("GBK", "GBK");
    check_find("gb18030", "gb18030");
    check_find("latin1", "windows-1252");
    check_find("ISO-8859-1", "windows-1252");
    check_find("us-ascii", "windows-1252");
    check_find("big5-hkscs", "Big5");
    check_find("sjis", "Shift_JIS");
    check_find("ks_c_5601-1987", "EUC-KR");
    check_find("utf-16", "UTF-16LE");
    check_find("unicodefffe", "UTF-16BE");
    check_find("866", "IBM866");
    check_find("x-x-big5", "Big5");
    check_find("", NULL);
    check_find(" ", NULL);
    check_find("utf", NULL);
    check_find("utf-88", NULL);
    check_find("utf-32", NULL);
    check_find("replacement", NULL);
    check_find("a label that is longer than any of them", NULL);
    CHECK(nws_encoding_find(NWS_VIEW_NONE) == NULL);
    CHECK(nws_encoding_find(nws_view_of("gbk\0", 4)) == NULL);
    /* Every label finds its own encoding, in any case; every name is a label of itself. */
    bool good = true;
    for (size_t i = 0; i < NWS_ENCODING_LABELS; i++) {
        char upper[32] = {0};
        const char *label = nws_encoding_labels[i].label;
        for (size_t j = 0; label[j] != '\0'; j++)
            upper[j] = (char)(nws_is_alpha((unsigned char)label[j]) ? label[j] & ~0x20 : label[j]);
        const char *name = nws_encoding_entries[nws_encoding_labels[i].entry].name;
        const char *found = nws_encoding_find(nws_view_of(upper, strlen(upper)));
        good = good && found != NULL && strcmp(found, name) == 0 &&
               nws_encoding_find(nws_view_of(name, strlen(name))) == found;
    }
    CHECK(good);
}

static void check_decode(const char *name, nws_view data, const char *wanted, size_t repairs)
{
    nws_buffer out;
    size_t got = 99;
    nws_buffer_init(&out, nws_allocator_libc());
    CHECK(nws_encoding_decode(name, data, &out, &got) == NWS_OK);
    if (!CHECK_TEXT(nws_buffer_view(&out), wanted) || !CHECK(got == repairs))
        fprintf(stderr, "  %s: %zu repairs\n", name, got);
    nws_buffer_free(&out);
}

static void test_decode_single(void)
{
    check_decode("windows-1252", NWS_VIEW("na\xEFve \x80 \x93q\x94"),
                 "na\xC3\xAFve \xE2\x82\xAC \xE2\x80\x9Cq\xE2\x80\x9D", 0);
    /* The holes are C1 controls: https://encoding.spec.whatwg.org/index-windows-1252.txt */
    check_decode("windows-1252", NWS_VIEW("\x81\x8D\x8F\x90\x9D"),
                 "\xC2\x81\xC2\x8D\xC2\x8F\xC2\x90\xC2\x9D", 0);
    check_decode("windows-1251", NWS_VIEW("\xCF\xF0\xE8"), "\xD0\x9F\xD1\x80\xD0\xB8", 0);
    check_decode("KOI8-U", NWS_VIEW("\xAE\xBE\xC1"), "\xD1\x9E\xD0\x8E\xD0\xB0", 0);
    check_decode("windows-1253", NWS_VIEW("\xE1\xAA\xFF"), "\xCE\xB1" R R, 2);
    check_decode("windows-874", NWS_VIEW("\xA1\xDB"), "\xE0\xB8\x81" R, 1);
    check_decode("ISO-8859-8-I", NWS_VIEW("\xE0"), "\xD7\x90", 0);
    check_decode("macintosh", NWS_VIEW("\xDB\x8E"), "\xE2\x82\xAC\xC3\xA9", 0);
    check_decode("UTF-8", NWS_VIEW("\xC3\xA9\xC3"), "\xC3\xA9" R, 1);
    check_decode("UTF-8", NWS_VIEW_NONE, "", 0);
}

/* What lies behind the end of the bytes does not count: beginnings of sequences and of files. */
static void test_ends(void)
{
    const struct {
        const char *name;
        nws_view data;
    } cases[] = {
        {"EUC-JP", NWS_VIEW("\xC6\xFC\x8F\xB0\xA1\x8F\xA1\x8E\xB1\x8F\xFF\xA4")},
        {"gb18030", NWS_VIEW("\xD6\xD0\x81\x30\x81\x30\x84\x31\xA5\x30\xFE\x39\xFE\x39\xD6")},
        {"Big5", NWS_VIEW("\xA4\xA4\xFF\xA4\xA4")},
        {"Shift_JIS", NWS_VIEW("\x93\xFA\xB1\x81\xFF\x87\x40\x81")},
        {"EUC-KR", NWS_VIEW("\xB0\xA1\x81\x41\xC6\x53\xC7\x41\xB0")},
        {"UTF-8", NWS_VIEW("\xE4\xB8\xAD\xF0\x9F\x98\x80\xC3\xA9\xE4\xB8")},
        {"UTF-16LE", NWS_VIEW("a\0\x3D\xD8\x00\xDE\x3D\xD8")},
    };
    static const char behind[] = {'\0', '0', 'A', '\x81', '\xA1', '\xFE', '\xFF'};
    char copy[64];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (size_t length = 0; length <= cases[i].data.length; length++) {
            nws_buffer wanted, out;
            size_t repairs, again;
            nws_buffer_init(&wanted, nws_allocator_libc());
            nws_buffer_init(&out, nws_allocator_libc());
            CHECK(nws_encoding_decode(cases[i].name, nws_view_slice(cases[i].data, 0, length),
                                      &wanted, &repairs) == NWS_OK);
            for (size_t j = 0; j < sizeof behind; j++) {
                memset(copy, behind[j], sizeof copy);
                memcpy(copy, cases[i].data.data, length);
                out.length = 0;
                CHECK(nws_encoding_decode(cases[i].name, nws_view_of(copy, length), &out, &again) ==
                      NWS_OK);
                if (!CHECK(again == repairs &&
                           nws_view_equal(nws_buffer_view(&out), nws_buffer_view(&wanted))))
                    fprintf(stderr, "  %s, %zu bytes\n", cases[i].name, length);
            }
            nws_buffer_free(&wanted);
            nws_buffer_free(&out);
        }
    }
}

static void test_decode_utf16(void)
{
    check_decode("UTF-16LE", NWS_VIEW("a\0\x2D\x4E\x3D\xD8\x00\xDE"),
                 "a\xE4\xB8\xAD\xF0\x9F\x98\x80", 0);
    check_decode("UTF-16BE", NWS_VIEW("\0a\x4E\x2D\xD8\x3D\xDE\x00"),
                 "a\xE4\xB8\xAD\xF0\x9F\x98\x80", 0);
    check_decode("UTF-16LE",
                 NWS_VIEW("\x3D\xD8"
                          "a\0"),
                 R "a", 1); /* a lone lead */
    check_decode("UTF-16LE",
                 NWS_VIEW("\x00\xDE"
                          "a\0"),
                 R "a", 1); /* a lone trail */
    check_decode("UTF-16LE", NWS_VIEW("\x3D\xD8\x3D\xD8\x00\xDE"), R "\xF0\x9F\x98\x80", 1);
    check_decode("UTF-16LE", NWS_VIEW("a\0\x3D\xD8"), "a" R, 1); /* cut off */
    check_decode("UTF-16LE", NWS_VIEW("a\0b"), "a" R, 1);        /* half a unit */
}

static void test_decode_asian(void)
{
    check_decode("GBK", NWS_VIEW("\xD6\xD0\xCE\xC4 a\x80"),
                 "\xE4\xB8\xAD\xE6\x96\x87 a\xE2\x82\xAC", 0);
    check_decode("gb18030", NWS_VIEW("\x81\x30\x81\x30\x90\x30\x81\x30"),
                 "\xC2\x80\xF0\x90\x80\x80", 0);
    check_decode("gb18030", NWS_VIEW("\xD6\xD0\xFF\xCE\xC4"), "\xE4\xB8\xAD" R "\xE6\x96\x87", 1);
    check_decode("gb18030", NWS_VIEW("\xD6<p>"), R "<p>", 1);         /* ASCII is never swallowed */
    check_decode("gb18030", NWS_VIEW("\xFE\x39\xFE\x39x"), R "x", 1); /* four bytes past the end */
    check_decode("gb18030", NWS_VIEW("\x81\x30<p>"), R "0<p>", 1);
    /* The first and the last of ranges, what stands apart from them, and what lies between. */
    check_decode("gb18030", NWS_VIEW("\x81\x35\xF4\x37\x82\x35\x90\x37\x83\x36\xC7\x39"),
                 "\xEE\x9F\x87\xE9\xBE\xB4\xEE\x9D\xAC", 0);
    check_decode("gb18030", NWS_VIEW("\x84\x31\xA4\x39\xE3\x32\x9A\x35"),
                 "\xEF\xBF\xBF\xF4\x8F\xBF\xBF", 0);
    check_decode("gb18030", NWS_VIEW("\x84\x31\xA5\x30\x8F\x39\xFE\x39\xE3\x32\x9A\x36"), R R R, 3);
    check_decode("gb18030", NWS_VIEW("\xD6\xD0\xCE"), "\xE4\xB8\xAD" R, 1);
    check_decode("gb18030", NWS_VIEW("\xD6\xD0\x81\x30\x81"), "\xE4\xB8\xAD" R, 1);
    check_decode("Big5", NWS_VIEW("\xA4\xA4\xA4\xE5"), "\xE4\xB8\xAD\xE6\x96\x87", 0);
    check_decode("Big5", NWS_VIEW("\xA1\x5A\xA1\xC3\xA1\xC5\xA1\xFE\xA2\x40\xA2\xCC\xA2\xCE"),
                 "\xE2\x95\xB4\xEF\xBF\xA3\xCB\x8D\xEF\xBC\x8F\xEF\xBC\xBC\xE5\x8D\x81\xE5\x8D\x85",
                 0);
    check_decode("Big5", NWS_VIEW("\xA4\xA4\xFF\xA4<"), "\xE4\xB8\xAD" R R "<", 2);
    check_decode("Shift_JIS", NWS_VIEW("\x93\xFA\x96\x7B\xB1\x87\x40"),
                 "\xE6\x97\xA5\xE6\x9C\xAC\xEF\xBD\xB1\xE2\x91\xA0", 0);
    check_decode("Shift_JIS", NWS_VIEW("\x80\xA0\x81<"), "\xC2\x80" R R "<", 2);
    check_decode("EUC-JP", NWS_VIEW("\xC6\xFC\xCB\xDC\x8E\xB1"),
                 "\xE6\x97\xA5\xE6\x9C\xAC\xEF\xBD\xB1", 0);
    check_decode("EUC-JP", NWS_VIEW("\xC6\xFC\xFF\xC6<"), "\xE6\x97\xA5" R R "<", 2);
    check_decode("EUC-JP", NWS_VIEW("\x80\x8F\xA1<\x8F\xB0\xA1\x8E\xE0x"),
                 R R "<\xE4\xB8\x82" R "x", 3);
    check_decode("Big5", NWS_VIEW("\x80\xA4\x80x"), R R "x", 2);
    check_decode("EUC-JP", NWS_VIEW("a\x8F\xB0"), "a" R, 1);
    check_decode("ISO-2022-JP", NWS_VIEW("a\x1B$BF|\xFF\x1B(Bz"), "a\xE6\x97\xA5" R "z", 1);
    check_decode("EUC-KR", NWS_VIEW("\xC7\xD1\x81\x41"), "\xED\x95\x9C\xEA\xB0\x82", 0);
    check_decode("EUC-KR", NWS_VIEW("\xC7<\xC9\xA1"), R "<" R, 2);
    check_decode("EUC-KR", NWS_VIEW("\xC6\x52\xC6\x53\xC8\x41"), "\xED\x9E\xA3" R "S" R "A", 2);
    check_decode("Shift_JIS", NWS_VIEW("\xEB\x40\xEF\x86"), R "@" R, 2);
    check_decode("ISO-2022-JP", NWS_VIEW("a\x1B$BF|K\\\x1B(Bz"), "a\xE6\x97\xA5\xE6\x9C\xACz", 0);

    nws_buffer out;
    size_t repairs;
    nws_buffer_init(&out, nws_allocator_libc());
    CHECK(nws_encoding_decode("no such name", NWS_VIEW("x"), &out, &repairs) == NWS_E_ENCODING);
}

/* Many of those that musl's iconv takes for points that are none, and writes before its output for:
 * an output that only they make, and what follows them, is as it should be. */
static void test_decode_wild(void)
{
    static const struct {
        const char *name, *sequence, *text;
        size_t repairs;
    } wild[] = {
        {"gb18030", "\xFE\x39\xFE\x39", R, 1},
        {"gb18030", "\x83\x36\xC8\x30", "\xEE\x9F\x88", 0},
        {"gb18030", "\xE3\x32\x9A\x35", "\xF4\x8F\xBF\xBF", 0},
        {"EUC-KR", "\xC8\x41", R "A", 1},
        {"Shift_JIS", "\xEF\x86", R, 1},
    };
    enum { TIMES = 5000 };
    for (size_t i = 0; i < sizeof wild / sizeof *wild; i++) {
        nws_buffer data, out, wanted;
        size_t repairs = 0;
        nws_buffer_init(&data, nws_allocator_libc());
        nws_buffer_init(&out, nws_allocator_libc());
        nws_buffer_init(&wanted, nws_allocator_libc());
        bool good = true;
        for (size_t j = 0; j < TIMES; j++) {
            good = good &&
                   nws_buffer_append(&data, wild[i].sequence, strlen(wild[i].sequence)) == NWS_OK;
            good = good && nws_buffer_append(&wanted, wild[i].text, strlen(wild[i].text)) == NWS_OK;
        }
        good = good && nws_buffer_append(&data, "end", 3) == NWS_OK &&
               nws_buffer_append(&wanted, "end", 3) == NWS_OK;
        CHECK(good &&
              nws_encoding_decode(wild[i].name, nws_buffer_view(&data), &out, &repairs) == NWS_OK);
        CHECK(nws_view_equal(nws_buffer_view(&out), nws_buffer_view(&wanted)));
        CHECK(repairs == wild[i].repairs * TIMES);
        nws_buffer_free(&data);
        nws_buffer_free(&out);
        nws_buffer_free(&wanted);
    }
}

/* Sequences that lie across the pieces in which the converter is fed, and bad bytes beside them. */
static void test_decode_pieces(void)
{
    enum { LENGTH = 20000 };
    static char data[LENGTH + 8];
    for (size_t shift = 0; shift < 4; shift++) {
        memset(data, 'a', shift);
        size_t length = shift, points = shift, bad = 0;
        while (length < LENGTH) {
            if (points % 7 == 6) {
                memcpy(data + length, "\x90\x30\x81\x30", 4); /* U+10000 */
                length += 4;
            } else if (points % 97 == 96) {
                data[length++] = (char)0xFF;
                bad++;
            } else {
                memcpy(data + length, "\xD6\xD0", 2);
                length += 2;
            }
            points++;
        }
        nws_buffer out;
        size_t repairs;
        nws_buffer_init(&out, nws_allocator_libc());
        CHECK(nws_encoding_decode("gb18030", nws_view_of(data, length), &out, &repairs) == NWS_OK);
        CHECK(repairs == bad && nws_utf8_count(nws_buffer_view(&out)).points == points);
        CHECK(nws_utf8_valid(nws_buffer_view(&out)) == out.length);
        nws_buffer_free(&out);
    }
}

/* Any bytes in any encoding come out as UTF-8, and the error handling of libxml2's own user (the
 * caller's thread) is as it was. */
static void count_error(void *context, const char *message, ...)
{
    (void)message;
    ++*(int *)context;
}

static void test_decode_anything(void)
{
    uint64_t state = 1234567;
    int printed = 0;
    xmlSetGenericErrorFunc(&printed, count_error);
    bool good = true;
    for (size_t i = 0; i < NWS_ENCODING_COUNT; i++) {
        for (unsigned round = 0; round < 60; round++) {
            char data[300];
            for (size_t j = 0; j < sizeof data; j++) {
                state = state * 6364136223846793005u + 1442695040888963407u;
                data[j] = (char)(state >> (round % 2 == 0 ? 33 : 57));
                if (round % 3 == 0)
                    data[j] = (char)(data[j] | 0x80);
            }
            nws_buffer out;
            size_t repairs = 0, length = round * 5;
            nws_buffer_init(&out, nws_allocator_libc());
            good = good && nws_encoding_decode(nws_encoding_entries[i].name,
                                               nws_view_of(data, length), &out, &repairs) == NWS_OK;
            good = good && nws_utf8_valid(nws_buffer_view(&out)) == out.length && repairs <= length;
            nws_buffer_free(&out);
        }
    }
    CHECK(good);
    CHECK(printed == 0);
    CHECK(xmlGenericErrorContext == &printed && xmlStructuredError == NULL);
    xmlSetGenericErrorFunc(NULL, NULL);
}

/* ---- detection ---- */

static void check_detect(nws_view data, const char *option, const char *encoding,
                         nws_encoding_source source, const char *text)
{
    nws_buffer storage;
    nws_decoded decoded;
    nws_buffer_init(&storage, nws_allocator_libc());
    CHECK(nws_encoding_detect(data, option, &storage, &decoded) == NWS_OK);
    if (!CHECK(strcmp(decoded.encoding, encoding) == 0 && decoded.source == source))
        fprintf(stderr, "  %s by %d\n", decoded.encoding, (int)decoded.source);
    if (text != NULL)
        CHECK_TEXT(decoded.text, text);
    CHECK(decoded.text.data != NULL && nws_utf8_valid(decoded.text) == decoded.text.length);
    if (decoded.repairs > 0)
        CHECK(nws_view_starts(nws_view_slice(decoded.text, decoded.first_repair, 3), NWS_VIEW(R)));
    nws_buffer_free(&storage);
}

static void test_marks(void)
{
    check_detect(NWS_VIEW("\xEF\xBB\xBFhi"), "GBK", "UTF-8", NWS_ENCODING_BOM, "hi");
    check_detect(NWS_VIEW("\xEF\xBB\xBFh\xFF"), NULL, "UTF-8", NWS_ENCODING_BOM, "h" R);
    check_detect(NWS_VIEW("\xEF\xBB\xBF"), NULL, "UTF-8", NWS_ENCODING_BOM, "");
    check_detect(NWS_VIEW("\xEF\xBB\xBF\xEF\xBB\xBFx"), NULL, "UTF-8", NWS_ENCODING_BOM,
                 "\xEF\xBB\xBFx");
    check_detect(NWS_VIEW("\xFF\xFEh\0i\0"), NULL, "UTF-16LE", NWS_ENCODING_BOM, "hi");
    check_detect(NWS_VIEW("\xFE\xFF\0h\0i"), NULL, "UTF-16BE", NWS_ENCODING_BOM, "hi");
    check_detect(NWS_VIEW("\xFF\xFE\0\0h\0\0\0\x00\xF6\x01\0"), NULL, "UTF-32LE", NWS_ENCODING_BOM,
                 "h\xF0\x9F\x98\x80");
    check_detect(NWS_VIEW("\0\0\xFE\xFF\0\0\0h\0\x11\0\0\0\0\xD8\0\0\0"), NULL, "UTF-32BE",
                 NWS_ENCODING_BOM, "h" R R R);

    nws_buffer storage;
    nws_decoded decoded;
    nws_buffer_init(&storage, nws_allocator_libc());
    nws_view data = NWS_VIEW("\xEF\xBB\xBFhi");
    CHECK(nws_encoding_detect(data, NULL, &storage, &decoded) == NWS_OK);
    CHECK(decoded.bom == 3 && decoded.text.data == data.data + 3 && storage.capacity == 0);
}

/* Text of several hundred characters, in UTF-8, for the guesses: two common texts. */
static const char simplified[] = /* in GBK */
    "\xCE\xD2\xC3\xC7\xB5\xC4\xD0\xC2\xCE\xC5\xA3\xAC\xBD\xF1\xCC\xEC\xB7\xA2\xB2\xBC\xC1\xCB\xA1"
    "\xA3";
static const char traditional[] = /* in Big5 */
    "\xA7\xDA\xAD\xCC\xAA\xBA\xB7\x73\xBB\x44\xA1\x41\xA4\xB5\xA4\xD1\xB5\x6F\xA5\xAC\xA4\x46\xA1"
    "\x43";

static void test_order(void)
{
    check_detect(NWS_VIEW(""), NULL, "UTF-8", NWS_ENCODING_UTF8, "");
    check_detect(NWS_VIEW_NONE, NULL, "UTF-8", NWS_ENCODING_UTF8, "");
    check_detect(NWS_VIEW("plain"), NULL, "UTF-8", NWS_ENCODING_UTF8, "plain");
    check_detect(NWS_VIEW("\xE4\xB8\xAD"), "GBK", "UTF-8", NWS_ENCODING_UTF8, "\xE4\xB8\xAD");
    check_detect(NWS_VIEW("\xD6\xD0"), "GBK", "GBK", NWS_ENCODING_OPTION, "\xE4\xB8\xAD");
    check_detect(NWS_VIEW("\xD6\xD0"), "UTF-8", "UTF-8", NWS_ENCODING_OPTION, R R);
    check_detect(NWS_VIEW("<meta charset=big5>\xA4\xA4"), "GBK", "GBK", NWS_ENCODING_OPTION, NULL);
    check_detect(NWS_VIEW("<meta charset=big5>\xA4\xA4"), NULL, "Big5", NWS_ENCODING_DECLARED,
                 "<meta charset=big5>\xE4\xB8\xAD");
    /* These look like UTF-8 and are not. */
    check_detect(NWS_VIEW("h\0i\0"), "UTF-16LE", "UTF-16LE", NWS_ENCODING_OPTION, "hi");
    check_detect(NWS_VIEW("\x1B$BF|\x1B(B"), "ISO-2022-JP", "ISO-2022-JP", NWS_ENCODING_OPTION,
                 "\xE6\x97\xA5");
    nws_buffer storage;
    nws_decoded decoded;
    nws_buffer_init(&storage, nws_allocator_libc());
    CHECK(nws_encoding_detect(NWS_VIEW("\xFF"), "nonsense", &storage, &decoded) == NWS_E_ENCODING);
    nws_buffer_free(&storage);
}

static void test_guess(void)
{
    check_detect(NWS_VIEW(simplified), NULL, "gb18030", NWS_ENCODING_GUESSED,
                 "\xE6\x88\x91\xE4\xBB\xAC\xE7\x9A\x84\xE6\x96\xB0\xE9\x97\xBB\xEF\xBC\x8C\xE4\xBB"
                 "\x8A\xE5\xA4\xA9\xE5\x8F\x91\xE5\xB8\x83\xE4\xBA\x86\xE3\x80\x82");
    check_detect(NWS_VIEW(traditional), NULL, "Big5", NWS_ENCODING_GUESSED,
                 "\xE6\x88\x91\xE5\x80\x91\xE7\x9A\x84\xE6\x96\xB0\xE8\x81\x9E\xEF\xBC\x8C\xE4\xBB"
                 "\x8A\xE5\xA4\xA9\xE7\x99\xBC\xE5\xB8\x83\xE4\xBA\x86\xE3\x80\x82");
    /* Cut in the middle of a character. */
    check_detect(nws_view_of(simplified, sizeof simplified - 2), NULL, "gb18030",
                 NWS_ENCODING_GUESSED, NULL);
    check_detect(nws_view_of(traditional, sizeof traditional - 2), NULL, "Big5",
                 NWS_ENCODING_GUESSED, NULL);
    /* Western: single bytes of the upper half between letters, which form pairs too. */
    check_detect(NWS_VIEW("caf\xE9 na\xEFve, M\xFCller, Gr\xF6\xDF"
                          "e, \x93quoted\x94"),
                 NULL, "windows-1252", NWS_ENCODING_GUESSED,
                 "caf\xC3\xA9 na\xC3\xAFve, M\xC3\xBCller, Gr\xC3\xB6\xC3\x9F"
                 "e, \xE2\x80\x9Cquoted"
                 "\xE2\x80\x9D");
    check_detect(NWS_VIEW("it\x92s"), NULL, "windows-1252", NWS_ENCODING_GUESSED,
                 "it\xE2\x80\x99s");
    check_detect(NWS_VIEW("M\xFCller"), NULL, "windows-1252", NWS_ENCODING_GUESSED,
                 "M\xC3\xBCller");
    check_detect(NWS_VIEW("\xA9 2021 by us"), NULL, "windows-1252", NWS_ENCODING_GUESSED, NULL);
    /* UTF-8 with damage stays UTF-8. */
    check_detect(NWS_VIEW("\xE4\xB8\xAD\xE6\x96\x87\xE7\x9A\x84\xE4\xB8"), NULL, "UTF-8",
                 NWS_ENCODING_REPAIRED, "\xE4\xB8\xAD\xE6\x96\x87\xE7\x9A\x84" R);
    check_detect(NWS_VIEW("<meta charset=utf-8>\xE4\xB8\xAD\xE6\x96\x87\xFF"), NULL, "UTF-8",
                 NWS_ENCODING_REPAIRED, NULL);
    /* Binary. */
    check_detect(NWS_VIEW("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x01\xFF"), NULL, "UTF-8",
                 NWS_ENCODING_REPAIRED, NULL);
}

static void check_declared(const char *head, const char *encoding)
{
    char data[2048];
    int length = snprintf(data, sizeof data, "%s\xE9", head);
    nws_buffer storage;
    nws_decoded decoded;
    nws_buffer_init(&storage, nws_allocator_libc());
    CHECK(nws_encoding_detect(nws_view_of(data, (size_t)length), NULL, &storage, &decoded) ==
          NWS_OK);
    bool declared = decoded.source == NWS_ENCODING_DECLARED;
    if (!CHECK(encoding == NULL ? !declared : declared && strcmp(decoded.encoding, encoding) == 0))
        fprintf(stderr, "  %s: %s\n", head, decoded.encoding);
    nws_buffer_free(&storage);
}

static void test_declared(void)
{
    check_declared("<meta charset=windows-1251>", "windows-1251");
    check_declared("<META/CHARSET = 'koi8-r' />", "KOI8-R");
    check_declared("<meta charset=\"iso-8859-2\">", "ISO-8859-2");
    check_declared("<meta http-equiv=content-type content='text/html; charset=gb2312'>", "GBK");
    check_declared("<meta content='text/html;charset = \"sjis\"' http-equiv=Content-Type>",
                   "Shift_JIS");
    check_declared("<meta content='text/html;charset=sjis'>", NULL); /* no pragma */
    check_declared("<meta http-equiv=refresh content='charset=sjis'>", NULL);
    check_declared("<!-- <meta charset=big5> --><meta charset=koi8-u>", "KOI8-U");
    check_declared("<!--><meta charset=koi8-u>", "KOI8-U");
    check_declared("<p title='<meta charset=big5>'><meta charset=koi8-u>", "KOI8-U");
    check_declared("</p x='<meta charset=big5>'>", NULL);
    check_declared("<!doctype html><?xml?><meta charset=koi8-u>", "KOI8-U");
    check_declared("<metal charset=big5>", NULL);
    check_declared("<meta charset=nonsense><meta charset=big5>", "Big5");
    check_declared("<meta charset=big5", NULL);
    check_declared("<meta charset=utf-16>", NULL); /* means UTF-8, which it is not */
    check_declared("<", NULL);
    char far[1200];
    memset(far, ' ', sizeof far);
    strcpy(far + 1000, "<meta charset=big5>"); /* ends in the 1,024 bytes */
    check_declared(far, "Big5");
    memset(far, ' ', sizeof far);
    strcpy(far + 1010, "<meta charset=big5>"); /* does not */
    check_declared(far, NULL);
}

/* ---- html5lib's cases ---- */

/* The next line of *text, without its end. */
static nws_view take_line(nws_view *text)
{
    const char *end = memchr(text->data, '\n', text->length);
    size_t length = end == NULL ? text->length : (size_t)(end - text->data);
    nws_view line = nws_view_slice(*text, 0, length);
    *text = nws_view_slice(*text, length + 1, text->length);
    return line;
}

/* Of the file's cases, those that the first 1,024 bytes decide: what is declared must be found; the
 * default (windows-1252 there) must not be taken for a declaration. */
static void run_cases(nws_view text)
{
    while (text.length > 0) {
        nws_view line = take_line(&text);
        if (!nws_view_equal(line, NWS_VIEW("#data")))
            continue;
        const char *start = text.data;
        nws_view before = text;
        while (text.length > 0 && !nws_view_equal(line, NWS_VIEW("#encoding"))) {
            before = text;
            line = take_line(&text);
        }
        nws_view data = nws_view_of(start, (size_t)(before.data - start));
        nws_view wanted = nws_view_trim(take_line(&text));
        if (data.length > 1000)
            continue;
        char copy[1100];
        memcpy(copy, data.data, data.length);
        /* Too much of it for UTF-8 with damage; and no binary file, no Chinese text. */
        memset(copy + data.length, '\xFF', 40);
        nws_buffer storage;
        nws_decoded decoded;
        nws_buffer_init(&storage, nws_allocator_libc());
        CHECK(nws_encoding_detect(nws_view_of(copy, data.length + 40), NULL, &storage, &decoded) ==
              NWS_OK);
        const char *name = nws_encoding_find(wanted);
        if (!CHECK(name != NULL &&
                   (strcmp(name, decoded.encoding) == 0 || strcmp(name, "UTF-8") == 0)))
            fprintf(stderr, "  wanted %.*s, got %s: %.*s\n", (int)wanted.length, wanted.data,
                    decoded.encoding, (int)data.length, data.data);
        nws_buffer_free(&storage);
    }
}

static void test_suite(void)
{
    static const char *const names[] = {"tests1.dat", "tests2.dat", "test-yahoo-jp.dat"};
    const char *suites = getenv("NEWSPROC_SUITES");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[600];
        snprintf(path, sizeof path, "%s/html5lib-tests/encoding/%s",
                 suites == NULL ? "../shared/suites" : suites, names[i]);
        nws_buffer file;
        nws_buffer_init(&file, nws_allocator_libc());
        if (nws_file_read(path, SIZE_MAX, &file, NULL, NULL) == NWS_OK)
            run_cases(nws_buffer_view(&file));
        else
            printf("skipped: no %s (set NEWSPROC_SUITES)\n", names[i]);
        nws_buffer_free(&file);
    }
}

static void test_memory(void)
{
    static const nws_view cases[] = {
        {"\xFF\xFEh\0i\0", 6},    {"\xFF\xFE\0\0h\0\0\0", 8},
        {"\xEF\xBB\xBFh\xFF", 5}, {"<meta charset=big5>\xA4\xA4\xFF", 22},
        {"caf\xE9", 4},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (size_t fail_at = 1;; fail_at++) {
            harness_memory memory = {.fail_at = fail_at};
            nws_allocator allocator = harness_allocator(&memory);
            nws_buffer storage;
            nws_decoded decoded;
            nws_buffer_init(&storage, &allocator);
            nws_status status = nws_encoding_detect(cases[i], NULL, &storage, &decoded);
            CHECK(status == (memory.calls >= fail_at ? NWS_E_MEMORY : NWS_OK));
            CHECK(fail_at > 1 || status == NWS_E_MEMORY);
            nws_buffer_free(&storage);
            CHECK(memory.live == 0);
            if (status == NWS_OK)
                break;
        }
    }
    /* Output of a converter that outgrows the first reservation, refused at each growth. */
    static char long_text[9000];
    for (size_t i = 0; i + 1 < sizeof long_text; i += 2)
        memcpy(long_text + i, "\xD6\xD0", 2);
    for (size_t fail_at = 1; fail_at < 4; fail_at++) {
        harness_memory memory = {.fail_at = fail_at};
        nws_allocator allocator = harness_allocator(&memory);
        nws_buffer out;
        size_t repairs;
        nws_buffer_init(&out, &allocator);
        nws_status status =
            nws_encoding_decode("GBK", nws_view_of(long_text, sizeof long_text), &out, &repairs);
        CHECK(status == (memory.calls >= fail_at ? NWS_E_MEMORY : NWS_OK));
        nws_buffer_free(&out);
        CHECK(memory.live == 0);
    }
}

int main(void)
{
    xmlInitParser();
    test_labels();
    test_find();
    test_decode_single();
    test_decode_utf16();
    test_ends();
    test_decode_asian();
    test_decode_wild();
    test_decode_pieces();
    test_decode_anything();
    test_marks();
    test_order();
    test_guess();
    test_declared();
    test_suite();
    test_memory();
    xmlCleanupParser();
    return harness_report();
}
