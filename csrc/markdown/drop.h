/* Template tags taken out of a tree.
 *
 * For bodies that are HTML. Apart from template.c, which hides tags from Markdown: here nobody
 * reads the text any more, so a tag that is cut out cannot change what the markup round it means.
 */
#ifndef NWS_MARKDOWN_DROP_H
#define NWS_MARKDOWN_DROP_H

#include "html/node.h"

/* Whether what this element shows is code, or is not shown at all: tags stay in it. */
bool nws_tag_keeps_tags(nws_tag tag);

/* Takes the tags out of the texts and the values of attributes under root, but not out of code. A
 * tag that other markup parts stays. Linear in the tree's text; what is new lives in arena. */
NWS_MUST_CHECK nws_status nws_drop_tags(nws_arena *arena, nws_node *root);

#endif
