/* Tags by their names alone: see raw_code.h. */
#include "markdown/raw_code.h"

#include "base/scan.h"
#include "markdown/drop.h"
#include "markdown/markup.h"

/* Behind the '<' at at. */
static const char *pass_opening(nws_raw_code *code, const char *at, const char *end)
{
    const bool closing = ++at < end && *at == '/';
    at += closing;
    if (at == end || !nws_is_alpha((unsigned char)*at))
        return at;
    const nws_tag tag = nws_markup_tag(&at, end);
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
