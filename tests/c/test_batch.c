/* A run of files: every source is a row, in order, whatever becomes of it. */
#define _POSIX_C_SOURCE 200809L

#include "harness.h"

#include "base/file.h"
#include "table/batch.h"
#include "table/schema.h"

#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

static const char first_post[] = "\n---\ntitle: One\ndate: 2021-07-19\ntags: [a, b]\n---\n"
                                 "<p onclick=\"x()\">text <a href=\"https://example.org/\">link</a>"
                                 "</p><img src=\"/a.jpg\" alt=\"A\">\n";
static const char second_post[] = "<p>no header\xFF</p>";

/* A folder of test files, its paths and its sources. */
typedef struct folder {
    char root[64];
    char post[128], missing[128], large[128], empty[128];
} folder;

enum { SOURCES = 10, LARGE = 70000 };

static void write_file(const char *path, const char *data, size_t length)
{
    FILE *file = fopen(path, "wb");
    CHECK(file != NULL && fwrite(data, 1, length, file) == length && fclose(file) == 0);
}

static void make_folder(folder *made)
{
    static char large[LARGE];
    memset(large, 'x', sizeof large);
    snprintf(made->root, sizeof made->root, "/tmp/nws_batch_XXXXXX");
    CHECK(mkdtemp(made->root) != NULL);
    snprintf(made->post, sizeof made->post, "%s/post.md", made->root);
    snprintf(made->missing, sizeof made->missing, "%s/missing.md", made->root);
    snprintf(made->large, sizeof made->large, "%s/large.md", made->root);
    snprintf(made->empty, sizeof made->empty, "%s/empty.md", made->root);
    write_file(made->post, first_post, sizeof first_post - 1);
    write_file(made->large, large, sizeof large);
    write_file(made->empty, "", 0);
}

static void remove_folder(const folder *made)
{
    CHECK(unlink(made->post) == 0 && unlink(made->large) == 0 && unlink(made->empty) == 0);
    CHECK(rmdir(made->root) == 0);
}

static void list_sources(const folder *from, nws_source sources[SOURCES])
{
    sources[0] = (nws_source){.path = from->post, .name = NWS_VIEW("post.md")};
    sources[1] = (nws_source){.path = from->missing, .name = NWS_VIEW("missing.md")};
    sources[2] = (nws_source){.path = from->root, .name = NWS_VIEW("folder")};
    sources[3] = (nws_source){.path = from->large, .name = NWS_VIEW("large.md")};
    sources[4] = (nws_source){.path = from->empty, .name = NWS_VIEW("empty.md")};
    sources[5] = (nws_source){.data = nws_view_of(second_post, sizeof second_post - 1)};
    sources[6] = (nws_source){.is_missing = true, .name = NWS_VIEW("id 6")};
    sources[7] = (nws_source){.data = NWS_VIEW("a \xEF\xBF\xBD b"),
                              .is_text = true,
                              .surrogates = 1,
                              .first_surrogate = 2};
    sources[8] = (nws_source){.path = from->post};
    sources[9] = (nws_source){.name = NWS_VIEW("a.zip!/b.md"),
                              .failure = NWS_VIEW("encrypted: no password")};
}

static nws_options make_options(nws_policy *policy)
{
    nws_policy_preset(policy, NWS_PRESET_ARTICLE);
    nws_options options = {.policy = policy, .zone = NWS_ZONE_UTC, .limits = NWS_LIMITS_DEFAULT};
    options.limits.body = LARGE / 5; /* four times this and the header's limit: refused unread */
    options.limits.front = 1000;
    return options;
}

