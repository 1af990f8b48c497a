/* Texts as Arrow's views. Apart from arrow_array.c because it is the one loop over rows there: all
 * else of an export is the same work for any number of them.
 */
#include "table/text_views.h"

_Static_assert(sizeof(nws_text_view) == 16, "a view is 16 bytes");

/* A text of at most NWS_TEXT_INLINE bytes in its view, with zeros behind it. Without a call and
 * without a loop over its length: most texts are short and have that many bytes before the end of
 * all. */
static void put_inline(nws_text_view *view, const char *text, size_t length, size_t readable)
{
    static const unsigned char kept[2 * NWS_TEXT_INLINE] = {255, 255, 255, 255, 255, 255,
                                                            255, 255, 255, 255, 255, 255};
    const int32_t count = (int32_t)length;
    uint64_t low = 0, low_mask;
    uint32_t high = 0, high_mask;
    char *out = (char *)view;
    if (readable >= NWS_TEXT_INLINE) {
        const unsigned char *mask = kept + NWS_TEXT_INLINE - length;
        memcpy(&low, text, sizeof low);
        memcpy(&low_mask, mask, sizeof low_mask);
        memcpy(&high, text + sizeof low, sizeof high);
        memcpy(&high_mask, mask + sizeof low, sizeof high_mask);
        low &= low_mask;
        high &= high_mask;
    }
    memcpy(out, &count, sizeof count);
    memcpy(out + sizeof count, &low, sizeof low);
    memcpy(out + sizeof count + sizeof low, &high, sizeof high);
    if (readable < NWS_TEXT_INLINE && length > 0)
        memcpy(out + sizeof count, text, length);
}

void nws_text_views_make(const nws_column *column, int64_t first, int64_t count,
                         nws_text_view *views)
{
    const int64_t *offsets = (const int64_t *)(const void *)column->offsets.data + first;
    const nws_view all = nws_buffer_view(&column->data);
    for (int64_t i = 0; i < count; i++) {
        const int64_t start = offsets[i], length = offsets[i + 1] - start;
        if (length <= NWS_TEXT_INLINE) {
            put_inline(&views[i], all.data + start, (size_t)length, all.length - (size_t)start);
            continue;
        }
        views[i] = (nws_text_view){.length = (int32_t)length, .offset = (int32_t)start};
        memcpy(views[i].prefix, all.data + start, sizeof views[i].prefix);
    }
}
