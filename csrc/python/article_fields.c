/* From a record to the Python objects of an article's fields, one at a time.
 *
 * Apart from article.c, which is the object: here nothing is cached and nothing is owned.
 */
#include "python/article.h"
#include "python/fill.h"
#include "python/once.h"
#include "python/parts.h"
#include "python/text.h"

/* datetime(year, month, day, hour, minute, second, microsecond, utc). */
PyObject *nws_py_datetime_new(nws_py_state *state, int64_t micros)
{
    const nws_civil at = nws_date_civil(micros);
    if (at.year < 1 || at.year > 9999) /* at either end an offset can lead out of what Python has */
        Py_RETURN_NONE;
    PyObject *class = nws_py_import(&state->datetime, "datetime", "datetime");
    if (class == NULL)
        return NULL;
    PyObject *utc = nws_py_once_get(&state->utc);
    if (utc == NULL) {
        PyObject *zone = NULL;
        if (nws_py_import(&zone, "datetime", "timezone") == NULL)
            return NULL;
        utc = nws_py_once_keep(&state->utc, PyObject_GetAttrString(zone, "utc"));
        Py_DECREF(zone);
        if (utc == NULL)
            return NULL;
    }
    return PyObject_CallFunction(class, "iIIIIIIO", (int)at.year, at.month, at.day, at.hour,
                                 at.minute, at.second, at.micro, utc);
}

/* json.loads fails only on a number that Python does not want to convert: such a one stays text. */
static PyObject *loads_lenient(PyObject *loads, PyObject *text)
{
    PyObject *result = PyObject_CallOneArg(loads, text);
    if (result != NULL || !PyErr_ExceptionMatches(PyExc_ValueError))
        return result;
    PyErr_Clear();
    PyObject *args[] = {text, (PyObject *)&PyUnicode_Type};
    PyObject *names = Py_BuildValue("(s)", "parse_int");
    result = names == NULL ? NULL : PyObject_Vectorcall(loads, args, 1, names);
    Py_XDECREF(names);
    return result;
}

PyObject *nws_py_metadata_new(nws_py_state *state, nws_view json)
{
    if (json.length <= 2)
        return PyDict_New();
    PyObject *loads = nws_py_import(&state->json_loads, "json", "loads");
    PyObject *text = loads == NULL ? NULL : nws_py_text_new(json);
    PyObject *dict = text == NULL ? NULL : loads_lenient(loads, text);
    Py_XDECREF(text);
    return dict;
}

PyObject *nws_py_metadata_view(nws_py_state *state, nws_view json)
{
    PyObject *dict = nws_py_metadata_new(state, json);
    PyObject *proxy = dict == NULL ? NULL : PyDictProxy_New(dict);
    Py_XDECREF(dict);
    return proxy;
}

PyObject *nws_py_items_new(nws_py_state *state, const nws_record *record, uint32_t count,
                           nws_py_item make)
{
    PyObject *tuple = PyTuple_New(count);
    for (uint32_t i = 0; tuple != NULL && i < count; i++)
        nws_py_tuple_put(&tuple, i, make(state, record, i));
    return tuple;
}

static PyObject *list_new(const nws_record *record, nws_list list)
{
    uint32_t count = nws_record_count(record, list);
    PyObject *tuple = PyTuple_New(count);
    for (uint32_t i = 0; tuple != NULL && i < count; i++)
        nws_py_tuple_put(&tuple, i, nws_py_text_new(nws_record_item(record, list, i)));
    return tuple;
}

static PyObject *path_item(nws_py_state *state, const nws_record *record, uint32_t path)
{
    (void)state;
    uint32_t depth = nws_record_depth(record, path);
    PyObject *tuple = PyTuple_New(depth);
    for (uint32_t i = 0; tuple != NULL && i < depth; i++)
        nws_py_tuple_put(&tuple, i, nws_py_text_new(nws_record_step(record, path, i)));
    return tuple;
}

static PyObject *image_item(nws_py_state *state, const nws_record *record, uint32_t index)
{
    nws_image image = nws_record_image(record, index);
    return nws_py_image_new(state, &image);
}

static PyObject *link_item(nws_py_state *state, const nws_record *record, uint32_t index)
{
    nws_link link = nws_record_link(record, index);
    return nws_py_link_new(state, &link);
}

static PyObject *removal_item(nws_py_state *state, const nws_record *record, uint32_t index)
{
    nws_removal removal = nws_record_removal(record, index);
    return nws_py_removal_new(state, &removal);
}

static PyObject *diagnostic_item(nws_py_state *state, const nws_record *record, uint32_t index)
{
    nws_record_diagnostic diagnostic = nws_record_diagnostic_at(record, index);
    return nws_py_diagnostic_new(state, &diagnostic);
}

static const char *precision_name(uint8_t precision)
{
    static const char *const names[] = {NULL,     "year",   "month",      "day",
                                        "minute", "second", "microsecond"};
    return precision < sizeof names / sizeof names[0] ? names[precision] : NULL;
}

static const char *zone_name(uint8_t zone)
{
    static const char *const names[] = {"explicit", "named", "assumed", "ambiguous"};
    return zone < sizeof names / sizeof names[0] ? names[zone] : NULL;
}

