/* Template tags, {% … %} and {{ … }}, kept out of Markdown's reach.
 *
 * Hexo, Jekyll, Hugo and Zola run them before Markdown, so a _ or a blank in one means nothing to
 * it. Each tag goes through Markdown as one odd word and comes back when HTML is written.
 */
#ifndef NWS_MARKDOWN_TEMPLATE_H
#define NWS_MARKDOWN_TEMPLATE_H

#include "base/arena.h"
#include "base/buffer.h"

/* A hidden tag is U+FDD0, its number in decimal, U+FDD1: noncharacters, which no text that is
 * interchanged has, and which count as letters to Markdown. */
#define NWS_TEMPLATE_OPEN "\xEF\xB7\x90"
#define NWS_TEMPLATE_CLOSE "\xEF\xB7\x91"

typedef struct nws_templates {
    nws_arena *arena;
    nws_view *items; /* the tags, as they stand in the body */
    uint32_t count;
    uint32_t capacity;
} nws_templates;

/* *text becomes body with its tags hidden, written to out; or body itself when there is none (or
 * when it holds U+FDD0 already). What stands between {% highlight %} or {% codeblock %} and its end
 * tag, each alone on its line, becomes a fenced block. Linear in the body. templates has its arena
 * set and is empty otherwise. */
NWS_MUST_CHECK nws_status nws_template_hide(nws_view body, nws_templates *templates,
                                            nws_buffer *out, nws_view *text);

/* The tag that begins at at with NWS_TEMPLATE_OPEN: the place behind it, the tag itself in *tag.
 * NULL when it is none. */
const char *nws_template_find(const nws_templates *templates, const char *at, const char *end,
                              nws_view *tag);

#endif
