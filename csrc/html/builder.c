/* Making and inserting nodes: the part of the builder that writes to the tree.
 *
 * https://html.spec.whatwg.org/multipage/parsing.html#creating-and-inserting-nodes
 * Separate from the stack (stack.c) and from the rules of the modes, which call both.
 */
#include "html/builder.h"

#include "html/foreign.h"

/* So many bytes of a value cost as much as an attribute: whoever writes the tree repeats them. */
#define VALUE_SHIFT 4

/* ---- names and attributes ---- */

/* A name that outlives the token: the table's own, or a copy. NULL: no memory. */
static const char *keep_name(nws_builder *builder, const char *known, nws_view name)
{
    if (NWS_LIKELY(known != NULL))
        return known;
    builder->taken += (int64_t)(name.length + NWS_ARENA_ALIGN);
    return nws_arena_copy(builder->arena, name).data;
}

static const char *tag_name(nws_builder *builder, const nws_token *token)
{
    return keep_name(builder, token->tag != NWS_TAG_UNKNOWN ? nws_tag_names[token->tag] : NULL,
                     token->name);
}

/* Fills an attribute that is linked nowhere yet; false: no memory for its name. */
static bool set_attribute(nws_builder *builder, nws_attribute *attribute, nws_node *element,
                          const nws_token_attr *from)
{
    const char *known = from->id != NWS_ATTR_UNKNOWN ? nws_attr_names[from->id] : NULL;
    const char *name = keep_name(builder, known, from->name);
    *attribute = (nws_attribute){.type = XML_ATTRIBUTE_NODE,
                                 .name = (const xmlChar *)name,
                                 .parent = element,
                                 .doc = element->doc};
    nws_attribute_set(attribute, from->id, from->value);
    return name != NULL;
}

/* Adds an attribute behind last, the last one (NULL: there is none yet). NULL: no memory. */
static nws_attribute *link_attribute(nws_builder *builder, nws_node *element, nws_attribute *last,
                                     const nws_token_attr *from)
{
    nws_attribute *attribute = nws_arena_alloc(builder->arena, sizeof *attribute);
    if (attribute == NULL || !set_attribute(builder, attribute, element, from))
        return NULL;
    nws_attribute_link(attribute, element, last);
    return attribute;
}

/* The element of a start tag with its attributes, all in one block: it is made for every tag. */
static nws_node *make_element(nws_builder *builder, const nws_token *token, const char *name)
{
    uint32_t count = token->attribute_count;
    nws_node *node =
        nws_arena_alloc(builder->arena, NWS_ELEMENT_SIZE + count * sizeof(nws_attribute));
    if (NWS_UNLIKELY(node == NULL || name == NULL))
        return NULL;
    builder->taken += (int64_t)(NWS_ELEMENT_SIZE + count * sizeof(nws_attribute));
    nws_attribute *attributes = (nws_attribute *)(void *)((char *)node + NWS_ELEMENT_SIZE);
    nws_node_begin(node, NWS_ELEMENT_SIZE, XML_ELEMENT_NODE, name, builder->document->xml);
    node->properties = count == 0 ? NULL : attributes;
    nws_node_set(node, token->tag, NWS_SPACE_HTML, token->start);
    nws_node_set_end(node, token->end);
    for (uint32_t i = 0; i < count; i++) {
        if (!set_attribute(builder, &attributes[i], node, &token->attributes[i]))
            return NULL;
        attributes[i].prev = i == 0 ? NULL : &attributes[i - 1];
        attributes[i].next = i + 1 == count ? NULL : &attributes[i + 1];
    }
    return node;
}

nws_status nws_builder_merge(nws_builder *builder, nws_node *element, const nws_token *token)
{
    if (element->type != XML_ELEMENT_NODE) /* a fragment has no html element to give them to */
        return NWS_OK;
    uint32_t count = 0;
    nws_attribute *last = NULL;
    for (nws_attribute *at = element->properties; at != NULL; at = at->next) {
        if (++count >= NWS_MAX_MERGED)
            return NWS_OK;
        last = at;
    }
    for (uint32_t i = 0; i < token->attribute_count && count < NWS_MAX_MERGED; i++) {
        const nws_token_attr *from = &token->attributes[i];
        bool twin = false;
        for (const nws_attribute *at = element->properties; at != NULL && !twin; at = at->next)
            twin = nws_view_equal(nws_attribute_name(at), from->name);
        if (twin)
            continue;
        last = link_attribute(builder, element, last, from);
        if (last == NULL)
            return NWS_E_MEMORY;
        count++;
    }
    return NWS_OK;
}

