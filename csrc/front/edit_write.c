/* Keys and values as YAML, TOML or JSON, on one line.
 *
 * A text is quoted only when some reader would take it for something else without: readers of YAML
 * 1.1 (https://yaml.org/type/) know more numbers, truths and dates than those of 1.2, and all must
 * read the same. What is quoted with double quotes is escaped in the forms that YAML, TOML and JSON
 * share, so one writer serves them all. No recursion: open lists and maps wait on a stack.
 */
#include "front/edit_parts.h"

#include "base/utf8.h"
#include "front/scalar.h"
#include "front/value_walk.h"

#include <math.h>

/* ---- what a text holds ---- */

/* Controls, line ends, and what looks like nothing or turns the text's encoding around; readers of
 * YAML refuse most of them: https://yaml.org/spec/1.2.2/#51-character-set */
static bool must_escape(uint32_t point)
{
    return point < 0x20 || (point >= 0x7F && point < 0xA0) || point == 0x2028 || point == 0x2029 ||
           point == 0xFEFF || point == 0xFFFE || point == 0xFFFF;
}

bool nws_edit_printable(nws_view text)
{
    for (const char *at = text.data, *end = at + text.length; at < end;)
        if (must_escape(nws_utf8_next(&at)))
            return false;
    return true;
}

/* Blanks beyond ASCII, which some readers strip from the ends of a header. */
static bool is_wide_blank(uint32_t point)
{
    return point == 0xA0 || point == 0x1680 || (point >= 0x2000 && point <= 0x200A) ||
           point == 0x202F || point == 0x205F || point == 0x3000;
}

static bool has_blank_end(nws_view text)
{
    const char *first = text.data, *last = text.data + text.length - 1;
    while (((unsigned char)*last & 0xC0) == 0x80)
        last--;
    if (*text.data == ' ' || *last == ' ')
        return true;
    return is_wide_blank(nws_utf8_next(&first)) || is_wide_blank(nws_utf8_next(&last));
}

/* ---- what a text looks like to a reader of YAML ---- */

static bool is_any(nws_view text, const char *bytes)
{
    for (size_t i = 0; i < text.length; i++)
        if (strchr(bytes, text.data[i]) == NULL || text.data[i] == '\0')
            return false;
    return true;
}

static size_t count_digits(nws_view text, size_t at)
{
    const size_t start = at;
    while (at < text.length && nws_is_digit((unsigned char)text.data[at]))
        at++;
    return at - start;
}

/* https://yaml.org/type/bool.html in any case, https://yaml.org/type/null.html,
 * https://yaml.org/type/merge.html and https://yaml.org/type/value.html */
static bool is_word(nws_view text)
{
    static const char *const words[] = {"y",    "n",     "yes",  "no", "on", "off",
                                        "true", "false", "null", "~",  "<<", "="};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (nws_view_equal_nocase(text, nws_view_of(words[i], strlen(words[i]))))
            return true;
    return false;
}

/* Hexadecimal, octal, binary. */
static bool is_based(nws_view digits)
{
    if (digits.length < 2 || digits.data[0] != '0')
        return false;
    const nws_view rest = nws_view_slice(digits, 2, digits.length);
    switch (nws_lower((unsigned char)digits.data[1])) {
    case 'x': return is_any(rest, "0123456789abcdefABCDEF_");
    case 'o':
    case 'b': return is_any(rest, "01234567_");
    default: return false;
    }
}

/* https://yaml.org/type/int.html and https://yaml.org/type/float.html: underscores, and sixties
 * with colons; some readers group digits by commas. "1e3" is a number to readers of 1.2; with two
 * points nothing is. */
