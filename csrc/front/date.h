/* Dates as people and feeds write them, to microseconds since 1970 in UTC, or to nothing.
 *
 * Nothing is relative, nothing is filled in from today, an impossible date is no date. The host's
 * locale, clock and time zone are never asked.
 */
#ifndef NWS_FRONT_DATE_H
#define NWS_FRONT_DATE_H

#include "base/str.h"

#include <stdint.h>

typedef enum nws_date_flaw {
    NWS_DATE_SOUND = 0,
    NWS_DATE_UNREADABLE, /* no form that we know */
    NWS_DATE_IMPOSSIBLE, /* 30 February, 25:00 */
    NWS_DATE_BAD_OFFSET, /* beyond +-14:00 */
    NWS_DATE_AMBIGUOUS,  /* usable, but its zone name (CST, IST, ...) has several meanings */
    NWS_DATE_EITHER      /* 03/04/2021: nobody says which of them is the month */
} nws_date_flaw;

typedef enum nws_date_precision {
    NWS_PRECISION_NONE,
    NWS_PRECISION_YEAR,
    NWS_PRECISION_MONTH,
    NWS_PRECISION_DAY,
    NWS_PRECISION_MINUTE,
    NWS_PRECISION_SECOND,
    NWS_PRECISION_MICRO
} nws_date_precision;

typedef enum nws_zone_source {
    NWS_ZONE_EXPLICIT, /* Z or an offset */
    NWS_ZONE_NAMED,    /* GMT, UTC, EST, ... */
    NWS_ZONE_ASSUMED,  /* the timezone option */
    NWS_ZONE_AMBIGUOUS /* a name with several meanings: the timezone option */
} nws_zone_source;

/* The order of day and month where a date has both as numbers before the year. */
typedef enum nws_date_order { NWS_ORDER_UNKNOWN, NWS_ORDER_DMY, NWS_ORDER_MDY } nws_date_order;

/* Such dates are parted by one of three marks, and who writes 25.12.2020 may yet write 03/04/2021
 * the other way: each form has its order. */
enum { NWS_DATE_FORMS = 3 };

/* What is assumed of dates that do not say: zone and order. offset_at NULL: fixed minutes, else
 * asked with the local time. */
typedef struct nws_zone {
    int32_t fixed_minutes; /* east of UTC */
    /* Seconds east of UTC at a local wall time (microseconds as if it were UTC): before there were
     * zones, clocks differed by what the sun says, and not by whole minutes. */
    int32_t (*offset_at)(void *context, int64_t local_micros);
    void *context;
    uint8_t orders[NWS_DATE_FORMS]; /* nws_date_order of "/", "-" and "." */
    bool orders_inferred;           /* from other dates: what rests on them is told */
} nws_zone;

#define NWS_ZONE_UTC ((nws_zone){.fixed_minutes = 0})

/* What a date of one of those forms tells of their order. */
typedef enum nws_date_evidence {
    NWS_EVIDENCE_NONE,
    NWS_EVIDENCE_DMY,   /* 25/12/2020 */
    NWS_EVIDENCE_MDY,   /* 12/25/2020 */
    NWS_EVIDENCE_EITHER /* nothing: it needs to be told itself */
} nws_date_evidence;

typedef struct nws_date {
    int64_t
        micros; /* since 1970-01-01T00:00:00Z; only meaningful when flaw is SOUND or AMBIGUOUS */
    int32_t offset_minutes; /* rounded, where micros are exact */
    uint8_t precision;      /* nws_date_precision */
    uint8_t zone_source;    /* nws_zone_source */
    uint8_t flaw;           /* nws_date_flaw */
    uint8_t evidence;       /* nws_date_evidence */
    uint8_t form;           /* of what it is evidence for: 0 "/", 1 "-", 2 "." */
} nws_date;

/* Reads the whole of text (white space at its ends aside). Years 1 to 9999. zone NULL: UTC. */
void nws_date_read(nws_view text, const nws_zone *zone, nws_date *date);

/* How many days a month of 1 to 12 has. */
unsigned nws_date_length(int64_t year, unsigned month);

/* Days since 1970-01-01 of a proleptic Gregorian date (no checks). */
int64_t nws_date_days(int64_t year, unsigned month, unsigned day);

typedef struct nws_civil {
    int64_t year;
    unsigned month, day; /* from 1 */
    unsigned hour, minute, second, micro;
} nws_civil;

/* Date and time of microseconds since 1970-01-01. */
nws_civil nws_date_civil(int64_t micros);

#endif
