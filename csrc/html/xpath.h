/* XPath 1.0 over a tree, by libxml2's engine.
 *
 * Separate from node.h because it is the only place where libxml2 does more than lend its structs:
 * the tree is made readable for it first (nws_node_seal).
 */
#ifndef NWS_HTML_XPATH_H
#define NWS_HTML_XPATH_H

#include "html/parse.h"

typedef enum nws_xpath_kind {
    NWS_XPATH_NODES,
    NWS_XPATH_TEXT,
    NWS_XPATH_NUMBER,
    NWS_XPATH_TRUTH
} nws_xpath_kind;

typedef struct nws_xpath_result {
    nws_xpath_kind kind;
    const nws_node **nodes; /* in document order; an attribute is an nws_attribute, told by type */
    size_t count;
    nws_view text;
    double number;
    bool truth;
} nws_xpath_result;

/* Evaluates expression, valid UTF-8, at the top of document, whose nodes are the document's own
 * afterwards. The result lies in the document's arena. NWS_E_ARGUMENT: no expression; NWS_E_LIMIT:
 * more than NWS_MAX_XPATH_STEPS, _MERGES or _LENGTH; *error says so. */
NWS_MUST_CHECK nws_status nws_xpath_evaluate(nws_document *document, nws_view expression,
                                             nws_xpath_result *result, nws_error *error);

#endif
