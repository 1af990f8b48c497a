/* Text in Markdown: what must be escaped where, and characters as references.
 *
 * A character is escaped when it could mean something in its place; where the neighbour that
 * decides is not in the same text node, it counts as the worst.
 * https://spec.commonmark.org/0.30/#backslash-escapes
 */
#include "emit/markdown_parts.h"

#include "base/scan.h"
#include "base/utf8.h"

enum {
    SPARE = 32,        /* for what one reference needs beyond twice the text */
    REFERENCE_MAX = 48 /* no name of a character reference is longer */
};

/* ASCII characters, a bit for each. */
typedef struct char_set {
    uint64_t low, high;
} char_set;

#define LOW(c) (1ull << (c))
#define HIGH(c) (1ull << ((c) - 64))

/* What can mean something in the middle of a line. */
static const char_set special = {LOW('%') | LOW('&') | LOW('*') | LOW('<'),
                                 HIGH('[') | HIGH('\\') | HIGH(']') | HIGH('_') | HIGH('`') |
                                     HIGH('{') | HIGH('|') | HIGH('~')};

NWS_INLINE bool in_set(char_set set, char c)
{
    const unsigned char byte = (unsigned char)c;
    return byte < 0x80 && ((byte < 64 ? set.low : set.high) >> (byte & 63) & 1) != 0;
}

NWS_INLINE bool is_special(char c)
{
    return in_set(special, c);
}

static bool is_alnum(char c)
{
    return nws_is_alpha((unsigned char)c) || nws_is_digit((unsigned char)c);
}

/* A text and a place in it: neighbours are 0 where they are in another node. */
typedef struct spot {
    const char *at;
    const char *start;
    const char *end;
} spot;

static char before(spot s)
{
    return s.at > s.start ? s.at[-1] : 0;
}

static char after(spot s)
{
    return s.at + 1 < s.end ? s.at[1] : 0;
}

static bool is_blank_or_unknown(char c)
{
    return c == 0 || nws_is_space((unsigned char)c);
}

/* "&amp;", or something that may go on as such in the next node. */
static bool begins_reference(spot s)
{
    const char *at = s.at + 1;
    if (at < s.end && *at == '#')
        at++;
    while (at < s.end && is_alnum(*at) && at - s.at < REFERENCE_MAX)
        at++;
    return at == s.end || (*at == ';' && at > s.at + 1);
}

/* The second character of "{{" or "{%": those would be read as a tag (markdown/template.h). */
static bool opens_template(const nws_md_writer *writer, spot s)
{
    if (s.at > s.start)
        return s.at[-1] == '{';
    return !nws_md_empty(writer) && writer->out->data[writer->out->length - 1] == '{';
}

/* Whether two letters or digits follow, or go before: the second one can become a reference, which
 * begins and ends with punctuation. */
static bool in_word(spot s, bool back)
{
    if (back)
        return s.at - s.start >= 2 && is_alnum(s.at[-1]) && is_alnum(s.at[-2]);
    return s.end - s.at > 2 && is_alnum(s.at[1]) && is_alnum(s.at[2]);
}

/* Whether single blanks and other text are on both sides: not at a line's end, nor at a span's. */
static bool stands_alone(spot s)
{
    return s.at - s.start >= 2 && s.end - s.at > 2 && s.at[-1] == ' ' && s.at[1] == ' ' &&
           !nws_is_space((unsigned char)s.at[-2]) && !nws_is_space((unsigned char)s.at[2]);
}

static bool must_escape(const nws_md_writer *writer, spot s)
{
    const char next = after(s);
    switch (*s.at) {
    case '`': return true;
    case '*':
    case '~': return !stands_alone(s);
    case '_': return !in_word(s, true) || !in_word(s, false);
    case '[': return nws_md_in_link(writer);
    case ']':
        return next == 0 || next == '(' || next == '[' || next == ':' || nws_md_in_link(writer);
    case '<': return true; /* md4c takes "< a:>" for an address */
    case '&': return begins_reference(s);
    case '\\': return !in_word(s, false);
    case '{': /* of a list of attributes, too (markdown/line.h) */
        return opens_template(writer, s) || next == '#' || next == '.' || next == ':';
    case '%': return opens_template(writer, s);
    case '|': return writer->cell;
    default: return false;
    }
}

/* "[x] ", a task's box, and "[!NOTE]", an alert's title, to GitHub; or "[" that "]:" in code to
 * come would make a definition, so that all of it would go.
 * https://github.github.com/gfm/#task-list-items-extension- */
