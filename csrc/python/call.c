/* One call into the core: see call.h. */
#include "python/call.h"

#include "base/cpu.h"

/* Bytes that a buffer, and all memory of a module together, may keep from call to call. */
#define KEPT_BUFFER ((size_t)1 << 20)
#define KEPT_MEMORY ((size_t)32 << 20)

enum {
    MOST_PAUSES = 64,    /* while it waits for the GIL: some two microseconds */
    LONG_TEXT = 64 << 10 /* bytes that take longer to copy than the GIL to hand over */
};

/* Seconds east of UTC at a local time, from zoneinfo. A time that a change of clocks skips or
 * repeats is read with the offset before the change, as Python's fold=0 has it. */
static int32_t zone_offset(PyObject *zone, PyObject *datetime, int64_t local_micros)
{
    const nws_civil at = nws_date_civil(local_micros);
    if (at.year < 1 || at.year > 9999)
        return 0;
    PyObject *local = PyObject_CallFunction(datetime, "iIIIII", (int)at.year, at.month, at.day,
                                            at.hour, at.minute, at.second);
    PyObject *delta = local == NULL ? NULL : PyObject_CallMethod(zone, "utcoffset", "O", local);
    Py_XDECREF(local);
    PyObject *total = delta == NULL ? NULL : PyObject_CallMethod(delta, "total_seconds", NULL);
    Py_XDECREF(delta);
    double offset = total == NULL ? 0 : PyFloat_AsDouble(total);
    Py_XDECREF(total);
    return (int32_t)offset;
}

static int32_t zone_hook(void *context, int64_t local_micros)
{
    nws_py_call *call = context;
    bool released;
    int32_t offset = 0;
    if (!nws_py_call_enter(call, &released))
        return 0;
    PyObject *datetime = nws_py_import(&call->state->datetime, "datetime", "datetime");
    if (datetime != NULL)
        offset = zone_offset(call->from->zone, datetime, local_micros);
    nws_py_call_leave(call, released);
    return offset;
}

/* The callback's answer in arena; data NULL for None. False with an exception. */
static bool read_answer(PyObject *answer, nws_arena *arena, nws_view *out)
{
    *out = NWS_VIEW_NONE;
    if (answer == Py_None)
        return true;
    nws_py_input text;
    const bool right = nws_py_input_text(answer, "the answer of a policy's callback", &text) == 0;
    if (right)
        *out = nws_arena_copy(arena, text.view);
    nws_py_input_free(&text);
    if (right && out->data == NULL)
        PyErr_NoMemory();
    return out->data != NULL;
}

static nws_status judge_hook(void *context, nws_view tag, nws_view attribute, nws_view value,
                             nws_arena *arena, nws_view *answer)
{
    nws_py_call *call = context;
    bool released;
    if (!nws_py_call_enter(call, &released))
        return NWS_E_STOP;
    PyObject *args[] = {nws_py_text_new(tag), nws_py_text_new(attribute), nws_py_text_new(value)};
    PyObject *result = NULL;
    if (args[0] != NULL && args[1] != NULL && args[2] != NULL)
        result = PyObject_Vectorcall(call->callback, args, 3, NULL);
    for (int i = 0; i < 3; i++)
        Py_XDECREF(args[i]);
    const bool right = result != NULL && read_answer(result, arena, answer);
    Py_XDECREF(result);
    nws_py_call_leave(call, released);
    return right ? NWS_OK : NWS_E_STOP;
}

nws_judge nws_py_call_judge(nws_py_call *call, PyObject *policy)
{
    call->callback = ((nws_py_policy *)policy)->callback;
    return (nws_judge){call->callback == NULL ? NULL : judge_hook, call};
}

/* A slot that is free, else the call's own. Threads begin to look at different places, so that each
 * mostly finds what it had before, in its processor's cache. */
static nws_py_slot *take_slot(nws_py_call *call)
{
    const uint64_t thread = (uint64_t)(uintptr_t)PyThreadState_Get();
    const size_t first = (size_t)(thread * UINT64_C(0x9E3779B97F4A7C15) >> 32) % NWS_PY_SLOTS;
    for (size_t i = 0; i < NWS_PY_SLOTS; i++) {
        nws_py_slot *slot = &call->state->slots[(first + i) % NWS_PY_SLOTS];
        if (!atomic_exchange_explicit(&slot->taken, true, memory_order_acquire))
            return slot;
    }
    call->own.made = false;
    return &call->own;
}

static void take_workspace(nws_py_call *call)
{
    nws_py_slot *slot = take_slot(call);
    if (!slot->made) {
        nws_workspace_init(&slot->workspace, nws_allocator_libc());
        nws_buffer_init(&slot->input_buffer, nws_allocator_libc());
        slot->made = true;
    }
    call->slot = slot;
    call->workspace = &slot->workspace;
    call->input_buffer = &slot->input_buffer;
}

/* What it keeps, in bytes. */
static size_t trim(nws_buffer *buffer)
{
    buffer->length = 0;
    if (buffer->capacity > KEPT_BUFFER)
        nws_buffer_free(buffer);
    return buffer->capacity;
}

