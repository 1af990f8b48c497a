/* A run of files into columns, without Python: what a worker thread does between two looks at the
 * interpreter.
 */
#ifndef NWS_TABLE_BATCH_H
#define NWS_TABLE_BATCH_H

#include "table/columns.h"

#include <stdatomic.h>

/* One input: a path to read, or data at hand. */
typedef struct nws_source {
    const char *path;  /* as the operating system wants it, NUL-terminated; NULL: use data */
    nws_view name;     /* UTF-8, for the path column; data NULL: null */
    nws_view data;     /* bytes of a file, or UTF-8 text when is_text */
    nws_view base_url; /* data NULL: that of the options */
    nws_view failure;  /* "code: message": it is known already that there is nothing to read */
    bool is_text;
    bool is_missing;   /* a null among the values: a row without an article, failure "null: ..." */
    size_t surrogates; /* of a text: see nws_article_surrogates */
    size_t first_surrogate;
} nws_source;

/* Shared between the workers and the thread that waits. */
typedef struct nws_progress {
    atomic_size_t files;
    atomic_size_t bytes;
    atomic_size_t failures;
    atomic_bool stop; /* set by anyone: workers end before the next file */
} nws_progress;

/* Reads count sources in order and appends a row for each to columns. A file that fails is a row
 * with its failure. NWS_E_MEMORY, or NWS_E_STOP when progress->stop was seen or the front reader
 * asked to; rows up to there are in columns. file_buffer is reused. */
NWS_MUST_CHECK nws_status nws_batch_run(nws_workspace *workspace, nws_buffer *file_buffer,
                                        const nws_source *sources, size_t count,
                                        const nws_options *options, nws_progress *progress,
                                        nws_columns *columns);

/* "code: message" of an error, as the error column has it. Appends. */
NWS_MUST_CHECK nws_status nws_batch_describe(const nws_error *error, nws_buffer *out);

#endif
