/* A record as one line of JSON: see record_json.h.
 *
 * Texts are UTF-8 as they are, with only what JSON requires escaped; numbers are exact, dates are
 * ISO 8601 in UTC. A key is written with the comma before it, so that no state is kept.
 */
#include "python/record_json.h"
#include "python/article.h"

#include <inttypes.h>
#include <stdio.h>

static nws_status put_literal(nws_buffer *out, const char *text)
{
    return nws_buffer_append(out, text, strlen(text));
}

/* https://www.rfc-editor.org/rfc/rfc8259#section-7 */
static nws_status put_string(nws_buffer *out, nws_view text)
{
    if (text.data == NULL)
        return put_literal(out, "null");
    NWS_TRY(nws_buffer_push(out, '"'));
    size_t start = 0;
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if (byte >= 0x20 && byte != '"' && byte != '\\' && byte != 0x7F)
            continue;
        NWS_TRY(nws_buffer_append(out, text.data + start, i - start));
        start = i + 1;
        char escape[8];
        const char *short_form = byte == '\n' ? "\\n" : byte == '\t' ? "\\t" : NULL;
        if (byte == '"' || byte == '\\')
            (void)snprintf(escape, sizeof escape, "\\%c", byte);
        else
            (void)snprintf(escape, sizeof escape, "\\u%04x", byte);
        NWS_TRY(put_literal(out, short_form != NULL ? short_form : escape));
    }
    NWS_TRY(nws_buffer_append(out, text.data + start, text.length - start));
    return nws_buffer_push(out, '"');
}

static nws_status put_name(nws_buffer *out, const char *name)
{
    return put_string(out, name == NULL ? NWS_VIEW_NONE : nws_view_of(name, strlen(name)));
}

static nws_status put_integer(nws_buffer *out, int64_t number)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%" PRId64, number);
    return put_literal(out, text);
}

static nws_status put_unsigned(nws_buffer *out, uint64_t number)
{
    char text[24];
    (void)snprintf(text, sizeof text, "%" PRIu64, number);
    return put_literal(out, text);
}

static nws_status put_truth(nws_buffer *out, bool truth)
{
    return put_literal(out, truth ? "true" : "false");
}

static nws_status put_date(nws_buffer *out, bool known, int64_t micros)
{
    if (!known)
        return put_literal(out, "null");
    const nws_civil at = nws_date_civil(micros);
    char text[64];
    int length = snprintf(text, sizeof text, "\"%04" PRId64 "-%02u-%02uT%02u:%02u:%02u", at.year,
                          at.month, at.day, at.hour, at.minute, at.second);
    NWS_TRY(nws_buffer_append(out, text, (size_t)length));
    if (at.micro > 0) {
        length = snprintf(text, sizeof text, ".%06u", at.micro);
        NWS_TRY(nws_buffer_append(out, text, (size_t)length));
    }
    return put_literal(out, "Z\"");
}

/* ,"name": or, for the first key of an object, {"name": */
static nws_status put_key(nws_buffer *out, char before, const char *name)
{
    NWS_TRY(nws_buffer_push(out, before));
    NWS_TRY(nws_buffer_push(out, '"'));
    NWS_TRY(put_literal(out, name));
    return put_literal(out, "\":");
}

static nws_status put_comma(nws_buffer *out, uint32_t index)
{
    return index == 0 ? NWS_OK : nws_buffer_push(out, ',');
}

static nws_status text_key(nws_buffer *out, const char *name, const nws_record *record,
                           nws_slot slot)
{
    NWS_TRY(put_key(out, slot == NWS_SLOT_PATH ? '{' : ',', name));
    return put_string(out, nws_record_slot(record, slot));
}

static nws_status integer_key(nws_buffer *out, char before, const char *name, int64_t number)
{
    NWS_TRY(put_key(out, before, name));
    return put_integer(out, number);
}

static nws_status string_key(nws_buffer *out, char before, const char *name, nws_view text)
{
    NWS_TRY(put_key(out, before, name));
    return put_string(out, text);
}

static nws_status name_key(nws_buffer *out, char before, const char *name, const char *value)
{
    NWS_TRY(put_key(out, before, name));
    return put_name(out, value);
}

static nws_status truth_key(nws_buffer *out, const char *name, bool truth)
{
    NWS_TRY(put_key(out, ',', name));
    return put_truth(out, truth);
}

/* --- the lists --- */

static nws_status list_key(nws_buffer *out, const char *name, const nws_record *record,
                           nws_list list)
{
    NWS_TRY(put_key(out, ',', name));
    NWS_TRY(nws_buffer_push(out, '['));
    for (uint32_t i = 0; i < nws_record_count(record, list); i++) {
        NWS_TRY(put_comma(out, i));
        NWS_TRY(put_string(out, nws_record_item(record, list, i)));
    }
    return nws_buffer_push(out, ']');
}

