/* Filling columns: one article becomes one row of the articles and some of the other frames.
 *
 * The order of the puts is that of schema.h. A row that fails half-way is cut off in every frame.
 */
#include "table/columns.h"

#include "table/lifted.h"

enum { COUNT_MAX = INT32_MAX };

/* --- Life --- */

nws_columns *nws_columns_new(const nws_allocator *allocator, nws_lifts *lifts)
{
    nws_columns *columns = allocator->allocate(allocator->context, nws_lifted_size(lifts));
    if (columns == NULL)
        return NULL;
    columns->allocator = allocator;
    columns->sealed = 0;
    atomic_init(&columns->references, 1);
    nws_column *next = columns->columns;
    for (int i = 0; i < NWS_FRAME_COUNT; i++) {
        nws_frame_init(&columns->frames[i], (nws_frame_id)i, next, allocator);
        next += columns->frames[i].info->count;
    }
    memset(columns->orders, 0, sizeof columns->orders);
    nws_lifted_init(columns, lifts);
    return columns;
}

void nws_columns_retain(nws_columns *columns)
{
    atomic_fetch_add_explicit(&columns->references, 1, memory_order_relaxed);
}

void nws_columns_release(nws_columns *columns)
{
    /* The last one must see what every other thread did before it let go. */
    if (columns == NULL ||
        atomic_fetch_sub_explicit(&columns->references, 1, memory_order_acq_rel) != 1)
        return;
    const nws_allocator *allocator = columns->allocator;
    for (int i = 0; i < NWS_FRAME_COUNT && columns->sealed == 0; i++)
        nws_frame_free(&columns->frames[i]);
    if (columns->sealed == 0)
        nws_lifted_free(columns);
    const size_t size = columns->sealed == 0 ? nws_lifted_size(columns->lifts) : columns->sealed;
    nws_lifts_release(columns->lifts);
    allocator->release(allocator->context, columns, size);
}

/* --- The texts of codes --- */

static const char *rule_name(uint32_t code)
{
    return nws_rule_name((nws_rule)code);
}

static const char *action_name(uint32_t code)
{
    return nws_action_name((nws_audit_action)code);
}

static const char *diagnostic_name(uint32_t code)
{
    return nws_diagnostic_about((nws_diagnostic_code)code)->code;
}

static const char *severity_name(uint32_t code)
{
    static const char *const names[] = {"note", "warning", "error"};
    return names[code];
}

static const nws_vocabulary rules = {rule_name, NWS_RULE_COUNT};
static const nws_vocabulary actions = {action_name, NWS_AUDIT_COUNT};
static const nws_vocabulary diagnostic_codes = {diagnostic_name, NWS_D_COUNT};
static const nws_vocabulary severities = {severity_name, NWS_ERROR + 1};

/* --- Items of lists --- */

static nws_view view_of(const char *text)
{
    return text == NULL ? NWS_VIEW_NONE : nws_view_of(text, strlen(text));
}

/* Counts are 32 bits unsigned in C and signed in Arrow; no file comes near the difference. */
static int32_t count_of(uint64_t count)
{
    return count > COUNT_MAX ? COUNT_MAX : (int32_t)count;
}

static nws_status put_texts(nws_frame *frame, const nws_texts *texts)
{
    for (uint32_t i = 0; i < texts->count; i++) {
        NWS_TRY(nws_frame_put_text(frame, 0, texts->items[i]));
        nws_frame_end(frame);
    }
    return NWS_OK;
}

static nws_status put_paths(nws_frame *frame, nws_frame *steps, const nws_fields *fields)
{
    for (uint32_t i = 0; i < fields->path_count; i++) {
        NWS_TRY(put_texts(steps, &fields->paths[i]));
        NWS_TRY(nws_frame_put_list(frame, NWS_PATHS_ITEM, steps));
        nws_frame_end(frame);
    }
    return NWS_OK;
}

