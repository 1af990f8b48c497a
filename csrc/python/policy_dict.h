/* A policy as a dictionary, and back: what Policy.to_dict, from_dict, replace and pickle share.
 *
 * The names of keys, actions, schemes and repairs stand here once, for both directions.
 */
#ifndef NWS_PYTHON_POLICY_DICT_H
#define NWS_PYTHON_POLICY_DICT_H

#include "python/options.h"

/* What a dictionary may hold, in the order in which it is read: what keeps elements before what
 * says of the others, grants before what is said of them. */
#define NWS_PY_POLICY_KEYS(X)                                                                      \
    X(TAGS, "tags")                                                                                \
    X(RENAMES, "renames")                                                                          \
    X(DROP, "drop")                                                                                \
    X(ESCAPE, "escape")                                                                            \
    X(UNWRAP, "unwrap")                                                                            \
    X(OTHERS, "others")                                                                            \
    X(ATTRIBUTES, "attributes")                                                                    \
    X(PREFIXES, "attribute_prefixes")                                                              \
    X(STYLES, "styles")                                                                            \
    X(VALUES, "values")                                                                            \
    X(CLASSES, "classes")                                                                          \
    X(SETS, "set_attributes")                                                                      \
    X(LINK_SCHEMES, "link_schemes")                                                                \
    X(IMAGE_SCHEMES, "image_schemes")                                                              \
    X(SCHEMES, "schemes")                                                                          \
    X(HOSTS, "hosts")                                                                              \
    X(BASE_URL, "base_url")                                                                        \
    X(LINK_REL, "link_rel")                                                                        \
    X(LINK_TARGET, "link_target")                                                                  \
    X(ID_PREFIX, "id_prefix")                                                                      \
    X(PORTABLE, "portable")                                                                        \
    X(REPAIRS, "repairs")                                                                          \
    X(CALLBACK, "callback")

typedef enum nws_py_policy_key {
#define NWS_PY_POLICY_ENUM(id, name) NWS_PY_POLICY_##id,
    NWS_PY_POLICY_KEYS(NWS_PY_POLICY_ENUM)
#undef NWS_PY_POLICY_ENUM
        NWS_PY_POLICY_KEY_COUNT
} nws_py_policy_key;

typedef struct nws_py_flag {
    const char *name;
    uint32_t bit; /* for actions: the action */
} nws_py_flag;

extern const char *const nws_py_policy_keys[NWS_PY_POLICY_KEY_COUNT];
/* Each ends with a name that is NULL. */
extern const nws_py_flag nws_py_schemes[];
extern const nws_py_flag nws_py_repairs[];
extern const nws_py_flag nws_py_actions[]; /* those that "others" may have */

/* A new dictionary of everything that the policy says. */
PyObject *nws_py_policy_describe(PyObject *policy);

/* A new, empty policy of that type: no tag, no attribute. */
nws_py_policy *nws_py_policy_alloc(PyTypeObject *type);
/* A new policy of that type from a dictionary with any of the same keys; what is not named is not
 * kept. PolicyError for unknown names and for what is never safe, TypeError for wrong types. */
PyObject *nws_py_policy_make(PyTypeObject *type, PyObject *dict);
/* Works out self->fingerprint; -1 with an exception. */
int nws_py_policy_seal(nws_py_policy *self);

#endif
