/* Schemes, stripping and resolution: what the WHATWG parser would do, without a URL record.
 *
 * Separate from the policy's decisions so that it can be tested by the standard's own examples.
 * What is about picture addresses (proxies, srcset) is in url_image.c.
 */
#include "clean/url.h"

#include "base/bounds.h"
#include "base/scan.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "clean/policy.h"

/* https://url.spec.whatwg.org/#concept-basic-url-parser step 3: tab and newlines vanish anywhere */
static bool vanishes(unsigned char byte)
{
    return byte == '\t' || byte == '\n' || byte == '\r';
}

/* Step 1: C0 controls and spaces vanish at the ends. */
static nws_view trim_ends(nws_view value)
{
    while (value.length > 0 && (unsigned char)value.data[0] <= ' ') {
        value.data++;
        value.length--;
    }
    while (value.length > 0 && (unsigned char)value.data[value.length - 1] <= ' ')
        value.length--;
    return value;
}

/* https://url.spec.whatwg.org/#scheme-state */
static bool continues_scheme(unsigned char byte)
{
    return nws_is_alpha(byte) || nws_is_digit(byte) || byte == '+' || byte == '-' || byte == '.';
}

/* Longer than any scheme that a policy can name: what does not fit is none. */
enum { SCHEME_ROOM = NWS_MAX_SCHEME_NAME };

/* Reads the scheme into name, in lower case and without what vanishes. Returns what follows its
 * ':', data NULL when there is no scheme. *length is SCHEME_ROOM + 1 for a long one. */
static nws_view read_scheme(nws_view value, char name[SCHEME_ROOM], size_t *length)
{
    *length = 0;
    for (size_t i = 0; i < value.length; i++) {
        unsigned char byte = (unsigned char)value.data[i];
        if (vanishes(byte))
            continue;
        if (byte == ':' && *length > 0)
            return nws_view_slice(value, i + 1, value.length);
        if (*length == 0 ? !nws_is_alpha(byte) : !continues_scheme(byte))
            return NWS_VIEW_NONE;
        if (*length < SCHEME_ROOM)
            name[*length] = (char)nws_lower(byte);
        if (*length <= SCHEME_ROOM)
            ++*length;
    }
    return NWS_VIEW_NONE;
}

/* Raster types only: an svg image is a document. Parameters and data are not looked at. */
static bool is_raster(nws_view data)
{
    static const nws_view types[] = {
        {"image/png", 9},   {"image/gif", 9},   {"image/jpeg", 10}, {"image/jpg", 9},
        {"image/webp", 10}, {"image/avif", 10}, {"image/bmp", 9},
    };
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        nws_view type = nws_view_slice(data, 0, types[i].length);
        if (nws_view_equal_nocase(type, types[i]) && data.length > type.length &&
            (data.data[type.length] == ';' || data.data[type.length] == ','))
            return true;
    }
    return false;
}

/* A relative URL whose first segment, but for what is no ASCII letter, reads "...script:" or
 * "data:". To a browser it is a path; to whoever trims or normalizes it once more (U+00A0, U+200B
 * and the like) it may be a script, and nobody misses such a path. */
static bool is_disguised(nws_view value)
{
    enum { TAIL = 6 };
    char tail[TAIL] = {0};
    size_t letters = 0;
    for (size_t i = 0; i < value.length; i++) {
        const unsigned char byte = nws_lower((unsigned char)value.data[i]);
        if (byte == '/' || byte == '?' || byte == '#')
            return false;
        if (byte == ':')
            return (letters >= 6 && memcmp(tail, "script", 6) == 0) ||
                   (letters == 4 && memcmp(tail + TAIL - 4, "data", 4) == 0);
        if (nws_is_alpha(byte)) {
            memmove(tail, tail + 1, TAIL - 1);
            tail[TAIL - 1] = (char)byte;
            letters++;
        }
    }
    return false;
}

static bool is_slash(char byte)
{
    return byte == '/' || byte == '\\'; /* the WHATWG parser reads '\' as '/' in special schemes */
}

