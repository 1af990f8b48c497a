/* Dates: which orders of tokens are one, and what instant they name. Apart from the fields because
 * it is a language of its own; the words of that language are in date_tokens.c.
 *
 * A form is a pattern, one letter a part:
 *
 *     Y  year of 4 digits                T  time: H:MM, H:MM:SS, H点, H时M分S秒, with AM or PM
 *     y  year of 2 to 4 digits           t  perhaps a time, after T, a comma or a blank
 *     M  month, D  day: 1 or 2 digits    i  T and a time of 4 or 6 digits
 *     N  name of a month, or with a dot  z  perhaps a zone: Z, +hh:mm, a name, or both
 *     C  8 digits: YYYYMMDD              w  perhaps a weekday, or with a comma
 *     P Q  day and month, 1 or 2 digits, the one way or the other
 *     a b c  the words 年, 月, 日        , - / .  that mark; the comma may be missing
 *
 * The first form that takes all tokens is the date's. A date that has a form but does not exist
 * (30 February, 24:00, a 60th second) is impossible and never rolled over.
 */
#include "front/date.h"

#include "front/date_tokens.h"

#define MICROS_PER_SECOND INT64_C(1000000)
#define MICROS_PER_MINUTE (60 * MICROS_PER_SECOND)
#define MICROS_PER_DAY (24 * 60 * MICROS_PER_MINUTE)

enum { MAX_OFFSET = 14 * 60, EPOCH_DIGITS = 10, EPOCH_MILLI_DIGITS = 13, NOT_WRITTEN = -1 };

static const char *const forms[] = {
    "Y-M-Dtz",    /* RFC 3339, ISO 8601 and Jekyll's: 2016-01-02 10:00:56 -0400 */
    "Y/M/Dtz",    /* 2021/07/19 18:22 */
    "Y.M.Dtz",    /* 2021.07.19 */
    "P/Q/Ytz",    /* 19/07/2021 or 07/19/2021 */
    "P-Q-Ytz",    /* 19-07-2021 */
    "P.Q.Ytz",    /* 19.07.2021 */
    "wDNytz",     /* RFC 2822: Mon, 19 Jul 2021 18:22:00 GMT */
    "wD-N-ytz",   /* RFC 850: Monday, 19-Jul-21 18:22:00 GMT */
    "wND,Ytz",    /* July 19, 2021; JavaScript: Mon Jul 19 2021 18:22:00 GMT+0800 (...) */
    "wNDTzYz",    /* asctime: Mon Jul 19 18:22:00 2021; a zone before or after the year */
    "YaMbDcw,tz", /* 2021年7月19日 18:22 */
    "Citz",       /* 20210719T182200Z */
    "Y-M",        /* 2021-07 */
    "Y/M",        /* 2021/07 */
    "YaMb",       /* 2021年7月 */
    "Ya",         /* 2021年 */
    "Y",          /* 2021 */
};

/* What has been read. */
typedef struct date_parts {
    int64_t year;
    int64_t month, day;  /* NOT_WRITTEN when nobody wrote them */
    int64_t first, next; /* day and month in an order of their own; NOT_WRITTEN likewise */
    int64_t hour, minute, second, micros;
    int64_t offset;               /* minutes east */
    nws_date_precision precision; /* of the time; NWS_PRECISION_NONE without one */
    bool has_zone;
    nws_zone_source zone;
    bool bad_half;   /* 13 AM */
    bool bad_offset; /* minutes past 59 */
} date_parts;

typedef struct date_cursor {
    const nws_token *at;
    date_parts parts;
} date_cursor;

static bool is_kind(const nws_token *token, nws_token_kind kind, int64_t value)
{
    return token->kind == kind && token->value == value;
}

static bool is_mark(const nws_token *token, char mark)
{
    return is_kind(token, NWS_TOKEN_MARK, mark);
}

/* A number of least to most digits. */
static bool is_number(const nws_token *token, size_t least, size_t most)
{
    return token->kind == NWS_TOKEN_NUMBER && token->text.length >= least &&
           token->text.length <= most;
}

static bool take_kind(date_cursor *cursor, nws_token_kind kind)
{
    if (cursor->at->kind != kind)
        return false;
    cursor->at++;
    return true;
}

static bool take_unit(date_cursor *cursor, char unit)
{
    if (!is_kind(cursor->at, NWS_TOKEN_UNIT, unit))
        return false;
    cursor->at++;
    return true;
}

