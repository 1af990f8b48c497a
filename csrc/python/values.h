/* Values of front matter as Python objects: dict, list, str, int, float, bool and None. */
#ifndef NWS_PYTHON_VALUES_H
#define NWS_PYTHON_VALUES_H

#include "python/state.h"

/* A new object, equal to what json.loads makes of the value's JSON; NULL with an exception. The
 * arena holds what waits on the way down: no recursion. */
PyObject *nws_py_value_new(nws_py_state *state, nws_arena *arena, const nws_value *value);

#endif
