/* Rows of columns as Arrow arrays that share the columns' buffers.
 *
 * One block of memory holds all arrays under a root, the columns' one reference, and what has no
 * buffer in the columns: a child table's row numbers. It counts the arrays that are not released
 * yet, because consumers may move children out and release them later, on any thread.
 * A slice is an offset on every column; the root's own stays 0, which every importer understands.
 */
#include "table/arrow_layout.h"
#include "table/store.h"

#include <stdalign.h>

enum { BUFFERS_MAX = 3 };

typedef struct node {
    struct ArrowArray array;
    const void *buffers[BUFFERS_MAX];
} node;

typedef struct block {
    const nws_allocator *allocator;
    size_t size;
    nws_columns *columns;
    int64_t *numbers; /* the row column of a child table, or NULL */
    size_t numbers_size;
    const void *root_buffers[1];
    atomic_size_t alive;
    node nodes[];
    /* then the pointers to children */
} block;

typedef struct builder {
    block *block;
    node *next;
    struct ArrowArray **link;
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
    if (owner->numbers != NULL)
        allocator->release(allocator->context, owner->numbers, owner->numbers_size);
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

/* Also makes room for lifted more, behind them. */
static void make_fields(builder *with, struct ArrowArray *parent, const nws_frame *frame,
                        int64_t offset, int64_t length, bool keyed, int lifted);

/* The frame of a list field's items: a lifted list has one of its own. */
static const nws_frame *items_of(const nws_columns *columns, const nws_frame *frame, int number)
{
    return frame == &columns->lifted ? &columns->lists[number]
                                     : &columns->frames[frame->info->fields[number].items];
}

static void make_field(builder *with, struct ArrowArray *array, const nws_frame *frame, int number,
                       int64_t offset, int64_t length)
{
    const nws_field *field = &frame->info->fields[number];
    const nws_column *column = &frame->columns[number];
    const bool text = field->kind == NWS_KIND_TEXT, list = field->kind == NWS_KIND_LIST;
    const void **buffers = buffers_of(array);
    fill(with, array, offset, length, buffers, text ? 3 : 2);
    array->null_count = nws_frame_nulls(frame, number, offset, length);
    buffers[0] = array->null_count == 0 ? NULL : column->validity.data;
    buffers[1] = bytes_of(text || list ? &column->offsets : &column->data);
    if (text)
        buffers[2] = bytes_of(&column->data);
    if (field->kind == NWS_KIND_WORD || field->kind == NWS_KIND_CODE)
        make_dictionary(with, array, column->words);
    if (!list)
        return;

    /* Offsets count from the first item of all, so a slice's items are all items. */
    const nws_frame *items = items_of(with->block->columns, frame, number);
    if (items->info->plain) {
        make_fields(with, array, items, 0, items->rows, false, 0);
        return;
    }
    open_children(with, array, 1);
    struct ArrowArray *child = array->children[0];
    buffers_of(child)[0] = NULL;
    fill(with, child, 0, items->rows, buffers_of(child), 1);
    make_fields(with, child, items, 0, items->rows, false, 0);
}

/* Recursion as deep as the schema is. */
static void make_fields(builder *with, struct ArrowArray *parent, const nws_frame *frame,
                        int64_t offset, int64_t length, bool keyed, int lifted)
{
    open_children(with, parent, frame->info->shown + keyed + lifted);
    if (keyed) {
        const void **buffers = buffers_of(parent->children[0]);
        buffers[0] = NULL;
        buffers[1] = with->block->numbers == NULL ? (const void *)no_bytes : with->block->numbers;
        fill(with, parent->children[0], 0, length, buffers, 2);
    }
    for (int i = 0; i < frame->info->shown; i++)
        make_field(with, parent->children[i + keyed], frame, i, offset, length);
}

/* --- Row numbers --- */

/* The number of its article for each of count items. */
static nws_status make_numbers(block *owner, const nws_table_info *info, const nws_chunk *chunk,
                               int64_t first, int64_t count)
{
    const nws_allocator *allocator = owner->allocator;
    if (count == 0)
        return NWS_OK;
    owner->numbers_size = (size_t)count * sizeof(int64_t);
    owner->numbers = allocator->allocate(allocator->context, owner->numbers_size);
    if (owner->numbers == NULL)
        return NWS_E_MEMORY;
    int64_t *next = owner->numbers;
    for (int64_t i = 0; i < chunk->length; i++) {
        int64_t start, items;
        nws_columns_items(owner->columns, info->list, chunk->offset + i, 1, &start, &items);
        for (; items > 0; items--)
            *next++ = first + i;
    }
    return NWS_OK;
}

static block *make_block(const nws_allocator *allocator, size_t nodes, nws_columns *columns)
{
    const size_t size = sizeof(block) + nodes * (sizeof(node) + sizeof(struct ArrowArray *));
    block *made = allocator->allocate(allocator->context, size);
    if (made == NULL)
        return NULL;
    made->allocator = allocator;
    made->size = size;
    made->columns = columns;
    made->numbers = NULL;
    made->numbers_size = 0;
    made->root_buffers[0] = NULL;
    atomic_init(&made->alive, 0);
    nws_columns_retain(columns);
    return made;
}

nws_status nws_arrow_array(nws_table table, const nws_chunk *chunk, int64_t first,
                           const nws_allocator *allocator, struct ArrowArray *array)
{
    const nws_table_info info = nws_arrow_info(table, chunk->columns->lifts);
    const size_t nodes = (size_t)info.nodes;
    int64_t offset = chunk->offset, length = chunk->length;
    array->release = NULL;
    block *made = make_block(allocator, nodes, chunk->columns);
    if (made == NULL)
        return NWS_E_MEMORY;
    if (nws_arrow_keyed(&info)) {
        nws_columns_items(made->columns, info.list, chunk->offset, chunk->length, &offset, &length);
        if (make_numbers(made, &info, chunk, first, length) != NWS_OK) {
            free_block(made);
            return NWS_E_MEMORY;
        }
    }
    builder with = {made, made->nodes, (struct ArrowArray **)(void *)&made->nodes[nodes]};
    fill(&with, array, 0, length, made->root_buffers, 1);
    const nws_frame *frame = &made->columns->frames[info.frame];
    make_fields(&with, array, frame, offset, length, nws_arrow_keyed(&info), info.lifted);
    for (int i = 0; i < info.lifted; i++)
        make_field(&with, array->children[frame->info->shown + i], &made->columns->lifted, i,
                   offset, length);
    return NWS_OK;
}
