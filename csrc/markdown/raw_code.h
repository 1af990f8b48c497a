/* Whether a place in Markdown stands in code that the author wrote as HTML: <code>, <pre>.
 *
 * A scan over what md4c passes on as HTML, for template tags, which are not dropped there. Apart
 * from drop.c, which has a tree to ask.
 */
#ifndef NWS_MARKDOWN_RAW_CODE_H
#define NWS_MARKDOWN_RAW_CODE_H

#include "html/names.h"

/* All zero before the first tag. */
typedef struct nws_raw_code {
    nws_tag open; /* the element, of those that nws_tag_keeps_tags; else NWS_TAG_UNKNOWN */
    bool in_tag;  /* between the '<' and the '>' of any tag */
} nws_raw_code;

/* Goes over html, which follows on what was passed before. One that is never closed stays open. */
void nws_raw_code_pass(nws_raw_code *code, nws_view html);

NWS_INLINE bool nws_in_raw_code(const nws_raw_code *code)
{
    return code->open != NWS_TAG_UNKNOWN;
}

#endif