static bool is_number(nws_view text)
{
    nws_view digits = text;
    if (digits.data[0] == '-' || digits.data[0] == '+')
        digits = nws_view_slice(digits, 1, digits.length);
    if (digits.length == 0)
        return false;
    if (nws_view_equal_nocase(digits, NWS_VIEW(".inf")) ||
        nws_view_equal_nocase(digits, NWS_VIEW(".nan")) || is_based(digits))
        return true;
    if (!nws_is_digit((unsigned char)digits.data[0]) && digits.data[0] != '.')
        return false;
    size_t mantissa = 0, points = 0;
    while (mantissa < digits.length && (nws_is_digit((unsigned char)digits.data[mantissa]) ||
                                        strchr("_,.:", digits.data[mantissa]) != NULL))
        points += digits.data[mantissa++] == '.';
    if (points > 1)
        return false;
    if (mantissa == digits.length)
        return true;
    if (digits.data[mantissa] != 'e' && digits.data[mantissa] != 'E')
        return false;
    return is_any(nws_view_slice(digits, mantissa + 1, digits.length), "0123456789+-_");
}

/* https://yaml.org/type/timestamp.html */
static bool is_timestamp(nws_view text)
{
    size_t at = count_digits(text, 0);
    if (at != 4)
        return false;
    for (int part = 0; part < 2; part++) {
        if (at >= text.length || text.data[at] != '-')
            return false;
        const size_t digits = count_digits(text, at + 1);
        if (digits < 1 || digits > 2)
            return false;
        at += digits + 1;
    }
    return is_any(nws_view_slice(text, at, text.length), "0123456789Tt Zz:.+-");
}

/* https://yaml.org/spec/1.2.2/#733-plain-style, and no reader takes it for anything but text. */
static bool is_plain(nws_view text, bool flow)
{
    if (text.length == 0 || !nws_edit_printable(text) || has_blank_end(text))
        return false;
    const char first = text.data[0];
    if (strchr(",[]{}#&*!|>'\"%@`:", first) != NULL) /* ":a" is a symbol to readers in Ruby */
        return false;
    if ((first == '-' || first == '?') && (text.length == 1 || text.data[1] == ' '))
        return false;
    if (nws_view_starts(text, NWS_VIEW("---")) || nws_view_starts(text, NWS_VIEW("...")))
        return false; /* they end documents where a line begins with them */
    for (size_t i = 0; i < text.length; i++) {
        const char byte = text.data[i];
        if ((byte == ':' && (i + 1 == text.length || text.data[i + 1] == ' ')) ||
            (byte == '#' && text.data[i - 1] == ' ') ||
            (flow && memchr(",[]{}?", byte, 6) != NULL)) /* "?" ends a text to PyYAML */
            return false;
    }
    return !is_word(text) && !is_number(text) && !is_timestamp(text);
}

/* https://toml.io/en/v1.0.0#keys */
static bool is_bare(nws_view key)
{
    return key.length > 0 && is_any(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                         "0123456789_-");
}

/* ---- texts ---- */

/* In double quotes: the escapes are those of https://www.rfc-editor.org/rfc/rfc8259#section-7. */
static nws_status write_double(nws_view text, nws_buffer *out)
{
    static const char digits[] = "0123456789ABCDEF";
    NWS_TRY(nws_buffer_push(out, '"'));
    for (const char *at = text.data, *end = at + text.length; at < end;) {
        const char *start = at;
        const uint32_t point = nws_utf8_next(&at);
        char escape[] = {'\\', 'u', 0, 0, 0, 0};
        if (point == '"' || point == '\\')
            escape[1] = (char)point;
        else if (point == '\n' || point == '\r' || point == '\t')
            escape[1] = point == '\n' ? 'n' : point == '\r' ? 'r' : 't';
        else if (!must_escape(point)) {
            NWS_TRY(nws_buffer_append(out, start, (size_t)(at - start)));
            continue;
        }
        if (escape[1] == 'u')
            for (unsigned i = 0; i < 4; i++)
                escape[2 + i] = digits[point >> (12 - 4 * i) & 15];
        NWS_TRY(nws_buffer_append(out, escape, escape[1] == 'u' ? sizeof escape : 2));
    }
    return nws_buffer_push(out, '"');
}

