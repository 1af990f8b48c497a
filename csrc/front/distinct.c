/* Equal texts: pair by pair for the few of an ordinary header, a merge sort for many. */
#include "front/distinct.h"

/* Below this, comparing all pairs is faster than sorting: lengths alone settle most of them. */
enum { PAIRWISE_MAX = 24 };

typedef struct text_array {
    const char *base;
    size_t stride;
} text_array;

static const nws_view *text_at(text_array texts, uint32_t i)
{
    return (const nws_view *)(const void *)(texts.base + texts.stride * i);
}

/* Any total order serves; the length first is the cheapest. */
static int compare(const nws_view *a, const nws_view *b)
{
    if (a->length != b->length)
        return a->length < b->length ? -1 : 1;
    return a->length == 0 ? 0 : memcmp(a->data, b->data, a->length);
}

static uint32_t *identity(nws_arena *arena, uint32_t count)
{
    uint32_t *first = nws_arena_alloc(arena, count * sizeof *first);
    for (uint32_t i = 0; first != NULL && i < count; i++)
        first[i] = i;
    return first;
}

static nws_status pairwise(nws_arena *arena, text_array texts, uint32_t count, uint32_t **first)
{
    uint64_t seen = 0; /* by length and last byte, in which most texts differ */
    for (uint32_t i = 0; i < count; i++) {
        const nws_view *text = text_at(texts, i);
        size_t last = text->length == 0 ? 0 : (unsigned char)text->data[text->length - 1];
        uint64_t bit = UINT64_C(1) << (text->length * 5 + last) % 64;
        if ((seen & bit) == 0) {
            seen |= bit;
            continue;
        }
        for (uint32_t j = 0; j < i; j++) {
            if (!nws_view_equal(*text, *text_at(texts, j)))
                continue;
            if (*first == NULL && (*first = identity(arena, count)) == NULL)
                return NWS_E_MEMORY;
            (*first)[i] = j;
            break;
        }
    }
    return NWS_OK;
}

/* Merges order[low..middle) and order[middle..high) into out; equal texts keep their order. */
static void merge(text_array texts, const uint32_t *order, uint32_t *out, uint32_t low,
                  uint32_t middle, uint32_t high)
{
    uint32_t left = low;
    uint32_t right = middle;
    for (uint32_t i = low; i < high; i++) {
        bool take_left = right == high ||
                         (left < middle &&
                          compare(text_at(texts, order[left]), text_at(texts, order[right])) <= 0);
        out[i] = order[take_left ? left++ : right++];
    }
}

/* Sorts bottom up between the two arrays and returns the one that holds the result. */
static const uint32_t *sort(text_array texts, uint32_t *order, uint32_t *other, uint32_t count)
{
    for (uint32_t width = 1; width < count; width *= 2) {
        for (uint32_t low = 0; low < count; low += 2 * width) {
            uint32_t middle = count - low < width ? count : low + width;
            uint32_t high = count - low < 2 * width ? count : low + 2 * width;
            merge(texts, order, other, low, middle, high);
        }
        uint32_t *done = other;
        other = order;
        order = done;
    }
    return order;
}

static nws_status sorted(nws_arena *arena, text_array texts, uint32_t count, uint32_t **first)
{
    uint32_t *order = identity(arena, count);
    uint32_t *other = nws_arena_alloc(arena, count * sizeof *other);
    if (order == NULL || other == NULL)
        return NWS_E_MEMORY;
    const uint32_t *by_text = sort(texts, order, other, count);
    for (uint32_t i = 1, run = 0; i < count; i++) {
        if (compare(text_at(texts, by_text[run]), text_at(texts, by_text[i])) != 0) {
            run = i;
            continue;
        }
        if (*first == NULL && (*first = identity(arena, count)) == NULL)
            return NWS_E_MEMORY;
        (*first)[by_text[i]] = by_text[run];
    }
    return NWS_OK;
}

nws_status nws_distinct_first(nws_arena *arena, const nws_view *texts, size_t stride,
                              uint32_t count, uint32_t **first)
{
    text_array array = {(const char *)(const void *)texts, stride};
    *first = NULL;
    if (count <= PAIRWISE_MAX)
        return pairwise(arena, array, count, first);
    return sorted(arena, array, count, first);
}
