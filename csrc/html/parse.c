/* The entry of the HTML parser: normalized newlines, the fragment's context, the main loop.
 *
 * https://html.spec.whatwg.org/multipage/parsing.html#tree-construction-dispatcher
 */
#include "html/builder.h"

#include "base/scan.h"

static nws_rule *const rules[NWS_MODE_COUNT] = {
    [NWS_MODE_INITIAL] = nws_mode_initial,
    [NWS_MODE_BEFORE_HTML] = nws_mode_before_html,
    [NWS_MODE_BEFORE_HEAD] = nws_mode_before_head,
    [NWS_MODE_IN_HEAD] = nws_mode_in_head,
    [NWS_MODE_IN_HEAD_NOSCRIPT] = nws_mode_head_noscript,
    [NWS_MODE_AFTER_HEAD] = nws_mode_after_head,
    [NWS_MODE_IN_BODY] = nws_mode_in_body,
    [NWS_MODE_TEXT] = nws_mode_text,
    [NWS_MODE_IN_TABLE] = nws_mode_in_table,
    [NWS_MODE_IN_TABLE_TEXT] = nws_mode_table_text,
    [NWS_MODE_IN_CAPTION] = nws_mode_in_caption,
    [NWS_MODE_IN_COLUMN_GROUP] = nws_mode_column_group,
    [NWS_MODE_IN_TABLE_BODY] = nws_mode_table_body,
    [NWS_MODE_IN_ROW] = nws_mode_in_row,
    [NWS_MODE_IN_CELL] = nws_mode_in_cell,
    [NWS_MODE_IN_TEMPLATE] = nws_mode_in_template,
    [NWS_MODE_AFTER_BODY] = nws_mode_after_body,
    [NWS_MODE_IN_FRAMESET] = nws_mode_in_frameset,
    [NWS_MODE_AFTER_FRAMESET] = nws_mode_after_frameset,
    [NWS_MODE_AFTER_AFTER_BODY] = nws_mode_after_after,
    [NWS_MODE_AFTER_AFTER_FRAMESET] = nws_mode_last_frameset,
};

nws_status nws_mode_current(nws_builder *builder, nws_token *token)
{
    return rules[builder->mode](builder, token);
}

/* ---- input ---- */

/* https://infra.spec.whatwg.org/#normalize-newlines: CR LF and CR become LF. *null_free is
 * true only if the text holds no U+0000; false says nothing. */
static nws_status normalize(nws_arena *arena, nws_view *text, bool *null_free)
{
    const char *end = text->data + text->length;
    const char *at = nws_scan_cr_or_nul(text->data, end);
    *null_free = at == end;
    at = at < end ? memchr(at, '\r', (size_t)(end - at)) : NULL;
    if (at == NULL)
        return NWS_OK;
    char *copy = nws_arena_alloc(arena, text->length);
    if (copy == NULL)
        return NWS_E_MEMORY;
    size_t length = 0;
    const char *from = text->data;
    while (at != NULL) {
        memcpy(copy + length, from, (size_t)(at - from));
        length += (size_t)(at - from);
        copy[length++] = '\n';
        from = at + 1;
        if (from < end && *from == '\n')
            from++;
        at = from < end ? memchr(from, '\r', (size_t)(end - from)) : NULL;
    }
    memcpy(copy + length, from, (size_t)(end - from));
    *text = nws_view_of(copy, length + (size_t)(end - from));
    return NWS_OK;
}

/* ---- setting up ---- */

/* The context's tag; a name that was given alone, "foreignObject" say, has one in lower case. */
static nws_tag context_tag(const nws_parse_options *options)
{
    char lower[32];
    nws_view name = options->context_name;
    if (options->context_tag != NWS_TAG_UNKNOWN || name.length == 0 || name.length > sizeof lower)
        return options->context_tag;
    for (size_t i = 0; i < name.length; i++)
        lower[i] = (char)nws_lower((unsigned char)name.data[i]);
    return nws_tag_find(nws_view_of(lower, name.length));
}

/* https://html.spec.whatwg.org/multipage/parsing.html#html-fragment-parsing-algorithm
 * The html element that the algorithm makes only to throw away is the result's root itself. */
static nws_status set_fragment(nws_builder *builder, nws_document *document)
{
    const nws_parse_options *options = builder->options;
    nws_node *root =
        nws_node_string(builder->arena, document->xml, XML_DOCUMENT_FRAG_NODE, NWS_VIEW_NONE, 0);
    if (root == NULL)
        return NWS_E_MEMORY;
    document->root = root;
    bool html = options->context_space == NWS_SPACE_HTML;
    nws_tag tag = context_tag(options);
    builder->context =
        (nws_open){root, (uint32_t)tag | (uint32_t)options->context_space << 16,
                   html ? nws_tag_traits[tag]
                        : nws_foreign_traits(tag, options->context_space == NWS_SPACE_SVG)};
    nws_builder_push(builder, root, NWS_TAG_HTML, nws_tag_traits[NWS_TAG_HTML]);
    if (html && tag == NWS_TAG_TEMPLATE)
        builder->templates[builder->template_count++] = NWS_MODE_IN_TEMPLATE;
    if (html && tag == NWS_TAG_FORM)
        builder->form = root; /* stands for the context: never on the stack as a form */
    if (html)
        builder->tokenizer.content = nws_builder_content(tag);
    builder->tokenizer.foreign = !html;
    nws_builder_reset(builder);
    return NWS_OK;
}

