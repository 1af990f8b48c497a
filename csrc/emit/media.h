/* The images and links of a clean tree, as records.
 *
 * Works from the marks of the text writer, so that a document is walked once for all of them.
 */
#ifndef NWS_EMIT_MEDIA_H
#define NWS_EMIT_MEDIA_H

#include "clean/sanitize.h"
#include "emit/text.h"

typedef struct nws_image {
    nws_view src;           /* the true address */
    nws_view displayed_src; /* as the file had it; equal to src when nothing was repaired */
    nws_view alt;           /* data NULL: none. So for all texts here */
    nws_view title;
    nws_view caption;           /* figcaption's text (of the first images of a figure that has very
                                   many), else what its aria-label or title says */
    const char *caption_source; /* static, or NULL */
    const char *source;         /* static: see nws_image_note */
    int32_t width;              /* CSS pixels, or 0 when unknown */
    int32_t height;
    int32_t position; /* characters of text (nws_emit_text's) before it */
    bool lazy;
    bool is_cover; /* set by article/: the same address as the cover */
} nws_image;

typedef struct nws_link {
    nws_view href;           /* the true address */
    nws_view displayed_href; /* as the file has it */
    nws_view text;           /* white space collapsed */
    nws_view rel;            /* data NULL: none */
    bool external;           /* an absolute http(s) URL whose host is not base_url's */
} nws_link;

typedef struct nws_media {
    nws_image *images; /* in the arena, in document order */
    nws_link *links;
    uint32_t image_count;
    uint32_t link_count;
} nws_media;

/* Collects from what nws_emit_marked noted. text is what it wrote. The records' texts are views
 * into the tree or in the arena, so text may go away afterwards. */
NWS_MUST_CHECK nws_status nws_emit_media(nws_arena *arena, const nws_marks *marks, nws_view text,
                                         nws_view base_url, nws_media *media);

#endif