/* A mark with no blank on either side. */
static bool take_tight(date_cursor *cursor, char mark)
{
    if (!is_mark(cursor->at, mark) || cursor->at[0].spaced || cursor->at[1].spaced)
        return false;
    cursor->at++;
    return true;
}

static bool take_number(date_cursor *cursor, size_t least, size_t most, int64_t *number)
{
    if (!is_number(cursor->at, least, most))
        return false;
    *number = cursor->at->value;
    cursor->at++;
    return true;
}

/* A number of 1 or 2 digits after a tight mark. */
static bool take_field(date_cursor *cursor, char mark, int64_t *number)
{
    if (!is_mark(cursor->at, mark) || !is_number(cursor->at + 1, 1, 2))
        return false;
    return take_tight(cursor, mark) && take_number(cursor, 1, 2, number);
}

static void take_comma(date_cursor *cursor)
{
    if (is_mark(cursor->at, ','))
        cursor->at++;
}

/* https://www.rfc-editor.org/rfc/rfc2822#section-4.3 on years of two and three digits. */
static bool take_year(date_cursor *cursor, size_t least)
{
    const size_t digits = cursor->at->text.length;
    if (!take_number(cursor, least, 4, &cursor->parts.year))
        return false;
    if (digits == 2)
        cursor->parts.year += cursor->parts.year < 50 ? 2000 : 1900;
    else if (digits == 3)
        cursor->parts.year += 1900;
    return true;
}

static bool take_month_name(date_cursor *cursor)
{
    cursor->parts.month = cursor->at->value;
    if (!take_kind(cursor, NWS_TOKEN_MONTH))
        return false;
    if (is_mark(cursor->at, '.'))
        cursor->at++;
    return true;
}

static bool take_weekday(date_cursor *cursor)
{
    if (take_kind(cursor, NWS_TOKEN_WEEKDAY))
        take_comma(cursor);
    return true;
}

static bool take_compact_date(date_cursor *cursor)
{
    int64_t digits;
    if (!take_number(cursor, 8, 8, &digits))
        return false;
    cursor->parts.year = digits / 10000;
    cursor->parts.month = digits / 100 % 100;
    cursor->parts.day = digits % 100;
    return true;
}

/* A fraction of a second of any length, cut off after six digits. */
static bool take_fraction(date_cursor *cursor)
{
    const nws_token *digits = cursor->at + 1;
    if (!is_mark(cursor->at, '.') && !is_mark(cursor->at, ','))
        return true;
    if (cursor->at->spaced || digits->spaced || digits->kind != NWS_TOKEN_NUMBER)
        return true;
    cursor->parts.micros = 0;
    for (size_t i = 0; i < 6; i++)
        cursor->parts.micros =
            cursor->parts.micros * 10 + (i < digits->text.length ? digits->text.data[i] - '0' : 0);
    cursor->parts.precision = NWS_PRECISION_MICRO;
    cursor->at = digits + 1;
    return true;
}

/* "T1822" and "T182200". Nothing is no mistake. */
static bool take_compact_time(date_cursor *cursor)
{
    const nws_token *digits = cursor->at + 1;
    if (cursor->at->kind != NWS_TOKEN_T || (!is_number(digits, 4, 4) && !is_number(digits, 6, 6)))
        return true;
    if (cursor->at->spaced || digits->spaced)
        return false;
    const bool has_seconds = digits->text.length == 6;
    const int64_t minutes = has_seconds ? digits->value / 100 : digits->value;
    cursor->parts.hour = minutes / 100;
    cursor->parts.minute = minutes % 100;
    cursor->parts.second = has_seconds ? digits->value % 100 : 0;
    cursor->parts.precision = has_seconds ? NWS_PRECISION_SECOND : NWS_PRECISION_MINUTE;
    cursor->at = digits + 1;
    return !has_seconds || take_fraction(cursor);
}

/* Hours as they are said to hours of the day. "下午13:05" and "00:30 AM" are written, 13 AM is not.
 */
