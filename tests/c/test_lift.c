/* Lifted values: what fits which type, the columns that are made of them, and that a lack of memory
 * at any point leaves nothing behind.
 */
#include "base/bounds.h"
#include "front/lift.h"
#include "front/yaml.h"
#include "harness.h"
#include "table/arrow.h"
#include "table/columns.h"
#include "table_fixture.h"

#include <math.h>

enum { KINDS = NWS_LIFT_KIND_COUNT };

static nws_lifts *make_lifts(const nws_allocator *allocator)
{
    static const nws_lift items[KINDS] = {
        {{"i", 1}, NWS_LIFT_INT64},    {{"f", 1}, NWS_LIFT_FLOAT64}, {{"b", 1}, NWS_LIFT_BOOL},
        {{"s.t", 3}, NWS_LIFT_STRING}, {{"d", 1}, NWS_LIFT_DATE},    {{"l", 1}, NWS_LIFT_LIST},
    };
    return nws_lifts_new(allocator, items, KINDS);
}

typedef struct reading {
    nws_arena arena;
    nws_diagnostics diagnostics;
    nws_lifted *values;
} reading;

static nws_status read_values(reading *r, const nws_allocator *allocator, const nws_lifts *lifts,
                              const char *front)
{
    static const nws_limits limits = NWS_LIMITS_DEFAULT;
    const nws_yaml_options options = {.limits = &limits};
    const nws_zone zone = NWS_ZONE_UTC;
    nws_value map;
    nws_error error;
    nws_arena_init(&r->arena, allocator);
    nws_diagnostics_init(&r->diagnostics, &r->arena, 100);
    NWS_TRY(nws_yaml_read(&r->arena, nws_view_of(front, strlen(front)), &options, &r->diagnostics,
                          &map, &error));
    return nws_lifts_read(lifts, &r->arena, &map, &zone, &r->diagnostics, &r->values);
}

static const char all_fit[] = "i: -7\nf: 2.5\nb: true\ns: {t: 007}\nd: 2021-07-19\nl: [a, b, a]\n";
static const char none_fits[] = "i: 1.5\nf: x\nb: 1\ns: {t: [1]}\nd: soon\nl: {a: 1, b: 2}\n";

static void test_fits(void)
{
    nws_lifts *lifts = make_lifts(nws_allocator_libc());
    reading r;
    CHECK(read_values(&r, nws_allocator_libc(), lifts, all_fit) == NWS_OK);
    for (int i = 0; i < KINDS; i++)
        CHECK(r.values[i].known);
    CHECK(r.values[0].integer == -7 && r.values[1].number == 2.5 && r.values[2].truth);
    CHECK_TEXT(r.values[3].text, "007");
    CHECK(r.values[4].date.micros == nws_date_days(2021, 7, 19) * 86400000000);
    CHECK(r.values[5].list.count == 2);
    CHECK(r.diagnostics.count == 0);
    nws_arena_free(&r.arena);

    CHECK(read_values(&r, nws_allocator_libc(), lifts, none_fits) == NWS_OK);
    for (int i = 0; i < KINDS; i++)
        CHECK(!r.values[i].known);
    CHECK(r.diagnostics.count == KINDS);
    for (uint32_t i = 0; i < r.diagnostics.count; i++)
        CHECK(r.diagnostics.items[i].code == (i == 4 ? NWS_D_BAD_DATE : NWS_D_COLUMN_MISFIT));
    CHECK_TEXT(r.diagnostics.items[3].detail, "s.t");
    nws_arena_free(&r.arena);

    /* Null fits, and so does a key that is not there. */
    CHECK(read_values(&r, nws_allocator_libc(), lifts, "i:\nf: ~\nd: null\ns: 1\n") == NWS_OK);
    for (int i = 0; i < KINDS; i++)
        CHECK(!r.values[i].known);
    CHECK(r.diagnostics.count == 0);
    nws_arena_free(&r.arena);
    nws_lifts_release(lifts);
}

