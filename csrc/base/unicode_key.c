/* Match keys and the width of text: what is asked of titles, not of whole articles.
 *
 * Separate from unicode.c, which every text passes through: here utf8proc is asked of every
 * character beyond ASCII and Han. Works on one segment at a time, as NFC does there.
 */
#include "base/unicode.h"

#include "base/utf8.h"

#include <utf8proc.h>

/* Points of a segment that are looked at together: reordering marks costs the square of their
 * number. U+FDFA becomes 18 points, canonically none becomes more than 4. */
enum { SEGMENT_POINTS = 64, CANONICAL_MAX = 4, MAPPED_MAX = 18 };

/* Canonical decomposition comes first, so that equivalent texts have one key: U+0345 is a mark
 * until its case is folded, and a letter from then on.
 * https://www.unicode.org/reports/tr44/#NFKC_Casefold, which takes default ignorables out. */
static const utf8proc_option_t canonical = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE;
static const utf8proc_option_t mapping =
    UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;

static bool is_han(uint32_t point)
{
    return point - 0x4E00u <= 0x9FFFu - 0x4E00u;
}

/* ---- keys ---- */

/* Whether a point may change together with what is before it: when it is a mark, or becomes one, or
 * becomes nothing, so that its neighbours meet. */
static bool joins(uint32_t point)
{
    utf8proc_int32_t mapped[MAPPED_MAX];
    int last = UTF8PROC_BOUNDCLASS_START;
    if (point < 0x80 || is_han(point))
        return false;
    if (nws_unicode_joins(point))
        return true;
    const utf8proc_ssize_t count =
        utf8proc_decompose_char((utf8proc_int32_t)point, mapped, MAPPED_MAX, mapping, &last);
    return count <= 0 || nws_unicode_joins((uint32_t)mapped[0]);
}

/* piece by options, as UTF-8 in the memory of points; its length, or -1. */
static utf8proc_ssize_t map_once(nws_view piece, utf8proc_int32_t *points, size_t room,
                                 utf8proc_option_t options)
{
    const utf8proc_ssize_t count =
        utf8proc_decompose((const utf8proc_uint8_t *)piece.data, (utf8proc_ssize_t)piece.length,
                           points, (utf8proc_ssize_t)room, options);
    if (count < 0 || count > (utf8proc_ssize_t)room)
        return -1;
    return utf8proc_reencode(points, count, options);
}

static nws_status map_piece(nws_view piece, nws_buffer *out)
{
    /* + 1: reencode ends with NUL. */
    utf8proc_int32_t apart[SEGMENT_POINTS * CANONICAL_MAX + 1];
    utf8proc_int32_t points[SEGMENT_POINTS * MAPPED_MAX + 1];
    utf8proc_ssize_t length = map_once(piece, apart, SEGMENT_POINTS * CANONICAL_MAX, canonical);
    if (length >= 0)
        length = map_once(nws_view_of((const char *)apart, (size_t)length), points,
                          SEGMENT_POINTS * MAPPED_MAX, mapping);
    if (length < 0)
        return nws_buffer_add(out, piece); /* cannot be: text is valid, and there is room */
    return nws_buffer_append(out, points, (size_t)length);
}

/* Maps the point at *cursor with all that joins it, and moves the cursor past them. */
static nws_status map_segment(const char **cursor, const char *end, nws_buffer *out)
{
    const char *start = *cursor, *at = start;
    (void)nws_utf8_next(&at);
    for (size_t points = 1; at < end; points++) {
        const char *next = at;
        if (!joins(nws_utf8_next(&next)))
            break;
        if (points == SEGMENT_POINTS) {
            NWS_TRY(map_piece(nws_view_of(start, (size_t)(at - start)), out));
            start = at;
            points = 0;
        }
        at = next;
    }
    *cursor = at;
    return map_piece(nws_view_of(start, (size_t)(at - start)), out);
}

