/* What libxml2 asks of threads, without libpthread: a wheel has this instead of libxml2's
 * threads.c.
 *
 * Separate from libxml2 because glibc kept pthread_once and thread-specific data in libpthread
 * until 2.34, and a wheel for 2.17 is to need libc, libm and the loader alone. A thread's state is
 * C11's thread-local storage, a lock is an atomic word. The locks are held for a few stores
 * (libxml2 takes them to set itself up, to make a thread's state and to count the users of a
 * dictionary, of which newsproc has none), so who waits gives up its turn and asks again.
 */
#define IN_LIBXML
#include "libxml.h"

#include <libxml/globals.h>
#include <libxml/threads.h>

#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

/* Every lock can be taken again by the thread that has it. */
typedef struct latch {
    _Atomic(const void *) owner;
    unsigned held; /* the owner's alone */
} latch;

struct _xmlMutex {
    latch latch;
};

struct _xmlRMutex {
    latch latch;
};

typedef struct thread {
    bool ready;
    xmlGlobalState state;
} thread;

/* Nothing is called when a thread ends, and nothing needs be: of all the state, only the last error
 * holds memory, and newsproc resets that wherever it has caused one. What is left is the message of
 * a failed allocation. */
static _Thread_local thread current;
static latch initialization;

static void take(latch *latch)
{
    if (atomic_load_explicit(&latch->owner, memory_order_relaxed) != &current) {
        const void *nobody = NULL;
        while (!atomic_compare_exchange_weak_explicit(&latch->owner, &nobody, &current,
                                                      memory_order_acquire, memory_order_relaxed)) {
            nobody = NULL;
            sched_yield();
        }
    }
    latch->held++;
}

static void give(latch *latch)
{
    if (--latch->held == 0)
        atomic_store_explicit(&latch->owner, NULL, memory_order_release);
}

/* --- locks: to have none, for want of memory, is to lock nothing, as in libxml2 --- */

xmlMutexPtr xmlNewMutex(void)
{
    return calloc(1, sizeof(xmlMutex));
}

void xmlFreeMutex(xmlMutexPtr mutex)
{
    free(mutex);
}

void xmlMutexLock(xmlMutexPtr mutex)
{
    if (mutex != NULL)
        take(&mutex->latch);
}

void xmlMutexUnlock(xmlMutexPtr mutex)
{
    if (mutex != NULL)
        give(&mutex->latch);
}

xmlRMutexPtr xmlNewRMutex(void)
{
    return calloc(1, sizeof(xmlRMutex));
}

void xmlFreeRMutex(xmlRMutexPtr mutex)
{
    free(mutex);
}

void xmlRMutexLock(xmlRMutexPtr mutex)
{
    if (mutex != NULL)
        take(&mutex->latch);
}

void xmlRMutexUnlock(xmlRMutexPtr mutex)
{
    if (mutex != NULL)
        give(&mutex->latch);
}

void __xmlGlobalInitMutexLock(void)
{
    take(&initialization);
}

void __xmlGlobalInitMutexUnlock(void)
{
    give(&initialization);
}

void __xmlGlobalInitMutexDestroy(void) {}

/* --- threads --- */

xmlGlobalStatePtr xmlGetGlobalState(void)
{
    if (!current.ready) {
        current.ready = true; /* first: what it calls may ask for the state */
        xmlInitializeGlobalState(&current.state);
    }
    return &current.state;
}

/* No thread has the process's own state: that would be a thread apart for no use. */
int xmlIsMainThread(void)
{
    return 0;
}

void xmlInitThreads(void) {}

void xmlCleanupThreads(void) {}
