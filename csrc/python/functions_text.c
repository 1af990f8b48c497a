/* match_key and display_width: texts by themselves, for joining and for printing tables.
 *
 * Apart from functions_html.c, whose text is HTML. Nothing here lets go of the GIL: titles are
 * short.
 */
#include "python/functions.h"
#include "python/text.h"

#include "base/unicode.h"

PyObject *nws_py_match_key(PyObject *module, PyObject *text)
{
    (void)module;
    nws_py_input input;
    nws_buffer key;
    nws_buffer_init(&key, nws_allocator_libc());
    PyObject *result = NULL;
    if (nws_py_input_text(text, "text", &input) == 0)
        result = nws_unicode_key(input.view, &key) == NWS_OK
                     ? nws_py_text_new(key.length == 0 ? NWS_VIEW("") : nws_buffer_view(&key))
                     : PyErr_NoMemory();
    nws_py_input_free(&input);
    nws_buffer_free(&key);
    return result;
}

PyObject *nws_py_display_width(PyObject *module, PyObject *text)
{
    (void)module;
    nws_py_input input;
    PyObject *result = NULL;
    if (nws_py_input_text(text, "text", &input) == 0)
        result = PyLong_FromSize_t(nws_unicode_width(input.view));
    nws_py_input_free(&input);
    return result;
}
