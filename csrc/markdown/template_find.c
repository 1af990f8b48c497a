/* The signs that stand for what is hidden: reading them back, and finding those of the body. Apart
 * from template.c, which writes them, because HTML is written with these alone.
 */
#include "base/scan.h"
#include "markdown/template.h"

enum { MARK = sizeof NWS_TEMPLATE_OPEN - 1 };

/* What is hidden without a number. */
static const struct {
    nws_view sign;
    nws_template hidden;
} plain[] = {
    {{NWS_TEMPLATE_TILDE, MARK}, {.source = {"~", 1}}},
    {{NWS_TEMPLATE_BRACKET, MARK}, {.source = {"]", 1}}},
    {{NWS_TEMPLATE_BAR, MARK}, {.source = {"|", 1}}},
};

/* A sign that stood in the body. */
static const nws_template own[] = {
    {.source = {NWS_TEMPLATE_OPEN, MARK}},
    {.source = {NWS_TEMPLATE_TILDE, MARK}},
    {.source = {NWS_TEMPLATE_BRACKET, MARK}},
    {.source = {NWS_TEMPLATE_BAR, MARK}},
};

static const nws_template *find_plain(nws_view rest)
{
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (nws_view_starts(rest, plain[i].sign))
            return &plain[i].hidden;
    return NULL;
}

static const nws_template *find_own(nws_view rest)
{
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (nws_view_starts(rest, own[i].source))
            return &own[i];
    return NULL;
}

const char *nws_template_sign(const char *at, const char *end)
{
    for (; (at = nws_scan_byte(at, end, NWS_TEMPLATE_OPEN[0])) < end; at++)
        if (find_own(nws_view_of(at, (size_t)(end - at))) != NULL)
            return at;
    return end;
}

const char *nws_template_find(const nws_templates *templates, const char *at, const char *end,
                              const nws_template **tag)
{
    *tag = find_plain(nws_view_of(at, (size_t)(end - at)));
    if (*tag != NULL)
        return at + MARK;
    if (end - at < MARK || memcmp(at, NWS_TEMPLATE_OPEN, MARK) != 0)
        return NULL;
    size_t number = 0;
    at += MARK;
    *tag = find_own(nws_view_of(at, (size_t)(end - at)));
    if (*tag != NULL)
        return at + MARK;
    for (; at < end && nws_is_digit((unsigned char)*at) && number <= UINT32_MAX; at++)
        number = number * 10 + (size_t)(*at - '0');
    if (end - at < MARK || memcmp(at, NWS_TEMPLATE_CLOSE, MARK) != 0 || number >= templates->count)
        return NULL;
    *tag = &templates->items[number];
    return at + MARK;
}
