/* What a call came to: a code that must be looked at, and one macro that passes it on.
 *
 * A failure is a code, a static message and a byte offset; line and column are worked out at the
 * edge, when someone asks. Nothing here is thread-local and nothing aborts.
 */
#ifndef NWS_BASE_STATUS_H
#define NWS_BASE_STATUS_H

#include <stddef.h>

#if defined(__GNUC__)
#define NWS_MUST_CHECK __attribute__((warn_unused_result))
#define NWS_LIKELY(x) __builtin_expect(!!(x), 1)
#define NWS_UNLIKELY(x) __builtin_expect(!!(x), 0)
#define NWS_INLINE static inline __attribute__((unused))
#else
#define NWS_MUST_CHECK
#define NWS_LIKELY(x) (x)
#define NWS_UNLIKELY(x) (x)
#define NWS_INLINE static inline
#endif

typedef enum nws_status {
    NWS_OK = 0,
    NWS_E_MEMORY,   /* the allocator gave nothing */
    NWS_E_LIMIT,    /* a limit of bounds.h was met */
    NWS_E_ENCODING, /* bytes that no allowed encoding can read */
    NWS_E_SYNTAX,   /* input that cannot be read at all (front matter under strict=True) */
    NWS_E_IO,       /* the operating system refused; errno is kept by the caller */
    NWS_E_POLICY,   /* a policy that contradicts itself or asks for what is never safe */
    NWS_E_ARGUMENT, /* the caller's mistake */
    NWS_E_STOP      /* a callback asked to stop (Ctrl-C) */
} nws_status;

typedef struct nws_error {
    nws_status status;
    const char *code;    /* static: "too_large", "is_directory", ... ; NULL when status is NWS_OK */
    const char *message; /* static */
    size_t offset;       /* bytes from the start of the decoded text */
    int system_error;    /* errno when status is NWS_E_IO, else 0 */
} nws_error;

/* Fills *error when it is not NULL and returns its status, so that a failure is one line. */
NWS_INLINE nws_status nws_error_set(nws_error *error, nws_status status, const char *code,
                                    const char *message, size_t offset)
{
    if (error != NULL) {
        error->status = status;
        error->code = code;
        error->message = message;
        error->offset = offset;
        error->system_error = 0;
    }
    return status;
}

#define NWS_TRY(expression)                                                                        \
    do {                                                                                           \
        nws_status nws_try_status_ = (expression);                                                 \
        if (NWS_UNLIKELY(nws_try_status_ != NWS_OK))                                               \
            return nws_try_status_;                                                                \
    } while (0)

#endif
