/* Records from outside: bytes that claim to be a record are believed in nothing.
 *
 * Every number that reading relies on is checked once, here, in time linear in the bytes however
 * the spans overlap: the texts are checked as a whole, and each span for where it begins and ends.
 */
#include "article/record_layout.h"
#include "base/utf8.h"

#include <string.h>

/* One half of the texts: the spans of tables lie before children, those of slots behind it. */
typedef struct region {
    const char *texts;
    uint64_t start, end;
} region;

/* Whether offset is the edge of a character in valid UTF-8 that begins and ends with the region. */
static bool is_edge(const region *in, uint64_t offset)
{
    return offset == in->end || ((unsigned char)in->texts[offset] & 0xC0) != 0x80;
}

static bool check_span(const region *in, nws_span span)
{
    if (span.offset == NWS_SPAN_NONE)
        return span.length == 0;
    const uint64_t end = (uint64_t)span.offset + span.length;
    return span.offset >= in->start && end <= in->end && is_edge(in, span.offset) &&
           is_edge(in, end);
}

/* A text that is never none. */
static bool check_some(const region *in, nws_span span)
{
    return span.offset != NWS_SPAN_NONE && check_span(in, span);
}

/* A span that is handed out as a const char *. */
static bool check_name(const region *in, nws_span span)
{
    if (!check_span(in, span))
        return false;
    const uint64_t end = (uint64_t)span.offset + span.length;
    return span.offset == NWS_SPAN_NONE || (end < in->end && in->texts[end] == '\0');
}

static bool check_region(const region *in)
{
    const nws_view text = nws_view_of(in->texts + in->start, (size_t)(in->end - in->start));
    return nws_utf8_valid(text) == text.length;
}

/* ---- rows ---- */

static bool check_path(const nws_record *record, const nws_path_row *row)
{
    return (uint64_t)row->first + row->count <= record->counts[NWS_TABLE_STEPS];
}

static bool check_image(const region *in, const nws_image_row *row)
{
    return check_span(in, row->src) && check_span(in, row->displayed_src) &&
           check_span(in, row->alt) && check_span(in, row->title) && check_span(in, row->caption) &&
           check_name(in, row->caption_source) && check_name(in, row->source) && row->lazy <= 1 &&
           row->is_cover <= 1;
}

static bool check_link(const region *in, const nws_link_row *row)
{
    return check_some(in, row->href) && check_some(in, row->displayed_href) &&
           check_some(in, row->text) && check_span(in, row->rel) && row->external <= 1;
}

static bool check_removal(const region *in, const nws_removal_row *row)
{
    return check_some(in, row->tag) && check_some(in, row->attribute) &&
           check_some(in, row->value) && row->rule < NWS_RULE_COUNT &&
           row->action < NWS_AUDIT_COUNT;
}

static bool check_diagnostic(const region *in, const nws_diagnostic_row *row)
{
    return check_some(in, row->detail) && row->code < NWS_D_COUNT;
}

static bool check_row(const nws_record *record, const region *in, unsigned table, uint32_t index)
{
    const void *row = nws_table_row(record, table, index);
    switch (table) {
    case NWS_TABLE_PATHS: return check_path(record, row);
    case NWS_TABLE_IMAGES: return check_image(in, row);
    case NWS_TABLE_LINKS: return check_link(in, row);
    case NWS_TABLE_REMOVALS: return check_removal(in, row);
    case NWS_TABLE_DIAGNOSTICS: return check_diagnostic(in, row);
    default: return check_some(in, *(const nws_span *)row);
    }
}

/* ---- the whole ---- */

/* Magic, version, sizes, and that the tables lie where their counts put them. */
static bool check_header(const nws_record *header, size_t length)
{
    if (header->magic != NWS_RECORD_MAGIC || header->version != NWS_RECORD_VERSION ||
        header->size != length || length >= NWS_SPAN_NONE)
        return false;
    uint64_t start = sizeof *header;
    for (unsigned i = 0; i < NWS_TABLE_COUNT; i++) {
        if (header->starts[i] != start)
            return false;
        start += (uint64_t)header->counts[i] * nws_table_stride(i);
        if (start > length)
            return false;
    }
    return header->payload == start && header->children <= header->content &&
           header->content <= length - start;
}

static bool check_scalars(const nws_scalar_row *row)
{
    return row->has_date <= 1 && row->has_updated <= 1 && row->draft <= 1 &&
           row->date_precision <= NWS_PRECISION_MICRO && row->date_zone <= NWS_ZONE_AMBIGUOUS &&
           row->markup <= NWS_MARKUP_MARKDOWN && row->excerpt >= 0;
}

static bool check_contents(const nws_record *record)
{
    const char *texts = nws_record_texts(record);
    const region children = {texts, 0, record->children};
    const region slots = {texts, record->children, record->size - record->payload};
    if (!check_region(&children) || !check_region(&slots) || !check_scalars(&record->scalars))
        return false;
    for (unsigned i = 0; i < NWS_SLOT_COUNT; i++)
        if (!check_span(&slots, record->slots[i]) ||
            (nws_slot_required(i) && record->slots[i].offset == NWS_SPAN_NONE))
            return false;
    for (unsigned table = 0; table < NWS_TABLE_COUNT; table++)
        for (uint32_t i = 0; i < record->counts[table]; i++)
            if (!check_row(record, &children, table, i))
                return false;
    return true;
}

nws_status nws_record_unpack(const nws_allocator *allocator, nws_view bytes, nws_record **record)
{
    nws_record header; /* bytes need not be aligned */
    if (bytes.length < sizeof header)
        return NWS_E_ARGUMENT;
    memcpy(&header, bytes.data, sizeof header);
    if (!check_header(&header, bytes.length))
        return NWS_E_ARGUMENT;

    nws_record *copy = allocator->allocate(allocator->context, bytes.length);
    if (copy == NULL)
        return NWS_E_MEMORY;
    memcpy(copy, bytes.data, bytes.length);
    if (!check_contents(copy)) {
        nws_record_free(allocator, copy);
        return NWS_E_ARGUMENT;
    }
    *record = copy;
    return NWS_OK;
}
