/* The tree construction stage's state and the steps that all insertion modes share.
 *
 * Internal to html/: the modes (modes_*.c) decide, the builder does. One function per phrase of the
 * standard. https://html.spec.whatwg.org/multipage/parsing.html#tree-construction
 *
 * Departures, all for the sake of bounded work on hostile input, none of which loses text:
 *   - an element that would lie deeper than NWS_MAX_OPEN_ELEMENTS is inserted but never current
 *     (nws_builder_insert); its end tag is matched against the list of such elements alone;
 *   - the list of active formatting elements holds at most NWS_MAX_FORMATTING between two markers;
 *   - elements re-created for misnested formatting are paid from a budget that grows with the input
 *     (nws_builder_afford): past it formatting is not carried on;
 *   - what all nodes take is bounded (NWS_MAX_TREE): past it start tags make no elements and
 *     comments no nodes (nws_builder_refuse).
 */
#ifndef NWS_HTML_BUILDER_H
#define NWS_HTML_BUILDER_H

#include "base/bounds.h"
#include "html/parse.h"
#include "html/tokenizer.h"
#include "html/traits.h"

/* https://html.spec.whatwg.org/multipage/parsing.html#insertion-mode */
typedef enum nws_mode {
    NWS_MODE_INITIAL,
    NWS_MODE_BEFORE_HTML,
    NWS_MODE_BEFORE_HEAD,
    NWS_MODE_IN_HEAD,
    NWS_MODE_IN_HEAD_NOSCRIPT,
    NWS_MODE_AFTER_HEAD,
    NWS_MODE_IN_BODY,
    NWS_MODE_TEXT,
    NWS_MODE_IN_TABLE,
    NWS_MODE_IN_TABLE_TEXT,
    NWS_MODE_IN_CAPTION,
    NWS_MODE_IN_COLUMN_GROUP,
    NWS_MODE_IN_TABLE_BODY,
    NWS_MODE_IN_ROW,
    NWS_MODE_IN_CELL,
    NWS_MODE_IN_TEMPLATE,
    NWS_MODE_AFTER_BODY,
    NWS_MODE_IN_FRAMESET,
    NWS_MODE_AFTER_FRAMESET,
    NWS_MODE_AFTER_AFTER_BODY,
    NWS_MODE_AFTER_AFTER_FRAMESET,
    NWS_MODE_COUNT
} nws_mode;

/* One of the open elements. What scope queries ask stands here, so they touch no node. */
typedef struct nws_open {
    nws_node *node;
    uint32_t key;    /* tag | space << 16, so an HTML element's key is its tag */
    uint32_t traits; /* traits.h */
} nws_open;

/* One entry of the list of active formatting elements; node NULL is a marker. */
typedef struct nws_active {
    nws_node *node;
    uint32_t tag;
    uint32_t digest; /* of the attributes, for the Noah's Ark clause */
} nws_active;

/* Text in pieces: a view as long as they follow each other, else a block with room for more. */
typedef struct nws_string {
    nws_view text;
    uint32_t capacity; /* 0: a view */
} nws_string;

/* Where a node goes: the last child of parent, or before one of its children. */
typedef struct nws_place {
    nws_node *parent;
    nws_node *before;
} nws_place;

/* Room on the stack past the limit for what a mode must be able to open in one go (a table's
 * section, row and cell; a text element; the head, once more). */
#define NWS_OPEN_RESERVE 16u

