/* The HTML writer: whole tags are copied from a table, text in runs between what must be escaped.
 *
 * https://html.spec.whatwg.org/multipage/parsing.html#serialising-html-fragments, with more escaped
 * than that asks for: < and > in values, so that no reader that is not a parser sees a tag there,
 * CR and U+FEFF, which a parser or decoder would change.
 */
#include "emit/html.h"

#include "base/scan.h"
#include "clean/scrub.h"
#include "clean/stable.h"

enum {
    ROOM = 16,  /* a tag is copied as so many bytes, whatever its length */
    SLACK = 64, /* what a tag or an escape may need: kept free before each */
    LONGEST = 8 /* &#xFEFF; */
};

typedef struct tag_text {
    char open[ROOM];
    char close[ROOM];
    uint8_t open_length; /* 0: never in a clean tree */
    uint8_t close_length;
} tag_text;

#define CLOSED_EMPTY(name) .close_length = 0
#define CLOSED_NOTHING(name) CLOSED_FLOW(name)
#define CLOSED_FLOW(name) .close = "</" #name ">", .close_length = sizeof("</" #name ">") - 1
#define CLOSED_PHRASING(name) CLOSED_FLOW(name)
#define CLOSED_LINE(name) CLOSED_FLOW(name)
#define CLOSED_RUBY(name) CLOSED_FLOW(name)
#define CLOSED_LIST(name) CLOSED_FLOW(name)
#define CLOSED_TERMS(name) CLOSED_FLOW(name)
#define CLOSED_TABLE(name) CLOSED_FLOW(name)
#define CLOSED_COLUMNS(name) CLOSED_FLOW(name)
#define CLOSED_GROUP(name) CLOSED_FLOW(name)
#define CLOSED_ROW(name) CLOSED_FLOW(name)
#define TEXT_OF(id, name, kind, model, flags)                                                      \
    [NWS_TAG_##id] = {                                                                             \
        .open = "<" #name ">", .open_length = sizeof("<" #name ">") - 1, CLOSED_##model(name)},

static const tag_text tags[NWS_TAG_COUNT] = {NWS_STABLE_LIST(TEXT_OF)};

/* The buffer's end held in registers while writing. */
typedef struct html_writer {
    char *at;
    char *limit; /* SLACK bytes lie behind it */
    nws_buffer *out;
} html_writer;

static nws_status grow(html_writer *writer, size_t more)
{
    nws_buffer *out = writer->out;
    out->length = out->data == NULL ? 0 : (size_t)(writer->at - out->data);
    NWS_TRY(nws_buffer_reserve(out, more + 2 * SLACK));
    writer->at = out->data + out->length;
    writer->limit = out->data + out->capacity - SLACK;
    return NWS_OK;
}

/* Room for more bytes and SLACK ones after them. */
NWS_MUST_CHECK NWS_INLINE nws_status need(html_writer *writer, size_t more)
{
    if (NWS_LIKELY(writer->at != NULL && (ptrdiff_t)more <= writer->limit - writer->at))
        return NWS_OK;
    return grow(writer, more);
}

NWS_INLINE void put(html_writer *writer, const char *data, size_t length)
{
    memcpy(writer->at, data, length);
    writer->at += length;
}

/* The escape for the character at at, which is *length bytes long; NULL when it stands for itself.
 * R10. */
static const char *escape(const char *at, const char *end, bool in_value, size_t *length)
{
    *length = 1;
    switch ((unsigned char)*at) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '\r': return "&#13;";
    case '"': return in_value ? "&quot;" : NULL;
    case 0xC2: *length = 2; return end - at >= 2 && (unsigned char)at[1] == 0xA0 ? "&nbsp;" : NULL;
    case 0xEF:
        *length = 3;
        return end - at >= 3 && (unsigned char)at[1] == 0xBB && (unsigned char)at[2] == 0xBF
                   ? "&#xFEFF;"
                   : NULL;
    default: return NULL;
    }
}

static nws_status put_escaped(html_writer *writer, nws_view text, bool in_value)
{
    const char *at = text.data, *end = text.data + text.length;
    NWS_TRY(need(writer, text.length));
    while (at < end) {
        const char *hit = nws_scan_escape(at, end, in_value ? '"' : '<');
        put(writer, at, (size_t)(hit - at));
        if (hit == end)
            break;
        size_t length;
        const char *escaped = escape(hit, end, in_value, &length);
        if (escaped == NULL) {
            put(writer, hit, length);
        } else {
            put(writer, escaped, strlen(escaped));
            NWS_TRY(need(writer, (size_t)(end - hit)));
        }
        at = hit + length;
    }
    return NWS_OK;
}

static nws_status put_text(html_writer *writer, const nws_node *text)
{
    const nws_view view = nws_node_text(text);
    if ((nws_node_flags(text) & NWS_TEXT_PLAIN) == 0)
        return put_escaped(writer, view, false);
    NWS_TRY(need(writer, view.length));
    put(writer, view.data, view.length);
    return NWS_OK;
}

static nws_status put_attributes(html_writer *writer, const nws_node *element)
{
    writer->at--; /* the '>' */
    for (const nws_attribute *at = element->properties; at != NULL; at = at->next) {
        const nws_view name = nws_attribute_name(at);
        NWS_TRY(need(writer, name.length + 3));
        *writer->at++ = ' ';
        put(writer, name.data, name.length);
        *writer->at++ = '=';
        *writer->at++ = '"';
        NWS_TRY(put_escaped(writer, nws_attribute_value(at), true));
        *writer->at++ = '"';
    }
    *writer->at++ = '>';
    return need(writer, 0);
}

/* The parser takes away a newline that follows <pre>.
 * https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inbody */
static bool eats_newline(const nws_node *element)
{
    const nws_node *first = element->children;
    if (nws_node_tag(element) != NWS_TAG_PRE || first == NULL || first->type != XML_TEXT_NODE)
        return false;
    const nws_view text = nws_node_text(first);
    return text.length > 0 && text.data[0] == '\n';
}

static nws_status put_open(html_writer *writer, const nws_node *element)
{
    const tag_text *tag = &tags[nws_node_tag(element)];
    NWS_TRY(need(writer, 0));
    memcpy(writer->at, tag->open, ROOM);
    writer->at += tag->open_length;
    if (element->properties != NULL)
        NWS_TRY(put_attributes(writer, element));
    if (NWS_UNLIKELY(eats_newline(element)))
        *writer->at++ = '\n';
    return NWS_OK;
}

static nws_status put_close(html_writer *writer, const nws_node *element)
{
    const tag_text *tag = &tags[nws_node_tag(element)];
    NWS_TRY(need(writer, 0));
    memcpy(writer->at, tag->close, ROOM);
    writer->at += tag->close_length;
    return NWS_OK;
}

nws_status nws_emit_html(const nws_node *root, nws_buffer *out)
{
    html_writer writer = {.out = out};
    if (out->data != NULL) {
        writer.at = out->data + out->length;
        writer.limit = writer.at; /* the first need() sees to room */
    }
    const nws_node *node = root->children;
    while (node != NULL) {
        if (node->type == XML_TEXT_NODE) {
            NWS_TRY(put_text(&writer, node));
        } else {
            NWS_TRY(put_open(&writer, node));
            if (node->children != NULL) {
                node = node->children;
                continue;
            }
            NWS_TRY(put_close(&writer, node));
        }
        while (node->next == NULL && node->parent != root) {
            node = node->parent;
            NWS_TRY(put_close(&writer, node));
        }
        node = node->next;
    }
    if (writer.at != NULL)
        out->length = (size_t)(writer.at - out->data);
    return NWS_OK;
}
