/* Whose posts these are: what the generators disagree about, named in one place.
 *
 * AUTO takes what no generator would read otherwise; docs/front-matter.md says, row by row, what
 * the others do. The header alone, because fence, fields and file names ask for nothing else.
 */
#ifndef NWS_FRONT_DIALECT_H
#define NWS_FRONT_DIALECT_H

typedef enum nws_dialect {
    NWS_DIALECT_AUTO,
    NWS_DIALECT_HEXO,
    NWS_DIALECT_JEKYLL,
    NWS_DIALECT_HUGO,
    NWS_DIALECT_ZOLA,
    NWS_DIALECT_COUNT
} nws_dialect;

#endif
