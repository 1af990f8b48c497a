/* Reading columns value by value: one field of a row, one item of its lists.
 *
 * Apart from columns_read.c, which makes records: here nothing is packed, and but for two names of
 * an image nothing is copied.
 */
#include "table/schema.h"
#include "table/store.h"

nws_cell nws_columns_cell(const nws_columns *columns, int64_t row, int field)
{
    const nws_frame *frame = &columns->frames[NWS_FRAME_ARTICLES];
    nws_cell cell = {.known = nws_frame_known(frame, field, row), .text = NWS_VIEW_NONE};
    if (!cell.known)
        return cell;
    switch ((nws_kind)frame->info->fields[field].kind) {
    case NWS_KIND_TEXT: cell.text = nws_frame_text(frame, field, row); break;
    case NWS_KIND_WORD:
    case NWS_KIND_CODE: cell.text = nws_frame_word(frame, field, row); break;
    case NWS_KIND_LIST: nws_frame_list(frame, field, row, &cell.first, &cell.count); break;
    case NWS_KIND_BOOL: cell.number = nws_frame_bool(frame, field, row); break;
    case NWS_KIND_BYTE: cell.number = nws_frame_byte(frame, field, row); break;
    case NWS_KIND_INT32: cell.number = nws_frame_int32(frame, field, row); break;
    default: cell.number = nws_frame_int64(frame, field, row); break;
    }
    return cell;
}

void nws_columns_items(const nws_columns *columns, int field, int64_t row, int64_t count,
                       int64_t *first, int64_t *items)
{
    nws_frame_items(&columns->frames[NWS_FRAME_ARTICLES], field, row, count, first, items);
}

nws_view nws_columns_item(const nws_columns *columns, int field, int64_t item)
{
    const uint8_t frame = columns->frames[NWS_FRAME_ARTICLES].info->fields[field].items;
    return nws_frame_text(&columns->frames[frame], 0, item);
}

nws_status nws_columns_image(const nws_columns *columns, int64_t item, nws_arena *arena,
                             nws_image *image)
{
    const nws_frame *frame = &columns->frames[NWS_FRAME_IMAGES];
    *image = (nws_image){
        .src = nws_frame_text(frame, NWS_IMAGES_SRC, item),
        .displayed_src = nws_frame_text(frame, NWS_IMAGES_DISPLAYED_SRC, item),
        .alt = nws_frame_text(frame, NWS_IMAGES_ALT, item),
        .title = nws_frame_text(frame, NWS_IMAGES_TITLE, item),
        .caption = nws_frame_text(frame, NWS_IMAGES_CAPTION, item),
        .width = nws_frame_int32(frame, NWS_IMAGES_WIDTH, item),
        .height = nws_frame_int32(frame, NWS_IMAGES_HEIGHT, item),
        .position = nws_frame_int32(frame, NWS_IMAGES_POSITION, item),
        .lazy = nws_frame_bool(frame, NWS_IMAGES_LAZY, item),
        .is_cover = nws_frame_bool(frame, NWS_IMAGES_IS_COVER, item),
    };
    NWS_TRY(nws_arena_name(arena, nws_frame_text(frame, NWS_IMAGES_SOURCE, item), &image->source));
    return nws_arena_name(arena, nws_frame_word(frame, NWS_IMAGES_CAPTION_SOURCE, item),
                          &image->caption_source);
}

nws_link nws_columns_link(const nws_columns *columns, int64_t item)
{
    const nws_frame *frame = &columns->frames[NWS_FRAME_LINKS];
    const nws_view href = nws_frame_text(frame, NWS_LINKS_HREF, item);
    const nws_view displayed = nws_frame_text(frame, NWS_LINKS_DISPLAYED_HREF, item);
    return (nws_link){
        .href = href,
        .text = nws_frame_text(frame, NWS_LINKS_TEXT, item),
        .displayed_href = displayed.data == NULL ? href : displayed,
        .rel = nws_frame_text(frame, NWS_LINKS_REL, item),
        .external = nws_frame_bool(frame, NWS_LINKS_EXTERNAL, item),
    };
}

nws_removal nws_columns_removal(const nws_columns *columns, int64_t item)
{
    const nws_frame *frame = &columns->frames[NWS_FRAME_REMOVALS];
    return (nws_removal){
        .rule = (uint8_t)nws_frame_int32(frame, NWS_REMOVALS_RULE, item),
        .action = (uint8_t)nws_frame_int32(frame, NWS_REMOVALS_ACTION, item),
        .count = (uint32_t)nws_frame_int32(frame, NWS_REMOVALS_TIMES, item),
        .start = (uint32_t)nws_frame_int64(frame, NWS_REMOVALS_START, item),
        .end = (uint32_t)nws_frame_int64(frame, NWS_REMOVALS_END, item),
        .tag = nws_frame_text(frame, NWS_REMOVALS_TAG, item),
        .attribute = nws_frame_text(frame, NWS_REMOVALS_ATTRIBUTE, item),
        .value = nws_frame_text(frame, NWS_REMOVALS_VALUE, item),
    };
}

nws_record_diagnostic nws_columns_diagnostic(const nws_columns *columns, int64_t item)
{
    const nws_frame *frame = &columns->frames[NWS_FRAME_DIAGNOSTICS];
    return (nws_record_diagnostic){
        .code = (uint16_t)nws_frame_int32(frame, NWS_DIAGNOSTICS_CODE, item),
        .line = (uint32_t)nws_frame_int32(frame, NWS_DIAGNOSTICS_LINE, item),
        .column = (uint32_t)nws_frame_int32(frame, NWS_DIAGNOSTICS_COLUMN, item),
        .start = (uint32_t)nws_frame_int64(frame, NWS_DIAGNOSTICS_START, item),
        .end = (uint32_t)nws_frame_int64(frame, NWS_DIAGNOSTICS_END, item),
        .detail = nws_frame_text(frame, NWS_DIAGNOSTICS_DETAIL, item),
    };
}