static nws_status put_image(nws_frame *frame, const nws_image *image)
{
    NWS_TRY(nws_frame_put_text(frame, NWS_IMAGES_SRC, image->src));
    NWS_TRY(nws_frame_put_text(frame, NWS_IMAGES_DISPLAYED_SRC, image->displayed_src));
    NWS_TRY(nws_frame_put_text(frame, NWS_IMAGES_ALT, image->alt));
    NWS_TRY(nws_frame_put_text(frame, NWS_IMAGES_CAPTION, image->caption));
    NWS_TRY(nws_frame_put_text(frame, NWS_IMAGES_SOURCE, view_of(image->source)));
    NWS_TRY(nws_frame_put_int32(frame, NWS_IMAGES_WIDTH, image->width));
    NWS_TRY(nws_frame_put_int32(frame, NWS_IMAGES_HEIGHT, image->height));
    NWS_TRY(nws_frame_put_int32(frame, NWS_IMAGES_POSITION, image->position));
    NWS_TRY(nws_frame_put_bool(frame, NWS_IMAGES_LAZY, image->lazy));
    NWS_TRY(nws_frame_put_bool(frame, NWS_IMAGES_IS_COVER, image->is_cover));
    NWS_TRY(nws_frame_put_text(frame, NWS_IMAGES_TITLE, image->title));
    NWS_TRY(nws_frame_put_word(frame, NWS_IMAGES_CAPTION_SOURCE, view_of(image->caption_source)));
    nws_frame_end(frame);
    return NWS_OK;
}

static nws_status put_link(nws_frame *frame, const nws_link *link)
{
    NWS_TRY(nws_frame_put_text(frame, NWS_LINKS_HREF, link->href));
    NWS_TRY(nws_frame_put_text(frame, NWS_LINKS_TEXT, link->text));
    NWS_TRY(nws_frame_put_text(frame, NWS_LINKS_REL, link->rel));
    NWS_TRY(nws_frame_put_bool(frame, NWS_LINKS_EXTERNAL, link->external));
    const bool same = nws_view_equal(link->href, link->displayed_href);
    NWS_TRY(nws_frame_put_text(frame, NWS_LINKS_DISPLAYED_HREF,
                               same ? NWS_VIEW_NONE : link->displayed_href));
    nws_frame_end(frame);
    return NWS_OK;
}

static nws_status put_removal(nws_frame *frame, const nws_removal *removal)
{
    NWS_TRY(nws_frame_put_code(frame, NWS_REMOVALS_RULE, removal->rule, &rules));
    NWS_TRY(nws_frame_put_code(frame, NWS_REMOVALS_ACTION, removal->action, &actions));
    NWS_TRY(nws_frame_put_text(frame, NWS_REMOVALS_TAG, removal->tag));
    NWS_TRY(nws_frame_put_text(frame, NWS_REMOVALS_ATTRIBUTE, removal->attribute));
    NWS_TRY(nws_frame_put_text(frame, NWS_REMOVALS_VALUE, removal->value));
    NWS_TRY(nws_frame_put_int32(frame, NWS_REMOVALS_TIMES, count_of(removal->count)));
    NWS_TRY(nws_frame_put_int64(frame, NWS_REMOVALS_START, removal->start));
    NWS_TRY(nws_frame_put_int64(frame, NWS_REMOVALS_END, removal->end));
    nws_frame_end(frame);
    return NWS_OK;
}

