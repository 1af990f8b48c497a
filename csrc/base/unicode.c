/* Classes, NFC and case folding, from utf8proc's tables.
 *
 * Most text never reaches utf8proc: ASCII and the CJK ranges are answered from comparisons here.
 * Normalization works on one segment at a time (a starter and what may join it) in a fixed buffer,
 * so it allocates nothing but its output.
 */
#include "base/unicode.h"

#include "base/scan.h"
#include "base/utf8.h"

#include <utf8proc.h>

typedef struct point_range {
    uint32_t first, last;
} point_range;

static bool in_ranges(const point_range *ranges, size_t count, uint32_t point)
{
    for (size_t i = 0; i < count; i++)
        if (point <= ranges[i].last)
            return point >= ranges[i].first;
    return false;
}

#define IN(ranges, point) in_ranges((ranges), sizeof(ranges) / sizeof *(ranges), (point))

/* ---- classes ---- */

/* Each in ascending order, as in_ranges needs. Script=Katakana, Hiragana; Script=Hangul. */
static const point_range kana_ranges[] = {{0x3041, 0x3096},   {0x309D, 0x309F},  {0x30A1, 0x30FA},
                                          {0x30FC, 0x30FF},   {0x31F0, 0x31FF},  {0xFF66, 0xFF9D},
                                          {0x1AFF0, 0x1AFFE}, {0x1B000, 0x1B16F}};
static const point_range hangul_ranges[] = {{0x1100, 0x11FF}, {0x3131, 0x318E}, {0xA960, 0xA97C},
                                            {0xAC00, 0xD7A3}, {0xD7B0, 0xD7FB}, {0xFFA0, 0xFFDC}};
static const point_range han_ranges[] = {{0x3005, 0x3005}, {0x3007, 0x3007}, {0x3400, 0x4DBF},
                                         {0x4E00, 0x9FFF}, {0xF900, 0xFAFF}, {0x20000, 0x3FFFF}};

static nws_script_class class_of_category(uint32_t point)
{
    switch (utf8proc_category((utf8proc_int32_t)point)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL: return NWS_SCRIPT_LETTER;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME: return NWS_SCRIPT_MARK;
    /* Joiners, soft hyphens and direction marks inside a word do not end it; U+200B does.
     * https://www.unicode.org/reports/tr29/#WB4 */
    case UTF8PROC_CATEGORY_CF: return point == 0x200B ? NWS_SCRIPT_OTHER : NWS_SCRIPT_MARK;
    default: return NWS_SCRIPT_OTHER;
    }
}

nws_script_class nws_unicode_lookup(uint32_t point)
{
    if (point >= 0x1100) { /* nothing of the three lies below */
        if (IN(han_ranges, point))
            return NWS_SCRIPT_HAN;
        if (IN(kana_ranges, point))
            return NWS_SCRIPT_KANA;
        if (IN(hangul_ranges, point))
            return NWS_SCRIPT_HANGUL;
    }
    return class_of_category(point);
}

nws_flank_class nws_unicode_flank(uint32_t point)
{
    if (point < 0x80) {
        const unsigned char byte = (unsigned char)point;
        if (nws_is_space(byte) || byte == '\v')
            return NWS_FLANK_SPACE;
        return byte > ' ' && byte < 0x7F && !nws_is_alpha(byte) && !nws_is_digit(byte)
                   ? NWS_FLANK_MARK
                   : NWS_FLANK_OTHER;
    }
    if (point - 0x4E00u <= 0x9FFFu - 0x4E00u)
        return NWS_FLANK_OTHER;
    const utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)point);
    if (category >= UTF8PROC_CATEGORY_PC && category <= UTF8PROC_CATEGORY_PO)
        return NWS_FLANK_MARK;
    if (category >= UTF8PROC_CATEGORY_SM && category <= UTF8PROC_CATEGORY_SO)
        return NWS_FLANK_SYMBOL;
    return category == UTF8PROC_CATEGORY_ZS ? NWS_FLANK_SPACE : NWS_FLANK_OTHER;
}

/* ---- NFC ---- */

/* A segment is a starter and what follows it until the next starter that joins nothing. Only a
 * segment with a joining point, or whose starter has another form in NFC, can change.
 * https://www.unicode.org/reports/tr15/#Detecting_Normalization_Forms */
typedef enum nfc_class { NFC_INERT, NFC_CHANGES, NFC_JOINS } nfc_class;

/* Points of which none joins and none changes, so that utf8proc need not be asked: they neither
 * combine with what is before them nor have a canonical decomposition that NFC keeps. */
