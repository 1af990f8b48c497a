/* Dates: every form, what each reader of dates gets wrong, and the calendar against a plain count.
 */
#include "front/date.h"

#include "harness.h"

static nws_date read_in(const char *text, const nws_zone *zone)
{
    nws_date date;
    nws_date_read(nws_view_of(text, strlen(text)), zone, &date);
    return date;
}

static nws_date read_date(const char *text)
{
    return read_in(text, NULL);
}

typedef struct date_case {
    const char *text;
    const char *utc; /* YYYY-MM-DD HH:MM:SS.ffffff */
    int offset;
    nws_date_precision precision;
    nws_zone_source zone;
} date_case;

/* An instant written by the calendar functions under test, which test_calendar holds to a count. */
static void write_utc(int64_t micros, char out[64])
{
    const nws_civil at = nws_date_civil(micros);
    snprintf(out, 64, "%04d-%02u-%02u %02u:%02u:%02u.%06u", (int)at.year, at.month, at.day, at.hour,
             at.minute, at.second, at.micro);
}

static void check_case(const date_case *wanted, nws_date_flaw flaw)
{
    const nws_date date = read_date(wanted->text);
    char utc[64];
    write_utc(date.micros, utc);
    const bool same = date.flaw == flaw && strcmp(utc, wanted->utc) == 0 &&
                      date.offset_minutes == wanted->offset &&
                      date.precision == wanted->precision && date.zone_source == wanted->zone;
    if (!CHECK(same))
        fprintf(stderr, "  \"%s\": %s %+d precision %d zone %d flaw %d\n", wanted->text, utc,
                (int)date.offset_minutes, date.precision, date.zone_source, date.flaw);
}

#define YEAR NWS_PRECISION_YEAR
#define MONTH NWS_PRECISION_MONTH
#define DAY NWS_PRECISION_DAY
#define MINUTE NWS_PRECISION_MINUTE
#define SECOND NWS_PRECISION_SECOND
#define MICRO NWS_PRECISION_MICRO
#define EXPLICIT NWS_ZONE_EXPLICIT
#define NAMED NWS_ZONE_NAMED
#define ASSUMED NWS_ZONE_ASSUMED

static const date_case iso_cases[] = {
    {"2016-01-02 10:00:56 -0400", "2016-01-02 14:00:56.000000", -240, SECOND, EXPLICIT},
    {"2021-07-19T18:22:00Z", "2021-07-19 18:22:00.000000", 0, SECOND, EXPLICIT},
    {"2021-07-19t18:22:00z", "2021-07-19 18:22:00.000000", 0, SECOND, EXPLICIT},
    {"2021-07-19 18:22", "2021-07-19 18:22:00.000000", 0, MINUTE, ASSUMED},
    {"2021-07-19", "2021-07-19 00:00:00.000000", 0, DAY, ASSUMED},
    {"2021-07", "2021-07-01 00:00:00.000000", 0, MONTH, ASSUMED},
    {"2021", "2021-01-01 00:00:00.000000", 0, YEAR, ASSUMED},
    {"2021-7-9 8:05", "2021-07-09 08:05:00.000000", 0, MINUTE, ASSUMED},
    {"2021-07-19T18:22:00.1234569+08:00", "2021-07-19 10:22:00.123456", 480, MICRO, EXPLICIT},
    {"2021-07-19 18:22:00.5", "2021-07-19 18:22:00.500000", 0, MICRO, ASSUMED},
    {"2021-07-19 18:22:00,25 +0800", "2021-07-19 10:22:00.250000", 480, MICRO, EXPLICIT},
    {"2021-07-19 18:22:00 +08", "2021-07-19 10:22:00.000000", 480, SECOND, EXPLICIT},
    {"2021-07-19 18:22:00+0545", "2021-07-19 12:37:00.000000", 345, SECOND, EXPLICIT},
    {"2021-07-19 18:22:00 -00:00", "2021-07-19 18:22:00.000000", 0, SECOND, EXPLICIT},
    {"2021-07-19 18:22:00 +1400", "2021-07-19 04:22:00.000000", 840, SECOND, EXPLICIT},
    {"2021-07-19 18:22:00 UTC", "2021-07-19 18:22:00.000000", 0, SECOND, NAMED},
    {"2021-07-19 18:22:00 +0800 CST", "2021-07-19 10:22:00.000000", 480, SECOND, EXPLICIT},
    {"2021-07-19 18:22 UTC+8", "2021-07-19 10:22:00.000000", 480, MINUTE, EXPLICIT},
    {"2021-07-19 +0800", "2021-07-18 16:00:00.000000", 480, DAY, EXPLICIT},
    {" 2021-07-19\t\r\n", "2021-07-19 00:00:00.000000", 0, DAY, ASSUMED},
    {"2021/07/19", "2021-07-19 00:00:00.000000", 0, DAY, ASSUMED},
    {"2021/7/9 8:05:09", "2021-07-09 08:05:09.000000", 0, SECOND, ASSUMED},
    {"2021.07.19", "2021-07-19 00:00:00.000000", 0, DAY, ASSUMED},
    {"20210719", "2021-07-19 00:00:00.000000", 0, DAY, ASSUMED},
    {"20210719T182203Z", "2021-07-19 18:22:03.000000", 0, SECOND, EXPLICIT},
    {"20210719T1822", "2021-07-19 18:22:00.000000", 0, MINUTE, ASSUMED},
    {"0001-01-01", "0001-01-01 00:00:00.000000", 0, DAY, ASSUMED},
    {"9999-12-31 23:59:59.999999", "9999-12-31 23:59:59.999999", 0, MICRO, ASSUMED},
    {"1600-02-29", "1600-02-29 00:00:00.000000", 0, DAY, ASSUMED},
    {"1969-12-31T23:59:59Z", "1969-12-31 23:59:59.000000", 0, SECOND, EXPLICIT},
    {"1626690120", "2021-07-19 10:22:00.000000", 0, SECOND, EXPLICIT},
    {"1626690120123", "2021-07-19 10:22:00.123000", 0, MICRO, EXPLICIT},
};

