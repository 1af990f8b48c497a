/* How long one file takes, stage by stage: bench_article FILE [ROUNDS].
 *
 * The stages are called as article.c calls them, with a clock between; the whole is timed by itself
 * through nws_article_make. Each figure is the best of the rounds, in microseconds.
 */
#include "article/article.h"
#include "article/counts.h"
#include "article/record.h"
#include "base/file.h"
#include "emit/html.h"
#include "front/yaml.h"
#include "html/encoding.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* name of the stage, what it is told by */
#define STAGES(X)                                                                                  \
    X(DECODE, "decode")                                                                            \
    X(FENCE, "fence")                                                                              \
    X(YAML, "yaml")                                                                                \
    X(FIELDS, "fields")                                                                            \
    X(METADATA, "metadata json")                                                                   \
    X(PARSE, "parse")                                                                              \
    X(SANITIZE, "sanitize")                                                                        \
    X(HTML, "emit html")                                                                           \
    X(TEXT, "emit text")                                                                           \
    X(MEDIA, "emit media")                                                                         \
    X(COUNTS, "counts, fingerprints")

typedef enum stage {
#define STAGE_ENUM(name, text) STAGE_##name,
    STAGES(STAGE_ENUM)
#undef STAGE_ENUM
        STAGE_COUNT
} stage;

static const char *const stage_names[] = {
#define STAGE_NAME(name, text) text,
    STAGES(STAGE_NAME)
#undef STAGE_NAME
};

enum { BATCH = 20 };

