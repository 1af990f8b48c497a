/* An article's parts, for nws_record_build; and the line and column of each of its diagnostics.
 *
 * Separate from the writer because columns make records too, of parts that they find elsewhere.
 */
#include "article/record.h"

#include <string.h>

/* ---- places ---- */

/* A place in a text that moves forward only, so that all diagnostics together cost one pass. */
typedef struct place {
    size_t offset;
    nws_position position;
} place;

/* Moves to offset, counting as nws_position_of does. Diagnostics come in the order of the file;
 * one that does not starts over, and is right all the same. */
static nws_position advance(place *at, nws_view text, size_t offset)
{
    if (offset > text.length)
        offset = text.length;
    if (offset < at->offset)
        *at = (place){0, {1, 1}};
    for (; at->offset < offset; at->offset++) {
        const unsigned char byte = (unsigned char)text.data[at->offset];
        const size_t next = at->offset + 1;
        const bool lone_cr = byte == '\r' && !(next < text.length && text.data[next] == '\n');
        if (byte == '\n' || lone_cr) {
            at->position.line++;
            at->position.column = 1;
        } else if ((byte & 0xC0) != 0x80 && byte != '\r') {
            at->position.column++;
        }
    }
    return at->position;
}

void nws_record_place(const nws_article *article, nws_record_diagnostic *placed)
{
    place at = {0, {1, 1}};
    for (uint32_t i = 0; i < article->diagnostics.count; i++) {
        const nws_diagnostic *diagnostic = &article->diagnostics.items[i];
        const nws_position position = advance(&at, article->source, diagnostic->start);
        placed[i] = (nws_record_diagnostic){
            .code = diagnostic->code,
            .line = position.line,
            .column = position.column,
            .start = diagnostic->start,
            .end = diagnostic->end,
            .detail = diagnostic->detail,
        };
    }
}

/* ---- parts ---- */

static nws_view view_of_name(const char *name)
{
    return name == NULL ? NWS_VIEW_NONE : nws_view_of(name, strlen(name));
}

static void collect_slots(const nws_article *article, nws_view slots[NWS_SLOT_COUNT])
{
    slots[NWS_SLOT_TITLE] = article->fields.title;
    slots[NWS_SLOT_DESCRIPTION] = article->fields.description;
    slots[NWS_SLOT_DATE_TEXT] = article->fields.date_text;
    slots[NWS_SLOT_DATE_SOURCE] = view_of_name(article->fields.date_source);
    slots[NWS_SLOT_SLUG] = article->fields.slug;
    slots[NWS_SLOT_LANGUAGE] = article->fields.language;
    slots[NWS_SLOT_COVER] = article->fields.cover;
    slots[NWS_SLOT_FORMAT] = view_of_name(nws_format_name(article->format));
    slots[NWS_SLOT_ENCODING] = view_of_name(article->encoding);
    slots[NWS_SLOT_METADATA] = article->metadata;
    slots[NWS_SLOT_HTML] = article->html;
    slots[NWS_SLOT_TEXT] = article->text;
}

static void collect_scalars(const nws_article *article, nws_scalars *scalars)
{
    const nws_fields *fields = &article->fields;
    *scalars = (nws_scalars){
        .bytes = (int64_t)article->bytes,
        .digest = article->digest,
        .simhash = article->simhash,
        .counts = article->counts,
        .has_date = fields->has_date,
        .has_updated = fields->has_updated,
        .draft = fields->draft,
        .markup = (uint8_t)article->markup,
        .excerpt = article->excerpt,
        .removal_count = article->audit.total,
        .diagnostic_count = article->diagnostics.count + article->diagnostics.dropped,
    };
    if (fields->has_date) {
        scalars->date = fields->date.micros;
        scalars->date_offset = fields->date.offset_minutes;
        scalars->date_precision = fields->date.precision;
        scalars->date_zone = fields->date.zone_source;
    }
    if (fields->has_updated)
        scalars->updated = fields->updated.micros;
}

static void collect_parts(const nws_article *article, bool keep_body, nws_parts *parts)
{
    collect_slots(article, parts->slots);
    if (keep_body)
        parts->slots[NWS_SLOT_BODY] = article->body;
    collect_scalars(article, &parts->scalars);
    parts->lists[NWS_LIST_AUTHORS] = article->fields.authors;
    parts->lists[NWS_LIST_CATEGORIES] = article->fields.categories;
    parts->lists[NWS_LIST_TAGS] = article->fields.tags;
    parts->paths = article->fields.paths;
    parts->path_count = article->fields.path_count;
    parts->images = article->media.images;
    parts->image_count = article->media.image_count;
    parts->links = article->media.links;
    parts->link_count = article->media.link_count;
    parts->removals = article->audit.rows;
    parts->removal_count = article->audit.count;
}

nws_status nws_record_pack(const nws_allocator *allocator, nws_view path,
                           const nws_article *article, bool keep_body, nws_record **record)
{
    nws_parts parts = {.path_count = 0};
    parts.slots[NWS_SLOT_PATH] = path;
    if (article == NULL) {
        parts.slots[NWS_SLOT_METADATA] = NWS_VIEW("{}");
        parts.slots[NWS_SLOT_HTML] = NWS_VIEW("");
        parts.slots[NWS_SLOT_TEXT] = NWS_VIEW("");
        return nws_record_build(allocator, &parts, record);
    }
    collect_parts(article, keep_body, &parts);
    if (article->diagnostics.count == 0)
        return nws_record_build(allocator, &parts, record);

    const size_t size = article->diagnostics.count * sizeof(nws_record_diagnostic);
    nws_record_diagnostic *placed = allocator->allocate(allocator->context, size);
    if (placed == NULL)
        return NWS_E_MEMORY;
    nws_record_place(article, placed);
    parts.diagnostics = placed;
    parts.diagnostic_count = article->diagnostics.count;
    const nws_status status = nws_record_build(allocator, &parts, record);
    allocator->release(allocator->context, placed, size);
    return status;
}
