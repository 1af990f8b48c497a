/* From a wish to splices: which bytes of a header must change so that a key is set, deleted or
 * renamed.
 *
 *   in braces   { key: value, key: value }       YAML's flow style, JSON
 *   in lines    key: value                       YAML's block style, TOML before its first table
 *
 * Each splice is as small as the layout allows. What the outcome means is not judged here.
 */
#include "front/edit_parts.h"

typedef struct planner {
    nws_arena *arena;
    const nws_edit_file *file;
    const nws_edit *edit;
    nws_view text;
    nws_edit_layout layout;
    nws_splices *splices;
    nws_buffer out; /* of the splice under construction */
    nws_error *error;
} planner;

nws_status nws_edit_member_add(nws_arena *arena, nws_edit_layout *layout,
                               const nws_edit_member *member)
{
    NWS_TRY(NWS_ROOM(arena, layout->members, layout->count, layout->capacity, 16));
    layout->members[layout->count++] = *member;
    return NWS_OK;
}

nws_status nws_edit_splice(nws_arena *arena, nws_splices *splices, size_t start, size_t end,
                           nws_view replacement)
{
    NWS_TRY(NWS_ROOM(arena, splices->items, splices->count, splices->capacity, 4));
    const nws_view copy = nws_arena_copy(arena, replacement);
    if (copy.data == NULL)
        return NWS_E_MEMORY;
    splices->items[splices->count++] = (nws_splice){start, end, copy};
    return NWS_OK;
}

nws_status nws_edit_apply(nws_view text, const nws_splices *splices, nws_buffer *out)
{
    size_t at = 0;
    for (uint32_t i = 0; i < splices->count; i++) {
        const nws_splice *splice = &splices->items[i];
        NWS_TRY(nws_buffer_add(out, nws_edit_between(text, at, splice->start)));
        NWS_TRY(nws_buffer_add(out, splice->text));
        at = splice->end;
    }
    return nws_buffer_add(out, nws_view_slice(text, at, text.length));
}

static nws_status refuse(const planner *p, const char *code, const char *message, size_t where)
{
    return nws_error_set(p->error, NWS_E_SYNTAX, code, message, where);
}

/* A splice of what was written into out, which is emptied. */
static nws_status put(planner *p, size_t start, size_t end)
{
    NWS_TRY(nws_edit_splice(p->arena, p->splices, start, end, nws_buffer_view(&p->out)));
    p->out.length = 0;
    return NWS_OK;
}

/* ---- what is there ---- */

static bool is_meant(const planner *p, uint32_t index)
{
    return nws_view_equal(p->layout.members[index].key, p->edit->key);
}

/* The last member of the edit's key, since it is the one that counts; NULL: none is written. */
static const nws_edit_member *find_member(const planner *p)
{
    for (uint32_t i = p->layout.count; i-- > 0;)
        if (is_meant(p, i))
            return &p->layout.members[i];
    return NULL;
}

/* Past all of a member. */
static size_t member_end(const nws_edit_member *member)
{
    size_t end = member->key_end;
    if (member->spot > end)
        end = member->spot;
    return member->end > end ? member->end : end;
}

/* The style that a scalar is written in now. */
static nws_edit_style style_of(const planner *p, size_t start, size_t end)
{
    enum { DAY = 10 };
    nws_edit_style style = {.format = p->layout.format, .flow = p->layout.braces};
    const nws_view old = nws_edit_between(p->text, start, end);
    if (old.length == 0)
        return style;
    if (old.data[0] == '"' || old.data[0] == '\'')
        style.quote = old.data[0];
    if (old.length > DAY && nws_is_digit((unsigned char)old.data[0]) && old.data[4] == '-' &&
        (old.data[DAY] == 'T' || old.data[DAY] == ' '))
        style.gap = old.data[DAY];
    return style;
}

/* ---- values ---- */

/* Puts what was written into out in the place of a member's value, on the key's line. */
static nws_status put_value(planner *p, const nws_edit_member *member)
{
    const size_t key_line_end = nws_line_end(p->text, member->spot);
    if (member->start < member->end && (member->start <= key_line_end || p->layout.braces))
        return put(p, member->start, member->end);
    /* Behind the colon goes a blank; a comment on the line stays. */
    nws_view written = nws_arena_copy(p->arena, nws_buffer_view(&p->out));
    if (written.data == NULL)
        return NWS_E_MEMORY;
    p->out.length = 0;
    NWS_TRY(nws_buffer_push(&p->out, ' '));
    NWS_TRY(nws_buffer_add(&p->out, written));
    NWS_TRY(put(p, member->spot, member->spot));
    if (member->start == member->end)
        return NWS_OK;
    return put(p, key_line_end, nws_line_end(p->text, member->end));
}

