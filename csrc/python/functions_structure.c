/* _headings, _blocks, _tables, _xpath, _written: what newsproc/structure.py makes its values of.
 *
 * Apart from functions_html.c, which works on HTML of any kind: here it is an article's own.
 */
#include "python/call.h"
#include "python/errors.h"
#include "python/fill.h"
#include "python/functions.h"

#include "article/scripts.h"
#include "emit/html.h"
#include "emit/structure.h"
#include "html/xpath.h"

typedef struct structure_call {
    nws_py_input input;
    nws_py_call call;
    nws_document document;
    nws_error error;
} structure_call;

/* Reads html into a tree; -1 with an exception. To be ended in either case. */
static int begin(structure_call *s, nws_py_state *state, PyObject *html)
{
    s->error = (nws_error){0};
    int result = nws_py_input_text(html, "html", &s->input);
    nws_py_call_begin(&s->call, state, NULL);
    if (result < 0)
        return -1;
    nws_arena *arena = &s->call.workspace->arena;
    nws_arena_reset(arena);
    const nws_status status = nws_structure_read(arena, s->input.view, &s->document);
    if (status == NWS_OK)
        return 0;
    if (status == NWS_E_MEMORY)
        PyErr_NoMemory();
    else
        PyErr_SetString(PyExc_ValueError, "the HTML is larger than is allowed");
    return -1;
}

static void end(structure_call *s)
{
    nws_py_call_end(&s->call);
    nws_py_input_free(&s->input);
}

/* A tuple of what make returns for each index; takes failures for its own. */
typedef PyObject *(*make_item)(const void *items, uint32_t index);

static PyObject *tuple_of(uint32_t count, const void *items, make_item make)
{
    PyObject *tuple = PyTuple_New(count);
    for (uint32_t i = 0; tuple != NULL && i < count; i++)
        nws_py_tuple_put(&tuple, i, make(items, i));
    return tuple;
}

static PyObject *view_at(const void *items, uint32_t index)
{
    return nws_py_text_new(((const nws_view *)items)[index]);
}

static PyObject *heading_at(const void *items, uint32_t index)
{
    const nws_heading *heading = &((const nws_heading *)items)[index];
    return Py_BuildValue("(iNNi)", (int)heading->level, nws_py_text_new(heading->text),
                         nws_py_text_new(heading->id), (int)heading->position);
}

static PyObject *block_at(const void *items, uint32_t index)
{
    const nws_block *block = &((const nws_block *)items)[index];
    return Py_BuildValue("(NNiNN)", nws_py_name_new(nws_block_name((nws_block_kind)block->kind)),
                         nws_py_text_new(block->text), (int)block->level,
                         nws_py_text_new(block->src), nws_py_text_new(block->language));
}

static PyObject *table_at(const void *items, uint32_t index)
{
    const nws_grid *grid = &((const nws_grid *)items)[index];
    PyObject *rows = PyTuple_New(grid->rows);
    uint32_t first = 0;
    for (uint32_t i = 0; rows != NULL && i < grid->rows; i++) {
        PyObject *row = tuple_of(grid->ends[i] - first,
                                 grid->cells == NULL ? NULL : grid->cells + first, view_at);
        first = grid->ends[i];
        nws_py_tuple_put(&rows, i, row);
    }
    return rows == NULL ? NULL
                        : Py_BuildValue("(NIN)", rows, (unsigned)grid->headers,
                                        nws_py_text_new(grid->caption));
}

PyObject *nws_py_headings(PyObject *module, PyObject *html)
{
    structure_call s;
    nws_headings found;
    PyObject *result = NULL;
    if (begin(&s, nws_py_state_of(module), html) == 0) {
        nws_workspace *workspace = s.call.workspace;
        if (nws_structure_headings(&workspace->arena, s.document.root, &workspace->text, &found) ==
            NWS_OK)
            result = tuple_of(found.count, found.items, heading_at);
        else
            PyErr_NoMemory();
    }
    end(&s);
    return result;
}

PyObject *nws_py_blocks(PyObject *module, PyObject *html)
{
    structure_call s;
    nws_blocks found;
    PyObject *result = NULL;
    if (begin(&s, nws_py_state_of(module), html) == 0) {
        nws_workspace *workspace = s.call.workspace;
        if (nws_structure_blocks(&workspace->arena, s.document.root, &workspace->text, &found) ==
            NWS_OK)
            result = tuple_of(found.count, found.items, block_at);
        else
            PyErr_NoMemory();
    }
    end(&s);
    return result;
}

