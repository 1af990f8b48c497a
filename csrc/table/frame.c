/* Writing, taking back and reading columns; which fields there are is schema.h's business. */
#include "table/frame.h"

/* A buffer keeps no more than this for the next run: one large file must not hold memory for long.
 */
enum { KEEP_CAPACITY = 16 << 20 };

void nws_frame_init(nws_frame *frame, nws_frame_id id, nws_column *columns,
                    const nws_allocator *allocator)
{
    nws_frame_open(frame, nws_schema_frame(id), columns, allocator);
}

void nws_frame_open(nws_frame *frame, const nws_frame_info *info, nws_column *columns,
                    const nws_allocator *allocator)
{
    *frame = (nws_frame){info, columns, 0, allocator};
    for (int i = 0; i < frame->info->count; i++) {
        columns[i] = (nws_column){.words = NULL};
        nws_buffer_init(&columns[i].validity, allocator);
        nws_buffer_init(&columns[i].offsets, allocator);
        nws_buffer_init(&columns[i].data, allocator);
    }
}

void nws_frame_free(nws_frame *frame)
{
    const nws_allocator *allocator = frame->allocator;
    for (int i = 0; i < frame->info->count; i++) {
        nws_column *column = &frame->columns[i];
        nws_buffer_free(&column->validity);
        nws_buffer_free(&column->offsets);
        nws_buffer_free(&column->data);
        if (column->words != NULL) {
            nws_words_free(column->words);
            allocator->release(allocator->context, column->words, sizeof *column->words);
        }
    }
}

/* --- Bitmaps --- */

/* Writes bit row of a bitmap that holds row bits. A taken-back row may have left a bit behind, so
 * it is cleared as well as set. */
static nws_status put_bit(nws_buffer *bits, int64_t row, bool value)
{
    if ((row & 7) == 0)
        return nws_buffer_push(bits, (char)value);
    unsigned char *byte = (unsigned char *)bits->data + (row >> 3);
    *byte = (unsigned char)((*byte & ~(1u << (row & 7))) | (unsigned)value << (row & 7));
    return NWS_OK;
}

/* The first null: all rows before it were none. */
static nws_status start_validity(nws_column *column, int64_t row)
{
    const size_t bytes = (size_t)(row + 7) >> 3;
    NWS_TRY(nws_buffer_reserve(&column->validity, bytes + 1));
    memset(column->validity.data, 0xFF, bytes);
    column->validity.length = bytes;
    return NWS_OK;
}

static nws_status put_validity(nws_frame *frame, nws_column *column, bool valid)
{
    if (column->validity.length == 0) {
        if (valid)
            return NWS_OK;
        NWS_TRY(start_validity(column, frame->rows));
    }
    NWS_TRY(put_bit(&column->validity, frame->rows, valid));
    column->nulls += !valid;
    return NWS_OK;
}

/* --- Puts --- */

nws_status nws_frame_put_text(nws_frame *frame, int field, nws_view text)
{
    nws_column *column = &frame->columns[field];
    if (frame->info->fields[field].nullable)
        NWS_TRY(put_validity(frame, column, text.data != NULL));
    if (text.length > 0)
        NWS_TRY(nws_buffer_add(&column->data, text));
    const int64_t ends[2] = {0, (int64_t)column->data.length};
    if (column->offsets.length == 0)
        return nws_buffer_append(&column->offsets, ends, sizeof ends);
    return nws_buffer_append(&column->offsets, &ends[1], sizeof ends[1]);
}

nws_status nws_frame_put_list(nws_frame *frame, int field, const nws_frame *items)
{
    nws_column *column = &frame->columns[field];
    if (items->rows > INT32_MAX)
        return NWS_E_LIMIT;
    const int32_t ends[2] = {0, (int32_t)items->rows};
    if (column->offsets.length == 0)
        return nws_buffer_append(&column->offsets, ends, sizeof ends);
    return nws_buffer_append(&column->offsets, &ends[1], sizeof ends[1]);
}

static nws_status make_words(nws_frame *frame, nws_column *column)
{
    const nws_allocator *allocator = frame->allocator;
    nws_words *words = allocator->allocate(allocator->context, sizeof *words);
    if (words == NULL)
        return NWS_E_MEMORY;
    nws_words_init(words, allocator, (uint64_t)(uintptr_t)words);
    column->words = words;
    return NWS_OK;
}

