/* YAML: whatever the bytes, values within the budgets, spans within the text, JSON of them; and the
 * same values, places and diagnostics with the subset scanner as without it.
 */
#include "../tests/c/same_value.h"
#include "base/utf8.h"
#include "front/fields.h"
#include "front/yaml.h"
#include "target.h"

typedef struct reading {
    nws_arena arena;
    nws_diagnostics diagnostics;
    nws_value value;
    nws_error error;
    nws_status status;
} reading;

static void read_text(reading *result, nws_view text, const nws_limits *limits, bool strict,
                      nws_yaml_way way)
{
    nws_yaml_options options = {.limits = limits, .strict = strict, .way = way};
    *result = (reading){.status = NWS_OK};
    nws_arena_init(&result->arena, nws_allocator_libc());
    nws_diagnostics_init(&result->diagnostics, &result->arena, limits->diagnostics);
    result->status = nws_yaml_read(&result->arena, text, &options, &result->diagnostics,
                                   &result->value, &result->error);
}

/* Reads both ways and leaves one of the results. */
static void compare(reading *result, nws_view text, const nws_limits *limits, bool strict)
{
    reading other;
    read_text(result, text, limits, strict, NWS_YAML_EITHER);
    read_text(&other, text, limits, strict, NWS_YAML_LIBYAML);
    PROMISE(result->status == other.status);
    PROMISE(result->error.offset == other.error.offset);
    PROMISE((result->error.code == NULL) == (other.error.code == NULL));
    if (result->error.code != NULL)
        PROMISE(strcmp(result->error.code, other.error.code) == 0);
    if (result->status == NWS_OK)
        PROMISE(find_difference(&result->value, &other.value) == NULL);
    PROMISE(same_diagnostics(&result->diagnostics, &other.diagnostics));
    nws_arena_free(&other.arena);
}

static void check(reading *result, nws_view text)
{
    nws_diagnostics *diagnostics = &result->diagnostics;
    for (uint32_t i = 0; i < diagnostics->count; i++) {
        PROMISE(diagnostics->items[i].start <= diagnostics->items[i].end);
        PROMISE(diagnostics->items[i].end <= text.length);
    }
    nws_buffer json;
    nws_buffer_init(&json, nws_allocator_libc());
    PROMISE(nws_value_json(&result->value, &json) == NWS_OK);
    PROMISE(nws_utf8_valid(nws_buffer_view(&json)) == json.length);
    nws_buffer_free(&json);
    nws_zone zone = NWS_ZONE_UTC;
    nws_fields fields;
    PROMISE(nws_fields_read(&result->arena, &result->value, NWS_DIALECT_AUTO, &zone, diagnostics,
                            &fields) == NWS_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const nws_limits limits = NWS_LIMITS_DEFAULT;
    /* Small enough that short inputs meet them. */
    static const nws_limits narrow = {NWS_MAX_BODY, NWS_MAX_FRONT, 3, 12, 4, 2, 3};
    nws_view text = nws_view_of((const char *)data, size);
    if (nws_utf8_valid(text) != size)
        return 0;
    reading result;
    compare(&result, text, &limits, false);
    PROMISE(result.status == NWS_OK);
    check(&result, text);
    nws_arena_free(&result.arena);
    compare(&result, text, &limits, true);
    nws_arena_free(&result.arena);
    compare(&result, text, &narrow, false);
    nws_arena_free(&result.arena);
    return 0;
}
