/* Which element goes on in the one before it: <b>a</b><b>b</b> says what <b>ab</b> says.
 *
 * Separate from slots.c, which only asks.
 */
#include "clean/slots.h"

/* Elements that say the same of two pieces as of one. Not code or kbd, whose ends are seen, nor sub
 * and sup, which two notes may have. */
static bool is_joinable(nws_tag tag)
{
    switch (tag) {
    case NWS_TAG_B:
    case NWS_TAG_BIG:
    case NWS_TAG_DEL:
    case NWS_TAG_EM:
    case NWS_TAG_FONT:
    case NWS_TAG_I:
    case NWS_TAG_INS:
    case NWS_TAG_MARK:
    case NWS_TAG_S:
    case NWS_TAG_SMALL:
    case NWS_TAG_SPAN:
    case NWS_TAG_STRIKE:
    case NWS_TAG_STRONG:
    case NWS_TAG_U: return true;
    default: return false;
    }
}

static bool same_attributes(const nws_attribute *a, const nws_attribute *b)
{
    for (; a != NULL && b != NULL; a = a->next, b = b->next)
        if (nws_attribute_id(a) == NWS_ATTR_ID ||
            !nws_view_equal(nws_attribute_name(a), nws_attribute_name(b)) ||
            !nws_view_equal(nws_attribute_value(a), nws_attribute_value(b)))
            return false;
    return a == NULL && b == NULL;
}

nws_node *nws_slots_continued(const nws_cleaner *cleaner, const nws_node *parent,
                              const nws_node *node)
{
    nws_node *last = parent->last;
    const nws_tag tag = nws_node_tag(node);
    return last != NULL && nws_node_is_html(last, tag) && is_joinable(tag) &&
                   (cleaner->policy->repairs & NWS_REPAIR_JOINS) != 0 &&
                   same_attributes(last->properties, node->properties)
               ? last
               : NULL;
}
