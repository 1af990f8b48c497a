/* The "in body" insertion mode: text and the kinds of token; tags are in modes_body_start.c and
 * modes_body_end.c.
 *
 * https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inbody
 */
#include "html/builder.h"

nws_status nws_body_text(nws_builder *builder, nws_token *token)
{
    NWS_TRY(nws_active_reconstruct(builder));
    if (builder->frameset_ok && !nws_text_blank(token->text))
        builder->frameset_ok = false;
    return nws_builder_text(builder, token->text, token->start);
}

nws_status nws_mode_in_body(nws_builder *builder, nws_token *token)
{
    switch (token->type) {
    case NWS_TOKEN_TEXT: return nws_body_text(builder, token);
    case NWS_TOKEN_START: return nws_body_start(builder, token);
    case NWS_TOKEN_END: return nws_body_end(builder, token);
    case NWS_TOKEN_COMMENT:
    case NWS_TOKEN_INSTRUCTION: return nws_builder_remark(builder, token, NULL);
    case NWS_TOKEN_EOF:
        return builder->template_count > 0 ? nws_mode_in_template(builder, token) : NWS_OK;
    case NWS_TOKEN_NULL:
    case NWS_TOKEN_DOCTYPE: break; /* ignored */
    }
    return NWS_OK;
}
