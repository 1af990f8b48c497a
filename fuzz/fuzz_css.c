/* Values of style attributes: what stays is in normal form, and stays when it is cleaned again. */
#include "base/utf8.h"
#include "clean/css.h"
#include "target.h"

static nws_status count(void *context, nws_css_loss loss, nws_view declaration)
{
    (void)loss;
    PROMISE(declaration.length > 0);
    ++*(size_t *)context;
    return NWS_OK;
}

/* Nothing that means something to HTML, or to CSS outside of names, numbers and lists. */
static void check_form(nws_view out)
{
    for (size_t i = 0; i < out.length; i++) {
        const unsigned char byte = (unsigned char)out.data[i];
        PROMISE(byte >= 0x80 || nws_is_alpha(byte) || nws_is_digit(byte) ||
                (byte != 0 && strchr(" #%'(),-.:;_", byte) != NULL));
    }
    PROMISE(nws_utf8_valid(out) == out.length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const nws_view value = nws_view_of((const char *)data + 1, size - 1);
    if (nws_utf8_valid(value) != value.length || memchr(value.data, '\0', value.length) != NULL)
        return 0;
    const nws_css_set allowed = (data[0] & 1) != 0 ? nws_css_typography() : nws_css_everything();
    size_t lost = 0;
    const nws_css_listener listener = {count, &lost};
    nws_arena arena;
    nws_arena_init(&arena, nws_allocator_libc());
    nws_view out, again;
    PROMISE(nws_css_clean(&arena, &allowed, value, &listener, &out) == NWS_OK);
    PROMISE(lost <= value.length);
    check_form(out);
    lost = 0;
    PROMISE(nws_css_clean(&arena, &allowed, out, &listener, &again) == NWS_OK);
    PROMISE(lost == 0 && again.data == out.data && again.length == out.length);
    nws_arena_free(&arena);
    return 0;
}
