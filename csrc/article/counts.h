/* How long a text is for its readers, and what it is like: counts and fingerprints. */
#ifndef NWS_ARTICLE_COUNTS_H
#define NWS_ARTICLE_COUNTS_H

#include "article/article.h"

/* Counts over valid UTF-8, in one pass. */
void nws_counts_read(nws_view text, nws_counts *counts);

/* digest: XXH64 of the text in NFC with runs of white space as one blank. simhash: 64 bits over
 * overlapping shingles (CJK: 2 characters; words: 2 words), so that texts that share most of them
 * differ in few bits. scratch is used and left empty. Empty text: both 0. */
NWS_MUST_CHECK nws_status nws_counts_fingerprint(nws_view text, nws_buffer *scratch,
                                                 uint64_t *digest, uint64_t *simhash);

#endif
