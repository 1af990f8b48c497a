/* The signs that stand for what is hidden: reading them back, and finding those of the body. Apart
 * from template.c, which writes them, because HTML is written with these alone.
 */
#include "base/scan.h"
#include "markdown/template.h"

enum { MARK = sizeof NWS_TEMPLATE_OPEN - 1 };

const char *nws_template_sign(const char *at, const char *end)
{
    for (; (at = nws_scan_byte(at, end, NWS_TEMPLATE_OPEN[0])) < end; at++)
        if (end - at >= MARK && (memcmp(at, NWS_TEMPLATE_OPEN, MARK) == 0 ||
                                 memcmp(at, NWS_TEMPLATE_TILDE, MARK) == 0 ||
                                 memcmp(at, NWS_TEMPLATE_BRACKET, MARK) == 0))
            return at;
    return end;
}

/* What is hidden at at without a number, or NULL. */
static const nws_template *find_plain(const char *at, const char *end)
{
    static const nws_template tilde = {.source = {"~", 1}}, bracket = {.source = {"]", 1}};
    if (end - at < MARK)
        return NULL;
    if (memcmp(at, NWS_TEMPLATE_TILDE, MARK) == 0)
        return &tilde;
    return memcmp(at, NWS_TEMPLATE_BRACKET, MARK) == 0 ? &bracket : NULL;
}

/* The sign at at that stood in the body, or NULL. */
static const nws_template *find_body_sign(const char *at, const char *end)
{
    static const nws_template signs[] = {{.source = {NWS_TEMPLATE_OPEN, MARK}},
                                         {.source = {NWS_TEMPLATE_TILDE, MARK}},
                                         {.source = {NWS_TEMPLATE_BRACKET, MARK}}};
    const nws_view rest = nws_view_of(at, (size_t)(end - at));
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (nws_view_starts(rest, signs[i].source))
            return &signs[i];
    return NULL;
}

const char *nws_template_find(const nws_templates *templates, const char *at, const char *end,
                              const nws_template **tag)
{
    *tag = find_plain(at, end);
    if (*tag != NULL)
        return at + MARK;
    if (end - at < MARK || memcmp(at, NWS_TEMPLATE_OPEN, MARK) != 0)
        return NULL;
    size_t number = 0;
    at += MARK;
    *tag = find_body_sign(at, end);
    if (*tag != NULL)
        return at + MARK;
    for (; at < end && nws_is_digit((unsigned char)*at) && number <= UINT32_MAX; at++)
        number = number * 10 + (size_t)(*at - '0');
    if (end - at < MARK || memcmp(at, NWS_TEMPLATE_CLOSE, MARK) != 0 || number >= templates->count)
        return NULL;
    *tag = &templates->items[number];
    return at + MARK;
}
