/* The stack of open elements: scopes, implied end tags, the way back to a table's context.
 *
 * Separate because it is the only code that may change builder->open and its depth. Every walk is
 * bounded by NWS_MAX_OPEN_ELEMENTS.
 */
#include "html/builder.h"

const nws_open *nws_builder_adjusted(const nws_builder *builder)
{
    if (builder->depth == 1 && builder->context.node != NULL)
        return &builder->context;
    return &builder->open[builder->depth - 1];
}

static void clear_open(nws_node *node)
{
    nws_node_set(node, nws_node_tag(node), nws_node_flags(node) & ~(unsigned)NWS_NODE_OPEN,
                 nws_node_start(node));
}

/* Beside itself the stack keeps which formatting elements are on it, and how many p. */
static void note_gone(nws_builder *builder, const nws_open *entry)
{
    if (entry->traits & NWS_IS_PARAGRAPH)
        builder->open_paragraphs--;
    else
        clear_open(entry->node);
}

void nws_builder_note(nws_builder *builder, const nws_open *entry)
{
    if (entry->traits & NWS_IS_PARAGRAPH)
        builder->open_paragraphs++;
    else
        nws_node_flag(entry->node, NWS_NODE_OPEN);
}

void nws_builder_cut(nws_builder *builder, uint32_t depth)
{
    while (builder->depth > depth) {
        const nws_open *entry = &builder->open[--builder->depth];
        if (entry->traits & NWS_IS_NOTED)
            note_gone(builder, entry);
    }
    if (depth < builder->flat_depth) { /* what held the flat elements is closed, so they are too */
        nws_builder_unwait(builder, 0);
        builder->flat_depth = 0;
    }
}

/* The root is never popped by these: every document and fragment keeps it till the end. */
void nws_builder_pop_until(nws_builder *builder, nws_tag tag)
{
    bool popped = false;
    while (!popped && builder->depth > 1) {
        popped = nws_builder_at(builder, tag);
        nws_builder_pop(builder);
    }
}

void nws_builder_pop_traits(nws_builder *builder, uint32_t traits)
{
    bool popped = false;
    while (!popped && builder->depth > 1) {
        popped = (nws_builder_current(builder)->traits & traits) != 0;
        nws_builder_pop(builder);
    }
}

void nws_builder_clear_to(nws_builder *builder, uint32_t traits)
{
    while (builder->depth > 1 && !(nws_builder_current(builder)->traits & traits))
        nws_builder_pop(builder);
}

bool nws_builder_in_scope(const nws_builder *builder, nws_tag tag, uint32_t barrier)
{
    for (uint32_t i = builder->depth; i-- > 0;) {
        if (builder->open[i].key == (uint32_t)tag)
            return true;
        if (builder->open[i].traits & barrier)
            return false;
    }
    return false;
}

bool nws_builder_traits_in(const nws_builder *builder, uint32_t traits, uint32_t barrier)
{
    for (uint32_t i = builder->depth; i-- > 0;) {
        if (builder->open[i].traits & traits)
            return true;
        if (builder->open[i].traits & barrier)
            return false;
    }
    return false;
}

bool nws_builder_has_template(const nws_builder *builder)
{
    /* Every template on the stack has its mode on the other one, but for a fragment's context. */
    return builder->template_count >
           (builder->context.key == NWS_TAG_TEMPLATE && builder->context.node != NULL ? 1u : 0u);
}

int nws_builder_index(const nws_builder *builder, const nws_node *node)
{
    for (uint32_t i = builder->depth; i-- > 0;)
        if (builder->open[i].node == node)
            return (int)i;
    return -1;
}

void nws_builder_remove(nws_builder *builder, uint32_t index)
{
    if (builder->open[index].traits & NWS_IS_NOTED)
        note_gone(builder, &builder->open[index]);
    builder->depth--;
    memmove(&builder->open[index], &builder->open[index + 1],
            (builder->depth - index) * sizeof builder->open[0]);
}

void nws_builder_put(nws_builder *builder, uint32_t index, nws_open entry)
{
    memmove(&builder->open[index + 1], &builder->open[index],
            (builder->depth - index) * sizeof builder->open[0]);
    builder->depth++;
    builder->open[index] = entry;
    if (entry.traits & NWS_IS_NOTED)
        nws_builder_note(builder, &builder->open[index]);
}

void nws_builder_imply(nws_builder *builder, nws_tag except)
{
    while (nws_builder_current(builder)->traits & NWS_IS_IMPLIED &&
           !nws_builder_at(builder, except))
        nws_builder_pop(builder);
}

void nws_builder_close_p(nws_builder *builder)
{
    if (builder->open_paragraphs != 0 &&
        nws_builder_in_scope(builder, NWS_TAG_P, NWS_IS_SCOPE | NWS_IS_BUTTON))
        nws_builder_pop_until(builder, NWS_TAG_P);
}

/* The mode that an HTML element as the current node asks for, or NWS_MODE_COUNT. */
static nws_mode mode_for(const nws_builder *builder, uint32_t key, bool last)
{
    switch (key) {
    case NWS_TAG_TD:
    case NWS_TAG_TH: return last ? NWS_MODE_COUNT : NWS_MODE_IN_CELL;
    case NWS_TAG_TR: return NWS_MODE_IN_ROW;
    case NWS_TAG_TBODY:
    case NWS_TAG_THEAD:
    case NWS_TAG_TFOOT: return NWS_MODE_IN_TABLE_BODY;
    case NWS_TAG_CAPTION: return NWS_MODE_IN_CAPTION;
    case NWS_TAG_COLGROUP: return NWS_MODE_IN_COLUMN_GROUP;
    case NWS_TAG_TABLE: return NWS_MODE_IN_TABLE;
    case NWS_TAG_TEMPLATE:
        return builder->template_count == 0
                   ? NWS_MODE_COUNT
                   : (nws_mode)builder->templates[builder->template_count - 1];
    case NWS_TAG_HEAD: return last ? NWS_MODE_COUNT : NWS_MODE_IN_HEAD;
    case NWS_TAG_BODY: return NWS_MODE_IN_BODY;
    case NWS_TAG_FRAMESET: return NWS_MODE_IN_FRAMESET;
    case NWS_TAG_HTML: return builder->head == NULL ? NWS_MODE_BEFORE_HEAD : NWS_MODE_AFTER_HEAD;
    default: return NWS_MODE_COUNT;
    }
}

void nws_builder_reset(nws_builder *builder)
{
    for (uint32_t i = builder->depth; i-- > 0;) {
        bool last = i == 0;
        uint32_t key =
            last && builder->context.node != NULL ? builder->context.key : builder->open[i].key;
        nws_mode mode = mode_for(builder, key, last);
        if (mode != NWS_MODE_COUNT || last) {
            builder->mode = mode != NWS_MODE_COUNT ? mode : NWS_MODE_IN_BODY;
            return;
        }
    }
}
