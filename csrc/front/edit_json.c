/* Where the keys and values of a JSON header stand.
 *
 *   object ::= "{" members? "}" | members
 *   members ::= member ( "," member )*
 *   member ::= string ":" value
 *
 * The form without braces is Hexo's.
 */
#include "front/edit_parts.h"

nws_status nws_edit_json(nws_arena *arena, const nws_edit_file *file, nws_edit_layout *layout)
{
    nws_view text = file->text;
    size_t at = (size_t)(file->front.data - text.data);
    text.length = at + file->front.length;
    layout->braces = true;
    const size_t open = nws_edit_skip_space(text, at, NWS_FORMAT_JSON);
    if (open < text.length && text.data[open] == '{')
        at = open + 1;
    layout->insert = at;
    for (;;) {
        at = nws_edit_skip_space(text, at, NWS_FORMAT_JSON);
        if (at >= text.length || text.data[at] != '"')
            return NWS_OK;
        nws_edit_member member = {.key_start = at};
        member.key_end = nws_edit_skip_string(text, at, NWS_FORMAT_JSON);
        NWS_TRY(nws_edit_unquote(arena, text, at, member.key_end, &member.key));
        at = nws_edit_skip_space(text, member.key_end, NWS_FORMAT_JSON);
        member.spot = at + 1;
        member.start = nws_edit_skip_space(text, member.spot, NWS_FORMAT_JSON);
        member.end = nws_edit_skip_value(text, member.start, NWS_FORMAT_JSON);
        NWS_TRY(nws_edit_member_add(arena, layout, &member));
        at = nws_edit_skip_space(text, member.end, NWS_FORMAT_JSON);
        if (at < text.length && text.data[at] == ',')
            at++;
    }
}
