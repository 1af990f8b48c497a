/* A header that is not YAML: cut at its column-0 "key:" lines, each piece read alone.
 *
 * One unquoted "@" or "[" in a title would otherwise cost the date, the tags and everything else.
 * A piece that is broken survives as its text; what stands before the first key, or at column 0
 * without being one, is only reported.
 *
 *   header ::= stray* piece*
 *   piece  ::= key blanks? ":" (blanks | line end) rest-of-line line*
 *   line   ::= any line that does not begin a piece
 */
#include "front/lines.h"
#include "front/yaml_parts.h"

typedef struct front_piece {
    nws_view text;  /* from its key to the next piece */
    size_t key_end; /* in text: past the key and its quotes */
    size_t value;   /* in text: past the colon */
} front_piece;

/* Past a quoted text that opens at at, or 0 when it is not closed before stop.
 * https://yaml.org/spec/1.2.2/#73-flow-scalar-styles */
static size_t quote_end(nws_view text, size_t at, size_t stop)
{
    char quote = text.data[at++];
    for (; at < stop; at++) {
        if (quote == '"' && text.data[at] == '\\') {
            at++;
        } else if (text.data[at] == quote) {
            if (quote == '"' || at + 1 >= stop || text.data[at + 1] != '\'')
                return at + 1;
            at++;
        }
    }
    return 0;
}

/* True where only blanks and a comment stand before the line's end. */
static bool line_is_over(nws_view text, size_t at)
{
    size_t next = nws_line_skip_blanks(text, at);
    return next >= text.length || nws_line_is_break(text.data[next]) ||
           (next > at && text.data[next] == '#');
}

/* ---- keys ---- */

/* https://yaml.org/spec/1.2.2/#rule-ns-plain-first */
static bool begins_plain(nws_view text, size_t at)
{
    char first = text.data[at];
    if (first == '-' || first == '?' || first == ':')
        return at + 1 < text.length && !nws_is_space((unsigned char)text.data[at + 1]);
    return !nws_is_space((unsigned char)first) && strchr(",[]{}#&*!|>'\"%@`", first) == NULL;
}

static bool is_colon(nws_view text, size_t at, size_t end)
{
    return text.data[at] == ':' && (at + 1 >= end || nws_line_is_blank(text.data[at + 1]));
}

/* Whether the line at at begins with a key; then *key_end and *value are set (offsets in text). */
static bool find_key(nws_view text, size_t at, size_t *key_end, size_t *value)
{
    size_t end = nws_line_end(text, at), colon;
    if (at >= end)
        return false;
    if (text.data[at] == '"' || text.data[at] == '\'') {
        *key_end = quote_end(text, at, end);
        colon = *key_end == 0 ? end : nws_line_skip_blanks(text, *key_end);
        *value = colon + 1;
        return colon < end && is_colon(text, colon, end);
    }
    if (!begins_plain(text, at))
        return false;
    for (colon = at; colon < end && !is_colon(text, colon, end); colon++)
        if (text.data[colon] == '#' && nws_line_is_blank(text.data[colon - (colon > at)]))
            return false;
    *key_end = colon;
    while (*key_end > at && nws_line_is_blank(text.data[*key_end - 1]))
        --*key_end;
    *value = colon + 1;
    return colon < end;
}

/* ---- pieces ---- */

/* Where the quoted value at at really ends when it runs over lines, else at: "key: " inside it
 * begins no piece. A quote that something follows is broken and holds nothing together. budget
 * keeps a header of nothing but quotes linear. */
static size_t quoted_lines(nws_view front, size_t at, size_t *budget)
{
    size_t open = nws_line_skip_blanks(front, at);
    if (open >= front.length || (front.data[open] != '"' && front.data[open] != '\''))
        return at;
    size_t stop = front.length - open > *budget ? open + *budget : front.length;
    size_t end = quote_end(front, open, stop);
    size_t used = (end == 0 ? stop : end) - open;
    *budget -= used < *budget ? used : *budget;
    return end != 0 && line_is_over(front, end) ? end : at;
}

/* The piece whose key line begins at at; returns where the next one does. */
static size_t cut_piece(nws_view front, size_t at, size_t *budget, front_piece *piece)
{
    size_t key_end = at, value = at, next_end, next_value;
    (void)find_key(front, at, &key_end, &value);
    size_t next = nws_line_next(front, quoted_lines(front, value, budget));
    while (next < front.length && !find_key(front, next, &next_end, &next_value))
        next = nws_line_next(front, next);
    *piece = (front_piece){
        .text = nws_view_slice(front, at, next - at), .key_end = key_end - at, .value = value - at};
    return next;
}