static const date_case named_cases[] = {
    {"Mon, 19 Jul 2021 18:22:00 GMT", "2021-07-19 18:22:00.000000", 0, SECOND, NAMED},
    {"Fri, 19 Jul 2021 18:22:00 GMT", "2021-07-19 18:22:00.000000", 0, SECOND, NAMED},
    {"19 Jul 2021 18:22 +0800", "2021-07-19 10:22:00.000000", 480, MINUTE, EXPLICIT},
    {"Mon, 19 Jul 21 18:22:00 EST", "2021-07-19 23:22:00.000000", -300, SECOND, NAMED},
    {"19 Jul 49 18:22 UT", "2049-07-19 18:22:00.000000", 0, MINUTE, NAMED},
    {"19 Jul 50 18:22 PDT", "1950-07-20 01:22:00.000000", -420, MINUTE, NAMED},
    {"19 Jul 121 18:22 JST", "2021-07-19 09:22:00.000000", 540, MINUTE, NAMED},
    {"Mon, 19 Jul 2021 18:22:00 +0200 (CEST)", "2021-07-19 16:22:00.000000", 120, SECOND, EXPLICIT},
    {"Monday, 19-Jul-21 18:22:00 GMT", "2021-07-19 18:22:00.000000", 0, SECOND, NAMED},
    {"Mon Jul 19 18:22:00 2021", "2021-07-19 18:22:00.000000", 0, SECOND, ASSUMED},
    {"Mon Aug  9 18:22:00 2021 +0800", "2021-08-09 10:22:00.000000", 480, SECOND, EXPLICIT},
    {"Mon Jul 19 18:22:00 +0800 2021", "2021-07-19 10:22:00.000000", 480, SECOND, EXPLICIT},
    {"Mon Jul 19 2021 18:22:00 GMT+0800 (China Standard Time)", "2021-07-19 10:22:00.000000", 480,
     SECOND, EXPLICIT},
    {"July 19, 2021", "2021-07-19 00:00:00.000000", 0, DAY, ASSUMED},
    {"JULY 19, 2021 18:22", "2021-07-19 18:22:00.000000", 0, MINUTE, ASSUMED},
    {"July 19, 2021 6:22:05 PM", "2021-07-19 18:22:05.000000", 0, SECOND, ASSUMED},
    {"Jul. 19, 2021, 6:22 pm", "2021-07-19 18:22:00.000000", 0, MINUTE, ASSUMED},
    {"July 19, 2021 at 12:22 AM EST", "2021-07-19 05:22:00.000000", -300, MINUTE, NAMED},
    {"july 19 2021 12:22 PM", "2021-07-19 12:22:00.000000", 0, MINUTE, ASSUMED},
    {"Sept 9 2021", "2021-09-09 00:00:00.000000", 0, DAY, ASSUMED},
    {"19 July 2021", "2021-07-19 00:00:00.000000", 0, DAY, ASSUMED},
    {"2021年7月19日", "2021-07-19 00:00:00.000000", 0, DAY, ASSUMED},
    {"2021年7月19日 18:22", "2021-07-19 18:22:00.000000", 0, MINUTE, ASSUMED},
    {"2021年07月19日18：22：05", "2021-07-19 18:22:05.000000", 0, SECOND, ASSUMED},
    {"2021 年 7 月 19 日 下午 6:22", "2021-07-19 18:22:00.000000", 0, MINUTE, ASSUMED},
    {"2021年7月19日 下午13:05", "2021-07-19 13:05:00.000000", 0, MINUTE, ASSUMED},
    {"2021年7月19日 星期一 上午12:30", "2021-07-19 00:30:00.000000", 0, MINUTE, ASSUMED},
    {"2021年7月19日 中午1点5分", "2021-07-19 13:05:00.000000", 0, MINUTE, ASSUMED},
    {"2021年7月19日　晚上8点30分", "2021-07-19 20:30:00.000000", 0, MINUTE, ASSUMED},
    {"2021年7月19日 18时22分05秒", "2021-07-19 18:22:05.000000", 0, SECOND, ASSUMED},
    {"2021年7月", "2021-07-01 00:00:00.000000", 0, MONTH, ASSUMED},
    {"2021年", "2021-01-01 00:00:00.000000", 0, YEAR, ASSUMED},
};

