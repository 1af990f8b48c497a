/* The Arrow C data interface: schema, arrays and streams over nws_columns.
 *
 * https://arrow.apache.org/docs/format/CDataInterface.html
 * The structs are the ABI, laid out as the specification gives them. Buffers are shared, never
 * copied: an exported array holds a reference to its columns, and any thread may release it.
 */
#ifndef NWS_TABLE_ARROW_H
#define NWS_TABLE_ARROW_H

#include "table/columns.h"

#include <stdint.h>

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
    const char *format;
    const char *name;
    const char *metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};

#endif

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
    const char *(*get_last_error)(struct ArrowArrayStream *);
    void (*release)(struct ArrowArrayStream *);
    void *private_data;
};

#endif

/* A stretch of one nws_columns; a corpus is a list of them. */
typedef struct nws_chunk {
    nws_columns *columns;
    int64_t offset, length; /* rows */
} nws_chunk;

/* The tables of a corpus: the articles, and flat child tables whose first column, row (int64), is
 * the number of the article in the corpus. */
typedef enum nws_table {
    NWS_TABLE_ARTICLES,
    NWS_TABLE_IMAGES,      /* row, and the fields of the images struct */
    NWS_TABLE_LINKS,       /* row, and the fields of the links struct */
    NWS_TABLE_REMOVALS,    /* row, rule, action, tag, attribute, value, count, start, end */
    NWS_TABLE_DIAGNOSTICS, /* row, code, severity, line, column, start, end, message, hint, detail
                            */
    NWS_TABLE_COUNT
} nws_table;

/* How texts are laid out: by offsets (large_utf8), which shares the columns' own buffers, or by
 * views (utf8_view), 16 bytes each that are made on the way, for consumers that keep texts so. */
typedef enum nws_arrow_texts { NWS_ARROW_OFFSETS, NWS_ARROW_VIEWS } nws_arrow_texts;

/* Fills *schema (a struct, non-nullable). NWS_E_MEMORY leaves it released. lifts: those of the
 * articles (retained), or NULL; child tables have none. */
NWS_MUST_CHECK nws_status nws_arrow_schema(nws_table table, nws_arrow_texts texts, nws_lifts *lifts,
                                           const nws_allocator *allocator,
                                           struct ArrowSchema *schema);

/* Fills *array with the rows of chunk; retains its columns. For child tables, first is the corpus
 * row number of the chunk's first row. Views: only where nws_arrow_viewable says so. */
NWS_MUST_CHECK nws_status nws_arrow_array(nws_table table, nws_arrow_texts texts,
                                          const nws_chunk *chunk, int64_t first,
                                          const nws_allocator *allocator, struct ArrowArray *array);
/* Whether a view reaches every text of the columns: its place is an int32. */
bool nws_arrow_viewable(const nws_columns *columns);

/* Fills *stream with one record batch for each chunk that has rows; retains all columns, and lifts,
 * which must be those of all of them. Texts are views only where every chunk is viewable. */
NWS_MUST_CHECK nws_status nws_arrow_stream(nws_table table, nws_arrow_texts texts, nws_lifts *lifts,
                                           const nws_chunk *chunks, size_t count,
                                           const nws_allocator *allocator,
                                           struct ArrowArrayStream *stream);

#endif
