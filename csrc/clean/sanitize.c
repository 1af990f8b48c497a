/* The walk: what is in the source, what becomes of it, in document order, once.
 *
 * The tree is rebuilt in place: nodes are taken out of the source one by one and put where place.c
 * says. Only elements that a block splits are ever copied. Nothing recurses.
 */
#include "base/bounds.h"
#include "clean/cleaner.h"
#include "html/traits.h"

enum {
    FIRST_FRAMES = 64,
    CLONES_A_NODE = 4, /* see slots.c: what the output may cost beyond the input */
    CLONES_FREE = 1000
};

/* How many nodes may add to the budget, so that all it buys takes NWS_MAX_REPAIR at the most. */
static size_t grants_for(const nws_document *document)
{
    return (NWS_MAX_REPAIR + document->text.length / 2) / (CLONES_A_NODE * NWS_ELEMENT_SIZE);
}

/* What the parser left out goes on record, too. */
static nws_status record_refused(const nws_document *document, nws_audit *audit)
{
    if (document->refused == 0 || audit == NULL)
        return NWS_OK;
    const uint32_t length = (uint32_t)document->text.length;
    return nws_audit_add(audit, &(nws_removal){.rule = NWS_RULE_SIZE,
                                               .action = NWS_AUDIT_UNWRAPPED,
                                               .count = document->refused,
                                               .end = length,
                                               .tag = NWS_VIEW(""),
                                               .attribute = NWS_VIEW(""),
                                               .value = NWS_VIEW("")});
}

static nws_status push_frame(nws_cleaner *cleaner, nws_node *first, uint32_t slot,
                             nws_frame_kind kind)
{
    NWS_TRY(NWS_ROOM(cleaner->arena, cleaner->frames, cleaner->frame_count, cleaner->frame_capacity,
                     FIRST_FRAMES));
    cleaner->frames[cleaner->frame_count++] = (nws_frame){first, slot, kind};
    return NWS_OK;
}

static nws_status close_frame(nws_cleaner *cleaner)
{
    const nws_frame frame = cleaner->frames[--cleaner->frame_count];
    cleaner->break_due |= frame.kind == NWS_FRAME_BREAK;
    return frame.slot == 0 ? NWS_OK : nws_place_close(cleaner, frame.slot);
}

/* R10: no character that a parser would change, merged with what stands before it. */
static nws_status visit_text(nws_cleaner *cleaner, nws_node *text)
{
    nws_view view = nws_node_text(text);
    unsigned flags = nws_scrub_scan(view);
    if (NWS_UNLIKELY((flags & NWS_TEXT_DIRTY) != 0)) {
        view = nws_scrub_copy(cleaner->arena, view);
        if (view.data == NULL)
            return NWS_E_MEMORY;
        flags = nws_scrub_scan(view);
        nws_node_set_text(text, view, 0);
    }
    if (view.length == 0)
        return NWS_OK;
    nws_node_set(text, NWS_TAG_UNKNOWN, flags & NWS_TEXT_FLAGS, nws_node_start(text));
    if ((flags & NWS_TEXT_UNSEEN) == 0)
        cleaner->last_image = NULL;
    nws_place place;
    NWS_TRY(nws_place_find(cleaner, (flags & NWS_TEXT_BLANK) != 0 ? NWS_KIND_SPACE : NWS_KIND_TEXT,
                           text, &place));
    return place.outcome == NWS_PLACE_DROP ? NWS_OK : nws_place_text(cleaner, &place, text);
}

/* Its children go where it would have gone. */
static nws_status unwrap(nws_cleaner *cleaner, nws_node *element, nws_frame_kind kind)
{
    return element->children == NULL ? NWS_OK : push_frame(cleaner, element->children, 0, kind);
}

/* What is in an iframe was never shown: to a parser it is raw text, whatever it looks like.
 * https://html.spec.whatwg.org/multipage/parsing.html#parsing-html-fragments */
