/* What is open in a line: delimiters, and the care that they need to count as such.
 *
 * A delimiter opens when it is left-flanking and closes when it is right-flanking. Where what is
 * beside it would not let it, the letter on its outer side becomes a character reference, whose "&"
 * and ";" are punctuation. Two delimiters of one mark are never put side by side ("**a****b**", and
 * "***" for two): a span goes on, or has the other mark. So no rule on the lengths of runs matters,
 * in which parsers differ.
 * https://spec.commonmark.org/0.30/#left-flanking-delimiter-run
 */
#include "emit/markdown_parts.h"

#include "base/scan.h"

static nws_view delimiter_of(const nws_md_span *span)
{
    static const char marks[] = "**__~~";
    const size_t at = span->mark == '*' ? 0 : span->mark == '_' ? 2 : 4;
    return nws_view_of(marks + at, span->format == NWS_MD_EM ? 1 : 2);
}

bool nws_md_in_link(const nws_md_writer *writer)
{
    for (unsigned i = 0; i < writer->span_count; i++)
        if (writer->spans[i].format == NWS_MD_LINK && !writer->spans[i].silent)
            return true;
    return false;
}

/* --- code --- */

/* Runs of so many backticks begin and end code; md4c takes longer ones for text. */
enum { MOST_BACKTICKS = 32 };

/* The fewest backticks that no run between at and end has; 0: they have them all. */
static size_t free_run(const char *at, const char *end)
{
    uint64_t taken = 1;
    while ((at = nws_scan_byte(at, end, '`')) < end) {
        const char *from = at;
        while (at < end && *at == '`')
            at++;
        if (at - from <= MOST_BACKTICKS)
            taken |= UINT64_C(1) << (at - from);
    }
    const unsigned run = (unsigned)__builtin_ctzll(~taken);
    return run <= MOST_BACKTICKS ? run : 0;
}

/* https://spec.commonmark.org/0.30/#ascii-punctuation-character */
static bool is_mark(char c)
{
    const unsigned char byte = (unsigned char)c;
    return byte > ' ' && byte < 0x7F && !nws_is_alpha(byte) && !nws_is_digit(byte);
}

/* Code that no backticks can stand round: its text, with an escape for all punctuation. */
static nws_status escape_code(nws_buffer *out, size_t start)
{
    size_t marks = 0;
    for (size_t i = start; i < out->length; i++)
        marks += is_mark(out->data[i]);
    NWS_TRY(nws_buffer_reserve(out, marks));
    char *to = out->data + out->length + marks;
    for (size_t i = out->length; i-- > start;) {
        *--to = out->data[i];
        if (is_mark(*to))
            *--to = '\\';
    }
    out->length += marks;
    return NWS_OK;
}

/* https://spec.commonmark.org/0.30/#code-spans */
nws_status nws_md_end_code(nws_md_writer *writer)
{
    nws_buffer *out = writer->out;
    if (!writer->code_open)
        return NWS_OK;
    writer->code_open = false;
    const size_t length = out->length - writer->code_start;
    const char *text = out->data + writer->code_start;
    const size_t fence = free_run(text, text + length);
    if (fence == 0)
        return escape_code(out, writer->code_start);
    const size_t pad = text[0] == '`' || text[length - 1] == '`' ? 1 : 0;
    NWS_TRY(nws_buffer_reserve(out, 2 * (fence + pad)));
    char *at = out->data + writer->code_start;
    memmove(at + fence + pad, at, length);
    memset(at, '`', fence);
    memset(at + fence, ' ', pad);
    at += fence + pad + length;
    memset(at, ' ', pad);
    memset(at + pad, '`', fence);
    out->length += 2 * (fence + pad);
    return NWS_OK;
}

nws_status nws_md_open_code(nws_md_writer *writer)
{
    writer->code++;
    return writer->blank ? nws_md_end_code(writer) : NWS_OK;
}

/* --- closing --- */

static bool at_edge(const nws_md_writer *writer)
{
    return writer->edge > 0 && writer->edge == writer->out->length;
}

