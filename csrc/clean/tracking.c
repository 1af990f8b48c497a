/* Tracking parameters: what a link carries to tell the site who sent the reader.
 *
 * Separate because the table is ours and grows. A name is in it when its maker documents it as a
 * mark of a campaign or a click and nothing but that; the page is the same without it.
 */
#include "clean/cleaner.h"

#include "clean/url.h"

typedef struct tracker {
    nws_view name;
    bool prefix; /* names that begin so */
} tracker;

#define NAME(literal) {{literal, sizeof(literal) - 1}, false}
#define PREFIX(literal) {{literal, sizeof(literal) - 1}, true}

static const tracker trackers[] = {
    /* Google Analytics: https://support.google.com/analytics/answer/1033863 */
    PREFIX("utm_"),
    NAME("_ga"),
    NAME("_gl"),
    /* Google Ads: https://support.google.com/google-ads/answer/9744275, and Merchant Center */
    NAME("gclid"),
    NAME("gclsrc"),
    NAME("dclid"),
    NAME("gbraid"),
    NAME("wbraid"),
    NAME("gad_source"),
    NAME("srsltid"),
    /* Meta: https://developers.facebook.com/docs/marketing-api/conversions-api, parameter fbc; and
     * Instagram's sharing */
    NAME("fbclid"),
    NAME("igshid"),
    NAME("igsh"),
    /* click ids: Microsoft Advertising, X, TikTok, LinkedIn, Pinterest, Reddit, Yandex, Openstat */
    NAME("msclkid"),
    NAME("twclid"),
    NAME("ttclid"),
    NAME("li_fat_id"),
    NAME("epik"),
    NAME("rdt_cid"),
    NAME("yclid"),
    NAME("ysclid"),
    NAME("_openstat"),
    /* Adobe Advertising */
    NAME("s_kwcid"),
    NAME("ef_id"),
    /* e-mail: Mailchimp, HubSpot, Marketo, Vero, Omeda */
    NAME("mc_cid"),
    NAME("mc_eid"),
    NAME("_hsenc"),
    NAME("_hsmi"),
    NAME("__hssc"),
    NAME("__hstc"),
    NAME("__hsfp"),
    PREFIX("hsa_"),
    NAME("mkt_tok"),
    NAME("vero_id"),
    NAME("vero_conv"),
    NAME("oly_anon_id"),
    NAME("oly_enc_id"),
    /* Matomo, also under its old name: https://matomo.org/faq/reports, campaign tracking */
    PREFIX("mtm_"),
    PREFIX("matomo_"),
    PREFIX("pk_"),
    /* Alibaba's position model, also on Bilibili; Bilibili's sharing */
    NAME("spm"),
    NAME("spm_id_from"),
    NAME("vd_source"),
};

static bool is_tracker(nws_view name)
{
    for (size_t i = 0; i < sizeof trackers / sizeof trackers[0]; i++) {
        const nws_view known = trackers[i].name;
        if (name.length >= known.length && (trackers[i].prefix || name.length == known.length) &&
            nws_view_equal_nocase(nws_view_slice(name, 0, known.length), known))
            return true;
    }
    return false;
}

/* The part of text before the first byte, or all of it. */
static nws_view before(nws_view text, char byte)
{
    const char *hit = text.length == 0 ? NULL : memchr(text.data, byte, text.length);
    return hit == NULL ? text : nws_view_slice(text, 0, (size_t)(hit - text.data));
}

static nws_view put(char *out, size_t *length, nws_view text)
{
    if (text.length > 0)
        memcpy(out + *length, text.data, text.length);
    *length += text.length;
    return nws_view_of(out, *length);
}

/* query without its trackers, into out behind length bytes: "?a=1&b=2", or nothing. */
static void copy_query(nws_view query, char *out, size_t *length)
{
    char mark = '?';
    for (nws_view rest = query; rest.length > 0;) {
        const nws_view pair = before(rest, '&');
        rest = nws_view_slice(rest, pair.length + 1, rest.length);
        if (is_tracker(before(pair, '=')))
            continue;
        out[(*length)++] = mark;
        put(out, length, pair);
        mark = '&';
    }
}

static bool has_tracker(nws_view query)
{
    while (query.length > 0) {
        const nws_view pair = before(query, '&');
        if (is_tracker(before(pair, '=')))
            return true;
        query = nws_view_slice(query, pair.length + 1, query.length);
    }
    return false;
}

/* https://url.spec.whatwg.org/#query-state: from the first '?' to the first '#'. */
nws_status nws_url_untrack(nws_arena *arena, nws_view url, nws_view *plain)
{
    const nws_view whole = before(url, '#'), path = before(whole, '?');
    const nws_view query = nws_view_slice(whole, path.length + 1, whole.length);
    *plain = url;
    /* An address that is all query leads to the page itself; without it, to none. */
    if (path.length == 0 || query.length == 0 || !has_tracker(query))
        return NWS_OK;
    char *out = nws_arena_alloc(arena, url.length + 1);
    if (out == NULL)
        return NWS_E_MEMORY;
    size_t length = 0;
    put(out, &length, path);
    copy_query(query, out, &length);
    *plain = put(out, &length, nws_view_slice(url, whole.length, url.length));
    return NWS_OK;
}

nws_status nws_link_repair(nws_cleaner *cleaner, nws_node *link, nws_view displayed)
{
    nws_attribute *href = nws_node_attribute(link, NWS_ATTR_HREF);
    if (href == NULL)
        return NWS_OK;
    nws_view url = nws_attribute_value(href);
    if ((cleaner->policy->repairs & NWS_REPAIR_TRACKING) != 0) {
        NWS_TRY(nws_url_untrack(cleaner->arena, url, &url));
        if (url.data != nws_attribute_value(href).data) {
            NWS_TRY(nws_clean_record(cleaner, NWS_RULE_TRACKING, NWS_AUDIT_REWRITTEN, link, href));
            nws_attribute_set(href, NWS_ATTR_HREF, url);
        }
    }
    if (url.data == displayed.data && url.length == displayed.length)
        return NWS_OK;
    nws_link_note *note = nws_arena_alloc(cleaner->arena, sizeof *note);
    if (note == NULL)
        return NWS_E_MEMORY;
    note->displayed_href = displayed;
    nws_node_set_note(link, &note->head);
    return NWS_OK;
}
