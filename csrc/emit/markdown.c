/* The walk: what each element is to Markdown; tables and pre, which need a look ahead. */
#include "emit/markdown.h"

#include "base/scan.h"
#include "clean/language.h"
#include "emit/markdown_parts.h"

enum { FENCE = 3, SPAN_MAX = 1000 };

/* What an element is to this writer. */
typedef enum role {
    ROLE_NONE, /* only what is in it counts */
    ROLE_BLOCK,
    ROLE_QUOTE,
    ROLE_LIST,
    ROLE_ITEM,
    ROLE_HEADING,
    ROLE_RULE,
    ROLE_PRE,
    ROLE_TABLE,
    ROLE_ROW,
    ROLE_CELL,
    ROLE_BREAK,
    ROLE_IMAGE,
    ROLE_CODE,
    ROLE_EM,
    ROLE_STRONG,
    ROLE_DEL,
    ROLE_LINK,
    ROLE_SKIP /* with all that is in it: never in a clean tree */
} role;

static const uint8_t roles[NWS_TAG_COUNT] = {
    [NWS_TAG_P] = ROLE_BLOCK,        [NWS_TAG_DIV] = ROLE_BLOCK,
    [NWS_TAG_ADDRESS] = ROLE_BLOCK,  [NWS_TAG_ARTICLE] = ROLE_BLOCK,
    [NWS_TAG_ASIDE] = ROLE_BLOCK,    [NWS_TAG_CAPTION] = ROLE_BLOCK,
    [NWS_TAG_CENTER] = ROLE_BLOCK,   [NWS_TAG_DD] = ROLE_BLOCK,
    [NWS_TAG_DETAILS] = ROLE_BLOCK,  [NWS_TAG_DIALOG] = ROLE_BLOCK,
    [NWS_TAG_DL] = ROLE_BLOCK,       [NWS_TAG_DT] = ROLE_BLOCK,
    [NWS_TAG_FIELDSET] = ROLE_BLOCK, [NWS_TAG_FIGCAPTION] = ROLE_BLOCK,
    [NWS_TAG_FIGURE] = ROLE_BLOCK,   [NWS_TAG_FOOTER] = ROLE_BLOCK,
    [NWS_TAG_FORM] = ROLE_BLOCK,     [NWS_TAG_HEADER] = ROLE_BLOCK,
    [NWS_TAG_HGROUP] = ROLE_BLOCK,   [NWS_TAG_LEGEND] = ROLE_BLOCK,
    [NWS_TAG_MAIN] = ROLE_BLOCK,     [NWS_TAG_NAV] = ROLE_BLOCK,
    [NWS_TAG_SEARCH] = ROLE_BLOCK,   [NWS_TAG_SECTION] = ROLE_BLOCK,
    [NWS_TAG_SUMMARY] = ROLE_BLOCK,  [NWS_TAG_BLOCKQUOTE] = ROLE_QUOTE,
    [NWS_TAG_UL] = ROLE_LIST,        [NWS_TAG_OL] = ROLE_LIST,
    [NWS_TAG_MENU] = ROLE_LIST,      [NWS_TAG_LI] = ROLE_ITEM,
    [NWS_TAG_H1] = ROLE_HEADING,     [NWS_TAG_H2] = ROLE_HEADING,
    [NWS_TAG_H3] = ROLE_HEADING,     [NWS_TAG_H4] = ROLE_HEADING,
    [NWS_TAG_H5] = ROLE_HEADING,     [NWS_TAG_H6] = ROLE_HEADING,
    [NWS_TAG_HR] = ROLE_RULE,        [NWS_TAG_PRE] = ROLE_PRE,
    [NWS_TAG_TABLE] = ROLE_TABLE,    [NWS_TAG_TR] = ROLE_ROW,
    [NWS_TAG_TD] = ROLE_CELL,        [NWS_TAG_TH] = ROLE_CELL,
    [NWS_TAG_BR] = ROLE_BREAK,       [NWS_TAG_IMG] = ROLE_IMAGE,
    [NWS_TAG_CODE] = ROLE_CODE,      [NWS_TAG_KBD] = ROLE_CODE,
    [NWS_TAG_SAMP] = ROLE_CODE,      [NWS_TAG_TT] = ROLE_CODE,
    [NWS_TAG_EM] = ROLE_EM,          [NWS_TAG_I] = ROLE_EM,
    [NWS_TAG_CITE] = ROLE_EM,        [NWS_TAG_DFN] = ROLE_EM,
    [NWS_TAG_VAR] = ROLE_EM,         [NWS_TAG_STRONG] = ROLE_STRONG,
    [NWS_TAG_B] = ROLE_STRONG,       [NWS_TAG_DEL] = ROLE_DEL,
    [NWS_TAG_S] = ROLE_DEL,          [NWS_TAG_STRIKE] = ROLE_DEL,
    [NWS_TAG_A] = ROLE_LINK,         [NWS_TAG_SCRIPT] = ROLE_SKIP,
    [NWS_TAG_STYLE] = ROLE_SKIP,     [NWS_TAG_TEMPLATE] = ROLE_SKIP,
    [NWS_TAG_TITLE] = ROLE_SKIP,     [NWS_TAG_NOSCRIPT] = ROLE_SKIP,
    [NWS_TAG_IFRAME] = ROLE_SKIP,    [NWS_TAG_TEXTAREA] = ROLE_SKIP,
    [NWS_TAG_NOEMBED] = ROLE_SKIP,   [NWS_TAG_NOFRAMES] = ROLE_SKIP,
};

