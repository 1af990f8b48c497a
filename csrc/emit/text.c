/* The text writer: one walk, white space held back until something to see follows it.
 *
 * Line breaks, tabs and blanks are only counted when they are met; the next visible character
 * decides what of them is written. So nothing is ever taken back, and both ends come out clean.
 */
#include "emit/text.h"

#include "base/bounds.h"
#include "base/scan.h"
#include "clean/scrub.h"
#include "clean/stable.h"

enum {
    SLACK = 64,    /* for separators and a marker: kept free behind every run */
    MAX_LINES = 2, /* newlines in a row */
    FIRST_MARKS = 64
};

static const uint32_t UNSET = UINT32_MAX;

/* A list that is open. */
typedef struct numbering {
    int64_t number; /* of the next item */
    int step;       /* 0: bullets */
} numbering;

/* A table row that is open, as it was when it began: what was due before it is due before its first
 * cell that has something to see. */
typedef struct row_start {
    uint32_t offset;
    unsigned lines;
    unsigned tabs; /* of the cell that its table is in */
} row_start;

typedef struct text_writer {
    char *at;
    char *limit; /* SLACK bytes lie behind it */
    nws_buffer *out;
    size_t base;    /* where the text begins in out */
    unsigned lines; /* newlines due before what comes next */
    unsigned tabs;
    bool blank;  /* a blank is due */
    bool begun;  /* something was written */
    bool raw;    /* in a pre */
    bool marker; /* an item's marker is due: number, or a bullet when step is 0 */
    bool first_cell;
    uint32_t cells; /* that are open */
    numbering item;
    nws_marks *marks;
    uint32_t waiting; /* marks before this one have their start */
    uint32_t figure;  /* 1 + index of the open figure's mark */
    uint32_t open;    /* 1 + index of the innermost mark that is open */
    uint32_t depth;   /* of lists */
    uint32_t rows;    /* that are open */
    numbering lists[NWS_MAX_OUTPUT_DEPTH];
    row_start starts[NWS_MAX_OUTPUT_DEPTH]; /* of the open rows */
} text_writer;

static nws_status grow(text_writer *writer, size_t more)
{
    nws_buffer *out = writer->out;
    if (writer->at != NULL)
        out->length = (size_t)(writer->at - out->data);
    NWS_TRY(nws_buffer_reserve(out, more + 2 * SLACK));
    writer->at = out->data + out->length;
    writer->limit = out->data + out->capacity - SLACK;
    return NWS_OK;
}

NWS_MUST_CHECK NWS_INLINE nws_status need(text_writer *writer, size_t more)
{
    if (NWS_LIKELY(writer->at != NULL && (ptrdiff_t)more <= writer->limit - writer->at))
        return NWS_OK;
    return grow(writer, more);
}

NWS_INLINE uint32_t offset(const text_writer *writer)
{
    return writer->at == NULL ? 0
                              : (uint32_t)((size_t)(writer->at - writer->out->data) - writer->base);
}

/* --- what was held back --- */

static void put_marker(text_writer *writer)
{
    writer->marker = false;
    if (writer->item.step == 0) {
        *writer->at++ = '-';
    } else {
        char room[NWS_DECIMAL_ROOM];
        const nws_view digits = nws_decimal(writer->item.number, room);
        memcpy(writer->at, digits.data, digits.length);
        writer->at += digits.length;
        *writer->at++ = '.';
    }
    *writer->at++ = ' ';
}

/* Newlines that the text already ends with count: a pre may have written some. */
static void put_lines(text_writer *writer)
{
    const char *start = writer->out->data + writer->base;
    unsigned present = 0;
    while (present < writer->lines && writer->at - present > start &&
           writer->at[-1 - (int)present] == '\n')
        present++;
    for (; present < writer->lines; present++)
        *writer->at++ = '\n';
}

/* Something to see is about to be written; SLACK bytes are free. */
static void settle(text_writer *writer)
{
    if (writer->begun) {
        if (writer->lines > 0)
            put_lines(writer);
        else if (writer->blank && writer->tabs == 0)
            *writer->at++ = ' ';
        for (; writer->tabs > 0; writer->tabs--)
            *writer->at++ = '\t';
    }
    writer->begun = true;
    writer->lines = writer->tabs = 0;
    writer->blank = false;
    if (writer->marker)
        put_marker(writer);
    if (writer->marks != NULL)
        for (; writer->waiting < writer->marks->count; writer->waiting++)
            if (writer->marks->items[writer->waiting].start == UNSET)
                writer->marks->items[writer->waiting].start = offset(writer);
}

