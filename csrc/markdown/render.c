/* What md4c calls back, written as HTML; and what keeps it linear.
 *
 * Bare links are found here, not by md4c, whose search for their ends is quadratic.
 */
#include "markdown/render.h"

#include "base/bounds.h"
#include "base/scan.h"
#include "markdown/raw_code.h"

#include <md4c.h>

enum {
    OUTPUT_FACTOR = 32, /* ">" gives 27 bytes; more comes of references and empty cells only */
    OUTPUT_FREE = 64 << 10
};

typedef struct renderer {
    nws_buffer *out;
    const nws_templates *templates;
    nws_template_use use;
    size_t limit;      /* of out's length */
    unsigned images;   /* that are open: what is in them is their alt text */
    unsigned links;    /* that are open */
    bool raw_link;     /* an <a> that the author wrote is open */
    nws_raw_code code; /* that the author wrote as HTML */
    bool exceeded;     /* limit was met */
    nws_status status; /* why a callback stopped md4c */
} renderer;

/* --- writing --- */

static nws_status put(renderer *at, nws_view text)
{
    if (at->out->length > at->limit) {
        at->exceeded = true;
        return NWS_E_LIMIT;
    }
    return nws_buffer_add(at->out, text);
}

#define PUT(at, literal) put((at), NWS_VIEW(literal))

static nws_status put_escaped(renderer *at, nws_view text)
{
    const char *from = text.data, *end = text.data + text.length;
    for (;;) {
        const char *hit = nws_scan_any4(from, end, '&', '<', '>', '"');
        NWS_TRY(put(at, nws_view_of(from, (size_t)(hit - from))));
        if (hit == end)
            return NWS_OK;
        switch (*hit) {
        case '&': NWS_TRY(PUT(at, "&amp;")); break;
        case '<': NWS_TRY(PUT(at, "&lt;")); break;
        case '>': NWS_TRY(PUT(at, "&gt;")); break;
        default: NWS_TRY(PUT(at, "&quot;")); break;
        }
        from = hit + 1;
    }
}

typedef enum place {
    IN_TEXT, /* an attribute: a tag in it is text */
    IN_CODE, /* it is what the author shows */
    IN_PROSE,
    IN_HTML /* as the author wrote it */
} place;

/* Tags are escaped in HTML, too, so that a quote in one does not end the attribute that it stands
 * in; an image is one there only where its tag has a line of its own. */
static nws_status put_tag(renderer *at, const nws_template *tag, place where)
{
    const bool shown = where == IN_PROSE ? at->images == 0 : where == IN_HTML && tag->alone;
    if (tag->picture.data != NULL && shown)
        return put(at, tag->picture);
    const bool in_code = where == IN_CODE || (where == IN_PROSE && nws_in_raw_code(&at->code)) ||
                         (where == IN_HTML && nws_in_raw_code(&at->code) && !at->code.in_tag);
    if (at->use == NWS_TEMPLATE_DROP && tag->source.data[0] == '{' && !in_code)
        return NWS_OK;
    return put_escaped(at, tag->source);
}

/* Text with no tag in it. */
static nws_status put_plain(renderer *at, nws_view text, place where)
{
    if (where != IN_HTML)
        return put_escaped(at, text);
    if (at->use == NWS_TEMPLATE_DROP)
        nws_raw_code_pass(&at->code, text);
    return put(at, text);
}

/* Text whose tags come back. */
static nws_status put_text(renderer *at, nws_view text, place where)
{
    const char *from = text.data, *end = text.data + text.length, *hit = from;
    while ((at->templates->count > 0 || at->templates->plain) &&
           (hit = nws_scan_byte(hit, end, NWS_TEMPLATE_OPEN[0])) < end) {
        const nws_template *tag;
        const char *next = nws_template_find(at->templates, hit, end, &tag);
        if (next == NULL) {
            hit++;
            continue;
        }
        NWS_TRY(put_plain(at, nws_view_of(from, (size_t)(hit - from)), where));
        NWS_TRY(put_tag(at, tag, where));
        from = hit = next;
    }
    return put_plain(at, nws_view_of(from, (size_t)(end - from)), where);
}