static role role_of(const nws_node *node)
{
    return nws_node_space(node) == NWS_SPACE_HTML ? (role)roles[nws_node_tag(node)] : ROLE_SKIP;
}

/* --- tables --- */

static unsigned span_of(const nws_node *cell)
{
    const nws_attribute *attribute = nws_node_attribute(cell, NWS_ATTR_COLSPAN);
    unsigned span = 0;
    if (attribute == NULL)
        return 1;
    const nws_view text = nws_attribute_value(attribute);
    for (size_t i = 0; i < text.length && nws_is_digit((unsigned char)text.data[i]); i++)
        span = span > SPAN_MAX ? span : span * 10 + (unsigned)(text.data[i] - '0');
    return span == 0 ? 1 : span;
}

/* Whether Markdown can hold it in a cell. */
static bool fits_cell(const nws_node *node)
{
    if (!nws_node_is_element(node))
        return true;
    switch (role_of(node)) {
    case ROLE_QUOTE:
    case ROLE_LIST:
    case ROLE_ITEM:
    case ROLE_HEADING:
    case ROLE_RULE:
    case ROLE_PRE:
    case ROLE_TABLE: return false;
    default: return true;
    }
}

/* The columns of a table that can be written as one, else 0. It stops at the first thing that has
 * no place in a cell, a table among them: so no node is looked at for two tables. */
static unsigned count_columns(const nws_node *table)
{
    unsigned columns = 0, widest = 0;
    for (const nws_node *at = nws_node_following(table, table, false); at != NULL;
         at = nws_node_following(table, at, false)) {
        if (!fits_cell(at))
            return 0;
        if (!nws_node_is_element(at))
            continue;
        const role what = role_of(at);
        if (what == ROLE_ROW)
            columns = 0;
        else if (what == ROLE_CELL)
            columns += span_of(at);
        if (columns > widest)
            widest = columns;
        if (widest > NWS_MAX_MARKDOWN_COLUMNS)
            return 0;
    }
    return widest;
}

/* The line under the header. */
static nws_status put_underline(nws_md_writer *writer)
{
    NWS_TRY(nws_md_next_line(writer, false));
    NWS_TRY(nws_buffer_push(writer->out, '|'));
    for (unsigned i = 0; i < writer->columns; i++)
        NWS_TRY(nws_md_put(writer, NWS_VIEW(" --- |")));
    return NWS_OK;
}

static nws_status put_empty_cells(nws_md_writer *writer, unsigned count)
{
    for (; count > 0; count--)
        NWS_TRY(nws_md_put(writer, NWS_VIEW("|  ")));
    return NWS_OK;
}

