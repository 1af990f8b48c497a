/* Days and dates of the Gregorian calendar, the ones from the others. Apart from date.c because
 * whoever shows a date needs it, too.
 */
#include "front/date.h"

unsigned nws_date_length(int64_t year, unsigned month)
{
    static const uint8_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && is_leap ? 29 : lengths[month - 1];
}

static int64_t floor_of(int64_t number, int64_t by)
{
    return number / by - (number % by < 0);
}

/* Both count years from March, so that the leap day comes last, in eras of 400 years, which all
 * have 146,097 days. 719,468 days lie between 1 March of the year 0 and 1970. */
int64_t nws_date_days(int64_t year, unsigned month, unsigned day)
{
    year -= month <= 2;
    const int64_t era = floor_of(year, 400);
    const int64_t year_of_era = year - era * 400;
    const int64_t day_of_year = (153 * (int64_t)((month + 9) % 12) + 2) / 5 + (int64_t)day - 1;
    const int64_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

nws_civil nws_date_civil(int64_t micros)
{
    const int64_t from_1970 = floor_of(micros, 86400000000), days = from_1970 + 719468;
    const int64_t era = floor_of(days, 146097);
    const int64_t day_of_era = days - era * 146097;
    const int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int64_t from_march = (5 * day_of_year + 2) / 153;
    const int64_t of_day = micros - from_1970 * 86400000000;
    const unsigned second = (unsigned)(of_day / 1000000);
    const unsigned month = (unsigned)(from_march < 10 ? from_march + 3 : from_march - 9);
    return (nws_civil){.year = year_of_era + era * 400 + (month <= 2),
                       .month = month,
                       .day = (unsigned)(day_of_year - (153 * from_march + 2) / 5 + 1),
                       .hour = second / 3600,
                       .minute = second / 60 % 60,
                       .second = second % 60,
                       .micro = (unsigned)(of_day % 1000000)};
}
