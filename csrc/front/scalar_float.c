/* Decimal text to double and back, correctly rounded. Apart from scalar.c because it is arithmetic,
 * and our own because strtod and printf obey the host's locale.
 *
 * Few digits and a small power of ten are one exact multiplication or division. All else goes
 * through an exact decimal that is doubled and halved until its binary form can be read off:
 * slow, but bounded whatever the text is.
 */
#include "front/scalar.h"

#include <float.h>
#include <math.h>

enum {
    LIMB_DIGITS = 9,
    LIMB_BASE = 1000000000,
    SHIFT = 29,       /* the most bits of one step: a limb times 2^29 plus a carry fits 64 bits */
    MAX_DIGITS = 800, /* halfway between two doubles there are at most 768; the rest is sticky */
    MAX_POINT = 310,  /* 10^309 is infinite */
    MIN_POINT = -330, /* 10^-330 is zero */
    /* MAX_DIGITS at both ends unaligned, and 1,100 halvings of 4 limbs in 29. */
    MAX_LIMBS = MAX_DIGITS / LIMB_DIGITS + 3 + (1100 / SHIFT + 1) * 4
};

/* 0.limb[0] limb[1] ... times 10^(9 * point). limb[0] is not 0. */
typedef struct float_decimal {
    uint32_t limb[MAX_LIMBS];
    int count;
    int point;
} float_decimal;

/* The parts of a text that is a number. */
typedef struct float_text {
    bool negative;
    nws_view whole;    /* digits before the point */
    nws_view fraction; /* digits after it */
    int exponent;      /* clamped to +-EXPONENT_LIMIT */
} float_text;

/* Past any length of text that fits a header, so that clamping never changes a result. */
enum { EXPONENT_LIMIT = 1000000000 };

static nws_view take_digits(nws_view text, size_t *at)
{
    const size_t start = *at;
    while (*at < text.length && nws_is_digit((unsigned char)text.data[*at]))
        ++*at;
    return nws_view_slice(text, start, *at - start);
}

/* A sign at *at, which is moved past it: true for '-'. */
static bool take_sign(nws_view text, size_t *at)
{
    if (*at < text.length && (text.data[*at] == '-' || text.data[*at] == '+'))
        return text.data[(*at)++] == '-';
    return false;
}

/* [-+]? ( "." [0-9]+ | [0-9]+ ( "." [0-9]* )? ) ( [eE] [-+]? [0-9]+ )? */
static bool split_text(nws_view text, float_text *parts)
{
    size_t at = 0;
    parts->negative = take_sign(text, &at);
    parts->whole = take_digits(text, &at);
    parts->fraction = NWS_VIEW_NONE;
    parts->exponent = 0;
    if (at < text.length && text.data[at] == '.') {
        at++;
        parts->fraction = take_digits(text, &at);
    }
    if (parts->whole.length + parts->fraction.length == 0)
        return false;
    if (at < text.length && (text.data[at] | 0x20) == 'e') {
        at++;
        const bool negative = take_sign(text, &at);
        const nws_view digits = take_digits(text, &at);
        if (digits.length == 0)
            return false;
        for (size_t i = 0; i < digits.length && parts->exponent < EXPONENT_LIMIT; i++)
            parts->exponent = parts->exponent >= EXPONENT_LIMIT / 10
                                  ? EXPONENT_LIMIT
                                  : parts->exponent * 10 + (digits.data[i] - '0');
        if (negative)
            parts->exponent = -parts->exponent;
    }
    return at == text.length;
}

/* The significant digits of parts: how many, the first, and where the decimal point stands. */
typedef struct float_digits {
    nws_view whole; /* without leading zeros */
    nws_view fraction;
    int64_t point; /* the value is 0.digits times 10^point */
} float_digits;

static float_digits find_digits(const float_text *parts)
{
    float_digits digits = {parts->whole, parts->fraction, 0};
    while (digits.whole.length > 0 && digits.whole.data[0] == '0')
        digits.whole = nws_view_slice(digits.whole, 1, digits.whole.length);
    while (digits.fraction.length > 0 && digits.fraction.data[digits.fraction.length - 1] == '0')
        digits.fraction.length--;
    digits.point = (int64_t)digits.whole.length;
    if (digits.whole.length == 0) {
        while (digits.fraction.length > 0 && digits.fraction.data[0] == '0') {
            digits.fraction = nws_view_slice(digits.fraction, 1, digits.fraction.length);
            digits.point--;
        }
    }
    digits.point += parts->exponent;
    return digits;
}

