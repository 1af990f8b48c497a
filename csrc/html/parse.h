/* HTML text to a tree, as a browser with scripting off makes it.
 *
 * https://html.spec.whatwg.org/multipage/parsing.html#tree-construction
 */
#ifndef NWS_HTML_PARSE_H
#define NWS_HTML_PARSE_H

#include "base/buffer.h"
#include "html/node.h"

typedef enum nws_quirks { NWS_NO_QUIRKS, NWS_LIMITED_QUIRKS, NWS_QUIRKS } nws_quirks;

/* What to parse: a whole document, or a fragment in the context of an element.
 * https://html.spec.whatwg.org/multipage/parsing.html#parsing-html-fragments */
typedef struct nws_parse_options {
    bool fragment;
    nws_space context_space;
    nws_tag context_tag;   /* of the context element when fragment is set */
    nws_view context_name; /* its name: needed when context_tag is NWS_TAG_UNKNOWN */
    size_t tree;           /* what stands for NWS_MAX_TREE; 0: that */
} nws_parse_options;

/* The context in which the body of a post is read. */
#define NWS_PARSE_BODY                                                                             \
    ((nws_parse_options){                                                                          \
        .fragment = true, .context_tag = NWS_TAG_BODY, .context_name = {"body", 4}})

typedef struct nws_document {
    nws_arena *arena; /* owns every node */
    xmlDoc *xml;      /* the document node; children are doctype, comments, html */
    nws_node *root;   /* what to walk: (nws_node *)xml, or for a fragment a node of type
                         XML_DOCUMENT_FRAG_NODE that holds the result */
    nws_view text;    /* the newline-normalized input that nodes point into */
    nws_quirks quirks;
    uint32_t flattened; /* elements that lay deeper than NWS_MAX_OPEN_ELEMENTS */
    uint32_t refused;   /* tags, comments and attributes that are not in the tree, for
                           NWS_MAX_TREE or NWS_MAX_ATTRIBUTES */
} nws_document;

/* Parses text, which must be valid UTF-8 of at most NWS_MAX_BODY bytes and outlive the document.
 * Fails with NWS_E_MEMORY, or NWS_E_LIMIT for a text too long. No recursion, linear time. */
NWS_MUST_CHECK nws_status nws_html_parse(nws_arena *arena, nws_view text,
                                         const nws_parse_options *options, nws_document *document);

/* Appends the tree in the format of html5lib's tree-construction tests ("| <p>" lines).
 * Lines are joined by "\n"; no newline at the end. Linear in the size of tree and output. */
NWS_MUST_CHECK nws_status nws_html_dump(const nws_document *document, nws_buffer *out);

#endif
