/* Declarations and tokens, as CSS Syntax Level 3 has them.
 *
 * Separate from the grammars because it must find the end of what no grammar knows, too: with its
 * strings, brackets, escapes and urls.
 */
#include "clean/css_parts.h"

#include "base/bounds.h"

/* --- tokens --- */

/* https://drafts.csswg.org/css-syntax-3/#ident-start-code-point */
static bool starts_name(unsigned char byte)
{
    return nws_is_alpha(byte) || byte == '_' || byte >= 0x80;
}

static bool continues_name(unsigned char byte)
{
    return starts_name(byte) || nws_is_digit(byte) || byte == '-';
}

static unsigned char byte_at(nws_view text, size_t at)
{
    return at < text.length ? (unsigned char)text.data[at] : 0;
}

/* https://drafts.csswg.org/css-syntax-3/#would-start-an-identifier, escapes apart */
static bool is_name(nws_view text)
{
    const size_t hyphen = byte_at(text, 0) == '-';
    return starts_name(byte_at(text, hyphen)) || (hyphen && byte_at(text, 1) == '-');
}

/* https://drafts.csswg.org/css-syntax-3/#starts-with-a-number */
static bool is_number(nws_view text)
{
    const size_t sign = byte_at(text, 0) == '+' || byte_at(text, 0) == '-';
    const size_t point = byte_at(text, sign) == '.';
    return nws_is_digit(byte_at(text, sign + point));
}

static size_t name_length(nws_view text)
{
    size_t length = 0;
    while (length < text.length && continues_name((unsigned char)text.data[length]))
        length++;
    return length;
}

static nws_view take(nws_view *rest, size_t length)
{
    nws_view taken = nws_view_slice(*rest, 0, length);
    *rest = nws_view_slice(*rest, length, rest->length);
    return taken;
}

/* Past a comment, or to the end when it is not closed. */
static size_t comment_length(nws_view text)
{
    for (size_t i = 2; i + 1 < text.length; i++)
        if (text.data[i] == '*' && text.data[i + 1] == '/')
            return i + 2;
    return text.length;
}

static bool at_comment(nws_view text)
{
    return byte_at(text, 0) == '/' && byte_at(text, 1) == '*';
}

static void skip_blanks(nws_view *rest)
{
    for (;;) {
        if (rest->length > 0 && nws_is_space((unsigned char)rest->data[0]))
            take(rest, 1);
        else if (at_comment(*rest))
            take(rest, comment_length(*rest));
        else
            return;
    }
}

/* https://drafts.csswg.org/css-syntax-3/#consume-number; one of more digits than any bound has
 * is bad. */
static css_token read_number(nws_view *rest)
{
    enum { DIGITS = 9 };
    const bool negative = rest->data[0] == '-';
    int64_t value = 0, place = CSS_ONE;
    unsigned digits = 0;
    if (negative || rest->data[0] == '+')
        take(rest, 1);
    for (; nws_is_digit(byte_at(*rest, 0)); take(rest, 1)) {
        digits += value > 0 || rest->data[0] != '0';
        if (digits <= DIGITS)
            value = value * 10 + (rest->data[0] - '0');
    }
    value *= CSS_ONE;
    if (byte_at(*rest, 0) == '.' && nws_is_digit(byte_at(*rest, 1)))
        for (take(rest, 1); nws_is_digit(byte_at(*rest, 0)); take(rest, 1)) {
            place /= 10;
            value += (rest->data[0] - '0') * place;
        }
    css_token token = {.kind = CSS_NUMBER, .value = negative ? -value : value};
    if (digits > DIGITS) {
        token.kind = CSS_BAD;
    } else if (byte_at(*rest, 0) == '%') {
        token.kind = CSS_PERCENT;
        take(rest, 1);
    } else if (is_name(*rest)) { /* an exponent is a unit that no grammar knows */
        token.kind = CSS_DIMENSION;
        token.text = take(rest, name_length(*rest));
    }
    return token;
}

/* https://drafts.csswg.org/css-syntax-3/#consume-string-token */
static css_token read_string(nws_view *rest)
{
    const char quote = take(rest, 1).data[0];
    size_t length = 0;
    for (; length < rest->length && rest->data[length] != quote; length++)
        if (rest->data[length] == '\\' || rest->data[length] == '\n' ||
            rest->data[length] == '\r' || rest->data[length] == '\f')
            return (css_token){.kind = CSS_BAD};
    css_token token = {.kind = CSS_STRING, .text = take(rest, length)};
    take(rest, 1); /* the end of the text closes a string, too */
    return token;
}

