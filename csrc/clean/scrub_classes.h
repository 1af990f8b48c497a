/* What a byte of text may be, for the vector kernels: a bit for each class, and a byte is of those
 * that its upper half and its lower half both have. Inside of scrub_*.c only.
 */
#ifndef NWS_CLEAN_SCRUB_CLASSES_H
#define NWS_CLEAN_SCRUB_CLASSES_H

#include "base/cpu.h"
#include "clean/scrub.h"

#if defined(NWS_CPU_X86)
#include <immintrin.h>

enum {
    NWS_SCRUB_CONTROL = 0x01, /* 00..0F but tab and newline */
    NWS_SCRUB_ODD = 0x02,     /* 10..1F, F0..FF */
    NWS_SCRUB_BLANK = 0x04,   /* tab, newline */
    NWS_SCRUB_AMPERSAND = 0x08,
    NWS_SCRUB_ANGLE = 0x10,   /* < > */
    NWS_SCRUB_LEAD_EF = 0x20, /* of full-width punctuation, or of what may not stay */
    NWS_SCRUB_SPACE = 0x40,
    NWS_SCRUB_LEAD_C2 = 0x80 /* of U+00A0 perhaps */
};

extern const uint8_t nws_scrub_upper[16], nws_scrub_lower[16];
#endif

#endif