typedef struct nws_builder {
    nws_arena *arena;
    nws_document *document;
    const nws_parse_options *options;
    nws_mode mode;
    nws_mode original; /* to which text and in table text return */
    uint32_t depth;    /* of open */
    uint32_t open_paragraphs;
    bool again;       /* the token is to be processed again, in the mode that is now set */
    bool frameset_ok; /* https://html.spec.whatwg.org/multipage/parsing.html#frameset-ok-flag */
    bool fostering;
    bool skip_newline; /* the next token loses one leading line feed: pre, listing, textarea */
    bool has_selected; /* a selectedcontent element was made */
    uint32_t now;      /* where the current token starts, for nodes that no tag made */
    nws_node *head; /* https://html.spec.whatwg.org/multipage/parsing.html#the-element-pointers */
    nws_node *form;
    nws_open context;   /* of a fragment; node NULL else */
    xmlNs *spaces;      /* the document's namespaces, NULL until the first is needed */
    nws_active *active; /* the list of active formatting elements */
    uint32_t active_count;
    uint32_t active_capacity;
    uint32_t spent;     /* nodes and attributes re-created so far, long values counting for more */
    int64_t taken;      /* bytes that nodes took */
    int64_t allowance;  /* NWS_MAX_TREE */
    int64_t most;       /* the same, less the reserve; below 0 once it was reached */
    nws_string pending; /* pending table character tokens: white space only */
    uint32_t pending_start;
    bool pending_inked; /* there was other text, so all of it is fostered */
    uint16_t *flat;     /* tags that opened no element, innermost last */
    uint32_t flat_count;
    uint32_t flat_capacity;
    uint32_t flat_depth;  /* of open, when the last of them was met */
    nws_node *vessels[8]; /* what takes the text of refused text elements, one for each tag */
    uint32_t vessel_count;
    uint32_t template_count;
    nws_tokenizer tokenizer;
    nws_token token;
    uint16_t flat_tags[NWS_TAG_COUNT]; /* how many of each are in flat */
    /* Not initialized past their counts. */
    uint8_t templates[NWS_MAX_OPEN_ELEMENTS + NWS_OPEN_RESERVE]; /* template insertion modes */
    nws_open open[NWS_MAX_OPEN_ELEMENTS + NWS_OPEN_RESERVE];
} nws_builder;

/* The rules of one insertion mode for one token. May shorten token's text. */
typedef nws_status nws_rule(nws_builder *builder, nws_token *token);

NWS_INLINE nws_open *nws_builder_current(nws_builder *builder)
{
    return &builder->open[builder->depth - 1];
}

NWS_INLINE bool nws_builder_at(const nws_builder *builder, nws_tag tag)
{
    return builder->open[builder->depth - 1].key == (uint32_t)tag;
}

/* The processing is done over with the mode that is set. */
NWS_INLINE nws_status nws_builder_again(nws_builder *builder, nws_mode mode)
{
    builder->mode = mode;
    builder->again = true;
    return NWS_OK;
}

/* A start tag cannot open a further element: see the departures above. */
NWS_INLINE bool nws_builder_full(const nws_builder *builder)
{
    return builder->depth >= NWS_MAX_OPEN_ELEMENTS;
}

/* What the text up to the current token adds to the allowance. */
NWS_INLINE int64_t nws_builder_earned(const nws_builder *builder)
{
    return (int64_t)builder->now * NWS_MAX_TREE_FACTOR;
}

/* The tree had all that it may take, so no tag but a few may make an element any more. */
NWS_INLINE bool nws_builder_tight(const nws_builder *builder)
{
    return builder->most < 0;
}

/* ---- stack.c: the stack of open elements ---- */

/* https://html.spec.whatwg.org/multipage/parsing.html#adjusted-current-node */
const nws_open *nws_builder_adjusted(const nws_builder *builder);
/* What the stack keeps beside itself, for an entry with one of the traits NWS_IS_NOTED. */
void nws_builder_note(nws_builder *builder, const nws_open *entry);
/* Pushes a node; there must be room (see NWS_OPEN_RESERVE). */
NWS_INLINE void nws_builder_push(nws_builder *builder, nws_node *node, uint32_t key,
                                 uint32_t traits)
{
    nws_open *entry = &builder->open[builder->depth++];
    *entry = (nws_open){node, key, traits};
    if (traits & NWS_IS_NOTED)
        nws_builder_note(builder, entry);
}
/* Leaves depth elements on the stack. */
void nws_builder_cut(nws_builder *builder, uint32_t depth);
NWS_INLINE void nws_builder_pop(nws_builder *builder)
{
    uint32_t depth = builder->depth - 1;
    if ((builder->open[depth].traits & NWS_IS_NOTED) || depth < builder->flat_depth)
        nws_builder_cut(builder, depth);
    else
        builder->depth = depth;
}
/* Pops until an HTML element with this tag, or one with these traits, has been popped. Where the
 * standard generates implied end tags just before, this alone comes to the same: it pops them too.
 */
