/* Tags: name and attributes, read straight through.
 *
 * The states of the standard fold into one loop, because what they differ in is only which parse
 * error they report. Every byte has a class, so a name is one loop over a table; names and values
 * that need no change are views of the input.
 */
#include "html/states.h"

#include "base/bounds.h"
#include "base/scan.h"

enum {
    BLANK = 1,    /* white space */
    SLASH = 2,    /* / */
    CLOSE = 4,    /* > */
    EQUALS = 8,   /* = */
    REWRITE = 16, /* A-Z and U+0000: a name with one is no view */
    REFERS = 32   /* & and U+0000: an attribute value with one is no view */
};

enum {
    ENDS_TAG_NAME = BLANK | SLASH | CLOSE,
    ENDS_ATTRIBUTE_NAME = BLANK | SLASH | CLOSE | EQUALS,
    ENDS_UNQUOTED = BLANK | CLOSE
};

/* clang-format off */
static const unsigned char classes[256] = {
    ['\t'] = BLANK, ['\n'] = BLANK, ['\f'] = BLANK, [' '] = BLANK,
    ['/'] = SLASH, ['>'] = CLOSE, ['='] = EQUALS, ['&'] = REFERS, ['\0'] = REWRITE | REFERS,
    ['A'] = REWRITE, ['B'] = REWRITE, ['C'] = REWRITE, ['D'] = REWRITE, ['E'] = REWRITE,
    ['F'] = REWRITE, ['G'] = REWRITE, ['H'] = REWRITE, ['I'] = REWRITE, ['J'] = REWRITE,
    ['K'] = REWRITE, ['L'] = REWRITE, ['M'] = REWRITE, ['N'] = REWRITE, ['O'] = REWRITE,
    ['P'] = REWRITE, ['Q'] = REWRITE, ['R'] = REWRITE, ['S'] = REWRITE, ['T'] = REWRITE,
    ['U'] = REWRITE, ['V'] = REWRITE, ['W'] = REWRITE, ['X'] = REWRITE, ['Y'] = REWRITE,
    ['Z'] = REWRITE};
/* clang-format on */

enum { FIRST_ATTRIBUTES = 16 };

static unsigned class_of(char byte)
{
    return classes[(unsigned char)byte];
}

/* Moves *cursor past bytes of none of the classes in ends; returns the classes it met. */
static unsigned skip_name(const char **cursor, const char *end, unsigned ends)
{
    const char *at = *cursor;
    unsigned met = 0;
    for (; at < end; at++) {
        unsigned class = class_of(*at);
        if ((class & ends) != 0)
            break;
        met |= class;
    }
    *cursor = at;
    return met;
}

#if defined(NWS_SCAN_VECTOR)
/* Length of the name at at that is a view as it stands and ends inside of one block, all of which
 * may be read; 0 when a byte at a time must tell. Most names do; a loop over their bytes is left at
 * a place that no processor foresees. */
NWS_INLINE size_t short_name(const char *at, const char *end, bool attribute)
{
    if (end - at < NWS_SCAN_BLOCK)
        return 0;
    const nws_scan_block block = nws_scan_load(at);
    nws_scan_block stop =
        nws_scan_or(nws_scan_below(block, ' ' + 1),
                    nws_scan_or(nws_scan_equal(block, '/'), nws_scan_equal(block, '>')));
    if (attribute)
        stop = nws_scan_or(stop, nws_scan_equal(block, '='));
    const nws_scan_block upper =
        nws_scan_and(nws_scan_least(block, 'A'), nws_scan_below(block, 'Z' + 1));
    const int length = nws_scan_first(nws_scan_or(stop, upper));
    const unsigned ends = attribute ? ENDS_ATTRIBUTE_NAME : ENDS_TAG_NAME;
    return length < NWS_SCAN_BLOCK && (class_of(at[length]) & ends) != 0 ? (size_t)length : 0;
}
#else
#define short_name(at, end, attribute) 0
#endif

/* The name in [from, to), in which the classes met occur, in lower case. */
static nws_status take_name(nws_tokenizer *tokenizer, const char *from, const char *to,
                            unsigned met, nws_view *name)
{
    if (NWS_UNLIKELY((met & REWRITE) != 0))
        return nws_state_decode(tokenizer, from, to, NWS_DECODE_LOWER, name);
    *name = nws_view_of(from, (size_t)(to - from));
    return NWS_OK;
}

