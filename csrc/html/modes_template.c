/* Templates: their start and end, and the "in template" insertion mode.
 *
 * https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-intemplate
 * A template's contents are the children of a fragment node, its one child. A declarative shadow
 * root is read as a plain template: the tree is for reading, and nothing attaches shadows to it.
 */
#include "html/builder.h"

static void push_mode(nws_builder *builder, nws_mode mode)
{
    builder->templates[builder->template_count++] = (uint8_t)mode;
}

nws_status nws_template_start(nws_builder *builder, const nws_token *token)
{
    builder->frameset_ok = false;
    if (nws_builder_full(builder))
        return nws_builder_insert(builder, token);
    NWS_TRY(nws_active_marker(builder));
    NWS_TRY(nws_builder_force(builder, token));
    builder->taken += NWS_STRING_SIZE;
    nws_node *contents = nws_node_string(builder->arena, builder->document->xml,
                                         XML_DOCUMENT_FRAG_NODE, NWS_VIEW_NONE, token->start);
    if (contents == NULL)
        return NWS_E_MEMORY;
    nws_node_append(nws_builder_current(builder)->node, contents);
    builder->mode = NWS_MODE_IN_TEMPLATE;
    push_mode(builder, NWS_MODE_IN_TEMPLATE);
    return NWS_OK;
}

static void close_template(nws_builder *builder)
{
    nws_builder_pop_until(builder, NWS_TAG_TEMPLATE);
    nws_active_clear(builder);
    builder->template_count--;
    nws_builder_reset(builder);
}

nws_status nws_template_end(nws_builder *builder)
{
    if (nws_builder_has_template(builder))
        close_template(builder);
    return NWS_OK;
}

/* The mode for what may begin a template's contents. */
static nws_mode mode_for_start(nws_tag tag)
{
    switch (tag) {
    case NWS_TAG_CAPTION:
    case NWS_TAG_COLGROUP:
    case NWS_TAG_TBODY:
    case NWS_TAG_TFOOT:
    case NWS_TAG_THEAD: return NWS_MODE_IN_TABLE;
    case NWS_TAG_COL: return NWS_MODE_IN_COLUMN_GROUP;
    case NWS_TAG_TR: return NWS_MODE_IN_TABLE_BODY;
    case NWS_TAG_TD:
    case NWS_TAG_TH: return NWS_MODE_IN_ROW;
    default: return NWS_MODE_IN_BODY;
    }
}

static nws_status template_start(nws_builder *builder, nws_token *token)
{
    if ((nws_tag_traits[token->tag] & NWS_IS_HEAD_PART) != 0)
        return nws_mode_in_head(builder, token);
    nws_mode mode = mode_for_start(token->tag);
    builder->templates[builder->template_count - 1] = (uint8_t)mode;
    return nws_builder_again(builder, mode);
}

/* https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-intemplate */
nws_status nws_mode_in_template(nws_builder *builder, nws_token *token)
{
    switch (token->type) {
    case NWS_TOKEN_START: return template_start(builder, token);
    case NWS_TOKEN_END: return token->tag == NWS_TAG_TEMPLATE ? nws_template_end(builder) : NWS_OK;
    case NWS_TOKEN_EOF:
        if (nws_builder_has_template(builder)) {
            close_template(builder);
            builder->again = true;
        }
        return NWS_OK;
    default: return nws_mode_in_body(builder, token);
    }
}