/* One key as one type. */
static bool read_one(const char *key, nws_lift_kind kind, const char *front, nws_lifted *value)
{
    const nws_lift item = {nws_view_of(key, strlen(key)), (uint8_t)kind};
    nws_lifts *lifts = nws_lifts_new(nws_allocator_libc(), &item, 1);
    reading r;
    CHECK(read_values(&r, nws_allocator_libc(), lifts, front) == NWS_OK);
    *value = r.values[0];
    value->text = NWS_VIEW_NONE; /* it goes with the arena */
    CHECK(r.values[0].known == (r.diagnostics.count == 0));
    nws_arena_free(&r.arena);
    nws_lifts_release(lifts);
    return value->known;
}

static void test_numbers(void)
{
    static const struct {
        const char *front;
        int64_t integer;
        bool fits;
    } integers[] = {
        {"k: 9223372036854775807", INT64_MAX, true},
        {"k: 9223372036854775808", 0, false},
        {"k: -9223372036854775808", INT64_MIN, true},
        {"k: 0x10", 16, true},
        {"k: '12'", 12, true},
        {"k: ' 12 '", 12, true},
        {"k: 1e3", 1000, true},
        {"k: -9.223372036854775808e18", INT64_MIN, true},
        {"k: 9.223372036854775808e18", 0, false},
        {"k: .nan", 0, false},
        {"k: .inf", 0, false},
        {"k: true", 0, false},
        {"k: ''", 0, false},
    };
    nws_lifted value;
    for (size_t i = 0; i < sizeof integers / sizeof *integers; i++) {
        const bool fits = read_one("k", NWS_LIFT_INT64, integers[i].front, &value);
        if (!CHECK(fits == integers[i].fits && (!fits || value.integer == integers[i].integer)))
            fprintf(stderr, "  in %s\n", integers[i].front);
    }
    CHECK(read_one("k", NWS_LIFT_FLOAT64, "k: 3", &value) && value.number == 3);
    CHECK(read_one("k", NWS_LIFT_FLOAT64, "k: '1.5'", &value) && value.number == 1.5);
    CHECK(read_one("k", NWS_LIFT_FLOAT64, "k: .inf", &value) && isinf(value.number));
    CHECK(read_one("k", NWS_LIFT_FLOAT64, "k: 1000000000000000000000", &value));
    CHECK(value.number == 1e21);
    CHECK(read_one("k", NWS_LIFT_BOOL, "k: 'TRUE'", &value) && value.truth);
    CHECK(!read_one("k", NWS_LIFT_BOOL, "k: yes", &value));
    CHECK(read_one("k", NWS_LIFT_LIST, "k: one, two", &value));
    CHECK(!read_one("k", NWS_LIFT_DATE, "k: true", &value));
}

static void test_keys(void)
{
    static const char front[] = "a.b: 1\na: {b: 2, c.d: {e: 3}, f: {g: 4}}\nx.y: {z: 5}\n";
    static const struct {
        const char *key;
        int64_t integer;
    } keys[] = {{"a.b", 1}, {"a.c.d.e", 3}, {"a.f.g", 4}, {"x.y.z", 5}};
    nws_lifted value;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        CHECK(read_one(keys[i].key, NWS_LIFT_INT64, front, &value) &&
              value.integer == keys[i].integer);
}

static void test_sets(void)
{
    nws_lifts *a = make_lifts(nws_allocator_libc()), *b = make_lifts(nws_allocator_libc());
    const nws_lift other = {NWS_VIEW("i"), NWS_LIFT_FLOAT64};
    nws_lifts *c = nws_lifts_new(nws_allocator_libc(), &other, 1);
    CHECK(nws_lifts_equal(a, b) && nws_lifts_equal(NULL, NULL));
    CHECK(!nws_lifts_equal(a, c) && !nws_lifts_equal(a, NULL) && !nws_lifts_equal(NULL, c));
    CHECK(nws_lifts_at(a, 3)->key.data[3] == '\0');
    nws_lifts_release(a);
    nws_lifts_release(b);
    nws_lifts_release(c);
    nws_lifts_release(NULL);
}

/* ---- columns ---- */

