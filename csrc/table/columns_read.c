/* Reading columns: a row's few facts, or all of it as a record.
 *
 * A record is built of parts that lie in the columns; only what C wants as arrays of structs or
 * ending in NUL is made anew, in an arena that lives for the call.
 */
#include "table/lifted.h"

static const nws_frame *articles_of(const nws_columns *columns)
{
    return &columns->frames[NWS_FRAME_ARTICLES];
}

int64_t nws_columns_rows(const nws_columns *columns)
{
    return articles_of(columns)->rows;
}

size_t nws_columns_size(const nws_columns *columns)
{
    if (columns->sealed > 0)
        return columns->sealed;
    size_t size = nws_lifted_size(columns->lifts) + nws_lifted_held(columns);
    for (int i = 0; i < NWS_FRAME_COUNT; i++)
        size += nws_frame_size(&columns->frames[i]);
    return size;
}

size_t nws_columns_used(const nws_columns *columns)
{
    size_t used = nws_frame_used(&columns->lifted);
    for (uint32_t i = 0; i < nws_lifts_count(columns->lifts); i++)
        used += nws_frame_used(&columns->lists[i]);
    for (int i = 0; i < NWS_FRAME_COUNT; i++)
        used += nws_frame_used(&columns->frames[i]);
    return used;
}

bool nws_columns_ok(const nws_columns *columns, int64_t row)
{
    return nws_frame_bool(articles_of(columns), NWS_ARTICLES_OK, row);
}

nws_view nws_columns_failure(const nws_columns *columns, int64_t row)
{
    return nws_frame_word(articles_of(columns), NWS_ARTICLES_ERROR, row);
}

nws_view nws_columns_path(const nws_columns *columns, int64_t row)
{
    return nws_frame_text(articles_of(columns), NWS_ARTICLES_PATH, row);
}

uint64_t nws_columns_stamp(const nws_columns *columns, int64_t row)
{
    return (uint64_t)nws_frame_int64(articles_of(columns), NWS_ARTICLES_STAMP, row);
}

uint64_t nws_columns_simhash(const nws_columns *columns, int64_t row)
{
    return (uint64_t)nws_frame_int64(articles_of(columns), NWS_ARTICLES_SIMHASH, row);
}

/* --- Records --- */

/* A row on its way to a record. */
typedef struct reading {
    const nws_columns *columns;
    int64_t row;
    nws_arena arena;
    nws_parts parts;
} reading;

/* The items of one of the row's lists, and room for as many structs (NULL when there are none). */
static nws_status open_list(reading *in, int field, size_t size, int64_t *first, uint32_t *count,
                            void **room)
{
    int64_t items;
    nws_frame_list(articles_of(in->columns), field, in->row, first, &items);
    *count = (uint32_t)items;
    *room = NULL;
    if (items == 0)
        return NWS_OK;
    *room = nws_arena_alloc(&in->arena, (size_t)items * size);
    return *room == NULL ? NWS_E_MEMORY : NWS_OK;
}

static nws_status read_texts(reading *in, nws_frame_id id, int64_t first, uint32_t count,
                             nws_texts *texts)
{
    *texts = (nws_texts){NULL, count};
    if (count == 0)
        return NWS_OK;
    texts->items = nws_arena_alloc(&in->arena, count * sizeof *texts->items);
    if (texts->items == NULL)
        return NWS_E_MEMORY;
    for (uint32_t i = 0; i < count; i++)
        texts->items[i] = nws_frame_text(&in->columns->frames[id], 0, first + i);
    return NWS_OK;
}

static nws_status read_lists(reading *in)
{
    static const struct {
        int field;
        nws_frame_id items;
    } sources[NWS_LIST_COUNT] = {
        [NWS_LIST_AUTHORS] = {NWS_ARTICLES_AUTHORS, NWS_FRAME_AUTHORS},
        [NWS_LIST_CATEGORIES] = {NWS_ARTICLES_CATEGORIES, NWS_FRAME_CATEGORIES},
        [NWS_LIST_TAGS] = {NWS_ARTICLES_TAGS, NWS_FRAME_TAGS},
    };
    for (int i = 0; i < NWS_LIST_COUNT; i++) {
        int64_t first, count;
        nws_frame_list(articles_of(in->columns), sources[i].field, in->row, &first, &count);
        NWS_TRY(read_texts(in, sources[i].items, first, (uint32_t)count, &in->parts.lists[i]));
    }
    return NWS_OK;
}

static nws_status read_paths(reading *in)
{
    const nws_frame *frame = &in->columns->frames[NWS_FRAME_PATHS];
    int64_t first;
    void *room;
    NWS_TRY(
        open_list(in, NWS_ARTICLES_PATHS, sizeof(nws_texts), &first, &in->parts.path_count, &room));
    nws_texts *paths = room;
    for (uint32_t i = 0; i < in->parts.path_count; i++) {
        int64_t step, count;
        nws_frame_list(frame, NWS_PATHS_ITEM, first + i, &step, &count);
        NWS_TRY(read_texts(in, NWS_FRAME_STEPS, step, (uint32_t)count, &paths[i]));
    }
    in->parts.paths = paths;
    return NWS_OK;
}

static nws_status read_media(reading *in)
{
    int64_t first;
    void *room;
    NWS_TRY(open_list(in, NWS_ARTICLES_IMAGES, sizeof(nws_image), &first, &in->parts.image_count,
                      &room));
    nws_image *images = room;
    for (uint32_t i = 0; i < in->parts.image_count; i++)
        NWS_TRY(nws_columns_image(in->columns, first + i, &in->arena, &images[i]));
    NWS_TRY(
        open_list(in, NWS_ARTICLES_LINKS, sizeof(nws_link), &first, &in->parts.link_count, &room));
    nws_link *links = room;
    for (uint32_t i = 0; i < in->parts.link_count; i++)
        links[i] = nws_columns_link(in->columns, first + i);
    in->parts.images = images;
    in->parts.links = links;
    return NWS_OK;
}

