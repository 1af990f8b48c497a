/* XXH64, written from its public specification; separate because it is nothing but arithmetic.
 *
 * https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md (sections "Overview" and
 * "XXH64 Algorithm Description"); the step numbers below are the specification's.
 */
#include "base/hash.h"

#define PRIME1 UINT64_C(0x9E3779B185EBCA87)
#define PRIME2 UINT64_C(0xC2B2AE3D27D4EB4F)
#define PRIME3 UINT64_C(0x165667B19E3779F9)
#define PRIME4 UINT64_C(0x85EBCA77C2B2AE63)
#define PRIME5 UINT64_C(0x27D4EB2F165667C5)

enum { STRIPE = 32, LANE = 8 };

static uint64_t rotate(uint64_t word, unsigned by)
{
    return word << by | word >> (64 - by);
}

/* The specification reads little-endian words whatever the machine. */
static uint64_t read64(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

static uint32_t read32(const char *at)
{
    uint32_t word;
    memcpy(&word, at, sizeof word);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap32(word);
#endif
    return word;
}

static uint64_t mix_lane(uint64_t accumulator, uint64_t lane)
{
    return rotate(accumulator + lane * PRIME2, 31) * PRIME1;
}

static uint64_t merge_lane(uint64_t accumulator, uint64_t lane)
{
    return (accumulator ^ mix_lane(0, lane)) * PRIME1 + PRIME4;
}

/* Steps 1 to 3: four accumulators over whole stripes. at is moved past them. */
static uint64_t hash_stripes(const char **at, const char *end, uint64_t seed)
{
    uint64_t a = seed + PRIME1 + PRIME2, b = seed + PRIME2, c = seed, d = seed - PRIME1;
    const char *p = *at;
    do {
        a = mix_lane(a, read64(p));
        b = mix_lane(b, read64(p + LANE));
        c = mix_lane(c, read64(p + 2 * LANE));
        d = mix_lane(d, read64(p + 3 * LANE));
        p += STRIPE;
    } while (end - p >= STRIPE);
    *at = p;
    uint64_t hash = rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18);
    hash = merge_lane(hash, a);
    hash = merge_lane(hash, b);
    hash = merge_lane(hash, c);
    return merge_lane(hash, d);
}

uint64_t nws_hash_bytes(nws_view bytes, uint64_t seed)
{
    const char *at = bytes.data == NULL ? "" : bytes.data;
    const char *end = at + bytes.length;
    uint64_t hash = bytes.length >= STRIPE ? hash_stripes(&at, end, seed) : seed + PRIME5;
    hash += bytes.length; /* step 4 */

    /* Step 5: what is left of the last stripe. */
    for (; end - at >= LANE; at += LANE)
        hash = rotate(hash ^ mix_lane(0, read64(at)), 27) * PRIME1 + PRIME4;
    if (end - at >= 4) {
        hash = rotate(hash ^ read32(at) * PRIME1, 23) * PRIME2 + PRIME3;
        at += 4;
    }
    for (; at < end; at++)
        hash = rotate(hash ^ (unsigned char)*at * PRIME5, 11) * PRIME1;

    /* Step 6: every bit of the input reaches every bit of the result. */
    hash = (hash ^ hash >> 33) * PRIME2;
    hash = (hash ^ hash >> 29) * PRIME3;
    return hash ^ hash >> 32;
}
