/* libxml2's converters, fed in pieces; see encoding_convert.h for why this is a file of its own.
 *
 * What has not even the form of a sequence is found here, so that what it comes to follows the
 * standard and not the iconv at hand; the converter reads the runs between, and stops only where a
 * sequence means nothing. It is skipped (its length is the standard's too), and the rest is fed
 * again. Pieces are small because libxml2 moves what is left of a buffer down at each call.
 *
 * What no table has is never fed: up to 1.2.5, musl's iconv takes such a sequence for a point that
 * is none, and then writes before its output (CVE-2025-26519). It does so for gb18030's sequences
 * of four bytes even where they are right; those are read here.
 */
#include "html/encoding_convert.h"
#include "base/utf8.h"
#include "gen/encodings.h"
#include "html/encoding.h"

#include <libxml/encoding.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlversion.h>

enum { PIECE = 4096, LOW_WATER = 64, BAD_INPUT = -2 };

typedef enum decoder { GB18030, BIG5, EUC_JP, ISO_2022_JP, SHIFT_JIS, EUC_KR } decoder;

/* What iconv calls the encoding whose index is nearest to the standard's, then what it calls the
 * plain one: not every iconv has the vendors' extensions. The standard's GBK decoder is gb18030's.
 */
static const struct {
    const char *name, *nearest, *plain;
    decoder family;
} converters[] = {
    {"GBK", "GB18030", "GBK", GB18030},
    {"gb18030", "GB18030", "GBK", GB18030},
    {"Big5", "BIG5-HKSCS", "BIG5", BIG5},
    {"EUC-JP", "EUC-JP-MS", "EUC-JP", EUC_JP},
    {"ISO-2022-JP", "ISO-2022-JP", "ISO-2022-JP", ISO_2022_JP},
    {"Shift_JIS", "CP932", "SHIFT_JIS", SHIFT_JIS},
    {"EUC-KR", "CP949", "EUC-KR", EUC_KR},
};

typedef struct conversion {
    decoder family;
    xmlCharEncodingHandler *handler;
    xmlBuffer *in, *made;
    nws_view rest; /* what has not been put into in */
    nws_buffer *out;
    size_t *repairs;
} conversion;

static bool begins_sequence(decoder family, unsigned char byte)
{
    switch (family) {
    case ISO_2022_JP: return false;
    case EUC_JP: return (byte >= 0xA1 && byte <= 0xFE) || byte == 0x8E || byte == 0x8F;
    case SHIFT_JIS: return byte >= 0x81 && byte <= 0xFC && byte != 0xA0;
    default: return byte >= 0x81 && byte <= 0xFE;
    }
}

static bool in_range(unsigned char byte, unsigned char low, unsigned char high)
{
    return byte >= low && byte <= high;
}

/* Whether iconv is musl's. Up to 1.2.5 it looks for rows 85 to 94 of JIS X 0208 beyond its table.
 */
static bool has_musl(void)
{
#if defined(__linux__) && !defined(__GLIBC__)
    return true;
#else
    return false;
#endif
}

/* Rows 85 to 88, 93 and 94 are nobody's; 89 to 92 are NEC's. */
static bool is_row_of_jis(unsigned char lead)
{
    return !in_range(lead, 0xEB, 0xEF) || (in_range(lead, 0xED, 0xEE) && !has_musl());
}

/* Unified Hangul Code: beside the rows of KS X 1001, 178 or 84 syllables a row, up to C6 52. */
static bool is_cell_of_korean(unsigned char lead, unsigned char trail)
{
    if (trail >= 0xA1)
        return trail <= 0xFE;
    if (lead > 0xC6 || (lead == 0xC6 && trail > 0x52))
        return false;
    return in_range(trail, 0x41, 0x5A) || in_range(trail, 0x61, 0x7A) || trail >= 0x81;
}

/* Length of the sequence at the start of bytes (at least one) when it has the right form and the
 * converter is to read it, else 0.
 * https://encoding.spec.whatwg.org/#gb18030-decoder and its neighbours */
static size_t sound_length(decoder family, const unsigned char *bytes, size_t count)
{
    if (bytes[0] < 0x80)
        return 1;
    if (family == SHIFT_JIS && in_range(bytes[0], 0xA1, 0xDF))
        return 1;
    if (!begins_sequence(family, bytes[0]) || count < 2)
        return 0;
    const unsigned char second = bytes[1];
    switch (family) {
    case GB18030: return in_range(second, 0x40, 0x7E) || in_range(second, 0x80, 0xFE) ? 2 : 0;
    case BIG5: return in_range(second, 0x40, 0x7E) || in_range(second, 0xA1, 0xFE) ? 2 : 0;
    case SHIFT_JIS:
        if (!is_row_of_jis(bytes[0]))
            return 0;
        return in_range(second, 0x40, 0x7E) || in_range(second, 0x80, 0xFC) ? 2 : 0;
    case EUC_KR: return is_cell_of_korean(bytes[0], second) ? 2 : 0;
    case EUC_JP:
        if (bytes[0] == 0x8E)
            return in_range(second, 0xA1, 0xDF) ? 2 : 0;
        if (bytes[0] == 0x8F)
            return count >= 3 && in_range(second, 0xA1, 0xFE) && in_range(bytes[2], 0xA1, 0xFE) ? 3
                                                                                                : 0;
        return in_range(second, 0xA1, 0xFE) ? 2 : 0;
    default: return 0;
    }
}

