/* Rows to bytes and back: see packed.h.
 *
 *   row    = head record failure lifted
 *   lifted = for each lift: a byte, 1 if the value is known; then int64, double, a byte, or text;
 *            a list: uint64, and so many texts
 *   text   = uint64 bytes
 *
 * Numbers are as the machine has them: the record's own head tells another kind of machine.
 */
#include "table/packed.h"
#include "table/lifted.h"

#include "base/utf8.h"

/* What stands for the length of a failure that there is none. */
#define NO_FAILURE UINT64_MAX

typedef struct row_head {
    uint64_t stamp;
    uint64_t record;  /* bytes */
    uint64_t failure; /* bytes, or NO_FAILURE */
} row_head;

/* --- out --- */

static nws_status pack_text(nws_buffer *out, nws_view text)
{
    const uint64_t length = text.length;
    NWS_TRY(nws_buffer_append(out, &length, sizeof length));
    return nws_buffer_append(out, text.data, text.length);
}

static nws_status pack_list(const nws_columns *columns, int64_t row, uint32_t index,
                            nws_buffer *out)
{
    int64_t first, items;
    nws_columns_lifted_items(columns, row, index, &first, &items);
    const uint64_t count = (uint64_t)items;
    NWS_TRY(nws_buffer_append(out, &count, sizeof count));
    for (int64_t i = first; i < first + items; i++)
        NWS_TRY(pack_text(out, nws_columns_lifted_item(columns, index, i)));
    return NWS_OK;
}

static nws_status pack_lifted(const nws_columns *columns, int64_t row, uint32_t index,
                              nws_buffer *out)
{
    nws_lifted value;
    const bool known = nws_columns_lifted(columns, row, index, &value);
    NWS_TRY(nws_buffer_push(out, (char)known));
    if (!known)
        return NWS_OK;
    switch ((nws_lift_kind)nws_lifts_at(columns->lifts, index)->kind) {
    case NWS_LIFT_INT64: return nws_buffer_append(out, &value.integer, sizeof value.integer);
    case NWS_LIFT_FLOAT64: return nws_buffer_append(out, &value.number, sizeof value.number);
    case NWS_LIFT_BOOL: return nws_buffer_push(out, (char)value.truth);
    case NWS_LIFT_DATE: return nws_buffer_append(out, &value.date.micros, sizeof value.date.micros);
    case NWS_LIFT_LIST: return pack_list(columns, row, index, out);
    default: return pack_text(out, value.text);
    }
}

nws_status nws_columns_pack(const nws_columns *columns, int64_t row, nws_buffer *out)
{
    const nws_allocator *allocator = out->allocator;
    nws_record *record = NULL;
    NWS_TRY(nws_columns_record(columns, row, allocator, &record));
    const nws_view bytes = nws_record_bytes(record);
    const nws_view failure = nws_columns_failure(columns, row);
    const row_head head = {.stamp = nws_columns_stamp(columns, row),
                           .record = bytes.length,
                           .failure = failure.data == NULL ? NO_FAILURE : failure.length};
    nws_status status = nws_buffer_append(out, &head, sizeof head);
    if (status == NWS_OK)
        status = nws_buffer_append(out, bytes.data, bytes.length);
    nws_record_free(allocator, record);
    NWS_TRY(status);
    if (failure.data != NULL)
        NWS_TRY(nws_buffer_append(out, failure.data, failure.length));
    for (uint32_t i = 0; i < nws_lifts_count(columns->lifts); i++)
        NWS_TRY(pack_lifted(columns, row, i, out));
    return NWS_OK;
}

/* --- in --- */

/* What is left to read, and where what is made of it lives. */
typedef struct unpacking {
    nws_view rest;
    nws_arena *arena;
} unpacking;

/* The next length bytes. */
static nws_status take(unpacking *in, uint64_t length, nws_view *taken)
{
    if (length > in->rest.length)
        return NWS_E_ARGUMENT;
    *taken = nws_view_of(in->rest.data, (size_t)length);
    in->rest = nws_view_of(in->rest.data + length, in->rest.length - (size_t)length);
    return NWS_OK;
}

static nws_status take_value(unpacking *in, void *value, size_t size)
{
    nws_view taken;
    NWS_TRY(take(in, size, &taken));
    memcpy(value, taken.data, size);
    return NWS_OK;
}

static nws_status take_truth(unpacking *in, bool *truth)
{
    uint8_t byte = 0;
    NWS_TRY(take_value(in, &byte, 1));
    *truth = byte == 1;
    return byte <= 1 ? NWS_OK : NWS_E_ARGUMENT;
}

static nws_status take_text(unpacking *in, uint64_t length, nws_view *text)
{
    NWS_TRY(take(in, length, text));
    return nws_utf8_valid(*text) == text->length ? NWS_OK : NWS_E_ARGUMENT;
}

