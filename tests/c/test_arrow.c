/* The Arrow interface: the schema as documented, arrays that say what the columns say whole and
 * sliced, releases in any order and on any thread, and no byte left whatever fails.
 */
#include "harness.h"

#include "table/arrow.h"
#include "table/store.h"
#include "table_fixture.h"

#include <errno.h>
#include <pthread.h>

enum { ROWS = 30, MANY = 3000, SCHEMA_TEXT = 4000 };

static nws_columns *make_columns(const nws_allocator *allocator, unsigned rows)
{
    nws_columns *columns = nws_columns_new(allocator, NULL);
    for (unsigned i = 0; i < rows; i++) {
        fixture made;
        fixture_make(&made, i);
        nws_row row = {.path = fixture_maybe(i % 6 != 0, NWS_VIEW("a/b.md")),
                       .article = &made.article};
        if (i % 11 == 10)
            row = (nws_row){.failure = NWS_VIEW("not_found: there is no such file"), .bytes = 5};
        CHECK(nws_columns_append(columns, &row) == NWS_OK);
    }
    nws_columns *sealed = NULL;
    CHECK(nws_columns_seal(columns, allocator, &sealed) == NWS_OK);
    nws_columns_release(columns);
    return sealed;
}

/* --- Schema --- */

/* name:format, ? when nullable, @ and the dictionary's format, children in parentheses. */
static void write_schema(const struct ArrowSchema *schema, char *out)
{
    const size_t used = strlen(out);
    snprintf(out + used, SCHEMA_TEXT - used, "%s:%s%s", schema->name, schema->format,
             (schema->flags & ARROW_FLAG_NULLABLE) != 0 ? "?" : "");
    if (schema->dictionary != NULL) {
        strncat(out, "@", SCHEMA_TEXT - strlen(out) - 1);
        strncat(out, schema->dictionary->format, SCHEMA_TEXT - strlen(out) - 1);
    }
    if (schema->n_children == 0)
        return;
    for (int64_t i = 0; i < schema->n_children; i++) {
        strncat(out, i == 0 ? "(" : " ", SCHEMA_TEXT - strlen(out) - 1);
        write_schema(schema->children[i], out);
    }
    strncat(out, ")", SCHEMA_TEXT - strlen(out) - 1);
}

static const char *const wanted_schemas[NWS_TABLE_COUNT] = {
    [NWS_TABLE_ARTICLES] =
        ":+s(path:U? title:U? description:U? date_text:U? slug:U? cover:U? html:U text:U "
        "authors:+l(item:U) categories:+l(item:U) tags:+l(item:U) date:tsu:UTC? updated:tsu:UTC? "
        "date_source:i?@u language:i?@u format:i?@u error:i?@u draft:b ok:b word_count:i "
        "han_count:i char_count:i reading_seconds:i image_count:i link_count:i removal_count:i "
        "diagnostic_count:i bytes:l digest:L simhash:L "
        "images:+l(item:+s(src:U? displayed_src:U? alt:U? caption:U? source:U? width:i height:i "
        "position:i lazy:b is_cover:b)) "
        "links:+l(item:+s(href:U text:U rel:U? external:b)) metadata:U)",
    [NWS_TABLE_IMAGES] = ":+s(row:l src:U? displayed_src:U? alt:U? caption:U? source:U? width:i "
                         "height:i position:i lazy:b is_cover:b)",
    [NWS_TABLE_LINKS] = ":+s(row:l href:U text:U rel:U? external:b)",
    [NWS_TABLE_REMOVALS] = ":+s(row:l rule:i@u action:i@u tag:U attribute:U value:U count:i "
                           "start:l end:l)",
    [NWS_TABLE_DIAGNOSTICS] = ":+s(row:l code:i@u severity:i@u line:i column:i start:l end:l "
                              "message:i@u hint:i@u detail:U)",
};

