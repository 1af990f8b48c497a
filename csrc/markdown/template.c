/* Finding template tags, and the code between two of them, in one pass over the lines. */
#include "markdown/template.h"

#include "base/bounds.h"
#include "base/scan.h"
#include "markdown/nesting.h"
#include "markdown/picture.h"
#include "markdown/pipes.h"

enum {
    MARK = sizeof NWS_TEMPLATE_OPEN - 1,
    FIRST_TAGS = 16,
    FENCE = 3,
    CODE_TAGS = 4,
    PADDING = 16
};

typedef struct hider {
    const char *at;
    const char *end;
    nws_template_ends ends;
    nws_templates *templates;
    nws_buffer *out;
    const char *copied;         /* up to here the body is in out */
    bool open_ended[CODE_TAGS]; /* code of this kind has no end from here on */
    nws_attribute_lists lists;
    nws_pipe_table table;     /* the last one that began; its end is NULL before the first */
    nws_row row;              /* this line as one of its rows; else its sign is NULL */
    nws_nesting nesting;      /* of this line */
    const char *heading_list; /* of attributes, at the end of this line, or NULL */
    bool has_signs;           /* the body holds characters that stand for what is hidden */
    bool in_notes;            /* a footnote began, and no blank line came since */
    char fence;               /* of the open fenced block; 0: none */
    size_t fence_length;
} hider;

/* --- tags --- */

static const char *find_pair(const char *at, const char *end, char first)
{
    for (; (at = nws_scan_byte(at, end, '}')) < end; at++)
        if (at[-1] == first)
            return at - 1;
    return end;
}

const char *nws_template_stop(nws_template_ends *ends, const char *at)
{
    if (ends->end - at < 4 || (at[1] != '%' && at[1] != '{'))
        return NULL;
    const bool statement = at[1] == '%';
    const char **known = statement ? &ends->statement : &ends->expression;
    if (*known < at + 2)
        *known = find_pair(at + 3, ends->end, statement ? '%' : '}');
    const char *stop = *known;
    if (stop == ends->end || stop - at > NWS_MAX_TEMPLATE_TAG)
        return NULL;
    for (const char *p = at + 2; p < stop; p++) { /* no tag, code, quote or paragraph's end in it */
        if ((*p == '{' && (p[1] == '%' || p[1] == '{')) || *p == '`')
            return NULL;
        if (*p != '\n')
            continue;
        while (p + 1 < stop && (p[1] == ' ' || p[1] == '\t'))
            p++;
        if (p[1] == '\n' || p[1] == '>')
            return NULL;
    }
    return stop + 2;
}

NWS_MUST_CHECK static nws_status keep_tag(nws_templates *templates, nws_template tag)
{
    NWS_TRY(NWS_ROOM(templates->arena, templates->items, templates->count, templates->capacity,
                     FIRST_TAGS));
    templates->items[templates->count++] = tag;
    return NWS_OK;
}

/* Writes a part of the body; what is one of our signs there is no sign then. */
static nws_status put_body(hider *in, nws_view part)
{
    const char *at = part.data, *end = at + part.length, *hit;
    while (in->has_signs && (hit = nws_template_sign(at, end)) < end) {
        NWS_TRY(nws_buffer_append(in->out, at, (size_t)(hit - at)));
        NWS_TRY(nws_buffer_add(in->out, NWS_VIEW(NWS_TEMPLATE_OPEN)));
        NWS_TRY(nws_buffer_append(in->out, hit, MARK));
        in->templates->plain = true;
        at = hit + MARK;
    }
    return nws_buffer_append(in->out, at, (size_t)(end - at));
}

static nws_status copy_to(hider *in, const char *stop)
{
    NWS_TRY(put_body(in, nws_view_of(in->copied, (size_t)(stop - in->copied))));
    in->copied = stop;
    return NWS_OK;
}

/* Writes the word that stands for what is from at to stop. */
static nws_status hide(hider *in, const char *at, const char *stop, nws_template tag)
{
    char room[NWS_DECIMAL_ROOM];
    const uint32_t number = in->templates->count;
    tag.source = nws_view_of(at, (size_t)(stop - at));
    NWS_TRY(copy_to(in, at));
    NWS_TRY(keep_tag(in->templates, tag));
    NWS_TRY(nws_buffer_add(in->out, NWS_VIEW(NWS_TEMPLATE_OPEN)));
    NWS_TRY(nws_buffer_add(in->out, nws_decimal(number, room)));
    in->copied = in->at = stop;
    return nws_buffer_add(in->out, NWS_VIEW(NWS_TEMPLATE_CLOSE));
}

/* --- code --- */