/* How the lines of a literal block are indented, or "" when they cannot be told:
 * https://yaml.org/spec/1.2.2/#812-literal-style */
static nws_view literal_indent(nws_view text, const nws_edit_member *member)
{
    const size_t line_end = nws_line_end(text, member->start);
    const nws_view header = nws_edit_between(text, member->start, line_end);
    if (header.length == 0 || header.data[0] != '|')
        return NWS_VIEW("");
    for (size_t i = 1; i < header.length && !nws_line_is_blank(header.data[i]); i++)
        if (nws_is_digit((unsigned char)header.data[i]))
            return NWS_VIEW("");
    size_t line = nws_line_next(text, line_end);
    while (line < member->end && nws_line_skip_blanks(text, line) == nws_line_end(text, line))
        line = nws_line_next(text, line);
    /* A line of blanks behind it would become a part of the text. */
    const size_t after = nws_line_next(text, member->end);
    const size_t blank = nws_line_skip_blanks(text, after);
    if (line >= member->end || (blank > after && blank == nws_line_end(text, after)))
        return NWS_VIEW("");
    return nws_edit_between(text, line, nws_line_skip_blanks(text, line));
}

/* Whether value is a text that a literal block holds as it is. */
static bool is_literal(const nws_value *value)
{
    const nws_view text = value->text;
    if (value->kind != NWS_VALUE_TEXT || text.length == 0 ||
        nws_is_space((unsigned char)text.data[0]))
        return false;
    for (size_t at = 0; at < text.length;) {
        const size_t end = nws_line_end(text, at);
        if (!nws_edit_printable(nws_edit_between(text, at, end)) ||
            (end < text.length && text.data[end] == '\r'))
            return false;
        at = end + 1;
    }
    /* One line end is kept or not; more of them are for another style. */
    return text.length < 2 || text.data[text.length - 1] != '\n' ||
           text.data[text.length - 2] != '\n';
}

/* A text with several lines in place of a literal block. */
static nws_status put_literal(planner *p, const nws_edit_member *member, nws_view indent)
{
    nws_view text = p->edit->value.text;
    const bool clipped = text.data[text.length - 1] == '\n';
    const nws_view newline = nws_edit_newline(p->text, nws_line_next(p->text, member->start));
    size_t header = member->start + 1;
    while (header < member->end && !nws_is_space((unsigned char)p->text.data[header]))
        header++;
    NWS_TRY(nws_buffer_add(&p->out, clipped ? NWS_VIEW("|") : NWS_VIEW("|-")));
    NWS_TRY(put(p, member->start, header));
    if (clipped)
        text.length--;
    for (size_t at = 0; at <= text.length;) {
        const size_t end = nws_line_end(text, at);
        if (at > 0)
            NWS_TRY(nws_buffer_add(&p->out, newline));
        if (end > at)
            NWS_TRY(nws_buffer_add(&p->out, indent));
        NWS_TRY(nws_buffer_add(&p->out, nws_edit_between(text, at, end)));
        at = end + 1;
    }
    return put(p, nws_line_next(p->text, header), nws_line_end(p->text, member->end));
}

static nws_status set_value(planner *p, const nws_edit_member *member)
{
    const nws_value *value = &p->edit->value;
    if (value->kind == NWS_VALUE_LIST) {
        bool done;
        NWS_TRY(nws_edit_list(p->arena, p->file, &p->layout, member, value, p->splices, &done,
                              p->error));
        if (done)
            return NWS_OK;
    }
    if (member->start < member->end && p->layout.format == NWS_FORMAT_YAML && is_literal(value)) {
        const nws_view indent = literal_indent(p->text, member);
        if (indent.length > 0)
            return put_literal(p, member, indent);
    }
    if (member->spot == 0) { /* "{a, b: 1}", or "? a" on a line of its own */
        const size_t line_end = nws_line_end(p->text, member->key_end);
        const size_t at = p->layout.braces ? member->key_end : line_end;
        if (!p->layout.braces) {
            NWS_TRY(nws_buffer_add(&p->out,
                                   nws_edit_newline(p->text, nws_line_next(p->text, line_end))));
            NWS_TRY(nws_buffer_add(&p->out, p->layout.indent));
        }
        NWS_TRY(nws_buffer_add(&p->out, NWS_VIEW(": ")));
        NWS_TRY(nws_edit_write(value, style_of(p, 0, 0), &p->out, p->error));
        return put(p, at, at);
    }
    NWS_TRY(nws_edit_write(value, style_of(p, member->start, member->end), &p->out, p->error));
    return put_value(p, member);
}

/* ---- new members ---- */

/* What stands between a key and its value: as the last member has it where that is a matter of
 * taste, and no more than one blank on each side. */
