/* What the two files of the subset scanner share; nobody else includes this.
 *
 * yaml_subset.c knows lines, lists and maps, yaml_subset_text.c scalars. Both end with
 * NWS_SUBSET_DOUBT at whatever is not surely the same to libyaml.
 */
#ifndef NWS_FRONT_YAML_SUBSET_H
#define NWS_FRONT_YAML_SUBSET_H

#include "front/yaml_parts.h"

/* What ends the shortcut: no function that is called on the way returns it. */
#define NWS_SUBSET_DOUBT NWS_E_STOP

/* Lists and maps in each other: no header seen has more than five. */
enum { NWS_SUBSET_LEVELS = 8 };

typedef struct nws_subset_frame {
    size_t column;
    const char *empty; /* past the ":" or "-" whose value has not been seen; NULL: there is none */
    bool list;
    bool flush; /* a list whose "-" stand right under the key: it ends where "-" do */
} nws_subset_frame;

typedef struct nws_subset {
    nws_yaml_builder *builder;
    const char *at, *end;
    unsigned depth;
    nws_subset_frame frames[NWS_SUBSET_LEVELS];
} nws_subset;

/* ---- characters ---- */

/* Classes: a byte that is in none of those that a scan asks for belongs to the text. */
enum {
    NWS_IN_BLOCK = 1,   /* what may end a plain scalar */
    NWS_IN_FLOW = 2,    /* ... in brackets */
    NWS_IN_SINGLE = 4,  /* what may end a single-quoted scalar */
    NWS_IN_DOUBLE = 8,  /* ... a double-quoted one */
    NWS_IN_LINE = 16,   /* ... a line of a block scalar, or a comment */
    NWS_INDICATOR = 32, /* begins no plain scalar: https://yaml.org/spec/1.2.2/#rule-c-indicator */
    NWS_LEAD = 64 /* may begin a C1 control, a byte order mark, NEL or another line end of 1.1 */
};
extern const uint8_t nws_subset_classes[256];

NWS_INLINE unsigned nws_subset_class(char byte)
{
    return nws_subset_classes[(unsigned char)byte];
}

/* The first byte from at on that is of one of these classes, or end. */
const char *nws_subset_find(const char *at, const char *end, unsigned wanted);

NWS_INLINE const char *nws_subset_blanks(const char *at, const char *end)
{
    while (at < end && *at == ' ')
        at++;
    return at;
}

NWS_INLINE bool nws_subset_line_end(const char *at, const char *end)
{
    return at == end || *at == '\n' || (*at == '\r' && end - at > 1 && at[1] == '\n');
}

/* at is a line's end. */
NWS_INLINE const char *nws_subset_next_line(const char *at, const char *end)
{
    return at == end ? end : at + (*at == '\r' ? 2 : 1);
}

/* Where an indicator is one only if it stands alone: ":" and "-". */
NWS_INLINE bool nws_subset_word_end(const char *at, const char *end)
{
    return nws_subset_line_end(at, end) || *at == ' ';
}

/* ---- scalars: yaml_subset_text.c ---- */

/* A quoted text value between two places. */
nws_value nws_subset_value(const nws_subset *reader, const char *start, const char *end);
/* A plain scalar of one line. */
NWS_MUST_CHECK nws_status nws_subset_add(nws_subset *reader, const char *start, const char *end);

/* The line of a plain scalar that begins at start: *stop is what ends it, a line's end, ":" or
 * "#", and *end its own end. */
NWS_MUST_CHECK nws_status nws_subset_plain(const nws_subset *reader, const char *start,
                                           const char **stop, const char **end);

/* Each reads a scalar that begins at reader->at and belongs into the innermost list or map, and
 * leaves reader->at behind it. plain: its first line, as nws_subset_plain has it, is known. */
NWS_MUST_CHECK nws_status nws_subset_quoted(nws_subset *reader);
NWS_MUST_CHECK nws_status nws_subset_folded(nws_subset *reader, const char *stop, const char *end);
NWS_MUST_CHECK nws_status nws_subset_block(nws_subset *reader);

#endif
