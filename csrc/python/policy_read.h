/* What reading a policy's dictionary is made of: names, lists, pairs, schemes, and refusals.
 *
 * Apart from policy_make.c, which knows the keys; each of these knows one form of value, and
 * policy_tags.c what is said of elements. All return -1 (or NULL) with an exception, and what they
 * give lies in the policy's arena.
 */
#ifndef NWS_PYTHON_POLICY_READ_H
#define NWS_PYTHON_POLICY_READ_H

#include "python/options.h"
#include "python/policy_dict.h"

/* A policy on its way. */
typedef struct nws_py_reader {
    nws_py_state *state;
    nws_py_policy *self;
    nws_policy *policy;
    nws_policy_rules *rules;
    PyObject *dict;
    nws_policy_rule *items; /* in the policy's arena, as all that is read */
    uint32_t count, capacity;
    nws_view *schemes; /* beyond those with a bit */
    uint32_t scheme_count, scheme_capacity;
    uint64_t named[NWS_TAG_WORDS]; /* tags that the dictionary says something of */
} nws_py_reader;

/* PolicyError: "code: what 'name'". */
int nws_py_policy_refuse(const nws_py_reader *from, const char *code, const char *what,
                         PyObject *name);
/* PolicyError for what nws_policy_check found, with the names of what it is about. */
int nws_py_policy_refuse_whole(const nws_py_reader *from, const nws_error *error);
int nws_py_policy_memory(void);

/* What the dictionary has under a key, as a new reference; NULL: nothing. */
int nws_py_policy_value(const nws_py_reader *from, nws_py_policy_key key, PyObject **value);

/* A str's text, followed by a NUL. what names it in a TypeError. */
int nws_py_policy_text(const nws_py_reader *from, PyObject *object, const char *what,
                       nws_view *out);
/* A list, tuple or set as a new list. A str is refused: its letters are no names. */
PyObject *nws_py_policy_list(PyObject *items);
/* The same as sorted names. */
int nws_py_policy_names(const nws_py_reader *from, PyObject *items, nws_names *out);

/* The id of a tag's name; with star, 0 for "*". */
int nws_py_policy_tag(const nws_py_reader *from, PyObject *name, bool star);
/* An attribute: its id, or its name where it has none. */
int nws_py_policy_attribute(const nws_py_reader *from, PyObject *name, nws_policy_rule *rule);

/* Calls add for every pair of a dictionary. */
int nws_py_policy_pairs(nws_py_reader *from, PyObject *dict, const char *what,
                        int (*add)(nws_py_reader *from, int context, PyObject *name,
                                   PyObject *value),
                        int context);

/* --- policy_tags.c: what becomes of elements --- */

int nws_py_policy_rule(nws_py_reader *from, const nws_policy_rule *rule);
/* Attributes that stay on a tag; NWS_TAG_UNKNOWN: on every tag. */
int nws_py_policy_attributes(nws_py_reader *from, nws_tag tag, PyObject *items);
int nws_py_policy_tags(nws_py_reader *from, PyObject *value);
int nws_py_policy_renames(nws_py_reader *from, PyObject *value);
int nws_py_policy_action(nws_py_reader *from, PyObject *items, nws_action action);
/* Without a list of its own a policy drops what the article's drops: the text of a script or a
 * style is no text for readers. What the policy says of them otherwise counts. */
void nws_py_policy_drop_default(nws_py_reader *from);
/* What becomes of all tags that nothing was said of; value NULL: the default. */
int nws_py_policy_others(nws_py_reader *from, PyObject *value);

/* --- schemes --- */

/* Gives all schemes of the dictionary their bits, before any list of them is read. */
int nws_py_policy_number(nws_py_reader *from);
/* A list of schemes as bits. */
int nws_py_policy_bits(const nws_py_reader *from, PyObject *items, uint64_t *bits);

#endif