/* Whether value, which has no scheme, begins with two slashes: what follows is a host. */
static bool is_network(nws_view value)
{
    unsigned slashes = 0;
    for (size_t i = 0; i < value.length && slashes < 2; i++) {
        if (is_slash(value.data[i]))
            slashes++;
        else if (!vanishes((unsigned char)value.data[i]))
            break;
    }
    return slashes == 2;
}

static uint32_t relative_kind(nws_view value)
{
    if (is_disguised(value))
        return 0;
    return is_network(value) ? NWS_SCHEME_NETWORK : NWS_SCHEME_RELATIVE;
}

uint32_t nws_url_scheme(nws_view value)
{
    static const struct {
        nws_view name;
        uint32_t bit;
    } schemes[] = {
        {{"https", 5}, NWS_SCHEME_HTTPS},   {{"http", 4}, NWS_SCHEME_HTTP},
        {{"mailto", 6}, NWS_SCHEME_MAILTO}, {{"tel", 3}, NWS_SCHEME_TEL},
        {{"ftp", 3}, NWS_SCHEME_FTP},
    };
    char name[SCHEME_ROOM];
    size_t length = nws_url_web_scheme(value);
    if (NWS_LIKELY(length != 0))
        return length == 5 ? NWS_SCHEME_HTTP : NWS_SCHEME_HTTPS;
    value = trim_ends(value);
    nws_view rest = read_scheme(value, name, &length);
    if (rest.data == NULL)
        return relative_kind(value);
    if (length > SCHEME_ROOM)
        return 0;
    nws_view scheme = nws_view_of(name, length);
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
        if (nws_view_equal(scheme, schemes[i].name))
            return schemes[i].bit;
    return nws_view_equal(scheme, NWS_VIEW("data")) && is_raster(rest) ? NWS_SCHEME_DATA_IMAGE : 0;
}

nws_view nws_url_scheme_name(nws_view value, char room[NWS_MAX_SCHEME_NAME])
{
    size_t length;
    const nws_view rest = read_scheme(trim_ends(value), room, &length);
    return rest.data == NULL || length > SCHEME_ROOM ? NWS_VIEW_NONE : nws_view_of(room, length);
}

/* Schemes that run what they are followed by, show it as a document of this page's making, or reach
 * into the browser: a link to one is never only a link. */
bool nws_url_may_name(nws_view scheme)
{
    static const nws_view never[] = {{"about", 5},    {"blob", 4},         {"chrome", 6},
                                     {"data", 4},     {"filesystem", 10},  {"jar", 3},
                                     {"mhtml", 5},    {"mocha", 5},        {"ms-its", 6},
                                     {"resource", 8}, {"view-source", 11}, {"wyciwyg", 7}};
    if (scheme.length == 0 || scheme.length > SCHEME_ROOM || scheme.data[0] < 'a' ||
        scheme.data[0] > 'z')
        return false;
    for (size_t i = 1; i < scheme.length; i++) {
        const unsigned char byte = (unsigned char)scheme.data[i];
        if (!continues_scheme(byte) || byte != nws_lower(byte))
            return false;
    }
    /* javascript, vbscript, livescript, and whatever else is yet to be called so */
    for (size_t i = 0; i + 6 <= scheme.length; i++)
        if (memcmp(scheme.data + i, "script", 6) == 0)
            return false;
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
        if (nws_view_equal(scheme, never[i]))
            return false;
    return true;
}

bool nws_url_is_safe(nws_view value)
{
    char room[SCHEME_ROOM];
    return nws_url_scheme(value) != 0 || nws_url_may_name(nws_url_scheme_name(value, room));
}

nws_view nws_url_strip(nws_arena *arena, nws_view value)
{
    value = trim_ends(value);
    if (value.length == 0)
        return NWS_VIEW("");
    const char *end = value.data + value.length;
    if (nws_scan_any4(value.data, end, '\t', '\n', '\r', '\r') == end)
        return value;
    char *copy = nws_arena_alloc(arena, value.length);
    if (copy == NULL)
        return NWS_VIEW_NONE;
    size_t length = 0;
    for (size_t i = 0; i < value.length; i++)
        if (!vanishes((unsigned char)value.data[i]))
            copy[length++] = value.data[i];
    return nws_view_of(copy, length);
}

