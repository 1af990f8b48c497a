/* "In body": end tags, one function a group, found through one table by tag.
 *
 * https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inbody
 */
#include "html/builder.h"

/* Does the open element bear the name of the token? Names without an id are compared as text. */
static bool matches(const nws_open *open, const nws_token *token)
{
    if (open->key != (uint32_t)token->tag)
        return false;
    return token->tag != NWS_TAG_UNKNOWN || nws_view_equal(nws_node_name(open->node), token->name);
}

/* https://html.spec.whatwg.org/multipage/parsing.html#any-other-end-tag */
nws_status nws_body_end_other(nws_builder *builder, const nws_token *token)
{
    for (uint32_t i = builder->depth; i-- > 1;) {
        const nws_open *open = &builder->open[i];
        if (matches(open, token)) {
            /* Implied end tags but for this name: all that this could pop lies above i. */
            nws_builder_cut(builder, i);
            return NWS_OK;
        }
        if (open->traits & NWS_IS_SPECIAL)
            return NWS_OK;
    }
    return NWS_OK;
}

static nws_status end_other(nws_builder *builder, nws_token *token)
{
    return nws_body_end_other(builder, token);
}

static nws_status end_body(nws_builder *builder, nws_token *token)
{
    if (!nws_builder_in_scope(builder, NWS_TAG_BODY, NWS_IS_SCOPE))
        return NWS_OK;
    builder->mode = NWS_MODE_AFTER_BODY;
    builder->again = token->tag == NWS_TAG_HTML;
    return NWS_OK;
}

static nws_status end_block(nws_builder *builder, nws_token *token)
{
    if (nws_builder_at(builder, token->tag)) {
        nws_builder_pop(builder);
    } else if (nws_builder_in_scope(builder, token->tag, NWS_IS_SCOPE)) {
        nws_builder_pop_until(builder, token->tag);
    }
    return NWS_OK;
}

static nws_status end_form(nws_builder *builder, nws_token *token)
{
    if (nws_builder_has_template(builder))
        return end_block(builder, token);
    const nws_node *form = builder->form;
    builder->form = NULL;
    int index = form == NULL ? -1 : nws_builder_index(builder, form);
    if (index < 1)
        return NWS_OK;
    for (uint32_t i = builder->depth; --i > (uint32_t)index;)
        if (builder->open[i].traits & NWS_IS_SCOPE)
            return NWS_OK;
    nws_builder_imply(builder, NWS_TAG_UNKNOWN);
    nws_builder_remove(builder, (uint32_t)index);
    return NWS_OK;
}

static nws_status end_p(nws_builder *builder, nws_token *token)
{
    if (builder->open_paragraphs == 0 ||
        !nws_builder_in_scope(builder, NWS_TAG_P, NWS_IS_SCOPE | NWS_IS_BUTTON))
        return nws_builder_tight(builder) /* a p that is opened and closed at once */
                   ? NWS_OK
                   : nws_builder_void(builder, token);
    nws_builder_pop_until(builder, NWS_TAG_P);
    return NWS_OK;
}

static nws_status end_li(nws_builder *builder, nws_token *token)
{
    if (nws_builder_in_scope(builder, token->tag, NWS_IS_SCOPE | NWS_IS_LIST))
        nws_builder_pop_until(builder, token->tag);
    return NWS_OK;
}

/* dd, dt */
static nws_status end_item(nws_builder *builder, nws_token *token)
{
    if (nws_builder_in_scope(builder, token->tag, NWS_IS_SCOPE))
        nws_builder_pop_until(builder, token->tag);
    return NWS_OK;
}

static nws_status end_heading(nws_builder *builder, nws_token *token)
{
    (void)token;
    if (nws_builder_traits_in(builder, NWS_IS_HEADING, NWS_IS_SCOPE))
        nws_builder_pop_traits(builder, NWS_IS_HEADING);
    return NWS_OK;
}

static nws_status end_formatting(nws_builder *builder, nws_token *token)
{
    return nws_builder_adopt(builder, token);
}

