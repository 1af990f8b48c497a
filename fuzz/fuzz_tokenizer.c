/* The tokenizer: it ends, tokens move forward, and their texts are valid UTF-8. The first byte
 * picks the state to begin in. */
#include "base/utf8.h"
#include "html/tokenizer.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    nws_view text = nws_view_of((const char *)data + 1, size - 1);
    if (nws_utf8_valid(text) != text.length)
        return 0;
    nws_arena arena;
    nws_arena_init(&arena, nws_allocator_libc());
    nws_tokenizer tokenizer;
    nws_tokenizer_init(&tokenizer, &arena, text);
    tokenizer.content = (nws_content)(data[0] % 5);
    tokenizer.foreign = (data[0] & 0x40) != 0;
    tokenizer.last_start = NWS_VIEW("script");
    nws_token token;
    size_t count = 0;
    uint32_t last = 0;
    do {
        PROMISE(nws_tokenizer_next(&tokenizer, &token) == NWS_OK);
        PROMISE(token.start >= last && token.end >= token.start && token.end <= text.length);
        last = token.start;
        if (token.type == NWS_TOKEN_TEXT) /* only the fields of its type are valid */
            PROMISE(token.text.length > 0 && nws_utf8_valid(token.text) == token.text.length);
        for (uint32_t i = 0; token.type == NWS_TOKEN_START && i < token.attribute_count; i++) {
            nws_token_attr attribute = token.attributes[i];
            PROMISE(nws_utf8_valid(attribute.value) == attribute.value.length);
            PROMISE(attribute.name.length > 0);
        }
        PROMISE(++count <= 2 * size + 16);
    } while (token.type != NWS_TOKEN_EOF);
    nws_arena_free(&arena);
    return 0;
}
