/* Lists of texts out of front matter: authors, tags, categories and their paths.
 *
 * For fields.c and lift.c. Apart from them because a list has more shapes than all other fields.
 */
#ifndef NWS_FRONT_FIELDS_LISTS_H
#define NWS_FRONT_FIELDS_LISTS_H

#include "front/fields.h"

/* What parts a scalar that stands for a list. */
typedef enum nws_splitting { NWS_SPLIT_NONE, NWS_SPLIT_COMMAS, NWS_SPLIT_BLANKS } nws_splitting;

/* Where a list is read from; value NULL: nowhere. */
typedef struct nws_list_source {
    const nws_value *value;
    const char *key; /* static */
    nws_splitting splitting;
} nws_list_source;

/* The texts of count sources, one after the other, each text once. */
NWS_MUST_CHECK nws_status nws_list_read(nws_arena *arena, const nws_list_source *sources,
                                        size_t count, nws_diagnostics *diagnostics,
                                        nws_texts *texts);

/* Fills fields->paths from the value that gave fields->categories. nests: as Hexo has it; else each
 * category is a path of its own. */
NWS_MUST_CHECK nws_status nws_list_paths(nws_arena *arena, const nws_value *value, bool nests,
                                         nws_fields *fields);

#endif
