/* libyaml's events to values: the only file that includes yaml.h.
 *
 * One pass for a header that is YAML. libyaml is quadratic only in how deep flow collections nest,
 * and looks ahead at most 1,024 characters, so stopping at the event that is too deep keeps it
 * linear; it also compares each %TAG with all others, so many are not shown to it.
 */
#include "front/yaml_parts.h"

#include "base/utf8.h"
#include "front/scalar.h"

#include <yaml.h>

enum { DIRECTIVES_MAX = 64 };

typedef struct event_reader {
    nws_yaml_builder *builder;
    yaml_parser_t parser;
    nws_yaml_source source;
    size_t index; /* characters before at: libyaml's marks count characters */
    size_t at;
    uint32_t base;   /* open collections before the document */
    bool inside;     /* the top mapping is open already */
    bool top_opened; /* ... and its event was seen */
    bool done;
    nws_yaml_outcome outcome;
    size_t where;
} event_reader;

/* ---- positions ---- */

/* The file offset of a mark. Marks hardly ever go back, so the walk is linear over the header. */
static size_t offset_of(event_reader *reader, size_t index)
{
    nws_view text = reader->source.text;
    while (reader->index < index && reader->at < text.length) {
        reader->at += nws_utf8_length((unsigned char)text.data[reader->at]);
        reader->index++;
    }
    while (reader->index > index) {
        do
            reader->at--;
        while (((unsigned char)text.data[reader->at] & 0xC0) == 0x80);
        reader->index--;
    }
    return nws_yaml_origin(&reader->source, reader->at);
}

static void stop_at(event_reader *reader, nws_yaml_outcome outcome, size_t where)
{
    reader->outcome = outcome;
    reader->where = where;
    reader->done = true;
}

/* ---- tags ---- */

typedef enum tag { TAG_NONE, TAG_TEXT, TAG_KIND, TAG_PLAIN, TAG_UNKNOWN } tag;

typedef struct tag_row {
    const char *name;
    tag tag;
    nws_value_kind kind; /* of TAG_KIND */
} tag_row;

/* https://yaml.org/spec/1.2.2/#10-recommended-schemas, and the merge key's own. */
static const tag_row tag_rows[] = {
    {"tag:yaml.org,2002:str", TAG_TEXT, NWS_VALUE_TEXT},
    {"tag:yaml.org,2002:int", TAG_KIND, NWS_VALUE_INT},
    {"tag:yaml.org,2002:float", TAG_KIND, NWS_VALUE_FLOAT},
    {"tag:yaml.org,2002:bool", TAG_KIND, NWS_VALUE_BOOL},
    {"tag:yaml.org,2002:null", TAG_KIND, NWS_VALUE_NULL},
    {"tag:yaml.org,2002:seq", TAG_KIND, NWS_VALUE_LIST},
    {"tag:yaml.org,2002:map", TAG_KIND, NWS_VALUE_MAP},
    {"tag:yaml.org,2002:merge", TAG_PLAIN, NWS_VALUE_NULL},
    {"!", TAG_TEXT, NWS_VALUE_TEXT},
};

static const tag_row no_tag = {NULL, TAG_NONE, NWS_VALUE_NULL};
static const tag_row unknown_tag = {NULL, TAG_UNKNOWN, NWS_VALUE_NULL};

static const tag_row *tag_of(const yaml_char_t *name)
{
    if (name == NULL)
        return &no_tag;
    for (size_t i = 0; i < sizeof tag_rows / sizeof *tag_rows; i++)
        if (strcmp((const char *)name, tag_rows[i].name) == 0)
            return &tag_rows[i];
    return &unknown_tag;
}

static nws_status note_tag(const event_reader *reader, const yaml_char_t *name, size_t start,
                           size_t end)
{
    const char *text = (const char *)name;
    nws_view detail = nws_arena_copy(reader->builder->arena, nws_view_of(text, strlen(text)));
    if (detail.data == NULL)
        return NWS_E_MEMORY;
    return nws_diagnostics_add(reader->builder->diagnostics, NWS_D_UNKNOWN_TAG, start, end, detail);
}

