/* A growing list of different texts, each known by its number: the dictionary of a column.
 *
 * Few texts are compared one by one; more are found by a hash table, because the errors of a bad
 * folder may all be different.
 */
#ifndef NWS_TABLE_WORDS_H
#define NWS_TABLE_WORDS_H

#include "base/buffer.h"

#include <stdint.h>

typedef struct nws_words {
    nws_buffer bytes;
    nws_buffer offsets; /* int32, one more than there are words; empty when there is none */
    nws_buffer slots;   /* uint32: number of a word plus 1, or 0; empty while words are few */
    uint64_t seed;
    int32_t count;
    int32_t last; /* the word asked for last: neighbours are often the same */
} nws_words;

/* seed keeps the table's order from being foreseen; numbers do not depend on it. */
void nws_words_init(nws_words *words, const nws_allocator *allocator, uint64_t seed);
void nws_words_free(nws_words *words);
void nws_words_clear(nws_words *words); /* keeps the capacity */

/* The number of text, new or known. On failure nothing has changed: NWS_E_MEMORY, or NWS_E_LIMIT
 * when the words would need offsets of more than 31 bits. */
NWS_MUST_CHECK nws_status nws_words_intern(nws_words *words, nws_view text, int32_t *number);
/* Adds text without looking whether it is there; never mixed with nws_words_intern. */
NWS_MUST_CHECK nws_status nws_words_add(nws_words *words, nws_view text);

nws_view nws_words_at(const nws_words *words, int32_t number);

#endif