static const point_range inert_ranges[] = {
    {0x0000, 0x02FF}, {0x0400, 0x0482}, {0x048A, 0x0590}, {0x1E00, 0x1EFF},   {0x2002, 0x20CF},
    {0x2190, 0x2328}, {0x232B, 0x2ADB}, {0x3000, 0x3029}, {0x3030, 0x3098},   {0x309B, 0xA66E},
    {0xAC00, 0xD7A3}, {0xE000, 0xF8FF}, {0xFE30, 0xFFFF}, {0x1F000, 0x1FBFF}, {0x20000, 0x2F7FF}};

/* Letters that join what is before them though they are no marks: Hangul's conjoining vowels and
 * finals, and vowel signs of Kirat Rai. */
static const point_range joining_letters[] = {
    {0x1160, 0x11FF}, {0xD7B0, 0xD7FF}, {0x16D63, 0x16D6A}};

static nfc_class class_in_nfc(uint32_t point)
{
    if (IN(inert_ranges, point))
        return NFC_INERT;
    const utf8proc_property_t *about = utf8proc_get_property((utf8proc_int32_t)point);
    if (about->combining_class != 0 || about->category == UTF8PROC_CATEGORY_MN ||
        about->category == UTF8PROC_CATEGORY_MC || about->category == UTF8PROC_CATEGORY_ME ||
        IN(joining_letters, point))
        return NFC_JOINS;
    bool canonical = about->decomp_seqindex != UINT16_MAX && about->decomp_type == 0;
    return canonical ? NFC_CHANGES : NFC_INERT;
}

bool nws_unicode_joins(uint32_t point)
{
    return class_in_nfc(point) == NFC_JOINS;
}

/* Points of one segment that are looked at together. Reordering marks costs the square of their
 * number, and no script has more than a few: longer runs are normalized in pieces of this size,
 * which is a departure from NFC that nothing but an attack can see. */
enum { SEGMENT_POINTS = 128, DECOMPOSED_MAX = 4 };

static nws_status normalize_piece(nws_view piece, nws_buffer *out)
{
    utf8proc_int32_t points[SEGMENT_POINTS * DECOMPOSED_MAX + 1]; /* + 1: reencode ends with NUL */
    const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
    utf8proc_ssize_t count =
        utf8proc_decompose((const utf8proc_uint8_t *)piece.data, (utf8proc_ssize_t)piece.length,
                           points, SEGMENT_POINTS * DECOMPOSED_MAX, options);
    if (count < 0 || count > SEGMENT_POINTS * DECOMPOSED_MAX)
        return nws_buffer_add(out, piece); /* cannot be: text is valid, and 4 is the standard's */
    utf8proc_ssize_t length = utf8proc_reencode(points, count, options);
    if (length < 0)
        return nws_buffer_add(out, piece);
    return nws_buffer_append(out, points, (size_t)length);
}

/* Normalizes the segment that begins at *cursor and moves the cursor past it. */
static nws_status normalize_segment(const char **cursor, const char *end, nws_buffer *out)
{
    const char *start = *cursor, *at = start;
    (void)nws_utf8_next(&at); /* the starter */
    for (size_t points = 1; at < end; points++) {
        const char *next = at;
        if (class_in_nfc(nws_utf8_next(&next)) != NFC_JOINS)
            break;
        if (points == SEGMENT_POINTS) {
            NWS_TRY(normalize_piece(nws_view_of(start, (size_t)(at - start)), out));
            start = at;
            points = 0;
        }
        at = next;
    }
    *cursor = at;
    return normalize_piece(nws_view_of(start, (size_t)(at - start)), out);
}

#if defined(NWS_SCAN_VECTOR)
static nws_scan_block within(nws_scan_block block, unsigned char first, unsigned char last)
{
    return nws_scan_and(nws_scan_least(block, first),
                        nws_scan_below(block, (unsigned char)(last + 1)));
}

