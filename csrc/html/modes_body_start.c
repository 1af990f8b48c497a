/* "In body": start tags, one function a group, found through one table by tag.
 *
 * https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inbody
 * The standard's scopes: see traits.h. A handler that changes more than the stack asks whether the
 * stack is full first (builder.h says what happens then).
 */
#include "html/builder.h"

/* ---- structure of the document ---- */

static nws_status start_html(nws_builder *builder, nws_token *token)
{
    if (nws_builder_has_template(builder))
        return NWS_OK;
    return nws_builder_merge(builder, builder->open[0].node, token);
}

static nws_status start_body(nws_builder *builder, nws_token *token)
{
    if (builder->depth == 1 || builder->open[1].key != NWS_TAG_BODY ||
        nws_builder_has_template(builder))
        return NWS_OK;
    builder->frameset_ok = false;
    return nws_builder_merge(builder, builder->open[1].node, token);
}

static nws_status start_frameset(nws_builder *builder, nws_token *token)
{
    if (builder->depth == 1 || builder->open[1].key != NWS_TAG_BODY || !builder->frameset_ok)
        return NWS_OK;
    nws_node_unlink(builder->open[1].node);
    nws_builder_cut(builder, 1);
    builder->mode = NWS_MODE_IN_FRAMESET;
    return nws_builder_force(builder, token);
}

static nws_status start_ignored(nws_builder *builder, nws_token *token)
{
    (void)builder;
    (void)token;
    return NWS_OK;
}

/* ---- blocks ---- */

static nws_status start_block(nws_builder *builder, nws_token *token)
{
    nws_builder_close_p(builder);
    return nws_builder_insert(builder, token);
}

static nws_status start_heading(nws_builder *builder, nws_token *token)
{
    nws_builder_close_p(builder);
    if (nws_builder_current(builder)->traits & NWS_IS_HEADING)
        nws_builder_pop(builder);
    return nws_builder_insert(builder, token);
}

static nws_status start_pre(nws_builder *builder, nws_token *token)
{
    nws_builder_close_p(builder);
    builder->skip_newline = true;
    builder->frameset_ok = false;
    return nws_builder_insert(builder, token);
}

static nws_status start_form(nws_builder *builder, nws_token *token)
{
    bool template = nws_builder_has_template(builder);
    if (builder->form != NULL && !template)
        return NWS_OK;
    nws_builder_close_p(builder);
    bool full = nws_builder_full(builder);
    NWS_TRY(nws_builder_insert(builder, token));
    if (!template && !full)
        builder->form = nws_builder_current(builder)->node;
    return NWS_OK;
}

/* li, and dd or dt, close an open one of their kind that no block but address, div and p is in. */
static nws_status start_item(nws_builder *builder, nws_token *token)
{
    bool li = token->tag == NWS_TAG_LI;
    builder->frameset_ok = false;
    for (uint32_t i = builder->depth; i-- > 0;) {
        const nws_open *open = &builder->open[i];
        if (li ? open->key == NWS_TAG_LI : open->key == NWS_TAG_DD || open->key == NWS_TAG_DT) {
            nws_builder_pop_until(builder, (nws_tag)open->key);
            break;
        }
        if ((open->traits & NWS_IS_SPECIAL) && !(open->traits & NWS_IS_PLAIN_BLOCK))
            break;
    }
    return start_block(builder, token);
}

static nws_status start_plaintext(nws_builder *builder, nws_token *token)
{
    builder->tokenizer.content = NWS_CONTENT_PLAINTEXT;
    return start_block(builder, token);
}

static nws_status start_table(nws_builder *builder, nws_token *token)
{
    if (builder->document->quirks != NWS_QUIRKS)
        nws_builder_close_p(builder);
    bool full = nws_builder_full(builder);
    builder->frameset_ok = false;
    NWS_TRY(nws_builder_insert(builder, token));
    if (!full)
        builder->mode = NWS_MODE_IN_TABLE;
    return NWS_OK;
}

static nws_status start_hr(nws_builder *builder, nws_token *token)
{
    nws_builder_close_p(builder);
    if (nws_builder_in_scope(builder, NWS_TAG_SELECT, NWS_IS_SCOPE))
        nws_builder_imply(builder, NWS_TAG_UNKNOWN);
    builder->frameset_ok = false;
    return nws_builder_void(builder, token);
}

/* ---- formatting ---- */