static void test_schema(void)
{
    for (int table = 0; table < NWS_TABLE_COUNT; table++) {
        harness_memory memory = {0};
        const nws_allocator allocator = harness_allocator(&memory);
        struct ArrowSchema schema;
        char text[SCHEMA_TEXT] = "";
        CHECK(nws_arrow_schema((nws_table)table, NWS_ARROW_OFFSETS, NULL, &allocator, &schema) ==
              NWS_OK);
        write_schema(&schema, text);
        CHECK_TEXT(nws_view_of(text, strlen(text)), wanted_schemas[table]);

        /* A child that was moved out lives on. */
        struct ArrowSchema moved = *schema.children[1];
        schema.children[1]->release = NULL;
        schema.release(&schema);
        CHECK(schema.release == NULL && memory.live > 0);
        CHECK(moved.name != NULL && moved.format != NULL);
        moved.release(&moved);
        CHECK(memory.live == 0);

        memory.fail_at = memory.calls + 1;
        CHECK(nws_arrow_schema((nws_table)table, NWS_ARROW_OFFSETS, NULL, &allocator, &schema) ==
              NWS_E_MEMORY);
        CHECK(schema.release == NULL);
    }
}

/* --- Values --- */

static bool is_valid(const struct ArrowArray *array, int64_t row)
{
    const unsigned char *bits = array->buffers[0];
    const int64_t at = array->offset + row;
    return bits == NULL || (bits[at / 8] >> (at % 8) & 1) != 0;
}

/* https://arrow.apache.org/docs/format/Columnar.html#variable-size-binary-view-layout */
static nws_view view_at(const struct ArrowArray *array, int64_t at)
{
    const char *view = (const char *)array->buffers[1] + 16 * at;
    int32_t parts[4]; /* length, prefix, buffer, offset */
    memcpy(parts, view, sizeof parts);
    const size_t length = (size_t)parts[0];
    if (length <= 12) {
        for (size_t i = length; i < 12; i++)
            CHECK(view[4 + i] == 0);
        return nws_view_of(view + 4, length);
    }
    const int64_t *sizes = array->buffers[3];
    const char *text = (const char *)array->buffers[2] + parts[3];
    CHECK(parts[2] == 0 && parts[3] >= 0 && parts[3] + (int64_t)length <= sizes[0]);
    CHECK(memcmp(text, &parts[1], 4) == 0);
    return nws_view_of(text, length);
}

static nws_view text_at(const struct ArrowArray *array, int64_t row)
{
    const int64_t *ends = array->buffers[1];
    const int64_t at = array->offset + row;
    if (!is_valid(array, row))
        return NWS_VIEW_NONE;
    if (array->n_buffers == 4)
        return view_at(array, at);
    return nws_view_of((const char *)array->buffers[2] + ends[at],
                       (size_t)(ends[at + 1] - ends[at]));
}

static nws_view word_at(const struct ArrowArray *array, int64_t row)
{
    const int32_t *numbers = array->buffers[1];
    const int32_t *ends = array->dictionary->buffers[1];
    if (!is_valid(array, row))
        return NWS_VIEW_NONE;
    const int32_t number = numbers[array->offset + row];
    CHECK(number >= 0 && number < array->dictionary->length);
    return nws_view_of((const char *)array->dictionary->buffers[2] + ends[number],
                       (size_t)(ends[number + 1] - ends[number]));
}

static int64_t long_at(const struct ArrowArray *array, int64_t row)
{
    return ((const int64_t *)array->buffers[1])[array->offset + row];
}

static bool bit_at(const struct ArrowArray *array, int64_t row)
{
    const unsigned char *bits = array->buffers[1];
    const int64_t at = array->offset + row;
    return (bits[at / 8] >> (at % 8) & 1) != 0;
}

static bool same(nws_view a, nws_view b)
{
    return (a.data == NULL) == (b.data == NULL) && nws_view_equal(a, b);
}

/* Shapes, lengths and null counts against the schema. A child of a struct is as long as it. */
static void check_shape(const struct ArrowArray *array, const struct ArrowSchema *schema)
{
    const char *format = schema->format;
    const bool text = format[0] == 'U' || format[0] == 'u', view = strcmp(format, "vu") == 0;
    CHECK(array->release != NULL && array->n_children == schema->n_children);
    CHECK(array->n_buffers == (view ? 4 : text ? 3 : strcmp(format, "+s") == 0 ? 1 : 2));
    CHECK((array->dictionary != NULL) == (schema->dictionary != NULL));
    for (int64_t i = 1; i < array->n_buffers; i++)
        CHECK(array->buffers[i] != NULL && (uintptr_t)array->buffers[i] % 8 == 0);
    int64_t nulls = 0;
    for (int64_t i = 0; i < array->length; i++)
        nulls += !is_valid(array, i);
    CHECK(nulls == array->null_count);
    CHECK(nulls == 0 || (schema->flags & ARROW_FLAG_NULLABLE) != 0);
    for (int64_t i = 0; i < array->n_children; i++) {
        const struct ArrowArray *child = array->children[i];
        if (strcmp(format, "+s") == 0)
            CHECK(child->length == array->length);
        check_shape(child, schema->children[i]);
    }
}