/* The parts of RFC 3986 section 3 that resolution needs; offsets are ends, in order. */
typedef struct url_parts {
    size_t scheme;    /* after the ':' ; 0: none */
    size_t slashes;   /* after the slashes before a host; equal to scheme: there is no host */
    size_t authority; /* after //host; equal to scheme: none */
    size_t path;
    size_t query;
    bool web; /* by its scheme, or the page's where it has none */
} url_parts;

/* Where, from at on, one of four bytes stands first, or the end. Repeat one to look for fewer. */
static size_t skip_to(nws_view url, size_t at, char a, char b, char c, char d)
{
    return (size_t)(nws_scan_any4(url.data + at, url.data + url.length, a, b, c, d) - url.data);
}

/* https://url.spec.whatwg.org/#special-scheme but for file, which has a rule of its own for what
 * follows the slashes. */
static bool is_web_scheme(nws_view scheme)
{
    static const nws_view names[] = {{"https", 5}, {"http", 4}, {"ftp", 3}, {"wss", 3}, {"ws", 2}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (nws_view_equal(scheme, names[i]))
            return true;
    return false;
}

/* scheme and web. */
static url_parts split_scheme(nws_view url)
{
    char name[SCHEME_ROOM];
    size_t length;
    url_parts parts = {.scheme = nws_url_web_scheme(url), .web = true};
    if (parts.scheme != 0)
        return parts;
    const nws_view rest = read_scheme(url, name, &length);
    if (rest.data != NULL) {
        parts.scheme = (size_t)(rest.data - url.data);
        parts.web = length <= SCHEME_ROOM && is_web_scheme(nws_view_of(name, length));
    }
    return parts;
}

/* All but the path and the query, which stay 0. A web address has a host behind two slashes or
 * more, backslashes among them; "https:x" and "https:/x" have none: they are relative where the
 * page has the same scheme, and nobody means another host by them.
 * https://url.spec.whatwg.org/#special-authority-ignore-slashes-state */
static url_parts split_authority(nws_view url)
{
    url_parts parts = split_scheme(url);
    size_t at = parts.scheme;
    if (parts.web)
        while (at < url.length && is_slash(url.data[at]))
            at++;
    else if (nws_view_starts(nws_view_slice(url, at, url.length), NWS_VIEW("//")))
        at += 2;
    parts.slashes = parts.authority = parts.scheme;
    if (at - parts.scheme >= 2) {
        parts.slashes = at;
        parts.authority = skip_to(url, at, '/', parts.web ? '\\' : '/', '?', '#');
    }
    return parts;
}

static url_parts split_url(nws_view url)
{
    url_parts parts = split_authority(url);
    parts.path = skip_to(url, parts.authority, '?', '#', '#', '#');
    parts.query = skip_to(url, parts.path, '#', '#', '#', '#');
    return parts;
}

static nws_view host_of(nws_view url, const url_parts *parts)
{
    nws_view host = nws_view_slice(url, parts->slashes, parts->authority - parts->slashes);
    for (size_t i = host.length; i > 0; i--) /* user:password@ */
        if (host.data[i - 1] == '@') {
            host = nws_view_slice(host, i, host.length);
            break;
        }
    size_t end = host.length;
    if (end > 0 && host.data[0] == '[')
        return host;
    while (end > 0 && nws_is_digit((unsigned char)host.data[end - 1])) /* :port */
        end--;
    return end > 0 && host.data[end - 1] == ':' ? nws_view_slice(host, 0, end - 1) : host;
}

nws_view nws_url_host(nws_view url)
{
    url = trim_ends(url);
    const url_parts parts = split_authority(url);
    return host_of(url, &parts);
}

bool nws_url_is_base(nws_view url)
{
    return (nws_url_scheme(url) & (NWS_SCHEME_HTTP | NWS_SCHEME_HTTPS)) != 0 &&
           nws_url_host(url).length > 0;
}

/* https://url.spec.whatwg.org/#host-miscellaneous: what the host parser would refuse or change
 * beside the case of letters. Above ASCII letters, digits and marks may stay: they can only be
 * compared as they are. */
static bool is_certain(nws_view host)
{
    const char *at = host.data, *end = host.data + host.length;
    while (at < end) {
        const uint32_t point = nws_utf8_next(&at);
        if (point != '-' && point != '.' && point != '_' &&
            nws_unicode_class(point) == NWS_SCRIPT_OTHER)
            return false;
    }
    return host.length > 0;
}

nws_view nws_url_certain_host(nws_view url)
{
    url = trim_ends(url);
    const url_parts parts = split_authority(url);
    const nws_view host = host_of(url, &parts);
    return parts.web && is_certain(host) ? host : NWS_VIEW_NONE;
}

/* A writer over memory that is known to be large enough. */
typedef struct scribe {
    char *data;
    size_t length;
} scribe;

static void put(scribe *out, const char *data, size_t length)
{
    if (length > 0)
        memcpy(out->data + out->length, data, length);
    out->length += length;
}

/* RFC 3986 section 5.2.4, segment by segment; floor is where the path begins in out. */
static void put_path(scribe *out, size_t floor, nws_view path)
{
    size_t at = 0;
    while (at < path.length) {
        size_t start = at + (is_slash(path.data[at]) ? 1u : 0u);
        size_t end = start;
        while (end < path.length && !is_slash(path.data[end]))
            end++;
        nws_view segment = nws_view_slice(path, start, end - start);
        bool last = end == path.length;
        if (nws_view_equal(segment, NWS_VIEW("..")) || nws_view_equal(segment, NWS_VIEW("."))) {
            if (segment.length == 2)
                while (out->length > floor && out->data[--out->length] != '/')
                    ;
            if (last)
                put(out, "/", 1);
        } else {
            put(out, "/", 1);
            put(out, segment.data, segment.length);
        }
        at = end;
    }
}

nws_status nws_url_resolve(nws_arena *arena, nws_view base, nws_view reference, nws_view *resolved)
{
    *resolved = reference;
    if (base.length == 0)
        return NWS_OK;
    nws_view url = nws_url_strip(arena, reference);
    if (url.data == NULL)
        return NWS_E_MEMORY;
    url_parts own = split_url(url), of = split_url(base);
    if (own.scheme != 0 || of.authority == of.scheme)
        return NWS_OK;
    scribe out = {nws_arena_alloc(arena, base.length + url.length + 4), 0};
    if (out.data == NULL)
        return NWS_E_MEMORY;
    put(&out, base.data, of.scheme);
    if (own.authority != own.scheme) { /* //host/path */
        put(&out, "//", 2);
        put(&out, url.data + own.slashes, url.length - own.slashes);
        *resolved = nws_view_of(out.data, out.length);
        return NWS_OK;
    }
    put(&out, base.data + of.scheme, of.authority - of.scheme);
    const size_t floor = out.length;
    nws_view path = nws_view_slice(url, 0, own.path);
    nws_view base_path = nws_view_slice(base, of.authority, of.path - of.authority);
    if (path.length == 0) {
        put_path(&out, floor, base_path);
        if (own.query == own.path)
            put(&out, base.data + of.path, of.query - of.path);
    } else {
        size_t folder = base_path.length;
        while (folder > 0 && !is_slash(base_path.data[folder - 1]))
            folder--;
        if (!is_slash(path.data[0]) && folder > 1)
            put_path(&out, floor, nws_view_slice(base_path, 0, folder - 1));
        put_path(&out, floor, path);
    }
    put(&out, url.data + own.path, url.length - own.path); /* ?query#fragment */
    *resolved = nws_view_of(out.data, out.length);
    return NWS_OK;
}
