/* The stable-tree rules, checked on a finished tree.
 *
 * Separate from the code that makes the tree, and knowing nothing of its steps: it asks only what
 * may stand in what. Runs on every output in tests and debug builds.
 */
#include "base/bounds.h"
#include "clean/sanitize.h"
#include "clean/scrub.h"
#include "clean/stable.h"
#include "clean/url.h"

/* What is known of the elements round a node. */
typedef struct context {
    uint8_t tag; /* 0: the root */
    uint8_t model;
    bool link;    /* in an a, no cell or caption between */
    bool heading; /* the same for headings */
} context;

static bool is_heading(nws_tag tag)
{
    return tag >= NWS_TAG_H1 && tag <= NWS_TAG_H6;
}

/* The name of the rule that a child of this kind breaks here. */
static const char *broken(const context *parent, nws_kind kind)
{
    switch ((nws_model)parent->model) {
    case NWS_MODEL_EMPTY:
    case NWS_MODEL_NOTHING: return "R8";
    case NWS_MODEL_LIST:
    case NWS_MODEL_TERMS: return "R4";
    case NWS_MODEL_TABLE:
    case NWS_MODEL_COLUMNS:
    case NWS_MODEL_GROUP:
    case NWS_MODEL_ROW: return "R5";
    default: break;
    }
    switch (kind) {
    case NWS_KIND_ITEM:
    case NWS_KIND_TERM: return "R4";
    case NWS_KIND_RUBY: return "R6";
    case NWS_KIND_BOX:
    case NWS_KIND_BLOCK: return parent->tag == NWS_TAG_P ? "R1" : "R7";
    case NWS_KIND_NONE: return "floor";
    default: return "R5";
    }
}

static bool accepts(const context *parent, nws_kind kind)
{
    return (nws_stable_accepts[parent->model] >> kind & 1u) != 0;
}

static const char *check_text(const context *parent, const nws_node *text)
{
    const nws_view view = nws_node_text(text);
    const unsigned flags = nws_scrub_scan_scalar(view);
    const unsigned kept = nws_node_flags(text) & NWS_TEXT_FLAGS;
    if (view.length == 0 || (flags & NWS_TEXT_DIRTY) != 0 || (kept & ~flags) != 0 ||
        (text->prev != NULL && text->prev->type == XML_TEXT_NODE))
        return "R10";
    const nws_kind kind = (flags & NWS_TEXT_BLANK) != 0 ? NWS_KIND_SPACE : NWS_KIND_TEXT;
    return accepts(parent, kind) ? NULL : broken(parent, kind);
}

/* R10: [a-z][a-z0-9-]* */
static bool is_plain_name(nws_view name)
{
    for (size_t i = 0; i < name.length; i++) {
        const unsigned char byte = (unsigned char)name.data[i];
        if (!(byte >= 'a' && byte <= 'z') && (i == 0 || (!nws_is_digit(byte) && byte != '-')))
            return false;
    }
    return name.length > 0;
}

/* Whether a style attribute is what cleaning it again would give. */
static bool is_clean_style(const nws_policy *policy, nws_view value)
{
    nws_arena arena;
    nws_arena_init(&arena, nws_allocator_libc());
    nws_view out;
    const bool clean = nws_css_clean(&arena, &policy->styles, value, NULL, &out) == NWS_OK &&
                       value.length > 0 && nws_view_equal(out, value);
    nws_arena_free(&arena);
    return clean;
}

