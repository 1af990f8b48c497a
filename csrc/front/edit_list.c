/* A list in place of a list: items at both ends that stay the same keep their writing, and their
 * lines with all that stands on them.
 *
 * Apart from edit.c because a list is the one value that is changed in parts: adding a tag should
 * add a line, or a word, and nothing else.
 */
#include "front/edit_parts.h"

typedef struct list_edit {
    nws_arena *arena;
    nws_view text;
    const nws_edit_layout *layout;
    const nws_edit_member *member;
    const nws_value *old;
    const nws_value *list;
    nws_edit_span *spans; /* of the old items */
    uint32_t head, tail;  /* so many items stay at the beginning and at the end */
    nws_splices *splices;
    nws_error *error;
} list_edit;

/* ---- the old items ---- */

/* The items of a list in brackets whose reader tells no places; false: they are not old->count. */
static bool scan_items(const list_edit *e)
{
    const nws_format format = e->layout->format;
    size_t at = e->member->start + 1;
    for (uint32_t i = 0; i < e->old->count; i++) {
        at = nws_edit_skip_space(e->text, at, format);
        const size_t end = nws_edit_skip_value(e->text, at, format);
        if (end == at || end > e->member->end)
            return false;
        e->spans[i] = (nws_edit_span){at, end};
        at = nws_edit_skip_space(e->text, end, format);
        if (at < e->text.length && e->text.data[at] == ',')
            at++;
    }
    return true;
}

/* The items where the YAML reader found them. */
static bool place_items(const list_edit *e)
{
    const nws_value *placed = e->member->value;
    if (placed->kind != NWS_VALUE_LIST || placed->count != e->old->count)
        return false;
    size_t from = e->member->start;
    for (uint32_t i = 0; i < placed->count; i++) {
        size_t start = placed->as.items[i].start, end = placed->as.items[i].end;
        if (start < from || end < start || end > e->member->end) {
            if (start < from || start > e->member->end)
                return false;
            end = e->member->end; /* a block scalar's end lies past its lines */
        }
        while (end > start && nws_is_space((unsigned char)e->text.data[end - 1]))
            end--;
        e->spans[i] = (nws_edit_span){start, end};
        from = end;
    }
    return true;
}

static nws_status find_items(list_edit *e, bool *found)
{
    e->spans = nws_arena_alloc(e->arena, (e->old->count + 1) * sizeof *e->spans);
    if (e->spans == NULL)
        return NWS_E_MEMORY;
    *found = e->member->value != NULL ? place_items(e) : scan_items(e);
    return NWS_OK;
}

static nws_status count_kept(list_edit *e)
{
    const nws_value *old = e->old, *list = e->list;
    const uint32_t most = old->count < list->count ? old->count : list->count;
    bool same = true;
    while (e->head < most) {
        NWS_TRY(nws_edit_same(e->arena, &old->as.items[e->head], &list->as.items[e->head], true,
                              &same));
        if (!same)
            break;
        e->head++;
    }
    while (e->tail < most - e->head) {
        NWS_TRY(nws_edit_same(e->arena, &old->as.items[old->count - 1 - e->tail],
                              &list->as.items[list->count - 1 - e->tail], true, &same));
        if (!same)
            break;
        e->tail++;
    }
    return NWS_OK;
}

/* New items are quoted as the first old one is. */
static nws_edit_style item_style(const list_edit *e, bool flow)
{
    const char first = e->spans[0].end > e->spans[0].start ? e->text.data[e->spans[0].start] : 0;
    return (nws_edit_style){.format = e->layout->format,
                            .flow = flow,
                            .quote = (char)(first == '"' || first == '\'' ? first : 0)};
}

/* ---- in brackets ---- */

/* Whether what stands between items is white space and brackets or a comma: no comment. */
static bool is_bare(nws_view text)
{
    size_t marks = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (strchr("[],", text.data[i]) != NULL && text.data[i] != '\0')
            marks++;
        else if (!nws_is_space((unsigned char)text.data[i]))
            return false;
    }
    return marks <= 1;
}

/* What stands between two items: as it is between the first two, or as the first one's line has
 * it. */
static nws_status find_comma(const list_edit *e, nws_view *comma)
{
    const nws_view open = nws_edit_between(e->text, e->member->start + 1, e->spans[0].start);
    *comma = NWS_VIEW(", ");
    if (e->old->count > 1) {
        const nws_view between = nws_edit_between(e->text, e->spans[0].end, e->spans[1].start);
        if (is_bare(between))
            *comma = between;
    } else if (is_bare(open) && nws_line_end(open, 0) < open.length) {
        char *copy = nws_arena_alloc(e->arena, open.length + 1);
        if (copy == NULL)
            return NWS_E_MEMORY;
        copy[0] = ',';
        memcpy(copy + 1, open.data, open.length);
        *comma = nws_view_of(copy, open.length + 1);
    }
    return NWS_OK;
}

