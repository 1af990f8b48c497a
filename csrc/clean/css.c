/* The value of a style attribute: declaration by declaration, the last of each property kept.
 *
 * One pass over the text, and over at most one declaration a property at the end.
 */
#include "clean/css_parts.h"

/* --- writing --- */

void nws_css_put(css_writer *writer, const char *data, size_t length)
{
    if (writer->status != NWS_OK || length == 0)
        return;
    if (length > writer->capacity - writer->length) {
        const size_t capacity = (writer->length + length) * 2;
        char *grown = nws_arena_extend(writer->arena, writer->data, writer->capacity, capacity);
        if (grown == NULL) {
            writer->status = NWS_E_MEMORY;
            return;
        }
        writer->data = grown;
        writer->capacity = capacity;
    }
    memcpy(writer->data + writer->length, data, length);
    writer->length += length;
}

void nws_css_put_lower(css_writer *writer, nws_view text)
{
    const size_t start = writer->length;
    nws_css_put(writer, text.data, text.length);
    for (size_t i = start; i < writer->length; i++)
        writer->data[i] = (char)nws_lower((unsigned char)writer->data[i]);
}

void nws_css_put_number(css_writer *writer, int64_t value)
{
    char digits[24];
    size_t at = sizeof digits;
    uint64_t rest = (uint64_t)(value < 0 ? -value : value);
    bool written = false;
    for (unsigned place = 0; place < 4; place++, rest /= 10) {
        written |= rest % 10 != 0;
        if (written)
            digits[--at] = (char)('0' + rest % 10);
    }
    if (written)
        digits[--at] = '.';
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0)
        digits[--at] = '-';
    nws_css_put(writer, digits + at, sizeof digits - at);
}

/* --- declarations --- */

typedef struct chosen {
    size_t start, length; /* of "name: value" in the writer; length 0: none */
    uint32_t number;      /* which declaration it was */
    bool important;
} chosen;

typedef struct cleaning {
    css_writer writer;
    chosen kept[NWS_CSS_COUNT];
    uint32_t count;
    bool ordered; /* the writer holds what stays, and in order */
} cleaning;

/* https://drafts.csswg.org/css-syntax-3/#consume-declaration */
static bool read_declaration(const nws_css_set *allowed, nws_view text, css_writer *writer,
                             nws_css_property *property, bool *important)
{
    css_reader reader = {.rest = text};
    nws_css_next(&reader);
    *property =
        reader.token.kind == CSS_IDENT ? nws_css_property_find(reader.token.text) : NWS_CSS_COUNT;
    if (*property == NWS_CSS_COUNT || !nws_css_has(allowed, *property))
        return false;
    nws_css_next(&reader);
    if (!css_at(&reader, ':'))
        return false;
    css_put_text(writer, nws_css_property_name(*property));
    css_put_text(writer, ": ");
    nws_css_next(&reader);
    if (!nws_css_value(&reader, *property, writer))
        return false;
    *important = css_at(&reader, '!');
    if (!*important)
        return true;
    nws_css_next(&reader);
    if (reader.token.kind != CSS_IDENT || !nws_css_in("important", reader.token.text))
        return false;
    nws_css_next(&reader);
    return reader.token.kind == CSS_END;
}

/* Nothing but white space and comments. */
static bool is_nothing(nws_view text)
{
    css_reader reader = {.rest = text};
    nws_css_next(&reader);
    return reader.token.kind == CSS_END;
}

static nws_status lost(const nws_css_listener *listener, nws_css_loss loss, nws_view declaration)
{
    return listener == NULL ? NWS_OK : listener->lost(listener->context, loss, declaration);
}

static nws_status add(cleaning *work, const nws_css_set *allowed, nws_view text,
                      const nws_css_listener *listener)
{
    css_writer *writer = &work->writer;
    const size_t before = writer->length;
    nws_css_property property;
    bool important = false;
    if (is_nothing(text))
        return NWS_OK;
    if (before > 0)
        css_put_text(writer, "; ");
    const size_t start = writer->length;
    if (!read_declaration(allowed, text, writer, &property, &important)) {
        writer->length = before;
        NWS_TRY(writer->status);
        return lost(listener, NWS_CSS_REFUSED, text);
    }
    NWS_TRY(writer->status);
    if (important)
        NWS_TRY(lost(listener, NWS_CSS_WEAKENED, text));
    chosen *kept = &work->kept[property];
    work->ordered = work->ordered && !important && kept->length == 0;
    if (important || !kept->important)
        *kept = (chosen){start, writer->length - start, ++work->count, important};
    return NWS_OK;
}

/* --- the order in which they are written --- */

/* Importance, then order of appearance: https://drafts.csswg.org/css-cascade/#cascade-sort */
static bool precedes(const chosen *a, const chosen *b)
{
    return a->important != b->important ? b->important : a->number < b->number;
}

static nws_status reorder(cleaning *work)
{
    const chosen *order[NWS_CSS_COUNT];
    unsigned count = 0;
    for (unsigned i = 0; i < NWS_CSS_COUNT; i++) {
        if (work->kept[i].length == 0)
            continue;
        unsigned at = count++;
        for (; at > 0 && precedes(&work->kept[i], order[at - 1]); at--)
            order[at] = order[at - 1];
        order[at] = &work->kept[i];
    }
    css_writer ordered = {.arena = work->writer.arena};
    for (unsigned i = 0; i < count; i++) {
        if (i > 0)
            css_put_text(&ordered, "; ");
        nws_css_put(&ordered, work->writer.data + order[i]->start, order[i]->length);
    }
    work->writer = ordered;
    return ordered.status;
}

nws_status nws_css_clean(nws_arena *arena, const nws_css_set *allowed, nws_view value,
                         const nws_css_listener *listener, nws_view *out)
{
    cleaning work = {.writer = {.arena = arena}, .ordered = true};
    css_writer *writer = &work.writer;
    nws_view rest = value, declaration;
    while (nws_css_split(&rest, &declaration))
        NWS_TRY(add(&work, allowed, declaration, listener));
    if (!work.ordered)
        NWS_TRY(reorder(&work));
    *out = writer->length == 0 ? NWS_VIEW("") : nws_view_of(writer->data, writer->length);
    const bool same = nws_view_equal(*out, value);
    if (same)
        *out = value;
    if (writer->data != NULL)
        nws_arena_trim(arena, writer->data, writer->capacity, same ? 0 : writer->length);
    return NWS_OK;
}
