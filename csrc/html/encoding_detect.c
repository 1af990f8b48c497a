/* Which encoding a file is in, and its text. See encoding.h for the order of the questions.
 *
 * Guessing is kept simple, since it is the last resort and is always reported: it counts pairs of
 * bytes that common Chinese text is made of, and takes anything else for windows-1252.
 */
#include "html/encoding.h"

#include "base/utf8.h"

/* https://html.spec.whatwg.org/multipage/parsing.html#prescan-a-byte-stream-to-determine-its-encoding
 * looks at so many bytes; NUL bytes are counted in so many. */
enum { PRESCAN_BYTES = 1024, BINARY_BYTES = 4096, BINARY_SHARE = 100 };

static nws_status decode_named(nws_view data, const char *name, nws_encoding_source source,
                               nws_buffer *storage, nws_decoded *decoded)
{
    size_t start = storage->length;
    NWS_TRY(nws_encoding_decode(name, data, storage, &decoded->repairs));
    decoded->text = nws_view_slice(nws_buffer_view(storage), start, SIZE_MAX);
    decoded->encoding = name;
    decoded->source = source;
    return NWS_OK;
}

/* ---- byte order marks ---- */

/* UTF-32 has no label in the standard, which calls it no encoding; files of it exist all the same.
 */
static nws_status decode_utf32(bool big_endian, nws_view data, nws_buffer *storage,
                               nws_decoded *decoded)
{
    size_t start = storage->length;
    decoded->repairs = 0;
    NWS_TRY(nws_buffer_reserve(storage, data.length + 4));
    char *to = storage->data + start;
    for (size_t i = 0; i < data.length; i += 4) {
        uint32_t point = NWS_REPLACEMENT;
        bool good = data.length - i >= 4;
        if (good) {
            const unsigned char *b = (const unsigned char *)data.data + i;
            point = big_endian
                        ? (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3]
                        : (uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 | (uint32_t)b[1] << 8 | b[0];
            good = point <= 0x10FFFFu && (point & 0xFFFFF800u) != 0xD800u;
        }
        decoded->repairs += !good;
        to += nws_utf8_put(to, good ? point : NWS_REPLACEMENT);
    }
    storage->length = (size_t)(to - storage->data);
    decoded->text = nws_view_slice(nws_buffer_view(storage), start, SIZE_MAX);
    decoded->encoding = big_endian ? "UTF-32BE" : "UTF-32LE";
    decoded->source = NWS_ENCODING_BOM;
    return NWS_OK;
}

/* https://encoding.spec.whatwg.org/#bom-sniff, and UTF-32 before it (its mark begins as UTF-16's).
 * *found says whether there was a mark. */
static nws_status decode_marked(nws_view data, nws_buffer *storage, nws_decoded *decoded,
                                bool *found)
{
    static const struct {
        nws_view mark;
        const char *name; /* NULL: UTF-32 */
        bool big_endian;
    } marks[] = {
        {{"\xFF\xFE\0\0", 4}, NULL, false},    {{"\0\0\xFE\xFF", 4}, NULL, true},
        {{"\xEF\xBB\xBF", 3}, "UTF-8", false}, {{"\xFE\xFF", 2}, "UTF-16BE", true},
        {{"\xFF\xFE", 2}, "UTF-16LE", false},
    };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (!nws_view_starts(data, marks[i].mark))
            continue;
        *found = true;
        decoded->bom = marks[i].mark.length;
        nws_view rest = nws_view_slice(data, decoded->bom, data.length);
        if (marks[i].name == NULL)
            return decode_utf32(marks[i].big_endian, rest, storage, decoded);
        if (i == 2 && nws_utf8_valid(rest) == rest.length) { /* needs no copy */
            decoded->text = rest;
            decoded->encoding = "UTF-8";
            decoded->source = NWS_ENCODING_BOM;
            return NWS_OK;
        }
        return decode_named(rest, marks[i].name, NWS_ENCODING_BOM, storage, decoded);
    }
    *found = false;
    return NWS_OK;
}

/* ---- <meta charset> ---- */

/* A cursor over the bytes of the prescan. at == end means that they have run out, which ends the
 * prescan without a result wherever it happens. */
typedef struct prescan {
    const char *at, *end;
} prescan;

static bool skip_past(prescan *scan, nws_view text)
{
    for (; (size_t)(scan->end - scan->at) >= text.length; scan->at++) {
        if (memcmp(scan->at, text.data, text.length) == 0) {
            scan->at += text.length;
            return true;
        }
    }
    scan->at = scan->end;
    return false;
}