static nws_status drop_content(nws_cleaner *cleaner, const nws_node *first)
{
    for (const nws_node *child = first; child != NULL; child = child->next)
        NWS_TRY(nws_clean_record(cleaner, NWS_RULE_STABLE, NWS_AUDIT_DROPPED, child, NULL));
    return NWS_OK;
}

static nws_status place_element(nws_cleaner *cleaner, nws_node *element)
{
    static const nws_rule rules[] = {
        [NWS_PLACE_UNWRAP] = NWS_RULE_STABLE,
        [NWS_PLACE_BREAK] = NWS_RULE_STABLE,
        [NWS_PLACE_DEEP] = NWS_RULE_DEPTH,
    };
    const nws_stable stable = nws_stable_tags[nws_node_tag(element)];
    nws_place place;
    NWS_TRY(nws_place_find(cleaner, (nws_kind)stable.kind, element, &place));
    if (place.outcome != NWS_PLACE_HERE) {
        NWS_TRY(
            nws_clean_record(cleaner, rules[place.outcome], NWS_AUDIT_UNWRAPPED, element, NULL));
        const bool line = place.outcome == NWS_PLACE_BREAK;
        cleaner->break_due |= line;
        return unwrap(cleaner, element, line ? NWS_FRAME_BREAK : NWS_FRAME_PLAIN);
    }
    nws_node *children = element->children;
    element->children = element->last = NULL;
    element->parent = element->prev = element->next = NULL;
    if (stable.model == NWS_MODEL_NOTHING) {
        NWS_TRY(nws_place_void(cleaner, &place, element));
        return drop_content(cleaner, children);
    }
    if (stable.model == NWS_MODEL_EMPTY) {
        NWS_TRY(nws_place_void(cleaner, &place, element));
        return children == NULL ? NWS_OK : push_frame(cleaner, children, 0, NWS_FRAME_PLAIN);
    }
    uint32_t slot;
    NWS_TRY(nws_place_open(cleaner, &place, element, &slot));
    return push_frame(cleaner, children, slot, NWS_FRAME_PLAIN);
}

static nws_status visit_image(nws_cleaner *cleaner, nws_node *image, bool lifted)
{
    bool keep;
    NWS_TRY(nws_image_repair(cleaner, image, lifted, &keep));
    if (!keep)
        return NWS_OK;
    NWS_TRY(nws_attributes_clean(cleaner, image));
    NWS_TRY(nws_image_settle(cleaner, image, lifted, &keep));
    if (!keep)
        return NWS_OK;
    cleaner->last_image = image;
    image->parent = NULL;
    NWS_TRY(place_element(cleaner, image));
    if (image->parent == NULL) /* too deep to stay */
        return NWS_OK;
    if (cleaner->latest == NULL)
        cleaner->images = image;
    else
        nws_sanitize_note(cleaner->latest)->next = image;
    cleaner->latest = image;
    return NWS_OK;
}

/* A span that says nothing is not worth its tags. */
static bool is_bare(const nws_cleaner *cleaner, const nws_node *element)
{
    return nws_node_tag(element) == NWS_TAG_SPAN && element->properties == NULL &&
           (cleaner->policy->repairs & NWS_REPAIR_WRAPPERS) != 0;
}

/* Whether a frame shows anything: its address was kept. */
static bool has_source(const nws_node *frame)
{
    const nws_attribute *source = nws_node_attribute(frame, NWS_ATTR_SRC);
    return source != NULL && nws_attribute_value(source).length > 0;
}

static nws_status clean_link(nws_cleaner *cleaner, nws_node *link)
{
    const nws_attribute *href = nws_node_attribute(link, NWS_ATTR_HREF);
    const nws_view displayed = href == NULL ? NWS_VIEW_NONE : nws_attribute_value(href);
    NWS_TRY(nws_attributes_clean(cleaner, link));
    return href == NULL ? NWS_OK : nws_link_repair(cleaner, link, displayed);
}

