/* One call into the core: the workspace it uses, the GIL it lets go, and the ways back to Python.
 *
 * Options are shared by all threads, but a hook must know which thread state to restore: so each
 * call takes a copy of the options whose hooks point at the call itself.
 */
#ifndef NWS_PYTHON_CALL_H
#define NWS_PYTHON_CALL_H

#include "python/options.h"
#include "python/text.h"

typedef struct nws_py_call {
    nws_py_state *state;
    nws_py_options *from; /* borrowed: the caller holds it */
    nws_options options;  /* with hooks; what the core is given */
    PyObject *callback;   /* the policy's, borrowed; NULL: none */
    PyThreadState *saved; /* while the GIL is released */
    bool failed;          /* a hook has left an exception: do not go back to Python */
    nws_workspace *workspace;
    nws_buffer *input_buffer; /* what is read: a file, or a str as UTF-8 */
    nws_py_slot *slot;        /* the one that both belong to */
    nws_py_slot own;          /* used when all of the state's are taken */
} nws_py_call;

/* Bytes of input from which letting go of the GIL (50 ns) is worth it. */
#define NWS_PY_WORTH_RELEASING 512

/* Begins and ends with the GIL held. from may be NULL for calls without options. Memory of the
 * module's is used if some is free, so that calls in a row reuse it. */
void nws_py_call_begin(nws_py_call *call, nws_py_state *state, nws_py_options *from);
void nws_py_call_end(nws_py_call *call);

/* Gives back all memory that is kept for calls, of which none is under way. */
void nws_py_call_forget(nws_py_state *state);

void nws_py_call_release(nws_py_call *call); /* lets go of the GIL */
void nws_py_call_acquire(nws_py_call *call); /* takes it back; does nothing when it is held */

/* A str of what the core has written, whose census was taken before; the GIL is held, and let go
 * while a long one is filled. */
PyObject *nws_py_call_text(nws_py_call *call, nws_view text, nws_utf8_census census);

/* In a hook: the GIL for a while. False when Python must not be entered any more. */
bool nws_py_call_enter(nws_py_call *call, bool *released);
void nws_py_call_leave(nws_py_call *call, bool released);

/* The hook for a policy's callback, which takes the GIL for each attribute; nothing for a policy
 * without. policy is held by the caller. */
nws_judge nws_py_call_judge(nws_py_call *call, PyObject *policy);

/* The hook for TOML and JSON front matter; context is the call. */
nws_status nws_py_front_read(void *context, nws_format format, nws_view front, size_t offset,
                             nws_arena *arena, nws_diagnostics *diagnostics, nws_value *value);

#endif
