/* From the browser's tree to a safe, stable one, in one walk.
 *
 * What nws_emit_html writes of the result comes back as the same tree from any HTML5 parser, so
 * that no mutation can follow. The text of the result is the text of the browser's tree less the
 * dropped subtrees, character for character.
 */
#ifndef NWS_CLEAN_SANITIZE_H
#define NWS_CLEAN_SANITIZE_H

#include "clean/audit.h"
#include "clean/policy.h"
#include "html/parse.h"

/* Asked about every attribute that is about to stay, where the policy says so (rules->asks). */
typedef struct nws_judge {
    /* *answer: the value to stay, in arena or value itself; data NULL: it goes. What it returns
     * ends the cleaning when it is not NWS_OK. NULL: every attribute goes. */
    nws_status (*ask)(void *context, nws_view tag, nws_view attribute, nws_view value,
                      nws_arena *arena, nws_view *answer);
    void *context;
} nws_judge;

typedef struct nws_clean_options {
    const nws_policy *policy;
    nws_view base_url;       /* data NULL: the policy's, if any */
    const nws_view *unproxy; /* proxy prefixes named by the caller */
    size_t unproxy_count;
    nws_judge judge;
} nws_clean_options;

/* What is known of an image beside its attributes: the note of a kept img element. */
typedef struct nws_image_note {
    nws_note head;
    bool lazy;              /* beside head, where it takes no room of its own */
    nws_view displayed_src; /* src as the file had it */
    const char *source; /* static: the attribute that gave the true address: "src", "data-original",
                           "srcset", "noscript", ... */
    nws_view label;     /* aria-label; data NULL: none */
    nws_view title;     /* as the file had it; data NULL: none */
    nws_node *next;     /* the image after it in the document */
} nws_image_note;

/* The same of a link: the note of a kept a element, where its address is not the file's. */
typedef struct nws_link_note {
    nws_note head;
    nws_view displayed_href;
} nws_link_note;

/* The same of a figcaption that a repair has made. */
typedef struct nws_caption_note {
    nws_note head;
    const char *source; /* where its text was found: static */
} nws_caption_note;

/* Rewrites document's tree in place; its root then holds the clean tree (elements, text; nothing
 * else). Removals go to audit in the order in which they are decided: that of the document, but an
 * element that is found to be empty or only to wrap comes after what was in it; audit NULL: nobody
 * will ask for them. NWS_E_MEMORY, what the judge returned (and NWS_E_ARGUMENT in a build with
 * NWS_DEBUG, when the result breaks a rule). Linear in the nodes of the tree; the result has at
 * most four clones a node more, and a thousand. */
NWS_MUST_CHECK nws_status nws_sanitize_tree(nws_document *document,
                                            const nws_clean_options *options, nws_audit *audit);

NWS_INLINE nws_image_note *nws_sanitize_note(const nws_node *image)
{
    return (nws_image_note *)(void *)nws_node_note(image);
}

NWS_INLINE const nws_link_note *nws_sanitize_link(const nws_node *link)
{
    return (const nws_link_note *)(const void *)nws_node_note(link);
}

/* Where the text of a figcaption was found: static; NULL for one that the file has. */
NWS_INLINE const char *nws_sanitize_caption(const nws_node *figcaption)
{
    const nws_note *note = nws_node_note(figcaption);
    return note == NULL ? NULL : ((const nws_caption_note *)(const void *)note)->source;
}

/* Checks the stable-tree rules on a tree that was cleaned under policy: NULL when they hold, else
 * the static name of the first broken rule ("R1", ...), with the node in *where. Linear; for tests
 * and debug builds. */
const char *nws_sanitize_verify(const nws_document *document, const nws_policy *policy,
                                const nws_node **where);

#endif