static nws_status open_formatting(nws_builder *builder, nws_token *token)
{
    bool full = nws_builder_full(builder);
    NWS_TRY(nws_builder_insert(builder, token));
    if (full)
        return NWS_OK;
    return nws_active_push(builder, nws_builder_current(builder)->node, token->tag);
}

static nws_status start_formatting(nws_builder *builder, nws_token *token)
{
    NWS_TRY(nws_active_reconstruct(builder));
    return open_formatting(builder, token);
}

static nws_status start_a(nws_builder *builder, nws_token *token)
{
    int entry = nws_active_find(builder, NWS_TAG_A);
    if (entry >= 0) {
        const nws_node *open = builder->active[entry].node;
        NWS_TRY(nws_builder_adopt(builder, token));
        entry = nws_active_index(builder, open);
        if (entry >= 0)
            nws_active_remove(builder, (uint32_t)entry);
        int index = nws_builder_index(builder, open);
        if (index > 0)
            nws_builder_remove(builder, (uint32_t)index);
    }
    return start_formatting(builder, token);
}

static nws_status start_nobr(nws_builder *builder, nws_token *token)
{
    NWS_TRY(nws_active_reconstruct(builder));
    if (nws_builder_in_scope(builder, NWS_TAG_NOBR, NWS_IS_SCOPE))
        NWS_TRY(nws_builder_adopt(builder, token));
    return start_formatting(builder, token);
}

/* applet, marquee, object */
static nws_status start_marked(nws_builder *builder, nws_token *token)
{
    NWS_TRY(nws_active_reconstruct(builder));
    bool full = nws_builder_full(builder);
    builder->frameset_ok = false;
    NWS_TRY(nws_builder_insert(builder, token));
    return full ? NWS_OK : nws_active_marker(builder);
}

static nws_status start_other(nws_builder *builder, nws_token *token)
{
    NWS_TRY(nws_active_reconstruct(builder));
    return nws_builder_insert(builder, token);
}

/* ---- void elements ---- */

/* area, br, embed, img, keygen, wbr */
static nws_status start_void(nws_builder *builder, nws_token *token)
{
    NWS_TRY(nws_active_reconstruct(builder));
    builder->frameset_ok = false;
    return nws_builder_void(builder, token);
}

/* param, source, track */
static nws_status start_silent(nws_builder *builder, nws_token *token)
{
    return nws_builder_void(builder, token);
}

static nws_status start_image(nws_builder *builder, nws_token *token)
{
    token->tag = NWS_TAG_IMG; /* the standard: "Don't ask." */
    token->name = nws_tag_name(NWS_TAG_IMG);
    return start_void(builder, token);
}

/* ---- forms ---- */

static nws_status start_button(nws_builder *builder, nws_token *token)
{
    if (nws_builder_in_scope(builder, NWS_TAG_BUTTON, NWS_IS_SCOPE))
        nws_builder_pop_until(builder, NWS_TAG_BUTTON);
    builder->frameset_ok = false;
    return start_other(builder, token);
}

static bool is_hidden(const nws_token *token)
{
    for (uint32_t i = 0; i < token->attribute_count; i++)
        if (token->attributes[i].id == NWS_ATTR_TYPE)
            return nws_view_equal_nocase(token->attributes[i].value, NWS_VIEW("hidden"));
    return false;
}

static bool in_select_fragment(const nws_builder *builder)
{
    return builder->context.node != NULL && builder->context.key == NWS_TAG_SELECT;
}

static nws_status start_input(nws_builder *builder, nws_token *token)
{
    if (in_select_fragment(builder))
        return NWS_OK;
    if (nws_builder_in_scope(builder, NWS_TAG_SELECT, NWS_IS_SCOPE))
        nws_builder_pop_until(builder, NWS_TAG_SELECT);
    NWS_TRY(nws_active_reconstruct(builder));
    if (!is_hidden(token))
        builder->frameset_ok = false;
    return nws_builder_void(builder, token);
}

static nws_status start_select(nws_builder *builder, nws_token *token)
{
    if (in_select_fragment(builder))
        return NWS_OK;
    if (nws_builder_in_scope(builder, NWS_TAG_SELECT, NWS_IS_SCOPE)) {
        nws_builder_pop_until(builder, NWS_TAG_SELECT);
        return NWS_OK;
    }
    builder->frameset_ok = false;
    return start_other(builder, token);
}