static void skip_spaces(prescan *scan)
{
    while (scan->at < scan->end && nws_is_space((unsigned char)*scan->at))
        scan->at++;
}

/* "Get an attribute", from the step "value".
 * https://html.spec.whatwg.org/multipage/parsing.html#concept-get-attributes-when-sniffing */
static nws_view read_value(prescan *scan)
{
    skip_spaces(scan);
    if (scan->at == scan->end)
        return NWS_VIEW_NONE;
    const char quote = *scan->at;
    if (quote == '"' || quote == '\'') {
        const char *start = ++scan->at;
        while (scan->at < scan->end && *scan->at != quote)
            scan->at++;
        nws_view value = nws_view_of(start, (size_t)(scan->at - start));
        if (scan->at < scan->end)
            scan->at++;
        return value;
    }
    const char *start = scan->at;
    while (scan->at < scan->end && !nws_is_space((unsigned char)*scan->at) && *scan->at != '>')
        scan->at++;
    return nws_view_of(start, (size_t)(scan->at - start));
}

/* "Get an attribute": false when there is none. */
static bool read_attribute(prescan *scan, nws_view *name, nws_view *value)
{
    while (scan->at < scan->end && (nws_is_space((unsigned char)*scan->at) || *scan->at == '/'))
        scan->at++;
    if (scan->at == scan->end || *scan->at == '>')
        return false;
    const char *start = scan->at;
    while (scan->at < scan->end && !(*scan->at == '=' && scan->at > start) && *scan->at != '/' &&
           *scan->at != '>' && !nws_is_space((unsigned char)*scan->at))
        scan->at++;
    *name = nws_view_of(start, (size_t)(scan->at - start));
    *value = NWS_VIEW("");
    skip_spaces(scan);
    if (scan->at < scan->end && *scan->at == '=') {
        scan->at++;
        *value = read_value(scan);
    }
    return scan->at < scan->end;
}

/* https://html.spec.whatwg.org/multipage/urls-and-fetching.html#extracting-character-encodings-from-meta-elements
 */
static const char *charset_in(nws_view content)
{
    static const nws_view word = {"charset", 7};
    prescan scan = {content.data, content.data + content.length};
    for (; (size_t)(scan.end - scan.at) >= word.length; scan.at++) {
        if (!nws_view_equal_nocase(nws_view_of(scan.at, word.length), word))
            continue;
        prescan after = {scan.at + word.length, scan.end};
        skip_spaces(&after);
        if (after.at == after.end || *after.at != '=')
            continue;
        after.at++;
        skip_spaces(&after);
        if (after.at == after.end)
            return NULL;
        const char quote = *after.at;
        bool quoted = quote == '"' || quote == '\'';
        const char *start = quoted ? ++after.at : after.at;
        while (after.at < after.end &&
               (quoted ? *after.at != quote
                       : *after.at != ';' && !nws_is_space((unsigned char)*after.at)))
            after.at++;
        if (quoted && after.at == after.end)
            return NULL;
        return nws_encoding_find(nws_view_of(start, (size_t)(after.at - start)));
    }
    return NULL;
}

/* The step for "<meta": the encoding that the element names, or NULL. */
static const char *read_meta(prescan *scan)
{
    bool seen_pragma = false, seen_content = false, seen_charset = false;
    bool got_pragma = false, need_pragma = false;
    const char *charset = NULL;
    nws_view name, value;
    while (read_attribute(scan, &name, &value)) {
        if (nws_view_equal_nocase(name, NWS_VIEW("http-equiv")) && !seen_pragma) {
            seen_pragma = true;
            got_pragma = nws_view_equal_nocase(value, NWS_VIEW("content-type"));
        } else if (nws_view_equal_nocase(name, NWS_VIEW("content")) && !seen_content) {
            seen_content = true;
            const char *found = charset_in(value);
            if (found != NULL && charset == NULL && !seen_charset) {
                charset = found;
                need_pragma = true;
            }
        } else if (nws_view_equal_nocase(name, NWS_VIEW("charset")) && !seen_charset) {
            seen_charset = true;
            charset = nws_encoding_find(value);
            need_pragma = false;
        }
    }
    if (scan->at == scan->end || charset == NULL || (need_pragma && !got_pragma))
        return NULL;
    /* What could be read as ASCII up to here is not UTF-16. */
    return strncmp(charset, "UTF-16", 6) == 0 ? "UTF-8" : charset;
}