/* A piece without the column-0 lines that cannot belong to it: "tag:golang" after "date: ...".
 * List items may stand at column 0. */
static size_t sound_part(const front_piece *piece)
{
    nws_view text = piece->text;
    size_t at = nws_line_next(text, piece->value);
    while (at < text.length) {
        char first = text.data[at];
        bool item = first == '-' &&
                    (at + 1 >= text.length || nws_is_space((unsigned char)text.data[at + 1]));
        if (!nws_is_space((unsigned char)first) && first != '#' && !item)
            break;
        at = nws_line_next(text, at);
    }
    return at;
}

/* ---- what is kept of a broken piece ---- */

/* text without blank lines and comments at its end. */
static nws_view drop_comments(nws_view text)
{
    for (;;) {
        text = nws_view_trim(text);
        size_t start = text.length;
        while (start > 0 && !nws_line_is_break(text.data[start - 1]))
            start--;
        if (start == 0 || text.data[start] != '#')
            return text;
        text.length = start;
    }
}

/* "It's here" of 'It's here'; three or more quotes at each end are no part of the text either. */
static nws_view drop_quotes(nws_view text)
{
    enum { ORNAMENT = 3 };
    size_t front = 0, back = 0;
    if (text.length < 2 || (text.data[0] != '\'' && text.data[0] != '"'))
        return text;
    while (front < text.length && text.data[front] == text.data[0])
        front++;
    while (back < text.length && text.data[text.length - 1 - back] == text.data[0])
        back++;
    if (back == 0 || front == text.length)
        return text;
    size_t quotes = front == back && front >= ORNAMENT ? front : 1;
    return nws_view_slice(text, quotes, text.length - 2 * quotes);
}

/* The deepest that brackets can nest in text, whatever the quotes say. */
static uint32_t bracket_depth(nws_view text)
{
    uint32_t depth = 0, deepest = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] == '[' || text.data[i] == '{') {
            depth++;
            deepest = depth > deepest ? depth : deepest;
        } else if ((text.data[i] == ']' || text.data[i] == '}') && depth > 0) {
            depth--;
        }
    }
    return deepest;
}

static size_t file_offset(const nws_yaml_builder *builder, const char *at)
{
    return builder->options->offset + (size_t)(at - builder->front.data);
}

/* Reports text as what could not be read: from where (a file offset) to its line's end when where
 * lies in it, else all of it. */
static nws_status note_broken(nws_yaml_builder *builder, nws_yaml_outcome why, nws_view text,
                              size_t where)
{
    size_t first = file_offset(builder, text.data), start = first, end = first + text.length;
    if (where >= start && where < end) {
        start = where;
        end = first + nws_line_end(text, where - first);
        if (end == start)
            end++;
    }
    nws_diagnostic_code code = why == NWS_YAML_DEEP ? NWS_D_FRONT_LIMIT : NWS_D_YAML_SYNTAX;
    nws_view detail;
    NWS_TRY(nws_yaml_raw(builder->arena, &builder->survey, text, &detail));
    return nws_diagnostics_add(builder->diagnostics, code, start, end, detail);
}

static nws_status raw_value(nws_yaml_builder *builder, nws_view raw, nws_value *value)
{
    size_t start = file_offset(builder, raw.data);
    *value = (nws_value){.kind = NWS_VALUE_TEXT,
                         .quoted = true,
                         .start = (uint32_t)start,
                         .end = (uint32_t)(start + raw.length)};
    return nws_yaml_raw(builder->arena, &builder->survey, drop_quotes(raw), &value->text);
}

static nws_status keep_text(nws_yaml_builder *builder, const front_piece *piece,
                            nws_yaml_outcome why, size_t where)
{
    nws_view raw = drop_comments(nws_view_slice(piece->text, piece->value, piece->text.length));
    nws_view key_text = nws_view_slice(piece->text, 0, piece->key_end);
    nws_value key, value;
    NWS_TRY(note_broken(builder, why, raw.length == 0 ? key_text : raw, where));
    NWS_TRY(raw_value(builder, key_text, &key));
    NWS_TRY(raw_value(builder, raw, &value));
    NWS_TRY(nws_build_scalar(builder, &key, NWS_VIEW_NONE));
    return nws_build_scalar(builder, &value, NWS_VIEW_NONE);
}

