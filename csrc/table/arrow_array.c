/* Rows of columns as Arrow arrays that share the columns' buffers.
 *
 * One block of memory holds all arrays under a root and the columns' one reference, another what
 * has no buffer in the columns: a child table's row numbers, the views of texts. The block counts
 * the arrays that are not released yet, because consumers may move children out and release them
 * later, on any thread. A slice is an offset on every column; the root's own stays 0, which every
 * importer understands. Views are made for the rows of the slice alone, so that many slices cost no
 * more than the whole.
 */
#include "table/arrow_layout.h"
#include "table/lifted.h"
#include "table/text_views.h"

#include <limits.h>
#include <stdalign.h>

enum { BUFFERS_MAX = 4 };

typedef struct node {
    struct ArrowArray array;
    const void *buffers[BUFFERS_MAX];
    int64_t bytes; /* length of the one buffer that a column of views refers to */
} node;

typedef struct block {
    const nws_allocator *allocator;
    size_t size;
    nws_columns *columns;
    char *room; /* for what the columns have no buffer of, or NULL */
    size_t room_size;
    const void *root_buffers[1];
    atomic_size_t alive;
    node nodes[];
    /* then the pointers to children */
} block;

typedef struct builder {
    block *block;
    node *next;
    struct ArrowArray **link;
    nws_arrow_texts texts;
    const char *zeros; /* the views of texts that are all empty */
    char *room;        /* what of the block's is still to be given out */
} builder;

/* What stands for a buffer without bytes: an offset of 0, or nothing at all. Never NULL, although
 * the format allows that, because not every importer does. */
static const alignas(64) char no_bytes[64];

static const void *bytes_of(const nws_buffer *buffer)
{
    return buffer->data == NULL || buffer->length == 0 ? no_bytes : buffer->data;
}

/* --- Making and releasing --- */

static void free_block(block *owner)
{
    const nws_allocator *allocator = owner->allocator;
    if (owner->room != NULL)
        allocator->release(allocator->context, owner->room, owner->room_size);
    nws_columns_release(owner->columns);
    allocator->release(allocator->context, owner, owner->size);
}

static void release_array(struct ArrowArray *array)
{
    block *owner = array->private_data;
    for (int64_t i = 0; i < array->n_children; i++)
        if (array->children[i]->release != NULL)
            array->children[i]->release(array->children[i]);
    if (array->dictionary != NULL && array->dictionary->release != NULL)
        array->dictionary->release(array->dictionary);
    array->release = NULL;
    if (atomic_fetch_sub_explicit(&owner->alive, 1, memory_order_acq_rel) == 1)
        free_block(owner);
}

static void fill(builder *with, struct ArrowArray *array, int64_t offset, int64_t length,
                 const void **buffers, int count)
{
    *array = (struct ArrowArray){
        .length = length,
        .offset = offset,
        .n_buffers = count,
        .buffers = buffers,
        .release = release_array,
        .private_data = with->block,
    };
    atomic_fetch_add_explicit(&with->block->alive, 1, memory_order_relaxed);
}

static void open_children(builder *with, struct ArrowArray *array, int count)
{
    array->n_children = count;
    array->children = with->link;
    with->link += count;
    for (int i = 0; i < count; i++)
        array->children[i] = &with->next++->array;
}

/* The buffers of an array in a block stand behind it. */
static const void **buffers_of(struct ArrowArray *array)
{
    return ((node *)(void *)array)->buffers;
}

static void make_dictionary(builder *with, struct ArrowArray *array, const nws_words *words)
{
    array->dictionary = &with->next++->array;
    const void **buffers = buffers_of(array->dictionary);
    buffers[0] = NULL;
    buffers[1] = words == NULL ? no_bytes : bytes_of(&words->offsets);
    buffers[2] = words == NULL ? no_bytes : bytes_of(&words->bytes);
    fill(with, array->dictionary, 0, words == NULL ? 0 : words->count, buffers, 3);
}

/* --- Room --- */

enum {
    ALIGN = 64,    /* bytes, for every buffer that is made */
    WORD_ROWS = 64 /* rows of a bitmap that begins where such a buffer may */
};

