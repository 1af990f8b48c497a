/* Rows of equal fields, held column by column in buffers that are Arrow's already.
 *
 * A row is written by one put for each field and then counted by nws_frame_end; a row that cannot
 * be finished is taken back by nws_frame_truncate. Offsets and bitmaps are laid out as
 * https://arrow.apache.org/docs/format/Columnar.html says, with the alignment that the allocator
 * gives: 64 bytes is what it recommends, 8 is what it demands.
 */
#ifndef NWS_TABLE_FRAME_H
#define NWS_TABLE_FRAME_H

#include "table/schema.h"
#include "table/words.h"

typedef struct nws_column {
    nws_buffer validity; /* bits; nothing until the first null */
    nws_buffer offsets;  /* TEXT: int64, LIST: int32; rows + 1 of them, nothing without rows */
    nws_buffer data;     /* bytes of TEXT, values, numbers of WORD and CODE, bits of BOOL */
    nws_words *words;    /* WORD, CODE: NULL until the first one */
    int64_t nulls;
} nws_column;

typedef struct nws_frame {
    const nws_frame_info *info;
    nws_column *columns; /* info->count of them */
    int64_t rows;
    const nws_allocator *allocator;
} nws_frame;

/* The texts of a CODE field, in order of the codes. */
typedef struct nws_vocabulary {
    const char *(*name)(uint32_t code);
    uint32_t count;
} nws_vocabulary;

/* columns: room for the fields of this frame, which stays the caller's. */
void nws_frame_init(nws_frame *frame, nws_frame_id id, nws_column *columns,
                    const nws_allocator *allocator);
/* The same for fields that no list of schema.h has; info is borrowed. */
void nws_frame_open(nws_frame *frame, const nws_frame_info *info, nws_column *columns,
                    const nws_allocator *allocator);
void nws_frame_free(nws_frame *frame);
/* Back to rows rows, whatever was put after them. */
void nws_frame_truncate(nws_frame *frame, int64_t rows);
/* Without rows again, but with the capacity it has. */
void nws_frame_clear(nws_frame *frame);
size_t nws_frame_size(const nws_frame *frame); /* bytes held */
size_t nws_frame_used(const nws_frame *frame); /* those of them that rows take */

/* Puts: the next row's value of one field. NWS_E_MEMORY; list and word: NWS_E_LIMIT too, where 32
 * bits do not suffice. */
NWS_MUST_CHECK nws_status nws_frame_put_text(nws_frame *frame, int field, nws_view text);
NWS_MUST_CHECK nws_status nws_frame_put_list(nws_frame *frame, int field, const nws_frame *items);
NWS_MUST_CHECK nws_status nws_frame_put_word(nws_frame *frame, int field, nws_view text);
NWS_MUST_CHECK nws_status nws_frame_put_code(nws_frame *frame, int field, uint32_t code,
                                             const nws_vocabulary *vocabulary);
NWS_MUST_CHECK nws_status nws_frame_put_time(nws_frame *frame, int field, bool known,
                                             int64_t micros);
NWS_MUST_CHECK nws_status nws_frame_put_bool(nws_frame *frame, int field, bool value);
/* Whether the value that is put next is one: for nullable fields whose put does not say. */
NWS_MUST_CHECK nws_status nws_frame_put_known(nws_frame *frame, int field, bool known);

/* The value that a field has in a row of another frame with the same fields; for all kinds but
 * lists, whose items lie elsewhere. */
NWS_MUST_CHECK nws_status nws_frame_put_from(nws_frame *frame, int field, const nws_frame *from,
                                             int64_t row);

NWS_MUST_CHECK NWS_INLINE nws_status nws_frame_put_byte(nws_frame *frame, int field, uint8_t value)
{
    return nws_buffer_push(&frame->columns[field].data, (char)value);
}

NWS_MUST_CHECK NWS_INLINE nws_status nws_frame_put_int32(nws_frame *frame, int field, int32_t value)
{
    return nws_buffer_append(&frame->columns[field].data, &value, sizeof value);
}

NWS_MUST_CHECK NWS_INLINE nws_status nws_frame_put_int64(nws_frame *frame, int field, int64_t value)
{
    return nws_buffer_append(&frame->columns[field].data, &value, sizeof value);
}

NWS_MUST_CHECK NWS_INLINE nws_status nws_frame_put_double(nws_frame *frame, int field, double value)
{
    return nws_buffer_append(&frame->columns[field].data, &value, sizeof value);
}

NWS_INLINE void nws_frame_end(nws_frame *frame)
{
    frame->rows++;
}

/* How many of count rows from first on are null in a field. */
int64_t nws_frame_nulls(const nws_frame *frame, int field, int64_t first, int64_t count);

/* The row's values back. Views live until the frame is written to or freed. */
bool nws_frame_known(const nws_frame *frame, int field, int64_t row);    /* not null */
nws_view nws_frame_text(const nws_frame *frame, int field, int64_t row); /* data NULL: null */
nws_view nws_frame_word(const nws_frame *frame, int field, int64_t row); /* data NULL: null */
void nws_frame_list(const nws_frame *frame, int field, int64_t row, int64_t *first, int64_t *count);
/* The items of count rows from row on: they lie side by side. */
void nws_frame_items(const nws_frame *frame, int field, int64_t row, int64_t count, int64_t *first,
                     int64_t *items);
bool nws_frame_bool(const nws_frame *frame, int field, int64_t row);

NWS_INLINE uint8_t nws_frame_byte(const nws_frame *frame, int field, int64_t row)
{
    return (uint8_t)frame->columns[field].data.data[row];
}

NWS_INLINE int32_t nws_frame_int32(const nws_frame *frame, int field, int64_t row)
{
    int32_t value;
    memcpy(&value, frame->columns[field].data.data + (size_t)row * sizeof value, sizeof value);
    return value;
}

NWS_INLINE int64_t nws_frame_int64(const nws_frame *frame, int field, int64_t row)
{
    int64_t value;
    memcpy(&value, frame->columns[field].data.data + (size_t)row * sizeof value, sizeof value);
    return value;
}

NWS_INLINE double nws_frame_double(const nws_frame *frame, int field, int64_t row)
{
    double value;
    memcpy(&value, frame->columns[field].data.data + (size_t)row * sizeof value, sizeof value);
    return value;
}

NWS_INLINE bool nws_bit_get(const char *bits, int64_t at)
{
    return ((unsigned char)bits[at >> 3] >> (at & 7) & 1) != 0;
}

#endif
