/* Which kernels this processor can run, beyond what every machine of its kind has.
 *
 * Asked at each call of a kernel, not kept: it is one load and a test of a word that libgcc fills
 * before main. With NWS_SCAN_SCALAR no kernel is built.
 */
#ifndef NWS_BASE_CPU_H
#define NWS_BASE_CPU_H

#include "base/status.h"

#include <stdbool.h>

#if !defined(NWS_SCAN_SCALAR) && defined(__x86_64__) && defined(__GNUC__)
#define NWS_CPU_X86 1

NWS_INLINE bool nws_cpu_has_ssse3(void)
{
    return __builtin_cpu_supports("ssse3");
}
NWS_INLINE bool nws_cpu_has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt");
}
/* With these come all the older ones. */
NWS_INLINE bool nws_cpu_has_avx512(void)
{
    return __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("avx512vbmi") &&
           __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("bmi2") && nws_cpu_has_avx2();
}
#endif

/* Between two looks at what another thread is to change. */
NWS_INLINE void nws_cpu_pause(void)
{
#if defined(__x86_64__) && defined(__GNUC__)
    __builtin_ia32_pause();
#elif defined(__aarch64__) && defined(__GNUC__)
    __asm__ __volatile__("yield");
#endif
}

#endif