/* The row against an article made of the same source by itself. */
static void check_article(const nws_columns *columns, int64_t row, const nws_source *source,
                          nws_view data, const nws_options *options)
{
    const nws_allocator *libc = nws_allocator_libc();
    nws_workspace workspace;
    nws_article article;
    nws_error error;
    nws_record *fresh = NULL, *stored = NULL;
    nws_workspace_init(&workspace, libc);
    CHECK(nws_columns_ok(columns, row) && nws_columns_failure(columns, row).data == NULL);
    if (source->is_text) {
        CHECK(nws_article_read(&workspace, data, options, &article, &error) == NWS_OK);
        CHECK(nws_article_surrogates(&article, source->surrogates, source->first_surrogate) ==
              NWS_OK);
    } else {
        CHECK(nws_article_make(&workspace, data, options, &article, &error) == NWS_OK);
    }
    CHECK(nws_record_pack(libc, source->name, &article, false, &fresh) == NWS_OK);
    CHECK(nws_columns_record(columns, row, libc, &stored) == NWS_OK);
    CHECK(nws_view_equal(nws_record_bytes(stored), nws_record_bytes(fresh)));
    nws_record_free(libc, fresh);
    nws_record_free(libc, stored);
    nws_workspace_free(&workspace);
}

static void check_failure(const nws_columns *columns, int64_t row, const nws_source *source,
                          nws_view code)
{
    const nws_view failure = nws_columns_failure(columns, row);
    CHECK(!nws_columns_ok(columns, row));
    CHECK(nws_view_starts(failure, code) && failure.length > code.length + 2);
    CHECK(nws_view_equal(nws_view_slice(failure, code.length, 2), NWS_VIEW(": ")));
    CHECK(nws_view_equal(nws_columns_path(columns, row), source->name));
}

static void check_rows(const nws_columns *columns, const nws_source sources[SOURCES],
                       const nws_options *options)
{
    const nws_view post = nws_view_of(first_post, sizeof first_post - 1);
    check_article(columns, 0, &sources[0], post, options);
    check_failure(columns, 1, &sources[1], NWS_VIEW("not_found"));
    check_failure(columns, 2, &sources[2], NWS_VIEW("is_directory"));
    check_failure(columns, 3, &sources[3], NWS_VIEW("too_large"));
    check_article(columns, 4, &sources[4], NWS_VIEW(""), options);
    check_article(columns, 5, &sources[5], sources[5].data, options);
    check_failure(columns, 6, &sources[6], NWS_VIEW("null"));
    check_article(columns, 7, &sources[7], sources[7].data, options);
    check_article(columns, 8, &sources[8], post, options);
    CHECK(nws_columns_path(columns, 8).data == NULL);
    check_failure(columns, 9, &sources[9], NWS_VIEW("encrypted"));
    CHECK(nws_columns_stamp(columns, 0) == nws_file_stamp(sources[0].path));
    CHECK(nws_columns_stamp(columns, 1) == 0 && nws_columns_stamp(columns, 5) == 0);
}

/* What one run needs; memory counts all of it. */
typedef struct run {
    harness_memory memory;
    nws_allocator allocator;
    nws_workspace workspace;
    nws_buffer file;
    nws_columns *columns;
    nws_progress progress;
} run;

static void start_run(run *made)
{
    made->memory = (harness_memory){0};
    made->allocator = harness_allocator(&made->memory);
    nws_workspace_init(&made->workspace, &made->allocator);
    nws_buffer_init(&made->file, &made->allocator);
    made->columns = nws_columns_new(&made->allocator, NULL);
    atomic_init(&made->progress.files, 0);
    atomic_init(&made->progress.bytes, 0);
    atomic_init(&made->progress.failures, 0);
    atomic_init(&made->progress.stop, false);
}

static void end_run(run *made)
{
    nws_workspace_free(&made->workspace);
    nws_buffer_free(&made->file);
    nws_columns_release(made->columns);
    CHECK(made->memory.live == 0);
}

static nws_status do_run(run *made, const nws_source *sources, size_t count,
                         const nws_options *options)
{
    return nws_batch_run(&made->workspace, &made->file, sources, count, options, &made->progress,
                         made->columns);
}