static PyObject *date_field(nws_py_state *state, const nws_scalars *s, nws_py_field field)
{
    switch (field) {
    case NWS_PY_FIELD_updated:
        return s->has_updated ? nws_py_datetime_new(state, s->updated) : Py_NewRef(Py_None);
    case NWS_PY_FIELD_date:
        return s->has_date ? nws_py_datetime_new(state, s->date) : Py_NewRef(Py_None);
    case NWS_PY_FIELD_date_precision:
        return nws_py_name_new(s->has_date ? precision_name(s->date_precision) : NULL);
    case NWS_PY_FIELD_date_zone:
        return nws_py_name_new(s->has_date ? zone_name(s->date_zone) : NULL);
    default: return PyLong_FromLong(s->has_date ? s->date_offset : 0);
    }
}

static PyObject *number_field(const nws_scalars *s, nws_py_field field)
{
    switch (field) {
    case NWS_PY_FIELD_draft: return PyBool_FromLong(s->draft);
    case NWS_PY_FIELD_bytes: return PyLong_FromLongLong(s->bytes);
    case NWS_PY_FIELD_word_count: return PyLong_FromLong(s->counts.words);
    case NWS_PY_FIELD_han_count: return PyLong_FromLong(s->counts.han);
    case NWS_PY_FIELD_char_count: return PyLong_FromLong(s->counts.characters);
    case NWS_PY_FIELD_reading_time: return PyLong_FromLong(s->counts.reading_seconds);
    case NWS_PY_FIELD_digest: return PyLong_FromUnsignedLongLong(s->digest);
    default: return PyLong_FromUnsignedLongLong(s->simhash);
    }
}

const char *nws_py_markup_name(uint8_t markup)
{
    return markup == NWS_MARKUP_MARKDOWN ? "markdown" : markup == NWS_MARKUP_HTML ? "html" : NULL;
}

static PyObject *text_field(const nws_record *record, nws_slot slot)
{
    return nws_py_text_new(nws_record_slot(record, slot));
}

PyObject *nws_py_images_of(nws_py_state *state, PyObject *tuple)
{
    PyObject *class =
        tuple == NULL ? NULL : nws_py_import(&state->images, "newsproc.gallery", "Images");
    PyObject *images = class == NULL ? NULL : PyObject_CallOneArg(class, tuple);
    Py_XDECREF(tuple);
    return images;
}

static PyObject *images_new(nws_py_state *state, const nws_record *record)
{
    return nws_py_images_of(state,
                            nws_py_items_new(state, record, nws_record_images(record), image_item));
}

PyObject *nws_py_field_new(nws_py_state *state, const nws_record *record, nws_py_field field)
{
    nws_scalars scalars;
    switch (field) {
    case NWS_PY_FIELD_path: return text_field(record, NWS_SLOT_PATH);
    case NWS_PY_FIELD_title: return text_field(record, NWS_SLOT_TITLE);
    case NWS_PY_FIELD_description: return text_field(record, NWS_SLOT_DESCRIPTION);
    case NWS_PY_FIELD_date_text: return text_field(record, NWS_SLOT_DATE_TEXT);
    case NWS_PY_FIELD_date_source: return text_field(record, NWS_SLOT_DATE_SOURCE);
    case NWS_PY_FIELD_slug: return text_field(record, NWS_SLOT_SLUG);
    case NWS_PY_FIELD_language: return text_field(record, NWS_SLOT_LANGUAGE);
    case NWS_PY_FIELD_cover: return text_field(record, NWS_SLOT_COVER);
    case NWS_PY_FIELD_format: return text_field(record, NWS_SLOT_FORMAT);
    case NWS_PY_FIELD_encoding: return text_field(record, NWS_SLOT_ENCODING);
    case NWS_PY_FIELD_markup:
        return nws_py_name_new(nws_py_markup_name(nws_record_scalars(record).markup));
    case NWS_PY_FIELD_html: return text_field(record, NWS_SLOT_HTML);
    case NWS_PY_FIELD_text: return text_field(record, NWS_SLOT_TEXT);
    case NWS_PY_FIELD_body: return text_field(record, NWS_SLOT_BODY);
    case NWS_PY_FIELD_metadata:
        return nws_py_metadata_view(state, nws_record_slot(record, NWS_SLOT_METADATA));
    case NWS_PY_FIELD_authors: return list_new(record, NWS_LIST_AUTHORS);
    case NWS_PY_FIELD_categories: return list_new(record, NWS_LIST_CATEGORIES);
    case NWS_PY_FIELD_tags: return list_new(record, NWS_LIST_TAGS);
    case NWS_PY_FIELD_category_paths:
        return nws_py_items_new(state, record, nws_record_paths(record), path_item);
    case NWS_PY_FIELD_images: return images_new(state, record);
    case NWS_PY_FIELD_links:
        return nws_py_items_new(state, record, nws_record_links(record), link_item);
    case NWS_PY_FIELD_removals:
        return nws_py_items_new(state, record, nws_record_removals(record), removal_item);
    case NWS_PY_FIELD_diagnostics:
        return nws_py_items_new(state, record, nws_record_diagnostics(record), diagnostic_item);
    case NWS_PY_FIELD_date:
    case NWS_PY_FIELD_updated:
    case NWS_PY_FIELD_date_precision:
    case NWS_PY_FIELD_date_zone:
    case NWS_PY_FIELD_date_offset:
        scalars = nws_record_scalars(record);
        return date_field(state, &scalars, field);
    default: scalars = nws_record_scalars(record); return number_field(&scalars, field);
    }
}