static double microseconds(void)
{
    struct timespec now;
    timespec_get(&now, TIME_UTC);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void check(nws_status status, const char *what)
{
    if (status == NWS_OK)
        return;
    fprintf(stderr, "%s: failed (%d)\n", what, (int)status);
    exit(1);
}

/* Adds the time since *last to the stage's sum. */
static void lap(double sums[STAGE_COUNT], stage which, double *last)
{
    const double now = microseconds();
    sums[which] += now - *last;
    *last = now;
}

static void clear(nws_workspace *workspace)
{
    nws_arena_reset(&workspace->arena);
    workspace->decoded.length = 0;
    workspace->html.length = 0;
    workspace->text.length = 0;
    workspace->metadata.length = 0;
}

static void front_stages(nws_workspace *workspace, nws_view data, const nws_options *options,
                         nws_article *article, double sums[STAGE_COUNT], double *last)
{
    nws_decoded decoded;
    nws_fence fence;
    check(nws_encoding_detect(data, options->encoding, &workspace->decoded, &decoded), "decode");
    lap(sums, STAGE_DECODE, last);
    nws_fence_split(decoded.text, &fence);
    article->body = fence.body;
    lap(sums, STAGE_FENCE, last);
    article->values = (nws_value){.kind = NWS_VALUE_MAP};
    if (fence.format == NWS_FORMAT_YAML) {
        const nws_yaml_options yaml = {.limits = &options->limits};
        check(nws_yaml_read(&workspace->arena, fence.front, &yaml, &article->diagnostics,
                            &article->values, NULL),
              "yaml");
    }
    lap(sums, STAGE_YAML, last);
    check(nws_fields_read(&workspace->arena, &article->values, options->dialect, &options->zone,
                          &article->diagnostics, &article->fields),
          "fields");
    lap(sums, STAGE_FIELDS, last);
    check(nws_value_json(&article->values, &workspace->metadata), "metadata");
    lap(sums, STAGE_METADATA, last);
}

static void body_stages(nws_workspace *workspace, const nws_options *options, nws_article *article,
                        double sums[STAGE_COUNT], double *last)
{
    const nws_parse_options context = NWS_PARSE_BODY;
    const nws_clean_options clean = {.policy = options->policy};
    nws_marks marks = {.arena = &workspace->arena};
    nws_document document;
    check(nws_html_parse(&workspace->arena, article->body, &context, &document), "parse");
    lap(sums, STAGE_PARSE, last);
    check(nws_sanitize_tree(&document, &clean, &article->audit), "sanitize");
    lap(sums, STAGE_SANITIZE, last);
    check(nws_emit_html(document.root, &workspace->html), "html");
    lap(sums, STAGE_HTML, last);
    check(nws_emit_marked(document.root, &workspace->text, &marks), "text");
    lap(sums, STAGE_TEXT, last);
    check(nws_emit_media(&workspace->arena, &marks, nws_buffer_view(&workspace->text),
                         NWS_VIEW_NONE, &article->media),
          "media");
    lap(sums, STAGE_MEDIA, last);
    check(nws_counts_measure(nws_buffer_view(&workspace->text), &workspace->scratch,
                             &article->counts, &article->digest, &article->simhash),
          "counts");
    lap(sums, STAGE_COUNTS, last);
}

static void time_stages(nws_workspace *workspace, nws_view data, const nws_options *options,
                        double best[STAGE_COUNT])
{
    double sums[STAGE_COUNT] = {0};
    for (int i = 0; i < BATCH; i++) {
        nws_article article = {.bytes = data.length};
        clear(workspace);
        nws_diagnostics_init(&article.diagnostics, &workspace->arena, NWS_MAX_DIAGNOSTICS);
        nws_audit_init(&article.audit, &workspace->arena);
        double last = microseconds();
        front_stages(workspace, data, options, &article, sums, &last);
        body_stages(workspace, options, &article, sums, &last);
    }
    for (int i = 0; i < STAGE_COUNT; i++)
        if (sums[i] / (double)BATCH < best[i])
            best[i] = sums[i] / (double)BATCH;
}

static double time_whole(nws_workspace *workspace, nws_view data, const nws_options *options,
                         nws_article *article)
{
    const double start = microseconds();
    for (int i = 0; i < BATCH; i++)
        check(nws_article_make(workspace, data, options, article, NULL), "article");
    return (microseconds() - start) / (double)BATCH;
}

static double time_pack(const nws_article *article)
{
    const double start = microseconds();
    for (int i = 0; i < BATCH; i++) {
        nws_record *record = NULL;
        check(nws_record_pack(nws_allocator_libc(), NWS_VIEW_NONE, article, true, &record), "pack");
        nws_record_free(nws_allocator_libc(), record);
    }
    return (microseconds() - start) / (double)BATCH;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: bench_article FILE [ROUNDS]\n");
        return 2;
    }
    const int rounds = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 200;
    nws_buffer file;
    nws_error error = {.code = NULL};
    nws_buffer_init(&file, nws_allocator_libc());
    if (nws_file_read(argv[1], NWS_MAX_BODY, &file, NULL, &error) != NWS_OK) {
        fprintf(stderr, "%s: %s\n", argv[1], error.code);
        return 1;
    }
    static nws_policy policy;
    nws_policy_preset(&policy, NWS_PRESET_ARTICLE);
    const nws_options options = {
        .policy = &policy, .zone = NWS_ZONE_UTC, .limits = (nws_limits)NWS_LIMITS_DEFAULT};

    nws_workspace workspace;
    nws_article article;
    double best[STAGE_COUNT], whole = 1e12, packed = 1e12, sum = 0;
    for (int i = 0; i < STAGE_COUNT; i++)
        best[i] = 1e12;
    nws_workspace_init(&workspace, nws_allocator_libc());
    const nws_view data = nws_buffer_view(&file);
    for (int round = 0; round < rounds; round++) {
        time_stages(&workspace, data, &options, best);
        const double made = time_whole(&workspace, data, &options, &article);
        const double pack = time_pack(&article);
        whole = made < whole ? made : whole;
        packed = pack < packed ? pack : packed;
    }
    for (int i = 0; i < STAGE_COUNT; i++) {
        printf("%-22s %8.2f us\n", stage_names[i], best[i]);
        sum += best[i];
    }
    printf("%-22s %8.2f us\n%-22s %8.2f us, %.0f articles/s, %.0f MB/s\n%-22s %8.2f us\n",
           "sum of stages", sum, "whole article", whole, 1e6 / whole, (double)data.length / whole,
           "record packed", packed);
    nws_workspace_free(&workspace);
    nws_buffer_free(&file);
    return 0;
}
