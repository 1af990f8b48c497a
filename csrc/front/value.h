/* Front matter as values: what YAML, TOML and JSON have in common.
 *
 * A value is 40 bytes in the arena; lists and maps are arrays, so there is no pointer chasing and
 * order is kept. Every value knows where it stood, and every scalar its exact text, because "1.10"
 * as a tag is text and a date is read from what was written.
 */
#ifndef NWS_FRONT_VALUE_H
#define NWS_FRONT_VALUE_H

#include "base/arena.h"
#include "base/buffer.h"

#include <stdint.h>

typedef enum nws_value_kind {
    NWS_VALUE_NULL,
    NWS_VALUE_BOOL,
    NWS_VALUE_INT, /* raw holds the digits when it does not fit: see big */
    NWS_VALUE_FLOAT,
    NWS_VALUE_TEXT,
    NWS_VALUE_LIST,
    NWS_VALUE_MAP,
    NWS_VALUE_DATE /* TOML's date and time types; raw is its ISO form. YAML never makes one */
} nws_value_kind;

typedef struct nws_entry nws_entry;

typedef struct nws_value {
    uint8_t kind;   /* nws_value_kind */
    bool quoted;    /* a quoted or block scalar: always text */
    bool big;       /* INT that does not fit 64 bits: canonical decimal digits in text */
    uint32_t count; /* items of a list, entries of a map */
    uint32_t start; /* byte offset in the decoded file */
    uint32_t end;
    union {
        bool truth;
        int64_t integer;
        double number;
        struct nws_value *items;
        nws_entry *entries;
    } as;
    nws_view text; /* scalars: the text as written (after unquoting). Lists and maps: empty */
} nws_value;

struct nws_entry {
    nws_value key; /* usually TEXT; any scalar can be a key: its text is used */
    nws_value value;
};

NWS_INLINE bool nws_value_scalar(const nws_value *value)
{
    return value->kind != NWS_VALUE_LIST && value->kind != NWS_VALUE_MAP;
}

/* The value under key in a map, or NULL. Keys compare byte for byte. When the map holds a key twice
 * (it does not: yaml.c keeps the last) the last counts. */
const nws_value *nws_value_get(const nws_value *map, nws_view key);

/* Appends the value as canonical JSON: keys in their order, no blanks, non-ASCII as it is, only
 * what JSON requires escaped; floats in the shortest form that reads back the same, .nan and .inf
 * as text, integers exactly; keys that are no text as their text. No recursion.
 * DEL and C0 controls are \u escaped. */
NWS_MUST_CHECK nws_status nws_value_json(const nws_value *value, nws_buffer *out);

#endif
