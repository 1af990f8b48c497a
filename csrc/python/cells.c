/* What stands in columns and child tables as Python objects, without an Article between.
 *
 * The values are those of an Article's fields, made of the columns themselves: a look at all titles
 * must not build all records.
 */
#include "python/article.h"
#include "python/chunks.h"
#include "python/columns.h"
#include "python/fill.h"
#include "python/parts.h"
#include "python/text.h"

#include "table/schema.h"

/* --- one value --- */

static PyObject *texts_new(const nws_columns *columns, int field, const nws_cell *cell)
{
    PyObject *tuple = PyTuple_New((Py_ssize_t)cell->count);
    for (int64_t i = 0; tuple != NULL && i < cell->count; i++)
        nws_py_tuple_put(&tuple, (Py_ssize_t)i,
                         nws_py_text_new(nws_columns_item(columns, field, cell->first + i)));
    return tuple;
}

/* The item of a list field that is no text; arena: for names, as long as the call. */
static PyObject *part_new(const nws_py_state *state, const nws_columns *columns, int field,
                          int64_t item, nws_arena *arena)
{
    if (field == NWS_ARTICLES_LINKS) {
        const nws_link link = nws_columns_link(columns, item);
        return nws_py_link_new(state, &link);
    }
    if (field == NWS_ARTICLES_REMOVALS) {
        const nws_removal removal = nws_columns_removal(columns, item);
        return nws_py_removal_new(state, &removal);
    }
    if (field == NWS_ARTICLES_DIAGNOSTICS) {
        const nws_record_diagnostic diagnostic = nws_columns_diagnostic(columns, item);
        return nws_py_diagnostic_new(state, &diagnostic);
    }
    nws_image image;
    return nws_columns_image(columns, item, arena, &image) == NWS_OK
               ? nws_py_image_new(state, &image)
               : PyErr_NoMemory();
}

static PyObject *parts_new(const nws_py_state *state, const nws_columns *columns, int field,
                           const nws_cell *cell)
{
    nws_arena arena;
    nws_arena_init(&arena, nws_allocator_libc());
    PyObject *tuple = PyTuple_New((Py_ssize_t)cell->count);
    for (int64_t i = 0; tuple != NULL && i < cell->count; i++)
        nws_py_tuple_put(&tuple, (Py_ssize_t)i,
                         part_new(state, columns, field, cell->first + i, &arena));
    nws_arena_free(&arena);
    return tuple;
}

static PyObject *list_new(nws_py_state *state, const nws_columns *columns, int field,
                          const nws_cell *cell)
{
    if (field == NWS_ARTICLES_IMAGES)
        return nws_py_images_of(state, parts_new(state, columns, field, cell));
    if (field == NWS_ARTICLES_LINKS)
        return parts_new(state, columns, field, cell);
    return texts_new(columns, field, cell);
}

static PyObject *cell_new(nws_py_state *state, const nws_columns *columns, int64_t row, int field)
{
    const nws_cell cell = nws_columns_cell(columns, row, field);
    if (!cell.known)
        Py_RETURN_NONE;
    switch ((nws_kind)nws_schema_frame(NWS_FRAME_ARTICLES)->fields[field].kind) {
    case NWS_KIND_LIST: return list_new(state, columns, field, &cell);
    case NWS_KIND_TIME: return nws_py_datetime_new(state, cell.number);
    case NWS_KIND_BOOL: return PyBool_FromLong((long)cell.number);
    case NWS_KIND_UINT64: return PyLong_FromUnsignedLongLong((uint64_t)cell.number);
    case NWS_KIND_INT32:
    case NWS_KIND_INT64: return PyLong_FromLongLong(cell.number);
    default:
        return field == NWS_ARTICLES_METADATA ? nws_py_metadata_view(state, cell.text)
                                              : nws_py_text_new(cell.text);
    }
}

/* --- columns --- */

static PyObject *value_at(nws_py_state *state, const nws_py_chunks *chunks, int64_t row,
                          Py_ssize_t column)
{
    int64_t inside;
    const nws_columns *columns = nws_py_chunks_locate(chunks, row, &inside);
    if (column < NWS_ARTICLES_SHOWN)
        return cell_new(state, columns, inside, (int)column);
    return nws_py_columns_value(state, chunks->lifts, columns, inside,
                                (uint32_t)(column - NWS_ARTICLES_SHOWN));
}

