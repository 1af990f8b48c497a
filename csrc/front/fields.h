/* The fields of an article, from its front matter's values.
 *
 * Which keys feed which field is one table in fields.c. What does not fit is a diagnostic, never
 * an error; all values stay in the metadata whatever the fields make of them.
 */
#ifndef NWS_FRONT_FIELDS_H
#define NWS_FRONT_FIELDS_H

#include "base/diagnostic.h"
#include "front/date.h"
#include "front/dialect.h"
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
    const char *date_source; /* static: the key that gave the date ("date", "published", ...), or
                                "filename", or NULL */
    nws_date date;           /* has_date tells whether it is one */
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

/* Fills *fields from map (a NWS_VALUE_MAP, or any other kind for "no fields") as a generator would
 * read it. Texts are views into the values' text or in the arena. */
NWS_MUST_CHECK nws_status nws_fields_read(nws_arena *arena, const nws_value *map,
                                          nws_dialect dialect, const nws_zone *zone,
                                          nws_diagnostics *diagnostics, nws_fields *fields);

/* Adds what the file's name says to those generators that look there: slug, language, a date when
 * the front matter has none, whether it is a draft. path is borrowed; data NULL: there is none. */
NWS_MUST_CHECK nws_status nws_fields_locate(nws_view path, nws_dialect dialect,
                                            const nws_zone *zone, nws_diagnostics *diagnostics,
                                            nws_fields *fields);

/* Reads a date and says what is wrong with it; *has tells whether it is one. */
NWS_MUST_CHECK nws_status nws_fields_date(const nws_value *value, const nws_zone *zone,
                                          nws_diagnostics *diagnostics, nws_date *date, bool *has);

#endif
