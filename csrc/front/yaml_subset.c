/* The plain shapes of a header, read without libyaml: "key: value" lines, lists of them, maps in
 * them. Apart from yaml.c because it is a shortcut and never a second opinion: whatever is not
 * surely one of these shapes is left to libyaml, and fuzz_yaml holds the two to the same values,
 * places and diagnostics.
 *
 *   header ::= ( blank-line | comment-line | " "* ( pair | item ) )*
 *   pair   ::= key " "* ":" ( " "+ value )? comment?
 *   item   ::= "-" ( " "+ ( value | pair ) )? comment?
 *   key    ::= plain, on one line and at most KEY_MAX bytes
 *   value  ::= plain | quoted | block | "[" ( scalar ( "," scalar )* )? "]"
 *
 * The value of a key may also be a list or a map in the lines below it. No tabs in indentation, no
 * control characters, no anchors, tags, aliases or braces; in brackets a plain scalar is on one
 * line.
 */
#include "front/yaml_subset.h"

#define DOUBT NWS_SUBSET_DOUBT

enum { KEY_MAX = 256 }; /* bytes; libyaml takes 1,024 characters */

/* ---- lists in brackets ---- */

static nws_status read_flow_plain(nws_subset *reader)
{
    const char *start = reader->at, *at = start;
    if ((nws_subset_class(*at) & NWS_INDICATOR) != 0)
        return DOUBT;
    for (;; at++) {
        at = nws_subset_find(at, reader->end, NWS_IN_FLOW);
        if (at == reader->end || *at != '#' || at[-1] == ' ')
            break;
    }
    reader->at = at;
    while (at[-1] == ' ')
        at--;
    return at == start ? DOUBT : nws_subset_add(reader, start, at);
}

/* Past blanks and breaks; false at the header's end. */
static bool skip_space(nws_subset *reader)
{
    for (;;) {
        reader->at = nws_subset_blanks(reader->at, reader->end);
        if (reader->at == reader->end)
            return false;
        if (!nws_subset_line_end(reader->at, reader->end))
            return true;
        reader->at = nws_subset_next_line(reader->at, reader->end);
    }
}

static nws_status read_flow_item(nws_subset *reader)
{
    if (*reader->at == '"' || *reader->at == '\'')
        return nws_subset_quoted(reader);
    if (*reader->at == '.' && reader->at[-1] == '\n') /* "..." ends a document */
        return DOUBT;
    return read_flow_plain(reader);
}

/* A list in brackets, of which the first is at reader->at. */
static nws_status read_flow(nws_subset *reader)
{
    nws_yaml_builder *builder = reader->builder;
    nws_value list = nws_subset_value(reader, reader->at, reader->at);
    if (builder->depth >= builder->options->limits->front_depth)
        return DOUBT;
    NWS_TRY(nws_build_open(builder, false, true, list.start, NWS_VIEW_NONE));
    do {
        reader->at++;
        if (!skip_space(reader))
            return DOUBT;
        if (*reader->at == ']') /* also after a last comma */
            break;
        NWS_TRY(read_flow_item(reader));
        if (!skip_space(reader))
            return DOUBT;
    } while (*reader->at == ',');
    if (*reader->at++ != ']' || builder->full) /* full: it was perhaps never opened */
        return DOUBT;
    return nws_build_close(builder, nws_subset_value(reader, reader->at, reader->at).start);
}

/* ---- lists and maps ---- */

static nws_subset_frame *top(nws_subset *reader)
{
    return &reader->frames[reader->depth - 1];
}

/* Opens a list or map as the value that the one around it waits for. */
static nws_status open_block(nws_subset *reader, bool list, size_t column, const char *start)
{
    nws_yaml_builder *builder = reader->builder;
    bool flush = false;
    if (reader->depth == NWS_SUBSET_LEVELS ||
        builder->depth >= builder->options->limits->front_depth)
        return DOUBT;
    if (reader->depth > 0) {
        top(reader)->empty = NULL;
        flush = top(reader)->column == column;
    }
    reader->frames[reader->depth++] =
        (nws_subset_frame){.column = column, .list = list, .flush = flush};
    NWS_TRY(nws_build_open(builder, !list, false, nws_subset_value(reader, start, start).start,
                           NWS_VIEW_NONE));
    return builder->full ? DOUBT : NWS_OK;
}

/* A value that did not come is null. */
static nws_status fill(nws_subset *reader)
{
    const char *empty = top(reader)->empty;
    top(reader)->empty = NULL;
    return empty == NULL ? NWS_OK : nws_subset_add(reader, empty, empty);
}

static nws_status close_block(nws_subset *reader)
{
    NWS_TRY(fill(reader));
    reader->depth--;
    return reader->builder->full ? DOUBT : nws_build_close(reader->builder, 0);
}

/* Makes the list or map that the line at reader->at belongs to the innermost one. */
static nws_status settle(nws_subset *reader, size_t column, bool item)
{
    if (reader->depth == 0)
        return column > 0 || item ? DOUBT : open_block(reader, false, 0, reader->at);
    for (;;) {
        const nws_subset_frame *frame = top(reader);
        if (column > frame->column)
            return frame->empty == NULL || frame->list
                       ? DOUBT
                       : open_block(reader, item, column, reader->at);
        if (column == frame->column && frame->list == item)
            return fill(reader);
        if (column == frame->column && item)
            return frame->empty == NULL ? DOUBT : open_block(reader, true, column, reader->at);
        if (column == frame->column && !frame->flush)
            return DOUBT;
        NWS_TRY(close_block(reader)); /* never the outermost: its column is 0 */
    }
}

