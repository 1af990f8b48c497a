/* Filling lifted columns: see lifted.h. */
#include "table/lifted.h"

static nws_kind kind_of(const nws_lift *lift)
{
    static const uint8_t kinds[NWS_LIFT_KIND_COUNT] = {
        [NWS_LIFT_INT64] = NWS_KIND_INT64, [NWS_LIFT_FLOAT64] = NWS_KIND_FLOAT64,
        [NWS_LIFT_BOOL] = NWS_KIND_BOOL,   [NWS_LIFT_STRING] = NWS_KIND_TEXT,
        [NWS_LIFT_DATE] = NWS_KIND_TIME,   [NWS_LIFT_LIST] = NWS_KIND_LIST,
    };
    return (nws_kind)kinds[lift->kind];
}

nws_field nws_lifted_field(const nws_lifts *lifts, uint32_t index)
{
    const nws_lift *lift = nws_lifts_at(lifts, index);
    const nws_kind kind = kind_of(lift);
    return (nws_field){.name = lift->key.data,
                       .kind = (uint8_t)kind,
                       .items = kind == NWS_KIND_LIST ? NWS_FRAME_TAGS : NWS_FRAME_NONE,
                       .nullable = true};
}

/* ---- life ---- */

/* What lies behind the struct for each lift. */
typedef struct part {
    nws_column column, items;
    nws_frame list;
    nws_field field;
} part;

size_t nws_lifted_size(const nws_lifts *lifts)
{
    return sizeof(nws_columns) + nws_lifts_count(lifts) * sizeof(part);
}

void nws_lifted_init(nws_columns *columns, nws_lifts *lifts)
{
    const uint32_t count = nws_lifts_count(lifts);
    /* Arrays, the largest alignment first: they share it. */
    nws_column *parts = (nws_column *)(void *)(columns + 1);
    nws_frame *lists = (nws_frame *)(void *)(parts + 2 * (size_t)count);
    nws_field *fields = (nws_field *)(void *)(lists + count);
    for (uint32_t i = 0; i < count; i++)
        fields[i] = nws_lifted_field(lifts, i);
    columns->lifts = lifts;
    columns->lifted_info = (nws_frame_info){fields, (uint8_t)count, (uint8_t)count, false};
    columns->lists = lists;
    nws_lifts_retain(lifts);
    nws_frame_open(&columns->lifted, &columns->lifted_info, parts, columns->allocator);
    for (uint32_t i = 0; i < count; i++)
        nws_frame_init(&lists[i], NWS_FRAME_TAGS, &parts[count + i], columns->allocator);
}

void nws_lifted_free(nws_columns *columns)
{
    nws_frame_free(&columns->lifted);
    for (uint32_t i = 0; i < nws_lifts_count(columns->lifts); i++)
        nws_frame_free(&columns->lists[i]);
}

void nws_lifted_clear(nws_columns *columns)
{
    nws_frame_clear(&columns->lifted);
    for (uint32_t i = 0; i < nws_lifts_count(columns->lifts); i++)
        nws_frame_clear(&columns->lists[i]);
}

void nws_lifted_truncate(nws_columns *columns, int64_t rows)
{
    for (uint32_t i = 0; i < nws_lifts_count(columns->lifts); i++) {
        const nws_buffer *offsets = &columns->lifted.columns[i].offsets;
        int32_t items = 0;
        if (columns->lifted_info.fields[i].kind != NWS_KIND_LIST)
            continue;
        if (rows > 0)
            memcpy(&items, offsets->data + (size_t)rows * sizeof items, sizeof items);
        nws_frame_truncate(&columns->lists[i], items);
    }
    nws_frame_truncate(&columns->lifted, rows);
}

size_t nws_lifted_held(const nws_columns *columns)
{
    size_t held = nws_frame_size(&columns->lifted);
    for (uint32_t i = 0; i < nws_lifts_count(columns->lifts); i++)
        held += nws_frame_size(&columns->lists[i]);
    return held;
}

uint32_t nws_lifted_columns(const nws_columns *columns)
{
    return 2 * nws_lifts_count(columns->lifts);
}

/* ---- a row ---- */

static nws_status put_list(nws_columns *columns, uint32_t index, const nws_lifted *value)
{
    nws_frame *items = &columns->lists[index];
    for (uint32_t i = 0; i < value->list.count; i++) {
        NWS_TRY(nws_frame_put_text(items, 0, value->list.items[i]));
        nws_frame_end(items);
    }
    NWS_TRY(nws_frame_put_known(&columns->lifted, (int)index, value->known));
    return nws_frame_put_list(&columns->lifted, (int)index, items);
}

static nws_status put_value(nws_columns *columns, uint32_t index, const nws_lifted *value)
{
    nws_frame *frame = &columns->lifted;
    const int field = (int)index;
    switch ((nws_lift_kind)nws_lifts_at(columns->lifts, index)->kind) {
    case NWS_LIFT_INT64:
        NWS_TRY(nws_frame_put_known(frame, field, value->known));
        return nws_frame_put_int64(frame, field, value->known ? value->integer : 0);
    case NWS_LIFT_FLOAT64:
        NWS_TRY(nws_frame_put_known(frame, field, value->known));
        return nws_frame_put_double(frame, field, value->known ? value->number : 0);
    case NWS_LIFT_BOOL:
        NWS_TRY(nws_frame_put_known(frame, field, value->known));
        return nws_frame_put_bool(frame, field, value->known && value->truth);
    case NWS_LIFT_DATE: return nws_frame_put_time(frame, field, value->known, value->date.micros);
    case NWS_LIFT_LIST: return put_list(columns, index, value);
    default: return nws_frame_put_text(frame, field, value->known ? value->text : NWS_VIEW_NONE);
    }
}

nws_status nws_lifted_put(nws_columns *columns, const nws_lifted *lifted)
{
    static const nws_lifted unknown = {.known = false};
    const uint32_t count = nws_lifts_count(columns->lifts);
    for (uint32_t i = 0; i < count; i++)
        NWS_TRY(put_value(columns, i, lifted == NULL ? &unknown : &lifted[i]));
    if (count > 0)
        nws_frame_end(&columns->lifted);
    return NWS_OK;
}

/* ---- reading ---- */

bool nws_columns_lifted(const nws_columns *columns, int64_t row, uint32_t index, nws_lifted *value)
{
    const nws_frame *frame = &columns->lifted;
    const int field = (int)index;
    *value = (nws_lifted){.known = nws_frame_known(frame, field, row)};
    if (!value->known)
        return false;
    switch ((nws_lift_kind)nws_lifts_at(columns->lifts, index)->kind) {
    case NWS_LIFT_INT64: value->integer = nws_frame_int64(frame, field, row); break;
    case NWS_LIFT_FLOAT64: value->number = nws_frame_double(frame, field, row); break;
    case NWS_LIFT_BOOL: value->truth = nws_frame_bool(frame, field, row); break;
    case NWS_LIFT_DATE: value->date.micros = nws_frame_int64(frame, field, row); break;
    case NWS_LIFT_LIST: break; /* see nws_columns_lifted_items */
    default: value->text = nws_frame_text(frame, field, row); break;
    }
    return true;
}

void nws_columns_lifted_items(const nws_columns *columns, int64_t row, uint32_t index,
                              int64_t *first, int64_t *count)
{
    nws_frame_list(&columns->lifted, (int)index, row, first, count);
}

nws_view nws_columns_lifted_item(const nws_columns *columns, uint32_t index, int64_t item)
{
    return nws_frame_text(&columns->lists[index], 0, item);
}
