/* newsproc._core: the module itself. Multi-phase initialization, one state a module, no globals.
 */
#include "html/encoding.h"
#include "python/call.h"
#include "python/functions.h"
#include "python/once.h"
#include "python/state.h"
#include "python/version.h"

PyObject *nws_py_import(PyObject **slot, const char *module, const char *name)
{
    PyObject *found = nws_py_once_get(slot);
    if (found != NULL)
        return found;
    PyObject *object = PyImport_ImportModule(module);
    if (object == NULL)
        return NULL;
    found = PyObject_GetAttrString(object, name);
    Py_DECREF(object);
    return nws_py_once_keep(slot, found);
}

int nws_py_add_type(PyObject *module, PyType_Spec *spec, PyTypeObject **type)
{
    *type = (PyTypeObject *)PyType_FromModuleAndSpec(module, spec, NULL);
    if (*type == NULL)
        return -1;
    return PyModule_AddObjectRef(module, strrchr(spec->name, '.') + 1, (PyObject *)*type);
}

static int core_exec(PyObject *module)
{
    int (*const parts[])(PyObject *, nws_py_state *) = {
        nws_py_errors_init,  nws_py_limits_init, nws_py_policy_init,
        nws_py_options_init, nws_py_parts_init,  nws_py_article_init,
        nws_py_sources_init, nws_py_chunks_init, nws_py_job_init,
    };
    nws_py_state *state = nws_py_state_of(module);
    nws_encoding_setup();
    atomic_init(&state->pool, NULL);
    atomic_init(&state->pool_process, 0);
    atomic_init(&state->holder, NULL);
    atomic_init(&state->kept, 0);
    for (size_t i = 0; i < NWS_PY_SLOTS; i++)
        atomic_init(&state->slots[i].taken, false);
    state->yaml = PyUnicode_InternFromString("yaml");
    if (state->yaml == NULL)
        return -1;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (parts[i](module, state) == 0)
            continue;
        if (!PyErr_Occurred()) /* PyType_FromModuleAndSpec of CPython 3.11, out of memory */
            PyErr_NoMemory();
        return -1;
    }
    return PyModule_AddStringConstant(module, "__version__", NWS_VERSION);
}

static int core_traverse(PyObject *module, visitproc visit, void *arg)
{
    nws_py_state *state = nws_py_state_of(module);
#define VISIT_MEMBER(name) Py_VISIT(state->name);
#define VISIT_TYPE(name) Py_VISIT(state->name##_type);
    NWS_PY_TYPE_LIST(VISIT_TYPE)
    NWS_PY_OBJECT_LIST(VISIT_MEMBER)
    for (size_t i = 0; i < NWS_PY_KEPT_KEYS; i++)
        Py_VISIT(state->keys[i]);
#undef VISIT_MEMBER
#undef VISIT_TYPE
    return 0;
}

static int core_clear(PyObject *module)
{
    nws_py_state *state = nws_py_state_of(module);
#define CLEAR_MEMBER(name) Py_CLEAR(state->name);
#define CLEAR_TYPE(name) Py_CLEAR(state->name##_type);
    for (size_t i = 0; i < NWS_PY_KEPT_KEYS; i++)
        Py_CLEAR(state->keys[i]);
    NWS_PY_OBJECT_LIST(CLEAR_MEMBER)
    NWS_PY_TYPE_LIST(CLEAR_TYPE)
#undef CLEAR_MEMBER
#undef CLEAR_TYPE
    return 0;
}

static void core_free(void *module)
{
    nws_py_state *state = nws_py_state_of(module);
    (void)core_clear(module);
    nws_pool_release(atomic_exchange(&state->pool, NULL));
    nws_py_call_forget(state);
}

/* What is shared by the threads of an interpreter is in the state, and made for threads without a
 * GIL (once.h, take_slot, take_pool, make_cuts); nothing is shared by interpreters but what
 * libxml2 sets up under its own lock and only reads afterwards. */
static PyModuleDef_Slot core_slots[] = {
    {Py_mod_exec, core_exec},
#ifdef Py_mod_multiple_interpreters /* CPython 3.12 */
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
#ifdef Py_mod_gil /* CPython 3.13 */
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
#endif
    {0, NULL},
};

PyDoc_STRVAR(core_doc, "The C core of newsproc, as Python sees it.");

static PyModuleDef core_module = {
    PyModuleDef_HEAD_INIT,          .m_name = "newsproc._core",    .m_doc = core_doc,
    .m_size = sizeof(nws_py_state), .m_methods = nws_py_functions, .m_slots = core_slots,
    .m_traverse = core_traverse,    .m_clear = core_clear,         .m_free = core_free,
};

PyMODINIT_FUNC PyInit__core(void);

PyMODINIT_FUNC PyInit__core(void)
{
    return PyModuleDef_Init(&core_module);
}
