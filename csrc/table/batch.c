/* The loop of a worker: read, make, append, count. No file is lost: what fails is a row that says
 * why, and only a lack of memory or a wish to stop ends the run.
 */
#include "table/batch.h"

#include "base/file.h"

/* What the steps of one source share. */
typedef struct batch {
    nws_workspace *workspace;
    nws_buffer *file;
    const nws_options *options;
    nws_progress *progress;
    nws_columns *columns;
    nws_buffer failure; /* text of the last failure */
    uint64_t stamp;     /* of the file that is being read; 0: it is none */
} batch;

/* --- Failures as text --- */

/* For failures that came without a code of their own. */
static const char *code_of(nws_status status)
{
    switch (status) {
    case NWS_E_MEMORY: return "memory";
    case NWS_E_LIMIT: return "too_large";
    case NWS_E_ENCODING: return "encoding";
    case NWS_E_SYNTAX: return "syntax";
    case NWS_E_IO: return "io_error";
    case NWS_E_POLICY: return "policy";
    case NWS_E_STOP: return "stopped";
    default: return "failed";
    }
}

nws_status nws_batch_describe(const nws_error *error, nws_buffer *out)
{
    const char *code = error->code != NULL ? error->code : code_of(error->status);
    NWS_TRY(nws_buffer_append(out, code, strlen(code)));
    if (error->message == NULL || error->message[0] == '\0')
        return NWS_OK;
    NWS_TRY(nws_buffer_add(out, NWS_VIEW(": ")));
    return nws_buffer_append(out, error->message, strlen(error->message));
}

/* --- One source --- */

/* The bytes of source, in the file buffer unless they are at hand. */
static nws_status read_source(batch *in, const nws_source *source, nws_view *data, nws_error *error)
{
    nws_file_info info;
    *data = source->data;
    if (source->path == NULL)
        return NWS_OK;
    in->file->length = 0;
    NWS_TRY(
        nws_file_read(source->path, nws_limits_file(&in->options->limits), in->file, &info, error));
    *data = nws_buffer_view(in->file);
    in->stamp = info.stamp;
    return NWS_OK;
}

static nws_status append_failure(batch *in, const nws_source *source, nws_view data,
                                 const nws_error *error)
{
    nws_row row = {.path = source->name, .bytes = data.length, .failure = source->failure};
    in->failure.length = 0;
    if (row.failure.data == NULL) {
        NWS_TRY(nws_batch_describe(error, &in->failure));
        row.failure = nws_buffer_view(&in->failure);
    }
    NWS_TRY(nws_columns_append(in->columns, &row));
    atomic_fetch_add_explicit(&in->progress->failures, 1, memory_order_relaxed);
    return NWS_OK;
}

/* Whether a failure ends the run, and is no property of the file. */
static bool is_final(nws_status status)
{
    return status == NWS_E_MEMORY || status == NWS_E_STOP;
}

static nws_status make_article(batch *in, const nws_source *source, nws_view *data,
                               nws_article *article, nws_error *error)
{
    if (source->failure.data != NULL)
        return nws_error_set(error, NWS_E_IO, "unreadable", NULL, 0);
    if (source->is_missing)
        return nws_error_set(error, NWS_E_ARGUMENT, "null", "there is no value", 0);
    NWS_TRY(read_source(in, source, data, error));
    nws_options own;
    const nws_options *options = in->options;
    const nws_markup markup = nws_markup_named(source->name);
    const bool is_named = options->markup == NWS_MARKUP_AUTO && markup != NWS_MARKUP_AUTO;
    if (is_named || source->base_url.data != NULL) {
        own = *options;
        own.markup = is_named ? markup : own.markup;
        own.base_url = source->base_url.data != NULL ? source->base_url : own.base_url;
        options = &own;
    }
    if (!source->is_text) {
        NWS_TRY(nws_article_make(in->workspace, *data, options, article, error));
        return nws_article_locate(article, options, source->name);
    }
    NWS_TRY(nws_article_read(in->workspace, *data, options, article, error));
    NWS_TRY(nws_article_locate(article, options, source->name));
    return nws_article_surrogates(article, source->surrogates, source->first_surrogate);
}

static nws_status run_source(batch *in, const nws_source *source)
{
    nws_view data = NWS_VIEW_NONE;
    nws_article article;
    nws_error error = {.status = NWS_OK};
    in->stamp = 0;
    const nws_status status = make_article(in, source, &data, &article, &error);
    if (is_final(status))
        return status;
    if (status == NWS_OK) {
        const nws_row row = {
            .path = source->name, .article = &article, .bytes = data.length, .stamp = in->stamp};
        NWS_TRY(nws_columns_append(in->columns, &row));
    } else {
        error.status = status;
        NWS_TRY(append_failure(in, source, data, &error));
    }
    atomic_fetch_add_explicit(&in->progress->bytes, data.length, memory_order_relaxed);
    atomic_fetch_add_explicit(&in->progress->files, 1, memory_order_relaxed);
    if (in->file->capacity > NWS_ARENA_KEEP) /* one large file must not hold memory for ever */
        nws_buffer_free(in->file);
    return NWS_OK;
}

nws_status nws_batch_run(nws_workspace *workspace, nws_buffer *file_buffer,
                         const nws_source *sources, size_t count, const nws_options *options,
                         nws_progress *progress, nws_columns *columns)
{
    batch in = {workspace, file_buffer, options, progress, columns, {.data = NULL}, 0};
    nws_status status = NWS_OK;
    nws_buffer_init(&in.failure, file_buffer->allocator);
    for (size_t i = 0; i < count && status == NWS_OK; i++) {
        if (atomic_load_explicit(&progress->stop, memory_order_relaxed))
            status = NWS_E_STOP;
        else
            status = run_source(&in, &sources[i]);
    }
    nws_buffer_free(&in.failure);
    return status;
}