static const struct ArrowArray *child(const struct ArrowArray *array,
                                      const struct ArrowSchema *schema, const char *name)
{
    for (int64_t i = 0; i < schema->n_children; i++)
        if (strcmp(schema->children[i]->name, name) == 0)
            return array->children[i];
    CHECK(false);
    return array->children[0];
}

/* One row of the articles against the record of the same row. */
static void check_article(const struct ArrowArray *array, const struct ArrowSchema *schema,
                          int64_t row, const nws_columns *columns, int64_t at)
{
    nws_record *record;
    if (!CHECK(nws_columns_record(columns, at, nws_allocator_libc(), &record) == NWS_OK))
        return;
    static const struct {
        const char *name;
        nws_slot slot;
        bool is_word;
    } slots[] = {
        {"path", NWS_SLOT_PATH, false},
        {"title", NWS_SLOT_TITLE, false},
        {"description", NWS_SLOT_DESCRIPTION, false},
        {"html", NWS_SLOT_HTML, false},
        {"text", NWS_SLOT_TEXT, false},
        {"metadata", NWS_SLOT_METADATA, false},
        {"language", NWS_SLOT_LANGUAGE, true},
        {"format", NWS_SLOT_FORMAT, true},
        {"date_source", NWS_SLOT_DATE_SOURCE, true},
    };
    for (size_t i = 0; i < sizeof slots / sizeof slots[0]; i++) {
        const struct ArrowArray *column = child(array, schema, slots[i].name);
        const nws_view got = slots[i].is_word ? word_at(column, row) : text_at(column, row);
        CHECK(same(got, nws_record_slot(record, slots[i].slot)));
    }
    const nws_scalars scalars = nws_record_scalars(record);
    const struct ArrowArray *date = child(array, schema, "date");
    CHECK(is_valid(date, row) == scalars.has_date && long_at(date, row) == scalars.date);
    CHECK((uint64_t)long_at(child(array, schema, "digest"), row) == scalars.digest);
    CHECK(bit_at(child(array, schema, "draft"), row) == scalars.draft);
    CHECK(bit_at(child(array, schema, "ok"), row) == nws_columns_ok(columns, at));
    CHECK(same(word_at(child(array, schema, "error"), row), nws_columns_failure(columns, at)));

    const struct ArrowArray *tags = child(array, schema, "tags");
    const int32_t *ends = (const int32_t *)tags->buffers[1] + tags->offset + row;
    CHECK((uint32_t)(ends[1] - ends[0]) == nws_record_count(record, NWS_LIST_TAGS));
    for (int32_t i = ends[0]; i < ends[1]; i++)
        CHECK(same(text_at(tags->children[0], i),
                   nws_record_item(record, NWS_LIST_TAGS, (uint32_t)(i - ends[0]))));
    const struct ArrowArray *images = child(array, schema, "images");
    ends = (const int32_t *)images->buffers[1] + images->offset + row;
    CHECK((uint32_t)(ends[1] - ends[0]) == nws_record_images(record));
    for (int32_t i = ends[0]; i < ends[1]; i++)
        CHECK(same(text_at(images->children[0]->children[2], i),
                   nws_record_image(record, (uint32_t)(i - ends[0])).alt));
    nws_record_free(nws_allocator_libc(), record);
}

static void check_articles(const nws_chunk *chunk, nws_arrow_texts texts)
{
    struct ArrowArray array;
    struct ArrowSchema schema;
    CHECK(nws_arrow_schema(NWS_TABLE_ARTICLES, texts, NULL, nws_allocator_libc(), &schema) ==
          NWS_OK);
    CHECK(nws_arrow_array(NWS_TABLE_ARTICLES, texts, chunk, 0, nws_allocator_libc(), &array) ==
          NWS_OK);
    CHECK(array.length == chunk->length && array.offset == 0);
    check_shape(&array, &schema);
    for (int64_t i = 0; i < chunk->length; i++)
        check_article(&array, &schema, i, chunk->columns, chunk->offset + i);
    array.release(&array);
    schema.release(&schema);
}

