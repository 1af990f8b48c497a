/* Records from marks: an image's attributes and caption, a link's address and text.
 *
 * Separate from the text writer, which only knows where things stand.
 */
#include "emit/media.h"

#include "base/bounds.h"
#include "base/repeats.h"
#include "base/scan.h"
#include "base/utf8.h"
#include "clean/url.h"

/* text with each run of white space as one blank, in the arena; data NULL: no memory. */
static nws_view collapse(nws_arena *arena, nws_view text)
{
    text = nws_view_trim(text);
    char *copy = nws_arena_alloc(arena, text.length + 1);
    if (copy == NULL)
        return NWS_VIEW_NONE;
    size_t length = 0;
    const char *at = text.data, *end = at + text.length;
    while (at < end) {
        const char *hit = nws_scan_any4(at, end, '\n', '\t', ' ', '\r');
        memcpy(copy + length, at, (size_t)(hit - at));
        length += (size_t)(hit - at);
        if (hit < end)
            copy[length++] = ' ';
        for (at = hit; at < end && nws_is_space((unsigned char)*at);)
            at++;
    }
    return nws_view_of(copy, length);
}

static nws_view slice_of(const nws_mark *mark, nws_view text)
{
    return nws_view_slice(text, mark->start, mark->end - mark->start);
}

/* A kept width or height: digits, by nws_attributes_clean. */
static int32_t pixels(nws_view value)
{
    int32_t number = 0;
    for (size_t i = 0; i < value.length && i < 9; i++) {
        if (!nws_is_digit((unsigned char)value.data[i]))
            return 0;
        number = number * 10 + (value.data[i] - '0');
    }
    return value.length > 9 ? 0 : number;
}

/* Whether a label is more than a word or a file's name, which editors put there by themselves, and
 * than what alt says. */
static bool is_telling(nws_view label, nws_view alt)
{
    bool several = false;
    for (size_t i = 0; i < label.length; i++)
        several |=
            nws_is_space((unsigned char)label.data[i]) || (unsigned char)label.data[i] >= 0x80;
    return several && !nws_url_pictured(label) && !nws_view_equal(label, nws_view_trim(alt));
}

/* What an image's own attributes say in a caption's stead. */
static nws_status read_label(nws_arena *arena, const nws_image_note *note, nws_image *image)
{
    const nws_view labels[] = {nws_view_trim(note->label), nws_view_trim(note->title)};
    static const char *const sources[] = {"aria", "title"};
    for (int i = 0; i < 2; i++) {
        if (!is_telling(labels[i], image->alt))
            continue;
        image->caption = collapse(arena, labels[i]);
        image->caption_source = sources[i];
        return image->caption.data == NULL ? NWS_E_MEMORY : NWS_OK;
    }
    return NWS_OK;
}

static nws_image read_image(const nws_node *node)
{
    nws_image image = {.source = "src"};
    for (const nws_attribute *at = node->properties; at != NULL; at = at->next) {
        const nws_view value = nws_attribute_value(at);
        switch (nws_attribute_id(at)) {
        case NWS_ATTR_SRC: image.src = value; break;
        case NWS_ATTR_ALT: image.alt = value; break;
        case NWS_ATTR_TITLE: image.title = value; break;
        case NWS_ATTR_WIDTH: image.width = pixels(value); break;
        case NWS_ATTR_HEIGHT: image.height = pixels(value); break;
        default: break;
        }
    }
    const nws_image_note *note = nws_sanitize_note(node);
    if (note != NULL) {
        image.displayed_src = note->displayed_src;
        image.source = note->source;
        image.lazy = note->lazy;
    }
    return image;
}

/* The captions that were read, by their mark: 1 + index of the first image that has it. A figure's
 * caption is copied once, however many images the figure holds; but what keeps records keeps it for
 * each, so those after the first have it as long as NWS_MAX_CAPTION_REPEATS lasts. */
typedef struct caption_table {
    nws_arena *arena;
    const nws_marks *marks;
    nws_view text;
    uint32_t *first;
    nws_repeats repeats; /* for images after the first of their figure */
} caption_table;

