/* The fence: header and body are slices of the text, in order, and nothing of the body is lost. */
#include "front/fence.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    nws_view text = nws_view_of((const char *)data, size);
    nws_fence fence;
    nws_fence_split(text, &fence);
    PROMISE(fence.body.data >= text.data &&
            fence.body.data + fence.body.length == text.data + size);
    if (fence.front.data != NULL && fence.flaw == NWS_FENCE_SOUND) {
        PROMISE(fence.front.data >= text.data);
        PROMISE(fence.front.data + fence.front.length <= fence.body.data);
    }
    PROMISE(fence.open <= size);
    return 0;
}