/* Row number: every third failed, the others by turns as all fits and nothing does. */
static nws_status append(nws_columns *columns, const nws_allocator *allocator, nws_lifts *lifts,
                         unsigned number)
{
    fixture made;
    reading r;
    nws_row row = {.path = NWS_VIEW("x.md"), .failure = NWS_VIEW("code: failure")};
    nws_status status = read_values(&r, allocator, lifts, number % 2 == 0 ? all_fit : none_fits);
    if (status == NWS_OK) {
        fixture_make(&made, number);
        made.article.lifts = lifts;
        made.article.lifted = r.values;
        row.article = number % 3 == 2 ? NULL : &made.article;
        status = nws_columns_append(columns, &row);
    }
    nws_arena_free(&r.arena);
    return status;
}

static bool is_known(unsigned number)
{
    return number % 3 != 2 && number % 2 == 0;
}

static void check_columns(const nws_columns *columns, unsigned rows)
{
    CHECK(nws_columns_rows(columns) == rows);
    for (unsigned row = 0; row < rows; row++) {
        nws_lifted value;
        int64_t first, count;
        for (uint32_t i = 0; i < KINDS; i++)
            CHECK(nws_columns_lifted(columns, row, i, &value) == is_known(row));
        nws_columns_lifted_items(columns, row, 5, &first, &count);
        CHECK(count == (is_known(row) ? 2 : 0));
        if (!is_known(row))
            continue;
        CHECK(nws_columns_lifted(columns, row, 0, &value) && value.integer == -7);
        CHECK(nws_columns_lifted(columns, row, 1, &value) && value.number == 2.5);
        CHECK(nws_columns_lifted(columns, row, 2, &value) && value.truth);
        CHECK(nws_columns_lifted(columns, row, 3, &value) &&
              nws_view_equal(value.text, NWS_VIEW("007")));
        CHECK_TEXT(nws_columns_lifted_item(columns, 5, first + 1), "b");
    }
}

static void check_arrow(nws_columns *columns, nws_lifts *lifts, unsigned rows)
{
    static const char *const formats[KINDS] = {"l", "g", "b", "U", "tsu:UTC", "+l"};
    const nws_chunk chunk = {columns, 1, rows - 2}; /* a slice: offsets count */
    struct ArrowSchema schema;
    struct ArrowArray array;
    CHECK(nws_arrow_schema(NWS_TABLE_ARTICLES, NWS_ARROW_OFFSETS, lifts, nws_allocator_libc(),
                           &schema) == NWS_OK);
    CHECK(nws_arrow_array(NWS_TABLE_ARTICLES, NWS_ARROW_OFFSETS, &chunk, 0, nws_allocator_libc(),
                          &array) == NWS_OK);
    CHECK(schema.n_children == array.n_children);
    int64_t nulls = 0;
    for (unsigned row = 1; row + 1 < rows; row++)
        nulls += !is_known(row);
    for (int i = 0; i < KINDS; i++) {
        const struct ArrowSchema *field = schema.children[schema.n_children - KINDS + i];
        const struct ArrowArray *column = array.children[array.n_children - KINDS + i];
        CHECK(strcmp(field->format, formats[i]) == 0 && (field->flags & ARROW_FLAG_NULLABLE) != 0);
        CHECK(column->length == rows - 2 && column->null_count == nulls && column->offset == 1);
    }
    const struct ArrowArray *integers = array.children[array.n_children - KINDS];
    CHECK(((const int64_t *)integers->buffers[1])[4] == -7);
    /* The names outlive the set that they came from. */
    struct ArrowSchema moved = *schema.children[schema.n_children - 1];
    schema.children[schema.n_children - 1]->release = NULL;
    schema.release(&schema);
    array.release(&array);
    CHECK(strcmp(moved.name, "l") == 0 && strcmp(moved.children[0]->name, "item") == 0);
    moved.release(&moved);
}

static nws_status fill(const nws_allocator *allocator, nws_lifts *lifts, unsigned rows,
                       nws_columns **columns, nws_columns **sealed)
{
    *columns = nws_columns_new(allocator, lifts);
    if (*columns == NULL)
        return NWS_E_MEMORY;
    for (int run = 0; run < 2; run++) { /* the second goes through buffers of the first */
        nws_columns_release(*sealed);
        *sealed = NULL;
        for (unsigned i = 0; i < rows; i++)
            NWS_TRY(append(*columns, allocator, lifts, i));
        NWS_TRY(nws_columns_seal(*columns, allocator, sealed));
    }
    return NWS_OK;
}

