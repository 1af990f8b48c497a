/* What may be said again: an allowance that is spent and never comes back.
 *
 * Where an output has a text of the input several times (a caption for each image of its figure, a
 * cell for each column that it spans), its size is a product of two things that the input has. Each
 * such place has an allowance in bounds.h and, when that is spent, does without.
 */
#ifndef NWS_BASE_REPEATS_H
#define NWS_BASE_REPEATS_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct nws_repeats {
    int64_t left; /* below 0: something was refused, and so is all that follows */
} nws_repeats;

/* Whether something that costs so much may be said again; it is paid for then. */
NWS_INLINE bool nws_repeats_pay(nws_repeats *repeats, size_t cost)
{
    repeats->left -= (int64_t)cost;
    return repeats->left >= 0;
}

NWS_INLINE bool nws_repeats_spent(const nws_repeats *repeats)
{
    return repeats->left <= 0;
}

#endif
