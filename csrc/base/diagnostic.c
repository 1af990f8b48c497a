/* The list of diagnostics and the table of their texts. */
#include "base/diagnostic.h"

#include "base/utf8.h"

enum { DETAIL_MAX = 200, FIRST_ITEMS = 8 };

static const nws_diagnostic_info infos[] = {
#define INFO(name, code, severity, message, hint) {code, message, hint, NWS_##severity},
    NWS_DIAGNOSTIC_LIST(INFO)
#undef INFO
};

const nws_diagnostic_info *nws_diagnostic_about(nws_diagnostic_code code)
{
    return &infos[code];
}

void nws_diagnostics_init(nws_diagnostics *list, nws_arena *arena, uint32_t limit)
{
    *list = (nws_diagnostics){.arena = arena, .limit = limit};
}

/* detail cut at DETAIL_MAX bytes, but never inside a character. */
static nws_view shorten(nws_view detail)
{
    if (detail.length <= DETAIL_MAX)
        return detail;
    size_t length = DETAIL_MAX;
    while (length > 0 && ((unsigned char)detail.data[length] & 0xC0) == 0x80)
        length--;
    return nws_view_of(detail.data, length);
}

nws_status nws_diagnostics_add(nws_diagnostics *list, nws_diagnostic_code code, size_t start,
                               size_t end, nws_view detail)
{
    if (list->count >= list->limit) {
        list->dropped++;
        return NWS_OK;
    }
    NWS_TRY(NWS_ROOM(list->arena, list->items, list->count, list->capacity, FIRST_ITEMS));
    list->items[list->count++] = (nws_diagnostic){
        .code = (uint16_t)code,
        .start = (uint32_t)start,
        .end = (uint32_t)end,
        .detail = detail.data == NULL ? NWS_VIEW("") : shorten(detail),
    };
    return NWS_OK;
}

nws_position nws_position_of(nws_view text, size_t offset)
{
    nws_position position = {1, 1};
    if (offset > text.length)
        offset = text.length;
    for (size_t i = 0; i < offset; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        bool cr_only = byte == '\r' && !(i + 1 < text.length && text.data[i + 1] == '\n');
        if (byte == '\n' || cr_only) {
            position.line++;
            position.column = 1;
        } else if ((byte & 0xC0) != 0x80 && byte != '\r') {
            position.column++;
        }
    }
    return position;
}
