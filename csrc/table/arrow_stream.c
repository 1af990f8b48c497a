/* A corpus as an Arrow stream: one record batch a chunk.
 *
 * https://arrow.apache.org/docs/format/CStreamInterface.html. The stream holds its own references,
 * so that it outlives whatever it was made of; one thread at a time reads it.
 */
#include "table/arrow.h"

#include <errno.h>

typedef struct stream_state {
    const nws_allocator *allocator;
    size_t size;
    nws_table table;
    nws_arrow_texts texts;
    nws_lifts *lifts;
    size_t next; /* chunk */
    size_t count;
    int64_t first;       /* corpus row number of the next chunk's first row */
    const char *problem; /* static, or NULL */
    nws_chunk chunks[];
} stream_state;

static int fail_stream(stream_state *state)
{
    state->problem = "out of memory";
    return ENOMEM;
}

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    stream_state *state = stream->private_data;
    if (nws_arrow_schema(state->table, state->texts, state->lifts, state->allocator, out) != NWS_OK)
        return fail_stream(state);
    return 0;
}

static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    stream_state *state = stream->private_data;
    out->release = NULL; /* the end, unless a chunk follows */
    while (state->next < state->count && state->chunks[state->next].length == 0)
        state->next++;
    if (state->next == state->count)
        return 0;
    const nws_chunk *chunk = &state->chunks[state->next];
    if (nws_arrow_array(state->table, state->texts, chunk, state->first, state->allocator, out) !=
        NWS_OK)
        return fail_stream(state);
    state->first += chunk->length;
    state->next++;
    return 0;
}

static const char *get_last_error(struct ArrowArrayStream *stream)
{
    const stream_state *state = stream->private_data;
    return state->problem;
}

static void release_stream(struct ArrowArrayStream *stream)
{
    stream_state *state = stream->private_data;
    const nws_allocator *allocator = state->allocator;
    for (size_t i = 0; i < state->count; i++)
        nws_columns_release(state->chunks[i].columns);
    nws_lifts_release(state->lifts);
    allocator->release(allocator->context, state, state->size);
    stream->release = NULL;
}

nws_status nws_arrow_stream(nws_table table, nws_arrow_texts texts, nws_lifts *lifts,
                            const nws_chunk *chunks, size_t count, const nws_allocator *allocator,
                            struct ArrowArrayStream *stream)
{
    const size_t size = sizeof(stream_state) + count * sizeof *chunks;
    stream_state *state = allocator->allocate(allocator->context, size);
    stream->release = NULL;
    if (state == NULL)
        return NWS_E_MEMORY;
    *state = (stream_state){.allocator = allocator,
                            .size = size,
                            .table = table,
                            .texts = texts,
                            .lifts = lifts,
                            .count = count};
    nws_lifts_retain(lifts);
    for (size_t i = 0; i < count; i++) {
        state->chunks[i] = chunks[i];
        nws_columns_retain(chunks[i].columns);
        if (!nws_arrow_viewable(chunks[i].columns))
            state->texts = NWS_ARROW_OFFSETS;
    }
    *stream =
        (struct ArrowArrayStream){get_schema, get_next, get_last_error, release_stream, state};
    return NWS_OK;
}