/* Rows of a field, and its column. */
typedef struct stretch {
    const nws_frame *frame;
    int number;
    int64_t offset, length;
} stretch;

static const nws_field *field_of(const stretch *rows)
{
    return &rows->frame->info->fields[rows->number];
}

static const nws_column *column_of(const stretch *rows)
{
    return &rows->frame->columns[rows->number];
}

/* Rows that buffers made for a stretch have before it: its bitmap begins with a whole word. */
static int64_t lead_of(const stretch *rows)
{
    return rows->offset % WORD_ROWS;
}

static size_t numbers_size(int64_t count)
{
    return (size_t)count * sizeof(int64_t);
}

static size_t views_size(const stretch *rows)
{
    return (size_t)(lead_of(rows) + rows->length) * sizeof(nws_text_view);
}

static size_t list_size(const stretch *rows)
{
    return (size_t)(lead_of(rows) + rows->length + 1) * sizeof(int32_t);
}

/* Whether a list's offsets are made anew: they count from the first item of all, of which only
 * those of the stretch have views. */
static bool is_rebased(nws_arrow_texts texts, const stretch *rows)
{
    return texts == NWS_ARROW_VIEWS && rows->offset > 0;
}

/* The items that an exported list column shows: by offsets, which cost nothing, all there are. */
static stretch items_of(const nws_columns *columns, nws_arrow_texts texts, const stretch *rows)
{
    stretch items = {.frame = nws_items_of(columns, rows->frame, rows->number)};
    items.length = items.frame->rows;
    if (texts == NWS_ARROW_VIEWS)
        nws_frame_items(rows->frame, rows->number, rows->offset, rows->length, &items.offset,
                        &items.length);
    return items;
}

/* What a buffer takes, never nothing: not every importer allows NULL in its place. */
static size_t padded(size_t size)
{
    return (size / ALIGN + 1) * ALIGN;
}

/* Bytes of what a block makes. */
typedef struct demand {
    size_t zeros; /* once for all columns of texts that are all empty or null: many are */
    size_t room;  /* for all else */
} demand;

static bool has_texts(const stretch *rows)
{
    return column_of(rows)->data.length > 0;
}

/* Adds what a field makes. Recursion as deep as the schema is. */
static void demand_field(const nws_columns *columns, nws_arrow_texts texts, stretch rows,
                         demand *sum)
{
    const nws_kind kind = (nws_kind)field_of(&rows)->kind;
    if (texts == NWS_ARROW_OFFSETS || (kind != NWS_KIND_TEXT && kind != NWS_KIND_LIST))
        return;
    if (kind == NWS_KIND_TEXT) {
        const size_t size = padded(views_size(&rows));
        if (has_texts(&rows))
            sum->room += size;
        else if (sum->zeros < size)
            sum->zeros = size;
        return;
    }
    if (is_rebased(texts, &rows))
        sum->room += padded(list_size(&rows));
    stretch items = items_of(columns, texts, &rows);
    for (; items.number < items.frame->info->shown; items.number++)
        demand_field(columns, texts, items, sum);
}

static void *take_room(builder *with, size_t size)
{
    void *room = with->room;
    with->room += padded(size);
    return room;
}

/* --- Fields --- */

/* The part that all kinds share. skipped: rows that do not count in the array's offset, because its
 * buffers begin behind them; whole words of a bitmap. */
static void fill_rows(builder *with, struct ArrowArray *array, const stretch *rows, int64_t skipped,
                      int count)
{
    const void **buffers = buffers_of(array);
    fill(with, array, rows->offset - skipped, rows->length, buffers, count);
    array->null_count = nws_frame_nulls(rows->frame, rows->number, rows->offset, rows->length);
    buffers[0] =
        array->null_count == 0 ? NULL : column_of(rows)->validity.data + skipped / CHAR_BIT;
}