static const date_case vague_cases[] = {
    {"Mon, 19 Jul 2021 18:22:00 CST", "2021-07-19 18:22:00.000000", 0, SECOND, NWS_ZONE_AMBIGUOUS},
    {"Mon Jul 19 18:22:00 ist 2021", "2021-07-19 18:22:00.000000", 0, SECOND, NWS_ZONE_AMBIGUOUS},
    {"2021-07-19 18:22 BST", "2021-07-19 18:22:00.000000", 0, MINUTE, NWS_ZONE_AMBIGUOUS},
};

static void test_forms(void)
{
    for (size_t i = 0; i < sizeof iso_cases / sizeof *iso_cases; i++)
        check_case(&iso_cases[i], NWS_DATE_SOUND);
    for (size_t i = 0; i < sizeof named_cases / sizeof *named_cases; i++)
        check_case(&named_cases[i], NWS_DATE_SOUND);
    for (size_t i = 0; i < sizeof vague_cases / sizeof *vague_cases; i++)
        check_case(&vague_cases[i], NWS_DATE_AMBIGUOUS);
}

static void check_flaw(const char *text, nws_date_flaw flaw)
{
    const nws_date date = read_date(text);
    if (!CHECK(date.flaw == flaw && date.micros == 0 && date.precision == NWS_PRECISION_NONE))
        fprintf(stderr, "  \"%s\": flaw %d, wanted %d\n", text, date.flaw, flaw);
}