/* Any other tag: its attributes are read so that a ">" in a value does not end it. */
static void skip_tag(prescan *scan)
{
    nws_view name, value;
    while (scan->at < scan->end && !nws_is_space((unsigned char)*scan->at) && *scan->at != '>')
        scan->at++;
    while (read_attribute(scan, &name, &value))
        continue;
}

/* https://html.spec.whatwg.org/multipage/parsing.html#prescan-a-byte-stream-to-determine-its-encoding
 */
static const char *declared_charset(nws_view data)
{
    data = nws_view_slice(data, 0, PRESCAN_BYTES);
    prescan scan = {data.data, data.data + data.length};
    while (skip_past(&scan, NWS_VIEW("<"))) {
        nws_view rest = nws_view_of(scan.at, (size_t)(scan.end - scan.at));
        if (nws_view_starts(rest, NWS_VIEW("!--"))) {
            scan.at++; /* "<!-->" is a whole comment: its dashes serve twice */
            skip_past(&scan, NWS_VIEW("-->"));
        } else if (rest.length > 4 &&
                   nws_view_equal_nocase(nws_view_slice(rest, 0, 4), NWS_VIEW("meta")) &&
                   (nws_is_space((unsigned char)rest.data[4]) || rest.data[4] == '/')) {
            scan.at += 4;
            const char *charset = read_meta(&scan);
            if (charset != NULL)
                return charset;
        } else if ((rest.length > 0 && nws_is_alpha((unsigned char)rest.data[0])) ||
                   (rest.length > 1 && rest.data[0] == '/' &&
                    nws_is_alpha((unsigned char)rest.data[1]))) {
            skip_tag(&scan);
        } else if (rest.length > 0 && strchr("!/?", rest.data[0]) != NULL && rest.data[0] != '\0') {
            skip_past(&scan, NWS_VIEW(">"));
        }
    }
    return NULL;
}

/* ---- guessing ---- */

bool nws_encoding_binary(nws_view data)
{
    data = nws_view_slice(data, 0, BINARY_BYTES);
    if (data.length == 0 || memchr(data.data, '\0', data.length) == NULL)
        return false; /* what nearly every file is told by */
    size_t count = 0;
    for (size_t i = 0; i < data.length; i++)
        count += data.data[i] == '\0';
    return count * BINARY_SHARE > data.length;
}

/* Is data UTF-8 with some damage? A file cut in the middle of a character, or put together from
 * pieces, has many good sequences for each bad one; text in another encoding has hardly any. */
static bool mostly_utf8(nws_view data)
{
    size_t good = 0, bad = 0;
    const char *at = data.data, *end = at + data.length;
    while (at < end) {
        if ((unsigned char)*at < 0x80) {
            at++;
            continue;
        }
        size_t length =
            nws_utf8_valid_scalar(nws_view_of(at, end - at < 4 ? (size_t)(end - at) : 4));
        size_t whole = nws_utf8_length((unsigned char)*at);
        if (length >= whole) {
            good++;
            at += whole;
        } else {
            bad++;
            at++;
            while (at < end && ((unsigned char)*at & 0xC0) == 0x80)
                at++;
        }
    }
    return good >= 2 * bad;
}

/* How data looks when it is read as pairs of bytes. */
typedef struct pair_count {
    size_t pairs;
    size_t common; /* of those, the ones that most text is made of */
    size_t bad;    /* bytes that begin no pair */
} pair_count;

static bool in_range(unsigned char byte, unsigned char low, unsigned char high)
{
    return byte >= low && byte <= high;
}

/* gb18030. Common: the punctuation of rows 1 to 3 and the 3,755 characters of GB 2312's level 1. */
static pair_count count_gb18030(const unsigned char *at, const unsigned char *end)
{
    pair_count count = {0};
    while (at < end) {
        if (*at < 0x80) {
            at++;
        } else if (end - at < 2) {
            break; /* cut off: says nothing */
        } else if (in_range(at[0], 0x81, 0xFE) && at[1] >= 0x40 && at[1] != 0x7F && at[1] != 0xFF) {
            count.pairs++;
            count.common +=
                at[1] >= 0xA1 && (in_range(at[0], 0xA1, 0xA3) || in_range(at[0], 0xB0, 0xD7));
            at += 2;
        } else if (end - at >= 4 && in_range(at[0], 0x81, 0xFE) && nws_is_digit(at[1]) &&
                   in_range(at[2], 0x81, 0xFE) && nws_is_digit(at[3])) {
            count.pairs++;
            at += 4;
        } else {
            count.bad++;
            at++;
        }
    }
    return count;
}

