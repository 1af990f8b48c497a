/* A row is prefix ["|"] cell {"|" cell} ["|"], the second one
 * prefix ["|"] [":"] "-" {"-"} [":"] {"|" …} ["|"] with at least one "|".
 *
 * https://github.github.com/gfm/#tables-extension-
 */
#include "markdown/pipes.h"

#include "base/bounds.h"
#include "base/scan.h"
#include "markdown/line.h"

enum { FENCE = 3, FREE_CELLS = 1024 };

enum {
    LONGEST_CODE = 32, /* backticks that begin code: md4c knows no more */
    STATEMENT,         /* "{%": these and the numbers of backticks are bits of unclosed */
    EXPRESSION
};

/* --- cells --- */

/* Behind the backticks at at; and where the code ends that they begin, if they do. */
static const char *pass_code(nws_row *row, const char *at)
{
    const char *from = at;
    while (at < row->stop && *at == '`')
        at++;
    const size_t length = (size_t)(at - from);
    if (length > LONGEST_CODE || (row->unclosed >> length & 1) != 0)
        return at;
    for (const char *hit = at; (hit = nws_scan_byte(hit, row->stop, '`')) < row->stop;) {
        const char *first = hit;
        while (hit < row->stop && *hit == '`')
            hit++;
        if ((size_t)(hit - first) == length) {
            row->code_end = hit;
            return at;
        }
    }
    row->unclosed |= UINT64_C(1) << length;
    return at;
}

/* Behind the template tag that begins at at, or behind its first character. */
static const char *pass_template(nws_row *row, const char *at)
{
    const char *from = at + 1, *stop = row->stop;
    if (from == stop || (*from != '{' && *from != '%'))
        return from;
    const char last = *from == '{' ? '}' : '%';
    const unsigned kind = *from == '{' ? EXPRESSION : STATEMENT;
    if ((row->unclosed >> kind & 1) != 0)
        return from;
    for (at = from + 1; (at = nws_scan_byte(at, stop, '}')) < stop; at++)
        if (at > from + 1 && at[-1] == last)
            return at + 1;
    row->unclosed |= UINT64_C(1) << kind;
    return from;
}

/* The next "\\|" of the code that at is in, or the end of it. */
static const char *find_bar(const char *at, const char *code_end)
{
    while ((at = nws_scan_byte(at, code_end, '\\')) < code_end && at[1] != '|')
        at++; /* a backtick stands at the end of code */
    return at;
}

/* Counts a bracket; false: it would end a link that began in another cell. */
static bool pass_bracket(nws_row *row, char bracket)
{
    if (bracket == '[')
        row->brackets++;
    else if (row->brackets > 0)
        row->brackets--;
    else
        return !row->left_open;
    return true;
}

static void find_sign(nws_row *row, const char *at)
{
    while (at < row->stop && *at != '|') {
        if (*at == '`')
            at = pass_code(row, at);
        else if (*at == '{')
            at = pass_template(row, at);
        else if (*at == '[' || *at == ']') {
            if (!pass_bracket(row, *at))
                break;
            at++;
        } else {
            at += *at == '\\' && row->stop - at > 1 ? 2 : 1;
        }
        if (at < row->code_end) {
            at = find_bar(at, row->code_end);
            if (at < row->code_end)
                break;
        }
    }
    row->sign = at;
}

nws_row nws_row_begin(const char *at, const char *stop)
{
    nws_row row = {.stop = stop, .code_end = at};
    find_sign(&row, at);
    return row;
}

void nws_row_next(nws_row *row)
{
    const char *at = row->sign + 1;
    if (*row->sign == '|') {
        row->left_open |= row->brackets > 0;
        row->brackets = 0;
    }
    if (at < row->code_end)
        at = find_bar(at, row->code_end);
    if (at < row->code_end)
        row->sign = at;
    else
        find_sign(row, at);
}

/* --- rows --- */

/* What stands before a row in quotes. */
static const char *skip_quotes(const char *at, const char *stop, unsigned *quotes)
{
    *quotes = 0;
    for (at = nws_skip_blanks(at, stop); at < stop && *at == '>';
         at = nws_skip_blanks(at + 1, stop))
        ++*quotes;
    return at;
}

/* The text of the item that begins at at, or at. */
static const char *skip_item(const char *at, const char *stop)
{
    const char *mark = nws_item_mark(at, stop);
    return mark == NULL ? at : nws_skip_blanks(mark, stop);
}

/* Whether what stands from line to at has blanks at its end that make code of what follows, in a
 * quote. */
static bool is_code(const char *line, const char *at)
{
    size_t columns = 0;
    for (; at > line && at[-1] != '>'; at--)
        columns += at[-1] == '\t' ? 4 : 1;
    return at > line && columns > 4;
}

