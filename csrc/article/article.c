/* The one orchestration: every arrow of the picture is one call, from the top down.
 *
 *   bytes > fence > front bytes > values > fields                         > article
 *               > body bytes (> HTML) > tree > clean tree > html, text, media, counts > article
 *
 * What is more than one call stands in steps.c.
 */
#include "article/article.h"

#include "article/counts.h"
#include "article/steps.h"
#include "emit/html.h"

/* ---- the workspace ---- */

enum { BUFFERS = 6 };

static void list_buffers(nws_workspace *workspace, nws_buffer *buffers[BUFFERS])
{
    buffers[0] = &workspace->decoded;
    buffers[1] = &workspace->html;
    buffers[2] = &workspace->text;
    buffers[3] = &workspace->metadata;
    buffers[4] = &workspace->scratch;
    buffers[5] = &workspace->rendered;
}

void nws_workspace_init(nws_workspace *workspace, const nws_allocator *allocator)
{
    nws_buffer *buffers[BUFFERS];
    list_buffers(workspace, buffers);
    nws_arena_init(&workspace->arena, allocator);
    for (unsigned i = 0; i < BUFFERS; i++)
        nws_buffer_init(buffers[i], allocator);
}

void nws_workspace_free(nws_workspace *workspace)
{
    nws_buffer *buffers[BUFFERS];
    list_buffers(workspace, buffers);
    nws_arena_free(&workspace->arena);
    for (unsigned i = 0; i < BUFFERS; i++)
        nws_buffer_free(buffers[i]);
}

/* Forgets the last article, and the memory of an unusually large one. */
static void clear_workspace(nws_workspace *workspace)
{
    nws_buffer *buffers[BUFFERS];
    list_buffers(workspace, buffers);
    nws_arena_reset(&workspace->arena);
    for (unsigned i = 0; i < BUFFERS; i++) {
        buffers[i]->length = 0;
        if (buffers[i]->capacity > NWS_ARENA_KEEP)
            nws_buffer_free(buffers[i]);
    }
}

/* Returns data as a view that is never NULL. */
static nws_view begin(nws_workspace *workspace, nws_view data, const nws_options *options,
                      nws_article *article, nws_error *error)
{
    clear_workspace(workspace);
    if (data.data == NULL)
        data = NWS_VIEW("");
    *article = (nws_article){.source = data, .encoding = "UTF-8", .bytes = data.length};
    article->values.kind = NWS_VALUE_MAP;
    nws_diagnostics_init(&article->diagnostics, &workspace->arena, options->limits.diagnostics);
    nws_audit_init(&article->audit, &workspace->arena);
    (void)nws_error_set(error, NWS_OK, NULL, NULL, 0);
    return data;
}

/* Gives a failure of a stage that sets no error its code. */
static nws_status end(nws_status status, nws_error *error)
{
    if (status == NWS_OK || error == NULL || error->status == status)
        return status;
    switch (status) {
    case NWS_E_MEMORY: return nws_error_set(error, status, "memory", "out of memory", 0);
    case NWS_E_LIMIT:
        return nws_error_set(error, status, "too_large", "the file is larger than is allowed", 0);
    case NWS_E_ENCODING:
        return nws_error_set(error, status, "encoding", "no converter for this encoding", 0);
    case NWS_E_SYNTAX:
        return nws_error_set(error, status, "syntax", "the front matter cannot be read", 0);
    default: return nws_error_set(error, status, "stopped", "reading was stopped", 0);
    }
}

/* ---- the picture ---- */

/* bytes > text */
static nws_status decode(nws_workspace *workspace, nws_view data, const nws_options *options,
                         nws_article *article)
{
    /* No encoding takes more than four bytes for what UTF-8 writes in one, so that this much cannot
     * fit and need not be converted to find out. */
    const nws_limits *limits = &options->limits;
    if (data.length / 4 > limits->body && data.length / 4 - limits->body > limits->front)
        return NWS_E_LIMIT;
    nws_decoded decoded;
    NWS_TRY(nws_encoding_detect(data, options->encoding, &workspace->decoded, &decoded));
    article->source = decoded.text;
    article->encoding = decoded.encoding;
    return nws_step_decoded(&decoded, article);
}

