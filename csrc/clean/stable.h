/* The content models that make a tree stable: what may stand in what.
 *
 * A tree that keeps to them comes back unchanged from any HTML5 parser: no start tag in it closes
 * another element, is moved, renamed or switches the parser's mode. Data only, separate because the
 * sanitizer, its verifier and the policies' floor must all mean the same rules.
 */
#ifndef NWS_CLEAN_STABLE_H
#define NWS_CLEAN_STABLE_H

#include "html/names.h"

#include <stdint.h>

/* What an element is to its parent. */
typedef enum nws_kind {
    NWS_KIND_NONE = 0, /* not listed: can never be kept */
    NWS_KIND_TEXT,     /* text with something to see in it */
    NWS_KIND_SPACE,    /* text of nothing but white space */
    NWS_KIND_INLINE,
    NWS_KIND_LINK,  /* a: inline, but takes its parent's model */
    NWS_KIND_BOX,   /* p and div: blocks that mean no more than a line of their own */
    NWS_KIND_BLOCK, /* whatever else closes an open p */
    NWS_KIND_ITEM,  /* li */
    NWS_KIND_TERM,  /* dt, dd */
    NWS_KIND_CAPTION,
    NWS_KIND_COLUMNS, /* colgroup */
    NWS_KIND_COLUMN,
    NWS_KIND_GROUP, /* tbody, thead, tfoot */
    NWS_KIND_ROW,
    NWS_KIND_CELL,
    NWS_KIND_RUBY, /* rt, rp */
    NWS_KIND_COUNT
} nws_kind;

/* What an element holds. */
typedef enum nws_model {
    NWS_MODEL_EMPTY = 0, /* void */
    NWS_MODEL_NOTHING,   /* nothing either, but an end tag is written; the first two are such */
    NWS_MODEL_FLOW,
    NWS_MODEL_PHRASING,
    NWS_MODEL_LINE, /* phrasing in a heading or pre, where a box becomes a line break */
    NWS_MODEL_RUBY,
    NWS_MODEL_LIST,
    NWS_MODEL_TERMS,
    NWS_MODEL_TABLE,
    NWS_MODEL_COLUMNS,
    NWS_MODEL_GROUP,
    NWS_MODEL_ROW,
    NWS_MODEL_COUNT
} nws_model;

enum {
    NWS_STABLE_HOLLOW = 1u << 0, /* says nothing when there is nothing to see in it */
    NWS_STABLE_FORMAT = 1u << 1, /* says nothing when it has no child; may be cloned into a block */
    NWS_STABLE_SHOWN = 1u << 2,  /* void, and something to see */
    NWS_STABLE_YOUNG = 1u << 3,  /* void since HTML5: an older parser waits for its end tag */
    NWS_STABLE_CLEAR = 1u << 4,  /* takes its parent's model, as NWS_KIND_LINK does */
    NWS_STABLE_WHOLE = 1u << 5   /* never split: two halves would be two players, two pictures */
};

/* Every name that can be in a clean tree.
 *       id, name, kind, model, flags */