static nws_view find_colon(const planner *p)
{
    if (p->layout.format == NWS_FORMAT_YAML)
        return NWS_VIEW(": ");
    const bool toml = p->layout.format == NWS_FORMAT_TOML;
    if (p->layout.count > 0) {
        const nws_edit_member *last = &p->layout.members[p->layout.count - 1];
        const nws_view between = nws_edit_between(p->text, last->key_end, last->start);
        if (between.length == 1)
            return toml ? NWS_VIEW("=") : NWS_VIEW(":");
    }
    return toml ? NWS_VIEW(" = ") : NWS_VIEW(": ");
}

static nws_status write_member(planner *p, nws_edit_style style)
{
    NWS_TRY(nws_edit_write_key(p->edit->key, style, &p->out));
    NWS_TRY(nws_buffer_add(&p->out, find_colon(p)));
    return nws_edit_write(&p->edit->value, style, &p->out, p->error);
}

static bool is_comma(nws_view text)
{
    size_t commas = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] == ',')
            commas++;
        else if (!nws_is_space((unsigned char)text.data[i]))
            return false;
    }
    return commas == 1;
}

/* Behind the last member, with what stands between the last two; else on a line like the first. */
static nws_status add_in_braces(planner *p, nws_edit_style style)
{
    const nws_edit_layout *layout = &p->layout;
    if (layout->count == 0) {
        NWS_TRY(write_member(p, style));
        return put(p, layout->insert, layout->insert);
    }
    const nws_edit_member *last = &layout->members[layout->count - 1];
    const size_t end = member_end(last);
    const nws_view open = nws_edit_between(p->text, layout->insert, layout->members[0].key_start);
    nws_view comma = NWS_VIEW_NONE;
    if (layout->count > 1)
        comma = nws_edit_between(p->text, member_end(last - 1), last->key_start);
    if (comma.data != NULL && is_comma(comma)) {
        NWS_TRY(nws_buffer_add(&p->out, comma));
    } else {
        NWS_TRY(nws_buffer_push(&p->out, ','));
        const bool lines = nws_view_trim(open).length == 0 && nws_line_end(open, 0) < open.length;
        NWS_TRY(nws_buffer_add(&p->out, lines ? open : NWS_VIEW(" ")));
    }
    NWS_TRY(write_member(p, style));
    return put(p, end, end);
}

static nws_status add_member(planner *p)
{
    const nws_edit_style style = {.format = p->layout.format, .flow = p->layout.braces};
    if (p->layout.braces)
        return add_in_braces(p, style);
    NWS_TRY(nws_buffer_add(&p->out, p->layout.indent));
    NWS_TRY(write_member(p, style));
    NWS_TRY(nws_buffer_add(&p->out, nws_edit_newline(p->text, p->layout.insert)));
    return put(p, p->layout.insert, p->layout.insert);
}

/* A header for a file without one, in the file's own line ends. */
static nws_status add_header(planner *p)
{
    const nws_view text = p->text, mark = NWS_VIEW("\xEF\xBB\xBF");
    const size_t start = nws_view_starts(text, mark) ? mark.length : 0;
    const nws_view newline = nws_edit_newline(text, nws_line_next(text, 0));
    NWS_TRY(nws_buffer_add(&p->out, NWS_VIEW("---")));
    NWS_TRY(nws_buffer_add(&p->out, newline));
    NWS_TRY(write_member(p, (nws_edit_style){.format = NWS_FORMAT_YAML}));
    NWS_TRY(nws_buffer_add(&p->out, newline));
    NWS_TRY(nws_buffer_add(&p->out, NWS_VIEW("---")));
    NWS_TRY(nws_buffer_add(&p->out, newline));
    return put(p, start, start);
}

/* ---- the three edits ---- */

static nws_status plan_set(planner *p)
{
    const nws_value *old = nws_value_get(p->file->values, p->edit->key);
    bool same = false;
    if (old != NULL)
        NWS_TRY(nws_edit_same(p->arena, old, &p->edit->value, true, &same));
    if (same)
        return NWS_OK;
    const nws_edit_member *member = find_member(p);
    if (member != NULL)
        return set_value(p, member);
    return add_member(p); /* a merged key is overruled by one that is written */
}

/* Takes out the members from first to last, which stand one after the other. */
static nws_status delete_from_braces(planner *p, uint32_t first, uint32_t last)
{
    const nws_edit_member *members = p->layout.members;
    if (last + 1 < p->layout.count)
        return put(p, members[first].key_start, members[last + 1].key_start);
    size_t end = member_end(&members[last]);
    if (first > 0)
        return put(p, member_end(&members[first - 1]), end);
    const size_t comma = nws_edit_skip_space(p->text, end, p->layout.format);
    if (comma < p->text.length && p->text.data[comma] == ',')
        end = comma + 1;
    return put(p, members[first].key_start, end);
}