static nws_status write_close(nws_md_writer *writer, const nws_md_span *span)
{
    if (span->silent)
        return NWS_OK;
    if (span->format == NWS_MD_LINK) {
        NWS_TRY(nws_buffer_push(writer->out, ']'));
        return nws_md_put_target(writer, span->node, NWS_ATTR_HREF);
    }
    const nws_flank_class inner = nws_md_last_class(writer);
    if (inner == NWS_FLANK_SPACE)
        NWS_TRY(nws_md_guard_last(writer, true));
    writer->closed = *span;
    writer->closed_start = writer->out->length;
    NWS_TRY(nws_md_put(writer, delimiter_of(span)));
    writer->edge = writer->out->length;
    writer->edge_mark = span->mark;
    writer->edge_guard = span->mark == '_' || inner != NWS_FLANK_OTHER;
    return NWS_OK;
}

nws_status nws_md_close_span(nws_md_writer *writer, const nws_node *element)
{
    if (writer->span_count == 0 || writer->spans[writer->span_count - 1].node != element)
        return NWS_OK;
    const nws_md_span span = writer->spans[--writer->span_count];
    if (!span.written || span.silent)
        return NWS_OK;
    NWS_TRY(nws_md_end_code(writer));
    return write_close(writer, &span);
}

nws_status nws_md_close_spans(nws_md_writer *writer)
{
    for (unsigned i = writer->span_count; i-- > 0;) {
        nws_md_span *span = &writer->spans[i];
        if (!span->written)
            continue;
        NWS_TRY(write_close(writer, span));
        span->written = false;
        span->again = true;
    }
    writer->edge = 0;
    return NWS_OK;
}

/* --- opening --- */

/* Takes back the delimiter that was just written: the span goes on. What stands there now may be
 * a delimiter, too. */
static void reopen(nws_md_writer *writer, nws_md_span *span)
{
    writer->out->length = writer->closed_start;
    span->written = true;
    span->mark = writer->closed.mark;
    const char last = writer->out->data[writer->out->length - 1];
    writer->closed = (nws_md_span){.node = NULL};
    writer->edge = last == '*' || last == '_' || last == '~' ? writer->out->length : 0;
    writer->edge_mark = last;
    writer->edge_guard = true;
}

nws_status nws_md_open_span(nws_md_writer *writer, const nws_node *element, nws_md_format format)
{
    for (unsigned i = 0; i < writer->span_count; i++)
        if (writer->spans[i].format == (uint8_t)format)
            return NWS_OK;
    nws_md_span *span = &writer->spans[writer->span_count++];
    *span = (nws_md_span){.node = element, .format = (uint8_t)format};
    if (at_edge(writer) && writer->closed.node != NULL &&
        writer->closed.format == (uint8_t)format && !writer->blank && writer->breaks == 0 &&
        writer->out->data[writer->closed_start - 1] != '`') /* code could not go on */
        reopen(writer, span);
    return NWS_OK;
}

static bool has_pending(const nws_md_writer *writer)
{
    return writer->span_count > 0 && !writer->spans[writer->span_count - 1].written;
}

/* "[": not behind an exclamation mark. */
static nws_status open_link(nws_md_writer *writer, nws_md_span *span)
{
    nws_buffer *out = writer->out;
    if (span->again) {
        const nws_attribute *href = nws_node_attribute(span->node, NWS_ATTR_HREF);
        const size_t cost = href == NULL ? 0 : nws_attribute_value(href).length;
        span->silent = !nws_repeats_pay(&writer->repeats, cost);
        if (span->silent)
            return NWS_OK;
    }
    if (!nws_md_empty(writer) && out->data[out->length - 1] == '!') {
        out->length--;
        NWS_TRY(nws_md_put(writer, NWS_VIEW("\\!")));
    }
    return nws_buffer_push(out, '[');
}

/* Emphasis in emphasis has the other mark, and so has what is beside a closing delimiter: no run of
 * one mark is ever more than one delimiter. */
static char mark_for(const nws_md_writer *writer, unsigned i)
{
    const uint8_t format = writer->spans[i].format;
    char taken = at_edge(writer) ? writer->edge_mark : 0;
    if (format == NWS_MD_LINK)
        return '[';
    if (format == NWS_MD_DEL)
        return '~';
    while (i-- > 0)
        if (writer->spans[i].mark == '*' || writer->spans[i].mark == '_')
            taken = writer->spans[i].mark;
    return taken == '*' ? '_' : '*';
}