bool nws_builder_afford(const nws_builder *builder)
{
    return builder->spent < NWS_MAX_CLONES + builder->now / 2 && !nws_builder_tight(builder);
}

nws_node *nws_builder_clone(nws_builder *builder, const nws_node *node)
{
    nws_node *copy = nws_node_element(builder->arena, node->doc, nws_node_tag(node),
                                      (const char *)node->name, nws_node_start(node));
    if (copy == NULL)
        return NULL;
    nws_node_flag(copy, nws_node_flags(node) & (NWS_NODE_SPACE | NWS_NODE_INTEGRATION));
    nws_node_set_end(copy, nws_node_end(node));
    copy->ns = node->ns;
    nws_attribute *last = NULL;
    builder->spent++;
    builder->taken += NWS_ELEMENT_SIZE;
    for (const nws_attribute *at = node->properties; at != NULL && nws_builder_afford(builder);
         at = at->next) {
        nws_attribute *twin = nws_arena_alloc(builder->arena, sizeof *twin);
        if (twin == NULL)
            return NULL;
        *twin = *at;
        nws_attribute_link(twin, copy, last);
        last = twin;
        builder->spent += 1 + (uint32_t)(nws_attribute_value(at).length >> VALUE_SHIFT);
        builder->taken += (int64_t)sizeof *twin;
    }
    return copy;
}

/* ---- places ---- */

/* Where the contents of an open element go: a template's into its fragment. */
static nws_node *inside(const nws_open *entry)
{
    return entry->traits & NWS_IS_TEMPLATE ? entry->node->children : entry->node;
}

/* https://html.spec.whatwg.org/multipage/parsing.html#foster-parent */
static nws_place foster_place(nws_builder *builder)
{
    for (uint32_t i = builder->depth; i-- > 1;) {
        const nws_open *entry = &builder->open[i];
        if (entry->traits & NWS_IS_TEMPLATE)
            return (nws_place){inside(entry), NULL};
        if (entry->key != NWS_TAG_TABLE)
            continue;
        if (entry->node->parent != NULL)
            return (nws_place){entry->node->parent, entry->node};
        return (nws_place){inside(entry - 1), NULL};
    }
    return (nws_place){builder->open[0].node, NULL};
}

nws_place nws_builder_place(nws_builder *builder, const nws_open *target)
{
    if (NWS_UNLIKELY(builder->fostering && (target->traits & NWS_IS_FOSTERED)))
        return foster_place(builder);
    return (nws_place){inside(target), NULL};
}

static void insert_here(nws_builder *builder, nws_node *node)
{
    const nws_open *current = nws_builder_current(builder);
    if (NWS_LIKELY(!builder->fostering && !(current->traits & NWS_IS_TEMPLATE))) {
        nws_node_append(current->node, node);
        return;
    }
    nws_place place = nws_builder_place(builder, current);
    nws_node_insert(place.parent, node, place.before);
}

/* ---- elements ---- */

nws_status nws_builder_void(nws_builder *builder, const nws_token *token)
{
    nws_node *node = make_element(builder, token, tag_name(builder, token));
    if (node == NULL)
        return NWS_E_MEMORY;
    insert_here(builder, node);
    return NWS_OK;
}

nws_status nws_builder_force(nws_builder *builder, const nws_token *token)
{
    nws_node *node = make_element(builder, token, tag_name(builder, token));
    if (node == NULL)
        return NWS_E_MEMORY;
    insert_here(builder, node);
    nws_builder_push(builder, node, (uint32_t)token->tag, nws_tag_traits[token->tag]);
    return NWS_OK;
}

nws_status nws_builder_insert(nws_builder *builder, const nws_token *token)
{
    if (NWS_LIKELY(!nws_builder_full(builder)))
        return nws_builder_force(builder, token);
    NWS_TRY(nws_builder_void(builder, token));
    builder->document->flattened++;
    return nws_builder_flatten(builder, token->tag);
}

nws_status nws_builder_imagine(nws_builder *builder, nws_tag tag)
{
    nws_token token = {.type = NWS_TOKEN_START,
                       .tag = tag,
                       .start = builder->now,
                       .end = builder->now,
                       .name = nws_tag_name(tag)};
    return nws_builder_force(builder, &token);
}

