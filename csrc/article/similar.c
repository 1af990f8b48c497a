/* Groups of simhashes, by the pigeonhole principle over and over.
 *
 * Numbers that differ in d bits and are cut into d + 1 blocks agree in one block at least. So each
 * block in turn puts those that agree in it into a bucket, and only a bucket is searched: again by
 * blocks, now of the bits in which its own members differ, until few members or few bits are left.
 * Buckets thus stay small whatever the numbers are, also when all of them share a block:
 *
 *   - equal numbers are one before anything else begins;
 *   - a bucket that differs in d bits or fewer is one group, and one whose members are in one group
 *     by now has nothing more to say: neither is searched;
 *   - members are compared in pairs where they are few, or where the bits are too few for blocks:
 *     then they lie close together, and a group that is found as a whole is left alone.
 */
#include "article/similar.h"

#include <stdbool.h>

/* Members that are compared in pairs rather than put into smaller buckets. */
enum { FEW = 24 };

typedef struct entry {
    uint64_t hash;
    size_t index;
} entry;

typedef struct search {
    size_t *groups; /* of each index one before it in its group, or itself: a forest */
    entry *kept;    /* of equal numbers the first */
    size_t kept_count;
    unsigned distance;
} search;

/* What is to be done with entries that agree in a block. */
typedef void (*visit_bucket)(search *s, entry *entries, size_t count);

/* ---- groups ---- */

static size_t find(size_t *groups, size_t index)
{
    while (groups[index] != index) {
        groups[index] = groups[groups[index]];
        index = groups[index];
    }
    return index;
}

static void unite(size_t *groups, size_t a, size_t b)
{
    a = find(groups, a);
    b = find(groups, b);
    if (a < b)
        groups[b] = a;
    else
        groups[a] = b;
}

static bool is_near(uint64_t a, uint64_t b, unsigned distance)
{
    uint64_t differing = a ^ b;
    for (unsigned i = 0; i < distance && differing != 0; i++)
        differing &= differing - 1;
    return differing == 0;
}

/* ---- buckets ---- */

static void swap(entry *a, entry *b)
{
    const entry moved = *a;
    *a = *b;
    *b = moved;
}

/* Moves entries without the bit before those with it; how many are without. */
static size_t part(entry *entries, size_t count, uint64_t bit)
{
    size_t first = 0, last = count;
    for (;;) {
        while (first < last && (entries[first].hash & bit) == 0)
            first++;
        while (first < last && (entries[last - 1].hash & bit) != 0)
            last--;
        if (first == last)
            return first;
        swap(&entries[first], &entries[last - 1]);
    }
}

/* Visits each run of entries that agree in all bits of mask, in the order of those bits. Calls
 * itself once for a bit of mask at most, and no bit is in the mask of a bucket in a bucket again:
 * never deeper than 64. */
static void visit_runs(search *s, entry *entries, size_t count, uint64_t mask, visit_bucket visit)
{
    while (mask != 0 && count > 1) {
        const uint64_t bit = mask & (~mask + 1); /* the lowest: their order does not matter */
        mask ^= bit;
        const size_t without = part(entries, count, bit);
        visit_runs(s, entries, without, mask, visit);
        entries += without;
        count -= without;
    }
    if (count > 0)
        visit(s, entries, count);
}

static void keep_first(search *s, entry *entries, size_t count)
{
    for (size_t i = 1; i < count; i++)
        unite(s->groups, entries[0].index, entries[i].index);
    s->kept[s->kept_count++] = entries[0]; /* which lies there or behind */
}

/* ---- searching a bucket ---- */

/* Compares each entry with those that no entry before it has reached: so members of a large group
 * cost little, and only what is far from everything meets everything. */
static void compare_pairs(search *s, entry *entries, size_t count)
{
    size_t reached = 0;
    for (size_t i = 0; i < count; i++) {
        if (i == reached)
            reached++;
        for (size_t j = reached; j < count; j++) {
            if (!is_near(entries[i].hash, entries[j].hash, s->distance))
                continue;
            unite(s->groups, entries[i].index, entries[j].index);
            swap(&entries[j], &entries[reached++]);
        }
    }
}

static bool is_one_group(search *s, const entry *entries, size_t count)
{
    const size_t group = find(s->groups, entries[0].index);
    for (size_t i = 1; i < count; i++)
        if (find(s->groups, entries[i].index) != group)
            return false;
    return true;
}

/* The lowest count bits of those that are set in bits. */
static uint64_t lowest(uint64_t bits, unsigned count)
{
    uint64_t rest = bits;
    for (unsigned i = 0; i < count; i++)
        rest &= rest - 1;
    return bits ^ rest;
}

static void search_bucket(search *s, entry *entries, size_t count)
{
    uint64_t differing = 0;
    for (size_t i = 1; i < count; i++)
        differing |= entries[i].hash ^ entries[0].hash;
    unsigned bits = 0;
    for (uint64_t rest = differing; rest != 0; rest &= rest - 1)
        bits++;
    if (bits <= s->distance) {
        for (size_t i = 1; i < count; i++)
            unite(s->groups, entries[0].index, entries[i].index);
        return;
    }
    /* A block must put entries into more buckets than there are blocks, or nothing is won. */
    const unsigned blocks = s->distance + 1;
    if (count <= FEW || UINT64_C(1) << bits / blocks <= blocks) {
        compare_pairs(s, entries, count);
        return;
    }
    for (unsigned block = 0; block < blocks; block++) {
        if (is_one_group(s, entries, count))
            return;
        const uint64_t mask = lowest(differing, bits / blocks + (block < bits % blocks));
        differing ^= mask;
        visit_runs(s, entries, count, mask, search_bucket);
    }
}

nws_status nws_similar_group(const nws_allocator *allocator, const uint64_t *hashes, size_t count,
                             unsigned distance, size_t *groups)
{
    if (distance > NWS_MAX_DISTANCE)
        return NWS_E_ARGUMENT;
    if (count == 0)
        return NWS_OK;
    if (count > SIZE_MAX / sizeof(entry))
        return NWS_E_MEMORY;
    const size_t size = count * sizeof(entry);
    entry *entries = allocator->allocate(allocator->context, size);
    if (entries == NULL)
        return NWS_E_MEMORY;
    for (size_t i = 0; i < count; i++) {
        entries[i] = (entry){hashes[i], i};
        groups[i] = i;
    }
    search s = {.groups = groups, .kept = entries, .distance = distance};
    visit_runs(&s, entries, count, UINT64_MAX, keep_first);
    if (distance > 0)
        search_bucket(&s, entries, s.kept_count);
    for (size_t i = 0; i < count; i++)
        groups[i] = find(groups, i);
    allocator->release(allocator->context, entries, size);
    return NWS_OK;
}
