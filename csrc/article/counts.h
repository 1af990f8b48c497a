/* How long a text is for its readers, and what it is like: counts and fingerprints.
 *
 * What is defined here is part of the data that users keep, so it is exact: the same text gives the
 * same numbers in every release, process and machine.
 *
 *   white space  Unicode's White_Space.
 *   word         one Han, kana or hangul character; or a run of other letters and digits with the
 *                marks on them (nws_unicode_class says which; the soft hyphen is one).
 *                An apostrophe (U+0027, U+2019), a full stop or a low line between two letters or
 *                digits belongs to the word, and so does a comma between two ASCII digits: "don't",
 *                "3.14", "1,000" and "snake_case" are one word each. After UAX #29, made simpler.
 *
 * https://www.unicode.org/reports/tr29/#Word_Boundaries
 */
#ifndef NWS_ARTICLE_COUNTS_H
#define NWS_ARTICLE_COUNTS_H

#include "article/article.h"

/* Everything at once, because it is one pass. All is taken of the text in NFC, so that canonically
 * equivalent texts measure the same.
 *
 * counts: han are the words that are Han characters; characters are code points that are no white
 * space; reading time is 500 CJK characters or 230 other words a minute, rounded up once.
 *
 * digest: XXH64 with seed 0 of the text with each run of white space as one blank and none at the
 * ends; 0 when nothing is left.
 *
 * simhash: each word is folded (nws_unicode_fold on each code point) and becomes a number h of 32
 * bits: h = 0x811C9DC5, and for every eight bytes of its UTF-8 (the last ones padded with zero
 * bytes, all read big-endian as g) h becomes the upper half of the 64 bits of
 * ((h << 32) ^ g) * 0x9E3779B97F4A7C15, then h ^= h >> 16. Each word b makes a shingle with the
 * word a before it (a = 0 for the first), whatever stands between them: in 32 bits, x = a *
 * 0xC2B2AE3D + b, x ^= x >> 15. It votes with the bits of y ^ y >> 16, where y = x * 0x27D4EB2F, on
 * the lower half of the simhash, and where y = x * 0x165667B1, on the upper half. A bit is set when
 * more than half of the shingles set it. So texts that share most of their shingles differ in few
 * bits, others in about 32. 0 without words.
 *
 * text is valid UTF-8. scratch is used and left empty. NWS_E_MEMORY. */
NWS_MUST_CHECK nws_status nws_counts_measure(nws_view text, nws_buffer *scratch, nws_counts *counts,
                                             uint64_t *digest, uint64_t *simhash);

#endif
