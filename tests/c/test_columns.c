/* Columns: what goes in comes out as the same record, and a row that fails leaves no trace. */
#include "harness.h"

#include "table/columns.h"
#include "table/store.h"
#include "table_fixture.h"

enum { ROWS = 120 };

static bool is_failed(unsigned number)
{
    return number % 11 == 10;
}

/* Row number of the fixtures: made must live until the row is appended. */
static nws_row row_of(fixture *made, unsigned number)
{
    fixture_make(made, number);
    nws_row row = {.path = fixture_maybe(number % 6 != 0, made->article.fields.slug),
                   .article = &made->article,
                   .bytes = number * 100};
    if (is_failed(number)) {
        row.article = NULL;
        row.failure = fixture_text(made, 7, "code: failure", number);
    }
    return row;
}

static nws_status append(nws_columns *columns, unsigned number)
{
    fixture made;
    const nws_row row = row_of(&made, number);
    return nws_columns_append(columns, &row);
}

/* Row of columns against the fixture of that number. */
static void check_row(const nws_columns *columns, int64_t row, unsigned number)
{
    fixture made;
    const nws_row wanted = row_of(&made, number);
    const nws_view path = nws_columns_path(columns, row);
    CHECK(nws_columns_ok(columns, row) == !is_failed(number));
    CHECK((path.data == NULL) == (wanted.path.data == NULL) && nws_view_equal(path, wanted.path));
    const nws_view failure = nws_columns_failure(columns, row);
    CHECK((failure.data != NULL) == is_failed(number));
    CHECK(nws_view_equal(failure, wanted.failure));

    nws_record *fresh = NULL, *stored = NULL;
    const nws_allocator *libc = nws_allocator_libc();
    if (!CHECK(nws_columns_record(columns, row, libc, &stored) == NWS_OK))
        return;
    CHECK(nws_record_pack(libc, wanted.path, wanted.article, false, &fresh) == NWS_OK);
    if (is_failed(number)) { /* all that is known of it beside is its size */
        CHECK(nws_record_scalars(stored).bytes == (int64_t)wanted.bytes);
        CHECK_TEXT(nws_record_slot(stored, NWS_SLOT_METADATA), "{}");
        CHECK_TEXT(nws_record_slot(stored, NWS_SLOT_HTML), "");
        CHECK(nws_record_slot(stored, NWS_SLOT_TITLE).data == NULL);
        CHECK(nws_record_images(stored) == 0 && nws_record_diagnostics(stored) == 0);
    } else {
        CHECK(nws_view_equal(nws_record_bytes(stored), nws_record_bytes(fresh)));
    }
    nws_record_free(libc, stored);
    nws_record_free(libc, fresh);
}

/* The null counts that Arrow is told against the bitmaps. */
static void check_nulls(const nws_columns *columns)
{
    for (int i = 0; i < NWS_FRAME_COUNT; i++) {
        const nws_frame *frame = &columns->frames[i];
        for (int field = 0; field < frame->info->count; field++) {
            int64_t nulls = 0;
            for (int64_t row = 0; row < frame->rows; row++)
                nulls += !nws_frame_known(frame, field, row);
            CHECK(nws_frame_nulls(frame, field, 0, frame->rows) == nulls);
        }
    }
}

static void test_round_trip(void)
{
    harness_memory memory = {0};
    const nws_allocator allocator = harness_allocator(&memory);
    nws_columns *columns = nws_columns_new(&allocator, NULL);
    CHECK(columns != NULL && nws_columns_rows(columns) == 0);
    for (unsigned i = 0; i < ROWS; i++)
        CHECK(append(columns, i) == NWS_OK);
    CHECK(nws_columns_rows(columns) == ROWS);
    for (unsigned i = 0; i < ROWS; i++)
        check_row(columns, i, i);

    nws_columns_retain(columns);
    nws_columns_release(columns);
    CHECK(nws_columns_size(columns) == memory.live && memory.live > 0);
    nws_columns_release(columns);
    nws_columns_release(NULL);
    CHECK(memory.live == 0);
}

