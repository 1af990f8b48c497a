/* Articles as columns: what a batch keeps of each file.
 *
 * One nws_columns is filled by one thread with one run of files after the other, each of which is
 * then sealed: the result is constant and shared by reference count, because Arrow consumers may
 * hold its buffers on any thread.
 */
#ifndef NWS_TABLE_COLUMNS_H
#define NWS_TABLE_COLUMNS_H

#include "article/article.h"
#include "article/record.h"

typedef struct nws_columns nws_columns;

/* A row: an article, or the failure that stands in its place. All views are borrowed. */
typedef struct nws_row {
    nws_view path;              /* data NULL: null. UTF-8 */
    const nws_article *article; /* NULL: the file failed */
    nws_view failure;           /* "code: message" for the error column when article is NULL */
    size_t bytes;               /* size of the file, when known */
    uint64_t stamp;             /* nws_file_info's; 0: none */
    const nws_record_diagnostic *placed; /* the article's diagnostics; NULL: to be placed */
} nws_row;

/* Holds one reference; NULL: no memory. allocator must outlive every reference and be safe to call
 * on any thread. lifts: those of the articles to come (retained), or NULL. */
NWS_MUST_CHECK nws_columns *nws_columns_new(const nws_allocator *allocator, nws_lifts *lifts);
void nws_columns_retain(nws_columns *columns);
void nws_columns_release(nws_columns *columns); /* NULL is allowed; the last one frees */

/* Appends a row; on failure the columns hold the rows they held before. */
NWS_MUST_CHECK nws_status nws_columns_append(nws_columns *columns, const nws_row *row);
/* Moves all rows of columns to *sealed, which is one block of allocator with nothing to spare and
 * takes no more of them; columns is then empty and has its buffers ready for the next run. The
 * allocator is held to what nws_columns_new demands. NWS_E_MEMORY leaves columns as it is. */
NWS_MUST_CHECK nws_status nws_columns_seal(nws_columns *columns, const nws_allocator *allocator,
                                           nws_columns **sealed);

/* copy.c: appends a row of other columns with equal lifts; on failure as nws_columns_append. What
 * the dates of rows tell is not a row's: see nws_columns_learn. */
NWS_MUST_CHECK nws_status nws_columns_copy(nws_columns *columns, const nws_columns *from,
                                           int64_t row);

int64_t nws_columns_rows(const nws_columns *columns);
size_t nws_columns_size(const nws_columns *columns); /* bytes held */
size_t nws_columns_used(const nws_columns *columns); /* those that rows take, but for words */
bool nws_columns_ok(const nws_columns *columns, int64_t row);
nws_view nws_columns_failure(const nws_columns *columns, int64_t row); /* data NULL when ok */
nws_view nws_columns_path(const nws_columns *columns, int64_t row);
uint64_t nws_columns_stamp(const nws_columns *columns, int64_t row);
uint64_t nws_columns_simhash(const nws_columns *columns, int64_t row); /* 0 when not ok */

/* One value: what of it counts depends on the kind of its field. */
typedef struct nws_cell {
    nws_view text;  /* TEXT, WORD */
    int64_t number; /* of any other; UINT64: its bits */
    int64_t first;  /* LIST: number of its first item among those of all rows */
    int64_t count;
    bool known; /* false: null */
} nws_cell;

/* cells.c. field: a number of the articles' fields (schema.h); item: of one of a list's. */
nws_cell nws_columns_cell(const nws_columns *columns, int64_t row, int field);
/* The items that a stretch of articles has in one of the list columns: they lie side by side. */
void nws_columns_items(const nws_columns *columns, int field, int64_t row, int64_t count,
                       int64_t *first, int64_t *items);
nws_view nws_columns_item(const nws_columns *columns, int field, int64_t item); /* of texts */
/* Its two names end in NUL and are the arena's. */
NWS_MUST_CHECK nws_status nws_columns_image(const nws_columns *columns, int64_t item,
                                            nws_arena *arena, nws_image *image);
nws_link nws_columns_link(const nws_columns *columns, int64_t item);
nws_removal nws_columns_removal(const nws_columns *columns, int64_t item);
nws_record_diagnostic nws_columns_diagnostic(const nws_columns *columns, int64_t item);

/* The value of a row in a lifted column, without its list; false: null. */
bool nws_columns_lifted(const nws_columns *columns, int64_t row, uint32_t index, nws_lifted *value);
void nws_columns_lifted_items(const nws_columns *columns, int64_t row, uint32_t index,
                              int64_t *first, int64_t *count);
nws_view nws_columns_lifted_item(const nws_columns *columns, uint32_t index, int64_t item);

/* Adds to counts, by form and nws_date_evidence, what the dates of all rows tell of the order of
 * day and month. */
void nws_columns_orders(const nws_columns *columns,
                        uint64_t counts[NWS_DATE_FORMS][NWS_EVIDENCE_EITHER + 1]);
/* The other way: what has been told of dates whose rows come from elsewhere. */
void nws_columns_learn(nws_columns *columns,
                       uint64_t counts[NWS_DATE_FORMS][NWS_EVIDENCE_EITHER + 1]);

/* Row as a record, equal to the one that nws_record_pack makes of the same article without its
 * body. For a failed row: a record of empty texts with the path. */
NWS_MUST_CHECK nws_status nws_columns_record(const nws_columns *columns, int64_t row,
                                             const nws_allocator *allocator, nws_record **record);

#endif