static void test_articles(void)
{
    static const nws_arrow_texts both[] = {NWS_ARROW_OFFSETS, NWS_ARROW_VIEWS};
    nws_columns *columns = make_columns(nws_allocator_libc(), ROWS);
    nws_columns *none = make_columns(nws_allocator_libc(), 0);
    for (int i = 0; i < 2; i++) {
        for (int64_t offset = 0; offset <= ROWS; offset += 7)
            for (int64_t length = 0; offset + length <= ROWS; length += 5)
                check_articles(&(nws_chunk){columns, offset, length}, both[i]);
        check_articles(&(nws_chunk){columns, 0, ROWS}, both[i]);
        check_articles(&(nws_chunk){none, 0, 0}, both[i]);
    }
    nws_columns_release(columns);
    nws_columns_release(none);
}

/* A slice's views begin with a whole word of its bitmaps, and are its own rows' alone. */
static void test_view_slices(void)
{
    nws_columns *columns = make_columns(nws_allocator_libc(), MANY);
    for (int64_t offset = 62; offset <= MANY; offset += offset < 66 ? 1 : 31)
        check_articles(&(nws_chunk){columns, offset, MANY - offset}, NWS_ARROW_VIEWS);
    nws_columns_release(columns);

    harness_memory memory = {0};
    const nws_allocator allocator = harness_allocator(&memory);
    columns = make_columns(&allocator, MANY);
    size_t held[2];
    for (int i = 0; i < 2; i++) {
        const size_t live = memory.live;
        const nws_chunk chunk = {columns, i == 0 ? 0 : MANY - 1, 1};
        struct ArrowArray array;
        CHECK(nws_arrow_array(NWS_TABLE_ARTICLES, NWS_ARROW_VIEWS, &chunk, 0, &allocator, &array) ==
              NWS_OK);
        held[i] = memory.live - live;
        array.release(&array);
    }
    CHECK(held[1] < 4 * held[0]); /* up to 63 rows of lead in each column */
    nws_columns_release(columns);
    CHECK(memory.live == 0);
}

/* The views of one column of the articles. */
static const void *views_of(const struct ArrowArray *array, int field)
{
    return array->children[field]->buffers[1];
}

/* Columns without any text have the same views, all zeros; one with a text has its own. */
static void test_view_zeros(void)
{
    static const char zeros[ROWS * 16] = {0};
    nws_columns *columns = nws_columns_new(nws_allocator_libc(), NULL);
    for (int i = 0; i < ROWS; i++) {
        const nws_row row = {.path = fixture_maybe(i == ROWS - 1, NWS_VIEW("a/b.md")),
                             .failure = NWS_VIEW("not_found: there is no such file")};
        CHECK(nws_columns_append(columns, &row) == NWS_OK);
    }
    for (int64_t offset = 0; offset < ROWS; offset += 9) {
        const nws_chunk chunk = {columns, offset, ROWS - offset};
        struct ArrowArray array;
        CHECK(nws_arrow_array(NWS_TABLE_ARTICLES, NWS_ARROW_VIEWS, &chunk, 0, nws_allocator_libc(),
                              &array) == NWS_OK);
        const void *title = views_of(&array, NWS_ARTICLES_TITLE);
        CHECK(title == views_of(&array, NWS_ARTICLES_SLUG));
        CHECK(title == views_of(&array, NWS_ARTICLES_HTML));
        CHECK(title != views_of(&array, NWS_ARTICLES_PATH));
        CHECK(memcmp(title, zeros, sizeof zeros) == 0);
        array.release(&array);
    }
    nws_columns_release(columns);
}

/* A view's place is an int32: beyond that a stream has offsets. The column is only said to be so
 * long. */