static nws_status start_option(nws_builder *builder, nws_token *token)
{
    bool group = token->tag == NWS_TAG_OPTGROUP;
    if (nws_builder_in_scope(builder, NWS_TAG_SELECT, NWS_IS_SCOPE))
        nws_builder_imply(builder, group ? NWS_TAG_UNKNOWN : NWS_TAG_OPTGROUP);
    else if (nws_builder_at(builder, NWS_TAG_OPTION))
        nws_builder_pop(builder);
    return start_other(builder, token);
}

static nws_status start_selected(nws_builder *builder, nws_token *token)
{
    builder->has_selected = true;
    return start_other(builder, token);
}

/* ---- elements whose contents are text ---- */

static nws_status start_textarea(nws_builder *builder, nws_token *token)
{
    builder->skip_newline = true;
    builder->frameset_ok = false;
    return nws_builder_raw(builder, token, NWS_CONTENT_RCDATA);
}

static nws_status start_xmp(nws_builder *builder, nws_token *token)
{
    nws_builder_close_p(builder);
    NWS_TRY(nws_active_reconstruct(builder));
    builder->frameset_ok = false;
    return nws_builder_raw(builder, token, NWS_CONTENT_RAWTEXT);
}

static nws_status start_iframe(nws_builder *builder, nws_token *token)
{
    builder->frameset_ok = false;
    return nws_builder_raw(builder, token, NWS_CONTENT_RAWTEXT);
}

static nws_status start_noembed(nws_builder *builder, nws_token *token)
{
    return nws_builder_raw(builder, token, NWS_CONTENT_RAWTEXT);
}

/* ---- ruby, svg, math ---- */

static nws_status start_ruby_text(nws_builder *builder, nws_token *token)
{
    bool base = token->tag == NWS_TAG_RB || token->tag == NWS_TAG_RTC;
    if (nws_builder_in_scope(builder, NWS_TAG_RUBY, NWS_IS_SCOPE))
        nws_builder_imply(builder, base ? NWS_TAG_UNKNOWN : NWS_TAG_RTC);
    return nws_builder_insert(builder, token);
}

static nws_status start_foreign(nws_builder *builder, nws_token *token)
{
    NWS_TRY(nws_active_reconstruct(builder));
    return nws_builder_foreign(builder, token,
                               token->tag == NWS_TAG_SVG ? NWS_SPACE_SVG : NWS_SPACE_MATH);
}