/* One run after the other through the same columns, each sealed in memory of its own: what is
 * sealed does not change with what comes after it, and outlives it. */
/* Single values against those of the record of the same row. */
static void check_cells(const nws_columns *columns, int64_t row)
{
    const nws_allocator *libc = nws_allocator_libc();
    nws_record *record = NULL;
    nws_arena arena;
    nws_image image;
    nws_arena_init(&arena, libc);
    if (!CHECK(nws_columns_record(columns, row, libc, &record) == NWS_OK))
        return;
    const nws_scalars scalars = nws_record_scalars(record);
    const nws_cell title = nws_columns_cell(columns, row, NWS_ARTICLES_TITLE);
    CHECK(title.known == (nws_record_slot(record, NWS_SLOT_TITLE).data != NULL));
    CHECK(nws_view_equal(title.text, nws_record_slot(record, NWS_SLOT_TITLE)));
    CHECK(nws_view_equal(nws_columns_cell(columns, row, NWS_ARTICLES_FORMAT).text,
                         nws_record_slot(record, NWS_SLOT_FORMAT)));
    CHECK(nws_columns_cell(columns, row, NWS_ARTICLES_DATE).known == scalars.has_date);
    CHECK(!scalars.has_date ||
          nws_columns_cell(columns, row, NWS_ARTICLES_DATE).number == scalars.date);
    CHECK(nws_columns_cell(columns, row, NWS_ARTICLES_DRAFT).number == scalars.draft);
    CHECK(nws_columns_cell(columns, row, NWS_ARTICLES_MARKUP).number == scalars.markup);
    CHECK((uint64_t)nws_columns_cell(columns, row, NWS_ARTICLES_DIGEST).number == scalars.digest);
    CHECK(nws_columns_cell(columns, row, NWS_ARTICLES_WORD_COUNT).number == scalars.counts.words);
    const nws_cell tags = nws_columns_cell(columns, row, NWS_ARTICLES_TAGS);
    CHECK(tags.count == nws_record_count(record, NWS_LIST_TAGS));
    for (uint32_t i = 0; i < tags.count; i++)
        CHECK(nws_view_equal(nws_columns_item(columns, NWS_ARTICLES_TAGS, tags.first + i),
                             nws_record_item(record, NWS_LIST_TAGS, i)));
    const nws_cell images = nws_columns_cell(columns, row, NWS_ARTICLES_IMAGES);
    CHECK(images.count == nws_record_images(record));
    for (uint32_t i = 0; i < images.count; i++) {
        const nws_image wanted = nws_record_image(record, i);
        CHECK(nws_columns_image(columns, images.first + i, &arena, &image) == NWS_OK);
        CHECK((image.source == NULL) == (wanted.source == NULL) && image.width == wanted.width);
        CHECK(image.source == NULL || strcmp(image.source, wanted.source) == 0);
    }
    const nws_cell links = nws_columns_cell(columns, row, NWS_ARTICLES_LINKS);
    for (uint32_t i = 0; i < links.count; i++)
        CHECK(nws_view_equal(nws_columns_link(columns, links.first + i).displayed_href,
                             nws_record_link(record, i).displayed_href));
    nws_record_free(libc, record);
    nws_arena_free(&arena);
}

static void test_cells(void)
{
    nws_columns *columns = nws_columns_new(nws_allocator_libc(), NULL);
    for (unsigned i = 0; i < 40; i++)
        CHECK(append(columns, i) == NWS_OK);
    int64_t first, items, sum = 0;
    for (int64_t row = 0; row < 40; row++) {
        check_cells(columns, row);
        nws_columns_items(columns, NWS_ARTICLES_LINKS, row, 1, &first, &items);
        CHECK(first == sum);
        sum += items;
    }
    nws_columns_items(columns, NWS_ARTICLES_LINKS, 0, 40, &first, &items);
    CHECK(first == 0 && items == sum && sum > 0);
    nws_columns_release(columns);
}

