/* What the pipeline does between its stages: it judges the header, bounds the body, finds the cover
 * and puts what was noticed in order.
 */
#include "article/steps.h"

#include "base/scan.h"
#include "base/utf8.h"
#include "clean/url.h"
#include "front/yaml.h"
#include "markdown/drop.h"

static nws_status note(nws_article *article, nws_diagnostic_code code, size_t start, size_t end,
                       nws_view detail)
{
    return nws_diagnostics_add(&article->diagnostics, code, start, end, detail);
}

/* ---- decoding ---- */

nws_status nws_step_decoded(const nws_decoded *decoded, nws_article *article)
{
    if (nws_encoding_binary(decoded->text))
        NWS_TRY(note(article, NWS_D_BINARY, 0, 0, NWS_VIEW("")));
    if (decoded->source == NWS_ENCODING_GUESSED)
        NWS_TRY(note(article, NWS_D_ENCODING_GUESSED, 0, 0,
                     nws_view_of(decoded->encoding, strlen(decoded->encoding))));
    if (decoded->repairs > 0)
        NWS_TRY(note(article, NWS_D_BAD_UTF8, decoded->first_repair, decoded->first_repair,
                     NWS_VIEW("")));
    return NWS_OK;
}

/* ---- the header ---- */

/* The line of text that begins at start. */
static nws_view line_at(nws_view text, size_t start)
{
    const char *at = text.data + start;
    const char *end = text.data + text.length;
    return nws_view_of(at, (size_t)(nws_scan_any4(at, end, '\n', '\r', '\n', '\r') - at));
}

static nws_status note_fence(nws_article *article, nws_diagnostic_code code, size_t open)
{
    const nws_view line = line_at(article->source, open);
    return note(article, code, open, open + line.length, line);
}

/* Puts braces round JSON that has none. */
static nws_status add_braces(nws_arena *arena, nws_view *front)
{
    char *copy = nws_arena_alloc(arena, front->length + 2);
    if (copy == NULL)
        return NWS_E_MEMORY;
    copy[0] = '{';
    memcpy(copy + 1, front->data, front->length);
    copy[front->length + 1] = '}';
    *front = nws_view_of(copy, front->length + 2);
    return NWS_OK;
}

/* Lines that end in CR alone, which TOML does not know: a copy with LF in their place. */
static nws_status mend_lines(nws_arena *arena, nws_view *front)
{
    const char *end = front->data + front->length;
    const char *at = nws_scan_any4(front->data, end, '\r', '\r', '\r', '\r');
    if (at == end || (at + 1 < end && at[1] == '\n'))
        return NWS_OK; /* the first tells: nobody mixes them */
    char *bytes = nws_arena_alloc(arena, front->length);
    if (bytes == NULL)
        return NWS_E_MEMORY;
    for (size_t i = 0; i < front->length; i++)
        bytes[i] = front->data[i] == '\r' ? '\n' : front->data[i];
    *front = nws_view_of(bytes, front->length);
    return NWS_OK;
}

/* The values of a header of bounded size; kind NULL when it says nothing. */
static nws_status read_values(nws_arena *arena, const nws_fence *fence, size_t offset,
                              const nws_options *options, nws_article *article, nws_error *error)
{
    if (article->format == NWS_FORMAT_YAML) {
        const nws_yaml_options yaml = {.limits = &options->limits,
                                       .strict = options->strict,
                                       .offset = offset,
                                       .schema = options->schema};
        return nws_yaml_read(arena, article->front, &yaml, &article->diagnostics, &article->values,
                             error);
    }
    if (options->front_reader.read == NULL)
        return note(article, NWS_D_UNSUPPORTED_FENCE, offset, offset + article->front.length,
                    NWS_VIEW(""));
    nws_view front = article->front;
    if (article->format == NWS_FORMAT_TOML)
        NWS_TRY(mend_lines(arena, &front));
    if (fence->braceless && nws_view_trim(front).length > 0) {
        NWS_TRY(add_braces(arena, &front));
        offset -= offset > 0; /* of the brace; without an opening line there is no byte for it */
    }
    return options->front_reader.read(options->front_reader.context, article->format, front, offset,
                                      arena, &article->diagnostics, &article->values);
}

/* What people do to a header that no reader can mend: they write it twice, or with the colon of
 * their keyboard. broken: it was no mapping, or not YAML throughout. */