/* An address, a title, a language: text with character references in it. */
static nws_status put_attribute(renderer *at, const MD_ATTRIBUTE *value)
{
    for (unsigned i = 0; value->size > 0 && value->substr_offsets[i] < value->size; i++) {
        const MD_OFFSET start = value->substr_offsets[i];
        const nws_view part =
            nws_view_of(value->text + start, value->substr_offsets[i + 1] - start);
        switch (value->substr_types[i]) {
        case MD_TEXT_NULLCHAR: NWS_TRY(PUT(at, "\uFFFD")); break;
        case MD_TEXT_ENTITY: NWS_TRY(put(at, part)); break;
        default: NWS_TRY(put_text(at, part, IN_TEXT)); break;
        }
    }
    return NWS_OK;
}

/* --- bare links --- */

/* Whether the character that ends before at is one that a bare link may follow. */
static bool may_begin(const char *text, const char *at)
{
    return at == text ||
           !(nws_is_alpha((unsigned char)at[-1]) || nws_is_digit((unsigned char)at[-1]));
}

/* The length of "http://", "https://" or "www." at at, when a host can follow it; else 0. */
static size_t link_start(const char *at, const char *end)
{
    static const nws_view starts[] = {{"http://", 7}, {"https://", 8}, {"www.", 4}};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        const size_t length = starts[i].length;
        if ((size_t)(end - at) > length &&
            nws_view_equal_nocase(nws_view_of(at, length), starts[i]) &&
            (nws_is_alpha((unsigned char)at[length]) || nws_is_digit((unsigned char)at[length])))
            return length;
    }
    return 0;
}

/* CJK punctuation and full-width forms: they end a link as a blank does. */
static bool is_wide_mark(const char *at, const char *end)
{
    const unsigned char lead = (unsigned char)*at;
    return end - at >= 3 && ((lead == 0xE3 && (unsigned char)at[1] == 0x80) ||
                             (lead == 0xEF && (unsigned char)at[1] >= 0xBC));
}

/* https://github.github.com/gfm/#extended-autolink-path-validation */
static const char *link_end(const char *at, const char *end)
{
    const char *from = at;
    size_t open = 0, closed = 0;
    for (; at < end && *at != '<' && (unsigned char)*at > ' ' && !is_wide_mark(at, end); at++) {
        open += *at == '(';
        closed += *at == ')';
    }
    for (; at > from; at--) {
        if (at[-1] == ')' && closed > open)
            closed--;
        else if (at[-1] == ')' || strchr("?!.,:*_~'\";", at[-1]) == NULL)
            break;
    }
    return at;
}

static nws_status put_link(renderer *at, nws_view address, bool has_scheme)
{
    NWS_TRY(PUT(at, "<a href=\""));
    if (!has_scheme)
        NWS_TRY(PUT(at, "http://"));
    NWS_TRY(put_text(at, address, IN_TEXT));
    NWS_TRY(PUT(at, "\">"));
    NWS_TRY(put_text(at, address, IN_TEXT));
    return PUT(at, "</a>");
}

/* Text outside of code, with its bare links. */
static nws_status put_prose(renderer *at, nws_view text)
{
    const char *from = text.data, *end = text.data + text.length, *hit = from;
    while (at->links == 0 && at->images == 0 && !at->raw_link &&
           (hit = nws_scan_any4(hit, end, 'h', 'w', 'H', 'W')) < end) {
        const size_t length = may_begin(text.data, hit) ? link_start(hit, end) : 0;
        if (length == 0) {
            hit++;
            continue;
        }
        const char *stop = link_end(hit + length, end);
        NWS_TRY(put_text(at, nws_view_of(from, (size_t)(hit - from)), IN_PROSE));
        NWS_TRY(put_link(at, nws_view_of(hit, (size_t)(stop - hit)), *hit == 'h' || *hit == 'H'));
        from = hit = stop;
    }
    return put_text(at, nws_view_of(from, (size_t)(end - from)), IN_PROSE);
}

