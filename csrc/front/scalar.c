/* What a plain scalar means: YAML 1.2's core schema. Apart from yaml.c because the meaning of a
 * text needs no parser, and from scalar_float.c because most scalars are no numbers.
 *
 * https://yaml.org/spec/1.2.2/#1032-tag-resolution, less leading-zero integers:
 *
 *     null  = empty | "~" | "null" | "Null" | "NULL"
 *     bool  = "true" | "True" | "TRUE" | "false" | "False" | "FALSE"
 *     int   = [-+]? ( "0" | [1-9][0-9]* ) | "0o" [0-7]+ | "0x" [0-9a-fA-F]+
 *     float = [-+]? ( "." [0-9]+ | [0-9]+ ( "." [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
 *           | [-+]? ( ".inf" | ".Inf" | ".INF" ) | ".nan" | ".NaN" | ".NAN"
 *
 * An integer of more than NWS_MAX_INTEGER_DIGITS digits is text.
 */
#include "front/scalar.h"

#include "base/bounds.h"

#include <math.h>

/* Decimal digits are kept nine to a limb, the lowest limb first. */
enum {
    LIMB_DIGITS = 9,
    LIMB_BASE = 1000000000,
    MAX_LIMBS = (NWS_MAX_INTEGER_DIGITS + LIMB_DIGITS - 1) / LIMB_DIGITS + 1
};

typedef struct scalar_word {
    nws_view text;
    nws_value_kind kind;
    bool truth;
} scalar_word;

/* The words of the schema: false when text is none of them. */
static bool resolve_word(nws_view text, nws_value *value)
{
    static const scalar_word words[] = {
        {{"~", 1}, NWS_VALUE_NULL, false},     {{"null", 4}, NWS_VALUE_NULL, false},
        {{"Null", 4}, NWS_VALUE_NULL, false},  {{"NULL", 4}, NWS_VALUE_NULL, false},
        {{"true", 4}, NWS_VALUE_BOOL, true},   {{"True", 4}, NWS_VALUE_BOOL, true},
        {{"TRUE", 4}, NWS_VALUE_BOOL, true},   {{"false", 5}, NWS_VALUE_BOOL, false},
        {{"False", 5}, NWS_VALUE_BOOL, false}, {{"FALSE", 5}, NWS_VALUE_BOOL, false},
    };
    if (text.length > 5)
        return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (nws_view_equal(text, words[i].text)) {
            value->kind = (uint8_t)words[i].kind;
            value->as.truth = words[i].truth;
            return true;
        }
    }
    return false;
}

/* ".inf" and ".nan" in their three spellings; a sign may stand before the first. */
static bool resolve_special(nws_view text, nws_value *value)
{
    const bool has_sign = text.data[0] == '-' || text.data[0] == '+';
    const nws_view word = nws_view_slice(text, has_sign ? 1 : 0, text.length);
    if (nws_view_equal(word, NWS_VIEW(".inf")) || nws_view_equal(word, NWS_VIEW(".Inf")) ||
        nws_view_equal(word, NWS_VIEW(".INF")))
        value->as.number = text.data[0] == '-' ? -HUGE_VAL : HUGE_VAL;
    else if (!has_sign &&
             (nws_view_equal(word, NWS_VIEW(".nan")) || nws_view_equal(word, NWS_VIEW(".NaN")) ||
              nws_view_equal(word, NWS_VIEW(".NAN"))))
        value->as.number = (double)NAN;
    else
        return false;
    value->kind = NWS_VALUE_FLOAT;
    return true;
}

static bool all_digits(nws_view text, unsigned base)
{
    for (size_t i = 0; i < text.length; i++)
        if (nws_digit_value(text.data[i]) >= base)
            return false;
    return text.length > 0;
}

static nws_view skip_zeros(nws_view digits)
{
    while (digits.length > 1 && digits.data[0] == '0')
        digits = nws_view_slice(digits, 1, digits.length);
    return digits;
}

/* digits as *magnitude, or false when 64 bits do not hold it. */
static bool read_magnitude(nws_view digits, unsigned base, uint64_t *magnitude)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < digits.length; i++) {
        const unsigned digit = nws_digit_value(digits.data[i]);
        if (sum > (UINT64_MAX - digit) / base)
            return false;
        sum = sum * base + digit;
    }
    *magnitude = sum;
    return true;
}

/* Multiplies the number in limbs and adds to it. The new count, or MAX_LIMBS + 1 when it has no
 * room. factor and term stay below 2^28, so that no sum passes 64 bits. */
static size_t limbs_scale(uint32_t *limbs, size_t count, uint32_t factor, uint32_t term)
{
    uint64_t carry = term;
    for (size_t i = 0; i < count; i++) {
        const uint64_t sum = (uint64_t)limbs[i] * factor + carry;
        limbs[i] = (uint32_t)(sum % LIMB_BASE);
        carry = sum / LIMB_BASE;
    }
    if (carry == 0)
        return count;
    if (count == MAX_LIMBS)
        return MAX_LIMBS + 1;
    limbs[count] = (uint32_t)carry;
    return count + 1;
}

/* Writes the limbs as decimal digits without leading zeros and returns their count. out has room
 * for count * LIMB_DIGITS bytes. */