static nws_status note_habits(nws_article *article, nws_view front, nws_view body, bool broken)
{
    nws_fence again;
    if (broken) {
        const size_t start = (size_t)(front.data - article->source.data);
        const size_t at = nws_fence_wide_colon(front);
        if (at < front.length)
            NWS_TRY(note(article, NWS_D_FULLWIDTH_COLON, start + at, start + at + 3,
                         line_at(article->source, start + at)));
    }
    if (!nws_fence_again(body, &again))
        return NWS_OK;
    const size_t start = (size_t)(body.data - article->source.data) + again.open;
    return note(article, NWS_D_SECOND_FRONT_MATTER, start, start, NWS_VIEW(""));
}

nws_status nws_step_front(nws_arena *arena, const nws_fence *fence, const nws_options *options,
                          nws_article *article, nws_error *error)
{
    const nws_value nothing = {.kind = NWS_VALUE_MAP};
    article->front = fence->front;
    article->body = fence->body;
    article->format = fence->format;
    article->values = nothing;
    if (fence->flaw == NWS_FENCE_UNCLOSED)
        return note_fence(article, NWS_D_UNCLOSED, fence->open);
    if (fence->flaw == NWS_FENCE_UNSUPPORTED)
        return note_fence(article, NWS_D_UNSUPPORTED_FENCE, fence->open);
    if (fence->format == NWS_FORMAT_NONE)
        return NWS_OK;

    const size_t start = (size_t)(fence->front.data - article->source.data);
    const size_t end = start + fence->front.length;
    if (fence->front.length > options->limits.front)
        return note(article, NWS_D_FRONT_LIMIT, start, end, NWS_VIEW(""));
    article->values.kind = NWS_VALUE_NULL;
    const uint32_t noted = article->diagnostics.count;
    NWS_TRY(read_values(arena, fence, start, options, article, error));
    if (article->format == NWS_FORMAT_YAML) {
        const bool broken =
            article->values.kind != NWS_VALUE_MAP || article->diagnostics.count > noted;
        NWS_TRY(note_habits(article, fence->front, fence->body, broken));
    }
    if (article->values.kind == NWS_VALUE_MAP)
        return NWS_OK;
    if (article->values.kind != NWS_VALUE_NULL) {
        /* Somebody's text between two rules, and no header: it is not dropped. */
        article->front = NWS_VIEW_NONE;
        article->body = article->source;
        article->format = NWS_FORMAT_NONE;
        NWS_TRY(note(article, NWS_D_NOT_MAPPING, fence->open, end, NWS_VIEW("")));
    }
    article->values = nothing;
    return NWS_OK;
}

nws_status nws_step_limits(const nws_options *options, const nws_article *article, nws_error *error)
{
    if (article->body.length <= options->limits.body && article->body.length <= NWS_MAX_BODY)
        return NWS_OK;
    return nws_error_set(error, NWS_E_LIMIT, "too_large", "the body is larger than is allowed",
                         (size_t)(article->body.data - article->source.data));
}

/* ---- the body ---- */

static nws_attribute_lists lists_of(nws_dialect dialect)
{
    switch (dialect) {
    case NWS_DIALECT_JEKYLL: return NWS_LISTS_ALL;
    case NWS_DIALECT_HEXO: return NWS_LISTS_TEXT;
    default: return NWS_LISTS_HEADING;
    }
}

nws_status nws_step_markup(nws_workspace *workspace, const nws_options *options,
                           nws_article *article, nws_view *html)
{
    const nws_view body = article->body;
    bool refused;
    *html = body;
    article->markup =
        options->markup == NWS_MARKUP_AUTO ? nws_markup_detect(body) : options->markup;
    if (article->markup == NWS_MARKUP_HTML)
        return NWS_OK;
    workspace->rendered.length = 0;
    NWS_TRY(nws_markdown_render(&workspace->arena, body, options->templates,
                                lists_of(options->dialect), &workspace->scratch,
                                &workspace->rendered, &refused));
    if (!refused) {
        *html = nws_buffer_view(&workspace->rendered);
        return NWS_OK;
    }
    const size_t start = (size_t)(body.data - article->source.data);
    article->markup = NWS_MARKUP_HTML;
    return note(article, NWS_D_MARKDOWN_LIMIT, start, start + body.length, NWS_VIEW(""));
}

/* Of a Markdown body they are gone already. */
nws_status nws_step_tags(nws_arena *arena, const nws_options *options, const nws_article *article,
                         nws_node *root)
{
    return options->templates == NWS_TEMPLATE_DROP && article->markup == NWS_MARKUP_HTML
               ? nws_drop_tags(arena, root)
               : NWS_OK;
}

/* ---- the excerpt ---- */

/* Whether a comment says word: "<!-- more -->", "<!--more-->"; and "<!--more Read on-->", as
 * WordPress writes it, without a blank before the word. */
