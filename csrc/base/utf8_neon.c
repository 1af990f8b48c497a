/* Validity of UTF-8 with NEON, which every aarch64 has: the method of utf8_x86.c, see there. */
#include "base/utf8_kernels.h"

#if defined(NWS_UTF8_NEON)
#include <arm_neon.h>

static uint8x16_t load(const char *at)
{
    return vld1q_u8((const uint8_t *)at);
}

/* Not zero where bytes, which follow before, hold an error. */
static uint8x16_t errors_in(uint8x16_t bytes, uint8x16_t before)
{
    const uint8x16_t back1 = vextq_u8(before, bytes, 15);
    const uint8x16_t back2 = vextq_u8(before, bytes, 14);
    const uint8x16_t back3 = vextq_u8(before, bytes, 13);
    uint8x16_t found = vqtbl1q_u8(vld1q_u8(nws_utf8_nibbles[0]), vshrq_n_u8(back1, 4));
    found = vandq_u8(found,
                     vqtbl1q_u8(vld1q_u8(nws_utf8_nibbles[1]), vandq_u8(back1, vdupq_n_u8(0x0F))));
    found = vandq_u8(found, vqtbl1q_u8(vld1q_u8(nws_utf8_nibbles[2]), vshrq_n_u8(bytes, 4)));
    const uint8x16_t owed = vorrq_u8(vqsubq_u8(back2, vdupq_n_u8(NWS_UTF8_THREE)),
                                     vqsubq_u8(back3, vdupq_n_u8(NWS_UTF8_FOUR)));
    return veorq_u8(vandq_u8(owed, vdupq_n_u8(0x80)), found);
}

size_t nws_utf8_blocks_neon(nws_view text)
{
    static const uint8_t last[16] = {255, 255, 255, 255, 255, 255,  255,  255,
                                     255, 255, 255, 255, 255, 0xEF, 0xDF, 0xBF};
    uint8x16_t before = vdupq_n_u8(0), pending = vdupq_n_u8(0);
    char tail[NWS_UTF8_BLOCK] = {0};
    for (size_t at = 0;; at += NWS_UTF8_BLOCK) {
        const char *block = text.data + at;
        const size_t rest = text.length - at;
        if (rest < NWS_UTF8_BLOCK) { /* the zeros behind it end every sequence */
            if (rest > 0)
                memcpy(tail, block, rest);
            block = tail;
        }
        const uint8x16_t a = load(block), b = load(block + 16);
        const uint8x16_t c = load(block + 32), d = load(block + 48);
        uint8x16_t errors = pending;
        if (vmaxvq_u8(vorrq_u8(vorrq_u8(a, b), vorrq_u8(c, d))) >= 0x80) {
            errors = vorrq_u8(vorrq_u8(errors_in(a, before), errors_in(b, a)),
                              vorrq_u8(errors_in(c, b), errors_in(d, c)));
            pending = vqsubq_u8(d, vld1q_u8(last));
        }
        before = d;
        if (vmaxvq_u8(errors) != 0)
            return nws_utf8_bad_block(at, rest);
        if (rest < NWS_UTF8_BLOCK)
            return text.length;
    }
}
#endif
