/* What characters a text is made of, found in one pass, and the removal of those that may not stay.
 *
 * Every text passes here once; what was seen is kept on its node, so that the HTML and the text
 * writer need not look again and copy whole runs.
 */
#ifndef NWS_CLEAN_SCRUB_H
#define NWS_CLEAN_SCRUB_H

#include "base/arena.h"
#include "html/node.h"

/* Flags on text nodes of a clean tree. */
enum {
    NWS_TEXT_PLAIN = NWS_NODE_MARK_FIRST,       /* nothing in it is to be escaped in HTML */
    NWS_TEXT_EVEN = NWS_NODE_MARK_FIRST << 1,   /* between its first and last character that is no
                                                   white space there are single blanks only */
    NWS_TEXT_BLANK = NWS_NODE_MARK_FIRST << 2,  /* nothing but ASCII white space */
    NWS_TEXT_UNSEEN = NWS_NODE_MARK_FIRST << 3, /* nothing to see: white space of any kind */
    NWS_TEXT_FLAGS = NWS_TEXT_PLAIN | NWS_TEXT_EVEN | NWS_TEXT_BLANK | NWS_TEXT_UNSEEN,
    NWS_TEXT_DIRTY = NWS_NODE_MARK_FIRST << 4 /* from nws_scrub_scan only: needs nws_scrub_copy */
};

/* The flags of text. */
unsigned nws_scrub_scan(nws_view text);
/* The plain reference. The vector form may leave PLAIN or EVEN unset, or set DIRTY, where this one
 * does not; never the other way. */
unsigned nws_scrub_scan_scalar(nws_view text);
/* The forms for older machines, where nws_scrub_scan has taken a wider one. */
unsigned nws_scrub_scan_baseline(nws_view text);
unsigned nws_scrub_scan_avx2(nws_view text);
/* PLAIN and EVEN of [at, end), which is not empty and begins and ends with no white space; DIRTY
 * alone when only a byte at a time can tell. For processors with nws_cpu_has_avx2 and _avx512. */
unsigned nws_scrub_avx2(const unsigned char *at, const unsigned char *end);
unsigned nws_scrub_avx512(const unsigned char *at, const unsigned char *end);

/* Whether text holds what R10 forbids: NUL and other C0 controls (but tab, LF and CR), or
 * noncharacters. */
bool nws_scrub_dirty(nws_view text);
/* text without those, in the arena. data NULL: no memory. */
NWS_MUST_CHECK nws_view nws_scrub_copy(nws_arena *arena, nws_view text);

/* The flags of left and right joined. */
unsigned nws_scrub_join(nws_view left, unsigned left_flags, nws_view right, unsigned right_flags);

#endif
