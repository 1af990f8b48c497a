/* Tags by their names alone: see raw_code.h. */
#include "markdown/raw_code.h"

#include "base/scan.h"
#include "markdown/drop.h"

enum { LONGEST_NAME = 9 }; /* plaintext */

static bool is_name(char c)
{
    return nws_is_alpha((unsigned char)c) || nws_is_digit((unsigned char)c);
}

/* The tag whose name begins at at. */
static nws_tag read_name(const char *at, const char *end)
{
    char name[LONGEST_NAME];
    size_t length = 0;
    while (at < end && length < LONGEST_NAME && is_name(*at))
        name[length++] = (char)nws_lower((unsigned char)*at++);
    if (length == 0 || length > LONGEST_NAME || (at < end && is_name(*at)))
        return NWS_TAG_UNKNOWN;
    return nws_tag_find(nws_view_of(name, length));
}

/* Behind the '<' at at. */
static const char *pass_opening(nws_raw_code *code, const char *at, const char *end)
{
    const bool closing = ++at < end && *at == '/';
    at += closing;
    if (at == end || !nws_is_alpha((unsigned char)*at))
        return at;
    const nws_tag tag = read_name(at, end);
    code->in_tag = true;
    if (closing && tag == code->open)
        code->open = NWS_TAG_UNKNOWN;
    else if (!closing && !nws_in_raw_code(code) && nws_tag_keeps_tags(tag))
        code->open = tag;
    return at;
}

void nws_raw_code_pass(nws_raw_code *code, nws_view html)
{
    const char *at = html.data, *end = at + html.length;
    while ((at = nws_scan_byte(at, end, code->in_tag ? '>' : '<')) < end) {
        if (*at == '<') {
            at = pass_opening(code, at, end);
            continue;
        }
        code->in_tag = false;
        at++;
    }
}