static const char *check_attributes(const nws_node *element, const nws_policy *policy)
{
    uint64_t seen[NWS_ATTR_WORDS] = {0};
    for (const nws_attribute *at = element->properties; at != NULL; at = at->next) {
        const unsigned id = (unsigned)nws_attribute_id(at);
        const nws_view name = nws_attribute_name(at), value = nws_attribute_value(at);
        if (!is_plain_name(name) || (nws_scrub_scan_scalar(value) & NWS_TEXT_DIRTY) != 0 ||
            (id != 0 && (seen[id / 64] >> id % 64 & 1u) != 0))
            return "R10";
        seen[id / 64] |= (uint64_t)1 << id % 64;
        if (id == 0 ? !nws_rules_may_name(name)
                    : !nws_policy_may_allow(nws_node_tag(element), (nws_attr)id))
            return "floor";
        const nws_holds kind = nws_policy_holds((nws_attr)id);
        if (kind == NWS_HOLDS_STYLE && !is_clean_style(policy, value))
            return "floor";
        if ((kind == NWS_HOLDS_LINK || kind == NWS_HOLDS_IMAGE) && !nws_url_is_safe(value))
            return "floor";
    }
    return NULL;
}

/* R11, of an element of a portable tree. */
static bool is_portable(const context *parent, const nws_node *element)
{
    const nws_tag tag = nws_node_tag(element);
    const nws_node *first = element->children;
    return (nws_stable_tags[tag].flags & NWS_STABLE_YOUNG) == 0 &&
           !nws_stable_clashes((nws_tag)parent->tag, tag) &&
           (tag != NWS_TAG_PRE || first == NULL || first->type != XML_TEXT_NODE ||
            !nws_view_starts(nws_node_text(first), NWS_VIEW("\n")));
}

static const char *check_element(const context *parent, const nws_node *element,
                                 const nws_policy *policy, context *own)
{
    const nws_tag tag = nws_node_tag(element);
    const nws_stable stable = nws_stable_tags[tag];
    const bool shut = stable.kind == NWS_KIND_CELL || stable.kind == NWS_KIND_CAPTION;
    if (nws_node_space(element) != NWS_SPACE_HTML || stable.kind == NWS_KIND_NONE)
        return "floor";
    if (!accepts(parent, (nws_kind)stable.kind))
        return broken(parent, (nws_kind)stable.kind);
    if (tag == NWS_TAG_A && parent->link)
        return "R2";
    if (is_heading(tag) && parent->heading)
        return "R3";
    if (stable.model <= NWS_MODEL_NOTHING && element->children != NULL)
        return "R8";
    *own = (context){.tag = (uint8_t)tag,
                     .model = (uint8_t)nws_stable_model(tag, (nws_model)parent->model),
                     .link = !shut && (parent->link || tag == NWS_TAG_A),
                     .heading = !shut && (parent->heading || is_heading(tag))};
    return check_attributes(element, policy);
}

static bool is_linked(const nws_node *parent, const nws_node *node)
{
    return node->parent == parent &&
           (node->prev == NULL ? parent->children == node : node->prev->next == node) &&
           (node->next == NULL ? parent->last == node : node->next->prev == node);
}

const char *nws_sanitize_verify(const nws_document *document, const nws_policy *policy,
                                const nws_node **where)
{
    context stack[NWS_MAX_OUTPUT_DEPTH + 1];
    unsigned depth = 0;
    const nws_node *root = document->root, *parent = root, *node = root->children;
    stack[0] = (context){.model = NWS_MODEL_FLOW};
    while (node != NULL) {
        const char *rule = NULL;
        *where = node;
        if (!is_linked(parent, node))
            return "links";
        if (node->type == XML_TEXT_NODE) {
            rule = check_text(&stack[depth], node);
        } else if (node->type != XML_ELEMENT_NODE) {
            rule = "R10";
        } else if (depth == NWS_MAX_OUTPUT_DEPTH) {
            rule = "R9";
        } else {
            rule = check_element(&stack[depth], node, policy, &stack[depth + 1]);
            if (rule == NULL && policy->portable && !is_portable(&stack[depth], node))
                rule = "R11";
        }
        if (rule != NULL)
            return rule;
        if (node->type == XML_ELEMENT_NODE && node->children != NULL) {
            parent = node;
            node = node->children;
            depth++;
            continue;
        }
        for (; node->next == NULL && parent != root; depth--) {
            node = parent;
            parent = node->parent;
        }
        node = node->next;
    }
    *where = NULL;
    return NULL;
}
