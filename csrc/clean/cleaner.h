/* What the parts of the sanitizer share: the walk's state and the stack of places to put things.
 *
 * Inside clean/ only. sanitize.c walks the source and decides what stays, place.c says where it
 * goes (the repairs of structure), attributes.c and image.c look after a single element.
 *
 * The output is a stack of slots, one for each element that is open there. A slot gets its element
 * into the tree only when something is put into it; an element that a block splits is taken off
 * (suspended) and comes back as a clone when something for it follows. Slots name each other by
 * index: `under` is the slot that a slot's element stands in, which is the one below it but where a
 * block was put outside of what it splits.
 */
#ifndef NWS_CLEAN_CLEANER_H
#define NWS_CLEAN_CLEANER_H

#include "clean/sanitize.h"
#include "clean/scrub.h"
#include "clean/stable.h"

enum {
    SLOT_PLACED = 1u << 0, /* its element is in the tree and open for more */
    SLOT_USED = 1u << 1,   /* its element is in the tree, finished: the next must be a clone */
    SLOT_SPLIT = 1u << 2,  /* a part of its content went elsewhere: an empty rest is nothing */
    SLOT_SEEN = 1u << 3,   /* holds something that a reader sees */
    SLOT_OWN = 1u << 4,    /* stands for a source element, not for a repair's insertion */
    SLOT_WHOLE = 1u << 5   /* between it and what takes blocks is something that is never split */
};

typedef struct nws_slot {
    nws_node *node;
    uint32_t under;
    uint32_t flow;         /* the nearest slot from here outwards that takes blocks */
    uint32_t link;         /* the nearest a in scope, or 0 */
    uint32_t inherit;      /* innermost of the inline slots that were split round this; 0: none */
    uint32_t inherit_stop; /* where those end, exclusively */
    uint32_t closed_by;    /* kinds that end an inserted slot, as bits; 0 for the others */
    uint32_t cost;         /* of a clone of its element */
    uint32_t next;         /* scratch of nws_slots_place */
    uint16_t depth;        /* of its element in the output; the root has 0 */
    uint8_t tag;
    uint8_t model;
    uint8_t flags;
} nws_slot;

/* A place to put something: under which slot, and the inline elements that it was split from. */
typedef struct nws_place {
    uint32_t where;
    uint32_t inherit;
    uint32_t inherit_stop;
    uint8_t outcome; /* nws_outcome */
} nws_place;

typedef enum nws_outcome {
    NWS_PLACE_HERE,
    NWS_PLACE_UNWRAP, /* its content goes in its stead */
    NWS_PLACE_BREAK,  /* the same, on a line of its own */
    NWS_PLACE_DEEP,   /* the same, because of R9 */
    NWS_PLACE_DROP    /* white space between table parts */
} nws_outcome;

/* An element of the source whose children are being visited. */
typedef struct nws_frame {
    nws_node *next; /* the child to visit next */
    uint32_t slot;  /* its slot, or 0 when it was unwrapped */
    uint32_t kind;  /* nws_frame_kind */
} nws_frame;

typedef enum nws_frame_kind {
    NWS_FRAME_PLAIN,
    NWS_FRAME_BREAK, /* a box in a heading: its end is a line's end */
    NWS_FRAME_LIFT   /* in a noscript: only images are taken */
} nws_frame_kind;

typedef struct nws_cleaner {
    const nws_policy *policy;
    const nws_clean_options *options;
    nws_view base; /* options->base_url as a browser would take it */
    nws_document *document;
    nws_arena *arena;
    nws_audit *audit;
    nws_slot *slots;
    uint32_t slot_count;
    uint32_t slot_capacity;
    nws_frame *frames;
    uint32_t frame_count;
    uint32_t frame_capacity;
    size_t budget;    /* clones and insertions that may still be made: keeps the output linear */
    size_t grants;    /* how often a node may still add to it */
    bool keeps_hints; /* nws_image_keeps */
    bool break_due;   /* a box that went away stood between what is and what comes */
    nws_node *images; /* the first that was kept; their notes lead on */
    nws_node *latest; /* of them */
    nws_node *last_image; /* nothing to see came after it; else NULL */
    nws_view picture_url; /* best candidate of the open picture's sources; data NULL: none */
    uint32_t picture_score;
    uint32_t escaped; /* one past the last start tag that was made text */
} nws_cleaner;

/* --- place.c --- */

/* Starts with one slot for root. */
NWS_MUST_CHECK nws_status nws_place_begin(nws_cleaner *cleaner);
/* Finds the place for something of this kind, making what it needs: closes inserted elements,
 * splits what it may not stand in, inserts lists and table parts. */
NWS_MUST_CHECK nws_status nws_place_find(nws_cleaner *cleaner, nws_kind kind, const nws_node *node,
                                         nws_place *place);
