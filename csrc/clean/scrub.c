/* The pass over text: a vector kernel that decides the plain cases, a scalar one for the rest.
 *
 * R10 of the stable-tree rules is the reason why NUL, other C0 controls and noncharacters go:
 * parsers drop or replace them, each in its own way.
 * https://infra.spec.whatwg.org/#noncharacter
 */
#include "clean/scrub.h"

#include "base/cpu.h"
#include "base/scan.h"

typedef const unsigned char *bytes;

/* Bytes of the character that may not stay at at, else 0. Text is valid UTF-8. */
static size_t forbidden(bytes at, bytes end)
{
    const size_t room = (size_t)(end - at);
    if (at[0] < 0x20)
        return at[0] == '\t' || at[0] == '\n' || at[0] == '\r' ? 0 : 1;
    if (at[0] == 0xEF && room >= 3) /* U+FDD0..FDEF, U+FFFE, U+FFFF */
        return (at[1] == 0xB7 && at[2] >= 0x90 && at[2] <= 0xAF) || (at[1] == 0xBF && at[2] >= 0xBE)
                   ? 3
                   : 0;
    if (at[0] >= 0xF0 && room >= 4) /* U+nFFFE, U+nFFFF */
        return (at[1] & 0x0F) == 0x0F && at[2] == 0xBF && at[3] >= 0xBE ? 4 : 0;
    return 0;
}

/* U+00A0, U+200B, U+3000, U+FEFF: nothing to see, though no white space to HTML. */
static size_t unseen(bytes at, bytes end)
{
    const size_t room = (size_t)(end - at);
    if (nws_is_space(at[0]))
        return 1;
    if (room >= 2 && at[0] == 0xC2 && at[1] == 0xA0)
        return 2;
    if (room >= 3 && ((at[0] == 0xE3 && at[1] == 0x80 && at[2] == 0x80) ||
                      (at[0] == 0xE2 && at[1] == 0x80 && at[2] == 0x8B) ||
                      (at[0] == 0xEF && at[1] == 0xBB && at[2] == 0xBF)))
        return 3;
    return 0;
}

static bool is_escaped(bytes at, bytes end)
{
    switch (at[0]) {
    case '&':
    case '<':
    case '>':
    case '\r': return true;
    case 0xC2: return end - at >= 2 && at[1] == 0xA0;
    case 0xEF: return end - at >= 3 && at[1] == 0xBB && at[2] == 0xBF;
    default: return false;
    }
}

/* PLAIN, EVEN and DIRTY of [at, end), which begins and ends with no white space. */
static unsigned scan_scalar(bytes at, bytes end)
{
    unsigned flags = NWS_TEXT_PLAIN | NWS_TEXT_EVEN;
    for (; at < end; at++) {
        const unsigned char byte = *at;
        if (byte > '>' && byte < 0xC2)
            continue;
        if (is_escaped(at, end))
            flags &= ~(unsigned)NWS_TEXT_PLAIN;
        if (forbidden(at, end) != 0)
            flags |= NWS_TEXT_DIRTY;
        if (nws_is_space(byte) && (byte != ' ' || (end - at > 1 && nws_is_space(at[1]))))
            flags &= ~(unsigned)NWS_TEXT_EVEN;
    }
    return flags;
}

#if defined(NWS_SCAN_VECTOR)
/* What the blocks so far add up to. */
typedef struct found {
    nws_scan_block lowest, highest;
    nws_scan_block lead;   /* EF, and not of full-width punctuation */
    nws_scan_block escape; /* & < > or a U+00A0 perhaps */
    nws_scan_block twice;  /* two blanks */
} found;

/* One block more; the byte after it is read, too. EF BC and EF BD are full-width punctuation, in
 * every Chinese line; other EF are rare. */