/* Index of the first of 16 bytes that may begin a point which is not inert. Reads two more. */
static int first_doubtful(const char *at)
{
    const nws_scan_block lead = nws_scan_load(at);
    /* ASCII, continuations, up to U+02FF; U+4000..9FFF. Most blocks hold nothing else. */
    nws_scan_block inert = nws_scan_or(nws_scan_below(lead, 0xCC), within(lead, 0xE4, 0xE9));
    if (nws_scan_first(nws_scan_equal(inert, 0)) == NWS_SCAN_BLOCK)
        return NWS_SCAN_BLOCK;
    const nws_scan_block second = nws_scan_load(at + 1), third = nws_scan_load(at + 2);
    /* U+0400..047F, 04C0..04FF, B000..CFFF, E000..EFFF, by the lead alone. */
    inert =
        nws_scan_or(inert, nws_scan_or(within(lead, 0xD0, 0xD1), nws_scan_equal(lead, (char)0xD3)));
    inert =
        nws_scan_or(inert, nws_scan_or(within(lead, 0xEB, 0xEC), nws_scan_equal(lead, (char)0xEE)));
    /* U+1E00..1EFF; 2002..203F; FF00..FF7F; 1F000..1FFFF. */
    const nws_scan_block vietnamese =
        nws_scan_and(nws_scan_equal(lead, (char)0xE1), within(second, 0xB8, 0xBB));
    const nws_scan_block punctuation =
        nws_scan_and(nws_scan_equal(lead, (char)0xE2),
                     nws_scan_and(nws_scan_equal(second, (char)0x80), nws_scan_least(third, 0x82)));
    const nws_scan_block full_width =
        nws_scan_and(nws_scan_equal(lead, (char)0xEF), within(second, 0xBC, 0xBD));
    const nws_scan_block emoji =
        nws_scan_and(nws_scan_equal(lead, (char)0xF0), nws_scan_equal(second, (char)0x9F));
    inert = nws_scan_or(
        inert, nws_scan_or(nws_scan_or(vietnamese, punctuation), nws_scan_or(full_width, emoji)));
    /* U+3000..3FFF but 302A..302F and 3099, 309A, which are marks. */
    const nws_scan_block marks =
        nws_scan_or(nws_scan_and(nws_scan_equal(second, (char)0x80), within(third, 0xAA, 0xAF)),
                    nws_scan_and(nws_scan_equal(second, (char)0x82), within(third, 0x99, 0x9A)));
    inert = nws_scan_or(inert,
                        nws_scan_and(nws_scan_equal(lead, (char)0xE3), nws_scan_equal(marks, 0)));
    return nws_scan_first(nws_scan_equal(inert, 0));
}
#endif

/* First byte in [at, end) that may begin a point which is not inert, or a place before it. */
static const char *skip_inert(const char *at, const char *end)
{
#if defined(NWS_SCAN_VECTOR)
    while (end - at >= NWS_SCAN_BLOCK + 2) {
        int first = first_doubtful(at);
        at += first;
        if (first < NWS_SCAN_BLOCK)
            return at;
    }
    /* The blocks may have ended inside a sequence. */
    while (at < end && ((unsigned char)*at & 0xC0) == 0x80)
        at++;
#else
    (void)end;
#endif
    return at;
}

/* Where the point that ends at at begins; at is not the start of the text. */
static const char *point_before(const char *at)
{
    do
        at--;
    while (((unsigned char)*at & 0xC0) == 0x80);
    return at;
}

nws_status nws_unicode_nfc(nws_view text, nws_buffer *out)
{
    if (text.length == 0)
        return NWS_OK;
    const char *at = text.data, *end = text.data + text.length;
    const char *copied = at; /* what lies before is in *out */
    NWS_TRY(nws_buffer_reserve(out, text.length));
    while ((at = skip_inert(at, end)) < end) {
        const char *next = at;
        const nfc_class kind = class_in_nfc(nws_utf8_next(&next));
        if (kind == NFC_INERT) {
            at = next;
            continue;
        }
        /* A point that joins takes with it the one before, which no segment has taken yet. */
        if (kind == NFC_JOINS && at > copied)
            at = point_before(at);
        NWS_TRY(nws_buffer_append(out, copied, (size_t)(at - copied)));
        NWS_TRY(normalize_segment(&at, end, out));
        copied = at;
    }
    return nws_buffer_append(out, copied, (size_t)(end - copied));
}

/* ---- case, version ---- */

uint32_t nws_unicode_fold(uint32_t point)
{
    if (point < 0x80)
        return nws_lower((unsigned char)point);
    /* From the CJK radicals to the Yi syllables no script has case. */
    if (point >= 0x2E80 && point < 0xA640)
        return point;
    utf8proc_int32_t folded[DECOMPOSED_MAX];
    utf8proc_int32_t from = (utf8proc_int32_t)point;
    utf8proc_ssize_t count =
        utf8proc_decompose_char(from, folded, DECOMPOSED_MAX, UTF8PROC_CASEFOLD, NULL);
    if (count == 1)
        return (uint32_t)folded[0];
    /* The full folding has several points: the simple one is the lower case, where there is one
     * and it is not Turkic (U+0130). */
    return point == 0x130 ? point : (uint32_t)utf8proc_tolower(from);
}

const char *nws_unicode_version(void)
{
    return utf8proc_version();
}
