/* Tables as rows of texts: spans clamped, and filled with the text that they span.
 *
 * https://html.spec.whatwg.org/multipage/tables.html#forming-a-table, without the parts that only
 * matter to layout: a row is as long as what is in it.
 */
#include "emit/structure.h"

#include "base/bounds.h"
#include "base/repeats.h"
#include "clean/stable.h"
#include "emit/text.h"

enum { FIRST_ITEMS = 16 };

/* A cell that reaches down into the rows to come. */
typedef struct growing {
    nws_view text;
    uint32_t left; /* rows */
} growing;

typedef struct builder {
    nws_arena *arena;
    nws_buffer *scratch;
    nws_grid grid;
    uint32_t cell_count, cell_capacity, row_capacity;
    growing *down; /* by column */
    uint32_t down_capacity;
    uint32_t reach;      /* columns from here on have nothing that grows */
    nws_repeats fill;    /* NWS_MAX_TABLE_FILL, for all tables of a tree */
    nws_repeats repeats; /* NWS_MAX_TABLE_REPEATS, likewise */
    bool body_begun;     /* a row was no heading */
} builder;

static nws_status add_cell(builder *to, nws_view text)
{
    NWS_TRY(NWS_ROOM(to->arena, to->grid.cells, to->cell_count, to->cell_capacity, FIRST_ITEMS));
    to->grid.cells[to->cell_count++] = text;
    return NWS_OK;
}

/* A cell that is there because of a span. *filled is false when nothing spans any more. */
static nws_status fill_cell(builder *to, nws_view text, bool *filled)
{
    *filled = nws_repeats_pay(&to->fill, 1 + text.length / NWS_TABLE_FILL_BYTES);
    return *filled ? add_cell(to, text) : NWS_OK;
}

static uint32_t span_of(const nws_node *cell, nws_attr attr, uint32_t most)
{
    const nws_attribute *attribute = nws_node_attribute(cell, attr);
    if (attribute == NULL)
        return 1;
    const nws_view digits = nws_view_trim(nws_attribute_value(attribute));
    uint32_t number = 0;
    for (size_t i = 0; i < digits.length && number <= most; i++) {
        if (!nws_is_digit((unsigned char)digits.data[i]))
            return 1;
        number = number * 10 + (uint32_t)(digits.data[i] - '0');
    }
    return number > most ? most : digits.length == 0 ? 1 : number;
}

static bool holds_table(const nws_node *part)
{
    for (const nws_node *at = part; at != NULL; at = nws_node_following(part, at, false))
        if (at != part && nws_node_is_html(at, NWS_TAG_TABLE))
            return true;
    return false;
}

/* The text of a cell or a caption. With a table in it the text comes again from there. */
static nws_status text_of(builder *to, const nws_node *part, nws_view *text)
{
    const bool repeats = holds_table(part);
    to->scratch->length = 0;
    if (!repeats || !nws_repeats_spent(&to->repeats))
        NWS_TRY(nws_emit_range(part->children, NULL, to->scratch));
    if (repeats && !nws_repeats_pay(&to->repeats, to->scratch->length))
        to->scratch->length = 0;
    *text = nws_arena_copy(to->arena, nws_buffer_view(to->scratch));
    return text->data == NULL ? NWS_E_MEMORY : NWS_OK;
}

/* The cells that grow down into this row, from column on; up to the first free one, or all. */
static nws_status put_growing(builder *to, uint32_t *column, bool all)
{
    bool filled = true;
    while (filled && *column < to->reach && (all || to->down[*column].left > 0)) {
        growing *cell = &to->down[*column];
        NWS_TRY(fill_cell(to, cell->left > 0 ? cell->text : NWS_VIEW(""), &filled));
        cell->left -= cell->left > 0;
        *column += filled;
    }
    if (nws_repeats_spent(&to->fill))
        to->reach = 0;
    return NWS_OK;
}

static void shrink(builder *to)
{
    while (to->reach > 0 && to->down[to->reach - 1].left == 0)
        to->reach--;
}

/* What stands in columns from first up to stop reaches down by rows. */
static nws_status grow_down(builder *to, uint32_t first, uint32_t stop, growing cell)
{
    NWS_TRY(NWS_ROOM(to->arena, to->down, stop - 1, to->down_capacity, FIRST_ITEMS));
    for (uint32_t i = to->reach; i < first; i++)
        to->down[i].left = 0;
    for (uint32_t i = first; i < stop; i++)
        to->down[i] = cell;
    if (to->reach < stop)
        to->reach = stop;
    return NWS_OK;
}

