/* What the files of the Arrow interface share: which frame a table shows, and how large its tree
 * is.
 */
#ifndef NWS_TABLE_ARROW_LAYOUT_H
#define NWS_TABLE_ARROW_LAYOUT_H

#include "table/arrow.h"
#include "table/schema.h"

typedef struct nws_table_info {
    nws_frame_id frame;
    int list;   /* the articles' field that leads to the frame; -1: it is the articles */
    int lifted; /* fields behind the frame's own */
    int nodes;  /* schemas (or arrays) under the root, dictionaries included */
} nws_table_info;

nws_table_info nws_arrow_info(nws_table table, const nws_lifts *lifts);

/* Whether a child table's number of its article stands before the frame's fields. */
NWS_INLINE bool nws_arrow_keyed(const nws_table_info *info)
{
    return info->list >= 0;
}

#endif