static nws_status open_row(nws_md_writer *writer, const nws_node *row)
{
    bool head = false;
    for (const nws_node *cell = row->children; cell != NULL; cell = cell->next)
        head |= nws_node_is_html(cell, NWS_TAG_TH);
    if (writer->rows) {
        NWS_TRY(nws_md_next_line(writer, false));
    } else {
        NWS_TRY(nws_md_begin_block(writer));
        if (!head) { /* Markdown wants a header */
            NWS_TRY(put_empty_cells(writer, writer->columns));
            NWS_TRY(nws_buffer_push(writer->out, '|'));
            NWS_TRY(put_underline(writer));
            NWS_TRY(nws_md_next_line(writer, false));
            writer->rows = true;
        }
    }
    writer->column = 0;
    return NWS_OK;
}

static nws_status close_row(nws_md_writer *writer)
{
    if (!writer->rows || writer->column == 0)
        NWS_TRY(put_empty_cells(writer, writer->columns - writer->column));
    NWS_TRY(nws_buffer_push(writer->out, '|'));
    if (writer->rows)
        return NWS_OK;
    writer->rows = true;
    return put_underline(writer);
}

static nws_status open_cell(nws_md_writer *writer)
{
    writer->cell = writer->single = true;
    return nws_buffer_push(writer->out, '|');
}

static nws_status close_cell(nws_md_writer *writer, const nws_node *cell)
{
    const unsigned span = span_of(cell);
    const bool empty = !writer->begun;
    NWS_TRY(nws_md_end_block(writer));
    NWS_TRY(empty ? nws_md_put(writer, NWS_VIEW("  ")) : nws_buffer_push(writer->out, ' '));
    writer->cell = writer->single = false;
    writer->column += span;
    return put_empty_cells(writer, span - 1);
}

/* After a block that needs no blank line to end. md4c before 0.5 now and then takes the blank line
 * after such a block for the end of the item that it is in (it looks for a list item in bytes that
 * hold the line's offset); so in a container there is none. */
static void stay_close(nws_md_writer *writer)
{
    writer->tight = writer->depth > 0;
}

/* --- pre --- */

/* What a pre holds. */
typedef struct pre_survey {
    size_t run; /* the longest of backticks */
    bool seen;  /* there is something to see */
    bool image;
} pre_survey;

static void survey_text(nws_view text, size_t *run, pre_survey *survey)
{
    const char *at = text.data, *end = at + text.length;
    while (!survey->seen && at < end)
        survey->seen = !nws_is_space((unsigned char)*at++);
    for (at = text.data; at < end;) {
        const char *hit = nws_scan_byte(at, end, '`');
        *run = hit > at ? 0 : *run; /* a run may have begun in the text before */
        for (at = hit; at < end && *at == '`'; at++)
            ++*run;
        if (*run > survey->run)
            survey->run = *run;
    }
}

static pre_survey survey_pre(const nws_node *pre)
{
    pre_survey survey = {.run = 0};
    size_t run = 0;
    for (const nws_node *at = nws_node_following(pre, pre, false); at != NULL;
         at = nws_node_following(pre, at, false)) {
        if (at->type == XML_TEXT_NODE)
            survey_text(nws_node_text(at), &run, &survey);
        else
            survey.image |= nws_node_is_html(at, NWS_TAG_IMG);
    }
    return survey;
}

static nws_status put_fence(nws_md_writer *writer, size_t run)
{
    const size_t length = run < FENCE ? FENCE : run + 1;
    NWS_TRY(nws_buffer_reserve(writer->out, length));
    memset(writer->out->data + writer->out->length, '`', length);
    writer->out->length += length;
    return NWS_OK;
}

