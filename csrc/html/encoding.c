/* Labels, and decoding into UTF-8. Which encoding a file is in is encoding_detect.c's question.
 *
 * Three ways in: UTF-8 by repair, UTF-16 and the single-byte encodings by our own loops (their
 * tables are small and the standard's differ from iconv's), the East Asian ones through libxml2.
 * https://encoding.spec.whatwg.org/
 */
#include "html/encoding.h"

#include "base/utf8.h"
#include "gen/encodings.h"
#include "html/encoding_convert.h"

enum { LABEL_MAX = 24 }; /* longer than every label */

const char *nws_encoding_find(nws_view label)
{
    /* https://encoding.spec.whatwg.org/#concept-encoding-get */
    label = nws_view_trim(label);
    if (label.length == 0 || label.length > LABEL_MAX)
        return NULL;
    char lower[LABEL_MAX];
    for (size_t i = 0; i < label.length; i++)
        lower[i] = (char)nws_lower((unsigned char)label.data[i]);

    size_t low = 0, high = NWS_ENCODING_LABELS;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *candidate = nws_encoding_labels[middle].label;
        size_t length = strlen(candidate);
        int order = memcmp(lower, candidate, label.length < length ? label.length : length);
        if (order == 0 && label.length == length)
            return nws_encoding_entries[nws_encoding_labels[middle].entry].name;
        if (order < 0 || (order == 0 && label.length < length))
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const char *nws_encoding_label_at(size_t number)
{
    return number < NWS_ENCODING_LABELS ? nws_encoding_labels[number].label : NULL;
}

static const nws_encoding_entry *entry_of(const char *name)
{
    for (size_t i = 0; i < NWS_ENCODING_COUNT; i++)
        if (strcmp(nws_encoding_entries[i].name, name) == 0)
            return &nws_encoding_entries[i];
    return NULL;
}

/* https://encoding.spec.whatwg.org/#single-byte-decoder */
static nws_status decode_single(const uint16_t *high, nws_view data, nws_buffer *out,
                                size_t *repairs)
{
    const char *at = data.data, *end = data.data + data.length;
    while (at < end) {
        const char *run = at;
        while (at < end && (unsigned char)*at < 0x80)
            at++;
        NWS_TRY(nws_buffer_append(out, run, (size_t)(at - run)));
        /* Every byte of the upper half takes at most three. */
        run = at;
        while (at < end && (unsigned char)*at >= 0x80)
            at++;
        NWS_TRY(nws_buffer_reserve(out, (size_t)(at - run) * 3));
        char *to = out->data + out->length;
        for (; run < at; run++) {
            uint32_t point = high[(unsigned char)*run - 0x80];
            if (point == 0) {
                point = NWS_REPLACEMENT;
                *repairs += 1;
            }
            to += nws_utf8_put(to, point);
        }
        out->length = (size_t)(to - out->data);
    }
    return NWS_OK;
}

static uint32_t unit16(const char *at, bool big_endian)
{
    const unsigned char *byte = (const unsigned char *)at;
    return big_endian ? (uint32_t)byte[0] << 8 | byte[1] : (uint32_t)byte[1] << 8 | byte[0];
}

/* https://encoding.spec.whatwg.org/#shared-utf-16-decoder */
static nws_status decode_utf16(bool big_endian, nws_view data, nws_buffer *out, size_t *repairs)
{
    const char *at = data.data, *end = data.data + data.length;
    NWS_TRY(nws_buffer_reserve(out, data.length / 2 * 3 + 4));
    char *to = out->data + out->length;
    while (end - at >= 2) {
        uint32_t point = unit16(at, big_endian);
        at += 2;
        if ((point & 0xF800u) == 0xD800u) {
            uint32_t low = end - at >= 2 ? unit16(at, big_endian) : 0;
            if (point < 0xDC00u && (low & 0xFC00u) == 0xDC00u) {
                point = 0x10000u + ((point & 0x3FFu) << 10 | (low & 0x3FFu));
                at += 2;
            } else {
                point = NWS_REPLACEMENT;
                *repairs += 1;
            }
        }
        to += nws_utf8_put(to, point);
    }
    if (at < end) { /* half a unit */
        to += nws_utf8_put(to, NWS_REPLACEMENT);
        *repairs += 1;
    }
    out->length = (size_t)(to - out->data);
    return NWS_OK;
}

nws_status nws_encoding_decode(const char *name, nws_view data, nws_buffer *out, size_t *repairs)
{
    *repairs = 0;
    const nws_encoding_entry *entry = entry_of(name);
    if (entry == NULL)
        return NWS_E_ENCODING;
    if (data.length == 0)
        return NWS_OK;
    if (entry->high != NULL)
        return decode_single(entry->high, data, out, repairs);
    if (strcmp(name, "UTF-8") == 0) {
        size_t first;
        return nws_utf8_repair(data, out, repairs, &first);
    }
    if (strncmp(name, "UTF-16", 6) == 0)
        return decode_utf16(strcmp(name, "UTF-16BE") == 0, data, out, repairs);
    return nws_encoding_convert(name, data, out, repairs);
}
