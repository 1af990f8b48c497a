/* How fast the byte kernels are: GB of input a second, vector against scalar twin.
 *
 * Build with the core's sources and run by hand: bench_base [FILE ...]. Without files it times a
 * Chinese, a mixed and an ASCII text of 13 kB each, the size of a common post.
 */
#define _POSIX_C_SOURCE 200809L

#include "base/file.h"
#include "base/hash.h"
#include "base/scan.h"
#include "base/unicode.h"
#include "base/utf8_kernels.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 7, SAMPLE = 13000 };

/* What a benchmark works on, made once. */
typedef struct subject {
    nws_view text;
    size_t points;
    uint8_t *ones; /* room for the units of each width */
    uint16_t *twos;
    uint32_t *fours;
    nws_buffer out;
} subject;

typedef size_t (*work)(subject *it);

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* The best of some rounds: what the machine can do when nobody disturbs it. */
static void report(const char *name, subject *it, work run)
{
    static volatile size_t sink;
    double best = 1e9;
    size_t times = 1 + ((size_t)16 << 20) / (it->text.length + 1);
    for (int round = 0; round < ROUNDS; round++) {
        double start = now();
        for (size_t i = 0; i < times; i++)
            sink += run(it);
        double each = (now() - start) / (double)times;
        best = each < best ? each : best;
    }
    printf("  %-22s %8.2f GB/s %10.3f us\n", name, (double)it->text.length / best * 1e-9,
           best * 1e6);
}

static size_t valid_scalar(subject *it)
{
    return nws_utf8_valid_scalar(it->text);
}
static size_t valid(subject *it)
{
    return nws_utf8_valid(it->text);
}
static size_t count_scalar(subject *it)
{
    return nws_utf8_count_scalar(it->text).points;
}
static size_t count(subject *it)
{
    return nws_utf8_count(it->text).points;
}

static size_t ucs2_scalar(subject *it)
{
    nws_utf8_ucs2_scalar(it->text, it->twos);
    return it->twos[0];
}
static size_t ucs2(subject *it)
{
    nws_utf8_to_ucs2(it->text, it->twos);
    return it->twos[0];
}
static size_t ucs4_scalar(subject *it)
{
    nws_utf8_ucs4_scalar(it->text, it->fours);
    return it->fours[0];
}
static size_t ucs4(subject *it)
{
    nws_utf8_to_ucs4(it->text, it->fours);
    return it->fours[0];
}
static size_t from_ucs2_scalar(subject *it)
{
    char *to = it->out.data;
    for (size_t i = 0; i < it->points; i++)
        to += nws_utf8_put(to, it->twos[i]);
    return (size_t)(to - it->out.data);
}
static size_t from_ucs2(subject *it)
{
    size_t repairs, first;
    it->out.length = 0;
    return nws_utf8_from_ucs2(it->twos, it->points, &it->out, &repairs, &first) == NWS_OK
               ? it->out.length
               : 0;
}
static size_t from_ucs4(subject *it)
{
    size_t repairs, first;
    it->out.length = 0;
    return nws_utf8_from_ucs4(it->fours, it->points, &it->out, &repairs, &first) == NWS_OK
               ? it->out.length
               : 0;
}
static size_t nfc(subject *it)
{
    it->out.length = 0;
    return nws_unicode_nfc(it->text, &it->out) == NWS_OK ? it->out.length : 0;
}
static size_t hash(subject *it)
{
    return (size_t)nws_hash_bytes(it->text, 0);
}

static size_t scan(subject *it)
{
    size_t hits = 0;
    const char *end = it->text.data + it->text.length;
    for (const char *at = it->text.data; (at = nws_scan_any4(at, end, '<', '&', '\r', '\0')) < end;
         at++)
        hits++;
    return hits;
}
static size_t scan_scalar(subject *it)
{
    size_t hits = 0;
    const char *end = it->text.data + it->text.length;
    for (const char *at = it->text.data;
         (at = nws_scan_any4_scalar(at, end, '<', '&', '\r', '\0')) < end; at++)
        hits++;
    return hits;
}
static size_t escape(subject *it)
{
    size_t hits = 0;
    const char *end = it->text.data + it->text.length;
    for (const char *at = it->text.data; (at = nws_scan_escape(at, end, '<')) < end; at++)
        hits++;
    return hits;
}
static size_t escape_scalar(subject *it)
{
    size_t hits = 0;
    const char *end = it->text.data + it->text.length;
    for (const char *at = it->text.data; (at = nws_scan_escape_scalar(at, end, '<')) < end; at++)
        hits++;
    return hits;
}

static void bench(const char *name, nws_view text)
{
    static const struct {
        const char *name;
        work run;
    } rows[] = {
        {"valid, scalar", valid_scalar},
        {"valid", valid},
        {"count, scalar", count_scalar},
        {"count", count},
        {"to ucs2, scalar", ucs2_scalar},
        {"to ucs2", ucs2},
        {"to ucs4, scalar", ucs4_scalar},
        {"to ucs4", ucs4},
        {"from ucs2, scalar", from_ucs2_scalar},
        {"from ucs2", from_ucs2},
        {"from ucs4", from_ucs4},
        {"scan 4, scalar", scan_scalar},
        {"scan 4", scan},
        {"scan escape, scalar", escape_scalar},
        {"scan escape", escape},
        {"hash", hash},
        {"nfc", nfc},
    };
    subject it = {.text = text, .points = nws_utf8_count(text).points};
    it.twos = malloc(text.length * sizeof *it.twos + 1);
    it.fours = malloc(text.length * sizeof *it.fours + 1);
    nws_buffer_init(&it.out, nws_allocator_libc());
    if (it.twos == NULL || it.fours == NULL ||
        nws_buffer_reserve(&it.out, text.length * 4 + 64) != NWS_OK)
        exit(1);
    printf("%s: %zu bytes, %zu points\n", name, text.length, it.points);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        report(rows[i].name, &it, rows[i].run);
    nws_buffer_free(&it.out);
    free(it.twos);
    free(it.fours);
}

/* pattern again and again, SAMPLE bytes or a little less. */
static void bench_pattern(const char *name, nws_view pattern)
{
    char text[SAMPLE];
    size_t length = 0;
    for (; length + pattern.length <= SAMPLE; length += pattern.length)
        memcpy(text + length, pattern.data, pattern.length);
    bench(name, nws_view_of(text, length));
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        nws_buffer file;
        nws_error error;
        nws_buffer_init(&file, nws_allocator_libc());
        if (nws_file_read(argv[i], SIZE_MAX, &file, NULL, &error) != NWS_OK)
            fprintf(stderr, "%s: %s\n", argv[i], error.message);
        else
            bench(argv[i], nws_buffer_view(&file));
        nws_buffer_free(&file);
    }
    if (argc > 1)
        return 0;
    bench_pattern("Chinese", NWS_VIEW("\xE4\xB8\xAD\xE6\x96\x87\xE7\x9A\x84\xE5\xAD\x97"));
    bench_pattern("mixed", NWS_VIEW("<p class=\"a\">\xE4\xB8\xAD\xE6\x96\x87\xEF\xBC\x8C"
                                    "\xE7\x9A\x84<b>\xE5\xAD\x97</b>\xE3\x80\x82</p>\n"));
    bench_pattern("ASCII", NWS_VIEW("<p>The quick brown fox jumps over the lazy dog.</p>\n"));
    return 0;
}
