/* The insertion modes of a table: in table, its text, caption, column group, body, row, cell.
 *
 * https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-intable
 * What a table cannot hold goes before it ("foster parenting"): nws_builder_place does that while
 * builder->fostering is set.
 */
#include "html/builder.h"

/* What a tag is to the table modes. */
typedef enum part {
    NO_PART,
    PART_CAPTION,
    PART_COL,
    PART_COLGROUP,
    PART_SECTION, /* tbody, tfoot, thead */
    PART_ROW,
    PART_CELL, /* td, th */
    PART_TABLE,
    PART_PAGE /* body, html: end tags that are ignored in a table */
} part;

static part part_of(nws_tag tag)
{
    switch (tag) {
    case NWS_TAG_CAPTION: return PART_CAPTION;
    case NWS_TAG_COL: return PART_COL;
    case NWS_TAG_COLGROUP: return PART_COLGROUP;
    case NWS_TAG_TBODY:
    case NWS_TAG_TFOOT:
    case NWS_TAG_THEAD: return PART_SECTION;
    case NWS_TAG_TR: return PART_ROW;
    case NWS_TAG_TD:
    case NWS_TAG_TH: return PART_CELL;
    case NWS_TAG_TABLE: return PART_TABLE;
    case NWS_TAG_BODY:
    case NWS_TAG_HTML: return PART_PAGE;
    default: return NO_PART;
    }
}

static bool in_table_scope(const nws_builder *builder, nws_tag tag)
{
    return nws_builder_in_scope(builder, tag, NWS_IS_TABLE_SCOPE);
}

/* ---- in table ---- */

static nws_status foster(nws_builder *builder, nws_token *token)
{
    builder->fostering = true;
    nws_status status = nws_mode_in_body(builder, token);
    builder->fostering = false;
    return status;
}

/* Closes the table if it is in scope; *closed tells. */
static bool close_table(nws_builder *builder)
{
    if (!in_table_scope(builder, NWS_TAG_TABLE))
        return false;
    nws_builder_pop_until(builder, NWS_TAG_TABLE);
    nws_builder_reset(builder);
    return true;
}

static nws_status table_part(nws_builder *builder, nws_token *token, part which)
{
    if (which == PART_TABLE) {
        builder->again = close_table(builder);
        return NWS_OK;
    }
    nws_builder_clear_to(builder, NWS_IS_TABLE_SCOPE);
    switch (which) {
    case PART_CAPTION:
        NWS_TRY(nws_active_marker(builder));
        builder->mode = NWS_MODE_IN_CAPTION;
        return nws_builder_force(builder, token);
    case PART_COLGROUP: builder->mode = NWS_MODE_IN_COLUMN_GROUP; break;
    case PART_COL:
        NWS_TRY(nws_builder_imagine(builder, NWS_TAG_COLGROUP));
        return nws_builder_again(builder, NWS_MODE_IN_COLUMN_GROUP);
    case PART_SECTION: builder->mode = NWS_MODE_IN_TABLE_BODY; break;
    default: /* a row or a cell */
        NWS_TRY(nws_builder_imagine(builder, NWS_TAG_TBODY));
        return nws_builder_again(builder, NWS_MODE_IN_TABLE_BODY);
    }
    return nws_builder_force(builder, token);
}

static bool is_hidden_input(const nws_token *token)
{
    for (uint32_t i = 0; token->tag == NWS_TAG_INPUT && i < token->attribute_count; i++)
        if (token->attributes[i].id == NWS_ATTR_TYPE)
            return nws_view_equal_nocase(token->attributes[i].value, NWS_VIEW("hidden"));
    return false;
}

static nws_status table_start(nws_builder *builder, nws_token *token)
{
    part which = part_of(token->tag);
    if (which != NO_PART && which != PART_PAGE)
        return table_part(builder, token, which);
    switch (token->tag) {
    case NWS_TAG_SCRIPT:
    case NWS_TAG_STYLE:
    case NWS_TAG_TEMPLATE: return nws_mode_in_head(builder, token);
    case NWS_TAG_INPUT:
        if (is_hidden_input(token))
            return nws_builder_void(builder, token);
        break;
    case NWS_TAG_FORM:
        if (builder->form != NULL || nws_builder_has_template(builder))
            return NWS_OK;
        NWS_TRY(nws_builder_force(builder, token));
        builder->form = nws_builder_current(builder)->node;
        nws_builder_pop(builder);
        return NWS_OK;
    default: break;
    }
    return foster(builder, token);
}