void nws_builder_pop_until(nws_builder *builder, nws_tag tag);
void nws_builder_pop_traits(nws_builder *builder, uint32_t traits);
/* Pops until the current node has one of the traits: "clear the stack back to a … context". */
void nws_builder_clear_to(nws_builder *builder, uint32_t traits);
/* Is such an element in the scope that barrier ends?
 * https://html.spec.whatwg.org/multipage/parsing.html#has-an-element-in-the-specific-scope */
bool nws_builder_in_scope(const nws_builder *builder, nws_tag tag, uint32_t barrier);
bool nws_builder_traits_in(const nws_builder *builder, uint32_t traits, uint32_t barrier);
bool nws_builder_has_template(const nws_builder *builder);
/* Index of a node on the stack, or -1. */
int nws_builder_index(const nws_builder *builder, const nws_node *node);
void nws_builder_remove(nws_builder *builder, uint32_t index);
void nws_builder_put(nws_builder *builder, uint32_t index, nws_open entry);
/* https://html.spec.whatwg.org/multipage/parsing.html#generate-implied-end-tags, but for except
 * (NWS_TAG_UNKNOWN: all) */
void nws_builder_imply(nws_builder *builder, nws_tag except);
/* https://html.spec.whatwg.org/multipage/parsing.html#close-a-p-element, if one is in button scope
 */
void nws_builder_close_p(nws_builder *builder);
/* https://html.spec.whatwg.org/multipage/parsing.html#reset-the-insertion-mode-appropriately */
void nws_builder_reset(nws_builder *builder);

/* ---- builder.c: making and inserting nodes ---- */

/* https://html.spec.whatwg.org/multipage/parsing.html#appropriate-place-for-inserting-a-node */
nws_place nws_builder_place(nws_builder *builder, const nws_open *target);
/* Inserts an HTML element for a start tag and makes it current, if the stack is not full; when it
 * is full the element is noted as flat. */
NWS_MUST_CHECK nws_status nws_builder_insert(nws_builder *builder, const nws_token *token);
/* The same without the limit: for a mode that opens a bounded number of elements. */
NWS_MUST_CHECK nws_status nws_builder_force(nws_builder *builder, const nws_token *token);
/* Inserts an element that is popped at once. */
NWS_MUST_CHECK nws_status nws_builder_void(nws_builder *builder, const nws_token *token);
/* Inserts an element that no tag stands for, without attributes. */
NWS_MUST_CHECK nws_status nws_builder_imagine(nws_builder *builder, nws_tag tag);
/* Inserts an element for a start tag in the svg or math namespace.
 * https://html.spec.whatwg.org/multipage/parsing.html#insert-a-foreign-element */
NWS_MUST_CHECK nws_status nws_builder_foreign(nws_builder *builder, const nws_token *token,
                                              nws_space space);
/* https://html.spec.whatwg.org/multipage/parsing.html#insert-a-character */
NWS_MUST_CHECK nws_status nws_builder_text(nws_builder *builder, nws_view text, uint32_t start);
/* The white space of a text token alone: all of it that a frameset keeps. */
NWS_MUST_CHECK nws_status nws_builder_blanks(nws_builder *builder, const nws_token *token);
/* A comment or processing instruction: at the appropriate place, or (parent given) as its last
 * child. */
NWS_MUST_CHECK nws_status nws_builder_remark(nws_builder *builder, const nws_token *token,
                                             nws_node *parent);
NWS_MUST_CHECK nws_status nws_builder_doctype(nws_builder *builder, const nws_token *token);
/* Gives element the attributes of token that it does not have yet. */
NWS_MUST_CHECK nws_status nws_builder_merge(nws_builder *builder, nws_node *element,
                                            const nws_token *token);
/* A copy of an element without children; without attributes too when the budget is spent. */
NWS_MUST_CHECK nws_node *nws_builder_clone(nws_builder *builder, const nws_node *node);
/* Is there still budget for re-created elements? */
bool nws_builder_afford(const nws_builder *builder);
/* https://html.spec.whatwg.org/multipage/parsing.html#generic-raw-text-element-parsing-algorithm */
NWS_MUST_CHECK nws_status nws_builder_raw(nws_builder *builder, const nws_token *token,
                                          nws_content content);
