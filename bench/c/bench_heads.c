/* Headers made to hurt: how the time to read them grows with their size.
 *
 *     bench_heads [KILOBYTES]
 *
 * Each shape stands alone, behind "k: " and behind a line that must be recovered from. Printed:
 * microseconds for KILOBYTES (80) and for four times as much, the best of a few, and their ratio: 4
 * when linear, 16 when quadratic; a step past what the arena keeps between calls may add to it. The
 * exit code is 1 when a ratio is above 8.
 */
#define _GNU_SOURCE /* clock_gettime */

#include "../../tests/c/hard_heads.h"
#include "front/yaml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 5, MOST_TIMES = 8 };

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time); /* not what other processes take */
    return (double)time.tv_sec * 1e6 + 1e-3 * (double)time.tv_nsec;
}

static double read_once(nws_view text)
{
    const nws_limits limits = NWS_LIMITS_DEFAULT;
    const nws_yaml_options options = {.limits = &limits};
    nws_arena arena;
    nws_arena_init(&arena, nws_allocator_libc());
    nws_diagnostics diagnostics;
    nws_diagnostics_init(&diagnostics, &arena, limits.diagnostics);
    nws_value value;
    nws_error error;
    const double start = now();
    if (nws_yaml_read(&arena, text, &options, &diagnostics, &value, &error) != NWS_OK) {
        fprintf(stderr, "out of memory\n");
        exit(1);
    }
    const double taken = now() - start;
    nws_arena_free(&arena);
    return taken;
}

/* Microseconds for head and then part over and over, bytes long. */
static double measure(const char *head, const char *part, size_t bytes)
{
    const size_t wide = strlen(part), count = bytes / wide;
    char *text = malloc(strlen(head) + count * wide + 1);
    if (text == NULL)
        exit(1);
    size_t length = strlen(head);
    memcpy(text, head, length);
    for (size_t i = 0; i < count; i++, length += wide)
        memcpy(text + length, part, wide);
    double least = read_once(nws_view_of(text, length));
    for (int i = 1; i < ROUNDS; i++) {
        const double again = read_once(nws_view_of(text, length));
        least = again < least ? again : least;
    }
    free(text);
    return least;
}

static void print_part(const char *part)
{
    int wide = 0;
    for (const char *at = part; *at != '\0' && wide < 32; at++)
        wide += *at >= ' ' && *at <= '~' ? printf("%c", *at)
                                         : printf("\\x%02X", (unsigned)(unsigned char)*at);
    printf("%*s", 34 - wide, "");
}

int main(int count, char **words)
{
    const size_t size = (size_t)(count > 1 ? atoi(words[1]) : 80) * 1000;
    if (size == 0) {
        fprintf(stderr, "usage: bench_heads [KILOBYTES]\n");
        return 2;
    }
    printf("%-34s%30s%30s%30s\n", "microseconds, times", "alone", "after \"k: \"", "recovered");
    int worst = 0;
    for (size_t i = 0; i < HARD_PARTS; i++) {
        print_part(hard_parts[i]);
        for (size_t j = 0; j < HARD_STARTS; j++) {
            const double once = measure(hard_starts[j], hard_parts[i], size);
            const double four = measure(hard_starts[j], hard_parts[i], 4 * size);
            printf("%10.0f %10.0f %6.1f%s ", once, four, four / once,
                   four > (double)MOST_TIMES * once ? "!" : " ");
            worst |= four > (double)MOST_TIMES * once;
        }
        printf("\n");
    }
    return worst;
}
