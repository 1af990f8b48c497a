/* Reading records: every field by offset, equality and hash over the bytes.
 *
 * Nothing is checked here, because a record is either packed by us or passed nws_record_unpack.
 */
#include "article/record_layout.h"
#include "base/hash.h"

#include <string.h>

nws_view nws_record_bytes(const nws_record *record)
{
    return nws_view_of((const char *)record, (size_t)record->size);
}

nws_view nws_record_slot(const nws_record *record, nws_slot slot)
{
    return nws_record_span(record, record->slots[slot]);
}

nws_scalars nws_record_scalars(const nws_record *record)
{
    const nws_scalar_row *row = &record->scalars;
    return (nws_scalars){
        .bytes = row->bytes,
        .date = row->date,
        .updated = row->updated,
        .digest = row->digest,
        .simhash = row->simhash,
        .counts = {row->words, row->han, row->characters, row->reading_seconds},
        .date_offset = row->date_offset,
        .has_date = row->has_date,
        .has_updated = row->has_updated,
        .draft = row->draft,
        .date_precision = row->date_precision,
        .date_zone = row->date_zone,
        .markup = row->markup,
        .excerpt = row->excerpt,
        .removal_count = row->removal_count,
        .diagnostic_count = row->diagnostic_count,
    };
}

/* ---- lists ---- */

static nws_view text_row(const nws_record *record, unsigned table, uint32_t index)
{
    const nws_span *span = nws_table_row(record, table, index);
    return nws_record_span(record, *span);
}

uint32_t nws_record_count(const nws_record *record, nws_list list)
{
    return record->counts[NWS_TABLE_LISTS + (unsigned)list];
}

nws_view nws_record_item(const nws_record *record, nws_list list, uint32_t index)
{
    return text_row(record, NWS_TABLE_LISTS + (unsigned)list, index);
}

uint32_t nws_record_paths(const nws_record *record)
{
    return record->counts[NWS_TABLE_PATHS];
}

uint32_t nws_record_depth(const nws_record *record, uint32_t path)
{
    const nws_path_row *row = nws_table_row(record, NWS_TABLE_PATHS, path);
    return row->count;
}

nws_view nws_record_step(const nws_record *record, uint32_t path, uint32_t index)
{
    const nws_path_row *row = nws_table_row(record, NWS_TABLE_PATHS, path);
    return text_row(record, NWS_TABLE_STEPS, row->first + index);
}

/* ---- rows ---- */

uint32_t nws_record_images(const nws_record *record)
{
    return record->counts[NWS_TABLE_IMAGES];
}

nws_image nws_record_image(const nws_record *record, uint32_t index)
{
    const nws_image_row *row = nws_table_row(record, NWS_TABLE_IMAGES, index);
    return (nws_image){
        .src = nws_record_span(record, row->src),
        .displayed_src = nws_record_span(record, row->displayed_src),
        .alt = nws_record_span(record, row->alt),
        .title = nws_record_span(record, row->title),
        .caption = nws_record_span(record, row->caption),
        .caption_source = nws_record_span(record, row->caption_source).data,
        .source = nws_record_span(record, row->source).data,
        .width = row->width,
        .height = row->height,
        .position = row->position,
        .lazy = row->lazy,
        .is_cover = row->is_cover,
    };
}

uint32_t nws_record_links(const nws_record *record)
{
    return record->counts[NWS_TABLE_LINKS];
}

nws_link nws_record_link(const nws_record *record, uint32_t index)
{
    const nws_link_row *row = nws_table_row(record, NWS_TABLE_LINKS, index);
    return (nws_link){
        .href = nws_record_span(record, row->href),
        .displayed_href = nws_record_span(record, row->displayed_href),
        .text = nws_record_span(record, row->text),
        .rel = nws_record_span(record, row->rel),
        .external = row->external != 0,
    };
}

uint32_t nws_record_removals(const nws_record *record)
{
    return record->counts[NWS_TABLE_REMOVALS];
}

nws_removal nws_record_removal(const nws_record *record, uint32_t index)
{
    const nws_removal_row *row = nws_table_row(record, NWS_TABLE_REMOVALS, index);
    return (nws_removal){
        .rule = row->rule,
        .action = row->action,
        .count = row->count,
        .start = row->start,
        .end = row->end,
        .tag = nws_record_span(record, row->tag),
        .attribute = nws_record_span(record, row->attribute),
        .value = nws_record_span(record, row->value),
    };
}

uint32_t nws_record_diagnostics(const nws_record *record)
{
    return record->counts[NWS_TABLE_DIAGNOSTICS];
}

nws_record_diagnostic nws_record_diagnostic_at(const nws_record *record, uint32_t index)
{
    const nws_diagnostic_row *row = nws_table_row(record, NWS_TABLE_DIAGNOSTICS, index);
    return (nws_record_diagnostic){
        .code = (uint16_t)row->code,
        .line = row->line,
        .column = row->column,
        .start = row->start,
        .end = row->end,
        .detail = nws_record_span(record, row->detail),
    };
}

/* ---- equality ---- */

/* What counts is two runs of bytes: the spans of the slots between path and body, and all from the
 * scalars to the last text before the path. */
static nws_view counted_slots(const nws_record *record)
{
    return nws_view_of((const char *)&record->slots[NWS_SLOT_PATH + 1],
                       (NWS_SLOT_BODY - NWS_SLOT_PATH - 1) * sizeof(nws_span));
}

static nws_view counted_rest(const nws_record *record)
{
    const size_t start = offsetof(nws_record, scalars);
    return nws_view_of((const char *)record + start,
                       (size_t)record->payload - start + record->content);
}

bool nws_record_equal(const nws_record *a, const nws_record *b)
{
    return a == b || (nws_view_equal(counted_slots(a), counted_slots(b)) &&
                      nws_view_equal(counted_rest(a), counted_rest(b)));
}

uint64_t nws_record_hash(const nws_record *record)
{
    return nws_hash_bytes(counted_rest(record), nws_hash_bytes(counted_slots(record), 0));
}