static void start(nws_builder *builder, nws_arena *arena, nws_document *document,
                  const nws_parse_options *options)
{
    /* All but the two stacks, which are read below their counts only. */
    memset(builder, 0, offsetof(nws_builder, templates));
    builder->arena = arena;
    builder->document = document;
    builder->options = options;
    builder->mode = NWS_MODE_INITIAL;
    builder->frameset_ok = true;
    builder->allowance = (int64_t)(options->tree != 0 ? options->tree : NWS_MAX_TREE);
    builder->most = builder->allowance - builder->allowance / 16;
    nws_tokenizer_init(&builder->tokenizer, arena, document->text);
}

/* ---- the loop ---- */

/* https://html.spec.whatwg.org/multipage/parsing.html#tree-construction-dispatcher: does a token
 * go to the mode's rules although the adjusted current node is svg or math? */
static bool reads_as_html(const nws_open *node, const nws_token *token)
{
    bool start = token->type == NWS_TOKEN_START;
    bool text = token->type == NWS_TOKEN_TEXT || token->type == NWS_TOKEN_NULL;
    if (token->type == NWS_TOKEN_EOF)
        return true;
    if ((node->traits & NWS_IS_TEXT_POINT) && (start || text))
        return !start || (token->tag != NWS_TAG_MGLYPH && token->tag != NWS_TAG_MALIGNMARK);
    if ((node->traits & NWS_IS_HTML_POINT) && (start || text))
        return true;
    return start && token->tag == NWS_TAG_SVG &&
           node->key == (NWS_TAG_ANNOTATION_XML | (uint32_t)NWS_SPACE_MATH << 16);
}

static bool is_html(const nws_builder *builder, const nws_token *token)
{
    return NWS_LIKELY(!builder->tokenizer.foreign) ||
           reads_as_html(nws_builder_adjusted(builder), token);
}

static nws_status dispatch(nws_builder *builder, nws_token *token)
{
    return is_html(builder, token) ? nws_mode_current(builder, token)
                                   : nws_mode_foreign(builder, token);
}

/* The line feed right behind <pre>, <listing> or <textarea> is no part of their text. */
static bool drop_newline(nws_builder *builder, nws_token *token)
{
    builder->skip_newline = false;
    if (token->type != NWS_TOKEN_TEXT || token->text.length == 0 || token->text.data[0] != '\n')
        return false;
    token->text = nws_view_slice(token->text, 1, token->text.length);
    return token->text.length == 0;
}

/* What the adjusted current node is. */
static void tell_tokenizer(nws_builder *builder)
{
    uint32_t key = NWS_TAG_UNKNOWN;
    if (NWS_LIKELY(builder->depth > 1))
        key = builder->open[builder->depth - 1].key;
    else if (builder->depth == 1)
        key = nws_builder_adjusted(builder)->key;
    builder->tokenizer.foreign = key >> 16 != NWS_SPACE_HTML;
    builder->tokenizer.current = (nws_tag)(key & 0xFFFF);
}

static bool exceeds(const nws_builder *builder)
{
    return builder->taken > builder->most &&
           (builder->most < 0 || builder->taken - nws_builder_earned(builder) > builder->most);
}

/* Whether the limits take the token from the modes. */
static nws_status withhold(nws_builder *builder, nws_token *token, bool *withheld)
{
    *withheld = false;
    if (exceeds(builder))
        builder->most = -1; /* for good: elements that came and went would nest oddly */
    if (token->type == NWS_TOKEN_END && builder->mode != NWS_MODE_TEXT)
        *withheld = builder->flat_count > 0 && nws_builder_unflatten(builder, token);
    if (token->type == NWS_TOKEN_START && nws_builder_tight(builder))
        NWS_TRY(nws_builder_refuse(builder, token, is_html(builder, token), withheld));
    if (*withheld)
        tell_tokenizer(builder);
    return NWS_OK;
}

static nws_status run(nws_builder *builder)
{
    nws_token *token = &builder->token;
    do {
        NWS_TRY(nws_tokenizer_next(&builder->tokenizer, token));
        builder->now = token->start;
        if (NWS_UNLIKELY(builder->skip_newline) && drop_newline(builder, token))
            continue;
        if (NWS_UNLIKELY(builder->flat_count > 0 || exceeds(builder))) {
            bool withheld;
            NWS_TRY(withhold(builder, token, &withheld));
            if (withheld)
                continue;
        }
        do {
            builder->again = false;
            NWS_TRY(dispatch(builder, token));
            tell_tokenizer(builder);
        } while (builder->again);
    } while (token->type != NWS_TOKEN_EOF);
    return NWS_OK;
}

nws_status nws_html_parse(nws_arena *arena, nws_view text, const nws_parse_options *options,
                          nws_document *document)
{
    *document = (nws_document){.arena = arena};
    if (text.length > NWS_MAX_BODY)
        return NWS_E_LIMIT;
    bool null_free;
    NWS_TRY(normalize(arena, &text, &null_free));
    document->text = text;
    xmlDoc *xml = nws_arena_zero(arena, sizeof *xml);
    if (xml == NULL)
        return NWS_E_MEMORY;
    xml->type = XML_HTML_DOCUMENT_NODE;
    xml->doc = xml;
    xml->standalone = -1;
    document->xml = xml;
    document->root = (nws_node *)(void *)xml;

    nws_builder builder;
    start(&builder, arena, document, options);
    builder.tokenizer.null_free = null_free;
    if (options->fragment)
        NWS_TRY(set_fragment(&builder, document));
    NWS_TRY(run(&builder));
    document->refused += builder.tokenizer.dropped;
    return builder.has_selected ? nws_builder_select(&builder) : NWS_OK;
}