/* libyaml does not tell "! 12" from "12": https://yaml.org/spec/1.2.2/#691-node-tags says the first
 * is text. A plain scalar cannot begin with '!', so the source tells. */
static bool has_bare_tag(const event_reader *reader, size_t start)
{
    nws_view front = reader->builder->front;
    size_t at = start - reader->builder->options->offset;
    if (at < front.length && front.data[at] == '&') {
        while (at < front.length && !nws_is_space((unsigned char)front.data[at]))
            at++;
        while (at < front.length && nws_is_space((unsigned char)front.data[at]))
            at++;
    }
    return at < front.length && front.data[at] == '!';
}

/* A tagged scalar whose tag names a kind: *value is resolved; what is not of that kind is text. */
static nws_status force_kind(const event_reader *reader, const yaml_char_t *name,
                             nws_value_kind kind, nws_value *value)
{
    if (value->kind == kind)
        return NWS_OK;
    if (kind == NWS_VALUE_FLOAT && value->kind == NWS_VALUE_INT && !value->big) {
        value->kind = NWS_VALUE_FLOAT;
        value->as.number = (double)value->as.integer;
        return NWS_OK;
    }
    value->kind = NWS_VALUE_TEXT;
    value->quoted = true;
    value->big = false;
    return note_tag(reader, name, value->start, value->end);
}

/* ---- events ---- */

static nws_status name_of(const event_reader *reader, const yaml_char_t *anchor, nws_view *name)
{
    *name = NWS_VIEW_NONE;
    if (anchor == NULL)
        return NWS_OK;
    *name = nws_arena_copy(reader->builder->arena,
                           nws_view_of((const char *)anchor, strlen((const char *)anchor)));
    return name->data == NULL ? NWS_E_MEMORY : NWS_OK;
}

static nws_status on_scalar(event_reader *reader, const yaml_event_t *event, size_t start,
                            size_t end)
{
    nws_yaml_builder *builder = reader->builder;
    const yaml_char_t *name = event->data.scalar.tag;
    const tag_row *row = tag_of(name);
    bool plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    nws_value value = {.start = (uint32_t)start, .end = (uint32_t)end};
    nws_view anchor, text,
        raw = nws_view_of((const char *)event->data.scalar.value, event->data.scalar.length);
    NWS_TRY(name_of(reader, event->data.scalar.anchor, &anchor));
    NWS_TRY(nws_yaml_restore(builder->arena, &builder->survey, raw, &text));
    if (row->tag == TAG_TEXT || (!plain && row->tag != TAG_KIND) ||
        (row->tag == TAG_NONE && raw.length > 0 && has_bare_tag(reader, start))) {
        value.kind = NWS_VALUE_TEXT;
        value.quoted = true;
        value.text = text;
    } else {
        NWS_TRY(nws_scalar_resolve_as(builder->options->schema, builder->arena, text, &value));
    }
    if (row->tag == TAG_KIND)
        NWS_TRY(force_kind(reader, name, row->kind, &value));
    else if (row->tag == TAG_UNKNOWN)
        NWS_TRY(note_tag(reader, name, start, end));
    return nws_build_scalar(builder, &value, anchor);
}