/* Before a letter "*" opens, whatever is before it; "_" does not open in a word. */
static nws_status open_delimiter(nws_md_writer *writer, nws_md_span *span, nws_flank_class next)
{
    const nws_flank_class last = nws_md_last_class(writer);
    const bool bare = last == NWS_FLANK_OTHER || last == NWS_FLANK_SYMBOL;
    const bool guard = bare && (span->mark == '_' || next != NWS_FLANK_OTHER);
    if (guard && writer->opened_bare && writer->opened == nws_md_last_start(writer)) {
        span->silent = true; /* a reference there would undo the delimiter before it */
        return NWS_OK;
    }
    if (guard)
        NWS_TRY(nws_md_guard_last(writer, false));
    NWS_TRY(nws_md_put(writer, delimiter_of(span)));
    writer->opened = writer->out->length;
    writer->opened_bare = bare && !guard;
    return NWS_OK;
}

/* Opens what is pending, before something whose first character is of class next. */
static nws_status open_pending(nws_md_writer *writer, nws_flank_class next)
{
    unsigned first = writer->span_count;
    while (first > 0 && !writer->spans[first - 1].written)
        first--;
    for (unsigned i = first; i < writer->span_count; i++) {
        nws_md_span *span = &writer->spans[i];
        span->written = true;
        span->mark = mark_for(writer, i);
        span->silent |= at_edge(writer) && writer->edge_mark == span->mark;
        if (span->silent)
            continue;
        if (span->format == NWS_MD_LINK) {
            NWS_TRY(open_link(writer, span));
            continue;
        }
        NWS_TRY(open_delimiter(writer, span, i + 1 < writer->span_count ? NWS_FLANK_MARK : next));
    }
    return NWS_OK;
}

/* --- what comes before something to see --- */

static nws_status begin(nws_md_writer *writer)
{
    if (writer->cell) {
        NWS_TRY(nws_buffer_push(writer->out, ' '));
    } else {
        NWS_TRY(nws_md_begin_block(writer));
        if (writer->lead != NULL)
            NWS_TRY(nws_md_put(writer, nws_view_of(writer->lead, strlen(writer->lead))));
    }
    writer->begun = true;
    writer->line_start = !writer->single;
    writer->digits = 0;
    writer->blank = false;
    writer->breaks = 0;
    return NWS_OK;
}

/* One br is a line's end, more of them are a paragraph's. */
static nws_status put_breaks(nws_md_writer *writer)
{
    if (writer->breaks > 1) {
        NWS_TRY(nws_md_end_block(writer));
        return begin(writer);
    }
    NWS_TRY(nws_buffer_push(writer->out, '\\'));
    NWS_TRY(nws_md_next_line(writer, false));
    writer->line_start = true;
    writer->digits = 0;
    writer->blank = false;
    writer->breaks = 0;
    return NWS_OK;
}

nws_status nws_md_settle(nws_md_writer *writer, nws_flank_class next, bool in_code)
{
    if (writer->code_open && (!in_code || has_pending(writer) || writer->breaks > 0))
        NWS_TRY(nws_md_end_code(writer));
    if (!writer->begun)
        NWS_TRY(begin(writer));
    else if (writer->breaks > 0)
        NWS_TRY(put_breaks(writer));
    if (writer->blank) {
        NWS_TRY(nws_buffer_push(writer->out, ' '));
        writer->blank = false;
        writer->line_start &= writer->digits == 0; /* "1 ." begins nothing */
    }
    if (in_code)
        next = NWS_FLANK_MARK;
    writer->refer = false;
    if (has_pending(writer)) {
        NWS_TRY(open_pending(writer, next));
        writer->line_start = false;
        writer->refer = next == NWS_FLANK_SPACE;
    }
    if (at_edge(writer) && writer->edge_guard)
        writer->refer = next != NWS_FLANK_MARK && next != NWS_FLANK_SPACE;
    if (in_code && !writer->code_open) {
        writer->code_open = true;
        writer->code_start = writer->out->length;
        writer->line_start = false;
    }
    return NWS_OK;
}
