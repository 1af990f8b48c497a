/* Whether a body is HTML or Markdown, when nobody says.
 *
 * Markdown may hold HTML and generators write HTML into .md files, so neither the suffix nor a
 * single tag can decide. Separate from the rendering, as a rule that one may want to argue with:
 *
 *   1. .html, .htm and .xhtml are HTML.
 *   2. A body with a mark of Markdown outside of all HTML blocks is Markdown: a heading with #, a
 *      fence, a list item, a quote, a rule, a table's second row, a link's address in brackets,
 *      inline code, emphasis with **, a link in angle brackets.
 *   3. Without one, paragraphs outside of HTML blocks are counted against tags that make lines and
 *      paragraphs: more paragraphs mean Markdown, more tags mean HTML. A body without any such tag
 *      is Markdown when it has a paragraph.
 *   4. What is left is HTML if its first character is that of a tag.
 *
 * So a body in which every line lies in a <div> is HTML, whatever its lines look like.
 */
#ifndef NWS_MARKDOWN_MARKUP_H
#define NWS_MARKDOWN_MARKUP_H

#include "html/names.h"

typedef enum nws_markup { NWS_MARKUP_AUTO, NWS_MARKUP_HTML, NWS_MARKUP_MARKDOWN } nws_markup;

/* What a file's name decides: NWS_MARKUP_HTML or NWS_MARKUP_AUTO. name: a path, or data NULL. */
nws_markup nws_markup_named(nws_view name);

/* What the body decides: NWS_MARKUP_HTML or NWS_MARKUP_MARKDOWN. Linear in the body; in HTML whose
 * lines all begin with tags, no more than a look at each line. */
nws_markup nws_markup_detect(nws_view body);

/* The element whose name, in any case, begins at *at, which moves behind it; NWS_TAG_UNKNOWN when
 * there is none, or none that counts. */
nws_tag nws_markup_tag(const char **at, const char *end);

#endif