static nws_status add_caption(caption_table *captions, uint32_t mark, nws_image *images,
                              uint32_t index)
{
    if (captions->first == NULL) {
        captions->first = nws_arena_zero(captions->arena, captions->marks->count * sizeof mark);
        if (captions->first == NULL)
            return NWS_E_MEMORY;
    }
    nws_image *image = &images[index];
    uint32_t *first = &captions->first[mark];
    if (*first != 0) {
        const nws_view again = images[*first - 1].caption;
        if (!nws_repeats_pay(&captions->repeats, again.length))
            return NWS_OK;
        image->caption = again;
    } else {
        image->caption =
            collapse(captions->arena, slice_of(&captions->marks->items[mark], captions->text));
        if (image->caption.data == NULL)
            return NWS_E_MEMORY;
        *first = index + 1;
    }
    const char *source = nws_sanitize_caption(captions->marks->items[mark].node);
    image->caption_source = source == NULL ? "figcaption" : source;
    return NWS_OK;
}

static nws_status add_image(caption_table *captions, const nws_mark *mark, nws_image *images,
                            uint32_t index)
{
    images[index] = read_image(mark->node);
    if (images[index].src.length == 0)
        return NWS_OK;
    const uint32_t caption =
        mark->figure == 0 ? 0 : captions->marks->items[mark->figure - 1].caption;
    if (caption != 0)
        NWS_TRY(add_caption(captions, caption - 1, images, index));
    const nws_image_note *note = nws_sanitize_note(mark->node);
    return note == NULL || images[index].caption.length > 0
               ? NWS_OK
               : read_label(captions->arena, note, &images[index]);
}

static bool is_external(nws_view href, nws_view base_url)
{
    const nws_view host = nws_url_host(href);
    return host.length > 0 && !nws_view_equal_nocase(host, nws_url_host(base_url));
}

static nws_status add_link(nws_arena *arena, const nws_mark *mark, nws_view text, nws_view base_url,
                           nws_media *media)
{
    nws_link link = {.href = NWS_VIEW_NONE, .rel = NWS_VIEW_NONE};
    for (const nws_attribute *at = mark->node->properties; at != NULL; at = at->next) {
        const nws_attr id = nws_attribute_id(at);
        if (id == NWS_ATTR_HREF)
            link.href = nws_attribute_value(at);
        else if (id == NWS_ATTR_REL)
            link.rel = nws_attribute_value(at);
    }
    if (link.href.data == NULL)
        return NWS_OK;
    const nws_link_note *note = nws_sanitize_link(mark->node);
    link.displayed_href = note == NULL ? link.href : note->displayed_href;
    link.text = collapse(arena, slice_of(mark, text));
    link.external = is_external(link.href, base_url);
    media->links[media->link_count++] = link;
    return link.text.data == NULL ? NWS_E_MEMORY : NWS_OK;
}

/* Room for as many as there can be. */
static nws_status make_room(nws_arena *arena, const nws_marks *marks, nws_media *media)
{
    size_t images = 0, links = 0;
    for (uint32_t i = 0; i < marks->count; i++) {
        images += nws_node_tag(marks->items[i].node) == NWS_TAG_IMG;
        links += nws_node_tag(marks->items[i].node) == NWS_TAG_A;
    }
    *media = (nws_media){.images = nws_arena_alloc(arena, images * sizeof *media->images),
                         .links = nws_arena_alloc(arena, links * sizeof *media->links)};
    return (media->images == NULL && images > 0) || (media->links == NULL && links > 0)
               ? NWS_E_MEMORY
               : NWS_OK;
}

nws_status nws_emit_media(nws_arena *arena, const nws_marks *marks, nws_view text,
                          nws_view base_url, nws_media *media)
{
    NWS_TRY(make_room(arena, marks, media));
    caption_table captions = {
        .arena = arena, .marks = marks, .text = text, .repeats = {NWS_MAX_CAPTION_REPEATS}};
    uint32_t offset = 0;
    size_t points = 0;
    for (uint32_t i = 0; i < marks->count; i++) {
        const nws_mark *mark = &marks->items[i];
        if (nws_node_tag(mark->node) == NWS_TAG_IMG) {
            NWS_TRY(add_image(&captions, mark, media->images, media->image_count));
            if (media->images[media->image_count].src.length == 0)
                continue; /* a policy without repairs keeps an image that shows nothing */
            points += nws_utf8_count(nws_view_slice(text, offset, mark->start - offset)).points;
            offset = mark->start;
            media->images[media->image_count++].position = (int32_t)points;
        } else if (nws_node_tag(mark->node) == NWS_TAG_A) {
            NWS_TRY(add_link(arena, mark, text, base_url, media));
        }
    }
    return NWS_OK;
}
