/* What the files of XPath share.
 *
 * libxml2 counts the steps of paths and predicates, but neither the casts of nodes to text, nor
 * what comparisons and unions do with them, nor the search for nodes found twice. So every operator
 * that may do such things is rewritten as a call of a function, and functions are ours to watch.
 */
#ifndef NWS_HTML_XPATH_PARTS_H
#define NWS_HTML_XPATH_PARTS_H

#include "html/parse.h"

#include <libxml/xpath.h>

typedef struct nws_xpath_plan {
    nws_view text; /* the expression with its operators as calls, and a NUL behind it */
    bool merges;   /* a path has a step that may find nodes twice: see NWS_MAX_XPATH_MERGES */
    nws_view met;  /* the one name of all that such steps look for; "" when there are several */
    bool mixed;    /* a set may hold elements or attributes beside other nodes */
    bool reorders; /* a set may be out of order before it is sorted */
} nws_xpath_plan;

/* Rewrites expression into the arena. text.data is NULL where it is no expression; not all that
 * are none are found here. */
NWS_MUST_CHECK nws_status nws_xpath_rewrite(nws_arena *arena, nws_view expression,
                                            nws_xpath_plan *plan);

/* An xmlXPathFuncLookupFunc: the functions of XPath 1.0 and those that nws_xpath_rewrite writes,
 * each spending steps of opLimit by what it reads. */
xmlXPathFunction nws_xpath_function(void *context, const xmlChar *name, const xmlChar *space);

#endif