static nws_status on_open(event_reader *reader, const yaml_event_t *event, size_t start, size_t end)
{
    nws_yaml_builder *builder = reader->builder;
    bool map = event->type == YAML_MAPPING_START_EVENT;
    const yaml_char_t *name = map ? event->data.mapping_start.tag : event->data.sequence_start.tag;
    const tag_row *row = tag_of(name);
    if (reader->inside && builder->depth == reader->base && !reader->top_opened && map) {
        reader->top_opened = true;
        return NWS_OK;
    }
    if (builder->depth >= builder->options->limits->front_depth) {
        stop_at(reader, NWS_YAML_DEEP, start);
        return NWS_OK;
    }
    if (row->tag == TAG_UNKNOWN ||
        (row->tag != TAG_NONE && row->kind != (map ? NWS_VALUE_MAP : NWS_VALUE_LIST) &&
         strcmp((const char *)name, "!") != 0))
        NWS_TRY(note_tag(reader, name, start, end));
    bool flow = map ? event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
                    : event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
    nws_view anchor;
    NWS_TRY(name_of(reader,
                    map ? event->data.mapping_start.anchor : event->data.sequence_start.anchor,
                    &anchor));
    return nws_build_open(builder, map, flow, start, anchor);
}

static nws_status on_alias(event_reader *reader, const yaml_event_t *event, size_t start,
                           size_t end)
{
    const char *name = (const char *)event->data.alias.anchor;
    return nws_build_alias(reader->builder, nws_view_of(name, strlen(name)), start, end);
}

/* A piece's top node must be a mapping, whose pairs are taken. */
static bool is_misplaced(const event_reader *reader, const yaml_event_t *event)
{
    return reader->inside && !reader->top_opened &&
           (event->type == YAML_SCALAR_EVENT || event->type == YAML_ALIAS_EVENT ||
            event->type == YAML_SEQUENCE_START_EVENT);
}

static nws_status syntax_error(event_reader *reader)
{
    const yaml_parser_t *parser = &reader->parser;
    if (parser->error == YAML_MEMORY_ERROR)
        return NWS_E_MEMORY;
    size_t where = parser->error == YAML_READER_ERROR
                       ? nws_yaml_origin(&reader->source, parser->problem_offset)
                       : offset_of(reader, parser->problem_mark.index);
    stop_at(reader, NWS_YAML_BROKEN, where);
    return NWS_OK;
}

/* After a document that only its text's end ended, anything but the stream's end or the next
 * document is an error: "[a] b". */
static nws_status on_document_end(event_reader *reader, bool implicit)
{
    yaml_event_t next;
    reader->done = true;
    if (!implicit)
        return NWS_OK;
    if (!yaml_parser_parse(&reader->parser, &next))
        return syntax_error(reader);
    yaml_event_delete(&next);
    return NWS_OK;
}

static nws_status on_event(event_reader *reader, const yaml_event_t *event)
{
    size_t start = offset_of(reader, event->start_mark.index);
    size_t end = offset_of(reader, event->end_mark.index);
    if (is_misplaced(reader, event)) {
        stop_at(reader, NWS_YAML_BROKEN, start);
        return NWS_OK;
    }
    switch (event->type) {
    case YAML_SCALAR_EVENT: return on_scalar(reader, event, start, end);
    case YAML_ALIAS_EVENT: return on_alias(reader, event, start, end);
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT: return on_open(reader, event, start, end);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return reader->builder->depth > reader->base ? nws_build_close(reader->builder, end)
                                                     : NWS_OK;
    case YAML_DOCUMENT_END_EVENT:
        return on_document_end(reader, event->data.document_end.implicit != 0);
    case YAML_STREAM_END_EVENT: reader->done = true; return NWS_OK;
    default: return NWS_OK;
    }
}

static nws_status read_document(event_reader *reader)
{
    while (!reader->done) {
        yaml_event_t event;
        if (!yaml_parser_parse(&reader->parser, &event)) {
            NWS_TRY(syntax_error(reader));
            break;
        }
        nws_status status = on_event(reader, &event);
        yaml_event_delete(&event);
        NWS_TRY(status);
        if (reader->builder->full)
            break;
    }
    /* Past front_nodes: what is open ends here. */
    while (reader->outcome == NWS_YAML_READ && reader->builder->depth > reader->base)
        NWS_TRY(nws_build_close(reader->builder, 0));
    return NWS_OK;
}

