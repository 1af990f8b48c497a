/* The arguments of these tags, and the HTML that the generators themselves make of them.
 *
 *   {{< figure src="a.png" alt="b" title="c" caption="d" width="1" height="2" link="e" attr="f" >}}
 *   {% img [class ...] a.png [width [height]] [title [alt]] %}
 *   {% asset_img [class ...] a.png [width [height]] [title [alt]] %}
 *
 * https://gohugo.io/shortcodes/figure/ and https://hexo.io/docs/tag-plugins#Image
 */
#include "markdown/picture.h"

enum { ESCAPE = 6, MARKUP = 256 }; /* &quot; for each byte, and the tags round it */

typedef struct picture {
    nws_view src, alt, title, caption, width, height, link, attribution;
} picture;

static bool is_blank(char c)
{
    return nws_is_space((unsigned char)c);
}

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && is_blank(*at))
        at++;
    return at;
}

/* --- reading --- */

/* A run without blanks, or what stands in quotes, with no look at what is escaped in it. */
static nws_view read_value(const char **at, const char *end)
{
    const char *from = *at;
    if (from < end && (*from == '"' || *from == '\'')) {
        const char quote = *from++;
        for (*at = from; *at < end && **at != quote; ++*at)
            if (**at == '\\' && end - *at > 1)
                ++*at;
        const nws_view value = nws_view_of(from, (size_t)(*at - from));
        *at += *at < end;
        return value;
    }
    while (*at < end && !is_blank(**at))
        ++*at;
    return nws_view_of(from, (size_t)(*at - from));
}

static nws_view *named(picture *p, nws_view name)
{
    static const nws_view names[] = {{"src", 3},   {"alt", 3},    {"title", 5}, {"caption", 7},
                                     {"width", 5}, {"height", 6}, {"link", 4},  {"attr", 4}};
    nws_view *const fields[] = {&p->src,   &p->alt,    &p->title, &p->caption,
                                &p->width, &p->height, &p->link,  &p->attribution};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (nws_view_equal(name, names[i]))
            return fields[i];
    return NULL;
}

/* name="value" and so on. */
static void read_figure(const char *at, const char *end, picture *p)
{
    while ((at = skip_blanks(at, end)) < end) {
        const char *from = at;
        while (at < end && !is_blank(*at) && *at != '=' && *at != '"')
            at++;
        const nws_view name = nws_view_of(from, (size_t)(at - from));
        if (at == end || *at != '=') {
            (void)read_value(&at, end);
            continue;
        }
        at++;
        const nws_view value = read_value(&at, end);
        nws_view *field = named(p, name);
        if (field != NULL)
            *field = value;
    }
}

static bool is_number(nws_view text)
{
    for (size_t i = 0; i < text.length; i++)
        if (!nws_is_digit((unsigned char)text.data[i]))
            return false;
    return text.length > 0;
}

/* A number at at, with a blank or the end behind it, passed; else none. */
static nws_view read_number(const char **at, const char *end)
{
    const char *next = skip_blanks(*at, end);
    const nws_view value = read_value(&next, end);
    if (!is_number(value))
        return NWS_VIEW_NONE;
    *at = next;
    return value;
}

/* A title or alt text: in quotes, or all up to the next quote. */
static nws_view read_words(const char **at, const char *end)
{
    *at = skip_blanks(*at, end);
    if (*at < end && (**at == '"' || **at == '\''))
        return read_value(at, end);
    const char *from = *at;
    while (*at < end && **at != '"' && **at != '\'')
        ++*at;
    return nws_view_trim(nws_view_of(from, (size_t)(*at - from)));
}

static bool is_address(nws_view text)
{
    return memchr(text.data, '.', text.length) != NULL ||
           memchr(text.data, '/', text.length) != NULL;
}

/* Classes, the address, sizes, texts. Hexo joins what is behind the sizes, so that one pair of
 * quotes can be round both texts. */
static void read_image(const char *at, const char *end, picture *p)
{
    while (p->src.data == NULL && (at = skip_blanks(at, end)) < end) {
        const nws_view value = read_value(&at, end);
        if (value.length > 0 && (is_address(value) || skip_blanks(at, end) == end))
            p->src = value;
    }
    p->width = read_number(&at, end);
    if (p->width.data != NULL)
        p->height = read_number(&at, end);
    nws_view rest = nws_view_trim(nws_view_of(at, (size_t)(end - at)));
    const char quote = rest.length > 2 ? rest.data[0] : 0;
    if ((quote == '"' || quote == '\'') &&
        memchr(rest.data + 1, quote, rest.length - 1) == rest.data + rest.length - 1 &&
        memchr(rest.data, quote == '"' ? '\'' : '"', rest.length) != NULL)
        rest = nws_view_slice(rest, 1, rest.length - 2);
    at = rest.data;
    p->title = read_words(&at, rest.data + rest.length);
    p->alt = read_words(&at, rest.data + rest.length);
}

