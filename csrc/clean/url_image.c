/* Addresses of pictures: the candidate in a srcset, the target behind a proxy.
 *
 * Separate from url.c because nothing here is the URL standard's: these are habits of the sites
 * that posts are scraped from.
 */
#include "clean/url.h"

#include "base/scan.h"
#include "clean/policy.h"

/* More than a scheme and two slashes: "https://" alone is no address. */
static bool is_web(nws_view url)
{
    const size_t scheme = nws_url_web_scheme(url);
    return scheme > 0 && url.length > scheme + 2;
}

static bool is_encoded_web(nws_view url)
{
    return nws_view_equal_nocase(nws_view_slice(url, 0, 14), NWS_VIEW("https%3A%2F%2F")) ||
           nws_view_equal_nocase(nws_view_slice(url, 0, 13), NWS_VIEW("http%3A%2F%2F"));
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
        const bool escape = text.data[i] == '%' && i + 2 < text.length;
        const unsigned high = escape ? nws_digit_value(text.data[i + 1]) : 16;
        const unsigned low = escape ? nws_digit_value(text.data[i + 2]) : 16;
        const unsigned byte = high < 16 && low < 16 ? high << 4 | low : 0;
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

/* text with its percent-encoding undone when it is an encoded address; data NULL: no memory. */
static nws_view decode_web(nws_arena *arena, nws_view text)
{
    return is_encoded_web(text) ? decode(arena, text) : text;
}

/* The names that relays and thumbnailers give the parameter that holds the address. */
static size_t parameter_name(nws_view pair)
{
    static const nws_view names[] = {{"url=", 4},     {"u=", 2},         {"src=", 4},
                                     {"img=", 4},     {"image=", 6},     {"imgurl=", 7},
                                     {"img_url=", 8}, {"image_url=", 10}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (nws_view_starts(pair, names[i]))
            return names[i].length;
    return 0;
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
        const size_t skip = parameter_name(pair);
        if (skip > 0) {
            const nws_view value = decode_web(arena, nws_view_slice(pair, skip, pair.length));
            if (value.data == NULL)
                return NWS_E_MEMORY;
            if (is_web(value) && nws_url_pictured(value)) {
                *target = value;
                return NWS_OK;
            }
        }
        at = end + 1;
    }
    return NWS_OK;
}

/* scheme and rest as one address, in the arena. */
static nws_status join(nws_arena *arena, nws_view scheme, nws_view rest, nws_view *target)
{
    char *copy = nws_arena_alloc(arena, scheme.length + rest.length);
    if (copy == NULL)
        return NWS_E_MEMORY;
    memcpy(copy, scheme.data, scheme.length);
    memcpy(copy + scheme.length, rest.data, rest.length);
    *target = nws_view_of(copy, scheme.length + rest.length);
    return NWS_OK;
}

/* host/path, as the services below write the address that they fetch. */
static bool is_hosted(nws_view text)
{
    const char *slash = text.length == 0 ? NULL : memchr(text.data, '/', text.length);
    return slash != NULL && slash > text.data &&
           memchr(text.data, '.', (size_t)(slash - text.data)) != NULL;
}

/* What stands behind the first slash of the path of an address that is_web. */
static nws_view path_of(nws_view url)
{
    nws_view rest = nws_view_slice(url, nws_url_web_scheme(url) + 2, url.length);
    while (rest.length > 1 && rest.data[0] == '/') /* a browser passes over them, too */
        rest = nws_view_slice(rest, 1, rest.length);
    const char *slash = memchr(rest.data, '/', rest.length);
    return slash == NULL ? NWS_VIEW("")
                         : nws_view_slice(rest, (size_t)(slash - rest.data) + 1, rest.length);
}

/* https://developer.wordpress.com/docs/photon/: i0.wp.com/host/path?resize=...&ssl=1 */
static nws_status from_photon(nws_arena *arena, nws_view path, nws_view *target)
{
    const char *mark = path.length == 0 ? NULL : memchr(path.data, '?', path.length);
    const nws_view query = mark == NULL
                               ? NWS_VIEW("")
                               : nws_view_slice(path, (size_t)(mark - path.data) + 1, path.length);
    path = nws_view_slice(path, 0, path.length - query.length - (mark != NULL));
    bool secure = false;
    for (size_t i = 0; i + 5 <= query.length; i++)
        secure |= nws_view_equal(nws_view_slice(query, i, 5), NWS_VIEW("ssl=1"));
    return is_hosted(path)
               ? join(arena, secure ? NWS_VIEW("https://") : NWS_VIEW("http://"), path, target)
               : NWS_OK;
}

/* https://wsrv.nl/docs/quick-reference.html: images.weserv.nl/?url=host/path&w=..., ssl:host/path
 */
static nws_status from_weserv(nws_arena *arena, nws_view path, nws_view *target)
{
    if (!nws_view_starts(path, NWS_VIEW("?url=")))
        return NWS_OK;
    path = nws_view_slice(path, 5, path.length);
    const char *end = path.length == 0 ? NULL : memchr(path.data, '&', path.length);
    path = decode(arena,
                  nws_view_slice(path, 0, end == NULL ? path.length : (size_t)(end - path.data)));
    if (path.data == NULL)
        return NWS_E_MEMORY;
    const bool secure = nws_view_starts(path, NWS_VIEW("ssl:"));
    path = nws_view_slice(path, secure ? 4 : 0, path.length);
    if (is_web(path))
        *target = path;
    else if (is_hosted(path))
        return join(arena, secure ? NWS_VIEW("https://") : NWS_VIEW("http://"), path, target);
    return NWS_OK;
}

/* Services that leave out the scheme of what they fetch. */
static const struct {
    nws_view host;
    nws_status (*read)(nws_arena *arena, nws_view path, nws_view *target);
} services[] = {
    {{"i0.wp.com", 9}, from_photon}, {{"i1.wp.com", 9}, from_photon},
    {{"i2.wp.com", 9}, from_photon}, {{"i3.wp.com", 9}, from_photon},
    {{"wsrv.nl", 7}, from_weserv},   {{"images.weserv.nl", 16}, from_weserv},
};

static nws_status from_service(nws_arena *arena, nws_view url, nws_view *target)
{
    const nws_view host = nws_url_host(url);
    for (size_t i = 0; i < sizeof services / sizeof services[0]; i++)
        if (nws_view_equal_nocase(host, services[i].host))
            return services[i].read(arena, path_of(url), target);
    return NWS_OK;
}

/* An address that is the whole path, host/http://..., or follows a fetching service's own words in
 * it. https://cloudinary.com/documentation/fetch_remote_images */
static nws_status from_path(nws_arena *arena, nws_view url, nws_view *target)
{
    const nws_view fetch = NWS_VIEW("image/fetch/");
    nws_view path = path_of(url);
    const char *end = path.data + path.length, *mark = nws_scan_byte(path.data, end, '?');
    for (const char *at = path.data; (at = nws_scan_byte(at, mark, '/')) < mark; at++) {
        const size_t before = (size_t)(at + 1 - path.data);
        if (before < fetch.length ||
            !nws_view_equal(nws_view_slice(path, before - fetch.length, fetch.length), fetch))
            continue;
        path = nws_view_slice(path, before, path.length);
        const char *slash; /* transformations stand between */
        while (!is_web(path) && !is_encoded_web(path) && path.length > 0 &&
               (slash = memchr(path.data, '/', path.length)) != NULL)
            path = nws_view_slice(path, (size_t)(slash - path.data) + 1, path.length);
        break;
    }
    path = decode_web(arena, path);
    if (path.data == NULL)
        return NWS_E_MEMORY;
    if (is_web(path))
        *target = path;
    return NWS_OK;
}

/* One proxy taken off; target is left alone when there is none. */
static nws_status unproxy_once(nws_arena *arena, nws_view url, const nws_view *prefixes,
                               size_t prefix_count, bool detect, nws_view *target)
{
    for (size_t i = 0; i < prefix_count; i++) {
        if (prefixes[i].length == 0 || !nws_view_starts(url, prefixes[i]))
            continue;
        const nws_view rest =
            decode_web(arena, nws_view_slice(url, prefixes[i].length, url.length));
        if (rest.data == NULL)
            return NWS_E_MEMORY;
        if (is_web(rest)) {
            *target = rest;
            return NWS_OK;
        }
    }
    if (!detect || !is_web(url))
        return NWS_OK;
    NWS_TRY(from_service(arena, url, target));
    if (target->data == url.data)
        NWS_TRY(from_path(arena, url, target));
    const char *mark = memchr(url.data, '?', url.length);
    if (mark == NULL || target->data != url.data)
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
    for (int i = 0; i <= NWS_MAX_PROXIES; i++) { /* the last round finds none */
        const nws_view before = *target;
        NWS_TRY(unproxy_once(arena, before, prefixes, prefix_count, detect, target));
        if (target->data == before.data && target->length == before.length)
            return NWS_OK;
        *target = nws_url_strip(arena, *target); /* what ended a parameter may end in a blank */
        if (target->data == NULL)
            return NWS_E_MEMORY;
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
    /* below a million, so that a thousand times as many are less than any width */
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
    return text.data[i] == 'x' ? whole * 1000 + part : 0;
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
    while (stop[-1] == ',') /* ends before start, which is no comma */
        stop--;
    candidate->url = nws_view_of(start, (size_t)(stop - start));
    candidate->descriptor = NWS_VIEW("");
    candidate->score = NWS_SCORE_PLAIN; /* no descriptor is 1x */
    if (stop == at) {                   /* steps 8 and 9: descriptors up to the next comma */
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
