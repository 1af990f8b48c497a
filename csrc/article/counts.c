/* Words, characters, digest and simhash, in one pass over the text.
 *
 * The definitions stand in counts.h. The pass has three ways: common ideographs, ASCII words, and
 * everything else, character by character. It copies the text for the digest only where white space
 * has to change, in runs.
 */
#include "article/counts.h"

#include "article/counts_kernels.h"
#include "article/words.h"
#include "base/hash.h"

/* Shingles are counted in batches of so many words. */
enum { WORDS = 4 * NWS_SIMHASH_BLOCK };

typedef struct pass {
    const char *at, *end;
    const char *copied; /* the text before it is in out or left out */
    char *out;          /* may be the text itself: never gets ahead of copied */
    size_t written;
    int64_t han, others, words; /* others: kana and hangul; words: runs of letters */
    int64_t blanks;             /* in out, and where out will have them */
    int64_t continued;          /* bytes that are not the first of their character */
    bool normal;                /* the text is known to be in NFC */
    bool doubtful;              /* it is not known, and a character raised the question */
    nws_simhash simhash;
    size_t fresh; /* words that have not been counted in it: they stand behind the one before them,
                     and a kernel may write a few more */
    uint32_t numbers[1 + WORDS + NWS_COUNTS_LANES];
} pass;

/* ---- normal form ---- */

/* Whether NFC leaves a character alone whatever stands beside it: Latin, Cyrillic, punctuation,
 * symbols, CJK, emoji. For others the whole text is put in NFC and read again. */
static bool is_settled(uint32_t point)
{
    if (point < 0x1E00)
        return point < 0x300 || (point >= 0x400 && point <= 0x482) ||
               (point >= 0x48A && point <= 0x52F);
    if (point < 0x3000) /* not U+2000, U+2001, U+2126, U+212A, U+212B, U+2329, U+232A */
        return point <= 0x1EFF || (point >= 0x2002 && point <= 0x20CF) ||
               (point >= 0x2190 && point <= 0x2328) || (point >= 0x232B && point <= 0x2ADB);
    if (point <= 0x9FFF) /* not the tone marks and the voicing marks */
        return !(point >= 0x302A && point <= 0x302F) && point != 0x3099 && point != 0x309A;
    return (point >= 0xAC00 && point <= 0xD7A3) || (point >= 0xFE30 && point <= 0xFFEF) ||
           (point >= 0x1F300 && point <= 0x1FAFF) || (point >= 0x20000 && point <= 0x2F7FF);
}

static void check_normal(pass *p, uint32_t point)
{
    if (!p->normal && !is_settled(point))
        p->doubtful = true;
}

/* ---- words as numbers ---- */

static const uint64_t ones = UINT64_C(0x0101010101010101);

/* Eight bytes, big-endian; fewer at the end of the text, with zero bytes behind them. */
static uint64_t load_group(const char *at, const char *end)
{
    uint64_t group = 0;
    if (NWS_LIKELY(end - at >= 8))
        memcpy(&group, at, 8);
    else
        memcpy(&group, at, (size_t)(end - at));
#if !defined(__BYTE_ORDER__) || __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    group = __builtin_bswap64(group);
#endif
    return group;
}

/* 0x80 in each byte of group that lies in low..high (both ASCII), 0 in the others. */
static uint64_t bytes_between(uint64_t group, unsigned low, unsigned high)
{
    const uint64_t seven = group & ones * 0x7F;
    const uint64_t from = seven + ones * (0x80 - low), past = seven + ones * (0x7F - high);
    return (from ^ past) & ~group & ones * 0x80;
}

/* The number of any word, by its definition. */
static uint32_t hash_word(pass *p, const char *at, const char *end)
{
    uint32_t hash = NWS_COUNTS_BASIS;
    uint64_t group = 0;
    unsigned filled = 0;
    while (at < end) {
        char bytes[4];
        size_t length = 1;
        if ((unsigned char)*at < 0x80) {
            bytes[0] = (char)nws_lower((unsigned char)*at++);
        } else {
            const char *first = at;
            const uint32_t point = nws_utf8_next(&at);
            check_normal(p, point);
            p->continued += at - first - 1;
            length = nws_utf8_put(bytes, nws_unicode_fold(point));
        }
        for (size_t i = 0; i < length; i++) {
            group = group << 8 | (unsigned char)bytes[i];
            if (++filled == 8) {
                hash = nws_counts_mix(hash, group);
                group = 0;
                filled = 0;
            }
        }
    }
    return filled > 0 ? nws_counts_mix(hash, group << 8 * (8 - filled)) : hash;
}

