/* From a key and a type to a value: see lift.h.
 *
 *     int64         an integer of 64 bits, a float without a fraction, a text that reads as either
 *     float64       any number, a text that reads as one
 *     bool          true or false, a text that reads as either
 *     string        any scalar as it was written
 *     date          what the date field would read
 *     list<string>  what the tags field would read, but for commas
 *
 * Texts are read by YAML 1.2's core schema, so that "5" in JSON fits as 5 in YAML does. Null fits
 * every type; what does not fit is null with a diagnostic.
 */
#include "front/lift.h"

#include "front/fields_lists.h"
#include "front/scalar.h"

#include <math.h>
#include <stdatomic.h>

struct nws_lifts {
    const nws_allocator *allocator;
    size_t size;
    atomic_size_t references;
    uint32_t count;
    nws_lift items[];
    /* then the keys, a NUL behind each */
};

const char *nws_lift_name(nws_lift_kind kind)
{
    static const char *const names[] = {"int64",  "float64", "bool",
                                        "string", "date",    "list<string>"};
    return names[kind];
}

/* ---- the set ---- */

nws_lifts *nws_lifts_new(const nws_allocator *allocator, const nws_lift *items, uint32_t count)
{
    size_t size = sizeof(nws_lifts) + count * sizeof *items;
    for (uint32_t i = 0; i < count; i++)
        size += items[i].key.length + 1;
    nws_lifts *made = allocator->allocate(allocator->context, size);
    if (made == NULL)
        return NULL;
    made->allocator = allocator;
    made->size = size;
    made->count = count;
    atomic_init(&made->references, 1);
    char *text = (char *)&made->items[count];
    for (uint32_t i = 0; i < count; i++) {
        const nws_view key = items[i].key;
        if (key.length > 0)
            memcpy(text, key.data, key.length);
        text[key.length] = '\0';
        made->items[i] = (nws_lift){nws_view_of(text, key.length), items[i].kind};
        text += key.length + 1;
    }
    return made;
}

void nws_lifts_retain(nws_lifts *lifts)
{
    if (lifts != NULL)
        atomic_fetch_add_explicit(&lifts->references, 1, memory_order_relaxed);
}

void nws_lifts_release(nws_lifts *lifts)
{
    if (lifts == NULL ||
        atomic_fetch_sub_explicit(&lifts->references, 1, memory_order_acq_rel) != 1)
        return;
    lifts->allocator->release(lifts->allocator->context, lifts, lifts->size);
}

uint32_t nws_lifts_count(const nws_lifts *lifts)
{
    return lifts == NULL ? 0 : lifts->count;
}

const nws_lift *nws_lifts_at(const nws_lifts *lifts, uint32_t index)
{
    return &lifts->items[index];
}

bool nws_lifts_equal(const nws_lifts *a, const nws_lifts *b)
{
    if (nws_lifts_count(a) != nws_lifts_count(b))
        return false;
    for (uint32_t i = 0; i < nws_lifts_count(a); i++)
        if (a->items[i].kind != b->items[i].kind ||
            !nws_view_equal(a->items[i].key, b->items[i].key))
            return false;
    return true;
}

/* ---- finding ---- */

/* The value under a key: one that is written with its dots, else step by step into mappings. A step
 * may have dots of its own: the shortest that exists is taken. */
static const nws_value *find(const nws_value *map, nws_view key)
{
    for (;;) {
        const nws_value *value = nws_value_get(map, key);
        if (value != NULL)
            return value;
        const nws_value *inner = NULL;
        size_t dot = 0;
        for (; inner == NULL && dot < key.length; dot++)
            if (key.data[dot] == '.')
                inner = nws_value_get(map, nws_view_slice(key, 0, dot));
        if (inner == NULL)
            return NULL;
        map = inner;
        key = nws_view_slice(key, dot, key.length);
    }
}

/* ---- fitting ---- */

/* A number or a truth as it is, or as its text reads. */
static nws_status resolve(nws_arena *arena, const nws_value *value, nws_value *resolved)
{
    *resolved = *value;
    if (value->kind != NWS_VALUE_TEXT)
        return NWS_OK;
    return nws_scalar_resolve(arena, nws_view_trim(value->text), resolved);
}