/* At most 15 digits and a power of ten that a double holds exactly: one rounding, so it is right.
 * (Clinger, "How to read floating point numbers accurately", 1990.) */
static bool read_fast(const float_digits *digits, double *number)
{
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    const size_t count = digits->whole.length + digits->fraction.length;
    if (count > 15)
        return false;
    const int64_t exponent = digits->point - (int64_t)count;
    if (FLT_EVAL_METHOD != 0 || exponent < -22 || exponent > 22)
        return false;
    int64_t mantissa = 0;
    for (size_t i = 0; i < digits->whole.length; i++)
        mantissa = mantissa * 10 + (digits->whole.data[i] - '0');
    for (size_t i = 0; i < digits->fraction.length; i++)
        mantissa = mantissa * 10 + (digits->fraction.data[i] - '0');
    *number =
        exponent < 0 ? (double)mantissa / powers[-exponent] : (double)mantissa * powers[exponent];
    return true;
}

static void decimal_trim(float_decimal *decimal)
{
    while (decimal->count > 1 && decimal->limb[decimal->count - 1] == 0)
        decimal->count--;
}

/* Sets *decimal to the digits, which are not all zero, with point in MIN_POINT..MAX_POINT. */
static void decimal_set(float_decimal *decimal, const float_digits *digits)
{
    const int point = (int)digits->point;
    /* Rounded up to whole limbs; C's division rounds negative numbers up itself. */
    decimal->point = point > 0 ? (point + LIMB_DIGITS - 1) / LIMB_DIGITS : point / LIMB_DIGITS;
    int filled = decimal->point * LIMB_DIGITS - point; /* digits in the limb: zeros at first */
    const size_t whole = digits->whole.length;
    const size_t count = whole + digits->fraction.length;
    const size_t kept = count < MAX_DIGITS ? count : MAX_DIGITS;
    uint32_t limb = 0;
    decimal->count = 0;
    for (size_t i = 0; i <= kept; i++) {
        char digit = '1'; /* stands for all digits past the limit: more than nothing */
        if (i < kept)
            digit = i < whole ? digits->whole.data[i] : digits->fraction.data[i - whole];
        else if (kept == count)
            break;
        limb = limb * 10 + (uint32_t)(digit - '0');
        if (++filled == LIMB_DIGITS) {
            decimal->limb[decimal->count++] = limb;
            limb = 0;
            filled = 0;
        }
    }
    if (filled > 0) {
        for (; filled < LIMB_DIGITS; filled++)
            limb *= 10;
        decimal->limb[decimal->count++] = limb;
    }
    decimal_trim(decimal);
}

/* Multiplies the fraction by 2^bits and returns what overflows to its left. */
static uint32_t decimal_overflow(float_decimal *decimal, int bits)
{
    uint64_t carry = 0;
    for (int i = decimal->count; i-- > 0;) {
        const uint64_t sum = ((uint64_t)decimal->limb[i] << bits) + carry;
        decimal->limb[i] = (uint32_t)(sum % LIMB_BASE);
        carry = sum / LIMB_BASE;
    }
    decimal_trim(decimal);
    return (uint32_t)carry;
}

static void decimal_left(float_decimal *decimal, int bits)
{
    const uint32_t carry = decimal_overflow(decimal, bits);
    if (carry == 0)
        return;
    memmove(decimal->limb + 1, decimal->limb, (size_t)decimal->count * sizeof *decimal->limb);
    decimal->limb[0] = carry;
    decimal->count++;
    decimal->point++;
}

static void decimal_right(float_decimal *decimal, int bits)
{
    const uint64_t mask = ((uint64_t)1 << bits) - 1;
    uint64_t rest = 0;
    int to = 0;
    for (int from = 0; from < decimal->count || rest != 0; from++) {
        const uint64_t sum = rest * LIMB_BASE + (from < decimal->count ? decimal->limb[from] : 0);
        const uint32_t limb = (uint32_t)(sum >> bits);
        rest = sum & mask;
        if (from == 0 && limb == 0)
            decimal->point--;
        else
            decimal->limb[to++] = limb;
    }
    decimal->count = to;
    decimal_trim(decimal);
}

static int bit_length(uint32_t limb)
{
    int bits = 0;
    for (; limb != 0; limb >>= 1)
        bits++;
    return bits;
}

