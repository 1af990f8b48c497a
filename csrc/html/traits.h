/* What the tree construction stage asks of a tag, as bits in one constant table.
 *
 * Separate so that a scope query is one AND on the stack of open elements and no list of names is
 * written twice. https://html.spec.whatwg.org/multipage/parsing.html#the-stack-of-open-elements
 */
#ifndef NWS_HTML_TRAITS_H
#define NWS_HTML_TRAITS_H

#include "html/names.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    NWS_IS_SPECIAL = 1u << 0,
    NWS_IS_FORMATTING = 1u << 1,
    NWS_IS_SCOPE = 1u << 2,       /* ends "in scope" */
    NWS_IS_LIST = 1u << 3,        /* ends "in list item scope", besides the above */
    NWS_IS_BUTTON = 1u << 4,      /* ends "in button scope", besides the above */
    NWS_IS_TABLE_SCOPE = 1u << 5, /* ends "in table scope": html, table, template */
    NWS_IS_ROWS_SCOPE = 1u << 6,  /* where "back to a table body context" stops */
    NWS_IS_ROW_SCOPE = 1u << 7,   /* where "back to a table row context" stops */
    NWS_IS_IMPLIED = 1u << 8,     /* generate implied end tags */
    NWS_IS_HEADING = 1u << 9,
    NWS_IS_FOSTERED = 1u << 10,    /* table, tbody, tfoot, thead, tr: contents are fostered */
    NWS_IS_SECTION = 1u << 11,     /* tbody, tfoot, thead */
    NWS_IS_CELL = 1u << 12,        /* td, th */
    NWS_IS_PLAIN_BLOCK = 1u << 13, /* address, div, p: special, yet no end of an open li or dd */
    NWS_IS_TEMPLATE = 1u << 14,
    NWS_IS_PARAGRAPH = 1u << 15,
    NWS_IS_TEXT_POINT = 1u << 16, /* MathML text integration point */
    NWS_IS_HTML_POINT = 1u << 17, /* HTML integration point */
    NWS_IS_BREAKOUT = 1u << 18,   /* its start tag ends foreign content */
    NWS_IS_HEAD_PART = 1u << 19   /* base, title, script ...: belongs in the head */
};

/* Popping one of these must be noted by the stack. */
#define NWS_IS_NOTED (NWS_IS_FORMATTING | NWS_IS_PARAGRAPH)

/* By tag, for elements of the HTML namespace. */
extern const uint32_t nws_tag_traits[NWS_TAG_COUNT];

/* The traits of a svg or math element with this tag: integration points end scopes. */
uint32_t nws_foreign_traits(nws_tag tag, bool svg);

#endif