static nws_status read_removals(reading *in)
{
    int64_t first;
    void *room;
    NWS_TRY(open_list(in, NWS_ARTICLES_REMOVALS, sizeof(nws_removal), &first,
                      &in->parts.removal_count, &room));
    nws_removal *removals = room;
    for (uint32_t i = 0; i < in->parts.removal_count; i++)
        removals[i] = nws_columns_removal(in->columns, first + i);
    in->parts.removals = removals;
    return NWS_OK;
}

static nws_status read_diagnostics(reading *in)
{
    int64_t first;
    void *room;
    NWS_TRY(open_list(in, NWS_ARTICLES_DIAGNOSTICS, sizeof(nws_record_diagnostic), &first,
                      &in->parts.diagnostic_count, &room));
    nws_record_diagnostic *diagnostics = room;
    for (uint32_t i = 0; i < in->parts.diagnostic_count; i++)
        diagnostics[i] = nws_columns_diagnostic(in->columns, first + i);
    in->parts.diagnostics = diagnostics;
    return NWS_OK;
}

static void read_slots(reading *in)
{
    static const struct {
        nws_slot slot;
        int field;
    } sources[] = {
        {NWS_SLOT_PATH, NWS_ARTICLES_PATH},
        {NWS_SLOT_TITLE, NWS_ARTICLES_TITLE},
        {NWS_SLOT_DESCRIPTION, NWS_ARTICLES_DESCRIPTION},
        {NWS_SLOT_DATE_TEXT, NWS_ARTICLES_DATE_TEXT},
        {NWS_SLOT_DATE_SOURCE, NWS_ARTICLES_DATE_SOURCE},
        {NWS_SLOT_SLUG, NWS_ARTICLES_SLUG},
        {NWS_SLOT_LANGUAGE, NWS_ARTICLES_LANGUAGE},
        {NWS_SLOT_COVER, NWS_ARTICLES_COVER},
        {NWS_SLOT_FORMAT, NWS_ARTICLES_FORMAT},
        {NWS_SLOT_ENCODING, NWS_ARTICLES_ENCODING},
        {NWS_SLOT_METADATA, NWS_ARTICLES_METADATA},
        {NWS_SLOT_HTML, NWS_ARTICLES_HTML},
        {NWS_SLOT_TEXT, NWS_ARTICLES_TEXT},
    };
    const nws_frame *frame = articles_of(in->columns);
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
        const int field = sources[i].field;
        in->parts.slots[sources[i].slot] = frame->info->fields[field].kind == NWS_KIND_TEXT
                                               ? nws_frame_text(frame, field, in->row)
                                               : nws_frame_word(frame, field, in->row);
    }
}

static void read_scalars(reading *in)
{
    const nws_frame *frame = articles_of(in->columns);
    const int64_t row = in->row;
    in->parts.scalars = (nws_scalars){
        .bytes = nws_frame_int64(frame, NWS_ARTICLES_BYTES, row),
        .date = nws_frame_int64(frame, NWS_ARTICLES_DATE, row),
        .updated = nws_frame_int64(frame, NWS_ARTICLES_UPDATED, row),
        .digest = (uint64_t)nws_frame_int64(frame, NWS_ARTICLES_DIGEST, row),
        .simhash = (uint64_t)nws_frame_int64(frame, NWS_ARTICLES_SIMHASH, row),
        .counts = {.words = nws_frame_int32(frame, NWS_ARTICLES_WORD_COUNT, row),
                   .han = nws_frame_int32(frame, NWS_ARTICLES_HAN_COUNT, row),
                   .characters = nws_frame_int32(frame, NWS_ARTICLES_CHAR_COUNT, row),
                   .reading_seconds = nws_frame_int32(frame, NWS_ARTICLES_READING_SECONDS, row)},
        .date_offset = nws_frame_int32(frame, NWS_ARTICLES_DATE_OFFSET, row),
        .has_date = nws_frame_known(frame, NWS_ARTICLES_DATE, row),
        .has_updated = nws_frame_known(frame, NWS_ARTICLES_UPDATED, row),
        .draft = nws_frame_bool(frame, NWS_ARTICLES_DRAFT, row),
        .date_precision = nws_frame_byte(frame, NWS_ARTICLES_DATE_PRECISION, row),
        .date_zone = nws_frame_byte(frame, NWS_ARTICLES_DATE_ZONE, row),
        .markup = nws_frame_byte(frame, NWS_ARTICLES_MARKUP, row),
        .excerpt = nws_frame_int32(frame, NWS_ARTICLES_EXCERPT, row),
        .removal_count = (uint32_t)nws_frame_int32(frame, NWS_ARTICLES_REMOVAL_COUNT, row),
        .diagnostic_count = (uint32_t)nws_frame_int32(frame, NWS_ARTICLES_DIAGNOSTIC_COUNT, row),
    };
}

static nws_status read_parts(reading *in)
{
    read_slots(in);
    read_scalars(in);
    NWS_TRY(read_lists(in));
    NWS_TRY(read_paths(in));
    NWS_TRY(read_media(in));
    NWS_TRY(read_removals(in));
    return read_diagnostics(in);
}

nws_status nws_columns_record(const nws_columns *columns, int64_t row,
                              const nws_allocator *allocator, nws_record **record)
{
    reading in = {.columns = columns, .row = row};
    nws_arena_init(&in.arena, allocator);
    nws_status status = read_parts(&in);
    if (status == NWS_OK)
        status = nws_record_build(allocator, &in.parts, record);
    nws_arena_free(&in.arena);
    return status;
}
