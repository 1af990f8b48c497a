/* How fast text becomes a tree: microseconds and bytes a second for files by path.
 *
 * "bench_tree [-j] FILE..." reads each file as the body of a post; a front matter between two lines
 * of three dashes is left out. With -j all files together are one job, and the one line says what
 * reading them in turn takes. Medians over runs, so that one interruption does not count.
 */
#define _POSIX_C_SOURCE 199309L

#include "html/parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { RUNS = 41 };

static double now(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + (double)at.tv_nsec * 1e-9;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static char *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0)
        return NULL;
    long length = ftell(file);
    rewind(file);
    char *text = malloc((size_t)length + 1);
    if (text != NULL)
        *size = fread(text, 1, (size_t)length, file);
    fclose(file);
    if (text != NULL)
        text[*size] = '\0';
    return text;
}

static nws_view body_of(const char *text, size_t size)
{
    const char *open = strstr(text, "---\n");
    const char *close = open == NULL ? NULL : strstr(open + 4, "\n---\n");
    if (close == NULL || open - text > 8)
        return nws_view_of(text, size);
    return nws_view_of(close + 5, size - (size_t)(close + 5 - text));
}

/* Seconds for parsing all bodies in turn: the median of runs of as many rounds as take about ten
 * milliseconds. */
static double measure(const nws_view *bodies, size_t count, size_t bytes)
{
    nws_arena arena;
    nws_document document;
    nws_parse_options options = NWS_PARSE_BODY;
    double taken[RUNS];
    size_t rounds = 1 + ((size_t)2 << 20) / (bytes + 1);
    nws_arena_init(&arena, nws_allocator_pages());
    for (int run = 0; run < RUNS; run++) {
        double start = now();
        for (size_t i = 0; i < rounds * count; i++) {
            nws_arena_reset(&arena);
            if (nws_html_parse(&arena, bodies[i % count], &options, &document) != NWS_OK)
                exit(1);
        }
        taken[run] = (now() - start) / (double)rounds;
    }
    nws_arena_free(&arena);
    qsort(taken, RUNS, sizeof taken[0], compare);
    return taken[RUNS / 2];
}

static void report(const nws_view *bodies, size_t count, const char *name)
{
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++)
        bytes += bodies[i].length;
    double seconds = measure(bodies, count, bytes);
    printf("%10.2f us %8.0f MB/s %9zu bytes  %s\n", seconds * 1e6, (double)bytes / seconds / 1e6,
           bytes, name);
}

int main(int count, char **words)
{
    bool job = count > 1 && strcmp(words[1], "-j") == 0;
    char **paths = words + (job ? 2 : 1);
    size_t files = (size_t)(count - (job ? 2 : 1));
    char **texts = calloc(files + 1, sizeof *texts);
    nws_view *bodies = calloc(files + 1, sizeof *bodies);
    if (texts == NULL || bodies == NULL)
        return 2;
    for (size_t i = 0; i < files; i++) {
        size_t size = 0;
        texts[i] = read_file(paths[i], &size);
        if (texts[i] == NULL)
            return 2;
        bodies[i] = body_of(texts[i], size);
    }
    if (job)
        report(bodies, files, "all");
    for (size_t i = 0; i < files; i++) {
        if (!job)
            report(&bodies[i], 1, paths[i]);
        free(texts[i]);
    }
    free(bodies);
    free(texts);
    return 0;
}
