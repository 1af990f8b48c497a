/* What a plain scalar means by the rules before YAML 1.2: for posts that were written for them.
 *
 * Apart from scalar.c because hardly anybody asks for it. https://yaml.org/type/ as PyYAML 6 reads
 * it, which differs from the pages where they differ from each other:
 *
 *     null  = empty | "~" | "null" | "Null" | "NULL"
 *     bool  = yes | no | true | false | on | off, each also Capitalized and in CAPITALS
 *     int   = [-+]? "0b" [01_]+ | [-+]? "0" [0-7_]+ | [-+]? ( "0" | [1-9] [0-9_]* )
 *           | [-+]? "0x" [0-9a-fA-F_]+ | [-+]? [1-9] [0-9_]* ( ":" [0-5]? [0-9] )+
 *     float = [-+]? [0-9] [0-9_]* "." [0-9_]* ( [eE] [-+] [0-9]+ )?
 *           | "." [0-9] [0-9_]* ( [eE] [-+] [0-9]+ )?
 *           | [-+]? [0-9] [0-9_]* ( ":" [0-5]? [0-9] )+ "." [0-9_]*
 *           | [-+]? ".inf" | ".nan" and their two other spellings
 */
#include "front/scalar.h"

/* A text being matched: each take eats what it names, or nothing. */
typedef struct matcher {
    const char *at, *end;
} matcher;

static bool take(matcher *m, char c)
{
    if (m->at == m->end || *m->at != c)
        return false;
    m->at++;
    return true;
}

static void take_sign(matcher *m)
{
    if (!take(m, '-'))
        (void)take(m, '+');
}

/* Digits and underscores; how many bytes. */
static size_t take_digits(matcher *m, unsigned base)
{
    const char *start = m->at;
    while (m->at < m->end && (*m->at == '_' || nws_digit_value(*m->at) < base))
        m->at++;
    return (size_t)(m->at - start);
}

/* ( ":" [0-5]? [0-9] )+ */
static bool take_sixties(matcher *m)
{
    bool taken = false;
    while (m->at < m->end && *m->at == ':') {
        const size_t left = (size_t)(m->end - m->at);
        if (left > 2 && m->at[1] <= '5' && nws_is_digit((unsigned char)m->at[1]) &&
            nws_is_digit((unsigned char)m->at[2]))
            m->at += 3;
        else if (left > 1 && nws_is_digit((unsigned char)m->at[1]))
            m->at += 2;
        else
            break;
        taken = true;
    }
    return taken;
}

typedef enum number_shape {
    TEXT,
    BINARY,
    OCTAL,
    DECIMAL,
    HEX,
    SIXTY,
    REAL,
    SIXTY_REAL
} number_shape;

/* Behind the sign and a "0". */
static number_shape match_zero(matcher m)
{
    matcher rest = m;
    if (take(&rest, 'b'))
        return take_digits(&rest, 2) > 0 && rest.at == rest.end ? BINARY : TEXT;
    rest = m;
    if (take(&rest, 'x'))
        return take_digits(&rest, 16) > 0 && rest.at == rest.end ? HEX : TEXT;
    rest = m;
    if (rest.at == rest.end)
        return DECIMAL;
    (void)take_digits(&rest, 8);
    return rest.at == rest.end ? OCTAL : TEXT;
}

/* What a text is that begins like a number. */
static number_shape match(nws_view text)
{
    matcher m = {text.data, text.data + text.length};
    take_sign(&m);
    const bool signs = m.at > text.data;
    if (m.at == m.end || !(nws_is_digit((unsigned char)*m.at) || (*m.at == '.' && !signs)))
        return TEXT;
    if (*m.at == '0') {
        const number_shape zero = match_zero((matcher){m.at + 1, m.end});
        if (zero != TEXT)
            return zero;
    }
    const bool led = *m.at != '0' && *m.at != '.';
    const bool has_point_first = *m.at == '.';
    if (!has_point_first) {
        (void)take_digits(&m, 10);
        if (m.at == m.end)
            return led ? DECIMAL : TEXT;
        if (take_sixties(&m)) {
            if (m.at == m.end)
                return led ? SIXTY : TEXT;
            if (!take(&m, '.'))
                return TEXT;
            (void)take_digits(&m, 10);
            return m.at == m.end ? SIXTY_REAL : TEXT;
        }
    }
    if (!take(&m, '.') ||
        (has_point_first && (m.at == m.end || !nws_is_digit((unsigned char)*m.at))))
        return TEXT;
    (void)take_digits(&m, 10);
    if (m.at < m.end && (*m.at == 'e' || *m.at == 'E')) {
        m.at++;
        if (!take(&m, '-') && !take(&m, '+'))
            return TEXT;
        const char *start = m.at;
        while (m.at < m.end && nws_is_digit((unsigned char)*m.at))
            m.at++;
        if (m.at == start)
            return TEXT;
    }
    return m.at == m.end ? REAL : TEXT;
}

/* text without underscores and without a leading plus. */
static nws_status strip(nws_arena *arena, nws_view text, nws_view *out)
{
    char *copy = nws_arena_alloc(arena, text.length);
    if (copy == NULL)
        return NWS_E_MEMORY;
    size_t length = 0;
    for (size_t i = text.data[0] == '+'; i < text.length; i++)
        if (text.data[i] != '_')
            copy[length++] = text.data[i];
    *out = nws_view_of(copy, length);
    return NWS_OK;
}