/* Items head to count - tail of the new list, each behind or before a comma. */
static nws_status write_items(const list_edit *e, nws_view comma, bool before, nws_buffer *out)
{
    const uint32_t end = e->list->count - e->tail;
    for (uint32_t i = e->head; i < end; i++) {
        if (before)
            NWS_TRY(nws_buffer_add(out, comma));
        NWS_TRY(nws_edit_write(&e->list->as.items[i], item_style(e, true), out, e->error));
        if (!before && (i + 1 < end || e->tail > 0))
            NWS_TRY(nws_buffer_add(out, comma));
    }
    return NWS_OK;
}

/* From the end of the last item that stays in front to where the next begins, or the other way
 * round when none stays in front: commas go with what is taken out or put in. */
static nws_status edit_flow(const list_edit *e, nws_buffer *out)
{
    const uint32_t old_end = e->old->count - e->tail;
    nws_view comma;
    NWS_TRY(find_comma(e, &comma));
    size_t start, end;
    if (e->head > 0) {
        start = e->spans[e->head - 1].end;
        end = old_end > e->head ? e->spans[old_end - 1].end : start;
        NWS_TRY(write_items(e, comma, true, out));
    } else {
        start = e->spans[0].start;
        end = e->tail > 0 ? e->spans[old_end].start : e->spans[old_end - 1].end;
        NWS_TRY(write_items(e, comma, false, out));
    }
    return nws_edit_splice(e->arena, e->splices, start, end, nws_buffer_view(out));
}

/* ---- on lines of their own ---- */

/* Where the dash of the item at start stands, when nothing but blanks stands before it. */
static bool find_dash(nws_view text, size_t start, size_t *dash)
{
    size_t at = start;
    while (at > 0 && nws_line_is_blank(text.data[at - 1]))
        at--;
    if (at == 0 || text.data[at - 1] != '-')
        return false;
    *dash = --at;
    return nws_line_skip_blanks(text, nws_line_start(text, at)) == at;
}

static nws_status edit_block(const list_edit *e, nws_buffer *out, bool *done)
{
    const nws_view text = e->text;
    const uint32_t old_end = e->old->count - e->tail;
    size_t dash = 0, first = 0;
    for (uint32_t i = e->old->count; i-- > 0;) {
        *done = find_dash(text, e->spans[i].start, &dash);
        if (!*done)
            return NWS_OK;
        if (i == e->head)
            first = nws_line_start(text, dash);
    }
    /* dash is the first item's from here on. */
    const size_t line = nws_line_start(text, dash);
    const nws_view lead = nws_edit_between(text, line, dash + 1);
    const size_t past = nws_line_skip_blanks(text, dash + 1);
    const nws_view gap = past > dash + 1 && e->spans[0].start == past
                             ? nws_edit_between(text, dash + 1, past)
                             : NWS_VIEW(" ");
    if (e->head == e->old->count)
        first = nws_line_next(text, e->spans[e->head - 1].end);
    const size_t end = old_end > e->head ? nws_line_next(text, e->spans[old_end - 1].end) : first;
    const nws_view newline = nws_edit_newline(text, line);
    for (uint32_t i = e->head; i < e->list->count - e->tail; i++) {
        NWS_TRY(nws_buffer_add(out, lead));
        NWS_TRY(nws_buffer_add(out, gap));
        NWS_TRY(nws_edit_write(&e->list->as.items[i], item_style(e, false), out, e->error));
        NWS_TRY(nws_buffer_add(out, newline));
    }
    return nws_edit_splice(e->arena, e->splices, first, end, nws_buffer_view(out));
}

nws_status nws_edit_list(nws_arena *arena, const nws_edit_file *file, const nws_edit_layout *layout,
                         const nws_edit_member *member, const nws_value *list, nws_splices *splices,
                         bool *done, nws_error *error)
{
    const nws_value *old = nws_value_get(file->values, member->key);
    *done = false;
    if (old == NULL || old->kind != NWS_VALUE_LIST || old->count == 0 || list->count == 0 ||
        member->end <= member->start || member->dotted)
        return NWS_OK;
    const char first = file->text.data[member->start];
    list_edit e = {.arena = arena,
                   .text = file->text,
                   .layout = layout,
                   .member = member,
                   .old = old,
                   .list = list,
                   .splices = splices,
                   .error = error};
    bool found = false;
    if (first == '[' || (first == '-' && member->value != NULL))
        NWS_TRY(find_items(&e, &found));
    if (!found)
        return NWS_OK;
    NWS_TRY(count_kept(&e));
    nws_buffer out;
    nws_buffer_init(&out, arena->allocator);
    *done = true;
    nws_status status = first == '[' ? edit_flow(&e, &out) : edit_block(&e, &out, done);
    nws_buffer_free(&out);
    return status;
}
