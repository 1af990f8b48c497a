/* The WHATWG tokenizer: bytes in, tokens out, one call a token.
 *
 * https://html.spec.whatwg.org/multipage/parsing.html#tokenization
 * The input is valid UTF-8 with newlines normalized (nws_html_parse sees to both). States eat runs,
 * not bytes. Parse errors are not recorded: nothing that we promise depends on them.
 */
#ifndef NWS_HTML_TOKENIZER_H
#define NWS_HTML_TOKENIZER_H

#include "base/arena.h"
#include "html/token.h"

/* The states that a caller may put the tokenizer into; the rest are the tokenizer's own. */
typedef enum nws_content {
    NWS_CONTENT_DATA = 0,
    NWS_CONTENT_RCDATA,
    NWS_CONTENT_RAWTEXT,
    NWS_CONTENT_SCRIPT,
    NWS_CONTENT_PLAINTEXT,
    NWS_CONTENT_CDATA /* a CDATA section that has begun: set by the tokenizer, or by tests */
} nws_content;

typedef struct nws_names_seen nws_names_seen;

typedef struct nws_tokenizer {
    nws_arena *arena;
    const char *input; /* start of the text; offsets count from here */
    const char *at;
    const char *end;
    nws_content content;
    bool null_free;  /* there is no U+0000 in the text, so none is searched for */
    bool foreign;    /* the adjusted current node is not in the HTML namespace: CDATA is read */
    nws_tag current; /* of the adjusted current node: most end tags are its own; UNKNOWN will do */
    nws_view last_start; /* name of the last start tag, which an appropriate end tag must match; set
                            by the tokenizer too, so that only fragment parsing needs to set it */
    nws_token_attr *attributes;
    uint32_t attribute_capacity;
    uint32_t dropped; /* attributes past NWS_MAX_ATTRIBUTES of their tag, so far */
    /* the tokenizer's own */
    uint64_t met;         /* a bit for each id, modulo 64, of the tag's attributes so far */
    nws_names_seen *seen; /* attribute names of a tag that has many, so duplicates stay linear */
    uint32_t seen_capacity;
    uint32_t seen_count; /* how many of the tag's attributes are in it */
} nws_tokenizer;

/* input and arena must outlive the tokenizer and its tokens. Allocates nothing. */
void nws_tokenizer_init(nws_tokenizer *tokenizer, nws_arena *arena, nws_view input);

/* The next token; after NWS_TOKEN_EOF, that again. Fails with NWS_E_MEMORY only. A text token may
 * be any part of a run; two in a row are to be joined by the reader. The caller sets content,
 * foreign and last_start between calls as the tree construction stage says; the end tag that closes
 * a text element sets content back to NWS_CONTENT_DATA. */
NWS_MUST_CHECK nws_status nws_tokenizer_next(nws_tokenizer *tokenizer, nws_token *token);

#endif
