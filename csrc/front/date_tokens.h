/* A date's text as tokens: numbers, known words, punctuation.
 *
 * Only date.c and date_tokens.c include this. The forms of dates are patterns over these tokens, so
 * that no form needs to know how a month is spelt.
 */
#ifndef NWS_FRONT_DATE_TOKENS_H
#define NWS_FRONT_DATE_TOKENS_H

#include "base/str.h"

#include <stdint.h>

typedef enum nws_token_kind {
    NWS_TOKEN_END = 0,
    NWS_TOKEN_NUMBER,  /* value, or -1 when it has more than 18 digits */
    NWS_TOKEN_MARK,    /* one byte of punctuation: value */
    NWS_TOKEN_MONTH,   /* a name: value is 1 to 12 */
    NWS_TOKEN_WEEKDAY, /* read and forgotten: a wrong one does not make a date wrong */
    NWS_TOKEN_HALF,    /* AM, PM and their kin: value is a nws_half */
    NWS_TOKEN_T,       /* between date and time */
    NWS_TOKEN_AT,      /* "at", the same in prose */
    NWS_TOKEN_Z,
    NWS_TOKEN_UTC,   /* UTC, GMT, UT: an offset may follow */
    NWS_TOKEN_ZONE,  /* a name with one meaning: value is minutes east of UTC */
    NWS_TOKEN_VAGUE, /* a name with several meanings */
    NWS_TOKEN_UNIT   /* after a number: value is 'Y', 'M', 'D', 'h', 'm' or 's' */
} nws_token_kind;

typedef enum nws_half { NWS_HALF_AM, NWS_HALF_PM, NWS_HALF_NOON, NWS_HALF_EVENING } nws_half;

typedef struct nws_token {
    nws_token_kind kind;
    bool spaced; /* white space or a comment stands before it */
    int64_t value;
    nws_view text;
} nws_token;

/* The longest form, a JavaScript date with all its parts, has 17; the list ends with an END. */
enum { NWS_DATE_TOKENS = 28 };

/* Cuts text into tokens; false when a part of it is none or there are too many. White space is
 * ASCII's, U+00A0, U+202F and U+3000; comments stand in round brackets and do not nest. */
NWS_MUST_CHECK bool nws_date_tokens(nws_view text, nws_token tokens[NWS_DATE_TOKENS]);

#endif
