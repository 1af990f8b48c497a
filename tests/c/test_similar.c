/* Groups of simhashes against all pairs, on numbers at random and on those that are hard to search.
 */
#include "article/similar.h"

#include "harness.h"

#include <string.h>

enum { MOST = 800, MANY = 100000 };

static uint64_t next_random(uint64_t *seed)
{
    uint64_t x = *seed += UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
    return x ^ x >> 31;
}

static unsigned bits_of(uint64_t bits)
{
    unsigned count = 0;
    for (; bits != 0; bits >>= 1)
        count += bits & 1;
    return count;
}

/* ---- the definition, plainly ---- */

/* Every pair, until nothing changes any more. */
static void group_plainly(const uint64_t *hashes, size_t count, unsigned distance, size_t *groups)
{
    for (size_t i = 0; i < count; i++)
        groups[i] = i;
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < count; i++)
            for (size_t j = 0; j < count; j++)
                if (groups[j] < groups[i] && bits_of(hashes[i] ^ hashes[j]) <= distance) {
                    groups[i] = groups[j];
                    changed = true;
                }
    }
}

static bool agrees(const uint64_t *hashes, size_t count, unsigned distance)
{
    static size_t wanted[MOST], got[MOST];
    group_plainly(hashes, count, distance, wanted);
    return nws_similar_group(nws_allocator_libc(), hashes, count, distance, got) == NWS_OK &&
           memcmp(wanted, got, count * sizeof *got) == 0;
}

/* ---- numbers of all kinds ---- */

typedef enum shapes {
    RANDOM,
    PLANTED,  /* one in three is an earlier one with some bits changed */
    EQUAL,    /* all */
    TWO,      /* only two numbers, ten bits apart */
    BLOCK,    /* all share the low 16 bits */
    BLOCKS,   /* all share all but the low 16 bits */
    NARROW,   /* all share all but 12 bits that are spread out */
    BALL,     /* one number with up to three bits changed */
    CHAIN,    /* each differs in one bit from the one before it */
    OUTLIERS, /* few low bits, and now and then any other bit */
    SHAPES
} shapes;

static uint64_t change_bits(uint64_t hash, unsigned count, uint64_t *seed)
{
    for (unsigned i = 0; i < count; i++)
        hash ^= UINT64_C(1) << next_random(seed) % 64;
    return hash;
}

static void fill(shapes shape, uint64_t *hashes, size_t count, uint64_t *seed)
{
    const uint64_t first = next_random(seed);
    for (size_t i = 0; i < count; i++) {
        const uint64_t any = next_random(seed);
        switch (shape) {
        case PLANTED:
            hashes[i] = i > 0 && any % 3 == 0
                            ? change_bits(hashes[any / 3 % i], (unsigned)(any >> 40) % 12, seed)
                            : next_random(seed);
            break;
        case EQUAL: hashes[i] = first; break;
        case TWO: hashes[i] = any % 2 == 0 ? first : first ^ UINT64_C(0x0101010101010103); break;
        case BLOCK: hashes[i] = (any & ~UINT64_C(0xFFFF)) | (first & 0xFFFF); break;
        case BLOCKS: hashes[i] = (first & ~UINT64_C(0xFFFF)) | (any & 0xFFFF); break;
        case NARROW: hashes[i] = first ^ (any & UINT64_C(0x0420084010842101)); break;
        case BALL: hashes[i] = change_bits(first, (unsigned)(any % 4), seed); break;
        case CHAIN: hashes[i] = i == 0 ? first : change_bits(hashes[i - 1], 1, seed); break;
        case OUTLIERS:
            hashes[i] =
                first ^ (any & 0x7FFFFFF) ^ (any >> 60 == 0 ? UINT64_C(1) << (any >> 30 & 63) : 0);
            break;
        default: hashes[i] = any; break;
        }
    }
}

static void test_against_pairs(void)
{
    static uint64_t hashes[MOST];
    static const size_t counts[] = {0, 1, 2, 3, 23, 24, 25, 26, 100, MOST};
    uint64_t seed = 1;
    for (int shape = 0; shape < SHAPES; shape++)
        for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
            for (unsigned distance = 0; distance <= (counts[i] == MOST ? 3 : 8); distance++) {
                fill((shapes)shape, hashes, counts[i], &seed);
                if (!CHECK(agrees(hashes, counts[i], distance)))
                    fprintf(stderr, "  shape %d, %zu, distance %u\n", shape, counts[i], distance);
            }
}

/* Changing three bits in any places is seen, changing four is not, wherever they are. */
static void test_every_place(void)
{
    uint64_t seed = 2;
    bool near = true, far = true;
    for (int i = 0; i < 200; i++) {
        /* Neighbours that make a bucket of the pair's first block, too many to compare. */
        uint64_t hashes[64];
        size_t groups[64];
        for (int k = 0; k < 64; k++)
            hashes[k] = next_random(&seed) << 16 | 0xABCD;
        for (unsigned changed = 3; changed <= 4; changed++) {
            hashes[40] = hashes[3];
            while (bits_of(hashes[40] ^ hashes[3]) < changed)
                hashes[40] = change_bits(hashes[40], 1, &seed);
            CHECK(nws_similar_group(nws_allocator_libc(), hashes, 64, 3, groups) == NWS_OK);
            if (changed == 3)
                near = near && groups[40] == 3;
            else
                far = far && groups[40] == 40;
        }
    }
    CHECK(near);
    CHECK(far);
}

/* A hundred thousand of each kind: this ends soon or, were pairs compared, not for a minute. */
static void test_many(void)
{
    uint64_t *hashes = malloc(MANY * sizeof *hashes), seed = 3;
    size_t *groups = malloc(MANY * sizeof *groups);
    for (int shape = 0; shape < SHAPES && hashes != NULL && groups != NULL; shape++) {
        fill((shapes)shape, hashes, MANY, &seed);
        CHECK(nws_similar_group(nws_allocator_libc(), hashes, MANY, 3, groups) == NWS_OK);
        size_t alone = 0;
        for (size_t i = 0; i < MANY; i++)
            alone += groups[i] == i;
        if (shape == EQUAL || shape == BLOCKS || shape == CHAIN || shape == BALL || shape == NARROW)
            CHECK(alone == 1);
        if (shape == TWO)
            CHECK(alone == 2);
        if (shape == RANDOM || shape == BLOCK)
            CHECK(alone > MANY - 100);
    }
    free(hashes);
    free(groups);
}

static void test_failures(void)
{
    const uint64_t hashes[] = {1, 2, 3};
    size_t groups[3];
    CHECK(nws_similar_group(nws_allocator_libc(), hashes, 3, NWS_MAX_DISTANCE, groups) == NWS_OK);
    CHECK(nws_similar_group(nws_allocator_libc(), hashes, 3, NWS_MAX_DISTANCE + 1, groups) ==
          NWS_E_ARGUMENT);
    harness_memory memory = {.fail_at = 1};
    const nws_allocator allocator = harness_allocator(&memory);
    CHECK(nws_similar_group(&allocator, hashes, 3, 3, groups) == NWS_E_MEMORY);
    memory = (harness_memory){0};
    CHECK(nws_similar_group(&allocator, hashes, 3, 3, groups) == NWS_OK);
    CHECK(memory.calls == 1 && memory.live == 0);
    CHECK(nws_similar_group(&allocator, hashes, SIZE_MAX, 3, groups) == NWS_E_MEMORY);
}

int main(void)
{
    test_against_pairs();
    test_every_place();
    test_many();
    test_failures();
    return harness_report();
}
