/* Values from nodes, within the budgets: open lists and maps, anchors, merge keys, duplicates.
 *
 * Knows nothing of libyaml. Children of all open collections lie on one stack and are copied into
 * an array of the right size when theirs closes, so nothing is grown twice and nothing recurses.
 */
#include "front/yaml_parts.h"

#include "front/distinct.h"

/* An aliased text counts as one node for each so many bytes: it is copied by whoever writes it. */
enum { ALIAS_TEXT_NODE = 256 };

/* Room that each of the builder's three arrays begins with. */
enum { FIRST_ITEMS = 32 };

static nws_status note(nws_yaml_builder *builder, nws_diagnostic_code code, size_t start,
                       size_t end)
{
    return nws_diagnostics_add(builder->diagnostics, code, start, end, NWS_VIEW(""));
}

/* The header's text between two offsets of the file. */
static nws_view written(const nws_yaml_builder *builder, size_t start, size_t end)
{
    return nws_view_trim(
        nws_view_slice(builder->front, start - builder->options->offset, end - start));
}

/* ---- putting a failed reading back ---- */

nws_yaml_mark nws_build_mark(const nws_yaml_builder *builder)
{
    nws_yaml_mark mark = {.count = builder->count,
                          .anchors = builder->anchor_count,
                          .aliases = builder->aliases,
                          .diagnostics = builder->diagnostics->count,
                          .dropped = builder->diagnostics->dropped,
                          .events = builder->events,
                          .made = builder->made,
                          .depth = builder->depth,
                          .full = builder->full,
                          .alias_reported = builder->alias_reported};
    if (builder->depth > 0) {
        const nws_yaml_frame *frame = &builder->frames[builder->depth - 1];
        mark.nodes = frame->nodes;
        mark.height = frame->height;
        mark.end = frame->end;
    }
    return mark;
}

void nws_build_rewind(nws_yaml_builder *builder, const nws_yaml_mark *mark)
{
    builder->count = mark->count;
    builder->anchor_count = mark->anchors;
    builder->aliases = mark->aliases;
    builder->diagnostics->count = mark->diagnostics;
    builder->diagnostics->dropped = mark->dropped;
    builder->events = mark->events;
    builder->made = mark->made;
    builder->depth = mark->depth;
    builder->full = mark->full;
    builder->alias_reported = mark->alias_reported;
    if (builder->depth > 0) {
        nws_yaml_frame *frame = &builder->frames[builder->depth - 1];
        frame->nodes = mark->nodes;
        frame->height = mark->height;
        frame->end = mark->end;
    }
}

/* ---- the stack ---- */

static bool key_is_next(const nws_yaml_builder *builder)
{
    if (builder->depth == 0)
        return false;
    const nws_yaml_frame *frame = &builder->frames[builder->depth - 1];
    return frame->map && (builder->count - frame->base) % 2 == 0;
}

/* A list or map as a key, which JSON and Python do not have: its text as written. */
static nws_status key_text(nws_yaml_builder *builder, nws_value *value)
{
    nws_view raw = written(builder, value->start, value->end);
    *value = (nws_value){
        .kind = NWS_VALUE_TEXT, .quoted = true, .start = value->start, .end = value->end};
    return nws_yaml_raw(builder->arena, &builder->survey, raw, &value->text);
}

static nws_status push(nws_yaml_builder *builder, const nws_value *value, uint64_t nodes,
                       uint32_t height)
{
    NWS_TRY(
        NWS_ROOM(builder->arena, builder->stack, builder->count, builder->capacity, FIRST_ITEMS));
    nws_value *top = &builder->stack[builder->count];
    *top = *value;
    if ((value->kind == NWS_VALUE_LIST || value->kind == NWS_VALUE_MAP) && key_is_next(builder))
        NWS_TRY(key_text(builder, top));
    builder->count++;
    if (builder->depth > 0) {
        nws_yaml_frame *frame = &builder->frames[builder->depth - 1];
        frame->nodes += nodes;
        if (height > frame->height)
            frame->height = height;
        if (value->end > frame->end)
            frame->end = value->end;
    }
    return NWS_OK;
}