/* Everything in a pre: a fence, its lines, and behind it the images, which have no place in it. */
static nws_status put_pre(nws_md_writer *writer, const nws_node *pre)
{
    const pre_survey survey = survey_pre(pre);
    if (survey.seen && writer->marker) {
        NWS_TRY(nws_md_put_marker(writer));
        NWS_TRY(nws_md_end_block(writer));
    }
    if (survey.seen) {
        NWS_TRY(nws_md_begin_block(writer));
        NWS_TRY(put_fence(writer, survey.run));
        NWS_TRY(nws_md_put(writer, nws_language_of(pre)));
        writer->raw_lines = 1;
        for (const nws_node *at = nws_node_following(pre, pre, false); at != NULL;
             at = nws_node_following(pre, at, false)) {
            if (at->type == XML_TEXT_NODE)
                NWS_TRY(nws_md_put_raw(writer, nws_node_text(at)));
            else
                writer->raw_lines += nws_node_is_html(at, NWS_TAG_BR);
        }
        for (; writer->raw_lines > 1; writer->raw_lines--)
            NWS_TRY(nws_md_next_line(writer, true));
        NWS_TRY(nws_md_next_line(writer, false));
        NWS_TRY(put_fence(writer, survey.run));
        stay_close(writer);
    }
    for (const nws_node *at = pre; survey.image && at != NULL;
         at = nws_node_following(pre, at, false))
        if (nws_node_is_html(at, NWS_TAG_IMG))
            NWS_TRY(nws_md_put_image(writer, at));
    return nws_md_end_block(writer);
}

/* --- elements --- */

/* In a cell, what begins and ends blocks is a blank. */
static nws_status end_block(nws_md_writer *writer)
{
    if (!writer->cell)
        return nws_md_end_block(writer);
    writer->blank = true;
    return NWS_OK;
}

static nws_status put_rule(nws_md_writer *writer)
{
    const bool first =
        nws_md_empty(writer) || (writer->depth > 0 && writer->containers[writer->depth - 1].fresh);
    NWS_TRY(nws_md_begin_block(writer));
    /* "- ---" would be one rule, and a rule before all else opens front matter. */
    NWS_TRY(nws_md_put(writer, first ? NWS_VIEW("___") : NWS_VIEW("---")));
    stay_close(writer);
    return NWS_OK;
}

static nws_status open_heading(nws_md_writer *writer, const nws_node *heading)
{
    static const char leads[] = "###### ";
    const unsigned level = (unsigned)(nws_node_tag(heading) - NWS_TAG_H1) + 1;
    NWS_TRY(nws_md_end_block(writer));
    writer->lead = leads + 6 - level;
    writer->single = true;
    return NWS_OK;
}

/* Number signs at the end would be taken for the heading's own. */
static nws_status close_heading(nws_md_writer *writer)
{
    nws_buffer *out = writer->out;
    if (writer->begun && !writer->code_open && out->data[out->length - 1] == '#') {
        out->length--;
        NWS_TRY(nws_md_put(writer, NWS_VIEW("\\#")));
    }
    const bool written = writer->begun;
    writer->lead = NULL;
    writer->single = false;
    NWS_TRY(nws_md_end_block(writer));
    if (written)
        stay_close(writer);
    return NWS_OK;
}

static nws_status open_table(nws_md_writer *writer, const nws_node *table)
{
    NWS_TRY(nws_md_end_block(writer));
    const unsigned columns = writer->table == NULL ? count_columns(table) : 0;
    if (columns == 0)
        return NWS_OK;
    writer->table = table;
    writer->columns = columns;
    writer->rows = false;
    return NWS_OK;
}

static void put_break(nws_md_writer *writer)
{
    if (writer->single)
        writer->blank = true;
    else
        writer->breaks++;
}