static void make_views(builder *with, struct ArrowArray *array, const stretch *rows)
{
    const nws_column *column = column_of(rows);
    const int64_t lead = lead_of(rows);
    node *own = (node *)(void *)array;
    fill_rows(with, array, rows, rows->offset - lead, 4);
    own->buffers[1] = with->zeros;
    if (has_texts(rows)) {
        nws_text_view *views = take_room(with, views_size(rows));
        memset(views, 0, (size_t)lead * sizeof *views);
        nws_text_views_make(column, rows->offset, rows->length, views + lead);
        own->buffers[1] = views;
    }
    own->bytes = (int64_t)column->data.length;
    own->buffers[2] = bytes_of(&column->data);
    own->buffers[3] = &own->bytes;
}

/* A list's offsets from first on, which is then 0. */
static const int32_t *rebase(builder *with, const stretch *rows, int64_t first)
{
    const int64_t lead = lead_of(rows);
    int32_t *made = take_room(with, list_size(rows));
    memset(made, 0, (size_t)(lead + 1) * sizeof *made);
    if (rows->length > 0) {
        const int32_t *from = (const int32_t *)(const void *)column_of(rows)->offsets.data;
        for (int64_t i = 0; i <= rows->length; i++)
            made[lead + i] = from[rows->offset + i] - (int32_t)first;
    }
    return made;
}

/* Also makes room for lifted more, behind them. */
static void make_fields(builder *with, struct ArrowArray *parent, const nws_frame *frame,
                        int64_t offset, int64_t length, const int64_t *numbers, int lifted);

static void make_list(builder *with, struct ArrowArray *array, const stretch *rows)
{
    const bool rebased = is_rebased(with->texts, rows);
    const stretch items = items_of(with->block->columns, with->texts, rows);
    fill_rows(with, array, rows, rebased ? rows->offset - lead_of(rows) : 0, 2);
    buffers_of(array)[1] =
        rebased ? rebase(with, rows, items.offset) : bytes_of(&column_of(rows)->offsets);
    struct ArrowArray *parent = array;
    if (!items.frame->info->plain) {
        open_children(with, array, 1);
        parent = array->children[0];
        buffers_of(parent)[0] = NULL;
        fill(with, parent, 0, items.length, buffers_of(parent), 1);
    }
    make_fields(with, parent, items.frame, items.offset, items.length, NULL, 0);
}

static void make_field(builder *with, struct ArrowArray *array, stretch rows)
{
    const nws_kind kind = (nws_kind)field_of(&rows)->kind;
    const nws_column *column = column_of(&rows);
    if (kind == NWS_KIND_LIST) {
        make_list(with, array, &rows);
    } else if (kind == NWS_KIND_TEXT && with->texts == NWS_ARROW_VIEWS) {
        make_views(with, array, &rows);
    } else if (kind == NWS_KIND_TEXT) {
        fill_rows(with, array, &rows, 0, 3);
        buffers_of(array)[1] = bytes_of(&column->offsets);
        buffers_of(array)[2] = bytes_of(&column->data);
    } else {
        fill_rows(with, array, &rows, 0, 2);
        buffers_of(array)[1] = bytes_of(&column->data);
    }
    if (kind == NWS_KIND_WORD || kind == NWS_KIND_CODE)
        make_dictionary(with, array, column->words);
}

/* Recursion as deep as the schema is. */
static void make_fields(builder *with, struct ArrowArray *parent, const nws_frame *frame,
                        int64_t offset, int64_t length, const int64_t *numbers, int lifted)
{
    const bool keyed = numbers != NULL;
    open_children(with, parent, frame->info->shown + keyed + lifted);
    if (keyed) {
        const void **buffers = buffers_of(parent->children[0]);
        buffers[0] = NULL;
        buffers[1] = numbers;
        fill(with, parent->children[0], 0, length, buffers, 2);
    }
    for (int i = 0; i < frame->info->shown; i++)
        make_field(with, parent->children[i + keyed], (stretch){frame, i, offset, length});
}

/* --- Row numbers --- */

/* The number of its article for each item of the chunk's rows. */
static void make_numbers(const nws_chunk *chunk, int list, int64_t first, int64_t *next)
{
    for (int64_t i = 0; i < chunk->length; i++) {
        int64_t start, items;
        nws_columns_items(chunk->columns, list, chunk->offset + i, 1, &start, &items);
        for (; items > 0; items--)
            *next++ = first + i;
    }
}

