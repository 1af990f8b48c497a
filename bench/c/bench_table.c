/* The table alone: rows appended, records rebuilt and batches exported a second, and memory held.
 *
 * The article is made by hand, as large as a real post of the kind that ARCHITECTURE.md measures
 * with: 13 kB of HTML, 8 kB of text, ten images.
 */
#define _POSIX_C_SOURCE 200809L

#include "table/arrow.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { HTML = 13000, TEXT = 8000, METADATA = 600, IMAGES = 10, LINKS = 5, REMOVALS = 12 };
enum { ROWS = 2000, ROUNDS = 15 };

static double now(void)
{
    struct timespec at;
    (void)clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + (double)at.tv_nsec * 1e-9;
}

typedef struct sample {
    char bytes[HTML];
    nws_view names[2];
    nws_image images[IMAGES];
    nws_link links[LINKS];
    nws_removal removals[REMOVALS];
    nws_article article;
} sample;

static void make_sample(sample *made)
{
    const nws_view address = NWS_VIEW("https://example.org/wp-content/uploads/2021/07/photo-of-a-"
                                      "place-that-has-a-long-name-1024x768.jpg");
    memset(made->bytes, 'x', sizeof made->bytes);
    made->names[0] = NWS_VIEW("first");
    made->names[1] = NWS_VIEW("second");
    for (int i = 0; i < IMAGES; i++)
        made->images[i] = (nws_image){.src = address,
                                      .displayed_src = address,
                                      .alt = NWS_VIEW("a photo"),
                                      .source = "data-original",
                                      .width = 1024,
                                      .height = 768};
    for (int i = 0; i < LINKS; i++)
        made->links[i] = (nws_link){.href = address, .text = NWS_VIEW("a link"), .external = true};
    for (int i = 0; i < REMOVALS; i++)
        made->removals[i] = (nws_removal){.rule = (uint8_t)(i % NWS_RULE_COUNT),
                                          .count = 1,
                                          .tag = NWS_VIEW("p"),
                                          .attribute = NWS_VIEW("onclick"),
                                          .value = NWS_VIEW("open_it(this)")};
    made->article = (nws_article){
        .format = NWS_FORMAT_YAML,
        .encoding = "UTF-8",
        .metadata = nws_view_of(made->bytes, METADATA),
        .html = nws_view_of(made->bytes, HTML),
        .text = nws_view_of(made->bytes, TEXT),
        .media = {made->images, made->links, IMAGES, LINKS},
        .bytes = HTML,
    };
    made->article.audit.rows = made->removals;
    made->article.audit.count = made->article.audit.total = REMOVALS;
    made->article.fields = (nws_fields){
        .title = NWS_VIEW("A title of usual length, in words"),
        .date_text = NWS_VIEW("Mon, 19 Jul 2021 18:22:00 GMT"),
        .date_source = "date",
        .cover = address,
        .has_date = true,
        .authors = {made->names, 1},
        .categories = {made->names, 2},
        .tags = {made->names, 2},
    };
}

/* rows rows through columns, sealed; NULL: no memory. */
static nws_columns *fill(const sample *from, nws_columns *columns, int rows)
{
    const nws_row row = {.path = NWS_VIEW("posts/2021/a-post.md"), .article = &from->article};
    nws_columns *sealed;
    for (int i = 0; i < rows; i++)
        if (nws_columns_append(columns, &row) != NWS_OK)
            return NULL;
    return nws_columns_seal(columns, nws_allocator_pages(), &sealed) == NWS_OK ? sealed : NULL;
}

/* Microseconds a row of the best round, in columns of so many rows each. */
static double time_append(const sample *from, nws_columns *columns, int rows)
{
    double best = 1e9;
    for (int round = 0; round < ROUNDS; round++) {
        const double start = now();
        for (int done = 0; done < ROWS; done += rows) {
            nws_columns *sealed = fill(from, columns, rows);
            if (sealed == NULL)
                return -1;
            nws_columns_release(sealed);
        }
        const double took = now() - start;
        best = took < best ? took : best;
    }
    return best / (double)ROWS * 1e6;
}

static double time_copy(const sample *from)
{
    static char into[HTML + TEXT + METADATA];
    double best = 1e9;
    for (int round = 0; round < ROUNDS; round++) {
        const double start = now();
        for (int i = 0; i < ROWS; i++) {
            memcpy(into, from->bytes, HTML);
            memcpy(into + HTML, from->bytes, TEXT);
            memcpy(into + HTML + TEXT, from->bytes, METADATA);
            __asm__ volatile("" : : "r"(into) : "memory");
        }
        const double took = now() - start;
        best = took < best ? took : best;
    }
    return best / (double)ROWS * 1e6;
}

static double time_record(const nws_columns *columns)
{
    const double start = now();
    for (int64_t i = 0; i < nws_columns_rows(columns); i++) {
        nws_record *record;
        if (nws_columns_record(columns, i, nws_allocator_libc(), &record) != NWS_OK)
            return -1;
        nws_record_free(nws_allocator_libc(), record);
    }
    return (now() - start) / (double)nws_columns_rows(columns) * 1e6;
}

static double time_export(nws_columns *columns)
{
    const nws_chunk chunk = {columns, 0, nws_columns_rows(columns)};
    const double start = now();
    for (int i = 0; i < ROWS; i++) {
        struct ArrowArray array;
        if (nws_arrow_array(NWS_TABLE_ARTICLES, NWS_ARROW_OFFSETS, &chunk, 0, nws_allocator_libc(),
                            &array) != NWS_OK)
            return -1;
        array.release(&array);
    }
    return (now() - start) / (double)ROWS * 1e6;
}

int main(void)
{
    static sample from;
    make_sample(&from);
    nws_columns *worker = nws_columns_new(nws_allocator_libc(), NULL);
    nws_columns *columns = worker == NULL ? NULL : fill(&from, worker, ROWS);
    if (columns == NULL)
        return 1;
    printf("copy of html, text, metadata  %6.2f us\n", time_copy(&from));
    printf("append, seal, 20 rows a batch       %6.2f us a row\n", time_append(&from, worker, 20));
    printf("append, seal, 200 rows a batch      %6.2f us a row\n", time_append(&from, worker, 200));
    printf("append, seal, 2000 rows a batch     %6.2f us a row\n",
           time_append(&from, worker, 2000));
    printf("record of a row               %6.2f us\n", time_record(columns));
    printf("export of a batch             %6.2f us\n", time_export(columns));
    printf("held                          %6zu bytes a row, html + text + metadata %d\n",
           nws_columns_size(columns) / ROWS, HTML + TEXT + METADATA);
    nws_columns_release(columns);
    nws_columns_release(worker);
    return 0;
}
