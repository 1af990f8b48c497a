/* What the files of the YAML reader share; nobody else includes this.
 *
 * yaml_prepare.c makes the text that libyaml may see, yaml.c turns its events into calls of
 * yaml_build.c, which makes the values within the budgets, and yaml_recover.c cuts a header that
 * is not YAML into pieces and reads them alone.
 */
#ifndef NWS_FRONT_YAML_PARTS_H
#define NWS_FRONT_YAML_PARTS_H

#include "front/yaml.h"

/* ---- yaml_prepare.c ---- */

/* The characters that libyaml breaks lines at or refuses but that are text: NEL, LS, PS, DEL,
 * U+FFFE and U+FFFF. */
enum { NWS_YAML_SPECIALS = 6 };

/* What a look at all bytes of the header tells. */
typedef struct nws_yaml_survey {
    bool tabs;     /* a line's indentation holds a tab, or a blank line does */
    bool repaired; /* libyaml must see a copy, in which the specials and controls are replaced */
    bool replaced; /* specials occur: their stand-ins must be turned back */
    uint32_t directives; /* leading lines that begin with % */
    /* Private-use characters that occur nowhere in the header; 0: there was none to spare. */
    uint32_t stand_ins[NWS_YAML_SPECIALS];
} nws_yaml_survey;

/* From offset at in the repaired text on, the raw offset is shift bytes more. */
typedef struct nws_yaml_repair {
    uint32_t at;
    int32_t shift;
} nws_yaml_repair;

/* One text as libyaml reads it. */
typedef struct nws_yaml_source {
    nws_view raw;
    size_t offset; /* of raw in the decoded file */
    nws_view text; /* raw itself when nothing had to be repaired */
    nws_yaml_repair *repairs;
    uint32_t repair_count;
    uint32_t repair_capacity;
} nws_yaml_source;

/* Looks at the header once and adds a diagnostic for each control byte. */
NWS_MUST_CHECK nws_status nws_yaml_look(nws_arena *arena, nws_view front, size_t offset,
                                        nws_diagnostics *diagnostics, nws_yaml_survey *survey);
/* Makes source->text from source->raw; with tabs set, tabs in indentation become blanks too. */
NWS_MUST_CHECK nws_status nws_yaml_prepare(nws_arena *arena, const nws_yaml_survey *survey,
                                           bool tabs, nws_yaml_source *source);
/* A copy of text in the arena, with the stand-ins turned back. */
NWS_MUST_CHECK nws_status nws_yaml_restore(nws_arena *arena, const nws_yaml_survey *survey,
                                           nws_view text, nws_view *restored);
/* Raw text of the header as a value: controls replaced, all else as it is. */
NWS_MUST_CHECK nws_status nws_yaml_raw(nws_arena *arena, const nws_yaml_survey *survey,
                                       nws_view raw, nws_view *text);
/* The offset in the file of an offset in source->text. */
size_t nws_yaml_origin(const nws_yaml_source *source, size_t at);
/* One diagnostic for each line of raw whose indentation holds a tab. */
NWS_MUST_CHECK nws_status nws_yaml_note_tabs(nws_view raw, size_t offset,
                                             nws_diagnostics *diagnostics);

/* ---- yaml_build.c ---- */

/* An open list or map. Its children lie on the builder's stack from base on. */
typedef struct nws_yaml_frame {
    uint32_t base;
    uint32_t start;
    uint32_t end;    /* of the last child */
    uint32_t anchor; /* index of its anchor plus one, or 0 */
    uint32_t height; /* of the deepest child */
    uint64_t nodes;  /* it and all below, aliases expanded */
    bool map;
    bool flow;
} nws_yaml_frame;

typedef struct nws_yaml_anchor {
    nws_view name;
    nws_value value;
    uint64_t nodes;
    uint32_t height;
    bool open; /* its list or map is not closed yet */
} nws_yaml_anchor;

typedef struct nws_yaml_builder {
    nws_arena *arena;
    const nws_yaml_options *options;
    nws_diagnostics *diagnostics;
    nws_error *error;
    nws_view front; /* the whole header, as it is in the file */
    nws_yaml_survey survey;
    nws_value *stack; /* children of all open lists and maps; keys and values take turns */
    uint32_t count;
    uint32_t capacity;
    nws_yaml_frame *frames;
    uint32_t depth;
    uint32_t frame_capacity;
    nws_yaml_anchor *anchors;
    uint32_t anchor_count;
    uint32_t anchor_capacity;
    uint32_t aliases;
    uint64_t events;
    uint64_t made;       /* nodes, aliases expanded */
    bool full;           /* front_nodes was met: nothing more is read */
    bool alias_reported; /* that the aliases' budget was met */
} nws_yaml_builder;

/* What a failed reading must put back. */
typedef struct nws_yaml_mark {
    uint32_t count;
    uint32_t anchors;
    uint32_t aliases;
    uint32_t diagnostics;
    uint32_t dropped;
    uint64_t events;
    uint64_t made;
    uint64_t nodes;
    uint32_t height;
    uint32_t end;
    uint32_t depth;
    bool full;
    bool alias_reported;
} nws_yaml_mark;

nws_yaml_mark nws_build_mark(const nws_yaml_builder *builder);
void nws_build_rewind(nws_yaml_builder *builder, const nws_yaml_mark *mark);

/* name.data NULL: no anchor. The name and the value's text are the arena's. */
NWS_MUST_CHECK nws_status nws_build_open(nws_yaml_builder *builder, bool map, bool flow,
                                         size_t start, nws_view name);
NWS_MUST_CHECK nws_status nws_build_scalar(nws_yaml_builder *builder, const nws_value *value,
                                           nws_view name);
NWS_MUST_CHECK nws_status nws_build_alias(nws_yaml_builder *builder, nws_view name, size_t start,
                                          size_t end);
/* Closes the innermost list or map; end counts for a flow collection only. */
NWS_MUST_CHECK nws_status nws_build_close(nws_yaml_builder *builder, size_t end);

/* ---- yaml.c ---- */

typedef enum nws_yaml_outcome {
    NWS_YAML_READ,
    NWS_YAML_BROKEN, /* a syntax error at *where */
    NWS_YAML_DEEP    /* it nests deeper than front_depth, at *where */
} nws_yaml_outcome;

/* Reads the first document of raw onto the builder's stack. inside: raw is one piece of a map that
 * is open already: the pairs of its top mapping become pairs of that map. where is an offset in
 * the file. Unless the outcome is READ the builder is as it was. */
NWS_MUST_CHECK nws_status nws_yaml_events(nws_yaml_builder *builder, nws_view raw, bool tabs,
                                          bool inside, nws_yaml_outcome *outcome, size_t *where);

/* ---- yaml_subset.c ---- */

/* Reads a header of plain shapes onto the builder's stack. *read false: it may be none, and the
 * builder is as it was. Texts point into the header where nothing had to be unescaped. */
NWS_MUST_CHECK nws_status nws_yaml_subset(nws_yaml_builder *builder, bool *read);

/* ---- yaml_recover.c ---- */

/* Reads a header that was BROKEN or DEEP at where; leaves one value on the builder's stack. */
NWS_MUST_CHECK nws_status nws_yaml_recover(nws_yaml_builder *builder, nws_yaml_outcome why,
                                           size_t where);

#endif
