/* What was removed or rewritten, and by which rule.
 *
 * Always on, so it must be cheap: equal rows that follow each other are counted, not repeated.
 */
#ifndef NWS_CLEAN_AUDIT_H
#define NWS_CLEAN_AUDIT_H

#include "base/arena.h"

#include <stdint.h>

/*   name             text: the rule */
#define NWS_RULE_LIST(X)                                                                           \
    X(POLICY_TAG, "policy.tag") /* the policy does not keep this element */                        \
    X(POLICY_ATTRIBUTE, "policy.attribute")                                                        \
    X(POLICY_URL, "policy.url")           /* its scheme is not allowed */                          \
    X(FLOOR_TAG, "floor.tag")             /* no policy can keep it: script, svg, ... */            \
    X(FLOOR_ATTRIBUTE, "floor.attribute") /* on*, srcdoc, ... */                                   \
    X(COMMENT, "comment")                                                                          \
    X(STABLE, "stable") /* a stable-tree rule forced it */                                         \
    X(DEPTH, "depth")   /* nested deeper than NWS_MAX_OUTPUT_DEPTH */                              \
    X(SIZE, "size")     /* the tree had all that it may take: NWS_MAX_TREE */                      \
    X(EMPTY, "repair.empty")                                                                       \
    X(WRAPPER, "repair.wrapper")                                                                   \
    X(LAZY, "repair.lazy")                                                                         \
    X(NOSCRIPT, "repair.noscript")                                                                 \
    X(PROXY, "repair.proxy")                                                                       \
    X(DIMENSIONS, "repair.dimensions")                                                             \
    X(PIXEL, "repair.pixel")                                                                       \
    X(CAPTION, "repair.caption")                                                                   \
    X(TRACKING, "repair.tracking")                                                                 \
    X(JOIN, "repair.join")                                                                         \
    X(BREAK, "repair.break")                                                                       \
    X(LANGUAGE, "repair.language")                                                                 \
    X(LINK_REL, "policy.rel")       /* rel and target, forced on links */                          \
    X(POLICY_SET, "policy.set")     /* another attribute that the policy sets */                   \
    X(POLICY_VALUE, "policy.value") /* not one of the values that are allowed */                   \
    X(POLICY_CLASS, "policy.class") /* not one of the classes that are allowed */                  \
    X(POLICY_HOST, "policy.host")   /* not one of the hosts that are allowed */                    \
    X(POLICY_ID, "policy.id")       /* the prefix of ids was put before it */                      \
    X(CALLBACK, "policy.callback")                                                                 \
    X(POLICY_STYLE, "policy.style") /* a declaration in a style attribute */

typedef enum nws_rule {
#define NWS_RULE_ENUM(name, text) NWS_RULE_##name,
    NWS_RULE_LIST(NWS_RULE_ENUM)
#undef NWS_RULE_ENUM
        NWS_RULE_COUNT
} nws_rule;

typedef enum nws_audit_action {
    NWS_AUDIT_DROPPED, /* with its content, or an attribute */
    NWS_AUDIT_UNWRAPPED,
    NWS_AUDIT_MOVED,
    NWS_AUDIT_SPLIT,
    NWS_AUDIT_REWRITTEN,
    NWS_AUDIT_INSERTED,
    NWS_AUDIT_ESCAPED, /* its tags are text now */
    NWS_AUDIT_COUNT
} nws_audit_action;

typedef struct nws_removal {
    uint8_t rule;   /* nws_rule */
    uint8_t action; /* nws_audit_action */
    uint32_t count; /* how often it happened in a row */
    uint32_t start; /* byte span in the body, of the first one: the start tag, text or comment */
    uint32_t end;
    nws_view tag;       /* "" when there is none */
    nws_view attribute; /* "" when the row is about an element */
    nws_view value;     /* the attribute's old value, borrowed from the document; "" for elements */
} nws_removal;

typedef struct nws_audit {
    nws_arena *arena;
    nws_removal *rows;
    uint32_t count;
    uint32_t capacity;
    uint32_t total; /* sum of the counts, with those of rows past NWS_MAX_REMOVALS */
} nws_audit;

void nws_audit_init(nws_audit *audit, nws_arena *arena);
NWS_MUST_CHECK nws_status nws_audit_add(nws_audit *audit, const nws_removal *row);
/* "policy.tag", ... and "dropped", ...; static. */
const char *nws_rule_name(nws_rule rule);
const char *nws_action_name(nws_audit_action action);

#endif
