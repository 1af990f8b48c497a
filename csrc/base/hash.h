/* A 64-bit hash of bytes: digests of records and tables of strings.
 *
 * XXH64: the same on every machine and in every process, and no defence against somebody who
 * makes collisions on purpose (a table that must withstand that takes a random seed).
 */
#ifndef NWS_BASE_HASH_H
#define NWS_BASE_HASH_H

#include "base/str.h"

#include <stdint.h>

uint64_t nws_hash_bytes(nws_view bytes, uint64_t seed);

#endif
