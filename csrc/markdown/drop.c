/* Finding template tags in the texts of a tree: see drop.h. */
#include "markdown/drop.h"

#include "base/scan.h"
#include "markdown/template.h"

bool nws_tag_keeps_tags(nws_tag tag)
{
    switch (tag) {
    case NWS_TAG_PRE:
    case NWS_TAG_CODE:
    case NWS_TAG_KBD:
    case NWS_TAG_SAMP:
    case NWS_TAG_TEXTAREA:
    case NWS_TAG_XMP:
    case NWS_TAG_LISTING:
    case NWS_TAG_PLAINTEXT:
    case NWS_TAG_SCRIPT:
    case NWS_TAG_STYLE: return true;
    default: return false;
    }
}

/* *left becomes what is left of text: itself, or a copy without its tags. */
static nws_status cut_tags(nws_arena *arena, nws_view text, nws_view *left)
{
    const char *at = text.data, *end = at + text.length, *copied = at;
    nws_template_ends ends = {end, at, at};
    char *made = NULL;
    size_t length = 0;
    *left = text;
    while ((at = nws_scan_byte(at, end, '{')) < end) {
        const char *stop = nws_template_stop(&ends, at);
        if (stop == NULL) {
            at++;
            continue;
        }
        if (made == NULL && (made = nws_arena_alloc(arena, text.length)) == NULL)
            return NWS_E_MEMORY;
        memcpy(made + length, copied, (size_t)(at - copied));
        length += (size_t)(at - copied);
        at = copied = stop;
    }
    if (made == NULL)
        return NWS_OK;
    memcpy(made + length, copied, (size_t)(end - copied));
    *left = nws_view_of(made, length + (size_t)(end - copied));
    return NWS_OK;
}

static nws_status cut_attributes(nws_arena *arena, const nws_node *element)
{
    for (nws_attribute *at = element->properties; at != NULL; at = at->next) {
        nws_view value;
        NWS_TRY(cut_tags(arena, nws_attribute_value(at), &value));
        nws_attribute_set(at, nws_attribute_id(at), value);
    }
    return NWS_OK;
}

nws_status nws_drop_tags(nws_arena *arena, nws_node *root)
{
    nws_node *next;
    for (nws_node *at = root; at != NULL; at = next) {
        const bool is_element = nws_node_is_element(at);
        next = nws_node_following(root, at, is_element && nws_tag_keeps_tags(nws_node_tag(at)));
        if (is_element)
            NWS_TRY(cut_attributes(arena, at));
        if (at->type != XML_TEXT_NODE)
            continue;
        nws_view left;
        NWS_TRY(cut_tags(arena, nws_node_text(at), &left));
        if (left.length == 0)
            nws_node_unlink(at);
        else if (left.data != nws_node_text(at).data)
            nws_node_set_text(at, left, 0);
    }
    return NWS_OK;
}