static nws_status keep_element(nws_cleaner *cleaner, nws_node *element)
{
    if (nws_node_tag(element) == NWS_TAG_IMG)
        return visit_image(cleaner, element, false);
    const nws_policy_rules *rules = cleaner->policy->rules;
    const bool asked = element->properties != NULL ||
                       (rules != NULL && nws_tag_bit(rules->sets, nws_node_tag(element)));
    if (asked && nws_node_tag(element) == NWS_TAG_A)
        NWS_TRY(clean_link(cleaner, element));
    else if (asked)
        NWS_TRY(nws_attributes_clean(cleaner, element));
    if (nws_node_tag(element) == NWS_TAG_IFRAME && !has_source(element))
        return nws_clean_record(cleaner, NWS_RULE_POLICY_HOST, NWS_AUDIT_DROPPED, element, NULL);
    if (is_bare(cleaner, element)) {
        NWS_TRY(nws_clean_record(cleaner, NWS_RULE_WRAPPER, NWS_AUDIT_UNWRAPPED, element, NULL));
        return unwrap(cleaner, element, NWS_FRAME_PLAIN);
    }
    return place_element(cleaner, element);
}

static nws_rule tag_rule(const nws_node *element)
{
    return nws_node_space(element) == NWS_SPACE_HTML && (nws_node_tag(element) == NWS_TAG_UNKNOWN ||
                                                         nws_policy_may_keep(nws_node_tag(element)))
               ? NWS_RULE_POLICY_TAG
               : NWS_RULE_FLOOR_TAG;
}

/* Whether a browser shows what is in an element on lines of their own. */
static bool is_line(nws_tag tag)
{
    switch (nws_stable_tags[tag].kind) {
    case NWS_KIND_BOX:
    case NWS_KIND_BLOCK:
    case NWS_KIND_ITEM:
    case NWS_KIND_TERM:
    case NWS_KIND_CAPTION:
    case NWS_KIND_ROW: return true;
    default: return tag == NWS_TAG_FORM || tag == NWS_TAG_OPTION || tag == NWS_TAG_MARQUEE;
    }
}

static nws_status unwrap_element(nws_cleaner *cleaner, nws_node *element)
{
    const nws_tag tag = nws_node_tag(element);
    if (tag == NWS_TAG_PICTURE) {
        cleaner->picture_url = NWS_VIEW_NONE;
        cleaner->picture_score = 0;
    } else if (tag == NWS_TAG_SOURCE) {
        NWS_TRY(nws_image_source(cleaner, element));
    }
    /* html, head and body are in every document, whether they were written or not. */
    if (tag != NWS_TAG_HTML && tag != NWS_TAG_HEAD && tag != NWS_TAG_BODY)
        NWS_TRY(nws_clean_record(cleaner, tag_rule(element), NWS_AUDIT_UNWRAPPED, element, NULL));
    if ((cleaner->policy->repairs & NWS_REPAIR_LINES) == 0 || !is_line(tag))
        return unwrap(cleaner, element, NWS_FRAME_PLAIN);
    cleaner->break_due = true;
    return unwrap(cleaner, element, NWS_FRAME_BREAK);
}

/* https://html.spec.whatwg.org/multipage/syntax.html#void-elements and what is parsed like them */
static bool is_void(nws_tag tag)
{
    static const uint8_t tags[] = {
        NWS_TAG_AREA,   NWS_TAG_BASE,   NWS_TAG_BASEFONT, NWS_TAG_BGSOUND, NWS_TAG_BR,
        NWS_TAG_COL,    NWS_TAG_EMBED,  NWS_TAG_FRAME,    NWS_TAG_HR,      NWS_TAG_IMG,
        NWS_TAG_INPUT,  NWS_TAG_KEYGEN, NWS_TAG_LINK,     NWS_TAG_META,    NWS_TAG_PARAM,
        NWS_TAG_SOURCE, NWS_TAG_TRACK,  NWS_TAG_WBR,
    };
    return memchr(tags, (int)tag, sizeof tags) != NULL;
}

/* The start tag of element as it was written; empty when it was not: the parser made it, or it is
 * one more piece of a formatting element whose tag has been seen. */
