/* The fields of an article, from its front matter's values.
 *
 * Which keys feed which field is one table in fields.c. What does not fit is a diagnostic, never
 * an error; all values stay in the metadata whatever the fields make of them.
 */
#ifndef NWS_FRONT_FIELDS_H
#define NWS_FRONT_FIELDS_H

#include "base/diagnostic.h"
#include "front/date.h"
#include "front/value.h"

typedef struct nws_texts {
    nws_view *items; /* in the arena */
    uint32_t count;
} nws_texts;

typedef struct nws_fields {
    nws_view title; /* data NULL: none. So for every single text */
    nws_view description;
    nws_view date_text; /* as written */
    nws_view slug;
    nws_view cover;
    nws_view language;
    const char
        *date_source; /* static: the key that gave the date ("date", "published", ...), or NULL */
    nws_date date;    /* has_date tells whether it is one */
    nws_date updated;
    bool has_date;
    bool has_updated;
    bool draft; /* draft: true, or published: false */
    nws_texts authors;
    nws_texts categories; /* flat, in order, each once */
    nws_texts tags;
    nws_texts *paths; /* categories as Hexo nests them: each a path from the root */
    uint32_t path_count;
} nws_fields;

/* Fills *fields from map (a NWS_VALUE_MAP, or any other kind for "no fields"). Texts are views into
 * the values' text or in the arena. */
NWS_MUST_CHECK nws_status nws_fields_read(nws_arena *arena, const nws_value *map,
                                          const nws_zone *zone, nws_diagnostics *diagnostics,
                                          nws_fields *fields);

#endif