static nws_status put_diagnostic(nws_frame *frame, const nws_record_diagnostic *diagnostic)
{
    const nws_diagnostic_info *info = nws_diagnostic_about((nws_diagnostic_code)diagnostic->code);
    NWS_TRY(nws_frame_put_code(frame, NWS_DIAGNOSTICS_CODE, diagnostic->code, &diagnostic_codes));
    NWS_TRY(nws_frame_put_code(frame, NWS_DIAGNOSTICS_SEVERITY, info->severity, &severities));
    NWS_TRY(nws_frame_put_int32(frame, NWS_DIAGNOSTICS_LINE, count_of(diagnostic->line)));
    NWS_TRY(nws_frame_put_int32(frame, NWS_DIAGNOSTICS_COLUMN, count_of(diagnostic->column)));
    NWS_TRY(nws_frame_put_int64(frame, NWS_DIAGNOSTICS_START, diagnostic->start));
    NWS_TRY(nws_frame_put_int64(frame, NWS_DIAGNOSTICS_END, diagnostic->end));
    NWS_TRY(nws_frame_put_word(frame, NWS_DIAGNOSTICS_MESSAGE, view_of(info->message)));
    NWS_TRY(nws_frame_put_word(frame, NWS_DIAGNOSTICS_HINT, view_of(info->hint)));
    NWS_TRY(nws_frame_put_text(frame, NWS_DIAGNOSTICS_DETAIL, diagnostic->detail));
    nws_frame_end(frame);
    return NWS_OK;
}

static nws_status put_placed(nws_columns *columns, const nws_record_diagnostic *placed,
                             uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        NWS_TRY(put_diagnostic(&columns->frames[NWS_FRAME_DIAGNOSTICS], &placed[i]));
    return NWS_OK;
}

/* Lines and columns are worked out here, because only now is the source at hand; known: they were
 * before, and there is none. */
static nws_status put_diagnostics(nws_columns *columns, const nws_article *article,
                                  const nws_record_diagnostic *known)
{
    const uint32_t count = article->diagnostics.count;
    const nws_allocator *allocator = columns->allocator;
    const size_t size = count * sizeof(nws_record_diagnostic);
    if (count == 0 || known != NULL)
        return put_placed(columns, known, count);
    nws_record_diagnostic *placed = allocator->allocate(allocator->context, size);
    if (placed == NULL)
        return NWS_E_MEMORY;
    nws_record_place(article, placed);
    const nws_status status = put_placed(columns, placed, count);
    allocator->release(allocator->context, placed, size);
    return status;
}

/* The rows of all frames but the articles. */
static nws_status put_items(nws_columns *columns, const nws_article *article,
                            const nws_record_diagnostic *placed)
{
    nws_frame *frames = columns->frames;
    const nws_fields *fields = &article->fields;
    NWS_TRY(put_texts(&frames[NWS_FRAME_AUTHORS], &fields->authors));
    NWS_TRY(put_texts(&frames[NWS_FRAME_CATEGORIES], &fields->categories));
    NWS_TRY(put_texts(&frames[NWS_FRAME_TAGS], &fields->tags));
    NWS_TRY(put_paths(&frames[NWS_FRAME_PATHS], &frames[NWS_FRAME_STEPS], fields));
    for (uint32_t i = 0; i < article->media.image_count; i++)
        NWS_TRY(put_image(&frames[NWS_FRAME_IMAGES], &article->media.images[i]));
    for (uint32_t i = 0; i < article->media.link_count; i++)
        NWS_TRY(put_link(&frames[NWS_FRAME_LINKS], &article->media.links[i]));
    for (uint32_t i = 0; i < article->audit.count; i++)
        NWS_TRY(put_removal(&frames[NWS_FRAME_REMOVALS], &article->audit.rows[i]));
    return put_diagnostics(columns, article, placed);
}

/* --- The row itself --- */

