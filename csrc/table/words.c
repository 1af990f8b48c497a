/* Linear search, then open addressing; see words.h. */
#include "table/words.h"

#include "base/hash.h"

/* Up to so many words a scan is faster than a hash, and needs no table. */
enum { FEW_WORDS = 8 };

void nws_words_init(nws_words *words, const nws_allocator *allocator, uint64_t seed)
{
    *words = (nws_words){.seed = seed, .last = -1};
    nws_buffer_init(&words->bytes, allocator);
    nws_buffer_init(&words->offsets, allocator);
    nws_buffer_init(&words->slots, allocator);
}

void nws_words_free(nws_words *words)
{
    nws_buffer_free(&words->bytes);
    nws_buffer_free(&words->offsets);
    nws_buffer_free(&words->slots);
}

void nws_words_clear(nws_words *words)
{
    words->bytes.length = words->offsets.length = words->slots.length = 0;
    words->count = 0;
    words->last = -1;
}

static const int32_t *word_offsets(const nws_words *words)
{
    return (const int32_t *)(const void *)words->offsets.data;
}

static uint32_t *word_slots(nws_words *words)
{
    return (uint32_t *)(void *)words->slots.data;
}

nws_view nws_words_at(const nws_words *words, int32_t number)
{
    const int32_t *offsets = word_offsets(words);
    return nws_view_of(nws_buffer_view(&words->bytes).data + offsets[number],
                       (size_t)(offsets[number + 1] - offsets[number]));
}

nws_status nws_words_add(nws_words *words, nws_view text)
{
    if (text.length > INT32_MAX - words->bytes.length || words->count == INT32_MAX - 1)
        return NWS_E_LIMIT;
    NWS_TRY(nws_buffer_reserve(&words->offsets, 2 * sizeof(int32_t)));
    NWS_TRY(nws_buffer_add(&words->bytes, text));
    const int32_t zero = 0, end = (int32_t)words->bytes.length;
    if (words->count == 0)
        NWS_TRY(nws_buffer_append(&words->offsets, &zero, sizeof zero));
    NWS_TRY(nws_buffer_append(&words->offsets, &end, sizeof end));
    words->count++;
    return NWS_OK;
}

static size_t slot_mask(const nws_words *words)
{
    return words->slots.length / sizeof(uint32_t) - 1;
}

/* The slot of text, or the empty one where it belongs. Half of the slots are always empty. */
static uint32_t *find_slot(nws_words *words, nws_view text)
{
    const size_t mask = slot_mask(words);
    uint32_t *slots = word_slots(words);
    size_t at = (size_t)nws_hash_bytes(text, words->seed) & mask;
    while (slots[at] != 0 && !nws_view_equal(nws_words_at(words, (int32_t)(slots[at] - 1)), text))
        at = (at + 1) & mask;
    return &slots[at];
}

/* Makes the table so large that one more word leaves half of it empty. */
static nws_status grow_slots(nws_words *words)
{
    const size_t have = words->slots.length / sizeof(uint32_t);
    const size_t need = ((size_t)words->count + 1) * 2;
    size_t want = have == 0 ? (size_t)FEW_WORDS * 4 : have;
    while (want < need)
        want *= 2;
    if (want == have)
        return NWS_OK;
    NWS_TRY(nws_buffer_reserve(&words->slots, (want - have) * sizeof(uint32_t)));
    words->slots.length = want * sizeof(uint32_t);
    memset(words->slots.data, 0, words->slots.length);
    for (int32_t i = 0; i < words->count; i++)
        *find_slot(words, nws_words_at(words, i)) = (uint32_t)i + 1;
    return NWS_OK;
}

static nws_status intern_many(nws_words *words, nws_view text, int32_t *number)
{
    NWS_TRY(grow_slots(words));
    uint32_t *slot = find_slot(words, text);
    if (*slot == 0) {
        NWS_TRY(nws_words_add(words, text));
        *slot = (uint32_t)words->count;
    }
    *number = words->last = (int32_t)(*slot - 1);
    return NWS_OK;
}

nws_status nws_words_intern(nws_words *words, nws_view text, int32_t *number)
{
    if (words->last >= 0 && nws_view_equal(nws_words_at(words, words->last), text)) {
        *number = words->last;
        return NWS_OK;
    }
    if (words->count >= FEW_WORDS)
        return intern_many(words, text, number);
    int32_t at = 0;
    while (at < words->count && !nws_view_equal(nws_words_at(words, at), text))
        at++;
    if (at == words->count)
        NWS_TRY(nws_words_add(words, text));
    *number = words->last = at;
    return NWS_OK;
}