static void apply_half(date_parts *parts, nws_half half)
{
    const int64_t hour = parts->hour;
    if (half == NWS_HALF_AM) {
        parts->bad_half = hour > 12;
        parts->hour = hour == 12 ? 0 : hour;
    } else if (half == NWS_HALF_NOON) {
        parts->bad_half = (hour < 11 && hour != 1) || hour > 14;
        parts->hour = hour == 1 ? 13 : hour;
    } else {
        /* 12 in the evening is midnight to some, a slip to others. */
        parts->bad_half = hour == 0 || (half == NWS_HALF_EVENING && hour == 12);
        parts->hour = hour < 12 ? hour + 12 : hour;
    }
}

/* H点, H点M分, H时M分S秒; the last unit may be missing. */
static bool take_unit_time(date_cursor *cursor)
{
    date_parts *parts = &cursor->parts;
    if (!take_number(cursor, 1, 2, &parts->hour) || !take_unit(cursor, 'h'))
        return false;
    parts->precision = NWS_PRECISION_MINUTE;
    if (!take_number(cursor, 1, 2, &parts->minute) || !take_unit(cursor, 'm'))
        return true;
    if (take_number(cursor, 1, 2, &parts->second)) {
        parts->precision = NWS_PRECISION_SECOND;
        (void)take_unit(cursor, 's');
    }
    return true;
}

static bool take_clock_time(date_cursor *cursor)
{
    date_parts *parts = &cursor->parts;
    if (!take_number(cursor, 1, 2, &parts->hour) || !take_field(cursor, ':', &parts->minute))
        return false;
    parts->precision = NWS_PRECISION_MINUTE;
    if (!take_field(cursor, ':', &parts->second))
        return true;
    parts->precision = NWS_PRECISION_SECOND;
    return take_fraction(cursor);
}

static bool take_time(date_cursor *cursor)
{
    const nws_token *half = cursor->at;
    const bool has_half = take_kind(cursor, NWS_TOKEN_HALF);
    const nws_token *hour = cursor->at;
    if (hour->kind != NWS_TOKEN_NUMBER)
        return false;
    if (!(is_kind(hour + 1, NWS_TOKEN_UNIT, 'h') ? take_unit_time(cursor)
                                                 : take_clock_time(cursor)))
        return false;
    if (!has_half) {
        half = cursor->at;
        if (!take_kind(cursor, NWS_TOKEN_HALF))
            return true;
    }
    apply_half(&cursor->parts, (nws_half)half->value);
    return true;
}

/* Nothing is no mistake; a beginning without a time is. */
static bool take_later_time(date_cursor *cursor)
{
    const nws_token *token = cursor->at;
    if (token->kind == NWS_TOKEN_T) {
        if (token->spaced || token[1].spaced)
            return false;
        cursor->at++;
        return take_time(cursor);
    }
    const bool has_lead = is_mark(token, ',') || token->kind == NWS_TOKEN_AT;
    take_comma(cursor);
    (void)take_kind(cursor, NWS_TOKEN_AT);
    if (has_lead || cursor->at->kind == NWS_TOKEN_NUMBER || cursor->at->kind == NWS_TOKEN_HALF)
        return take_time(cursor);
    return true;
}

/* The digits after a sign: hh, hhmm or hh:mm. */
static bool take_offset(date_cursor *cursor)
{
    date_parts *parts = &cursor->parts;
    const bool west = is_mark(cursor->at, '-');
    const size_t digits = cursor->at[1].text.length;
    int64_t hours, minutes = 0;
    if (cursor->at[1].spaced || digits == 3)
        return false;
    cursor->at++;
    if (!take_number(cursor, 1, 4, &hours))
        return false;
    if (digits == 4) {
        minutes = hours % 100;
        hours /= 100;
    } else if (is_mark(cursor->at, ':') && !take_field(cursor, ':', &minutes)) {
        return false;
    }
    parts->bad_offset = minutes > 59;
    parts->offset = west ? -(hours * 60 + minutes) : hours * 60 + minutes;
    parts->zone = NWS_ZONE_EXPLICIT;
    parts->has_zone = true;
    return true;
}

static bool is_zone_name(const nws_token *token)
{
    return token->kind == NWS_TOKEN_UTC || token->kind == NWS_TOKEN_ZONE ||
           token->kind == NWS_TOKEN_VAGUE;
}

