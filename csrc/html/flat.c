/* Tags that open no element: those too deep, and those past what a tree may take.
 *
 * Separate because it is all that the builder's limits ask for. What such a tag holds goes on into
 * the element that is current; its end tag is matched against a list of such tags alone, so that it
 * closes nothing else. No text is lost.
 */
#include "html/builder.h"

void nws_builder_unwait(nws_builder *builder, uint32_t count)
{
    while (builder->flat_count > count)
        builder->flat_tags[builder->flat[--builder->flat_count]]--;
}

static void forget_outer(nws_builder *builder)
{
    for (uint32_t i = 0; i < NWS_MAX_FLAT_TAGS / 2; i++)
        builder->flat_tags[builder->flat[i]]--;
    builder->flat_count -= NWS_MAX_FLAT_TAGS / 2;
    memmove(builder->flat, builder->flat + NWS_MAX_FLAT_TAGS / 2,
            builder->flat_count * sizeof *builder->flat);
}

nws_status nws_builder_flatten(nws_builder *builder, nws_tag tag)
{
    if (builder->flat_count == NWS_MAX_FLAT_TAGS)
        forget_outer(builder);
    NWS_TRY(
        NWS_ROOM(builder->arena, builder->flat, builder->flat_count, builder->flat_capacity, 64));
    builder->flat[builder->flat_count++] = (uint16_t)tag;
    builder->flat_tags[tag]++;
    builder->flat_depth = builder->depth;
    return NWS_OK;
}

bool nws_builder_unflatten(nws_builder *builder, const nws_token *token)
{
    if (builder->flat_tags[token->tag] == 0)
        return false;
    uint32_t i = builder->flat_count - 1;
    while (builder->flat[i] != (uint16_t)token->tag)
        i--;
    nws_builder_unwait(builder, i);
    return true;
}

/* What the reserve is for: no text says what these do. */
static bool is_reserved(nws_tag tag)
{
    return tag == NWS_TAG_IMG || tag == NWS_TAG_IMAGE || tag == NWS_TAG_A || tag == NWS_TAG_BR;
}

nws_content nws_builder_content(nws_tag tag)
{
    switch (tag) {
    case NWS_TAG_TITLE:
    case NWS_TAG_TEXTAREA: return NWS_CONTENT_RCDATA;
    case NWS_TAG_STYLE:
    case NWS_TAG_XMP:
    case NWS_TAG_IFRAME:
    case NWS_TAG_NOEMBED:
    case NWS_TAG_NOFRAMES: return NWS_CONTENT_RAWTEXT;
    case NWS_TAG_SCRIPT: return NWS_CONTENT_SCRIPT;
    case NWS_TAG_PLAINTEXT: return NWS_CONTENT_PLAINTEXT;
    default: return NWS_CONTENT_DATA;
    }
}

/* A script must not become text that shows, and its text must not become tags. So of each tag whose
 * contents are text the first past the limit is made, and takes what the later ones hold. */
static nws_status reuse(nws_builder *builder, nws_token *token, nws_content content)
{
    uint32_t i = 0;
    if (builder->mode == NWS_MODE_IN_TABLE_TEXT) /* ends it: there is one mode to return to */
        NWS_TRY(nws_mode_table_text(builder, token));
    while (i < builder->vessel_count && nws_node_tag(builder->vessels[i]) != token->tag)
        i++;
    if (i == builder->vessel_count) {
        builder->fostering = true;
        nws_status status = nws_builder_raw(builder, token, content);
        builder->fostering = false;
        if (status == NWS_OK)
            builder->vessels[builder->vessel_count++] = nws_builder_current(builder)->node;
        return status;
    }
    nws_builder_push(builder, builder->vessels[i], (uint32_t)token->tag,
                     nws_tag_traits[token->tag]);
    builder->tokenizer.content = content;
    builder->original = builder->mode;
    builder->mode = NWS_MODE_TEXT;
    return NWS_OK;
}

nws_status nws_builder_refuse(nws_builder *builder, nws_token *token, bool html, bool *refused)
{
    /* Before the head each tag ends the mode, so there cannot be many. */
    bool spent = builder->taken >= builder->allowance + nws_builder_earned(builder);
    *refused = builder->mode > NWS_MODE_BEFORE_HEAD && (spent || !is_reserved(token->tag));
    if (!*refused)
        return NWS_OK;
    builder->document->refused++;
    nws_content content = html ? nws_builder_content(token->tag) : NWS_CONTENT_DATA;
    if (content == NWS_CONTENT_DATA)
        return nws_builder_flatten(builder, token->tag);
    if (content != NWS_CONTENT_PLAINTEXT)
        return reuse(builder, token, content);
    builder->tokenizer.content = content;
    return NWS_OK;
}
