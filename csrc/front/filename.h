/* What the name of a post's file says of it, to the generators that look there.
 *
 * Apart from the fields because a file's name is no front matter: whoever parses data has none.
 */
#ifndef NWS_FRONT_FILENAME_H
#define NWS_FRONT_FILENAME_H

#include "base/str.h"
#include "front/dialect.h"

typedef struct nws_filename {
    nws_view slug;     /* data NULL: none */
    nws_view date;     /* as written: YYYY-MM-DD, for Zola with a time; data NULL: none */
    nws_view language; /* as written: of post.zh-cn.md; data NULL: none */
    bool overrides;    /* the slug counts for more than one that is in the front matter */
    bool draft;        /* it lies in a folder of drafts */
} nws_filename;

/* Views point into path, whose folders "/" parts. Nothing is found for AUTO, and no date or slug
 * for HUGO, which take them from front matter alone. */
void nws_filename_read(nws_view path, nws_dialect dialect, nws_filename *name);

#endif