static nws_view written_tag(nws_cleaner *cleaner, const nws_node *element)
{
    const uint32_t start = nws_node_start(element), end = nws_node_end(element);
    const nws_view name = nws_node_name(element);
    const nws_view tag =
        nws_view_slice(cleaner->document->text, start, end > start ? end - start : 0);
    if (!nws_view_equal_nocase(nws_view_slice(tag, 1, name.length), name) || tag.data[0] != '<')
        return NWS_VIEW("");
    if (start < cleaner->escaped &&
        (nws_tag_traits[nws_node_tag(element)] & NWS_IS_FORMATTING) != 0)
        return NWS_VIEW("");
    cleaner->escaped = end;
    return tag;
}

static nws_status add_text(nws_cleaner *cleaner, nws_node *element, nws_view text, bool first)
{
    nws_node *node = nws_node_string(cleaner->arena, cleaner->document->xml, XML_TEXT_NODE, text,
                                     nws_node_start(element));
    if (node == NULL)
        return NWS_E_MEMORY;
    nws_node_insert(element, node, first ? element->children : NULL);
    return NWS_OK;
}

/* The element's own tags become text in its stead: the start tag as it was written, and an end tag
 * unless it is void. */
static nws_status escape_element(nws_cleaner *cleaner, nws_node *element)
{
    const nws_view tag = written_tag(cleaner, element), name = nws_node_name(element);
    if (tag.length == 0)
        return unwrap(cleaner, element, NWS_FRAME_PLAIN);
    NWS_TRY(nws_clean_record(cleaner, tag_rule(element), NWS_AUDIT_ESCAPED, element, NULL));
    NWS_TRY(add_text(cleaner, element, tag, true));
    if (!is_void(nws_node_tag(element)) && tag.data[tag.length - 2] != '/') {
        char *text = nws_arena_alloc(cleaner->arena, name.length + 3);
        if (text == NULL)
            return NWS_E_MEMORY;
        memcpy(text, "</", 2);
        memcpy(text + 2, name.data, name.length);
        text[name.length + 2] = '>';
        NWS_TRY(add_text(cleaner, element, nws_view_of(text, name.length + 3), false));
    }
    return unwrap(cleaner, element, NWS_FRAME_PLAIN);
}

static nws_status drop_element(nws_cleaner *cleaner, nws_node *element)
{
    NWS_TRY(nws_clean_record(cleaner, tag_rule(element), NWS_AUDIT_DROPPED, element, NULL));
    if (nws_node_is_html(element, NWS_TAG_NOSCRIPT) &&
        (cleaner->policy->repairs & NWS_REPAIR_NOSCRIPT) != 0)
        return unwrap(cleaner, element, NWS_FRAME_LIFT);
    return NWS_OK;
}

/* In a noscript only images count: they are what a script would have shown. */
static nws_status visit_lifted(nws_cleaner *cleaner, nws_node *node)
{
    if (!nws_node_is_element(node) || nws_node_space(node) != NWS_SPACE_HTML)
        return NWS_OK;
    const nws_tag tag = nws_node_tag(node);
    if (tag == NWS_TAG_IMG && cleaner->policy->actions[tag] == NWS_ACTION_KEEP)
        return visit_image(cleaner, node, true);
    if (cleaner->policy->actions[tag] == NWS_ACTION_DROP && tag != NWS_TAG_NOSCRIPT)
        return NWS_OK;
    return unwrap(cleaner, node, NWS_FRAME_LIFT);
}

/* svg and math, which are never kept: a policy that does not drop them keeps their text. */
static nws_status visit_foreign(nws_cleaner *cleaner, nws_node *element)
{
    const uint8_t *actions = cleaner->policy->actions;
    const nws_tag root = nws_node_space(element) == NWS_SPACE_SVG ? NWS_TAG_SVG : NWS_TAG_MATH;
    if (actions[root] == NWS_ACTION_ESCAPE)
        return escape_element(cleaner, element);
    if (actions[root] != NWS_ACTION_UNWRAP || actions[nws_node_tag(element)] == NWS_ACTION_DROP)
        return drop_element(cleaner, element);
    return unwrap_element(cleaner, element);
}

