/* The insertion modes from the first byte to the body: initial to after head.
 *
 * https://html.spec.whatwg.org/multipage/parsing.html#the-initial-insertion-mode
 * Each mode is one function; a token that a mode does not know opens what is missing and is
 * processed again in the next mode.
 */
#include "html/builder.h"

#include "html/quirks.h"

nws_view nws_token_blank(nws_token *token)
{
    nws_view text = token->text;
    size_t blank = 0;
    while (blank < text.length && nws_is_space((unsigned char)text.data[blank]))
        blank++;
    token->text = nws_view_slice(text, blank, text.length);
    token->start += (uint32_t)blank;
    return nws_view_slice(text, 0, blank);
}

bool nws_text_blank(nws_view text)
{
    for (size_t i = 0; i < text.length; i++)
        if (!nws_is_space((unsigned char)text.data[i]))
            return false;
    return true;
}

static bool is_remark(const nws_token *token)
{
    return token->type == NWS_TOKEN_COMMENT || token->type == NWS_TOKEN_INSTRUCTION;
}

/* Is it an end tag that the modes before the body do not ignore? */
static bool is_acting_end(const nws_token *token)
{
    return token->type == NWS_TOKEN_END &&
           (token->tag == NWS_TAG_HEAD || token->tag == NWS_TAG_BODY ||
            token->tag == NWS_TAG_HTML || token->tag == NWS_TAG_BR);
}

static nws_node *document_node(nws_builder *builder)
{
    return (nws_node *)(void *)builder->document->xml;
}

/* Drops leading white space; true when nothing is left. */
static bool drop_blank(nws_token *token)
{
    if (token->type != NWS_TOKEN_TEXT)
        return false;
    (void)nws_token_blank(token);
    return token->text.length == 0;
}

/* Inserts leading white space; *left tells whether there is more text. */
static nws_status keep_blank(nws_builder *builder, nws_token *token, bool *left)
{
    *left = true;
    if (token->type != NWS_TOKEN_TEXT)
        return NWS_OK;
    uint32_t start = token->start;
    nws_view blank = nws_token_blank(token);
    *left = token->text.length != 0;
    return nws_builder_text(builder, blank, start);
}

/* https://html.spec.whatwg.org/multipage/parsing.html#the-initial-insertion-mode */
nws_status nws_mode_initial(nws_builder *builder, nws_token *token)
{
    if (drop_blank(token))
        return NWS_OK;
    if (is_remark(token))
        return nws_builder_remark(builder, token, document_node(builder));
    if (token->type == NWS_TOKEN_DOCTYPE) {
        builder->document->quirks = nws_quirks_of(token);
        builder->mode = NWS_MODE_BEFORE_HTML;
        return nws_builder_doctype(builder, token);
    }
    builder->document->quirks = NWS_QUIRKS;
    return nws_builder_again(builder, NWS_MODE_BEFORE_HTML);
}

static nws_status open_root(nws_builder *builder, const nws_token *token)
{
    /* The stack is empty, so the document itself stands in as the current node for a moment. */
    builder->open[0] = (nws_open){document_node(builder), NWS_TAG_UNKNOWN, 0};
    builder->depth = 1;
    nws_status status = token != NULL ? nws_builder_force(builder, token)
                                      : nws_builder_imagine(builder, NWS_TAG_HTML);
    builder->open[0] = builder->open[1];
    builder->depth = 1;
    return status;
}

/* https://html.spec.whatwg.org/multipage/parsing.html#the-before-html-insertion-mode */
nws_status nws_mode_before_html(nws_builder *builder, nws_token *token)
{
    if (token->type == NWS_TOKEN_DOCTYPE || drop_blank(token))
        return NWS_OK;
    if (is_remark(token))
        return nws_builder_remark(builder, token, document_node(builder));
    if (token->type == NWS_TOKEN_START && token->tag == NWS_TAG_HTML) {
        builder->mode = NWS_MODE_BEFORE_HEAD;
        return open_root(builder, token);
    }
    if (token->type == NWS_TOKEN_END && !is_acting_end(token))
        return NWS_OK;
    NWS_TRY(open_root(builder, NULL));
    return nws_builder_again(builder, NWS_MODE_BEFORE_HEAD);
}

/* https://html.spec.whatwg.org/multipage/parsing.html#the-before-head-insertion-mode */
nws_status nws_mode_before_head(nws_builder *builder, nws_token *token)
{
    if (token->type == NWS_TOKEN_DOCTYPE || drop_blank(token))
        return NWS_OK;
    if (is_remark(token))
        return nws_builder_remark(builder, token, NULL);
    bool head = token->type == NWS_TOKEN_START && token->tag == NWS_TAG_HEAD;
    if (token->type == NWS_TOKEN_START && token->tag == NWS_TAG_HTML)
        return nws_mode_in_body(builder, token);
    if (token->type == NWS_TOKEN_END && !is_acting_end(token))
        return NWS_OK;
    if (head)
        NWS_TRY(nws_builder_force(builder, token));
    else
        NWS_TRY(nws_builder_imagine(builder, NWS_TAG_HEAD));
    builder->head = nws_builder_current(builder)->node;
    builder->mode = NWS_MODE_IN_HEAD;
    builder->again = !head;
    return NWS_OK;
}

/* The start tags that "in head" inserts; *known is false for all others. */
static nws_status head_start(nws_builder *builder, const nws_token *token, bool *known)
{
    *known = true;
    switch (token->tag) {
    case NWS_TAG_BASE:
    case NWS_TAG_BASEFONT:
    case NWS_TAG_BGSOUND:
    case NWS_TAG_LINK:
    case NWS_TAG_META: return nws_builder_void(builder, token);
    case NWS_TAG_TITLE: return nws_builder_raw(builder, token, NWS_CONTENT_RCDATA);
    case NWS_TAG_NOFRAMES:
    case NWS_TAG_STYLE: return nws_builder_raw(builder, token, NWS_CONTENT_RAWTEXT);
    case NWS_TAG_SCRIPT: return nws_builder_raw(builder, token, NWS_CONTENT_SCRIPT);
    case NWS_TAG_TEMPLATE: return nws_template_start(builder, token);
    default: *known = false; return NWS_OK;
    }
}