/* White_Space that is left when compatibility is gone. */
static bool is_space(uint32_t point)
{
    return point == ' ' || point - '\t' <= '\r' - '\t' || point == 0x85 || point == 0x1680 ||
           point == 0x2028 || point == 0x2029;
}

/* Runs of white space become one blank, and none at the ends, from start on. */
static void collapse(nws_buffer *out, size_t start)
{
    const char *at = out->data + start, *end = out->data + out->length;
    size_t length = start;
    bool blank = false;
    while (at < end) {
        const char *from = at;
        if (is_space(nws_utf8_next(&at))) {
            blank = length > start;
            continue;
        }
        if (blank)
            out->data[length++] = ' ';
        blank = false;
        memmove(out->data + length, from, (size_t)(at - from));
        length += (size_t)(at - from);
    }
    out->length = length;
}

nws_status nws_unicode_key(nws_view text, nws_buffer *out)
{
    const size_t start = out->length;
    if (text.length == 0)
        return NWS_OK;
    const char *at = text.data, *end = at + text.length;
    NWS_TRY(nws_buffer_reserve(out, text.length));
    while (at < end) {
        if ((unsigned char)*at < 0x80 && (end - at == 1 || (unsigned char)at[1] < 0x80)) {
            NWS_TRY(nws_buffer_push(out, (char)nws_lower((unsigned char)*at++)));
            continue;
        }
        const char *next = at;
        if (is_han(nws_utf8_next(&next))) { /* no mark makes another of it */
            NWS_TRY(nws_buffer_append(out, at, (size_t)(next - at)));
            at = next;
            continue;
        }
        NWS_TRY(map_segment(&at, end, out));
    }
    collapse(out, start);
    return NWS_OK;
}

/* ---- width ---- */

/* Whether U+FE0F makes an emoji of a point, which is then two columns wide.
 * https://www.unicode.org/reports/tr51/#Emoji_Variation_Sequences */
static bool becomes_emoji(uint32_t point)
{
    return nws_is_digit((unsigned char)(point < 0x80 ? point : 0)) || point == '#' ||
           point == '*' ||
           utf8proc_get_property((utf8proc_int32_t)point)->boundclass ==
               UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

static bool is_flag_letter(uint32_t point)
{
    return point - 0x1F1E6u <= 0x1F1FFu - 0x1F1E6u;
}

/* Whether a point goes on with a cluster as an Indic consonant, which Unicode 15.1 joins to the one
 * before and Unicode 15.0 does not: it stands beside that one in a terminal, whichever utf8proc
 * knows. https://www.unicode.org/reports/tr29/#GB9c */
static bool joins_consonant(uint32_t before, uint32_t point)
{
    return utf8proc_category((utf8proc_int32_t)point) == UTF8PROC_CATEGORY_LO &&
           (before == 0x200D ||
            utf8proc_category((utf8proc_int32_t)before) == UTF8PROC_CATEGORY_MN);
}

size_t nws_unicode_width(nws_view text)
{
    const char *at = text.data, *end = at + text.length;
    size_t width = 0, cluster = 0;
    uint32_t first = 0, before = 0;
    utf8proc_int32_t state = 0;
    for (bool begun = false; at < end; begun = true) {
        const uint32_t point = nws_utf8_next(&at);
        const size_t own = (size_t)utf8proc_charwidth((utf8proc_int32_t)point);
        if (!begun || utf8proc_grapheme_break_stateful((utf8proc_int32_t)before,
                                                       (utf8proc_int32_t)point, &state)) {
            width += cluster;
            cluster = own;
            first = point;
        } else if ((point == 0xFE0F && becomes_emoji(first)) ||
                   (is_flag_letter(point) && is_flag_letter(first))) {
            cluster = 2;
        } else if (point == 0xFF9E || point == 0xFF9F || /* beside half-width kana, not on it */
                   joins_consonant(before, point)) {
            cluster += own;
        } else if (own > cluster) {
            cluster = own;
        }
        before = point;
    }
    return width + cluster;
}
