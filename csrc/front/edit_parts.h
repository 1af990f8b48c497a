/* What the files of the editor share; nobody else includes this.
 *
 * edit_yaml.c, edit_json.c and edit_toml.c say where the keys and values of a header stand: its
 * layout. edit.c turns an edit into splices by it, edit_list.c does so for lists, edit_write.c
 * writes keys and values, and edit_verify.c compares what was read before and after.
 */
#ifndef NWS_FRONT_EDIT_PARTS_H
#define NWS_FRONT_EDIT_PARTS_H

#include "front/edit.h"
#include "front/lines.h"

/* One key of the root as it is written. Offsets count in the file's text. */
typedef struct nws_edit_member {
    nws_view key; /* unquoted */
    size_t key_start;
    size_t key_end;
    size_t spot;  /* where a value may follow: past ':' or '=', and an anchor; 0: there is none */
    size_t start; /* of the value, past an anchor */
    size_t end;   /* equal to start when nothing is written */
    const nws_value *value; /* YAML: with the places of its items; else NULL */
    bool dotted;            /* TOML: "a.b = 1", only a part of the key's value */
} nws_edit_member;

typedef struct nws_edit_layout {
    nws_format format;
    bool braces; /* the root is written in braces */
    nws_edit_member *members;
    uint32_t count;
    uint32_t capacity;
    size_t insert;   /* where a first or new member goes */
    nws_view indent; /* of a new line */
} nws_edit_layout;

/* How a text is to be written. */
typedef struct nws_edit_style {
    nws_format format;
    bool flow;  /* inside brackets or braces */
    char quote; /* ' or " as it was before, or 0 */
    char gap;   /* between date and time: T, a blank, or 0 for what is usual */
} nws_edit_style;

/* A place in the text, end past it. */
typedef struct nws_edit_span {
    size_t start;
    size_t end;
} nws_edit_span;

/* ---- edit_yaml.c, edit_json.c, edit_toml.c ---- */

NWS_MUST_CHECK nws_status nws_edit_yaml(nws_arena *arena, const nws_edit_file *file,
                                        const nws_limits *limits, nws_edit_layout *layout,
                                        nws_error *error);
NWS_MUST_CHECK nws_status nws_edit_json(nws_arena *arena, const nws_edit_file *file,
                                        nws_edit_layout *layout);
NWS_MUST_CHECK nws_status nws_edit_toml(nws_arena *arena, const nws_edit_file *file,
                                        nws_edit_layout *layout);

NWS_MUST_CHECK nws_status nws_edit_member_add(nws_arena *arena, nws_edit_layout *layout,
                                              const nws_edit_member *member);

/* ---- edit_scan.c: tokens of JSON and TOML, in text that their readers have accepted ---- */

/* Past white space, line ends and, in TOML, comments. */
size_t nws_edit_skip_space(nws_view text, size_t at, nws_format format);
/* Past the quoted text that opens at at. */
size_t nws_edit_skip_string(nws_view text, size_t at, nws_format format);
/* Past the value at at. */
size_t nws_edit_skip_value(nws_view text, size_t at, nws_format format);
/* What the quoted text from start to end says. */
NWS_MUST_CHECK nws_status nws_edit_unquote(nws_arena *arena, nws_view text, size_t start,
                                           size_t end, nws_view *plain);

/* ---- edit_write.c ---- */

/* Appends value on one line. NWS_E_SYNTAX with *error when the format cannot hold it. */
NWS_MUST_CHECK nws_status nws_edit_write(const nws_value *value, nws_edit_style style,
                                         nws_buffer *out, nws_error *error);
NWS_MUST_CHECK nws_status nws_edit_write_key(nws_view key, nws_edit_style style, nws_buffer *out);
/* Whether text holds only what may be written as it is: no controls, no line ends. */
bool nws_edit_printable(nws_view text);

/* ---- edit_list.c ---- */

/* Plans a list in place of a list, in the layout that it has and with the items that stay as they
 * are. *done false: it cannot be done so. */
NWS_MUST_CHECK nws_status nws_edit_list(nws_arena *arena, const nws_edit_file *file,
                                        const nws_edit_layout *layout,
                                        const nws_edit_member *member, const nws_value *list,
                                        nws_splices *splices, bool *done, nws_error *error);

/* ---- edit_verify.c ---- */

/* Whether two values are the same. asked: b is of an edit, so that only what it means counts. */
NWS_MUST_CHECK nws_status nws_edit_same(nws_arena *arena, const nws_value *a, const nws_value *b,
                                        bool asked, bool *same);

/* ---- edit.c ---- */

/* Adds a splice with a copy of replacement. Splices come in order. */
NWS_MUST_CHECK nws_status nws_edit_splice(nws_arena *arena, nws_splices *splices, size_t start,
                                          size_t end, nws_view replacement);

/* ---- text ---- */

NWS_INLINE nws_view nws_edit_between(nws_view text, size_t start, size_t end)
{
    return nws_view_slice(text, start, end - start);
}

/* How the line that ends before at ends; LF where there is none. */
NWS_INLINE nws_view nws_edit_newline(nws_view text, size_t at)
{
    if (at >= 2 && text.data[at - 2] == '\r' && text.data[at - 1] == '\n')
        return NWS_VIEW("\r\n");
    return at >= 1 && text.data[at - 1] == '\r' ? NWS_VIEW("\r") : NWS_VIEW("\n");
}

#endif
