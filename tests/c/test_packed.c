/* Rows as bytes: what is unpacked is what was packed, and bytes from anywhere do no harm. */
#include "harness.h"

#include "table/packed.h"
#include "table_fixture.h"

enum { ROWS = 40, LIFTS = 6 };

static nws_lifts *make_lifts(void)
{
    const nws_lift lifts[LIFTS] = {
        {.key = NWS_VIEW("a"), .kind = NWS_LIFT_INT64},
        {.key = NWS_VIEW("b"), .kind = NWS_LIFT_FLOAT64},
        {.key = NWS_VIEW("c"), .kind = NWS_LIFT_BOOL},
        {.key = NWS_VIEW("d"), .kind = NWS_LIFT_STRING},
        {.key = NWS_VIEW("e"), .kind = NWS_LIFT_DATE},
        {.key = NWS_VIEW("f"), .kind = NWS_LIFT_LIST},
    };
    return nws_lifts_new(nws_allocator_libc(), lifts, LIFTS);
}

/* Row number of the fixtures, every seventh of which failed, with values for all lifts. */
static nws_status append(nws_columns *columns, nws_lifts *lifts, unsigned number)
{
    fixture made;
    fixture_make(&made, number);
    nws_view items[] = {NWS_VIEW("x"), NWS_VIEW(""), NWS_VIEW("y")};
    nws_lifted values[LIFTS] = {{.integer = -(int64_t)number}, {.number = number / 4.0},
                                {.truth = number % 2 == 0},    {.text = made.article.fields.slug},
                                {.date = {.micros = number}},  {.list = {items, number % 4}}};
    for (unsigned i = 0; i < LIFTS; i++)
        values[i].known = (number + i) % 3 != 0;
    if (made.article.fields.slug.data == NULL)
        values[3].known = false;
    made.article.lifts = lifts;
    made.article.lifted = values;
    const bool failed = number % 7 == 6;
    const nws_row row = {.path = fixture_maybe(number % 6 != 0, NWS_VIEW("a/b.md")),
                         .article = failed ? NULL : &made.article,
                         .failure = failed ? NWS_VIEW("code: message") : NWS_VIEW_NONE,
                         .bytes = number,
                         .stamp = number * 3};
    return nws_columns_append(columns, &row);
}

static nws_columns *make_columns(nws_lifts *lifts, unsigned rows)
{
    nws_columns *columns = nws_columns_new(nws_allocator_libc(), lifts);
    for (unsigned i = 0; i < rows; i++)
        CHECK(append(columns, lifts, i) == NWS_OK);
    return columns;
}

static void pack_all(const nws_columns *columns, nws_buffer *out)
{
    nws_buffer_init(out, nws_allocator_libc());
    for (int64_t row = 0; row < nws_columns_rows(columns); row++)
        CHECK(nws_columns_pack(columns, row, out) == NWS_OK);
}

static nws_status unpack_all(nws_columns *columns, nws_view bytes, const nws_allocator *allocator)
{
    nws_arena arena;
    nws_status status = NWS_OK;
    nws_arena_init(&arena, allocator);
    while (status == NWS_OK && bytes.length > 0)
        status = nws_columns_unpack(columns, &arena, &bytes);
    nws_arena_free(&arena);
    return status;
}

static void test_round_trip(nws_lifts *lifts)
{
    nws_columns *columns = make_columns(lifts, ROWS);
    nws_columns *copied = nws_columns_new(nws_allocator_libc(), lifts);
    nws_buffer first, second;
    pack_all(columns, &first);
    CHECK(unpack_all(copied, nws_buffer_view(&first), nws_allocator_libc()) == NWS_OK);
    CHECK(nws_columns_rows(copied) == ROWS);
    pack_all(copied, &second); /* records, failures, stamps, lifted values: all of them */
    CHECK(nws_view_equal(nws_buffer_view(&first), nws_buffer_view(&second)));
    for (int64_t row = 0; row < ROWS; row++) {
        CHECK(nws_columns_ok(copied, row) == nws_columns_ok(columns, row));
        CHECK(nws_columns_stamp(copied, row) == (uint64_t)row * 3);
        CHECK((nws_columns_path(copied, row).data == NULL) == (row % 6 == 0));
    }
    nws_buffer_free(&first);
    nws_buffer_free(&second);
    nws_columns_release(columns);
    nws_columns_release(copied);
}

