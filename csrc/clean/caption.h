/* What the parts of the caption repair share. Inside clean/ only.
 *
 * caption.c finds where captions stand, caption_text.c judges their words, caption_bind.c ties them
 * to their images.
 */
#ifndef NWS_CLEAN_CAPTION_H
#define NWS_CLEAN_CAPTION_H

#include "base/bounds.h"
#include "clean/cleaner.h"

/* How much speaks for a caption beside its words, least first. */
typedef enum nws_caption_mark {
    NWS_CAPTION_NONE,    /* nothing: only a beginning that captions alone have */
    NWS_CAPTION_BARE,    /* it stands alone behind the image */
    NWS_CAPTION_SLANTED, /* the same, in italics or small print */
    NWS_CAPTION_NAMED    /* the markup calls it a caption */
} nws_caption_mark;

/* The words of a run of nodes. */
typedef struct nws_caption_words {
    char data[NWS_MAX_CAPTION * 4]; /* white space collapsed */
    size_t length;
    size_t points;
    bool bold;   /* some of it */
    bool linked; /* some of it */
    bool broken; /* by a br */
} nws_caption_words;

/* Whether these words with that mark are a caption. Asks nothing that sanitizing takes away, so
 * that the answer is the same when the output is read again. */
bool nws_caption_fits(const nws_caption_words *words, nws_caption_mark mark);

/* Whether words announce the image that follows them. */
bool nws_caption_announces(const nws_caption_words *words);

/* Whether a class, as written, is one that captions have. */
bool nws_caption_class(nws_view names);
/* Whether a style, as written, centres text. */
bool nws_caption_centred(nws_view style);

/* --- places --- */

/* Where an image stands: its unit is the widest element that shows images and nothing else. */
typedef struct nws_caption_site {
    nws_node *image;
    nws_node *unit;
    nws_node *parent; /* of unit */
    nws_node *last;   /* the last sibling from unit on that shows images alone */
    bool boxed;       /* unit is a p, div or section */
    bool line;        /* a br stands behind last */
} nws_caption_site;

/* What may be its caption: siblings of its unit. */
typedef struct nws_caption_found {
    nws_node *first, *last;
    bool block; /* first is a block, and last the same */
    bool alone; /* with the images it is all there is in parent */
    const char *source;
} nws_caption_found;

NWS_INLINE bool nws_caption_blank(const nws_node *node)
{
    return node->type == XML_TEXT_NODE && (nws_node_flags(node) & NWS_TEXT_BLANK) != 0;
}

NWS_INLINE bool nws_caption_break(const nws_node *node)
{
    return nws_node_is_html(node, NWS_TAG_BR);
}

NWS_INLINE nws_kind nws_caption_kind(const nws_node *node)
{
    return nws_node_is_element(node) ? (nws_kind)nws_stable_tags[nws_node_tag(node)].kind
                                     : NWS_KIND_TEXT;
}

/* A p, a div or, what WeChat's editor writes for a div, a section. */
NWS_INLINE bool nws_caption_box(const nws_node *node)
{
    return nws_caption_kind(node) == NWS_KIND_BOX || nws_node_is_html(node, NWS_TAG_SECTION);
}

NWS_INLINE nws_node *nws_caption_skip(nws_node *node)
{
    return node != NULL && nws_caption_blank(node) ? node->next : node;
}

/* Binds what was found, after the images or before them; does nothing where no figure may stand. */
NWS_MUST_CHECK nws_status nws_caption_tie(nws_cleaner *cleaner, const nws_caption_site *at,
                                          const nws_caption_found *found, bool after);

#endif
