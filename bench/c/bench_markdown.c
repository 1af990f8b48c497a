/* Microseconds of what Markdown costs, summed over files: best of many rounds.
 *
 *     bench_markdown [-n ROUNDS] FILE ...
 *
 * Each file's front matter is passed over. To tell: nws_markup_detect. To render: Markdown to HTML,
 * of the bodies that are Markdown. Then for all bodies, parsed and cleaned: the HTML, the text and
 * the Markdown of the tree.
 */
#include "base/bounds.h"
#include "base/file.h"
#include "clean/sanitize.h"
#include "emit/html.h"
#include "emit/markdown.h"
#include "emit/text.h"
#include "front/fence.h"
#include "markdown/markup.h"
#include "markdown/render.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef enum stage { DETECT, RENDER, HTML, TEXT, MARKDOWN, STAGES } stage;

static const char *const names[STAGES] = {"tell", "render", "html", "text", "markdown"};

typedef struct bench_state {
    nws_arena arena;
    nws_policy policy;
    nws_buffer file, scratch, rendered, out;
    double sums[STAGES];
    size_t read[STAGES], written[STAGES]; /* bytes */
} bench_state;

static double now(void)
{
    struct timespec time;
    timespec_get(&time, TIME_UTC);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static void lap(bench_state *bench, stage which, double start, size_t read, size_t written)
{
    bench->sums[which] += now() - start;
    bench->read[which] += read;
    bench->written[which] += written;
}

/* *html: the body, or what it is rendered to. */
static nws_status read_markup(bench_state *bench, nws_view body, nws_view *html)
{
    bool refused;
    double start = now();
    const nws_markup markup = nws_markup_detect(body);
    lap(bench, DETECT, start, body.length, 0);
    *html = body;
    if (markup == NWS_MARKUP_HTML)
        return NWS_OK;
    bench->rendered.length = 0;
    start = now();
    NWS_TRY(nws_markdown_render(&bench->arena, body, NWS_TEMPLATE_KEEP, NWS_LISTS_HEADING,
                                &bench->scratch, &bench->rendered, &refused));
    lap(bench, RENDER, start, body.length, bench->rendered.length);
    *html = nws_buffer_view(&bench->rendered);
    return NWS_OK;
}

static nws_status write_tree(bench_state *bench, nws_view html)
{
    static nws_status (*const writers[STAGES])(const nws_node *, nws_buffer *) = {
        [HTML] = nws_emit_html, [TEXT] = nws_emit_text, [MARKDOWN] = nws_emit_markdown};
    const nws_parse_options options = NWS_PARSE_BODY;
    const nws_clean_options clean = {.policy = &bench->policy};
    nws_document document;
    nws_audit audit;
    nws_audit_init(&audit, &bench->arena);
    NWS_TRY(nws_html_parse(&bench->arena, html, &options, &document));
    NWS_TRY(nws_sanitize_tree(&document, &clean, &audit));
    for (int i = HTML; i < STAGES; i++) {
        bench->out.length = 0;
        const double start = now();
        NWS_TRY(writers[i](document.root, &bench->out));
        lap(bench, (stage)i, start, html.length, bench->out.length);
    }
    return NWS_OK;
}

static nws_status run_file(bench_state *bench, const char *path)
{
    nws_fence fence;
    nws_view html;
    nws_error error;
    bench->file.length = 0;
    nws_arena_reset(&bench->arena);
    NWS_TRY(nws_file_read(path, NWS_MAX_BODY, &bench->file, NULL, &error));
    nws_fence_split(nws_buffer_view(&bench->file), &fence);
    NWS_TRY(read_markup(bench, fence.body, &html));
    return write_tree(bench, html);
}

int main(int count, char **arguments)
{
    bench_state bench = {.file = {.data = NULL}};
    nws_buffer *buffers[] = {&bench.file, &bench.scratch, &bench.rendered, &bench.out};
    double best[STAGES];
    int first = 1, rounds = 20;
    if (count > 3 && strcmp(arguments[1], "-n") == 0) {
        rounds = atoi(arguments[2]);
        first = 3;
    }
    nws_arena_init(&bench.arena, nws_allocator_libc());
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
        nws_buffer_init(buffers[i], nws_allocator_libc());
    nws_policy_preset(&bench.policy, NWS_PRESET_ARTICLE);
    for (int round = 0; round < rounds; round++) {
        for (int i = 0; i < STAGES; i++) {
            bench.sums[i] = 0;
            bench.read[i] = bench.written[i] = 0;
        }
        for (int i = first; i < count; i++)
            if (run_file(&bench, arguments[i]) != NWS_OK) {
                fprintf(stderr, "%s: failed\n", arguments[i]);
                return 1;
            }
        for (int i = 0; i < STAGES; i++)
            best[i] = round == 0 || bench.sums[i] < best[i] ? bench.sums[i] : best[i];
    }
    for (int i = 0; i < STAGES; i++)
        printf("%-9s %10.1f us %10zu bytes in %10zu out %6.2f ns/byte\n", names[i], best[i],
               bench.read[i], bench.written[i],
               bench.read[i] == 0 ? 0 : best[i] * 1e3 / (double)bench.read[i]);
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
        nws_buffer_free(buffers[i]);
    nws_arena_free(&bench.arena);
    return 0;
}