nws_status nws_frame_put_word(nws_frame *frame, int field, nws_view text)
{
    nws_column *column = &frame->columns[field];
    int32_t number = 0;
    if (frame->info->fields[field].nullable)
        NWS_TRY(put_validity(frame, column, text.data != NULL));
    if (text.data != NULL || !frame->info->fields[field].nullable) {
        if (column->words == NULL)
            NWS_TRY(make_words(frame, column));
        NWS_TRY(nws_words_intern(column->words, text, &number));
    }
    return nws_buffer_append(&column->data, &number, sizeof number);
}

nws_status nws_frame_put_code(nws_frame *frame, int field, uint32_t code,
                              const nws_vocabulary *vocabulary)
{
    nws_column *column = &frame->columns[field];
    if (column->words == NULL)
        NWS_TRY(make_words(frame, column));
    /* Starts where an attempt without memory ended. */
    for (uint32_t i = (uint32_t)column->words->count; i < vocabulary->count; i++) {
        const char *name = vocabulary->name(i);
        NWS_TRY(nws_words_add(column->words, nws_view_of(name, strlen(name))));
    }
    return nws_buffer_append(&column->data, &code, sizeof code);
}

nws_status nws_frame_put_time(nws_frame *frame, int field, bool known, int64_t micros)
{
    nws_column *column = &frame->columns[field];
    const int64_t value = known ? micros : 0;
    NWS_TRY(put_validity(frame, column, known));
    return nws_buffer_append(&column->data, &value, sizeof value);
}

nws_status nws_frame_put_known(nws_frame *frame, int field, bool known)
{
    return put_validity(frame, &frame->columns[field], known);
}

nws_status nws_frame_put_bool(nws_frame *frame, int field, bool value)
{
    return put_bit(&frame->columns[field].data, frame->rows, value);
}

/* The texts of codes are the same in every frame. */
static nws_status take_vocabulary(nws_frame *frame, nws_column *column, const nws_words *words)
{
    if (column->words == NULL)
        NWS_TRY(make_words(frame, column));
    for (int32_t i = column->words->count; i < words->count; i++)
        NWS_TRY(nws_words_add(column->words, nws_words_at(words, i)));
    return NWS_OK;
}

nws_status nws_frame_put_from(nws_frame *frame, int field, const nws_frame *from, int64_t row)
{
    nws_column *column = &frame->columns[field];
    const nws_column *source = &from->columns[field];
    const nws_kind kind = (nws_kind)frame->info->fields[field].kind;
    const size_t width = nws_schema_width(kind);
    if (kind == NWS_KIND_TEXT)
        return nws_frame_put_text(frame, field, nws_frame_text(from, field, row));
    if (kind == NWS_KIND_WORD)
        return nws_frame_put_word(frame, field, nws_frame_word(from, field, row));
    if (frame->info->fields[field].nullable)
        NWS_TRY(put_validity(frame, column, nws_frame_known(from, field, row)));
    if (kind == NWS_KIND_BOOL)
        return nws_frame_put_bool(frame, field, nws_frame_bool(from, field, row));
    if (kind == NWS_KIND_CODE)
        NWS_TRY(take_vocabulary(frame, column, source->words));
    return nws_buffer_append(&column->data, source->data.data + (size_t)row * width, width);
}

/* --- Taking back, clearing, size --- */

static int64_t count_nulls(const nws_buffer *validity, int64_t first, int64_t count)
{
    int64_t nulls = 0;
    for (int64_t i = first; i < first + count; i++)
        nulls += !nws_bit_get(validity->data, i);
    return nulls;
}

