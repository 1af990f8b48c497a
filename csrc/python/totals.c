/* Sums over the columns of a corpus, read as any Arrow consumer would read them: what
 * Corpus.stats() says without pandas or pyarrow.
 */
#include "python/chunks.h"

enum { SUMS = 10 };

static const char *const sum_names[SUMS] = {
    "bytes",       "word_count", "han_count",     "char_count",       "reading_seconds",
    "image_count", "link_count", "removal_count", "diagnostic_count", "draft"};

typedef struct totals {
    int64_t sums[SUMS];
    int64_t rows, ok;
    int64_t dated, first, last; /* microseconds */
} totals;

static bool bit_at(const void *bits, int64_t index)
{
    return ((const uint8_t *)bits)[index / 8] >> (index % 8) & 1;
}

static bool is_valid(const struct ArrowArray *column, int64_t index)
{
    return column->null_count == 0 || column->buffers[0] == NULL ||
           bit_at(column->buffers[0], index);
}

static int64_t sum_column(const struct ArrowArray *column, const char *format, int64_t start,
                          int64_t count)
{
    int64_t sum = 0;
    const void *data = column->buffers[1];
    for (int64_t i = start; i < start + count; i++)
        sum += format[0] == 'l'   ? ((const int64_t *)data)[i]
               : format[0] == 'b' ? bit_at(data, i)
                                  : ((const int32_t *)data)[i];
    return sum;
}

static void add_dates(totals *t, const struct ArrowArray *column, int64_t start, int64_t count)
{
    const int64_t *dates = column->buffers[1];
    for (int64_t i = start; i < start + count; i++) {
        if (!is_valid(column, i))
            continue;
        if (t->dated == 0 || dates[i] < t->first)
            t->first = dates[i];
        if (t->dated == 0 || dates[i] > t->last)
            t->last = dates[i];
        t->dated++;
    }
}

static void add_array(totals *t, const struct ArrowSchema *schema, const struct ArrowArray *array)
{
    for (int64_t i = 0; i < schema->n_children; i++) {
        const struct ArrowArray *column = array->children[i];
        const char *name = schema->children[i]->name, *format = schema->children[i]->format;
        int64_t start = array->offset + column->offset;
        if (strcmp(name, "ok") == 0)
            t->ok += sum_column(column, format, start, array->length);
        if (strcmp(name, "date") == 0)
            add_dates(t, column, start, array->length);
        for (int k = 0; k < SUMS; k++)
            if (strcmp(name, sum_names[k]) == 0)
                t->sums[k] += sum_column(column, format, start, array->length);
    }
    t->rows += array->length;
}

static nws_status add_chunks(totals *t, const nws_py_chunks *chunks)
{
    struct ArrowSchema schema;
    nws_status status = nws_arrow_schema(NWS_TABLE_ARTICLES, NWS_ARROW_OFFSETS, chunks->lifts,
                                         nws_allocator_libc(), &schema);
    if (status != NWS_OK)
        return status;
    for (Py_ssize_t i = 0; i < chunks->count && status == NWS_OK; i++) {
        struct ArrowArray array;
        if (chunks->items[i].length == 0)
            continue;
        status = nws_arrow_array(NWS_TABLE_ARTICLES, NWS_ARROW_OFFSETS, &chunks->items[i], 0,
                                 nws_allocator_libc(), &array);
        if (status == NWS_OK) {
            add_array(t, &schema, &array);
            array.release(&array);
        }
    }
    schema.release(&schema);
    return status;
}

static int set_number(PyObject *dict, const char *name, int64_t number)
{
    PyObject *value = PyLong_FromLongLong(number);
    int result = value == NULL ? -1 : PyDict_SetItemString(dict, name, value);
    Py_XDECREF(value);
    return result;
}

PyObject *nws_py_chunks_totals(const nws_py_chunks *chunks)
{
    totals t = {.rows = 0};
    if (add_chunks(&t, chunks) != NWS_OK)
        return PyErr_NoMemory();
    PyObject *dict = PyDict_New();
    if (dict == NULL)
        return NULL;
    int result = set_number(dict, "rows", t.rows) | set_number(dict, "ok", t.ok) |
                 set_number(dict, "dated", t.dated) | set_number(dict, "first", t.first) |
                 set_number(dict, "last", t.last);
    for (int k = 0; k < SUMS; k++)
        result |= set_number(dict, sum_names[k], t.sums[k]);
    if (result < 0)
        Py_CLEAR(dict);
    return dict;
}
