/* The table behind traits.h; each row cites no list of its own, the enum names the standard's. */
#include "html/traits.h"

#define S NWS_IS_SPECIAL
#define F NWS_IS_FORMATTING
#define B NWS_IS_BREAKOUT
#define H NWS_IS_HEAD_PART
#define HEADING (S | B | NWS_IS_HEADING)
#define MARKER (S | NWS_IS_SCOPE)
#define SECTION (S | NWS_IS_ROWS_SCOPE | NWS_IS_FOSTERED | NWS_IS_SECTION)
#define CELL (MARKER | NWS_IS_CELL)
#define TABLE_ROOT (NWS_IS_TABLE_SCOPE | NWS_IS_ROWS_SCOPE | NWS_IS_ROW_SCOPE)

/* https://html.spec.whatwg.org/multipage/parsing.html#special and the lists that follow it there;
 * breakouts: https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inforeign */
const uint32_t nws_tag_traits[NWS_TAG_COUNT] = {
    [NWS_TAG_A] = F,
    [NWS_TAG_ADDRESS] = S | NWS_IS_PLAIN_BLOCK,
    [NWS_TAG_APPLET] = MARKER,
    [NWS_TAG_AREA] = S,
    [NWS_TAG_ARTICLE] = S,
    [NWS_TAG_ASIDE] = S,
    [NWS_TAG_B] = F | B,
    [NWS_TAG_BASE] = S | H,
    [NWS_TAG_BASEFONT] = S | H,
    [NWS_TAG_BGSOUND] = S | H,
    [NWS_TAG_BIG] = F | B,
    [NWS_TAG_BLOCKQUOTE] = S | B,
    [NWS_TAG_BODY] = S | B,
    [NWS_TAG_BR] = S | B,
    [NWS_TAG_BUTTON] = S | NWS_IS_BUTTON,
    [NWS_TAG_CAPTION] = MARKER,
    [NWS_TAG_CENTER] = S | B,
    [NWS_TAG_CODE] = F | B,
    [NWS_TAG_COL] = S,
    [NWS_TAG_COLGROUP] = S,
    [NWS_TAG_DD] = S | B | NWS_IS_IMPLIED,
    [NWS_TAG_DETAILS] = S,
    [NWS_TAG_DIR] = S,
    [NWS_TAG_DIV] = S | B | NWS_IS_PLAIN_BLOCK,
    [NWS_TAG_DL] = S | B,
    [NWS_TAG_DT] = S | B | NWS_IS_IMPLIED,
    [NWS_TAG_EM] = F | B,
    [NWS_TAG_EMBED] = S | B,
    [NWS_TAG_FIELDSET] = S,
    [NWS_TAG_FIGCAPTION] = S,
    [NWS_TAG_FIGURE] = S,
    [NWS_TAG_FONT] = F,
    [NWS_TAG_FOOTER] = S,
    [NWS_TAG_FORM] = S,
    [NWS_TAG_FRAME] = S,
    [NWS_TAG_FRAMESET] = S,
    [NWS_TAG_H1] = HEADING,
    [NWS_TAG_H2] = HEADING,
    [NWS_TAG_H3] = HEADING,
    [NWS_TAG_H4] = HEADING,
    [NWS_TAG_H5] = HEADING,
    [NWS_TAG_H6] = HEADING,
    [NWS_TAG_HEAD] = S | B,
    [NWS_TAG_HEADER] = S,
    [NWS_TAG_HGROUP] = S,
    [NWS_TAG_HR] = S | B,
    [NWS_TAG_HTML] = MARKER | TABLE_ROOT,
    [NWS_TAG_I] = F | B,
    [NWS_TAG_IFRAME] = S,
    [NWS_TAG_IMG] = S | B,
    [NWS_TAG_INPUT] = S,
    [NWS_TAG_KEYGEN] = S,
    [NWS_TAG_LI] = S | B | NWS_IS_IMPLIED,
    [NWS_TAG_LINK] = S | H,
    [NWS_TAG_LISTING] = S | B,
    [NWS_TAG_MAIN] = S,
    [NWS_TAG_MARQUEE] = MARKER,
    [NWS_TAG_MENU] = S | B,
    [NWS_TAG_META] = S | B | H,
    [NWS_TAG_NAV] = S,
    [NWS_TAG_NOBR] = F | B,
    [NWS_TAG_NOEMBED] = S,
    [NWS_TAG_NOFRAMES] = S | H,
    [NWS_TAG_NOSCRIPT] = S,
    [NWS_TAG_OBJECT] = MARKER,
    [NWS_TAG_OL] = S | B | NWS_IS_LIST,
    [NWS_TAG_OPTGROUP] = NWS_IS_IMPLIED,
    [NWS_TAG_OPTION] = NWS_IS_IMPLIED,
    [NWS_TAG_P] = S | B | NWS_IS_IMPLIED | NWS_IS_PLAIN_BLOCK | NWS_IS_PARAGRAPH,
    [NWS_TAG_PARAM] = S,
    [NWS_TAG_PLAINTEXT] = S,
    [NWS_TAG_PRE] = S | B,
    [NWS_TAG_RB] = NWS_IS_IMPLIED,
    [NWS_TAG_RP] = NWS_IS_IMPLIED,
    [NWS_TAG_RT] = NWS_IS_IMPLIED,
    [NWS_TAG_RTC] = NWS_IS_IMPLIED,
    [NWS_TAG_RUBY] = B,
    [NWS_TAG_S] = F | B,
    [NWS_TAG_SCRIPT] = S | H,
    [NWS_TAG_SEARCH] = S,
    [NWS_TAG_SECTION] = S,
    [NWS_TAG_SELECT] = MARKER,
    [NWS_TAG_SMALL] = F | B,
    [NWS_TAG_SOURCE] = S,
    [NWS_TAG_SPAN] = B,
    [NWS_TAG_STRIKE] = F | B,
    [NWS_TAG_STRONG] = F | B,
    [NWS_TAG_STYLE] = S | H,
    [NWS_TAG_SUB] = B,
    [NWS_TAG_SUMMARY] = S,
    [NWS_TAG_SUP] = B,
    [NWS_TAG_TABLE] = MARKER | B | NWS_IS_TABLE_SCOPE | NWS_IS_FOSTERED,
    [NWS_TAG_TBODY] = SECTION,
    [NWS_TAG_TD] = CELL,
    [NWS_TAG_TEMPLATE] = MARKER | TABLE_ROOT | NWS_IS_TEMPLATE | H,
    [NWS_TAG_TEXTAREA] = S,
    [NWS_TAG_TFOOT] = SECTION,
    [NWS_TAG_TH] = CELL,
    [NWS_TAG_THEAD] = SECTION,
    [NWS_TAG_TITLE] = S | H,
    [NWS_TAG_TR] = S | NWS_IS_ROW_SCOPE | NWS_IS_FOSTERED,
    [NWS_TAG_TRACK] = S,
    [NWS_TAG_TT] = F | B,
    [NWS_TAG_U] = F | B,
    [NWS_TAG_UL] = S | B | NWS_IS_LIST,
    [NWS_TAG_VAR] = B,
    [NWS_TAG_WBR] = S,
    [NWS_TAG_XMP] = S,
};

uint32_t nws_foreign_traits(nws_tag tag, bool svg)
{
    if (svg) {
        bool point = tag == NWS_TAG_FOREIGNOBJECT || tag == NWS_TAG_DESC || tag == NWS_TAG_TITLE;
        return point ? MARKER | NWS_IS_HTML_POINT : 0;
    }
    switch (tag) {
    case NWS_TAG_MI:
    case NWS_TAG_MO:
    case NWS_TAG_MN:
    case NWS_TAG_MS:
    case NWS_TAG_MTEXT: return MARKER | NWS_IS_TEXT_POINT;
    case NWS_TAG_ANNOTATION_XML: return MARKER; /* its encoding makes it an integration point */
    default: return 0;
    }
}
