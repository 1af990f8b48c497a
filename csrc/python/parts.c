/* The small values an article is made of: see parts.h.
 *
 * Struct sequences are CPython's own way to make immutable records with names, equality, hash,
 * pickle and a keyword repr; they are made without a call of Python code.
 */
#include "python/parts.h"

#include "python/edit.h"
#include "python/fill.h"
#include "python/text.h"

#include <structmember.h>

#define FIELD(name, doc) {#name, doc}
#define END {NULL, NULL}

static PyStructSequence_Field image_fields[] = {
    FIELD(src, "the true address"),
    FIELD(displayed_src, "the address as the file has it"),
    FIELD(source, "where src was found: src, data-original, srcset, noscript, ..."),
    FIELD(alt, "text for those who do not see it, or None"),
    FIELD(title, "or None"),
    FIELD(caption, "or None"),
    FIELD(caption_source, "where it was found: figcaption, aria, title, text-after, text-before"),
    FIELD(width, "CSS pixels, 0 when unknown"),
    FIELD(height, "CSS pixels, 0 when unknown"),
    FIELD(position, "characters of text before it"),
    FIELD(lazy, "whether it was meant to load late"),
    FIELD(is_cover, "whether it is the article's cover"),
    END,
};
static PyStructSequence_Field link_fields[] = {
    FIELD(href, "the true address"),
    FIELD(displayed_href, "the address as the file has it"),
    FIELD(text, "what the reader sees of it"),
    FIELD(rel, "or None"),
    FIELD(external,
          "whether it leads to another host, as a browser reads it: //h/ and https:///h/ do"),
    END,
};
static PyStructSequence_Field removal_fields[] = {
    FIELD(rule, "the rule that asked for it, such as policy.tag"),
    FIELD(action, "dropped, unwrapped, moved, split, rewritten or inserted"),
    FIELD(tag, "the element, or ''"),
    FIELD(attribute, "or '' when it is about the element"),
    FIELD(value, "the old value of the attribute"),
    FIELD(count, "how often it happened in a row"),
    FIELD(start, "first byte in the body"),
    FIELD(end, "one past the last byte"),
    END,
};
static PyStructSequence_Field diagnostic_fields[] = {
    FIELD(code, "a stable name to filter by"),
    FIELD(severity, "note, warning or error"),
    FIELD(line, "from 1"),
    FIELD(column, "from 1, in characters"),
    FIELD(start, "first byte in the decoded file"),
    FIELD(end, "one past the last byte"),
    FIELD(message, "what happened"),
    FIELD(hint, "what can be done, or ''"),
    FIELD(detail, "what stood there, or ''"),
    END,
};
static PyStructSequence_Field cleaned_fields[] = {
    FIELD(html, "safe HTML"),
    FIELD(removals, "a tuple of Removal"),
    END,
};
static PyStructSequence_Field front_matter_fields[] = {
    FIELD(metadata, "a read-only mapping"),
    FIELD(body, "what follows the front matter, as it is"),
    FIELD(format, "yaml, toml, json, or None when there is none"),
    FIELD(diagnostics, "a tuple of Diagnostic"),
    FIELD(source, "the whole file as split() was given it: str or bytes"),
    FIELD(encoding, "the name of the bytes' encoding; None for str"),
    FIELD(_options, "how split() read it"),
    END,
};
static PyStructSequence_Field failure_fields[] = {
    FIELD(row, "its number in the corpus"),
    FIELD(path, "or None"),
    FIELD(code, "a stable name, such as not_found"),
    FIELD(message, "what happened"),
    END,
};

static PyStructSequence_Desc image_desc = {"newsproc.Image", "An image of an article.",
                                           image_fields, 12};
static PyStructSequence_Desc link_desc = {"newsproc.Link", "A link of an article.", link_fields, 5};
static PyStructSequence_Desc removal_desc = {
    "newsproc.Removal", "Something that was taken out or changed, and why.", removal_fields, 8};
static PyStructSequence_Desc diagnostic_desc = {
    "newsproc.Diagnostic", "Something that was repaired, assumed or refused, and where.",
    diagnostic_fields, 9};
static PyStructSequence_Desc cleaned_desc = {"newsproc.Cleaned", "Safe HTML and what it lacks.",
                                             cleaned_fields, 2};
static PyStructSequence_Desc front_matter_desc = {
    "newsproc.FrontMatter", "A file split into front matter and body.", front_matter_fields, 4};
static PyStructSequence_Desc failure_desc = {"newsproc.Failure", "A file without an article.",
                                             failure_fields, 4};

PyObject *nws_py_tuple_new(PyTypeObject *type, PyObject *const *items, Py_ssize_t count)
{
    bool complete = true;
    for (Py_ssize_t i = 0; i < count; i++)
        complete = complete && items[i] != NULL;
    PyObject *tuple = complete ? PyStructSequence_New(type) : NULL;
    for (Py_ssize_t i = 0; i < count; i++) {
        if (tuple != NULL)
            PyStructSequence_SetItem(tuple, i, items[i]);
        else
            Py_XDECREF(items[i]);
    }
    return tuple;
}