/* Bytes of the ill-formed or unassigned sequence at the start of bytes (at least one). In every
 * decoder of the standard an ASCII byte that spoils a sequence is read again, another is not, and
 * a sequence that the end cuts off is one error. */
static size_t bad_length(decoder family, const unsigned char *bytes, size_t count)
{
    if (!begins_sequence(family, bytes[0]) || count < 2)
        return 1;
    if (family == GB18030 && nws_is_digit(bytes[1])) {
        if (count == 2)
            return 2;
        if (!in_range(bytes[2], 0x81, 0xFE))
            return 1;
        return count == 3 ? 3 : nws_is_digit(bytes[3]) ? 4 : 1;
    }
    if (family == EUC_JP && bytes[0] == 0x8F && in_range(bytes[1], 0xA1, 0xFE))
        return count > 2 && bytes[2] >= 0x80 ? 3 : 2;
    return bytes[1] >= 0x80 ? 2 : 1;
}

/* The point of gb18030's sequence of four bytes at the start of bytes, or 0 where there is none.
 * https://encoding.spec.whatwg.org/#index-gb18030-ranges-code-point */
static uint32_t four_byte_point(const unsigned char *bytes, size_t count)
{
    if (count < 4 || !in_range(bytes[0], 0x81, 0xFE) || !nws_is_digit(bytes[1]) ||
        !in_range(bytes[2], 0x81, 0xFE) || !nws_is_digit(bytes[3]))
        return 0;
    const uint32_t pointer = ((bytes[0] - 0x81u) * 10 + bytes[1] - '0') * 1260 +
                             (bytes[2] - 0x81u) * 10 + bytes[3] - '0';
    if (pointer >= 189000)
        return pointer <= 1237575 ? pointer - 189000 + 0x10000 : 0;
    if (pointer > 39419)
        return 0;
    size_t low = 0, high = NWS_GB18030_RANGES; /* the range is the last one that begins by then */
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (nws_gb18030_ranges[middle].pointer <= pointer)
            low = middle;
        else
            high = middle;
    }
    return nws_gb18030_ranges[low].point + (pointer - nws_gb18030_ranges[low].pointer);
}

/* Sequences that the standard's decoders read and iconv's do not. Big5: its index has these twice,
 * or has what HKSCS left out. */
static const struct {
    decoder family;
    unsigned char length, bytes[2];
    const char *text;
} readable[] = {
    {GB18030, 1, {0x80, 0}, "\xE2\x82\xAC"}, {SHIFT_JIS, 1, {0x80, 0}, "\xC2\x80"},
    {BIG5, 2, {0xA1, 0x5A}, "\xE2\x95\xB4"}, {BIG5, 2, {0xA1, 0xC3}, "\xEF\xBF\xA3"},
    {BIG5, 2, {0xA1, 0xC5}, "\xCB\x8D"},     {BIG5, 2, {0xA1, 0xFE}, "\xEF\xBC\x8F"},
    {BIG5, 2, {0xA2, 0x40}, "\xEF\xBC\xBC"}, {BIG5, 2, {0xA2, 0xCC}, "\xE5\x8D\x81"},
    {BIG5, 2, {0xA2, 0xCE}, "\xE5\x8D\x85"},
};

/* Writes what the sequence at the start of bytes stands for, which the converter does not read;
 * returns its length. */
static nws_status skip_sequence(conversion *work, const unsigned char *bytes, size_t count,
                                size_t *length)
{
    for (size_t i = 0; i < sizeof readable / sizeof *readable; i++) {
        if (readable[i].family == work->family && readable[i].length <= count &&
            memcmp(readable[i].bytes, bytes, readable[i].length) == 0) {
            *length = readable[i].length;
            return nws_buffer_append(work->out, readable[i].text, strlen(readable[i].text));
        }
    }
    const uint32_t point = work->family == GB18030 ? four_byte_point(bytes, count) : 0;
    if (point != 0) {
        char text[4];
        *length = 4;
        return nws_buffer_append(work->out, text, nws_utf8_put(text, point));
    }
    *length = bad_length(work->family, bytes, count);
    *work->repairs += 1;
    return nws_buffer_append(work->out, "\xEF\xBF\xBD", 3);
}