static nws_status put_paths(nws_buffer *out, const nws_record *record)
{
    NWS_TRY(put_key(out, ',', "category_paths"));
    NWS_TRY(nws_buffer_push(out, '['));
    for (uint32_t path = 0; path < nws_record_paths(record); path++) {
        NWS_TRY(put_comma(out, path));
        NWS_TRY(nws_buffer_push(out, '['));
        for (uint32_t i = 0; i < nws_record_depth(record, path); i++) {
            NWS_TRY(put_comma(out, i));
            NWS_TRY(put_string(out, nws_record_step(record, path, i)));
        }
        NWS_TRY(nws_buffer_push(out, ']'));
    }
    return nws_buffer_push(out, ']');
}

static nws_status put_image(nws_buffer *out, const nws_record *record, uint32_t index)
{
    nws_image image = nws_record_image(record, index);
    NWS_TRY(string_key(out, '{', "src", image.src));
    NWS_TRY(string_key(out, ',', "displayed_src", image.displayed_src));
    NWS_TRY(name_key(out, ',', "source", image.source));
    NWS_TRY(string_key(out, ',', "alt", image.alt));
    NWS_TRY(string_key(out, ',', "title", image.title));
    NWS_TRY(string_key(out, ',', "caption", image.caption));
    NWS_TRY(name_key(out, ',', "caption_source", image.caption_source));
    NWS_TRY(integer_key(out, ',', "width", image.width));
    NWS_TRY(integer_key(out, ',', "height", image.height));
    NWS_TRY(integer_key(out, ',', "position", image.position));
    NWS_TRY(truth_key(out, "lazy", image.lazy));
    NWS_TRY(truth_key(out, "is_cover", image.is_cover));
    return nws_buffer_push(out, '}');
}

static nws_status put_link(nws_buffer *out, const nws_record *record, uint32_t index)
{
    nws_link link = nws_record_link(record, index);
    NWS_TRY(string_key(out, '{', "href", link.href));
    NWS_TRY(string_key(out, ',', "displayed_href", link.displayed_href));
    NWS_TRY(string_key(out, ',', "text", link.text));
    NWS_TRY(string_key(out, ',', "rel", link.rel));
    NWS_TRY(truth_key(out, "external", link.external));
    return nws_buffer_push(out, '}');
}

static nws_status put_diagnostic(nws_buffer *out, const nws_record *record, uint32_t index)
{
    static const char *const severities[] = {"note", "warning", "error"};
    nws_record_diagnostic row = nws_record_diagnostic_at(record, index);
    const nws_diagnostic_info *info = nws_diagnostic_about((nws_diagnostic_code)row.code);
    NWS_TRY(name_key(out, '{', "code", info->code));
    NWS_TRY(name_key(out, ',', "severity", severities[info->severity]));
    NWS_TRY(integer_key(out, ',', "line", row.line));
    NWS_TRY(integer_key(out, ',', "column", row.column));
    NWS_TRY(integer_key(out, ',', "start", row.start));
    NWS_TRY(integer_key(out, ',', "end", row.end));
    NWS_TRY(name_key(out, ',', "message", info->message));
    NWS_TRY(name_key(out, ',', "hint", info->hint));
    NWS_TRY(string_key(out, ',', "detail", row.detail));
    return nws_buffer_push(out, '}');
}

static nws_status put_removal(nws_buffer *out, const nws_record *record, uint32_t index)
{
    nws_removal row = nws_record_removal(record, index);
    NWS_TRY(name_key(out, '{', "rule", nws_rule_name((nws_rule)row.rule)));
    NWS_TRY(name_key(out, ',', "action", nws_action_name((nws_audit_action)row.action)));
    NWS_TRY(string_key(out, ',', "tag", row.tag));
    NWS_TRY(string_key(out, ',', "attribute", row.attribute));
    NWS_TRY(string_key(out, ',', "value", row.value));
    NWS_TRY(integer_key(out, ',', "count", row.count));
    NWS_TRY(integer_key(out, ',', "start", row.start));
    NWS_TRY(integer_key(out, ',', "end", row.end));
    return nws_buffer_push(out, '}');
}

typedef nws_status (*put_item)(nws_buffer *out, const nws_record *record, uint32_t index);

static nws_status items_key(nws_buffer *out, const char *name, const nws_record *record,
                            uint32_t count, put_item put)
{
    NWS_TRY(put_key(out, ',', name));
    NWS_TRY(nws_buffer_push(out, '['));
    for (uint32_t i = 0; i < count; i++) {
        NWS_TRY(put_comma(out, i));
        NWS_TRY(put(out, record, i));
    }
    return nws_buffer_push(out, ']');
}

/* --- the record --- */

