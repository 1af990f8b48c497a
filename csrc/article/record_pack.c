/* Making records: one writer that is run twice, first to measure, then to fill the one block.
 *
 * Because both runs are the same code, the measure cannot disagree with what is written. Packing an
 * article and replacing slots of a record end in the same writer, so their bytes are the same.
 */
#include "article/record_layout.h"

#include <string.h>

/* Where the writer is. While measuring record is NULL and only used moves. */
typedef struct writer {
    nws_record *record;
    uint64_t used; /* bytes of texts so far */
} writer;

/* ---- texts ---- */

/* Copies text behind the texts so far, and tail zero bytes behind it. */
static nws_span put_tailed(writer *to, nws_view text, uint64_t tail)
{
    if (text.data == NULL)
        return (nws_span){NWS_SPAN_NONE, 0};
    nws_span span = {(uint32_t)to->used, (uint32_t)text.length};
    if (to->record != NULL) {
        char *at = (char *)to->record + to->record->payload + to->used;
        if (text.length > 0)
            memcpy(at, text.data, text.length);
        memset(at + text.length, 0, tail);
    }
    to->used += text.length + tail;
    return span;
}

static nws_span put(writer *to, nws_view text)
{
    return put_tailed(to, text, 0);
}

/* A text that is never none: what reads records need not ask. */
static nws_span put_some(writer *to, nws_view text)
{
    return put(to, text.data == NULL ? NWS_VIEW("") : text);
}

/* A static name keeps its NUL, because it is handed out as a const char * again. */
static nws_span put_name(writer *to, const char *name)
{
    return name == NULL ? put(to, NWS_VIEW_NONE)
                        : put_tailed(to, nws_view_of(name, strlen(name)), 1);
}

static void put_row(writer *to, unsigned table, uint32_t index, const void *row)
{
    if (to->record == NULL)
        return;
    const uint32_t stride = nws_table_stride(table);
    char *at = (char *)to->record + to->record->starts[table] + (size_t)index * stride;
    memcpy(at, row, stride);
}

/* ---- tables ---- */

static void put_texts(writer *to, unsigned table, uint32_t first, const nws_texts *texts)
{
    for (uint32_t i = 0; i < texts->count; i++) {
        const nws_span span = put_some(to, texts->items[i]);
        put_row(to, table, first + i, &span);
    }
}

static void put_paths(writer *to, const nws_parts *parts)
{
    nws_path_row row = {0, 0};
    for (uint32_t i = 0; i < parts->path_count; i++) {
        row.count = parts->paths[i].count;
        put_row(to, NWS_TABLE_PATHS, i, &row);
        put_texts(to, NWS_TABLE_STEPS, row.first, &parts->paths[i]);
        row.first += row.count;
    }
}

static void put_images(writer *to, const nws_parts *parts)
{
    for (uint32_t i = 0; i < parts->image_count; i++) {
        const nws_image *image = &parts->images[i];
        nws_image_row row = {
            .src = put(to, image->src),
            .width = image->width,
            .height = image->height,
            .position = image->position,
            .lazy = image->lazy,
            .is_cover = image->is_cover,
        };
        /* Most images have one address: it is kept once. */
        const bool same = image->src.data != NULL && image->displayed_src.data != NULL &&
                          nws_view_equal(image->src, image->displayed_src);
        row.displayed_src = same ? row.src : put(to, image->displayed_src);
        row.alt = put(to, image->alt);
        row.title = put(to, image->title);
        row.caption = put(to, image->caption);
        row.caption_source = put_name(to, image->caption_source);
        row.source = put_name(to, image->source);
        put_row(to, NWS_TABLE_IMAGES, i, &row);
    }
}

static void put_links(writer *to, const nws_parts *parts)
{
    for (uint32_t i = 0; i < parts->link_count; i++) {
        const nws_link *link = &parts->links[i];
        nws_link_row row = {.href = put_some(to, link->href), .external = link->external};
        /* Most links have one address: it is kept once. */
        const bool same =
            link->displayed_href.data == NULL || nws_view_equal(link->href, link->displayed_href);
        row.displayed_href = same ? row.href : put(to, link->displayed_href);
        row.text = put_some(to, link->text);
        row.rel = put(to, link->rel);
        put_row(to, NWS_TABLE_LINKS, i, &row);
    }
}

static void put_removals(writer *to, const nws_parts *parts)
{
    for (uint32_t i = 0; i < parts->removal_count; i++) {
        const nws_removal *removal = &parts->removals[i];
        nws_removal_row row = {
            .tag = put_some(to, removal->tag),
            .count = removal->count,
            .start = removal->start,
            .end = removal->end,
            .rule = removal->rule,
            .action = removal->action,
        };
        row.attribute = put_some(to, removal->attribute);
        row.value = put_some(to, removal->value);
        put_row(to, NWS_TABLE_REMOVALS, i, &row);
    }
}

static void put_diagnostics(writer *to, const nws_parts *parts)
{
    for (uint32_t i = 0; i < parts->diagnostic_count; i++) {
        const nws_record_diagnostic *diagnostic = &parts->diagnostics[i];
        const nws_diagnostic_row row = {
            .detail = put_some(to, diagnostic->detail),
            .code = diagnostic->code,
            .line = diagnostic->line,
            .column = diagnostic->column,
            .start = diagnostic->start,
            .end = diagnostic->end,
        };
        put_row(to, NWS_TABLE_DIAGNOSTICS, i, &row);
    }
}