/* Cut anywhere, and a byte changed anywhere: refused, or rows that can be packed again. */
static void test_damage(nws_lifts *lifts)
{
    nws_columns *columns = make_columns(lifts, 8);
    nws_buffer bytes, other;
    unsigned refused = 0, taken = 0;
    pack_all(columns, &bytes);
    for (size_t i = 0; i < bytes.length; i += 5) {
        nws_columns *copied = nws_columns_new(nws_allocator_libc(), lifts);
        (void)unpack_all(copied, nws_view_of(bytes.data, i), nws_allocator_libc());
        CHECK(nws_columns_rows(copied) < 8);
        bytes.data[i] = (char)(bytes.data[i] ^ (1 << i % 8));
        nws_columns_release(copied);
        copied = nws_columns_new(nws_allocator_libc(), lifts);
        const nws_status status = unpack_all(copied, nws_buffer_view(&bytes), nws_allocator_libc());
        bytes.data[i] = (char)(bytes.data[i] ^ (1 << i % 8));
        refused += status != NWS_OK;
        taken += status == NWS_OK;
        pack_all(copied, &other);
        nws_buffer_free(&other);
        nws_columns_release(copied);
    }
    CHECK(refused > 100 && taken > 100);
    nws_buffer_free(&bytes);
    nws_columns_release(columns);
}

/* Out of memory at any point of either way, from there on or once. */
static void test_memory(nws_lifts *lifts, bool once)
{
    nws_columns *columns = make_columns(lifts, 8);
    nws_buffer bytes;
    unsigned failures = 0;
    pack_all(columns, &bytes);
    for (size_t fail_at = 1;; fail_at++) {
        harness_memory memory = {.fail_at = fail_at, .once = once};
        const nws_allocator allocator = harness_allocator(&memory);
        nws_columns *copied = nws_columns_new(&allocator, lifts);
        nws_buffer out;
        nws_buffer_init(&out, &allocator);
        nws_status status = copied == NULL ? NWS_E_MEMORY : NWS_OK;
        for (int64_t row = 0; row < 8 && status == NWS_OK; row++)
            status = nws_columns_pack(columns, row, &out);
        if (status == NWS_OK)
            status = unpack_all(copied, nws_buffer_view(&out), &allocator);
        CHECK(status == NWS_OK || status == NWS_E_MEMORY);
        CHECK(status != NWS_OK || nws_columns_rows(copied) == 8);
        failures += status != NWS_OK;
        nws_buffer_free(&out);
        nws_columns_release(copied);
        CHECK(memory.live == 0);
        if (status == NWS_OK)
            break;
    }
    CHECK(failures > 50);
    nws_buffer_free(&bytes);
    nws_columns_release(columns);
}

static void test_orders(void)
{
    uint64_t told[NWS_DATE_FORMS][NWS_EVIDENCE_EITHER + 1] = {{0}};
    uint64_t read[NWS_DATE_FORMS][NWS_EVIDENCE_EITHER + 1] = {{0}};
    nws_columns *columns = nws_columns_new(nws_allocator_libc(), NULL);
    told[1][NWS_EVIDENCE_EITHER] = 3;
    told[2][NWS_EVIDENCE_DMY] = UINT64_MAX;
    nws_columns_learn(columns, told);
    nws_columns_orders(columns, read);
    CHECK(read[1][NWS_EVIDENCE_EITHER] == 3 && read[2][NWS_EVIDENCE_DMY] == UINT32_MAX);
    CHECK(read[0][NWS_EVIDENCE_EITHER] == 0);
    nws_columns_release(columns);
}

int main(void)
{
    nws_lifts *lifts = make_lifts();
    CHECK(lifts != NULL);
    test_round_trip(lifts);
    test_round_trip(NULL);
    test_damage(lifts);
    test_memory(lifts, false);
    test_memory(lifts, true);
    test_orders();
    nws_lifts_release(lifts);
    return harness_report();
}