static const struct {
    nws_view open; /* what the tag begins with */
    nws_view name;
    nws_view end; /* the name of the end tag */
} code_tags[CODE_TAGS] = {
    {{"{%", 2}, {"highlight", 9}, {"endhighlight", 12}},
    {{"{%", 2}, {"codeblock", 9}, {"endcodeblock", 12}},
    {{"{%", 2}, {"code", 4}, {"endcode", 7}},
    {{"{{", 2}, {"highlight", 9}, {"/highlight", 10}},
};

/* The next word of a tag: "highlight" of "{%- highlight ruby %}" and "{{< highlight ruby >}}", then
 * "ruby". */
static nws_view next_word(const char **at, const char *end)
{
    while (*at < end &&
           (nws_is_space((unsigned char)**at) || **at == '-' || **at == '<' || **at == '%'))
        ++*at;
    const char *from = *at;
    while (*at < end && !nws_is_space((unsigned char)**at) && **at != '%' && **at != '>')
        ++*at;
    return nws_view_of(from, (size_t)(*at - from));
}

static bool is_alone(const char *at, const char *end)
{
    at = nws_skip_blanks(at, end);
    return at == end || *at == '\n';
}

/* The line that begins with the end tag of code_tags[kind], or NULL; code goes from at up to it. */
static const char *code_end(const char *at, const char *end, size_t kind)
{
    while (at < end) {
        const char *line = at;
        while (at < end && (*at == ' ' || *at == '\t'))
            at++;
        if (nws_view_starts(nws_view_of(at, (size_t)(end - at)), code_tags[kind].open)) {
            at += code_tags[kind].open.length;
            if (nws_view_equal(next_word(&at, end), code_tags[kind].end))
                return line;
        }
        at = nws_scan_byte(at, end, '\n');
        at += at < end;
    }
    return NULL;
}

static nws_status put_fence(hider *in, nws_view indent, size_t length, nws_view language)
{
    NWS_TRY(nws_buffer_add(in->out, indent));
    NWS_TRY(nws_buffer_reserve(in->out, length));
    memset(in->out->data + in->out->length, '~', length);
    in->out->length += length;
    NWS_TRY(put_body(in, language));
    return nws_buffer_push(in->out, '\n');
}

static size_t longest_run(const char *at, const char *end, char c)
{
    size_t longest = 0;
    while ((at = nws_scan_byte(at, end, c)) < end) {
        const char *from = at;
        while (at < end && *at == c)
            at++;
        if ((size_t)(at - from) > longest)
            longest = (size_t)(at - from);
    }
    return longest;
}

/* The tag from at to stop opens code: hides it, fences the code, and goes on at the end tag. */
static nws_status hide_code(hider *in, const char *at, const char *stop, nws_view language,
                            const char *code_stop)
{
    const char *line = at;
    while (line > in->copied && (line[-1] == ' ' || line[-1] == '\t'))
        line--;
    const nws_view indent = nws_view_of(line, (size_t)(at - line));
    const char *code = nws_scan_byte(stop, in->end, '\n');
    code += code < in->end;
    size_t length = longest_run(code, code_stop, '~') + 1;
    if (length < FENCE)
        length = FENCE;
    NWS_TRY(hide(in, at, stop, (nws_template){.alone = true}));
    NWS_TRY(nws_buffer_add(in->out, NWS_VIEW("\n\n")));
    NWS_TRY(put_fence(in, indent, length, language));
    in->copied = code;
    NWS_TRY(copy_to(in, code_stop));
    NWS_TRY(put_fence(in, indent, length, NWS_VIEW("")));
    in->at = code_stop;
    return nws_buffer_push(in->out, '\n');
}

/* The tag from at to stop, hidden as the image that it means or as itself. */
static nws_status hide_tag(hider *in, const char *at, const char *stop, bool alone)
{
    nws_template tag = {.alone = alone};
    NWS_TRY(
        nws_picture_read(in->templates->arena, nws_view_of(at, (size_t)(stop - at)), &tag.picture));
    return hide(in, at, stop, tag);
}

/* The tag from at to stop: hidden, together with the code that it opens. */
static nws_status visit_tag(hider *in, const char *at, const char *stop, bool first)
{
    const bool alone = first && is_alone(stop, in->end);
    if (!alone)
        return hide_tag(in, at, stop, false);
    const char *word = at + 2;
    const nws_view name = next_word(&word, stop);
    for (size_t i = 0; i < CODE_TAGS; i++) {
        if (!nws_view_starts(nws_view_of(at, 2), code_tags[i].open) ||
            !nws_view_equal(name, code_tags[i].name) || in->open_ended[i])
            continue;
        const char *code_stop = code_end(stop, in->end, i);
        if (code_stop != NULL)
            return hide_code(in, at, stop, next_word(&word, stop - 2), code_stop);
        in->open_ended[i] = true;
    }
    return hide_tag(in, at, stop, true);
}

/* --- lines --- */

