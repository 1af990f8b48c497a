/* Addresses of pictures: the candidate in a srcset, the target behind a proxy.
 *
 * Separate from url.c because nothing here is the URL standard's: these are habits of the sites
 * that posts are scraped from.
 */
#include "clean/url.h"

#include "clean/policy.h"

/* Proxies behind proxies: nobody chains more. */
enum { MAX_PROXIES = 4 };

static bool is_web(nws_view url)
{
    return (url.length > 7 &&
            nws_view_equal_nocase(nws_view_slice(url, 0, 7), NWS_VIEW("http://"))) ||
           (url.length > 8 &&
            nws_view_equal_nocase(nws_view_slice(url, 0, 8), NWS_VIEW("https://")));
}

static bool is_encoded_web(nws_view url)
{
    return nws_view_equal_nocase(nws_view_slice(url, 0, 14), NWS_VIEW("https%3A%2F%2F")) ||
           nws_view_equal_nocase(nws_view_slice(url, 0, 13), NWS_VIEW("http%3A%2F%2F"));
}

static int hex(char byte)
{
    unsigned char low = (unsigned char)((unsigned char)byte | 0x20u);
    if (nws_is_digit((unsigned char)byte))
        return byte - '0';
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

/* Percent-decoding that stops short of what could not stand in a URL: controls, blanks, bytes above
 * ASCII and the percent sign itself stay encoded. data NULL: no memory. */
static nws_view decode(nws_arena *arena, nws_view text)
{
    char *copy = nws_arena_alloc(arena, text.length + 1);
    if (copy == NULL)
        return NWS_VIEW_NONE;
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        int high = text.data[i] == '%' && i + 2 < text.length ? hex(text.data[i + 1]) : -1;
        int low = high >= 0 ? hex(text.data[i + 2]) : -1;
        int byte = low < 0 ? -1 : high * 16 + low;
        if (byte > ' ' && byte < 0x7F && byte != '%') {
            copy[length++] = (char)byte;
            i += 2;
        } else {
            copy[length++] = text.data[i];
        }
    }
    return nws_view_of(copy, length);
}

bool nws_url_pictured(nws_view url)
{
    static const nws_view endings[] = {{".jpg", 4},  {".jpeg", 5}, {".png", 4}, {".gif", 4},
                                       {".webp", 5}, {".avif", 5}, {".bmp", 4}, {".svg", 4}};
    size_t end = 0;
    while (end < url.length && url.data[end] != '?' && url.data[end] != '#' &&
           url.data[end] != '!') /* "a.jpg!w640": a CDN's style */
        end++;
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        if (end > endings[i].length &&
            nws_view_equal_nocase(nws_view_slice(url, end - endings[i].length, endings[i].length),
                                  endings[i]))
            return true;
    return false;
}

/* The value of url= or u= in a query, when it is a picture's address; encoded forms are decoded. */
static nws_status from_parameter(nws_arena *arena, nws_view query, nws_view *target)
{
    size_t at = 0;
    while (at < query.length) {
        size_t end = at;
        while (end < query.length && query.data[end] != '&' && query.data[end] != '#')
            end++;
        nws_view pair = nws_view_slice(query, at, end - at);
        size_t skip = nws_view_starts(pair, NWS_VIEW("url=")) ? 4
                      : nws_view_starts(pair, NWS_VIEW("u=")) ? 2
                                                              : 0;
        nws_view value = nws_view_slice(pair, skip, pair.length);
        if (skip > 0 && is_encoded_web(value)) {
            value = decode(arena, value);
            if (value.data == NULL)
                return NWS_E_MEMORY;
        }
        if (skip > 0 && is_web(value) && nws_url_pictured(value)) {
            *target = value;
            return NWS_OK;
        }
        at = end + 1;
    }
    return NWS_OK;
}

