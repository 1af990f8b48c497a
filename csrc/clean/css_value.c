/* The value of one declaration, read by its property's grammar and written in normal form.
 *
 * Separate from css.c, which knows declarations, and from css_table.c, which knows properties: here
 * are only the shapes that grammars have.
 */
#include "clean/css_parts.h"

#include "base/utf8.h"

static bool is_end(const css_reader *reader)
{
    return reader->token.kind == CSS_END || css_at(reader, '!');
}

static bool put_word(css_reader *reader, css_writer *writer)
{
    nws_css_put_lower(writer, reader->token.text);
    nws_css_next(reader);
    return true;
}

/* value, in units of 1 / scale, within range. */
static bool within(int64_t value, int64_t scale, css_range range)
{
    return value >= range.low * scale && value <= range.high * scale;
}

static bool number(css_reader *reader, const css_grammar *grammar, css_writer *writer)
{
    const css_token token = reader->token;
    const char *unit = "";
    bool fits;
    switch (token.kind) {
    case CSS_NUMBER:
        fits =
            ((grammar->takes & CSS_PLAIN) != 0 && within(token.value, CSS_ONE, grammar->number)) ||
            ((grammar->takes & CSS_LENGTH) != 0 && token.value == 0 && within(0, 1, grammar->px));
        break;
    case CSS_PERCENT:
        unit = "%";
        fits = (grammar->takes & CSS_RATIO) != 0 && within(token.value, CSS_ONE, grammar->percent);
        break;
    case CSS_DIMENSION: {
        const unsigned size = nws_css_unit(token.text, &unit);
        fits = (grammar->takes & CSS_LENGTH) != 0 && size != 0 &&
               within(token.value * size, (int64_t)CSS_ONE * 100, grammar->px);
        break;
    }
    default: return false;
    }
    if (!fits)
        return false;
    nws_css_put_number(writer, token.value);
    css_put_text(writer, unit);
    nws_css_next(reader);
    return true;
}

/* One word, colour or number. */
static bool component(css_reader *reader, const css_grammar *grammar, css_writer *writer)
{
    if (reader->token.kind == CSS_IDENT && nws_css_in(grammar->words, reader->token.text))
        return put_word(reader, writer);
    if ((grammar->takes & CSS_COLOR) != 0)
        return nws_css_color(reader, writer);
    return number(reader, grammar, writer);
}

static bool components(css_reader *reader, const css_grammar *grammar, unsigned most,
                       css_writer *writer)
{
    for (unsigned count = 0; count == 0 || (count < most && !is_end(reader)); count++) {
        if (count > 0)
            css_put_text(writer, " ");
        if (!component(reader, grammar, writer))
            return false;
    }
    return true;
}

/* https://drafts.csswg.org/css-text-decor/#text-decoration-line-property */
static bool lines(css_reader *reader, const css_grammar *grammar, css_writer *writer)
{
    unsigned seen = 0;
    if (reader->token.kind != CSS_IDENT)
        return false;
    if (nws_css_in("none", reader->token.text))
        return put_word(reader, writer);
    while (reader->token.kind == CSS_IDENT && nws_css_in(grammar->words, reader->token.text)) {
        /* No two of the words begin with the same letter. */
        const unsigned bit = 1u << nws_lower((unsigned char)reader->token.text.data[0]) % 32u;
        if ((seen & bit) != 0)
            return false;
        if (seen != 0)
            css_put_text(writer, " ");
        seen |= bit;
        put_word(reader, writer);
    }
    return seen != 0;
}

/* Each part at most once, in the order in which they come. */
static bool parts(css_reader *reader, const css_grammar *grammar, css_writer *writer)
{
    unsigned used = 0;
    while (used == 0 || !is_end(reader)) {
        unsigned part = 0;
        const size_t start = writer->length;
        if (used != 0)
            css_put_text(writer, " ");
        for (; part < 3; part++) {
            if ((used >> part & 1u) != 0 || grammar->parts[part] == NWS_CSS_COUNT)
                continue;
            const css_grammar *own = &nws_css_grammars[grammar->parts[part]];
            if (own->shape == CSS_SHAPE_LINES ? lines(reader, own, writer)
                                              : component(reader, own, writer))
                break;
        }
        if (part == 3) {
            writer->length = start;
            return false;
        }
        used |= 1u << part;
    }
    return true;
}

/* --- font-family --- */