/* --- blocks --- */

static nws_status put_number(renderer *at, unsigned number)
{
    char room[NWS_DECIMAL_ROOM];
    return put(at, nws_decimal(number, room));
}

static nws_status open_list(renderer *at, const MD_BLOCK_OL_DETAIL *list)
{
    if (list->start == 1)
        return PUT(at, "<ol>\n");
    NWS_TRY(PUT(at, "<ol start=\""));
    NWS_TRY(put_number(at, list->start));
    return PUT(at, "\">\n");
}

static nws_status open_code(renderer *at, const MD_BLOCK_CODE_DETAIL *code)
{
    if (code->lang.size == 0)
        return PUT(at, "<pre><code>");
    NWS_TRY(PUT(at, "<pre><code class=\"language-"));
    NWS_TRY(put_attribute(at, &code->lang));
    return PUT(at, "\">");
}

static nws_status open_cell(renderer *at, bool head, const MD_BLOCK_TD_DETAIL *cell)
{
    static const char *const aligns[] = {">", " align=\"left\">", " align=\"center\">",
                                         " align=\"right\">"};
    const char *align = aligns[cell->align];
    NWS_TRY(head ? PUT(at, "<th") : PUT(at, "<td"));
    return put(at, nws_view_of(align, strlen(align)));
}

static nws_status open_heading(renderer *at, const MD_BLOCK_H_DETAIL *heading)
{
    const char tag[] = {'<', 'h', (char)('0' + heading->level), '>'};
    return put(at, nws_view_of(tag, sizeof tag));
}

static nws_status close_heading(renderer *at, const MD_BLOCK_H_DETAIL *heading)
{
    const char tag[] = {'<', '/', 'h', (char)('0' + heading->level), '>', '\n'};
    return put(at, nws_view_of(tag, sizeof tag));
}

static nws_status open_block(renderer *at, MD_BLOCKTYPE type, const void *detail)
{
    at->raw_link = at->code.in_tag = false;
    switch (type) {
    case MD_BLOCK_DOC:
    case MD_BLOCK_HTML: return NWS_OK;
    case MD_BLOCK_QUOTE: return PUT(at, "<blockquote>\n");
    case MD_BLOCK_UL: return PUT(at, "<ul>\n");
    case MD_BLOCK_OL: return open_list(at, detail);
    case MD_BLOCK_LI: return PUT(at, "<li>");
    case MD_BLOCK_HR: return PUT(at, "<hr>\n");
    case MD_BLOCK_H: return open_heading(at, detail);
    case MD_BLOCK_CODE: return open_code(at, detail);
    case MD_BLOCK_P: return PUT(at, "<p>");
    case MD_BLOCK_TABLE: return PUT(at, "<table>\n");
    case MD_BLOCK_THEAD: return PUT(at, "<thead>\n");
    case MD_BLOCK_TBODY: return PUT(at, "<tbody>\n");
    case MD_BLOCK_TR: return PUT(at, "<tr>");
    case MD_BLOCK_TH: return open_cell(at, true, detail);
    case MD_BLOCK_TD: return open_cell(at, false, detail);
    }
    return NWS_OK;
}

