/* The doctypes of the last century, by the start of their public identifier. */
#include "html/quirks.h"

static const char *const quirky_publics[] = {
    "-//W3O//DTD W3 HTML Strict 3.0//EN//",
    "-/W3C/DTD HTML 4.0 Transitional/EN",
    "HTML",
};

static const char *const quirky_starts[] = {
    "+//Silmaril//dtd html Pro v0r11 19970101//",
    "-//AS//DTD HTML 3.0 asWedit + extensions//",
    "-//AdvaSoft Ltd//DTD HTML 3.0 asWedit + extensions//",
    "-//IETF//DTD HTML 2.0 Level 1//",
    "-//IETF//DTD HTML 2.0 Level 2//",
    "-//IETF//DTD HTML 2.0 Strict Level 1//",
    "-//IETF//DTD HTML 2.0 Strict Level 2//",
    "-//IETF//DTD HTML 2.0 Strict//",
    "-//IETF//DTD HTML 2.0//",
    "-//IETF//DTD HTML 2.1E//",
    "-//IETF//DTD HTML 3.0//",
    "-//IETF//DTD HTML 3.2 Final//",
    "-//IETF//DTD HTML 3.2//",
    "-//IETF//DTD HTML 3//",
    "-//IETF//DTD HTML Level 0//",
    "-//IETF//DTD HTML Level 1//",
    "-//IETF//DTD HTML Level 2//",
    "-//IETF//DTD HTML Level 3//",
    "-//IETF//DTD HTML Strict Level 0//",
    "-//IETF//DTD HTML Strict Level 1//",
    "-//IETF//DTD HTML Strict Level 2//",
    "-//IETF//DTD HTML Strict Level 3//",
    "-//IETF//DTD HTML Strict//",
    "-//IETF//DTD HTML//",
    "-//Metrius//DTD Metrius Presentational//",
    "-//Microsoft//DTD Internet Explorer 2.0 HTML Strict//",
    "-//Microsoft//DTD Internet Explorer 2.0 HTML//",
    "-//Microsoft//DTD Internet Explorer 2.0 Tables//",
    "-//Microsoft//DTD Internet Explorer 3.0 HTML Strict//",
    "-//Microsoft//DTD Internet Explorer 3.0 HTML//",
    "-//Microsoft//DTD Internet Explorer 3.0 Tables//",
    "-//Netscape Comm. Corp.//DTD HTML//",
    "-//Netscape Comm. Corp.//DTD Strict HTML//",
    "-//O'Reilly and Associates//DTD HTML 2.0//",
    "-//O'Reilly and Associates//DTD HTML Extended 1.0//",
    "-//O'Reilly and Associates//DTD HTML Extended Relaxed 1.0//",
    "-//SQ//DTD HTML 2.0 HoTMetaL + extensions//",
    "-//SoftQuad Software//DTD HoTMetaL PRO 6.0::19990601::extensions to HTML 4.0//",
    "-//SoftQuad//DTD HoTMetaL PRO 4.0::19971010::extensions to HTML 4.0//",
    "-//Spyglass//DTD HTML 2.0 Extended//",
    "-//Sun Microsystems Corp.//DTD HotJava HTML//",
    "-//Sun Microsystems Corp.//DTD HotJava Strict HTML//",
    "-//W3C//DTD HTML 3 1995-03-24//",
    "-//W3C//DTD HTML 3.2 Draft//",
    "-//W3C//DTD HTML 3.2 Final//",
    "-//W3C//DTD HTML 3.2//",
    "-//W3C//DTD HTML 3.2S Draft//",
    "-//W3C//DTD HTML 4.0 Frameset//",
    "-//W3C//DTD HTML 4.0 Transitional//",
    "-//W3C//DTD HTML Experimental 19960712//",
    "-//W3C//DTD HTML Experimental 970421//",
    "-//W3C//DTD W3 HTML//",
    "-//W3O//DTD W3 HTML 3.0//",
    "-//WebTechs//DTD Mozilla HTML 2.0//",
    "-//WebTechs//DTD Mozilla HTML//",
};

/* Quirks without a system identifier, limited quirks with one. */
static const char *const html_401[] = {
    "-//W3C//DTD HTML 4.01 Frameset//",
    "-//W3C//DTD HTML 4.01 Transitional//",
};

static const char *const xhtml_10[] = {
    "-//W3C//DTD XHTML 1.0 Frameset//",
    "-//W3C//DTD XHTML 1.0 Transitional//",
};

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

/* Does text begin with one of the table's rows; whole: is it one? But for the case of letters. */
static bool is_listed(nws_view text, const char *const *table, size_t count, bool whole)
{
    for (size_t i = 0; i < count; i++) {
        nws_view row = nws_view_of(table[i], strlen(table[i]));
        nws_view part = whole ? text : nws_view_slice(text, 0, row.length);
        if (nws_view_equal_nocase(part, row))
            return true;
    }
    return false;
}

nws_quirks nws_quirks_of(const nws_token *doctype)
{
    nws_view public_id = doctype->public_id, system_id = doctype->system_id;
    if (doctype->force_quirks || !nws_view_equal(doctype->name, NWS_VIEW("html")))
        return NWS_QUIRKS;
    if (nws_view_equal_nocase(
            system_id, NWS_VIEW("http://www.ibm.com/data/dtd/v11/ibmxhtml1-transitional.dtd")))
        return NWS_QUIRKS;
    if (public_id.data == NULL)
        return NWS_NO_QUIRKS;
    if (is_listed(public_id, quirky_publics, COUNT(quirky_publics), true) ||
        is_listed(public_id, quirky_starts, COUNT(quirky_starts), false))
        return NWS_QUIRKS;
    if (is_listed(public_id, html_401, COUNT(html_401), false))
        return system_id.data == NULL ? NWS_QUIRKS : NWS_LIMITED_QUIRKS;
    return is_listed(public_id, xhtml_10, COUNT(xhtml_10), false) ? NWS_LIMITED_QUIRKS
                                                                  : NWS_NO_QUIRKS;
}