/* Counts one node of the header itself; past front_nodes nothing more is read. */
static nws_status count_node(nws_yaml_builder *builder, size_t start)
{
    builder->events++;
    builder->made++;
    if (builder->events <= builder->options->limits->front_nodes || builder->full)
        return NWS_OK;
    builder->full = true;
    return note(builder, NWS_D_FRONT_LIMIT, start, start);
}

/* ---- anchors and aliases ---- */

static nws_status add_anchor(nws_yaml_builder *builder, const nws_yaml_anchor *anchor)
{
    NWS_TRY(NWS_ROOM(builder->arena, builder->anchors, builder->anchor_count,
                     builder->anchor_capacity, FIRST_ITEMS));
    builder->anchors[builder->anchor_count++] = *anchor;
    return NWS_OK;
}

/* The latest one of that name. A plain search: at most limits.aliases are made. */
static const nws_yaml_anchor *find_anchor(const nws_yaml_builder *builder, nws_view name)
{
    for (uint32_t i = builder->anchor_count; i-- > 0;)
        if (nws_view_equal(builder->anchors[i].name, name))
            return &builder->anchors[i];
    return NULL;
}

/* "*name" as text, for an alias that cannot be followed. */
static nws_status push_unfollowed(nws_yaml_builder *builder, size_t start, size_t end)
{
    nws_value value = {.kind = NWS_VALUE_TEXT,
                       .quoted = true,
                       .start = (uint32_t)start,
                       .end = (uint32_t)end,
                       .text = written(builder, start, end)};
    return push(builder, &value, 1, 0);
}

/* Billion laughs: https://en.wikipedia.org/wiki/Billion_laughs_attack. Arrays are shared here, but
 * whoever writes the values out makes every node. */
static bool within_budget(const nws_yaml_builder *builder, const nws_yaml_anchor *anchor)
{
    uint64_t made = builder->made + anchor->nodes + anchor->value.text.length / ALIAS_TEXT_NODE;
    return made <= NWS_MAX_ALIAS_FACTOR * builder->events + NWS_MAX_ALIAS_FLOOR &&
           builder->depth + anchor->height <= builder->options->limits->front_depth;
}

nws_status nws_build_alias(nws_yaml_builder *builder, nws_view name, size_t start, size_t end)
{
    NWS_TRY(count_node(builder, start));
    if (builder->full)
        return NWS_OK;
    const nws_yaml_anchor *anchor = NULL;
    bool allowed = ++builder->aliases <= builder->options->limits->aliases;
    if (allowed)
        anchor = find_anchor(builder, name);
    if (allowed && (anchor == NULL || anchor->open)) {
        /* An alias of nothing, or of what it stands in. */
        if (builder->options->strict)
            return nws_error_set(builder->error, NWS_E_SYNTAX, "yaml_syntax",
                                 "an alias without an anchor", start);
        NWS_TRY(note(builder, NWS_D_YAML_SYNTAX, start, end));
        return push_unfollowed(builder, start, end);
    }
    if (!allowed || !within_budget(builder, anchor)) {
        if (!builder->alias_reported)
            NWS_TRY(note(builder, NWS_D_FRONT_LIMIT, start, end));
        builder->alias_reported = true;
        return push_unfollowed(builder, start, end);
    }
    builder->made += anchor->nodes + anchor->value.text.length / ALIAS_TEXT_NODE;
    nws_value value = anchor->value;
    value.start = (uint32_t)start;
    value.end = (uint32_t)end;
    return push(builder, &value, anchor->nodes, anchor->height);
}

/* ---- nodes ---- */

nws_status nws_build_scalar(nws_yaml_builder *builder, const nws_value *value, nws_view name)
{
    NWS_TRY(count_node(builder, value->start));
    if (builder->full)
        return NWS_OK;
    if (name.data != NULL)
        NWS_TRY(add_anchor(builder, &(nws_yaml_anchor){.name = name, .value = *value, .nodes = 1}));
    return push(builder, value, 1, 0);
}

