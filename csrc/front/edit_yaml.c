/* Where the root keys of a YAML header stand, from the places that the reader kept.
 *
 * The header is read once more with options->as_written, so that a key that is written twice and a
 * merge key are seen as they stand. The reader's places are trusted but for one thing: the end of
 * a block scalar or block collection may lie past line ends, which are not part of it here.
 */
#include "front/edit_parts.h"

#include "front/yaml.h"

/* Past "&name" and the blanks behind it, when one stands at at. A tag goes with the value. */
static size_t skip_anchor(nws_view text, size_t at, size_t end)
{
    if (at >= end || text.data[at] != '&')
        return at;
    while (at < end && !nws_is_space((unsigned char)text.data[at]))
        at++;
    return at;
}

static size_t trim_end(nws_view text, size_t start, size_t end)
{
    while (end > start && nws_is_space((unsigned char)text.data[end - 1]))
        end--;
    return end;
}

/* Past white space and comments, but not past a comment's "#" without white space before it. */
static size_t skip_space(nws_view text, size_t at, size_t end)
{
    for (;;) {
        const size_t before = at;
        while (at < end && nws_is_space((unsigned char)text.data[at]))
            at++;
        if (at == before || at >= end || text.data[at] != '#')
            return at;
        while (at < end && !nws_line_is_break(text.data[at]))
            at++;
    }
}

/* Past the colon that follows a key, or 0 when none does: "{a, b: 1}". */
static size_t find_spot(nws_view text, size_t key_end, size_t end)
{
    const size_t at = skip_space(text, key_end, end);
    return at < end && text.data[at] == ':' ? at + 1 : 0;
}

static void place_value(nws_view text, const nws_value *value, size_t end, nws_edit_member *member)
{
    member->value = value;
    member->start = value->start;
    member->end = value->end < end ? value->end : end;
    if (value->kind == NWS_VALUE_NULL && value->text.length == 0 &&
        trim_end(text, member->start, member->end) == member->start) {
        /* Nothing is written; where the reader says so depends on what follows. */
        member->start = member->end = member->spot == 0 ? member->key_end : member->spot;
        return;
    }
    const size_t past = skip_anchor(text, member->start, member->end);
    if (past > member->start) {
        member->spot = past;
        member->start = skip_space(text, past, member->end);
        if (member->start >= member->end)
            member->start = member->end = past; /* an anchor of nothing */
    }
    member->end = trim_end(text, member->start, member->end);
}

static nws_status place_members(nws_arena *arena, nws_view text, size_t end, const nws_value *root,
                                nws_edit_layout *layout)
{
    for (uint32_t i = 0; i < root->count; i++) {
        const nws_entry *entry = &root->as.entries[i];
        nws_edit_member member = {.key = entry->key.text,
                                  .key_start = entry->key.start,
                                  .key_end = entry->key.end < end ? entry->key.end : end};
        member.key_end = trim_end(text, member.key_start, member.key_end);
        member.spot = find_spot(text, member.key_end, end);
        place_value(text, &entry->value, end, &member);
        NWS_TRY(nws_edit_member_add(arena, layout, &member));
    }
    return NWS_OK;
}

/* The blanks before the last key that begins its line. */
static nws_view find_indent(nws_view text, const nws_edit_layout *layout)
{
    for (uint32_t i = layout->count; i-- > 0;) {
        const size_t key = layout->members[i].key_start, line = nws_line_start(text, key);
        if (nws_line_skip_blanks(text, line) == key)
            return nws_edit_between(text, line, key);
    }
    return NWS_VIEW("");
}

nws_status nws_edit_yaml(nws_arena *arena, const nws_edit_file *file, const nws_limits *limits,
                         nws_edit_layout *layout, nws_error *error)
{
    const size_t front = (size_t)(file->front.data - file->text.data);
    const size_t end = front + file->front.length;
    const nws_yaml_options options = {
        .limits = limits, .offset = front, .as_written = true, .way = NWS_YAML_LIBYAML};
    nws_diagnostics diagnostics;
    nws_value *root = nws_arena_alloc(arena, sizeof *root);
    if (root == NULL)
        return NWS_E_MEMORY;
    nws_diagnostics_init(&diagnostics, arena, 0);
    NWS_TRY(nws_yaml_read(arena, file->front, &options, &diagnostics, root, error));
    layout->insert = end;
    if (root->kind == NWS_VALUE_NULL && root->text.length == 0 && root->start == root->end)
        return NWS_OK;
    if (root->kind != NWS_VALUE_MAP)
        return nws_error_set(error, NWS_E_SYNTAX, "not_editable",
                             "the front matter says null where keys would stand", root->start);
    size_t open = root->start;
    while (open < end && (file->text.data[open] == '&' || file->text.data[open] == '!')) {
        while (open < end && !nws_is_space((unsigned char)file->text.data[open]))
            open++;
        open = skip_space(file->text, open, end);
    }
    NWS_TRY(place_members(arena, file->text, end, root, layout));
    layout->braces = open < end && file->text.data[open] == '{' &&
                     (root->count == 0 || layout->members[0].key_start > open);
    if (layout->braces)
        layout->insert = open + 1;
    else
        layout->indent = find_indent(file->text, layout);
    return NWS_OK;
}