static bool says(nws_view comment, nws_view word)
{
    const nws_view trimmed = nws_view_trim(comment);
    const bool followed = comment.length > word.length && trimmed.data == comment.data &&
                          nws_is_space((unsigned char)comment.data[word.length]);
    return (trimmed.length == word.length || followed) &&
           nws_view_equal_nocase(nws_view_slice(trimmed, 0, word.length), word);
}

/* Where the comment ends whose "!--" is at at: its "-->", or end. "<!-->" is a whole comment. */
static const char *comment_end(const char *at, const char *end)
{
    for (at++; (at = nws_scan_byte(at, end, '-')) < end; at++)
        if (nws_view_starts(nws_view_of(at, (size_t)(end - at)), NWS_VIEW("-->")))
            return at;
    return end;
}

/* What stands before the comment that says word; data NULL: there is none. */
static nws_view before_comment(nws_view html, nws_view word)
{
    const char *at = html.data, *end = at + html.length;
    for (; (at = nws_scan_byte(at, end, '!')) < end; at++) { /* "<" is everywhere */
        if (at == html.data || at[-1] != '<' ||
            !nws_view_starts(nws_view_of(at, (size_t)(end - at)), NWS_VIEW("!--")))
            continue;
        const char *close = comment_end(at, end);
        if (close == end)
            break;
        if (close - at > 3 && says(nws_view_of(at + 3, (size_t)(close - at) - 3), word))
            return nws_view_slice(html, 0, (size_t)(at - html.data) - 1);
        at = close;
    }
    return NWS_VIEW_NONE;
}

/* Jekyll's separator of this article; data NULL: none is named. */
static nws_view separator_of(const nws_article *article)
{
    const nws_value *value = nws_value_get(&article->values, NWS_VIEW("excerpt_separator"));
    return value == NULL || value->kind != NWS_VALUE_TEXT ? NWS_VIEW_NONE : value->text;
}

/* The first paragraph of text. */
static size_t first_paragraph(nws_view text)
{
    const char *end = text.data + text.length;
    for (const char *at = text.data; (at = nws_scan_byte(at, end, '\n')) < end; at++)
        if (end - at > 1 && at[1] == '\n')
            return (size_t)(at - text.data);
    return text.length;
}

/* How much of text the text of head is, which may differ from it at its end: an inline element goes
 * on behind the comment, a caption is bound to an image before it. */
static nws_status measure_head(nws_workspace *workspace, const nws_options *options, nws_view head,
                               const nws_article *article, size_t *length)
{
    const nws_view text = article->text;
    const nws_parse_options context = NWS_PARSE_BODY;
    const nws_clean_options clean = {options->policy,
                                     options->base_url,
                                     options->unproxy,
                                     options->unproxy_count,
                                     {NULL, NULL}}; /* asked once already */
    nws_document document;
    nws_audit audit;
    nws_audit_init(&audit, &workspace->arena);
    NWS_TRY(nws_html_parse(&workspace->arena, head, &context, &document));
    NWS_TRY(nws_step_tags(&workspace->arena, options, article, document.root));
    NWS_TRY(nws_sanitize_tree(&document, &clean, &audit));
    nws_buffer *scratch = &workspace->scratch;
    scratch->length = 0;
    NWS_TRY(nws_emit_text(document.root, scratch));
    size_t same = 0;
    while (same < scratch->length && same < text.length && scratch->data[same] == text.data[same])
        same++;
    while (same > 0 && same < text.length && ((unsigned char)text.data[same] & 0xC0) == 0x80)
        same--;
    *length = same;
    return NWS_OK;
}

nws_status nws_step_excerpt(nws_workspace *workspace, const nws_options *options, nws_view html,
                            nws_article *article)
{
    const nws_view dashes = NWS_VIEW("<!--");
    nws_view separator = separator_of(article), word = NWS_VIEW("more");
    size_t length = 0;
    if (nws_view_starts(separator, dashes) && separator.length > 7) /* with "-->" */
        word = nws_view_trim(nws_view_slice(separator, 4, separator.length - 7));
    const nws_view head = before_comment(html, word);
    if (head.data != NULL)
        NWS_TRY(measure_head(workspace, options, head, article, &length));
    else if (separator.length > 0 && nws_view_trim(separator).length == 0)
        length = first_paragraph(article->text);
    article->excerpt = (int32_t)nws_utf8_count(nws_view_slice(article->text, 0, length)).points;
    return NWS_OK;
}

/* ---- records ---- */

void nws_step_spans(nws_article *article)
{
    if (article->markup != NWS_MARKUP_MARKDOWN)
        return;
    for (uint32_t i = 0; i < article->audit.count; i++) {
        article->audit.rows[i].start = 0;
        article->audit.rows[i].end = (uint32_t)article->body.length;
    }
}

/* ---- the cover ---- */