/* In a cell a paragraph ends a line, and no more: a blank line would look like the table's end.
 * What a cell begins with stands beside the cell before it. */
static void break_lines(text_writer *writer, unsigned lines)
{
    if (writer->cells > 0 && lines > 1)
        lines = 1;
    if (writer->tabs > 0)
        return;
    if (writer->lines < lines)
        writer->lines = lines;
}

/* A br: as break_lines, but each adds a line. */
static void add_line(text_writer *writer)
{
    const unsigned most = writer->cells > 0 ? 1 : MAX_LINES;
    if (writer->tabs == 0 && writer->lines < most)
        writer->lines++;
}

/* --- text --- */

/* The next white space that is not one blank between two other characters. */
static const char *scan_uneven_scalar(const char *at, const char *end)
{
    for (; at < end; at++)
        if (*at == '\n' || *at == '\t' || *at == '\r' ||
            (*at == ' ' && end - at > 1 && nws_is_space((unsigned char)at[1])))
            break;
    return at;
}

static const char *scan_uneven(const char *at, const char *end)
{
#if defined(NWS_SCAN_VECTOR)
    for (; end - at > NWS_SCAN_BLOCK; at += NWS_SCAN_BLOCK) {
        const nws_scan_block block = nws_scan_load(at), next = nws_scan_load(at + 1);
        /* Clean text has no control characters but these three, so "up to a blank" is white space.
         */
        const nws_scan_block twice =
            nws_scan_and(nws_scan_equal(block, ' '), nws_scan_below(next, ' ' + 1));
        const int first = nws_scan_first(nws_scan_or(nws_scan_below(block, ' '), twice));
        if (first < NWS_SCAN_BLOCK)
            return at + first;
    }
#endif
    return scan_uneven_scalar(at, end);
}

/* https://drafts.csswg.org/css-text/#white-space-phase-1 */
static nws_status put_text(text_writer *writer, const nws_node *text)
{
    const nws_view view = nws_node_text(text);
    const char *at = view.data, *end = at + view.length;
    while (at < end && nws_is_space((unsigned char)*at))
        at++;
    writer->blank |= at > view.data;
    if (at == end)
        return NWS_OK;
    const char *tail = end;
    while (nws_is_space((unsigned char)tail[-1]))
        tail--;
    NWS_TRY(need(writer, (size_t)(tail - at) + SLACK / 2 + writer->tabs));
    settle(writer);
    if ((nws_node_flags(text) & NWS_TEXT_EVEN) == 0) {
        for (const char *hit; (hit = scan_uneven(at, tail)) < tail;) {
            memcpy(writer->at, at, (size_t)(hit - at));
            writer->at += hit - at;
            *writer->at++ = ' ';
            for (at = hit; nws_is_space((unsigned char)*at);)
                at++;
        }
    }
    memcpy(writer->at, at, (size_t)(tail - at));
    writer->at += tail - at;
    writer->blank = tail < end;
    return NWS_OK;
}

/* Text in a pre, as it stands. CR is a line's end there. */
static nws_status put_raw(text_writer *writer, const nws_node *text)
{
    nws_view view = nws_node_text(text);
    if (!writer->begun) /* nothing but white space so far: none at the beginning */
        while (view.length > 0 && nws_is_space((unsigned char)view.data[0]))
            view = nws_view_slice(view, 1, view.length);
    if (view.length == 0)
        return NWS_OK;
    NWS_TRY(need(writer, view.length + SLACK / 2 + writer->tabs));
    settle(writer);
    for (size_t i = 0; i < view.length; i++)
        writer->at[i] = view.data[i] == '\r' ? '\n' : view.data[i];
    writer->at += view.length;
    return NWS_OK;
}

/* --- marks --- */

static nws_status add_mark(text_writer *writer, const nws_node *node, uint32_t start)
{
    nws_marks *marks = writer->marks;
    NWS_TRY(NWS_ROOM(marks->arena, marks->items, marks->count, marks->capacity, FIRST_MARKS));
    marks->items[marks->count++] = (nws_mark){.node = node,
                                              .start = start,
                                              .end = start,
                                              .figure = writer->figure,
                                              .outer = writer->open};
    return NWS_OK;
}