#define NWS_STABLE_LIST(X)                                                                         \
    X(A, a, LINK, FLOW, 0)                                                                         \
    X(ABBR, abbr, INLINE, PHRASING, NWS_STABLE_FORMAT)                                             \
    X(ACRONYM, acronym, INLINE, PHRASING, NWS_STABLE_FORMAT)                                       \
    X(ADDRESS, address, BLOCK, FLOW, NWS_STABLE_HOLLOW)                                            \
    X(AREA, area, INLINE, EMPTY, 0)                                                                \
    X(ARTICLE, article, BLOCK, FLOW, NWS_STABLE_HOLLOW)                                            \
    X(ASIDE, aside, BLOCK, FLOW, NWS_STABLE_HOLLOW)                                                \
    X(AUDIO, audio, INLINE, PHRASING, NWS_STABLE_SHOWN | NWS_STABLE_CLEAR | NWS_STABLE_WHOLE)      \
    X(B, b, INLINE, PHRASING, NWS_STABLE_FORMAT)                                                   \
    X(BDI, bdi, INLINE, PHRASING, NWS_STABLE_FORMAT)                                               \
    X(BDO, bdo, INLINE, PHRASING, NWS_STABLE_FORMAT)                                               \
    X(BIG, big, INLINE, PHRASING, NWS_STABLE_FORMAT)                                               \
    X(BLOCKQUOTE, blockquote, BLOCK, FLOW, NWS_STABLE_HOLLOW)                                      \
    X(BR, br, INLINE, EMPTY, 0)                                                                    \
    X(CAPTION, caption, CAPTION, FLOW, 0)                                                          \
    X(CENTER, center, BLOCK, FLOW, NWS_STABLE_HOLLOW)                                              \
    X(CITE, cite, INLINE, PHRASING, NWS_STABLE_FORMAT)                                             \
    X(CODE, code, INLINE, PHRASING, NWS_STABLE_FORMAT)                                             \
    X(COL, col, COLUMN, EMPTY, 0)                                                                  \
    X(COLGROUP, colgroup, COLUMNS, COLUMNS, 0)                                                     \
    X(DATA, data, INLINE, PHRASING, NWS_STABLE_FORMAT)                                             \
    X(DD, dd, TERM, FLOW, 0)                                                                       \
    X(DEL, del, INLINE, PHRASING, NWS_STABLE_FORMAT)                                               \
    X(DETAILS, details, BLOCK, FLOW, NWS_STABLE_HOLLOW)                                            \
    X(DFN, dfn, INLINE, PHRASING, NWS_STABLE_FORMAT)                                               \
    X(DIALOG, dialog, BLOCK, FLOW, NWS_STABLE_HOLLOW)                                              \
    X(DIV, div, BOX, FLOW, NWS_STABLE_HOLLOW)                                                      \
    X(DL, dl, BLOCK, TERMS, NWS_STABLE_HOLLOW)                                                     \
    X(DT, dt, TERM, FLOW, 0)                                                                       \
    X(EM, em, INLINE, PHRASING, NWS_STABLE_FORMAT)                                                 \
    X(FIELDSET, fieldset, BLOCK, FLOW, NWS_STABLE_HOLLOW)                                          \
    X(FIGCAPTION, figcaption, BLOCK, FLOW, NWS_STABLE_HOLLOW)                                      \
    X(FIGURE, figure, BLOCK, FLOW, NWS_STABLE_HOLLOW)                                              \
    X(FONT, font, INLINE, PHRASING, NWS_STABLE_FORMAT)                                             \
    X(FOOTER, footer, BLOCK, FLOW, NWS_STABLE_HOLLOW)                                              \
    X(H1, h1, BLOCK, LINE, NWS_STABLE_HOLLOW)                                                      \
    X(H2, h2, BLOCK, LINE, NWS_STABLE_HOLLOW)                                                      \
    X(H3, h3, BLOCK, LINE, NWS_STABLE_HOLLOW)                                                      \
    X(H4, h4, BLOCK, LINE, NWS_STABLE_HOLLOW)                                                      \
    X(H5, h5, BLOCK, LINE, NWS_STABLE_HOLLOW)                                                      \
    X(H6, h6, BLOCK, LINE, NWS_STABLE_HOLLOW)                                                      \
    X(HEADER, header, BLOCK, FLOW, NWS_STABLE_HOLLOW)                                              \
    X(HGROUP, hgroup, BLOCK, FLOW, NWS_STABLE_HOLLOW)                                              \
    X(HR, hr, BLOCK, EMPTY, NWS_STABLE_SHOWN)                                                      \
    X(I, i, INLINE, PHRASING, NWS_STABLE_FORMAT)                                                   \
    X(IFRAME, iframe, INLINE, NOTHING, NWS_STABLE_SHOWN | NWS_STABLE_WHOLE)                        \
    X(IMG, img, INLINE, EMPTY, NWS_STABLE_SHOWN)                                                   \
    X(INS, ins, INLINE, PHRASING, NWS_STABLE_FORMAT)                                               \
    X(KBD, kbd, INLINE, PHRASING, NWS_STABLE_FORMAT)                                               \
    X(LABEL, label, INLINE, PHRASING, 0)                                                           \
    X(LEGEND, legend, BLOCK, FLOW, NWS_STABLE_HOLLOW)                                              \
    X(LI, li, ITEM, FLOW, 0)                                                                       \
    X(MAIN, main, BLOCK, FLOW, NWS_STABLE_HOLLOW)                                                  \
    X(MAP, map, INLINE, PHRASING, NWS_STABLE_CLEAR | NWS_STABLE_WHOLE)                             \
    X(MARK, mark, INLINE, PHRASING, NWS_STABLE_FORMAT)                                             \
    X(MENU, menu, BLOCK, LIST, NWS_STABLE_HOLLOW)                                                  \
    X(METER, meter, INLINE, PHRASING, 0)                                                           \
    X(NAV, nav, BLOCK, FLOW, NWS_STABLE_HOLLOW)                                                    \
    X(OL, ol, BLOCK, LIST, NWS_STABLE_HOLLOW)                                                      \
    X(OUTPUT, output, INLINE, PHRASING, NWS_STABLE_FORMAT)                                         \
    X(P, p, BOX, PHRASING, NWS_STABLE_HOLLOW)                                                      \
    X(PICTURE, picture, INLINE, PHRASING, NWS_STABLE_FORMAT | NWS_STABLE_WHOLE)                    \
    X(PRE, pre, BLOCK, LINE, NWS_STABLE_HOLLOW)                                                    \
    X(PROGRESS, progress, INLINE, PHRASING, 0)                                                     \
    X(Q, q, INLINE, PHRASING, NWS_STABLE_FORMAT)                                                   \
    X(RP, rp, RUBY, PHRASING, 0)                                                                   \
    X(RT, rt, RUBY, PHRASING, 0)                                                                   \
    X(RUBY, ruby, INLINE, RUBY, NWS_STABLE_FORMAT)                                                 \
    X(S, s, INLINE, PHRASING, NWS_STABLE_FORMAT)                                                   \
    X(SAMP, samp, INLINE, PHRASING, NWS_STABLE_FORMAT)                                             \
    X(SEARCH, search, BLOCK, FLOW, NWS_STABLE_HOLLOW)                                              \
    X(SECTION, section, BLOCK, FLOW, NWS_STABLE_HOLLOW)                                            \
    X(SMALL, small, INLINE, PHRASING, NWS_STABLE_FORMAT)                                           \
    X(SOURCE, source, INLINE, EMPTY, NWS_STABLE_YOUNG)                                             \
    X(SPAN, span, INLINE, PHRASING, NWS_STABLE_FORMAT)                                             \
    X(STRIKE, strike, INLINE, PHRASING, NWS_STABLE_FORMAT)                                         \
    X(STRONG, strong, INLINE, PHRASING, NWS_STABLE_FORMAT)                                         \
    X(SUB, sub, INLINE, PHRASING, NWS_STABLE_FORMAT)                                               \
    X(SUMMARY, summary, BLOCK, FLOW, NWS_STABLE_HOLLOW)                                            \
    X(SUP, sup, INLINE, PHRASING, NWS_STABLE_FORMAT)                                               \
    X(TABLE, table, BLOCK, TABLE, NWS_STABLE_HOLLOW)                                               \
    X(TBODY, tbody, GROUP, GROUP, 0)                                                               \
    X(TD, td, CELL, FLOW, 0)                                                                       \
    X(TFOOT, tfoot, GROUP, GROUP, 0)                                                               \
    X(TH, th, CELL, FLOW, 0)                                                                       \
    X(THEAD, thead, GROUP, GROUP, 0)                                                               \
    X(TIME, time, INLINE, PHRASING, NWS_STABLE_FORMAT)                                             \
    X(TR, tr, ROW, ROW, 0)                                                                         \
    X(TRACK, track, INLINE, EMPTY, NWS_STABLE_YOUNG)                                               \
    X(TT, tt, INLINE, PHRASING, NWS_STABLE_FORMAT)                                                 \
    X(U, u, INLINE, PHRASING, NWS_STABLE_FORMAT)                                                   \
    X(UL, ul, BLOCK, LIST, NWS_STABLE_HOLLOW)                                                      \
    X(VAR, var, INLINE, PHRASING, NWS_STABLE_FORMAT)                                               \
    X(VIDEO, video, INLINE, PHRASING, NWS_STABLE_SHOWN | NWS_STABLE_CLEAR | NWS_STABLE_WHOLE)      \
    X(WBR, wbr, INLINE, EMPTY, NWS_STABLE_YOUNG)