static css_token read_name(nws_view *rest)
{
    css_token token = {.kind = CSS_IDENT, .text = take(rest, name_length(*rest))};
    if (byte_at(*rest, 0) == '(') {
        token.kind = CSS_FUNCTION;
        take(rest, 1);
    }
    return token;
}

void nws_css_next(css_reader *reader)
{
    nws_view *rest = &reader->rest;
    skip_blanks(rest);
    const unsigned char byte = byte_at(*rest, 0);
    if (rest->length == 0) {
        reader->token = (css_token){.kind = CSS_END};
    } else if (is_number(*rest)) {
        reader->token = read_number(rest);
    } else if (is_name(*rest)) {
        reader->token = read_name(rest);
    } else if (byte == '"' || byte == '\'') {
        reader->token = read_string(rest);
    } else if (byte == '#') {
        take(rest, 1);
        reader->token = (css_token){.kind = CSS_HASH, .text = take(rest, name_length(*rest))};
    } else if (byte != 0 && strchr(":,/)!", byte) != NULL) {
        reader->token = (css_token){.kind = CSS_MARK, .mark = take(rest, 1).data[0]};
    } else {
        reader->token = (css_token){.kind = CSS_BAD};
    }
}

/* --- declarations --- */

/* Past the string at the start of text; a newline ends one that is not closed.
 * https://drafts.csswg.org/css-syntax-3/#consume-string-token */
static size_t string_length(nws_view text)
{
    for (size_t i = 1; i < text.length; i++) {
        const char byte = text.data[i];
        if (byte == text.data[0])
            return i + 1;
        if (byte == '\n' || byte == '\r' || byte == '\f')
            return i;
        i += byte == '\\';
    }
    return text.length;
}

/* Past the url( at the start of text: a token of its own unless a quote follows.
 * https://drafts.csswg.org/css-syntax-3/#consume-url-token */
static size_t url_length(nws_view text)
{
    size_t i = 4;
    while (i < text.length && nws_is_space((unsigned char)text.data[i]))
        i++;
    if (byte_at(text, i) == '"' || byte_at(text, i) == '\'')
        return 0;
    for (; i < text.length && text.data[i] != ')'; i++)
        i += text.data[i] == '\\';
    return i < text.length ? i + 1 : text.length;
}

/* The length of what is one to whoever looks for brackets and semicolons. */
static size_t lump_length(nws_view text)
{
    const unsigned char byte = (unsigned char)text.data[0];
    if (byte == '"' || byte == '\'')
        return string_length(text);
    if (at_comment(text))
        return comment_length(text);
    if (byte == '\\')
        return 2;
    if (!continues_name(byte))
        return 1;
    const size_t length = name_length(text);
    const size_t url = length == 3 && byte_at(text, 3) == '(' &&
                               nws_view_equal_nocase(nws_view_slice(text, 0, 3), NWS_VIEW("url"))
                           ? url_length(text)
                           : 0;
    return url > 0 ? url : length;
}

/* What closes a block that byte opens, or 0. */
static char closer(char byte)
{
    return (char)(byte == '(' ? ')' : byte == '[' ? ']' : byte == '{' ? '}' : 0);
}

/* https://drafts.csswg.org/css-syntax-3/#consume-list-of-declarations: up to a semicolon outside of
 * all blocks; an at-rule ends with its block, too. Behind blocks in more than NWS_MAX_CSS_BLOCKS
 * blocks nothing is looked for: all is one. */
bool nws_css_split(nws_view *rest, nws_view *declaration)
{
    char open[NWS_MAX_CSS_BLOCKS];
    unsigned depth = 0;
    if (rest->length == 0)
        return false;
    nws_view text = *rest;
    skip_blanks(&text);
    const bool rule = byte_at(text, 0) == '@';
    size_t at = 0;
    for (text = *rest; at < text.length;) {
        const char byte = text.data[at], close = closer(byte);
        if (byte == ';' && depth == 0)
            break;
        at += lump_length(nws_view_slice(text, at, text.length));
        if (close != 0 && depth == NWS_MAX_CSS_BLOCKS)
            at = text.length;
        else if (close != 0)
            open[depth++] = close;
        else if (depth > 0 && byte == open[depth - 1] && --depth == 0 && byte == '}' && rule)
            break;
    }
    *declaration = nws_view_trim(nws_view_slice(text, 0, at));
    *rest = nws_view_slice(text, at, text.length);
    if (byte_at(*rest, 0) == ';')
        take(rest, 1);
    return true;
}
