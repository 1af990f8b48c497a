/* Where the front matter ends and the body begins.
 *
 * Lines, not a parser: at most one BOM, then up to NWS_MAX_FENCE_BLANKS blank lines, then an
 * opening line; the first later line that closes it ends the header. Linear, allocates nothing.
 */
#ifndef NWS_FRONT_FENCE_H
#define NWS_FRONT_FENCE_H

#include "base/str.h"
#include "front/dialect.h"

typedef enum nws_format {
    NWS_FORMAT_NONE,
    NWS_FORMAT_YAML,
    NWS_FORMAT_TOML,
    NWS_FORMAT_JSON
} nws_format;

typedef enum nws_fence_flaw {
    NWS_FENCE_SOUND,
    NWS_FENCE_UNCLOSED,   /* opened, never closed: the whole text is the body */
    NWS_FENCE_UNSUPPORTED /* ---js and the like: format NONE, front holds the block, it is never
                             read */
} nws_fence_flaw;

typedef struct nws_fence {
    nws_format format;
    nws_fence_flaw flaw;
    nws_view front; /* between the fence lines, the last newline included; data NULL: no header.
                       For a bare JSON object: the object from "{" to "}" */
    nws_view
        body;    /* the exact slice after the closing line's newline; the whole text if no header */
    size_t open; /* offset of the opening line, where a diagnostic points */
    bool braceless; /* JSON without the braces round it, as Hexo wants it: read it with them */
} nws_fence;

/* Opening lines: "---" (3 or more) at column 0 with blanks after it; "---yaml", "---toml",
 * "---json" (a blank may stand between); "+++" TOML; ";;;" or a leading "{" JSON. Closing: "---" (3
 * or more) or "..." for YAML, "+++" for TOML, ";;;" for JSON, "---" for the "---toml" forms. LF,
 * CRLF and CR end lines. text is decoded and may begin with U+FEFF. Views point into text. */
void nws_fence_split(nws_view text, nws_fence *fence);

/* The same as a generator has it. HEXO: a header may do without its opening line, when every line
 * of it is shaped like a header's and one of its keys is a setting of Hexo's. */
void nws_fence_split_as(nws_view text, nws_dialect dialect, nws_fence *fence);

/* Whether a body begins with what would be a header of its own: a fence round lines of which the
 * first is a key's. *fence is then where it lies. */
bool nws_fence_again(nws_view body, nws_fence *fence);

/* Where the first full-width colon stands that ends a key at the beginning of a line; front.length
 * when there is none. */
size_t nws_fence_wide_colon(nws_view front);

/* "yaml", "toml", "json", or NULL for NWS_FORMAT_NONE. Static. */
const char *nws_format_name(nws_format format);

#endif