/* A letter of a script that fonts are named in; nothing that could be taken for anything else. */
static bool is_letter(uint32_t code)
{
    return (code >= 0xC0 && code <= 0x24F && code != 0xD7 && code != 0xF7) || /* Latin */
           (code >= 0x410 && code <= 0x44F) ||                                /* Cyrillic */
           (code >= 0x3041 && code <= 0x3096) || (code >= 0x30A1 && code <= 0x30FC) || /* kana */
           (code >= 0x3400 && code <= 0x4DBF) || (code >= 0x4E00 && code <= 0x9FFF) || /* Han */
           (code >= 0xAC00 && code <= 0xD7A3);                                         /* hangul */
}

static bool is_plain(nws_view name)
{
    const char *cursor = name.data;
    while (cursor < name.data + name.length) {
        const uint32_t code = nws_utf8_next(&cursor);
        const unsigned char byte = (unsigned char)code;
        if (code >= 0x80 ? !is_letter(code)
                         : !nws_is_alpha(byte) && !nws_is_digit(byte) && byte != ' ' &&
                               byte != '-' && byte != '_')
            return false;
    }
    return name.length > 0;
}

/* A word that may be in a name without quotes: none that has a meaning in every property. */
static bool is_name_word(const css_token *token)
{
    return token->kind == CSS_IDENT && is_plain(token->text) &&
           !nws_view_starts(token->text, NWS_VIEW("--")) &&
           !nws_css_in("inherit initial unset revert revert-layer default", token->text);
}

/* One word as it is; words side by side between quotes, for browsers refuse some words among them
 * and not everywhere the same ones. */
static bool name_of_words(css_reader *reader, css_writer *writer)
{
    static const char generic[] =
        "serif sans-serif monospace cursive fantasy system-ui math emoji fangsong";
    const nws_view first = reader->token.text;
    if (!is_name_word(&reader->token))
        return false;
    nws_css_next(reader);
    const bool several = reader->token.kind == CSS_IDENT;
    bool plain = !several || !nws_css_in(generic, first);
    css_put_text(writer, several ? "'" : "");
    nws_css_put(writer, first.data, first.length);
    for (; reader->token.kind == CSS_IDENT; nws_css_next(reader)) {
        plain = plain && is_name_word(&reader->token) && !nws_css_in(generic, reader->token.text);
        css_put_text(writer, " ");
        nws_css_put(writer, reader->token.text.data, reader->token.text.length);
    }
    css_put_text(writer, several ? "'" : "");
    return plain;
}

/* https://drafts.csswg.org/css-fonts/#family-name-syntax */
static bool family(css_reader *reader, css_writer *writer)
{
    if (reader->token.kind != CSS_STRING)
        return name_of_words(reader, writer);
    if (!is_plain(reader->token.text))
        return false;
    css_put_text(writer, "'");
    nws_css_put(writer, reader->token.text.data, reader->token.text.length);
    css_put_text(writer, "'");
    nws_css_next(reader);
    return true;
}

static bool families(css_reader *reader, css_writer *writer)
{
    for (;;) {
        if (!family(reader, writer))
            return false;
        if (!css_at(reader, ','))
            return true;
        css_put_text(writer, ", ");
        nws_css_next(reader);
    }
}

/* --- any value --- */

static bool by_shape(css_reader *reader, const css_grammar *grammar, css_writer *writer)
{
    switch ((css_shape)grammar->shape) {
    case CSS_SHAPE_ONE: return components(reader, grammar, 1, writer);
    case CSS_SHAPE_TWO: return components(reader, grammar, 2, writer);
    case CSS_SHAPE_FOUR: return components(reader, grammar, 4, writer);
    case CSS_SHAPE_PARTS: return parts(reader, grammar, writer);
    case CSS_SHAPE_LINES: return lines(reader, grammar, writer);
    case CSS_SHAPE_FAMILY: break;
    }
    return families(reader, writer);
}

bool nws_css_value(css_reader *reader, nws_css_property property, css_writer *writer)
{
    /* https://drafts.csswg.org/css-values/#common-keywords, without those that look past the
     * page's own rules */
    if (reader->token.kind == CSS_IDENT && nws_css_in("inherit initial unset", reader->token.text))
        put_word(reader, writer);
    else if (!by_shape(reader, &nws_css_grammars[property], writer))
        return false;
    return is_end(reader);
}