static void test_view_limit(void)
{
    nws_columns *columns = make_columns(nws_allocator_libc(), ROWS);
    nws_buffer *html = &columns->frames[NWS_FRAME_ARTICLES].columns[NWS_ARTICLES_HTML].data;
    const nws_chunk chunk = {columns, 0, ROWS};
    const size_t length = html->length;
    for (int over = 0; over < 2; over++) {
        struct ArrowArrayStream stream;
        struct ArrowSchema schema;
        html->length = (size_t)INT32_MAX + (size_t)over;
        CHECK(nws_arrow_stream(NWS_TABLE_ARTICLES, NWS_ARROW_VIEWS, NULL, &chunk, 1,
                               nws_allocator_libc(), &stream) == NWS_OK);
        CHECK(stream.get_schema(&stream, &schema) == 0);
        CHECK_TEXT(nws_view_of(schema.children[0]->format, strlen(schema.children[0]->format)),
                   over ? "U" : "vu");
        schema.release(&schema);
        stream.release(&stream);
    }
    html->length = length;
    nws_columns_release(columns);
}

/* --- Child tables --- */

/* What item number item of an article is, according to its record: a text and a number. */
static nws_view child_text(const nws_record *record, nws_table table, uint32_t item)
{
    switch (table) {
    case NWS_TABLE_IMAGES: return nws_record_image(record, item).alt;
    case NWS_TABLE_LINKS: return nws_record_link(record, item).rel;
    case NWS_TABLE_REMOVALS: return nws_record_removal(record, item).attribute;
    default: return nws_record_diagnostic_at(record, item).detail;
    }
}

static uint32_t child_count(const nws_record *record, nws_table table)
{
    switch (table) {
    case NWS_TABLE_IMAGES: return nws_record_images(record);
    case NWS_TABLE_LINKS: return nws_record_links(record);
    case NWS_TABLE_REMOVALS: return nws_record_removals(record);
    default: return nws_record_diagnostics(record);
    }
}

/* The codes of the first item of a row, spelled out. */
static void check_codes(const struct ArrowArray *array, const struct ArrowSchema *schema,
                        int64_t row, const nws_record *record, nws_table table, uint32_t item)
{
    if (table == NWS_TABLE_REMOVALS) {
        const nws_removal removal = nws_record_removal(record, item);
        CHECK_TEXT(word_at(child(array, schema, "rule"), row),
                   nws_rule_name((nws_rule)removal.rule));
        CHECK_TEXT(word_at(child(array, schema, "action"), row),
                   nws_action_name((nws_audit_action)removal.action));
        CHECK(long_at(child(array, schema, "start"), row) == removal.start);
    } else if (table == NWS_TABLE_DIAGNOSTICS) {
        const nws_record_diagnostic diagnostic = nws_record_diagnostic_at(record, item);
        const nws_diagnostic_info *info =
            nws_diagnostic_about((nws_diagnostic_code)diagnostic.code);
        static const char *const severities[] = {"note", "warning", "error"};
        CHECK_TEXT(word_at(child(array, schema, "code"), row), info->code);
        CHECK_TEXT(word_at(child(array, schema, "severity"), row), severities[info->severity]);
        CHECK_TEXT(word_at(child(array, schema, "message"), row), info->message);
        CHECK_TEXT(word_at(child(array, schema, "hint"), row), info->hint);
        const int32_t *lines = child(array, schema, "line")->buffers[1];
        CHECK((uint32_t)lines[child(array, schema, "line")->offset + row] == diagnostic.line);
    }
}

static void check_children(nws_table table, nws_arrow_texts texts, const nws_chunk *chunk,
                           int64_t first)
{
    static const char *const names[NWS_TABLE_COUNT] = {NULL, "alt", "rel", "attribute", "detail"};
    struct ArrowArray array;
    struct ArrowSchema schema;
    CHECK(nws_arrow_schema(table, texts, NULL, nws_allocator_libc(), &schema) == NWS_OK);
    CHECK(nws_arrow_array(table, texts, chunk, first, nws_allocator_libc(), &array) == NWS_OK);
    check_shape(&array, &schema);
    int64_t row = 0;
    for (int64_t i = 0; i < chunk->length; i++) {
        nws_record *record;
        CHECK(nws_columns_record(chunk->columns, chunk->offset + i, nws_allocator_libc(),
                                 &record) == NWS_OK);
        for (uint32_t item = 0; item < child_count(record, table); item++, row++) {
            if (!CHECK(row < array.length))
                break;
            CHECK(long_at(array.children[0], row) == first + i);
            CHECK(same(text_at(child(&array, &schema, names[table]), row),
                       child_text(record, table, item)));
            check_codes(&array, &schema, row, record, table, item);
        }
        nws_record_free(nws_allocator_libc(), record);
    }
    CHECK(row == array.length);
    array.release(&array);
    schema.release(&schema);
}

