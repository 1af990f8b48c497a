/* A policy as a dictionary, and back: what Policy.to_dict, from_dict, replace and pickle share. */
#ifndef NWS_PYTHON_POLICY_DICT_H
#define NWS_PYTHON_POLICY_DICT_H

#include "python/options.h"

/* A new dictionary of everything that the policy says. */
PyObject *nws_py_policy_describe(PyObject *policy);

/* A new policy of that type from a dictionary with any of the same keys; what is not named is not
 * kept. PolicyError for unknown names and for what is never safe, TypeError for wrong types. */
PyObject *nws_py_policy_make(PyTypeObject *type, PyObject *dict);

#endif
