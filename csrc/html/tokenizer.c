/* The tokenizer's entry and what its states share: which state is on, and decoding into the arena.
 *
 * The states themselves are in states_*.c, one file a family.
 */
#include "html/tokenizer.h"

#include "base/scan.h"
#include "base/utf8.h"
#include "html/states.h"

void nws_tokenizer_init(nws_tokenizer *tokenizer, nws_arena *arena, nws_view input)
{
    const char *start = input.data == NULL ? "" : input.data;
    *tokenizer =
        (nws_tokenizer){.arena = arena, .input = start, .at = start, .end = start + input.length};
}

nws_status nws_tokenizer_next(nws_tokenizer *tokenizer, nws_token *token)
{
    switch (tokenizer->content) {
    case NWS_CONTENT_RCDATA:
    case NWS_CONTENT_RAWTEXT:
    case NWS_CONTENT_SCRIPT:
    case NWS_CONTENT_PLAINTEXT: return nws_state_text(tokenizer, token);
    case NWS_CONTENT_CDATA:
        if (!nws_state_cdata_ends(tokenizer))
            return nws_state_cdata(tokenizer, token);
        break;
    case NWS_CONTENT_DATA: break;
    }
    return nws_state_data(tokenizer, token);
}

static size_t count_nulls(const char *from, const char *to)
{
    size_t count = 0;
    while ((from = nws_scan_byte(from, to, '\0')) < to) {
        count++;
        from++;
    }
    return count;
}

/* Bytes that decoding may write. A reference grows by a fifth at the most (make_charref.py asserts
 * it: "&nGt;" is the worst), U+0000 by two bytes; a reference is written with slack behind it. */
static size_t decoded_room(const char *from, const char *to, nws_decoding decoding)
{
    size_t length = (size_t)(to - from);
    size_t room = length + 2 * count_nulls(from, to);
    bool references = decoding == NWS_DECODE_TEXT || decoding == NWS_DECODE_ATTRIBUTE;
    return references ? room + length / 5 + NWS_CHARREF_MAX : room + 1;
}

static char *decode_references(const char *from, const char *to, bool in_attribute, char *out)
{
    while (from < to) {
        const char *stop = nws_scan_any4(from, to, '&', '\0', '&', '\0');
        size_t plain = (size_t)(stop - from);
        memcpy(out, from, plain);
        out += plain;
        from = stop;
        if (from == to)
            break;
        size_t written, used;
        if (*from == '\0') {
            out += nws_utf8_put(out, NWS_REPLACEMENT);
            from++;
        } else if ((used = nws_charref_read(from, to, in_attribute, out, &written)) > 0) {
            out += written;
            from += used;
        } else {
            *out++ = *from++;
        }
    }
    return out;
}

static char *decode_bytes(const char *from, const char *to, bool lower, char *out)
{
    for (; from < to; from++) {
        if (*from == '\0')
            out += nws_utf8_put(out, NWS_REPLACEMENT);
        else
            *out++ = lower ? (char)nws_lower((unsigned char)*from) : *from;
    }
    return out;
}

nws_status nws_state_decode(nws_tokenizer *tokenizer, const char *from, const char *to,
                            nws_decoding decoding, nws_view *text)
{
    size_t room = decoded_room(from, to, decoding);
    char *out = nws_arena_alloc(tokenizer->arena, room);
    if (out == NULL)
        return NWS_E_MEMORY;
    char *after = decoding == NWS_DECODE_NULLS || decoding == NWS_DECODE_LOWER
                      ? decode_bytes(from, to, decoding == NWS_DECODE_LOWER, out)
                      : decode_references(from, to, decoding == NWS_DECODE_ATTRIBUTE, out);
    *text = nws_view_of(out, (size_t)(after - out));
    nws_arena_trim(tokenizer->arena, out, room, text->length);
    return NWS_OK;
}

nws_status nws_state_plain(nws_tokenizer *tokenizer, const char *from, const char *to,
                           nws_view *text)
{
    if (!tokenizer->null_free && nws_scan_byte(from, to, '\0') < to)
        return nws_state_decode(tokenizer, from, to, NWS_DECODE_NULLS, text);
    *text = nws_view_of(from, (size_t)(to - from));
    return NWS_OK;
}