/* Joins more to string. */
NWS_MUST_CHECK nws_status nws_string_join(nws_arena *arena, nws_string *string, nws_view more);

/* ---- flat.c: tags that open no element ---- */

/* Notes a start tag that opened no element. */
NWS_MUST_CHECK nws_status nws_builder_flatten(nws_builder *builder, nws_tag tag);
/* An end tag that belongs to one of those; true if it did. */
bool nws_builder_unflatten(nws_builder *builder, const nws_token *token);
/* A start tag when the tree is tight; *refused is false when it may make its element. html tells
 * whether it would be read by the rules for HTML content. */
NWS_MUST_CHECK nws_status nws_builder_refuse(nws_builder *builder, nws_token *token, bool html,
                                             bool *refused);
/* Leaves the outermost count of them. */
void nws_builder_unwait(nws_builder *builder, uint32_t count);
/* How the contents of an HTML element are tokenized. */
nws_content nws_builder_content(nws_tag tag);

/* ---- formatting.c: the list of active formatting elements; adoption.c ---- */

NWS_MUST_CHECK nws_status nws_active_push(nws_builder *builder, nws_node *node, nws_tag tag);
NWS_MUST_CHECK nws_status nws_active_marker(nws_builder *builder);
void nws_active_clear(nws_builder *builder);
void nws_active_remove(nws_builder *builder, uint32_t index);
/* Index of the last entry with tag after the last marker, or -1; of a node anywhere, or -1. */
int nws_active_find(const nws_builder *builder, nws_tag tag);
int nws_active_index(const nws_builder *builder, const nws_node *node);
NWS_MUST_CHECK nws_status nws_active_reopen(nws_builder *builder);
/* https://html.spec.whatwg.org/multipage/parsing.html#reconstruct-the-active-formatting-elements */
NWS_MUST_CHECK NWS_INLINE nws_status nws_active_reconstruct(nws_builder *builder)
{
    if (builder->active_count == 0)
        return NWS_OK;
    const nws_node *last = builder->active[builder->active_count - 1].node;
    if (last == NULL || (nws_node_flags(last) & NWS_NODE_OPEN) != 0)
        return NWS_OK;
    return nws_active_reopen(builder);
}
/* https://html.spec.whatwg.org/multipage/parsing.html#adoption-agency-algorithm */
NWS_MUST_CHECK nws_status nws_builder_adopt(nws_builder *builder, const nws_token *token);

/* ---- selected.c ---- */

/* https://html.spec.whatwg.org/multipage/form-elements.html#maybe-clone-an-option-into-selectedcontent
 */
NWS_MUST_CHECK nws_status nws_builder_select(nws_builder *builder);

/* ---- the modes ---- */

nws_rule nws_mode_initial, nws_mode_before_html, nws_mode_before_head, nws_mode_in_head,
    nws_mode_head_noscript, nws_mode_after_head;
nws_rule nws_mode_in_body, nws_mode_text;
nws_rule nws_mode_in_table, nws_mode_table_text, nws_mode_in_caption, nws_mode_column_group,
    nws_mode_table_body, nws_mode_in_row, nws_mode_in_cell;
nws_rule nws_mode_in_template;
nws_rule nws_mode_after_body, nws_mode_in_frameset, nws_mode_after_frameset, nws_mode_after_after,
    nws_mode_last_frameset;
/* https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inforeign */
nws_rule nws_mode_foreign;
/* The rules for the mode that is set, in HTML content. */
nws_rule nws_mode_current;

/* In body, by kind of token. */
nws_rule nws_body_text, nws_body_start, nws_body_end;
/* https://html.spec.whatwg.org/multipage/parsing.html#any-other-end-tag */
nws_status nws_body_end_other(nws_builder *builder, const nws_token *token);
/* The start and the end of a template, as "in head" has them. */
nws_status nws_template_start(nws_builder *builder, const nws_token *token);
nws_status nws_template_end(nws_builder *builder);

/* Takes leading white space off a text token; what it took. */
nws_view nws_token_blank(nws_token *token);
/* Is text white space only? */
bool nws_text_blank(nws_view text);

#endif
