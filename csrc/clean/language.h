/* The language of code, as its class names it.
 *
 * "language-js" is what the standard suggests and renderers of Markdown write; "lang-js" is older.
 * https://html.spec.whatwg.org/multipage/text-level-semantics.html#the-code-element
 */
#ifndef NWS_CLEAN_LANGUAGE_H
#define NWS_CLEAN_LANGUAGE_H

#include "html/node.h"

/* "js" of "hljs language-js": letters, digits and + # . _ - only, so that it can stand behind a
 * fence. Empty: no class names one. */
nws_view nws_language_named(nws_view classes);

/* The same of a pre or of the element that its content begins with. */
nws_view nws_language_of(const nws_node *pre);

#endif