/* A full batch goes into the simhash; the last of its words and what stands behind it stay. */
static void count_batch(pass *p)
{
    nws_simhash_add(&p->simhash, p->numbers, WORDS);
    memcpy(p->numbers, p->numbers + WORDS, sizeof p->numbers - WORDS * sizeof *p->numbers);
    p->fresh -= WORDS;
}

static void add_word(pass *p, uint32_t number)
{
    p->numbers[++p->fresh] = number;
    if (p->fresh == WORDS)
        count_batch(p);
}

/* ---- the three ways ---- */

/* Three bytes, big-endian, of which a fourth follows. */
static uint32_t load_three(const char *at)
{
    uint32_t bytes;
    memcpy(&bytes, at, sizeof bytes);
#if !defined(__BYTE_ORDER__) || __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    bytes = __builtin_bswap32(bytes);
#endif
    return bytes >> 8;
}

nws_counts_han nws_counts_han_scalar(const char *at, const char *end, uint32_t *words, size_t room)
{
    size_t count = 0;
    for (; end - at >= 4 && count < room; at += 3) {
        const uint32_t bytes = load_three(at);
        if (nws_counts_is_han(bytes))
            words[count++] = nws_counts_mix(NWS_COUNTS_BASIS, (uint64_t)bytes << 40);
        else if (!nws_counts_is_mark(bytes))
            break;
    }
    return (nws_counts_han){at, count};
}

static nws_counts_han find_han(const char *at, const char *end, uint32_t *numbers, size_t room)
{
#if defined(NWS_CPU_X86)
    if (end - at >= NWS_COUNTS_READ && nws_cpu_has_avx2())
        return nws_counts_han_avx2(at, end, numbers, room);
#endif
    return nws_counts_han_scalar(at, end, numbers, room);
}

/* Common ideographs and what stands between them, of which almost all Chinese text is made. False:
 * at is something else. */
static bool read_han(pass *p)
{
    const char *start = p->at;
    for (;;) {
        const nws_counts_han found =
            find_han(p->at, p->end, p->numbers + 1 + p->fresh, WORDS - p->fresh);
        p->continued += (found.at - p->at) / 3 * 2;
        p->at = found.at;
        p->han += (int64_t)found.words;
        p->fresh += found.words;
        if (p->fresh < WORDS)
            return p->at > start;
        count_batch(p);
    }
}

/* A word that begins with an ASCII letter or digit: eight bytes at once as long as they are such,
 * and by the definition when it turns out to be more than that. */
static void read_word(pass *p)
{
    const char *start = p->at;
    uint32_t hash = NWS_COUNTS_BASIS;
    for (;;) {
        const uint64_t group = load_group(p->at, p->end);
        /* Letters and digits in lower case: digits have this bit already. */
        const uint64_t lower = group | ones * 0x20;
        const uint64_t letters = bytes_between(lower, 'a', 'z') | bytes_between(group, '0', '9');
        if (letters == ones * 0x80) {
            hash = nws_counts_mix(hash, lower);
            p->at += 8;
            continue;
        }
        const unsigned bits = (unsigned)__builtin_clzll(~letters & ones * 0x80);
        p->at += bits / 8;
        if (bits > 0)
            hash = nws_counts_mix(hash, lower & ~(UINT64_MAX >> bits));
        break;
    }
    if (p->at < p->end && nws_word_bytes[(unsigned char)*p->at] >= NWS_WORD_JOINER) {
        const char *past = nws_word_end(p->at - 1, p->end);
        if (past > p->at) {
            p->at = past;
            hash = hash_word(p, start, past);
        }
    }
    add_word(p, hash);
    p->words++;
}

/* A run of white space: copies what stands before it, unless it is the one blank it should be. */
static void read_spaces(pass *p)
{
    const char *start = p->at;
    while (p->at < p->end && nws_word_at(p->at) == NWS_WORD_SPACE)
        p->at += nws_utf8_length((unsigned char)*p->at);
    const bool inside = p->written + (size_t)(start - p->copied) > 0 && p->at < p->end;
    p->blanks += inside;
    if (inside && p->at - start == 1 && *start == ' ')
        return;
    memmove(p->out + p->written, p->copied, (size_t)(start - p->copied));
    p->written += (size_t)(start - p->copied);
    if (inside)
        p->out[p->written++] = ' ';
    p->copied = p->at;
}