static nws_status delete_lines(planner *p, const nws_edit_member *member)
{
    size_t start = nws_line_start(p->text, member->key_start);
    for (size_t at = start; at < member->key_start; at++)
        if (!nws_line_is_blank(p->text.data[at]) && p->text.data[at] != '?')
            return refuse(p, "not_editable", "the key does not stand on a line of its own",
                          member->key_start);
    return put(p, start, nws_line_next(p->text, member_end(member)));
}

static nws_status plan_delete(planner *p)
{
    for (uint32_t i = 0; i < p->layout.count; i++) {
        if (!is_meant(p, i))
            continue;
        if (!p->layout.braces) {
            NWS_TRY(delete_lines(p, &p->layout.members[i]));
            continue;
        }
        const uint32_t first = i;
        while (i + 1 < p->layout.count && is_meant(p, i + 1))
            i++;
        NWS_TRY(delete_from_braces(p, first, i));
    }
    return NWS_OK;
}

static nws_status plan_rename(planner *p)
{
    for (uint32_t i = 0; i < p->layout.count; i++) {
        const nws_edit_member *member = &p->layout.members[i];
        if (!is_meant(p, i))
            continue;
        nws_edit_style style = style_of(p, member->key_start, member->key_end);
        NWS_TRY(nws_edit_write_key(p->edit->name, style, &p->out));
        NWS_TRY(put(p, member->key_start, member->key_end));
    }
    return NWS_OK;
}

/* What must be so before anything is changed. */
static nws_status check_key(const planner *p)
{
    const nws_edit_member *member = find_member(p);
    const bool exists = nws_value_get(p->file->values, p->edit->key) != NULL;
    if (p->layout.format == NWS_FORMAT_TOML &&
        ((exists && member == NULL) || (member != NULL && member->dotted)))
        return refuse(p, "toml_table", "the key is a table with lines of its own",
                      member == NULL ? p->layout.insert : member->key_start);
    if (member != NULL || (p->edit->kind == NWS_EDIT_SET && p->layout.format == NWS_FORMAT_YAML))
        return NWS_OK;
    if (p->edit->kind == NWS_EDIT_SET && !exists)
        return NWS_OK;
    return refuse(p, "merged_key", "the key comes from a merge and is not written here",
                  p->layout.insert);
}

/* What could not be read cannot be kept either. */
static nws_status check_file(const planner *p)
{
    static const nws_diagnostic_code fatal[] = {NWS_D_BINARY,      NWS_D_UNCLOSED,
                                                NWS_D_TOML_SYNTAX, NWS_D_UNSUPPORTED_FENCE,
                                                NWS_D_JSON_SYNTAX, NWS_D_FRONT_LIMIT};
    const nws_diagnostics *diagnostics = p->file->diagnostics;
    for (uint32_t i = 0; i < diagnostics->count; i++) {
        for (size_t j = 0; j < sizeof fatal / sizeof *fatal; j++) {
            if (diagnostics->items[i].code != fatal[j])
                continue;
            const nws_diagnostic_info *info = nws_diagnostic_about(fatal[j]);
            return refuse(p, info->code, info->message, diagnostics->items[i].start);
        }
    }
    return NWS_OK;
}

static nws_status plan(planner *p, const nws_limits *limits)
{
    NWS_TRY(check_file(p));
    p->layout.indent = NWS_VIEW("");
    p->layout.format = p->file->format;
    switch (p->file->format) {
    case NWS_FORMAT_NONE:
        p->layout.format = NWS_FORMAT_YAML;
        return p->edit->kind == NWS_EDIT_SET ? add_header(p) : NWS_OK;
    case NWS_FORMAT_YAML:
        NWS_TRY(nws_edit_yaml(p->arena, p->file, limits, &p->layout, p->error));
        break;
    case NWS_FORMAT_TOML: NWS_TRY(nws_edit_toml(p->arena, p->file, &p->layout)); break;
    case NWS_FORMAT_JSON: NWS_TRY(nws_edit_json(p->arena, p->file, &p->layout)); break;
    }
    NWS_TRY(check_key(p));
    switch (p->edit->kind) {
    case NWS_EDIT_SET: return plan_set(p);
    case NWS_EDIT_DELETE: return plan_delete(p);
    case NWS_EDIT_RENAME: return plan_rename(p);
    }
    return NWS_OK;
}

nws_status nws_edit_plan(nws_arena *arena, const nws_edit_file *file, const nws_edit *edit,
                         const nws_limits *limits, nws_splices *splices, nws_error *error)
{
    planner p = {.arena = arena,
                 .file = file,
                 .edit = edit,
                 .text = file->text,
                 .splices = splices,
                 .error = error};
    *splices = (nws_splices){.items = NULL};
    nws_buffer_init(&p.out, arena->allocator);
    const nws_status status = plan(&p, limits);
    nws_buffer_free(&p.out);
    return status;
}