/* Room for one attribute more than count. */
static nws_status make_room(nws_tokenizer *tokenizer, uint32_t count)
{
    if (NWS_LIKELY(count < tokenizer->attribute_capacity))
        return NWS_OK;
    uint32_t capacity = count == 0                       ? FIRST_ATTRIBUTES
                        : count < NWS_MAX_ATTRIBUTES / 2 ? count * 2
                                                         : NWS_MAX_ATTRIBUTES + 1;
    nws_token_attr *attributes = nws_arena_extend(
        tokenizer->arena, tokenizer->attributes,
        tokenizer->attribute_capacity * sizeof(nws_token_attr), capacity * sizeof(nws_token_attr));
    if (attributes == NULL)
        return NWS_E_MEMORY;
    tokenizer->attributes = attributes;
    tokenizer->attribute_capacity = capacity;
    return NWS_OK;
}

/* The rest of a quoted value that begins at from and in which a "&" or U+0000 stands at at. An
 * address like "?a=1&b=2" holds no reference and stays a view. */
static nws_status read_quoted_after(nws_tokenizer *tokenizer, const char *from, const char *at,
                                    const char **cursor, nws_view *value)
{
    const char *end = tokenizer->end;
    char quote = from[-1];
    while (at < end && *at == '&' && !nws_state_refers(at, end, true))
        at = nws_scan_any4(at + 1, end, quote, '&', '\0', quote);
    const char *to = nws_scan_byte(at, end, quote);
    *cursor = to < end ? to + 1 : end;
    if (at < to)
        return nws_state_decode(tokenizer, from, to, NWS_DECODE_ATTRIBUTE, value);
    *value = nws_view_of(from, (size_t)(to - from));
    return NWS_OK;
}

/* https://html.spec.whatwg.org/multipage/parsing.html#attribute-value-(unquoted)-state */
static nws_status read_unquoted(nws_tokenizer *tokenizer, const char **cursor, nws_view *value)
{
    const char *from = *cursor;
    unsigned met = skip_name(cursor, tokenizer->end, ENDS_UNQUOTED);
    if ((met & REFERS) != 0)
        return nws_state_decode(tokenizer, from, *cursor, NWS_DECODE_ATTRIBUTE, value);
    *value = nws_view_of(from, (size_t)(*cursor - from));
    return NWS_OK;
}

/* The states of attribute values, from before the value on; *cursor is moved past the closing quote
 * or onto the byte that ends an unquoted value, or to the end of the input when that cuts it off.
 * https://html.spec.whatwg.org/multipage/parsing.html#before-attribute-value-state */
static nws_status read_value(nws_tokenizer *tokenizer, const char **cursor, nws_view *value)
{
    const char *end = tokenizer->end;
    const char *from = nws_state_skip_blanks(*cursor, end);
    *cursor = from;
    if (from == end || (*from != '"' && *from != '\''))
        return read_unquoted(tokenizer, cursor, value);
    char quote = *from++;
    const char *to = nws_scan_any4(from, end, quote, '&', '\0', quote);
    if (NWS_UNLIKELY(to == end || *to != quote))
        return read_quoted_after(tokenizer, from, to, cursor, value);
    *cursor = to + 1;
    *value = nws_view_of(from, (size_t)(to - from));
    return NWS_OK;
}

/* Whether an attribute like the newest one, attributes[count], is among the first count, or there
 * are so many that it is left out.
 * https://html.spec.whatwg.org/multipage/parsing.html#attribute-name-state */
static nws_status find_repeat(nws_tokenizer *tokenizer, uint32_t count, bool *repeats)
{
    const nws_token_attr *attributes = tokenizer->attributes;
    const nws_token_attr *newest = &attributes[count];
    const uint64_t bit = UINT64_C(1) << (newest->id % 64);
    const bool fresh = (tokenizer->met & bit) == 0;
    tokenizer->met |= bit;
    if (NWS_UNLIKELY(count == NWS_MAX_ATTRIBUTES)) {
        tokenizer->dropped++;
        *repeats = true;
        return NWS_OK;
    }
    if (NWS_UNLIKELY(count >= FIRST_ATTRIBUTES))
        return nws_state_repeats(tokenizer, count, repeats);
    *repeats = false;
    if (NWS_LIKELY(fresh))
        return NWS_OK;
    for (uint32_t i = 0; i < count; i++) {
        if (attributes[i].id != newest->id)
            continue;
        if (newest->id != NWS_ATTR_UNKNOWN || nws_view_equal(attributes[i].name, newest->name)) {
            *repeats = true;
            break;
        }
    }
    return NWS_OK;
}

