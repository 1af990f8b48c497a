/* Tables as rows of texts: spans clamped, and filled with the text that they span.
 *
 * https://html.spec.whatwg.org/multipage/tables.html#forming-a-table, without the parts that only
 * matter to layout: a row is as long as what is in it.
 */
#include "emit/structure.h"

#include "base/bounds.h"
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
    uint32_t reach;  /* columns from here on have nothing that grows */
    uint32_t budget; /* cells that may still be filled; shared by all tables of a tree */
    bool body_begun; /* a row was no heading */
} builder;

static nws_status grow(nws_arena *arena, void **items, uint32_t *capacity, uint32_t wanted,
                       size_t size)
{
    if (wanted <= *capacity)
        return NWS_OK;
    uint32_t more = *capacity == 0 ? FIRST_ITEMS : *capacity * 2;
    while (more < wanted)
        more *= 2;
    void *moved = nws_arena_extend(arena, *items, *capacity * size, more * size);
    if (moved == NULL)
        return NWS_E_MEMORY;
    *items = moved;
    *capacity = more;
    return NWS_OK;
}

static nws_status add_cell(builder *to, nws_view text)
{
    void *cells = to->grid.cells;
    NWS_TRY(grow(to->arena, &cells, &to->cell_capacity, to->cell_count + 1, sizeof text));
    to->grid.cells = cells;
    to->grid.cells[to->cell_count++] = text;
    return NWS_OK;
}

/* A cell that is there because of a span. When the budget is spent nothing spans any more. */
static nws_status fill_cell(builder *to, nws_view text)
{
    to->budget--;
    return add_cell(to, text);
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

static nws_status text_of(builder *to, const nws_node *first, nws_view *text)
{
    to->scratch->length = 0;
    NWS_TRY(nws_emit_range(first, NULL, to->scratch));
    *text = nws_arena_copy(to->arena, nws_buffer_view(to->scratch));
    return text->data == NULL ? NWS_E_MEMORY : NWS_OK;
}

/* The cells that grow down into this row, from column on; up to the first free one, or all. */
static nws_status put_growing(builder *to, uint32_t *column, bool all)
{
    while (*column < to->reach && to->budget > 0 && (all || to->down[*column].left > 0)) {
        growing *cell = &to->down[*column];
        NWS_TRY(fill_cell(to, cell->left > 0 ? cell->text : NWS_VIEW("")));
        cell->left -= cell->left > 0;
        ++*column;
    }
    if (to->budget == 0)
        to->reach = 0;
    return NWS_OK;
}

static void shrink(builder *to)
{
    while (to->reach > 0 && to->down[to->reach - 1].left == 0)
        to->reach--;
}

static nws_status put_cell(builder *to, const nws_node *cell, uint32_t *column)
{
    nws_view text;
    NWS_TRY(put_growing(to, column, false));
    NWS_TRY(text_of(to, cell->children, &text));
    uint32_t wide = span_of(cell, NWS_ATTR_COLSPAN, NWS_MAX_COLSPAN);
    uint32_t high = span_of(cell, NWS_ATTR_ROWSPAN, NWS_MAX_ROWSPAN);
    wide = wide == 0 ? 1 : wide > to->budget + 1 ? to->budget + 1 : wide;
    high = high == 0 ? NWS_MAX_ROWSPAN : high; /* to the end of its group */
    NWS_TRY(add_cell(to, text));
    for (uint32_t i = 1; i < wide; i++)
        NWS_TRY(fill_cell(to, text));
    if ((high > 1 || to->reach > *column) && to->budget > 0) {
        void *down = to->down;
        NWS_TRY(grow(to->arena, &down, &to->down_capacity, *column + wide, sizeof *to->down));
        to->down = down;
        for (uint32_t i = to->reach; i < *column; i++)
            to->down[i].left = 0;
        for (uint32_t i = *column; i < *column + wide; i++)
            to->down[i] = (growing){text, high - 1};
        if (to->reach < *column + wide)
            to->reach = *column + wide;
    }
    *column += wide;
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
    void *ends = to->grid.ends;
    NWS_TRY(grow(to->arena, &ends, &to->row_capacity, to->grid.rows + 1, sizeof *to->grid.ends));
    to->grid.ends = ends;
    to->grid.ends[to->grid.rows++] = to->cell_count;
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
            NWS_TRY(text_of(to, part->children, &to->grid.caption));
        else if (nws_stable_tags[nws_node_tag(part)].kind == NWS_KIND_GROUP)
            NWS_TRY(put_group(to, part));
    }
    return NWS_OK;
}

nws_status nws_structure_tables(nws_arena *arena, const nws_node *root, nws_buffer *scratch,
                                nws_grids *result)
{
    builder to = {.arena = arena, .scratch = scratch, .budget = NWS_MAX_TABLE_FILL};
    *result = (nws_grids){0};
    for (const nws_node *node = root; node != NULL; node = nws_node_following(root, node, false)) {
        if (!nws_node_is_html(node, NWS_TAG_TABLE))
            continue;
        NWS_TRY(put_table(&to, node));
        void *items = result->items;
        NWS_TRY(grow(arena, &items, &result->capacity, result->count + 1, sizeof to.grid));
        result->items = items;
        result->items[result->count++] = to.grid;
    }
    return NWS_OK;
}
