/* Binding a caption that was found: what becomes the figure, what the figcaption.
 *
 * Separate from caption.c, which decides; here is only what keeps the tree stable. A box becomes
 * the figure and a paragraph the figcaption where their attributes may stand there, else new
 * elements go round them. The white space between goes, because two texts must not meet.
 */
#include "base/bounds.h"
#include "clean/caption.h"

/* Whether a figure may stand in node: it takes blocks, and neither a figure nor anything that is a
 * line of its own is round it. */
static bool takes_figure(const nws_node *node)
{
    unsigned depth = 0;
    if (nws_node_is_element(node) && nws_stable_tags[nws_node_tag(node)].model != NWS_MODEL_FLOW)
        return false;
    for (; nws_node_is_element(node); node = node->parent) {
        switch (nws_node_tag(node)) {
        case NWS_TAG_A:
        case NWS_TAG_ADDRESS:
        case NWS_TAG_CAPTION:
        case NWS_TAG_DT:
        case NWS_TAG_FIGCAPTION:
        case NWS_TAG_FIGURE:
        case NWS_TAG_LEGEND:
        case NWS_TAG_SUMMARY: return false;
        default: break;
        }
        /* Far from R9: a figure and a figcaption more do no harm. */
        if (++depth > NWS_MAX_OUTPUT_DEPTH - 2 * NWS_MAX_CAPTION_REACH)
            return false;
    }
    return true;
}

/* Whether element's attributes may stand on any element. */
static bool carries(const nws_policy *policy, const nws_node *element)
{
    for (const nws_attribute *at = element->properties; at != NULL; at = at->next) {
        const unsigned id = (unsigned)nws_attribute_id(at);
        if (id == NWS_ATTR_UNKNOWN ? !policy->keep_data
                                   : (policy->any_tag[id / 64] >> id % 64 & 1u) == 0)
            return false;
    }
    return true;
}

static nws_status rename_element(nws_cleaner *cleaner, nws_node *element, nws_tag tag)
{
    if (nws_node_tag(element) == tag)
        return NWS_OK;
    NWS_TRY(nws_clean_record(cleaner, NWS_RULE_CAPTION, NWS_AUDIT_REWRITTEN, element, NULL));
    nws_node_set(element, tag, nws_node_flags(element), nws_node_start(element));
    element->name = (const xmlChar *)nws_tag_names[tag];
    return nws_attributes_made(cleaner, element);
}

/* A new element before the node `before` in parent. */
static nws_status insert_element(nws_cleaner *cleaner, nws_tag tag, nws_node *before,
                                 nws_node **made)
{
    const uint32_t start = nws_node_start(before);
    *made =
        nws_node_element(cleaner->arena, cleaner->document->xml, tag, nws_tag_names[tag], start);
    if (*made == NULL)
        return NWS_E_MEMORY;
    nws_node_set_end(*made, start);
    nws_node_insert(before->parent, *made, before);
    NWS_TRY(nws_attributes_made(cleaner, *made));
    return nws_clean_record(cleaner, NWS_RULE_CAPTION, NWS_AUDIT_INSERTED, *made, NULL);
}

/* Moves the siblings from first to last behind what is in parent; the white space between blocks
 * goes, because two texts must not meet. */
static void move_run(nws_node *parent, nws_node *first, const nws_node *last)
{
    for (nws_node *at = first, *next; at != NULL; at = next) {
        next = at == last ? NULL : at->next;
        nws_node_unlink(at);
        if (!nws_caption_blank(at) || parent->last == NULL || parent->last->type != XML_TEXT_NODE)
            nws_node_append(parent, at);
    }
}

static nws_status drop_break(nws_cleaner *cleaner, nws_node *line)
{
    nws_node *before = line->prev, *after = line->next;
    nws_node_unlink(line);
    if (before != NULL && after != NULL && after->type == XML_TEXT_NODE &&
        before->type == XML_TEXT_NODE) { /* two texts must not meet */
        if (nws_caption_blank(after))
            nws_node_unlink(after);
        else if (nws_caption_blank(before))
            nws_node_unlink(before);
    }
    return nws_clean_record(cleaner, NWS_RULE_CAPTION, NWS_AUDIT_DROPPED, line, NULL);
}

/* Takes off the br that parts the images from their caption, and the one that ends it: the blocks
 * that take their place end lines, too. */
static nws_status drop_breaks(nws_cleaner *cleaner, const nws_caption_site *at,
                              const nws_caption_found *found)
{
    for (nws_node *node = at->last->next, *next; node != NULL && node != found->first;
         node = next) {
        next = node->next;
        if (nws_caption_break(node))
            NWS_TRY(drop_break(cleaner, node));
    }
    nws_node *end = nws_caption_skip(found->last->next);
    return !found->block && end != NULL && nws_caption_break(end) ? drop_break(cleaner, end)
                                                                  : NWS_OK;
}

static nws_status make_figcaption(nws_cleaner *cleaner, const nws_caption_found *found,
                                  nws_node **made)
{
    if (found->block && carries(cleaner->policy, found->first)) {
        *made = found->first;
        NWS_TRY(rename_element(cleaner, *made, NWS_TAG_FIGCAPTION));
    } else {
        NWS_TRY(insert_element(cleaner, NWS_TAG_FIGCAPTION, found->first, made));
        move_run(*made, found->first, found->last);
    }
    nws_caption_note *note = nws_arena_alloc(cleaner->arena, sizeof *note);
    if (note == NULL)
        return NWS_E_MEMORY;
    note->source = found->source;
    nws_node_set_note(*made, &note->head);
    return NWS_OK;
}

/* The siblings from first to last go into a figure, which the box of the images becomes if it may.
 */
static nws_status enclose(nws_cleaner *cleaner, const nws_caption_site *at, nws_node *first,
                          nws_node *last)
{
    nws_node *figure = at->unit;
    if (at->boxed && first == at->unit && carries(cleaner->policy, at->unit)) {
        NWS_TRY(rename_element(cleaner, figure, NWS_TAG_FIGURE));
        move_run(figure, figure->next, last);
        return NWS_OK;
    }
    NWS_TRY(insert_element(cleaner, NWS_TAG_FIGURE, first, &figure));
    move_run(figure, first, last);
    return NWS_OK;
}

nws_status nws_caption_tie(nws_cleaner *cleaner, const nws_caption_site *at,
                           const nws_caption_found *found, bool after)
{
    nws_node *parent = at->parent, *caption;
    const bool whole = found->alone && nws_caption_box(parent) &&
                       carries(cleaner->policy, parent) && takes_figure(parent->parent);
    const bool inside = nws_node_is_html(parent, NWS_TAG_FIGURE);
    if (!whole && !inside && !takes_figure(parent))
        return NWS_OK;
    if (after && !at->boxed)
        NWS_TRY(drop_breaks(cleaner, at, found));
    NWS_TRY(make_figcaption(cleaner, found, &caption));
    if (inside)
        return NWS_OK;
    if (whole)
        return rename_element(cleaner, parent, NWS_TAG_FIGURE);
    return after ? enclose(cleaner, at, at->unit, caption)
                 : enclose(cleaner, at, caption, at->last);
}