static nws_status close_block(renderer *at, MD_BLOCKTYPE type, const void *detail)
{
    switch (type) {
    case MD_BLOCK_DOC:
    case MD_BLOCK_HTML:
    case MD_BLOCK_HR: return NWS_OK;
    case MD_BLOCK_QUOTE: return PUT(at, "</blockquote>\n");
    case MD_BLOCK_UL: return PUT(at, "</ul>\n");
    case MD_BLOCK_OL: return PUT(at, "</ol>\n");
    case MD_BLOCK_LI: return PUT(at, "</li>\n");
    case MD_BLOCK_H: return close_heading(at, detail);
    case MD_BLOCK_CODE: return PUT(at, "</code></pre>\n");
    case MD_BLOCK_P: return PUT(at, "</p>\n");
    case MD_BLOCK_TABLE: return PUT(at, "</table>\n");
    case MD_BLOCK_THEAD: return PUT(at, "</thead>\n");
    case MD_BLOCK_TBODY: return PUT(at, "</tbody>\n");
    case MD_BLOCK_TR: return PUT(at, "</tr>\n");
    case MD_BLOCK_TH: return PUT(at, "</th>");
    case MD_BLOCK_TD: return PUT(at, "</td>");
    }
    return NWS_OK;
}

/* --- spans --- */

static nws_status open_link(renderer *at, const MD_SPAN_A_DETAIL *link)
{
    if (at->links++ > 0 || at->raw_link)
        return NWS_OK;
    NWS_TRY(PUT(at, "<a href=\""));
    NWS_TRY(put_attribute(at, &link->href));
    if (link->title.size > 0) {
        NWS_TRY(PUT(at, "\" title=\""));
        NWS_TRY(put_attribute(at, &link->title));
    }
    return PUT(at, "\">");
}

static nws_status open_image(renderer *at, const MD_SPAN_IMG_DETAIL *image)
{
    if (at->images++ > 0)
        return NWS_OK;
    NWS_TRY(PUT(at, "<img src=\""));
    NWS_TRY(put_attribute(at, &image->src));
    return PUT(at, "\" alt=\"");
}

static nws_status close_image(renderer *at, const MD_SPAN_IMG_DETAIL *image)
{
    if (--at->images > 0)
        return NWS_OK;
    if (image->title.size > 0) {
        NWS_TRY(PUT(at, "\" title=\""));
        NWS_TRY(put_attribute(at, &image->title));
    }
    return PUT(at, "\">");
}

static nws_status open_span(renderer *at, MD_SPANTYPE type, const void *detail)
{
    if (type == MD_SPAN_IMG)
        return open_image(at, detail);
    if (at->images > 0)
        return NWS_OK;
    switch (type) {
    case MD_SPAN_EM: return PUT(at, "<em>");
    case MD_SPAN_STRONG: return PUT(at, "<strong>");
    case MD_SPAN_A: return open_link(at, detail);
    case MD_SPAN_CODE: return PUT(at, "<code>");
    case MD_SPAN_DEL: return PUT(at, "<del>");
    default: return NWS_OK;
    }
}

static nws_status close_span(renderer *at, MD_SPANTYPE type, const void *detail)
{
    if (type == MD_SPAN_IMG)
        return close_image(at, detail);
    if (at->images > 0)
        return NWS_OK;
    switch (type) {
    case MD_SPAN_EM: return PUT(at, "</em>");
    case MD_SPAN_STRONG: return PUT(at, "</strong>");
    case MD_SPAN_A: return --at->links > 0 || at->raw_link ? NWS_OK : PUT(at, "</a>");
    case MD_SPAN_CODE: return PUT(at, "</code>");
    case MD_SPAN_DEL: return PUT(at, "</del>");
    default: return NWS_OK;
    }
}

/* --- text --- */

/* HTML in a line: as it stands, and a note of links, in which no other may be. */
static nws_status put_html(renderer *at, nws_view html)
{
    if (at->images > 0)
        return NWS_OK;
    if (html.length >= 3 && html.data[0] == '<' && nws_lower((unsigned char)html.data[1]) == 'a' &&
        (nws_is_space((unsigned char)html.data[2]) || html.data[2] == '>'))
        at->raw_link = true;
    else if (nws_view_equal_nocase(nws_view_slice(html, 0, 3), NWS_VIEW("</a")))
        at->raw_link = false;
    return put_text(at, html, IN_HTML);
}