NWS_INLINE void look(found *sum, const char *at)
{
    const nws_scan_block block = nws_scan_load(at), next = nws_scan_load(at + 1);
    const nws_scan_block narrow =
        nws_scan_or(nws_scan_below(next, 0xBC), nws_scan_least(next, 0xBE));
    const nws_scan_block markup =
        nws_scan_or(nws_scan_or(nws_scan_equal(block, '<'), nws_scan_equal(block, '>')),
                    nws_scan_or(nws_scan_equal(block, '&'), nws_scan_equal(block, (char)0xC2)));
    sum->lowest = nws_scan_min(sum->lowest, block);
    sum->highest = nws_scan_max(sum->highest, block);
    sum->lead = nws_scan_or(sum->lead, nws_scan_and(nws_scan_equal(block, (char)0xEF), narrow));
    sum->escape = nws_scan_or(sum->escape, markup);
    /* Both are blanks where the larger of the two is one: controls are looked for apart. */
    sum->twice = nws_scan_or(sum->twice, nws_scan_equal(nws_scan_max(block, next), ' '));
}

NWS_INLINE bool any(nws_scan_block hits)
{
    return nws_scan_first(hits) < NWS_SCAN_BLOCK;
}

/* Whether a control other than tab and newline is in the text, which is longer than a block. */
static bool has_odd_control(const char *at, const char *last)
{
    for (;; at = last - at > NWS_SCAN_BLOCK ? at + NWS_SCAN_BLOCK : last) {
        const nws_scan_block block = nws_scan_load(at);
        if (any(nws_scan_or(
                nws_scan_below(block, '\t'),
                nws_scan_and(nws_scan_least(block, '\n' + 1), nws_scan_below(block, ' ')))))
            return true;
        if (at == last)
            return false;
    }
}

static unsigned scan_vector(bytes start, bytes end)
{
    const size_t length = (size_t)(end - start);
    char pad[NWS_SCAN_BLOCK + 1];
    const char *at = pad, *last = pad;
    if (length <= NWS_SCAN_BLOCK) { /* with letters behind the end */
        memset(pad, 'x', sizeof pad);
        memcpy(pad, start, length);
    } else {
        at = (const char *)start;
        last = (const char *)end - NWS_SCAN_BLOCK - 1;
    }
    const nws_scan_block first = nws_scan_load(last), none = nws_scan_below(first, 1);
    found sum = {first, first, none, none, none};
    look(&sum, last);
    for (; at < last; at += NWS_SCAN_BLOCK)
        look(&sum, at);
    /* The last block overlaps the one before it; the very last byte was looked at as a successor
     * only, which is enough where it ends a character of several bytes. */
    const unsigned char tail = end[-1];
    const bool controls = any(nws_scan_below(sum.lowest, ' '));
    if (any(sum.lead) || any(nws_scan_least(sum.highest, 0xF0)) || tail < ' ' ||
        (controls && (length <= NWS_SCAN_BLOCK || has_odd_control((const char *)start, last))))
        return scan_scalar(start, end);
    const bool plain = !any(sum.escape) && tail != '<' && tail != '>' && tail != '&';
    return (plain ? (unsigned)NWS_TEXT_PLAIN : 0u) |
           (controls || any(sum.twice) ? 0u : (unsigned)NWS_TEXT_EVEN);
}
#else
#define scan_vector scan_scalar
#endif

#if defined(NWS_CPU_X86)
static unsigned scan_avx2(bytes start, bytes end)
{
    const unsigned flags = nws_scrub_avx2(start, end);
    return flags == NWS_TEXT_DIRTY ? scan_scalar(start, end) : flags;
}

static unsigned scan_avx512(bytes start, bytes end)
{
    const unsigned flags = nws_scrub_avx512(start, end);
    return flags == NWS_TEXT_DIRTY ? scan_scalar(start, end) : flags;
}
#endif

NWS_INLINE unsigned scan_with(nws_view text, unsigned (*scan)(bytes at, bytes end))
{
    bytes at = (bytes)text.data, end = at + text.length, tail = end;
    bool carriage = false, feed = false;
    for (; at < tail && nws_is_space(*at); at++) {
        carriage |= *at == '\r';
        feed |= *at == '\f';
    }
    for (; tail > at && nws_is_space(tail[-1]); tail--) {
        carriage |= tail[-1] == '\r';
        feed |= tail[-1] == '\f';
    }
    unsigned flags = NWS_TEXT_PLAIN | NWS_TEXT_EVEN | NWS_TEXT_BLANK | NWS_TEXT_UNSEEN;
    if (at < tail) {
        flags = scan(at, tail);
        size_t step;
        while (at < tail && (step = unseen(at, tail)) != 0)
            at += step;
        if (at == tail)
            flags |= NWS_TEXT_UNSEEN;
    }
    if (carriage)
        flags &= ~(unsigned)NWS_TEXT_PLAIN;
    return feed ? flags | NWS_TEXT_DIRTY : flags;
}

