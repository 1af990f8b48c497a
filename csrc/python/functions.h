/* The functions of the module, as one table for module.c. */
#ifndef NWS_PYTHON_FUNCTIONS_H
#define NWS_PYTHON_FUNCTIONS_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

extern PyMethodDef nws_py_functions[];

#endif