/* The converter is stuck: at a sequence that means nothing, or (ISO-2022-JP only, which has no
 * forms to tell by) at one that the end or a bad byte cuts off. */
static nws_status skip_stuck(conversion *work, bool cut_off)
{
    const size_t count = (size_t)xmlBufferLength(work->in);
    size_t length;
    NWS_TRY(skip_sequence(work, xmlBufferContent(work->in), count, &length));
    xmlBufferShrink(work->in, (unsigned)(cut_off ? count : length));
    return NWS_OK;
}

/* Moves a run of whole sequences from the rest to the converter's input, when that is short. */
static nws_status refill(conversion *work)
{
    const size_t present = (size_t)xmlBufferLength(work->in);
    if (present >= LOW_WATER || work->rest.length == 0)
        return NWS_OK;
    const unsigned char *bytes = (const unsigned char *)work->rest.data;
    const size_t room = PIECE - present;
    size_t run = 0;
    while (run < work->rest.length) {
        size_t length = sound_length(work->family, bytes + run, work->rest.length - run);
        if (length == 0 || run + length > room)
            break;
        run += length;
    }
    if (run > 0 && xmlBufferAdd(work->in, bytes, (int)run) != 0)
        return NWS_E_MEMORY;
    work->rest = nws_view_slice(work->rest, run, work->rest.length);
    return NWS_OK;
}

static nws_status convert_all(conversion *work)
{
    for (;;) {
        NWS_TRY(refill(work));
        int before = xmlBufferLength(work->in);
        if (before == 0 && work->rest.length == 0)
            return NWS_OK;
        if (before == 0) { /* no run: the rest begins with a sequence that is not fed */
            size_t length;
            NWS_TRY(skip_sequence(work, (const unsigned char *)work->rest.data, work->rest.length,
                                  &length));
            work->rest = nws_view_slice(work->rest, length, work->rest.length);
            continue;
        }
        int result = xmlCharEncInFunc(work->handler, work->made, work->in);
        int made = xmlBufferLength(work->made);
        NWS_TRY(nws_buffer_append(work->out, xmlBufferContent(work->made), (size_t)made));
        xmlBufferEmpty(work->made);
        if (made == 0 && xmlBufferLength(work->in) == before)
            NWS_TRY(skip_stuck(work, result != BAD_INPUT));
    }
}

/* libxml2 would print what it cannot convert to standard error. */
#if LIBXML_VERSION >= 21200
static void note_error(void *noted, const xmlError *error)
#else
static void note_error(void *noted, xmlErrorPtr error)
#endif
{
    *(bool *)noted = true;
    (void)error;
}

static nws_status convert_quietly(conversion *work)
{
    /* Both are this thread's own, and are put back as the caller had them. The last error is, too:
     * reset where it is ours, so that it holds no memory when the thread ends
     * (tools/wheels/threads.c). */
    xmlStructuredErrorFunc handler = xmlStructuredError;
    void *context = xmlStructuredErrorContext;
    bool noted = false;
    xmlSetStructuredErrorFunc(&noted, note_error);
    nws_status status = convert_all(work);
    xmlSetStructuredErrorFunc(context, handler);
    if (noted)
        xmlResetLastError();
    return status;
}

static nws_status convert_with(conversion *work)
{
    nws_status status = NWS_E_MEMORY;
    work->in = xmlBufferCreateSize(PIECE);
    /* Large enough that libxml2 never grows it: it asks for twice the input. */
    work->made = xmlBufferCreateSize((size_t)PIECE * 4);
    if (work->in != NULL && work->made != NULL)
        status = convert_quietly(work);
    xmlBufferFree(work->in);
    xmlBufferFree(work->made);
    return status;
}

nws_status nws_encoding_convert(const char *name, nws_view data, nws_buffer *out, size_t *repairs)
{
    conversion work = {.rest = data, .out = out, .repairs = repairs};
    for (size_t i = 0; i < sizeof converters / sizeof *converters; i++) {
        if (strcmp(converters[i].name, name) != 0)
            continue;
        work.family = converters[i].family;
        work.handler = xmlFindCharEncodingHandler(converters[i].nearest);
        if (work.handler == NULL)
            work.handler = xmlFindCharEncodingHandler(converters[i].plain);
    }
    if (work.handler == NULL)
        return NWS_E_ENCODING;
    nws_status status = nws_buffer_reserve(out, data.length);
    if (status == NWS_OK)
        status = convert_with(&work);
    xmlCharEncCloseFunc(work.handler);
    return status;
}

void nws_encoding_setup(void)
{
    xmlInitParser();
}

const char *nws_encoding_version(void)
{
    return LIBXML_DOTTED_VERSION;
}
