/* What every fuzz target shares: the entry point, and the promise checks end in.
 *
 * A target is one function over bytes. Linked with libFuzzer it is fuzzed; linked with replay.c it
 * runs the files that it is given, which is how `make test` keeps every finding for ever.
 */
#ifndef NWS_FUZZ_TARGET_H
#define NWS_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A promise of the library: broken means a crash that the fuzzer reports. */
#define PROMISE(condition)                                                                         \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: broken promise: %s\n", __FILE__, __LINE__, #condition);        \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

#endif