PyObject *nws_py_tables(PyObject *module, PyObject *html)
{
    structure_call s;
    nws_grids found;
    PyObject *result = NULL;
    if (begin(&s, nws_py_state_of(module), html) == 0) {
        nws_workspace *workspace = s.call.workspace;
        if (nws_structure_tables(&workspace->arena, s.document.root, &workspace->text, &found) ==
            NWS_OK)
            result = tuple_of(found.count, found.items, table_at);
        else
            PyErr_NoMemory();
    }
    end(&s);
    return result;
}

/* --- XPath --- */

/* An element as HTML, anything else as its text. */
static PyObject *node_text(const nws_node *node, nws_buffer *scratch)
{
    scratch->length = 0;
    nws_status status = NWS_OK;
    switch (node->type) {
    case XML_ATTRIBUTE_NODE:
        return nws_py_text_new(nws_attribute_value((const nws_attribute *)(const void *)node));
    case XML_ELEMENT_NODE: status = nws_emit_element(node, scratch); break;
    case XML_TEXT_NODE: return nws_py_text_new(nws_node_text(node));
    default: status = nws_emit_html(node, scratch); break;
    }
    return status == NWS_OK ? nws_py_text_new(nws_buffer_view(scratch)) : PyErr_NoMemory();
}

static PyObject *result_of(const nws_xpath_result *found, nws_buffer *scratch)
{
    switch (found->kind) {
    case NWS_XPATH_NUMBER: return PyFloat_FromDouble(found->number);
    case NWS_XPATH_TRUTH: return PyBool_FromLong(found->truth);
    case NWS_XPATH_TEXT: return nws_py_text_new(found->text);
    case NWS_XPATH_NODES: break;
    }
    PyObject *tuple = PyTuple_New((Py_ssize_t)found->count);
    for (size_t i = 0; tuple != NULL && i < found->count; i++)
        nws_py_tuple_put(&tuple, (Py_ssize_t)i, node_text(found->nodes[i], scratch));
    return tuple;
}

PyObject *nws_py_xpath(PyObject *module, PyObject *args)
{
    PyObject *html, *expression, *result = NULL;
    nws_py_state *state = nws_py_state_of(module);
    if (!PyArg_ParseTuple(args, "OO:_xpath", &html, &expression))
        return NULL;
    nws_py_input wanted;
    structure_call s;
    if (nws_py_input_text(expression, "expression", &wanted) == 0) {
        if (begin(&s, state, html) == 0) {
            nws_xpath_result found;
            const nws_status status =
                nws_xpath_evaluate(&s.document, wanted.view, &found, &s.error);
            if (status == NWS_OK)
                result = result_of(&found, &s.call.workspace->html);
            else if (status == NWS_E_ARGUMENT)
                PyErr_Format(PyExc_ValueError, "%s: %R", s.error.message, expression);
            else if (status == NWS_E_MEMORY)
                PyErr_NoMemory();
            else
                nws_py_raise(state, &s.error, NULL, NWS_VIEW_NONE);
        }
        end(&s);
    }
    nws_py_input_free(&wanted);
    return result;
}

/* --- letters and sentences --- */

PyObject *nws_py_written(PyObject *module, PyObject *text)
{
    (void)module;
    nws_py_input input;
    PyObject *result = NULL;
    if (nws_py_input_text(text, "text", &input) == 0) {
        nws_scripts scripts;
        nws_scripts_measure(input.view, &scripts);
        PyObject *letters = PyDict_New();
        for (int i = 0; letters != NULL && i < NWS_WRITTEN_COUNT; i++) {
            PyObject *count = PyLong_FromLongLong(scripts.letters[i]);
            if (count == NULL ||
                PyDict_SetItemString(letters, nws_script_name((nws_script)i), count) < 0)
                Py_CLEAR(letters);
            Py_XDECREF(count);
        }
        if (letters != NULL)
            result = Py_BuildValue("(NLN)", letters, (long long)scripts.sentences,
                                   nws_py_name_new(nws_scripts_language(&scripts)));
    }
    nws_py_input_free(&input);
    return result;
}
