/* A finished run of rows in one block of memory: what a corpus holds.
 *
 * A worker fills the same columns again and again, so that their buffers are grown once and stay
 * warm; what it has filled is copied into a block of exactly the size it needs. That copy costs
 * less than growing fresh buffers would, and nothing is held that is not a result.
 */
#include "table/lifted.h"

enum {
    ALIGN = 64
}; /* https://arrow.apache.org/docs/format/Columnar.html#buffer-alignment-and-padding */

/* Where the next part goes; base is NULL while sizes are only added up. */
typedef struct layout {
    char *base;
    size_t used;
} layout;

static void *place(layout *at, size_t size)
{
    void *room = at->base == NULL ? NULL : at->base + at->used;
    at->used = (at->used + size + (ALIGN - 1)) & ~(size_t)(ALIGN - 1);
    return room;
}

static nws_buffer place_buffer(layout *at, const nws_buffer *from)
{
    nws_buffer placed = {.data = NULL};
    if (from->length == 0)
        return placed;
    placed.data = place(at, from->length);
    placed.length = placed.capacity = from->length;
    if (placed.data != NULL)
        memcpy(placed.data, from->data, from->length);
    return placed;
}

static nws_words *place_words(layout *at, const nws_words *from)
{
    if (from == NULL || from->count == 0)
        return NULL;
    nws_words *room = place(at, sizeof *room);
    const nws_words placed = {
        .bytes = place_buffer(at, &from->bytes),
        .offsets = place_buffer(at, &from->offsets),
        .count = from->count,
        .last = -1,
    };
    if (room != NULL)
        *room = placed;
    return room;
}

static nws_column place_column(layout *at, const nws_column *from)
{
    static const nws_buffer nothing = {.data = NULL};
    return (nws_column){
        .validity = place_buffer(at, from->nulls == 0 ? &nothing : &from->validity),
        .offsets = place_buffer(at, &from->offsets),
        .data = place_buffer(at, &from->data),
        .words = place_words(at, from->words),
        .nulls = from->nulls,
    };
}

/* Everything behind the struct itself, which comes first. */
static void place_columns(layout *at, const nws_columns *from)
{
    nws_columns *sealed = place(at, nws_lifted_size(from->lifts));
    for (int i = 0; i < NWS_ALL_FIELDS; i++) {
        const nws_column placed = place_column(at, &from->columns[i]);
        if (sealed != NULL)
            sealed->columns[i] = placed;
    }
    if (sealed != NULL) {
        sealed->allocator = NULL; /* nothing of it is freed alone */
        nws_lifted_init(sealed, from->lifts);
    }
    for (uint32_t i = 0; i < nws_lifted_columns(from); i++) {
        const nws_column placed = place_column(at, &from->lifted.columns[i]);
        if (sealed != NULL)
            sealed->lifted.columns[i] = placed;
    }
}

nws_status nws_columns_seal(nws_columns *from, const nws_allocator *allocator, nws_columns **sealed)
{
    layout at = {.base = NULL};
    place_columns(&at, from);
    const size_t size = at.used;
    at = (layout){.base = allocator->allocate(allocator->context, size)};
    if (at.base == NULL)
        return NWS_E_MEMORY;
    nws_allocator_ready(at.base, size);
    place_columns(&at, from);

    nws_columns *made = (nws_columns *)(void *)at.base;
    made->allocator = allocator;
    made->sealed = size;
    atomic_init(&made->references, 1);
    nws_column *next = made->columns;
    for (int i = 0; i < NWS_FRAME_COUNT; i++) {
        made->frames[i] = from->frames[i];
        made->frames[i].columns = next;
        next += made->frames[i].info->count;
        nws_frame_clear(&from->frames[i]);
    }
    made->lifted.rows = from->lifted.rows;
    for (uint32_t i = 0; i < nws_lifts_count(from->lifts); i++)
        made->lists[i].rows = from->lists[i].rows;
    memcpy(made->orders, from->orders, sizeof made->orders);
    memset(from->orders, 0, sizeof from->orders);
    nws_lifted_clear(from);
    *sealed = made;
    return NWS_OK;
}
