/* What the tokenizer's states share; included by tokenizer.c and states_*.c only.
 *
 * Each nws_state_* function reads one token from tokenizer->at on, moves at past it and fills
 * *token. A tag, doctype or instruction that the input's end cuts off gives NWS_TOKEN_EOF instead.
 */
#ifndef NWS_HTML_STATES_H
#define NWS_HTML_STATES_H

#include "html/charref.h"
#include "html/tokenizer.h"

/* https://html.spec.whatwg.org/multipage/parsing.html#data-state */
NWS_MUST_CHECK nws_status nws_state_data(nws_tokenizer *tokenizer, nws_token *token);
/* The RCDATA, RAWTEXT, script data and PLAINTEXT states: text up to the appropriate end tag. */
NWS_MUST_CHECK nws_status nws_state_text(nws_tokenizer *tokenizer, nws_token *token);
/* Inside a CDATA section, which must not end right here. */
NWS_MUST_CHECK nws_status nws_state_cdata(nws_tokenizer *tokenizer, nws_token *token);
/* Leaves the CDATA section when its end stands here. */
bool nws_state_cdata_ends(nws_tokenizer *tokenizer);

/* A tag; type is START or END, name the first byte of its name. at stands on its "<". */
NWS_MUST_CHECK nws_status nws_state_tag(nws_tokenizer *tokenizer, nws_token *token,
                                        nws_token_type type, const char *name);
/* "<!" but not a CDATA section, and "<?". at stands on the "<". */
NWS_MUST_CHECK nws_status nws_state_declaration(nws_tokenizer *tokenizer, nws_token *token);
NWS_MUST_CHECK nws_status nws_state_instruction(nws_tokenizer *tokenizer, nws_token *token);
/* A bogus comment whose data begins at data. */
NWS_MUST_CHECK nws_status nws_state_bogus(nws_tokenizer *tokenizer, nws_token *token,
                                          const char *data);
/* A doctype; after stands behind "<!DOCTYPE". */
NWS_MUST_CHECK nws_status nws_state_doctype(nws_tokenizer *tokenizer, nws_token *token,
                                            const char *after);

/* Whether attribute number newest of the tag, the last one read, has the name of an earlier one.
 * All calls for one tag together take time linear in its bytes, whatever the names. */
NWS_MUST_CHECK nws_status nws_state_repeats(nws_tokenizer *tokenizer, uint32_t newest,
                                            bool *repeats);

/* What nws_state_decode does besides turning U+0000 into U+FFFD. */
typedef enum nws_decoding {
    NWS_DECODE_NULLS,     /* nothing */
    NWS_DECODE_TEXT,      /* references */
    NWS_DECODE_ATTRIBUTE, /* references by the rules for attributes */
    NWS_DECODE_LOWER      /* ASCII letters to lower case */
} nws_decoding;

/* [from, to) decoded into the arena; the view is followed by nothing. to must not cut a reference
 * short that the standard would read on. */
NWS_MUST_CHECK nws_status nws_state_decode(nws_tokenizer *tokenizer, const char *from,
                                           const char *to, nws_decoding decoding, nws_view *text);

/* The same, or a view of the input when it holds no U+0000 and so needs no copy. */
NWS_MUST_CHECK nws_status nws_state_plain(nws_tokenizer *tokenizer, const char *from,
                                          const char *to, nws_view *text);

/* White space of the tokenizer: there is no CR after newlines are normalized, but an unnormalized
 * one would be part of a name. */
NWS_INLINE bool nws_state_is_blank(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\f';
}

NWS_INLINE const char *nws_state_skip_blanks(const char *at, const char *end)
{
    while (at < end && nws_state_is_blank(*at))
        at++;
    return at;
}

/* Whether the "&" at at begins a reference. Where none does, as in most addresses and in "R&D", the
 * text around it stays a view. */
NWS_INLINE bool nws_state_refers(const char *at, const char *end, bool in_attribute)
{
    char unused[NWS_CHARREF_MAX];
    size_t written;
    return nws_charref_read(at, end, in_attribute, unused, &written) > 0;
}

/* The token lies between tokenizer->at and after. */
NWS_INLINE void nws_state_emit(nws_tokenizer *tokenizer, nws_token *token, nws_token_type type,
                               const char *after)
{
    token->type = type;
    token->start = (uint32_t)(tokenizer->at - tokenizer->input);
    token->end = (uint32_t)(after - tokenizer->input);
    tokenizer->at = after;
}

/* The end of the input; what was begun and not finished before it is dropped. */
NWS_INLINE nws_status nws_state_emit_end(nws_tokenizer *tokenizer, nws_token *token)
{
    tokenizer->at = tokenizer->end;
    nws_state_emit(tokenizer, token, NWS_TOKEN_EOF, tokenizer->end);
    return NWS_OK;
}

#endif