static nws_status put_cell(builder *to, const nws_node *cell, uint32_t *column)
{
    nws_view text;
    bool filled = true;
    NWS_TRY(put_growing(to, column, false));
    NWS_TRY(text_of(to, cell, &text));
    const uint32_t wide = span_of(cell, NWS_ATTR_COLSPAN, NWS_MAX_COLSPAN);
    const uint32_t high = span_of(cell, NWS_ATTR_ROWSPAN, NWS_MAX_ROWSPAN);
    const uint32_t rows = high == 0 ? NWS_MAX_ROWSPAN : high; /* 0: to the end of its group */
    const uint32_t first = *column;
    NWS_TRY(add_cell(to, text));
    for (++*column; filled && *column - first < wide; *column += filled)
        NWS_TRY(fill_cell(to, text, &filled));
    if ((rows > 1 || to->reach > first) && !nws_repeats_spent(&to->fill))
        NWS_TRY(grow_down(to, first, *column, (growing){text, rows - 1}));
    return NWS_OK;
}

static nws_status end_row(builder *to)
{
    NWS_TRY(NWS_ROOM(to->arena, to->grid.ends, to->grid.rows, to->row_capacity, FIRST_ITEMS));
    to->grid.ends[to->grid.rows++] = to->cell_count;
    return NWS_OK;
}

static nws_status put_row(builder *to, const nws_node *row, bool head)
{
    uint32_t column = 0;
    bool headings = row->children != NULL;
    for (const nws_node *cell = row->children; cell != NULL; cell = cell->next) {
        if (!nws_node_is_element(cell) || nws_stable_tags[nws_node_tag(cell)].kind != NWS_KIND_CELL)
            continue;
        headings &= nws_node_is_html(cell, NWS_TAG_TH);
        NWS_TRY(put_cell(to, cell, &column));
    }
    NWS_TRY(put_growing(to, &column, true));
    shrink(to);
    NWS_TRY(end_row(to));
    to->body_begun |= !head && !headings;
    to->grid.headers += !to->body_begun;
    return NWS_OK;
}

static nws_status put_group(builder *to, const nws_node *group)
{
    const bool head = nws_node_is_html(group, NWS_TAG_THEAD);
    for (const nws_node *row = group->children; row != NULL; row = row->next)
        if (nws_node_is_html(row, NWS_TAG_TR))
            NWS_TRY(put_row(to, row, head));
    to->reach = 0; /* no cell grows out of its group */
    return NWS_OK;
}

static nws_status put_table(builder *to, const nws_node *table)
{
    to->grid = (nws_grid){.caption = NWS_VIEW_NONE};
    to->cell_count = to->cell_capacity = to->row_capacity = to->reach = 0;
    to->body_begun = false;
    for (const nws_node *part = table->children; part != NULL; part = part->next) {
        if (!nws_node_is_element(part))
            continue;
        if (nws_node_tag(part) == NWS_TAG_CAPTION && to->grid.caption.data == NULL)
            NWS_TRY(text_of(to, part, &to->grid.caption));
        else if (nws_stable_tags[nws_node_tag(part)].kind == NWS_KIND_GROUP)
            NWS_TRY(put_group(to, part));
    }
    return NWS_OK;
}

static nws_status add_grid(nws_arena *arena, const nws_grid *grid, nws_grids *result)
{
    NWS_TRY(NWS_ROOM(arena, result->items, result->count, result->capacity, FIRST_ITEMS));
    result->items[result->count++] = *grid;
    return NWS_OK;
}

nws_status nws_structure_tables(nws_arena *arena, const nws_node *root, nws_buffer *scratch,
                                nws_grids *result)
{
    builder to = {.arena = arena,
                  .scratch = scratch,
                  .fill = {NWS_MAX_TABLE_FILL},
                  .repeats = {NWS_MAX_TABLE_REPEATS}};
    *result = (nws_grids){0};
    for (const nws_node *node = root; node != NULL; node = nws_node_following(root, node, false)) {
        if (!nws_node_is_html(node, NWS_TAG_TABLE))
            continue;
        NWS_TRY(put_table(&to, node));
        NWS_TRY(add_grid(arena, &to.grid, result));
    }
    return NWS_OK;
}
