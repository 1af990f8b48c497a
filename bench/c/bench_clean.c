/* Microseconds of cleaning and writing one document, by stage: best of many runs.
 *
 *     bench_clean FILE [runs]
 *
 * FILE is a post; what stands before the second line "---" is skipped. Parsing has to come before
 * each run, for cleaning changes the tree, and is not in the figures of the other stages.
 */
#include "clean/sanitize.h"
#include "emit/html.h"
#include "emit/media.h"
#include "emit/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { STAGES = 5 };

typedef struct bench_state {
    nws_arena arena;
    nws_policy policy;
    nws_buffer html;
    nws_buffer text;
    double best[STAGES];
} bench_state;

static double now(void)
{
    struct timespec time;
    timespec_get(&time, TIME_UTC);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static nws_status run(bench_state *bench, nws_view body)
{
    const nws_parse_options options = NWS_PARSE_BODY;
    const nws_clean_options clean = {.policy = &bench->policy};
    nws_document document;
    nws_audit audit;
    nws_media media;
    nws_arena_reset(&bench->arena);
    bench->html.length = bench->text.length = 0;
    nws_marks marks = {.arena = &bench->arena};
    double at[STAGES + 1];
    at[0] = now();
    NWS_TRY(nws_html_parse(&bench->arena, body, &options, &document));
    at[1] = now();
    nws_audit_init(&audit, &bench->arena);
    NWS_TRY(nws_sanitize_tree(&document, &clean, &audit));
    at[2] = now();
    NWS_TRY(nws_emit_html(document.root, &bench->html));
    at[3] = now();
    NWS_TRY(nws_emit_marked(document.root, &bench->text, &marks));
    at[4] = now();
    NWS_TRY(
        nws_emit_media(&bench->arena, &marks, nws_buffer_view(&bench->text), NWS_VIEW(""), &media));
    at[5] = now();
    for (int i = 0; i < STAGES; i++)
        if (at[i + 1] - at[i] < bench->best[i])
            bench->best[i] = at[i + 1] - at[i];
    return NWS_OK;
}

static nws_view read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return NWS_VIEW_NONE;
    size_t length = 0, capacity = 1 << 16, got;
    char *data = malloc(capacity);
    while (data != NULL && (got = fread(data + length, 1, capacity - length, file)) > 0) {
        length += got;
        if (length == capacity)
            data = realloc(data, capacity *= 2);
    }
    fclose(file);
    return nws_view_of(data, length);
}

static nws_view body_of(nws_view file)
{
    size_t fences = 0;
    for (size_t i = 0; i + 4 < file.length && fences < 2; i++)
        if (memcmp(file.data + i, "\n---", 4) == 0 && ++fences == 2)
            return nws_view_slice(file, i + 5, file.length);
    return file;
}

int main(int count, char **arguments)
{
    static const char *const names[STAGES] = {"parse", "sanitize", "html", "text", "media"};
    nws_view file = count > 1 ? read_file(arguments[1]) : NWS_VIEW_NONE;
    if (file.data == NULL)
        return 2;
    const int runs = count > 2 ? atoi(arguments[2]) : 2000;
    bench_state bench;
    nws_arena_init(&bench.arena, nws_allocator_libc());
    nws_buffer_init(&bench.html, nws_allocator_libc());
    nws_buffer_init(&bench.text, nws_allocator_libc());
    nws_policy_preset(&bench.policy, NWS_PRESET_ARTICLE);
    for (int i = 0; i < STAGES; i++)
        bench.best[i] = 1e12;
    for (int i = 0; i < runs; i++)
        if (run(&bench, body_of(file)) != NWS_OK)
            return 1;
    for (int i = 0; i < STAGES; i++)
        printf("%-9s %9.2f us\n", names[i], bench.best[i]);
    printf("html %zu bytes, text %zu bytes\n", bench.html.length, bench.text.length);
    nws_buffer_free(&bench.html);
    nws_buffer_free(&bench.text);
    nws_arena_free(&bench.arena);
    free((void *)(uintptr_t)file.data);
    return 0;
}