static nws_status take_item(unpacking *in, nws_view *text)
{
    uint64_t length = 0;
    NWS_TRY(take_value(in, &length, sizeof length));
    return take_text(in, length, text);
}

static nws_status take_list(unpacking *in, nws_texts *list)
{
    uint64_t count = 0;
    NWS_TRY(take_value(in, &count, sizeof count));
    if (count > in->rest.length / sizeof count) /* each has a length, at least */
        return NWS_E_ARGUMENT;
    list->count = (uint32_t)count;
    if (count == 0)
        return NWS_OK;
    list->items = nws_arena_alloc(in->arena, (size_t)count * sizeof *list->items);
    if (list->items == NULL)
        return NWS_E_MEMORY;
    for (uint64_t i = 0; i < count; i++)
        NWS_TRY(take_item(in, &list->items[i]));
    return NWS_OK;
}

static nws_status take_lifted(unpacking *in, nws_lift_kind kind, nws_lifted *value)
{
    *value = (nws_lifted){.known = false};
    NWS_TRY(take_truth(in, &value->known));
    if (!value->known)
        return NWS_OK;
    switch (kind) {
    case NWS_LIFT_INT64: return take_value(in, &value->integer, sizeof value->integer);
    case NWS_LIFT_FLOAT64: return take_value(in, &value->number, sizeof value->number);
    case NWS_LIFT_BOOL: return take_truth(in, &value->truth);
    case NWS_LIFT_DATE: return take_value(in, &value->date.micros, sizeof value->date.micros);
    case NWS_LIFT_LIST: return take_list(in, &value->list);
    default: return take_item(in, &value->text);
    }
}

/* --- from a record to an article --- */

/* count structs in the arena; NULL for none, and without memory. */
static void *room_for(unpacking *in, uint32_t count, size_t size)
{
    return count == 0 ? NULL : nws_arena_alloc(in->arena, count * size);
}

static nws_status open_list(unpacking *in, const nws_record *record, nws_list list,
                            nws_texts *texts)
{
    texts->count = nws_record_count(record, list);
    texts->items = room_for(in, texts->count, sizeof *texts->items);
    if (texts->count > 0 && texts->items == NULL)
        return NWS_E_MEMORY;
    for (uint32_t i = 0; i < texts->count; i++)
        texts->items[i] = nws_record_item(record, list, i);
    return NWS_OK;
}

static nws_status open_paths(unpacking *in, const nws_record *record, nws_fields *fields)
{
    fields->path_count = nws_record_paths(record);
    fields->paths = room_for(in, fields->path_count, sizeof *fields->paths);
    if (fields->path_count > 0 && fields->paths == NULL)
        return NWS_E_MEMORY;
    for (uint32_t i = 0; i < fields->path_count; i++) {
        nws_texts *path = &fields->paths[i];
        path->count = nws_record_depth(record, i);
        path->items = room_for(in, path->count, sizeof *path->items);
        if (path->count > 0 && path->items == NULL)
            return NWS_E_MEMORY;
        for (uint32_t k = 0; k < path->count; k++)
            path->items[k] = nws_record_step(record, i, k);
    }
    return NWS_OK;
}

static nws_status open_fields(unpacking *in, const nws_record *record, const nws_scalars *s,
                              nws_fields *fields)
{
    *fields = (nws_fields){
        .title = nws_record_slot(record, NWS_SLOT_TITLE),
        .description = nws_record_slot(record, NWS_SLOT_DESCRIPTION),
        .date_text = nws_record_slot(record, NWS_SLOT_DATE_TEXT),
        .slug = nws_record_slot(record, NWS_SLOT_SLUG),
        .cover = nws_record_slot(record, NWS_SLOT_COVER),
        .language = nws_record_slot(record, NWS_SLOT_LANGUAGE),
        .date = {.micros = s->date,
                 .offset_minutes = s->date_offset,
                 .precision = s->date_precision,
                 .zone_source = s->date_zone},
        .updated = {.micros = s->updated},
        .has_date = s->has_date,
        .has_updated = s->has_updated,
        .draft = s->draft,
    };
    NWS_TRY(nws_arena_name(in->arena, nws_record_slot(record, NWS_SLOT_DATE_SOURCE),
                           &fields->date_source));
    NWS_TRY(open_list(in, record, NWS_LIST_AUTHORS, &fields->authors));
    NWS_TRY(open_list(in, record, NWS_LIST_CATEGORIES, &fields->categories));
    NWS_TRY(open_list(in, record, NWS_LIST_TAGS, &fields->tags));
    return open_paths(in, record, fields);
}