/* https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inhead */
nws_status nws_mode_in_head(nws_builder *builder, nws_token *token)
{
    bool left = true, known = false;
    NWS_TRY(keep_blank(builder, token, &left));
    if (!left || token->type == NWS_TOKEN_DOCTYPE)
        return NWS_OK;
    if (is_remark(token))
        return nws_builder_remark(builder, token, NULL);
    if (token->type == NWS_TOKEN_START) {
        NWS_TRY(head_start(builder, token, &known));
        if (known || token->tag == NWS_TAG_HEAD)
            return NWS_OK;
        if (token->tag == NWS_TAG_HTML)
            return nws_mode_in_body(builder, token);
        if (token->tag == NWS_TAG_NOSCRIPT) { /* scripting is off */
            builder->mode = NWS_MODE_IN_HEAD_NOSCRIPT;
            return nws_builder_force(builder, token);
        }
    } else if (token->type == NWS_TOKEN_END && token->tag == NWS_TAG_TEMPLATE) {
        return nws_template_end(builder);
    } else if (token->type == NWS_TOKEN_END && token->tag != NWS_TAG_HEAD &&
               !is_acting_end(token)) {
        return NWS_OK;
    }
    nws_builder_pop(builder);
    builder->mode = NWS_MODE_AFTER_HEAD;
    builder->again = token->type != NWS_TOKEN_END || token->tag != NWS_TAG_HEAD;
    return NWS_OK;
}

/* https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inheadnoscript */
nws_status nws_mode_head_noscript(nws_builder *builder, nws_token *token)
{
    bool left = true;
    NWS_TRY(keep_blank(builder, token, &left));
    if (!left || token->type == NWS_TOKEN_DOCTYPE)
        return NWS_OK;
    if (is_remark(token))
        return nws_builder_remark(builder, token, NULL);
    if (token->type == NWS_TOKEN_START) {
        switch (token->tag) {
        case NWS_TAG_HTML: return nws_mode_in_body(builder, token);
        case NWS_TAG_BASEFONT:
        case NWS_TAG_BGSOUND:
        case NWS_TAG_LINK:
        case NWS_TAG_META:
        case NWS_TAG_NOFRAMES:
        case NWS_TAG_STYLE: return nws_mode_in_head(builder, token);
        case NWS_TAG_HEAD:
        case NWS_TAG_NOSCRIPT: return NWS_OK;
        default: break;
        }
    } else if (token->type == NWS_TOKEN_END && token->tag != NWS_TAG_NOSCRIPT &&
               token->tag != NWS_TAG_BR) {
        return NWS_OK;
    }
    nws_builder_pop(builder);
    builder->mode = NWS_MODE_IN_HEAD;
    builder->again = token->type != NWS_TOKEN_END || token->tag != NWS_TAG_NOSCRIPT;
    return NWS_OK;
}

/* Head elements after the head: they go into it all the same. */
static nws_status late_head(nws_builder *builder, nws_token *token)
{
    nws_node *head = builder->head;
    nws_builder_push(builder, head, NWS_TAG_HEAD, nws_tag_traits[NWS_TAG_HEAD]);
    NWS_TRY(nws_mode_in_head(builder, token));
    int index = nws_builder_index(builder, head);
    if (index > 0)
        nws_builder_remove(builder, (uint32_t)index);
    return NWS_OK;
}

/* https://html.spec.whatwg.org/multipage/parsing.html#the-after-head-insertion-mode */
nws_status nws_mode_after_head(nws_builder *builder, nws_token *token)
{
    bool left = true;
    NWS_TRY(keep_blank(builder, token, &left));
    if (!left || token->type == NWS_TOKEN_DOCTYPE)
        return NWS_OK;
    if (is_remark(token))
        return nws_builder_remark(builder, token, NULL);
    if (token->type == NWS_TOKEN_START) {
        if ((nws_tag_traits[token->tag] & NWS_IS_HEAD_PART) != 0)
            return late_head(builder, token);
        switch (token->tag) {
        case NWS_TAG_HTML: return nws_mode_in_body(builder, token);
        case NWS_TAG_BODY:
            builder->frameset_ok = false;
            builder->mode = NWS_MODE_IN_BODY;
            return nws_builder_force(builder, token);
        case NWS_TAG_FRAMESET:
            builder->mode = NWS_MODE_IN_FRAMESET;
            return nws_builder_force(builder, token);
        case NWS_TAG_HEAD: return NWS_OK;
        default: break;
        }
    } else if (token->type == NWS_TOKEN_END) {
        if (token->tag == NWS_TAG_TEMPLATE)
            return nws_mode_in_head(builder, token);
        if (token->tag == NWS_TAG_HEAD || !is_acting_end(token))
            return NWS_OK;
    }
    NWS_TRY(nws_builder_imagine(builder, NWS_TAG_BODY));
    return nws_builder_again(builder, NWS_MODE_IN_BODY);
}

/* https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-incdata */
nws_status nws_mode_text(nws_builder *builder, nws_token *token)
{
    if (token->type == NWS_TOKEN_TEXT)
        return nws_builder_text(builder, token->text, token->start);
    nws_builder_pop(builder);
    builder->mode = builder->original;
    builder->again = token->type == NWS_TOKEN_EOF;
    return NWS_OK;
}
