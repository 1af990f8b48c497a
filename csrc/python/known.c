/* Which files a corpus knows already: chunks.known(sources), for read(known=...).
 *
 * A row stands for a file when the name is the same and the file's stamp is what it was when the
 * row was made. Separate from the chunks themselves because it asks the file system.
 */
#include "python/chunks.h"
#include "python/fill.h"
#include "python/sources.h"

#include "base/file.h"
#include "base/hash.h"

/* Rows by name: open addressing, at most half full. */
typedef struct known_table {
    int64_t *rows; /* row + 1; 0: free */
    size_t mask;
} known_table;

/* A name with U+FFFD in it may stand for several files: those whose names are no text. */
static bool is_telling(nws_view name)
{
    static const char replacement[] = "\xEF\xBF\xBD";
    for (size_t i = 0; i + 3 <= name.length; i++)
        if (memcmp(name.data + i, replacement, 3) == 0)
            return false;
    return name.data != NULL;
}

/* The slot of name: that of the row that has it, or a free one. */
static int64_t *find_slot(const known_table *table, const nws_py_chunks *chunks, nws_view name)
{
    size_t at = (size_t)nws_hash_bytes(name, 0) & table->mask;
    while (table->rows[at] != 0) {
        int64_t inside;
        const nws_columns *columns = nws_py_chunks_locate(chunks, table->rows[at] - 1, &inside);
        if (nws_view_equal(nws_columns_path(columns, inside), name))
            break;
        at = (at + 1) & table->mask;
    }
    return &table->rows[at];
}

static bool fill_table(known_table *table, const nws_py_chunks *chunks)
{
    const int64_t count = chunks->starts[chunks->count];
    size_t room = 2;
    while (room < (size_t)count * 2)
        room *= 2;
    table->mask = room - 1;
    table->rows = PyMem_RawCalloc(room, sizeof *table->rows);
    if (table->rows == NULL)
        return false;
    for (int64_t i = 0; i < count; i++) {
        int64_t inside;
        const nws_columns *columns = nws_py_chunks_locate(chunks, i, &inside);
        const nws_view name = nws_columns_path(columns, inside);
        if (nws_columns_stamp(columns, inside) == 0 || !is_telling(name))
            continue;
        int64_t *slot = find_slot(table, chunks, name);
        if (*slot == 0)
            *slot = i + 1;
    }
    return true;
}

/* The number of the row that stands for a source, or -1. */
static int64_t look_up(const known_table *table, const nws_py_chunks *chunks,
                       const nws_source *source)
{
    if (source->path == NULL || !is_telling(source->name))
        return -1;
    const int64_t row = *find_slot(table, chunks, source->name) - 1;
    if (row < 0)
        return -1;
    int64_t inside;
    const nws_columns *columns = nws_py_chunks_locate(chunks, row, &inside);
    return nws_columns_stamp(columns, inside) == nws_file_stamp(source->path) ? row : -1;
}

static bool look_all_up(const nws_py_chunks *chunks, const nws_py_sources *sources, int64_t *rows)
{
    known_table table;
    if (!fill_table(&table, chunks))
        return false;
    for (Py_ssize_t i = 0; i < sources->count; i++)
        rows[i] = look_up(&table, chunks, &sources->items[i]);
    PyMem_RawFree(table.rows);
    return true;
}

PyObject *nws_py_chunks_known(nws_py_state *state, const nws_py_chunks *chunks, PyObject *object)
{
    if (!Py_IS_TYPE(object, state->sources_type))
        return PyErr_Format(PyExc_TypeError, "known() takes Sources");
    const nws_py_sources *sources = (const nws_py_sources *)object;
    int64_t *rows = PyMem_New(int64_t, (size_t)sources->count + 1);
    if (rows == NULL)
        return PyErr_NoMemory();
    bool done;
    Py_BEGIN_ALLOW_THREADS done = look_all_up(chunks, sources, rows);
    Py_END_ALLOW_THREADS PyObject *list = done ? PyList_New(sources->count) : PyErr_NoMemory();
    for (Py_ssize_t i = 0; list != NULL && i < sources->count; i++)
        nws_py_list_put(&list, i, PyLong_FromLongLong(rows[i]));
    PyMem_Free(rows);
    return list;
}

PyObject *nws_py_chunks_ambiguous(const nws_py_chunks *chunks)
{
    uint64_t counts[NWS_DATE_FORMS][NWS_EVIDENCE_EITHER + 1] = {{0}}, found = 0;
    for (Py_ssize_t i = 0; i < chunks->count; i++)
        nws_columns_orders(chunks->items[i].columns, counts);
    for (int form = 0; form < NWS_DATE_FORMS; form++)
        found += counts[form][NWS_EVIDENCE_EITHER];
    return PyBool_FromLong(found > 0);
}