static bool begins_box(spot s)
{
    const char next = after(s);
    const size_t length = (size_t)(s.end - s.at);
    return next == '!' || nws_scan_byte(s.at, s.end, ']') == s.end ||
           (length > 2 && s.at[2] == ']' && (next == ' ' || (next | 0x20) == 'x') &&
            is_blank_or_unknown(length > 3 ? s.at[3] : 0));
}

/* The same for what means something at the beginning of a line only.
 * https://spec.commonmark.org/0.30/#blocks-and-inlines */
static bool must_escape_first(spot s)
{
    const char next = after(s);
    switch (*s.at) {
    case '>':
    case '|': return true;
    case '+': return is_blank_or_unknown(next);
    case '-': return is_blank_or_unknown(next) || strchr("-:|", next) != NULL;
    case '=': return is_blank_or_unknown(next) || next == '=';
    case ':': return next == 0 || next == '-';
    case '[': return begins_box(s);
    case '#':
        while (s.at < s.end && *s.at == '#')
            s.at++;
        return s.at == s.end || is_blank_or_unknown(*s.at);
    default: return false;
    }
}

/* --- writing --- */

size_t nws_md_last_start(const nws_md_writer *writer)
{
    size_t at = writer->out->length - 1;
    while (((unsigned char)writer->out->data[at] & 0xC0) == 0x80)
        at--;
    return at;
}

nws_flank_class nws_md_last_class(const nws_md_writer *writer)
{
    if (nws_md_empty(writer))
        return NWS_FLANK_SPACE;
    const char *at = writer->out->data + nws_md_last_start(writer);
    return nws_unicode_flank(nws_utf8_next(&at));
}

static nws_status put_reference(nws_md_writer *writer, uint32_t point)
{
    static const char digits[] = "0123456789ABCDEF";
    char text[16] = "&#x";
    size_t length = 3;
    int shift = 20;
    while (shift > 0 && point >> shift == 0)
        shift -= 4;
    for (; shift >= 0; shift -= 4)
        text[length++] = digits[point >> shift & 15];
    text[length++] = ';';
    return nws_md_put(writer, nws_view_of(text, length));
}

nws_status nws_md_guard_last(nws_md_writer *writer, bool space)
{
    const nws_flank_class last = nws_md_last_class(writer);
    if (last == NWS_FLANK_MARK || (last == NWS_FLANK_SPACE && !space))
        return NWS_OK;
    const size_t start = nws_md_last_start(writer);
    const char *at = writer->out->data + start;
    writer->out->length = start;
    return put_reference(writer, nws_utf8_next(&at));
}

/* Whether what the Markdown begins with could open front matter: a rule of +++ or ;;;, or a JSON
 * object. One of --- is escaped wherever it stands. */
static bool opens_front(spot s)
{
    const char next = after(s);
    switch (*s.at) {
    case '+':
    case ';': return next == 0 || next == *s.at;
    case '{': return is_blank_or_unknown(next) || next == '"' || next == '}';
    default: return false;
    }
}

/* What begins a line: s is moved past what was written of it. Digits alone may still become a
 * marker. There is room for twice the text. */
static void put_first(nws_md_writer *writer, spot *s)
{
    char *out = writer->out->data + writer->out->length;
    const char *from = s->at;
    while (s->at < s->end && nws_is_digit((unsigned char)*s->at))
        *out++ = *s->at++;
    writer->digits += (unsigned)(s->at - from < 10 ? s->at - from : 10);
    if (s->at < s->end) {
        const bool marker = writer->digits > 0 && writer->digits < 10 &&
                            (*s->at == '.' || *s->at == ')') && is_blank_or_unknown(after(*s));
        if (marker || (writer->digits == 0 && must_escape_first(*s)) ||
            (nws_md_empty(writer) && writer->digits == 0 && opens_front(*s))) {
            *out++ = '\\';
            *out++ = *s->at++;
        }
    }
    writer->out->length = (size_t)(out - writer->out->data);
}

/* Whether a piece of text ends at at: white space that is more than one blank. */
NWS_INLINE bool ends_piece(const char *at, const char *end)
{
    return nws_is_space((unsigned char)*at) &&
           (*at != ' ' || at + 1 == end || nws_is_space((unsigned char)at[1]));
}