/* front bytes > values > fields, columns, metadata */
static nws_status read_front(nws_workspace *workspace, const nws_options *options,
                             nws_article *article, nws_error *error)
{
    nws_fence fence;
    nws_fence_split_as(article->source, options->dialect, &fence);
    NWS_TRY(nws_step_front(&workspace->arena, &fence, options, article, error));
    if (options->front_only)
        return NWS_OK;
    NWS_TRY(nws_fields_read(&workspace->arena, &article->values, options->dialect, &options->zone,
                            &article->diagnostics, &article->fields));
    article->lifts = options->lifts;
    NWS_TRY(nws_lifts_read(options->lifts, &workspace->arena, &article->values, &options->zone,
                           &article->diagnostics, &article->lifted));
    NWS_TRY(nws_value_json(&article->values, &workspace->metadata));
    article->metadata = nws_buffer_view(&workspace->metadata);
    return NWS_OK;
}

/* body bytes (> HTML) > tree > clean tree > html, text, images and links */
static nws_status read_body(nws_workspace *workspace, const nws_options *options,
                            nws_article *article)
{
    const nws_parse_options context = NWS_PARSE_BODY;
    const nws_clean_options clean = {options->policy, options->base_url, options->unproxy,
                                     options->unproxy_count, options->judge};
    nws_marks marks = {.arena = &workspace->arena};
    nws_document document;
    nws_view html;
    NWS_TRY(nws_step_markup(workspace, options, article, &html));
    NWS_TRY(nws_html_parse(&workspace->arena, html, &context, &document));
    NWS_TRY(nws_step_tags(&workspace->arena, options, article, document.root));
    NWS_TRY(nws_sanitize_tree(&document, &clean, &article->audit));
    nws_step_spans(article);
    NWS_TRY(nws_emit_html(document.root, &workspace->html));
    NWS_TRY(nws_emit_marked(document.root, &workspace->text, &marks));
    article->text = nws_buffer_view(&workspace->text);
    NWS_TRY(nws_emit_media(&workspace->arena, &marks, article->text, options->base_url,
                           &article->media));
    article->html = nws_buffer_view(&workspace->html);
    NWS_TRY(nws_step_excerpt(workspace, options, html, article));
    const size_t start = (size_t)(article->body.data - article->source.data);
    nws_diagnostics *said = &article->diagnostics;
    if (document.flattened != 0)
        NWS_TRY(nws_diagnostics_add(said, NWS_D_FLATTENED, start, start, NWS_VIEW("")));
    if (document.refused != 0)
        NWS_TRY(nws_diagnostics_add(said, NWS_D_THINNED, start, start, NWS_VIEW("")));
    return NWS_OK;
}

/* text > article */
static nws_status read_text(nws_workspace *workspace, const nws_options *options,
                            nws_article *article, nws_error *error)
{
    if (article->source.length >= UINT32_MAX) /* positions have 32 bits */
        return NWS_E_LIMIT;
    if (article->source.length == 0)
        NWS_TRY(nws_diagnostics_add(&article->diagnostics, NWS_D_EMPTY_FILE, 0, 0, NWS_VIEW("")));
    NWS_TRY(read_front(workspace, options, article, error));
    NWS_TRY(nws_step_limits(options, article, error));
    if (options->front_only) {
        article->html = article->text = NWS_VIEW("");
        return nws_step_order(&article->diagnostics);
    }
    NWS_TRY(read_body(workspace, options, article));
    NWS_TRY(nws_step_cover(&workspace->arena, options, article));
    NWS_TRY(nws_counts_measure(article->text, &workspace->scratch, &article->counts,
                               &article->digest, &article->simhash));
    return nws_step_order(&article->diagnostics);
}

nws_status nws_article_make(nws_workspace *workspace, nws_view data, const nws_options *options,
                            nws_article *article, nws_error *error)
{
    data = begin(workspace, data, options, article, error);
    nws_status status = decode(workspace, data, options, article);
    if (status == NWS_OK)
        status = read_text(workspace, options, article, error);
    return end(status, error);
}

nws_status nws_article_read(nws_workspace *workspace, nws_view text, const nws_options *options,
                            nws_article *article, nws_error *error)
{
    (void)begin(workspace, text, options, article, error);
    return end(read_text(workspace, options, article, error), error);
}

nws_status nws_article_locate(nws_article *article, const nws_options *options, nws_view path)
{
    if (path.data == NULL)
        return NWS_OK;
    NWS_TRY(nws_fields_locate(path, options->dialect, &options->zone, &article->diagnostics,
                              &article->fields));
    return nws_step_order(&article->diagnostics);
}

nws_status nws_article_surrogates(nws_article *article, size_t count, size_t first)
{
    article->surrogates = count;
    article->first_surrogate = first;
    if (count == 0)
        return NWS_OK;
    NWS_TRY(nws_diagnostics_add(&article->diagnostics, NWS_D_LONE_SURROGATE, first, first,
                                NWS_VIEW("")));
    return nws_step_order(&article->diagnostics);
}