nws_status nws_yaml_events(nws_yaml_builder *builder, nws_view raw, bool tabs, bool inside,
                           nws_yaml_outcome *outcome, size_t *where)
{
    nws_yaml_mark mark = nws_build_mark(builder);
    size_t offset = builder->options->offset + (size_t)(raw.data - builder->front.data);
    event_reader reader = {.builder = builder,
                           .source = {.raw = raw, .offset = offset},
                           .base = builder->depth,
                           .inside = inside};
    NWS_TRY(nws_yaml_prepare(builder->arena, &builder->survey, tabs, &reader.source));
    if (!yaml_parser_initialize(&reader.parser))
        return NWS_E_MEMORY;
    nws_view text = reader.source.text;
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader.parser, (const unsigned char *)text.data, text.length);
    nws_status status = read_document(&reader);
    yaml_parser_delete(&reader.parser);
    NWS_TRY(status);
    if (reader.outcome != NWS_YAML_READ)
        nws_build_rewind(builder, &mark);
    *outcome = reader.outcome;
    *where = reader.where;
    return NWS_OK;
}

/* ---- the header ---- */

static nws_status read_whole(nws_yaml_builder *builder)
{
    nws_yaml_outcome outcome = NWS_YAML_DEEP;
    size_t where = builder->options->offset;
    if (builder->survey.directives <= DIRECTIVES_MAX)
        NWS_TRY(nws_yaml_events(builder, builder->front, false, false, &outcome, &where));
    if (outcome == NWS_YAML_BROKEN && builder->options->strict)
        return nws_error_set(builder->error, NWS_E_SYNTAX, "yaml_syntax",
                             "the front matter is not YAML", where);
    if (outcome == NWS_YAML_BROKEN && builder->survey.tabs) {
        /* YAML never indents by tabs, but people do. */
        NWS_TRY(nws_yaml_events(builder, builder->front, true, false, &outcome, &where));
        if (outcome == NWS_YAML_READ)
            NWS_TRY(
                nws_yaml_note_tabs(builder->front, builder->options->offset, builder->diagnostics));
    }
    return outcome == NWS_YAML_READ ? NWS_OK : nws_yaml_recover(builder, outcome, where);
}

nws_status nws_yaml_read(nws_arena *arena, nws_view front, const nws_yaml_options *options,
                         nws_diagnostics *diagnostics, nws_value *value, nws_error *error)
{
    nws_yaml_options placed = *options;
    /* A second BOM, after the fence, would put its line out of line with the others. */
    if (front.data != NULL && nws_view_starts(front, NWS_VIEW("\xEF\xBB\xBF"))) {
        front = nws_view_slice(front, 3, front.length);
        placed.offset += 3;
    }
    nws_yaml_builder builder = {.arena = arena,
                                .options = &placed,
                                .diagnostics = diagnostics,
                                .error = error,
                                .front = front.data == NULL ? NWS_VIEW("") : front};
    uint32_t start = (uint32_t)options->offset;
    *value = (nws_value){.kind = NWS_VALUE_NULL, .start = start, .end = start};
    value->text = NWS_VIEW("");
    bool read = false;
    /* The scanner knows the core schema alone. */
    if (options->way != NWS_YAML_LIBYAML && options->schema == NWS_SCHEMA_CORE)
        NWS_TRY(nws_yaml_subset(&builder, &read));
    if (!read && options->way == NWS_YAML_SUBSET)
        return nws_error_set(error, NWS_E_SYNTAX, "yaml_subset", "no plain shape", placed.offset);
    if (!read) {
        NWS_TRY(nws_yaml_look(arena, builder.front, placed.offset, diagnostics, &builder.survey));
        NWS_TRY(read_whole(&builder));
    }
    if (builder.count > 0)
        *value = builder.stack[0];
    return NWS_OK;
}

const char *nws_yaml_version(void)
{
    return yaml_get_version_string();
}
