/* YAML to values, through libyaml's events and our budgets. The only file pair with libyaml.
 *
 * The plain shapes that most headers are made of are read without libyaml, with the same result
 * (yaml_subset.c). All else goes through it in one pass. On a syntax error the header is cut at its
 * column-0 "key:" lines and the pieces are read alone: a broken piece survives as its text, the
 * rest is exact.
 */
#ifndef NWS_FRONT_YAML_H
#define NWS_FRONT_YAML_H

#include "base/bounds.h"
#include "base/diagnostic.h"
#include "front/scalar.h"

/* Who may read a header. Tests and fuzz_yaml compare the two; everyone else leaves it at 0. */
typedef enum nws_yaml_way {
    NWS_YAML_EITHER,  /* the subset scanner; libyaml when that is in doubt */
    NWS_YAML_LIBYAML, /* the reference alone */
    NWS_YAML_SUBSET   /* the scanner alone: NWS_E_SYNTAX when it is in doubt */
} nws_yaml_way;

typedef struct nws_yaml_options {
    const nws_limits *limits;
    bool strict;       /* a syntax error or duplicate key is NWS_E_SYNTAX instead of a repair */
    size_t offset;     /* of front in the decoded file: added to every position */
    nws_schema schema; /* of plain scalars */
    bool as_written;   /* the root keeps keys that are written twice, and "<<" with its value */
    nws_yaml_way way;
} nws_yaml_options;

/* Reads one YAML document of valid UTF-8. *value is a map, or whatever the document is (NULL for an
 * empty one); the caller says not_mapping. front must outlive the value. NWS_E_MEMORY; NWS_E_LIMIT
 * never (a limit is the diagnostic front_limit and *value is what was read within it); NWS_E_SYNTAX
 * only when strict, with *error filled. */
NWS_MUST_CHECK nws_status nws_yaml_read(nws_arena *arena, nws_view front,
                                        const nws_yaml_options *options,
                                        nws_diagnostics *diagnostics, nws_value *value,
                                        nws_error *error);

/* "0.2.5": of the library in use. Static. */
const char *nws_yaml_version(void);

#endif