static void test_children(void)
{
    nws_columns *columns = make_columns(nws_allocator_libc(), ROWS);
    for (int table = NWS_TABLE_IMAGES; table < NWS_TABLE_COUNT; table++)
        for (int64_t offset = 0; offset <= ROWS; offset += 3)
            for (int64_t length = 0; offset + length <= ROWS; length += 9) {
                const nws_chunk chunk = {columns, offset, length};
                check_children((nws_table)table, NWS_ARROW_OFFSETS, &chunk, 1000);
                check_children((nws_table)table, NWS_ARROW_VIEWS, &chunk, 1000);
            }
    nws_columns_release(columns);
}

/* --- Life --- */

/* All arrays under a root, each moved out of its parent. */
static size_t move_all(struct ArrowArray *array, struct ArrowArray *into, size_t count)
{
    for (int64_t i = 0; i < array->n_children; i++)
        count = move_all(array->children[i], into, count);
    if (array->dictionary != NULL)
        count = move_all(array->dictionary, into, count);
    into[count] = *array;
    array->release = NULL;
    return count + 1;
}

/* Releases count arrays in an order given by stride, which shares no factor with count. */
static void release_by(struct ArrowArray *arrays, size_t count, size_t stride)
{
    for (size_t i = 0; i < count; i++) {
        struct ArrowArray *array = &arrays[i * stride % count];
        array->release(array);
    }
}

static void test_orders(void)
{
    enum { ARRAYS = 256 };
    static const size_t strides[] = {1, 89, 97, 101}; /* primes */
    for (int table = 0; table < NWS_TABLE_COUNT; table++) {
        for (size_t s = 0; s < sizeof strides / sizeof strides[0]; s++) {
            harness_memory memory = {0};
            const nws_allocator allocator = harness_allocator(&memory);
            nws_columns *columns = make_columns(&allocator, ROWS);
            const nws_chunk chunk = {columns, 3, 20};
            struct ArrowArray array, moved[ARRAYS];
            CHECK(nws_arrow_array((nws_table)table, NWS_ARROW_OFFSETS, &chunk, 0, &allocator,
                                  &array) == NWS_OK);
            nws_columns_release(columns);
            const size_t count = move_all(&array, moved, 0);
            CHECK(count > 4 && count <= ARRAYS && memory.live > 0);
            release_by(moved, count - 1, strides[s]);
            CHECK(memory.live > 0); /* the root is still alive */
            moved[count - 1].release(&moved[count - 1]);
            CHECK(memory.live == 0);
        }
    }
}

static void test_stream(void)
{
    for (int table = 0; table < NWS_TABLE_COUNT; table++) {
        harness_memory memory = {0};
        const nws_allocator allocator = harness_allocator(&memory);
        nws_columns *columns = make_columns(&allocator, ROWS);
        const nws_chunk chunks[] = {{columns, 0, 10}, {columns, 5, 0}, {columns, 20, 10}};
        struct ArrowArrayStream stream;
        CHECK(nws_arrow_stream((nws_table)table, NWS_ARROW_OFFSETS, NULL, chunks, 3, &allocator,
                               &stream) == NWS_OK);
        nws_columns_release(columns);
        struct ArrowSchema schema;
        CHECK(stream.get_schema(&stream, &schema) == 0);
        CHECK(schema.n_children > 4 && stream.get_last_error(&stream) == NULL);
        schema.release(&schema);
        struct ArrowArray batches[2], end;
        CHECK(stream.get_next(&stream, &batches[0]) == 0 && batches[0].release != NULL);

        /* Without memory it says so and goes on where it was. */
        memory.fail_at = memory.calls + 1;
        CHECK(stream.get_next(&stream, &end) == ENOMEM && end.release == NULL);
        CHECK(stream.get_schema(&stream, &schema) == ENOMEM && schema.release == NULL);
        CHECK(strcmp(stream.get_last_error(&stream), "out of memory") == 0);
        memory.fail_at = 0;

        CHECK(stream.get_next(&stream, &batches[1]) == 0 && batches[1].release != NULL);
        CHECK(stream.get_next(&stream, &end) == 0 && end.release == NULL);
        CHECK(stream.get_next(&stream, &end) == 0 && end.release == NULL);
        if (table == NWS_TABLE_ARTICLES)
            CHECK(batches[0].length == 10 && batches[1].length == 10);
        else /* rows of the second chunk are numbered from 10 on */
            CHECK(long_at(batches[1].children[0], 0) >= 10 &&
                  long_at(batches[0].children[0], batches[0].length - 1) < 10);
        stream.release(&stream);
        CHECK(stream.release == NULL && memory.live > 0);
        batches[0].release(&batches[0]);
        batches[1].release(&batches[1]);
        CHECK(memory.live == 0);
    }
}