/* In single quotes, where YAML writes a quote twice. */
static nws_status write_single(nws_view text, nws_buffer *out)
{
    NWS_TRY(nws_buffer_push(out, '\''));
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] == '\'')
            NWS_TRY(nws_buffer_push(out, '\''));
        NWS_TRY(nws_buffer_push(out, text.data[i]));
    }
    return nws_buffer_push(out, '\'');
}

static bool holds(nws_view text, char byte)
{
    return text.length > 0 && memchr(text.data, byte, text.length) != NULL;
}

static nws_status write_text(nws_view text, nws_edit_style style, nws_buffer *out)
{
    const bool yaml = style.format == NWS_FORMAT_YAML;
    if (yaml && style.quote == 0 && is_plain(text, style.flow))
        return nws_buffer_add(out, text);
    bool single = style.quote == '\'';
    if (yaml && style.quote == 0) /* whichever needs no escape */
        single = holds(text, '"') || holds(text, '\\');
    if (style.format == NWS_FORMAT_JSON || !nws_edit_printable(text) ||
        (!yaml && holds(text, '\'')))
        single = false;
    return single ? write_single(text, out) : write_double(text, out);
}

nws_status nws_edit_write_key(nws_view key, nws_edit_style style, nws_buffer *out)
{
    if (style.format == NWS_FORMAT_TOML && style.quote == 0 && is_bare(key))
        return nws_buffer_add(out, key);
    return write_text(key, style, out);
}

/* ---- other scalars ---- */

static nws_status refuse(nws_error *error, const char *code, const char *message)
{
    return nws_error_set(error, NWS_E_SYNTAX, code, message, 0);
}

static nws_status write_integer(const nws_value *value, nws_edit_style style, nws_buffer *out,
                                nws_error *error)
{
    if (value->big && style.format == NWS_FORMAT_TOML) /* https://toml.io/en/v1.0.0#integer */
        return refuse(error, "no_such_value", "TOML has no integers of more than 64 bits");
    return nws_value_json(value, out);
}

/* Readers of YAML 1.1 want a point and a sign: "1.0e+16". The other formats allow both. */
static nws_status write_float(double number, nws_edit_style style, nws_buffer *out,
                              nws_error *error)
{
    char digits[32];
    if (!isfinite(number)) {
        if (style.format == NWS_FORMAT_JSON)
            return refuse(error, "no_such_value", "JSON has no infinity and no NaN");
        if (!isnan(number) && number < 0)
            NWS_TRY(nws_buffer_push(out, '-'));
        if (style.format == NWS_FORMAT_YAML)
            NWS_TRY(nws_buffer_push(out, '.'));
        return nws_buffer_add(out, isnan(number) ? NWS_VIEW("nan") : NWS_VIEW("inf"));
    }
    const nws_view printed = nws_view_of(digits, nws_scalar_print(number, digits));
    const char *e = memchr(digits, 'e', printed.length);
    if (e == NULL)
        return nws_buffer_add(out, printed);
    const size_t mantissa = (size_t)(e - digits);
    NWS_TRY(nws_buffer_append(out, digits, mantissa));
    if (memchr(digits, '.', mantissa) == NULL)
        NWS_TRY(nws_buffer_add(out, NWS_VIEW(".0")));
    NWS_TRY(nws_buffer_push(out, 'e'));
    if (digits[mantissa + 1] != '-' && digits[mantissa + 1] != '+')
        NWS_TRY(nws_buffer_push(out, '+'));
    return nws_buffer_add(out, nws_view_slice(printed, mantissa + 1, printed.length));
}

/* A date in its ISO form. Without an offset most write it with a blank; the other form is what all
 * readers know when there is one. */
