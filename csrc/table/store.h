/* What lies behind nws_columns: for the files of table/ and no other.
 */
#ifndef NWS_TABLE_STORE_H
#define NWS_TABLE_STORE_H

#include "table/columns.h"
#include "table/frame.h"

#include <stdatomic.h>

struct nws_columns {
    const nws_allocator *allocator;
    size_t sealed; /* size of the one block that holds it all, or 0 while rows can be added */
    atomic_size_t references;
    nws_lifts *lifts;                                         /* one reference; NULL: none */
    uint32_t orders[NWS_DATE_FORMS][NWS_EVIDENCE_EITHER + 1]; /* by form and nws_date_evidence */
    nws_frame_info lifted_info;
    nws_frame lifted;                  /* the lifted fields */
    nws_frame *lists;                  /* for each of them the items, if it is a list */
    nws_frame frames[NWS_FRAME_COUNT]; /* by nws_frame_id; the articles' rows are the columns' */
    nws_column columns[NWS_ALL_FIELDS];
    /* then what lifted.c lays out */
};

/* How many rows every frame has, and back to those rows: a row that cannot be finished leaves
 * nothing. */
typedef struct nws_row_marks {
    int64_t rows[NWS_FRAME_COUNT];
} nws_row_marks;

nws_row_marks nws_columns_mark(const nws_columns *columns);
void nws_columns_truncate(nws_columns *columns, const nws_row_marks *marks);

/* The frame of a list field's items: a lifted list has one of its own. */
NWS_INLINE const nws_frame *nws_items_of(const nws_columns *columns, const nws_frame *frame,
                                         int field)
{
    return frame == &columns->lifted ? &columns->lists[field]
                                     : &columns->frames[frame->info->fields[field].items];
}

#endif
