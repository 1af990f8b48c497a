/* Bytes that grow: what a writer writes into.
 *
 * Owns its memory until nws_buffer_free or nws_buffer_take. A writer that knows an upper bound
 * calls nws_buffer_reserve once and then writes through nws_buffer_end without further checks.
 */
#ifndef NWS_BASE_BUFFER_H
#define NWS_BASE_BUFFER_H

#include "base/alloc.h"
#include "base/status.h"
#include "base/str.h"

typedef struct nws_buffer {
    char *data; /* NULL while nothing was reserved */
    size_t length;
    size_t capacity;
    const nws_allocator *allocator;
} nws_buffer;

void nws_buffer_init(nws_buffer *buffer, const nws_allocator *allocator);
void nws_buffer_free(nws_buffer *buffer);

/* The slow half of nws_buffer_reserve. */
NWS_MUST_CHECK nws_status nws_buffer_grow(nws_buffer *buffer, size_t more);

/* Makes room for more bytes after the present ones. */
NWS_MUST_CHECK NWS_INLINE nws_status nws_buffer_reserve(nws_buffer *buffer, size_t more)
{
    if (NWS_LIKELY(more <= buffer->capacity - buffer->length))
        return NWS_OK;
    return nws_buffer_grow(buffer, more);
}

NWS_MUST_CHECK NWS_INLINE nws_status nws_buffer_append(nws_buffer *buffer, const void *data,
                                                       size_t length)
{
    NWS_TRY(nws_buffer_reserve(buffer, length));
    if (length > 0)
        memcpy(buffer->data + buffer->length, data, length);
    buffer->length += length;
    return NWS_OK;
}

NWS_MUST_CHECK NWS_INLINE nws_status nws_buffer_add(nws_buffer *buffer, nws_view text)
{
    return nws_buffer_append(buffer, text.data, text.length);
}

NWS_MUST_CHECK NWS_INLINE nws_status nws_buffer_push(nws_buffer *buffer, char byte)
{
    NWS_TRY(nws_buffer_reserve(buffer, 1));
    buffer->data[buffer->length++] = byte;
    return NWS_OK;
}

/* The text so far; valid until the next write. Never NULL data. */
NWS_INLINE nws_view nws_buffer_view(const nws_buffer *buffer)
{
    return nws_view_of(buffer->data == NULL ? "" : buffer->data, buffer->length);
}

/* Shrinks the block to its contents and hands it over: the caller releases *size bytes with the
 * buffer's allocator. *block is NULL and *size 0 when nothing was ever reserved. Cannot fail: a
 * block that will not shrink is handed over as large as it is. */
void nws_buffer_take(nws_buffer *buffer, char **block, size_t *size);

#endif