PyObject *nws_py_tuple_dict(PyObject *tuple)
{
    PyObject *dict = PyDict_New();
    const PyMemberDef *members = Py_TYPE(tuple)->tp_members;
    for (Py_ssize_t i = 0; dict != NULL && i < PyTuple_GET_SIZE(tuple); i++)
        if (PyDict_SetItemString(dict, members[i].name, PyTuple_GET_ITEM(tuple, i)) < 0)
            Py_CLEAR(dict);
    return dict;
}

PyObject *nws_py_image_new(const nws_py_state *state, const nws_image *image)
{
    PyObject *items[] = {
        nws_py_text_new(image->src),
        nws_py_text_new(image->displayed_src),
        nws_py_name_new(image->source),
        nws_py_text_new(image->alt),
        nws_py_text_new(image->title),
        nws_py_text_new(image->caption),
        nws_py_name_new(image->caption_source),
        PyLong_FromLong(image->width),
        PyLong_FromLong(image->height),
        PyLong_FromLong(image->position),
        PyBool_FromLong(image->lazy),
        PyBool_FromLong(image->is_cover),
    };
    return nws_py_tuple_new(state->image_type, items, sizeof items / sizeof items[0]);
}

PyObject *nws_py_link_new(const nws_py_state *state, const nws_link *link)
{
    PyObject *items[] = {nws_py_text_new(link->href), nws_py_text_new(link->displayed_href),
                         nws_py_text_new(link->text), nws_py_text_new(link->rel),
                         PyBool_FromLong(link->external)};
    return nws_py_tuple_new(state->link_type, items, 5);
}

PyObject *nws_py_removal_new(const nws_py_state *state, const nws_removal *removal)
{
    PyObject *items[] = {
        nws_py_name_new(nws_rule_name((nws_rule)removal->rule)),
        nws_py_name_new(nws_action_name((nws_audit_action)removal->action)),
        nws_py_text_new(removal->tag),
        nws_py_text_new(removal->attribute),
        nws_py_text_new(removal->value),
        PyLong_FromUnsignedLong(removal->count),
        PyLong_FromUnsignedLong(removal->start),
        PyLong_FromUnsignedLong(removal->end),
    };
    return nws_py_tuple_new(state->removal_type, items, sizeof items / sizeof items[0]);
}

PyObject *nws_py_diagnostic_new(const nws_py_state *state, const nws_record_diagnostic *diagnostic)
{
    static const char *const severities[] = {"note", "warning", "error"};
    const nws_diagnostic_info *info = nws_diagnostic_about((nws_diagnostic_code)diagnostic->code);
    PyObject *items[] = {
        nws_py_name_new(info->code),
        nws_py_name_new(severities[info->severity]),
        PyLong_FromUnsignedLong(diagnostic->line),
        PyLong_FromUnsignedLong(diagnostic->column),
        PyLong_FromUnsignedLong(diagnostic->start),
        PyLong_FromUnsignedLong(diagnostic->end),
        nws_py_name_new(info->message),
        nws_py_name_new(info->hint),
        nws_py_text_new(diagnostic->detail),
    };
    return nws_py_tuple_new(state->diagnostic_type, items, sizeof items / sizeof items[0]);
}

PyObject *nws_py_failure_new(const nws_py_state *state, int64_t row, nws_view path,
                             nws_view failure)
{
    const char *colon = failure.length == 0 ? NULL : memchr(failure.data, ':', failure.length);
    size_t cut = colon == NULL ? failure.length : (size_t)(colon - failure.data);
    nws_view message = nws_view_trim(nws_view_slice(failure, cut + 1, failure.length));
    PyObject *items[] = {PyLong_FromLongLong(row), nws_py_text_new(path),
                         nws_py_text_new(nws_view_slice(failure, 0, cut)),
                         nws_py_text_new(message)};
    return nws_py_tuple_new(state->failure_type, items, 4);
}

PyObject *nws_py_removals_new(const nws_py_state *state, const nws_audit *audit)
{
    PyObject *tuple = PyTuple_New(audit->count);
    for (uint32_t i = 0; tuple != NULL && i < audit->count; i++)
        nws_py_tuple_put(&tuple, i, nws_py_removal_new(state, &audit->rows[i]));
    return tuple;
}

int nws_py_parts_init(PyObject *module, nws_py_state *state)
{
    const struct {
        PyTypeObject **slot;
        PyStructSequence_Desc *desc;
    } table[] = {
        {&state->image_type, &image_desc},     {&state->link_type, &link_desc},
        {&state->removal_type, &removal_desc}, {&state->diagnostic_type, &diagnostic_desc},
        {&state->cleaned_type, &cleaned_desc}, {&state->front_matter_type, &front_matter_desc},
        {&state->failure_type, &failure_desc},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        PyTypeObject *type = PyStructSequence_NewType(table[i].desc);
        *table[i].slot = type;
        if (type == NULL)
            return -1;
        assert(table[i].desc->n_in_sequence <= NWS_PY_TUPLE_FIELDS);
        if (nws_py_tuple_methods(type, table[i].desc) < 0 ||
            (type == state->front_matter_type && nws_py_edit_methods(module, type) < 0))
            return -1;
        type->tp_flags |= Py_TPFLAGS_IMMUTABLETYPE;
        const char *name = strrchr(table[i].desc->name, '.') + 1;
        if (PyModule_AddObjectRef(module, name, (PyObject *)type) < 0)
            return -1;
    }
    return 0;
}
