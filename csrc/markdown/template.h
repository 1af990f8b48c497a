/* What generators read in Markdown and md4c does not, kept out of its reach.
 *
 * Hexo, Jekyll, Hugo and Zola run template tags, {% … %} and {{ … }}, before Markdown, so a _ or a
 * blank in one means nothing to it. Each tag goes through Markdown as one odd word and comes back
 * when HTML is written. So does what a footnote begins with, "[^1]:", which CommonMark takes for
 * the address of a link.
 */
#ifndef NWS_MARKDOWN_TEMPLATE_H
#define NWS_MARKDOWN_TEMPLATE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "markdown/line.h"

/* A hidden tag is U+FDD0, its number in decimal, U+FDD1: noncharacters, which count as letters to
 * Markdown. What has no number because there may be one for every other byte is a character of its
 * own. Where the body has one of these signs itself, it gets U+FDD0 before it, so that no body can
 * say what is hidden. */
#define NWS_TEMPLATE_OPEN "\xEF\xB7\x90"
#define NWS_TEMPLATE_CLOSE "\xEF\xB7\x91"
/* U+FDD2: a '~' that strikes nothing out. */
#define NWS_TEMPLATE_TILDE "\xEF\xB7\x92"
/* U+FDD3: a ']' that would end a link which began in another cell. */
#define NWS_TEMPLATE_BRACKET "\xEF\xB7\x93"
/* U+FDD4: a '|' of what looks like a table's second row and is none. */
#define NWS_TEMPLATE_BAR "\xEF\xB7\x94"

typedef struct nws_template {
    nws_view source;  /* as it stands in the body */
    nws_view picture; /* the HTML of the image that it means, else data NULL */
    bool alone;       /* on its line */
} nws_template;

/* Where the next "%}" and "}}" stand, which are looked for once: each is good for every tag that
 * begins before it. */
typedef struct nws_template_ends {
    const char *end;        /* of the text */
    const char *statement;  /* the first "%}" behind the tag that was looked at last; end: none. At
                               first the text's beginning */
    const char *expression; /* the same of "}}" */
} nws_template_ends;

/* The place behind the tag that begins at at, where a '{' is; NULL: none does. Tags are asked for
 * from the first to the last. */
const char *nws_template_stop(nws_template_ends *ends, const char *at);

typedef struct nws_templates {
    nws_arena *arena;
    nws_template *items;
    uint32_t count;
    uint32_t capacity;
    bool plain; /* something is hidden without a number */
} nws_templates;

/* *text becomes body as md4c is to have it, in out: with its tags hidden, and ending with a
 * line's end and zero bytes behind that, which are not counted: where a link is not closed, md4c
 * 0.4.8 looks at what stands behind the text, and may take it for a part of the link. What stands
 * between a tag that opens code and its end tag, each alone on its line, becomes a fenced block.
 * Lists of attributes go, as far as lists says; for tables and single characters see pipes.h and
 * line.h. Linear in the body. templates has its arena set and is empty otherwise. */
NWS_MUST_CHECK nws_status nws_template_hide(nws_view body, nws_attribute_lists lists,
                                            nws_templates *templates, nws_buffer *out,
                                            nws_view *text);

/* The first of these signs but U+FDD1 from at on, or end: in a body they are no signs. */
const char *nws_template_sign(const char *at, const char *end);

/* What is hidden at at: the place behind it, itself in *tag. NULL: nothing is. */
const char *nws_template_find(const nws_templates *templates, const char *at, const char *end,
                              const nws_template **tag);

#endif