static nws_status put_dates(nws_buffer *out, const nws_record *record, const nws_scalars *s)
{
    static const char *const precisions[] = {NULL,     "year",   "month",      "day",
                                             "minute", "second", "microsecond"};
    static const char *const zones[] = {"explicit", "named", "assumed", "ambiguous"};
    NWS_TRY(put_key(out, ',', "date"));
    NWS_TRY(put_date(out, s->has_date, s->date));
    NWS_TRY(text_key(out, "date_text", record, NWS_SLOT_DATE_TEXT));
    NWS_TRY(text_key(out, "date_source", record, NWS_SLOT_DATE_SOURCE));
    bool precise = s->has_date && s->date_precision < sizeof precisions / sizeof precisions[0];
    NWS_TRY(name_key(out, ',', "date_precision", precise ? precisions[s->date_precision] : NULL));
    bool zoned = s->has_date && s->date_zone < sizeof zones / sizeof zones[0];
    NWS_TRY(name_key(out, ',', "date_zone", zoned ? zones[s->date_zone] : NULL));
    NWS_TRY(integer_key(out, ',', "date_offset", s->has_date ? s->date_offset : 0));
    NWS_TRY(put_key(out, ',', "updated"));
    return put_date(out, s->has_updated, s->updated);
}

static nws_status put_numbers(nws_buffer *out, const nws_scalars *s)
{
    NWS_TRY(integer_key(out, ',', "word_count", s->counts.words));
    NWS_TRY(integer_key(out, ',', "han_count", s->counts.han));
    NWS_TRY(integer_key(out, ',', "char_count", s->counts.characters));
    NWS_TRY(integer_key(out, ',', "reading_time", s->counts.reading_seconds));
    NWS_TRY(put_key(out, ',', "digest"));
    NWS_TRY(put_unsigned(out, s->digest));
    NWS_TRY(put_key(out, ',', "simhash"));
    return put_unsigned(out, s->simhash);
}

static nws_status put_head(nws_buffer *out, const nws_record *record, const nws_scalars *s)
{
    NWS_TRY(text_key(out, "path", record, NWS_SLOT_PATH));
    NWS_TRY(text_key(out, "title", record, NWS_SLOT_TITLE));
    NWS_TRY(text_key(out, "description", record, NWS_SLOT_DESCRIPTION));
    NWS_TRY(put_dates(out, record, s));
    NWS_TRY(list_key(out, "authors", record, NWS_LIST_AUTHORS));
    NWS_TRY(list_key(out, "categories", record, NWS_LIST_CATEGORIES));
    NWS_TRY(put_paths(out, record));
    NWS_TRY(list_key(out, "tags", record, NWS_LIST_TAGS));
    NWS_TRY(text_key(out, "slug", record, NWS_SLOT_SLUG));
    NWS_TRY(text_key(out, "language", record, NWS_SLOT_LANGUAGE));
    NWS_TRY(truth_key(out, "draft", s->draft));
    NWS_TRY(text_key(out, "cover", record, NWS_SLOT_COVER));
    NWS_TRY(text_key(out, "format", record, NWS_SLOT_FORMAT));
    NWS_TRY(text_key(out, "encoding", record, NWS_SLOT_ENCODING));
    return name_key(out, ',', "markup", nws_py_markup_name(s->markup));
}

static nws_status put_lists(nws_buffer *out, const nws_record *record)
{
    NWS_TRY(items_key(out, "images", record, nws_record_images(record), put_image));
    NWS_TRY(items_key(out, "links", record, nws_record_links(record), put_link));
    NWS_TRY(put_key(out, ',', "metadata"));
    nws_view metadata = nws_record_slot(record, NWS_SLOT_METADATA);
    NWS_TRY(nws_buffer_add(out, metadata.length == 0 ? NWS_VIEW("{}") : metadata));
    NWS_TRY(items_key(out, "diagnostics", record, nws_record_diagnostics(record), put_diagnostic));
    return items_key(out, "removals", record, nws_record_removals(record), put_removal);
}

nws_status nws_py_record_json(const nws_record *record, const nws_view *failure, nws_buffer *out)
{
    nws_scalars scalars = nws_record_scalars(record);
    NWS_TRY(put_head(out, record, &scalars));
    NWS_TRY(integer_key(out, ',', "bytes", scalars.bytes));
    NWS_TRY(text_key(out, "html", record, NWS_SLOT_HTML));
    NWS_TRY(text_key(out, "text", record, NWS_SLOT_TEXT));
    NWS_TRY(put_numbers(out, &scalars));
    NWS_TRY(put_lists(out, record));
    if (failure != NULL) {
        NWS_TRY(truth_key(out, "ok", failure->data == NULL));
        NWS_TRY(string_key(out, ',', "error", *failure));
    }
    return nws_buffer_push(out, '}');
}