/* Follows fenced blocks: what is in one is nothing but text to Markdown. */
static void watch_fence(hider *in)
{
    const char *at = in->at;
    while (at < in->end && *at != 0 &&
           strchr(" \t>-*+.)0123456789", *at) != NULL) /* quotes and items round it */
        at++;
    if (at == in->end || (*at != '`' && *at != '~'))
        return;
    const char mark = *at, *from = at;
    while (at < in->end && *at == mark)
        at++;
    const size_t length = (size_t)(at - from);
    if (in->fence == 0 && length >= FENCE) {
        const char *line = nws_scan_byte(at, in->end, '\n');
        if (mark == '`' && nws_scan_byte(at, line, '`') < line)
            return; /* code in a line */
        in->fence = mark;
        in->fence_length = length;
    } else if (mark == in->fence && length >= in->fence_length && is_alone(at, in->end)) {
        in->fence = 0;
    }
}

/* A blank line before that from line to stop, in the same quotes. */
static nws_status put_blank_line(hider *in, const char *line, const char *stop)
{
    const char *quotes = line;
    for (const char *at = line; at < stop && (*at == ' ' || *at == '>'); at++)
        if (*at == '>')
            quotes = at + 1;
    NWS_TRY(copy_to(in, line));
    NWS_TRY(nws_buffer_append(in->out, line, (size_t)(quotes - line)));
    return nws_buffer_push(in->out, '\n');
}

/* Writes sign for the character at at. */
static nws_status hide_plain(hider *in, const char *at, nws_view sign)
{
    in->templates->plain = true;
    NWS_TRY(copy_to(in, at));
    in->copied = at + 1;
    return nws_buffer_add(in->out, sign);
}

/* The line from line to stop, which begins no table, goes on with a paragraph. */
static nws_status hide_rule(hider *in, const char *line, const char *stop)
{
    const char *bar = nws_rule_bar(line, stop);
    if (bar == NULL || bar < in->copied)
        return NWS_OK;
    in->at = bar + 1;
    return hide_plain(in, bar, NWS_VIEW(NWS_TEMPLATE_BAR));
}

/* The line from line to stop as a row of a table, if it is one. */
static nws_status begin_row(hider *in, const char *line, const char *stop)
{
    if (in->table.end == NULL || line >= in->table.end) {
        const bool in_paragraph = nws_nesting_in_paragraph(&in->nesting);
        if (!nws_nesting_lets_table(&in->nesting))
            return NWS_OK;
        if (!nws_pipe_table_begins(line, stop, in->end, in_paragraph, &in->table))
            return in_paragraph ? hide_rule(in, line, stop) : NWS_OK;
        if (in_paragraph)
            NWS_TRY(put_blank_line(in, line, stop));
    }
    if (in->table.rule < line || in->table.rule > stop) {
        in->row = nws_row_begin(in->at, stop);
        return NWS_OK;
    }
    NWS_TRY(copy_to(in, in->table.rule));
    in->copied = in->at = stop;
    return nws_put_rule(in->out, in->table.rule, stop, in->table.columns);
}

/* What counts at the beginning of the line from line to stop, which is in no fence. shallow: nor in
 * indented code. */
static nws_status begin_line(hider *in, const char *line, const char *stop, bool shallow)
{
    in->heading_list = NULL;
    if (is_alone(in->at, stop)) {
        in->in_notes = false;
        return NWS_OK;
    }
    if (!shallow)
        return NWS_OK;
    if (in->lists != NWS_LISTS_TEXT)
        in->heading_list = nws_heading_list(in->at, stop, in->end);
    if (nws_note_label(in->at, stop) == NULL)
        return begin_row(in, line, stop);
    NWS_TRY(copy_to(in, line));
    if (in->in_notes) /* each is a paragraph of its own */
        NWS_TRY(nws_buffer_push(in->out, '\n'));
    in->in_notes = true;
    return NWS_OK;
}

/* in->at is at a sign of the row. */
static nws_status visit_sign(hider *in)
{
    const char *at = in->at;
    const bool is_escape = *at == '\\';
    in->at += is_escape ? 2 : 1;
    nws_row_next(&in->row);
    if (*at == ']')
        return hide_plain(in, at, NWS_VIEW(NWS_TEMPLATE_BRACKET));
    if (is_escape) {
        NWS_TRY(copy_to(in, at));
        in->copied = at + 1;
        return NWS_OK;
    }
    if (in->row.sign > in->at || in->at == in->row.stop || *in->at == ']')
        return NWS_OK;
    NWS_TRY(copy_to(in, in->at)); /* the cell is empty */
    return nws_buffer_push(in->out, ' ');
}

