/* A program for suites that are driven from Python: values of style attributes in, cleaned out.
 *
 * Reads from standard input, as often as there is more, a length in decimal digits, a newline and
 * so many bytes of UTF-8. Answers with the number of declarations that were refused, a blank, the
 * length of what stays, a newline, and what stays. Every property is allowed.
 */
#include "clean/css.h"

#include <stdio.h>
#include <stdlib.h>

static nws_status count(void *context, nws_css_loss loss, nws_view declaration)
{
    (void)declaration;
    *(unsigned *)context += loss == NWS_CSS_REFUSED;
    return NWS_OK;
}

static bool answer(nws_arena *arena, char *value, size_t length)
{
    const nws_css_set everything = nws_css_everything();
    unsigned refused = 0;
    const nws_css_listener listener = {count, &refused};
    nws_view out;
    if (fread(value, 1, length, stdin) != length ||
        nws_css_clean(arena, &everything, nws_view_of(value, length), &listener, &out) != NWS_OK)
        return false;
    printf("%u %zu\n", refused, out.length);
    fwrite(out.data, 1, out.length, stdout);
    nws_arena_reset(arena);
    return true;
}

int main(void)
{
    nws_arena arena;
    nws_arena_init(&arena, nws_allocator_libc());
    size_t length;
    bool fine = true;
    while (fine && scanf("%zu", &length) == 1 && getchar() == '\n') {
        char *value = malloc(length + 1);
        fine = value != NULL && answer(&arena, value, length);
        free(value);
    }
    nws_arena_free(&arena);
    return fine ? 0 : 1;
}