/* ---- reading ---- */

/* Reads text as it is, then with its tabs as blanks. */
static nws_status try_text(nws_yaml_builder *builder, nws_view text, nws_yaml_outcome *outcome,
                           size_t *where)
{
    size_t first = file_offset(builder, text.data);
    *outcome = NWS_YAML_DEEP;
    *where = first + text.length; /* nowhere in it: all of it */
    if (bracket_depth(text) > builder->options->limits->front_depth)
        return NWS_OK;
    NWS_TRY(nws_yaml_events(builder, text, false, true, outcome, where));
    if (*outcome != NWS_YAML_BROKEN || !builder->survey.tabs)
        return NWS_OK;
    size_t tabs_where;
    NWS_TRY(nws_yaml_events(builder, text, true, true, outcome, &tabs_where));
    return *outcome == NWS_YAML_READ ? nws_yaml_note_tabs(text, first, builder->diagnostics)
                                     : NWS_OK;
}

static nws_status read_piece(nws_yaml_builder *builder, const front_piece *piece)
{
    nws_yaml_outcome outcome, part_outcome = NWS_YAML_BROKEN;
    size_t where, part_where;
    NWS_TRY(try_text(builder, piece->text, &outcome, &where));
    if (outcome == NWS_YAML_READ)
        return NWS_OK;
    if (outcome == NWS_YAML_BROKEN && builder->options->strict)
        return nws_error_set(builder->error, NWS_E_SYNTAX, "yaml_syntax",
                             "the front matter is not YAML", where);
    size_t part = sound_part(piece);
    if (outcome == NWS_YAML_BROKEN && part < piece->text.length)
        NWS_TRY(
            try_text(builder, nws_view_slice(piece->text, 0, part), &part_outcome, &part_where));
    if (part_outcome == NWS_YAML_READ)
        return note_broken(builder, NWS_YAML_BROKEN,
                           nws_view_trim(nws_view_slice(piece->text, part, piece->text.length)),
                           where);
    return keep_text(builder, piece, outcome, where);
}

/* What stands before the first key: comments are nothing, the rest is reported. */
static nws_status note_head(nws_yaml_builder *builder, nws_view head)
{
    size_t at = 0;
    while (at < head.length && (head.data[at] == '#' || line_is_over(head, at)))
        at = nws_line_next(head, at);
    nws_view rest = drop_comments(nws_view_slice(head, at, head.length));
    if (rest.length == 0 || nws_view_equal(rest, NWS_VIEW("---")))
        return NWS_OK;
    return note_broken(builder, NWS_YAML_BROKEN, rest, file_offset(builder, rest.data));
}

/* No key at all: the whole is text. */
static nws_status keep_whole(nws_yaml_builder *builder, nws_yaml_outcome why, size_t where)
{
    nws_view raw = nws_view_trim(builder->front);
    nws_value value;
    NWS_TRY(note_broken(builder, why, raw, where));
    NWS_TRY(raw_value(builder, raw, &value));
    NWS_TRY(nws_yaml_raw(builder->arena, &builder->survey, raw, &value.text));
    return nws_build_scalar(builder, &value, NWS_VIEW_NONE);
}

nws_status nws_yaml_recover(nws_yaml_builder *builder, nws_yaml_outcome why, size_t where)
{
    nws_view front = builder->front;
    size_t at = 0, key_end, value, budget = front.length;
    uint32_t reported = builder->diagnostics->count + builder->diagnostics->dropped;
    while (at < front.length && !find_key(front, at, &key_end, &value))
        at = nws_line_next(front, at);
    if (at >= front.length)
        return keep_whole(builder, why, where);
    NWS_TRY(
        nws_build_open(builder, true, false, file_offset(builder, front.data + at), NWS_VIEW_NONE));
    NWS_TRY(note_head(builder, nws_view_slice(front, 0, at)));
    while (at < front.length && !builder->full) {
        /* A key more than are allowed makes the limit show; the rest need not be read. */
        if ((builder->count - builder->frames[0].base) / 2 > builder->options->limits->front_keys)
            break;
        front_piece piece;
        at = cut_piece(front, at, &budget, &piece);
        NWS_TRY(read_piece(builder, &piece));
    }
    /* Each piece is sound, the whole was not: say where. */
    if (builder->diagnostics->count + builder->diagnostics->dropped == reported)
        NWS_TRY(note_broken(builder, why, nws_view_trim(front), where));
    return nws_build_close(builder, 0);
}
