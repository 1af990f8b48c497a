/* Character references, read in one go from the "&".
 *
 * Separate from the states because text and attribute values share it, and because it can be tested
 * name by name against the standard's table. Nothing here looks further than 32 bytes, but for the
 * digits of a numeric reference, which are all consumed: a flood of "&" stays linear.
 */
#include "html/charref.h"

#include "base/str.h"
#include "base/utf8.h"
#include "gen/charref.h"

/* What the bytes 0x80 to 0x9F mean in windows-1252; 0 where the code point stands for itself.
 * https://html.spec.whatwg.org/multipage/parsing.html#numeric-character-reference-end-state */
static const uint16_t windows_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

/* FNV-1a, as in tools/make_charref.py. */
#define HASH_BASIS 0x811C9DC5u
#define HASH_PRIME 0x01000193u

/* The entry of the first length bytes of name, whose hash is given, or NULL. */
static const nws_charref *find_name(const char *name, size_t length, uint32_t hash)
{
    unsigned bucket = (hash ^ hash >> 15) >> 10 & (NWS_CHARREF_BUCKETS - 1);
    unsigned slot = (hash & (NWS_CHARREF_SLOTS - 1)) ^ nws_charref_displacements[bucket];
    const nws_charref *entry = &nws_charrefs[nws_charref_slots[slot]];
    return entry->length == length && memcmp(entry->name, name, length) == 0 ? entry : NULL;
}

/* https://html.spec.whatwg.org/multipage/parsing.html#numeric-character-reference-end-state */
static uint32_t numeric_meaning(uint32_t point)
{
    if (point == 0 || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
        return NWS_REPLACEMENT;
    if (point >= 0x80 && point <= 0x9F && windows_1252[point - 0x80] != 0)
        return windows_1252[point - 0x80];
    return point;
}

static unsigned digit_value(unsigned char byte)
{
    if (nws_is_digit(byte))
        return byte - (unsigned)'0';
    unsigned letter = (unsigned)(byte | 0x20) - 'a';
    return letter < 6 ? letter + 10 : 16;
}

/* https://html.spec.whatwg.org/multipage/parsing.html#numeric-character-reference-state */
static size_t read_numeric(const char *at, const char *end, char *out, size_t *written)
{
    const char *digits = at + 2;
    unsigned base = 10;
    if (digits < end && (*digits | 0x20) == 'x') {
        base = 16;
        digits++;
    }
    const char *cursor = digits;
    uint32_t point = 0;
    for (; cursor < end; cursor++) {
        unsigned digit = digit_value((unsigned char)*cursor);
        if (digit >= base)
            break;
        if (point <= 0x10FFFF) /* beyond that all are the same */
            point = point * base + digit;
    }
    if (cursor == digits)
        return 0;
    *written = nws_utf8_put(out, numeric_meaning(point));
    if (cursor < end && *cursor == ';')
        cursor++;
    return (size_t)(cursor - at);
}

static void write_entry(const nws_charref *entry, char *out, size_t *written)
{
    memcpy(out, entry->text, sizeof entry->text);
    *written = entry->written & (unsigned)~NWS_CHARREF_BARE;
}

static bool is_name_byte(char byte)
{
    return nws_is_alpha((unsigned char)byte) || nws_is_digit((unsigned char)byte);
}

/* https://html.spec.whatwg.org/multipage/parsing.html#named-character-reference-state
 * Names are letters and digits, so the longest match is the whole run with its ";" or else the
 * longest of the old names, which need no ";", that the run begins with. */
static size_t read_named(const char *at, const char *end, bool in_attribute, char *out,
                         size_t *written)
{
    const char *name = at + 1;
    const char *limit = end - name > NWS_CHARREF_LONGEST + 1 ? name + NWS_CHARREF_LONGEST + 1 : end;
    uint32_t hashes[NWS_CHARREF_LONGEST + 2]; /* of the prefixes, by their length */
    uint32_t hash = HASH_BASIS;
    size_t length = 0;
    for (; name + length < limit && is_name_byte(name[length]); length++) {
        hash = (hash ^ (unsigned char)name[length]) * HASH_PRIME;
        hashes[length + 1] = hash;
    }
    if (length == 0)
        return 0;
    if (name + length < end && name[length] == ';') {
        const nws_charref *entry = find_name(name, length, hash);
        if (entry != NULL) {
            write_entry(entry, out, written);
            return length + 2;
        }
    }
    if (length > NWS_CHARREF_BARE_LONGEST)
        length = NWS_CHARREF_BARE_LONGEST;
    for (; length >= NWS_CHARREF_BARE_SHORTEST; length--) {
        const nws_charref *entry = find_name(name, length, hashes[length]);
        if (entry == NULL || (entry->written & NWS_CHARREF_BARE) == 0)
            continue;
        /* "For historical reasons": href="?a=b&copy=1" stays as it is. */
        if (in_attribute && name + length < end &&
            (name[length] == '=' || is_name_byte(name[length])))
            return 0;
        write_entry(entry, out, written);
        return length + 1;
    }
    return 0;
}

/* https://html.spec.whatwg.org/multipage/parsing.html#character-reference-state */
size_t nws_charref_read(const char *at, const char *end, bool in_attribute,
                        char out[NWS_CHARREF_MAX], size_t *written)
{
    if (end - at < 2)
        return 0;
    if (at[1] == '#')
        return read_numeric(at, end, out, written);
    return read_named(at, end, in_attribute, out, written);
}