/* An offset counts for more than a name beside it: "GMT+0800", "+0800 CST". */
static bool take_zone(date_cursor *cursor)
{
    date_parts *parts = &cursor->parts;
    const nws_token *token = cursor->at;
    const bool has_sign = is_mark(token, '+') || is_mark(token, '-');
    if (!has_sign && token->kind != NWS_TOKEN_Z && !is_zone_name(token))
        return true;
    /* "2021-07-19-05" is no date with an offset, and one zone is enough. */
    if (parts->has_zone || (parts->precision < NWS_PRECISION_MINUTE && !token->spaced))
        return false;
    if (has_sign) {
        if (!take_offset(cursor))
            return false;
        if (is_zone_name(cursor->at))
            cursor->at++;
        return true;
    }
    cursor->at++;
    parts->has_zone = true;
    parts->offset = token->value;
    parts->zone = token->kind == NWS_TOKEN_Z       ? NWS_ZONE_EXPLICIT
                  : token->kind == NWS_TOKEN_VAGUE ? NWS_ZONE_AMBIGUOUS
                                                   : NWS_ZONE_NAMED;
    if (token->kind == NWS_TOKEN_UTC && (is_mark(token + 1, '+') || is_mark(token + 1, '-')))
        return !token[1].spaced && take_offset(cursor);
    return true;
}

/* One letter of a form: false when the tokens do not go on as it says. */
static bool take_part(date_cursor *cursor, char part)
{
    date_parts *parts = &cursor->parts;
    switch (part) {
    case 'Y': return take_year(cursor, 4);
    case 'y': return take_year(cursor, 2);
    case 'M': return take_number(cursor, 1, 2, &parts->month);
    case 'D': return take_number(cursor, 1, 2, &parts->day);
    case 'P': return take_number(cursor, 1, 2, &parts->first);
    case 'Q': return take_number(cursor, 1, 2, &parts->next);
    case 'C': return take_compact_date(cursor);
    case 'N': return take_month_name(cursor);
    case 'w': return take_weekday(cursor);
    case 'T': return take_time(cursor);
    case 't': return take_later_time(cursor);
    case 'i': return take_compact_time(cursor);
    case 'z': return take_zone(cursor);
    case 'a': return take_unit(cursor, 'Y');
    case 'b': return take_unit(cursor, 'M');
    case 'c': return take_unit(cursor, 'D');
    case ',': take_comma(cursor); return true;
    default: return take_tight(cursor, part);
    }
}

static bool take_form(const nws_token *tokens, const char *form, date_parts *parts)
{
    date_cursor cursor = {tokens, {.month = NOT_WRITTEN, .day = NOT_WRITTEN, .first = NOT_WRITTEN}};
    for (; *form != '\0'; form++)
        if (!take_part(&cursor, *form))
            return false;
    *parts = cursor.parts;
    return cursor.at->kind == NWS_TOKEN_END;
}

/* Seconds or milliseconds since 1970, told apart by their digits: from 2001 to 2286 both. */
static bool read_epoch(const nws_token *tokens, nws_date *date)
{
    if (tokens->kind == NWS_TOKEN_END || tokens[1].kind != NWS_TOKEN_END)
        return false;
    const bool is_milli = is_number(tokens, EPOCH_MILLI_DIGITS, EPOCH_MILLI_DIGITS);
    if (!is_milli && !is_number(tokens, EPOCH_DIGITS, EPOCH_DIGITS))
        return false;
    date->micros = tokens->value * (is_milli ? 1000 : MICROS_PER_SECOND);
    date->precision = is_milli ? NWS_PRECISION_MICRO : NWS_PRECISION_SECOND;
    date->zone_source = NWS_ZONE_EXPLICIT;
    date->flaw = NWS_DATE_SOUND;
    return true;
}

static bool is_possible(const date_parts *parts)
{
    if (parts->year < 1 || parts->year > 9999 || parts->month < 1 || parts->month > 12)
        return false;
    return parts->day >= 1 && parts->day <= nws_date_length(parts->year, (unsigned)parts->month) &&
           !parts->bad_half && parts->hour < 24 && parts->minute < 60 && parts->second < 60;
}

/* Fills in what was not written, and says how much was. */
static nws_date_precision complete(date_parts *parts)
{
    nws_date_precision precision = parts->precision;
    if (precision == NWS_PRECISION_NONE)
        precision = parts->day != NOT_WRITTEN     ? NWS_PRECISION_DAY
                    : parts->month != NOT_WRITTEN ? NWS_PRECISION_MONTH
                                                  : NWS_PRECISION_YEAR;
    if (parts->month == NOT_WRITTEN)
        parts->month = 1;
    if (parts->day == NOT_WRITTEN)
        parts->day = 1;
    return precision;
}

