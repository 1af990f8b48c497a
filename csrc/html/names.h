/* Element and attribute names as small integers, so that no stage compares strings.
 *
 * Names are of no namespace: NWS_TAG_TITLE is HTML's and SVG's; a node's space tells them apart.
 */
#ifndef NWS_HTML_NAMES_H
#define NWS_HTML_NAMES_H

#include "base/str.h"
#include "gen/names.h"

#include <stdint.h>

extern const char *const nws_tag_names[];  /* by id; NUL-terminated, so they serve as xmlNode.name */
extern const unsigned char nws_tag_lengths[];
extern const unsigned short nws_tag_displacements[];
extern const unsigned short nws_tag_slots[];
extern const char *const nws_attr_names[];
extern const unsigned char nws_attr_lengths[];
extern const unsigned short nws_attr_displacements[];
extern const unsigned short nws_attr_slots[];

/* The hash of tools/make_names.py: the length and six bytes, mixed by two multiplications. */
NWS_INLINE uint32_t nws_name_hash(const unsigned char *name, size_t length)
{
    uint32_t key = (uint32_t)name[0] | (uint32_t)name[length - 1] << 8 |
                   (uint32_t)name[length / 2] << 16 |
                   (uint32_t)(name[length / 3] ^ (length & 0xFF)) << 24;
    uint32_t more = (uint32_t)name[length > 1] | (uint32_t)name[length * 3 / 4] << 8;
    uint32_t mixed = key * 0x9E3779B1u + more * 0x2265B1F5u;
    return mixed ^ mixed >> 15;
}

/* The id of a name in lower case, or NWS_TAG_UNKNOWN. name must not be empty. */
NWS_INLINE nws_tag nws_tag_find(nws_view name)
{
    uint32_t hash = nws_name_hash((const unsigned char *)name.data, name.length);
    unsigned id = nws_tag_slots[(hash & (NWS_NAME_SLOTS - 1)) ^
                                nws_tag_displacements[hash >> 9 & (NWS_NAME_BUCKETS - 1)]];
    return nws_tag_lengths[id] == name.length &&
                   memcmp(nws_tag_names[id], name.data, name.length) == 0
               ? (nws_tag)id
               : NWS_TAG_UNKNOWN;
}

/* The same for attribute names. */
NWS_INLINE nws_attr nws_attr_find(nws_view name)
{
    uint32_t hash = nws_name_hash((const unsigned char *)name.data, name.length);
    unsigned id = nws_attr_slots[(hash & (NWS_NAME_SLOTS - 1)) ^
                                 nws_attr_displacements[hash >> 9 & (NWS_NAME_BUCKETS - 1)]];
    return nws_attr_lengths[id] == name.length &&
                   memcmp(nws_attr_names[id], name.data, name.length) == 0
               ? (nws_attr)id
               : NWS_ATTR_UNKNOWN;
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