static void test_columns(void)
{
    enum { ROWS = 20 };
    harness_memory memory = {0};
    const nws_allocator allocator = harness_allocator(&memory);
    nws_lifts *lifts = make_lifts(&allocator);
    nws_columns *columns = NULL, *sealed = NULL;
    CHECK(fill(&allocator, lifts, ROWS, &columns, &sealed) == NWS_OK);
    CHECK(nws_columns_rows(columns) == 0);
    nws_columns_release(columns);
    nws_lifts_release(lifts); /* the columns hold it */
    check_columns(sealed, ROWS);
    CHECK(nws_columns_size(sealed) < memory.live);
    check_arrow(sealed, lifts, ROWS);
    nws_columns_release(sealed);
    CHECK(memory.live == 0);
}

/* A row that cannot be finished is taken back, and what was there stays. */
static void test_memory(void)
{
    for (size_t fail_at = 1;; fail_at++) {
        harness_memory memory = {.fail_at = 0};
        const nws_allocator allocator = harness_allocator(&memory);
        nws_lifts *lifts = make_lifts(&allocator);
        nws_columns *columns = nws_columns_new(&allocator, lifts);
        CHECK(append(columns, &allocator, lifts, 0) == NWS_OK);
        memory.fail_at = memory.calls + fail_at;
        memory.once = true;
        nws_status status = append(columns, &allocator, lifts, 1);
        check_columns(columns, status == NWS_OK ? 2 : 1);
        memory.fail_at = 0;
        if (status != NWS_OK) {
            CHECK(status == NWS_E_MEMORY && fail_at < 1000);
            CHECK(append(columns, &allocator, lifts, 1) == NWS_OK);
        }
        CHECK(append(columns, &allocator, lifts, 2) == NWS_OK);
        check_columns(columns, 3);
        nws_columns_release(columns);
        nws_lifts_release(lifts);
        CHECK(memory.live == 0);
        if (status == NWS_OK)
            break;
    }
    for (size_t fail_at = 1;; fail_at++) {
        harness_memory memory = {.fail_at = fail_at};
        const nws_allocator allocator = harness_allocator(&memory);
        nws_lifts *lifts = make_lifts(&allocator);
        nws_columns *columns = NULL, *sealed = NULL;
        nws_status status = NWS_E_MEMORY;
        if (lifts != NULL)
            status = fill(&allocator, lifts, 4, &columns, &sealed);
        nws_columns_release(columns);
        nws_columns_release(sealed);
        nws_lifts_release(lifts);
        CHECK(memory.live == 0);
        if (status == NWS_OK)
            break;
        CHECK(status == NWS_E_MEMORY && fail_at < 10000);
    }
}

/* As many as are allowed. */
static void test_most(void)
{
    static char names[NWS_MAX_LIFTS][16];
    nws_lift items[NWS_MAX_LIFTS];
    for (int i = 0; i < NWS_MAX_LIFTS; i++) {
        snprintf(names[i], sizeof names[i], "k%d", i);
        items[i] = (nws_lift){nws_view_of(names[i], strlen(names[i])), NWS_LIFT_LIST};
    }
    nws_lifts *lifts = nws_lifts_new(nws_allocator_libc(), items, NWS_MAX_LIFTS);
    nws_columns *columns = nws_columns_new(nws_allocator_libc(), lifts), *sealed = NULL;
    CHECK(append(columns, nws_allocator_libc(), lifts, 0) == NWS_OK);
    CHECK(nws_columns_seal(columns, nws_allocator_libc(), &sealed) == NWS_OK);
    CHECK(nws_columns_rows(sealed) == 1);
    nws_columns_release(columns);
    nws_columns_release(sealed);
    nws_lifts_release(lifts);
}

int main(void)
{
    test_fits();
    test_numbers();
    test_keys();
    test_sets();
    test_columns();
    test_memory();
    test_most();
    return harness_report();
}