/* https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-intable */
nws_status nws_mode_in_table(nws_builder *builder, nws_token *token)
{
    switch (token->type) {
    case NWS_TOKEN_TEXT:
    case NWS_TOKEN_NULL:
        if ((nws_builder_current(builder)->traits & (NWS_IS_FOSTERED | NWS_IS_TEMPLATE)) == 0)
            break;
        builder->pending_inked = false;
        builder->original = builder->mode;
        return nws_builder_again(builder, NWS_MODE_IN_TABLE_TEXT);
    case NWS_TOKEN_COMMENT:
    case NWS_TOKEN_INSTRUCTION: return nws_builder_remark(builder, token, NULL);
    case NWS_TOKEN_DOCTYPE: return NWS_OK;
    case NWS_TOKEN_EOF: return nws_mode_in_body(builder, token);
    case NWS_TOKEN_START: return table_start(builder, token);
    case NWS_TOKEN_END:
        if (token->tag == NWS_TAG_TEMPLATE)
            return nws_mode_in_head(builder, token);
        if (token->tag == NWS_TAG_TABLE)
            (void)close_table(builder);
        if (part_of(token->tag) != NO_PART)
            return NWS_OK;
        break;
    }
    return foster(builder, token);
}

/* ---- in table text ---- */

/* The white space that was kept back goes in, as what the text around it made of it. */
static nws_status flush_pending(nws_builder *builder)
{
    nws_token text = {.type = NWS_TOKEN_TEXT,
                      .start = builder->pending_start,
                      .end = builder->pending_start,
                      .text = builder->pending.text};
    builder->pending = (nws_string){.capacity = 0};
    if (text.text.length == 0)
        return NWS_OK;
    return builder->pending_inked ? foster(builder, &text)
                                  : nws_builder_text(builder, text.text, text.start);
}

/* The pending tokens are fostered or not all together: as soon as one is not blank, this and those
 * that come need not wait.
 * https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-intabletext
 */
nws_status nws_mode_table_text(nws_builder *builder, nws_token *token)
{
    if (token->type == NWS_TOKEN_NULL)
        return NWS_OK;
    if (token->type != NWS_TOKEN_TEXT) {
        NWS_TRY(flush_pending(builder));
        return nws_builder_again(builder, builder->original);
    }
    if (!builder->pending_inked && nws_text_blank(token->text)) {
        if (builder->pending.text.length == 0) {
            builder->pending_start = token->start;
            builder->pending.text = token->text;
            return NWS_OK;
        }
        return nws_string_join(builder->arena, &builder->pending, token->text);
    }
    builder->pending_inked = true;
    NWS_TRY(flush_pending(builder));
    return foster(builder, token);
}

/* ---- in caption, in column group ---- */

/* https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-incaption */
nws_status nws_mode_in_caption(nws_builder *builder, nws_token *token)
{
    part which = token->type == NWS_TOKEN_START || token->type == NWS_TOKEN_END
                     ? part_of(token->tag)
                     : NO_PART;
    if (which == NO_PART)
        return nws_mode_in_body(builder, token);
    bool start = token->type == NWS_TOKEN_START;
    bool own_end = !start && which == PART_CAPTION;
    if (start ? which == PART_TABLE || which == PART_PAGE : !own_end && which != PART_TABLE) {
        /* A table in a caption; end tags of what is outside the caption. */
        return start ? nws_mode_in_body(builder, token) : NWS_OK;
    }
    if (!in_table_scope(builder, NWS_TAG_CAPTION))
        return NWS_OK;
    nws_builder_pop_until(builder, NWS_TAG_CAPTION);
    nws_active_clear(builder);
    builder->mode = NWS_MODE_IN_TABLE;
    builder->again = !own_end;
    return NWS_OK;
}

/* https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-incolgroup */
nws_status nws_mode_column_group(nws_builder *builder, nws_token *token)
{
    bool end = token->type == NWS_TOKEN_END;
    switch (token->type) {
    case NWS_TOKEN_TEXT: {
        uint32_t begin = token->start;
        if (!nws_builder_at(builder, NWS_TAG_COLGROUP)) /* a fragment, a template */
            return nws_builder_blanks(builder, token);
        NWS_TRY(nws_builder_text(builder, nws_token_blank(token), begin));
        if (token->text.length == 0)
            return NWS_OK;
        break;
    }
    case NWS_TOKEN_COMMENT:
    case NWS_TOKEN_INSTRUCTION: return nws_builder_remark(builder, token, NULL);
    case NWS_TOKEN_DOCTYPE: return NWS_OK;
    case NWS_TOKEN_EOF: return nws_mode_in_body(builder, token);
    case NWS_TOKEN_START:
        if (token->tag == NWS_TAG_HTML)
            return nws_mode_in_body(builder, token);
        if (token->tag == NWS_TAG_COL)
            return nws_builder_void(builder, token);
        if (token->tag == NWS_TAG_TEMPLATE)
            return nws_mode_in_head(builder, token);
        break;
    case NWS_TOKEN_END:
        if (token->tag == NWS_TAG_COL)
            return NWS_OK;
        if (token->tag == NWS_TAG_TEMPLATE)
            return nws_mode_in_head(builder, token);
        break;
    case NWS_TOKEN_NULL: break;
    }
    if (!nws_builder_at(builder, NWS_TAG_COLGROUP))
        return NWS_OK;
    nws_builder_pop(builder);
    builder->mode = NWS_MODE_IN_TABLE;
    builder->again = !end || token->tag != NWS_TAG_COLGROUP;
    return NWS_OK;
}

