/* Whether an edit did what was wished and nothing else.
 *
 * Apart from edit.c on purpose: it knows the wish and what the readers say before and after, and
 * nothing of how the splices came about. What it refuses is never written.
 */
#include "front/edit_parts.h"

#include <math.h>

/* ---- comparing values ---- */

typedef struct pair {
    const nws_value *a;
    const nws_value *b;
} pair;

typedef struct comparison {
    nws_arena *arena;
    pair *waiting;
    uint32_t count, capacity;
    bool asked;
    bool same;
} comparison;

/* Up to the place of a date's T the same, and again after it. */
static bool same_date(nws_view a, nws_view b)
{
    enum { DAY = 10 };
    return a.length == b.length &&
           nws_view_equal(nws_view_slice(a, 0, DAY), nws_view_slice(b, 0, DAY)) &&
           nws_view_equal(nws_view_slice(a, DAY + 1, a.length),
                          nws_view_slice(b, DAY + 1, b.length));
}

/* Whether a, which was read, is what b asks for. */
static bool fits(const nws_value *a, const nws_value *b)
{
    if (b->kind == NWS_VALUE_DATE)
        return (a->kind == NWS_VALUE_DATE || a->kind == NWS_VALUE_TEXT) &&
               same_date(a->text, b->text);
    if (a->kind != b->kind)
        return false;
    switch ((nws_value_kind)a->kind) {
    case NWS_VALUE_BOOL: return a->as.truth == b->as.truth;
    case NWS_VALUE_INT:
        return a->big == b->big &&
               (a->big ? nws_view_equal(a->text, b->text) : a->as.integer == b->as.integer);
    case NWS_VALUE_FLOAT:
        return a->as.number == b->as.number || (isnan(a->as.number) && isnan(b->as.number));
    case NWS_VALUE_TEXT: return nws_view_equal(a->text, b->text);
    default: return a->count == b->count;
    }
}

/* Whether both were read from the same writing. */
static bool equals(const nws_value *a, const nws_value *b)
{
    return a->kind == b->kind && a->quoted == b->quoted && a->big == b->big &&
           a->count == b->count && nws_view_equal(a->text, b->text);
}

static nws_status push(comparison *c, const nws_value *a, const nws_value *b)
{
    NWS_TRY(NWS_ROOM(c->arena, c->waiting, c->count, c->capacity, 32));
    c->waiting[c->count++] = (pair){a, b};
    return NWS_OK;
}

static nws_status compare(comparison *c, const nws_value *a, const nws_value *b)
{
    c->same = c->asked ? fits(a, b) : equals(a, b);
    if (c->same && (a->kind == NWS_VALUE_LIST || a->kind == NWS_VALUE_MAP))
        return push(c, a, b);
    return NWS_OK;
}

static nws_status compare_children(comparison *c, pair next)
{
    for (uint32_t i = 0; i < next.a->count && c->same; i++) {
        if (next.a->kind == NWS_VALUE_LIST) {
            NWS_TRY(compare(c, &next.a->as.items[i], &next.b->as.items[i]));
            continue;
        }
        const nws_entry *a = &next.a->as.entries[i], *b = &next.b->as.entries[i];
        c->same = nws_view_equal(a->key.text, b->key.text);
        if (c->same)
            NWS_TRY(compare(c, &a->value, &b->value));
    }
    return NWS_OK;
}

nws_status nws_edit_same(nws_arena *arena, const nws_value *a, const nws_value *b, bool asked,
                         bool *same)
{
    comparison c = {.arena = arena, .asked = asked};
    NWS_TRY(compare(&c, a, b));
    while (c.same && c.count > 0)
        NWS_TRY(compare_children(&c, c.waiting[--c.count]));
    *same = c.same;
    return NWS_OK;
}

/* ---- the whole header ---- */