static nws_status put_front(nws_frame *frame, const nws_article *article)
{
    const nws_fields *fields = &article->fields;
    NWS_TRY(nws_frame_put_text(frame, NWS_ARTICLES_TITLE, fields->title));
    NWS_TRY(nws_frame_put_text(frame, NWS_ARTICLES_DESCRIPTION, fields->description));
    NWS_TRY(nws_frame_put_text(frame, NWS_ARTICLES_DATE_TEXT, fields->date_text));
    NWS_TRY(nws_frame_put_text(frame, NWS_ARTICLES_SLUG, fields->slug));
    NWS_TRY(nws_frame_put_text(frame, NWS_ARTICLES_COVER, fields->cover));
    NWS_TRY(nws_frame_put_time(frame, NWS_ARTICLES_DATE, fields->has_date, fields->date.micros));
    NWS_TRY(nws_frame_put_time(frame, NWS_ARTICLES_UPDATED, fields->has_updated,
                               fields->updated.micros));
    NWS_TRY(nws_frame_put_word(frame, NWS_ARTICLES_DATE_SOURCE, view_of(fields->date_source)));
    NWS_TRY(nws_frame_put_word(frame, NWS_ARTICLES_LANGUAGE, fields->language));
    NWS_TRY(
        nws_frame_put_word(frame, NWS_ARTICLES_FORMAT, view_of(nws_format_name(article->format))));
    NWS_TRY(nws_frame_put_bool(frame, NWS_ARTICLES_DRAFT, fields->draft));
    NWS_TRY(nws_frame_put_word(frame, NWS_ARTICLES_ENCODING, view_of(article->encoding)));
    /* What is known of a date that is none means nothing: a record leaves it out, too. */
    const nws_date none = {0}, *date = fields->has_date ? &fields->date : &none;
    NWS_TRY(nws_frame_put_byte(frame, NWS_ARTICLES_DATE_PRECISION, date->precision));
    NWS_TRY(nws_frame_put_byte(frame, NWS_ARTICLES_DATE_ZONE, date->zone_source));
    return nws_frame_put_int32(frame, NWS_ARTICLES_DATE_OFFSET, date->offset_minutes);
}

static nws_status put_body(nws_frame *frame, const nws_article *article)
{
    NWS_TRY(nws_frame_put_text(frame, NWS_ARTICLES_HTML, article->html));
    NWS_TRY(nws_frame_put_text(frame, NWS_ARTICLES_TEXT, article->text));
    NWS_TRY(nws_frame_put_text(frame, NWS_ARTICLES_METADATA, article->metadata));
    NWS_TRY(nws_frame_put_byte(frame, NWS_ARTICLES_MARKUP, (uint8_t)article->markup));
    NWS_TRY(nws_frame_put_int32(frame, NWS_ARTICLES_EXCERPT, article->excerpt));
    NWS_TRY(nws_frame_put_int64(frame, NWS_ARTICLES_BYTES, (int64_t)article->bytes));
    NWS_TRY(nws_frame_put_int64(frame, NWS_ARTICLES_DIGEST, (int64_t)article->digest));
    return nws_frame_put_int64(frame, NWS_ARTICLES_SIMHASH, (int64_t)article->simhash);
}

static nws_status put_counts(nws_frame *frame, const nws_article *article)
{
    const uint64_t diagnostics =
        (uint64_t)article->diagnostics.count + article->diagnostics.dropped;
    const int32_t values[] = {
        article->counts.words,
        article->counts.han,
        article->counts.characters,
        article->counts.reading_seconds,
        count_of(article->media.image_count),
        count_of(article->media.link_count),
        count_of(article->audit.total),
        count_of(diagnostics),
    };
    _Static_assert(NWS_ARTICLES_WORD_COUNT + 7 == NWS_ARTICLES_DIAGNOSTIC_COUNT,
                   "the counts stand together, in this order");
    for (int i = 0; i < 8; i++)
        NWS_TRY(nws_frame_put_int32(frame, NWS_ARTICLES_WORD_COUNT + i, values[i]));
    return NWS_OK;
}

static nws_status put_lists(nws_columns *columns)
{
    nws_frame *frame = &columns->frames[NWS_FRAME_ARTICLES];
    for (int i = 0; i < frame->info->count; i++) {
        const nws_field *field = &frame->info->fields[i];
        if (field->kind == NWS_KIND_LIST)
            NWS_TRY(nws_frame_put_list(frame, i, &columns->frames[field->items]));
    }
    return NWS_OK;
}

/* The lifted values of an article that was read with the lifts of columns; else nothing is known.
 */