static void test_seal(void)
{
    enum { RUNS = 3 };
    harness_memory memory = {0}, results = {0};
    const nws_allocator allocator = harness_allocator(&memory);
    const nws_allocator result_allocator = harness_allocator(&results);
    nws_columns *columns = nws_columns_new(&allocator, NULL), *sealed[RUNS];
    size_t size = 0, capacity = 0;
    for (unsigned run = 0; run < RUNS; run++) {
        for (unsigned i = 0; i < ROWS; i++)
            CHECK(append(columns, run + i) == NWS_OK);
        CHECK(nws_columns_seal(columns, &result_allocator, &sealed[run]) == NWS_OK);
        CHECK(nws_columns_rows(columns) == 0 && nws_columns_rows(sealed[run]) == ROWS);
        CHECK(results.calls == run + 1);
        size += nws_columns_size(sealed[run]);
        CHECK(run == 0 || memory.live >= capacity);
        capacity = memory.live; /* it is kept */
        CHECK(capacity > nws_columns_size(sealed[run]) / 2);
    }
    CHECK(size == results.live);
    nws_columns_release(columns);
    CHECK(memory.live == 0);
    for (unsigned run = 0; run < RUNS; run++) {
        for (unsigned i = 0; i < ROWS; i++)
            check_row(sealed[run], i, run + i);
        check_nulls(sealed[run]);
        nws_columns_retain(sealed[run]);
        nws_columns_release(sealed[run]);
        nws_columns_release(sealed[run]);
    }
    CHECK(results.live == 0);
}

static void test_seal_without_memory(void)
{
    harness_memory memory = {.fail_at = 1};
    const nws_allocator allocator = harness_allocator(&memory);
    nws_columns *columns = nws_columns_new(nws_allocator_libc(), NULL), *sealed = NULL;
    CHECK(append(columns, 1) == NWS_OK);
    CHECK(nws_columns_seal(columns, &allocator, &sealed) == NWS_E_MEMORY && sealed == NULL);
    CHECK(nws_columns_rows(columns) == 1);
    check_row(columns, 0, 1);
    memory.fail_at = 0;
    CHECK(nws_columns_seal(columns, &allocator, &sealed) == NWS_OK);
    nws_columns_release(columns);
    check_row(sealed, 0, 1);
    nws_columns_release(sealed);
    CHECK(memory.live == 0);
}

static void test_empty(void)
{
    harness_memory memory = {0};
    const nws_allocator allocator = harness_allocator(&memory);
    nws_columns *columns = nws_columns_new(&allocator, NULL);
    CHECK(nws_columns_rows(columns) == 0);
    CHECK(nws_columns_size(columns) == memory.live);
    nws_columns *sealed = NULL;
    CHECK(nws_columns_seal(columns, &allocator, &sealed) == NWS_OK);
    nws_columns_release(columns);
    CHECK(nws_columns_rows(sealed) == 0);
    CHECK(nws_columns_size(sealed) == memory.live);
    nws_columns_release(sealed);
    CHECK(memory.live == 0);
}

/* Every call of the allocator is refused once, and once all from there on; after that the same row
 * is appended as if nothing had been. */
static void test_append_failures(bool once)
{
    unsigned failures = 0;
    for (size_t fail_at = 1;; fail_at++) {
        harness_memory memory = {.once = once};
        const nws_allocator allocator = harness_allocator(&memory);
        memory.fail_at = fail_at;
        nws_columns *columns = nws_columns_new(&allocator, NULL);
        if (columns == NULL) {
            memory.fail_at = 0;
            columns = nws_columns_new(&allocator, NULL);
            failures++;
        }
        for (unsigned i = 0; i < 40; i++) {
            if (append(columns, i) == NWS_OK)
                continue;
            failures++;
            CHECK(nws_columns_rows(columns) == i);
            for (int frame = 0; frame < NWS_FRAME_COUNT && i == 0; frame++)
                CHECK(columns->frames[frame].rows == 0);
            for (unsigned j = 0; j < i; j++)
                check_row(columns, j, j);
            memory.fail_at = 0;
            CHECK(append(columns, i) == NWS_OK);
        }
        const bool done = memory.fail_at != 0; /* it was never reached */
        for (unsigned i = 0; i < 40; i++)
            check_row(columns, i, i);
        check_nulls(columns);
        nws_columns_release(columns);
        if (!CHECK(memory.live == 0) || done)
            break;
    }
    CHECK(failures > 100);
}