/* Digits of a base with their sign, of which skip bytes are the base's mark. False when there are
 * none and past 64 bits. Colons part groups of base 60. */
static bool read_integer(nws_view text, unsigned base, size_t skip, nws_value *value)
{
    const bool negative = text.data[0] == '-';
    uint64_t sum = 0, group = 0;
    const unsigned inner = base == 60 ? 10 : base;
    size_t at = skip + negative;
    if (at >= text.length)
        return false;
    for (; at < text.length; at++) {
        if (text.data[at] == ':') {
            if (sum + group > (uint64_t)INT64_MAX / 60 - 60)
                return false;
            sum = (sum + group) * 60;
            group = 0;
        } else {
            if (group > ((uint64_t)INT64_MAX - 16) / inner - 1)
                return false;
            group = group * inner + nws_digit_value(text.data[at]);
        }
    }
    value->kind = NWS_VALUE_INT;
    value->as.integer = negative ? -(int64_t)(sum + group) : (int64_t)(sum + group);
    return true;
}

/* A number of base 60 with a fraction, summed from its end, as rounding has it in Python. */
static bool read_sixty_real(nws_view text, nws_value *value)
{
    const bool negative = text.data[0] == '-';
    double sum = 0, weight = 1;
    size_t end = text.length;
    for (size_t at = end; at > (size_t)negative; at--) {
        if (at - 1 > (size_t)negative && text.data[at - 1] != ':')
            continue;
        const size_t start = text.data[at - 1] == ':' ? at : at - 1;
        double group;
        if (!nws_scalar_float(nws_view_slice(text, start, end - start), &group))
            return false;
        sum += group * weight;
        weight *= 60;
        end = at - 1;
    }
    value->kind = NWS_VALUE_FLOAT;
    value->as.number = negative ? -sum : sum;
    return true;
}

/* The words of 1.1; what is none of them is left to the core schema's own. */
static bool resolve_word(nws_view text, nws_value *value)
{
    static const struct {
        nws_view lower;
        bool truth;
    } words[] = {
        {{"yes", 3}, true},
        {{"no", 2}, false},
        {{"on", 2}, true},
        {{"off", 3}, false},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!nws_view_equal_nocase(text, words[i].lower))
            continue;
        /* "Yes" and "YES", but not "yES" */
        const bool first = nws_lower((unsigned char)text.data[0]) != (unsigned char)text.data[0];
        bool lower = true, upper = first;
        for (size_t k = 1; k < text.length; k++) {
            const bool is_upper =
                nws_lower((unsigned char)text.data[k]) != (unsigned char)text.data[k];
            lower = lower && !is_upper;
            upper = upper && is_upper;
        }
        if (!lower && !upper)
            return false;
        value->kind = NWS_VALUE_BOOL;
        value->as.truth = words[i].truth;
        return true;
    }
    return false;
}

/* A text that has the shape of a number. What no 64 bits hold stays text, unless it is decimal. */
static nws_status resolve_number(nws_arena *arena, nws_view text, number_shape shape,
                                 nws_value *value)
{
    nws_view digits;
    NWS_TRY(strip(arena, text, &digits));
    switch (shape) {
    case TEXT: return NWS_OK;
    case DECIMAL: NWS_TRY(nws_scalar_resolve(arena, digits, value)); break;
    case BINARY: (void)read_integer(digits, 2, 2, value); break;
    case OCTAL: (void)read_integer(digits, 8, 0, value); break;
    case HEX: (void)read_integer(digits, 16, 2, value); break;
    case SIXTY: (void)read_integer(digits, 60, 0, value); break;
    case SIXTY_REAL: (void)read_sixty_real(digits, value); break;
    case REAL:
        if (nws_scalar_float(digits, &value->as.number))
            value->kind = NWS_VALUE_FLOAT;
        break;
    }
    if (!value->big) /* a long one's text is its digits */
        value->text = text;
    return NWS_OK;
}

static nws_status resolve_yaml11(nws_arena *arena, nws_view text, nws_value *value)
{
    const unsigned char first = text.length == 0 ? '~' : (unsigned char)text.data[0];
    const bool is_number =
        nws_is_digit(first) || ((first == '+' || first == '-' || first == '.') && text.length > 1);
    if (is_number) {
        const number_shape found = match(text);
        if (found != TEXT)
            return resolve_number(arena, text, found, value);
        /* Of what the core schema would make of it only .inf and .nan are 1.1's, too. */
        const nws_view word =
            nws_view_slice(text, first == '+' || first == '-' ? 1 : 0, text.length);
        const bool is_special = word.length == 4 && word.data[0] == '.' &&
                                (word.data[1] | 0x20) != 'e' &&
                                nws_is_alpha((unsigned char)word.data[1]);
        return is_special ? nws_scalar_resolve(arena, text, value) : NWS_OK;
    }
    return resolve_word(text, value) ? NWS_OK : nws_scalar_resolve(arena, text, value);
}

nws_status nws_scalar_resolve_as(nws_schema schema, nws_arena *arena, nws_view text,
                                 nws_value *value)
{
    if (schema == NWS_SCHEMA_CORE)
        return nws_scalar_resolve(arena, text, value);
    nws_scalar_text(value, text);
    return schema == NWS_SCHEMA_FAILSAFE ? NWS_OK : resolve_yaml11(arena, text, value);
}
