/* Where lines begin: what quotes and list items put before them, and blank lines between blocks.
 *
 * A marker is written with the first line of its item, so that an item with nothing to see leaves
 * no trace; its number is then missing, and the next one begins a list of its own.
 */
#include "emit/markdown_parts.h"

static const int64_t LARGEST = 999999999; /* nine digits are the most that a marker may have */

/* --- lines --- */

static nws_status put_blanks(nws_md_writer *writer, size_t count)
{
    NWS_TRY(nws_buffer_reserve(writer->out, count));
    memset(writer->out->data + writer->out->length, ' ', count);
    writer->out->length += count;
    return NWS_OK;
}

/* What the containers put before a line. In a blank one, those that have not begun put nothing, and
 * no blanks are left at its end. */
static nws_status put_prefix(nws_md_writer *writer, bool blank)
{
    size_t kept = writer->out->length;
    for (unsigned i = 0; i < writer->depth; i++) {
        nws_md_container *at = &writer->containers[i];
        if (blank && at->fresh)
            break;
        if (at->quote || at->fresh)
            NWS_TRY(nws_md_put(writer, nws_view_of(at->marker, at->length)));
        else
            NWS_TRY(put_blanks(writer, at->length));
        if (at->quote)
            kept = writer->out->length - 1;
        if (!blank)
            at->fresh = false;
    }
    if (blank)
        writer->out->length = kept;
    return NWS_OK;
}

nws_status nws_md_next_line(nws_md_writer *writer, bool blank)
{
    NWS_TRY(nws_buffer_push(writer->out, '\n'));
    return put_prefix(writer, blank);
}

nws_status nws_md_begin_block(nws_md_writer *writer)
{
    if (!nws_md_empty(writer)) {
        if (!writer->tight)
            NWS_TRY(nws_md_next_line(writer, true));
        NWS_TRY(nws_buffer_push(writer->out, '\n'));
    }
    writer->tight = false;
    return put_prefix(writer, false);
}

nws_status nws_md_end_block(nws_md_writer *writer)
{
    NWS_TRY(nws_md_end_code(writer));
    NWS_TRY(nws_md_close_spans(writer));
    writer->begun = false;
    writer->blank = false;
    writer->breaks = 0;
    return NWS_OK;
}

/* --- quotes --- */

void nws_md_open_quote(nws_md_writer *writer)
{
    if (writer->depth == NWS_MAX_MARKDOWN_DEPTH) {
        writer->deep_quotes++;
        return;
    }
    writer->containers[writer->depth++] =
        (nws_md_container){.length = 2, .quote = true, .fresh = true, .marker = "> "};
}

void nws_md_close_quote(nws_md_writer *writer)
{
    writer->tight = false;
    if (writer->deep_quotes > 0)
        writer->deep_quotes--;
    else
        writer->depth--;
}

/* --- lists --- */

/* Whether an item of the list has a paragraph in it. */
static bool is_loose(const nws_node *list)
{
    for (const nws_node *item = list->children; item != NULL; item = item->next)
        for (const nws_node *child = item->children; child != NULL; child = child->next)
            if (nws_node_is_html(item, NWS_TAG_LI) && nws_node_is_html(child, NWS_TAG_P))
                return true;
    return false;
}

/* The mark of a list that must not be taken for the one before it. */
static char other_mark(char mark)
{
    switch (mark) {
    case '-': return '*';
    case '*': return '-';
    case '.': return ')';
    default: return '.';
    }
}

static nws_md_list *current_list(nws_md_writer *writer)
{
    return writer->list_depth == 0 || writer->list_depth > NWS_MAX_OUTPUT_DEPTH
               ? NULL
               : &writer->lists[writer->list_depth - 1];
}

