/* What an image's attributes say of its address, its size and itself. Inside clean/ only. */
#ifndef NWS_CLEAN_LAZY_H
#define NWS_CLEAN_LAZY_H

#include "clean/cleaner.h"

typedef struct nws_image_hints {
    nws_attribute *src;
    nws_attribute *srcset;
    nws_attribute *lazy;     /* the best that a lazy loader reads, with a plausible address */
    nws_attribute *doubtful; /* the same of names that others use, too */
    nws_attribute *lazy_set; /* data-srcset */
    nws_attribute *width, *height;
    nws_attribute *data_width, *data_height;
    nws_attribute *label, *title; /* aria-label and title, for captions */
    bool loading_lazy;
} nws_image_hints;

nws_image_hints nws_lazy_read(const nws_node *image);

/* Which address is the true one, and the static name of where it was; "" when there is none. */
nws_view nws_lazy_choose(const nws_cleaner *cleaner, const nws_image_hints *hints,
                         const char **source);

/* The best candidate of a srcset; data NULL when it has none. */
nws_view nws_lazy_candidate(nws_view list, uint32_t *score);

/* An address that stands in for another until a script runs. */
bool nws_lazy_placeholder(nws_view url);

/* Whether an attribute of this name is what lazy loaders read, or holds a size for them. */
bool nws_lazy_name(nws_attr id);
bool nws_lazy_size(nws_attr id);

#endif
