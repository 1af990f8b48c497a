/* What a plain scalar means: YAML 1.2's core schema, and no more.
 *
 * https://yaml.org/spec/1.2.2/#103-core-schema, with leading-zero integers, 1_000, 12:30, yes, no,
 * on and off as text. No implicit timestamps: the field decides what is a date.
 */
#ifndef NWS_FRONT_SCALAR_H
#define NWS_FRONT_SCALAR_H

#include "front/value.h"

/* Fills kind, as, big and text of *value from a plain scalar's text. start and end are the
 * caller's. An integer past 64 bits becomes big with its digits in the arena. */
NWS_MUST_CHECK nws_status nws_scalar_resolve(nws_arena *arena, nws_view text, nws_value *value);

/* A decimal floating-point number, correctly rounded, whatever the host's locale. The whole of text
 * must be one; false when it is not. */
NWS_MUST_CHECK bool nws_scalar_float(nws_view text, double *number);
/* The shortest decimal form that reads back as number (finite); out has room for 32 bytes. Always
 * holds '.' or 'e', so that it stays a float. Returns the length. */
size_t nws_scalar_print(double number, char out[32]);

#endif
