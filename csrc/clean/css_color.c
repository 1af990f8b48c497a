/* Colours: names, hexadecimal, rgb() and hsl() with or without alpha.
 *
 * Separate because colours are a language of their own. The functions are written with commas and
 * a plain alpha, which every browser since CSS 3 reads.
 */
#include "clean/css_parts.h"

/* https://drafts.csswg.org/css-color/#named-colors by first letter, with the two keywords that are
 * colours as well. The system's colours are not: what shows them can tell who looks. */
static const char *const names[26] = {
    ['a' - 'a'] = "aliceblue antiquewhite aqua aquamarine azure",
    ['b' - 'a'] = "beige bisque black blanchedalmond blue blueviolet brown burlywood",
    ['c' - 'a'] = "cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson "
                  "currentcolor cyan",
    ['d' - 'a'] = "darkblue darkcyan darkgoldenrod darkgray darkgreen darkgrey darkkhaki "
                  "darkmagenta darkolivegreen darkorange darkorchid darkred darksalmon "
                  "darkseagreen darkslateblue darkslategray darkslategrey darkturquoise "
                  "darkviolet deeppink deepskyblue dimgray dimgrey dodgerblue",
    ['f' - 'a'] = "firebrick floralwhite forestgreen fuchsia",
    ['g' - 'a'] = "gainsboro ghostwhite gold goldenrod gray green greenyellow grey",
    ['h' - 'a'] = "honeydew hotpink",
    ['i' - 'a'] = "indianred indigo ivory",
    ['k' - 'a'] = "khaki",
    ['l' - 'a'] = "lavender lavenderblush lawngreen lemonchiffon lightblue lightcoral "
                  "lightcyan lightgoldenrodyellow lightgray lightgreen lightgrey lightpink "
                  "lightsalmon lightseagreen lightskyblue lightslategray lightslategrey "
                  "lightsteelblue lightyellow lime limegreen linen",
    ['m' - 'a'] = "magenta maroon mediumaquamarine mediumblue mediumorchid mediumpurple "
                  "mediumseagreen mediumslateblue mediumspringgreen mediumturquoise "
                  "mediumvioletred midnightblue mintcream mistyrose moccasin",
    ['n' - 'a'] = "navajowhite navy",
    ['o' - 'a'] = "oldlace olive olivedrab orange orangered orchid",
    ['p' - 'a'] = "palegoldenrod palegreen paleturquoise palevioletred papayawhip peachpuff "
                  "peru pink plum powderblue purple",
    ['r' - 'a'] = "rebeccapurple red rosybrown royalblue",
    ['s' - 'a'] = "saddlebrown salmon sandybrown seagreen seashell sienna silver skyblue "
                  "slateblue slategray slategrey snow springgreen steelblue",
    ['t' - 'a'] = "tan teal thistle tomato transparent turquoise",
    ['v' - 'a'] = "violet",
    ['w' - 'a'] = "wheat white whitesmoke",
    ['y' - 'a'] = "yellow yellowgreen",
};

static bool is_named(nws_view name)
{
    const unsigned letter = (unsigned)(nws_lower((unsigned char)name.data[0]) - 'a');
    return letter < 26 && nws_css_in(names[letter], name);
}

static bool is_hex(nws_view digits)
{
    for (size_t i = 0; i < digits.length; i++)
        if (nws_digit_value(digits.data[i]) >= 16)
            return false;
    return digits.length == 3 || digits.length == 4 || digits.length == 6 || digits.length == 8;
}

/* --- functions --- */

static bool take_mark(css_reader *reader, char mark)
{
    if (!css_at(reader, mark))
        return false;
    nws_css_next(reader);
    return true;
}

/* A token of this kind with a value from 0 to most. */
static bool channel(css_reader *reader, css_kind kind, int64_t most, int64_t *value)
{
    const css_token token = reader->token;
    if (token.kind != kind || token.value < 0 || token.value > most * CSS_ONE ||
        (kind == CSS_DIMENSION && !nws_view_equal_nocase(token.text, NWS_VIEW("deg"))))
        return false;
    *value = token.value;
    nws_css_next(reader);
    return true;
}

static bool alpha(css_reader *reader, int64_t *value)
{
    if (channel(reader, CSS_NUMBER, 1, value))
        return true;
    if (!channel(reader, CSS_PERCENT, 100, value))
        return false;
    *value /= 100;
    return true;
}

static bool hue(css_reader *reader, int64_t *value)
{
    return channel(reader, CSS_NUMBER, 360, value) || channel(reader, CSS_DIMENSION, 360, value);
}

/* https://drafts.csswg.org/css-color/#rgb-functions: with commas throughout, or with blanks and a
 * slash before alpha; channels all of one kind. Returns how many there were, or 0. */
static unsigned channels(css_reader *reader, bool hsl, css_kind *kind, int64_t values[4])
{
    bool commas = false;
    *kind = reader->token.kind == CSS_PERCENT || hsl ? CSS_PERCENT : CSS_NUMBER;
    for (unsigned i = 0; i < 3; i++) {
        if (i == 1)
            commas = take_mark(reader, ',');
        else if (i == 2 && commas && !take_mark(reader, ','))
            return 0;
        if (hsl && i == 0 ? !hue(reader, &values[i])
                          : !channel(reader, *kind, *kind == CSS_PERCENT ? 100 : 255, &values[i]))
            return 0;
    }
    if (!take_mark(reader, commas ? ',' : '/'))
        return 3;
    return alpha(reader, &values[3]) ? 4 : 0;
}

static bool function(css_reader *reader, css_writer *writer)
{
    const nws_view name = reader->token.text;
    const bool hsl = nws_css_in("hsl hsla", name);
    if (!hsl && !nws_css_in("rgb rgba", name))
        return false;
    nws_css_next(reader);
    css_kind kind;
    int64_t values[4];
    const unsigned count = channels(reader, hsl, &kind, values);
    /* The end of the text closes what is open. */
    if (count == 0 || (!take_mark(reader, ')') && reader->token.kind != CSS_END))
        return false;
    css_put_text(writer, hsl ? "hsl" : "rgb");
    css_put_text(writer, count == 4 ? "a(" : "(");
    for (unsigned i = 0; i < count; i++) {
        if (i > 0)
            css_put_text(writer, ", ");
        nws_css_put_number(writer, values[i]);
        if (i < 3 && kind == CSS_PERCENT && !(hsl && i == 0))
            css_put_text(writer, "%");
    }
    css_put_text(writer, ")");
    return true;
}

bool nws_css_color(css_reader *reader, css_writer *writer)
{
    const css_token token = reader->token;
    if (token.kind == CSS_FUNCTION) {
        if (function(reader, writer))
            return true;
        reader->token.kind = CSS_BAD; /* half of it is read: nothing may go on from here */
        return false;
    }
    if (token.kind == CSS_HASH ? !is_hex(token.text)
                               : token.kind != CSS_IDENT || !is_named(token.text))
        return false;
    if (token.kind == CSS_HASH)
        css_put_text(writer, "#");
    nws_css_put_lower(writer, token.text);
    nws_css_next(reader);
    return true;
}