/* Rows copied in another order are those rows; one that fails leaves no trace. */
static void test_copy(void)
{
    nws_columns *columns = nws_columns_new(nws_allocator_libc(), NULL), *sealed = NULL;
    for (unsigned i = 0; i < ROWS; i++)
        CHECK(append(columns, i) == NWS_OK);
    CHECK(nws_columns_seal(columns, nws_allocator_libc(), &sealed) == NWS_OK);
    nws_columns_release(columns);
    unsigned failures = 0;
    for (size_t fail_at = 2;; fail_at++) {
        harness_memory memory = {.fail_at = fail_at, .once = true};
        const nws_allocator allocator = harness_allocator(&memory);
        nws_columns *copied = nws_columns_new(&allocator, NULL);
        for (unsigned i = 0; i < ROWS; i++) {
            const unsigned row = i * 7 % ROWS; /* which share no factor */
            if (nws_columns_copy(copied, sealed, row) == NWS_OK)
                continue;
            failures++;
            CHECK(nws_columns_rows(copied) == i);
            CHECK(nws_columns_copy(copied, sealed, row) == NWS_OK);
        }
        for (unsigned i = 0; i < ROWS; i++)
            check_row(copied, i, i * 7 % ROWS);
        check_nulls(copied);
        CHECK(nws_columns_used(copied) <= nws_columns_size(copied));
        CHECK(nws_columns_used(copied) == nws_columns_used(sealed));
        const bool done = memory.calls < fail_at;
        nws_columns_release(copied);
        if (!CHECK(memory.live == 0) || done)
            break;
    }
    CHECK(failures > 100);
    nws_columns_release(sealed);
}

static void test_record_failures(void)
{
    nws_columns *columns = nws_columns_new(nws_allocator_libc(), NULL);
    CHECK(append(columns, 11) == NWS_OK && append(columns, 13) == NWS_OK);
    unsigned failures = 0;
    for (size_t fail_at = 1;; fail_at++) {
        harness_memory memory = {.fail_at = fail_at};
        const nws_allocator allocator = harness_allocator(&memory);
        nws_record *record = NULL;
        const nws_status status = nws_columns_record(columns, 1, &allocator, &record);
        if (status == NWS_OK) {
            nws_record_free(&allocator, record);
            CHECK(memory.live == 0);
            break;
        }
        failures++;
        CHECK(status == NWS_E_MEMORY && memory.live == 0);
    }
    CHECK(failures >= 2); /* the arena, the record */
    nws_columns_release(columns);
}

/* The errors of a bad folder may all be different, or nearly all the same. */
static void test_many_words(void)
{
    enum { WORDS = 5000 };
    harness_memory memory = {0};
    const nws_allocator allocator = harness_allocator(&memory);
    nws_columns *columns = nws_columns_new(&allocator, NULL);
    char text[32];
    for (unsigned i = 0; i < 2 * WORDS; i++) {
        const int length = snprintf(text, sizeof text, "io_error: %u", i % WORDS);
        const nws_row row = {.failure = nws_view_of(text, (size_t)length)};
        CHECK(nws_columns_append(columns, &row) == NWS_OK);
    }
    for (unsigned i = 0; i < 2 * WORDS; i++) {
        snprintf(text, sizeof text, "io_error: %u", i % WORDS);
        CHECK_TEXT(nws_columns_failure(columns, i), text);
    }
    const nws_frame *frame = &columns->frames[NWS_FRAME_ARTICLES];
    CHECK(frame->columns[NWS_ARTICLES_ERROR].words->count == WORDS);
    nws_columns_release(columns);
    CHECK(memory.live == 0);
}

int main(void)
{
    test_seal();
    test_seal_without_memory();
    test_empty();
    test_round_trip();
    test_cells();
    test_append_failures(true);
    test_append_failures(false);
    test_copy();
    test_record_failures();
    test_many_words();
    return harness_report();
}
