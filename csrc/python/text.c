/* Between Python's str and the core's UTF-8: see text.h. */
#include "python/text.h"

#include "base/utf8.h"

#include <assert.h>

/* Bytes of UTF-8 that the first count units take: where a lone surrogate found at unit index count
 * ends up. Only called when there is one. */
static size_t offset_of_unit(int kind, const void *data, size_t count)
{
    size_t offset = 0;
    for (size_t i = 0; i < count; i++) {
        Py_UCS4 point = PyUnicode_READ(kind, data, (Py_ssize_t)i);
        offset += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    }
    return offset;
}

nws_status nws_py_text_append(PyObject *str, nws_buffer *out, size_t *surrogates, size_t *first)
{
    const void *data = PyUnicode_DATA(str);
    size_t count = (size_t)PyUnicode_GET_LENGTH(str);
    int kind = (int)PyUnicode_KIND(str);
    size_t unit = 0;
    *surrogates = 0;
    *first = 0;
    if (PyUnicode_IS_ASCII(str))
        return nws_buffer_append(out, data, count);
    if (kind == PyUnicode_1BYTE_KIND)
        return nws_utf8_from_latin1(data, count, out);
    if (kind == PyUnicode_2BYTE_KIND)
        NWS_TRY(nws_utf8_from_ucs2(data, count, out, surrogates, &unit));
    else
        NWS_TRY(nws_utf8_from_ucs4(data, count, out, surrogates, &unit));
    if (*surrogates > 0)
        *first = offset_of_unit(kind, data, unit);
    return NWS_OK;
}

static void input_init(nws_py_input *input)
{
    input->view = NWS_VIEW("");
    input->is_text = false;
    input->surrogates = 0;
    input->first = 0;
    input->unread = NULL;
    nws_buffer_init(&input->storage, nws_allocator_libc());
}

static int open_text(PyObject *object, nws_py_input *input)
{
#if PY_VERSION_HEX < 0x030C0000
    if (PyUnicode_READY(object) < 0)
        return -1;
#endif
    input->is_text = true;
    if (PyUnicode_IS_ASCII(object))
        input->view = nws_view_of(PyUnicode_DATA(object), (size_t)PyUnicode_GET_LENGTH(object));
    else
        input->unread = object;
    return 0;
}

nws_status nws_py_input_read(nws_py_input *input, nws_buffer *room)
{
    if (input->unread == NULL)
        return NWS_OK;
    room->length = 0;
    NWS_TRY(nws_py_text_append(input->unread, room, &input->surrogates, &input->first));
    input->view = nws_buffer_view(room);
    input->unread = NULL;
    return NWS_OK;
}

size_t nws_py_input_size(const nws_py_input *input)
{
    return input->unread == NULL ? input->view.length : (size_t)PyUnicode_GET_LENGTH(input->unread);
}

static int read_now(nws_py_input *input)
{
    if (nws_py_input_read(input, &input->storage) == NWS_OK)
        return 0;
    PyErr_NoMemory();
    return -1;
}

/* A buffer may be changed by another thread while the core reads it without the GIL, even behind
 * a read-only view of it: only bytes itself is safe to point into. */
static int read_buffer(PyObject *object, nws_py_input *input)
{
    Py_buffer buffer;
    if (PyObject_GetBuffer(object, &buffer, PyBUF_FULL_RO) < 0)
        return -1;
    nws_buffer *storage = &input->storage;
    int result = -1;
    if (nws_buffer_reserve(storage, (size_t)buffer.len) != NWS_OK)
        PyErr_NoMemory();
    else if (buffer.len == 0)
        result = 0;
    else if (PyBuffer_ToContiguous(storage->data, &buffer, buffer.len, 'C') == 0)
        result = 0; /* every second byte of a memoryview, too */
    storage->length = result < 0 ? 0 : (size_t)buffer.len;
    PyBuffer_Release(&buffer);
    input->view = nws_buffer_view(storage);
    return result;
}

int nws_py_input_text(PyObject *object, const char *what, nws_py_input *input)
{
    input_init(input);
    if (PyUnicode_Check(object))
        return open_text(object, input) < 0 ? -1 : read_now(input);
    PyErr_Format(PyExc_TypeError, "%s must be str, not %.200s", what, Py_TYPE(object)->tp_name);
    return -1;
}

int nws_py_input_open(PyObject *object, const char *what, nws_py_input *input)
{
    input_init(input);
    if (PyUnicode_Check(object))
        return open_text(object, input);
    if (PyBytes_Check(object)) {
        input->view = nws_view_of(PyBytes_AS_STRING(object), (size_t)PyBytes_GET_SIZE(object));
        return 0;
    }
    if (PyObject_CheckBuffer(object))
        return read_buffer(object, input);
    PyErr_Format(PyExc_TypeError, "%s must be str, bytes or a buffer, not %.200s", what,
                 Py_TYPE(object)->tp_name);
    return -1;
}

int nws_py_input_data(PyObject *object, const char *what, nws_py_input *input)
{
    return nws_py_input_open(object, what, input) < 0 ? -1 : read_now(input);
}

void nws_py_input_free(nws_py_input *input)
{
    nws_buffer_free(&input->storage);
}

/* Texts up to this are looked at in words before they are counted: most of them are ASCII. */
enum { SHORT_TEXT = 64, WORD = 8 };

static bool is_short_ascii(nws_view text)
{
    uint64_t seen = 0, word = 0;
    if (text.length > SHORT_TEXT)
        return false;
    if (text.length >= WORD) {
        for (size_t i = 0; i + WORD < text.length; i += WORD) {
            memcpy(&word, text.data + i, WORD);
            seen |= word;
        }
        memcpy(&word, text.data + text.length - WORD, WORD);
    } else {
        for (size_t i = 0; i < text.length; i++)
            word |= (unsigned char)text.data[i];
    }
    return ((seen | word) & UINT64_C(0x8080808080808080)) == 0;
}

PyObject *nws_py_text_allocate(nws_utf8_census census)
{
    return PyUnicode_New((Py_ssize_t)census.points, census.widest);
}

void nws_py_text_fill(PyObject *str, nws_view text)
{
    void *data = PyUnicode_DATA(str);
    if (text.length == 0)
        return;
    switch (PyUnicode_KIND(str)) {
    case PyUnicode_1BYTE_KIND:
        if (PyUnicode_IS_ASCII(str))
            memcpy(data, text.data, text.length);
        else
            nws_utf8_to_latin1(text, data);
        break;
    case PyUnicode_2BYTE_KIND: nws_utf8_to_ucs2(text, data); break;
    default: nws_utf8_to_ucs4(text, data); break;
    }
}

PyObject *nws_py_text_new(nws_view text)
{
    if (text.data == NULL)
        Py_RETURN_NONE;
    const nws_utf8_census ascii = {.points = text.length, .widest = 0x7F};
    PyObject *str = nws_py_text_allocate(is_short_ascii(text) ? ascii : nws_utf8_count(text));
    if (str != NULL)
        nws_py_text_fill(str, text);
    return str;
}

PyObject *nws_py_name_new(const char *name)
{
    if (name == NULL)
        Py_RETURN_NONE;
    return PyUnicode_InternFromString(name);
}