/* One attribute from its name on; *count grows unless its name was there before.
 * https://html.spec.whatwg.org/multipage/parsing.html#before-attribute-name-state */
static nws_status read_attribute(nws_tokenizer *tokenizer, const char **cursor, uint32_t *count)
{
    const char *end = tokenizer->end;
    const char *from = *cursor;
    const char *at = from + 1; /* a "=" here is the first byte of the name */
    NWS_TRY(make_room(tokenizer, *count));
    nws_token_attr *attribute = &tokenizer->attributes[*count];
    const size_t length = short_name(from, end, true);
    if (NWS_LIKELY(length > 0)) {
        attribute->name = nws_view_of(from, length);
        attribute->id = nws_attr_find_word(attribute->name, nws_name_word_ahead(from, length));
        at = from + length;
    } else {
        const unsigned met = class_of(*from) | skip_name(&at, end, ENDS_ATTRIBUTE_NAME);
        NWS_TRY(take_name(tokenizer, from, at, met, &attribute->name));
        attribute->id = nws_attr_find(attribute->name);
    }
    bool repeats;
    NWS_TRY(find_repeat(tokenizer, *count, &repeats));
    /* https://html.spec.whatwg.org/multipage/parsing.html#after-attribute-name-state */
    const char *equals = nws_state_skip_blanks(at, end);
    if (equals < end && *equals == '=') {
        at = equals + 1;
        NWS_TRY(read_value(tokenizer, &at, &attribute->value));
    } else {
        at = equals;
        attribute->value = NWS_VIEW("");
    }
    *count += !repeats;
    *cursor = at;
    return NWS_OK;
}

/* Everything between the name and the ">"; *cursor is moved past that, or is NULL when the input
 * ends before. https://html.spec.whatwg.org/multipage/parsing.html#self-closing-start-tag-state */
static nws_status read_attributes(nws_tokenizer *tokenizer, nws_token *token, const char **cursor)
{
    const char *at = *cursor;
    const char *end = tokenizer->end;
    bool slash = false;
    while (at < end && *at != '>') {
        unsigned class = class_of(*at);
        slash = (class & SLASH) != 0;
        if ((class & (SLASH | BLANK)) != 0)
            at++;
        else
            NWS_TRY(read_attribute(tokenizer, &at, &token->attribute_count));
    }
    token->self_closing = slash; /* only a "/" right before the ">" closes */
    *cursor = at < end ? at + 1 : NULL;
    return NWS_OK;
}

/* https://html.spec.whatwg.org/multipage/parsing.html#tag-name-state */
nws_status nws_state_tag(nws_tokenizer *tokenizer, nws_token *token, nws_token_type type,
                         const char *name)
{
    const size_t length = short_name(name, tokenizer->end, false);
    const char *at = name + length;
    if (NWS_LIKELY(length > 0)) {
        token->name = nws_view_of(name, length);
        token->tag = nws_tag_find_word(token->name, nws_name_word_ahead(name, length));
    } else {
        const unsigned met = skip_name(&at, tokenizer->end, ENDS_TAG_NAME);
        NWS_TRY(take_name(tokenizer, name, at, met, &token->name));
        token->tag = nws_tag_find(token->name);
    }
    token->attribute_count = 0;
    tokenizer->seen_count = 0;
    tokenizer->met = 0;
    NWS_TRY(read_attributes(tokenizer, token, &at));
    if (at == NULL) /* eof-in-tag */
        return nws_state_emit_end(tokenizer, token);
    token->attributes = tokenizer->attributes;
    if (type == NWS_TOKEN_START)
        tokenizer->last_start = token->name;
    else
        token->attribute_count = 0;
    nws_state_emit(tokenizer, token, type, at);
    return NWS_OK;
}
