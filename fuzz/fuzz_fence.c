/* The fence: header and body are slices of the text, in order, and nothing of the body is lost. */
#include "front/fence.h"
#include "target.h"

static void check(nws_view text, const nws_fence *fence)
{
    PROMISE(fence->body.data >= text.data &&
            fence->body.data + fence->body.length == text.data + text.length);
    if (fence->front.data != NULL && fence->flaw == NWS_FENCE_SOUND) {
        PROMISE(fence->front.data >= text.data);
        PROMISE(fence->front.data + fence->front.length <= fence->body.data);
    }
    PROMISE(fence->open <= text.length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    nws_view text = nws_view_of((const char *)data, size);
    nws_fence fence;
    for (int dialect = 0; dialect < NWS_DIALECT_COUNT; dialect++) {
        nws_fence_split_as(text, (nws_dialect)dialect, &fence);
        check(text, &fence);
    }
    if (nws_fence_again(fence.body, &fence))
        PROMISE(fence.front.data != NULL);
    PROMISE(nws_fence_wide_colon(text) <= size);
    return 0;
}
