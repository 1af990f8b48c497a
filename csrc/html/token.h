/* What the tokenizer gives the tree builder.
 *
 * Strings are views into the input where its bytes can be used as they stand, else into the arena;
 * they live as long as the document.
 * https://html.spec.whatwg.org/multipage/parsing.html#tokenization
 */
#ifndef NWS_HTML_TOKEN_H
#define NWS_HTML_TOKEN_H

#include "html/names.h"

#include <stdint.h>

typedef enum nws_token_type {
    NWS_TOKEN_EOF,
    NWS_TOKEN_TEXT, /* a run of characters without U+0000, references decoded; never empty */
    NWS_TOKEN_NULL, /* one U+0000, as the data and CDATA states emit it */
    NWS_TOKEN_START,
    NWS_TOKEN_END,
    NWS_TOKEN_COMMENT,
    NWS_TOKEN_DOCTYPE,
    NWS_TOKEN_INSTRUCTION /* <?target data>: the standard makes it a node of its own now */
} nws_token_type;

typedef struct nws_token_attr {
    nws_attr id;   /* NWS_ATTR_UNKNOWN: see name */
    nws_view name; /* lower case; first of a name wins, later ones are not listed */
    nws_view value;
} nws_token_attr;

/* Only type, start, end and the fields that a comment gives to the type hold anything: the others
 * are left from an earlier token. */
typedef struct nws_token {
    nws_token_type type;
    nws_tag tag;         /* of start and end tags */
    bool self_closing;   /* of start and end tags */
    bool force_quirks;   /* doctype */
    uint32_t start, end; /* byte offsets of the token in the (newline-normalized) input */
    nws_view name;       /* tag, doctype (data NULL: missing) or instruction target; lower case for
                            tags and doctypes */
    nws_view text;       /* text, comment or instruction data */
    nws_view public_id;  /* doctype; data NULL: missing */
    nws_view system_id;
    nws_token_attr *attributes; /* owned by the tokenizer, valid until the next token */
    uint32_t
        attribute_count; /* of start and end tags; 0 for end tags, whose attributes are dropped */
} nws_token;

#endif
