/* The data state, where bodies spend their time, and the two states that a "<" leads to from it.
 *
 * A run of text without references becomes one token that views the input. A "<" that opens nothing
 * is part of the run. CDATA sections are here too: they are text of the same kind.
 */
#include "html/states.h"

#include "base/scan.h"

/* Whether the "<" at at opens a token (or "</>", which is nothing): a letter, "!" or "?" behind it,
 * or a "/" and any byte.
 * https://html.spec.whatwg.org/multipage/parsing.html#tag-open-state */
static bool opens_markup(const char *at, const char *end)
{
    if (end - at < 2)
        return false;
    return nws_is_alpha((unsigned char)at[1]) || at[1] == '!' || at[1] == '?' ||
           (at[1] == '/' && end - at > 2);
}

/* First U+0000, "<" that opens markup, or "&"; with references false, "&" is passed over. */
NWS_INLINE const char *find_text_end(const char *at, const char *end, bool references)
{
    for (;;) {
        at = nws_scan_text(at, end, references);
        if (at == end || *at != '<' || opens_markup(at, end))
            return at;
        at++;
    }
}

/* A run of text in which a "&" stands at at. A reference costs one copy of the whole run; a "&"
 * that stands for itself costs nothing. Not inlined: most runs hold none. */
static nws_status read_text_after(nws_tokenizer *tokenizer, nws_token *token, const char *at)
{
    const char *end = tokenizer->end;
    while (at < end && *at == '&' && !nws_state_refers(at, end, false))
        at = find_text_end(at + 1, end, true);
    if (at < end && *at == '&') {
        at = find_text_end(at, end, false);
        NWS_TRY(nws_state_decode(tokenizer, tokenizer->at, at, NWS_DECODE_TEXT, &token->text));
    } else {
        token->text = nws_view_of(tokenizer->at, (size_t)(at - tokenizer->at));
    }
    nws_state_emit(tokenizer, token, NWS_TOKEN_TEXT, at);
    return NWS_OK;
}

/* A run of text; at stands on a byte of it.
 * https://html.spec.whatwg.org/multipage/parsing.html#data-state */
static nws_status read_text(nws_tokenizer *tokenizer, nws_token *token)
{
    const char *stop = find_text_end(tokenizer->at, tokenizer->end, true);
    if (NWS_UNLIKELY(stop < tokenizer->end && *stop == '&'))
        return read_text_after(tokenizer, token, stop);
    token->text = nws_view_of(tokenizer->at, (size_t)(stop - tokenizer->at));
    nws_state_emit(tokenizer, token, NWS_TOKEN_TEXT, stop);
    return NWS_OK;
}

/* Enters the section when one opens here and the standard lets it.
 * https://html.spec.whatwg.org/multipage/parsing.html#markup-declaration-open-state */
static bool enter_cdata(nws_tokenizer *tokenizer)
{
    nws_view rest = nws_view_of(tokenizer->at, (size_t)(tokenizer->end - tokenizer->at));
    if (!tokenizer->foreign || !nws_view_starts(rest, NWS_VIEW("<![CDATA[")))
        return false;
    tokenizer->at += sizeof "<![CDATA[" - 1;
    tokenizer->content = NWS_CONTENT_CDATA;
    return true;
}

/* Reads the end tag of the current node when that stands here; name is the first letter of its
 * name. The branch is predicted, so that a processor goes on before the end of the name is found.
 * Eight bytes are read ahead, and one behind the name. */
static bool read_expected_end(nws_tokenizer *tokenizer, nws_token *token, const char *name)
{
    const nws_tag tag = tokenizer->current;
    const size_t length = nws_tag_lengths[tag];
    if (length > 8 || tokenizer->end - name <= 8 ||
        nws_name_word_ahead(name, length) != nws_tag_words[tag] || name[length] != '>')
        return false;
    token->name = nws_view_of(name, length);
    token->tag = tag;
    token->self_closing = false;
    token->attribute_count = 0;
    nws_state_emit(tokenizer, token, NWS_TOKEN_END, name + length + 1);
    return true;
}

nws_status nws_state_data(nws_tokenizer *tokenizer, nws_token *token)
{
    for (;;) {
        const char *at = tokenizer->at;
        if (at == tokenizer->end)
            return nws_state_emit_end(tokenizer, token);
        if (*at == '\0') {
            nws_state_emit(tokenizer, token, NWS_TOKEN_NULL, at + 1);
            return NWS_OK;
        }
        if (*at != '<' || !opens_markup(at, tokenizer->end))
            return read_text(tokenizer, token);
        /* https://html.spec.whatwg.org/multipage/parsing.html#tag-open-state */
        if (at[1] == '?')
            return nws_state_instruction(tokenizer, token);
        if (at[1] == '!') {
            if (!enter_cdata(tokenizer))
                return nws_state_declaration(tokenizer, token);
            if (!nws_state_cdata_ends(tokenizer))
                return nws_state_cdata(tokenizer, token);
            continue;
        }
        if (at[1] != '/')
            return nws_state_tag(tokenizer, token, NWS_TOKEN_START, at + 1);
        /* https://html.spec.whatwg.org/multipage/parsing.html#end-tag-open-state */
        if (nws_is_alpha((unsigned char)at[2]))
            return NWS_LIKELY(read_expected_end(tokenizer, token, at + 2))
                       ? NWS_OK
                       : nws_state_tag(tokenizer, token, NWS_TOKEN_END, at + 2);
        if (at[2] != '>')
            return nws_state_bogus(tokenizer, token, at + 2);
        tokenizer->at = at + 3; /* missing-end-tag-name: nothing is emitted */
    }
}

bool nws_state_cdata_ends(nws_tokenizer *tokenizer)
{
    nws_view rest = nws_view_of(tokenizer->at, (size_t)(tokenizer->end - tokenizer->at));
    if (!nws_view_starts(rest, NWS_VIEW("]]>")))
        return false;
    tokenizer->at += 3;
    tokenizer->content = NWS_CONTENT_DATA;
    return true;
}

/* https://html.spec.whatwg.org/multipage/parsing.html#cdata-section-state */
nws_status nws_state_cdata(nws_tokenizer *tokenizer, nws_token *token)
{
    const char *at = tokenizer->at;
    const char *end = tokenizer->end;
    if (at == end)
        return nws_state_emit_end(tokenizer, token);
    if (*at == '\0') {
        nws_state_emit(tokenizer, token, NWS_TOKEN_NULL, at + 1);
        return NWS_OK;
    }
    const char *stop = at;
    for (;;) {
        stop = nws_scan_any4(stop, end, ']', '\0', ']', '\0');
        if (stop == end || *stop == '\0')
            break;
        if (end - stop >= 3 && stop[1] == ']' && stop[2] == '>')
            break;
        stop++;
    }
    token->text = nws_view_of(at, (size_t)(stop - at));
    nws_state_emit(tokenizer, token, NWS_TOKEN_TEXT, stop);
    return NWS_OK;
}