/* --- All of it --- */

bool nws_arrow_viewable(const nws_columns *columns)
{
    for (int i = 0; i < NWS_ALL_FIELDS; i++)
        if (columns->columns[i].data.length > INT32_MAX)
            return false;
    for (uint32_t i = 0; i < nws_lifted_columns(columns); i++)
        if (columns->lifted.columns[i].data.length > INT32_MAX)
            return false;
    return true;
}

/* What a chunk shows of a table. */
typedef struct selection {
    nws_table_info info;
    nws_arrow_texts texts;
    const nws_frame *frame;
    int64_t offset, length; /* in its rows */
} selection;

static selection select_rows(nws_table table, nws_arrow_texts texts, const nws_chunk *chunk)
{
    const nws_table_info info = nws_arrow_info(table, chunk->columns->lifts);
    selection shown = {info, texts, &chunk->columns->frames[info.frame], chunk->offset,
                       chunk->length};
    if (nws_arrow_keyed(&info))
        nws_columns_items(chunk->columns, info.list, chunk->offset, chunk->length, &shown.offset,
                          &shown.length);
    return shown;
}

static demand demand_of(const nws_columns *columns, const selection *shown)
{
    demand sum = {0};
    if (nws_arrow_keyed(&shown->info))
        sum.room = padded(numbers_size(shown->length));
    for (int i = 0; i < shown->frame->info->shown; i++)
        demand_field(columns, shown->texts,
                     (stretch){shown->frame, i, shown->offset, shown->length}, &sum);
    for (int i = 0; i < shown->info.lifted; i++)
        demand_field(columns, shown->texts,
                     (stretch){&columns->lifted, i, shown->offset, shown->length}, &sum);
    return sum;
}

/* The room begins with the zeros. */
static block *make_block(const nws_allocator *allocator, nws_columns *columns,
                         const selection *shown, demand sum)
{
    const size_t nodes = (size_t)shown->info.nodes, room = sum.zeros + sum.room;
    const size_t size = sizeof(block) + nodes * (sizeof(node) + sizeof(struct ArrowArray *));
    block *made = allocator->allocate(allocator->context, size);
    if (made == NULL)
        return NULL;
    *made = (block){.allocator = allocator, .size = size, .columns = columns, .room_size = room};
    atomic_init(&made->alive, 0);
    nws_columns_retain(columns);
    if (room > 0)
        made->room = allocator->allocate(allocator->context, room);
    if (room > 0 && made->room == NULL) {
        free_block(made);
        return NULL;
    }
    nws_allocator_ready(made->room, room);
    if (sum.zeros > 0)
        memset(made->room, 0, sum.zeros);
    return made;
}

nws_status nws_arrow_array(nws_table table, nws_arrow_texts texts, const nws_chunk *chunk,
                           int64_t first, const nws_allocator *allocator, struct ArrowArray *array)
{
    const selection shown = select_rows(table, texts, chunk);
    const nws_table_info *info = &shown.info;
    array->release = NULL;
    const demand sum = demand_of(chunk->columns, &shown);
    block *made = make_block(allocator, chunk->columns, &shown, sum);
    if (made == NULL)
        return NWS_E_MEMORY;
    builder with = {
        .block = made,
        .next = made->nodes,
        .link = (struct ArrowArray **)(void *)&made->nodes[info->nodes],
        .texts = texts,
        .zeros = made->room,
        .room = sum.room == 0 ? NULL : made->room + sum.zeros,
    };
    fill(&with, array, 0, shown.length, made->root_buffers, 1);
    const int64_t *numbers = NULL;
    if (nws_arrow_keyed(info)) {
        int64_t *room = take_room(&with, numbers_size(shown.length));
        make_numbers(chunk, info->list, first, room);
        numbers = room;
    }
    make_fields(&with, array, shown.frame, shown.offset, shown.length, numbers, info->lifted);
    for (int i = 0; i < info->lifted; i++)
        make_field(&with, array->children[shown.frame->info->shown + i],
                   (stretch){&made->columns->lifted, i, shown.offset, shown.length});
    return NWS_OK;
}