/* The next character that is special or ends the piece. */
static const char *scan_text(const char *at, const char *end)
{
#if defined(NWS_SCAN_VECTOR)
    for (; end - at > NWS_SCAN_BLOCK; at += NWS_SCAN_BLOCK) {
        const nws_scan_block block = nws_scan_load(at), next = nws_scan_load(at + 1);
        if (nws_scan_first(nws_scan_below(block, 0x80)) == NWS_SCAN_BLOCK)
            continue; /* most of a text in Chinese */
        const nws_scan_block blank =
            nws_scan_or(nws_scan_below(block, ' '),
                        nws_scan_and(nws_scan_equal(block, ' '), nws_scan_below(next, ' ' + 1)));
        /* % & * < [ \ ] ^ _ ` { | } ~ and control characters: a few more than are special */
        const nws_scan_block low =
            nws_scan_or(nws_scan_and(nws_scan_least(block, '%'), nws_scan_below(block, '&' + 1)),
                        nws_scan_or(nws_scan_equal(block, '*'), nws_scan_equal(block, '<')));
        const nws_scan_block high =
            nws_scan_or(nws_scan_and(nws_scan_least(block, '['), nws_scan_below(block, '`' + 1)),
                        nws_scan_and(nws_scan_least(block, '{'), nws_scan_below(block, '~' + 1)));
        const int first = nws_scan_first(nws_scan_or(blank, nws_scan_or(low, high)));
        if (first < NWS_SCAN_BLOCK)
            return at + first;
    }
#endif
    while (at < end && !is_special(*at) && !ends_piece(at, end))
        at++;
    return at;
}

static bool begins_marked(spot s)
{
    return nws_view_starts(nws_view_of(s.at, (size_t)(s.end - s.at)), NWS_VIEW("\xEF\xBB\xBF"));
}

/* Text up to white space that is more than a blank: s is moved there. */
static nws_status put_piece(nws_md_writer *writer, spot *s)
{
    /* A byte order mark before all else would be left out by whoever reads the file. */
    if (writer->refer || (nws_md_empty(writer) && begins_marked(*s))) {
        NWS_TRY(put_reference(writer, nws_utf8_next(&s->at)));
        writer->line_start = false;
    }
    NWS_TRY(nws_buffer_reserve(writer->out, 2 * (size_t)(s->end - s->at) + SPARE));
    if (writer->line_start) {
        put_first(writer, s);
        if (writer->digits > 0 && (s->at == s->end || ends_piece(s->at, s->end)))
            return NWS_OK;
    }
    char *out = writer->out->data + writer->out->length;
    while (s->at < s->end) {
        const char *hit = scan_text(s->at, s->end);
        memcpy(out, s->at, (size_t)(hit - s->at));
        out += hit - s->at;
        writer->line_start &= hit == s->at;
        s->at = hit;
        if (hit == s->end || ends_piece(hit, s->end))
            break;
        if (is_special(*hit) && must_escape(writer, *s))
            *out++ = '\\';
        *out++ = *s->at++;
        writer->line_start = false;
    }
    writer->line_start = false;
    writer->out->length = (size_t)(out - writer->out->data);
    return NWS_OK;
}

/* The same in code, where nothing is special. */
static nws_status put_code(nws_md_writer *writer, spot *s)
{
    const char *from = s->at;
    while (s->at < s->end && !ends_piece(s->at, s->end))
        s->at++;
    return nws_md_put(writer, nws_view_of(from, (size_t)(s->at - from)));
}

nws_status nws_md_put_marker(nws_md_writer *writer)
{
    char text[NWS_MD_MARKER];
    const bool bullet = writer->marker_step == 0;
    const size_t length =
        nws_md_marker(text, writer->marker_number, writer->marker_step, bullet ? '-' : '.');
    writer->marker = false;
    /* As in the text, it takes the place of those round it, of which nothing was seen yet. */
    for (unsigned i = writer->depth; i-- > 0 && writer->containers[i].fresh;)
        if (!writer->containers[i].quote)
            writer->containers[i].length = 0;
    NWS_TRY(nws_md_settle(writer, NWS_FLANK_MARK, false));
    for (size_t i = 0; i + 1 < length; i++) {
        if (!nws_is_digit((unsigned char)text[i]))
            NWS_TRY(nws_buffer_push(writer->out, '\\'));
        NWS_TRY(nws_buffer_push(writer->out, text[i]));
    }
    writer->line_start = false;
    writer->blank = true;
    return NWS_OK;
}