static nws_status put_run(renderer *at, MD_TEXTTYPE type, nws_view text)
{
    switch (type) {
    case MD_TEXT_NULLCHAR: return PUT(at, "\uFFFD");
    case MD_TEXT_BR: return at->images > 0 ? PUT(at, " ") : PUT(at, "<br>\n");
    case MD_TEXT_SOFTBR: return at->images > 0 ? PUT(at, " ") : PUT(at, "\n");
    case MD_TEXT_HTML: return put_html(at, text);
    case MD_TEXT_ENTITY: return put(at, text);
    case MD_TEXT_NORMAL: return put_prose(at, text);
    case MD_TEXT_CODE: return put_text(at, text, IN_CODE);
    default: return put_text(at, text, IN_TEXT);
    }
}

/* --- what md4c calls --- */

/* md4c stops at once for what is below 0 only. */
static int passed_on(renderer *at, nws_status status)
{
    at->status = status;
    return status == NWS_OK ? 0 : -1;
}

static int on_open_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    return passed_on(context, open_block(context, type, detail));
}

static int on_close_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    return passed_on(context, close_block(context, type, detail));
}

static int on_open_span(MD_SPANTYPE type, void *detail, void *context)
{
    return passed_on(context, open_span(context, type, detail));
}

static int on_close_span(MD_SPANTYPE type, void *detail, void *context)
{
    return passed_on(context, close_span(context, type, detail));
}

static int on_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *context)
{
    return passed_on(context, put_run(context, type, nws_view_of(text, size)));
}

/* --- the bounds --- */

/* Whether md4c would take more steps than are allowed: for each bracket that closes it walks the
 * lines of the paragraph from its first one (and those of a table). Lists are many paragraphs. */
static bool is_tangled(nws_view text)
{
    const char *at = text.data, *end = at + text.length;
    size_t lines = 0, brackets = 0, steps = 0;
    while (at < end) {
        const char *hit = nws_scan_any4(at, end, '\n', ']', '\n', ']');
        if (hit == end)
            break;
        at = hit + 1;
        if (*hit == ']') {
            brackets++;
            continue;
        }
        lines++;
        const bool item = end - at > 1 && (*at == '-' || *at == '*' || *at == '+') && at[1] == ' ';
        if (at < end && *at != '\n' && !item)
            continue;
        steps += lines * brackets;
        lines = brackets = 0;
        if (steps > NWS_MAX_MARKDOWN_STEPS)
            return true;
    }
    return steps + lines * brackets > NWS_MAX_MARKDOWN_STEPS;
}

static size_t output_limit(nws_view body)
{
    const size_t limit = body.length * OUTPUT_FACTOR + OUTPUT_FREE;
    return limit < NWS_MAX_BODY ? limit : NWS_MAX_BODY;
}

nws_status nws_markdown_render(nws_arena *arena, nws_view body, nws_template_use use,
                               nws_attribute_lists lists, nws_buffer *scratch, nws_buffer *out,
                               bool *refused)
{
    static const MD_PARSER parser = {
        .flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH,
        .enter_block = on_open_block,
        .leave_block = on_close_block,
        .enter_span = on_open_span,
        .leave_span = on_close_span,
        .text = on_text,
    };
    nws_templates templates = {.arena = arena};
    nws_view text;
    const size_t start = out->length;
    *refused = body.length > NWS_MAX_MARKDOWN || is_tangled(body);
    if (*refused)
        return NWS_OK;
    NWS_TRY(nws_template_hide(body, lists, &templates, scratch, &text));
    renderer at = {.out = out,
                   .templates = &templates,
                   .use = use,
                   .limit = start + output_limit(body),
                   .status = NWS_OK};
    if (md_parse(text.data, (MD_SIZE)text.length, &parser, &at) == 0)
        return NWS_OK;
    out->length = start;
    *refused = at.exceeded;
    if (at.exceeded)
        return NWS_OK;
    return at.status == NWS_OK ? NWS_E_MEMORY : at.status;
}