/* Cells up to the last one with something in it; *cells: all of them. */
static size_t count_columns(const char *at, const char *stop, size_t *cells)
{
    at += at < stop && *at == '|';
    size_t count = 0, filled = 0;
    for (nws_row row = nws_row_begin(at, stop);; nws_row_next(&row)) {
        if (row.sign < stop && *row.sign != '|')
            continue;
        count++;
        if (nws_skip_blanks(at, row.sign) < row.sign)
            filled = count;
        if (row.sign == stop)
            break;
        at = row.sign + 1;
    }
    *cells = filled < count ? count - 1 : count; /* what is behind the last "|" is none */
    return filled;
}

/* The cell of a second row at at: what stands behind it, or NULL. */
static const char *pass_rule_cell(const char *at, const char *stop)
{
    at += at < stop && *at == ':';
    const char *from = at;
    while (at < stop && *at == '-')
        at++;
    if (at == from)
        return NULL;
    at += at < stop && *at == ':';
    return nws_skip_blanks(at, stop);
}

/* How many cells a second row has; 0: it is none. */
static size_t count_rule(const char *at, const char *stop)
{
    bool has_pipe = at < stop && *at == '|';
    size_t count = 0;
    at = nws_skip_blanks(at + has_pipe, stop);
    while (at < stop) {
        at = pass_rule_cell(at, stop);
        if (at == NULL || (at < stop && *at != '|'))
            return 0;
        count++;
        has_pipe |= at < stop;
        at = nws_skip_blanks(at + (at < stop), stop);
    }
    return has_pipe ? count : 0;
}

/* Whether what stands from at to stop is a row: no blank line, heading, fence, note or item, no
 * comment and no tag without a cell. */
static bool is_row(const char *at, const char *stop)
{
    const char *from = at, first = at < stop ? *at : '\n';
    if (at == stop || nws_note_label(at, stop) != NULL || nws_item_mark(at, stop) != NULL)
        return false;
    if (first == '<' && (nws_scan_byte(at, stop, '|') == stop || at[1] == '!' || at[1] == '/'))
        return false;
    if (first == '#')
        return !nws_has_number_signs(at, stop);
    while (at < stop && *at == first)
        at++;
    return (first != '`' && first != '~') || at - from < FENCE;
}

bool nws_pipe_table_begins(const char *line, const char *stop, const char *end, bool in_paragraph,
                           nws_pipe_table *table)
{
    if (stop == end || nws_scan_byte(line, stop, '|') == stop)
        return false;
    unsigned quotes, others;
    const char *first = skip_quotes(line, stop, &quotes);
    const char *text = skip_item(first, stop);
    if (!is_row(text, stop) || is_code(line, first))
        return false;
    const char *rule_stop = nws_scan_byte(stop + 1, end, '\n');
    table->rule = skip_quotes(stop + 1, rule_stop, &others);
    table->columns = count_rule(table->rule, rule_stop);
    if (table->columns == 0 || quotes != others)
        return false;
    size_t cells, columns = count_columns(text, stop, &cells);
    if (in_paragraph && cells != table->columns)
        return false;
    size_t rows = 2;
    for (stop = rule_stop; stop < end; rows++) {
        table->end = stop + 1;
        const char *next = nws_scan_byte(stop + 1, end, '\n');
        const char *at = skip_quotes(stop + 1, next, &others);
        if (others != quotes || !is_row(at, next))
            break;
        const size_t more = count_columns(at, next, &cells);
        columns = more > columns ? more : columns;
        stop = next;
    }
    if (stop == end)
        table->end = end;
    const size_t length = (size_t)(table->end - line);
    const size_t most = table->columns + (length * NWS_MAX_ADDED_CELLS + FREE_CELLS) / rows;
    if (columns > table->columns)
        table->columns = columns < most ? columns : most;
    return true;
}

const char *nws_rule_bar(const char *line, const char *stop)
{
    unsigned quotes;
    const char *rule = skip_quotes(line, stop, &quotes);
    return count_rule(rule, stop) == 0 ? NULL : nws_scan_byte(rule, stop, '|');
}

nws_status nws_put_rule(nws_buffer *out, const char *rule, const char *end, size_t columns)
{
    const char *at = rule, *stop = nws_scan_byte(rule, end, '\n');
    at = nws_skip_blanks(at + (*at == '|'), stop);
    for (size_t i = 0; i < columns; i++) {
        const char *next = at < stop ? pass_rule_cell(at, stop) : at;
        const char *last = next;
        while (last > at && last[-1] != ':' && last[-1] != '-')
            last--;
        NWS_TRY(
            nws_buffer_add(out, at < stop && *at == ':' ? NWS_VIEW("|:---") : NWS_VIEW("|---")));
        if (last > at && last[-1] == ':')
            NWS_TRY(nws_buffer_push(out, ':'));
        at = next < stop ? nws_skip_blanks(next + 1, stop) : stop;
    }
    return nws_buffer_push(out, '|');
}
