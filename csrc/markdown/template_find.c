/* The signs that stand for what is hidden: reading them back, and finding those of the body. Apart
 * from template.c, which writes them, because HTML is written with these alone.
 */
#include "base/scan.h"
#include "markdown/template.h"

enum { MARK = sizeof NWS_TEMPLATE_OPEN - 1 };

/* The signs, as a body may have them, with what they hide; the first hides what has a number. */
static const struct {
    nws_template own, hidden;
} signs[] = {
    {{.source = {NWS_TEMPLATE_OPEN, MARK}}, {.source = {NULL, 0}}},
    {{.source = {NWS_TEMPLATE_TILDE, MARK}}, {.source = {"~", 1}}},
    {{.source = {NWS_TEMPLATE_BRACKET, MARK}}, {.source = {"]", 1}}},
    {{.source = {NWS_TEMPLATE_BAR, MARK}}, {.source = {"|", 1}}},
};

enum { SIGNS = sizeof signs / sizeof *signs };

/* Which of them begins at at; SIGNS: none. */
static size_t find_sign(const char *at, const char *end)
{
    const nws_view rest = nws_view_of(at, (size_t)(end - at));
    size_t i = 0;
    while (i < SIGNS && !nws_view_starts(rest, signs[i].own.source))
        i++;
    return i;
}

const char *nws_template_sign(const char *at, const char *end)
{
    while ((at = nws_scan_byte(at, end, NWS_TEMPLATE_OPEN[0])) < end && find_sign(at, end) == SIGNS)
        at++;
    return at;
}

const char *nws_template_find(const nws_templates *templates, const char *at, const char *end,
                              const nws_template **tag)
{
    size_t sign = find_sign(at, end), number = 0;
    if (sign == SIGNS)
        return NULL;
    at += MARK;
    *tag = &signs[sign].hidden;
    if (sign > 0)
        return at;
    sign = find_sign(at, end);
    if (sign < SIGNS) {
        *tag = &signs[sign].own;
        return at + MARK;
    }
    for (; at < end && nws_is_digit((unsigned char)*at) && number <= UINT32_MAX; at++)
        number = number * 10 + (size_t)(*at - '0');
    if (end - at < MARK || memcmp(at, NWS_TEMPLATE_CLOSE, MARK) != 0 || number >= templates->count)
        return NULL;
    *tag = &templates->items[number];
    return at + MARK;
}