/* https://html.spec.whatwg.org/multipage/grouping-content.html#ordinal-value */
void nws_md_open_list(nws_md_writer *writer, const nws_node *element)
{
    const bool ordered = nws_node_is_html(element, NWS_TAG_OL);
    nws_md_list list = {.expected = -1, .mark = ordered ? '.' : '-', .loose = is_loose(element)};
    if (ordered) {
        list.number = list.step = 1;
        if (nws_node_attribute(element, NWS_ATTR_REVERSED) != NULL) {
            list.number = 0;
            list.step = -1;
            for (const nws_node *item = element->children; item != NULL; item = item->next)
                list.number += nws_node_is_html(item, NWS_TAG_LI);
        }
        nws_node_integer(element, NWS_ATTR_START, &list.number);
    }
    /* Not to be taken for the list before it, nor for the one whose item has no container. */
    const nws_md_list *outer = current_list(writer);
    if ((writer->list_end == writer->out->length && writer->list_mark == list.mark) ||
        (outer != NULL && !outer->contained && outer->mark == list.mark))
        list.mark = other_mark(list.mark);
    if (writer->list_depth < NWS_MAX_OUTPUT_DEPTH)
        writer->lists[writer->list_depth] = list;
    writer->list_depth++;
}

void nws_md_close_list(nws_md_writer *writer)
{
    const nws_md_list *list = current_list(writer);
    if (list != NULL && list->last != 0) {
        writer->list_end = writer->out->length;
        writer->list_mark = list->last;
    }
    writer->list_depth--;
    writer->marker = false;
    writer->tight = false;
}

size_t nws_md_marker(char *out, int64_t number, int step, char mark)
{
    size_t length = 0;
    if (step != 0) {
        char room[NWS_DECIMAL_ROOM];
        const nws_view digits = nws_decimal(number, room);
        memcpy(out, digits.data, digits.length);
        length = digits.length;
    }
    out[length++] = mark;
    out[length++] = ' ';
    return length;
}

/* Whether the first item of a list may follow the text of the item around it without a blank line:
 * https://spec.commonmark.org/0.30/#lists, the rule on interrupting a paragraph. */
static bool may_follow(const nws_md_writer *writer, const nws_md_list *list, int64_t number)
{
    if (writer->list_depth < 2 || (list->step != 0 && number != 1))
        return false;
    const nws_md_list *outer = &writer->lists[writer->list_depth - 2];
    return outer->contained && !outer->loose;
}

void nws_md_open_item(nws_md_writer *writer, const nws_node *item)
{
    nws_md_list *list = current_list(writer);
    if (list == NULL)
        return;
    if (list->step != 0)
        nws_node_integer(item, NWS_ATTR_VALUE, &list->number);
    const int64_t number = list->number;
    list->number += list->step;
    writer->marker = false;
    list->contained = writer->depth < NWS_MAX_MARKDOWN_DEPTH &&
                      (list->step == 0 || (number >= 0 && number <= LARGEST));
    if (!list->contained) {
        writer->marker = true;
        writer->marker_number = number;
        writer->marker_step = list->step;
        return;
    }
    if (list->step != 0 && list->expected >= 0 && list->expected != number) {
        list->mark = other_mark(list->mark);
        list->expected = -1;
    }
    if (writer->depth == 0 || !writer->containers[writer->depth - 1].fresh)
        writer->tight |= list->expected < 0 ? may_follow(writer, list, number) : !list->loose;
    nws_md_container *at = &writer->containers[writer->depth++];
    *at = (nws_md_container){.fresh = true};
    at->length = (uint8_t)nws_md_marker(at->marker, number, list->step, list->mark);
    list->written = number;
}

void nws_md_close_item(nws_md_writer *writer)
{
    nws_md_list *list = current_list(writer);
    if (list == NULL || !list->contained)
        return;
    list->contained = false;
    if (writer->containers[--writer->depth].fresh) {
        writer->tight = false;
    } else {
        list->expected = list->step == 0 ? 0 : list->written + 1;
        list->last = list->mark;
    }
}
