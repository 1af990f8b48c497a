/* What begins with "<!" or "<?": comments, bogus comments and processing instructions.
 *
 * Each ends at a ">", so each finds that first and then looks at what stands round it; none looks
 * at a byte twice. Doctypes have a file of their own.
 */
#include "html/states.h"

#include "base/scan.h"

/* Emits the comment [from, to), which ends before after. */
static nws_status emit_comment(nws_tokenizer *tokenizer, nws_token *token, const char *from,
                               const char *to, const char *after)
{
    NWS_TRY(nws_state_plain(tokenizer, from, to, &token->text));
    nws_state_emit(tokenizer, token, NWS_TOKEN_COMMENT, after);
    return NWS_OK;
}

/* https://html.spec.whatwg.org/multipage/parsing.html#bogus-comment-state */
nws_status nws_state_bogus(nws_tokenizer *tokenizer, nws_token *token, const char *data)
{
    const char *end = tokenizer->end;
    const char *stop = nws_scan_byte(data, end, '>');
    return emit_comment(tokenizer, token, data, stop, stop < end ? stop + 1 : end);
}

/* How much of a comment that reaches from from to the ">" (or the input's end) at at is its end and
 * not its data: "--" or "--!", else, only at the input's end, a single "-".
 * https://html.spec.whatwg.org/multipage/parsing.html#comment-end-state
 * https://html.spec.whatwg.org/multipage/parsing.html#comment-end-bang-state */
static size_t comment_tail(const char *from, const char *at)
{
    size_t length = (size_t)(at - from);
    if (length >= 2 && at[-1] == '-' && at[-2] == '-')
        return 2;
    if (length >= 3 && at[-1] == '!' && at[-2] == '-' && at[-3] == '-')
        return 3;
    return 0;
}

/* The comment states, the data beginning at from. Nested "<!--" need no state: what they change is
 * only a parse error.
 * https://html.spec.whatwg.org/multipage/parsing.html#comment-start-state */
static nws_status read_comment(nws_tokenizer *tokenizer, nws_token *token, const char *from)
{
    const char *end = tokenizer->end;
    const char *at = nws_scan_byte(from, end, '>');
    /* abrupt-closing-of-empty-comment: "<!-->" and "<!--->" */
    if (at < end && (at == from || (at == from + 1 && *from == '-')))
        return emit_comment(tokenizer, token, from, from, at + 1);
    for (; at < end; at = nws_scan_byte(at + 1, end, '>')) {
        size_t tail = comment_tail(from, at);
        if (tail > 0)
            return emit_comment(tokenizer, token, from, at - tail, at + 1);
    }
    /* eof-in-comment: the dashes of an end that was begun are not data */
    size_t tail = comment_tail(from, end);
    if (tail == 0 && end > from && end[-1] == '-')
        tail = 1;
    return emit_comment(tokenizer, token, from, end - tail, end);
}

/* https://html.spec.whatwg.org/multipage/parsing.html#markup-declaration-open-state */
nws_status nws_state_declaration(nws_tokenizer *tokenizer, nws_token *token)
{
    const char *data = tokenizer->at + 2;
    nws_view rest = nws_view_of(data, (size_t)(tokenizer->end - data));
    if (nws_view_starts(rest, NWS_VIEW("--")))
        return read_comment(tokenizer, token, data + 2);
    if (nws_view_equal_nocase(nws_view_slice(rest, 0, 7), NWS_VIEW("doctype")))
        return nws_state_doctype(tokenizer, token, data + 7);
    return nws_state_bogus(tokenizer, token, data);
}

static bool begins_target(char byte)
{
    return nws_is_alpha((unsigned char)byte) || byte == '_';
}

static bool continues_target(char byte)
{
    return begins_target(byte) || nws_is_digit((unsigned char)byte) || byte == '-';
}

/* The targets of XML's own, which pages carry by mistake, stay comments. */
static bool is_disallowed(nws_view target)
{
    return nws_view_equal_nocase(target, NWS_VIEW("xml")) ||
           nws_view_equal_nocase(target, NWS_VIEW("xml-stylesheet"));
}

/* https://html.spec.whatwg.org/multipage/parsing.html#processing-instruction-open-state
 * Data keeps U+0000: the standard does not replace it here. */
nws_status nws_state_instruction(nws_tokenizer *tokenizer, nws_token *token)
{
    const char *end = tokenizer->end;
    const char *from = tokenizer->at + 2;
    const char *at = from;
    if (at < end && begins_target(*at))
        at++;
    else if (at < end)
        return nws_state_bogus(tokenizer, token, from - 1);
    /* https://html.spec.whatwg.org/multipage/parsing.html#processing-instruction-target-state */
    while (at < end && continues_target(*at))
        at++;
    if (at == end) /* eof-in-processing-instruction */
        return nws_state_emit_end(tokenizer, token);
    token->name = nws_view_of(from, (size_t)(at - from));
    if ((!nws_state_is_blank(*at) && *at != '?' && *at != '>') || is_disallowed(token->name))
        return nws_state_bogus(tokenizer, token, from - 1);
    /* https://html.spec.whatwg.org/multipage/parsing.html#processing-instruction-data-state */
    const char *data = nws_state_skip_blanks(at, end);
    const char *stop = nws_scan_byte(data, end, '>');
    if (stop == end)
        return nws_state_emit_end(tokenizer, token);
    size_t length = (size_t)(stop - data);
    if (length > 0 && stop[-1] == '?')
        length--;
    token->text = nws_view_of(data, length);
    nws_state_emit(tokenizer, token, NWS_TOKEN_INSTRUCTION, stop + 1);
    return NWS_OK;
}