static nws_status visit_element(nws_cleaner *cleaner, nws_node *element)
{
    const nws_policy *policy = cleaner->policy;
    const nws_tag tag = nws_node_tag(element);
    if (nws_node_space(element) != NWS_SPACE_HTML)
        return visit_foreign(cleaner, element);
    switch ((nws_action)policy->actions[tag]) {
    case NWS_ACTION_KEEP:
        /* The floor holds for a policy that nobody checked, too. */
        return NWS_LIKELY(nws_policy_may_keep(tag)) ? keep_element(cleaner, element)
                                                    : drop_element(cleaner, element);
    case NWS_ACTION_RENAME: {
        NWS_TRY(nws_clean_record(cleaner, tag_rule(element), NWS_AUDIT_REWRITTEN, element, NULL));
        const nws_tag name = (nws_tag)policy->renames[tag];
        nws_node_set(element, name, nws_node_flags(element), nws_node_start(element));
        element->name = (const xmlChar *)nws_tag_names[name];
        return nws_policy_may_keep(name) ? keep_element(cleaner, element)
                                         : drop_element(cleaner, element);
    }
    case NWS_ACTION_DROP: return drop_element(cleaner, element);
    case NWS_ACTION_ESCAPE: return escape_element(cleaner, element);
    case NWS_ACTION_UNWRAP: break;
    }
    return unwrap_element(cleaner, element);
}

static nws_status visit(nws_cleaner *cleaner, nws_node *node, nws_frame_kind kind)
{
    if (NWS_LIKELY(cleaner->grants > 0)) {
        cleaner->grants--;
        cleaner->budget += CLONES_A_NODE;
    }
    if (NWS_UNLIKELY(kind == NWS_FRAME_LIFT))
        return visit_lifted(cleaner, node);
    switch (node->type) {
    case XML_TEXT_NODE: return visit_text(cleaner, node);
    case XML_ELEMENT_NODE: return visit_element(cleaner, node);
    case XML_COMMENT_NODE:
    case XML_PI_NODE:
        return nws_clean_record(cleaner, NWS_RULE_COMMENT, NWS_AUDIT_DROPPED, node, NULL);
    case XML_DOCUMENT_FRAG_NODE: /* of a template that goes and leaves what is in it */
        return unwrap(cleaner, node, kind);
    default: return NWS_OK; /* a doctype */
    }
}

nws_status nws_sanitize_tree(nws_document *document, const nws_clean_options *options,
                             nws_audit *audit)
{
    nws_cleaner cleaner = {.policy = options->policy,
                           .options = options,
                           .document = document,
                           .arena = document->arena,
                           .audit = audit,
                           .keeps_hints = nws_image_keeps(options->policy),
                           .budget = CLONES_FREE,
                           .grants = grants_for(document)};
    nws_node *root = document->root, *first = root->children;
    root->children = root->last = NULL;
    const nws_policy_rules *rules = options->policy->rules;
    NWS_TRY(record_refused(document, audit));
    if (options->base_url.length > 0)
        NWS_TRY(nws_attributes_address(&cleaner, options->base_url, &cleaner.base));
    else if (rules != NULL && rules->base_url.data != NULL)
        cleaner.base = rules->base_url;
    NWS_TRY(nws_place_begin(&cleaner));
    NWS_TRY(push_frame(&cleaner, first, 0, NWS_FRAME_PLAIN));
    while (cleaner.frame_count > 0) {
        nws_frame *frame = &cleaner.frames[cleaner.frame_count - 1];
        nws_node *node = frame->next;
        if (node == NULL) {
            NWS_TRY(close_frame(&cleaner));
        } else {
            frame->next = node->next;
            NWS_TRY(visit(&cleaner, node, (nws_frame_kind)frame->kind));
        }
    }
    NWS_TRY(nws_place_close(&cleaner, 1));
    if (cleaner.images != NULL)
        NWS_TRY(nws_caption_bind(&cleaner));
#ifdef NWS_DEBUG
    const nws_node *where;
    if (nws_sanitize_verify(document, options->policy, &where) != NULL)
        return NWS_E_ARGUMENT;
#endif
    return NWS_OK;
}
