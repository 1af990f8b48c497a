/* Whether two readings of one header came to the same: every field of every value, and every
 * diagnostic. For test_yaml.c and fuzz_yaml.c, which hold the subset scanner to libyaml.
 */
#ifndef NWS_TESTS_SAME_VALUE_H
#define NWS_TESTS_SAME_VALUE_H

#include "base/diagnostic.h"
#include "front/value.h"

#include <stdlib.h>

static inline bool same_scalar(const nws_value *a, const nws_value *b)
{
    if (a->kind != b->kind || a->quoted != b->quoted || a->big != b->big || a->count != b->count ||
        a->start != b->start || a->end != b->end || !nws_view_equal(a->text, b->text))
        return false;
    switch ((nws_value_kind)a->kind) {
    case NWS_VALUE_BOOL: return a->as.truth == b->as.truth;
    case NWS_VALUE_INT: return a->as.integer == b->as.integer;
    case NWS_VALUE_FLOAT: return memcmp(&a->as.number, &b->as.number, sizeof a->as.number) == 0;
    default: return true;
    }
}

/* The first value in which they differ, of the left one; NULL: they are the same. */
static inline const nws_value *find_difference(const nws_value *left, const nws_value *right)
{
    typedef struct pair {
        const nws_value *a, *b;
    } pair;
    size_t capacity = 64, count = 1;
    pair *waiting = malloc(capacity * sizeof *waiting);
    if (waiting == NULL)
        abort();
    waiting[0] = (pair){left, right};
    const nws_value *difference = NULL;
    while (count > 0 && difference == NULL) {
        pair next = waiting[--count];
        if (!same_scalar(next.a, next.b)) {
            difference = next.a;
            break;
        }
        bool is_map = next.a->kind == NWS_VALUE_MAP;
        /* An entry is two values, one after the other. */
        uint32_t children = is_map                           ? next.a->count * 2
                            : next.a->kind == NWS_VALUE_LIST ? next.a->count
                                                             : 0;
        const nws_value *a = is_map && children > 0 ? &next.a->as.entries->key : next.a->as.items;
        const nws_value *b = is_map && children > 0 ? &next.b->as.entries->key : next.b->as.items;
        if (count + children > capacity) {
            capacity = (count + children) * 2;
            waiting = realloc(waiting, capacity * sizeof *waiting);
            if (waiting == NULL)
                abort();
        }
        for (uint32_t i = 0; i < children; i++)
            waiting[count++] = (pair){&a[i], &b[i]};
    }
    free(waiting);
    return difference;
}

static inline bool same_diagnostics(const nws_diagnostics *a, const nws_diagnostics *b)
{
    if (a->count != b->count || a->dropped != b->dropped)
        return false;
    for (uint32_t i = 0; i < a->count; i++)
        if (a->items[i].code != b->items[i].code || a->items[i].start != b->items[i].start ||
            a->items[i].end != b->items[i].end ||
            !nws_view_equal(a->items[i].detail, b->items[i].detail))
            return false;
    return true;
}

#endif