static void free_slot(nws_py_slot *slot)
{
    nws_workspace_free(&slot->workspace);
    nws_buffer_free(&slot->input_buffer);
    slot->made = false;
}

/* Notes what a slot keeps now; in a run of calls it is what it was. When all of them would keep too
 * much, this one keeps nothing. It is counted before it is judged: two threads that looked first
 * would both find room for one. */
static void keep(nws_py_state *state, nws_py_slot *slot, size_t bytes)
{
    if (NWS_LIKELY(bytes == slot->kept))
        return;
    const size_t change = bytes - slot->kept; /* less than before wraps round, as the sum does */
    const size_t all =
        atomic_fetch_add_explicit(&state->kept, change, memory_order_relaxed) + change;
    slot->kept = bytes;
    if (all <= KEPT_MEMORY)
        return;
    atomic_fetch_sub_explicit(&state->kept, bytes, memory_order_relaxed);
    slot->kept = 0;
    free_slot(slot);
}

static void give_workspace(nws_py_call *call)
{
    nws_workspace *workspace = call->workspace;
    if (call->slot == &call->own) {
        free_slot(&call->own);
        return;
    }
    nws_buffer *buffers[] = {&workspace->decoded,  &workspace->html,    &workspace->text,
                             &workspace->metadata, &workspace->scratch, &workspace->rendered,
                             call->input_buffer};
    nws_arena_reset(&workspace->arena);
    size_t bytes = workspace->arena.total;
    for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++)
        bytes += trim(buffers[i]);
    keep(call->state, call->slot, bytes);
    atomic_store_explicit(&call->slot->taken, false, memory_order_release);
}

void nws_py_call_begin(nws_py_call *call, nws_py_state *state, nws_py_options *from)
{
    call->state = state;
    call->from = from;
    call->saved = NULL;
    call->failed = false;
    if (from != NULL) {
        call->options = from->options;
        call->options.front_reader = (nws_front_reader){nws_py_front_read, call};
        call->options.judge = nws_py_call_judge(call, from->policy);
        if (from->zone != NULL) {
            call->options.zone.offset_at = zone_hook;
            call->options.zone.context = call;
        }
    }
    take_workspace(call);
}

void nws_py_call_end(nws_py_call *call)
{
    give_workspace(call);
}

/* One that is taken was so by a thread that a fork left behind, perhaps while it moved a buffer. */
void nws_py_call_forget(nws_py_state *state)
{
    for (size_t i = 0; i < NWS_PY_SLOTS; i++) {
        nws_py_slot *slot = &state->slots[i];
        if (!atomic_load_explicit(&slot->taken, memory_order_acquire) && slot->made)
            free_slot(slot);
    }
}

#if defined(Py_GIL_DISABLED)
enum { HAS_GIL = false }; /* nobody waits, so nobody need know who is in Python */
#else
enum { HAS_GIL = true };
#endif

void nws_py_call_release(nws_py_call *call)
{
    call->saved = PyEval_SaveThread();
    PyThreadState *self = call->saved;
    if (HAS_GIL)
        (void)atomic_compare_exchange_strong_explicit(&call->state->holder, &self, NULL,
                                                      memory_order_relaxed, memory_order_relaxed);
}

/* Waits a moment while another call of ours seems to hold the GIL: in a loop of calls that is for
 * a microsecond, and to be put to sleep and woken takes ten. */
static void await_turn(nws_py_call *call)
{
    for (int i = 0; i < MOST_PAUSES; i++) {
        PyThreadState *nobody = NULL;
        if (atomic_compare_exchange_weak_explicit(&call->state->holder, &nobody, call->saved,
                                                  memory_order_relaxed, memory_order_relaxed))
            break;
        nws_cpu_pause();
    }
}

void nws_py_call_acquire(nws_py_call *call)
{
    if (call->saved == NULL)
        return;
    if (HAS_GIL)
        await_turn(call);
    PyEval_RestoreThread(call->saved);
    if (HAS_GIL)
        atomic_store_explicit(&call->state->holder, call->saved, memory_order_relaxed);
    call->saved = NULL;
}

PyObject *nws_py_call_text(nws_py_call *call, nws_view text, nws_utf8_census census)
{
    PyObject *str = nws_py_text_allocate(census);
    const bool releases = text.length >= LONG_TEXT;
    if (str == NULL)
        return NULL;
    if (releases)
        nws_py_call_release(call);
    nws_py_text_fill(str, text);
    if (releases)
        nws_py_call_acquire(call);
    return str;
}

bool nws_py_call_enter(nws_py_call *call, bool *released)
{
    if (call->failed)
        return false;
    *released = call->saved != NULL;
    nws_py_call_acquire(call);
    return true;
}

void nws_py_call_leave(nws_py_call *call, bool released)
{
    call->failed = PyErr_Occurred() != NULL;
    if (released)
        nws_py_call_release(call);
}