/* Whether text in code would end the brackets of a link as a definition's, which is looked for
 * before code is: https://spec.commonmark.org/0.30/#link-reference-definitions */
static bool may_define(nws_view text)
{
    const char *at = text.data, *end = at + text.length;
    for (; (at = nws_scan_byte(at, end, ']')) < end; at++)
        if (at + 1 == end || at[1] == ':')
            return true;
    return false;
}

/* Whether text that is code can be written as such. */
static bool fits_code(const nws_md_writer *writer, nws_view text)
{
    const char *end = text.data + text.length;
    if (writer->cell && nws_scan_byte(text.data, end, '|') < end) /* parsers differ there */
        return false;
    return !nws_md_in_link(writer) || !may_define(text);
}

nws_status nws_md_put_text(nws_md_writer *writer, nws_view text)
{
    spot s = {text.data, text.data, text.data + text.length};
    const bool in_code = writer->code > 0 && fits_code(writer, text);
    for (;;) {
        const char *from = s.at;
        while (s.at < s.end && nws_is_space((unsigned char)*s.at))
            s.at++;
        writer->blank |= s.at > from;
        if (s.at == s.end)
            return NWS_OK;
        if (writer->marker)
            NWS_TRY(nws_md_put_marker(writer));
        const char *first = s.at;
        NWS_TRY(nws_md_settle(writer, nws_unicode_flank(nws_utf8_next(&first)), in_code));
        NWS_TRY(in_code ? put_code(writer, &s) : put_piece(writer, &s));
    }
}

/* --- pre --- */

nws_status nws_md_put_raw(nws_md_writer *writer, nws_view text)
{
    const char *at = text.data, *end = at + text.length;
    while (at < end) {
        const char *hit = nws_scan_any4(at, end, '\n', '\r', '\n', '\r');
        if (hit > at) {
            for (; writer->raw_lines > 1; writer->raw_lines--)
                NWS_TRY(nws_md_next_line(writer, true));
            if (writer->raw_lines == 1)
                NWS_TRY(nws_md_next_line(writer, false));
            writer->raw_lines = 0;
            NWS_TRY(nws_md_put(writer, nws_view_of(at, (size_t)(hit - at))));
        }
        if (hit == end)
            return NWS_OK;
        writer->raw_lines++;
        at = hit + (end - hit > 1 && hit[0] == '\r' && hit[1] == '\n' ? 2 : 1);
    }
    return NWS_OK;
}

/* --- links and images --- */

/* What is always escaped in an address, a title and an alt: brackets too, since md4c looks for
 * those of a link before it knows its address. */
#define ESCAPED_HIGH (HIGH('[') | HIGH(']') | HIGH('\\') | HIGH('_') | HIGH('`') | HIGH('~'))
static const char_set escaped_address = {LOW('*') | LOW('<') | LOW('>'), ESCAPED_HIGH};
/* md4c looks for tags before it knows of links: a quote would lead one out of the brackets. */
static const char_set escaped_in_brackets = {LOW('*') | LOW('<') | LOW('>') | LOW('"') | LOW('\''),
                                             ESCAPED_HIGH};
static const char_set escaped_title = {LOW('*') | LOW('"') | LOW('<'), ESCAPED_HIGH};
static const char_set escaped_alt = {LOW('*') | LOW('<') | LOW('!'), ESCAPED_HIGH};

/* The next character that may have to be escaped, or is white space. */
static const char *scan_quoted(const char *at, const char *end)
{
    static const char_set noticed = {0x7FFFFFFFFull | LOW('&') | LOW('\'') | LOW('(') | LOW(')') |
                                         LOW('*') | LOW('<') | LOW('>'),
                                     ESCAPED_HIGH | HIGH('{') | HIGH('|') | HIGH(0x7F)};
#if defined(NWS_SCAN_VECTOR)
    for (; end - at >= NWS_SCAN_BLOCK; at += NWS_SCAN_BLOCK) {
        const nws_scan_block block = nws_scan_load(at);
        /* up to ", & to *, < and >, [ to `, { to DEL: a few more than are noticed */
        const nws_scan_block low =
            nws_scan_or(nws_scan_below(block, '"' + 1),
                        nws_scan_and(nws_scan_least(block, '&'), nws_scan_below(block, '*' + 1)));
        const nws_scan_block middle =
            nws_scan_or(nws_scan_equal(block, '<'), nws_scan_equal(block, '>'));
        const nws_scan_block high =
            nws_scan_or(nws_scan_and(nws_scan_least(block, '['), nws_scan_below(block, '`' + 1)),
                        nws_scan_and(nws_scan_least(block, '{'), nws_scan_below(block, 0x7F + 1)));
        const int first = nws_scan_first(nws_scan_or(low, nws_scan_or(middle, high)));
        if (first < NWS_SCAN_BLOCK)
            return at + first;
    }
#endif
    while (at < end && !in_set(noticed, *at))
        at++;
    return at;
}