static const nws_lifted *lifted_of(const nws_columns *columns, const nws_article *article)
{
    return article->lifts == columns->lifts ? article->lifted : NULL;
}

static nws_status put_row(nws_columns *columns, const nws_row *row)
{
    /* A file that failed is an article of which nothing is known. */
    static const nws_article nothing = {.metadata = {"{}", 2}};
    nws_article failed;
    const nws_article *article = row->article;
    nws_frame *frame = &columns->frames[NWS_FRAME_ARTICLES];
    if (article == NULL) {
        failed = nothing;
        failed.bytes = row->bytes;
        article = &failed;
    }
    const bool ok = row->article != NULL;
    const nws_view failure = row->failure.data == NULL ? NWS_VIEW("") : row->failure;
    NWS_TRY(put_items(columns, article, row->placed));
    NWS_TRY(nws_frame_put_text(frame, NWS_ARTICLES_PATH, row->path));
    NWS_TRY(put_front(frame, article));
    NWS_TRY(put_body(frame, article));
    NWS_TRY(put_counts(frame, article));
    NWS_TRY(put_lists(columns));
    NWS_TRY(nws_lifted_put(columns, lifted_of(columns, article)));
    NWS_TRY(nws_frame_put_word(frame, NWS_ARTICLES_ERROR, ok ? NWS_VIEW_NONE : failure));
    NWS_TRY(nws_frame_put_bool(frame, NWS_ARTICLES_OK, ok));
    NWS_TRY(nws_frame_put_int64(frame, NWS_ARTICLES_STAMP, (int64_t)row->stamp));
    nws_frame_end(frame);
    return NWS_OK;
}

static void count_order(nws_columns *columns, const nws_date *date)
{
    columns->orders[date->form][date->evidence]++;
}

/* What the dates of an article tell of others like them. */
static void count_orders(nws_columns *columns, const nws_article *article)
{
    count_order(columns, &article->fields.date);
    count_order(columns, &article->fields.updated);
    const nws_lifted *lifted = lifted_of(columns, article);
    for (uint32_t i = 0; lifted != NULL && i < nws_lifts_count(columns->lifts); i++)
        count_order(columns, &lifted[i].date);
}

void nws_columns_orders(const nws_columns *columns,
                        uint64_t counts[NWS_DATE_FORMS][NWS_EVIDENCE_EITHER + 1])
{
    for (int form = 0; form < NWS_DATE_FORMS; form++)
        for (int i = 0; i <= NWS_EVIDENCE_EITHER; i++)
            counts[form][i] += columns->orders[form][i];
}

void nws_columns_learn(nws_columns *columns,
                       uint64_t counts[NWS_DATE_FORMS][NWS_EVIDENCE_EITHER + 1])
{
    for (int form = 0; form < NWS_DATE_FORMS; form++)
        for (int i = 0; i <= NWS_EVIDENCE_EITHER; i++)
            columns->orders[form][i] =
                counts[form][i] > UINT32_MAX ? UINT32_MAX : (uint32_t)counts[form][i];
}

nws_row_marks nws_columns_mark(const nws_columns *columns)
{
    nws_row_marks marks;
    for (int i = 0; i < NWS_FRAME_COUNT; i++)
        marks.rows[i] = columns->frames[i].rows;
    return marks;
}

void nws_columns_truncate(nws_columns *columns, const nws_row_marks *marks)
{
    for (int i = 0; i < NWS_FRAME_COUNT; i++)
        nws_frame_truncate(&columns->frames[i], marks->rows[i]);
    nws_lifted_truncate(columns, marks->rows[NWS_FRAME_ARTICLES]);
}

nws_status nws_columns_append(nws_columns *columns, const nws_row *row)
{
    const nws_row_marks marks = nws_columns_mark(columns);
    const nws_status status = put_row(columns, row);
    if (status != NWS_OK)
        nws_columns_truncate(columns, &marks);
    else if (row->article != NULL)
        count_orders(columns, row->article);
    return status;
}