/* applet, marquee, object */
static nws_status end_marked(nws_builder *builder, nws_token *token)
{
    if (nws_builder_in_scope(builder, token->tag, NWS_IS_SCOPE)) {
        nws_builder_pop_until(builder, token->tag);
        nws_active_clear(builder);
    }
    return NWS_OK;
}

static nws_status end_br(nws_builder *builder, nws_token *token)
{
    NWS_TRY(nws_active_reconstruct(builder));
    builder->frameset_ok = false;
    if (nws_builder_tight(builder))
        return NWS_OK;
    return nws_builder_void(builder, token); /* end tags have no attributes */
}

static nws_rule *const end_rules[NWS_TAG_COUNT] = {
    [NWS_TAG_TEMPLATE] = nws_mode_in_head,
    [NWS_TAG_BODY] = end_body,
    [NWS_TAG_HTML] = end_body,
    [NWS_TAG_ADDRESS] = end_block,
    [NWS_TAG_ARTICLE] = end_block,
    [NWS_TAG_ASIDE] = end_block,
    [NWS_TAG_BLOCKQUOTE] = end_block,
    [NWS_TAG_BUTTON] = end_block,
    [NWS_TAG_CENTER] = end_block,
    [NWS_TAG_DETAILS] = end_block,
    [NWS_TAG_DIALOG] = end_block,
    [NWS_TAG_DIR] = end_block,
    [NWS_TAG_DIV] = end_block,
    [NWS_TAG_DL] = end_block,
    [NWS_TAG_FIELDSET] = end_block,
    [NWS_TAG_FIGCAPTION] = end_block,
    [NWS_TAG_FIGURE] = end_block,
    [NWS_TAG_FOOTER] = end_block,
    [NWS_TAG_HEADER] = end_block,
    [NWS_TAG_HGROUP] = end_block,
    [NWS_TAG_LISTING] = end_block,
    [NWS_TAG_MAIN] = end_block,
    [NWS_TAG_MENU] = end_block,
    [NWS_TAG_NAV] = end_block,
    [NWS_TAG_OL] = end_block,
    [NWS_TAG_PRE] = end_block,
    [NWS_TAG_SEARCH] = end_block,
    [NWS_TAG_SECTION] = end_block,
    [NWS_TAG_SELECT] = end_block,
    [NWS_TAG_SUMMARY] = end_block,
    [NWS_TAG_UL] = end_block,
    [NWS_TAG_FORM] = end_form,
    [NWS_TAG_P] = end_p,
    [NWS_TAG_LI] = end_li,
    [NWS_TAG_DD] = end_item,
    [NWS_TAG_DT] = end_item,
    [NWS_TAG_H1] = end_heading,
    [NWS_TAG_H2] = end_heading,
    [NWS_TAG_H3] = end_heading,
    [NWS_TAG_H4] = end_heading,
    [NWS_TAG_H5] = end_heading,
    [NWS_TAG_H6] = end_heading,
    [NWS_TAG_A] = end_formatting,
    [NWS_TAG_B] = end_formatting,
    [NWS_TAG_BIG] = end_formatting,
    [NWS_TAG_CODE] = end_formatting,
    [NWS_TAG_EM] = end_formatting,
    [NWS_TAG_FONT] = end_formatting,
    [NWS_TAG_I] = end_formatting,
    [NWS_TAG_NOBR] = end_formatting,
    [NWS_TAG_S] = end_formatting,
    [NWS_TAG_SMALL] = end_formatting,
    [NWS_TAG_STRIKE] = end_formatting,
    [NWS_TAG_STRONG] = end_formatting,
    [NWS_TAG_TT] = end_formatting,
    [NWS_TAG_U] = end_formatting,
    [NWS_TAG_APPLET] = end_marked,
    [NWS_TAG_MARQUEE] = end_marked,
    [NWS_TAG_OBJECT] = end_marked,
    [NWS_TAG_BR] = end_br,
};

nws_status nws_body_end(nws_builder *builder, nws_token *token)
{
    nws_rule *rule = end_rules[token->tag];
    return rule != NULL ? rule(builder, token) : end_other(builder, token);
}