static bool fit_int64(const nws_value *value, nws_lifted *lifted)
{
    if (value->kind == NWS_VALUE_INT && !value->big) {
        lifted->integer = value->as.integer;
        return true;
    }
    /* The bounds are powers of two, which a double holds exactly. */
    if (value->kind != NWS_VALUE_FLOAT || !(value->as.number >= -9223372036854775808.0) ||
        !(value->as.number < 9223372036854775808.0) || floor(value->as.number) != value->as.number)
        return false;
    lifted->integer = (int64_t)value->as.number;
    return true;
}

static bool fit_float64(const nws_value *value, nws_lifted *lifted)
{
    if (value->kind == NWS_VALUE_FLOAT)
        lifted->number = value->as.number;
    else if (value->kind == NWS_VALUE_INT && !value->big)
        lifted->number = (double)value->as.integer;
    else
        return value->kind == NWS_VALUE_INT && nws_scalar_float(value->text, &lifted->number);
    return true;
}

static bool fit_bool(const nws_value *value, nws_lifted *lifted)
{
    lifted->truth = value->kind == NWS_VALUE_BOOL && value->as.truth;
    return value->kind == NWS_VALUE_BOOL;
}

static bool fit_string(const nws_value *value, nws_lifted *lifted)
{
    if (!nws_value_scalar(value))
        return false;
    lifted->text = value->text.data == NULL ? NWS_VIEW("") : value->text;
    return true;
}

static nws_status note_misfit(const nws_lift *lift, const nws_value *value, nws_lifted *lifted,
                              nws_diagnostics *diagnostics)
{
    lifted->known = false;
    return nws_diagnostics_add(diagnostics, NWS_D_COLUMN_MISFIT, value->start, value->end,
                               lift->key);
}

static nws_status fit_date(const nws_lift *lift, const nws_value *value, const nws_zone *zone,
                           nws_diagnostics *diagnostics, nws_lifted *lifted)
{
    if (!nws_value_scalar(value) || value->kind == NWS_VALUE_BOOL)
        return note_misfit(lift, value, lifted, diagnostics);
    return nws_fields_date(value, zone, diagnostics, &lifted->date, &lifted->known);
}

/* What is in a list that is no text is told, and the others stay. */
static nws_status fit_list(const nws_lift *lift, nws_arena *arena, const nws_value *value,
                           nws_diagnostics *diagnostics, nws_lifted *lifted)
{
    const nws_list_source source = {value, lift->key.data, NWS_SPLIT_NONE};
    if (value->kind == NWS_VALUE_MAP)
        return note_misfit(lift, value, lifted, diagnostics);
    lifted->known = true;
    return nws_list_read(arena, &source, 1, diagnostics, &lifted->list);
}

static nws_status read_one(const nws_lift *lift, nws_arena *arena, const nws_value *map,
                           const nws_zone *zone, nws_diagnostics *diagnostics, nws_lifted *lifted)
{
    const nws_value *value = find(map, lift->key);
    if (value == NULL || value->kind == NWS_VALUE_NULL)
        return NWS_OK;
    nws_value resolved;
    switch ((nws_lift_kind)lift->kind) {
    case NWS_LIFT_INT64:
        NWS_TRY(resolve(arena, value, &resolved));
        lifted->known = fit_int64(&resolved, lifted);
        break;
    case NWS_LIFT_FLOAT64:
        NWS_TRY(resolve(arena, value, &resolved));
        lifted->known = fit_float64(&resolved, lifted);
        break;
    case NWS_LIFT_BOOL:
        NWS_TRY(resolve(arena, value, &resolved));
        lifted->known = fit_bool(&resolved, lifted);
        break;
    case NWS_LIFT_DATE: return fit_date(lift, value, zone, diagnostics, lifted);
    case NWS_LIFT_LIST: return fit_list(lift, arena, value, diagnostics, lifted);
    default: lifted->known = fit_string(value, lifted); break;
    }
    return lifted->known ? NWS_OK : note_misfit(lift, value, lifted, diagnostics);
}

nws_status nws_lifts_read(const nws_lifts *lifts, nws_arena *arena, const nws_value *map,
                          const nws_zone *zone, nws_diagnostics *diagnostics, nws_lifted **values)
{
    const uint32_t count = nws_lifts_count(lifts);
    *values = NULL;
    if (count == 0)
        return NWS_OK;
    nws_lifted *made = nws_arena_alloc(arena, count * sizeof *made);
    if (made == NULL)
        return NWS_E_MEMORY;
    memset(made, 0, count * sizeof *made);
    for (uint32_t i = 0; i < count; i++)
        NWS_TRY(read_one(&lifts->items[i], arena, map, zone, diagnostics, &made[i]));
    *values = made;
    return NWS_OK;
}