static nws_status enter_marked(text_writer *writer, const nws_node *element, nws_tag tag)
{
    if (tag == NWS_TAG_IMG)
        return add_mark(writer, element, offset(writer));
    NWS_TRY(add_mark(writer, element, UNSET));
    const uint32_t self = writer->marks->count;
    writer->open = self;
    if (tag == NWS_TAG_FIGURE)
        writer->figure = self;
    else if (tag == NWS_TAG_FIGCAPTION && writer->figure != 0 &&
             writer->marks->items[writer->figure - 1].caption == 0)
        writer->marks->items[writer->figure - 1].caption = self;
    return NWS_OK;
}

static void leave_marked(text_writer *writer, nws_tag tag)
{
    nws_mark *mark = &writer->marks->items[writer->open - 1];
    writer->open = mark->outer;
    if (tag == NWS_TAG_FIGURE)
        writer->figure = mark->figure;
    mark->end = offset(writer);
    if (mark->start == UNSET)
        mark->start = mark->end;
}

static bool is_marked(const nws_marks *marks, nws_tag tag)
{
    return tag == NWS_TAG_A || tag == NWS_TAG_IMG || tag == NWS_TAG_FIGURE ||
           tag == NWS_TAG_FIGCAPTION || (marks->headings && tag >= NWS_TAG_H1 && tag <= NWS_TAG_H6);
}

/* --- elements --- */

/* https://html.spec.whatwg.org/multipage/grouping-content.html#ordinal-value */
static void enter_list(text_writer *writer, const nws_node *element, nws_tag tag)
{
    numbering list = {0, 0};
    if (tag == NWS_TAG_OL) {
        list = (numbering){1, 1};
        if (nws_node_attribute(element, NWS_ATTR_REVERSED) != NULL) {
            list = (numbering){0, -1};
            for (const nws_node *item = element->children; item != NULL; item = item->next)
                list.number += nws_node_is_html(item, NWS_TAG_LI);
        }
        nws_node_integer(element, NWS_ATTR_START, &list.number);
    }
    if (writer->depth < NWS_MAX_OUTPUT_DEPTH)
        writer->lists[writer->depth] = list;
    writer->depth++;
}

static void enter_item(text_writer *writer, const nws_node *element)
{
    break_lines(writer, 1);
    if (writer->depth == 0 || writer->depth > NWS_MAX_OUTPUT_DEPTH)
        return;
    numbering *list = &writer->lists[writer->depth - 1];
    if (list->step != 0)
        nws_node_integer(element, NWS_ATTR_VALUE, &list->number);
    writer->item = *list;
    writer->marker = true;
    list->number += list->step;
}

/* The innermost row that is open, or NULL when nothing of it has been seen yet. */
static const row_start *unseen_row(const text_writer *writer)
{
    if (writer->rows == 0 || writer->rows > NWS_MAX_OUTPUT_DEPTH)
        return NULL;
    const row_start *row = &writer->starts[writer->rows - 1];
    return row->offset == offset(writer) ? row : NULL;
}

static void enter_row(text_writer *writer)
{
    if (writer->rows < NWS_MAX_OUTPUT_DEPTH)
        writer->starts[writer->rows] = (row_start){offset(writer), writer->lines, writer->tabs};
    writer->rows++;
    writer->first_cell = true;
}

static void leave_row(text_writer *writer)
{
    const row_start *row = unseen_row(writer);
    writer->tabs = row == NULL ? 0 : row->tabs;
    writer->rows--;
}

static void enter_cell(text_writer *writer)
{
    if (!writer->first_cell) { /* the cell before it may have ended with blocks */
        const row_start *row = unseen_row(writer);
        writer->lines = row == NULL ? 0 : row->lines;
        writer->blank = false;
        writer->tabs++;
    }
    writer->first_cell = false;
    writer->cells++;
}

