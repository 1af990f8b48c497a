/* The doctype states.
 *
 * Separate because they are many and almost never run: a name, up to two quoted identifiers, and
 * the rule that a ">" ends a doctype wherever it stands.
 */
#include "html/states.h"

#include "base/scan.h"

/* Every function below moves *cursor and returns false once the doctype is over: *cursor then
 * stands on its ">" or on the input's end. */

static bool is_over(const char *at, const char *end)
{
    return at == end || *at == '>';
}

/* https://html.spec.whatwg.org/multipage/parsing.html#bogus-doctype-state */
static void skip_bogus(nws_tokenizer *tokenizer, const char **cursor)
{
    *cursor = nws_scan_byte(*cursor, tokenizer->end, '>');
}

/* A quoted identifier; without one the doctype is broken. An identifier that ">" or the input's end
 * cuts off counts as far as it goes.
 * https://html.spec.whatwg.org/multipage/parsing.html#before-doctype-public-identifier-state
 * https://html.spec.whatwg.org/multipage/parsing.html#doctype-public-identifier-(double-quoted)-state
 */
static nws_status read_identifier(nws_tokenizer *tokenizer, nws_token *token, const char **cursor,
                                  nws_view *identifier)
{
    const char *end = tokenizer->end;
    const char *at = nws_state_skip_blanks(*cursor, end);
    *cursor = at;
    if (at == end || (*at != '"' && *at != '\'')) {
        token->force_quirks = true;
        skip_bogus(tokenizer, cursor);
        return NWS_OK;
    }
    const char *stop = nws_scan_any4(at + 1, end, *at, '>', *at, '>');
    bool closed = stop < end && *stop == *at;
    token->force_quirks = !closed;
    *cursor = closed ? stop + 1 : stop;
    return nws_state_plain(tokenizer, at + 1, stop, identifier);
}

/* After the name, on "PUBLIC", "SYSTEM" or anything else.
 * https://html.spec.whatwg.org/multipage/parsing.html#after-doctype-name-state */
static nws_status read_identifiers(nws_tokenizer *tokenizer, nws_token *token, const char **cursor)
{
    const char *end = tokenizer->end;
    nws_view keyword =
        nws_view_slice(nws_view_of(*cursor, (size_t)(end - *cursor)), 0, sizeof "PUBLIC" - 1);
    bool public = nws_view_equal_nocase(keyword, NWS_VIEW("PUBLIC"));
    if (!public && !nws_view_equal_nocase(keyword, NWS_VIEW("SYSTEM"))) {
        token->force_quirks = true;
        skip_bogus(tokenizer, cursor);
        return NWS_OK;
    }
    *cursor += keyword.length;
    if (public) {
        NWS_TRY(read_identifier(tokenizer, token, cursor, &token->public_id));
        if (token->force_quirks)
            return NWS_OK;
        /* https://html.spec.whatwg.org/multipage/parsing.html#after-doctype-public-identifier-state
         */
        *cursor = nws_state_skip_blanks(*cursor, end);
        if (is_over(*cursor, end)) {
            token->force_quirks = *cursor == end;
            return NWS_OK;
        }
    }
    NWS_TRY(read_identifier(tokenizer, token, cursor, &token->system_id));
    if (token->force_quirks)
        return NWS_OK;
    /* https://html.spec.whatwg.org/multipage/parsing.html#after-doctype-system-identifier-state
     * What follows the identifier is skipped and harms nothing, but the end of the input does. */
    *cursor = nws_state_skip_blanks(*cursor, end);
    token->force_quirks = *cursor == end;
    skip_bogus(tokenizer, cursor);
    return NWS_OK;
}

/* https://html.spec.whatwg.org/multipage/parsing.html#doctype-state */
static nws_status read_doctype(nws_tokenizer *tokenizer, nws_token *token, const char **cursor)
{
    const char *end = tokenizer->end;
    const char *from = nws_state_skip_blanks(*cursor, end);
    const char *at = from;
    /* https://html.spec.whatwg.org/multipage/parsing.html#doctype-name-state */
    while (!is_over(at, end) && !nws_state_is_blank(*at))
        at++;
    if (at > from)
        NWS_TRY(nws_state_decode(tokenizer, from, at, NWS_DECODE_LOWER, &token->name));
    *cursor = nws_state_skip_blanks(at, end);
    if (!is_over(*cursor, end))
        return read_identifiers(tokenizer, token, cursor);
    token->force_quirks = *cursor == end || at == from;
    return NWS_OK;
}

nws_status nws_state_doctype(nws_tokenizer *tokenizer, nws_token *token, const char *after)
{
    token->name = NWS_VIEW_NONE;
    token->public_id = NWS_VIEW_NONE;
    token->system_id = NWS_VIEW_NONE;
    token->force_quirks = false;
    NWS_TRY(read_doctype(tokenizer, token, &after));
    nws_state_emit(tokenizer, token, NWS_TOKEN_DOCTYPE, after < tokenizer->end ? after + 1 : after);
    return NWS_OK;
}
