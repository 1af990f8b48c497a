/* The insertion modes of framesets and of what stands behind the end of a page.
 *
 * https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-afterbody
 */
#include "html/builder.h"

static bool is_start(const nws_token *token, nws_tag tag)
{
    return token->type == NWS_TOKEN_START && token->tag == tag;
}

static bool is_end(const nws_token *token, nws_tag tag)
{
    return token->type == NWS_TOKEN_END && token->tag == tag;
}

static bool is_remark(const nws_token *token)
{
    return token->type == NWS_TOKEN_COMMENT || token->type == NWS_TOKEN_INSTRUCTION;
}

static bool is_blank(const nws_token *token)
{
    return token->type == NWS_TOKEN_TEXT && nws_text_blank(token->text);
}

/* https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-afterbody
 * Text that begins with white space may be read whole in the body: both parts end up there. */
nws_status nws_mode_after_body(nws_builder *builder, nws_token *token)
{
    if (is_blank(token) || is_start(token, NWS_TAG_HTML))
        return nws_mode_in_body(builder, token);
    if (is_remark(token))
        return nws_builder_remark(builder, token, builder->open[0].node);
    if (token->type == NWS_TOKEN_DOCTYPE || token->type == NWS_TOKEN_EOF)
        return NWS_OK;
    if (is_end(token, NWS_TAG_HTML)) {
        if (builder->context.node == NULL)
            builder->mode = NWS_MODE_AFTER_AFTER_BODY;
        return NWS_OK;
    }
    return nws_builder_again(builder, NWS_MODE_IN_BODY);
}

/* What "in frameset" and "after frameset" have in common; all else they ignore. */
static nws_status frameset_common(nws_builder *builder, nws_token *token)
{
    if (token->type == NWS_TOKEN_TEXT)
        return nws_builder_blanks(builder, token);
    if (is_remark(token))
        return nws_builder_remark(builder, token, NULL);
    if (is_start(token, NWS_TAG_HTML))
        return nws_mode_in_body(builder, token);
    if (is_start(token, NWS_TAG_NOFRAMES))
        return nws_mode_in_head(builder, token);
    return NWS_OK;
}

/* https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inframeset */
nws_status nws_mode_in_frameset(nws_builder *builder, nws_token *token)
{
    if (is_start(token, NWS_TAG_FRAMESET))
        return nws_builder_insert(builder, token);
    if (is_start(token, NWS_TAG_FRAME))
        return nws_builder_void(builder, token);
    if (!is_end(token, NWS_TAG_FRAMESET))
        return frameset_common(builder, token);
    if (builder->depth == 1)
        return NWS_OK;
    nws_builder_pop(builder);
    if (builder->context.node == NULL && !nws_builder_at(builder, NWS_TAG_FRAMESET))
        builder->mode = NWS_MODE_AFTER_FRAMESET;
    return NWS_OK;
}

/* https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-afterframeset */
nws_status nws_mode_after_frameset(nws_builder *builder, nws_token *token)
{
    if (is_end(token, NWS_TAG_HTML)) {
        builder->mode = NWS_MODE_AFTER_AFTER_FRAMESET;
        return NWS_OK;
    }
    return frameset_common(builder, token);
}

/* https://html.spec.whatwg.org/multipage/parsing.html#the-after-after-body-insertion-mode */
nws_status nws_mode_after_after(nws_builder *builder, nws_token *token)
{
    if (is_remark(token))
        return nws_builder_remark(builder, token, (nws_node *)(void *)builder->document->xml);
    if (is_blank(token) || is_start(token, NWS_TAG_HTML) || token->type == NWS_TOKEN_DOCTYPE)
        return nws_mode_in_body(builder, token);
    if (token->type == NWS_TOKEN_EOF)
        return NWS_OK;
    return nws_builder_again(builder, NWS_MODE_IN_BODY);
}

/* https://html.spec.whatwg.org/multipage/parsing.html#the-after-after-frameset-insertion-mode */
nws_status nws_mode_last_frameset(nws_builder *builder, nws_token *token)
{
    if (is_remark(token))
        return nws_builder_remark(builder, token, (nws_node *)(void *)builder->document->xml);
    /* White space is read by the rules for the body here. */
    if (token->type == NWS_TOKEN_TEXT && nws_view_has_space(token->text))
        NWS_TRY(nws_active_reconstruct(builder));
    return frameset_common(builder, token);
}