/* Newlines before and after an element. */
static unsigned lines_round(nws_tag tag)
{
    switch (nws_stable_tags[tag].kind) {
    case NWS_KIND_BOX:
    case NWS_KIND_BLOCK:
        switch (tag) {
        case NWS_TAG_P:
        case NWS_TAG_H1:
        case NWS_TAG_H2:
        case NWS_TAG_H3:
        case NWS_TAG_H4:
        case NWS_TAG_H5:
        case NWS_TAG_H6: return 2;
        default: return 1;
        }
    case NWS_KIND_ITEM:
    case NWS_KIND_TERM:
    case NWS_KIND_CAPTION:
    case NWS_KIND_ROW: return 1;
    default: return 0;
    }
}

static nws_status enter(text_writer *writer, const nws_node *element)
{
    const nws_tag tag = nws_node_tag(element);
    switch (tag) {
    case NWS_TAG_BR: add_line(writer); return NWS_OK;
    case NWS_TAG_LI: enter_item(writer, element); return NWS_OK;
    case NWS_TAG_TD:
    case NWS_TAG_TH: enter_cell(writer); return NWS_OK;
    default: break;
    }
    if (writer->marks != NULL && is_marked(writer->marks, tag))
        NWS_TRY(enter_marked(writer, element, tag));
    break_lines(writer, lines_round(tag));
    switch (tag) {
    case NWS_TAG_PRE: writer->raw = true; break;
    case NWS_TAG_UL:
    case NWS_TAG_OL:
    case NWS_TAG_MENU: enter_list(writer, element, tag); break;
    case NWS_TAG_TR: enter_row(writer); break;
    default: break;
    }
    return NWS_OK;
}

static void leave(text_writer *writer, const nws_node *element)
{
    const nws_tag tag = nws_node_tag(element);
    break_lines(writer, lines_round(tag));
    switch (tag) {
    case NWS_TAG_PRE: writer->raw = false; break;
    case NWS_TAG_UL:
    case NWS_TAG_OL:
    case NWS_TAG_MENU:
        writer->depth--;
        writer->marker = false;
        break;
    case NWS_TAG_TD:
    case NWS_TAG_TH:
        writer->first_cell = false;
        writer->cells--;
        break;
    case NWS_TAG_TR: leave_row(writer); break;
    default: break;
    }
    if (writer->marks != NULL && tag != NWS_TAG_IMG && is_marked(writer->marks, tag))
        leave_marked(writer, tag);
}

static nws_status walk(text_writer *writer, const nws_node *root)
{
    const nws_node *node = root->children;
    while (node != NULL) {
        if (node->type == XML_TEXT_NODE) {
            NWS_TRY(writer->raw ? put_raw(writer, node) : put_text(writer, node));
        } else {
            NWS_TRY(enter(writer, node));
            if (node->children != NULL) {
                node = node->children;
                continue;
            }
            leave(writer, node);
        }
        while (node->next == NULL && node->parent != root) {
            node = node->parent;
            leave(writer, node);
        }
        node = node->next;
    }
    return NWS_OK;
}

static nws_status start(text_writer *writer, nws_buffer *out, nws_marks *marks)
{
    /* Not the lists: they are written before they are read. */
    memset(writer, 0, offsetof(text_writer, lists));
    writer->out = out;
    writer->base = out->length;
    writer->marks = marks;
    return need(writer, 0);
}

static void finish(text_writer *writer)
{
    nws_buffer *out = writer->out;
    out->length = (size_t)(writer->at - out->data);
    while (out->length > writer->base && nws_is_space((unsigned char)out->data[out->length - 1]))
        out->length--; /* a pre's last newline */
}

nws_status nws_emit_marked(const nws_node *root, nws_buffer *out, nws_marks *marks)
{
    text_writer writer;
    NWS_TRY(start(&writer, out, marks));
    NWS_TRY(walk(&writer, root));
    finish(&writer);
    return NWS_OK;
}

nws_status nws_emit_range(const nws_node *first, const nws_node *stop, nws_buffer *out)
{
    text_writer writer;
    NWS_TRY(start(&writer, out, NULL));
    for (const nws_node *node = first; node != stop; node = node->next) {
        if (node->type == XML_TEXT_NODE) {
            NWS_TRY(put_text(&writer, node));
            continue;
        }
        NWS_TRY(enter(&writer, node));
        NWS_TRY(walk(&writer, node));
        leave(&writer, node);
    }
    finish(&writer);
    return NWS_OK;
}

nws_status nws_emit_text(const nws_node *root, nws_buffer *out)
{
    return nws_emit_marked(root, out, NULL);
}
