/* The front matter reader as a filter, so that Python can compare it with other readers.
 *
 * In:  "post <bytes>\n", "yaml <bytes>\n", "strict <bytes>\n" or "ways <bytes>\n" and the bytes,
 *      again and again; a post is split at its fences first, the others are YAML.
 * Out: for each one "<bytes>\n" and a JSON object with status, format, body (an offset), kind,
 *      front (start and end), metadata and diagnostics (code, start, end, detail); for "ways" one
 *      with subset (whether the subset scanner reads it) and same (whether libyaml agrees).
 */
#include "front/fence.h"
#include "front/yaml.h"
#include "same_value.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct front_reply {
    nws_arena arena;
    nws_buffer out;
} front_reply;

static nws_status put(front_reply *reply, const char *text)
{
    return nws_buffer_append(&reply->out, text, strlen(text));
}

static nws_status put_text(front_reply *reply, nws_view text)
{
    nws_value value = {.kind = NWS_VALUE_TEXT, .text = text};
    return nws_value_json(&value, &reply->out);
}

static nws_status put_number(front_reply *reply, const char *name, size_t number)
{
    char text[64];
    snprintf(text, sizeof text, "\"%s\":%zu,", name, number);
    return put(reply, text);
}

static nws_status put_diagnostics(front_reply *reply, const nws_diagnostics *list)
{
    NWS_TRY(put_number(reply, "dropped", list->dropped));
    NWS_TRY(put(reply, "\"diagnostics\":["));
    for (uint32_t i = 0; i < list->count; i++) {
        const nws_diagnostic *item = &list->items[i];
        char text[96];
        snprintf(text, sizeof text, "%s[\"%s\",%u,%u,", i == 0 ? "" : ",",
                 nws_diagnostic_about((nws_diagnostic_code)item->code)->code, item->start,
                 item->end);
        NWS_TRY(put(reply, text));
        NWS_TRY(put_text(reply, item->detail));
        NWS_TRY(put(reply, "]"));
    }
    return put(reply, "]}");
}

static nws_status read_front(front_reply *reply, nws_view text, bool post, bool strict)
{
    static const nws_limits limits = NWS_LIMITS_DEFAULT;
    nws_fence fence = {.format = NWS_FORMAT_YAML, .front = text};
    nws_value value = {.kind = NWS_VALUE_NULL};
    nws_diagnostics diagnostics;
    nws_error error = {.status = NWS_OK};
    nws_status status = NWS_OK;
    nws_diagnostics_init(&diagnostics, &reply->arena, limits.diagnostics);
    if (post)
        nws_fence_split(text, &fence);
    if (fence.format == NWS_FORMAT_YAML) {
        nws_yaml_options options = {
            .limits = &limits, .strict = strict, .offset = (size_t)(fence.front.data - text.data)};
        status = nws_yaml_read(&reply->arena, fence.front, &options, &diagnostics, &value, &error);
    }
    const char *format = nws_format_name(fence.format);
    NWS_TRY(put(reply, "{"));
    NWS_TRY(put_number(reply, "status", status));
    NWS_TRY(put_number(reply, "kind", value.kind));
    NWS_TRY(put_number(reply, "body", post ? (size_t)(fence.body.data - text.data) : 0));
    NWS_TRY(put_number(reply, "error_offset", error.offset));
    NWS_TRY(put(reply, "\"format\":"));
    NWS_TRY(put_text(
        reply, nws_view_of(format == NULL ? "" : format, format == NULL ? 0 : strlen(format))));
    NWS_TRY(put(reply, ",\"metadata\":"));
    NWS_TRY(nws_value_json(&value, &reply->out));
    NWS_TRY(put(reply, ","));
    return put_diagnostics(reply, &diagnostics);
}

typedef struct way_reading {
    nws_diagnostics diagnostics;
    nws_value value;
    nws_error error;
    nws_status status;
} way_reading;

static void read_way(front_reply *reply, nws_view text, nws_yaml_way way, way_reading *result)
{
    static const nws_limits limits = NWS_LIMITS_DEFAULT;
    nws_yaml_options options = {.limits = &limits, .way = way};
    nws_diagnostics_init(&result->diagnostics, &reply->arena, limits.diagnostics);
    result->status = nws_yaml_read(&reply->arena, text, &options, &result->diagnostics,
                                   &result->value, &result->error);
}

static nws_status compare_ways(front_reply *reply, nws_view text)
{
    way_reading either, libyaml, subset;
    read_way(reply, text, NWS_YAML_EITHER, &either);
    read_way(reply, text, NWS_YAML_LIBYAML, &libyaml);
    read_way(reply, text, NWS_YAML_SUBSET, &subset);
    bool same = either.status == libyaml.status &&
                find_difference(&either.value, &libyaml.value) == NULL &&
                same_diagnostics(&either.diagnostics, &libyaml.diagnostics);
    NWS_TRY(put(reply, same ? "{\"same\":true," : "{\"same\":false,"));
    return put(reply, subset.status == NWS_OK ? "\"subset\":true}" : "\"subset\":false}");
}

int main(void)
{
    char line[64];
    while (fgets(line, sizeof line, stdin) != NULL) {
        char kind[16];
        size_t size = 0;
        if (sscanf(line, "%15s %zu", kind, &size) != 2)
            return 2;
        char *text = malloc(size + 1);
        if (text == NULL || fread(text, 1, size, stdin) != size)
            return 2;
        front_reply reply;
        nws_arena_init(&reply.arena, nws_allocator_libc());
        nws_buffer_init(&reply.out, nws_allocator_libc());
        nws_view view = nws_view_of(text, size);
        nws_status status =
            strcmp(kind, "ways") == 0
                ? compare_ways(&reply, view)
                : read_front(&reply, view, strcmp(kind, "post") == 0, strcmp(kind, "strict") == 0);
        printf("%zu\n", reply.out.length);
        fwrite(nws_buffer_view(&reply.out).data, 1, reply.out.length, stdout);
        nws_buffer_free(&reply.out);
        nws_arena_free(&reply.arena);
        free(text);
        if (status != NWS_OK)
            return 1;
    }
    return 0;
}
