/* What a URL attribute leads to, found as the WHATWG URL parser finds it.
 *
 * https://url.spec.whatwg.org/#concept-basic-url-parser: C0 controls and spaces at the ends and all
 * tabs and newlines are removed first; then the scheme is what stands before the first ':' if it
 * has a scheme's form. Nothing is ever fetched.
 */
#ifndef NWS_CLEAN_URL_H
#define NWS_CLEAN_URL_H

#include "base/arena.h"
#include "base/bounds.h"

#include <stdbool.h>
#include <stdint.h>

/* The NWS_SCHEME_ bit of a URL as a browser would read it; 0: a scheme without one, or a relative
 * URL that only pretends to be one. value is an attribute's value after reference decoding. */
uint32_t nws_url_scheme(nws_view value);
/* Bytes of "http:" or "https:", in any case, where value begins with that and two slashes, as most
 * addresses do: none of a browser's leniency is needed there. Else 0. */
NWS_INLINE size_t nws_url_web_scheme(nws_view value)
{
    if (value.length < 8)
        return 0;
    if (memcmp(value.data, "https://", 8) == 0) /* as they are nearly always written */
        return 6;
    if (memcmp(value.data, "http://", 7) == 0)
        return 5;
    if (nws_view_equal_nocase(nws_view_slice(value, 0, 8), NWS_VIEW("https://")))
        return 6;
    return nws_view_equal_nocase(nws_view_slice(value, 0, 7), NWS_VIEW("http://")) ? 5 : 0;
}

/* The scheme of a URL in lower case, in room; data NULL when it has none or it is too long for any
 * policy. */
nws_view nws_url_scheme_name(nws_view value, char room[NWS_MAX_SCHEME_NAME]);
/* The floor for schemes: whether a policy may name this one, in lower case, at all. */
bool nws_url_may_name(nws_view scheme);
/* Whether some policy could let this URL stay. */
bool nws_url_is_safe(nws_view value);

/* The URL without what a browser strips (ends, tabs, newlines): value itself when nothing is to
 * strip, else a copy in the arena. data NULL: no memory. */
NWS_MUST_CHECK nws_view nws_url_strip(nws_arena *arena, nws_view value);

/* The address behind a proxy: prefix?http://..., ...url=http..., ...u=http... ; value itself when
 * there is none. prefixes are those that the caller named; with detect, "prefix?http(s)://" of any
 * host is recognized too. Percent-encoded targets of url= and u= forms are decoded into the arena.
 * For a value that is stripped, so is what comes out, and nothing more is to be taken off it. */
NWS_MUST_CHECK nws_status nws_url_unproxy(nws_arena *arena, nws_view value,
                                          const nws_view *prefixes, size_t prefix_count,
                                          bool detect, nws_view *target);

/* url without the parameters of its query that only track: url itself when it has none. Linear. */
NWS_MUST_CHECK nws_status nws_url_untrack(nws_arena *arena, nws_view url, nws_view *plain);

/* reference resolved against base (absolute, http or https), by RFC 3986 section 5.2 with the
 * WHATWG parser's leniency for backslashes; reference itself when it has a scheme or base is empty.
 */
NWS_MUST_CHECK nws_status nws_url_resolve(nws_arena *arena, nws_view base, nws_view reference,
                                          nws_view *resolved);

/* The score of a candidate that says nothing of its size. */
#define NWS_SCORE_PLAIN 1000u

/* One candidate of a srcset.
 * https://html.spec.whatwg.org/multipage/images.html#parse-a-srcset-attribute
 */
typedef struct nws_candidate {
    nws_view url;
    nws_view descriptor; /* "640w", "1.5x"; empty: none */
    uint32_t score; /* comparable: any width descriptor beats any density, which beats none; 0: it
                       is no descriptor, and a browser passes the candidate over */
} nws_candidate;

/* The next candidate of the list at *rest, which is moved past it; false at its end. */
bool nws_url_candidate(nws_view *rest, nws_candidate *candidate);

/* Whether the path of a URL ends like a picture's: .jpg, .png, ... */
bool nws_url_pictured(nws_view url);

/* Whether relative URLs can be resolved against this one: an http or https URL with a host, as it
 * is written or once a browser has stripped it. */
bool nws_url_is_base(nws_view url);

/* The host part of an absolute or //host URL, lower case not applied; empty when there is none. A
 * browser reads "///h/" and "https:///h/" as if they had two slashes, and so does this. */
nws_view nws_url_host(nws_view url);

/* The host of an http, https, ftp, ws, wss or //host URL when there can be no doubt about it: every
 * browser connects there, whatever the page it is on. As it is written; data NULL when there is
 * none. url is stripped. */
nws_view nws_url_certain_host(nws_view url);

#endif
