/* How a record lies in memory; shared by the files that pack, read and check one, and by no other.
 *
 *   header | tables | texts of the tables | texts of the slots | path | body
 *
 * Texts are spans counted from the end of the tables. Those of the tables come first, so that other
 * slot texts (nws_record_replace) move nothing else; path and body come last, so that what equality
 * and hash look at is two runs of bytes. No padding anywhere: equal contents are equal bytes.
 */
#ifndef NWS_ARTICLE_RECORD_LAYOUT_H
#define NWS_ARTICLE_RECORD_LAYOUT_H

#include "article/record.h"

#include <stdint.h>

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "records are little-endian, so that bytes and hashes are the same on every machine"
#endif

#define NWS_RECORD_MAGIC UINT32_C(0x5257534E) /* "NSWR" read as bytes */
/* Raised with every change of the layout, of a table's columns or of the meaning of a code. */
#define NWS_RECORD_VERSION UINT32_C(3)
/* The offset of a text that is none; its length is 0. */
#define NWS_SPAN_NONE UINT32_MAX

typedef struct nws_span {
    uint32_t offset;
    uint32_t length;
} nws_span;

/* The tables, in their order in memory. The first ones are nws_list's. */
typedef enum nws_table {
    NWS_TABLE_LISTS, /* NWS_LIST_COUNT tables of nws_span */
    NWS_TABLE_PATHS = NWS_TABLE_LISTS + NWS_LIST_COUNT,
    NWS_TABLE_STEPS,
    NWS_TABLE_IMAGES,
    NWS_TABLE_LINKS,
    NWS_TABLE_REMOVALS,
    NWS_TABLE_DIAGNOSTICS,
    NWS_TABLE_COUNT
} nws_table;

typedef struct nws_path_row {
    uint32_t first; /* its first step in NWS_TABLE_STEPS, where nws_span rows lie */
    uint32_t count;
} nws_path_row;

typedef struct nws_image_row {
    nws_span src, displayed_src, alt, title, caption;
    nws_span caption_source, source; /* a NUL stands behind these two */
    int32_t width, height, position;
    uint8_t lazy, is_cover, zero[2];
} nws_image_row;

typedef struct nws_link_row {
    nws_span href, displayed_href, text, rel;
    uint32_t external;
} nws_link_row;

typedef struct nws_removal_row {
    nws_span tag, attribute, value;
    uint32_t count, start, end;
    uint8_t rule, action, zero[2];
} nws_removal_row;

typedef struct nws_diagnostic_row {
    nws_span detail;
    uint32_t code, line, column, start, end;
} nws_diagnostic_row;

/* nws_scalars without padding. */
typedef struct nws_scalar_row {
    int64_t bytes, date, updated;
    uint64_t digest, simhash;
    int32_t words, han, characters, reading_seconds;
    int32_t date_offset;
    uint32_t removal_count, diagnostic_count;
    uint8_t has_date, has_updated, draft, date_precision;
    uint8_t date_zone, markup, zero[2];
    int32_t excerpt;
} nws_scalar_row;

struct nws_record {
    uint32_t magic;
    uint32_t version;
    uint64_t size;     /* bytes of the whole block */
    uint32_t payload;  /* where the texts begin */
    uint32_t children; /* bytes of the tables' texts */
    uint32_t content;  /* bytes of texts before path and body */
    uint32_t zero;
    nws_span slots[NWS_SLOT_COUNT]; /* the first is the path, the last the body */
    nws_scalar_row scalars;
    uint32_t starts[NWS_TABLE_COUNT]; /* bytes from the start of the block */
    uint32_t counts[NWS_TABLE_COUNT];
};

_Static_assert(sizeof(nws_image_row) == 72 && sizeof(nws_link_row) == 36 &&
                   sizeof(nws_removal_row) == 40 && sizeof(nws_diagnostic_row) == 28 &&
                   sizeof(nws_path_row) == 8 && sizeof(nws_scalar_row) == 80,
               "rows have no padding");
_Static_assert(sizeof(nws_record) ==
                   32 + sizeof(nws_span) * NWS_SLOT_COUNT + 80 + 8 * NWS_TABLE_COUNT,
               "the header has no padding");
_Static_assert(NWS_SLOT_PATH == 0 && NWS_SLOT_BODY == NWS_SLOT_COUNT - 1,
               "what equality leaves aside is the first and the last slot");

/* The slots that every record has, if only as "". */
NWS_INLINE bool nws_slot_required(unsigned slot)
{
    return slot == NWS_SLOT_METADATA || slot == NWS_SLOT_HTML || slot == NWS_SLOT_TEXT;
}

/* Bytes of one row of each table. */
NWS_INLINE uint32_t nws_table_stride(unsigned table)
{
    static const uint8_t strides[NWS_TABLE_COUNT] = {
        sizeof(nws_span),     sizeof(nws_span),        sizeof(nws_span),
        sizeof(nws_path_row), sizeof(nws_span),        sizeof(nws_image_row),
        sizeof(nws_link_row), sizeof(nws_removal_row), sizeof(nws_diagnostic_row),
    };
    return strides[table];
}

NWS_INLINE const void *nws_table_row(const nws_record *record, unsigned table, uint32_t index)
{
    return (const char *)record + record->starts[table] + (size_t)index * nws_table_stride(table);
}

NWS_INLINE const char *nws_record_texts(const nws_record *record)
{
    return (const char *)record + record->payload;
}

NWS_INLINE nws_view nws_record_span(const nws_record *record, nws_span span)
{
    if (span.offset == NWS_SPAN_NONE)
        return NWS_VIEW_NONE;
    return nws_view_of(nws_record_texts(record) + span.offset, span.length);
}

#endif