/* ---- lines ---- */

static nws_status end_line(nws_subset *reader)
{
    const char *at = nws_subset_blanks(reader->at, reader->end);
    if (at < reader->end && *at == '#' && (at > reader->at || at[-1] == ' '))
        at = nws_subset_find(at, reader->end, NWS_IN_LINE);
    if (!nws_subset_line_end(at, reader->end))
        return DOUBT;
    reader->at = nws_subset_next_line(at, reader->end);
    return NWS_OK;
}

/* What stands behind ":" or "-", which ends at reader->at. */
static bool is_empty(nws_subset *reader)
{
    const char *at = nws_subset_blanks(reader->at, reader->end);
    if (!nws_subset_line_end(at, reader->end) && *at != '#') {
        reader->at = at;
        return false;
    }
    top(reader)->empty = reader->at;
    return true;
}

static bool begins_plain(const nws_subset *reader)
{
    const char *at = reader->at;
    return (nws_subset_class(*at) & NWS_INDICATOR) == 0 ||
           (*at == '-' && !nws_subset_word_end(at + 1, reader->end));
}

static nws_status end_plain(nws_subset *reader, const char *stop, const char *end)
{
    NWS_TRY(nws_subset_folded(reader, stop, end));
    return end_line(reader);
}

/* What begins on the line of its key: a scalar or a list in brackets. */
static nws_status read_value(nws_subset *reader)
{
    const char *stop, *end;
    if (begins_plain(reader)) {
        NWS_TRY(nws_subset_plain(reader, reader->at, &stop, &end));
        if (stop < reader->end && *stop == ':')
            return DOUBT;
        return end_plain(reader, stop, end);
    }
    if (*reader->at == '|' || *reader->at == '>')
        return nws_subset_block(reader);
    if (*reader->at == '[')
        NWS_TRY(read_flow(reader));
    else if (*reader->at == '"' || *reader->at == '\'')
        NWS_TRY(nws_subset_quoted(reader));
    else
        return DOUBT;
    return end_line(reader);
}

/* A key, which begins at reader->at, and its value. */
static nws_status read_pair(nws_subset *reader, const char *colon, const char *key_end)
{
    if (colon - reader->at > KEY_MAX || *reader->at == '-')
        return DOUBT;
    NWS_TRY(nws_subset_add(reader, reader->at, key_end));
    reader->at = colon + 1;
    return is_empty(reader) ? end_line(reader) : read_value(reader);
}

/* What stands behind a "-": the same as behind a key, or the first pair of a map. */
static nws_status read_item(nws_subset *reader, const char *line)
{
    const char *stop, *end;
    if (!begins_plain(reader))
        return read_value(reader);
    NWS_TRY(nws_subset_plain(reader, reader->at, &stop, &end));
    if (stop == reader->end || *stop != ':')
        return end_plain(reader, stop, end);
    NWS_TRY(open_block(reader, false, (size_t)(reader->at - line), reader->at));
    return read_pair(reader, stop, end);
}

static nws_status read_entry(nws_subset *reader, const char *line)
{
    size_t column = (size_t)(reader->at - line);
    bool item = *reader->at == '-' && nws_subset_word_end(reader->at + 1, reader->end);
    const char *colon, *key_end;
    NWS_TRY(settle(reader, column, item));
    if (item) {
        reader->at++;
        return is_empty(reader) ? end_line(reader) : read_item(reader, line);
    }
    if (!begins_plain(reader) || *reader->at == '.') /* "..." ends a document */
        return DOUBT;
    NWS_TRY(nws_subset_plain(reader, reader->at, &colon, &key_end));
    return colon < reader->end && *colon == ':' ? read_pair(reader, colon, key_end) : DOUBT;
}

static nws_status read_lines(nws_subset *reader)
{
    while (reader->at < reader->end) {
        const char *line = reader->at;
        reader->at = nws_subset_blanks(line, reader->end);
        if (reader->at < reader->end && *reader->at == '#')
            reader->at = nws_subset_find(reader->at, reader->end, NWS_IN_LINE);
        if (nws_subset_line_end(reader->at, reader->end))
            reader->at = nws_subset_next_line(reader->at, reader->end);
        else
            NWS_TRY(read_entry(reader, line));
    }
    if (reader->depth == 0)
        return DOUBT;
    while (reader->depth > 0)
        NWS_TRY(close_block(reader));
    return reader->builder->full ? DOUBT : NWS_OK;
}

nws_status nws_yaml_subset(nws_yaml_builder *builder, bool *read)
{
    nws_yaml_mark mark = nws_build_mark(builder);
    nws_subset reader; /* frames are set as they are opened */
    reader.builder = builder;
    reader.at = builder->front.data;
    reader.end = builder->front.data + builder->front.length;
    reader.depth = 0;
    nws_status status = read_lines(&reader);
    *read = status == NWS_OK;
    if (status == NWS_E_MEMORY || status == NWS_OK)
        return status;
    /* A duplicate key is an error when strict; what libyaml sees first counts. */
    nws_build_rewind(builder, &mark);
    return nws_error_set(builder->error, NWS_OK, NULL, NULL, 0);
}
