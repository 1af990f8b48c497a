/* Values as JSON, and the look-up of a key. No recursion: lists and maps wait on a stack whose
 * depth is that of the value.
 */
#include "front/value.h"

#include "base/scan.h"
#include "front/scalar.h"
#include "front/value_walk.h"

#include <math.h>

const nws_value *nws_value_get(const nws_value *map, nws_view key)
{
    if (map == NULL || map->kind != NWS_VALUE_MAP)
        return NULL;
    for (uint32_t i = map->count; i > 0; i--)
        if (nws_view_equal(map->as.entries[i - 1].key.text, key))
            return &map->as.entries[i - 1].value;
    return NULL;
}

/* https://www.rfc-editor.org/rfc/rfc8259#section-7, and DEL, which terminals act on. */
static nws_status write_text(nws_view text, nws_buffer *out)
{
    static const char digits[] = "0123456789abcdef";
    NWS_TRY(nws_buffer_reserve(out, text.length * 6 + 2));
    char *at = out->data + out->length;
    *at++ = '"';
    const char *from = text.data, *end = text.data + text.length;
    for (;;) {
        const char *stop = nws_scan_string(from, end);
        const size_t run = (size_t)(stop - from);
        if (run > 0)
            memcpy(at, from, run);
        at += run;
        if (stop == end)
            break;
        from = stop + 1;
        const unsigned char byte = (unsigned char)*stop;
        *at++ = '\\';
        switch (byte) {
        case '"': *at++ = '"'; break;
        case '\\': *at++ = '\\'; break;
        case '\n': *at++ = 'n'; break;
        case '\r': *at++ = 'r'; break;
        case '\t': *at++ = 't'; break;
        default:
            memcpy(at, "u00", 3);
            at[3] = digits[byte >> 4];
            at[4] = digits[byte & 15];
            at += 5;
        }
    }
    *at++ = '"';
    out->length = (size_t)(at - out->data);
    return NWS_OK;
}

static nws_status write_integer(int64_t integer, nws_buffer *out)
{
    char room[NWS_DECIMAL_ROOM];
    return nws_buffer_add(out, nws_decimal(integer, room));
}

static nws_status write_scalar(const nws_value *value, nws_buffer *out)
{
    switch ((nws_value_kind)value->kind) {
    case NWS_VALUE_NULL: return nws_buffer_add(out, NWS_VIEW("null"));
    case NWS_VALUE_BOOL:
        return nws_buffer_add(out, value->as.truth ? NWS_VIEW("true") : NWS_VIEW("false"));
    case NWS_VALUE_INT:
        return value->big ? nws_buffer_add(out, value->text)
                          : write_integer(value->as.integer, out);
    case NWS_VALUE_FLOAT: {
        if (!isfinite(value->as.number)) /* JSON has none of these */
            return write_text(value->text, out);
        char digits[32];
        return nws_buffer_append(out, digits, nws_scalar_print(value->as.number, digits));
    }
    default: return write_text(value->text, out);
    }
}

static nws_status open_nested(nws_value_walk *walk, const nws_value *value, nws_buffer *out)
{
    NWS_TRY(nws_buffer_push(out, value->kind == NWS_VALUE_MAP ? '{' : '['));
    return nws_value_walk_into(walk, value);
}

/* Writes what comes next in the innermost list or map. */
static nws_status step(nws_value_walk *walk, nws_buffer *out)
{
    nws_value_step *at = nws_value_walk_at(walk);
    const nws_value *value = at->value;
    const bool is_map = value->kind == NWS_VALUE_MAP;
    if (at->next == value->count) {
        nws_value_walk_out(walk);
        return nws_buffer_push(out, is_map ? '}' : ']');
    }
    if (at->next > 0)
        NWS_TRY(nws_buffer_push(out, ','));
    const uint32_t index = at->next++;
    const nws_value *item = is_map ? &value->as.entries[index].value : &value->as.items[index];
    if (is_map) {
        NWS_TRY(write_text(value->as.entries[index].key.text, out));
        NWS_TRY(nws_buffer_push(out, ':'));
    }
    return nws_value_scalar(item) ? write_scalar(item, out) : open_nested(walk, item, out);
}

nws_status nws_value_json(const nws_value *value, nws_buffer *out)
{
    nws_value_walk walk;
    if (nws_value_scalar(value))
        return write_scalar(value, out);
    nws_value_walk_begin(&walk, out->allocator);
    nws_status status = open_nested(&walk, value, out);
    while (status == NWS_OK && nws_value_walk_at(&walk) != NULL)
        status = step(&walk, out);
    nws_value_walk_end(&walk);
    return status;
}