static int check_column(const nws_py_chunks *chunks, Py_ssize_t column)
{
    if (column >= 0 && column < NWS_ARTICLES_SHOWN + (Py_ssize_t)nws_lifts_count(chunks->lifts))
        return 0;
    PyErr_SetString(PyExc_IndexError, "no such column");
    return -1;
}

PyObject *nws_py_chunks_value(const nws_py_chunks *chunks, Py_ssize_t row, Py_ssize_t column)
{
    const Py_ssize_t rows = (Py_ssize_t)chunks->starts[chunks->count];
    if (row < 0)
        row += rows;
    if (row < 0 || row >= rows)
        return PyErr_Format(PyExc_IndexError, "corpus index out of range");
    if (check_column(chunks, column) < 0)
        return NULL;
    return value_at(nws_py_state_from((PyObject *)(uintptr_t)chunks), chunks, row, column);
}

PyObject *nws_py_chunks_values(const nws_py_chunks *chunks, Py_ssize_t column, Py_ssize_t start,
                               Py_ssize_t stop)
{
    nws_py_state *state = nws_py_state_from((PyObject *)(uintptr_t)chunks);
    if (start < 0 || stop < start || stop > (Py_ssize_t)chunks->starts[chunks->count])
        return PyErr_Format(PyExc_IndexError, "rows out of range");
    if (check_column(chunks, column) < 0)
        return NULL;
    PyObject *list = PyList_New(stop - start);
    for (Py_ssize_t row = start; list != NULL && row < stop; row++)
        nws_py_list_put(&list, row - start, value_at(state, chunks, row, column));
    return list;
}

/* --- child tables --- */

/* The list field of the articles whose items are a table's rows. */
static int field_of(nws_table table)
{
    switch (table) {
    case NWS_TABLE_IMAGES: return NWS_ARTICLES_IMAGES;
    case NWS_TABLE_LINKS: return NWS_ARTICLES_LINKS;
    case NWS_TABLE_REMOVALS: return NWS_ARTICLES_REMOVALS;
    default: return NWS_ARTICLES_DIAGNOSTICS;
    }
}

int64_t nws_py_chunks_part_count(const nws_py_chunks *chunks, nws_table table)
{
    int64_t sum = 0;
    for (Py_ssize_t i = 0; i < chunks->count; i++) {
        const nws_chunk *chunk = &chunks->items[i];
        int64_t first, items;
        nws_columns_items(chunk->columns, field_of(table), chunk->offset, chunk->length, &first,
                          &items);
        sum += items;
    }
    return sum;
}

/* The row of a chunk's columns that has an item: the first whose items end behind it. */
static int64_t row_of(const nws_chunk *chunk, int field, int64_t item)
{
    int64_t low = chunk->offset, high = chunk->offset + chunk->length - 1;
    while (low < high) {
        const int64_t middle = low + (high - low) / 2;
        const nws_cell cell = nws_columns_cell(chunk->columns, middle, field);
        if (cell.first + cell.count > item)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* (number of the article, value) appended to list. */
static int append_part(nws_py_state *state, PyObject *list, const nws_chunk *chunk, int field,
                       int64_t item, int64_t start, nws_arena *arena)
{
    const int64_t row = row_of(chunk, field, item) - chunk->offset + start;
    PyObject *part = part_new(state, chunk->columns, field, item, arena);
    PyObject *pair = part == NULL ? NULL : Py_BuildValue("(LN)", (long long)row, part);
    const int result = pair == NULL ? -1 : PyList_Append(list, pair);
    Py_XDECREF(pair);
    return result;
}

PyObject *nws_py_chunks_parts(const nws_py_chunks *chunks, nws_table table, int64_t start,
                              int64_t stop)
{
    nws_py_state *state = nws_py_state_from((PyObject *)(uintptr_t)chunks);
    const int field = field_of(table);
    nws_arena arena;
    nws_arena_init(&arena, nws_allocator_libc());
    PyObject *list = PyList_New(0);
    int64_t before = 0; /* rows of the table in earlier chunks */
    for (Py_ssize_t i = 0; list != NULL && i < chunks->count && before < stop; i++) {
        const nws_chunk *chunk = &chunks->items[i];
        int64_t first, items;
        nws_columns_items(chunk->columns, field, chunk->offset, chunk->length, &first, &items);
        int64_t at = start > before ? start - before : 0;
        const int64_t end = stop - before < items ? stop - before : items;
        for (; list != NULL && at < end; at++)
            if (append_part(state, list, chunk, field, first + at, chunks->starts[i], &arena) < 0)
                Py_CLEAR(list);
        before += items;
    }
    nws_arena_free(&arena);
    return list;
}