/* The first key whose value is not as it should be, or that should not be there. */
static nws_status find_change(nws_arena *arena, const nws_value *before, const nws_value *after,
                              const nws_edit *edit, bool *found)
{
    const nws_view gone = edit->key;
    const nws_view made = edit->kind == NWS_EDIT_RENAME ? edit->name : edit->key;
    uint32_t i = 0, j = 0;
    *found = true;
    while (i < before->count || j < after->count) {
        const nws_entry *old = i < before->count ? &before->as.entries[i] : NULL;
        const nws_entry *new = j < after->count ? &after->as.entries[j] : NULL;
        const bool leaves = old != NULL && nws_view_equal(old->key.text, gone);
        const bool comes = new != NULL && nws_view_equal(new->key.text, made);
        if (edit->kind == NWS_EDIT_RENAME && leaves && comes) {
            bool same;
            NWS_TRY(nws_edit_same(arena, &new->value, &old->value, false, &same));
            if (!same)
                return NWS_OK;
            i++, j++;
        } else if (edit->kind != NWS_EDIT_RENAME && leaves) {
            i++;
        } else if (edit->kind == NWS_EDIT_SET && comes) {
            j++;
        } else if (old == NULL || new == NULL || leaves || comes ||
                   !nws_view_equal(old->key.text, new->key.text)) {
            return NWS_OK;
        } else {
            bool same;
            NWS_TRY(nws_edit_same(arena, &new->value, &old->value, false, &same));
            if (!same)
                return NWS_OK;
            i++, j++;
        }
    }
    *found = false;
    return NWS_OK;
}

/* Whether the key that was set has its value, and no key of the same name is left behind. */
static nws_status has_value(nws_arena *arena, const nws_value *after, const nws_edit *edit,
                            bool *has)
{
    const nws_value *value = nws_value_get(after, edit->key);
    *has = value != NULL;
    return value == NULL ? NWS_OK : nws_edit_same(arena, value, &edit->value, true, has);
}

/* An anchor was in what is gone: https://yaml.org/spec/1.2.2/#692-node-anchors */
static bool had_anchor(const nws_edit_file *before, const nws_splices *splices)
{
    if (before->format != NWS_FORMAT_YAML)
        return false;
    for (uint32_t i = 0; i < splices->count; i++) {
        const nws_splice *splice = &splices->items[i];
        const size_t line = nws_line_start(before->text, splice->start);
        const nws_view gone = nws_edit_between(before->text, line, splice->end);
        if (gone.length > 0 && memchr(gone.data, '&', gone.length) != NULL)
            return true;
    }
    return false;
}

/* A byte order mark is no part of a header that is put before it. */
static nws_view skip_mark(nws_view body)
{
    const nws_view mark = NWS_VIEW("\xEF\xBB\xBF");
    return nws_view_starts(body, mark) ? nws_view_slice(body, mark.length, body.length) : body;
}

nws_status nws_edit_verify(nws_arena *arena, const nws_edit_file *before,
                           const nws_edit_file *after, const nws_edit *edit,
                           const nws_splices *splices, nws_error *error)
{
    const size_t where = splices->count > 0 ? splices->items[0].start : 0;
    const bool headless = before->format == NWS_FORMAT_NONE;
    bool changed, has = true;
    if (!nws_view_equal(headless ? skip_mark(before->body) : before->body, after->body) ||
        after->format != (headless ? NWS_FORMAT_YAML : before->format))
        return nws_error_set(error, NWS_E_SYNTAX, "not_editable",
                             "the body would not stay as it is", where);
    NWS_TRY(find_change(arena, before->values, after->values, edit, &changed));
    if (edit->kind == NWS_EDIT_SET)
        NWS_TRY(has_value(arena, after->values, edit, &has));
    if (!changed && has)
        return NWS_OK;
    if (had_anchor(before, splices))
        return nws_error_set(error, NWS_E_SYNTAX, "anchor_in_use",
                             "another value refers to an anchor in this one", where);
    return nws_error_set(error, NWS_E_SYNTAX, "not_editable",
                         changed ? "another key would not stay as it is"
                                 : "the value would be read as another",
                         where);
}