static nws_status open_media(unpacking *in, const nws_record *record, nws_article *article)
{
    nws_media *media = &article->media;
    nws_audit *audit = &article->audit;
    media->image_count = nws_record_images(record);
    media->link_count = nws_record_links(record);
    audit->count = nws_record_removals(record);
    media->images = room_for(in, media->image_count, sizeof *media->images);
    media->links = room_for(in, media->link_count, sizeof *media->links);
    audit->rows = room_for(in, audit->count, sizeof *audit->rows);
    if ((media->image_count > 0 && media->images == NULL) ||
        (media->link_count > 0 && media->links == NULL) ||
        (audit->count > 0 && audit->rows == NULL))
        return NWS_E_MEMORY;
    for (uint32_t i = 0; i < media->image_count; i++)
        media->images[i] = nws_record_image(record, i);
    for (uint32_t i = 0; i < media->link_count; i++)
        media->links[i] = nws_record_link(record, i);
    for (uint32_t i = 0; i < audit->count; i++)
        audit->rows[i] = nws_record_removal(record, i);
    return NWS_OK;
}

static nws_status read_format(nws_view name, nws_format *format)
{
    for (int i = NWS_FORMAT_NONE; i <= NWS_FORMAT_JSON; i++) {
        const char *known = nws_format_name((nws_format)i);
        const nws_view text = known == NULL ? NWS_VIEW_NONE : nws_view_of(known, strlen(known));
        if ((text.data == NULL) == (name.data == NULL) && nws_view_equal(text, name)) {
            *format = (nws_format)i;
            return NWS_OK;
        }
    }
    return NWS_E_ARGUMENT;
}

static nws_status open_article(unpacking *in, const nws_record *record, nws_article *article)
{
    const nws_scalars s = nws_record_scalars(record);
    const uint32_t diagnostics = nws_record_diagnostics(record);
    *article = (nws_article){
        .markup = (nws_markup)s.markup,
        .excerpt = s.excerpt,
        .metadata = nws_record_slot(record, NWS_SLOT_METADATA),
        .html = nws_record_slot(record, NWS_SLOT_HTML),
        .text = nws_record_slot(record, NWS_SLOT_TEXT),
        .audit = {.total = s.removal_count},
        .diagnostics = {.count = diagnostics,
                        .dropped = s.diagnostic_count > diagnostics
                                       ? s.diagnostic_count - diagnostics
                                       : 0},
        .counts = s.counts,
        .digest = s.digest,
        .simhash = s.simhash,
        .bytes = (size_t)s.bytes,
    };
    NWS_TRY(read_format(nws_record_slot(record, NWS_SLOT_FORMAT), &article->format));
    NWS_TRY(
        nws_arena_name(in->arena, nws_record_slot(record, NWS_SLOT_ENCODING), &article->encoding));
    NWS_TRY(open_fields(in, record, &s, &article->fields));
    return open_media(in, record, article);
}

/* The article's diagnostics and lifted values, and then its row. */
static nws_status append_article(nws_columns *columns, unpacking *in, const nws_record *record,
                                 nws_row *row)
{
    nws_article article;
    NWS_TRY(open_article(in, record, &article));
    nws_record_diagnostic *placed = room_for(in, article.diagnostics.count, sizeof *placed);
    if (article.diagnostics.count > 0 && placed == NULL)
        return NWS_E_MEMORY;
    for (uint32_t i = 0; i < article.diagnostics.count; i++)
        placed[i] = nws_record_diagnostic_at(record, i);
    const uint32_t count = nws_lifts_count(columns->lifts);
    article.lifts = columns->lifts;
    article.lifted = room_for(in, count, sizeof *article.lifted);
    if (count > 0 && article.lifted == NULL)
        return NWS_E_MEMORY;
    for (uint32_t i = 0; i < count; i++)
        NWS_TRY(take_lifted(in, (nws_lift_kind)nws_lifts_at(columns->lifts, i)->kind,
                            &article.lifted[i]));
    if (row->failure.data == NULL)
        row->article = &article;
    row->placed = placed;
    return nws_columns_append(columns, row);
}

nws_status nws_columns_unpack(nws_columns *columns, nws_arena *arena, nws_view *bytes)
{
    unpacking in = {*bytes, arena};
    row_head head;
    nws_view packed, failure = NWS_VIEW_NONE;
    nws_record *record = NULL;
    nws_arena_reset(arena);
    NWS_TRY(take_value(&in, &head, sizeof head));
    NWS_TRY(take(&in, head.record, &packed));
    if (head.failure != NO_FAILURE)
        NWS_TRY(take_text(&in, head.failure, &failure));
    NWS_TRY(nws_record_unpack(columns->allocator, packed, &record));
    nws_row row = {.path = nws_record_slot(record, NWS_SLOT_PATH),
                   .failure = failure,
                   .bytes = (size_t)nws_record_scalars(record).bytes,
                   .stamp = head.stamp};
    const nws_status status = append_article(columns, &in, record, &row);
    nws_record_free(columns->allocator, record);
    if (status == NWS_OK)
        *bytes = in.rest;
    return status;
}