/* Brings the decimal into [1/2, 1) and returns the power of two taken out of it. */
static int decimal_normalize(float_decimal *decimal)
{
    int exponent = 0;
    while (decimal->point > 0) {
        const int bits = decimal->point > 1 ? SHIFT : bit_length(decimal->limb[0]);
        const int step = bits < SHIFT ? bits : SHIFT;
        decimal_right(decimal, step);
        exponent += step;
    }
    while (decimal->point < 0 || decimal->limb[0] < LIMB_BASE / 2) {
        int bits = SHIFT; /* below 10^-9, 2^29 times as much is still below 1 */
        if (decimal->point == 0)
            for (bits = 0; (decimal->limb[0] + 1) << (bits + 1) <= LIMB_BASE; bits++)
                continue;
        decimal_left(decimal, bits);
        exponent -= bits;
    }
    return exponent;
}

/* The double nearest to the decimal; of two equally near, the even one. */
static double decimal_round(float_decimal *decimal)
{
    const int exponent = decimal_normalize(decimal);
    if (exponent > DBL_MAX_EXP)
        return HUGE_VAL;
    /* Subnormal numbers have fewer bits, down to none. */
    int bits = exponent < DBL_MIN_EXP ? DBL_MANT_DIG - (DBL_MIN_EXP - exponent) : DBL_MANT_DIG;
    if (bits < 0)
        return 0.0;
    const int scale = exponent - bits;
    uint64_t mantissa = 0;
    while (bits > 0) {
        const int step = bits < SHIFT ? bits : SHIFT;
        mantissa = mantissa << step | decimal_overflow(decimal, step);
        bits -= step;
    }
    const uint32_t half = LIMB_BASE / 2;
    const bool more = decimal->limb[0] > half || (decimal->limb[0] == half && decimal->count > 1);
    if (more || (decimal->limb[0] == half && (mantissa & 1) != 0))
        mantissa++;
    return ldexp((double)mantissa, scale); /* exact, or infinite */
}

bool nws_scalar_float(nws_view text, double *number)
{
    float_text parts;
    if (!split_text(text, &parts))
        return false;
    const float_digits digits = find_digits(&parts);
    double magnitude;
    if (digits.whole.length + digits.fraction.length == 0 || digits.point < MIN_POINT) {
        magnitude = 0.0;
    } else if (digits.point > MAX_POINT) {
        magnitude = HUGE_VAL;
    } else if (!read_fast(&digits, &magnitude)) {
        float_decimal decimal;
        decimal_set(&decimal, &digits);
        magnitude = decimal_round(&decimal);
    }
    *number = parts.negative ? -magnitude : magnitude;
    return true;
}

/* All digits of a positive number, exactly, as 0.limbs times 10^(9 * point). */
static void decimal_exact(float_decimal *decimal, double number)
{
    int exponent;
    const double fraction = frexp(number, &exponent);
    uint64_t mantissa = (uint64_t)ldexp(fraction, DBL_MANT_DIG);
    exponent -= DBL_MANT_DIG;
    while ((mantissa & 1) == 0) {
        mantissa >>= 1;
        exponent++;
    }
    decimal->point = decimal->count = mantissa >= LIMB_BASE ? 2 : 1;
    decimal->limb[decimal->count - 1] = (uint32_t)(mantissa % LIMB_BASE);
    if (decimal->count == 2)
        decimal->limb[0] = (uint32_t)(mantissa / LIMB_BASE);
    decimal_trim(decimal);
    for (; exponent > 0; exponent -= exponent < SHIFT ? exponent : SHIFT)
        decimal_left(decimal, exponent < SHIFT ? exponent : SHIFT);
    for (; exponent < 0; exponent += -exponent < SHIFT ? -exponent : SHIFT)
        decimal_right(decimal, -exponent < SHIFT ? -exponent : SHIFT);
}

enum { PRINT_DIGITS = 17, HEAD_DIGITS = 4 * LIMB_DIGITS };

/* The first digits of a number, and whether any follow that are not 0. */
typedef struct float_head {
    char digits[HEAD_DIGITS]; /* the first is not '0' */
    int point;                /* the value is 0.digits times 10^point */
    bool more;
} float_head;

