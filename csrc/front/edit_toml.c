/* Where the root keys of a TOML header stand: those before the first table.
 *
 * https://toml.io/en/v1.0.0#keyvalue-pair and https://toml.io/en/v1.0.0#table:
 *
 *   header ::= pair* table*
 *   pair   ::= part ( "." part )* "=" value line-end
 *   part   ::= [A-Za-z0-9_-]+ | string
 */
#include "front/edit_parts.h"

/* Past one part of a key. */
static size_t skip_part(nws_view text, size_t at)
{
    if (text.data[at] == '"' || text.data[at] == '\'')
        return nws_edit_skip_string(text, at, NWS_FORMAT_TOML);
    while (at < text.length && !nws_is_space((unsigned char)text.data[at]) &&
           text.data[at] != '.' && text.data[at] != '=')
        at++;
    return at;
}

/* The pair at at; *at is moved past it. */
static nws_status read_pair(nws_arena *arena, nws_view text, size_t *at, nws_edit_member *member)
{
    *member = (nws_edit_member){.key_start = *at};
    member->key_end = skip_part(text, *at);
    if (text.data[*at] == '"' || text.data[*at] == '\'')
        NWS_TRY(nws_edit_unquote(arena, text, *at, member->key_end, &member->key));
    else
        member->key = nws_edit_between(text, *at, member->key_end);
    size_t next = nws_line_skip_blanks(text, member->key_end);
    while (next < text.length && text.data[next] == '.') {
        member->dotted = true;
        next = nws_line_skip_blanks(text, next + 1);
        if (next < text.length)
            next = nws_line_skip_blanks(text, skip_part(text, next));
    }
    member->spot = next < text.length ? next + 1 : next;
    member->start = nws_line_skip_blanks(text, member->spot);
    member->end = nws_edit_skip_value(text, member->start, NWS_FORMAT_TOML);
    *at = nws_line_next(text, member->end);
    return NWS_OK;
}

nws_status nws_edit_toml(nws_arena *arena, const nws_edit_file *file, nws_edit_layout *layout)
{
    nws_view text = file->text;
    size_t at = (size_t)(file->front.data - text.data);
    text.length = at + file->front.length;
    layout->insert = at;
    for (;;) {
        at = nws_edit_skip_space(text, at, NWS_FORMAT_TOML);
        if (at >= text.length) {
            layout->insert = text.length;
            return NWS_OK;
        }
        if (text.data[at] == '[') /* a table: what follows is not the root's */
            return NWS_OK;
        nws_edit_member member;
        NWS_TRY(read_pair(arena, text, &at, &member));
        NWS_TRY(nws_edit_member_add(arena, layout, &member));
        layout->insert = at;
        layout->indent =
            nws_edit_between(text, nws_line_start(text, member.key_start), member.key_start);
    }
}