static size_t limbs_print(const uint32_t *limbs, size_t count, char *out)
{
    char digits[LIMB_DIGITS];
    size_t length = 0;
    for (size_t i = count; i-- > 0;) {
        uint32_t rest = limbs[i];
        for (size_t k = LIMB_DIGITS; k-- > 0; rest /= 10)
            digits[k] = (char)('0' + rest % 10);
        size_t skip = 0;
        if (length == 0)
            while (skip < LIMB_DIGITS - 1 && digits[skip] == '0')
                skip++;
        memcpy(out + length, digits + skip, LIMB_DIGITS - skip);
        length += LIMB_DIGITS - skip;
    }
    return length;
}

/* Gives value the decimal text of a long octal or hexadecimal number; false in *fits when that is
 * longer than the limit. The limit is what keeps this quadratic step small. */
static nws_status convert_big(nws_arena *arena, nws_view digits, unsigned base, nws_value *value,
                              bool *fits)
{
    const size_t group = base == 16 ? 7 : 9; /* digits that fill at most 28 bits */
    uint32_t limbs[MAX_LIMBS];
    size_t count = 0;
    *fits = false;
    for (size_t at = 0; at < digits.length;) {
        uint32_t factor = 1, term = 0;
        for (size_t k = 0; k < group && at < digits.length; k++, at++) {
            factor *= base;
            term = term * base + nws_digit_value(digits.data[at]);
        }
        count = limbs_scale(limbs, count, factor, term);
        if (count > MAX_LIMBS)
            return NWS_OK;
    }
    char *out = nws_arena_alloc(arena, count * LIMB_DIGITS);
    if (out == NULL)
        return NWS_E_MEMORY;
    const size_t length = limbs_print(limbs, count, out);
    nws_arena_trim(arena, out, count * LIMB_DIGITS, length);
    *fits = length <= NWS_MAX_INTEGER_DIGITS;
    if (*fits)
        value->text = nws_view_of(out, length);
    return NWS_OK;
}

/* The canonical text of a long decimal number: its sign if negative, its digits. */
static nws_status copy_big(nws_arena *arena, nws_view digits, bool negative, nws_value *value)
{
    const size_t sign = negative ? 1 : 0;
    char *out = nws_arena_alloc(arena, sign + digits.length);
    if (out == NULL)
        return NWS_E_MEMORY;
    out[0] = '-';
    memcpy(out + sign, digits.data, digits.length);
    value->text = nws_view_of(out, sign + digits.length);
    return NWS_OK;
}

/* Makes value an integer of these digits, or leaves it text when they are too many. */
static nws_status resolve_integer(nws_arena *arena, nws_view digits, unsigned base, bool negative,
                                  nws_value *value)
{
    uint64_t magnitude;
    digits = skip_zeros(digits);
    if (read_magnitude(digits, base, &magnitude) &&
        magnitude <= (uint64_t)INT64_MAX + (negative ? 1u : 0u)) {
        value->kind = NWS_VALUE_INT;
        /* Two's complement without passing through a positive 2^63. */
        value->as.integer =
            negative && magnitude > 0 ? -(int64_t)(magnitude - 1) - 1 : (int64_t)magnitude;
        return NWS_OK;
    }
    bool fits = digits.length <= NWS_MAX_INTEGER_DIGITS;
    if (base != 10)
        NWS_TRY(convert_big(arena, digits, base, value, &fits));
    else if (fits)
        NWS_TRY(copy_big(arena, digits, negative, value));
    if (fits) {
        value->kind = NWS_VALUE_INT;
        value->big = true;
    }
    return NWS_OK;
}

/* A text that begins like a number. */
static nws_status resolve_number(nws_arena *arena, nws_view text, nws_value *value)
{
    const bool has_sign = text.data[0] == '-' || text.data[0] == '+';
    const nws_view digits = nws_view_slice(text, has_sign ? 1 : 0, text.length);
    if (all_digits(digits, 10)) {
        if (digits.length > 1 && digits.data[0] == '0')
            return NWS_OK; /* a leading zero: an article's number, a postcode; never octal */
        return resolve_integer(arena, digits, 10, text.data[0] == '-', value);
    }
    if (text.length > 2 && text.data[0] == '0' && (text.data[1] == 'x' || text.data[1] == 'o')) {
        const unsigned base = text.data[1] == 'x' ? 16 : 8;
        const nws_view tail = nws_view_slice(text, 2, text.length);
        return all_digits(tail, base) ? resolve_integer(arena, tail, base, false, value) : NWS_OK;
    }
    double number;
    if (nws_scalar_float(text, &number)) {
        value->kind = NWS_VALUE_FLOAT;
        value->as.number = number;
    } else {
        (void)resolve_special(text, value);
    }
    return NWS_OK;
}

nws_status nws_scalar_resolve(nws_arena *arena, nws_view text, nws_value *value)
{
    nws_scalar_text(value, text);
    if (text.length == 0) {
        value->kind = NWS_VALUE_NULL;
        return NWS_OK;
    }
    switch (text.data[0]) {
    case '~':
    case 'n':
    case 'N':
    case 't':
    case 'T':
    case 'f':
    case 'F': (void)resolve_word(text, value); return NWS_OK;
    case '+':
    case '-':
    case '.': return resolve_number(arena, text, value);
    default:
        return nws_is_digit((unsigned char)text.data[0]) ? resolve_number(arena, text, value)
                                                         : NWS_OK;
    }
}
