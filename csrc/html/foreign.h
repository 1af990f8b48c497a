/* The names that the tokenizer put in lower case and SVG and MathML do not, and attributes with a
 * namespace. Separate because it is data.
 *
 * https://html.spec.whatwg.org/multipage/parsing.html#creating-and-inserting-nodes
 */
#ifndef NWS_HTML_FOREIGN_H
#define NWS_HTML_FOREIGN_H

#include "base/str.h"

/* The namespaces that a tree may use; the order of nws_builder's spaces. */
typedef enum nws_space_id {
    NWS_NS_SVG,
    NWS_NS_MATH,
    NWS_NS_XLINK,
    NWS_NS_XML,
    NWS_NS_XMLNS,
    NWS_NS_COUNT
} nws_space_id;

extern const char *const nws_ns_hrefs[NWS_NS_COUNT];
extern const char *const nws_ns_prefixes[NWS_NS_COUNT]; /* NULL for those of elements */

/* The name as SVG writes it, or NULL when the lower-case one stands. */
const char *nws_svg_tag(nws_view name);
const char *nws_svg_attribute(nws_view name);

/* The local part and namespace of an attribute such as "xlink:href"; NULL when it has none. */
const char *nws_foreign_attribute(nws_view name, nws_space_id *space);

#endif
