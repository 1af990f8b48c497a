/* Values as JSON, the look-up of keys, and texts that are equal to earlier ones. */
#include "front/distinct.h"
#include "front/value.h"
#include "harness.h"

static nws_value text(const char *words)
{
    return (nws_value){.kind = NWS_VALUE_TEXT, .text = nws_view_of(words, strlen(words))};
}

static void check_json(const nws_value *value, const char *wanted)
{
    harness_memory memory = {0};
    nws_allocator allocator = harness_allocator(&memory);
    nws_buffer out;
    nws_buffer_init(&out, &allocator);
    CHECK(nws_value_json(value, &out) == NWS_OK);
    CHECK_TEXT(nws_buffer_view(&out), wanted);
    nws_buffer_free(&out);
    size_t calls = memory.calls;
    for (size_t at = 1; at <= calls; at++) {
        memory = (harness_memory){.fail_at = at};
        nws_buffer_init(&out, &allocator);
        CHECK(nws_value_json(value, &out) == NWS_E_MEMORY);
        nws_buffer_free(&out);
        CHECK(memory.live == 0);
    }
}

static void test_scalars(void)
{
    nws_value value = {.kind = NWS_VALUE_NULL};
    check_json(&value, "null");
    value = (nws_value){.kind = NWS_VALUE_BOOL, .as.truth = true};
    check_json(&value, "true");
    value = (nws_value){.kind = NWS_VALUE_INT, .as.integer = INT64_MIN};
    check_json(&value, "-9223372036854775808");
    value = (nws_value){
        .kind = NWS_VALUE_INT, .big = true, .text = NWS_VIEW("123456789012345678901234567890")};
    check_json(&value, "123456789012345678901234567890");
    value = (nws_value){.kind = NWS_VALUE_FLOAT, .as.number = 0.78};
    check_json(&value, "0.78");
    value = (nws_value){.kind = NWS_VALUE_FLOAT, .as.number = 1.0};
    check_json(&value, "1.0");
    double zero = 0.0;
    value = (nws_value){.kind = NWS_VALUE_FLOAT, .as.number = 1.0 / zero, .text = NWS_VIEW(".inf")};
    check_json(&value, "\".inf\"");
    value = text("a\"b\\c\n\t\r\x01\x7F/\xE4\xB8\xAD");
    check_json(&value, "\"a\\\"b\\\\c\\n\\t\\r\\u0001\\u007f/\xE4\xB8\xAD\"");
}

static void test_nesting(void)
{
    nws_value one = {.kind = NWS_VALUE_INT, .as.integer = 1};
    nws_value items[] = {one, text("x"), {.kind = NWS_VALUE_LIST}, {.kind = NWS_VALUE_MAP}};
    nws_value list = {.kind = NWS_VALUE_LIST, .count = 4, .as.items = items};
    nws_entry entries[] = {{text("b"), list}, {text("a"), one}};
    nws_value map = {.kind = NWS_VALUE_MAP, .count = 2, .as.entries = entries};
    check_json(&map, "{\"b\":[1,\"x\",[],{}],\"a\":1}");
    CHECK(nws_value_get(&map, NWS_VIEW("a")) == &entries[1].value);
    CHECK(nws_value_get(&map, NWS_VIEW("c")) == NULL);
    CHECK(nws_value_get(&one, NWS_VIEW("a")) == NULL);
    CHECK(nws_value_get(NULL, NWS_VIEW("a")) == NULL);
}

/* As deep as it gets: a stack on the heap, not recursion. */
static void test_depth(void)
{
    enum { DEEP = 100000 };
    nws_value *values = calloc(DEEP, sizeof *values);
    if (!CHECK(values != NULL))
        return;
    for (size_t i = 0; i < DEEP; i++) {
        values[i].kind = NWS_VALUE_LIST;
        values[i].count = i + 1 < DEEP;
        values[i].as.items = &values[i] + 1;
    }
    nws_buffer out;
    nws_buffer_init(&out, nws_allocator_libc());
    CHECK(nws_value_json(values, &out) == NWS_OK);
    CHECK(out.length == 2 * (size_t)DEEP);
    nws_buffer_free(&out);
    free(values);
}

/* Few and many texts, some equal: the earliest equal one of each, by brute force. */
static void test_distinct(void)
{
    for (uint32_t count = 0; count < 200; count = count * 3 / 2 + 1) {
        nws_view texts[200];
        static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
        for (uint32_t i = 0; i < count; i++)
            texts[i] = nws_view_of(letters + i * 7 % 20, 1 + i * 5 % 3);
        nws_arena arena;
        nws_arena_init(&arena, nws_allocator_libc());
        uint32_t *first = NULL;
        CHECK(nws_distinct_first(&arena, texts, sizeof *texts, count, &first) == NWS_OK);
        for (uint32_t i = 0; i < count; i++) {
            uint32_t wanted = 0;
            while (!nws_view_equal(texts[wanted], texts[i]))
                wanted++;
            CHECK((first == NULL ? i : first[i]) == wanted);
        }
        nws_arena_free(&arena);
    }
}

int main(void)
{
    test_scalars();
    test_nesting();
    test_depth();
    test_distinct();
    return harness_report();
}