nws_status nws_build_open(nws_yaml_builder *builder, bool map, bool flow, size_t start,
                          nws_view name)
{
    NWS_TRY(count_node(builder, start));
    if (builder->full)
        return NWS_OK;
    if (name.data != NULL)
        NWS_TRY(add_anchor(builder, &(nws_yaml_anchor){.name = name, .open = true}));
    NWS_TRY(NWS_ROOM(builder->arena, builder->frames, builder->depth, builder->frame_capacity,
                     FIRST_ITEMS));
    builder->frames[builder->depth++] =
        (nws_yaml_frame){.base = builder->count,
                         .start = (uint32_t)start,
                         .end = (uint32_t)start,
                         .anchor = name.data == NULL ? 0 : builder->anchor_count,
                         .nodes = 1,
                         .map = map,
                         .flow = flow};
    return NWS_OK;
}

/* ---- closing a map ---- */

/* https://yaml.org/type/merge.html: an unquoted "<<" whose value is a map or a list of maps. */
static bool is_merge(const nws_entry *entry)
{
    if (entry->key.kind != NWS_VALUE_TEXT || entry->key.quoted ||
        !nws_view_equal(entry->key.text, NWS_VIEW("<<")))
        return false;
    if (entry->value.kind == NWS_VALUE_MAP)
        return true;
    if (entry->value.kind != NWS_VALUE_LIST || entry->value.count == 0)
        return false;
    for (uint32_t i = 0; i < entry->value.count; i++)
        if (entry->value.as.items[i].kind != NWS_VALUE_MAP)
            return false;
    return true;
}

/* Entries of a map under construction, and which of them were written there. */
typedef struct entry_list {
    nws_entry *items;
    bool *merged; /* NULL: none is */
    uint32_t count;
} entry_list;

static void append_merged(entry_list *list, const nws_value *map)
{
    for (uint32_t i = 0; i < map->count; i++) {
        list->merged[list->count] = true;
        list->items[list->count++] = map->as.entries[i];
    }
}

/* Puts the entries of merged maps in the place of their "<<". */
static nws_status expand_merges(nws_arena *arena, entry_list *list)
{
    size_t total = 0;
    bool any = false;
    for (uint32_t i = 0; i < list->count; i++) {
        const nws_value *value = &list->items[i].value;
        if (!is_merge(&list->items[i])) {
            total++;
            continue;
        }
        any = true;
        if (value->kind == NWS_VALUE_MAP)
            total += value->count;
        for (uint32_t j = 0; value->kind == NWS_VALUE_LIST && j < value->count; j++)
            total += value->as.items[j].count;
    }
    if (!any)
        return NWS_OK;
    entry_list wide = {.items = nws_arena_alloc(arena, total * sizeof *wide.items + 1),
                       .merged = nws_arena_zero(arena, total + 1)};
    if (wide.items == NULL || wide.merged == NULL)
        return NWS_E_MEMORY;
    for (uint32_t i = 0; i < list->count; i++) {
        const nws_value *value = &list->items[i].value;
        if (!is_merge(&list->items[i]))
            wide.items[wide.count++] = list->items[i];
        else if (value->kind == NWS_VALUE_MAP)
            append_merged(&wide, value);
        else
            for (uint32_t j = 0; j < value->count; j++)
                append_merged(&wide, &value->as.items[j]);
    }
    *list = wide;
    return NWS_OK;
}

static nws_status note_duplicate(nws_yaml_builder *builder, const nws_value *key)
{
    if (builder->options->strict)
        return nws_error_set(builder->error, NWS_E_SYNTAX, "duplicate_key",
                             "a key is written twice", key->start);
    return nws_diagnostics_add(builder->diagnostics, NWS_D_DUPLICATE_KEY, key->start, key->end,
                               key->text);
}

/* A key counts once, at its first place: what is written there wins over what is merged, the last
 * of those written, the first of those merged. */
static nws_status drop_duplicates(nws_yaml_builder *builder, entry_list *list)
{
    uint32_t *first = NULL;
    if (list->count < 2)
        return NWS_OK;
    NWS_TRY(nws_distinct_first(builder->arena, &list->items[0].key.text, sizeof *list->items,
                               list->count, &first));
    if (first == NULL)
        return NWS_OK;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        bool merged = list->merged != NULL && list->merged[i];
        if (first[i] == i) {
            first[i] = kept; /* from here on: where the key went */
            list->items[kept] = list->items[i];
            if (list->merged != NULL)
                list->merged[kept] = merged;
            kept++;
            continue;
        }
        uint32_t place = first[first[i]];
        if (merged)
            continue;
        if (list->merged == NULL || !list->merged[place])
            NWS_TRY(note_duplicate(builder, &list->items[i].key));
        else
            list->items[place].key = list->items[i].key;
        list->items[place].value = list->items[i].value;
        if (list->merged != NULL)
            list->merged[place] = false;
    }
    list->count = kept;
    return NWS_OK;
}