/* Big5. Common: the punctuation of A1 to A3 and the 5,401 characters of level 1, A4 to C6. */
static pair_count count_big5(const unsigned char *at, const unsigned char *end)
{
    pair_count count = {0};
    while (at < end) {
        if (*at < 0x80) {
            at++;
        } else if (end - at < 2) {
            break;
        } else if (in_range(at[0], 0x81, 0xFE) &&
                   (in_range(at[1], 0x40, 0x7E) || in_range(at[1], 0xA1, 0xFE))) {
            count.pairs++;
            count.common += in_range(at[0], 0xA1, 0xC6);
            at += 2;
        } else {
            count.bad++;
            at++;
        }
    }
    return count;
}

/* At least half of the pairs common (Western text forms pairs too, of rare characters), and at
 * most one in fifty bad. */
static bool plausible(const pair_count *count)
{
    return count->pairs > 0 && count->common * 2 >= count->pairs && count->bad * 50 <= count->pairs;
}

static const char *guess(nws_view data)
{
    const unsigned char *at = (const unsigned char *)data.data, *end = at + data.length;
    pair_count gb = count_gb18030(at, end), big5 = count_big5(at, end);
    bool gb_fits = plausible(&gb), big5_fits = plausible(&big5);
    /* Both fit: the one of whose pairs the larger part is common; gb18030 when they are alike. */
    if (gb_fits && big5_fits)
        big5_fits = big5.common * gb.pairs > gb.common * big5.pairs;
    return big5_fits ? "Big5" : gb_fits ? "gb18030" : "windows-1252";
}

/* ---- all of it ---- */

/* Encodings in which text may consist of bytes that are good UTF-8 and mean something else, so
 * that only the caller can know. */
static bool hides_in_utf8(const char *name)
{
    return strncmp(name, "UTF-16", 6) == 0 || strcmp(name, "ISO-2022-JP") == 0;
}

static nws_status choose(nws_view data, const char *option, nws_buffer *storage,
                         nws_decoded *decoded)
{
    bool marked;
    NWS_TRY(decode_marked(data, storage, decoded, &marked));
    if (marked)
        return NWS_OK;
    if (option != NULL && hides_in_utf8(option))
        return decode_named(data, option, NWS_ENCODING_OPTION, storage, decoded);
    if (nws_utf8_valid(data) == data.length) {
        decoded->text = data.length == 0 ? NWS_VIEW("") : data;
        return NWS_OK; /* as it was set up: UTF-8 */
    }
    if (option != NULL)
        return decode_named(data, option, NWS_ENCODING_OPTION, storage, decoded);
    if (nws_encoding_binary(data))
        return decode_named(data, "UTF-8", NWS_ENCODING_REPAIRED, storage, decoded);
    const char *declared = declared_charset(data);
    if (declared != NULL && strcmp(declared, "UTF-8") != 0) {
        nws_status status = decode_named(data, declared, NWS_ENCODING_DECLARED, storage, decoded);
        if (status != NWS_E_ENCODING) /* no converter here: guess, rather than lose the file */
            return status;
    }
    if (mostly_utf8(data))
        return decode_named(data, "UTF-8", NWS_ENCODING_REPAIRED, storage, decoded);
    nws_status status = decode_named(data, guess(data), NWS_ENCODING_GUESSED, storage, decoded);
    if (status != NWS_E_ENCODING)
        return status;
    return decode_named(data, "windows-1252", NWS_ENCODING_GUESSED, storage, decoded);
}

nws_status nws_encoding_detect(nws_view data, const char *option, nws_buffer *storage,
                               nws_decoded *decoded)
{
    *decoded = (nws_decoded){.encoding = "UTF-8", .source = NWS_ENCODING_UTF8};
    NWS_TRY(choose(data, option, storage, decoded));
    if (decoded->repairs > 0) {
        static const nws_view replaced = {"\xEF\xBF\xBD", 3};
        size_t at = 0;
        while (!nws_view_starts(nws_view_slice(decoded->text, at, 3), replaced))
            at++;
        decoded->first_repair = at;
    }
    return NWS_OK;
}