static void read_wide(pass *p)
{
    const char *start = p->at, *next = start;
    const uint32_t point = nws_utf8_next(&next);
    const nws_word_class class = nws_word_wide(point);
    switch (class) {
    case NWS_WORD_HAN:
    case NWS_WORD_KANA:
    case NWS_WORD_HANGUL:
        p->at = next; /* none of them has case: the bytes are the group */
        p->continued += next - start - 1;
        check_normal(p, point);
        add_word(p, nws_counts_mix(NWS_COUNTS_BASIS, load_group(start, next)));
        p->han += class == NWS_WORD_HAN;
        p->others += class != NWS_WORD_HAN;
        return;
    case NWS_WORD_LETTER:
        p->at = nws_word_end(start, p->end);
        add_word(p, hash_word(p, start, p->at));
        p->words++;
        return;
    case NWS_WORD_SPACE: read_spaces(p); return;
    default:
        p->at = next;
        p->continued += next - start - 1;
        check_normal(p, point);
        return;
    }
}

/* ---- the pass ---- */

/* Whether the white space at the cursor is one blank between two characters of ASCII. */
static bool is_lone_blank(const pass *p)
{
    if (*p->at != ' ' || p->end - p->at < 2 || p->at == p->copied)
        return false;
    const uint8_t next = nws_word_bytes[(unsigned char)p->at[1]];
    return next != NWS_WORD_SPACE && next != NWS_WORD_WIDE;
}

/* Reads text and leaves it in out with its white space collapsed. Stops early when doubtful. */
static void run(pass *p, nws_view text, char *out)
{
    *p = (pass){.at = text.data,
                .end = text.data + text.length,
                .copied = text.data,
                .out = out,
                .normal = p->normal};
    while (p->at < p->end && !p->doubtful) {
        switch (nws_word_bytes[(unsigned char)*p->at]) {
        case NWS_WORD_WIDE:
            if (!read_han(p))
                read_wide(p);
            break;
        case NWS_WORD_LETTER: read_word(p); break;
        case NWS_WORD_SPACE:
            if (is_lone_blank(p)) {
                p->blanks++;
                p->at++;
            } else {
                read_spaces(p);
            }
            break;
        default: p->at++; break;
        }
    }
    memmove(p->out + p->written, p->copied, (size_t)(p->at - p->copied));
    p->written += (size_t)(p->at - p->copied);
}

/* 500 CJK characters or 230 words a minute: ceil(60 * (cjk / 500 + words / 230)). */
static int32_t reading_seconds(int64_t cjk, int64_t words)
{
    return (int32_t)((3 * (23 * cjk + 50 * words) + 574) / 575);
}

nws_status nws_counts_measure(nws_view text, nws_buffer *scratch, nws_counts *counts,
                              uint64_t *digest, uint64_t *simhash)
{
    *counts = (nws_counts){.words = 0};
    *digest = 0;
    *simhash = 0;
    scratch->length = 0;
    if (text.length == 0)
        return NWS_OK;
    NWS_TRY(nws_buffer_reserve(scratch, text.length));
    pass p = {.normal = false};
    run(&p, text, scratch->data);
    if (p.doubtful) {
        NWS_TRY(nws_unicode_nfc(text, scratch));
        text = nws_buffer_view(scratch);
        scratch->length = 0; /* the bytes stay where they are, and are then written over */
        p.normal = true;
        run(&p, text, scratch->data);
    }
    const nws_view collapsed = nws_view_of(scratch->data, p.written);
    *counts = (nws_counts){
        .words = (int32_t)(p.words + p.han + p.others),
        .han = (int32_t)p.han,
        .characters = (int32_t)((int64_t)p.written - p.blanks - p.continued),
        .reading_seconds = reading_seconds(p.han + p.others, p.words),
    };
    if (collapsed.length > 0)
        *digest = nws_hash_bytes(collapsed, 0);
    nws_simhash_add(&p.simhash, p.numbers, p.fresh);
    *simhash = nws_simhash_end(&p.simhash);
    return NWS_OK;
}