/* Seconds east of UTC at a local time without a zone of its own. */
static int64_t zone_offset(const nws_zone *zone, int64_t local)
{
    if (zone == NULL)
        return 0;
    return zone->offset_at != NULL ? zone->offset_at(zone->context, local)
                                   : (int64_t)zone->fixed_minutes * 60;
}

static int32_t whole_minutes(int64_t seconds)
{
    return (int32_t)((seconds + (seconds < 0 ? -30 : 30)) / 60);
}

/* Tells day from month where they stand in an order of their own: a number past 12 does, else what
 * the zone says of this form. False when both could be either. */
static bool settle_order(date_parts *parts, uint8_t form, const nws_zone *zone, nws_date *date)
{
    uint8_t order = NWS_ORDER_DMY;
    date->form = form;
    if (parts->first > 12 && parts->next <= 12) {
        date->evidence = NWS_EVIDENCE_DMY;
    } else if (parts->next > 12 && parts->first <= 12) {
        date->evidence = NWS_EVIDENCE_MDY;
        order = NWS_ORDER_MDY;
    } else if (parts->first != parts->next) {
        date->evidence = NWS_EVIDENCE_EITHER;
        order = zone == NULL ? (uint8_t)NWS_ORDER_UNKNOWN : zone->orders[form];
    }
    parts->day = order == NWS_ORDER_MDY ? parts->next : parts->first;
    parts->month = order == NWS_ORDER_MDY ? parts->first : parts->next;
    return order != NWS_ORDER_UNKNOWN;
}

/* Which of the marks parts the numbers of a form that begins with "P". */
static uint8_t form_of(const char *form)
{
    return form[1] == '/' ? 0 : form[1] == '-' ? 1 : 2;
}

static void set_date(date_parts *parts, const char *form, const nws_zone *zone, nws_date *date)
{
    const bool is_settled =
        parts->first == NOT_WRITTEN || settle_order(parts, form_of(form), zone, date);
    const nws_date_precision precision = complete(parts);
    if (!is_possible(parts)) {
        date->flaw = NWS_DATE_IMPOSSIBLE;
        date->evidence = NWS_EVIDENCE_NONE;
        return;
    }
    if (!is_settled) {
        date->flaw = NWS_DATE_EITHER;
        return;
    }
    if (parts->bad_offset || parts->offset < -MAX_OFFSET || parts->offset > MAX_OFFSET) {
        date->flaw = NWS_DATE_BAD_OFFSET;
        return;
    }
    const int64_t days = nws_date_days(parts->year, (unsigned)parts->month, (unsigned)parts->day);
    const int64_t local = days * MICROS_PER_DAY +
                          (parts->hour * 60 + parts->minute) * MICROS_PER_MINUTE +
                          parts->second * MICROS_PER_SECOND + parts->micros;
    const bool is_vague = parts->has_zone && parts->zone == NWS_ZONE_AMBIGUOUS;
    const int64_t offset =
        parts->has_zone && !is_vague ? parts->offset * 60 : zone_offset(zone, local);
    const int64_t micros = local - offset * MICROS_PER_SECOND;
    /* The offset can lead out of the years that a date has. */
    if (micros < nws_date_days(1, 1, 1) * MICROS_PER_DAY ||
        micros >= nws_date_days(10000, 1, 1) * MICROS_PER_DAY) {
        date->flaw = NWS_DATE_IMPOSSIBLE;
        return;
    }
    date->micros = micros;
    date->offset_minutes = whole_minutes(offset);
    date->precision = (uint8_t)precision;
    date->zone_source = (uint8_t)(parts->has_zone ? parts->zone : NWS_ZONE_ASSUMED);
    date->flaw = is_vague ? NWS_DATE_AMBIGUOUS : NWS_DATE_SOUND;
}

void nws_date_read(nws_view text, const nws_zone *zone, nws_date *date)
{
    nws_token tokens[NWS_DATE_TOKENS];
    date_parts parts = {0};
    *date = (nws_date){.zone_source = NWS_ZONE_ASSUMED, .flaw = NWS_DATE_UNREADABLE};
    if (!nws_date_tokens(text, tokens) || read_epoch(tokens, date))
        return;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (take_form(tokens, forms[i], &parts)) {
            set_date(&parts, forms[i], zone, date);
            return;
        }
    }
}