static nws_rule *const start_rules[NWS_TAG_COUNT] = {
    [NWS_TAG_HTML] = start_html,
    [NWS_TAG_BODY] = start_body,
    [NWS_TAG_FRAMESET] = start_frameset,
    [NWS_TAG_BASE] = nws_mode_in_head,
    [NWS_TAG_BASEFONT] = nws_mode_in_head,
    [NWS_TAG_BGSOUND] = nws_mode_in_head,
    [NWS_TAG_LINK] = nws_mode_in_head,
    [NWS_TAG_META] = nws_mode_in_head,
    [NWS_TAG_NOFRAMES] = nws_mode_in_head,
    [NWS_TAG_SCRIPT] = nws_mode_in_head,
    [NWS_TAG_STYLE] = nws_mode_in_head,
    [NWS_TAG_TEMPLATE] = nws_mode_in_head,
    [NWS_TAG_TITLE] = nws_mode_in_head,
    [NWS_TAG_CAPTION] = start_ignored,
    [NWS_TAG_COL] = start_ignored,
    [NWS_TAG_COLGROUP] = start_ignored,
    [NWS_TAG_FRAME] = start_ignored,
    [NWS_TAG_HEAD] = start_ignored,
    [NWS_TAG_TBODY] = start_ignored,
    [NWS_TAG_TD] = start_ignored,
    [NWS_TAG_TFOOT] = start_ignored,
    [NWS_TAG_TH] = start_ignored,
    [NWS_TAG_THEAD] = start_ignored,
    [NWS_TAG_TR] = start_ignored,
    [NWS_TAG_ADDRESS] = start_block,
    [NWS_TAG_ARTICLE] = start_block,
    [NWS_TAG_ASIDE] = start_block,
    [NWS_TAG_BLOCKQUOTE] = start_block,
    [NWS_TAG_CENTER] = start_block,
    [NWS_TAG_DETAILS] = start_block,
    [NWS_TAG_DIALOG] = start_block,
    [NWS_TAG_DIR] = start_block,
    [NWS_TAG_DIV] = start_block,
    [NWS_TAG_DL] = start_block,
    [NWS_TAG_FIELDSET] = start_block,
    [NWS_TAG_FIGCAPTION] = start_block,
    [NWS_TAG_FIGURE] = start_block,
    [NWS_TAG_FOOTER] = start_block,
    [NWS_TAG_HEADER] = start_block,
    [NWS_TAG_HGROUP] = start_block,
    [NWS_TAG_MAIN] = start_block,
    [NWS_TAG_MENU] = start_block,
    [NWS_TAG_NAV] = start_block,
    [NWS_TAG_OL] = start_block,
    [NWS_TAG_P] = start_block,
    [NWS_TAG_SEARCH] = start_block,
    [NWS_TAG_SECTION] = start_block,
    [NWS_TAG_SUMMARY] = start_block,
    [NWS_TAG_UL] = start_block,
    [NWS_TAG_H1] = start_heading,
    [NWS_TAG_H2] = start_heading,
    [NWS_TAG_H3] = start_heading,
    [NWS_TAG_H4] = start_heading,
    [NWS_TAG_H5] = start_heading,
    [NWS_TAG_H6] = start_heading,
    [NWS_TAG_PRE] = start_pre,
    [NWS_TAG_LISTING] = start_pre,
    [NWS_TAG_FORM] = start_form,
    [NWS_TAG_LI] = start_item,
    [NWS_TAG_DD] = start_item,
    [NWS_TAG_DT] = start_item,
    [NWS_TAG_PLAINTEXT] = start_plaintext,
    [NWS_TAG_BUTTON] = start_button,
    [NWS_TAG_A] = start_a,
    [NWS_TAG_B] = start_formatting,
    [NWS_TAG_BIG] = start_formatting,
    [NWS_TAG_CODE] = start_formatting,
    [NWS_TAG_EM] = start_formatting,
    [NWS_TAG_FONT] = start_formatting,
    [NWS_TAG_I] = start_formatting,
    [NWS_TAG_S] = start_formatting,
    [NWS_TAG_SMALL] = start_formatting,
    [NWS_TAG_STRIKE] = start_formatting,
    [NWS_TAG_STRONG] = start_formatting,
    [NWS_TAG_TT] = start_formatting,
    [NWS_TAG_U] = start_formatting,
    [NWS_TAG_NOBR] = start_nobr,
    [NWS_TAG_APPLET] = start_marked,
    [NWS_TAG_MARQUEE] = start_marked,
    [NWS_TAG_OBJECT] = start_marked,
    [NWS_TAG_TABLE] = start_table,
    [NWS_TAG_AREA] = start_void,
    [NWS_TAG_BR] = start_void,
    [NWS_TAG_EMBED] = start_void,
    [NWS_TAG_IMG] = start_void,
    [NWS_TAG_KEYGEN] = start_void,
    [NWS_TAG_WBR] = start_void,
    [NWS_TAG_INPUT] = start_input,
    [NWS_TAG_PARAM] = start_silent,
    [NWS_TAG_SOURCE] = start_silent,
    [NWS_TAG_TRACK] = start_silent,
    [NWS_TAG_HR] = start_hr,
    [NWS_TAG_IMAGE] = start_image,
    [NWS_TAG_TEXTAREA] = start_textarea,
    [NWS_TAG_XMP] = start_xmp,
    [NWS_TAG_IFRAME] = start_iframe,
    [NWS_TAG_NOEMBED] = start_noembed,
    [NWS_TAG_SELECT] = start_select,
    [NWS_TAG_OPTION] = start_option,
    [NWS_TAG_OPTGROUP] = start_option,
    [NWS_TAG_SELECTEDCONTENT] = start_selected,
    [NWS_TAG_RB] = start_ruby_text,
    [NWS_TAG_RTC] = start_ruby_text,
    [NWS_TAG_RP] = start_ruby_text,
    [NWS_TAG_RT] = start_ruby_text,
    [NWS_TAG_MATH] = start_foreign,
    [NWS_TAG_SVG] = start_foreign,
};

nws_status nws_body_start(nws_builder *builder, nws_token *token)
{
    nws_rule *rule = start_rules[token->tag];
    return rule != NULL ? rule(builder, token) : start_other(builder, token);
}