/* children are count values, key and value in turn: as nws_entry has them. */
static nws_status make_map(nws_yaml_builder *builder, const nws_value *children, uint32_t count,
                           nws_value *map)
{
    entry_list list = {.count = count / 2};
    uint32_t limit = builder->options->limits->front_keys;
    if (list.count > 0) {
        list.items = nws_arena_alloc(builder->arena, list.count * sizeof *list.items);
        if (list.items == NULL)
            return NWS_E_MEMORY;
        memcpy(list.items, children, list.count * sizeof *list.items);
    }
    const bool as_written = builder->options->as_written && builder->depth == 0;
    if (!as_written)
        NWS_TRY(expand_merges(builder->arena, &list));
    if (list.count > limit) {
        const nws_value *key = &list.items[limit].key;
        NWS_TRY(note(builder, NWS_D_FRONT_LIMIT, key->start, key->end));
        list.count = limit;
    }
    if (!as_written)
        NWS_TRY(drop_duplicates(builder, &list));
    map->as.entries = list.items;
    map->count = list.count;
    return NWS_OK;
}

static nws_status make_list(nws_yaml_builder *builder, const nws_value *children, uint32_t count,
                            nws_value *list)
{
    list->as.items = NULL;
    list->count = count;
    if (count == 0)
        return NWS_OK;
    list->as.items = nws_arena_alloc(builder->arena, count * sizeof *children);
    if (list->as.items == NULL)
        return NWS_E_MEMORY;
    memcpy(list->as.items, children, count * sizeof *children);
    return NWS_OK;
}

/* "{{ title }}", which a scaffold's template left behind: YAML for a map with a map as its key,
 * and never meant as that. */
static bool is_template(const nws_yaml_frame *frame, const nws_value *children, uint32_t count,
                        nws_view raw)
{
    return frame->map && frame->flow && count == 2 && children[1].kind == NWS_VALUE_NULL &&
           children[0].start == frame->start + 1 && raw.length >= 4 &&
           nws_view_starts(raw, NWS_VIEW("{{")) && raw.data[raw.length - 1] == '}' &&
           raw.data[raw.length - 2] == '}';
}

static nws_status make_template(nws_yaml_builder *builder, nws_view raw, nws_value *value)
{
    if (builder->options->strict)
        return nws_error_set(builder->error, NWS_E_SYNTAX, "yaml_syntax",
                             "a template's braces are not quoted", value->start);
    NWS_TRY(nws_diagnostics_add(builder->diagnostics, NWS_D_YAML_SYNTAX, value->start, value->end,
                                raw));
    value->kind = NWS_VALUE_TEXT;
    value->quoted = true;
    return nws_yaml_raw(builder->arena, &builder->survey, raw, &value->text);
}

nws_status nws_build_close(nws_yaml_builder *builder, size_t end)
{
    nws_yaml_frame frame = builder->frames[--builder->depth];
    uint32_t count = builder->count - frame.base;
    const nws_value *children = builder->stack == NULL ? NULL : builder->stack + frame.base;
    nws_value value = {.kind = (uint8_t)(frame.map ? NWS_VALUE_MAP : NWS_VALUE_LIST),
                       .start = frame.start,
                       .end = frame.flow && end > frame.end ? (uint32_t)end : frame.end,
                       .text = NWS_VIEW("")};
    nws_view raw = written(builder, value.start, value.end);
    if (is_template(&frame, children, count, raw))
        NWS_TRY(make_template(builder, raw, &value));
    else if (frame.map)
        NWS_TRY(make_map(builder, children, count, &value));
    else
        NWS_TRY(make_list(builder, children, count, &value));
    builder->count = frame.base;
    if (frame.anchor != 0) {
        nws_yaml_anchor *anchor = &builder->anchors[frame.anchor - 1];
        anchor->value = value;
        anchor->nodes = frame.nodes;
        anchor->height = frame.height + 1;
        anchor->open = false;
    }
    return push(builder, &value, frame.nodes, frame.height + 1);
}
