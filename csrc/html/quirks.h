/* Does a doctype put the document into quirks mode? Separate because it is mostly a table.
 *
 * https://html.spec.whatwg.org/multipage/parsing.html#the-initial-insertion-mode
 */
#ifndef NWS_HTML_QUIRKS_H
#define NWS_HTML_QUIRKS_H

#include "html/parse.h"
#include "html/token.h"

nws_quirks nws_quirks_of(const nws_token *doctype);

#endif
