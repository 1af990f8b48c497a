/* Rows of columns into other columns: how a choice of rows becomes a table of its own.
 *
 * A long run of rows is shared instead (python/chunks_take.c); what is copied here are rows that
 * lie apart, so it goes value by value.
 */
#include "table/store.h"

typedef struct copying {
    nws_columns *to;
    const nws_columns *from;
} copying;

/* Recursion as deep as the schema is. */
static nws_status copy_row(const copying *with, nws_frame *frame, const nws_frame *from,
                           int64_t row);

static nws_status copy_list(const copying *with, nws_frame *frame, const nws_frame *from, int field,
                            int64_t row)
{
    const nws_frame *source = nws_items_of(with->from, from, field);
    nws_frame *items = frame == &with->to->lifted
                           ? &with->to->lists[field]
                           : &with->to->frames[frame->info->fields[field].items];
    int64_t first, count;
    nws_frame_list(from, field, row, &first, &count);
    for (int64_t i = 0; i < count; i++)
        NWS_TRY(copy_row(with, items, source, first + i));
    if (frame->info->fields[field].nullable)
        NWS_TRY(nws_frame_put_known(frame, field, nws_frame_known(from, field, row)));
    return nws_frame_put_list(frame, field, items);
}

static nws_status copy_row(const copying *with, nws_frame *frame, const nws_frame *from,
                           int64_t row)
{
    for (int i = 0; i < frame->info->count; i++)
        NWS_TRY(frame->info->fields[i].kind == NWS_KIND_LIST
                    ? copy_list(with, frame, from, i, row)
                    : nws_frame_put_from(frame, i, from, row));
    nws_frame_end(frame);
    return NWS_OK;
}

static nws_status copy_all(const copying *with, int64_t row)
{
    if (nws_lifts_count(with->to->lifts) > 0)
        NWS_TRY(copy_row(with, &with->to->lifted, &with->from->lifted, row));
    return copy_row(with, &with->to->frames[NWS_FRAME_ARTICLES],
                    &with->from->frames[NWS_FRAME_ARTICLES], row);
}

nws_status nws_columns_copy(nws_columns *columns, const nws_columns *from, int64_t row)
{
    const copying with = {columns, from};
    const nws_row_marks marks = nws_columns_mark(columns);
    const nws_status status = copy_all(&with, row);
    if (status != NWS_OK)
        nws_columns_truncate(columns, &marks);
    return status;
}