/* --- writing, into room that is large enough --- */

static char *put(char *to, nws_view text)
{
    if (text.length > 0)
        memcpy(to, text.data, text.length);
    return to + text.length;
}

static char *put_escaped(char *to, nws_view text)
{
    for (size_t i = 0; i < text.length; i++) {
        const char c = text.data[i];
        switch (c) {
        case '&': to = put(to, NWS_VIEW("&amp;")); break;
        case '<': to = put(to, NWS_VIEW("&lt;")); break;
        case '>': to = put(to, NWS_VIEW("&gt;")); break;
        case '"': to = put(to, NWS_VIEW("&quot;")); break;
        case '\\': /* of \" */
            if (i + 1 < text.length && (text.data[i + 1] == '"' || text.data[i + 1] == '\''))
                break;
            *to++ = c;
            break;
        default: *to++ = c; break;
        }
    }
    return to;
}

static char *put_attribute(char *to, nws_view start, nws_view value)
{
    if (value.data == NULL || value.length == 0)
        return to;
    return put(put_escaped(put(to, start), value), NWS_VIEW("\""));
}

static char *put_image(char *to, const picture *p, bool titled)
{
    to = put_attribute(to, NWS_VIEW("<img src=\""), p->src);
    to = put_attribute(to, NWS_VIEW(" alt=\""), p->alt);
    if (titled)
        to = put_attribute(to, NWS_VIEW(" title=\""), p->title);
    to = put_attribute(to, NWS_VIEW(" width=\""), p->width);
    to = put_attribute(to, NWS_VIEW(" height=\""), p->height);
    return put(to, NWS_VIEW(">"));
}

static char *put_figure(char *to, const picture *p)
{
    const nws_view lines[] = {p->title, p->caption, p->attribution};
    bool begun = false;
    to = put(to, NWS_VIEW("<figure>"));
    if (p->link.length > 0)
        to = put(put_attribute(to, NWS_VIEW("<a href=\""), p->link), NWS_VIEW(">"));
    to = put_image(to, p, false);
    if (p->link.length > 0)
        to = put(to, NWS_VIEW("</a>"));
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        if (lines[i].length == 0)
            continue;
        to = put(to, begun ? NWS_VIEW("<br>") : NWS_VIEW("<figcaption>"));
        to = put_escaped(to, lines[i]);
        begun = true;
    }
    if (begun)
        to = put(to, NWS_VIEW("</figcaption>"));
    return put(to, NWS_VIEW("</figure>"));
}

/* --- both --- */

/* Whether tag is name in these braces; then what stands behind the name is in *at and *end. */
static bool is_tag(nws_view tag, nws_view open, nws_view close, nws_view name, const char **at,
                   const char **end)
{
    if (tag.length < open.length + close.length || !nws_view_starts(tag, open))
        return false;
    *end = tag.data + tag.length - close.length;
    *at = skip_blanks(tag.data + open.length, *end);
    if (memcmp(*end, close.data, close.length) != 0 ||
        !nws_view_starts(nws_view_of(*at, (size_t)(*end - *at)), name))
        return false;
    *at += name.length;
    return *at < *end && is_blank(**at);
}

nws_status nws_picture_read(nws_arena *arena, nws_view tag, nws_view *html)
{
    const nws_view open = NWS_VIEW("{%"), close = NWS_VIEW("%}");
    const char *at, *end;
    picture p = {0};
    *html = NWS_VIEW_NONE;
    const bool figure =
        is_tag(tag, NWS_VIEW("{{<"), NWS_VIEW(">}}"), NWS_VIEW("figure"), &at, &end) ||
        is_tag(tag, NWS_VIEW("{{%"), NWS_VIEW("%}}"), NWS_VIEW("figure"), &at, &end);
    if (figure)
        read_figure(at, end - (end[-1] == '/'), &p);
    else if (is_tag(tag, open, close, NWS_VIEW("img"), &at, &end) ||
             is_tag(tag, open, close, NWS_VIEW("asset_img"), &at, &end))
        read_image(at, end, &p);
    if (p.src.length == 0)
        return NWS_OK;
    const size_t room = tag.length * ESCAPE + MARKUP;
    char *text = nws_arena_alloc(arena, room);
    if (text == NULL)
        return NWS_E_MEMORY;
    const char *stop = figure ? put_figure(text, &p) : put_image(text, &p, true);
    *html = nws_view_of(text, (size_t)(stop - text));
    nws_arena_trim(arena, text, room, html->length);
    return NWS_OK;
}