/* in->at is at a '{', a '[' or a '~'. */
static nws_status visit_mark(hider *in, const char *begin)
{
    const char *at = in->at++, *stop;
    const bool escaped = at > in->copied && at[-1] == '\\';
    if (*at == '~')
        return nws_is_plain_tilde(begin, at, in->end)
                   ? hide_plain(in, at, NWS_VIEW(NWS_TEMPLATE_TILDE))
                   : NWS_OK;
    if (*at == '[') {
        stop = escaped ? NULL : nws_note_label(at, in->end);
        return stop == NULL ? NWS_OK : hide(in, at, stop, (nws_template){.alone = false});
    }
    stop = NULL;
    if (at == in->heading_list)
        stop = nws_scan_byte(at, in->end, '}') + 1;
    else if (in->lists == NWS_LISTS_ALL && !escaped)
        stop = nws_attribute_list(begin, at, in->end);
    if (stop != NULL) {
        NWS_TRY(copy_to(in, at));
        in->copied = in->at = stop;
        return NWS_OK;
    }
    stop = nws_template_stop(&in->ends, at);
    return stop == NULL ? NWS_OK : visit_tag(in, at, stop, at == begin);
}

/* The next character of the line that may mean something; false: there is none. */
static bool find_mark(hider *in)
{
    while (in->row.sign != NULL && in->row.sign < in->at) { /* a tag went on behind it */
        if (in->row.sign < in->row.stop)
            nws_row_next(&in->row);
        else
            in->row.sign = NULL;
    }
    const char *limit = in->row.sign != NULL ? in->row.sign : in->end;
    in->at = nws_scan_any4(in->at, limit, '{', '\n', '[', '~');
    return in->at < in->end && *in->at != '\n';
}

/* Leaves out what stands at the end of the definition of a link. */
static nws_status end_definition(hider *in, const char *begin)
{
    const char *stop = nws_definition_end(begin, in->at);
    if (stop == in->at || stop < in->copied)
        return NWS_OK;
    NWS_TRY(copy_to(in, stop));
    in->copied = in->at;
    return NWS_OK;
}

static nws_status hide_line(hider *in)
{
    const char *line = in->at, *stop = nws_scan_byte(line, in->end, '\n');
    watch_fence(in);
    in->row.sign = NULL;
    const bool in_code = in->fence != 0;
    const char *begin = in->at = nws_nesting_enter(&in->nesting, line, stop, in_code);
    const bool blank = is_alone(begin, stop), shallow = in->nesting.is_markdown;
    if (line == in->table.end && !blank)
        NWS_TRY(put_blank_line(in, line, stop));
    if (in_code)
        in->at = stop;
    else
        NWS_TRY(begin_line(in, line, stop, shallow));
    if (in->at < in->copied)
        in->at = in->copied;
    while (find_mark(in))
        NWS_TRY(in->at == in->row.sign ? visit_sign(in) : visit_mark(in, begin));
    if (shallow)
        NWS_TRY(end_definition(in, begin));
    nws_nesting_leave(&in->nesting, begin, in->at, in_code);
    in->at += in->at < in->end;
    return NWS_OK;
}

/* Whether there is anything to hide or to leave out. */
static bool has_sign(nws_view body)
{
    const char *at = body.data, *end = at + body.length;
    for (; (at = nws_scan_any4(at, end, '{', '[', '|', '~')) < end; at++)
        if (*at != '[' || (end - at > 1 && at[1] == '^'))
            return true;
    for (at = body.data; (at = nws_scan_byte(at, end, '\t')) < end;) {
        at = nws_skip_blanks(at, end);
        if (at == end || *at == '\n')
            return true;
    }
    return false;
}

/* Writes body with what is to be hidden in it. */
static nws_status hide_all(nws_view body, nws_attribute_lists lists, nws_templates *templates,
                           nws_buffer *out)
{
    const char *end = body.data + body.length;
    hider in = {.at = body.data,
                .end = end,
                .ends = {end, body.data, body.data},
                .has_signs = nws_template_sign(body.data, end) < end,
                .lists = lists,
                .templates = templates,
                .out = out,
                .copied = body.data};
    while (in.at < in.end)
        NWS_TRY(hide_line(&in));
    return copy_to(&in, in.end);
}

nws_status nws_template_hide(nws_view body, nws_attribute_lists lists, nws_templates *templates,
                             nws_buffer *out, nws_view *text)
{
    out->length = 0;
    if (has_sign(body))
        NWS_TRY(hide_all(body, lists, templates, out));
    else
        NWS_TRY(nws_buffer_add(out, body));
    if (out->length == 0 || out->data[out->length - 1] != '\n')
        NWS_TRY(nws_buffer_push(out, '\n'));
    NWS_TRY(nws_buffer_reserve(out, PADDING));
    memset(out->data + out->length, 0, PADDING);
    *text = nws_buffer_view(out);
    return NWS_OK;
}