typedef struct nws_stable {
    uint8_t kind;  /* nws_kind */
    uint8_t model; /* nws_model */
    uint8_t flags; /* NWS_STABLE_ */
} nws_stable;

extern const nws_stable nws_stable_tags[NWS_TAG_COUNT];

/* The kinds that a model accepts, as bits. */
extern const uint16_t nws_stable_accepts[NWS_MODEL_COUNT];

/* The model of a child of this tag under an element with this model: a and the like take their
 * parent's, and inline elements in a heading keep knowing that they are in one. */
NWS_INLINE nws_model nws_stable_model(nws_tag tag, nws_model parent)
{
    nws_stable own = nws_stable_tags[tag];
    if (own.kind == NWS_KIND_LINK || (own.flags & NWS_STABLE_CLEAR) != 0)
        return parent == NWS_MODEL_FLOW || parent == NWS_MODEL_LINE ? parent : NWS_MODEL_PHRASING;
    if (own.kind == NWS_KIND_INLINE && own.model == NWS_MODEL_PHRASING && parent == NWS_MODEL_LINE)
        return NWS_MODEL_LINE;
    return (nws_model)own.model;
}

/* R11, for portable policies: the pairs of which libxml2's HTML parser ends the first where the
 * second begins right inside it. With anything between the two it ends nothing. The rest of R11: no
 * NWS_STABLE_YOUNG element, and no newline first in a pre, which only newer parsers leave out. */
NWS_INLINE bool nws_stable_clashes(nws_tag parent, nws_tag child)
{
    switch (parent) {
    case NWS_TAG_A: return child == NWS_TAG_TABLE || child == NWS_TAG_FIELDSET;
    case NWS_TAG_ADDRESS: return child == NWS_TAG_UL || child == NWS_TAG_DL;
    case NWS_TAG_DT: return child == NWS_TAG_DL;
    case NWS_TAG_LEGEND: return child == NWS_TAG_FIELDSET;
    default: return false;
    }
}

#endif
