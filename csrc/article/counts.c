/* Words, characters, digest and simhash, in one pass over the text.
 *
 * The definitions stand in counts.h. The pass has three ways: common ideographs, ASCII words, and
 * everything else, character by character. It copies the text for the digest only where white space
 * has to change, in runs.
 */
#include "article/counts.h"

#include "article/simhash.h"
#include "article/words.h"
#include "base/hash.h"

/* Shingles are counted in batches of so many: a multiple of NWS_SIMHASH_BLOCK. */
enum { VOTES = 128 };

typedef struct pass {
    const char *at, *end;
    const char *copied; /* the text before it is in out or left out */
    char *out;          /* may be the text itself: never gets ahead of copied */
    size_t written;
    int64_t han, others, words; /* others: kana and hangul; words: runs of letters */
    int64_t blanks;             /* in out, and where out will have them */
    bool normal;                /* the text is known to be in NFC */
    bool doubtful;              /* it is not known, and a character raised the question */
    uint64_t before;            /* the number of the last word */
    uint64_t votes[VOTES];      /* of the last shingles */
    size_t vote_count;
    nws_simhash simhash;
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

static const uint64_t basis = UINT64_C(0xCBF29CE484222325);
static const uint64_t ones = UINT64_C(0x0101010101010101);

static uint64_t hash_group(uint64_t hash, uint64_t group)
{
    hash = (hash ^ group) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 32;
}

static uint64_t hash_pair(uint64_t a, uint64_t b)
{
    const uint64_t x = ((a << 32 | a >> 32) ^ b) * UINT64_C(0xBF58476D1CE4E5B9);
    return x ^ x >> 32;
}

/* Eight bytes, little-endian; fewer at the end of the text, with zero bytes behind them. */
static uint64_t load_group(const char *at, const char *end)
{
    uint64_t group = 0;
    if (NWS_LIKELY(end - at >= 8))
        memcpy(&group, at, 8);
    else
        memcpy(&group, at, (size_t)(end - at));
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
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
static uint64_t hash_word(pass *p, const char *at, const char *end)
{
    uint64_t hash = basis, group = 0;
    unsigned filled = 0;
    while (at < end) {
        char bytes[4];
        size_t length = 1;
        if ((unsigned char)*at < 0x80) {
            bytes[0] = (char)nws_lower((unsigned char)*at++);
        } else {
            const uint32_t point = nws_utf8_next(&at);
            check_normal(p, point);
            length = nws_utf8_put(bytes, nws_unicode_fold(point));
        }
        for (size_t i = 0; i < length; i++) {
            group |= (uint64_t)(unsigned char)bytes[i] << 8 * filled;
            if (++filled == 8) {
                hash = hash_group(hash, group);
                group = 0;
                filled = 0;
            }
        }
    }
    return filled > 0 ? hash_group(hash, group) : hash;
}

static void count_votes(pass *p)
{
    nws_simhash_add(&p->simhash, p->votes, p->vote_count);
    p->vote_count = 0;
}

static void add_word(pass *p, uint64_t hash)
{
    p->votes[p->vote_count++] = hash_pair(p->before, hash);
    p->before = hash;
    if (p->vote_count == VOTES)
        count_votes(p);
}

/* ---- the three ways ---- */

/* The four bytes at at, little-endian. */
static uint32_t load_four(const char *at)
{
    uint32_t bytes;
    memcpy(&bytes, at, sizeof bytes);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bytes = __builtin_bswap32(bytes);
#endif
    return bytes;
}

/* The first three of them as they stand in the text, so that characters compare by their order. */
static uint32_t text_order(uint32_t four)
{
    return __builtin_bswap32(four) >> 8;
}

/* U+4E00..U+9FFF. */
static bool is_common_han(uint32_t shown)
{
    return shown - 0xE4B880u <= 0xE9BFBFu - 0xE4B880u;
}

/* Of what stands between them: U+3001..U+3004, U+3008..U+3020 (E3 80), U+2010..U+2027 (E2 80),
 * U+FF01..U+FF0F and U+FF1A..U+FF20 (EF BC). No words, no white space, and all in NFC. */
static bool is_common_mark(uint32_t shown)
{
    return shown - 0xEFBC81u <= 0x0Eu || shown - 0xE38081u <= 0x03u || shown - 0xE38088u <= 0x18u ||
           shown - 0xE28090u <= 0x17u || shown - 0xEFBC9Au <= 0x06u;
}

/* Up to limit common ideographs into votes: how many. *at is then past them. */
static size_t hash_han(const char **at, size_t limit, uint64_t *before, uint64_t *votes)
{
    const char *next = *at;
    uint64_t last = *before;
    size_t count = 0;
    for (; count < limit; count++, next += 3) {
        const uint32_t four = load_four(next);
        if (NWS_UNLIKELY(!is_common_han(text_order(four))))
            break;
        const uint64_t hash = hash_group(basis, four & 0xFFFFFFu);
        votes[count] = hash_pair(last, hash);
        last = hash;
    }
    *at = next;
    *before = last;
    return count;
}

/* Common ideographs and what stands between them, of which almost all Chinese text is made. False:
 * at is something else. */
static bool read_han(pass *p)
{
    const char *start = p->at;
    while (p->end - p->at >= 4) {
        const size_t left = (size_t)(p->end - p->at - 1) / 3, room = VOTES - p->vote_count;
        const size_t count =
            hash_han(&p->at, left < room ? left : room, &p->before, p->votes + p->vote_count);
        p->han += (int64_t)count;
        p->vote_count += count;
        if (p->vote_count == VOTES)
            count_votes(p);
        else if (p->end - p->at < 4 || !is_common_mark(text_order(load_four(p->at))))
            break;
        else
            p->at += 3;
    }
    return p->at > start;
}

/* A word that begins with an ASCII letter or digit: eight bytes at once as long as they are such,
 * and by the definition when it turns out to be more than that. */
static void read_word(pass *p)
{
    const char *start = p->at;
    uint64_t hash = basis;
    for (;;) {
        const uint64_t group = load_group(p->at, p->end);
        /* Letters and digits in lower case: digits have this bit already. */
        const uint64_t lower = group | ones * 0x20;
        const uint64_t letters = bytes_between(lower, 'a', 'z') | bytes_between(group, '0', '9');
        if (letters == ones * 0x80) {
            hash = hash_group(hash, lower);
            p->at += 8;
            continue;
        }
        const unsigned bits = (unsigned)__builtin_ctzll(~letters & ones * 0x80) & 56u;
        p->at += bits / 8;
        if (bits > 0)
            hash = hash_group(hash, lower & ((UINT64_C(1) << bits) - 1));
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
        check_normal(p, point);
        add_word(p, hash_group(basis, load_group(start, next)));
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
        .characters = (int32_t)((int64_t)nws_utf8_count(collapsed).points - p.blanks),
        .reading_seconds = reading_seconds(p.han + p.others, p.words),
    };
    if (collapsed.length > 0)
        *digest = nws_hash_bytes(collapsed, 0);
    count_votes(&p);
    *simhash = nws_simhash_end(&p.simhash);
    return NWS_OK;
}
