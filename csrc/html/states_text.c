/* The states of elements whose content is text: RCDATA, RAWTEXT, script data, PLAINTEXT.
 *
 * All of them read to the end tag that closes the element, so each is a way to find that end tag;
 * what lies before it is one token. Script data has the three levels of the standard's escaping.
 */
#include "html/states.h"

#include "base/scan.h"

/* Whether name stands at at, in any case, with a byte behind it that ends a tag's name. */
static bool name_stands(const char *at, const char *end, nws_view name)
{
    if ((size_t)(end - at) <= name.length)
        return false;
    char after = at[name.length];
    return (nws_state_is_blank(after) || after == '/' || after == '>') &&
           nws_view_equal_nocase(nws_view_of(at, name.length), name);
}

/* Whether the "<" at at begins an appropriate end tag.
 * https://html.spec.whatwg.org/multipage/parsing.html#appropriate-end-tag-token */
static bool closes(const nws_tokenizer *tokenizer, const char *at)
{
    return tokenizer->end - at > 2 && at[1] == '/' && tokenizer->last_start.length > 0 &&
           name_stands(at + 2, tokenizer->end, tokenizer->last_start);
}

/* https://html.spec.whatwg.org/multipage/parsing.html#rcdata-less-than-sign-state
 * https://html.spec.whatwg.org/multipage/parsing.html#rawtext-less-than-sign-state */
static const char *find_end_tag(const nws_tokenizer *tokenizer)
{
    const char *at = tokenizer->at;
    while ((at = nws_scan_opening(at, tokenizer->end)) < tokenizer->end) {
        if (closes(tokenizer, at))
            return at;
        at++;
    }
    return at;
}

typedef enum script_level {
    SCRIPT_PLAIN,
    SCRIPT_ESCAPED, /* after "<!--" */
    SCRIPT_DOUBLE   /* after "<!--" and "<script" */
} script_level;

/* Moves past a run of "-", and past the ">" that makes it the end of the escape.
 * https://html.spec.whatwg.org/multipage/parsing.html#script-data-escaped-dash-dash-state
 * https://html.spec.whatwg.org/multipage/parsing.html#script-data-double-escaped-dash-dash-state */
static const char *skip_dashes(const char *at, const char *end, script_level *level)
{
    const char *after = at;
    while (after < end && *after == '-')
        after++;
    if (after - at >= 2 && after < end && *after == '>') {
        *level = SCRIPT_PLAIN;
        after++;
    }
    return after;
}

/* Moves past a "<" that is no end tag.
 * https://html.spec.whatwg.org/multipage/parsing.html#script-data-less-than-sign-state
 * https://html.spec.whatwg.org/multipage/parsing.html#script-data-double-escape-start-state
 * https://html.spec.whatwg.org/multipage/parsing.html#script-data-double-escape-end-state */
static const char *skip_less_than(const char *at, const char *end, script_level *level)
{
    static const nws_view script = {"script", 6};
    switch (*level) {
    case SCRIPT_PLAIN:
        if (!nws_view_starts(nws_view_of(at, (size_t)(end - at)), NWS_VIEW("<!--")))
            break;
        *level = SCRIPT_ESCAPED;
        return at + 2; /* the dashes count: "<!-->" ends the escape at once */
    case SCRIPT_ESCAPED:
        if (name_stands(at + 1, end, script))
            *level = SCRIPT_DOUBLE;
        break;
    case SCRIPT_DOUBLE:
        if (end - at > 1 && at[1] == '/' && name_stands(at + 2, end, script))
            *level = SCRIPT_ESCAPED;
        break;
    }
    return at + 1;
}

/* https://html.spec.whatwg.org/multipage/parsing.html#script-data-state */
static const char *find_script_end(const nws_tokenizer *tokenizer)
{
    const char *at = tokenizer->at;
    const char *end = tokenizer->end;
    script_level level = SCRIPT_PLAIN;
    for (;;) {
        at = level == SCRIPT_PLAIN ? nws_scan_opening(at, end)
                                   : nws_scan_any4(at, end, '<', '-', '<', '-');
        if (at == end)
            return end;
        if (*at == '-')
            at = skip_dashes(at, end, &level);
        else if (level != SCRIPT_DOUBLE && closes(tokenizer, at))
            return at;
        else
            at = skip_less_than(at, end, &level);
    }
}

static const char *find_content_end(const nws_tokenizer *tokenizer)
{
    switch (tokenizer->content) {
    case NWS_CONTENT_SCRIPT: return find_script_end(tokenizer);
    case NWS_CONTENT_RCDATA:
    case NWS_CONTENT_RAWTEXT: return find_end_tag(tokenizer);
    default: return tokenizer->end; /* PLAINTEXT: nothing ends it */
    }
}

nws_status nws_state_text(nws_tokenizer *tokenizer, nws_token *token)
{
    const char *at = tokenizer->at;
    if (at == tokenizer->end)
        return nws_state_emit_end(tokenizer, token);
    const char *stop = find_content_end(tokenizer);
    if (stop == at) {
        tokenizer->content = NWS_CONTENT_DATA;
        return nws_state_tag(tokenizer, token, NWS_TOKEN_END, at + 2);
    }
    if (tokenizer->content == NWS_CONTENT_RCDATA && nws_scan_byte(at, stop, '&') < stop)
        NWS_TRY(nws_state_decode(tokenizer, at, stop, NWS_DECODE_TEXT, &token->text));
    else
        NWS_TRY(nws_state_plain(tokenizer, at, stop, &token->text));
    nws_state_emit(tokenizer, token, NWS_TOKEN_TEXT, stop);
    return NWS_OK;
}