static void head_set(float_head *head, const float_decimal *decimal)
{
    char all[HEAD_DIGITS + LIMB_DIGITS];
    const int limbs = (int)sizeof all / LIMB_DIGITS;
    for (int i = 0; i < limbs; i++) {
        uint32_t rest = i < decimal->count ? decimal->limb[i] : 0;
        for (int k = LIMB_DIGITS; k-- > 0; rest /= 10)
            all[i * LIMB_DIGITS + k] = (char)('0' + rest % 10);
    }
    int zeros = 0;
    while (all[zeros] == '0')
        zeros++;
    memcpy(head->digits, all + zeros, HEAD_DIGITS);
    head->point = decimal->point * LIMB_DIGITS - zeros;
    head->more = decimal->count > limbs - 1;
}

/* Rounds to count digits, half to even or always up, without trailing zeros. The number of digits
 * in out. */
static int head_round(const float_head *head, int count, bool upward, char out[PRINT_DIGITS],
                      int *point)
{
    memcpy(out, head->digits, (size_t)count);
    bool above = head->more;
    for (int i = count + 1; i < HEAD_DIGITS; i++)
        above = above || head->digits[i] != '0';
    const char next = head->digits[count];
    const bool up = upward || next > '5' || (next == '5' && (above || (out[count - 1] & 1) != 0));
    *point = head->point;
    if (up) {
        int at = count - 1;
        while (at >= 0 && out[at] == '9')
            out[at--] = '0';
        if (at >= 0) {
            out[at]++;
        } else { /* 999 became 1000 */
            out[0] = '1';
            ++*point;
        }
    }
    while (count > 1 && out[count - 1] == '0')
        count--;
    return count;
}

static size_t put_exponent(char *out, int exponent)
{
    char room[NWS_DECIMAL_ROOM];
    const nws_view digits = nws_decimal(exponent, room);
    out[0] = 'e';
    memcpy(out + 1, digits.data, digits.length);
    return 1 + digits.length;
}

/* 0.digits times 10^point as a person would write it: plain from 0.0001 up to 16 digits before the
 * point, else with an exponent. */
static size_t put_digits(char *out, const char *digits, int count, int point)
{
    size_t length = 0;
    if (point < -3 || point > 16) {
        out[length++] = digits[0];
        if (count > 1) {
            out[length++] = '.';
            memcpy(out + length, digits + 1, (size_t)count - 1);
            length += (size_t)count - 1;
        }
        return length + put_exponent(out + length, point - 1);
    }
    if (point <= 0)
        out[length++] = '0';
    for (int i = 0; i < point; i++)
        out[length++] = i < count ? digits[i] : '0';
    out[length++] = '.';
    for (int i = point; i < 0; i++)
        out[length++] = '0';
    for (int i = point > 0 ? point : 0; i < count; i++)
        out[length++] = digits[i];
    if (point >= count)
        out[length++] = '0';
    return length;
}

static size_t print_rounded(const float_head *head, int count, bool upward, char *out)
{
    char digits[PRINT_DIGITS];
    int point;
    const int kept = head_round(head, count, upward, digits, &point);
    return put_digits(out, digits, kept, point);
}

static bool reads_back(const char *text, size_t length, double number)
{
    double back;
    return nws_scalar_float(nws_view_of(text, length), &back) && !(back < number) &&
           !(back > number);
}

size_t nws_scalar_print(double number, char out[32])
{
    size_t sign = 0;
    if (signbit(number)) {
        out[sign++] = '-';
        number = -number;
    }
    if (!(number > 0)) {
        memcpy(out + sign, "0.0", 3);
        return sign + 3;
    }
    float_decimal decimal;
    float_head head;
    decimal_exact(&decimal, number);
    head_set(&head, &decimal);
    /* 15 digits always survive the way to a double and back, so when 15 do, the shorter form is
     * theirs without zeros. That does not hold for subnormal numbers. 17 are always enough. Above
     * a power of two the doubles are twice as far apart as below it, so that 16 digits may lead
     * back from above though the nearest 16 lie below and do not. */
    for (int count = number < DBL_MIN ? 1 : 15; count < PRINT_DIGITS; count++) {
        size_t length = print_rounded(&head, count, false, out + sign);
        if (reads_back(out + sign, length, number))
            return sign + length;
        length = count == 16 ? print_rounded(&head, count, true, out + sign) : 0;
        if (reads_back(out + sign, length, number))
            return sign + length;
    }
    return sign + print_rounded(&head, PRINT_DIGITS, false, out + sign);
}