/* ---- in table body, in row ---- */

static nws_status leave_section(nws_builder *builder)
{
    nws_builder_clear_to(builder, NWS_IS_ROWS_SCOPE);
    nws_builder_pop(builder);
    builder->mode = NWS_MODE_IN_TABLE;
    return NWS_OK;
}

/* https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-intbody */
nws_status nws_mode_table_body(nws_builder *builder, nws_token *token)
{
    bool start = token->type == NWS_TOKEN_START;
    part which = start || token->type == NWS_TOKEN_END ? part_of(token->tag) : NO_PART;
    if (start && (which == PART_ROW || which == PART_CELL)) {
        nws_builder_clear_to(builder, NWS_IS_ROWS_SCOPE);
        builder->mode = NWS_MODE_IN_ROW;
        builder->again = which == PART_CELL;
        return which == PART_ROW ? nws_builder_force(builder, token)
                                 : nws_builder_imagine(builder, NWS_TAG_TR);
    }
    if (!start && which == PART_SECTION)
        return in_table_scope(builder, token->tag) ? leave_section(builder) : NWS_OK;
    bool leaves = start ? which == PART_CAPTION || which == PART_COL || which == PART_COLGROUP ||
                              which == PART_SECTION
                        : which == PART_TABLE;
    if (leaves) {
        if (!nws_builder_traits_in(builder, NWS_IS_SECTION, NWS_IS_TABLE_SCOPE))
            return NWS_OK;
        builder->again = true;
        return leave_section(builder);
    }
    if (!start && which != NO_PART)
        return NWS_OK;
    return nws_mode_in_table(builder, token);
}

/* Closes the row if there is one in scope; true if there was. */
static bool leave_row(nws_builder *builder)
{
    if (!in_table_scope(builder, NWS_TAG_TR))
        return false;
    nws_builder_clear_to(builder, NWS_IS_ROW_SCOPE);
    nws_builder_pop(builder);
    builder->mode = NWS_MODE_IN_TABLE_BODY;
    return true;
}

/* https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-intr */
nws_status nws_mode_in_row(nws_builder *builder, nws_token *token)
{
    bool start = token->type == NWS_TOKEN_START;
    part which = start || token->type == NWS_TOKEN_END ? part_of(token->tag) : NO_PART;
    if (start && which == PART_CELL) {
        nws_builder_clear_to(builder, NWS_IS_ROW_SCOPE);
        NWS_TRY(nws_builder_force(builder, token));
        builder->mode = NWS_MODE_IN_CELL;
        return nws_active_marker(builder);
    }
    if (!start && which == PART_ROW) {
        (void)leave_row(builder);
        return NWS_OK;
    }
    bool leaves =
        start ? which != NO_PART && which != PART_TABLE && which != PART_PAGE : which == PART_TABLE;
    if (!start && which == PART_SECTION)
        leaves = in_table_scope(builder, token->tag);
    if (leaves) {
        builder->again = leave_row(builder);
        return NWS_OK;
    }
    if (!start && which != NO_PART)
        return NWS_OK;
    return nws_mode_in_table(builder, token);
}

/* ---- in cell ---- */

/* https://html.spec.whatwg.org/multipage/parsing.html#close-the-cell */
static void close_cell(nws_builder *builder)
{
    nws_builder_pop_traits(builder, NWS_IS_CELL);
    nws_active_clear(builder);
    builder->mode = NWS_MODE_IN_ROW;
}

/* https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-intd */
nws_status nws_mode_in_cell(nws_builder *builder, nws_token *token)
{
    bool start = token->type == NWS_TOKEN_START;
    part which = start || token->type == NWS_TOKEN_END ? part_of(token->tag) : NO_PART;
    if (which == NO_PART || (start && (which == PART_TABLE || which == PART_PAGE)))
        return nws_mode_in_body(builder, token);
    if (start) {
        if (!nws_builder_traits_in(builder, NWS_IS_CELL, NWS_IS_TABLE_SCOPE))
            return NWS_OK;
        close_cell(builder);
        builder->again = true;
        return NWS_OK;
    }
    if (which == PART_CAPTION || which == PART_COL || which == PART_COLGROUP || which == PART_PAGE)
        return NWS_OK;
    if (!in_table_scope(builder, token->tag))
        return NWS_OK;
    if (which == PART_CELL) {
        nws_builder_pop_until(builder, token->tag);
        nws_active_clear(builder);
        builder->mode = NWS_MODE_IN_ROW;
        return NWS_OK;
    }
    close_cell(builder);
    builder->again = true;
    return NWS_OK;
}