static void test_flaws(void)
{
    static const char *const unreadable[] = {
        "",
        " ",
        "yesterday",
        "Invalid date",
        "{{ date }}",
        "2021-07-19 x",
        "2021-07-19T",
        "2021-07-19 at",
        "2021-07-19,",
        "2021 - 07 - 19",
        "2021-07-190",
        "21-07-19",
        "07/19/21",
        "2021-07-19-05",
        "2021-07-19Z",
        "13:05",
        "2021-07-19 18",
        "2021-07-19 18:",
        "2021-07-19 18:22:",
        "2021-07-19 18:22 XYZ",
        "2021-07-19 18:22 +800",
        "2021-07-19 18:22 + 0800",
        "2021-07-19 18:22 +08:",
        "2021-07-19 18:22 +08:00 Z",
        "2021-07-19 18:22 +",
        "2021-07-19 18:22 (open",
        "202",
        "20210",
        "162669012",
        "16266901201",
        "Jul 2021 19",
        "Monday",
        "Jul",
        "年",
        "2021年19日",
        "2021-07-19 18:22 UTC UTC",
        "-1626690120",
        "99999999999999999999999999",
        "2021-07-19 \xFF",
    };
    static const char *const impossible[] = {
        "2021-02-29",
        "2021-02-30 10:00",
        "1900-02-29",
        "2021-04-31",
        "2021-13-01",
        "2021-00-10",
        "2021-01-00",
        "2021-01-32",
        "0000-01-01",
        "2021-07-19 24:00",
        "2021-07-19 25:00",
        "2021-07-19 10:60",
        "2021-07-19 23:59:60",
        "31 Jun 2021",
        "2021年2月30日",
        "20210230",
        "2021-07-19 13:05 AM",
        "2021-07-19 0:05 PM",
        "2021年7月19日 晚上12:30",
        "2021年7月19日 中午20:00",
        "2021-13",
        "0001-01-01 00:00 +0100",
        "9999-12-31T23:59:59-01:00",
        "20210719T2400",
    };
    static const char *const offsets[] = {
        "2021-07-19 18:22 +1401", "2021-07-19 18:22 -1500",          "2021-07-19 18:22:00-2400",
        "2021-07-19 18:22 +0860", "Mon, 19 Jul 2021 18:22:00 +9999",
    };
    for (size_t i = 0; i < sizeof unreadable / sizeof *unreadable; i++)
        check_flaw(unreadable[i], NWS_DATE_UNREADABLE);
    for (size_t i = 0; i < sizeof impossible / sizeof *impossible; i++)
        check_flaw(impossible[i], NWS_DATE_IMPOSSIBLE);
    for (size_t i = 0; i < sizeof offsets / sizeof *offsets; i++)
        check_flaw(offsets[i], NWS_DATE_BAD_OFFSET);
}

/* Half an hour in summer; before there were zones, what the sun says of Shanghai. Remembers what it
 * was asked. */
static int32_t summer_offset(void *context, int64_t local)
{
    *(int64_t *)context = local;
    const nws_civil at = nws_date_civil(local);
    if (at.year < 1901)
        return 8 * 3600 + 5 * 60 + 43;
    return at.month >= 4 && at.month < 10 ? 1800 : 0;
}

static void test_zones(void)
{
    const nws_zone shanghai = {.fixed_minutes = 480};
    const nws_date plain = read_date("2021-07-19 18:22");
    nws_date date = read_in("2021-07-19 18:22", &shanghai);
    CHECK(date.micros == plain.micros - INT64_C(480) * 60000000);
    CHECK(date.offset_minutes == 480 && date.zone_source == NWS_ZONE_ASSUMED);
    date = read_in("2021-07-19 18:22 CST", &shanghai);
    CHECK(date.flaw == NWS_DATE_AMBIGUOUS && date.offset_minutes == 480);
    CHECK(date.micros == plain.micros - INT64_C(480) * 60000000);
    date = read_in("2021-07-19 18:22Z", &shanghai);
    CHECK(date.micros == plain.micros && date.offset_minutes == 0);
    date = read_in("1626690120", &shanghai);
    CHECK(date.micros == INT64_C(1626690120000000) && date.offset_minutes == 0);

    int64_t asked = 0;
    const nws_zone summer = {480, summer_offset, &asked, {0}, false};
    date = read_in("2021-07-19 18:22", &summer);
    CHECK(date.offset_minutes == 30 && asked == plain.micros);
    CHECK(date.micros == plain.micros - INT64_C(30) * 60000000);
    CHECK(read_in("2021-01-19", &summer).offset_minutes == 0);
    date = read_in("1900-01-01 08:05:43", &summer);
    CHECK(date.micros == read_date("1900-01-01").micros && date.offset_minutes == 486);
    asked = 7;
    CHECK(read_in("2021-07-19 18:22 +0100", &summer).offset_minutes == 60 && asked == 7);
}