/* Where text stands in source, or 0 when it is a copy. */
static size_t offset_in(nws_view source, nws_view text)
{
    const uintptr_t start = (uintptr_t)source.data, at = (uintptr_t)text.data;
    return at >= start && at - start < source.length ? at - start : 0;
}

/* Whether some policy lets an image have this address: mail and telephones are none to fetch. */
static bool may_be_shown(nws_view url)
{
    const uint32_t scheme = nws_url_scheme(url);
    if (scheme == NWS_SCHEME_DATA_IMAGE)
        return url.length <= NWS_MAX_DATA_URL;
    return (scheme &
            (NWS_SCHEME_HTTP | NWS_SCHEME_HTTPS | NWS_SCHEME_RELATIVE | NWS_SCHEME_NETWORK)) != 0;
}

/* The address that a cover's text leads to, by the rules for images; data NULL: to none. */
static nws_status read_cover(nws_arena *arena, const nws_options *options, nws_view written,
                             nws_view *cover)
{
    const bool detect = (options->policy->repairs & NWS_REPAIR_PROXIES) != 0;
    *cover = NWS_VIEW_NONE;
    const nws_view address = nws_url_strip(arena, written);
    if (address.data == NULL)
        return NWS_E_MEMORY;
    nws_view target;
    NWS_TRY(
        nws_url_unproxy(arena, address, options->unproxy, options->unproxy_count, detect, &target));
    /* Readers show it as an image, so it must be what an image's address may be. */
    if (target.length == 0 || !may_be_shown(address) || !may_be_shown(target))
        return NWS_OK;
    return nws_url_resolve(arena, options->base_url, target, cover);
}

/* The first image that has an address: one that is written into the file is a placeholder. */
static nws_view first_image(const nws_media *media)
{
    for (uint32_t i = 0; i < media->image_count; i++) {
        const nws_view src = media->images[i].src;
        if (src.data != NULL && src.length > 0 && nws_url_scheme(src) != NWS_SCHEME_DATA_IMAGE)
            return src;
    }
    return NWS_VIEW_NONE;
}

static bool shows(const nws_image *image, nws_view address)
{
    return address.data != NULL && address.length > 0 &&
           (nws_view_equal(image->src, address) || nws_view_equal(image->displayed_src, address));
}

nws_status nws_step_cover(nws_arena *arena, const nws_options *options, nws_article *article)
{
    const nws_view written = nws_view_trim(article->fields.cover);
    nws_view cover = NWS_VIEW_NONE;
    if (written.length > 0) { /* generators write cover: '' when there is none */
        NWS_TRY(read_cover(arena, options, written, &cover));
        if (cover.data == NULL) {
            const size_t at = offset_in(article->source, written);
            NWS_TRY(note(article, NWS_D_BAD_FIELD, at, at, NWS_VIEW("cover")));
        }
    }
    if (cover.data == NULL)
        cover = first_image(&article->media);
    article->fields.cover = cover;
    for (uint32_t i = 0; i < article->media.image_count; i++) {
        nws_image *image = &article->media.images[i];
        image->is_cover = shows(image, cover) || shows(image, written);
    }
    return NWS_OK;
}

/* ---- diagnostics ---- */

/* Merges the sorted runs [from, middle) and [middle, end) of in; what is equal keeps its order. */
static void merge_runs(const nws_diagnostic *in, size_t from, size_t middle, size_t end,
                       nws_diagnostic *out)
{
    size_t left = from, right = middle;
    for (size_t i = from; i < end; i++) {
        const bool take_left = left < middle && (right == end || in[left].start <= in[right].start);
        out[i] = take_left ? in[left++] : in[right++];
    }
}

nws_status nws_step_order(nws_diagnostics *diagnostics)
{
    const size_t count = diagnostics->count;
    size_t sorted = 1;
    while (sorted < count &&
           diagnostics->items[sorted - 1].start <= diagnostics->items[sorted].start)
        sorted++;
    if (sorted >= count)
        return NWS_OK;

    nws_diagnostic *in = diagnostics->items;
    nws_diagnostic *out = nws_arena_alloc(diagnostics->arena, count * sizeof *out);
    if (out == NULL)
        return NWS_E_MEMORY;
    size_t capacity = diagnostics->capacity, other = count;
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t from = 0; from < count; from += 2 * width) {
            const size_t middle = from + width < count ? from + width : count;
            const size_t end = middle + width < count ? middle + width : count;
            merge_runs(in, from, middle, end, out);
        }
        nws_diagnostic *swap = in;
        in = out;
        out = swap;
        const size_t room = capacity;
        capacity = other;
        other = room;
    }
    diagnostics->items = in;
    diagnostics->capacity = (uint32_t)capacity;
    return NWS_OK;
}