static void truncate_column(nws_column *column, nws_kind kind, int64_t rows)
{
    const size_t count = (size_t)rows;
    if (column->validity.length > 0) {
        column->validity.length = (count + 7) >> 3;
        column->nulls = count_nulls(&column->validity, 0, rows);
    }
    switch (kind) {
    case NWS_KIND_TEXT:
        column->offsets.length = rows == 0 ? 0 : (count + 1) * sizeof(int64_t);
        column->data.length =
            rows == 0 ? 0 : (size_t)((const int64_t *)(const void *)column->offsets.data)[rows];
        return;
    case NWS_KIND_LIST:
        column->offsets.length = rows == 0 ? 0 : (count + 1) * sizeof(int32_t);
        return;
    case NWS_KIND_BOOL: column->data.length = (count + 7) >> 3; return;
    default: column->data.length = count * nws_schema_width(kind); return;
    }
}

void nws_frame_truncate(nws_frame *frame, int64_t rows)
{
    for (int i = 0; i < frame->info->count; i++)
        truncate_column(&frame->columns[i], (nws_kind)frame->info->fields[i].kind, rows);
    frame->rows = rows;
}

static void clear_buffer(nws_buffer *buffer)
{
    buffer->length = 0;
    if (buffer->capacity > KEEP_CAPACITY)
        nws_buffer_free(buffer);
}

void nws_frame_clear(nws_frame *frame)
{
    for (int i = 0; i < frame->info->count; i++) {
        nws_column *column = &frame->columns[i];
        clear_buffer(&column->validity);
        clear_buffer(&column->offsets);
        clear_buffer(&column->data);
        column->nulls = 0;
        if (column->words != NULL)
            nws_words_clear(column->words);
    }
    frame->rows = 0;
}

size_t nws_frame_size(const nws_frame *frame)
{
    size_t size = 0;
    for (int i = 0; i < frame->info->count; i++) {
        const nws_column *column = &frame->columns[i];
        const nws_words *words = column->words;
        size += column->validity.capacity + column->offsets.capacity + column->data.capacity;
        if (words != NULL)
            size += sizeof *words + words->bytes.capacity + words->offsets.capacity +
                    words->slots.capacity;
    }
    return size;
}

size_t nws_frame_used(const nws_frame *frame)
{
    size_t used = 0;
    for (int i = 0; i < frame->info->count; i++) {
        const nws_column *column = &frame->columns[i];
        used += column->validity.length + column->offsets.length + column->data.length;
    }
    return used;
}

/* --- Reading --- */

int64_t nws_frame_nulls(const nws_frame *frame, int field, int64_t first, int64_t count)
{
    const nws_column *column = &frame->columns[field];
    if (column->nulls == 0 || count == frame->rows)
        return column->nulls;
    return count_nulls(&column->validity, first, count);
}

bool nws_frame_known(const nws_frame *frame, int field, int64_t row)
{
    const nws_column *column = &frame->columns[field];
    return column->validity.length == 0 || nws_bit_get(column->validity.data, row);
}

nws_view nws_frame_text(const nws_frame *frame, int field, int64_t row)
{
    const nws_column *column = &frame->columns[field];
    const int64_t *offsets = (const int64_t *)(const void *)column->offsets.data;
    if (!nws_frame_known(frame, field, row))
        return NWS_VIEW_NONE;
    return nws_view_of(nws_buffer_view(&column->data).data + offsets[row],
                       (size_t)(offsets[row + 1] - offsets[row]));
}

nws_view nws_frame_word(const nws_frame *frame, int field, int64_t row)
{
    if (!nws_frame_known(frame, field, row))
        return NWS_VIEW_NONE;
    return nws_words_at(frame->columns[field].words, nws_frame_int32(frame, field, row));
}

void nws_frame_list(const nws_frame *frame, int field, int64_t row, int64_t *first, int64_t *count)
{
    const int32_t *offsets = (const int32_t *)(const void *)frame->columns[field].offsets.data;
    *first = offsets[row];
    *count = offsets[row + 1] - offsets[row];
}

void nws_frame_items(const nws_frame *frame, int field, int64_t row, int64_t count, int64_t *first,
                     int64_t *items)
{
    int64_t last, length;
    *first = *items = 0;
    if (count == 0)
        return;
    nws_frame_list(frame, field, row, first, &length);
    nws_frame_list(frame, field, row + count - 1, &last, &length);
    *items = last + length - *first;
}

bool nws_frame_bool(const nws_frame *frame, int field, int64_t row)
{
    return nws_bit_get(frame->columns[field].data.data, row);
}