/* The first and the last microsecond of a day. */
static bool is_day(int64_t count, int64_t year, unsigned month, unsigned day)
{
    const nws_civil first = nws_date_civil(count * 86400000000);
    const nws_civil last = nws_date_civil(count * 86400000000 + 86399999999);
    return first.year == year && first.month == month && first.day == day && first.hour == 0 &&
           first.minute == 0 && first.second == 0 && first.micro == 0 && last.year == year &&
           last.month == month && last.day == day && last.hour == 23 && last.minute == 59 &&
           last.second == 59 && last.micro == 999999;
}

/* Every day of ten thousand years, counted one by one. */
static void test_calendar(void)
{
    static const unsigned lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t count = -719162; /* 1 January of the year 1 */
    bool same = true;
    for (int64_t year = 1; year <= 9999; year++) {
        const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        for (unsigned month = 1; month <= 12; month++) {
            const unsigned last = lengths[month - 1] + (month == 2 && leap ? 1 : 0);
            for (unsigned day = 1; day <= last; day++, count++)
                same = same && nws_date_days(year, month, day) == count &&
                       is_day(count, year, month, day);
        }
    }
    CHECK(same);
    CHECK(nws_date_days(1970, 1, 1) == 0);
    CHECK(nws_date_days(10000, 1, 1) == count);
}

/* Every cut of every form, and every form with one byte changed, without a fault. A proper prefix
 * never reads as a finer date than the whole. */
static void test_damage(void)
{
    for (size_t i = 0; i < sizeof named_cases / sizeof *named_cases; i++) {
        const size_t length = strlen(named_cases[i].text);
        char *copy = malloc(length + 1); /* exact, so that ASan sees every read past it */
        if (copy == NULL)
            return;
        for (size_t cut = 0; cut <= length; cut++) {
            nws_date date;
            char *exact = malloc(cut + 1);
            if (exact == NULL)
                break;
            memcpy(exact + 1, named_cases[i].text, cut);
            nws_date_read(nws_view_of(exact + 1, cut), NULL, &date);
            CHECK(date.precision <= named_cases[i].precision || date.flaw != NWS_DATE_SOUND);
            free(exact);
        }
        bool bounded = true;
        for (size_t at = 0; at < length; at++) {
            for (unsigned byte = 0; byte < 256; byte++) {
                nws_date date;
                memcpy(copy, named_cases[i].text, length);
                copy[at] = (char)byte;
                nws_date_read(nws_view_of(copy, length), NULL, &date);
                bounded = bounded && date.flaw <= NWS_DATE_AMBIGUOUS;
            }
        }
        CHECK(bounded);
        free(copy);
    }
    const size_t many = 1 << 20;
    char *long_text = malloc(many);
    if (long_text == NULL)
        return;
    static const char fill[] = "0 a-(:";
    for (size_t i = 0; i + 1 < sizeof fill; i++) {
        nws_date date;
        memset(long_text, fill[i], many);
        nws_date_read(nws_view_of(long_text, many), NULL, &date);
        CHECK(date.flaw == NWS_DATE_UNREADABLE);
    }
    free(long_text);
}

/* ---- the order of day and month ---- */

/* Which day of which month of 2021 a text is read as; 0: none. */
static int read_order(const char *text, const nws_zone *zone, nws_date_evidence evidence, int form)
{
    const nws_date date = read_in(text, zone);
    CHECK(date.evidence == evidence && date.form == form);
    if (date.flaw != NWS_DATE_SOUND) {
        CHECK(date.flaw == NWS_DATE_EITHER && date.micros == 0);
        return 0;
    }
    const nws_civil at = nws_date_civil(date.micros);
    CHECK(at.year == 2021);
    return (int)(at.month * 100 + at.day);
}