/* Opens node, which has lost its children, at a place found for it; *slot is its index. */
NWS_MUST_CHECK nws_status nws_place_open(nws_cleaner *cleaner, const nws_place *place,
                                         nws_node *node, uint32_t *slot);
/* Closes slot and all above it. */
NWS_MUST_CHECK nws_status nws_place_close(nws_cleaner *cleaner, uint32_t slot);
/* Puts a void element, or text, which is joined to text before it. */
NWS_MUST_CHECK nws_status nws_place_void(nws_cleaner *cleaner, const nws_place *place,
                                         nws_node *node);
NWS_MUST_CHECK nws_status nws_place_text(nws_cleaner *cleaner, const nws_place *place,
                                         nws_node *text);
/* Marks slot and those around it as holding something to see. */
void nws_place_seen(nws_cleaner *cleaner, uint32_t slot);

/* --- attributes.c --- */

/* Takes off what the policy does not keep and puts right what it does. */
NWS_MUST_CHECK nws_status nws_attributes_clean(nws_cleaner *cleaner, nws_node *element);
/* The same for an element that a repair has made or renamed: it has what the policy sets, and no
 * value that a rule for its tag refuses. */
NWS_MUST_CHECK NWS_INLINE nws_status nws_attributes_made(nws_cleaner *cleaner, nws_node *element)
{
    const nws_policy_rules *rules = cleaner->policy->rules;
    return rules != NULL &&
                   (element->properties != NULL || nws_tag_bit(rules->sets, nws_node_tag(element)))
               ? nws_attributes_clean(cleaner, element)
               : NWS_OK;
}
/* Takes what may not stay in any value out of all values of element. */
NWS_MUST_CHECK nws_status nws_attributes_scrub(nws_cleaner *cleaner, nws_node *element);
/* One row about an attribute of element, or about element when attribute is NULL. */
NWS_MUST_CHECK nws_status nws_clean_record(nws_cleaner *cleaner, nws_rule rule,
                                           nws_audit_action action, const nws_node *element,
                                           const nws_attribute *attribute);

/* --- values.c --- */

/* What becomes of an attribute. */
typedef struct nws_verdict {
    bool keep;
    uint8_t rule; /* nws_rule: why not */
} nws_verdict;

/* R10: value without the characters that may not stay in any. */
NWS_MUST_CHECK NWS_INLINE nws_status nws_value_scrub(nws_arena *arena, nws_view *value)
{
    if (value->length == 0 || !nws_scrub_dirty(*value))
        return NWS_OK;
    *value = nws_scrub_copy(arena, *value);
    return value->data == NULL ? NWS_E_MEMORY : NWS_OK;
}
/* Makes the value of an attribute that may stay what the policy lets it be, or finds that it can be
 * nothing. */
NWS_MUST_CHECK nws_status nws_value_clean(nws_cleaner *cleaner, const nws_node *element,
                                          nws_attribute *attribute, nws_verdict *verdict);

/* Makes of the class of a pre or code, which no policy has asked for, what names a language. */
NWS_MUST_CHECK nws_status nws_value_language(nws_cleaner *cleaner, const nws_node *element,
                                             nws_attribute *attribute, nws_verdict *verdict);

/* The address that a browser would take value for: scrubbed, stripped, resolved. */
NWS_MUST_CHECK nws_status nws_attributes_address(nws_cleaner *cleaner, nws_view value,
                                                 nws_view *url);
/* The number that a cleaned width, height, colspan, ... will hold; data NULL when it is none. */
NWS_MUST_CHECK nws_status nws_attributes_number(nws_arena *arena, nws_view value, nws_view *number);
/* --- image.c --- */

/* Finds an image's true address and sizes. *keep is false when the image is to be dropped, which
 * is on record then. */
NWS_MUST_CHECK nws_status nws_image_repair(nws_cleaner *cleaner, nws_node *image, bool lifted,
                                           bool *keep);
/* The same for what is known only after nws_attributes_clean: no address left, or a twin. */
NWS_MUST_CHECK nws_status nws_image_settle(nws_cleaner *cleaner, nws_node *image, bool lifted,
                                           bool *keep);
/* Whether the policy would let a name stay that a repair has read the address or size from. */
bool nws_image_keeps(const nws_policy *policy);
/* Takes note of a source element of the open picture. */
NWS_MUST_CHECK nws_status nws_image_source(nws_cleaner *cleaner, const nws_node *source);

/* --- tracking.c --- */

/* Takes trackers out of the address of a link whose attributes are clean; displayed is the address
 * as the file has it. */
NWS_MUST_CHECK nws_status nws_link_repair(nws_cleaner *cleaner, nws_node *link, nws_view displayed);

/* --- caption.c --- */

/* Binds captions to the images of the finished tree. Linear in the images. */
NWS_MUST_CHECK nws_status nws_caption_bind(nws_cleaner *cleaner);

#endif
