/* The style attribute: a closed list of properties, each with a closed grammar of values.
 *
 * What is written is a normal form that no browser can read in two ways: no escape, no comment, no
 * url(), no var(), no !important. Separate from attributes.c because CSS has a tokenizer and
 * grammars of its own.
 */
#ifndef NWS_CLEAN_CSS_H
#define NWS_CLEAN_CSS_H

#include "base/arena.h"

#include <stdint.h>

/* Every property that a policy can allow, sorted by name.
 *
 * None takes an element from the place where the document has it (position, z-index, transform,
 * negative margins), cuts it off (display: none, overflow, clip, opacity), fetches anything, or
 * makes text read otherwise than it is written (unicode-bidi, content). direction is there because
 * it can do no more than the attribute dir.
 *       id, name */
#define NWS_CSS_LIST(X)                                                                            \
    X(BACKGROUND_COLOR, "background-color")                                                        \
    X(BORDER, "border")                                                                            \
    X(BORDER_BOTTOM, "border-bottom")                                                              \
    X(BORDER_BOTTOM_COLOR, "border-bottom-color")                                                  \
    X(BORDER_BOTTOM_STYLE, "border-bottom-style")                                                  \
    X(BORDER_BOTTOM_WIDTH, "border-bottom-width")                                                  \
    X(BORDER_COLLAPSE, "border-collapse")                                                          \
    X(BORDER_COLOR, "border-color")                                                                \
    X(BORDER_LEFT, "border-left")                                                                  \
    X(BORDER_LEFT_COLOR, "border-left-color")                                                      \
    X(BORDER_LEFT_STYLE, "border-left-style")                                                      \
    X(BORDER_LEFT_WIDTH, "border-left-width")                                                      \
    X(BORDER_RADIUS, "border-radius")                                                              \
    X(BORDER_RIGHT, "border-right")                                                                \
    X(BORDER_RIGHT_COLOR, "border-right-color")                                                    \
    X(BORDER_RIGHT_STYLE, "border-right-style")                                                    \
    X(BORDER_RIGHT_WIDTH, "border-right-width")                                                    \
    X(BORDER_SPACING, "border-spacing")                                                            \
    X(BORDER_STYLE, "border-style")                                                                \
    X(BORDER_TOP, "border-top")                                                                    \
    X(BORDER_TOP_COLOR, "border-top-color")                                                        \
    X(BORDER_TOP_STYLE, "border-top-style")                                                        \
    X(BORDER_TOP_WIDTH, "border-top-width")                                                        \
    X(BORDER_WIDTH, "border-width")                                                                \
    X(BOX_SIZING, "box-sizing")                                                                    \
    X(CAPTION_SIDE, "caption-side")                                                                \
    X(CLEAR, "clear")                                                                              \
    X(COLOR, "color")                                                                              \
    X(DIRECTION, "direction")                                                                      \
    X(DISPLAY, "display")                                                                          \
    X(EMPTY_CELLS, "empty-cells")                                                                  \
    X(FLOAT, "float")                                                                              \
    X(FONT_FAMILY, "font-family")                                                                  \
    X(FONT_SIZE, "font-size")                                                                      \
    X(FONT_STYLE, "font-style")                                                                    \
    X(FONT_VARIANT, "font-variant")                                                                \
    X(FONT_WEIGHT, "font-weight")                                                                  \
    X(HEIGHT, "height")                                                                            \
    X(LETTER_SPACING, "letter-spacing")                                                            \
    X(LINE_HEIGHT, "line-height")                                                                  \
    X(LIST_STYLE, "list-style")                                                                    \
    X(LIST_STYLE_POSITION, "list-style-position")                                                  \
    X(LIST_STYLE_TYPE, "list-style-type")                                                          \
    X(MARGIN, "margin")                                                                            \
    X(MARGIN_BOTTOM, "margin-bottom")                                                              \
    X(MARGIN_LEFT, "margin-left")                                                                  \
    X(MARGIN_RIGHT, "margin-right")                                                                \
    X(MARGIN_TOP, "margin-top")                                                                    \
    X(MAX_HEIGHT, "max-height")                                                                    \
    X(MAX_WIDTH, "max-width")                                                                      \
    X(MIN_HEIGHT, "min-height")                                                                    \
    X(MIN_WIDTH, "min-width")                                                                      \
    X(OBJECT_FIT, "object-fit")                                                                    \
    X(OVERFLOW_WRAP, "overflow-wrap")                                                              \
    X(PADDING, "padding")                                                                          \
    X(PADDING_BOTTOM, "padding-bottom")                                                            \
    X(PADDING_LEFT, "padding-left")                                                                \
    X(PADDING_RIGHT, "padding-right")                                                              \
    X(PADDING_TOP, "padding-top")                                                                  \
    X(TABLE_LAYOUT, "table-layout")                                                                \
    X(TEXT_ALIGN, "text-align")                                                                    \
    X(TEXT_DECORATION, "text-decoration")                                                          \
    X(TEXT_DECORATION_COLOR, "text-decoration-color")                                              \
    X(TEXT_DECORATION_LINE, "text-decoration-line")                                                \
    X(TEXT_DECORATION_STYLE, "text-decoration-style")                                              \
    X(TEXT_INDENT, "text-indent")                                                                  \
    X(TEXT_TRANSFORM, "text-transform")                                                            \
    X(VERTICAL_ALIGN, "vertical-align")                                                            \
    X(WHITE_SPACE, "white-space")                                                                  \
    X(WIDTH, "width")                                                                              \
    X(WORD_BREAK, "word-break")                                                                    \
    X(WORD_SPACING, "word-spacing")

