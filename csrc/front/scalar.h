/* What a plain scalar means: YAML 1.2's core schema, and no more.
 *
 * https://yaml.org/spec/1.2.2/#103-core-schema, with leading-zero integers, 1_000, 12:30, yes, no,
 * on and off as text. No implicit timestamps: the field decides what is a date.
 */
#ifndef NWS_FRONT_SCALAR_H
#define NWS_FRONT_SCALAR_H

#include "front/value.h"

/* Makes *value plain text, but for start and end, which are the caller's. */
NWS_INLINE void nws_scalar_text(nws_value *value, nws_view text)
{
    value->kind = NWS_VALUE_TEXT;
    value->quoted = false;
    value->big = false;
    value->count = 0;
    value->as.integer = 0;
    value->text = text;
}

/* Fills *value, likewise, from a plain scalar's text. An integer past 64 bits becomes big with its
 * digits in the arena. */
NWS_MUST_CHECK nws_status nws_scalar_resolve(nws_arena *arena, nws_view text, nws_value *value);

/* By which rules a plain scalar is more than text. */
typedef enum nws_schema {
    NWS_SCHEMA_CORE,    /* YAML 1.2's core schema, as above */
    NWS_SCHEMA_YAML11,  /* YAML 1.1's types as PyYAML reads them, but for dates: they stay text */
    NWS_SCHEMA_FAILSAFE /* everything is text, an empty scalar too */
} nws_schema;

/* The same by another schema. 1.1: integers of base 60 that pass 64 bits are text. */
NWS_MUST_CHECK nws_status nws_scalar_resolve_as(nws_schema schema, nws_arena *arena, nws_view text,
                                                nws_value *value);

/* A decimal floating-point number, correctly rounded, whatever the host's locale. The whole of text
 * must be one; false when it is not. */
NWS_MUST_CHECK bool nws_scalar_float(nws_view text, double *number);
/* The shortest decimal form that reads back as number (finite); out has room for 32 bytes. Always
 * holds '.' or 'e', so that it stays a float. Returns the length. */
size_t nws_scalar_print(double number, char out[32]);

#endif
