/* Growth and hand-over of nws_buffer; writing itself is inline in the header. */
#include "base/buffer.h"

#include <stdint.h>

/* Small enough for a title, large enough that a short post's text needs few steps. */
enum { FIRST_CAPACITY = 256 };
/* Up to here a buffer doubles; then it grows by a fourth, as what it does not fill is held too, and
 * an allocator moves blocks of this size without a copy. */
#define LARGE ((size_t)1 << 20)

void nws_buffer_init(nws_buffer *buffer, const nws_allocator *allocator)
{
    *buffer = (nws_buffer){.allocator = allocator};
}

void nws_buffer_free(nws_buffer *buffer)
{
    if (buffer->data != NULL)
        buffer->allocator->release(buffer->allocator->context, buffer->data, buffer->capacity);
    nws_buffer_init(buffer, buffer->allocator);
}

nws_status nws_buffer_grow(nws_buffer *buffer, size_t more)
{
    const nws_allocator *allocator = buffer->allocator;
    if (more > SIZE_MAX / 4 || buffer->length > SIZE_MAX / 4)
        return NWS_E_MEMORY;
    size_t step = buffer->capacity < LARGE ? buffer->capacity : buffer->capacity / 4;
    size_t capacity = buffer->capacity < FIRST_CAPACITY ? FIRST_CAPACITY : buffer->capacity + step;
    if (capacity < buffer->length + more)
        capacity = buffer->length + more;
    char *data = buffer->data == NULL ? allocator->allocate(allocator->context, capacity)
                                      : allocator->resize(allocator->context, buffer->data,
                                                          buffer->capacity, capacity);
    if (data == NULL)
        return NWS_E_MEMORY;
    buffer->data = data;
    buffer->capacity = capacity;
    return NWS_OK;
}

void nws_buffer_take(nws_buffer *buffer, char **block, size_t *size)
{
    const nws_allocator *allocator = buffer->allocator;
    if (buffer->data != NULL && buffer->length > 0 && buffer->length < buffer->capacity) {
        char *data =
            allocator->resize(allocator->context, buffer->data, buffer->capacity, buffer->length);
        if (data != NULL) {
            buffer->data = data;
            buffer->capacity = buffer->length;
        }
    }
    *block = buffer->data;
    *size = buffer->capacity;
    nws_buffer_init(buffer, allocator);
}
