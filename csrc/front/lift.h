/* Values of the front matter that a caller wants by their type: a column for each in a table.
 *
 * Apart from the fields because these keys are the caller's, and so is what they hold. A set of
 * lifts is made once, never changed, and shared by reference count, because schemas and columns
 * outlive the call that made them.
 */
#ifndef NWS_FRONT_LIFT_H
#define NWS_FRONT_LIFT_H

#include "base/alloc.h"
#include "front/fields.h"

typedef enum nws_lift_kind {
    NWS_LIFT_INT64,
    NWS_LIFT_FLOAT64,
    NWS_LIFT_BOOL,
    NWS_LIFT_STRING,
    NWS_LIFT_DATE,
    NWS_LIFT_LIST,
    NWS_LIFT_KIND_COUNT
} nws_lift_kind;

/* "int64", "float64", "bool", "string", "date", "list<string>". Static. */
const char *nws_lift_name(nws_lift_kind kind);

typedef struct nws_lift {
    nws_view key; /* of the front matter; a dot leads into a mapping; a NUL stands behind it */
    uint8_t kind; /* nws_lift_kind */
} nws_lift;

typedef struct nws_lifts nws_lifts;

/* A set with one reference, which copies the keys; NULL: no memory. count: 1 to NWS_MAX_LIFTS. */
NWS_MUST_CHECK nws_lifts *nws_lifts_new(const nws_allocator *allocator, const nws_lift *items,
                                        uint32_t count);
/* All of them take NULL, which is the empty set. */
void nws_lifts_retain(nws_lifts *lifts);
void nws_lifts_release(nws_lifts *lifts);
uint32_t nws_lifts_count(const nws_lifts *lifts);
const nws_lift *nws_lifts_at(const nws_lifts *lifts, uint32_t index);
bool nws_lifts_equal(const nws_lifts *a, const nws_lifts *b);

/* One value, of the kind of its lift. */
typedef struct nws_lifted {
    bool known; /* false: the front matter has none, or one that does not fit */
    bool truth;
    int64_t integer;
    double number;
    nws_view text;
    nws_texts list;
    nws_date date;
} nws_lifted;

/* Reads all lifts from map into *values, an array in the arena (NULL for the empty set), and says
 * what does not fit. */
NWS_MUST_CHECK nws_status nws_lifts_read(const nws_lifts *lifts, nws_arena *arena,
                                         const nws_value *map, const nws_zone *zone,
                                         nws_diagnostics *diagnostics, nws_lifted **values);

#endif
