/* Reads cases on standard input and prints the tree of each: what the conformance suite is run by.
 *
 * A case is a line, then as many bytes as it says: "document 12" or "fragment svg desc 12" (space
 * and name of the context element). The answer is a line with a number and that many bytes.
 */
#include "html/parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static nws_space space_of(const char *name)
{
    if (strcmp(name, "svg") == 0)
        return NWS_SPACE_SVG;
    return strcmp(name, "math") == 0 ? NWS_SPACE_MATH : NWS_SPACE_HTML;
}

static nws_status answer(nws_view text, const nws_parse_options *options)
{
    nws_arena arena;
    nws_buffer out;
    nws_document document;
    nws_arena_init(&arena, nws_allocator_libc());
    nws_buffer_init(&out, nws_allocator_libc());
    nws_status status = nws_html_parse(&arena, text, options, &document);
    if (status == NWS_OK)
        status = nws_html_dump(&document, &out);
    if (status == NWS_OK) {
        printf("%zu\n", out.length);
        fwrite(nws_buffer_view(&out).data, 1, out.length, stdout);
    }
    nws_buffer_free(&out);
    nws_arena_free(&arena);
    return status;
}

int main(void)
{
    char line[512];
    while (fgets(line, sizeof line, stdin) != NULL) {
        char space[16], name[256];
        size_t size = 0;
        nws_parse_options options = {.fragment = false};
        if (sscanf(line, "fragment %15s %255s %zu", space, name, &size) == 3) {
            nws_view context = nws_view_of(name, strlen(name));
            options = (nws_parse_options){.fragment = true,
                                          .context_space = space_of(space),
                                          .context_tag = nws_tag_find(context),
                                          .context_name = context};
        } else if (sscanf(line, "document %zu", &size) != 1) {
            return 2;
        }
        char *text = malloc(size + 1);
        if (text == NULL || fread(text, 1, size, stdin) != size)
            return 2;
        if (answer(nws_view_of(text, size), &options) != NWS_OK)
            return 1;
        free(text);
    }
    return 0;
}