static void put_tables(writer *to, const nws_parts *parts)
{
    for (unsigned i = 0; i < NWS_LIST_COUNT; i++)
        put_texts(to, NWS_TABLE_LISTS + i, 0, &parts->lists[i]);
    put_paths(to, parts);
    put_images(to, parts);
    put_links(to, parts);
    put_removals(to, parts);
    put_diagnostics(to, parts);
    if (to->record != NULL)
        to->record->children = (uint32_t)to->used;
}

/* ---- the header ---- */

/* The slots that count for equality, then path and body. */
static void put_slots(writer *to, const nws_view slots[NWS_SLOT_COUNT])
{
    nws_span spans[NWS_SLOT_COUNT];
    for (unsigned i = NWS_SLOT_PATH + 1; i < NWS_SLOT_BODY; i++)
        spans[i] = nws_slot_required(i) ? put_some(to, slots[i]) : put(to, slots[i]);
    const uint64_t content = to->used;
    spans[NWS_SLOT_PATH] = put(to, slots[NWS_SLOT_PATH]);
    spans[NWS_SLOT_BODY] = put(to, slots[NWS_SLOT_BODY]);
    if (to->record != NULL) {
        memcpy(to->record->slots, spans, sizeof spans);
        to->record->content = (uint32_t)content;
    }
}

static nws_scalar_row scalar_row(const nws_scalars *scalars)
{
    return (nws_scalar_row){
        .bytes = scalars->bytes,
        .date = scalars->date,
        .updated = scalars->updated,
        .digest = scalars->digest,
        .simhash = scalars->simhash,
        .words = scalars->counts.words,
        .han = scalars->counts.han,
        .characters = scalars->counts.characters,
        .reading_seconds = scalars->counts.reading_seconds,
        .date_offset = scalars->date_offset,
        .removal_count = scalars->removal_count,
        .diagnostic_count = scalars->diagnostic_count,
        .has_date = scalars->has_date,
        .has_updated = scalars->has_updated,
        .draft = scalars->draft,
        .date_precision = scalars->date_precision,
        .date_zone = scalars->date_zone,
        .markup = scalars->markup,
        .excerpt = scalars->excerpt,
    };
}

static void count_rows(const nws_parts *parts, uint64_t counts[NWS_TABLE_COUNT])
{
    for (unsigned i = 0; i < NWS_LIST_COUNT; i++)
        counts[NWS_TABLE_LISTS + i] = parts->lists[i].count;
    counts[NWS_TABLE_PATHS] = parts->path_count;
    counts[NWS_TABLE_STEPS] = 0;
    for (uint32_t i = 0; i < parts->path_count; i++)
        counts[NWS_TABLE_STEPS] += parts->paths[i].count;
    counts[NWS_TABLE_IMAGES] = parts->image_count;
    counts[NWS_TABLE_LINKS] = parts->link_count;
    counts[NWS_TABLE_REMOVALS] = parts->removal_count;
    counts[NWS_TABLE_DIAGNOSTICS] = parts->diagnostic_count;
}

/* A block of that size; NWS_E_LIMIT when its spans would not reach all of it. */
static nws_status make_block(const nws_allocator *allocator, uint64_t size, nws_record **record)
{
    if (size >= NWS_SPAN_NONE)
        return NWS_E_LIMIT;
    *record = allocator->allocate(allocator->context, (size_t)size);
    return *record == NULL ? NWS_E_MEMORY : NWS_OK;
}

nws_status nws_record_build(const nws_allocator *allocator, const nws_parts *parts,
                            nws_record **record)
{
    nws_record header = {.magic = NWS_RECORD_MAGIC, .version = NWS_RECORD_VERSION};
    header.scalars = scalar_row(&parts->scalars);
    uint64_t counts[NWS_TABLE_COUNT];
    uint64_t size = sizeof header;
    count_rows(parts, counts);
    for (unsigned i = 0; i < NWS_TABLE_COUNT; i++) {
        header.starts[i] = (uint32_t)size;
        header.counts[i] = (uint32_t)counts[i];
        size += counts[i] * nws_table_stride(i);
    }
    header.payload = (uint32_t)size;

    writer to = {NULL, 0};
    put_tables(&to, parts);
    put_slots(&to, parts->slots);
    header.size = size + to.used;
    NWS_TRY(make_block(allocator, header.size, record));

    memcpy(*record, &header, sizeof header);
    to = (writer){*record, 0};
    put_tables(&to, parts);
    put_slots(&to, parts->slots);
    return NWS_OK;
}

void nws_record_free(const nws_allocator *allocator, nws_record *record)
{
    if (record != NULL)
        allocator->release(allocator->context, record, (size_t)record->size);
}

nws_status nws_record_replace(const nws_allocator *allocator, const nws_record *record,
                              const nws_slot *slots, const nws_view *values, size_t count,
                              nws_record **result)
{
    nws_view texts[NWS_SLOT_COUNT];
    for (unsigned i = 0; i < NWS_SLOT_COUNT; i++)
        texts[i] = nws_record_span(record, record->slots[i]);
    for (size_t i = 0; i < count; i++)
        texts[slots[i]] = values[i];

    writer to = {NULL, record->children};
    put_slots(&to, texts);
    const uint64_t size = record->payload + to.used;
    NWS_TRY(make_block(allocator, size, result));

    /* Header, tables and their texts stay as they are, byte for byte. */
    memcpy(*result, record, (size_t)record->payload + record->children);
    (*result)->size = size;
    to = (writer){*result, record->children};
    put_slots(&to, texts);
    return NWS_OK;
}