static void test_failures(void)
{
    for (int table = 0; table < NWS_TABLE_COUNT; table++) {
        harness_memory memory = {0};
        const nws_allocator allocator = harness_allocator(&memory);
        nws_columns *columns = make_columns(&allocator, ROWS);
        const nws_chunk chunk = {columns, 1, ROWS - 1};
        const size_t live = memory.live;
        struct ArrowArray array;
        struct ArrowArrayStream stream;
        for (int texts = NWS_ARROW_OFFSETS; texts <= NWS_ARROW_VIEWS; texts++) {
            size_t failures = 0;
            for (;; failures++) {
                memory.fail_at = memory.calls + 1 + failures;
                if (nws_arrow_array((nws_table)table, (nws_arrow_texts)texts, &chunk, 0, &allocator,
                                    &array) == NWS_OK)
                    break;
                CHECK(array.release == NULL && memory.live == live);
            }
            CHECK(failures == (table == NWS_TABLE_ARTICLES && texts == NWS_ARROW_OFFSETS ? 1 : 2));
            array.release(&array);
        }
        memory.fail_at = memory.calls + 1;
        CHECK(nws_arrow_stream((nws_table)table, NWS_ARROW_OFFSETS, NULL, &chunk, 1, &allocator,
                               &stream) == NWS_E_MEMORY);
        CHECK(stream.release == NULL && memory.live == live);
        nws_columns_release(columns);
        CHECK(memory.live == 0);
    }
}

/* --- Threads --- */

typedef struct job {
    const nws_chunk *chunk;
    struct ArrowArray *arrays;
    size_t from, count, total;
    size_t rows;
} job;

/* Exports and releases again and again, then releases its share of a common array's children. */
static void *work(void *context)
{
    job *mine = context;
    for (int i = 0; i < 200; i++) {
        struct ArrowArray array;
        const nws_table table = (nws_table)(i % NWS_TABLE_COUNT);
        if (nws_arrow_array(table, NWS_ARROW_OFFSETS, mine->chunk, 0, nws_allocator_libc(),
                            &array) != NWS_OK)
            continue;
        mine->rows += (size_t)array.length;
        array.release(&array);
    }
    for (size_t i = mine->from; i < mine->total; i += mine->count)
        mine->arrays[i].release(&mine->arrays[i]);
    return NULL;
}

static void test_threads(void)
{
    enum { THREADS = 4, ARRAYS = 256 };
    nws_columns *columns = make_columns(nws_allocator_libc(), ROWS);
    const nws_chunk chunk = {columns, 0, ROWS};
    struct ArrowArray array, moved[ARRAYS];
    CHECK(nws_arrow_array(NWS_TABLE_ARTICLES, NWS_ARROW_OFFSETS, &chunk, 0, nws_allocator_libc(),
                          &array) == NWS_OK);
    const size_t total = move_all(&array, moved, 0);
    pthread_t threads[THREADS];
    job jobs[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        jobs[i] = (job){&chunk, moved, i, THREADS, total, 0};
        CHECK(pthread_create(&threads[i], NULL, work, &jobs[i]) == 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0);
        CHECK(jobs[i].rows == jobs[0].rows && jobs[i].rows > 0);
    }
    nws_columns_release(columns);
}

int main(void)
{
    test_schema();
    test_articles();
    test_view_slices();
    test_view_zeros();
    test_view_limit();
    test_children();
    test_orders();
    test_stream();
    test_failures();
    test_threads();
    return harness_report();
}
