/* YAML: whatever the bytes, values within the budgets, spans within the text, JSON of them. */
#include "base/utf8.h"
#include "front/fields.h"
#include "front/yaml.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    nws_view text = nws_view_of((const char *)data, size);
    if (nws_utf8_valid(text) != size)
        return 0;
    nws_limits limits = NWS_LIMITS_DEFAULT;
    nws_yaml_options options = {.limits = &limits};
    nws_arena arena;
    nws_arena_init(&arena, nws_allocator_libc());
    nws_diagnostics diagnostics;
    nws_diagnostics_init(&diagnostics, &arena, limits.diagnostics);
    nws_value value;
    nws_error error = {0};
    PROMISE(nws_yaml_read(&arena, text, &options, &diagnostics, &value, &error) == NWS_OK);
    for (uint32_t i = 0; i < diagnostics.count; i++) {
        PROMISE(diagnostics.items[i].start <= diagnostics.items[i].end);
        PROMISE(diagnostics.items[i].end <= size);
    }
    nws_buffer json;
    nws_buffer_init(&json, nws_allocator_libc());
    PROMISE(nws_value_json(&value, &json) == NWS_OK);
    PROMISE(nws_utf8_valid(nws_buffer_view(&json)) == json.length);
    nws_zone zone = NWS_ZONE_UTC;
    nws_fields fields;
    PROMISE(nws_fields_read(&arena, &value, &zone, &diagnostics, &fields) == NWS_OK);
    nws_buffer_free(&json);
    nws_arena_free(&arena);
    return 0;
}
