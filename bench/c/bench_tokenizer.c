/* How fast the tokenizer alone is: cc -O2 -Icsrc bench/c/bench_tokenizer.c csrc/... ; then FILE...
 *
 * Each file is tokenized again and again for about a second; the best round is what counts, for the
 * others were disturbed.
 */
#define _POSIX_C_SOURCE 200809L

#include "html/builder.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static nws_view read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0)
        return NWS_VIEW_NONE;
    size_t length = (size_t)ftell(file);
    char *data = malloc(length + 1);
    rewind(file);
    if (data != NULL)
        length = fread(data, 1, length, file);
    fclose(file);
    return nws_view_of(data, length);
}

static size_t tokenize(nws_arena *arena, nws_view text)
{
    nws_tokenizer tokenizer;
    nws_token token;
    size_t tokens = 0;
    nws_tokenizer_init(&tokenizer, arena, text);
    do {
        if (nws_tokenizer_next(&tokenizer, &token) != NWS_OK)
            exit(1);
        if (token.type == NWS_TOKEN_START)
            tokenizer.content = nws_builder_content(token.tag);
        tokens++;
    } while (token.type != NWS_TOKEN_EOF);
    nws_arena_reset(arena);
    return tokens;
}

int main(int count, char **paths)
{
    nws_arena arena;
    nws_arena_init(&arena, nws_allocator_libc());
    for (int i = 1; i < count; i++) {
        nws_view text = read_file(paths[i]);
        if (text.data == NULL) {
            fprintf(stderr, "%s: cannot be read\n", paths[i]);
            return 1;
        }
        size_t tokens = tokenize(&arena, text);
        size_t rounds = 1 + ((size_t)2 << 20) / (text.length + 1);
        double best = 1e9, limit = seconds() + 1;
        while (seconds() < limit) {
            double start = seconds();
            for (size_t round = 0; round < rounds; round++)
                tokenize(&arena, text);
            double took = (seconds() - start) / (double)rounds;
            if (took < best)
                best = took;
        }
        printf("%8zu bytes %7zu tokens %10.2f us %8.0f MB/s %6.1f ns/token  %s\n", text.length,
               tokens, best * 1e6, (double)text.length / best * 1e-6, best * 1e9 / (double)tokens,
               paths[i]);
        char *data = (char *)(size_t)text.data;
        free(data);
    }
    nws_arena_free(&arena);
    return 0;
}
