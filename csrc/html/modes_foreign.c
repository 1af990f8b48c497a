/* The rules for tokens in svg and math.
 *
 * https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inforeign
 */
#include "html/builder.h"

static bool is_html(const nws_open *open)
{
    return open->key >> 16 == NWS_SPACE_HTML;
}

/* A font tag ends foreign content only with one of these. */
static bool breaks_out(const nws_token *token)
{
    if (nws_tag_traits[token->tag] & NWS_IS_BREAKOUT)
        return token->type == NWS_TOKEN_START || token->tag == NWS_TAG_BR ||
               token->tag == NWS_TAG_P;
    if (token->tag != NWS_TAG_FONT || token->type != NWS_TOKEN_START)
        return false;
    for (uint32_t i = 0; i < token->attribute_count; i++) {
        nws_attr id = token->attributes[i].id;
        if (id == NWS_ATTR_COLOR || id == NWS_ATTR_FACE || id == NWS_ATTR_SIZE)
            return true;
    }
    return false;
}

static nws_status break_out(nws_builder *builder, nws_token *token)
{
    while (builder->depth > 1) {
        const nws_open *open = nws_builder_current(builder);
        if (is_html(open) || (open->traits & (NWS_IS_TEXT_POINT | NWS_IS_HTML_POINT)))
            break;
        nws_builder_pop(builder);
    }
    return nws_mode_current(builder, token);
}

/* Any other end tag: closes the innermost svg or math element of the name; once an HTML element is
 * met, it is the mode's affair. */
static nws_status foreign_end(nws_builder *builder, nws_token *token)
{
    for (uint32_t i = builder->depth; i-- > 0;) {
        const nws_open *open = &builder->open[i];
        if (is_html(open) && i + 1 < builder->depth)
            return nws_mode_current(builder, token);
        if (i == 0)
            break;
        if ((nws_tag)(uint16_t)open->key == token->tag &&
            (token->tag != NWS_TAG_UNKNOWN ||
             nws_view_equal_nocase(nws_node_name(open->node), token->name))) {
            nws_builder_cut(builder, i);
            break;
        }
    }
    return NWS_OK;
}

nws_status nws_mode_foreign(nws_builder *builder, nws_token *token)
{
    switch (token->type) {
    case NWS_TOKEN_TEXT:
        if (!nws_text_blank(token->text))
            builder->frameset_ok = false;
        return nws_builder_text(builder, token->text, token->start);
    case NWS_TOKEN_NULL: return nws_builder_text(builder, NWS_VIEW("\xEF\xBF\xBD"), token->start);
    case NWS_TOKEN_COMMENT:
    case NWS_TOKEN_INSTRUCTION: return nws_builder_remark(builder, token, NULL);
    case NWS_TOKEN_START:
        if (breaks_out(token))
            return break_out(builder, token);
        return nws_builder_foreign(builder, token,
                                   (nws_space)(nws_builder_adjusted(builder)->key >> 16));
    case NWS_TOKEN_END:
        return breaks_out(token) ? break_out(builder, token) : foreign_end(builder, token);
    case NWS_TOKEN_DOCTYPE:
    case NWS_TOKEN_EOF: break;
    }
    return NWS_OK;
}