static void test_rows(const nws_source sources[SOURCES], const nws_options *options)
{
    run made;
    start_run(&made);
    CHECK(do_run(&made, sources, SOURCES, options) == NWS_OK);
    CHECK(nws_columns_rows(made.columns) == SOURCES);
    CHECK(atomic_load(&made.progress.files) == SOURCES);
    CHECK(atomic_load(&made.progress.failures) == 5);
    CHECK(atomic_load(&made.progress.bytes) ==
          2 * (sizeof first_post - 1) + sizeof second_post - 1 + sources[7].data.length);
    check_rows(made.columns, sources, options);
    nws_columns *sealed = NULL;
    CHECK(nws_columns_seal(made.columns, &made.allocator, &sealed) == NWS_OK);
    check_rows(sealed, sources, options);
    nws_columns_release(sealed);
    end_run(&made);
}

/* The cover of an article is resolved; a source's own base URL goes before that of the options. */
static void test_bases(const nws_options *options)
{
    const nws_view post = NWS_VIEW("---\ncover: c.png\n---\n");
    const nws_source sources[] = {
        {.data = post, .base_url = NWS_VIEW("https://own.example/")},
        {.data = post},
        {.data = post, .name = NWS_VIEW("a.html"), .base_url = NWS_VIEW("https://own.example/d/")}};
    static const char *const covers[] = {"https://own.example/c.png", "https://all.example/c.png",
                                         "https://own.example/d/c.png"};
    nws_options based = *options;
    based.base_url = NWS_VIEW("https://all.example/");
    run made;
    start_run(&made);
    CHECK(do_run(&made, sources, 3, &based) == NWS_OK);
    for (int i = 0; i < 3; i++)
        CHECK_TEXT(nws_columns_cell(made.columns, i, NWS_ARTICLES_COVER).text, covers[i]);
    end_run(&made);
}

static void test_stop(const nws_source sources[SOURCES], const nws_options *options)
{
    run made;
    start_run(&made);
    CHECK(do_run(&made, sources, 2, options) == NWS_OK);
    atomic_store(&made.progress.stop, true);
    CHECK(do_run(&made, sources + 2, 3, options) == NWS_E_STOP);
    CHECK(nws_columns_rows(made.columns) == 2 && atomic_load(&made.progress.files) == 2);
    end_run(&made);
}

/* Out of memory at any point: the rows so far stand, and the rest can follow. */
static void test_memory(const nws_source sources[SOURCES], const nws_options *options)
{
    unsigned failures = 0;
    for (size_t step = 1;; step++) {
        run made;
        start_run(&made);
        made.memory.fail_at = made.memory.calls + step;
        const nws_status status = do_run(&made, sources, SOURCES, options);
        const size_t rows = (size_t)nws_columns_rows(made.columns);
        CHECK(atomic_load(&made.progress.files) == rows);
        if (status != NWS_OK) {
            failures++;
            CHECK(status == NWS_E_MEMORY && rows < SOURCES);
            made.memory.fail_at = 0;
            CHECK(do_run(&made, sources + rows, SOURCES - rows, options) == NWS_OK);
        }
        check_rows(made.columns, sources, options);
        end_run(&made);
        if (status == NWS_OK)
            break;
    }
    CHECK(failures > 20);
}

static void test_describe(void)
{
    nws_buffer out;
    nws_error error;
    nws_buffer_init(&out, nws_allocator_libc());
    (void)nws_error_set(&error, NWS_E_IO, "not_found", "there is no such file", 0);
    CHECK(nws_batch_describe(&error, &out) == NWS_OK);
    CHECK_TEXT(nws_buffer_view(&out), "not_found: there is no such file");
    out.length = 0;
    (void)nws_error_set(&error, NWS_E_SYNTAX, NULL, NULL, 0);
    CHECK(nws_batch_describe(&error, &out) == NWS_OK);
    CHECK_TEXT(nws_buffer_view(&out), "syntax");
    nws_buffer_free(&out);
}

int main(void)
{
    folder files;
    nws_source sources[SOURCES];
    nws_policy policy;
    const nws_options options = make_options(&policy);
    make_folder(&files);
    list_sources(&files, sources);
    test_describe();
    test_rows(sources, &options);
    test_bases(&options);
    test_stop(sources, &options);
    test_memory(sources, &options);
    remove_folder(&files);
    return harness_report();
}