static nws_status write_date(nws_view text, nws_edit_style style, nws_buffer *out)
{
    enum { DAY = 10 };
    if (style.format == NWS_FORMAT_JSON)
        return write_double(text, out);
    if (text.length <= DAY || text.data[DAY] != 'T')
        return nws_buffer_add(out, text);
    const nws_view time = nws_view_slice(text, DAY + 1, text.length);
    char gap = style.gap;
    if (style.format == NWS_FORMAT_TOML)
        gap = 'T';
    else if (gap == 0)
        gap = holds(time, '+') || holds(time, '-') || holds(time, 'Z') ? 'T' : ' ';
    NWS_TRY(nws_buffer_append(out, text.data, DAY));
    NWS_TRY(nws_buffer_push(out, gap));
    return nws_buffer_add(out, time);
}

static nws_status write_scalar(const nws_value *value, nws_edit_style style, nws_buffer *out,
                               nws_error *error)
{
    switch ((nws_value_kind)value->kind) {
    case NWS_VALUE_NULL:
        if (style.format == NWS_FORMAT_TOML)
            return refuse(error, "no_such_value", "TOML has no null: delete the key instead");
        return nws_buffer_add(out, NWS_VIEW("null"));
    case NWS_VALUE_INT: return write_integer(value, style, out, error);
    case NWS_VALUE_FLOAT: return write_float(value->as.number, style, out, error);
    case NWS_VALUE_DATE: return write_date(value->text, style, out);
    case NWS_VALUE_TEXT: return write_text(value->text, style, out);
    default: return nws_value_json(value, out);
    }
}

/* ---- lists and maps ---- */

/* TOML puts a blank inside the braces: https://toml.io/en/v1.0.0#inline-table */
static bool has_padding(const nws_value *value, nws_edit_style style)
{
    return style.format == NWS_FORMAT_TOML && value->kind == NWS_VALUE_MAP && value->count > 0;
}

static nws_status open_nested(nws_value_walk *walk, const nws_value *value, nws_edit_style style,
                              nws_buffer *out)
{
    NWS_TRY(nws_buffer_push(out, value->kind == NWS_VALUE_MAP ? '{' : '['));
    if (has_padding(value, style))
        NWS_TRY(nws_buffer_push(out, ' '));
    return nws_value_walk_into(walk, value);
}

static nws_status close_nested(nws_value_walk *walk, const nws_value *value, nws_edit_style style,
                               nws_buffer *out)
{
    nws_value_walk_out(walk);
    if (has_padding(value, style))
        NWS_TRY(nws_buffer_push(out, ' '));
    return nws_buffer_push(out, value->kind == NWS_VALUE_MAP ? '}' : ']');
}

/* Writes what comes next in the innermost list or map. */
static nws_status step(nws_value_walk *walk, nws_edit_style style, nws_buffer *out,
                       nws_error *error)
{
    nws_value_step *at = nws_value_walk_at(walk);
    const nws_value *value = at->value;
    const bool is_map = value->kind == NWS_VALUE_MAP;
    if (at->next == value->count)
        return close_nested(walk, value, style, out);
    if (at->next > 0)
        NWS_TRY(nws_buffer_add(out, NWS_VIEW(", ")));
    const uint32_t index = at->next++;
    const nws_value *item = is_map ? &value->as.entries[index].value : &value->as.items[index];
    if (is_map) {
        NWS_TRY(nws_edit_write_key(value->as.entries[index].key.text, style, out));
        NWS_TRY(nws_buffer_add(out,
                               style.format == NWS_FORMAT_TOML ? NWS_VIEW(" = ") : NWS_VIEW(": ")));
    }
    return nws_value_scalar(item) ? write_scalar(item, style, out, error)
                                  : open_nested(walk, item, style, out);
}

nws_status nws_edit_write(const nws_value *value, nws_edit_style style, nws_buffer *out,
                          nws_error *error)
{
    nws_value_walk walk;
    if (nws_value_scalar(value))
        return write_scalar(value, style, out, error);
    style.flow = true;
    style.quote = 0;
    nws_value_walk_begin(&walk, out->allocator);
    nws_status status = open_nested(&walk, value, style, out);
    while (status == NWS_OK && nws_value_walk_at(&walk) != NULL)
        status = step(&walk, style, out, error);
    nws_value_walk_end(&walk);
    return status;
}