static nws_status enter(nws_md_writer *writer, const nws_node *element, role what)
{
    switch (what) {
    case ROLE_NONE:
    case ROLE_PRE:
    case ROLE_SKIP: return NWS_OK;
    case ROLE_BLOCK: return end_block(writer);
    case ROLE_QUOTE:
        NWS_TRY(nws_md_end_block(writer));
        nws_md_open_quote(writer);
        return NWS_OK;
    case ROLE_LIST:
        NWS_TRY(nws_md_end_block(writer));
        nws_md_open_list(writer, element);
        return NWS_OK;
    case ROLE_ITEM:
        NWS_TRY(nws_md_end_block(writer));
        nws_md_open_item(writer, element);
        return NWS_OK;
    case ROLE_HEADING: return open_heading(writer, element);
    case ROLE_RULE: NWS_TRY(nws_md_end_block(writer)); return put_rule(writer);
    case ROLE_TABLE: return open_table(writer, element);
    case ROLE_ROW: return writer->table == NULL ? end_block(writer) : open_row(writer, element);
    case ROLE_CELL: return writer->table == NULL ? end_block(writer) : open_cell(writer);
    case ROLE_BREAK: put_break(writer); return NWS_OK;
    case ROLE_IMAGE: return nws_md_put_image(writer, element);
    case ROLE_CODE: return nws_md_open_code(writer);
    case ROLE_EM: return nws_md_open_span(writer, element, NWS_MD_EM);
    case ROLE_STRONG: return nws_md_open_span(writer, element, NWS_MD_STRONG);
    case ROLE_DEL: return nws_md_open_span(writer, element, NWS_MD_DEL);
    case ROLE_LINK:
        return nws_node_attribute(element, NWS_ATTR_HREF) == NULL
                   ? NWS_OK
                   : nws_md_open_span(writer, element, NWS_MD_LINK);
    }
    return NWS_OK;
}

static nws_status leave(nws_md_writer *writer, const nws_node *element, role what)
{
    switch (what) {
    case ROLE_BLOCK: return end_block(writer);
    case ROLE_QUOTE:
        NWS_TRY(nws_md_end_block(writer));
        nws_md_close_quote(writer);
        return NWS_OK;
    case ROLE_LIST:
        NWS_TRY(nws_md_end_block(writer));
        nws_md_close_list(writer);
        return NWS_OK;
    case ROLE_ITEM:
        NWS_TRY(nws_md_end_block(writer));
        nws_md_close_item(writer);
        return NWS_OK;
    case ROLE_HEADING: return close_heading(writer);
    case ROLE_TABLE:
        if (writer->table == element)
            writer->table = NULL;
        return nws_md_end_block(writer);
    case ROLE_ROW: return writer->table == NULL ? end_block(writer) : close_row(writer);
    case ROLE_CELL: return writer->table == NULL ? end_block(writer) : close_cell(writer, element);
    case ROLE_CODE: writer->code--; return NWS_OK;
    case ROLE_EM:
    case ROLE_STRONG:
    case ROLE_DEL:
    case ROLE_LINK: return nws_md_close_span(writer, element);
    default: return NWS_OK;
    }
}

/* Whether the walk goes into it. */
static nws_status visit(nws_md_writer *writer, const nws_node *node, bool *inside)
{
    *inside = false;
    if (node->type == XML_TEXT_NODE)
        return nws_md_put_text(writer, nws_node_text(node));
    if (!nws_node_is_element(node))
        return NWS_OK;
    const role what = role_of(node);
    if (what == ROLE_PRE) {
        NWS_TRY(nws_md_end_block(writer));
        return put_pre(writer, node);
    }
    *inside = what != ROLE_SKIP && node->children != NULL;
    NWS_TRY(enter(writer, node, what));
    return *inside ? NWS_OK : leave(writer, node, what);
}

nws_status nws_emit_markdown(const nws_node *root, nws_buffer *out)
{
    nws_md_writer writer;
    /* Not the containers and lists: they are written before they are read. */
    memset(&writer, 0, offsetof(nws_md_writer, containers));
    writer.out = out;
    writer.base = out->length;
    writer.repeats = (nws_repeats){NWS_MAX_MARKDOWN_REPEATS};
    const nws_node *node = root->children;
    while (node != NULL) {
        bool inside;
        NWS_TRY(visit(&writer, node, &inside));
        if (inside) {
            node = node->children;
            continue;
        }
        while (node->next == NULL && node->parent != root) {
            node = node->parent;
            NWS_TRY(leave(&writer, node, role_of(node)));
        }
        node = node->next;
    }
    NWS_TRY(nws_md_end_block(&writer));
    return nws_md_empty(&writer) ? NWS_OK : nws_buffer_push(out, '\n');
}