/* Text of an alt, an address or a title; white space is one blank. */
static nws_status put_quoted(nws_md_writer *writer, nws_view text, char_set escaped)
{
    spot s = {text.data, text.data, text.data + text.length};
    for (;; s.at++) {
        const char *from = s.at;
        s.at = scan_quoted(s.at, s.end);
        NWS_TRY(nws_md_put(writer, nws_view_of(from, (size_t)(s.at - from))));
        if (s.at == s.end)
            return NWS_OK;
        const char c = *s.at;
        if (nws_is_space((unsigned char)c)) {
            if (!nws_is_space((unsigned char)before(s)))
                NWS_TRY(nws_buffer_push(writer->out, ' '));
        } else if (c == '|' && writer->cell) {
            NWS_TRY(nws_md_put(writer, NWS_VIEW("&#124;")));
        } else {
            const bool word = c == '_' && in_word(s, true) && in_word(s, false);
            if ((in_set(escaped, c) && !word) || (c == '&' && begins_reference(s)) ||
                (c == '{' && before(s) == '{'))
                NWS_TRY(nws_buffer_push(writer->out, '\\'));
            NWS_TRY(nws_buffer_push(writer->out, c));
            if (c == '{' && after(s) == '%') /* "%" is no character that is noticed */
                NWS_TRY(nws_buffer_push(writer->out, '\\'));
        }
    }
}

/* Whether an address must stand in angle brackets.
 * https://spec.commonmark.org/0.30/#link-destination */
static bool needs_brackets(nws_view address)
{
    static const char_set bracketed = {0x1FFFFFFFFull | LOW('(') | LOW(')') | LOW('<') | LOW('>'),
                                       HIGH(0x7F)};
    const char *at = address.data, *end = at + address.length;
    for (; (at = scan_quoted(at, end)) < end; at++)
        if (in_set(bracketed, *at))
            return true;
    return address.length == 0;
}

nws_status nws_md_put_target(nws_md_writer *writer, const nws_node *element, nws_attr attr)
{
    const nws_attribute *at = nws_node_attribute(element, attr);
    const nws_attribute *title = nws_node_attribute(element, NWS_ATTR_TITLE);
    const nws_view address = at == NULL ? NWS_VIEW("") : nws_view_trim(nws_attribute_value(at));
    const nws_view words = title == NULL ? NWS_VIEW("") : nws_view_trim(nws_attribute_value(title));
    if (needs_brackets(address)) {
        const bool instruction =
            address.length > 0 && (address.data[0] == '?' || address.data[0] == '!');
        NWS_TRY(nws_md_put(writer, instruction ? NWS_VIEW("(<\\") : NWS_VIEW("(<")));
        NWS_TRY(put_quoted(writer, address, escaped_in_brackets));
        NWS_TRY(nws_buffer_push(writer->out, '>'));
    } else {
        NWS_TRY(nws_buffer_push(writer->out, '('));
        NWS_TRY(put_quoted(writer, address, escaped_address));
    }
    if (words.length > 0) {
        NWS_TRY(nws_md_put(writer, NWS_VIEW(" \"")));
        NWS_TRY(put_quoted(writer, words, escaped_title));
        NWS_TRY(nws_buffer_push(writer->out, '"'));
    }
    return nws_buffer_push(writer->out, ')');
}

nws_status nws_md_put_image(nws_md_writer *writer, const nws_node *image)
{
    const nws_attribute *alt = nws_node_attribute(image, NWS_ATTR_ALT);
    NWS_TRY(nws_md_settle(writer, NWS_FLANK_MARK, false));
    writer->line_start = false;
    NWS_TRY(nws_md_put(writer, NWS_VIEW("![")));
    if (alt != NULL)
        NWS_TRY(put_quoted(writer, nws_view_trim(nws_attribute_value(alt)), escaped_alt));
    NWS_TRY(nws_buffer_push(writer->out, ']'));
    return nws_md_put_target(writer, image, NWS_ATTR_SRC);
}