unsigned nws_scrub_scan(nws_view text)
{
#if defined(NWS_CPU_X86)
    if (nws_cpu_has_avx512())
        return scan_with(text, scan_avx512);
    if (nws_cpu_has_avx2())
        return scan_with(text, scan_avx2);
#endif
    return nws_scrub_scan_baseline(text);
}

unsigned nws_scrub_scan_avx2(nws_view text)
{
#if defined(NWS_CPU_X86)
    if (nws_cpu_has_avx2())
        return scan_with(text, scan_avx2);
#endif
    return nws_scrub_scan_baseline(text);
}

unsigned nws_scrub_scan_baseline(nws_view text)
{
    return scan_with(text, scan_vector);
}

unsigned nws_scrub_scan_scalar(nws_view text)
{
    return scan_with(text, scan_scalar);
}

#if defined(NWS_SCAN_VECTOR)
NWS_INLINE bool is_suspect_block(const char *at)
{
    const nws_scan_block block = nws_scan_load(at);
    return any(nws_scan_or(nws_scan_below(block, ' '), nws_scan_least(block, 0xEF)));
}
#endif

enum { WORD = 8 };

/* Not 0 when one of the eight bytes at at is a control or beyond ASCII. */
static uint64_t unprintable(const char *at)
{
    uint64_t word;
    memcpy(&word, at, WORD);
    return (word | (word - UINT64_C(0x2020202020202020))) & UINT64_C(0x8080808080808080);
}

/* Whether a byte of [at, end) can belong to a character that may not stay, be it a tab or a letter
 * of the planes beyond the first. */
static bool is_suspect(const char *at, const char *end)
{
#if defined(NWS_SCAN_VECTOR)
    if (end - at >= NWS_SCAN_BLOCK) {
        for (; end - at > NWS_SCAN_BLOCK; at += NWS_SCAN_BLOCK)
            if (is_suspect_block(at))
                return true;
        return is_suspect_block(end - NWS_SCAN_BLOCK); /* overlaps the one before */
    }
#endif
    if (end - at >= WORD && end - at <= 2 * WORD && /* two words, which overlap, mostly decide */
        (unprintable(at) | unprintable(end - WORD)) == 0)
        return false;
    for (; at < end; at++)
        if ((unsigned char)*at < ' ' || (unsigned char)*at >= 0xEF)
            return true;
    return false;
}

bool nws_scrub_dirty(nws_view text)
{
    return is_suspect(text.data, text.data + text.length) &&
           (nws_scrub_scan(text) & NWS_TEXT_DIRTY) != 0;
}

nws_view nws_scrub_copy(nws_arena *arena, nws_view text)
{
    char *copy = nws_arena_alloc(arena, text.length + 1);
    if (copy == NULL)
        return NWS_VIEW_NONE;
    bytes at = (bytes)text.data, end = at + text.length;
    size_t length = 0;
    while (at < end) {
        size_t skip = forbidden(at, end);
        if (skip == 0)
            copy[length++] = (char)*at++;
        else
            at += skip;
    }
    return nws_view_of(copy, length);
}

unsigned nws_scrub_join(nws_view left, unsigned left_flags, nws_view right, unsigned right_flags)
{
    unsigned flags = left_flags & right_flags;
    if ((flags & NWS_TEXT_BLANK) != 0 || left.length == 0 || right.length == 0)
        return flags;
    /* EVEN stays when at most one blank lies between the two, or one of them is only white space */
    unsigned char before = (unsigned char)left.data[left.length - 1];
    unsigned char after = (unsigned char)right.data[0];
    bool one_blank = ((left_flags | right_flags) & NWS_TEXT_BLANK) != 0;
    if (!one_blank && (nws_is_space(before) || nws_is_space(after)))
        flags &= ~(unsigned)NWS_TEXT_EVEN;
    return flags;
}