typedef enum nws_css_property {
#define NWS_CSS_ENUM(id, name) NWS_CSS_##id,
    NWS_CSS_LIST(NWS_CSS_ENUM)
#undef NWS_CSS_ENUM
        NWS_CSS_COUNT /* "none": what a look-up gives for any other name */
} nws_css_property;

enum { NWS_CSS_WORDS = (NWS_CSS_COUNT + 63) / 64 };

/* The properties that a policy allows, as bits. */
typedef struct nws_css_set {
    uint64_t words[NWS_CSS_WORDS];
} nws_css_set;

NWS_INLINE bool nws_css_has(const nws_css_set *set, nws_css_property property)
{
    return (set->words[(unsigned)property / 64u] >> (unsigned)property % 64u & 1u) != 0;
}

NWS_INLINE void nws_css_add(nws_css_set *set, nws_css_property property)
{
    set->words[(unsigned)property / 64u] |= (uint64_t)1 << (unsigned)property % 64u;
}

/* How text looks, and nothing that changes where it stands: colours, fonts, decoration, alignment.
 */
nws_css_set nws_css_typography(void);
/* Every property of the list. */
nws_css_set nws_css_everything(void);

/* The property of this name in any case, or NWS_CSS_COUNT. Two are found under a second name, too,
 * and written under their own: "background" (of which only a colour is read) and "word-wrap". */
nws_css_property nws_css_property_find(nws_view name);
/* Static, in lower case. */
const char *nws_css_property_name(nws_css_property property);

typedef enum nws_css_loss {
    NWS_CSS_REFUSED, /* a declaration: no such property, not allowed, or a value outside its grammar
                      */
    NWS_CSS_WEAKENED /* a declaration stays but for its !important */
} nws_css_loss;

/* Told of everything that does not stay; declaration is a part of the value, without white space at
 * its ends. What it returns ends the cleaning when it is not NWS_OK. */
typedef struct nws_css_listener {
    nws_status (*lost)(void *context, nws_css_loss loss, nws_view declaration);
    void *context;
} nws_css_listener;

/* What stays of the value of a style attribute: declarations of allowed properties in normal form
 * (lower case, "name: value" joined by "; ", one of a property), which mean in any browser what
 * they meant in value. *out is value itself when it is in that form, else in the arena, "" when
 * nothing stays. Cleaning *out again gives *out and loses nothing.
 *
 * !important is taken off: in a style attribute it beats every rule of the page that shows the
 * text, those included by which a page keeps posts in their place. Declarations that had it are
 * written last, so that among themselves all count as they did. */
NWS_MUST_CHECK nws_status nws_css_clean(nws_arena *arena, const nws_css_set *allowed,
                                        nws_view value, const nws_css_listener *listener,
                                        nws_view *out);

#endif