nws_status nws_builder_raw(nws_builder *builder, const nws_token *token, nws_content content)
{
    NWS_TRY(nws_builder_force(builder, token));
    builder->tokenizer.content = content;
    builder->original = builder->mode;
    builder->mode = NWS_MODE_TEXT;
    return NWS_OK;
}

/* ---- svg and math ---- */

static nws_status make_spaces(nws_builder *builder)
{
    if (builder->spaces != NULL)
        return NWS_OK;
    xmlNs *spaces = nws_arena_zero(builder->arena, NWS_NS_COUNT * sizeof *spaces);
    if (spaces == NULL)
        return NWS_E_MEMORY;
    for (int i = 0; i < NWS_NS_COUNT; i++) {
        spaces[i].type = XML_NAMESPACE_DECL;
        spaces[i].href = (const xmlChar *)nws_ns_hrefs[i];
        spaces[i].prefix = (const xmlChar *)nws_ns_prefixes[i];
        spaces[i].context = builder->document->xml;
    }
    builder->spaces = spaces;
    return NWS_OK;
}

/* https://html.spec.whatwg.org/multipage/parsing.html#adjust-mathml-attributes and the two that
 * follow it. A name that changes has no id: ids stand for names in lower case. */
static void adjust_attributes(nws_builder *builder, nws_node *element, nws_space space)
{
    for (nws_attribute *at = element->properties; at != NULL; at = at->next) {
        nws_view name = nws_attribute_name(at);
        nws_space_id id = NWS_NS_XML;
        const char *local = nws_foreign_attribute(name, &id);
        if (local != NULL) {
            at->name = (const xmlChar *)local;
            at->ns = &builder->spaces[id];
            continue;
        }
        const char *cased = NULL;
        if (space == NWS_SPACE_SVG)
            cased = nws_svg_attribute(name);
        else if (nws_view_equal(name, NWS_VIEW("definitionurl")))
            cased = "definitionURL";
        if (cased != NULL) {
            at->name = (const xmlChar *)cased;
            nws_attribute_set(at, NWS_ATTR_UNKNOWN, nws_attribute_value(at));
        }
    }
}

/* https://html.spec.whatwg.org/multipage/parsing.html#html-integration-point */
static bool is_html_annotation(const nws_node *element)
{
    const nws_attribute *encoding = nws_node_attribute(element, NWS_ATTR_ENCODING);
    return encoding != NULL &&
           (nws_view_equal_nocase(nws_attribute_value(encoding), NWS_VIEW("text/html")) ||
            nws_view_equal_nocase(nws_attribute_value(encoding),
                                  NWS_VIEW("application/xhtml+xml")));
}

nws_status nws_builder_foreign(nws_builder *builder, const nws_token *token, nws_space space)
{
    NWS_TRY(make_spaces(builder));
    bool svg = space == NWS_SPACE_SVG;
    const char *name = svg ? nws_svg_tag(token->name) : NULL;
    nws_node *node = make_element(builder, token, name != NULL ? name : tag_name(builder, token));
    if (node == NULL)
        return NWS_E_MEMORY;
    adjust_attributes(builder, node, space);
    node->ns = &builder->spaces[svg ? NWS_NS_SVG : NWS_NS_MATH];
    uint32_t traits = nws_foreign_traits(token->tag, svg);
    nws_node_flag(node, space);
    if (!svg && token->tag == NWS_TAG_ANNOTATION_XML && is_html_annotation(node)) {
        nws_node_flag(node, NWS_NODE_INTEGRATION);
        traits |= NWS_IS_HTML_POINT;
    }
    insert_here(builder, node);
    if (token->self_closing)
        return NWS_OK;
    if (nws_builder_full(builder)) {
        builder->document->flattened++;
        return nws_builder_flatten(builder, token->tag);
    }
    nws_builder_push(builder, node, (uint32_t)token->tag | (uint32_t)space << 16, traits);
    return NWS_OK;
}

/* ---- text, comments, doctype ---- */

nws_status nws_string_join(nws_arena *arena, nws_string *string, nws_view more)
{
    nws_view old = string->text;
    size_t length = old.length + more.length;
    if (string->capacity == 0 && old.data + old.length == more.data) {
        string->text.length = length;
        return NWS_OK;
    }
    char *block = (char *)(uintptr_t)old.data; /* written to only when it is ours */
    if (length > string->capacity) {
        size_t wanted = length < 32 ? 64 : nws_arena_roomy(length);
        block = string->capacity == 0 ? nws_arena_alloc(arena, wanted)
                                      : nws_arena_resize(arena, block, string->capacity, wanted);
        if (block == NULL)
            return NWS_E_MEMORY;
        if (string->capacity == 0 && old.length > 0)
            memcpy(block, old.data, old.length);
        string->capacity = (uint32_t)wanted;
    }
    memcpy(block + old.length, more.data, more.length);
    string->text = nws_view_of(block, length);
    return NWS_OK;
}

