/* Element and attribute names as small integers, so that no stage compares strings.
 *
 * Names are of no namespace: NWS_TAG_TITLE is HTML's and SVG's; a node's space tells them apart.
 */
#ifndef NWS_HTML_NAMES_H
#define NWS_HTML_NAMES_H

#include "base/str.h"
#include "gen/names.h"

#include <stdint.h>

extern const char *const nws_tag_names[]; /* by id; NUL-terminated, so they serve as xmlNode.name */
extern const unsigned char nws_tag_lengths[];
extern const uint64_t nws_tag_words[]; /* nws_name_word of each */
extern const unsigned char nws_tag_slots[];
extern const char *const nws_attr_names[];
extern const unsigned char nws_attr_lengths[];
extern const uint64_t nws_attr_words[];
extern const unsigned char nws_attr_slots[];

/* count bytes, at most 8, as a number whose lowest byte is the first. */
NWS_INLINE uint64_t nws_name_load(const char *bytes, size_t count)
{
    uint64_t word = 0;
    memcpy(&word, bytes, count);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/* The first eight bytes of a name. Shorter ones are put together from loads that overlap; a call of
 * memcpy or memcmp with a length would cost more than the rest of a look-up. */
NWS_INLINE uint64_t nws_name_word(const char *name, size_t length)
{
    if (length >= 8)
        return nws_name_load(name, 8);
    if (length >= 4)
        return nws_name_load(name, 4) | nws_name_load(name + length - 4, 4) << (length - 4) * 8;
    return nws_name_load(name, 1) | nws_name_load(name + length / 2, 1) << length / 2 * 8 |
           nws_name_load(name + length - 1, 1) << (length - 1) * 8;
}

/* The same where eight bytes may be read whatever the length: without a branch. */
NWS_INLINE uint64_t nws_name_word_ahead(const char *name, size_t length)
{
    const uint64_t word = nws_name_load(name, 8);
    return length >= 8 ? word : word & ((UINT64_C(1) << length * 8) - 1);
}

/* The perfect hash of tools/make_names.py: the slot of a name. */
NWS_INLINE size_t nws_name_slot(uint64_t word, nws_view name, uint64_t multiplier)
{
    if (name.length > 8)
        word ^= nws_name_load(name.data + name.length - 8, 8) * NWS_NAME_LONG;
    return (size_t)(word * multiplier >> (64 - NWS_NAME_SLOT_BITS));
}

/* Whether the rest of a name behind its first eight bytes, which are known to agree, is that of
 * known, which is as long. Nearly all names end within the next eight. */
NWS_INLINE bool nws_name_agrees(const char *known, nws_view name)
{
    if (name.length <= 8)
        return true;
    if (name.length <= 16)
        return nws_name_load(known + name.length - 8, 8) ==
               nws_name_load(name.data + name.length - 8, 8);
    return memcmp(known, name.data, name.length) == 0;
}

/* The id of a name in lower case of which word is the nws_name_word, or NWS_TAG_UNKNOWN. */
NWS_INLINE nws_tag nws_tag_find_word(nws_view name, uint64_t word)
{
    unsigned id = nws_tag_slots[nws_name_slot(word, name, NWS_TAG_MULTIPLIER)];
    if (nws_tag_words[id] != word || nws_tag_lengths[id] != name.length)
        return NWS_TAG_UNKNOWN;
    return nws_name_agrees(nws_tag_names[id], name) ? (nws_tag)id : NWS_TAG_UNKNOWN;
}

/* The same for attribute names. */
NWS_INLINE nws_attr nws_attr_find_word(nws_view name, uint64_t word)
{
    unsigned id = nws_attr_slots[nws_name_slot(word, name, NWS_ATTR_MULTIPLIER)];
    if (nws_attr_words[id] != word || nws_attr_lengths[id] != name.length)
        return NWS_ATTR_UNKNOWN;
    return nws_name_agrees(nws_attr_names[id], name) ? (nws_attr)id : NWS_ATTR_UNKNOWN;
}

/* The id of a name in lower case, which must not be empty. */
NWS_INLINE nws_tag nws_tag_find(nws_view name)
{
    return nws_tag_find_word(name, nws_name_word(name.data, name.length));
}

NWS_INLINE nws_attr nws_attr_find(nws_view name)
{
    return nws_attr_find_word(name, nws_name_word(name.data, name.length));
}

NWS_INLINE nws_view nws_tag_name(nws_tag tag)
{
    return nws_view_of(nws_tag_names[tag], nws_tag_lengths[tag]);
}

NWS_INLINE nws_view nws_attr_name(nws_attr attr)
{
    return nws_view_of(nws_attr_names[attr], nws_attr_lengths[attr]);
}

#endif