static void test_order(void)
{
    static const char marks[] = "/-.";
    for (int form = 0; form < NWS_DATE_FORMS; form++) {
        nws_zone zone = NWS_ZONE_UTC;
        char either[32], dmy[32], mdy[32], same[32], both[32];
        const char m = marks[form];
        snprintf(either, sizeof either, "03%c04%c2021", m, m);
        snprintf(dmy, sizeof dmy, "25%c12%c2021 10:30", m, m);
        snprintf(mdy, sizeof mdy, "12%c25%c2021 10:30 PM", m, m);
        snprintf(same, sizeof same, "5%c5%c2021", m, m);
        snprintf(both, sizeof both, "13%c14%c2021", m, m);
        for (int order = NWS_ORDER_UNKNOWN; order <= NWS_ORDER_MDY; order++) {
            zone.orders[form] = (uint8_t)order;
            const int wanted = order == NWS_ORDER_DMY ? 403 : order == NWS_ORDER_MDY ? 304 : 0;
            CHECK(read_order(either, &zone, NWS_EVIDENCE_EITHER, form) == wanted);
            /* What can be but one is that, whatever the order. */
            CHECK(read_order(dmy, &zone, NWS_EVIDENCE_DMY, form) == 1225);
            CHECK(read_order(mdy, &zone, NWS_EVIDENCE_MDY, form) == 1225);
            CHECK(read_order(same, &zone, NWS_EVIDENCE_NONE, form) == 505);
            const nws_date none = read_in(both, &zone);
            CHECK(none.flaw == NWS_DATE_IMPOSSIBLE && none.evidence == NWS_EVIDENCE_NONE);
        }
        CHECK(read_order(either, NULL, NWS_EVIDENCE_EITHER, form) == 0);
    }
    /* An order is one form's alone. */
    nws_zone slashes = NWS_ZONE_UTC;
    slashes.orders[0] = NWS_ORDER_DMY;
    CHECK(read_in("03.04.2021", &slashes).flaw == NWS_DATE_EITHER);
    /* An impossible time is no matter of order. */
    CHECK(read_date("03/04/2021 25:00").flaw == NWS_DATE_IMPOSSIBLE);
    CHECK(read_date("31/02/2021").flaw == NWS_DATE_IMPOSSIBLE);
    CHECK(read_date("31/02/2021").evidence == NWS_EVIDENCE_NONE);
    CHECK(read_date("0/04/2021").flaw == NWS_DATE_IMPOSSIBLE);
    CHECK(read_date("03/04-2021").flaw == NWS_DATE_UNREADABLE);
}

/* Each name of a month and each zone that one name has, beside what RFC 2822 and the zones' own
 * calendars give: a wrong row of the table is a wrong date. */
static void test_words(void)
{
    static const char *const months[][3] = {
        {"Jan", "January"},
        {"Feb", "February"},
        {"Mar", "March"},
        {"Apr", "April"},
        {"May"},
        {"Jun", "June"},
        {"Jul", "July"},
        {"Aug", "August"},
        {"Sep", "Sept", "September"},
        {"Oct", "October"},
        {"Nov", "November"},
        {"Dec", "December"},
    };
    char text[64];
    for (unsigned month = 0; month < 12; month++) {
        for (size_t i = 0; i < 3 && months[month][i] != NULL; i++) {
            snprintf(text, sizeof text, "9 %s 2021", months[month][i]);
            const nws_date date = read_date(text);
            const nws_civil at = nws_date_civil(date.micros);
            if (!CHECK(date.flaw == NWS_DATE_SOUND && at.month == month + 1 && at.day == 9))
                fprintf(stderr, "  %s\n", text);
        }
    }
    static const struct {
        const char *name;
        int minutes;
    } zones[] = {
        {"EST", -300}, {"EDT", -240}, {"CDT", -300},  {"MST", -420},  {"MDT", -360},
        {"PST", -480}, {"PDT", -420}, {"AKST", -540}, {"AKDT", -480}, {"HST", -600},
        {"WET", 0},    {"WEST", 60},  {"CET", 60},    {"CEST", 120},  {"EET", 120},
        {"EEST", 180}, {"MSK", 180},  {"HKT", 480},   {"SGT", 480},   {"JST", 540},
        {"KST", 540},  {"AEST", 600}, {"AEDT", 660},  {"NZST", 720},  {"NZDT", 780},
    };
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        snprintf(text, sizeof text, "19 Jul 2021 18:22:00 %s", zones[i].name);
        const nws_date date = read_date(text);
        if (!CHECK(date.zone_source == NWS_ZONE_NAMED && date.offset_minutes == zones[i].minutes))
            fprintf(stderr, "  %s: %+d\n", text, (int)date.offset_minutes);
    }
}

int main(void)
{
    test_forms();
    test_flaws();
    test_zones();
    test_calendar();
    test_damage();
    test_order();
    test_words();
    return harness_report();
}