static nws_status extend_text(nws_arena *arena, nws_node *node, nws_view text)
{
    nws_string string = {nws_node_text(node), nws_node_capacity(node)};
    NWS_TRY(nws_string_join(arena, &string, text));
    nws_node_set_text(node, string.text, string.capacity);
    return NWS_OK;
}

nws_status nws_builder_text(nws_builder *builder, nws_view text, uint32_t start)
{
    if (text.length == 0)
        return NWS_OK;
    const nws_open *current = nws_builder_current(builder);
    nws_place place = {current->node, NULL};
    if (NWS_UNLIKELY(builder->fostering || (current->traits & NWS_IS_TEMPLATE)))
        place = nws_builder_place(builder, current);
    nws_node *previous = place.before != NULL ? place.before->prev : place.parent->last;
    if (previous != NULL && previous->type == XML_TEXT_NODE)
        return extend_text(builder->arena, previous, text);
    builder->taken += NWS_STRING_SIZE;
    nws_node *node =
        nws_node_string(builder->arena, builder->document->xml, XML_TEXT_NODE, text, start);
    if (node == NULL)
        return NWS_E_MEMORY;
    nws_node_insert(place.parent, node, place.before);
    return NWS_OK;
}

nws_status nws_builder_blanks(nws_builder *builder, const nws_token *token)
{
    nws_view text = token->text;
    size_t from = 0;
    while (from < text.length) {
        size_t to = from;
        while (to < text.length && nws_is_space((unsigned char)text.data[to]))
            to++;
        NWS_TRY(nws_builder_text(builder, nws_view_slice(text, from, to - from),
                                 token->start + (uint32_t)from));
        while (to < text.length && !nws_is_space((unsigned char)text.data[to]))
            to++;
        from = to;
    }
    return NWS_OK;
}

nws_status nws_builder_remark(nws_builder *builder, const nws_token *token, nws_node *parent)
{
    bool comment = token->type == NWS_TOKEN_COMMENT;
    if (NWS_UNLIKELY(nws_builder_tight(builder))) {
        builder->document->refused++;
        return NWS_OK;
    }
    builder->taken += NWS_STRING_SIZE;
    nws_node *node =
        nws_node_string(builder->arena, builder->document->xml,
                        comment ? XML_COMMENT_NODE : XML_PI_NODE, token->text, token->start);
    if (node == NULL)
        return NWS_E_MEMORY;
    nws_node_set_text(node, token->text, token->end);
    if (!comment) {
        node->name = (const xmlChar *)keep_name(builder, NULL, token->name);
        if (node->name == NULL)
            return NWS_E_MEMORY;
    }
    if (parent != NULL)
        nws_node_append(parent, node);
    else
        insert_here(builder, node);
    return NWS_OK;
}

nws_status nws_builder_doctype(nws_builder *builder, const nws_token *token)
{
    xmlDtd *doctype = nws_arena_zero(builder->arena, sizeof *doctype);
    if (doctype == NULL)
        return NWS_E_MEMORY;
    doctype->type = XML_DTD_NODE;
    doctype->doc = builder->document->xml;
    const nws_view texts[] = {token->name, token->public_id, token->system_id};
    const char *kept[3];
    for (int i = 0; i < 3; i++) {
        kept[i] = nws_arena_copy(builder->arena, texts[i]).data;
        if (kept[i] == NULL)
            return NWS_E_MEMORY;
    }
    doctype->name = (const xmlChar *)kept[0];
    doctype->ExternalID = token->public_id.data != NULL ? (const xmlChar *)kept[1] : NULL;
    doctype->SystemID = token->system_id.data != NULL ? (const xmlChar *)kept[2] : NULL;
    /* The first ten fields of xmlDtd are those of xmlNode; only they are used to link it. */
    nws_node *document = (nws_node *)(void *)builder->document->xml;
    nws_node_append(document, (nws_node *)(void *)doctype);
    nws_node_set((nws_node *)(void *)doctype, NWS_TAG_UNKNOWN, 0, token->start);
    builder->document->xml->intSubset = doctype;
    return NWS_OK;
}
