/* The tables of stable.h, spread out by id. */
#include "clean/stable.h"

#define ROW(id, name, kind, model, flags)                                                          \
    [NWS_TAG_##id] = {NWS_KIND_##kind, NWS_MODEL_##model, flags},

const nws_stable nws_stable_tags[NWS_TAG_COUNT] = {NWS_STABLE_LIST(ROW)};

#undef ROW

#define BIT(kind) (1u << NWS_KIND_##kind)

enum {
    PHRASING = BIT(TEXT) | BIT(SPACE) | BIT(INLINE) | BIT(LINK),
    FLOW = PHRASING | BIT(BOX) | BIT(BLOCK)
};

/* R1, R3 and R7 are the three phrasing rows, R4 list and terms, R5 the table's rows, R6 ruby. White
 * space between table parts would be stable, but fostering parsers differ on it, so it is dropped.
 */
const uint16_t nws_stable_accepts[NWS_MODEL_COUNT] = {
    [NWS_MODEL_EMPTY] = 0,
    [NWS_MODEL_NOTHING] = 0,
    [NWS_MODEL_FLOW] = FLOW,
    [NWS_MODEL_PHRASING] = PHRASING,
    [NWS_MODEL_LINE] = PHRASING,
    [NWS_MODEL_RUBY] = PHRASING | BIT(RUBY),
    [NWS_MODEL_LIST] = BIT(ITEM) | BIT(SPACE),
    [NWS_MODEL_TERMS] = BIT(TERM) | BIT(SPACE),
    [NWS_MODEL_TABLE] = BIT(CAPTION) | BIT(COLUMNS) | BIT(GROUP),
    [NWS_MODEL_COLUMNS] = BIT(COLUMN),
    [NWS_MODEL_GROUP] = BIT(ROW),
    [NWS_MODEL_ROW] = BIT(CELL),
};