/* One proxy taken off; target is left alone when there is none. */
static nws_status unproxy_once(nws_arena *arena, nws_view url, const nws_view *prefixes,
                               size_t prefix_count, bool detect, nws_view *target)
{
    for (size_t i = 0; i < prefix_count; i++) {
        if (prefixes[i].length == 0 || !nws_view_starts(url, prefixes[i]))
            continue;
        nws_view rest = nws_view_slice(url, prefixes[i].length, url.length);
        if (is_encoded_web(rest)) {
            rest = decode(arena, rest);
            if (rest.data == NULL)
                return NWS_E_MEMORY;
        }
        if (is_web(rest)) {
            *target = rest;
            return NWS_OK;
        }
    }
    if (!detect || !is_web(url))
        return NWS_OK;
    const char *mark = memchr(url.data, '?', url.length);
    if (mark == NULL)
        return NWS_OK;
    nws_view query = nws_view_slice(url, (size_t)(mark - url.data) + 1, url.length);
    if (is_web(query)) {
        *target = query;
        return NWS_OK;
    }
    return from_parameter(arena, query, target);
}

nws_status nws_url_unproxy(nws_arena *arena, nws_view value, const nws_view *prefixes,
                           size_t prefix_count, bool detect, nws_view *target)
{
    *target = value;
    for (int i = 0; i < MAX_PROXIES; i++) {
        nws_view before = *target;
        NWS_TRY(unproxy_once(arena, before, prefixes, prefix_count, detect, target));
        if (target->data == before.data && target->length == before.length)
            return NWS_OK;
    }
    /* More wrappings than anyone makes: left as it is, so that a second look finds the same. */
    *target = value;
    return NWS_OK;
}

/* A descriptor such as 640w or 1.5x; widths in pixels, densities in thousandths. */
static uint32_t score_descriptor(nws_view text)
{
    uint32_t whole = 0, part = 0, scale = 1000;
    size_t i = 0;
    for (; i < text.length && nws_is_digit((unsigned char)text.data[i]); i++)
        whole = whole < 100000 ? whole * 10 + (uint32_t)(text.data[i] - '0') : whole;
    if (i < text.length && text.data[i] == '.')
        for (i++; i < text.length && nws_is_digit((unsigned char)text.data[i]); i++)
            if (scale > 1) {
                scale /= 10;
                part += (uint32_t)(text.data[i] - '0') * scale;
            }
    if (i + 1 != text.length)
        return 0;
    if (text.data[i] == 'w')
        return 1u << 30 | whole;
    return text.data[i] == 'x' ? (whole > 1000000 ? 1u << 29 : whole * 1000 + part) : 0;
}

bool nws_url_candidate(nws_view *rest, nws_candidate *candidate)
{
    const char *at = rest->data, *end = rest->data + rest->length;
    /* step 4: white space and commas */
    while (at < end && (nws_is_space((unsigned char)*at) || *at == ','))
        at++;
    if (at == end)
        return false;
    /* step 6: the URL is what is not white space; trailing commas end it without descriptors */
    const char *start = at;
    while (at < end && !nws_is_space((unsigned char)*at))
        at++;
    const char *stop = at;
    while (stop > start && stop[-1] == ',')
        stop--;
    candidate->url = nws_view_of(start, (size_t)(stop - start));
    candidate->descriptor = NWS_VIEW("");
    candidate->score = 1000; /* no descriptor is 1x */
    if (stop == at) {        /* steps 8 and 9: descriptors up to the next comma */
        const char *from = at;
        for (bool inside = false; at < end && (inside || *at != ','); at++) /* (a, b) is one */
            inside = *at == '(' || (inside && *at != ')');
        candidate->descriptor = nws_view_trim(nws_view_of(from, (size_t)(at - from)));
        if (candidate->descriptor.length > 0)
            candidate->score = score_descriptor(candidate->descriptor);
    }
    *rest = nws_view_of(at, (size_t)(end - at));
    return true;
}
